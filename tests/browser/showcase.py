"""A notebook with all that the course can put on a page: every figure, every question answered, the playground.

It runs in one kernel, which costs less than the lessons do, and holds what no lesson shows before a learner has acted:
wrong answers with their verdicts, revealed predictions, all hints, a state line with a mistake.
"""

import json
import urllib.request

import nbformat

from .notebook import KERNEL, load_lab, open_in_lab, run_all

NAME = "showcase.ipynb"
IMPORTS = """
import importlib, pkgutil
import numpy as np
import nblib.viz.figures
from nblib.check import check, hint
from nblib.check.registry import exercises, predictions
from nblib.checkup import check_data, examine_backward
from nblib.viz import ask, explore, predict
from nblib.viz.playground import playground
from nblib.viz.progress import ProgressBar
from nblib.viz.tryout import try_button

def answer(field):  # somehow
    first = field.children[0]
    if hasattr(first, "children"):
        answer(first)
    elif hasattr(first, "options"):
        first.index = 1
    else:
        first.value = "99" if isinstance(first.value, str) else True
"""
FIGURES = """
for module in pkgutil.iter_modules(nblib.viz.figures.__path__):
    for figure in importlib.import_module(f"nblib.viz.figures.{module.name}").FIGURES:
        shown = explore(figure())
        shown.preset(len(shown.spec.presets))
        display(shown)
"""
PREDICTIONS = """
for id in predictions():
    card = predict(id)
    answer(card._options)
    card._hands.ask()
    answer(card._hands)
    card.lock()
    display(card)
"""
EXERCISES = """
for id in exercises():
    if not id.startswith("{lesson}."):
        continue
    try:
        card = ask(id)
    except ValueError:  # answered in a cell
        display(check(id, 0), *(hint(id, level) for level in (1, 2, 3)))
        continue
    answer(card._field)
    card.submit()
    for _ in range(3):
        card.next_hint()
    display(card)
"""
DOCTOR = """
def backward(net, outputs, dZ):
    return [layer._replace(W=2 * layer.W) for layer in net.backward(outputs, dZ)]
examine_backward(backward, check_data([2, 3, 3], 4, np.random.default_rng(9)))
"""
PLAYGROUND = """
for line in ("data=arms;hidden=8,8,8,8;point=3;weight=1:1:1;panel=weight;step=20", "panel=check"):
    display(playground(line))
failed = playground("activation=linear;learning_rate=2")
failed.story(4)
failed.load("learning_rat=1")
display(failed, try_button(), ProgressBar(10))
"""


def open_showcase(context, server):
    """A page of JupyterLab with the notebook run from top to bottom."""
    cells = [nbformat.v4.new_code_cell(source.strip()) for source in CELLS]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
    content = json.dumps({"type": "notebook", "content": notebook}).encode()
    urllib.request.urlopen(urllib.request.Request(f"{server}/api/contents/{NAME}", content, method="PUT"))
    page = context.new_page()
    load_lab(page)
    page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
    open_in_lab(page, NAME)
    run_all(page)
    return page


CELLS = (  # JupyterLab shows at most 50 outputs of a cell
    IMPORTS,
    FIGURES,
    PREDICTIONS,
    *(EXERCISES.replace("{lesson}", str(lesson)) for lesson in range(11)),
    DOCTOR,
    PLAYGROUND,
)
