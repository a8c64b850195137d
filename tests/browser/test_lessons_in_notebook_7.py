"""Every lesson in Notebook 7, from a fresh clone to the last question answered; walk.py lists what is done."""

import pytest

from .lessons import LESSONS, Lesson
from .notebook import open_in_notebook_7
from .walk import answer_everything, nothing_was_complained_of, run_the_lesson, try_every_kind_of_control


@pytest.mark.parametrize("name", LESSONS)
def test_a_learner_works_through_a_lesson(notebook_7, clone, name):
    lesson = Lesson(name)
    open_in_notebook_7(notebook_7, lesson.path)
    run_the_lesson(notebook_7, lesson, clone)
    try_every_kind_of_control(notebook_7)
    answer_everything(notebook_7, lesson)
    nothing_was_complained_of(notebook_7)
