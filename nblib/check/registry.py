"""Finding an exercise or a prediction by its id: "2.1" is in lesson02.py, which is read when it is first asked for."""

import importlib
import pkgutil
import re

import nblib.check
from nblib.check.sandbox import guard
from nblib.check.verdict import quote


class UnknownId(LookupError):
    """There is no exercise, or prediction, of this id; the message lists the ids that exist."""


def lessons():
    """The lesson modules' names, in order.

    >>> "lesson02" in lessons()
    True
    """
    names = (module.name for module in pkgutil.iter_modules(nblib.check.__path__))
    return sorted(name for name in names if re.fullmatch(r"lesson\d\d", name))


def lesson_titles():
    """{"2": "Softmax", …}: each lesson's title, by its number as the ids have it; from the module's first line.

    >>> lesson_titles()["10"]
    'The playground'
    """
    titles = {}
    for name in lessons():
        number, title = re.match(r"Lesson (\d+), (.+?):", _lesson(name).__doc__).groups()
        titles[str(int(number))] = title[0].upper() + title[1:]
    return titles


def exercises():
    """{id: exercise} of all lessons, in order."""
    return {exercise.id: exercise for name in lessons() for exercise in _lesson(name).EXERCISES}


def predictions():
    """{id: prediction} of all lessons, in order."""
    return {prediction.id: prediction for name in lessons() for prediction in _lesson(name).PREDICTIONS}


def find_exercise(id):
    """The exercise of this id; UnknownId if there is none.

    >>> find_exercise("2.1").title
    'A safe softmax'
    """
    return _find(id, "EXERCISES", exercises)


def find_prediction(id):
    """The prediction of this id; UnknownId if there is none.

    >>> find_prediction("2.b").id
    '2.b'
    """
    return _find(id, "PREDICTIONS", predictions)


def _find(id, shelf, everything):
    id = str(guard(str, id).value).strip()  # str(…) itself may raise
    name = f"lesson{id.partition('.')[0]:0>2}"
    if name in lessons():
        for item in getattr(_lesson(name), shelf):
            if item.id == id:
                return item
    raise UnknownId(f"there is no {quote(id, 20)}; there are {', '.join(everything())}")


def _lesson(name):
    return importlib.import_module(f"nblib.check.{name}")
