"""Exercises that are written in a cell: a wrong answer from the exercise's own bank, then the solution."""

from nblib.check.registry import find_exercise
from nblib.check.shapes import Shapes

from .notebook import ERRORS, run_all
from .questions import plainest_words


def get_every_task_wrong(page, tasks):
    """The learner's cells hold a known mistake each; run with their checks, each is told its own message."""
    write(page, {task.cell: wrong_source(task) for task in tasks})
    assert page.evaluate("ids => learner.run(ids)", [id for task in tasks for id in (task.cell, task.checked_in)])
    verdicts = outputs(page, {task.checked_in: f"✘ Not yet ({task.id})" for task in tasks})
    for task in tasks:
        assert plainest_words(find_exercise(task.id).wrong[0].message) in verdicts[task.checked_in]


def solve_every_task(page, tasks, uses):
    """With every solution in its cell all checks pass, and the lesson goes on with the learner's own functions."""
    write(page, {task.cell: task.solution for task in tasks})
    run_all(page)
    assert page.locator(ERRORS).all_inner_texts() == []
    outputs(page, {task.checked_in: f"✔ Correct ({task.id})" for task in tasks})
    for name, cell in uses.items():
        outputs(page, {cell: f"{name}: yours, it passes check"})


def write(page, sources):
    """Replace what stands in some cells, {id: source}."""
    page.evaluate("sources => learner.write(sources)", sources)


def outputs(page, words):
    """The texts of some cells' outputs, each of which holds its words: {id: words}."""
    texts = page.evaluate("words => learner.outputs(words)", words)
    for id, expected in words.items():
        assert expected in texts[id]
    return texts


def wrong_source(task):
    """A cell that makes the first mistake the exercise knows; `softmax` and `[row_2, dL_dz]` can be assigned to."""
    wrong = f'exercise("{task.id}").wrong[0].answers[0]'
    if isinstance(find_exercise(task.id), Shapes):
        wrong = f'[{wrong}, *exercise("{task.id}").solution[1:]]'
    return f"from nblib.check import exercise\n{task.answer} = {wrong}"
