"""The engine of a run: nblib's forward and backward, or the learner's own, which may do anything at all.

A learner's functions get copies, and what they return is read and measured before it is used. Whatever goes wrong comes
out as an EngineError, one sentence about the function, and no traceback.
"""

from collections.abc import Callable
from typing import NamedTuple

from nblib.mlp import MLP


class EngineError(Exception):
    """One sentence about what a learner's function did wrong."""


def attempt(function, *arguments):
    """(value, "") of a call, or (None, why it failed): the guard that stops no endless loop.

    A guard that does is nblib.check's; whoever starts a run with a learner's functions hands it in.

    >>> attempt(lambda x: 1 / x, 0)
    (None, 'it stopped with ZeroDivisionError: division by zero.')
    """
    try:
        return function(*arguments), ""
    except Exception as error:
        return None, f"it stopped with {type(error).__name__}: {error}."


class Engine(NamedTuple):
    """forward(net, X) → [X, A1, …, Z] and backward(net, outputs, dZ) → [(dW1, db1), …], as in lesson 09.

    >>> Engine() == NBLIB
    True
    """

    forward: Callable = MLP.forward
    backward: Callable = MLP.backward


NBLIB = Engine()
