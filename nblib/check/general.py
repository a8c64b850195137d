"""What can be said of a wrong function that no bank knows: what its errors mean, how its numbers are related to the
right ones, and on which inputs it fails. Only what holds on all the inputs named is said.
"""

import copy
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from nblib.check.call import Observation
from nblib.check.complaints import complaint
from nblib.check.explaining import explain
from nblib.check.influence import Trial, influence
from nblib.check.relations import Pair, relation
from nblib.check.showing import close, listed
from nblib.check.where import where


class Try(NamedTuple):
    """One input: its arguments, the parts' names, what is right, what was seen, traits, and how to try other inputs."""

    arguments: dict[str, Any]
    names: tuple[str, ...]
    right: list[np.ndarray]
    seen: Observation
    passed: bool
    traits: dict[str, bool]
    trial: Trial
    function: Callable


class Diagnosis(NamedTuple):
    """What is known about a wrong function: the mistake's name, if it has one, what is said, a status of its own."""

    mistake: str | None
    message: str  # Markdown
    status: str | None = None


def diagnose(tries):
    """The Diagnosis of a function that fails on some of these inputs; its message may be empty."""
    failing = [one for one in tries if not one.passed]
    if failing[0].seen.error is not None:
        found = explain(failing[0].seen.error) or (None, "")
    else:
        found = _related(failing, len(tries))
        if found[0] is None:
            more = _complaint(failing[0]) or influence(_first(failing[0], tries))
            found = more[0], " ".join(filter(None, (found[1], more[1])))
    place = where([one.traits for one in tries], [one.passed for one in tries])
    return Diagnosis(found[0] or place[0], " ".join(filter(None, (found[1], place[1]))))


def _related(failing, inputs):
    """(name, sentence) of a relation that what came has to what is right."""
    kind = _kind(failing[0])
    if kind is None:
        return None, ""
    alike = [one for one in failing if _kind(one) == kind]
    names = list(dict.fromkeys(name for one in failing for name in one.names))
    pairs = {name: [pair for one in alike for pair in _wrong(one, name)] for name in names}
    wrong = [name for name in names if pairs[name]]
    if not wrong:
        return None, ""
    on = f"On {_count(alike, failing, inputs)}"
    found = relation([pair for name in wrong for pair in pairs[name]])
    right = [name for name in names if name not in wrong]
    here = [f"`{name}`" for name in wrong if name in failing[0].names]
    only = f"Only {listed(here)} {'are' if len(here) > 1 else 'is'} wrong. " if right and here else ""
    if found:
        return found.name, f"{only}{on}, {found.clause}."
    for name in wrong:
        found = relation(pairs[name])
        if found:
            return found.name, f"{only}{on}, in `{name}`: {found.clause}."
    return None, only.strip()


def _first(one, tries):
    """What can be tried again: this input first, then the others on which the function gives numbers."""
    return [one.trial, *(other.trial for other in tries if other is not one and other.seen.parts is not None)]


def _complaint(one):
    """What NumPy says to a call that gives numbers that are not finite, where there should be finite ones."""
    if one.seen.parts is None:
        return None
    bad = [
        (~np.isfinite(got) & np.isfinite(right)).any() if got.shape == right.shape else not np.isfinite(got).all()
        for got, right in zip(one.seen.parts, one.right, strict=True)
    ]
    return complaint(one.function, copy.deepcopy(list(one.arguments.values()))) if any(bad) else None


def _kind(one):
    """Which inputs can be compared with each other: those with wrong shapes, and those with finite wrong numbers."""
    if one.seen.parts is None:
        return None
    if any(got.shape != right.shape for got, right in zip(one.seen.parts, one.right, strict=True)):
        return "shape"
    return "numbers" if all(np.isfinite(got).all() for got in one.seen.parts) else None


def _wrong(one, name):
    """The part of this name, as a list: empty if it is right, or is not there."""
    parts = zip(one.names, one.seen.parts, one.right, strict=True)
    others = {f"the right `{part}`": right for part, right in zip(one.names, one.right, strict=True) if part != name}
    given = {f"`{label}`": array for label, array in arrays_in(one.arguments).items()} | others
    return [Pair(got, right, given) for part, got, right in parts if part == name and not close(got, right)]


def arrays_in(arguments):
    """{name: array} of all arrays that were handed in, those in lists and nets too.

    >>> list(arrays_in({"dZ": np.ones(2), "outputs": [np.ones(3)]}))
    ['dZ', 'outputs[0]']
    """
    found = {}
    for name, value in arguments.items():
        if isinstance(value, np.ndarray):
            found[name] = value
        elif isinstance(value, list | tuple):
            fields = getattr(value, "_fields", None)
            names = [f"{name}.{field}" for field in fields] if fields else [f"{name}[{i}]" for i in range(len(value))]
            found |= arrays_in(dict(zip(names, value, strict=True)))
    return found


def _count(alike, failing, inputs):
    if len(alike) == inputs:
        return "every input"
    if len(alike) == len(failing):
        return "the one wrong input" if len(alike) == 1 else f"all {len(alike)} wrong inputs"
    return f"{len(alike)} of the {len(failing)} wrong inputs"
