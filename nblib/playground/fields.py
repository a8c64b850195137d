"""The fields of a state line: how each value is written as text, read again, and refused.

Text is matched against patterns and never evaluated. Whatever is wrong with it, the answer is a ValueError of one
sentence that names the field, what was got, and what was expected.
"""

import math
import re
from collections.abc import Callable
from typing import Any, NamedTuple

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
WHOLE = re.compile(r"[0-9]{1,9}")  # so short that int() is quick
SHOWN = 40  # characters of a bad value that are repeated in the message


class Field(NamedTuple):
    """One field: `read` turns text into a value or None, `write` turns it back, `allows` judges a value.

    >>> learning_rate = number(0, 100, above=True)
    >>> learning_rate.read("0.5"), learning_rate.write(0.5), learning_rate.allows(-1)
    (0.5, '0.5', False)
    """

    read: Callable[[str], Any]
    write: Callable[[Any], str]
    allows: Callable[[Any], bool]
    expected: str


def quote(text):
    """The text as it may stand in a message: in quotes, control characters escaped, long texts cut.

    >>> quote("x" * 50)
    "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…'"
    """
    return ascii(text) if len(text) <= SHOWN else ascii(text[:SHOWN])[:-1] + "…'"


def choice(*options):
    """One of these words.

    >>> choice("ce", "squared").expected
    'ce or squared'
    """
    *others, last = options
    return Field(str, str, lambda value: isinstance(value, str) and value in options, f"{', '.join(others)} or {last}")


def switch():
    """On (True) or off (False).

    >>> switch().write(True)
    'on'
    """
    words = {"on": True, "off": False}
    return Field(words.get, lambda value: "on" if value else "off", lambda value: isinstance(value, bool), "on or off")


def number(low, high, above=False):
    """A number from low to high; with `above`, low itself is too small.

    >>> number(0, 100, above=True).expected
    'a number above 0, at most 100'
    """

    def allows(value):
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return is_number and low <= value <= high and not (above and value == low)  # nan is in no interval

    expected = f"a number above {low}, at most {high}" if above else f"a number from {low} to {high}"
    return Field(lambda text: float(text) if NUMBER.fullmatch(text) else None, _write_number, allows, expected)


def _write_number(value):
    return str(int(value)) if math.isfinite(value) and value == int(value) and abs(value) < 1e6 else repr(float(value))


def whole(low, high):
    """A whole number from low to high.

    >>> whole(1, 8).read("8"), whole(1, 8).read("8.0")
    (8, None)
    """
    return Field(_read_whole, str, lambda value: _is_whole(value, low, high), f"a whole number from {low} to {high}")


def _read_whole(text):
    return int(text) if WHOLE.fullmatch(text) else None


def _is_whole(value, low, high):
    return type(value) is int and low <= value <= high


def whole_or(word, low, high):
    """A whole number from low to high, or a word such as "all" or "none", which is kept as None.

    >>> whole_or("all", 1, 500).write(None)
    'all'
    """
    number = whole(low, high)
    return Field(
        lambda text: ABSENT if text == word else number.read(text),
        lambda value: word if value is None else str(value),
        lambda value: value is None or number.allows(value),
        f"{number.expected}, or {word}",
    )


ABSENT = object()  # what `read` returns for "none" or "all", because None says that the text cannot be read


def several(part, low, high, what, distinct=False):
    """Between low and high values of one kind, separated by commas; none at all is written `none`.

    >>> several(whole(1, 8), 0, 4, "widths").read("8,8")
    (8, 8)
    """

    def read(text):
        if low == 0 and text == "none":
            return ()
        values = tuple(part.read(piece.strip()) for piece in text.split(",", high + 1))
        return None if None in values else values

    def allows(value):
        is_list = isinstance(value, tuple) and low <= len(value) <= high and all(map(part.allows, value))
        return is_list and not (distinct and len(set(value)) < len(value))

    some = f"{low} to {high} {what}" if low else f"none, or up to {high} {what}"
    return Field(
        read,
        lambda value: ",".join(map(part.write, value)) or "none",
        allows,
        f"{some} separated by commas, each {'once, ' if distinct else ''}{part.expected}",
    )


def place(layers, inputs, units):
    """A weight l:i:j (layer, input, unit, counted from 1), or none.

    >>> place(5, 8, 8).read("1:2:3"), place(5, 8, 8).write((1, 2, 3))
    ((1, 2, 3), '1:2:3')
    """
    highest = (layers, inputs, units)

    def read(text):
        numbers = tuple(map(_read_whole, text.split(":", 3)))
        return ABSENT if text == "none" else None if None in numbers else numbers

    def allows(value):
        if value is None:
            return True
        is_triple = isinstance(value, tuple) and len(value) == 3
        return is_triple and all(_is_whole(number, 1, high) for number, high in zip(value, highest, strict=True))

    return Field(
        read,
        lambda value: "none" if value is None else ":".join(map(str, value)),
        allows,
        "layer:input:unit, three whole numbers counted from 1, or none",
    )


def read_value(name, field, text):
    """The value that the text says, or a ValueError.

    >>> read_value("batch", whole_or("all", 1, 500), "many")
    Traceback (most recent call last):
    ValueError: batch: got 'many', expected a whole number from 1 to 500, or all.
    """
    value = field.read(text)
    value = None if value is ABSENT else refuse(name, field, text) if value is None else value
    return value if field.allows(value) else refuse(name, field, text)


def refuse(name, field, text):
    """Raise the ValueError that says what was wrong."""
    got = f"got {quote(text)}" if text else "got nothing"
    raise ValueError(f"{name}: {got}, expected {field.expected}.")
