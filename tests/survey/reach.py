"""Sentences about what changes when an argument does, and about NumPy's warnings: the function is called once more."""

import ast
import copy
import re
import warnings

import numpy as np

from nblib.check.sandbox import guard


def calls(exercise, function, case, arguments):
    """The arrays that this function gives for these arguments by name; None if it gives none."""
    outcome = guard(function, *copy.deepcopy(list(arguments.values())))
    read = guard(exercise.read, outcome.value, case)
    return read.value if outcome.error is None and read.error is None else None


def no_influence(match, exercise, function, cases):
    """With random numbers in these arguments, ten times: the learner's part is never another, and the right one is."""
    rng = np.random.default_rng(11)
    for label in re.findall("`(.*?)`", match["labels"]):
        right_moves = False
        for case in cases:
            arrays = {name: array for name, array, _ in places(case.arguments)}
            k = case.names.index(match["part"]) if match["part"] in case.names else None
            if label not in arrays or (match["part"] and k is None):
                continue
            before = calls(exercise, function, case.case, case.arguments)
            for _ in range(10 if before is not None else 0):
                after = replaced(case.arguments, label, other(arrays[label], rng))
                got, right = (calls(exercise, f, case.case, after) for f in (function, exercise.reference))
                if got is None or right is None:
                    return False
                if not equal(got[k or 0], before[k or 0]):
                    return False
                right_moves |= not equal(right[k or 0], case.right[k or 0])
        if not right_moves:
            return False
    return True


def one_number(match, exercise, function, cases):
    """With this one number so, the part is (not) another at the place that is named, and the right one is not (is)."""
    case = next(case for case in cases if case.wrong)
    label, index = match["place"], ...
    names = {name for name, *_ in places(case.arguments)}
    if label not in names:
        label, _, inside = label.rpartition("[")
        index = ast.literal_eval(f"({inside.rstrip(']')},)")
    array = next(array for name, array, _ in places(case.arguments) if name == label)
    new = np.array(array)
    if not np.isclose(new[index], float(match["before"]), rtol=1e-3):
        return False
    new[index] = float(match["after"])
    after = replaced(case.arguments, label, new)
    got, right = (calls(exercise, f, case.case, after) for f in (function, exercise.reference))
    k = case.names.index(match["part"]) if match["part"] else 0
    where = tuple(ast.literal_eval(match["first"] or match["second"] or "[]"))
    moves = not equal(got[k][where], case.got[k][where])
    should = not equal(right[k][where], case.right[k][where])
    return (moves, should) == ((True, False) if match["verb"] == "changes" else (False, True))


def warned(match, exercise, function, cases):
    """NumPy does give this warning, on the first wrong input."""
    case = next(case for case in cases if case.wrong)

    def loud(*arguments):
        with np.errstate(all="warn"), warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            guard_free(function, arguments)
        return [str(warning.message) for warning in caught]

    return match["words"] in (guard(loud, *copy.deepcopy(list(case.arguments.values()))).value or [])


def guard_free(function, arguments):
    """Call it, whatever comes."""
    try:
        function(*arguments)
    except Exception:  # what was warned of before is what is asked for
        return


def equal(a, b):
    """The same shape and numbers."""
    return np.shape(a) == np.shape(b) and np.allclose(a, b, rtol=1e-8, atol=1e-11, equal_nan=True)


def other(array, rng):
    """Other numbers of the same kind: labels that occur, positive ones if none is negative."""
    if array.dtype.kind != "f":
        return rng.integers(0, array.max() + 1, array.shape)
    new = array + rng.normal(0, 1 + np.abs(array))
    return np.abs(new) if (array >= 0).all() else new


def places(arguments):
    """(name, array, path) of each array and float: the path is a list of keys."""

    def inside(name, value, path):
        if isinstance(value, np.ndarray) or type(value) is float:
            yield name, np.asarray(value), path
        elif isinstance(value, list | tuple):
            for i, part in enumerate(value):
                field = getattr(value, "_fields", None)
                yield from inside(f"{name}.{field[i]}" if field else f"{name}[{i}]", part, [*path, i])

    for name, value in arguments.items():
        yield from inside(name, value, [name])


def replaced(arguments, label, new):
    """The arguments with another array there."""
    path = next(path for name, _, path in places(arguments) if name == label)

    def put(value, keys):
        if not keys:
            return new if isinstance(value, np.ndarray) else float(new)
        parts = [put(part, keys[1:]) if i == keys[0] else part for i, part in enumerate(value)]
        return parts if isinstance(value, list) else type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)

    return {name: put(value, path[1:]) if name == path[0] else value for name, value in arguments.items()}


PLACE = r"(?: at (?P<{}>\[.*?\]))?"
CALLED_AGAIN = (
    (
        r"When (?P<labels>`.*?`) gets? other values, (?:the result|`(?P<part>\w+)`) stays as it is; it should change",
        no_influence,
    ),
    (
        r"With `(?P<place>\S+(?:, \d+\])?)` changed from (?P<before>\S+) to (?P<after>\S+), "
        r"(?:your result|`(?P<part>\w+)`) (?P<verb>changes|stays as it is)"
        + PLACE.format("first")
        + r",? (?:which should stay as it is|which should change|and should change"
        + PLACE.format("second")
        + r")",
        one_number,
    ),
    (r"NumPy would warn `(?P<words>.*?)`", warned),
)
