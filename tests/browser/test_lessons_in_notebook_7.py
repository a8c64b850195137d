"""Notebook 7 draws widgets with JupyterLab's code, so two lessons stand for all."""

import pytest

from .notebook import open_in_notebook_7, run_and_press_every_preset


@pytest.mark.parametrize("lesson", ["00_start_here.ipynb", "02_softmax.ipynb"])
def test_a_lesson_runs_and_every_preset_shows_its_own_picture(page, lesson):
    open_in_notebook_7(page, lesson)
    run_and_press_every_preset(page)
