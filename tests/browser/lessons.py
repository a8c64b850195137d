"""What a lesson holds for the learner to do: figures, predictions, questions, and exercises to write in a cell."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(path.name for path in NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))
CHECK = re.compile(r'check\("(.+?)", (.+)\)')


@dataclass(frozen=True)
class Task:
    """An exercise written in a cell: the ids of that cell and of the one that checks it, and what is checked there."""

    id: str
    cell: str
    checked_in: str
    answer: str  # an expression of names, so that it can also be assigned to
    solution: str


class Lesson:
    """A lesson as the learner gets it; the instructor's edition knows the solutions."""

    def __init__(self, name):
        self.path = f"notebooks/{name}"
        self._cells = code_cells(NOTEBOOKS / name)
        self._instructor = {cell.id: cell.source for cell in code_cells(NOTEBOOKS / "instructor" / name)}

    @cached_property
    def figures(self):
        """How many interactive figures it shows."""
        return len(self._calls("explore"))

    @cached_property
    def predictions(self):
        """The ids of its predictions."""
        return self._calls("predict")

    @cached_property
    def questions(self):
        """The ids of the exercises that are answered in a field."""
        return self._calls("ask")

    @cached_property
    def tasks(self):
        """Its exercises that are written in a cell: the last one before the check that the instructor has otherwise."""
        tasks, exercise = [], None
        for cell in self._cells:
            if self._instructor[cell.id] != cell.source:
                exercise = cell.id
            elif check := CHECK.fullmatch(cell.source):
                tasks.append(Task(check[1], exercise, cell.id, check[2], self._instructor[exercise]))
        return tasks

    @cached_property
    def uses(self):
        """{name: id of the cell} for every function that the lesson takes from the learner once it passes."""
        return {name: cell.id for cell in self._cells for name in re.findall(r'use\("[^"]+", (\w+)\)', cell.source)}

    def _calls(self, function):
        arguments = (re.findall(rf'^{function}\("?(.*?)"?\)$', cell.source, re.MULTILINE) for cell in self._cells)
        return [found for some in arguments for found in some]


def code_cells(path):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
