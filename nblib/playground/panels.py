"""What the panels of the playground show: one point, one weight and its roads, a slice of the loss, the check."""

from typing import NamedTuple

import numpy as np

from nblib.doctor import Examination


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


class Road(NamedTuple):
    """One road from a weight to the loss, for one row: input a_i, then units, then the loss."""

    units: tuple[int, ...]  # the unit in each layer from the weight's own to the last, counted from 1; the last: class
    factors: tuple[float, ...]  # a_i, slope, w, slope, w, …, dz_k: one local derivative an edge
    product: float


class WeightPanel(NamedTuple):
    """The gradient of one weight w_ij: over the m training rows, and along the roads of one row."""

    weight: tuple[int, int, int]  # layer, input, unit, counted from 1
    value: float  # w_ij
    a: np.ndarray  # (m,) the activation that it multiplies
    dz: np.ndarray  # (m,) ∂(loss of the row)/∂z_j
    products: np.ndarray  # (m,) a · dz
    mean: float  # of the products: the loss's part of dW_ij
    penalty: float  # the penalty's part
    gradient: float  # mean + penalty = dW_ij
    point: int  # the row whose roads these are, counted from 1: situation.point, or 1
    roads: list  # of Road, the largest |product| first; their products add up to a · dz of that row
    road_count: int


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

    examination: Examination | None  # None: the engine failed
    rows: np.ndarray  # the training rows used, counted from 1
    sentence: str  # the diagnosis, or why there is none


Panel = PointPanel | WeightPanel | SlicePanel | CheckPanel


def panel(run):
    """The panel that the situation asks for; None for panel=loss, and for panel=weight without a weight."""
