"""Backward ribbon: forward values above, adjoints below, and one line of backpropagation at a time."""

from functools import partial

import numpy as np
from matplotlib.patches import Rectangle

from nblib.viz.boxes import BOX, HEIGHT, LANE_COLOUR, LANES, LEFT, WIDTH, Box, places, point
from nblib.viz.models.backward_lines import NETS, P, Sweep, row, walk_back
from nblib.viz.spec import Action, Choice, Interactive, Preset, Slider
from nblib.viz.style import BLUE, INK, MUTED, PURPLE, RED, number


def model(net, step, without):
    """The first `step` backward lines of a net, when some forward values were thrown away."""
    forward, L, lines = walk_back(net)
    names = list(forward)
    gone = {"nothing": [], "X": names[:1], "A": names[1:-1], "Z": names[-1:]}[without]
    return Sweep(forward, L, lines, min(step, len(lines)), tuple(gone))


NAMES = tuple(dict.fromkeys(name for net in NETS.values() for name in places(len(net.layers))))


def draw(fig, data):
    """Three lanes with the boxes; above them the line of this step, below them the counters."""
    ax = fig.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))
    ax.axis("off")
    for name, (top, bottom) in LANES.items():
        ax.add_patch(Rectangle((4, top), WIDTH - 8, bottom - top, facecolor=LANE_COLOUR, edgecolor="none"))
        ax.text(18, (top + bottom) / 2, name, rotation=90, ha="center", va="center", fontsize=12, color=MUTED)
    ax.text(LEFT + BOX / 2, 196, "dX: nobody\nasks for it", ha="center", va="center", color=MUTED)
    text = partial(ax.text, va="top")
    arrow = {"arrowstyle": "-|>", "shrinkA": 1, "shrinkB": 3, "mutation_scale": 16, "linewidth": 2}
    artists = {
        "boxes": {name: Box(ax) for name in NAMES},
        "reads": ax.annotate("", (0, 0), (0, 0), arrowprops=arrow | {"color": BLUE}),
        "reuses": ax.annotate("", (0, 0), (0, 0), arrowprops=arrow | {"color": PURPLE, "linestyle": "dashed"}),
        "line": text(8, 8, "", fontsize=16, fontweight="bold"),
        "example": text(8, 34, ""),
        "parts": text(WIDTH - 8, 34, "", ha="right"),
        "products": text(8, 394, "", fontweight="bold"),
        "scratch": text(WIDTH - 8, 394, "", ha="right"),
    }
    update(artists, data)
    return artists


def update(artists, data):
    """Write every box in its role, point at what this line needs, and count."""
    where = places(data.depth)
    for name, box in artists["boxes"].items():
        if name in where:
            box.show(where[name], *contents(name, data))
        else:
            box.hide()
    for part in ("reads", "reuses"):
        source = getattr(data.now, part, "") if data.possible else ""
        adjacent = part == "reuses" and data.now is not None and data.now.name == source.replace("dA", "dZ")
        artists[part].set_visible(bool(source) and not adjacent)
        if source:
            point(artists[part], where[source], where[data.now.name])
    heading, colour, example, parts = words(data)
    artists["line"].set(text=heading, color=colour)
    artists["example"].set_text(example)
    artists["parts"].set_text(parts)
    artists["products"].set_text(f"products so far: {data.products} of {data.all_products}")
    artists["scratch"].set_text(f"every derivative from scratch, road by road: {data.products_from_scratch}")


def contents(name, data):
    """(title, numbers, role) of one box."""
    if name.startswith("W"):
        return name, "", "reads" if name == getattr(data.now, "reads", "") else "known"
    if name in data.forward:
        return forward_contents(name, data)
    position = next(i for i, line in enumerate(data.lines) if line.name == name)
    line = data.lines[position]
    if position >= data.step:
        return name, "", "future"
    if name not in data.made:
        return name, "✘ impossible" if line.value.ndim == 2 else "✘", "impossible"
    role = "new" if line is data.now else "reuses" if name == data.now.reuses else "known"
    return name, "\n".join(row(values) for values in np.atleast_2d(line.value)), role


def forward_contents(name, data):
    """(title, numbers, role) of a forward value."""
    if name in data.gone:
        return name, "✘ thrown away", "gone"
    role = "reads" if name == getattr(data.now, "reads", "") else "known"
    if name == f"Z{data.depth}":
        return f"{name} → p", f"{row(P)}\nL = {number(data.L, 3)}", role
    return name, row(data.forward[name][0]), role


def words(data):
    """Heading, its colour, an example entry, and what the line needs."""
    line = data.now
    if line is None:
        return "The forward pass is done", INK, "y = [0, 1, 0]: the second class is the true one", ""
    heading = f"line {data.step} of {len(data.lines)}:  {line.formula}"
    if data.possible:
        needs = [f"reads {line.reads}" if line.reads else "", f"reuses {line.reuses}" if line.reuses else ""]
        return heading, INK, line.example, ", ".join(filter(None, needs))
    missing = line.reads if line.reads in data.gone else line.reuses
    why = "was thrown away" if line.reads in data.gone else "could not be computed"
    return f"✘ {heading}", RED, f"impossible: it needs {missing}, which {why}", ""


def describe(data):
    """The line of this step with its numbers, and both counts."""
    heading, _, example, parts = words(data)
    value = ""
    if data.possible:
        value = f" {data.now.name} = {', '.join(row(values) for values in np.atleast_2d(data.now.value))}; {parts}."
    elif data.now:
        value = f" {example}."
    return (
        f"p = {row(P)}, L = {number(data.L, 3)}. {heading}.{value} "
        f"{data.products} of {data.all_products} products so far; "
        f"every derivative from scratch, road by road: {data.products_from_scratch}."
    )


MOST_LINES = max(len(walk_back(key)[2]) for key in NETS)


def move(state, by):
    """The state one line further or back."""
    _, _, lines = walk_back(state["net"])
    return {"step": min(max(min(state["step"], len(lines)) + by, 0), len(lines))}


def backward_ribbon():
    """The signature figure of lesson 09."""
    return Interactive(
        name="Backward ribbon",
        size=(WIDTH, HEIGHT),
        controls={
            "step": Slider("line", 0, MOST_LINES, 1, 1, digits=0),
            "net": Choice(
                "net", (("hand net 2-3-3", "hand"), ("three layers 2-3-3-3", "deep"), ("a dead unit", "dead")), "hand"
            ),
            "without": Choice(
                "throw away",
                (("nothing", "nothing"), ("the hidden outputs A", "A"), ("the scores Z", "Z"), ("the inputs X", "X")),
                "nothing",
            ),
        },
        model=model,
        draw=draw,
        update=update,
        describe=describe,
        actions=(Action("◀ Back", partial(move, by=-1)), Action("Next ▶", partial(move, by=1))),
        presets=(
            Preset("hand net", "The lecture's p − y is the first adjoint. Press Next and compute each line yourself."),
            Preset(
                "the one new idea", "dA1 reuses dZ2: what the layer above has computed is not done again.", {"step": 4}
            ),
            Preset(
                "all lines", "Every derivative has one decimal. Unit 3 is off, so its column of dW1 is 0.", {"step": 7}
            ),
            Preset(
                "no cache",
                "The hidden outputs were thrown away: dA1 is still possible, all that reads A1 is not.",
                {"step": 7, "without": "A"},
            ),
            Preset("three layers", "The same four lines once more, for one more layer.", {"net": "deep", "step": 11}),
            Preset(
                "a dead unit",
                "Unit 2 would get most of the blame, 0.6, but it is off: nothing passes on to its weights.",
                {"net": "dead", "step": 5},
            ),
        ),
    )


FIGURES = (backward_ribbon,)
