"""Landscapes to walk on: a bowl, a double well, a saddle, an inflection; and what the stop rule makes of each walk."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from nblib.descent import gradient_descent, until_flat

MAX_ITER = 200
EDGE = 2.2  # the map shows weights between −EDGE and EDGE
NEAR = 0.1  # this near to a flat point a stop is said to be there


class Flat(NamedTuple):
    """A point where the slope is 0: where, what kind, and whether a stop there is an honest one."""

    w: tuple[float, ...]
    kind: str
    minimum: bool = False


class Terrain(NamedTuple):
    """f of one weight or two, its gradient, and its flat points."""

    f: Callable
    gradient: Callable
    flats: tuple[Flat, ...]
    weights: int = 1


_LOWER, _HIGHER, _CREST = sorted(np.roots([4.0, 0.0, -6.0, 1.0]).tolist(), key=lambda w: w**4 - 3 * w**2 + w)

TERRAINS = {
    "bowl w₁² + ½w₂²": Terrain(
        lambda w: w[0] ** 2 + 0.5 * w[1] ** 2,
        lambda w: np.array([2 * w[0], w[1]]),
        (Flat((0.0, 0.0), "the only minimum", True),),
        weights=2,
    ),
    "double well w⁴ − 3w² + w": Terrain(
        lambda w: w[0] ** 4 - 3 * w[0] ** 2 + w[0],
        lambda w: 4 * w**3 - 6 * w + 1,
        (
            Flat((_LOWER,), "the lower minimum", True),
            Flat((_HIGHER,), "the higher minimum", True),
            Flat((_CREST,), "the crest, a maximum"),
        ),
    ),
    "saddle w₁² − w₂²": Terrain(
        lambda w: w[0] ** 2 - w[1] ** 2,
        lambda w: np.array([2 * w[0], -2 * w[1]]),
        (Flat((0.0, 0.0), "the saddle"),),
        weights=2,
    ),
    "inflection w³": Terrain(lambda w: w[0] ** 3, lambda w: 3 * w**2, (Flat((0.0,), "the inflection"),)),
}


class Data(NamedTuple):
    """The walk up to where it ended: points (steps + 1, weights) and heights; what the rule asked."""

    name: str
    eps: float
    path: np.ndarray
    heights: np.ndarray

    @property
    def terrain(self):
        """What is walked on."""
        return TERRAINS[self.name]

    @property
    def k(self):
        """The number of steps."""
        return len(self.path) - 1

    @property
    def change(self):
        """|ΔL| of the last step."""
        return abs(self.heights[-1] - self.heights[-2])

    @property
    def slope(self):
        """‖∇L‖ where the walk ended."""
        return float(np.linalg.norm(self.terrain.gradient(self.path[-1])))

    @property
    def off_the_map(self):
        """Whether the walk has left the picture; then it is not followed any further."""
        return bool(np.abs(self.path[-1]).max() > EDGE)

    @property
    def flat(self):
        """The flat point beside which the walk ended, or None."""
        beside = (flat for flat in self.terrain.flats if np.linalg.norm(self.path[-1] - flat.w) <= NEAR)
        return next(beside, None)


def walk(terrain, start, aside, learning_rate, eps):
    """Descent from `start` (and `aside`, the second weight, if there is one) until rule, map or MAX_ITER ends it."""
    chosen = TERRAINS[terrain]
    w = np.array([start, aside][: chosen.weights])
    states = []
    for state in until_flat(gradient_descent(chosen.f, chosen.gradient, w, learning_rate), eps, MAX_ITER):
        states.append(state)
        if np.abs(state.w).max() > EDGE:
            break
    return Data(terrain, eps, np.array([state.w for state in states]), np.array([state.L for state in states]))


def verdict(data):
    """Name, reason, and whether the walk has done its work."""
    if data.off_the_map:
        if data.heights[-1] < data.heights[0]:
            return "ESCAPED", "downhill and off the map: no minimum here", False
        return "DIVERGED", "off the map, higher than it began", False
    if data.change > data.eps:
        return "HIT max_iter", f"no stop within {MAX_ITER} steps", False
    if data.flat is None:
        return "TOO EARLY", "still on its way: the steps are short", False
    if data.flat.minimum:
        return "HONEST", f"at {data.flat.kind}", True
    return "FALSE STOP", f"level, but beside {data.flat.kind}", False
