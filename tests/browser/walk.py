"""What the end-to-end tests do with each of the eleven lessons, in a fresh clone, with a real kernel and browser:

- open it and run all cells: no error, nothing on stderr, every figure is there, and all of nblib is the clone's;
- press every preset of every figure by keyboard: each shows a picture of its own and has a description of its own;
- move every control of every figure by keyboard: sliders by arrow keys, Page Up and Page Down, Home and End, number
  boxes by typing, menus, switches and buttons: at the start or after some preset the picture changes, and its
  description too;
- start and pause the playground of lesson 10, and take a step;
- commit to every prediction: nothing is revealed before it is locked in, then what was said, what is right, and why;
- answer every question in its field: a wrong answer is told its own message, then the right one passes;
- write every exercise in its cell: a wrong answer is told its own message; then, with all solutions in place, all cells
  are run again, every check passes, and the lesson goes on with the learner's own functions;
- in Notebook 7, which shows the same widgets: of the figures two presets each and one control of each kind, and no
  exercises in cells; all else as in JupyterLab;
- all along: no error from the kernel, also none of a callback, and no console error of ours.
"""

import ast

from playwright.sync_api import expect

from .exercises import get_every_task_wrong, solve_every_task
from .figures import Figure
from .notebook import ERRORS, run_all
from .playground import pause, run, step
from .questions import answer_every_question, lock_in_every_prediction

IMPORTED = "sorted({m.__file__ for name, m in __import__('sys').modules.items() if name.split('.')[0] == 'nblib'})"


def run_the_lesson(page, lesson, clone):
    """Run all cells of a lesson that has just been opened."""
    run_all(page)
    assert page.locator(ERRORS).all_inner_texts() == []
    expect(page.locator(".nblib-explorer [role=img]")).to_have_count(lesson.figures)
    page.evaluate("() => learner.follow()")
    imported = ast.literal_eval(page.evaluate("expression => learner.value(expression)", IMPORTED))
    assert len(imported) > 10
    assert [path for path in imported if not path.startswith(str(clone))] == []


def try_every_figure(page):
    """Press every preset and move every control."""
    figures = figures_of(page)
    for figure in figures:
        figure.press_every_preset_and_move_every_control()
    press_keys_that_a_front_end_could_keep(page, figures)


def try_every_kind_of_control(page):
    """Press two presets of every figure, and move one control of each kind: that is what a front end could break."""
    figures, moved = figures_of(page), set()
    kinds = {kind for figure in figures for kind in figure.follow_two_presets_and_a_control_of_each_kind(moved)}
    assert moved == kinds, "of the other kinds, no control changes picture and description together"
    press_keys_that_a_front_end_could_keep(page, figures)


def figures_of(page):
    return [Figure(page, element) for element in page.query_selector_all(".nblib-explorer")]


def press_keys_that_a_front_end_could_keep(page, figures):
    """Arrow keys and a look at the screen, in the first figure; run, pause and take a step in the first playground."""
    for figure in figures[:1]:
        figure.follow_the_arrow_keys()
        figure.change_pixels()
    for playground in page.locator(".nblib-playground").all()[:1]:
        run(playground)
        pause(playground)
        step(playground)


def answer_everything(page, lesson):
    """Lock in every prediction; answer every question wrongly and rightly."""
    lock_in_every_prediction(page, lesson.predictions)
    answer_every_question(page, lesson.questions)


def write_every_exercise(page, lesson):
    """Get every exercise in a cell wrong, and then right."""
    if lesson.tasks:
        get_every_task_wrong(page, lesson.tasks)
        solve_every_task(page, lesson.tasks, lesson.uses)


def nothing_was_complained_of(page):
    """No error and nothing on stderr from the kernel since all was run, and no console error of ours."""
    assert page.evaluate("() => learner.complaints") == []
    assert page.errors == []
