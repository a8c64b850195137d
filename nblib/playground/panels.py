"""What the panels of the playground show: one point, one weight and its roads, a slice of the loss, the check."""

import math
from typing import NamedTuple

import numpy as np

from nblib.checkup import CheckData, compare
from nblib.doctor import Examination
from nblib.functions import relu, softmax
from nblib.losses import one_hot
from nblib.playground.engine import NBLIB, EngineError
from nblib.playground.roads import WeightPanel, weight
from nblib.playground.sharpness import bend, flat
from nblib.playground.training import LOSSES, loss_and_gradients, objective

CHECKED = 8  # rows in the gradient check
SURE = 1e-3  # a row with a smaller error than this tells next to nothing


class PointPanel(NamedTuple):
    """One training row on its way through the net, and what its error is. c classes; a hidden layer of h units."""

    point: int  # counted from 1
    position: np.ndarray  # (2,)
    outputs: list  # [x (n,), a1 (h1,), …, z (c,)]
    p: np.ndarray  # (c,) probabilities
    y: np.ndarray  # (c,) one-hot
    label: int
    error: np.ndarray  # (c,) p − y
    dz: np.ndarray  # (c,) derivative of this row's own loss: p − y with ce, something else with squared
    loss: float  # of this row


class SlicePanel(NamedTuple):
    """L(w − t η ∇L) along the next step of full-batch descent, penalty included; t = 1 is where the step arrives."""

    t: np.ndarray  # (k,) from −0.5 to 4, holds 0 and 1
    L: np.ndarray  # (k,) the objective there (may be inf or nan)
    line: np.ndarray  # (k,) L(0) − t η ‖g‖²: what the derivative promises
    parabola: np.ndarray  # (k,) the line + t² η² curvature ‖g‖² / 2
    L_here: float  # at t = 0
    L_next: float  # at t = 1
    learning_rate: float
    gradient_norm: float  # ‖g‖
    curvature: float  # gᵀ H g / ‖g‖²; 0 where g = 0


class CheckPanel(NamedTuple):
    """The doctor's table for the running net, with the engine's own backward, on a few training rows, no penalty."""

    examination: Examination | None  # None: there is nothing to compare, or nothing to compare it with
    rows: np.ndarray  # the training rows used, counted from 1
    sentence: str  # the diagnosis, or why there is none


Panel = PointPanel | WeightPanel | SlicePanel | CheckPanel


def panel(run):
    """The panel that the situation asks for, point 1 or weight 1:1:1 if it names none; None for panel=loss.

    >>> from nblib.playground.run import Run
    >>> from nblib.playground.situation import Situation
    >>> panel(Run(Situation(panel="point"))).point
    1
    """
    make = {"loss": lambda run: None, "point": point, "weight": weight, "slice": slice_along_gradient, "check": check}
    with np.errstate(all="ignore"):  # a run that diverged has weights whose scores overflow
        return make[run.situation.panel](run)


def point(run):
    """The PointPanel of situation.point, or of point 1."""
    number = run.situation.point or 1
    row, train, c = number - 1, run.problem.train, run.situation.sizes[-1]
    outputs = run.net.forward(train.X[row : row + 1])
    L, dZ = LOSSES[run.knobs.loss](outputs[-1], train.y[row : row + 1])
    p, y = softmax(outputs[-1][0]), one_hot(train.y[row : row + 1], c)[0]
    return PointPanel(
        point=number,
        position=train.positions[row],
        outputs=[A[0] for A in outputs],
        p=p,
        y=y,
        label=int(train.y[row]),
        error=p - y,
        dz=dZ[0],
        loss=L,
    )


def slice_along_gradient(run):
    """The SlicePanel of a run: straight down −∇L of all training rows, from half a step back to four steps on."""
    net, knobs, train = run.net, run.knobs, run.problem.train
    eta = knobs.learning_rate

    def L_after(t):
        return objective(net.step(gradients, t * eta), train.X, train.y, knobs)

    L_here, gradients = loss_and_gradients(net, train.X, train.y, knobs, NBLIB)
    g = flat(gradients)
    square = float(g @ g)
    curvature = float(g @ bend(run, g)) / square if square else 0.0
    t = (np.arange(46) - 5) / 10
    L = np.array([L_after(float(step)) for step in t])
    line = L_here - t * eta * square
    return SlicePanel(
        t=t,
        L=L,
        line=line,
        parabola=line + (t * eta) ** 2 * curvature * square / 2,
        L_here=L_here,
        L_next=float(L[t == 1][0]),
        learning_rate=eta,
        gradient_norm=math.sqrt(square),
        curvature=curvature,
    )


def check(run):
    """The CheckPanel of a run: its engine's backward on CHECKED rows, against centred differences of the same loss."""
    train, loss = run.problem.train, LOSSES[run.knobs.loss]
    rows = np.sort(_telling_rows(run.net, train, loss)[:CHECKED])
    if run.status == "failed":
        return CheckPanel(None, rows + 1, run.sentence)
    data = CheckData(run.net, train.X[rows], train.y[rows])
    try:
        outputs = run.engine.forward(data.net, data.X)
        gradients = run.engine.backward(data.net, outputs, loss(outputs[-1], data.labels)[1])
    except EngineError as error:
        return CheckPanel(None, rows + 1, str(error))
    if not np.isfinite(flat(gradients)).all():
        return CheckPanel(None, rows + 1, "Nothing to compare: the loss is no longer a finite number.")
    examination = compare(gradients, data, loss)
    if examination.diagnosis.name != "right" and not _trustworthy(data, loss):
        return CheckPanel(None, rows + 1, NO_DIGITS)
    return CheckPanel(examination, rows + 1, examination.diagnosis.message)


NO_DIGITS = (
    "No verdict here: the scores are so large that two nearby losses share all their digits, and centred differences "
    "find even a right gradient wrong. Check at the start, or with smaller weights."
)


def _trustworthy(data, loss):
    """Whether the centred differences confirm nblib's own gradients of this net."""
    outputs = data.net.forward(data.X)
    gradients = data.net.backward(outputs, loss(outputs[-1], data.labels)[1])
    return compare(gradients, data, loss).diagnosis.name == "right"


def _telling_rows(net, train, loss):
    """All rows, the most telling first: no hidden layer silent, an error to send back, far from every kink of ReLU.

    A row without an error gives no weight a gradient, right or wrong, and one in which a layer's units are all off
    gives none to the weights below; near a kink even a right gradient would fail.
    """
    outputs = net.forward(train.X)
    errors = len(train.y) * loss(outputs[-1], train.y)[1]
    silent, margins = np.abs(errors).max(axis=1) < SURE, np.full(len(train.y), np.inf)
    if net.activation is relu:
        for A, (W, b) in zip(outputs[:-2], net.layers[:-1], strict=True):
            scores = A @ W + b
            silent |= (scores <= 0).all(axis=1)
            margins = np.minimum(margins, np.abs(scores).min(axis=1))
    return np.lexsort((-margins, silent))
