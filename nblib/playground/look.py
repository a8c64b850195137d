"""Everything that the playground's picture shows, computed from a run."""

from typing import NamedTuple

import numpy as np

from nblib.playground.knobs import Knobs
from nblib.playground.panels import Panel
from nblib.playground.problems import Problem
from nblib.playground.run import Losses
from nblib.playground.situation import Situation

SURFACE, THUMBNAIL = 50, 20  # squares along a side of the decision surface, and of a unit's picture


class Look(NamedTuple):
    """What there is to see. Rows of pictures run from the top (largest x2) down, columns from left to right."""

    situation: Situation
    problem: Problem  # train and test: positions, X, y; inputs, axes, classes, extent
    step: int
    status: str  # "running fine", "diverged" or "failed"
    sentence: str
    doctor: str  # of the learner's functions; "" if there is nothing to say
    knobs: Knobs  # as they stand
    surface: np.ndarray  # (SURFACE, SURFACE, c) probabilities
    features: np.ndarray  # (n, THUMBNAIL, THUMBNAIL) each input over the plane
    units: list  # for each hidden layer (h, THUMBNAIL, THUMBNAIL): each unit's output over the plane
    scores: np.ndarray  # (c, THUMBNAIL, THUMBNAIL) the last layer's, before softmax
    layers: list  # of Layer(W, b)
    gradients: list  # of Layer(dW, db): on all training rows, penalty included, through the run's engine
    train_wrong: np.ndarray  # (m,) booleans
    test_wrong: np.ndarray
    losses: Losses
    train_loss: float  # now, without penalty
    test_loss: float
    penalty: float  # now
    train_accuracy: float  # 0 … 1
    test_accuracy: float
    panel: Panel | None  # what situation.panel asks for; None for the loss curves, which are always there


def look(run):
    """What the run shows now. Everything is measured with nblib's forward; only `gradients` are the engine's."""
    raise NotImplementedError
