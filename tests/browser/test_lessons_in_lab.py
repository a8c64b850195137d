"""Every lesson as a learner meets it in JupyterLab: opened, run from top to bottom, its presets pressed."""

import pytest

from .notebook import LESSONS, open_in_lab, run_and_press_every_preset


def test_there_are_lessons():
    assert len(LESSONS) >= 8


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_runs_and_every_preset_shows_its_own_picture(lab, lesson):
    open_in_lab(lab, lesson)
    run_and_press_every_preset(lab)
