"""Softmax, and the activations of hidden units.

Scores Z have shape (m, c), one example a row; a single row (c,) works too. The dtype that comes in goes out.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np


def softmax(Z):
    """p_j = exp(z_j) / Σ_k exp(z_k), along each row: scores → probabilities, same shape.

    Only differences of scores matter, so each row is shifted until its largest score is 0: exp cannot overflow.

    >>> softmax(np.array([[1, 2, 3], [101, 102, 103]])).round(4)
    array([[0.09  , 0.2447, 0.6652],
           [0.09  , 0.2447, 0.6652]])
    """
    E = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True)


def log_softmax(Z):
    """log p_j = z_j − log Σ_k exp(z_k), along each row: it stays finite where p_j itself rounds to 0.

    >>> log_softmax(np.array([0.0, -800.0, 0.0])).round(4)
    array([-6.931000e-01, -8.006931e+02, -6.931000e-01])
    """
    Z = Z - Z.max(axis=-1, keepdims=True)
    return Z - np.log(np.exp(Z).sum(axis=-1, keepdims=True))


class Activation(NamedTuple):
    """A hidden unit's function a = f(z), with its slope da/dz written in terms of the OUTPUT a.

    So the forward pass need only keep the outputs: relu has slope 1[a > 0], tanh 1 − a², sigmoid a(1 − a).

    >>> float(tanh.slope(tanh.f(np.array(0.0))))
    1.0
    """

    name: str
    f: Callable
    slope: Callable


def _sigmoid(Z):
    # 1 / (1 + exp(−z)) overflows for large negative z; tanh does not.
    return (1 + np.tanh(Z / 2)) / 2


relu = Activation("relu", lambda Z: np.maximum(Z, 0), lambda A: (A > 0).astype(A.dtype))
tanh = Activation("tanh", np.tanh, lambda A: 1 - A**2)
sigmoid = Activation("sigmoid", _sigmoid, lambda A: A * (1 - A))
