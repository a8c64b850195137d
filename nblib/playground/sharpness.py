"""How sharply the loss bends: λ_max of its second derivatives, and what that allows a learning rate to be."""

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


def sharpness(run, iterations=100):
    """Sharpness of a run's net by power iteration; nothing is changed. nan if the run has left the finite numbers.

    v ← H v / ‖H v‖ ends on the eigenvalue largest in size. If that is negative, once more with H − λ: then the largest
    of all comes out.

    >>> from nblib.playground.run import Run
    >>> from nblib.playground.situation import Situation
    >>> sharpness(Run(Situation(hidden=()))).factor < 1
    True
    """
    with np.errstate(all="ignore"):
        eigenvalue = _power_iteration(lambda v: bend(run, v), run, iterations)
        if eigenvalue < 0:
            lowest = eigenvalue
            eigenvalue = lowest + _power_iteration(lambda v: bend(run, v) - lowest * v, run, iterations)
    return Sharpness(eigenvalue, abs(1 - run.knobs.learning_rate * eigenvalue))


def _power_iteration(multiply, run, iterations):
    v = np.random.default_rng(0).normal(size=run.net.parameter_count)  # any start that no eigenvector is normal to
    eigenvalue = 0.0
    for _ in range(iterations):
        v /= np.linalg.norm(v)
        Hv = multiply(v)
        eigenvalue, before = float(v @ Hv), eigenvalue
        if not np.any(Hv) or abs(eigenvalue - before) <= 1e-6 * abs(eigenvalue):
            break
        v = Hv
    return eigenvalue
