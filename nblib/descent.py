"""Descent: walking downhill, one state at a time.

Every function here is an endless generator of states; the caller decides when to stop, with `itertools.islice`, with
`until_flat`, or with a break. So a figure, a test and a slider can all walk the same path.
"""

import math
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from nblib.losses import softmax_cross_entropy
from nblib.mlp import MLP


class State(NamedTuple):
    """Where a descent stands after k steps: the parameters w (an array, or an MLP) and the loss L there.

    >>> State(0, np.zeros(2), 1.5).L
    1.5
    """

    k: int
    w: Any
    L: float


def sign_descent(f, gradient, w, step):
    """w ← w − step · sign(∇f(w)): only the direction of each derivative counts; yields State(k, w, f(w)) for ever.

    >>> from itertools import islice
    >>> walk = sign_descent(lambda w: (w - 1) ** 2, lambda w: 2 * (w - 1), 0.0, step=0.5)
    >>> [float(state.w) for state in islice(walk, 4)]
    [0.0, 0.5, 1.0, 1.0]
    """
    return _walk(f, w, lambda w: w - step * np.sign(gradient(w)))


def gradient_descent(f, gradient, w, learning_rate):
    """w ← w − η ∇f(w); yields State(k, w, f(w)) for ever, beginning with the start.

    >>> from itertools import islice
    >>> walk = gradient_descent(lambda w: w**2, lambda w: 2 * w, 1.0, learning_rate=0.25)
    >>> [state.w for state in islice(walk, 4)]
    [1.0, 0.5, 0.25, 0.125]
    """
    return _walk(f, w, lambda w: w - learning_rate * gradient(w))


def _walk(f, w, step):
    k = 0
    while True:
        yield State(k, w, float(f(w)))
        w = step(w)
        k += 1


def until_flat(states, epsilon, max_iter):
    """The states up to the first with |L_k − L_k+1| ≤ ε, that one included; at most max_iter steps.

    The rule measures progress, not arrival: a short step on a steep slope stops it as well as a minimum does.

    >>> walk = gradient_descent(lambda w: w**2, lambda w: 2 * w, 1.0, learning_rate=0.25)
    >>> [state.k for state in until_flat(walk, epsilon=0.1, max_iter=100)]
    [0, 1, 2, 3]
    """
    L_before = math.nan  # the first state has none before it, and nan is within no ε
    for state in islice(states, max_iter + 1):
        yield state
        if abs(L_before - state.L) <= epsilon:
            return
        L_before = state.L


def descend(f, grad, w0, learning_rate, eps, max_iter):
    """w ← w − η ∇f(w) until |f(w_k) − f(w_k+1)| ≤ ε, at most max_iter steps: the lecture's algorithm in one piece.

    Returns the path, shape (steps + 1, *w0.shape), the start first. Lesson 05 derives it in this form (exercise 5.2);
    `until_flat(gradient_descent(…), …)` walks the same path one state at a time.

    >>> descend(lambda w: w**2, lambda w: 2 * w, 1.0, learning_rate=0.25, eps=0.1, max_iter=100)
    array([1.   , 0.5  , 0.25 , 0.125])
    """
    path = [w0]
    for k in range(max_iter):
        path.append(path[k] - learning_rate * grad(path[k]))
        if abs(f(path[k]) - f(path[k + 1])) <= eps:
            break
    return np.array(path)


def minibatches(m, batch_size, rng):
    """Index arrays, batch_size long (the last may be shorter), that together hold each of 0 … m−1 once, shuffled.

    >>> [len(rows) for rows in minibatches(10, 4, np.random.default_rng(0))]
    [4, 4, 2]
    """
    if m < 1 or batch_size < 1:
        raise ValueError(f"m and batch_size must be 1 or more, got m = {m}, batch_size = {batch_size}")
    order = rng.permutation(m)
    for start in range(0, m, batch_size):
        yield order[start : start + batch_size]


def sgd(net, X, labels, *, learning_rate, batch_size, rng, loss=softmax_cross_entropy, backward=MLP.backward):
    """Minibatch descent; yields State(k, net, L) for ever, where L is the loss of the batch BEFORE the step k → k+1.

    Each pass over the data is shuffled anew. `backward(net, outputs, dZ)` is MLP.backward, or your own.

    >>> from itertools import islice
    >>> rng = np.random.default_rng(0)
    >>> X, labels = rng.normal(size=(20, 2)), rng.integers(0, 3, 20)
    >>> walk = sgd(MLP.init([2, 3], rng), X, labels, learning_rate=0.1, batch_size=5, rng=rng)
    >>> [state.k for state in islice(walk, 3)]
    [0, 1, 2]
    """
    k = 0
    while True:
        for rows in minibatches(len(X), batch_size, rng):
            outputs = net.forward(X[rows])
            L, dZ = loss(outputs[-1], labels[rows])
            yield State(k, net, L)
            net = net.step(backward(net, outputs, dZ), learning_rate)
            k += 1
