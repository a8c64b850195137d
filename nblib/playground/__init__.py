"""The playground of lesson 10 without its picture: one line of text in, everything that there is to see out.

Read in this order: fields and situation (the line), problems (the data), training (one step), engine (nblib's or the
learner's forward and backward), run (many steps), look and panels (what is shown), sharpness, stories. NumPy only;
`nblib.viz.playground` draws it.
"""

from nblib.playground.engine import Engine
from nblib.playground.look import Look, look
from nblib.playground.problems import Problem, problem
from nblib.playground.run import Run
from nblib.playground.sharpness import sharpness
from nblib.playground.situation import Situation, parse
from nblib.playground.stories import STORIES

__all__ = ["STORIES", "Engine", "Look", "Problem", "Run", "Situation", "look", "parse", "problem", "sharpness"]
