"""∂L/∂W at the output layer as three factors, for one example: what each of them is, and what they multiply to."""

from typing import NamedTuple

import numpy as np

from nblib.functions import log_softmax
from nblib.losses import one_hot
from nblib.viz.style import number, vector

A = np.array([[1.0, 0, 3], [0, 1, 1], [2, 1, 0]])  # what goes into the layer
LECTURE = np.log([0.2, 0.3, 0.5])
STEP = 0.01  # of the sliders; the nearest to ln 0.2 means ln 0.2, so that the lecture's numbers can be set
OTHERS = np.log([[0.7, 0.2, 0.1], [0.1, 0.1, 0.8]])  # scores of the batch's other examples, from lesson 02,
OTHER_LABELS = [0, 2]  # with their true classes


class Train(NamedTuple):
    """The factors for the first example, and dZ and dW for the whole batch."""

    z: np.ndarray
    label: int
    m: int
    staged: bool
    p: np.ndarray
    L: float  # of the first example
    dp: np.ndarray  # ∂L/∂p, 1/m included
    jacobian: np.ndarray
    A: np.ndarray
    dZ: np.ndarray
    dW: np.ndarray

    @property
    def lost(self):
        """Whether the first example's dL/dz is no finite number."""
        return not np.isfinite(self.dZ[0]).all()


def model(z1, z2, z3, push, label, way, m):
    """The first example has the scores z1, z2 − push, z3; way is "staged" or "fused"."""
    z = np.array([z1, z2, z3])
    z = np.where(np.abs(z - LECTURE) < STEP / 2, LECTURE, z) - [0, push, 0]
    log_p = log_softmax(z)
    p, y = np.exp(log_p), one_hot([label], 3)[0]
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):  # nan and ∞ are what is to be seen
        dp = np.where(y == 1, -1 / p, 0) / m
        jacobian = np.diag(p) - np.outer(p, p)
        dz = dp @ jacobian if way == "staged" else (p - y) / m
        dZ = np.vstack([dz, (np.exp(OTHERS) - one_hot(OTHER_LABELS, 3)) / m])[:m]
        dW = A[:m].T @ dZ
    return Train(z, label, m, way == "staged", p, float(-log_p[label]), dp, jacobian, A[:m], dZ, dW)


def short(x, digits=2):
    """A number for a cell: 0, −3.3333, 0.07, and only its size if it is enormous.

    >>> short(0.0), short(-10 / 3, 4), short(-2e300)
    ('0', '−3.3333', '−2·10³⁰⁰')
    """
    if x == 0:
        return "0"
    if not np.isfinite(x) or abs(x) < 10_000:
        return number(float(x), digits if abs(x) < 100 else 1)
    mantissa, exponent = f"{abs(x):.0e}".split("e+")
    return f"{'−' if x < 0 else ''}{mantissa}·10{exponent.lstrip('0').translate(_RAISED)}"


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def scores(data):
    """The first example's scores, probabilities, label and loss."""
    y = one_hot([data.label], 3)[0]
    return f"z = {vector(data.z)} → p = {vector(data.p, 3)}, y = {vector(y, 0)}, L = {data.L:.3f} nats"


def product(data):
    """How dL/dz came about, in one line."""
    k, dz = data.label, vector(data.dZ[0], 3)
    if not data.staged:
        return f"fused: dL/dz = {'p − y' if data.m == 1 else '(p − y) / 3'} = {dz}, whatever the scores are"
    if data.lost:
        return f"staged: p{'₁₂₃'[k]} is too small, so dL/dp{'₁₂₃'[k]} = −∞, and −∞ · 0 is no number"
    return f"staged: {short(data.dp[k], 4)} · row {k + 1} of the Jacobian = {dz}, and the sum is 0"


def advice(data):
    """What a step of descent does to the first example's scores, and how much it is pulled."""
    if data.lost:
        return "A step would now destroy every weight of the layer. Press ⑤: the same scores, fused."
    up, down = data.label, [k for k in range(3) if k != data.label]
    pull = f"descent raises z{'₁₂₃'[up]} and lowers z{'₁₂₃'[down[0]]} and z{'₁₂₃'[down[1]]}"
    if data.m == 3:
        return f"In example 1 {pull}. Aᵀ dZ adds up the outer products of the 3 examples."
    return f"A step of {pull}. Column j of dW is a, times dL/dzⱼ."
