"""Where a number that is no number came from: NumPy, which counts on after a division by 0, is made to stop there."""

import re

import numpy as np

from nblib.check.sandbox import guard, place
from nblib.check.verdict import quote

MEANINGS = (  # NumPy's words, the name, and what they mean
    (r"divide by zero encountered in log", "logarithm of 0", "the logarithm of 0 is −∞"),
    (r"divide by zero", "division by 0", "a number divided by 0 is ∞"),
    (r"invalid value encountered in log", "logarithm below 0", "a number below 0 has no logarithm"),
    (r"invalid value encountered in sqrt", "root below 0", "a number below 0 has no square root"),
    (r"invalid value encountered in .*divide", "0 divided by 0", "0/0 and ∞/∞ have no value"),
    (r"invalid value", "calculation with infinity", "∞ − ∞ and 0 · ∞ have no value"),
    (r"overflow", "overflow", "the result is too large for a number"),
)


def complaint(function, arguments):
    """(name, sentence) of the first calculation of this call that NumPy would warn of; None if there is none.

    >>> complaint(np.log2, [np.array([0.0, 1.0])])[1]
    'NumPy would warn `divide by zero encountered in log2`: the logarithm of 0 is −∞.'
    """

    def strict(*copies):
        with np.errstate(divide="raise", invalid="raise", over="raise"):  # the guard ignores the rest
            return function(*copies)

    error = guard(strict, *arguments).error
    if not isinstance(error, FloatingPointError):
        return None
    words = str(error)
    name, meaning = next((name, meaning) for pattern, name, meaning in MEANINGS if re.search(pattern, words))
    return name, f"NumPy would warn {quote(words)}{place(error, function)}: {meaning}."
