"""What came back, beside what is asked for: the opposite sign, a factor, the transpose, right but for the last row.

A relation is named only if it holds for every number of every pair (got, right), so what is said is true, whatever the
function does inside. `relation` tries them in order; here are those of arrays of the same shape, `shaped` has the rest.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from nblib.check.places import PLACES, shared
from nblib.check.shaped import SHAPED, repeats
from nblib.check.showing import close


class Pair(NamedTuple):
    """What came, what is right, and the arrays that were at hand by name, on one input."""

    got: np.ndarray
    right: np.ndarray
    given: dict


class Relation(NamedTuple):
    """A relation's name, and a clause that says it, such as "every number has the opposite sign"."""

    name: str
    clause: str


def relation(pairs):
    """The first relation that all of these pairs have, or None.

    >>> relation([Pair(np.array([1.0, -2]), np.array([-1.0, 2]), {})]).name
    'opposite sign'
    """
    if not pairs or not all(np.isfinite(pair.got).all() and np.isfinite(pair.right).all() for pair in pairs):
        return None
    same_shapes = all(pair.got.shape == pair.right.shape for pair in pairs)
    for name, says in (*FIRST, *(NUMBERS if same_shapes else SHAPED)):
        clause = says(pairs)
        if clause:
            return Relation(name, clause)
    return None


def _all(pairs, make):
    """Whether every `got` is what `make` makes of the right array."""
    with np.errstate(all="ignore"):
        return all(close(pair.got, np.asarray(make(pair.right))) for pair in pairs)


def _always(make, clause):
    """A relation without a parameter; it takes two different right numbers to see it."""
    return lambda pairs: clause if _several(pairs) and _all(pairs, make) else None


def _several(pairs):
    """Whether there are at least two different right numbers: a single one fits any relation."""
    return len({float(f"{x:.4g}") for pair in pairs for x in pair.right.ravel()}) > 1


def _given(pairs):
    """What came is something that was at hand, or the transpose of it."""
    for name, arrays in shared(pairs):
        both = list(zip(pairs, arrays, strict=True))
        if all(close(pair.got, array) for pair, array in both):
            return f"what comes back is {name} as it is"
        if all(close(pair.got, array.T) for pair, array in both):
            return f"what comes back is {name}, transposed"
        if all(array.ndim > 0 and repeats(pair.got, array) for pair, array in both):
            return f"what comes back is {name}, over and over"
    return None


def _always_the_same(pairs):
    values = {float(x) + 0.0 for pair in pairs for x in pair.got.ravel()}
    if len(values) != 1 or not _several(pairs):
        return None
    return f"every number that comes back is {values.pop():.4g}"


def ratios(pairs):
    """For each pair the one factor by which got exceeds right, or None if there is no such pair of numbers."""
    found = []
    for got, right, _ in pairs:
        square = float((right * right).sum())
        if not square:
            return None
        factor = float((got * right).sum()) / square
        if not close(got, factor * right):
            return None
        found.append(factor)
    return found


def _some_signs(pairs):
    if _several(pairs) and all(close(np.abs(pair.got), np.abs(pair.right)) for pair in pairs):
        return "every number has the right size, and some have the opposite sign"
    return None


def _factor(pairs):
    factors = ratios(pairs)
    if not factors or not _several(pairs) or not np.allclose(factors, factors[0], rtol=1e-4) or not factors[0]:
        return None
    return f"every number is {factors[0]:.4g} times what it should be"


def _factor_of_a_size(pairs):
    factors = ratios(pairs)
    if not factors:
        return None
    for name, arrays in shared(pairs):
        tables = all(array.ndim == 2 for array in arrays)
        for things, count in (("rows", len), ("columns", lambda table: table.shape[1]), ("entries", np.size)):
            if things != "entries" and not tables:
                continue
            sizes = np.array([count(array) for array in arrays])
            for size, sort in ((sizes, "large"), (1 / sizes, "small")):
                if len(set(size)) > 1 and np.allclose(factors, size):
                    return f"every number is as many times too {sort} as {name} has {things}"
    return None


def _factor_of_each_input(pairs):
    factors = ratios(pairs)
    if not factors or any(len({*np.abs(pair.right).ravel()} - {0.0}) < 2 for pair in pairs):
        return None
    some = ", ".join(f"{factor:.4g}" for factor in factors[:3])
    return f"all numbers of an input are wrong by one factor ({some}{', …' if len(factors) > 3 else ''})"


def _offset(pairs):
    offsets = np.concatenate([(pair.got - pair.right).ravel() for pair in pairs])
    if not _several(pairs) or not np.allclose(offsets, offsets[0], rtol=1e-5, atol=1e-9):
        return None
    return f"every number is {abs(offsets[0]):.4g} too {'large' if offsets[0] > 0 else 'small'}"


def _offset_of_each_input(pairs):
    if all(pair.got.size > 1 and close(*_first_and_all(pair.got - pair.right)) for pair in pairs):
        return "all numbers of an input are off by the same amount"
    return None


def _first_and_all(offsets):
    return offsets, np.full_like(offsets, offsets.flat[0])


def _along(axis, undo, clause):
    """A relation of tables: what `undo` (−, /) leaves is one number for each column (axis 0), or each row (axis 1)."""

    def says(pairs):
        tables = [(got, right) for got, right, _ in pairs if got.ndim == 2]
        if len(tables) < len(pairs) or not any(got.shape[axis] > 1 for got, _ in tables):
            return None
        with np.errstate(all="ignore"):
            left = [undo(got, right) for got, right in tables]
        one = all(np.isfinite(x).all() and close(x, np.broadcast_to(x.take([0], axis), x.shape)) for x in left)
        return clause if one else None

    return says


def _rounded(pairs):
    for decimals in range(4):
        if _several(pairs) and all((pair.got == pair.right.round(decimals)).all() for pair in pairs):
            return f"every number is rounded to {decimals} decimals" if decimals else "every number is rounded"
    if _several(pairs) and all((pair.got == np.trunc(pair.right)).all() for pair in pairs):
        return "every number has lost what stands after its decimal point"
    return None


FIRST: tuple[tuple[str, Callable], ...] = (("argument itself", _given),)

NUMBERS: tuple[tuple[str, Callable], ...] = (
    ("opposite sign", _always(np.negative, "every number has the right size and the opposite sign")),
    ("always the same", _always_the_same),
    ("sign lost", _always(np.abs, "every number has the right size, and none is negative")),
    ("some signs", _some_signs),
    ("factor", _factor),
    ("factor of a size", _factor_of_a_size),
    ("offset", _offset),
    ("rounded", _rounded),
    ("square", _always(np.square, "every number is the square of the right one")),
    ("root", _always(np.sqrt, "every number is the square root of the right one")),
    ("reciprocal", _always(np.reciprocal, "every number is 1 divided by the right one")),
    ("one minus", _always(lambda right: 1 - right, "every number is 1 minus the right one")),
    ("exponential", _always(np.exp, "every number is e to the power of the right one")),
    ("exponential", _always(np.exp2, "every number is 2 to the power of the right one")),
    ("logarithm", _always(np.log, "every number is the natural logarithm of the right one")),
    ("logarithm", _always(np.log2, "every number is the logarithm to base 2 of the right one")),
    (
        "minus the logarithm",
        _always(lambda right: -np.log(right), "every number is minus the logarithm of the right one"),
    ),
    *PLACES,
    ("factor of each input", _factor_of_each_input),
    ("offset of each input", _offset_of_each_input),
    ("offset of each column", _along(0, np.subtract, "every column is off by one number, the same in all its rows")),
    ("offset of each row", _along(1, np.subtract, "every row is off by one number, the same in all its columns")),
    (
        "factor of each row",
        _along(1, np.divide, "in every row the numbers stand in the right ratios, and a factor of the row is wrong"),
    ),
    (
        "factor of each column",
        _along(
            0, np.divide, "in every column the numbers stand in the right ratios, and a factor of the column is wrong"
        ),
    ),
)
