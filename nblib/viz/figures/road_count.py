"""Road count: with every layer the roads multiply and the edges add."""

from functools import partial
from itertools import pairwise
from math import prod
from typing import NamedTuple

from nblib.viz.plots import axes_at
from nblib.viz.spec import Interactive, Preset, Slider, Toggle
from nblib.viz.style import BLUE, INK, ORANGE, PURPLE

DEEPEST = 8
LOOKS = (  # name in the legend, colour, marker, dash
    ("roads: layers multiply", ORANGE, "D", "--"),
    ("weights: layers add", BLUE, "o", "-"),
)


class Counted(NamedTuple):
    """The net's layers; roads and weight edges of the nets with 1, 2, … of its hidden layers."""

    sizes: list
    depth: int
    roads: list  # from all inputs
    edges: list


def layers(inputs, width, depth, outputs, halve):
    """The sizes of all layers; with `halve` each hidden layer is half as wide as the one before.

    >>> layers(784, 128, 2, 10, True)
    [784, 128, 64, 10]
    """
    hidden = [max(width >> l, 1) if halve else width for l in range(depth)]
    return [inputs, *hidden, outputs]


def model(inputs, width, depth, outputs, halve):
    """The counts for this net and for all depths."""
    nets = [layers(inputs, width, d, outputs, halve) for d in range(1, DEEPEST + 1)]
    edges = [sum(a * b for a, b in pairwise(sizes)) for sizes in nets]
    return Counted(nets[depth - 1], depth, [prod(sizes) for sizes in nets], edges)


def draw(fig, data):
    """The two counts over the depth, on one logarithmic axis; the numbers of this net above."""
    ax = axes_at(fig, 66, 52, 470, 250)
    ax.set(yscale="log", xlim=(0.6, DEEPEST + 0.4), ylim=(1, 1e23), xlabel="hidden layers")
    ax.set_title("roads from all inputs, and weights")
    ax.set_yticks([10.0**k for k in range(0, 24, 4)], ["1", "10⁴", "10⁸", "10¹²", "10¹⁶", "10²⁰"])
    ax.minorticks_off()
    ax.grid(axis="y")
    ax.set_axisbelow(True)
    look = {"markeredgecolor": INK, "markersize": 7}
    curves = [
        ax.plot([], [], color=colour, marker=marker, linestyle=dash, label=name, **look)[0]
        for name, colour, marker, dash in LOOKS
    ]
    ax.legend(loc="upper left", fontsize=13)
    text = partial(fig.text, 0.735, va="top", linespacing=1.45)
    artists = {
        "curves": curves,
        "here": ax.plot([], [], color=PURPLE, linewidth=1.5, linestyle=":")[0],
        "net": text(0.955, "", fontsize=16, fontweight="bold"),
        "counts": text(0.85, ""),
    }
    update(artists, data)
    return artists


def update(artists, data):
    """Move both curves and write the numbers."""
    depths = range(1, DEEPEST + 1)
    for curve, counts in zip(artists["curves"], (data.roads, data.edges), strict=True):
        curve.set_data(depths, counts)
    artists["here"].set_data([data.depth] * 2, [1, 1e23])
    artists["net"].set_text(name_of(data))
    artists["counts"].set_text("\n".join(numbers(data)))


def name_of(data):
    """784-128-64-10; the middle of a long one is left out."""
    sizes = data.sizes
    if len(sizes) > 5:
        return f"{sizes[0]}-{sizes[1]}-…-{sizes[-2]}-{sizes[-1]}"
    return "-".join(map(str, sizes))


def numbers(data):
    """The counts in words, one line each."""
    roads, edges = data.roads[data.depth - 1], data.edges[data.depth - 1]
    return [
        "roads to the loss",
        f"  from one input: {large(roads // data.sizes[0])}",
        f"  from all: {large(roads)}",
        "",
        f"weight edges: {edges:,}",
        "",
        f"roads per edge: {large(round(roads / edges)) if roads >= edges else '< 1'}",
    ]


def large(count):
    """A count with commas, or as a power of ten from 10¹² on."""
    if count < 10**12:
        return f"{count:,}"
    mantissa, exponent = f"{count:.2e}".split("e+")
    return f"{mantissa}·10{exponent.translate(str.maketrans('0123456789', '⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


def describe(data):
    """The net and its counts."""
    hidden = "-".join(map(str, data.sizes))
    parts = [line.strip() for line in numbers(data) if line]
    return f"The net {hidden}: {parts[0]} {parts[1]}, {parts[2]}; {'; '.join(parts[3:])}."


def road_count():
    """The second figure of lesson 07."""
    lecture = {"inputs": 784, "width": 128, "depth": 2, "outputs": 10, "halve": True}
    return Interactive(
        name="Road count",
        size=(760, 360),
        controls={
            "inputs": Slider("inputs", 1, 784, 1, 4, digits=0),
            "width": Slider("width", 1, 128, 1, 8, digits=0),
            "depth": Slider("hidden layers", 1, DEEPEST, 1, 2, digits=0),
            "outputs": Slider("outputs", 1, 10, 1, 3, digits=0),
            "halve": Toggle("halve the width layer by layer"),
        },
        model=model,
        draw=draw,
        update=update,
        describe=describe,
        presets=(
            Preset("4-8-8-3", "The net of the ledger: 192 roads from one input, 120 weights."),
            Preset("one layer more", "Eight times as many roads, 64 weights more.", {"depth": 3}),
            Preset("784-128-64-10", "A net that reads digits: 81,920 roads from each pixel.", lecture),
            Preset(
                "the same, deep",
                "Eight layers of 128: nobody walks these roads.",
                lecture | {"depth": 8, "halve": False},
            ),
        ),
    )


FIGURES = (road_count,)
