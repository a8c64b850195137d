"""Comparing numbers, and showing them in one line: what was expected, what came, what was changed."""

import math

import numpy as np

from nblib.check.reading import kind


def close(a, b, rtol=1e-5, atol=1e-9):
    """Whether two arrays have the same shape and agree: rounding aside, with nan and ∞ in the same places.

    >>> close(np.array([1.0, np.nan]), np.array([1.0000001, np.nan]))
    True
    """
    return a.shape == b.shape and bool(np.allclose(a, b, rtol=rtol, atol=atol, equal_nan=True))


def literal(array, digits=4):
    """A number or array as Python writes it, to `digits` significant digits, in one line.

    >>> literal(np.array([[1 / 3, 2.0], [-0.0, np.nan]]))
    '[[0.3333, 2], [0, nan]]'
    """
    array = np.asarray(array) + 0.0  # turns −0.0 into 0.0

    def write(part):
        return "[" + ", ".join(map(write, part)) + "]" if part.ndim else f"{float(part):.{digits}g}"

    return write(array)


def show(array, digits=4):
    """The same as Markdown code."""
    return f"`{literal(array, digits)}`"


def sentences(*parts):
    """Sentences one after the other; what begins or ends with a blank line keeps it, without a space.

    >>> sentences("For `Z = 1`:", "", "it raises.")
    'For `Z = 1`: it raises.'
    """
    text = " ".join(part for part in parts if part)
    return text.replace(" \n\n", "\n\n").replace("\n\n ", "\n\n")


def listed(words):
    """The words with commas and an "and".

    >>> listed(["`X`", "`W`", "`b`"])
    '`X`, `W` and `b`'
    """
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def show_difference(got, expected, rtol=1e-5, small=16):
    """Two arrays of the same shape, as words: whole if they are small, else how many entries differ and the first.

    >>> show_difference(np.array([1.0, 2.0]), np.array([1.0, 3.0]))
    'expected `[1, 3]`, got `[1, 2]`'
    """
    if expected.size > small:
        wrong = ~np.isclose(got, expected, rtol=rtol, atol=1e-9, equal_nan=True)
        first = tuple(int(i) for i in np.argwhere(wrong)[0])
        where = f"{int(wrong.sum())} of {expected.size} entries differ; the first is {list(first)}: "
        got, expected = got[first], expected[first]
    else:
        where = ""
    digits = 4 if show(got) != show(expected) else 12
    return f"{where}expected {show(expected, digits)}, got {show(got, digits)}"


def where_not_finite(name, got, bad):
    """The first entry that is not finite, and the whole array if it is small; `bad` are booleans of its shape.

    >>> where_not_finite("Z", np.array([1, np.inf]), np.array([False, True]))
    'Z holds `inf` at [1]: `[1, inf]`.'
    """
    first = tuple(int(i) for i in np.argwhere(bad)[0])
    where = f" at {list(first)}, in row {first[0]}" if got.ndim == 2 else f" at {list(first)}" if first else ""
    everything = f": {show(got)}" if 1 < got.size <= 12 else ""
    return f"{name} holds {show(got[first])}{where}{everything}."


def first_difference(before, after, path):
    """The first place where two nested values differ, as a sentence; None if they are the same.

    >>> first_difference([np.array([1.0])], [np.array([1.0]), 2], "outputs")
    'outputs had 1 entry and has 2 afterwards'
    """
    if isinstance(before, np.ndarray):
        return _first_array_difference(before, after, path)
    if isinstance(before, (list, tuple)):
        if not isinstance(after, type(before)):
            return f"{path} is {kind(after)} afterwards"
        if len(before) != len(after):
            return f"{path} had {len(before)} entr{'y' if len(before) == 1 else 'ies'} and has {len(after)} afterwards"
        fields = getattr(before, "_fields", None)
        names = [f"{path}.{field}" for field in fields] if fields else [f"{path}[{i}]" for i in range(len(before))]
        pairs = zip(names, before, after, strict=True)
        return next(filter(None, (first_difference(b, a, name) for name, b, a in pairs)), None)
    same = before is after or (type(before) is type(after) and bool(before == after))
    return None if same else f"{path} is {kind(after)} afterwards"


def _first_array_difference(before, after, path):
    if not isinstance(after, np.ndarray) or before.shape != after.shape:
        return f"{path} had shape {before.shape} and is {describe_shape(after)} afterwards"
    differs = ~((before == after) | ((before != before) & (after != after)))
    if not differs.any():
        return None
    index = tuple(int(i) for i in np.argwhere(differs)[0])
    place = f"{path}[{', '.join(map(str, index))}]" if index else path
    return f"{place} was {_plain(before[index])} and is {_plain(after[index])} afterwards"


def describe_shape(value):
    """The shape of an array in words, or what else the value is.

    >>> describe_shape(np.ones(3)), describe_shape(2.5)
    ('of shape (3,)', 'of type `float`')
    """
    return f"of shape {value.shape}" if isinstance(value, np.ndarray) else kind(value)


def _plain(number):
    number = float(number)
    return f"{number:.4g}" if math.isfinite(number) and number != round(number, 1) else str(number)
