"""Running a learner's function: whatever it does, an Outcome comes back.

It gets copies of the arguments; what it prints is kept; every exception is caught, those that would end the kernel
included; a budget of executed steps ends an endless loop. Two limits are left: a loop inside a compiled function takes
no Python steps, and a bare `except:` inside the loop swallows the end. Then only Kernel → Interrupt helps.
"""

import contextlib
import copy
import io
import sys
import sysconfig
import threading
import traceback
import warnings
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nblib.check.showing import first_difference
from nblib.check.verdict import quote

STEPS = 200_000  # of the Python interpreter; an exercise needs a few thousand, and this many take about 0.1 s

_LIBRARIES = ("<frozen ", *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")))

# redirect_stdout and catch_warnings change the whole process: one run at a time (a widget calls from its own thread).
_one_at_a_time = threading.RLock()


class OutOfBudget(BaseException):
    """Ends an endless loop. Not an Exception, so that `except Exception` in the loop does not swallow it."""


@dataclass(frozen=True)
class Outcome:
    """What came of a call: a value or an error, what was printed, and the first change made to an argument."""

    value: Any = None
    error: BaseException | None = None
    printed: str = ""
    change: tuple[str, str] | None = None  # (argument, "Z[0, 1] was 2.0 and is 0.0 afterwards")


def guard(function, *arguments, steps=STEPS):
    """Call function(*arguments) and return an Outcome; never raises.

    >>> guard(lambda: 1 / 0).error
    ZeroDivisionError('division by zero')
    """
    printed = io.StringIO()
    value = error = None
    with _one_at_a_time, _quiet(printed):
        tracer = sys.gettrace()
        try:
            sys._getframe().f_trace_opcodes = True  # Python 3.12 asks for it before settrace, in any frame
            sys.settrace(_budget(steps))
            value = function(*arguments)
        except BaseException as raised:
            error = raised
        finally:
            sys.settrace(tracer)  # a debugger's or coverage's own tracer goes on afterwards
    return Outcome(value, error, printed.getvalue())


def run(function, arguments, names, steps=STEPS):
    """The same on copies of the arguments, which are compared with the originals afterwards.

    >>> run(lambda Z: Z.sort(), [np.array([2.0, 1.0])], ["Z"]).change
    ('Z', 'Z[0] was 2.0 and is 1.0 afterwards')
    """
    given = copy.deepcopy(list(arguments))
    outcome = guard(function, *given, steps=steps)
    return replace(outcome, change=_first_change(names, arguments, given))


def _first_change(names, before, after):
    for name, old, new in zip(names, before, after, strict=True):
        try:
            change = first_difference(old, new, name)
        except BaseException:  # something strange was put in its place
            change = f"{name} is no longer what it was"
        if change:
            return name, change
    return None


@contextlib.contextmanager
def _quiet(printed):
    with contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.redirect_stdout(printed))
        stack.enter_context(contextlib.redirect_stderr(printed))
        stack.enter_context(warnings.catch_warnings(action="ignore"))
        stack.enter_context(np.errstate(all="ignore"))
        yield


def _budget(steps):
    left = steps

    def trace(frame, event, argument):
        nonlocal left
        if frame.f_code.co_filename.startswith(_LIBRARIES):
            return None  # above all an import inside NumPy would cost millions of steps
        frame.f_trace_opcodes = True  # lines alone miss `while True: pass`, which never leaves its line
        left -= 1
        if left < 0:
            raise OutOfBudget(steps)
        return trace

    return trace


def describe_error(error, function=None):
    """The error in one sentence: its name, its own words, and the learner's line where it happened.

    >>> describe_error(ValueError("shapes do not fit"))
    'it stopped with `ValueError`: `shapes do not fit`.'
    """
    if isinstance(error, OutOfBudget):
        return f"it ran for {error.args[0]:,} steps without returning. Does the loop end?"
    if isinstance(error, KeyboardInterrupt):
        return "it was interrupted (KeyboardInterrupt) before it returned."
    if isinstance(error, RecursionError):
        return "it calls itself without end (RecursionError)."
    words = guard(str, error).value
    said = f": {quote(words.strip().removesuffix('.'))}" if isinstance(words, str) and words.strip() else ""
    return f"it stopped with {quote(type(error).__name__)}{said}{place(error, function)}."


def place(error, function):
    """The learner's line in which the error happened, as words; empty if it is not known.

    >>> place(ValueError("no traceback"), len)
    ''
    """
    code = getattr(function, "__code__", None)
    frames = [] if code is None else traceback.extract_tb(error.__traceback__)
    for frame in reversed(frames):
        if frame.filename == code.co_filename and frame.line:
            return f", in the line {quote(frame.line)}"
    return ""
