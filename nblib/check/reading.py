"""Reading whatever was handed in as numbers. Nothing is ever evaluated as code."""

import ast
import numbers
import re

import numpy as np

from nblib.check.verdict import quote

ENTRIES = 100_000  # no exercise asks for more


class Unreadable(Exception):
    """The value cannot be read as numbers; the message says what it is instead. `blank`: a `...` was left in it."""

    def __init__(self, message, blank=False, name="no numbers"):
        super().__init__(message)
        self.blank, self.name = blank, name


def read_array(value):
    """A number, an array, or a nested list or tuple of numbers as a float64 copy of the same shape.

    >>> read_array([[1, 2], [3, 4]])
    array([[1., 2.],
           [3., 4.]])
    """
    refuse_blank(value)
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
    if array.dtype.kind == "O" and not all(isinstance(entry, numbers.Real) for entry in array.flat):
        raise Unreadable("an array whose entries are not all numbers")
    return array.astype(float)


def read_parts(value, names):
    """One array for each name: the value itself if there is one name, else the members of a list or tuple.

    >>> read_parts((1, [2, 3]), ("dW", "db"))
    [array(1.), array([2., 3.])]
    """
    refuse_blank(value)
    if len(names) == 1:
        return [read_array(value)]
    if not isinstance(value, (list, tuple)):
        raise Unreadable(f"{kind(value)}, not the {len(names)} arrays {', '.join(names)}", name="not all results")
    if len(value) != len(names):
        raise Unreadable(
            f"a list of {len(value)}, not the {len(names)} arrays {', '.join(names)}", name="not all results"
        )
    return [read_array(part) for part in value]


def refuse_blank(value):
    """Raise if a `...` stands anywhere in the value: somebody has not finished yet."""
    if _has_blank(value):
        raise Unreadable("a `...` stands where a number should be", blank=True)


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


def read_typed_array(text):
    """Typed text as nested lists of numbers: written as Python writes a list. Literals only, nothing is evaluated.

    >>> read_typed_array("[[−.3, .6], [0, 1e-3]]")
    [[-0.3, 0.6], [0, 0.001]]
    """
    try:
        value = ast.literal_eval(text.strip().replace("−", "-"))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        value = None
    if not isinstance(value, (list, tuple)):
        raise Unreadable(f"the text {quote(text, 40)}; type rows of numbers like [[1, 2], [3, 4]]")
    return value


def a_value(unreadable):
    """What an Unreadable says, for a sentence that begins "it returned …".

    >>> a_value(Unreadable("of type `list`")), a_value(Unreadable("text, not numbers"))
    ('a value of type `list`', 'text, not numbers')
    """
    said = str(unreadable)
    return f"a value {said}" if said.startswith("of type") else said


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
