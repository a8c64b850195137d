"""How sharply the loss bends: λ_max of its second derivatives, and what that allows a learning rate to be."""

import math
from typing import NamedTuple

import numpy as np

from nblib.mlp import Layer
from nblib.playground.training import LOSSES

WIDTH = 1e-6  # of the centred differences


class Sharpness(NamedTuple):
    """λ_max of the Hessian of the objective on all training rows, and |1 − η λ_max|: above 1 this direction grows.

    >>> Sharpness(4.0, 3.0).eigenvalue
    4.0
    """

    eigenvalue: float
    factor: float


def flat(layers):
    """The parameters, or gradients, of all layers as one vector.

    >>> flat([Layer(np.eye(2), np.zeros(2))])
    array([1., 0., 0., 1., 0., 0.])
    """
    return np.concatenate([array.ravel() for layer in layers for array in layer])


def unflat(vector, layers):
    """The vector cut into layers of these shapes: the inverse of `flat`.

    >>> unflat(np.arange(3.0), [Layer(np.zeros((2, 1)), np.zeros(1))])[0].b
    array([2.])
    """
    arrays, start = [], 0
    for array in (array for layer in layers for array in layer):
        arrays.append(vector[start : start + array.size].reshape(array.shape))
        start += array.size
    return [Layer(W, b) for W, b in zip(arrays[::2], arrays[1::2], strict=True)]


def bend(run, v):
    """H v: how fast the gradient of the objective on all training rows changes as the weights move along v.

    Every line of forward and of backward, differentiated once more: `moves` is ∂A/∂(way along v). The slopes of ReLU
    stay as they are, on or off, so that H is that of the smooth piece on which the net stands.
    Source: Pearlmutter (1994), "Fast exact multiplication by the Hessian".
    """
    net, knobs, train = run.net, run.knobs, run.problem.train
    layers, V, slope = net.layers, unflat(v, net.layers), net.activation.slope
    outputs, moves = net.forward(train.X), [np.zeros_like(train.X)]
    for l, (W, _) in enumerate(layers):
        moved = moves[l] @ W + outputs[l] @ V[l].W + V[l].b
        moves.append(moved if l == len(layers) - 1 else slope(outputs[l + 1]) * moved)

    def error(Z):
        return LOSSES[knobs.loss](Z, train.y)[1]

    dZ, dZ_moves = error(outputs[-1]), _along(error, outputs[-1], moves[-1])
    changes = []
    for l in reversed(range(len(layers))):
        A, W = outputs[l], layers[l].W
        of_penalty = knobs.penalty_rate * V[l].W if knobs.penalty == "l2" else 0
        changes.insert(0, Layer(moves[l].T @ dZ + A.T @ dZ_moves + of_penalty, dZ_moves.sum(axis=0)))
        if l > 0:
            dA, dA_moves = dZ @ W.T, dZ_moves @ W.T + dZ @ V[l].W.T
            dZ, dZ_moves = dA * slope(A), dA_moves * slope(A) + dA * _along(slope, A, moves[l])
    return flat(changes)


def _along(f, x, direction):
    """How fast f changes as x moves along the direction, by a centred difference."""
    h = WIDTH / max(1.0, float(np.abs(direction).max()))
    return (f(x + h * direction) - f(x - h * direction)) / (2 * h)


def sharpness(run, size=30):
    """Sharpness of a run's net; nothing is changed. nan if the net's scores are no longer finite numbers.

    Power iteration walks through v, H v, H² v, … and looks at the last. All of these directions together, made
    orthonormal in Q, show more: the largest eigenvalue of Qᵀ H Q comes close to that of H after a few of them.
    Source: Lanczos (1950).

    >>> from nblib.playground.run import Run
    >>> from nblib.playground.situation import Situation
    >>> sharpness(Run(Situation(hidden=()))).factor < 1
    True
    """
    v = np.random.default_rng(0).normal(size=run.net.parameter_count)  # any start that no eigenvector is normal to
    Q, HQ = np.empty((0, v.size)), np.empty((0, v.size))
    with np.errstate(all="ignore"):
        while len(Q) < size and np.linalg.norm(v) > 1e-9:  # shorter: the directions so far hold all the others
            Q = np.vstack([Q, v / np.linalg.norm(v)])
            HQ = np.vstack([HQ, bend(run, Q[-1])])
            v = HQ[-1] - Q.T @ (Q @ HQ[-1])
            v -= Q.T @ (Q @ v)  # twice, because rounding leaves a little the first time
    small = Q @ HQ.T
    eigenvalue = float(np.linalg.eigvalsh((small + small.T) / 2)[-1]) if np.isfinite(small).all() else math.nan
    return Sharpness(eigenvalue, abs(1 - run.knobs.learning_rate * eigenvalue))
