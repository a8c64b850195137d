"""Arrays of the right shape: the right numbers in wrong places, or right numbers but for those of certain places."""

import numpy as np

from nblib.check.showing import close


def wrong_entries(pair):
    """Where got differs from right, as booleans of their shape."""
    return ~np.isclose(pair.got, pair.right, rtol=1e-5, atol=1e-9)


def entry(pairs):
    """What one place along the first axis is called: a number of a list, a row of a table."""
    return "number" if all(pair.right.ndim == 1 for pair in pairs) else "row"


def _moved(move, clause):
    """The right numbers elsewhere: `move` makes of the right array what came."""

    def says(pairs):
        if all(pair.right.ndim and close(pair.got, move(pair.right)) for pair in pairs):
            return clause.format(entry(pairs))
        return None

    return says


def _shuffled(pairs):
    some = any(len({*pair.right.ravel()}) > 2 for pair in pairs)
    if some and all(close(np.sort(pair.got, axis=None), np.sort(pair.right, axis=None)) for pair in pairs):
        return "the right numbers are all there, in wrong places"
    return None


def _only(select, place, outside_at_least=0.0):
    """All that is wrong, or all that is right, lies in the region that `select(pair)` gives as booleans.

    A share of all numbers must lie outside: else it is no news that the wrong ones lie inside.
    """

    def says(pairs):
        regions = [select(pair) for pair in pairs]
        if any(region is None for region in regions):
            return None
        everything = np.concatenate([region.ravel() for region in regions])
        if everything.all() or (~everything).mean() < outside_at_least:
            return None
        wrong = [wrong_entries(pair) for pair in pairs]
        inside = all((mask <= region).all() for mask, region in zip(wrong, regions, strict=True))
        if inside:
            return f"only {place.format(entry(pairs))} is wrong"
        only_outside = all((mask == ~region).all() for mask, region in zip(wrong, regions, strict=True))
        if only_outside and everything.any():
            return f"only {place.format(entry(pairs))} is right"
        return None

    return says


def _slab(axis, index):
    """One row (axis 0) or one column (axis 1) of the array."""

    def select(pair):
        if pair.right.ndim <= axis:
            return None
        region = np.zeros(pair.right.shape, dtype=bool)
        region[(slice(None),) * axis + (index,)] = True
        return region

    return select


def _diagonal(pair):
    return np.eye(*pair.right.shape, dtype=bool) if pair.right.ndim == 2 else None


def _at_fixed_places(pairs):
    shapes = {pair.right.shape for pair in pairs}
    if len(pairs) < 2 or len(shapes) > 1 or not 1 < pairs[0].right.size <= 12:
        return None
    ever = np.any([wrong_entries(pair) for pair in pairs], axis=0)
    if ever.all():
        return None
    places = ", ".join(str([int(i) for i in index]) for index in np.argwhere(ever))
    return f"only the number{'s' if ever.sum() > 1 else ''} at {places} {'are' if ever.sum() > 1 else 'is'} ever wrong"


def _zero_where_wrong(pairs):
    wrong = [wrong_entries(pair) for pair in pairs]
    if all(mask.all() for mask in wrong) or any(pair.got[mask].any() for pair, mask in zip(pairs, wrong, strict=True)):
        return None
    return "every number that is wrong is 0"


def shared(pairs):
    """(name, its array on each input) for the arrays that were at hand on all of these inputs."""
    for name in pairs[0].given:
        if all(name in pair.given for pair in pairs):
            yield name, [pair.given[name] for pair in pairs]


def _by_argument(pairs):
    """The region is where an argument of the same shape is 0, or above, or below."""
    for name, arrays in shared(pairs):
        if any(array.shape != pair.right.shape or not array.ndim for array, pair in zip(arrays, pairs, strict=True)):
            continue
        for words, holds in (("0", np.equal), ("above 0", np.greater), ("below 0", np.less)):
            place = f"what stands where {name} is {words}"
            clause = _only(lambda pair, name=name, holds=holds: holds(pair.given[name], 0), place, 0.25)(pairs)
            if clause:
                return clause
    return None


PLACES = (
    ("transposed", _moved(np.transpose, "the right numbers are all there, transposed: rows and columns are exchanged")),
    ("backwards", _moved(lambda right: right[::-1], "every {} is right and the order is backwards")),
    ("columns backwards", _moved(lambda right: right[..., ::-1], "every row is right and runs backwards")),
    (
        "one place on",
        _moved(lambda right: np.roll(right, 1, axis=0), "every {} stands one place further than it should"),
    ),
    ("one place back", _moved(lambda right: np.roll(right, -1, axis=0), "every {} stands one place before its own")),
    ("first wrong", _only(_slab(0, 0), "the first {}")),
    ("last wrong", _only(_slab(0, -1), "the last {}")),
    ("first column wrong", _only(_slab(1, 0), "the first column")),
    ("last column wrong", _only(_slab(1, -1), "the last column")),
    ("diagonal", _only(_diagonal, "the diagonal")),
    ("wrong places", _shuffled),
    ("fixed places", _at_fixed_places),
    ("zeros", _zero_where_wrong),
    ("where it is negative", _only(lambda pair: pair.right < 0, "what should be negative", 0.25)),
    ("where it is positive", _only(lambda pair: pair.right > 0, "what should be positive", 0.25)),
    ("where an argument is", _by_argument),
)
