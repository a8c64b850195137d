"""Three small nets and their backward passes, line by line: what each line makes, what it reads, what it reuses.

Their numbers are chosen so that every derivative has one decimal.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from nblib.losses import softmax_cross_entropy
from nblib.mlp import MLP, Layer
from nblib.viz.style import number

X, LABELS = np.array([[1.0, 2.0]]), np.array([1])
P = np.array([0.2, 0.3, 0.5])  # where A W = 0, the biases ln p make these the probabilities
W1 = np.array([[1, -1, 0.5], [0.5, 1, -1]])
W2 = np.array([[1.0, 0, -1], [-2, 0, 2], [3, 1, 0]])
NETS = {
    "hand": MLP([Layer(W1, np.zeros(3)), Layer(W2, np.log(P))]),
    "deep": MLP(
        [
            Layer(W1, np.zeros(3)),
            Layer(np.array([[1.0, 0, -1], [-1, 2, 1], [0.5, -1, 1]]), np.zeros(3)),
            Layer(np.array([[2.0, 0, -2], [-1, 0, 1], [3, 1, 0]]), np.log(P)),
        ]
    ),
    # Unit 2 is pushed far below 0; the last biases make up for what it no longer says.
    "dead": MLP([Layer(W1, np.array([0, -9.0, 0])), Layer(W2, np.log(P) - [2, 0, -2])]),
}


class Line(NamedTuple):
    """One backward line: the name of what it makes, which forward value or weight it reads, which adjoint it reuses."""

    name: str
    formula: str
    reads: str
    reuses: str
    value: np.ndarray
    example: str  # one entry with its numbers
    products: int
    from_scratch: int  # if each of these derivatives were summed over its own roads to L


class Sweep(NamedTuple):
    """A backward pass up to some line: forward values by name, the lines, how many are done, which values are gone."""

    forward: dict[str, np.ndarray]
    L: float
    lines: tuple[Line, ...]
    step: int
    gone: tuple[str, ...]

    @property
    def depth(self):
        """How many layers."""
        return len(self.forward) - 1

    @property
    def now(self):
        """The line of this step, None before the first."""
        return self.lines[self.step - 1] if self.step else None

    @property
    def made(self):
        """Names of the adjoints and gradients that could be computed so far."""
        names = set()
        for line in self.lines[: self.step]:
            if line.reads not in self.gone and (not line.reuses or line.reuses in names):
                names.add(line.name)
        return names

    @property
    def possible(self):
        """Whether the line of this step has all it needs."""
        return self.step > 0 and self.now.name in self.made

    @property
    def products(self):
        """Products of the lines made so far."""
        return sum(line.products for line in self.lines if line.name in self.made)

    @property
    def all_products(self):
        """Products of all lines."""
        return sum(line.products for line in self.lines)

    @property
    def products_from_scratch(self):
        """Products if every derivative were summed over its own roads to L."""
        return sum(line.from_scratch for line in self.lines)


@lru_cache
def walk_back(key):
    """(forward values by name, L, all backward lines) of one net."""
    net = NETS[key]
    outputs = net.forward(X)
    L, dZ = softmax_cross_entropy(outputs[-1], LABELS)
    depth = len(net.layers)
    names = ["X", *(f"A{l}" for l in range(1, depth)), f"Z{depth}"]
    lines = [
        Line(f"dZ{depth}", f"dZ{depth} = p − y", f"Z{depth}", "", dZ, "the true class: 0.3 − 1 = −0.7", 0, 0),
    ]
    roads = 1  # from one unit of this layer to L
    for l in range(depth, 0, -1):
        A, W, road = outputs[l - 1], net.layers[l - 1].W, 2 * (depth - l)  # products along one road from a unit to L
        lines += [weights_line(l, names[l - 1], A, dZ, roads * (road + 1)), biases_line(l, dZ, roads * road)]
        if l > 1:
            dA = dZ @ W.T
            lines.append(down_line(l, dZ, W, dA))
            dZ = dA * net.activation.slope(A)
            lines.append(mask_line(l - 1, A, dA, dZ))
            roads *= W.shape[1]
    return dict(zip(names, outputs, strict=True)), L, tuple(lines)


def weights_line(l, A_name, A, dZ, per_weight):
    """dW = Aᵀ dZ."""
    dW = A.T @ dZ
    example = f"row 1, column 1: {short(A[0, 0])} · {factor(dZ[0, 0])} = {short(dW[0, 0])}"
    return Line(f"dW{l}", f"dW{l} = {A_name}ᵀ dZ{l}", A_name, f"dZ{l}", dW, example, dW.size, dW.size * per_weight)


def biases_line(l, dZ, per_bias):
    """db = 1ᵀ dZ."""
    example = "the sum over the rows: with one example, a copy"
    return Line(f"db{l}", f"db{l} = 1ᵀ dZ{l}", "", f"dZ{l}", dZ.sum(axis=0), example, 0, dZ.size * per_bias)


def down_line(l, dZ, W, dA):
    """dA = dZ Wᵀ, one layer down."""
    terms = " + ".join(f"{factor(d)} · {factor(w)}" for d, w in zip(dZ[0], W[0], strict=True))
    example = f"unit 1: {terms} = {short(dA[0, 0])}"
    return Line(f"dA{l - 1}", f"dA{l - 1} = dZ{l} W{l}ᵀ", f"W{l}", f"dZ{l}", dA, example, W.size, 0)


def mask_line(l, A, dA, dZ):
    """dZ = dA ∘ 1[A > 0]."""
    off = int(np.flatnonzero(A[0] == 0)[0])
    example = f"unit {off + 1} is off: {short(dA[0, off])} · 0 = 0"
    return Line(f"dZ{l}", f"dZ{l} = dA{l} ∘ 1[A{l} > 0]", f"A{l}", f"dA{l}", dZ, example, dZ.size, 0)


def short(x):
    """At most one decimal, none where none is needed: 2, −0.3."""
    x = round(float(x), 1)
    return number(x, 0 if x == round(x) else 1)


def factor(x):
    """The same, in brackets if it is negative."""
    return f"({short(x)})" if x < 0 else short(x)


def row(values):
    """[−0.3, 0.6, 0]."""
    return "[" + ", ".join(short(value) for value in values) + "]"
