"""Every lesson as a learner meets it in JupyterLab: opened, run from top to bottom, its presets pressed."""

import pytest

from .notebook import LESSONS, open_in_lab, run_and_press_every_preset

PLAYGROUND = "10_playground.ipynb"  # has a test module of its own


def test_no_lesson_is_left_out():
    assert len(LESSONS) == 11
    assert PLAYGROUND in LESSONS


@pytest.mark.parametrize("lesson", [lesson for lesson in LESSONS if lesson != PLAYGROUND])
def test_a_lesson_runs_and_every_preset_shows_its_own_picture(lab, lesson):
    open_in_lab(lab, lesson)
    run_and_press_every_preset(lab)
