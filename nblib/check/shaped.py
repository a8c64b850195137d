"""Arrays of a wrong shape that hold the right numbers all the same: transposed, added up or not, one row too few."""

import numpy as np

from nblib.check.places import entry, shared
from nblib.check.showing import close


def _transposed(pairs):
    if all(close(pair.got, pair.right.T) for pair in pairs):
        return "the right numbers are all there, transposed: rows and columns are exchanged"
    return None


def _another_shape(pairs):
    if all(close(pair.got.ravel(), pair.right.ravel()) for pair in pairs):
        more = {np.sign(pair.got.ndim - pair.right.ndim) for pair in pairs}
        axes = ": it has too many axes" if more == {1} else ": it has too few axes" if more == {-1} else ""
        return f"the numbers are right, and only their shape is not{axes}"
    return None


# The reductions, and what they run over.
REDUCTIONS = (
    ("sum", lambda a, axis: a.sum(axis=axis)),
    ("mean", lambda a, axis: a.mean(axis=axis)),
    ("largest", lambda a, axis: a.max(axis=axis)),
    ("smallest", lambda a, axis: a.min(axis=axis)),
    ("first", lambda a, axis: a.flat[0] if axis is None else a.take(0, axis)),
    ("last", lambda a, axis: a.flat[-1] if axis is None else a.take(-1, axis)),
)
AXES = ((None, "all"), (0, "each column"), (1, "each row"))


def _reduces(reduce, axis, larger, smaller):
    return larger.size > 0 and larger.ndim > (axis or 0) and close(np.asarray(reduce(larger, axis)), smaller)


def _reduced(pairs):
    for name, reduce in REDUCTIONS:
        for axis, over in AXES:
            if all(_reduces(reduce, axis, pair.right, pair.got) for pair in pairs):
                return f"what comes back is the {name} of {over} that is asked for"
    return None


def _not_reduced(pairs):
    for name, reduce in REDUCTIONS[:2]:
        for axis, over in AXES:
            if all(_reduces(reduce, axis, pair.got, pair.right) for pair in pairs):
                return f"the {name} of {over} of what comes back is right"
    return None


def _cut(pairs):
    for of, cut in (("first", slice(1, None)), ("last", slice(-1))):
        if all(pair.right.ndim and close(pair.got, pair.right[cut]) for pair in pairs):
            return f"the {of} {entry(pairs)} is missing, and the rest is right"
        if all(pair.got.ndim == pair.right.ndim > 0 and close(pair.got[cut], pair.right) for pair in pairs):
            return f"the {of} {entry(pairs)} is one too many, and the rest is right"
    if all(pair.right.ndim and pair.got.ndim and close(pair.got, pair.right[: len(pair.got)]) for pair in pairs):
        return f"what is there is right, and {entry(pairs)}s are missing at the end"
    return None


def _repeated(pairs):
    if all(repeats(pair.got, pair.right) for pair in pairs):
        return "the right numbers are there, over and over"
    return None


def repeats(got, array):
    """Whether got is this array in every row, or wherever its last axes are."""
    fits = got.size > 0 and got.shape[got.ndim - array.ndim :] == array.shape
    return fits and close(got, np.broadcast_to(array, got.shape))


def _on_the_diagonal(pairs):
    if all(pair.got.ndim == 2 and pair.right.ndim == 1 and close(np.diagonal(pair.got), pair.right) for pair in pairs):
        return "the right numbers are the diagonal of what comes back"
    return None


def _shape_of_another(pairs):
    for name, arrays in shared(pairs):
        if all(pair.got.ndim and pair.got.shape == array.shape for pair, array in zip(pairs, arrays, strict=True)):
            return f"what comes back has the shape of {name}"
        for axis, thing in ((0, "row"), (1, "column")):
            sizes = [array.shape[axis : axis + 1] for array in arrays if array.ndim == 2]
            if sizes == [pair.got.shape for pair in pairs]:
                return f"what comes back has a number for each {thing} of {name}"
    return None


SHAPED = (
    ("transposed", _transposed),
    ("another shape", _another_shape),
    ("rows missing", _cut),
    ("repeated", _repeated),
    ("reduced", _reduced),
    ("not reduced", _not_reduced),
    ("diagonal", _on_the_diagonal),
    ("shape of another", _shape_of_another),
)
