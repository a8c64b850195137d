"""Is this gradient right? Finite differences answer, and the pattern of the errors names the mistake.

A gradient check proves that a derivative belongs to *this* loss, and nothing more: a wrong loss with its own right
gradient passes.
"""

import math
from typing import NamedTuple

import numpy as np

# A loss near 1 has 16 digits, so centred differences at h = 1e-5 cannot tell derivatives from 0 below about 1e-11.
ROUNDING = 1e-10


def numerical_gradient(f, x, h=1e-5):
    """∂f/∂x by centred differences, (f(x + h) − f(x − h)) / 2h for each entry, float64, x's shape.

    The error of the formula shrinks with h², rounding grows as 1/h: near h = 1e-5 their sum is smallest.
    x is copied and never changed.

    >>> numerical_gradient(lambda x: float((x**2).sum()), np.array([1.0, -3.0])).round(6)
    array([ 2., -6.])
    """
    x = np.array(x, dtype=float)
    slope = np.empty_like(x)
    for index in np.ndindex(x.shape):
        centre = x[index]
        x[index] = centre + h
        above = f(x.copy())
        x[index] = centre - h
        below = f(x.copy())
        x[index] = centre
        slope[index] = (above - below) / (2 * h)
    return slope


def relative_error(g, reference):
    """‖g − ĝ‖ / (‖g‖ + ‖ĝ‖): 0 for equal arrays, 1 for opposite ones; 0 if both are all zero; nan if one is not finite.

    The shapes must be the same: broadcasting would hide a missing sum or a keepdims too many.

    >>> relative_error(np.array([3.0, 4.0]), np.array([3.0, 4.0])), relative_error(np.array([1.0]), np.array([-1.0]))
    (0.0, 1.0)
    """
    if np.shape(g) != np.shape(reference):
        raise ValueError(f"g has shape {np.shape(g)}, but the reference has {np.shape(reference)}")
    distance, scale = float(np.linalg.norm(g - reference)), float(np.linalg.norm(g) + np.linalg.norm(reference))
    return distance / scale if scale else 0.0


def projection(g, reference):
    """ρ = ⟨g, ĝ⟩ / ⟨ĝ, ĝ⟩: how many times the reference g is, along it; nan if the reference is all zero.

    >>> projection(np.array([-3.0, -4.0]), np.array([3.0, 4.0]))
    -1.0
    """
    square = float(np.vdot(reference, reference))
    return float(np.vdot(reference, g)) / square if square else math.nan


class Finding(NamedTuple):
    """What the doctor measured on one parameter: its relative error, the ratio ρ, and where entries differ.

    >>> examine("W1", np.array([2.0, 0.0]), np.array([1.0, 0.0])).ratio
    2.0
    """

    name: str
    error: float
    ratio: float
    wrong: np.ndarray  # booleans, the parameter's shape

    @property
    def ok(self):
        """Within 1e-6: centred differences at h = 1e-5 reach about 1e-10, and a wrong formula stays above 1e-4."""
        return self.error < 1e-6


def examine(name, g, reference):
    """Compare one parameter's gradient g with the reference ĝ of the same shape; |g − ĝ| ≤ 1e-10 counts as equal.

    A unit that is off has the gradient 0, and the quotient of a sum in another order may be 3e-17: that is no mistake.

    >>> examine("b", np.array([1.0, 2.0]), np.array([1.0, 2.0])).ok, examine("b", np.zeros(2), np.full(2, 3e-17)).ok
    (True, True)
    """
    error, distance = relative_error(g, reference), np.abs(g - reference)
    if (distance <= ROUNDING).all():
        error = 0.0
    tolerance = max(1e-6 * float(np.abs(reference).max(initial=0)), ROUNDING)
    return Finding(name, error, projection(g, reference), ~(distance <= tolerance))
