"""How sharply the loss bends: λ_max of its second derivatives, and what that allows a learning rate to be."""

from typing import NamedTuple


class Sharpness(NamedTuple):
    """λ_max of the Hessian of the objective on all training rows, and |1 − η λ_max|: above 1 this direction grows."""

    eigenvalue: float
    factor: float


def sharpness(run):
    """Sharpness of a run's net, by power iteration; nothing is changed."""
    raise NotImplementedError
