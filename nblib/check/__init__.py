"""Exercises that answer: `check` judges, `hint` helps, `use` takes your function once it is right.

>>> check("0.1", 43).passed
True

No widget is needed here; `nblib.viz` has the boxes and buttons. A new lesson adds a module lessonNN.py with EXERCISES
and PREDICTIONS and nothing else.
"""

from dataclasses import replace

from nblib.check.exercise import Prediction
from nblib.check.function import Function
from nblib.check.registry import UnknownId, find_exercise, find_prediction
from nblib.check.verdict import Hint, Verdict, quote

__all__ = ["Hint", "Prediction", "Verdict", "check", "exercise", "hint", "prediction", "use"]

# How many hints each exercise has shown since the kernel started: so Restart & Run All shows the same ones again.
_hints_shown = {}


def check(id, answer=None):
    """The verdict on an answer to this exercise: a function, number, array, list of letters or words. Never raises.

    >>> check("0.1", 35).mistake
    'connections only'
    """
    try:
        verdict = find_exercise(id).judge(answer)
    except UnknownId as unknown:
        return Verdict(quote(id, 20), "unknown", f"{unknown}.")
    except BaseException as error:  # an answer so strange that even looking at it raises
        name = quote(type(error).__name__)
        return Verdict(quote(id, 20), "type or shape", f"this answer cannot be looked at: it raises {name}.")
    if verdict.status == "wrong" and verdict.mistake is None:
        # The next hint, but never unasked the one that is the solution.
        level = min(_hints_shown.get(verdict.exercise, 0) + 1, 2)
        help = find_exercise(id).hint(level).text
        return replace(verdict, message=f"{verdict.message}\n\n**Hint {level}:** {help}")
    return verdict


def hint(id, level=None):
    """The next hint of this exercise, or the one of this level (1, 2, 3); the third is the solution. Never raises.

    >>> hint("0.1", 1).level
    1
    """
    try:
        found = find_exercise(id)
        chosen = found.hint(_hints_shown.get(found.id, 0) + 1 if level is None else level)
    except UnknownId as unknown:
        return Hint("hint", 1, 3, f"{unknown}.")
    except (TypeError, ValueError):
        return Hint(found.id, 1, 3, "the level is 1, 2 or 3.")
    _hints_shown[found.id] = max(chosen.level, _hints_shown.get(found.id, 0))
    return chosen


def use(id, function=None):
    """The learner's function if it passes this check, else the library's; prints which one, and why. Never raises.

    >>> use("2.1").__module__
    softmax: the library's nblib.softmax, because yours is not attempted yet (exercise 2.1).
    'nblib.functions'
    """
    verdict = check(id, function)
    try:
        found = find_exercise(id)
    except UnknownId as unknown:
        print(f"Nothing to use: {unknown}.")
        return function
    if not isinstance(found, Function):
        print(f"Nothing to use: exercise {found.id} asks for no function.")
        return function
    if verdict.passed:
        print(f"{found.name}: yours, it passes check {found.id}.")
        return function
    missing = verdict.status == "not attempted"
    why = "is not attempted yet" if missing else f'does not pass yet: check("{found.id}", {found.name}) says why'
    print(f"{found.name}: the library's {found.library_name}, because yours {why} (exercise {found.id}).")
    return found.reference


def exercise(id):
    """The exercise of this id: its task, hints and fields.

    >>> exercise("0.1").title
    'Count the parameters'
    """
    return find_exercise(id)


def prediction(id):
    """The prediction of this id: a question to commit to, its options, and what happens.

    >>> prediction("2.b").id
    '2.b'
    """
    return find_prediction(id)
