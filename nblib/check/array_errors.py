"""What the commonest errors of arrays mean, in plain words: shapes that do not fit, missing axes and places."""

import re

from nblib.check.errors import Meaning
from nblib.check.verdict import quote


def _line_up(one, other):
    """The sizes of two shapes, from the right, up to the first two that do not fit."""
    sizes = [re.findall(r"\d+", shape)[::-1] for shape in (one, other)]
    pairs = zip(*sizes, strict=False)
    a, b = next(((a, b) for a, b in pairs if a != b and "1" not in (a, b)), (None, None))
    meet = f": here {a} meets {b}" if a else ""
    return (
        f"An operation entry by entry lines two shapes up from the right, `{one}` and `{other}`. Sizes that meet must "
        f"be equal, or one of them 1{meet}."
    )


def _inner(size, other):
    return (
        f"`@` multiplies a row of what stands before it with a column of what stands after it, entry by entry. Here "
        f"the one has {other} entries and the other {size}."
    )


def _dot(one, other, a, b):
    return _inner(b, a).replace("`@`", "`np.dot`") + f" The shapes are `{one}` and `{other}`."


def _no_axis(axis, ndim):
    have = {"0": "is a single number without an axis", "1": "has one axis, number 0"}.get(ndim, f"has {ndim} axes")
    return f"What stands there {have}; axis {axis} does not exist."


def _no_index(index, axis, size):
    if size == "0":
        return f"Axis {axis} has no entry at all."
    return f"Axis {axis} has {size} entries, counted from 0, so the last is {int(size) - 1}; {index} was asked for."


def _one_number(*types):
    type = next(filter(None, types))
    what = "`None`" if type == "NoneType" else f"a single number (of type {quote(type)})"
    return f"An array or a list is needed there, and {what} was given."


_NUMBER = r"'?(?:numpy\.)?((?:float|int|complex)\d*|NoneType|bool)'?"

ARRAY_ERRORS = (
    Meaning(
        "sizes do not meet at @",
        ValueError,
        r"matmul: .*core dimension 0.*\(size (\d+) is different from (\d+)\)",
        _inner,
    ),
    Meaning(
        "sizes do not meet at @",
        ValueError,
        r"shapes (\(.*?\)) and (\(.*?\)) not aligned: (\d+) \(dim \d+\) != (\d+)",
        _dot,
    ),
    Meaning(
        "a number at @",
        ValueError,
        r"matmul: Input operand .* does not have enough dimensions \(has 0",
        lambda: "`@` is for arrays, and one of the two here is a single number. `*` multiplies numbers.",
    ),
    Meaning(
        "no arrays at @",
        TypeError,
        r"unsupported operand type\(s\) for @: '([\w.]+)' and '([\w.]+)'",
        lambda one, other: f"`@` is for arrays, and here it stands between {quote(one)} and {quote(other)}.",
    ),
    Meaning(
        "shapes do not line up",
        ValueError,
        r"could not be broadcast together with shapes (\(.*?\)) (\(.*?\))",
        _line_up,
    ),
    Meaning(
        "does not fit in there",
        ValueError,
        r"output operand with shape (\(.*?\)) doesn't match the broadcast shape (\(.*?\))",
        lambda place, shape: f"The result has shape `{shape}` and cannot be written into an array of shape `{place}`.",
    ),
    Meaning(
        "does not fit in there",
        ValueError,
        r"could not broadcast input array from shape (\(.*?\)) into shape (\(.*?\))",
        lambda shape, place: f"An array of shape `{shape}` was to be written where there is room for `{place}`.",
    ),
    Meaning(
        "rows of different lengths",
        ValueError,
        r"setting an array element with a sequence\. The requested array has an inhomogeneous",
        lambda: "A table needs rows of the same length, and these have different ones.",
    ),
    Meaning(
        "does not fit in there",
        (ValueError, TypeError),
        r"setting an array element with a sequence",
        lambda: "Several numbers were to be written where there is room for one.",
    ),
    Meaning(
        "no such axis",
        (ValueError, IndexError),
        r"axis (-?\d+) is out of bounds for array of dimension (\d+)",
        _no_axis,
    ),
    Meaning("index too large", IndexError, r"index (-?\d+) is out of bounds for axis (\d+) with size (\d+)", _no_index),
    Meaning(
        "index too large",
        IndexError,
        r"(?:list|tuple) (?:assignment )?index out of range",
        lambda: "The list is shorter than that: a list of k entries has the places 0 … k − 1.",
    ),
    Meaning(
        "too many indices",
        IndexError,
        r"too many indices for array: array is (\d+)-dimensional, but (\d+) were indexed",
        lambda ndim, count: f"The array has {ndim} ax{'is' if ndim == '1' else 'es'}, and {count} indices were given.",
    ),
    Meaning(
        "a number has no entries",
        IndexError,
        "invalid index to scalar variable",
        lambda: "An array or a list is needed there, and a single number was given.",
    ),
    Meaning(
        "list with two indices",
        TypeError,
        "(list|tuple) indices must be integers or slices, not tuple",
        lambda type: (
            f"A {type} takes one index at a time; `[i, j]` is for arrays, which `np.array(…)` or `np.zeros` make."
        ),
    ),
    Meaning(
        "index is no whole number",
        (IndexError, TypeError),
        "arrays used as indices must be of integer|only integers, slices|(?:list|tuple) indices must be integers",
        lambda: "What stands between the brackets is no whole number: a place is counted, 0, 1, 2, …",
    ),
    Meaning(
        "index lists of different lengths",
        IndexError,
        r"indexing arrays could not be broadcast together with shapes (\(.*?\)) (\(.*?\))",
        lambda one, other: f"Two index arrays are paired entry by entry; their shapes are `{one}` and `{other}`.",
    ),
    Meaning(
        "mask of another length",
        IndexError,
        r"boolean index did not match .*size of axis is (\d+) but size of corresponding boolean axis is (\d+)",
        lambda size, other: f"The mask has {other} entries and the array {size} along that axis: each needs its own.",
    ),
    Meaning(
        "a number has no entries",
        TypeError,
        rf"{_NUMBER} object is not (?:subscriptable|iterable)|of type {_NUMBER} (?:has no len|is not iterable)"
        rf"|{_NUMBER} object is not reversible",
        _one_number,
    ),
    Meaning(
        "no place to write to",
        TypeError,
        r"'([\w.]+)' object does not support item assignment",
        lambda type: f"`[…] =` writes into an array, a list or a dict, and this is of type {quote(type)}.",
    ),
    Meaning(
        "whole numbers in place",
        TypeError,
        r"Cannot cast ufunc '\w+' output from dtype\('(\w+)'\) to dtype\('(\w+)'\)",
        lambda result, kept: (
            f"`{result}` numbers cannot be written into an array of {quote(kept)}; a new array can hold them."
        ),
    ),
    Meaning(
        "nothing to write into",
        TypeError,
        "return arrays must be of ArrayType",
        lambda: "`out=` names an array that is already there, to be written over; what it names here is no array.",
    ),
)
