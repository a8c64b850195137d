"""Two hills, one mistake: cross-entropy and squared error over the score of one logistic unit, and their race."""

from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np

from nblib.check.lesson06 import squared_slope as library_slope
from nblib.functions import sigmoid
from nblib.viz.spec import Action, Interactive, Preset, Slider
from nblib.viz.style import BLUE, FAINT, INK, MUTED, ORANGE, PAPER, number, scientific

LOW, HIGH = -8.0, 8.0  # of the score
STEPS = 250
LEARNING_RATE = 1.0
GOAL = 0.9  # of p
GRID = np.linspace(LOW, HIGH, 161)
NAMES = ("cross-entropy", "squared error")
COLOURS, DASHES, MARKERS, SIGNS = (BLUE, ORANGE), ("-", "--"), ("o", "D"), ("●", "◆")
LOSSES = (lambda z: np.logaddexp(0, -z), lambda z: (sigmoid.f(z) - 1) ** 2)


def cross_entropy_slope(z, y):
    """dL/dz = p − y of L = −ln p(y): the slope of the logistic curve cancels."""
    return sigmoid.f(z) - y


class Data(NamedTuple):
    """After k steps: the score of each ball; both walks from start to STEPS; the pull of each loss over GRID."""

    k: int
    z: np.ndarray  # (2,), cross-entropy first
    slopes: np.ndarray  # (2,) dL/dz there
    walks: np.ndarray  # (2, STEPS + 1) scores
    pulls: np.ndarray  # (2, len(GRID)) |dL/dz|

    @property
    def p(self):
        """The probability of the true class, for each ball."""
        return sigmoid.f(self.z)

    @property
    def finish(self):
        """For each walk the first step with p > GOAL, None if it takes more than STEPS."""
        above = sigmoid.f(self.walks) > GOAL
        return [int(walk.argmax()) if walk.any() else None for walk in above]


def model(z, k, squared_slope):
    """Both balls start at score z and take k steps of descent."""
    slopes = (cross_entropy_slope, squared_slope)
    walks = _walks(z, slopes)
    here = walks[:, k]
    return Data(k, here, _slopes(slopes, here), walks, np.abs([slope(GRID, np.ones_like(GRID)) for slope in slopes]))


@lru_cache(maxsize=64)
def _walks(z, slopes):
    scores = [np.array([z, z])]
    for _ in range(STEPS):
        scores.append(scores[-1] - LEARNING_RATE * _slopes(slopes, scores[-1]))
    return np.array(scores).T


def _slopes(slopes, scores):
    """dL/dz of each loss at its own ball; the true class is y = 1."""
    return np.array([slope(np.array([z]), np.array([1.0]))[0] for slope, z in zip(slopes, scores, strict=True)])


def draw(fig, data):
    """The two losses on top, their pulls below; on the right the numbers, and the race."""
    hills = fig.add_axes((0.055, 0.47, 0.48, 0.455))
    pulls = fig.add_axes((0.055, 0.105, 0.48, 0.235))
    table = fig.add_axes((0.585, 0.55, 0.405, 0.43))
    race = fig.add_axes((0.62, 0.105, 0.355, 0.335))
    artists = {
        "hills": _draw_hills(hills),
        "pulls": _draw_pulls(pulls),
        "table": _draw_table(table),
        "race": _draw_race(race),
    }
    update(artists, data)
    return artists


def _draw_hills(ax):
    ax.set(xlim=(LOW, HIGH), ylim=(-0.25, 8.4), xticks=[-8, -4, 0, 4, 8], yticks=[0, 2, 4, 6, 8])
    ax.set_xticklabels(["−8", "−4", "0", "4", "8"])
    ax.set_title("loss L, if the true class has score z")
    ax.grid()
    ax.set_axisbelow(True)
    for loss, name, colour, dash in zip(LOSSES, NAMES, COLOURS, DASHES, strict=True):
        ax.plot(GRID, loss(GRID), color=colour, linestyle=dash, linewidth=3, label=name)
    ax.legend(loc="upper right", frameon=True, facecolor=PAPER, edgecolor=FAINT, handlelength=2.6)
    return [(_tangent(ax), _ball(ax, colour, marker)) for colour, marker in zip(COLOURS, MARKERS, strict=True)]


def _tangent(ax):
    return ax.plot([], [], color=INK, linewidth=2, zorder=4)[0]


def _ball(ax, colour, marker):
    look = {"markeredgecolor": INK, "markeredgewidth": 1.2, "markersize": 11, "clip_on": False, "zorder": 5}
    return ax.plot([], [], marker=marker, color=colour, **look)[0]


def _draw_pulls(ax):
    ax.set(xlim=(LOW, HIGH), ylim=(0, 1.08), xticks=[-8, -4, 0, 4, 8], yticks=[0, 0.5, 1])
    ax.set_xticklabels(["−8", "−4", "0", "4", "8"])
    ax.set_xlabel("score z", labelpad=1)
    ax.set_title("pull |dL/dz|")
    ax.grid()
    ax.set_axisbelow(True)
    curves = [ax.plot([], [], color=c, linestyle=d, linewidth=3)[0] for c, d in zip(COLOURS, DASHES, strict=True)]
    return curves, [_ball(ax, colour, marker) for colour, marker in zip(COLOURS, MARKERS, strict=True)]


ROWS = ("score z", "p(true)", "loss L", "pull |dL/dz|")
COLUMNS = (0.6, 0.99)


def _draw_table(ax):
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.axis("off")
    for x, name, colour, dash in zip(COLUMNS, NAMES, COLOURS, DASHES, strict=True):
        ax.text(x, 0.93, name, ha="right", va="center", fontweight="bold")
        ax.plot([x - 0.28, x], [0.85, 0.85], color=colour, linestyle=dash, linewidth=3)
    heights = (0.74, 0.58, 0.42, 0.26)
    for y, name in zip(heights, ROWS, strict=True):
        ax.text(0, y, name, va="center", color=MUTED)
    cells = [[ax.text(x, y, "", ha="right", va="center") for x in COLUMNS] for y in heights]
    return cells, ax.text(0, 0.07, "", va="center", fontweight="bold")


def _draw_race(ax):
    ax.set(xlim=(0, STEPS), ylim=(0, 1.02), xticks=[0, 50, 100, 150, 200, 250], yticks=[0, 0.5, 1])
    ax.set_title("the race to p > .9, η = 1")
    ax.set_xlabel("step k", labelpad=1)
    ax.axhline(GOAL, color=INK, linewidth=1, linestyle=":")
    trails = []
    for colour, dash, marker, y in zip(COLOURS, DASHES, MARKERS, (0.42, 0.14), strict=True):
        [line] = ax.plot([], [], color=colour, linestyle=dash, linewidth=3)
        box = {"facecolor": PAPER, "edgecolor": colour, "pad": 3, "linestyle": dash}
        trails.append((line, _ball(ax, colour, marker), ax.text(246, y, "", ha="right", va="center", bbox=box)))
    return trails


def update(artists, data):
    """Move the balls and their tangents, rewrite the numbers, draw the race so far."""
    curves, marks = artists["pulls"]
    pulls = np.abs(data.slopes)
    for i, (tangent, ball) in enumerate(artists["hills"]):
        height = float(LOSSES[i](data.z[i]))
        reach = 2.4 / np.hypot(1, data.slopes[i])  # about the same length on the screen
        ends = data.z[i] + np.array([-reach, reach])
        tangent.set_data(ends, height + data.slopes[i] * (ends - data.z[i]))
        ball.set_data([data.z[i]], [height])
        curves[i].set_data(GRID, data.pulls[i])
        marks[i].set_data([data.z[i]], [pulls[i]])
        line, runner, count = artists["race"][i]
        line.set_data(range(data.k + 1), sigmoid.f(data.walks[i, : data.k + 1]))
        runner.set_data([data.k], [data.p[i]])
        count.set_text(f"{SIGNS[i]} {_progress(data, i)}")
    cells, ratio = artists["table"]
    losses = [float(loss(z)) for loss, z in zip(LOSSES, data.z, strict=True)]
    columns = zip(data.z, data.p, losses, pulls, strict=True)
    for column, (z, p, loss, pull) in zip(zip(*cells, strict=True), columns, strict=True):
        for cell, words in zip(column, (number(z), number(p, 4), number(loss, 4), scientific(pull)), strict=True):
            cell.set_text(words)
    ratio.set_text(_comparison(data))


def _progress(data, i):
    finish = data.finish[i]
    if finish is not None and finish <= data.k:
        return f"{finish} steps ✔"
    return "not yet"


def _comparison(data):
    """One line: how many times harder the cross-entropy pulls, at the same place; or how far the race is."""
    if data.k:
        return f"After {data.k} step{'s' if data.k > 1 else ''}"
    ratio = abs(data.slopes[0] / data.slopes[1])
    return f"Cross-entropy pulls {number(ratio, 1 if ratio > 10 else 2)} times as hard"


def describe(data):
    """Where both balls are, how hard they are pulled, and who has arrived."""
    balls = [
        f"{name} at z = {number(z, 2)}, p = {number(p, 4)}, pull {scientific(abs(slope))}"
        for name, z, p, slope in zip(NAMES, data.z, data.p, data.slopes, strict=True)
    ]
    race = f" The race: {NAMES[0]} {_progress(data, 0)}, {NAMES[1]} {_progress(data, 1)}." if data.k else ""
    return f"{'; '.join(balls)}. {_comparison(data)}.{race}"


def _forward(steps):
    return Action(f"+{steps} step{'s' if steps > 1 else ''}", lambda state: {"k": min(state["k"] + steps, STEPS)})


def two_hills(squared_slope=library_slope):
    """The signature figure of lesson 06; `squared_slope` is the learner's own once it passes its check."""
    return Interactive(
        name="Two hills, one mistake",
        size=(760, 420),
        controls={
            "z": Slider("start z", LOW, HIGH, 0.1, -5.0),
            "k": Slider("step k", 0, STEPS, 1, 0),
        },
        model=partial(model, squared_slope=squared_slope),
        draw=draw,
        update=update,
        describe=describe,
        actions=(_forward(1), _forward(10), Action("back to the start", lambda state: {"k": 0})),
        presets=(
            Preset("a bit wrong", "p = ⅓: here the squared error pulls as hard as it ever does.", {"z": -0.7}),
            Preset("very wrong", "The slope under the cross-entropy is steep; under the squared error it is level."),
            Preset("right", "p = .95: nothing much is left to do, and neither pulls hard.", {"z": 3.0}),
            Preset("race, 16 steps", "The cross-entropy has arrived; the squared error has hardly left.", {"k": 16}),
            Preset("race, the end", "The squared error needs 119 steps for the same way.", {"k": 119}),
        ),
    )


FIGURES = (two_hills,)
