"""What the commonest errors of Python itself mean, in plain words: names, calls, types and numbers."""

from collections.abc import Callable
from typing import NamedTuple

from nblib.check.sandbox import OutOfBudget
from nblib.check.verdict import quote


class Meaning(NamedTuple):
    """The name of a fault, the errors and words that show it, and what they mean.

    >>> Meaning("no zero", ZeroDivisionError, "", lambda: "Something was divided by 0.").message()
    'Something was divided by 0.'
    """

    name: str
    error: type[BaseException] | tuple[type[BaseException], ...]
    words: str  # a pattern; its groups are the message's arguments
    message: Callable[..., str]


def _no_attribute(type, name):
    return f"What stands before `.{name}` is of type {quote(type)}, and that has no {quote(name)}."


PYTHON_ERRORS = (
    Meaning("endless loop", OutOfBudget, "", lambda: "Which value should change in each round, and does it?"),
    Meaning("endless calls", RecursionError, "", lambda: "Something must end the calls: a case that makes none."),
    Meaning(
        "name without a value",
        NameError,
        r"name '(\w+)' is not defined|variable '(\w+)'",
        lambda *names: (
            f"When that line runs, {quote(next(filter(None, names)))} has no value yet: is it made on a line before, "
            "in the same spelling?"
        ),
    ),
    Meaning(
        "called what is no function",
        TypeError,
        r"'([\w.]+)' object is not callable",
        lambda type: (
            f"Round brackets after a name call it, and this is of type {quote(type)}; entries are picked with [ ]."
        ),
    ),
    Meaning("no such attribute", AttributeError, r"'([\w.]+)' object has no attribute '(\w+)'", _no_attribute),
    Meaning(
        "no such function",
        AttributeError,
        r"module '([\w.]+)' has no attribute '(\w+)'",
        lambda module, name: f"{quote(module)} has nothing of the name {quote(name)}: is it spelt so?",
    ),
    Meaning(
        "calculation with None",
        TypeError,
        r"operand type.*'NoneType'|loop of ufunc does not support argument \d of type NoneType",
        lambda: "There is a `None` in it: a function without `return` gives that, and so do `print` and `append`.",
    ),
    Meaning(
        "calculation with a function",
        TypeError,
        r"(?:operand type|not supported between|unpack non-iterable).*function|'function' object is not (?:sub|iter)",
        lambda: "There is a function in it, not called: `f` is the function, and `f(w)` is its value at w.",
    ),
    Meaning(
        "list where an array belongs",
        TypeError,
        r"operand type.*'(?:list|tuple)'|can't multiply sequence by non-int|can only concatenate (?:list|tuple)",
        lambda: "A Python list, or tuple, does not calculate; `np.array(…)` makes an array of it that does.",
    ),
    Meaning(
        "no such calculation",
        TypeError,
        r"unsupported operand type\(s\) for (\S+).*: '([\w.]+)' and '([\w.]+)'",
        lambda sign, one, other: (
            f"`{sign}` stands between {quote(one)} and {quote(other)}: are both what they should be?"
        ),
    ),
    Meaning(
        "no such calculation",
        TypeError,
        r"(?:bad operand type for .*: '|does not support argument \d of type |argument must be .*, not ')([\w.]+)",
        lambda type: f"Numbers and arrays can be calculated with; what is there is of type {quote(type)}.",
    ),
    Meaning(
        "no such key",
        TypeError,
        r"unhashable type: '([\w.]+)'",
        lambda type: f"The key of a dict, between its [ ], cannot be of type {quote(type)}.",
    ),
    Meaning(
        "no such comparison",
        TypeError,
        r"'(\S+)' not supported between instances of '([\w.]+)' and '([\w.]+)'",
        lambda sign, one, other: (
            f"`{sign}` compares numbers, and here it stands between {quote(one)} and {quote(other)}."
        ),
    ),
    Meaning(
        "one value for several names",
        TypeError,
        r"cannot unpack non-iterable ([\w.]+) object",
        lambda type: f"Several names wait there for as many values, and a single value (of type {quote(type)}) came.",
    ),
    Meaning(
        "no such option",
        TypeError,
        r"got an unexpected keyword argument '(\w+)'",
        lambda name: f"The function called there has no option {quote(name)}: is it spelt so?",
    ),
    Meaning(
        "argument missing",
        TypeError,
        r"missing \d+ required positional arguments?: (.*)",
        lambda names: f"The call leaves out {quote(names)}.",
    ),
    Meaning("division by 0", ZeroDivisionError, "", lambda: "Can the denominator be 0 on this input?"),
    Meaning(
        "not for this number",
        ValueError,
        "math domain error|expected a positive input",
        lambda: "`math.log` takes numbers above 0 only, and `math.sqrt` none below 0.",
    ),
    Meaning("too large for math", OverflowError, "range", lambda: "The result is too large for a Python number."),
    Meaning("no such key", KeyError, "", lambda: "The dict has no entry of that key at this moment."),
    Meaning(
        "unpacked into too few or too many",
        ValueError,
        r"(?:too many|not enough) values to unpack \(expected (\d+)",
        lambda count: f"{count} names wait there for {count} values, and another number of values came.",
    ),
    Meaning(
        "array where a number belongs",
        TypeError,
        "can be converted to Python scalars|can be converted to a scalar index",
        lambda: (
            "A single number is needed there (`float`, `int`, `range` and `math` take one), and an array was given."
        ),
    ),
    Meaning(
        "truth of an array",
        ValueError,
        "truth value of an (?:array with more than one element|empty array) is ambiguous",
        lambda: (
            "`if`, `while`, `and`, `or`, `not`, `in`, `max` and `min` want one yes or no; an array gives one for each "
            "entry."
        ),
    ),
    Meaning(
        "nothing to choose from",
        ValueError,
        "empty sequence|zero-size array to reduction|iterable argument is empty",
        lambda: "The largest (or smallest) of no numbers was asked for: what was picked or collected is empty.",
    ),
    Meaning(
        "no whole number",
        TypeError,
        "object cannot be interpreted as an integer|expected a sequence of integers",
        lambda: "A count or a shape is made of whole numbers there.",
    ),
)
