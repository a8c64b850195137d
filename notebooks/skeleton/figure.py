"""_title_: three numbers with weights, and their weighted mean."""

from typing import NamedTuple

import numpy as np

from nblib.viz.plots import change
from nblib.viz.spec import Interactive, Preset, Slider
from nblib.viz.style import BLUE, INK, number, vector


class Data(NamedTuple):
    """The numbers, their weights, and the weighted mean."""

    x: np.ndarray
    w: np.ndarray
    mean: float


def model(w1, w2, w3):
    """Σ x w / Σ w for the numbers 1, 2 and 6."""
    x, w = np.array([1.0, 2, 6]), np.array([w1, w2, w3])
    return Data(x, w, float(x @ w / w.sum()))


def draw(fig, data):
    """A line of numbers with a disc for each weight, and the mean below it."""
    ax = fig.subplots()
    fig.subplots_adjust(left=0.04, right=0.97, top=0.86, bottom=0.2)
    ax.set(xlim=(0, 7), ylim=(-1, 1), yticks=[], xlabel="x", title="the mean ◆ lies where the weights pull it")
    ax.axhline(0, color=INK, linewidth=1)
    artists = {
        "discs": [ax.plot([x], [0], "o", color=BLUE)[0] for x in data.x],
        "mean": ax.plot([], [], "D", color=INK, markersize=9)[0],
        "text": ax.text(0, -0.9, "", ha="center"),
    }
    update(artists, data)
    return artists


def update(artists, data):
    """Change the discs' sizes, and move the mean."""
    for disc, w in zip(artists["discs"], data.w, strict=True):
        change(disc, markersize=14 * float(w) ** 0.5)
    artists["mean"].set_data([data.mean], [-0.55])
    change(artists["text"], position=(data.mean, -0.9), text=number(data.mean))


def describe(data):
    """The numbers, the weights and the mean."""
    return f"Numbers {vector(data.x, 0)} with weights {vector(data.w, 1)}: the weighted mean is {number(data.mean)}."


def _name_():
    """The weighted mean of three numbers whose weights can be moved."""
    return Interactive(
        name="_title_",
        size=(640, 220),
        controls={f"w{i}": Slider(f"w{'₁₂₃'[i - 1]}", 0.1, 5.0, 0.1, 1.0) for i in (1, 2, 3)},
        model=model,
        draw=draw,
        update=update,
        describe=describe,
        presets=(
            Preset("equal", "All weights are 1: the plain mean."),
            Preset("one counts twice", "The weight of 2 is doubled, and the mean moves towards it.", {"w2": 2.0}),
            Preset("one rules", "Nearly all the weight is on 6.", {"w1": 0.1, "w2": 0.1, "w3": 5.0}),
        ),
    )


FIGURES = (_name_,)
