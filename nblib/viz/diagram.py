"""A layered net as a picture: units in columns, weights as lines between neighbouring columns.

`layer_positions` computes where the units are and draws nothing. `NetDiagram` draws them and follows the numbers: a
value in each unit, a thickness for the size of each weight, solid lines for positive weights and dashed for negative.
"""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle

from nblib.viz.style import (
    CLASS_COLOURS,
    CLASS_HATCHES,
    CLASS_SIGNS,
    FAINT,
    INK,
    MUTED,
    NEGATIVE,
    PAPER,
    POSITIVE,
    number,
)

RADIUS = 21  # of a unit, in pixels: room for "−12.3" at 12 px
THICKEST = 7.0  # pixels
DASHES = np.array([8.0, 4.0])  # of a negative weight: pixels on, pixels off


def layer_positions(sizes, width, height, margin=RADIUS + 2):
    """Where the units of a net of these sizes are: for each layer an array (units, 2) of x, y, with y upwards.

    The first layer is on the left and the first unit on top; each layer is centred, and all keep the same distances.

    >>> [layer.tolist() for layer in layer_positions([1, 2], width=100, height=60, margin=10)]
    [[[10.0, 30.0]], [[90.0, 50.0], [90.0, 10.0]]]
    """
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(f"sizes must name at least two layers of 1 unit or more, got {list(sizes)}")
    gap = (height - 2 * margin) / max(max(sizes) - 1, 1)
    columns = np.linspace(margin, width - margin, len(sizes))
    return [
        np.column_stack([np.full(units, x), height / 2 + gap * ((units - 1) / 2 - np.arange(units))])
        for x, units in zip(columns, sizes, strict=True)
    ]


class NetDiagram:
    """The net of these sizes on the given axes, one pixel a unit of its coordinates, so that circles are round.

    Values are one array (units,) for each layer, or None for a layer without numbers; weights are the matrices
    W (inputs, units) between the layers. A weight of size 1 is drawn `thickness` pixels thick, none above THICKEST.
    A unit whose value is 0 passes nothing on, and is drawn grey. Further columns can be drawn at `positions`.
    """

    def __init__(self, ax, sizes, values, weights, headings=(), thickness=1.5, right=0):
        width, height = ax.get_window_extent().size
        ax.set(xlim=(0, width), ylim=(0, height))
        ax.axis("off")
        head = 30 if headings else 0
        self.positions = layer_positions(sizes, width - right, height - head)
        self.thickness = thickness
        for heading, layer in zip(headings, self.positions, strict=False):
            ax.text(layer[0, 0], height, heading, ha="center", va="top", color=MUTED)
        self._edges = [
            ax.add_collection(LineCollection(_lines(*pair), zorder=1), autolim=False)
            for pair in zip(self.positions, self.positions[1:], strict=False)
        ]
        circle = {"s": (2 * RADIUS) ** 2, "edgecolors": INK, "linewidths": 1.2, "zorder": 2}
        self._units = [ax.scatter(*layer.T, **circle) for layer in self.positions]
        self._texts = [
            [ax.text(x, y, "", ha="center", va="center_baseline", fontsize=12, zorder=3) for x, y in layer]
            for layer in self.positions
        ]
        self.update(values, weights)

    @property
    def artists(self):
        """Everything that moves."""
        return [*self._edges, *self._units, *self._texts]

    def update(self, values, weights):
        """Set the numbers in the units, and the lines' thickness, colour and dash."""
        for units, texts, column in zip(self._units, self._texts, values, strict=True):
            shown = [None] * len(texts) if column is None else [float(value) for value in column]
            units.set_facecolor([FAINT if value == 0 else PAPER for value in shown])
            for text, value in zip(texts, shown, strict=True):
                text.set_text("" if value is None else three_digits(value))
        for edges, W in zip(self._edges, weights, strict=True):
            w = np.asarray(W, dtype=float).ravel()
            widths = np.minimum(self.thickness * np.abs(w), THICKEST)
            edges.set_linewidth(widths)
            # matplotlib stretches dashes with the width; here thick and thin lines shall have the same.
            dashes = [(0, tuple(DASHES / max(width, 0.1))) for width in widths]
            edges.set_linestyle(["solid" if weight >= 0 else dash for weight, dash in zip(w, dashes, strict=True)])
            edges.set_color([POSITIVE if weight >= 0 else NEGATIVE for weight in w])


class ProbabilityColumn:
    """To the right of each output unit: the sign of its class, p as a number, and p as a bar in the class's look.

    The number of the true class, `label`, is bold. It needs 90 pixels: `NetDiagram(…, right=90)`.
    """

    LENGTH = 52

    def __init__(self, ax, positions, p, label):
        left = positions[:, 0] + RADIUS + 11
        self._bars, self._numbers = [], []
        for x, y, sign, colour, hatch in zip(
            left, positions[:, 1], CLASS_SIGNS, CLASS_COLOURS, CLASS_HATCHES, strict=True
        ):
            ax.text(x, y + 11, sign, va="center", fontsize=15)
            ax.add_patch(Rectangle((x, y - 14), self.LENGTH, 12, facecolor=PAPER, edgecolor=MUTED, linewidth=0.8))
            bar = Rectangle((x, y - 14), 0, 12, facecolor=colour, hatch=hatch, edgecolor=INK)
            self._bars.append(ax.add_patch(bar))
            self._numbers.append(ax.text(x + self.LENGTH, y + 11, "", ha="right", va="center"))
        self.update(p, label)

    @property
    def artists(self):
        """Everything that moves."""
        return [*self._bars, *self._numbers]

    def update(self, p, label):
        """Set bars and numbers, and which number is bold."""
        for j, (bar, text) in enumerate(zip(self._bars, self._numbers, strict=True)):
            bar.set_width(self.LENGTH * float(p[j]))
            text.set(text=number(float(p[j])), fontweight="bold" if j == label else "normal")


def three_digits(value):
    """A number that fits into a unit: two decimals, fewer from 10 on.

    >>> three_digits(-1.234), three_digits(12.34), three_digits(123.4)
    ('−1.23', '12.3', '123')
    """
    size = abs(value)
    return number(value, 2 if size < 9.995 else 1 if size < 99.95 else 0)


def _lines(layer, above):
    """A line from each unit of a layer to each of the next, in the order of W's entries."""
    return [(start, end) for start in layer for end in above]
