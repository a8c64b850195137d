"""What an error means, in plain words: true of every program that raises it.

An error is recognised by its type and its words. Words change from version to version; the tests raise every error of
the two tables for real, so that a version with other words is noticed.
"""

import re

from nblib.check.array_errors import ARRAY_ERRORS
from nblib.check.errors import PYTHON_ERRORS
from nblib.check.sandbox import guard


def explain(error):
    """(name, what it means) of an error that is in the table, else None.

    >>> explain(NameError("name 'Q' is not defined"))[0]
    'name without a value'
    """
    words = guard(str, error).value
    for meaning in (*ARRAY_ERRORS, *PYTHON_ERRORS):
        found = isinstance(words, str) and isinstance(error, meaning.error) and re.search(meaning.words, words)
        if found:
            return meaning.name, meaning.message(*found.groups())
    return None
