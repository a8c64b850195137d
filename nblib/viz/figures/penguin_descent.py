"""Descent on the penguins: softmax regression on two measurements, its decision regions and loss at every step."""

import math
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np

from nblib.datasets import load_penguins, split, standardise
from nblib.descent import descend as library_descend
from nblib.functions import softmax
from nblib.losses import softmax_cross_entropy
from nblib.viz.plots import axes_at
from nblib.viz.regions import grid, region_image
from nblib.viz.spec import Choice, Interactive, Preset, Slider, step_actions
from nblib.viz.style import BLUE, CLASS_COLOURS, CLASS_MARKERS, INK, MUTED, ORANGE, number

PAIRS = {
    "bill length and depth": (0, 1),
    "bill length and flipper": (0, 2),
    "bill depth and flipper": (1, 2),
}
LEARNING_RATE, LAST_STEP = 1.0, 300
EDGE, PIXELS = 3.0, 240
GRID = grid(-EDGE, EDGE, PIXELS)
HIGHEST = 1.2  # of the loss axis


def with_ones(X):
    """X with a column of ones, so that the last row of W is the bias."""
    return np.column_stack([X, np.ones(len(X))])


@lru_cache
def birds(pair):
    """(X_train, y_train), (X_test, y_test) of two standardised measurements, and their names."""
    X, y, features, _ = load_penguins()
    (X_train, y_train), (X_test, y_test) = split(X, y, 0.3, np.random.default_rng(1))
    X_train, X_test = (table[:, PAIRS[pair]] for table in standardise(X_train, X_test))
    return (X_train, y_train), (X_test, y_test), [features[i].split(" (")[0] for i in PAIRS[pair]]


@lru_cache(maxsize=6)
def train(pair, descend):
    """The weights (LAST_STEP + 1, 3, 3) that this descent goes through, and the two losses at each."""
    (X_train, y_train), (X_test, y_test), _ = birds(pair)
    X, X_new = with_ones(X_train), with_ones(X_test)

    def f(W):
        return softmax_cross_entropy(X @ W, y_train)[0]

    def gradient(W):
        return X.T @ softmax_cross_entropy(X @ W, y_train)[1]

    path = descend(f, gradient, np.zeros((3, 3)), LEARNING_RATE, 0.0, LAST_STEP)
    losses = [[f(W), softmax_cross_entropy(X_new @ W, y_test)[0]] for W in path]
    return np.array(path), np.array(losses)


class Data(NamedTuple):
    """Where the training stands: regions, both losses up to this step, and the share of birds that are right."""

    pair: str
    step: int
    W: np.ndarray
    losses: np.ndarray  # (step + 1, 2): training, test
    accuracies: tuple[float, float]
    regions: np.ndarray


def model(pair, step, descend):
    """The softmax regression on this pair of measurements after so many steps."""
    path, losses = train(pair, descend)
    W = path[step]
    accuracies = tuple(float(((with_ones(X) @ W).argmax(axis=1) == y).mean()) for X, y in birds(pair)[:2])
    regions = softmax(with_ones(GRID) @ W).reshape(PIXELS, PIXELS, -1)
    return Data(pair, step, W, losses[: step + 1], accuracies, regions)


def draw(fig, data):
    """The plane of two measurements on the left, the losses by step on the right."""
    artists = {
        "plane": _draw_plane(axes_at(fig, 74, 74, 240, 240)),
        "curves": _draw_curves(axes_at(fig, 404, 136, 330, 178)),
    }
    update(artists, data)
    return artists


def _draw_plane(ax):
    ax.set(xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE), xticks=[-2, 0, 2], yticks=[-2, 0, 2])
    ax.set_title("○ Adelie   △ Chinstrap   □ Gentoo")
    extent = (-EDGE, EDGE, -EDGE, EDGE)
    regions = ax.imshow(np.ones((PIXELS, PIXELS, 3)), extent=extent, interpolation="none", zorder=1)
    marks = [
        ax.plot([], [], marker=marker, color=colour, markeredgecolor=INK, markersize=6, linestyle="none")[0]
        for marker, colour in zip(CLASS_MARKERS, CLASS_COLOURS, strict=True)
    ]
    below, beside = (0.5, -0.13, "top", 0), (-0.14, 0.5, "center", 90)  # an axis's own label would be background
    names = [
        ax.text(x, y, "", ha="center", va=va, rotation=turn, transform=ax.transAxes)
        for x, y, va, turn in (below, beside)
    ]
    return {"regions": regions, "marks": marks, "names": names}


def _draw_curves(ax):
    ax.set(xlim=(0, _place(LAST_STEP)), ylim=(0, HIGHEST), yticks=[0, 0.5, 1])
    ax.set_xticks([_place(k) for k in (0, 1, 10, 100, 300)], ["0", "1", "10", "100", "300"])
    ax.set_title("loss L by step")
    ax.set_xlabel("step", labelpad=2)
    ax.grid(axis="y")
    ax.set_axisbelow(True)
    ax.axhline(math.log(3), color=MUTED, linewidth=1, linestyle=":")
    ax.text(_place(LAST_STEP), math.log(3) - 0.03, "ln 3: undecided", ha="right", va="top", color=MUTED, fontsize=12)
    lines, numbers = [], []
    for colour, dash, marker, y in ((BLUE, "-", "o", -0.44), (ORANGE, "--", "D", -0.6)):
        look = {"color": colour, "linestyle": dash, "marker": marker, "markeredgecolor": INK, "markersize": 8}
        lines += ax.plot([], [], markevery=[-1], clip_on=False, zorder=3, **look)
        ax.plot([0, 0.1], [y, y], markevery=[-1], clip_on=False, transform=ax.transAxes, **look)
        numbers.append(ax.text(0.14, y, "", va="center", transform=ax.transAxes))
    return {"lines": lines, "numbers": numbers}


def _place(step):
    """Where a step is on an axis that gives the first ten steps as much room as the next hundred."""
    return np.log10(1 + np.asarray(step))


def update(artists, data):
    """New regions, longer or shorter curves."""
    plane, curves = artists["plane"], artists["curves"]
    (X, y), _, features = birds(data.pair)
    plane["regions"].set_data(region_image(data.regions))
    for j, mark in enumerate(plane["marks"]):
        mark.set_data(*X[y == j].T)
    for text, feature in zip(plane["names"], features, strict=True):
        text.set_text(f"{feature}, standardised")
    steps = _place(np.arange(data.step + 1))
    for line, values in zip(curves["lines"], data.losses.T, strict=True):
        line.set_data(steps, np.minimum(values, HIGHEST))
    for text, words in zip(curves["numbers"], _results(data), strict=True):
        text.set_text(words)


def _results(data):
    names = [f"{len(y)} {kind} birds" for kind, (_, y) in zip(("training", "test"), birds(data.pair)[:2], strict=True)]
    return [
        f"{name}: L = {number(L, 3)}, {100 * accuracy:.0f} % right"
        for name, L, accuracy in zip(names, data.losses[-1], data.accuracies, strict=True)
    ]


def describe(data):
    """The step, both losses and both accuracies."""
    return f"Softmax regression on {data.pair} after step {data.step}. {'; '.join(_results(data))}."


def penguin_descent(descend=library_descend):
    """The first training of the course; `descend` is the learner's own gradient_descent once it passes its check."""
    return Interactive(
        name="Descent on the penguins",
        size=(760, 350),
        controls={
            "pair": Choice("measurements", tuple(PAIRS), "bill length and depth"),
            "step": Slider("step", 0, LAST_STEP, 1, 0),
        },
        model=partial(model, descend=descend),
        draw=draw,
        update=update,
        describe=describe,
        presets=(
            Preset("start", "All weights are 0: every class gets ⅓ everywhere, and L is ln 3."),
            Preset(
                "one step",
                "From nowhere to 90 % right. The colours are pale: the softmax is not sure yet.",
                {"step": 1},
            ),
            Preset("ten steps", "The colours get fuller as the weights grow, and the borders turn.", {"step": 10}),
            Preset(
                "300 steps", "A few birds stay on the wrong side: two measurements do not part them.", {"step": 300}
            ),
            Preset(
                "a poor pair",
                "Without the length of the bill ○ and △ lie on top of each other, and no step size can help.",
                {"pair": "bill depth and flipper", "step": 300},
            ),
        ),
        actions=step_actions("step", LAST_STEP),
    )


FIGURES = (penguin_descent,)
