"""Figures and questions for the notebooks.

`explore(figure)` shows a figure with its controls, `predict(id)` a question to commit to, `ask(id)` an exercise.
"""

from nblib.viz.explorer import explore
from nblib.viz.predict import ask, predict

__all__ = ["ask", "explore", "predict"]
