"""The diagrams that lesson 07 tells its story with: expressions small enough for paper, and two nets."""

import math

import numpy as np

from nblib.functions import softmax
from nblib.graph import Node


def chain():
    """f = (3x + 4)² at x = 2: one road."""
    x = Node(2.0, name="x")
    u = (3 * x).named("u = 3x")
    v = (u + 4).named("v = u+4")
    return (v**2).named("f = v²")


def two_roads():
    """f = u v with u = x² and v = 3x, at x = 2: 24 + 12 = 36."""
    x = Node(2.0, name="x")
    u = (x**2).named("u = x²")
    v = (3 * x).named("v = 3x")
    return (u * v).named("f = u·v")


def three_roads():
    """f = w + v with u = x², w = 2u and v = x u, at x = 3: 12 + 18 + 9 = 39, and two roads share their first edge."""
    x = Node(3.0, name="x")
    u = (x**2).named("u = x²")
    w = (2 * u).named("w = 2u")
    v = (u * x).named("v = u·x")
    return (w + v).named("f = w+v")


def layered_net(sizes, rng, label=0):
    """The loss of a net with tanh units and random weights, for one example; an edge for every weight.

    The last layer gives scores, and the loss is −ln p of the true class in their softmax.

    >>> from nblib.graph import path_count, topological_order
    >>> loss = layered_net([4, 8, 8, 3], np.random.default_rng(0))
    >>> path_count(topological_order(loss)[0], loss)
    192
    """
    layer = [Node(float(value), name=f"x{i}") for i, value in enumerate(rng.normal(size=sizes[0]).round(1), start=1)]
    for units, letter in zip(sizes[1:], [*"abcdefghij"[: len(sizes) - 2], "z"], strict=True):
        W = rng.normal(size=(len(layer), units)) / math.sqrt(len(layer))
        f, slope = (math.tanh, lambda a: 1 - a * a) if letter != "z" else (lambda z: z, lambda z: 1.0)
        layer = [_unit(layer, w.tolist(), 0.0, f, slope, f"{letter}{j}") for j, w in enumerate(W.T, start=1)]
    return _loss(layer, label)


def hand_net():
    """The net of lessons 00 and 09: p = [.2, .3, .5], the second class is true."""
    W1 = [[1.0, -1.0, 0.5], [0.5, 1.0, -1.0]]
    W2 = [[1.0, 0.0, -1.0], [-2.0, 0.0, 2.0], [3.0, 1.0, 0.0]]
    x = [Node(1.0, name="x1"), Node(2.0, name="x2")]
    relu, switch = (lambda z: max(z, 0.0)), (lambda a: float(a > 0))
    a = [_unit(x, w, 0.0, relu, switch, f"a{j}") for j, w in enumerate(zip(*W1, strict=True), start=1)]
    b2 = [math.log(p) for p in (0.2, 0.3, 0.5)]
    W2 = list(zip(*W2, strict=True))
    z = [_unit(a, W2[j], b2[j], lambda z: z, lambda z: 1.0, f"z{j + 1}") for j in range(3)]
    return _loss(z, 1)


def _unit(sources, weights, bias, f, slope, name):
    """f(Σ w source + bias), with the slope taken from the output."""

    def rule(*values):
        return f(sum(w * value for w, value in zip(weights, values, strict=True)) + bias)

    output = rule(*(source.value for source in sources))
    edges = tuple((source, w * slope(output)) for source, w in zip(sources, weights, strict=True))
    return Node(output, edges, name, rule)


def _loss(scores, label):
    """The cross-entropy of a softmax, whose local derivatives p − y lesson 08 derives."""

    def rule(*z):
        return math.log(sum(math.exp(score) for score in z)) - z[label]

    p = softmax(np.array([[score.value for score in scores]]))[0]
    edges = tuple((score, float(p[j]) - (j == label)) for j, score in enumerate(scores))
    return Node(rule(*(score.value for score in scores)), edges, "L", rule)
