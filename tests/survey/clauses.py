"""What each clause about wrong numbers claims, as a test on got, right and what was at hand: written a second time.

The engine (nblib/check/relations.py and its neighbours) finds clauses; here each is read as a sentence and tried.
"""

import re

import numpy as np


def same(a, b):
    """Equal shapes and numbers, rounding aside."""
    return np.shape(a) == np.shape(b) and np.allclose(a, b, rtol=1e-4, atol=1e-8, equal_nan=True)


def holds(clause, got, right, given):
    """Whether the clause is true of these arrays; KeyError if it is none that is known here."""
    with np.errstate(all="ignore"):
        for pattern, test in CLAUSES:
            found = re.fullmatch(pattern, clause)
            if found:
                return bool(test(got, right, given, *found.groups()))
    raise KeyError(clause)


def _off(got, right):
    return ~np.isclose(got, right, rtol=1e-5, atol=1e-9)


def _region(place, got, right, given):
    """The places that words such as "the last row" or "what should be negative" mean."""
    found = re.fullmatch(r"what stands where (.*) is (0|above 0|below 0)", place)
    if found:
        array = given[found[1]]
        return {"0": array == 0, "above 0": array > 0, "below 0": array < 0}[found[2]]
    region = np.zeros(right.shape, dtype=bool)
    if place in ("the first row", "the first number"):
        region[0] = True
    elif place in ("the last row", "the last number"):
        region[-1] = True
    elif place in ("the first column", "the last column"):
        region[:, 0 if "first" in place else -1] = True
    elif place == "the diagonal":
        np.fill_diagonal(region, True)
    elif place in ("what should be negative", "what should be positive"):
        region = right < 0 if "negative" in place else right > 0
    else:
        raise KeyError(place)
    return region


def _reduce(name, array, over):
    axis = {"all": None, "each column": 0, "each row": 1}[over]
    if name in ("first", "last"):
        index = 0 if name == "first" else -1
        return array.ravel()[index] if axis is None else np.take(array, index, axis)
    return {"sum": np.sum, "mean": np.mean, "largest": np.max, "smallest": np.min}[name](array, axis=axis)


def _some_axis(name, array, over, result):
    """A list has no columns: what is over all of it is over its one axis."""
    try:
        return same(_reduce(name, array, over), result)
    except (ValueError, IndexError):
        return False


def _size(array, things):
    return {"rows": lambda: len(array), "columns": lambda: array.shape[1], "entries": lambda: array.size}[things]()


def _one_along(axis, left):
    return left.ndim == 2 and same(left, np.broadcast_to(np.take(left, [0], axis), left.shape))


def _one_factor(got, right):
    factor = (got * right).sum() / (right * right).sum()
    return same(got, factor * right), factor


def _at(got, right, places):
    allowed = {tuple(map(int, re.findall(r"\d+", place))) for place in re.findall(r"\[.*?\]", places)}
    return {tuple(map(int, place)) for place in np.argwhere(_off(got, right))} <= allowed


CLAUSES = (
    (r"every number has the right size and the opposite sign", lambda g, r, _: same(g, -r)),
    (r"every number has the right size, and none is negative", lambda g, r, _: same(g, abs(r)) and (g >= 0).all()),
    (r"every number has the right size, and some have the opposite sign", lambda g, r, _: same(abs(g), abs(r))),
    (r"every number that comes back is (\S+)", lambda g, r, _, c: np.allclose(g, float(c), rtol=1e-3)),
    (r"every number is (\S+) times what it should be", lambda g, r, _, k: np.allclose(g, float(k) * r, rtol=1e-3)),
    (
        r"every number is as many times too large as (.*) has (\w+)",
        lambda g, r, given, name, things: same(g, r * _size(given[name], things)),
    ),
    (
        r"every number is as many times too small as (.*) has (\w+)",
        lambda g, r, given, name, things: same(g, r / _size(given[name], things)),
    ),
    (r"all numbers of an input are wrong by one factor \(.*\)", lambda g, r, _: _one_factor(g, r)[0]),
    (r"every number is (\S+) too large", lambda g, r, _, d: np.allclose(g, r + float(d), rtol=1e-3)),
    (r"every number is (\S+) too small", lambda g, r, _, d: np.allclose(g, r - float(d), rtol=1e-3)),
    (r"all numbers of an input are off by the same amount", lambda g, r, _: np.ptp(g - r) < 1e-6 * abs(g - r).max()),
    (r"every row is off by one number, the same in all its columns", lambda g, r, _: _one_along(1, g - r)),
    (r"every column is off by one number, the same in all its rows", lambda g, r, _: _one_along(0, g - r)),
    (r"in every row the numbers stand in the right ratios, .*", lambda g, r, _: _one_along(1, g / r)),
    (r"in every column the numbers stand in the right ratios, .*", lambda g, r, _: _one_along(0, g / r)),
    (r"every number is rounded to (\d) decimals", lambda g, r, _, k: same(g, np.round(r, int(k)))),
    (r"every number is rounded", lambda g, r, _: same(g, np.round(r))),
    (r"every number has lost what stands after its decimal point", lambda g, r, _: same(g, np.trunc(r))),
    (r"every number is the square of the right one", lambda g, r, _: same(g, r**2)),
    (r"every number is the square root of the right one", lambda g, r, _: same(g**2, r)),
    (r"every number is 1 divided by the right one", lambda g, r, _: same(g * r, np.ones_like(r))),
    (r"every number is 1 minus the right one", lambda g, r, _: same(g + r, np.ones_like(r))),
    (r"every number is e to the power of the right one", lambda g, r, _: same(np.log(g), r)),
    (r"every number is 2 to the power of the right one", lambda g, r, _: same(np.log2(g), r)),
    (r"every number is the natural logarithm of the right one", lambda g, r, _: same(np.exp(g), r)),
    (r"every number is minus the logarithm of the right one", lambda g, r, _: same(np.exp(-g), r)),
    (r"every number is the logarithm to base 2 of the right one", lambda g, r, _: same(2.0**g, r)),
    (r"what comes back is (.*) as it is", lambda g, r, given, name: same(g, given[name])),
    (r"what comes back is (.*), transposed", lambda g, r, given, name: same(g.T, given[name])),
    (
        r"what comes back is (.*), over and over",
        lambda g, r, given, name: same(g, np.zeros(g.shape) + given[name]) and g.size >= given[name].size,
    ),
    (r"only (.*) (?:is|are) wrong", lambda g, r, given, place: not (_off(g, r) & ~_region(place, g, r, given)).any()),
    (r"only (.*) (?:is|are) right", lambda g, r, given, place: (_off(g, r) == ~_region(place, g, r, given)).all()),
    (r"only the numbers? at (.*) (?:is|are) ever wrong", lambda g, r, _, places: _at(g, r, places)),
    (r"every number that is wrong is 0", lambda g, r, _: not g[_off(g, r)].any()),
    (r"the right numbers are all there, transposed: rows and columns are exchanged", lambda g, r, _: same(g.T, r)),
    (r"every (?:row|number) is right and the order is backwards", lambda g, r, _: same(g[::-1], r)),
    (r"every row is right and runs backwards", lambda g, r, _: same(g[..., ::-1], r)),
    (r"every (?:row|number) stands one place further than it should", lambda g, r, _: same(np.roll(g, -1, 0), r)),
    (r"every (?:row|number) stands one place before its own", lambda g, r, _: same(np.roll(g, 1, 0), r)),
    (r"the right numbers are all there, in wrong places", lambda g, r, _: same(np.sort(g.ravel()), np.sort(r.ravel()))),
    (
        r"the numbers are right, and only their shape is not(?:: it has too (many|few) axes)?",
        lambda g, r, _, word: (
            same(g.ravel(), r.ravel()) and {"many": g.ndim > r.ndim, "few": g.ndim < r.ndim, None: True}[word]
        ),
    ),
    (
        r"what comes back is the (\w+) of (all|each column|each row) that is asked for",
        lambda g, r, _, name, over: _some_axis(name, r, over, g),
    ),
    (
        r"the (\w+) of (all|each column|each row) of what comes back is right",
        lambda g, r, _, name, over: _some_axis(name, g, over, r),
    ),
    (r"the first (?:row|number) is missing, and the rest is right", lambda g, r, _: same(g, r[1:])),
    (r"the last (?:row|number) is missing, and the rest is right", lambda g, r, _: same(g, r[:-1])),
    (r"the first (?:row|number) is one too many, and the rest is right", lambda g, r, _: same(g[1:], r)),
    (r"the last (?:row|number) is one too many, and the rest is right", lambda g, r, _: same(g[:-1], r)),
    (
        r"what is there is right, and (?:row|number)s are missing at the end",
        lambda g, r, _: len(g) < len(r) and same(g, r[: len(g)]),
    ),
    (
        r"the right numbers are there, over and over",
        lambda g, r, _: same(g, np.zeros(g.shape) + r) and g.size >= r.size,
    ),
    (r"the right numbers are the diagonal of what comes back", lambda g, r, _: same(np.diag(g), r)),
    (r"what comes back has the shape of (.*)", lambda g, r, given, name: g.shape == given[name].shape),
    (r"what comes back has a number for each row of (.*)", lambda g, r, given, name: g.shape == (len(given[name]),)),
    (
        r"what comes back has a number for each column of (.*)",
        lambda g, r, given, name: g.shape == (given[name].shape[1],),
    ),
)
