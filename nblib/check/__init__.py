"""Exercises that answer: `check` judges, `hint` helps, `use` takes your function once it is right. None of them raises.

What `check` and `hint` said is noted in the learner's own file (record.py), and `logbook` shows it on one page.

>>> check("0.1", 43).passed
True

No widget is needed here; `nblib.viz` has the boxes and buttons. A new lesson adds a module lessonNN.py with EXERCISES
and PREDICTIONS and nothing else.
"""

from dataclasses import replace

from nblib.check.exercise import Prediction
from nblib.check.function import Function
from nblib.check.record import note_check, note_hint
from nblib.check.registry import UnknownId, find_exercise, find_prediction
from nblib.check.report import open_logbook
from nblib.check.sandbox import guard
from nblib.check.verdict import Hint, Verdict, quote

__all__ = ["Hint", "Prediction", "Verdict", "check", "exercise", "hint", "logbook", "prediction", "use"]

# How many hints each exercise has shown since the kernel started: so Restart & Run All shows the same ones again.
_hints_shown = {}


def check(id, answer=None):
    """The verdict on an answer to this exercise: a function, number, array, list of letters or words.

    >>> check("0.1", 35).mistake
    'connections only'
    """
    found, message = _look_up(id)
    if not found:
        return Verdict("check", "unknown", message)
    verdict = _judge(found, answer)
    if not found.wants_hint(verdict):
        note_check(verdict)
        return verdict
    # The next hint, but never unasked the one that is the solution.
    level = min(_hints_shown.get(found.id, 0) + 1, 2)
    note_check(verdict, level)
    return replace(verdict, message=f"{verdict.message}\n\n**Hint {level}:** {found.hint(level).text}")


def hint(id, level=None):
    """The next hint of this exercise, or the one of this level (1, 2, 3); the third is the solution.

    >>> hint("0.1", 1).level
    1
    """
    found, message = _look_up(id)
    if not found:
        return Hint("hint", 1, 3, message)
    if level is None:
        level = _hints_shown.get(found.id, 0) + 1
    if guard(isinstance, level, int).value is not True:  # an object may raise even when it is asked for its class
        return Hint(found.id, 1, 3, "the level of a hint is 1, 2 or 3.")
    chosen = found.hint(level)
    _hints_shown[found.id] = max(chosen.level, _hints_shown.get(found.id, 0))
    note_hint(chosen)
    return chosen


def logbook(lesson=None):
    """Your progress on one page, or in one lesson: which exercises are solved, in how many tries, with which hints.

    >>> logbook(2).summary
    '0 of 4 exercises solved, 0 more tried; 0 tries and 0 hints in all.'
    """
    return open_logbook(lesson)


def use(id, function=None):
    """The learner's function if it passes this check, else the library's; prints which one, and why.

    >>> use("2.1").__module__
    softmax: the library's nblib.softmax, because yours is not attempted yet (exercise 2.1).
    'nblib.functions'
    """
    found, message = _look_up(id)
    if not isinstance(found, Function):
        print(f"Nothing to use: {message or f'exercise {found.id} asks for no function.'}")
        return function
    verdict = _judge(found, function)
    if verdict.passed:
        print(f"{found.name}: yours, it passes check {found.id}.")
        return function
    missing = verdict.status == "not attempted"
    why = "is not attempted yet" if missing else f'does not pass yet: check("{found.id}", {found.name}) says why'
    print(f"{found.name}: the library's {found.library_name}, because yours {why} (exercise {found.id}).")
    return found.reference


def _judge(found, answer):
    try:
        return found.judge(answer)
    except BaseException as error:  # an answer so strange that even looking at it raises
        strange = f"this answer cannot be looked at: it raises {quote(type(error).__name__)}."
        return found.verdict("type or shape", strange)


def _look_up(id):
    """(exercise, "") or (None, why not)."""
    try:
        return find_exercise(id), ""
    except UnknownId as unknown:
        return None, f"{unknown}."


def exercise(id):
    """The exercise of this id: its task, hints and fields; a LookupError if there is none.

    >>> exercise("0.1").title
    'Count the parameters'
    """
    return find_exercise(id)


def prediction(id):
    """The prediction of this id: a question to commit to, its options, and what happens; a LookupError if none.

    >>> prediction("2.b").id
    '2.b'
    """
    return find_prediction(id)
