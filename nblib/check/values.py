"""Reading whatever was handed in as numbers, comparing numbers, and showing them. Nothing is ever evaluated as code."""

import math
import numbers
import re

import numpy as np

from nblib.check.verdict import quote

ENTRIES = 100_000  # no exercise asks for more


class Unreadable(Exception):
    """The value cannot be read as numbers; the message says what it is instead. `blank`: a `...` was left in it."""

    def __init__(self, message, blank=False):
        super().__init__(message)
        self.blank = blank


def read_array(value):
    """A number, an array, or a nested list or tuple of numbers as a float64 copy of the same shape.

    >>> read_array([[1, 2], [3, 4]])
    array([[1., 2.],
           [3., 4.]])
    """
    if _has_blank(value):
        raise Unreadable("a `...` stands where a number should be", blank=True)
    if not _looks_numeric(value):
        raise Unreadable(kind(value))
    if np.ma.is_masked(value):
        raise Unreadable("a masked array with masked entries")
    try:
        array = np.asarray(value)
    except ValueError:
        raise Unreadable("a list whose rows have different lengths") from None
    if array.size > ENTRIES:
        raise Unreadable(f"an array of shape {array.shape}")
    if array.dtype.kind not in "iufO":
        raise Unreadable(f"an array of {array.dtype.name} values")
    try:
        return array.astype(float)
    except (TypeError, ValueError, OverflowError):
        raise Unreadable("an array whose entries are not all numbers") from None


def read_parts(value, names):
    """One array for each name: the value itself if there is one name, else the members of a list or tuple.

    >>> read_parts((1, [2, 3]), ("dW", "db"))
    [array(1.), array([2., 3.])]
    """
    if len(names) == 1:
        return [read_array(value)]
    if not isinstance(value, (list, tuple)):
        raise Unreadable(f"{kind(value)}, not the {len(names)} arrays {', '.join(names)}")
    if len(value) != len(names):
        raise Unreadable(f"a list of {len(value)}, not the {len(names)} arrays {', '.join(names)}")
    return [read_array(part) for part in value]


def _has_blank(value, depth=4):
    if isinstance(value, (list, tuple)) and depth:
        return any(_has_blank(part, depth - 1) for part in value)
    return value is Ellipsis


def _looks_numeric(value, depth=4):
    # A bool is a number to Python. As an answer it is a comparison that was meant to be something else.
    if isinstance(value, (bool, np.bool_)):
        return False
    if isinstance(value, (list, tuple)):
        return depth > 0 and all(_looks_numeric(part, depth - 1) for part in value)
    if isinstance(value, type):
        return False
    return isinstance(value, (numbers.Number, np.ndarray, np.number)) or hasattr(value, "__array__")


def read_number(text):
    """Typed text as a number; a decimal comma and the sign − are understood, an expression is not evaluated.

    >>> read_number("−1,0986")
    -1.0986
    """
    tidy = text.strip().replace("−", "-")
    if re.fullmatch(r"[^.,]*,[^.,]*", tidy):
        tidy = tidy.replace(",", ".")
    try:
        return float(tidy)
    except ValueError:
        raise Unreadable(
            f"the text {quote(text, 40)}; type the number itself, such as 0.25 (a calculation goes into a code cell)"
        ) from None


def kind(value):
    """What a value is, for a sentence that begins "this is …".

    >>> kind(None), kind(len), kind("43"), kind(3 + 1j)
    ('`None`', 'a function', 'text, not numbers', 'of type `complex`')
    """
    if value is None:
        return "`None`"
    if isinstance(value, type):
        return "a class"
    if isinstance(value, str):
        return "text, not numbers"
    if isinstance(value, (bool, np.bool_)):
        return "a truth value (True or False)"
    if callable(value):
        return "a function"
    return f"of type {quote(type(value).__name__)}"


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
    same = before is after or (type(before) is type(after) and before == after)
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
