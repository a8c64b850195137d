"""Inputs by which the survey judges for itself what is right: more of them than the checks use, and of other shapes.

What a task leaves open is not asked: no scores are tied, no distribution is unnormalised, no score of a logistic unit
is so large that exp overflows in the solution itself.
"""

import itertools

import numpy as np

from nblib.check.registry import exercises
from nblib.functions import relu, sigmoid, tanh
from nblib.graph import Node
from nblib.losses import softmax_cross_entropy
from nblib.mlp import MLP, Layer

SIZES = list(itertools.product((1, 2, 3, 5), repeat=2))
THREE_SIZES = [(1, 1, 1), (1, 3, 3), (3, 1, 3), (3, 3, 1), (2, 2, 2), (3, 3, 3), (4, 2, 3), (2, 4, 3), (6, 3, 2)]


def inputs(id, rng):
    """Many argument tuples for the function of this exercise; those of its own checks, if none are given here."""
    if id in _INPUTS:
        return list(_INPUTS[id](rng))
    exercise = exercises()[id]
    return [exercise.arguments(case) for _ in range(10) for case in exercise.cases(rng)]


def _distributions(rng):
    for k in (1, 2, 3, 4, 7, 27, 100):
        yield rng.dirichlet(np.ones(k))
        p = rng.dirichlet(np.ones(k)) * (rng.random(k) < 0.6)
        yield p / p.sum() if p.sum() > 0 else np.eye(k)[0]
    for k in (1, 4):
        yield np.eye(k)[rng.integers(k)]
    yield np.array([1 - 1e-6, 1e-6])
    yield np.array([0.5, 0.5])


def _scores(rng):
    for m, c in SIZES:
        yield rng.normal(0, 2, (m, c))
        yield rng.normal(0, 1000, (m, c)) + rng.normal(0, 2000, (m, 1))
        yield rng.integers(-3, 4, (m, c))


def _probabilities(rng):
    for m, c in SIZES:
        labels = rng.integers(0, c, m)
        yield rng.dirichlet(np.ones(c), m), labels
        P = rng.dirichlet(np.ones(c), m) * (rng.random((m, c)) < 0.6)
        P[np.arange(m), labels] += 0.1
        yield P / P.sum(axis=1, keepdims=True), labels


def _layers(rng):
    for m, n, c in THREE_SIZES:
        for _ in range(3):
            yield rng.normal(0, 2, (m, n)), rng.normal(0, 2, (n, c)), rng.normal(0, 2, c)
        yield rng.integers(-3, 4, (m, n)), rng.integers(-3, 4, (n, c)), rng.integers(-3, 4, c)


def _layers_without_ties(rng):
    for m, n, c in THREE_SIZES:
        for _ in range(4):
            yield rng.normal(0, 2, (m, n)), rng.normal(0, 2, (n, c)), rng.normal(0, 2, c)


def _points(rng):
    yield np.zeros(3)
    for scale in (0.1, 1, 10):
        yield from rng.normal(0, scale, (5, 3))
    yield rng.integers(-3, 4, 3)


def _descents(rng):
    square, twice = (lambda w: float((w**2).sum())), (lambda w: 2 * w)
    for shape in ((3,), (2, 3)):
        w0 = rng.normal(0, 2, shape)
        for learning_rate, eps, max_iter in itertools.product((0.3, 1.1), (1e-9, 0.1), (0, 1, 2, 9)):
            yield square, twice, w0, learning_rate, eps, max_iter
    bowl = rng.normal(size=(3, 3))
    bowl = bowl @ bowl.T + np.eye(3)
    centre = rng.normal(size=3)
    for eps in (1e-6, 1e-3, 1.0):
        yield lambda w: (w - centre) @ bowl @ (w - centre), lambda w: 2 * bowl @ (w - centre), np.ones(3), 0.05, eps, 20
    yield square, twice, np.array([1.0]), 0.5, 1.0, 5  # f falls from 1 to 0: by eps exactly
    yield square, twice, np.array([3.0]), 1.0, 0.0, 5  # f does not change at all
    X, labels = rng.normal(size=(9, 2)), rng.integers(0, 3, 9)
    yield (
        lambda W: softmax_cross_entropy(X @ W, labels)[0],
        lambda W: X.T @ softmax_cross_entropy(X @ W, labels)[1],
        np.zeros((2, 3)),
        *(0.3, 1e-3, 25),
    )


def _logistic(rng):
    for shape in ((1,), (2,), (3,), (7,), (2, 3), (3, 3)):
        for scale in (0.5, 3, 10):
            yield rng.normal(0, scale, shape), rng.integers(0, 2, shape).astype(float)
        yield rng.integers(-4, 5, shape), rng.integers(0, 2, shape)


def _diagrams(rng):
    yield ([Node(3.0, name="alone")],)
    for size, fan in itertools.product((2, 3, 5, 9), (1, 2, 4)):
        for _ in range(3):
            nodes = [Node(float(rng.normal()))]
            while len(nodes) < size:
                sources = rng.integers(len(nodes), size=rng.integers(1, fan + 1))  # one node may be taken twice
                edges = tuple((nodes[i], float(rng.normal(0, 2))) for i in sources)
                nodes.append(Node(float(rng.normal()), edges))
            yield (nodes,)


def _labelled_scores(rng):
    for m, c in SIZES:
        yield rng.normal(0, 2, (m, c)), rng.integers(0, c, m)
        yield rng.normal(0, 500, (m, c)), rng.integers(0, c, m)


def _returned(rng):
    for m, n, c in THREE_SIZES:
        for _ in range(3):
            yield rng.normal(0, 1, (m, n)), rng.normal(0, 1, (m, c))
        yield np.maximum(rng.normal(0, 1, (m, n)), 0), rng.normal(0, 1, (m, c))


def _nets(rng, shapes):
    for sizes in shapes:
        for m, activation in itertools.product((1, 3, 5), (relu, tanh, sigmoid)):
            net = MLP.init(sizes, rng, activation)
            net = net._replace(layers=[Layer(W, rng.normal(size=b.shape)) for W, b in net.layers])
            outputs = net.forward(rng.normal(size=(m, sizes[0])))
            yield net, outputs, rng.normal(size=outputs[-1].shape)


_ANY_DEPTH = [(2, 3), (3, 3), (2, 5, 3), (3, 3, 3), (1, 1, 2), (2, 4, 3, 2), (3, 3, 3, 3), (2, 1, 4, 2, 3)]

_INPUTS = {
    "1.3": lambda rng: ((p,) for p in _distributions(rng)),
    "2.1": lambda rng: ((Z,) for Z in _scores(rng)),
    "2.3": _probabilities,
    "3.1": _layers,
    "3.3": _layers_without_ties,
    "4.2": lambda rng: ((x,) for x in _points(rng)),
    "5.2": _descents,
    "6.2c": _logistic,
    "7.2": _diagrams,
    "8.3a": _labelled_scores,
    "8.3b": _returned,
    "9.2": lambda rng: _nets(rng, _ANY_DEPTH),
    "9.3g": lambda rng: _nets(rng, [sizes for sizes in _ANY_DEPTH if len(sizes) == 3]),
}
