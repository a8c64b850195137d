"""Matrix: c units as c columns of W. X, W and X W stand so that row i of X and column j of W cross in entry ij."""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle

from nblib.viz.models.broadcasting import model, sums, verdict
from nblib.viz.spec import Interactive, Preset, Slider, Toggle
from nblib.viz.style import BLUE, FAINT, GREY, INK, MUTED, ORANGE, PAPER, PURPLE, number
from nblib.viz.table import Grid

# One pixel is one unit of the axes.
TOP = 296  # of the rows of examples
BLOCKS = {  # left and upper edge, most rows and columns
    "X": (40, TOP, 4, 2),
    "W": (150, 396, 2, 3),
    "XW": (150, TOP, 4, 3),
    "b": (372, 372, 1, 3),
    "b column": (322, TOP, 3, 1),
    "copied": (372, TOP, 4, 3),
    "Z": (560, TOP, 4, 3),
}
INPUTS, UNITS = [(70, 102), (70, 42)], [(250, 122), (250, 72), (250, 22)]


def draw(fig, data):
    """The arrays so that rows and columns cross; below, the units as a diagram and the chosen score as a sum."""
    ax = fig.add_axes((0, 0, 1, 1))
    width, height = ax.get_window_extent().size
    ax.set(xlim=(0, width), ylim=(0, height))
    ax.axis("off")
    for x, sign in ((306, "+"), (532, "=")):
        ax.text(x, TOP - 15, sign, ha="center", va="center", fontsize=18)
    ax.plot([0, width], [148, 148], color=FAINT, linewidth=1)
    outline = {"fill": False, "zorder": 4}
    marks = {
        "row band": {"facecolor": BLUE, "alpha": 0.15, "fill": True, "zorder": 0},
        "column band": {"facecolor": ORANGE, "alpha": 0.22, "fill": True, "zorder": 0},
        "row": {"edgecolor": BLUE, "linewidth": 3.5},
        "column": {"edgecolor": ORANGE, "linewidth": 3.5, "linestyle": (0, (4, 1.5))},
        "bias": {"edgecolor": PURPLE, "linewidth": 3, "linestyle": (0, (1.5, 1))},
        "copy": {"edgecolor": PURPLE, "linewidth": 3, "linestyle": (0, (1.5, 1))},
        "product": {"edgecolor": INK, "linewidth": 2.5},
        "score": {"edgecolor": INK, "linewidth": 3.5},
    }
    node = {"s": 36**2, "edgecolors": INK, "facecolors": PAPER, "zorder": 3}
    label = {"ha": "center", "va": "center_baseline", "zorder": 5}
    artists = {
        "grids": {name: Grid(ax, *place) for name, place in BLOCKS.items()},
        "captions": {name: ax.text(0, 0, "", color=MUTED) for name in BLOCKS},
        "marks": {name: ax.add_patch(Rectangle((0, 0), 1, 1, **(outline | look))) for name, look in marks.items()},
        "edges": ax.add_collection(LineCollection([], zorder=1), autolim=False),
        "nodes": ax.scatter([], [], **node),
        "inputs": [ax.text(x, y, "", **label) for x, y in INPUTS],
        "units": [ax.text(x, y, "", **label) for x, y in UNITS],
        "names": [ax.text(x + 26, y, "", va="center_baseline", color=MUTED) for x, y in UNITS],
        "weights": [
            ax.text(0, 0, "", bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1}, **label) for _ in INPUTS
        ],
        "which": ax.text(340, 112, "", fontweight="bold", fontsize=14),
        "sums": [ax.text(340, y, "") for y in (82, 56)],
        "verdict": ax.text(340, 20, "", fontweight="bold"),
    }
    update(artists, data)
    return artists


def update(artists, data):
    """Fill the tables, move the outlines, turn on the chosen unit, rewrite the sum."""
    m, c = data.products.shape
    row, column = data.b[np.newaxis], data.b[:, np.newaxis]
    tables = {"X": data.X, "W": data.W, "XW": data.products, "copied": data.copied, "Z": data.Z}
    tables |= {"b": None if data.column else row, "b column": column if data.column else None}
    words = {"X": f"X {m}×2", "W": f"W 2×{c}", "XW": f"X W {m}×{c}", "Z": f"Z {m}×{c}", "copied": "b, copied"}
    words |= {"b": f"b ({c},)", "b column": f"b ({c}, 1)"}
    for name, grid in artists["grids"].items():
        grid.update(tables[name])
        shown = tables[name] is not None
        artists["captions"][name].set(text=words[name] if shown else "", position=caption_place(grid, name))
    place_marks(artists["marks"], artists["grids"], data)
    update_units(artists, data)
    artists["which"].set_text(f"example {data.i + 1}, unit {data.j + 1}")
    for text, line in zip(artists["sums"], sums(data), strict=True):
        text.set_text(line)
    line, colour = verdict(data)
    artists["verdict"].set(text=line, color=colour)


def caption_place(grid, name):
    """Left of W, else above; a column b has its caption below, out of the way."""
    x, y = grid.corner
    return {"W": (x - 62, y - 36), "b column": (x - 12, y - 112)}.get(name, (x, y + 7))


def place_marks(marks, grids, data):
    """Outline row i of X, column j of W, the bias that is used, and entry ij of all tables of scores."""
    i, j = data.i, data.j
    x, y, width, height = grids["XW"].box(i, j, 1, 1)
    boxes = {
        "row band": (grids["X"].corner[0], y, x + width - grids["X"].corner[0], height),
        "column band": (x, y, width, grids["W"].corner[1] - y),
        "row": grids["X"].box(i, 0, 1, 2),
        "column": grids["W"].box(0, j, 2, 1),
        "bias": grids["b column"].box(min(i, len(data.b) - 1), 0, 1, 1) if data.column else grids["b"].box(0, j, 1, 1),
        "copy": grids["copied"].box(i, j, 1, 1),
        "product": grids["XW"].box(i, j, 1, 1),
        "score": grids["Z"].box(i, j, 1, 1),
    }
    for name, mark in marks.items():
        mark.set_bounds(*boxes[name])
        mark.set_visible(data.copied is not None or name not in ("bias", "copy", "score"))


def update_units(artists, data):
    """Inputs of example i on the left, its scores in the units on the right, the chosen unit's edges thick."""
    units = UNITS[: len(data.b)]
    artists["nodes"].set_offsets([*INPUTS, *units])
    artists["nodes"].set_linewidth([1.2] * len(INPUTS) + [3.5 if j == data.j else 1.2 for j in range(len(units))])
    artists["edges"].set_segments([(start, end) for end in units for start in INPUTS])
    chosen = [j == data.j for j in range(len(units)) for _ in INPUTS]
    artists["edges"].set(
        linewidth=[3.5 if on else 1.2 for on in chosen], color=[ORANGE if on else GREY for on in chosen]
    )
    for text, x in zip(artists["inputs"], data.X[data.i], strict=True):
        text.set_text(number(x, 0))
    for j, text in enumerate(artists["units"]):
        text.set_text(number(data.Z[data.i, j], 0) if data.Z is not None and j < len(units) else "")
    for j, text in enumerate(artists["names"]):
        text.set_text(f"unit {j + 1}" if j < len(units) else "")
    for text, start, w in zip(artists["weights"], INPUTS, data.W[:, data.j], strict=True):
        text.set(text=number(w, 0), position=0.68 * np.array(start) + 0.32 * np.array(units[data.j]))


def describe(data):
    """The sizes, the chosen score as a sum, and what became of b."""
    m, c = data.products.shape
    first, second = sums(data)
    return (
        f"{m} example{'s' if m > 1 else ''} and {c} unit{'s' if c > 1 else ''}: X is {m}×2, W is 2×{c}. "
        f"Example {data.i + 1}, unit {data.j + 1}: {first} {second}. {verdict(data)[0][2:]}."
    )


def units_as_columns():
    """The signature figure of lesson 03: pick a row and a column, and see the score where they cross."""
    return Interactive(
        name="c units, one matrix",
        size=(760, 420),
        controls={
            "m": Slider("examples m", 1, 4, 1, 1, digits=0),
            "c": Slider("units c", 1, 3, 1, 1, digits=0),
            "i": Slider("row i", 1, 4, 1, 1, digits=0),
            "j": Slider("column j", 1, 3, 1, 1, digits=0),
            "column": Toggle("b as a column"),
        },
        model=model,
        draw=draw,
        update=update,
        describe=describe,
        presets=(
            Preset("one unit", "One example, one unit: a row times a column, and a bias."),
            Preset("three units", "Two more units are two more columns of W, and two more biases.", {"c": 3, "j": 2}),
            Preset(
                "a batch",
                "Three more examples are three more rows of X; the units stay the same, and b is copied down.",
                {"m": 4, "c": 3, "i": 3, "j": 2},
            ),
            Preset(
                "b as a column",
                "m = c = 3: it fits, and it is wrong. Every example has a bias of its own, and nothing complains.",
                {"m": 3, "c": 3, "i": 2, "j": 3, "column": True},
            ),
            Preset(
                "one example more",
                "The same mistake with m = 4: now it does not fit, and NumPy says so.",
                {"m": 4, "c": 3, "i": 2, "j": 3, "column": True},
            ),
        ),
    )


FIGURES = (units_as_columns,)
