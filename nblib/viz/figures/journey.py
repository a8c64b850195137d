"""One point, whole journey: a 2-4-3 net on three spiral arms, from two inputs to the loss, at every training step."""

import math
from typing import NamedTuple

import numpy as np

from nblib.functions import softmax
from nblib.mlp import MLP
from nblib.viz.diagram import NetDiagram, ProbabilityColumn
from nblib.viz.models.training import LABELS, LAST_STEP, SIZES, X, train
from nblib.viz.plots import axes_at
from nblib.viz.regions import grid, region_image
from nblib.viz.spec import Interactive, Preset, Slider, step_actions
from nblib.viz.style import CLASS_COLOURS, CLASS_MARKERS, CLASS_SIGNS, GREEN, INK, MUTED, PAPER, RED, number, vector

EDGE, PIXELS = 1.2, 240
GRID = grid(-EDGE, EDGE, PIXELS)
HIGHEST = 3.0  # of the loss axis


class Data(NamedTuple):
    """One point in one net, and how both came there."""

    point: int
    step: int
    seed: int
    net: MLP
    x: np.ndarray
    a: np.ndarray
    z: np.ndarray
    p: np.ndarray
    surprise: np.ndarray  # of this point, at steps 0 … step
    L: np.ndarray  # of all points, at the same steps
    right: int  # how many points the net has right
    regions: np.ndarray  # P on the grid

    @property
    def label(self):
        """The point's true class."""
        return int(LABELS[self.point - 1])

    @property
    def says(self):
        """The class that the net gives it."""
        return int(self.p.argmax())


def model(point, step, seed):
    """Everything about this point (counted from 1) at this step of the training from this seed."""
    nets, surprise, L = train(seed, step)
    net = nets[-1]
    x, a, z = (row[0] for row in net.forward(X[point - 1 : point]))
    regions = softmax(net.forward(GRID)[-1]).reshape(PIXELS, PIXELS, -1)
    right = int((net.predict(X) == LABELS).sum())
    return Data(point, step, seed, net, x, a, z, softmax(z), surprise[:, point - 1], L, right, regions)


def draw(fig, data):
    """The point in the net on the left, in the plane in the middle, and among all in the loss on the right."""
    net_axes = axes_at(fig, 8, 64, 292, 274)
    plane = axes_at(fig, 334, 98, 240, 240)
    curves, key = axes_at(fig, 624, 98, 112, 240), axes_at(fig, 334, 10, 412, 24)
    net = NetDiagram(net_axes, SIZES, *_numbers(data), headings=("x", "a", "z"), right=90)
    net_axes.text(258, 274, "p", ha="center", va="top", color=MUTED)
    net_axes.text(6, -18, "lines: w > 0 solid, w < 0 dashed", va="center", fontsize=12, color=MUTED)
    artists = {
        "net": net,
        "probabilities": ProbabilityColumn(net_axes, net.positions[-1], data.p, data.label),
        "title": net_axes.text(6, 287, "", va="center", fontsize=14, fontweight="bold"),
        "verdict": net_axes.text(6, -42, "", va="center", fontsize=14, fontweight="bold"),
        "plane": _draw_plane(plane),
        "curves": _draw_curves(curves, key),
    }
    update(artists, data)
    return artists


def _draw_plane(ax):
    """Regions, all points with the mark of their true class, and a ring around the selected one."""
    ax.set(xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE), xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    ax.set_title("what the net says where")
    ax.set_xlabel("x₁", labelpad=0)
    ax.set_ylabel("x₂", labelpad=-6)
    extent = (-EDGE, EDGE, -EDGE, EDGE)
    regions = ax.imshow(np.ones((PIXELS, PIXELS, 3)), extent=extent, interpolation="none", zorder=1)
    marks = [
        ax.plot(*X[j == LABELS].T, marker=marker, color=colour, markeredgecolor=INK, markersize=7, linestyle="none")[0]
        for j, (marker, colour) in enumerate(zip(CLASS_MARKERS, CLASS_COLOURS, strict=True))
    ]
    [ring] = ax.plot(
        [], [], marker="o", markersize=18, markerfacecolor="none", markeredgecolor=INK, markeredgewidth=2.5
    )
    return {"regions": regions, "marks": marks, "ring": ring}


def _draw_curves(ax, key):
    """Surprise at the selected point, solid, and the mean over all points, dashed, up to the current step."""
    ax.set(xlim=(0, _place(LAST_STEP)), ylim=(0, HIGHEST), yticks=[0, 1, 2, 3])
    ax.set_xticks([_place(k) for k in (0, 10, 100, 1000)], ["0", "10", "100", "1000"])
    ax.set_title("loss by step")
    ax.set_xlabel("step", labelpad=0)
    ax.axhline(math.log(3), color=MUTED, linewidth=1, linestyle=":")
    ax.text(_place(LAST_STEP), math.log(3) + 0.04, "ln 3", ha="right", va="bottom", color=MUTED, fontsize=12)
    key.set(xlim=(0, 412), ylim=(0, 1))
    key.axis("off")
    lines, numbers = [], []
    for dash, marker, face, x in (("-", "o", INK, 0), ("--", "D", PAPER, 246)):
        look = {"color": INK, "linestyle": dash, "marker": marker, "markerfacecolor": face, "markersize": 8}
        lines += ax.plot([], [], markevery=[-1], clip_on=False, zorder=3, **look)
        key.plot([x, x + 32], [0.5, 0.5], markevery=[-1], **look)
        numbers.append(key.text(x + 44, 0.5, "", va="center"))
    return {"lines": lines, "numbers": numbers}


def _place(step):
    """Where a step is on an axis that gives the first ten steps as much room as the next ninety."""
    return np.log10(1 + np.asarray(step) / 3)


def _numbers(data):
    return (data.x, data.a, data.z), [layer.W for layer in data.net.layers]


def update(artists, data):
    """New numbers, new regions, longer or shorter curves."""
    artists["net"].update(*_numbers(data))
    artists["probabilities"].update(data.p, data.label)
    artists["title"].set_text(f"point {data.point}, true class {CLASS_SIGNS[data.label]}")
    right = data.says == data.label
    words = f"the net says {CLASS_SIGNS[data.says]}: {'✔ right' if right else '✘ wrong'}"
    artists["verdict"].set(text=words, color=GREEN if right else RED)
    plane, curves = artists["plane"], artists["curves"]
    plane["regions"].set_data(region_image(data.regions))
    plane["ring"].set_data([data.x[0]], [data.x[1]])
    steps = _place(np.arange(data.step + 1))
    for line, values in zip(curves["lines"], (data.surprise, data.L), strict=True):
        line.set_data(steps, np.minimum(values, HIGHEST))
    this, all_points = curves["numbers"]
    this.set_text(f"−ln p = {number(data.surprise[-1])}, this point")
    all_points.set_text(f"L = {number(data.L[-1])}, all {len(X)}")


def describe(data):
    """The point's numbers from x to −ln p, then the whole batch."""
    sign = CLASS_SIGNS[data.label]
    verdict = "right" if data.says == data.label else "wrong"
    return (
        f"Step {data.step}, seed {data.seed}. Point {data.point}, true class {sign}: x = {vector(data.x)}, "
        f"a = {vector(data.a)}, z = {vector(data.z)}, p = {vector(data.p)}. The net says {CLASS_SIGNS[data.says]}, "
        f"which is {verdict}; −ln p of {sign} is {number(data.surprise[-1])}. "
        f"Over all {len(X)} points the loss L is {number(data.L[-1])}, and {data.right} are right."
    )


def journey():
    """The signature figure of lesson 00."""
    return Interactive(
        name="One point, whole journey",
        size=(760, 376),
        controls={
            "point": Slider("point", 1, len(X), 1, 54),
            "step": Slider("step", 0, LAST_STEP, 1, 0),
            "seed": Slider("seed", 0, 9, 1, 0),
        },
        model=model,
        draw=draw,
        update=update,
        describe=describe,
        presets=(
            Preset(
                "untrained",
                "The weights are random. The net says □ nearly everywhere, so this □ is right by luck.",
            ),
            Preset(
                "after 10 steps",
                "L has fallen and 45 points are right, but this one is wrong now: ○ has overtaken □.",
                {"step": 10},
            ),
            Preset(
                "after 300 steps",
                "p of □ is close to 1 here, and 58 of the 60 points are right.",
                {"step": 300},
            ),
            Preset(
                "a point that stays wrong",
                "1000 steps from other weights: two units are silent, two draw all borders.",
                {"point": 18, "step": 1000, "seed": 5},
            ),
        ),
        actions=step_actions("step", LAST_STEP),
    )


FIGURES = (journey,)
