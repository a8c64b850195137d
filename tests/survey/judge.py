"""Whether a function is right, judged without the engine: on other inputs, by other code.

What counts as right is what the course says: numbers within 1e-5 of the reference (relative; 1e-9 absolute), of its
shapes, as an array or list, and arguments that are as they were.
"""

import copy
from hashlib import sha256
from typing import Any, NamedTuple

import numpy as np

from nblib.check.sandbox import STEPS, OutOfBudget, guard
from nblib.graph import Node
from nblib.mlp import MLP
from tests.survey.inputs import inputs
from tests.survey.sources import FUNCTIONS

SEED = 7
_inputs, _right = {}, {}


class Done(NamedTuple):
    """What a call did: it raised an error (its name and words), or returned arrays, or a type without numbers."""

    error: tuple[str, str] | None
    changed: bool
    returned: Any


def behaviour(id, function):
    """What this function does on each of the survey's inputs; an endless loop ends this one and all that follow."""
    if id not in _inputs:
        _inputs[id] = inputs(id, np.random.default_rng(SEED))
    given = copy.deepcopy([list(arguments) for arguments in _inputs[id]])
    outcomes = guard(_outcomes, function, given, steps=STEPS).value
    return [_done(*call) for call in zip(_inputs[id], given, outcomes, strict=True)]


def _outcomes(function, given):
    outcomes = []
    for arguments in given:
        try:
            outcomes.append((None, function(*arguments)))
        except OutOfBudget:  # Python takes a tracer away that has raised: the next call would never end
            return outcomes + [(("OutOfBudget", ""), None)] * (len(given) - len(outcomes))
        except BaseException as error:
            outcomes.append(((type(error).__name__, str(error)), None))
    return outcomes


def _done(before, after, outcome):
    error, value = outcome
    changed = not all(map(unchanged, before, after))
    if error is not None:
        return Done(error, changed, None)
    read = guard(numbers, value)
    return Done(None, changed, read.value if read.error is None else type(value).__name__)


def first_fault(id, seen):
    """(number of the input, what is wrong there) for the first input where this behaviour is wrong; None if none is."""
    if id not in _right:
        _right[id] = behaviour(id, FUNCTIONS[id].reference)
    for number, (done, right) in enumerate(zip(seen, _right[id], strict=True)):
        if done.error:
            return number, f"raises {done.error[0]}"
        if done.changed:
            return number, "changes an argument"
        if isinstance(done.returned, str) or not same_numbers(done.returned, right.returned):
            return number, "returns something else"
    return None


def fingerprint(seen):
    """A value that is the same for two behaviours that are the same on all the survey's inputs, rounding aside."""

    def print_of(done):
        arrays = [] if isinstance(done.returned, str | None) else done.returned
        # A digest, because a walk that does not end in time returns millions of numbers.
        with np.errstate(all="ignore"):
            rounded = [array.astype(np.float32) + 0 for array in arrays]
        shown = [(array.shape, sha256(array.tobytes()).digest()) for array in rounded]
        return done.error, done.changed, done.returned if isinstance(done.returned, str) else tuple(shown)

    return tuple(map(print_of, seen))


def numbers(value):
    """Whatever is returned as a list of arrays: a tuple, a dict of nodes, a list of layers, an array, a list of points.

    >>> numbers((1.0, [2, 3]))
    [array(1.), array([2., 3.])]
    """
    if isinstance(value, dict):
        return [np.array([value[node] for node in sorted(value, key=id)], dtype=float)]
    if isinstance(value, list) and value and isinstance(value[0], tuple):
        return [np.array(float(len(value))), *numbers(tuple(value))]
    if isinstance(value, tuple):
        return [array for part in value for array in numbers(part)]
    if np.asarray(value).dtype.kind not in "iuf":
        raise TypeError
    return [np.asarray(value, dtype=float)]


def same_numbers(got, right):
    """Whether two lists of arrays agree, in shape and within the tolerance, nan and ∞ in the same places.

    >>> same_numbers([np.ones(2)], [np.ones(2) + 1e-7]), same_numbers([np.ones(2)], [np.ones((1, 2))])
    (True, False)
    """
    return len(got) == len(right) and all(
        g.shape == r.shape and np.allclose(g, r, 1e-5, 1e-9, equal_nan=True) for g, r in zip(got, right, strict=True)
    )


def unchanged(before, after):
    """Whether an argument is what it was; nodes cannot change, functions are not looked at."""
    if isinstance(before, np.ndarray):
        return isinstance(after, np.ndarray) and np.array_equal(before, after, equal_nan=True)
    if isinstance(before, MLP):
        return unchanged([*before.layers], [*after.layers])
    if isinstance(before, list | tuple):
        return len(before) == len(after) and all(map(unchanged, before, after))
    return True if callable(before) else before is after if isinstance(before, Node) else before == after
