"""The net of the playground: every unit as a picture, and every weight, or its gradient, as a line.

All lines of one sign and one thickness are one path: few artists are drawn, however large the net is.
"""

from itertools import pairwise

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from nblib.playground.knobs import FEATURES
from nblib.viz.playground.units import FIRST, HEIGHT, LAST, PITCH, SIDE, TOP, WIDTH, composed, middle_of, places
from nblib.viz.style import CLASS_MARKERS, DASH, FAINT, INK, MUTED, NEGATIVE, PAPER, POSITIVE, scientific

NAMES = dict(zip(FEATURES, ("x₁", "x₂", "x₁²", "x₂²", "x₁x₂", "sin x₁", "sin x₂"), strict=True))

THICKNESSES = (0.6, 1.2, 2.0, 3.0, 4.2, 5.6, 7.0)  # pixels; lines are drawn in one of these
THICKNESS = 1.6  # pixels of a weight of size 1
HALOS = ((INK, 15), ("#ffc94d", 12.5), ("#ffedc2", 6))  # the chosen weight's rim and halo; that of the roads from it


class Net:
    """The net on its axes."""

    def __init__(self, ax, look):
        ax.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))
        ax.axis("off")
        self._draw_background(ax)
        self._halos = [_lines(ax, colour, width, 1) for colour, width in HALOS]
        self._faint = _lines(ax, FAINT, THICKNESSES[0], 2)
        self._edges = {
            (positive, width): _lines(ax, POSITIVE if positive else NEGATIVE, width, 2, dashed=not positive)
            for width in THICKNESSES
            for positive in (True, False)
        }
        extent = (FIRST - SIDE / 2, LAST + SIDE / 2, TOP + 8 * PITCH, TOP)
        self._image = ax.imshow(composed(look), extent=extent, aspect="auto", interpolation="none", zorder=3)
        ax.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))
        self._frames = _lines(ax, INK, 1, 4)
        self._signs = [
            ax.plot([], [], marker=marker, color=PAPER, markeredgecolor=INK, markersize=8, linestyle="none")[0]
            for marker in CLASS_MARKERS
        ]
        self._key = ax.text(236, 408, "", va="center", fontsize=12, color=MUTED)
        self.rest(look)
        self.update(look)

    @property
    def moving(self):
        """What changes with every step."""
        return [*self._halos, self._faint, *self._edges.values(), self._image, self._key]

    @property
    def resting(self):
        """What changes only with the net."""
        return [self._frames, *self._signs]

    def _draw_background(self, ax):
        for x, heading in ((FIRST, "inputs"), ((FIRST + LAST) / 2, "hidden units"), (LAST, "scores z")):
            ax.text(x, 14, heading, ha="center", va="center", color=MUTED)
        for row, name in enumerate(NAMES.values()):
            y = middle_of(row, len(NAMES))
            ax.text(FIRST - SIDE / 2 - 3, y, name, ha="right", va="center", fontsize=12)
        for x, positive, meaning in ((6, True, "positive"), (112, False, "negative")):
            colour = POSITIVE if positive else NEGATIVE
            ax.plot(
                [x, x + 32], [408, 408], color=colour, linewidth=2.5, linestyle="-" if positive else (0, (2.8, 1.6))
            )
            ax.text(x + 39, 408, meaning, va="center", fontsize=12, color=MUTED)
        middles = np.array([(FIRST, middle_of(row, len(NAMES))) for row in range(len(NAMES))])
        ax.add_patch(PathPatch(_squares(middles), fill=False, edgecolor=FAINT, linestyle=DASH[False]))

    def update(self, look):
        """Other numbers in the net."""
        layers = places(look.situation)
        self._image.set_data(composed(look))
        self._set_edges(look, layers)
        self._set_halos(look, layers)

    def rest(self, look):
        """Another net."""
        layers = places(look.situation)
        self._frames.set_path(_squares(np.concatenate(layers)))
        for sign, xy in zip(self._signs, [*layers[-1], (np.nan, np.nan)], strict=False):
            sign.set_data([xy[0] + SIDE / 2 + 13], [xy[1]])

    def _set_edges(self, look, layers):
        starts, ends = _edge_ends(layers)
        gradients = look.situation.show == "gradients"
        values = np.concatenate([W.ravel() for W, _ in (look.gradients if gradients else look.layers)])
        largest = float(np.abs(values).max())
        wanted = np.abs(values) * (THICKNESSES[-1] / largest if gradients and largest > 0 else THICKNESS)
        nearest = np.abs(np.subtract.outer(np.minimum(wanted, THICKNESSES[-1]), THICKNESSES)).argmin(axis=1)
        faint = wanted < THICKNESSES[0] / 2
        _set_lines(self._faint, starts[faint], ends[faint])
        for (positive, width), lines in self._edges.items():
            chosen = ~faint & ((values > 0) == positive) & (nearest == THICKNESSES.index(width))
            _set_lines(lines, starts[chosen], ends[chosen])
        what = "∂L/∂w" if gradients else "w"
        self._key.set_text(f"largest |{what}| = {scientific(largest)}")

    def _set_halos(self, look, layers):
        """Behind the chosen weight, and while its panel is shown, behind the roads that lead on from it."""
        rim, chosen, roads = self._halos
        nothing = np.empty((0, 2))
        panel = look.situation.panel == "weight"
        weight = look.panel.weight if panel else look.situation.weight
        if weight is None:
            for halo in self._halos:
                _set_lines(halo, nothing, nothing)
            return
        l, i, j = weight
        for halo in (rim, chosen):
            _set_lines(halo, layers[l - 1][i - 1 : i], layers[l][j - 1 : j])
        onwards = [layers[l][j - 1 : j], *layers[l + 1 :]] if panel else []
        _set_lines(roads, *(_edge_ends(onwards) if len(onwards) > 1 else (nothing, nothing)))


def _lines(ax, colour, width, zorder, dashed=False):
    """A path for lines of one colour and thickness."""
    dash = (0, (7 / width, 4 / width)) if dashed else "solid"  # the same dashes, however thick
    patch = PathPatch(Path(np.zeros((1, 2))), fill=False, edgecolor=colour, linewidth=width, linestyle=dash)
    patch.set(zorder=zorder, capstyle="butt")
    return ax.add_patch(patch)


def _edge_ends(layers):
    """(starts, ends), each (weights, 2): from the right side of a picture to the left side of the next one's."""
    pairs = list(pairwise(layers))
    starts = [np.repeat(left, len(right), axis=0) for left, right in pairs]
    ends = [np.tile(right, (len(left), 1)) for left, right in pairs]
    return np.concatenate(starts), np.concatenate(ends)


def _set_lines(patch, starts, ends):
    """Curves that leave and arrive level."""
    patch.set_visible(len(starts) > 0)
    if len(starts):
        side = np.array([SIDE / 2, 0])
        out, into = starts + side, ends - side
        bend = (into - out) * [0.5, 0]
        points = np.stack([out, out + bend, into - bend, into], axis=1)
        patch.set_path(Path(points.reshape(-1, 2), [Path.MOVETO, *[Path.CURVE4] * 3] * len(starts)))


def _squares(middles):
    """The frames of pictures with these middles, as one path."""
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]) * SIDE / 2
    points = middles[:, np.newaxis] + corners
    return Path(points.reshape(-1, 2), [Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY] * len(middles))
