"""Who influences whom: numbers of the arguments are changed a little, and what changes in the result is compared.

Nothing is concluded about the code. What is said is what was seen: with this number changed, the right result changes
here, and the learner's does not, or elsewhere too.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from nblib.check.showing import close, listed, literal

SMALL = 12  # arguments with more numbers are changed as a whole only
SIZES = (1, 10, 100, -100)  # of the changes of a whole argument: an argmax does not move with every little change


class Trial(NamedTuple):
    """One input: its arguments by name, the parts' names, and two functions of such arguments: parts, or None."""

    arguments: dict[str, Any]
    names: tuple[str, ...]
    learner: Callable
    reference: Callable


def influence(trials):
    """(name, sentence) of an influence that is missing, or that should not be; (None, "") if all is as it should be.

    >>> ignores_b = lambda arguments: [arguments["a"]]
    >>> adds = lambda arguments: [arguments["a"] + arguments["b"]]
    >>> influence([Trial({"a": np.ones(2), "b": np.ones(2)}, ("the result",), ignores_b, adds)])[1]
    'When `b` gets other values, the result stays as it is; it should change.'
    """
    return _of_whole_arguments(trials) or _of_single_numbers(trials[0]) or (None, "")


def _of_whole_arguments(trials):
    """The arguments that change no number of a part of the result, on any input, and should."""
    without = {}
    for label in dict.fromkeys(label for trial in trials for label, *_ in leaves(trial.arguments)):
        for part in _never_moved(trials, label):
            without.setdefault(part, []).append(f"`{label}`")
    part = next((name for trial in trials for name in trial.names if name in without), None)
    if part is None:
        return None
    what = f"`{part}`" if len(trials[0].names) > 1 else "the result"
    get = "gets" if len(without[part]) == 1 else "get"
    said = f"When {listed(without[part])} {get} other values, {what} stays as it is; it should change."
    return "no influence", said


def _never_moved(trials, label):
    """The parts that this argument never changes and should; none if on some input that cannot be told."""
    moved, should = set(), set()
    for trial in trials:
        if label not in [name for name, *_ in leaves(trial.arguments)]:
            continue
        others = [changed(trial.arguments, label, size=size) for size in SIZES]
        for function, parts in ((trial.learner, moved), (trial.reference, should)):
            before, *after = map(function, (trial.arguments, *others))
            if before is None or None in after:
                return set()
            parts |= {
                name
                for k, name in enumerate(trial.names)
                if not all(close(before[k], other[k], rtol=1e-9, atol=1e-12) for other in after)
            }
            if moved.issuperset(trials[0].names):
                return set()
    return should - moved


def _of_single_numbers(trial):
    """The first number of an argument that changes too much, or too little, of the result.

    A 0 in the input can hide an influence. So it is also looked for with all arguments shaken, before it is missed.
    """
    shaken = trial.arguments
    for label, array, _ in leaves(trial.arguments):
        shaken = changed(shaken, label) if array.dtype.kind == "f" and array.ndim else shaken
    before, later = _parts(trial, trial.arguments), _parts(trial, shaken)
    if before is None or not _parts(trial, trial.arguments, before):  # or it is another result each time
        return None
    if later is None or [part.shape for part in before[1]] != [part.shape for part in later[1]]:
        return None
    if all((part == part.round()).all() for part in later[1]):  # class numbers move in jumps
        return None
    found = []
    for label, array, _ in leaves(trial.arguments):
        for fault in _faults(trial, shaken, label, array):
            if fault[0] == 0:
                return fault[1:]
            found.append(fault)
    return min(found, key=lambda fault: fault[0])[1:] if found else None


def _parts(trial, arguments, before=None):
    """What the learner's function and the right one give, if the shapes are equal, and as `before` if that is given."""
    both = trial.learner(arguments), trial.reference(arguments)
    if None in both or any(got.shape != right.shape for got, right in zip(*both, strict=True)):
        return None
    return both if before is None or all(map(close, before[0], both[0])) else None


def _faults(trial, shaken, label, array):
    """(rank, name, sentence) for each number of this argument whose change reaches other places than it should."""
    if array.size > SMALL or array.dtype.kind != "f":
        return
    new = next(value for name, value, _ in leaves(changed(trial.arguments, label)) if name == label)
    for index in np.ndindex(array.shape):
        here, elsewhere = (_moved(trial, arguments, label, index) for arguments in (trial.arguments, shaken))
        if here is None or elsewhere is None:
            continue
        where = f"{label}[{', '.join(map(str, index))}]" if index else label
        so = f"With `{where}` changed from {literal(array[index])} to {literal(new[index])},"
        for name, (moved, should), (ever, ever_should) in zip(trial.names, here, elsewhere, strict=True):
            part = f"`{name}`" if len(trial.names) > 1 else "your result"
            fault = _fault(moved & ~should & ~ever_should, should, should & ~moved & ~ever, part)
            if fault:
                yield fault[0], fault[1], f"{so} {fault[2]}."


def _moved(trial, arguments, label, index):
    """For each part where it changes with this number, and where it should; None if that cannot be told."""
    before, after = _parts(trial, arguments), _parts(trial, changed(arguments, label, index))
    if before is None or after is None or [a.shape for a in before[0]] != [a.shape for a in after[0]]:
        return None
    return [
        tuple(~np.isclose(after[who][k], before[who][k], 1e-9, 1e-12, True) for who in (0, 1))
        for k in range(len(trial.names))
    ]


def _fault(more, should, less, part):
    """(rank, name, what is seen) if there are places that change and should not, or should and do not."""
    if more.any():
        return 0, "influence too wide", f"{part} changes{_at(more)}, which should stay as it is"
    if less.any() and (less == should).all():
        return 1, "number without influence", f"{part} stays as it is, and should change{_at(less)}"
    if less.any():
        return 2, "influence too narrow", f"{part} stays as it is{_at(less)}, which should change"
    return None


def _at(mask):
    first = tuple(int(i) for i in np.argwhere(mask)[0])
    return f" at {list(first)}" if first else ""


def leaves(arguments) -> Iterator[tuple[str, np.ndarray, Callable]]:
    """(label, array, put) for every array and float among the arguments; `put(new)` gives the arguments with it.

    >>> [label for label, *_ in leaves({"dZ": np.ones(2), "outputs": [np.ones(3), np.ones(1)], "eps": 0.1})]
    ['dZ', 'outputs[0]', 'outputs[1]', 'eps']
    """
    for name, value in arguments.items():
        for path, array, put in _inside(value):
            yield name + path, array, lambda new, name=name, put=put: {**arguments, name: put(new)}


def _inside(value):
    if isinstance(value, np.ndarray) and value.size:
        yield "", value, lambda new: new
    elif isinstance(value, float):
        yield "", np.asarray(value), lambda new: new.item()
    elif isinstance(value, list | tuple):
        names = [f".{field}" for field in getattr(value, "_fields", ())] or [f"[{i}]" for i in range(len(value))]
        for i, name in enumerate(names):
            for path, array, put in _inside(value[i]):
                yield name + path, array, lambda new, i=i, put=put: _with(value, i, put(new))


def _with(sequence, i, new):
    parts = [*sequence[:i], new, *sequence[i + 1 :]]
    return parts if isinstance(sequence, list) else getattr(type(sequence), "_make", tuple)(parts)


def changed(arguments, label, index=..., size=1):
    """The arguments with this array, or one number of it, a little larger; whole numbers become another of them.

    >>> changed({"labels": np.array([0, 2])}, "labels")["labels"].tolist()
    [1, 0]
    """
    array, put = next((array, put) for name, array, put in leaves(arguments) if name == label)
    if array.dtype.kind != "f":
        return put((array + 1) % (array.max() + 1))
    places = size + np.arange(array.size).reshape(array.shape)
    size = abs(size) if (array >= 0).all() else size  # no probability is negative, and no output of a ReLU
    uneven = size * (0.1 + places * 0.618034 % 0.1)  # no two alike: sums do not cancel
    new = np.array(array)
    new[index] = (array + uneven * (1 + np.abs(array)))[index]
    return put(new)
