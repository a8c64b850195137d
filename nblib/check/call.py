"""Calling a learner's function once and writing down what it did; and what can be said before any call."""

import dis
import inspect
import types
from dataclasses import dataclass

import numpy as np

from nblib.check.reading import Unreadable
from nblib.check.sandbox import STEPS, guard, run
from nblib.check.showing import close
from nblib.check.verdict import quote

# A body that is only a docstring, `...`, `pass` or a bare return compiles to these, with None or `...` as constants.
_STUB_INSTRUCTIONS = {"RESUME", "NOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE", "POP_TOP"}


@dataclass(frozen=True)
class Observation:
    """What a function did on one input: it raised `error`, or returned `parts`, or something `unreadable`."""

    parts: list[np.ndarray] | None
    error: BaseException | None
    unreadable: Unreadable | None
    change: tuple[str, str] | None  # the first argument it changed, and how
    printed: str
    type: str  # of what was returned

    @property
    def blank(self):
        """Whether a `...` or a NotImplementedError stands where the code should be."""
        if self.error is not None:
            words = guard(str, self.error).value
            return isinstance(self.error, NotImplementedError) or (isinstance(words, str) and "'ellipsis'" in words)
        return self.unreadable is not None and self.unreadable.blank

    def same_as(self, other):
        """The same kind of error, or equal parts (shapes, values, nan), or equally unreadable; and the same change."""
        if type(self.error) is not type(other.error) or str(self.unreadable) != str(other.unreadable):
            return False
        if (self.change and self.change[0]) != (other.change and other.change[0]):
            return False
        if self.parts is None or other.parts is None:
            return self.parts is other.parts
        return len(self.parts) == len(other.parts) and all(map(close, self.parts, other.parts))


def observe(function, arguments, parameters, read, steps=STEPS):
    """Run the function on copies of the arguments; `read(value)` turns what it returns into arrays.

    >>> from nblib.check.reading import read_array
    >>> observe(lambda Z: 2 * Z, [np.ones(2)], ["Z"], lambda value: [read_array(value)]).parts
    [array([2., 2.])]
    """
    outcome = run(function, arguments, parameters, steps)
    if outcome.error is not None:
        return Observation(None, outcome.error, None, outcome.change, outcome.printed, "")
    reading = guard(read, outcome.value)
    unreadable = reading.error
    if unreadable is not None and not isinstance(unreadable, Unreadable):
        unreadable = Unreadable(f"an object that raises {quote(type(unreadable).__name__)} when it is read")
    name = type(outcome.value).__name__
    return Observation(reading.value, None, unreadable, outcome.change, outcome.printed, name)


def parts_by_name(function, parameters, read, steps=STEPS):
    """The same as a function of {name: argument}, that gives the parts alone; None if there are none.

    >>> from nblib.check.reading import read_array
    >>> parts_by_name(lambda Z: 2 * Z, ["Z"], lambda value: [read_array(value)])({"Z": np.ones(2)})
    [array([2., 2.])]
    """
    return lambda given: observe(function, list(given.values()), parameters, read, steps).parts


def is_stub(function):
    """Whether the body is untouched: a docstring, `...`, `pass` or nothing, and at most `return None` or `return ...`.

    >>> def stub(Z): ...
    >>> is_stub(stub), is_stub(lambda Z: Z)
    (True, False)
    """
    code = getattr(function, "__code__", None)
    if not isinstance(code, types.CodeType):
        return False
    instructions = list(dis.get_instructions(code))
    constants = [i.argval for i in instructions if i.opname in {"LOAD_CONST", "RETURN_CONST"}]
    only_stub = all(i.opname in _STUB_INSTRUCTIONS for i in instructions)
    return only_stub and all(constant is None or constant is Ellipsis for constant in constants)


def signature_problem(function, name, parameters):
    """A sentence if `function(*parameters)` cannot be called, from its signature; None if it can.

    >>> signature_problem(lambda Z, axis: Z, "softmax", ["Z"])
    '`softmax` must accept `(Z)`; yours takes `(Z, axis)`.'
    """
    outcome = guard(inspect.signature, function)
    if outcome.error is not None:  # some built-in functions do not tell
        return None
    if guard(outcome.value.bind, *parameters).error is None:
        return None
    takes = guard(str, outcome.value).value
    return f"`{name}` must accept `({', '.join(parameters)})`; yours takes {quote(takes)}."
