"""How sharply the loss bends: λ_max of its second derivatives, and what that allows a learning rate to be."""

from typing import NamedTuple

import numpy as np

from nblib.mlp import Layer
from nblib.playground.engine import NBLIB
from nblib.playground.training import loss_and_gradients

WIDTH = 1e-4  # of the differences of gradients, along a direction of length 1


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
    """H v: how the gradient of the objective on all training rows changes along v, (∇L(w + εv) − ∇L(w − εv)) / 2ε."""
    train = run.problem.train

    def slope(w):
        net = run.net._replace(layers=unflat(w, run.net.layers))
        return flat(loss_and_gradients(net, train.X, train.y, run.knobs, NBLIB)[1])

    w = flat(run.net.layers)
    epsilon = WIDTH / max(float(np.linalg.norm(v)), 1e-300)
    return (slope(w + epsilon * v) - slope(w - epsilon * v)) / (2 * epsilon)


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
