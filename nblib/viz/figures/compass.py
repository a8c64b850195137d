"""Compass: an arrow of fixed length turns on a contour map, and its gain is ‖∇f‖ ‖dx‖ cos θ.

The map is the lecture's f(x1, x2, x3) where x3 = 0; the gradient comes from a derivative row, the learner's own once
it passes its check.
"""

from functools import partial
from typing import NamedTuple

import numpy as np
from matplotlib.patches import FancyArrowPatch, Rectangle

from nblib.check.lesson04 import derivative as library_derivative
from nblib.viz.spec import Interactive, Preset, Slider
from nblib.viz.style import BLUE, GREY, INK, MUTED, ORANGE, PAPER, number, vector

HERE = np.array([1.0, 2.0])
ANGLES = np.arange(-180, 181, 3)


def lecture(x1, x2):
    """The lecture's function at x3 = 0."""
    return x1**2 + x1 * (1 - x2) + x2**2


class Data(NamedTuple):
    """The derivative row (2,), the step dx (2,) and its angle θ to the gradient, the true Δf at every angle."""

    row: np.ndarray
    theta: float
    length: float
    dx: np.ndarray
    true_gains: np.ndarray  # Δf / ‖dx‖ at ANGLES

    @property
    def df(self):
        """Row times column: the predicted change."""
        return float(self.row @ self.dx)

    @property
    def delta_f(self):
        """The true change."""
        return float(lecture(*(HERE + self.dx)) - lecture(*HERE))

    @property
    def steepness(self):
        """‖∇f‖: the most that a step of length 1 can gain, as predicted."""
        return float(np.linalg.norm(self.row))


def turned(row, theta):
    """Unit vectors at these angles (degrees) from the gradient, counter-clockwise: shape (…, 2)."""
    angle = np.arctan2(row[1], row[0]) + np.radians(theta)
    return np.stack([np.cos(angle), np.sin(angle)], axis=-1)


def model(theta, length, derivative):
    """The arrow at this angle, and what arrows of its length would truly gain at every angle."""
    row = np.asarray(derivative(np.array([*HERE, 0.0])), dtype=float)[0, :2]  # x3 stays 0, so its partial waits
    ends = HERE + length * turned(row, ANGLES)
    true_gains = (lecture(*ends.T) - lecture(*HERE)) / length
    return Data(row, theta, length, length * turned(row, theta), true_gains)


def draw(fig, data):
    """The map with its arrow on the left; the gain at every angle, and row times column, on the right."""
    chart = fig.add_axes((0.06, 0.13, 0.42, 0.78))
    gain = fig.add_axes((0.57, 0.47, 0.395, 0.44))
    boxes = fig.add_axes((0.52, 0.02, 0.47, 0.30))
    artists = draw_chart(chart) | draw_gain(gain) | draw_boxes(boxes)
    update(artists, data)
    return artists


def draw_chart(ax):
    """Contours of f, the point, the direction of the gradient, the step."""
    ax.set(xlim=(-0.6, 2.6), ylim=(0.4, 3.6), aspect="equal", xlabel="x₁", title="f(x₁, x₂, 0) in contour lines")
    ax.set_ylabel("x₂", rotation=0, labelpad=2, loc="top")
    ax.set(xticks=[0, 1, 2], yticks=[1, 2, 3])
    x1, x2 = np.meshgrid(np.linspace(-0.6, 2.6, 90), np.linspace(0.4, 3.6, 90))
    lines = ax.contour(x1, x2, lecture(x1, x2), levels=range(17), colors=GREY, linewidths=1)
    ax.clabel(lines, levels=range(2, 13, 2), fontsize=12, colors=MUTED)
    arrow = {"arrowstyle": "-|>", "mutation_scale": 18, "shrinkA": 0, "shrinkB": 0}
    gradient = FancyArrowPatch(HERE, HERE, color=ORANGE, linewidth=2, linestyle=(0, (4, 2)), zorder=4, **arrow)
    step = FancyArrowPatch(HERE, HERE, color=BLUE, linewidth=3.5, zorder=5, **arrow)
    ax.add_patch(gradient)
    ax.add_patch(step)
    ax.plot(*HERE, "o", color=INK, zorder=3)
    name = {"fontweight": "bold", "ha": "center", "va": "center", "zorder": 7}
    paper = {"facecolor": PAPER, "edgecolor": "none", "pad": 1, "alpha": 0.85}
    return {
        "circle": ax.plot([], [], color=BLUE, linewidth=1.2, linestyle=(0, (2, 2)))[0],
        "arrows": [gradient, step],
        "names": [ax.text(0, 0, words, bbox=paper, **name) for words in ("∇f", "dx")],
    }


def draw_gain(ax):
    """Predicted and true gain for each unit of length, at every angle."""
    ax.set(xlim=(-180, 180), ylim=(-4, 7.6), title="change per unit of length")
    ax.set_xticks([-180, -90, 0, 90, 180], ["−180°", "−90°", "θ = 0°", "90°", "180°"])
    ax.set_yticks([-3, 0, 3, 6])
    ax.grid()
    ax.axhline(0, color=MUTED, linewidth=1)
    mark = {"markeredgecolor": INK, "markersize": 9, "linestyle": "none", "clip_on": False}
    artists = {
        "curves": [
            ax.plot([], [], color=BLUE, label="true")[0],
            ax.plot([], [], color=ORANGE, dashes=(5, 2), label="predicted, ‖∇f‖ cos θ")[0],
        ],
        "marks": [
            ax.plot([], [], "o", color=BLUE, zorder=5, **mark)[0],
            ax.plot([], [], "D", color=ORANGE, zorder=6, **mark)[0],
        ],
    }
    ax.legend(handles=artists["curves"][::-1], loc="upper center", ncols=2, borderpad=0.1)
    return artists


CELL = np.array([62, 30])  # pixels


def draw_boxes(ax):
    """The row, the column and their product as boxes with numbers, the true change under the predicted one."""
    width, height = ax.get_window_extent().size
    ax.set(xlim=(0, width), ylim=(0, height))
    ax.axis("off")
    middle = height / 2 + 4
    corners = {
        "row": [(40, middle - 15), (102, middle - 15)],
        "column": [(182, middle), (182, middle - 30)],
        "product": [(276, middle - 15)],
    }
    for name, places in corners.items():
        for corner in places:
            ax.add_patch(Rectangle(corner, *CELL, facecolor=PAPER, edgecolor=INK, linewidth=1.2))
        x = np.mean([corner[0] for corner in places]) + CELL[0] / 2
        heading = {"row": "row 1×n", "column": "column n×1", "product": "1×1"}[name]
        ax.text(x, height - 2, heading, color=MUTED, ha="center", va="top")
    ax.text(173, middle, "·", ha="center", va="center", fontsize=18)
    ax.text(260, middle, "=", ha="center", va="center", fontsize=15)
    ax.text(34, middle, "df =", ha="right", va="center")
    texts = {
        name: [ax.text(*(corner + CELL / 2), "", ha="center", va="center_baseline") for corner in places]
        for name, places in corners.items()
    }
    return texts | {"truth": ax.text(338, 4, "", ha="right")}


def update(artists, data):
    """Turn the arrows, move the marks, rewrite the numbers."""
    ahead, across = turned(data.row, np.array([0, -90]))
    ends = (HERE + 1.45 * ahead, HERE + data.dx)
    sideways = turned(data.row, data.theta + 90)
    names_at = (ends[0] + 0.17 * across - 0.1 * ahead, HERE + 0.75 * data.dx + 0.19 * sideways)
    for arrow, end, name, place in zip(artists["arrows"], ends, artists["names"], names_at, strict=True):
        arrow.set_positions(HERE, end)
        name.set_position(place)
    artists["circle"].set_data(*(HERE + data.length * turned(data.row, ANGLES)).T)
    curves = (data.true_gains, data.steepness * np.cos(np.radians(ANGLES)))
    for curve, mark, gains, now in zip(
        artists["curves"], artists["marks"], curves, (data.delta_f, data.df), strict=True
    ):
        curve.set_data(ANGLES, gains)
        mark.set_data([data.theta], [now / data.length])
    for name, values in {"row": data.row, "column": data.dx, "product": [data.df]}.items():
        for text, value in zip(artists[name], values, strict=True):
            text.set_text(number(float(value)))
    artists["truth"].set_text(f"true Δf = {number(data.delta_f)}")


def describe(data):
    """Angle, length, row, step, predicted and true change."""
    percent = 100 * float(np.cos(np.radians(data.theta)))
    return (
        f"The step dx = {vector(data.dx)} of length {number(data.length, 1)} points {number(data.theta, 0)}° away from "
        f"the gradient. The derivative row {vector(data.row)} predicts df = {number(data.df)}, which is "
        f"{number(percent, 0)} % of the largest possible; the true change is {number(data.delta_f)}."
    )


def compass(derivative=library_derivative):
    """The second half of lesson 04's signature figure; derivative is the learner's own once it passes its check."""
    return Interactive(
        name="Compass",
        size=(760, 410),
        controls={
            "theta": Slider("θ (degrees)", -180, 180, 5, 0),
            "length": Slider("length of dx", 0.1, 1.5, 0.1, 0.5),
        },
        model=partial(model, derivative=derivative),
        draw=draw,
        update=update,
        describe=describe,
        presets=(
            Preset("0°", "Along the gradient: the largest gain that a step of this length can have."),
            Preset("60°", "Far off the gradient, and half of the gain is still there.", {"theta": 60}),
            Preset(
                "90°",
                "Along the contour line: df is 0. The true change is small, and grows with the length.",
                {"theta": 90},
            ),
            Preset("180°", "Against the gradient: the steepest way down, the one that learning takes.", {"theta": 180}),
            Preset(
                "a long arrow",
                "At 90° the prediction still says 0. The contour bends away: a prediction holds near its point.",
                {"theta": 90, "length": 1.5},
            ),
        ),
    )


FIGURES = (compass,)
