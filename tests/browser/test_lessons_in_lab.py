"""Every lesson in JupyterLab, from a fresh clone to the last exercise solved; walk.py lists what is done."""

import pytest

from nblib.check.registry import exercises, predictions

from .lessons import LESSONS, Lesson
from .notebook import accessibility_faults, open_in_lab
from .walk import answer_everything, nothing_was_complained_of, run_the_lesson, try_every_figure, write_every_exercise


@pytest.mark.parametrize("name", LESSONS)
def test_nothing_that_a_learner_can_do_is_left_out(name):
    lesson = Lesson(name)
    number = str(int(name[:2]))
    assert {*lesson.questions, *(task.id for task in lesson.tasks)} == of_lesson(number, exercises())
    assert set(lesson.predictions) == of_lesson(number, predictions())
    assert lesson.figures >= 1 or number == "10"
    assert all(task.cell for task in lesson.tasks)


def of_lesson(number, ids):
    return {id for id in ids if id.split(".")[0] == number}


def test_there_are_lessons():
    assert len(LESSONS) >= 11


@pytest.mark.parametrize("name", LESSONS)
def test_a_learner_works_through_a_lesson(lab, clone, name):
    lesson = Lesson(name)
    open_in_lab(lab, lesson.path)
    run_the_lesson(lab, lesson, clone)
    assert accessibility_faults(lab) == []
    try_every_figure(lab)
    answer_everything(lab, lesson)
    write_every_exercise(lab, lesson)
    nothing_was_complained_of(lab)
