"""Everything that the playground's picture shows, computed from a run."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from nblib.functions import softmax
from nblib.playground.engine import NBLIB, EngineError
from nblib.playground.knobs import Knobs
from nblib.playground.panels import Panel, panel
from nblib.playground.problems import Problem, features_of
from nblib.playground.run import Losses
from nblib.playground.situation import Situation
from nblib.playground.training import loss_and_gradients, penalty

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


def squares(extent, k):
    """The centres of k × k squares that fill the extent, (k², 2), the top row first.

    >>> squares((0, 2, 0, 2), 2).tolist()
    [[0.5, 1.5], [1.5, 1.5], [0.5, 0.5], [1.5, 0.5]]
    """
    left, right, bottom, top = extent
    share = (np.arange(k) + 0.5) / k
    x1, x2 = np.meshgrid(left + share * (right - left), top - share * (top - bottom))
    return np.column_stack([x1.ravel(), x2.ravel()])


@lru_cache(maxsize=8)
def _inputs_of_squares(features, extent, k):
    return features_of(squares(extent, k), features)


def look(run):
    """What the run shows now. Everything is measured with nblib's forward; only `gradients` are the engine's.

    >>> from nblib.playground.run import Run
    >>> look(Run(Situation(data="arms", hidden=(4,)))).surface.shape
    (50, 50, 3)
    """
    situation, data, net = run.situation, run.problem, run.net
    with np.errstate(all="ignore"):  # a run that diverged has weights whose scores overflow
        surface = _probabilities(net.forward(_inputs_of_squares(situation.features, data.extent, SURFACE))[-1])
        outputs = net.forward(_inputs_of_squares(situation.features, data.extent, THUMBNAIL))
        features, *units, scores = [np.nan_to_num(A).T.reshape(-1, THUMBNAIL, THUMBNAIL) for A in outputs]
        wrong = [net.predict(cloud.X) != cloud.y for cloud in (data.train, data.test)]
        losses = run.losses
        return Look(
            situation=situation,
            problem=data,
            step=run.step,
            status=run.status,
            sentence=run.sentence,
            doctor=run.doctor,
            knobs=run.knobs,
            surface=surface.reshape(SURFACE, SURFACE, -1),
            features=features,
            units=units,
            scores=scores,
            layers=net.layers,
            gradients=gradients_of(run),
            train_wrong=wrong[0],
            test_wrong=wrong[1],
            losses=losses,
            train_loss=float(losses.train[-1]),
            test_loss=float(losses.test[-1]),
            penalty=penalty(net, run.knobs),
            train_accuracy=float(1 - wrong[0].mean()),
            test_accuracy=float(1 - wrong[1].mean()),
            panel=panel(run),
        )


def _probabilities(Z):
    """Softmax, and even chances where scores are too large to be told apart."""
    P = softmax(Z)
    return np.where(np.isfinite(P).all(axis=1, keepdims=True), P, 1 / Z.shape[1])


def gradients_of(run):
    """[Layer(dW1, db1), …] on all training rows, through the engine; through nblib's if the engine failed."""
    train, engine = run.problem.train, NBLIB if run.status == "failed" else run.engine
    try:
        return loss_and_gradients(run.net, train.X, train.y, run.knobs, engine)[1]
    except EngineError:  # on all rows, though not on the last batch
        return loss_and_gradients(run.net, train.X, train.y, run.knobs, NBLIB)[1]
