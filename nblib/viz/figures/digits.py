"""A net learns to read digits: its loss and first layer pass by pass, its mistakes, and one image's way through it.

Images have 8×8 pixels, 0 is paper and 1 is ink. Grey stands for a number: black is the largest, white the smallest.
"""

from functools import lru_cache, partial
from itertools import islice
from typing import NamedTuple

import numpy as np

from nblib.datasets import load_digits, split
from nblib.descent import sgd
from nblib.functions import softmax
from nblib.losses import softmax_cross_entropy
from nblib.mlp import MLP
from nblib.viz.spec import Choice, Interactive, Preset, Slider, Toggle
from nblib.viz.style import BLUE, INK, MUTED, ORANGE, number


@lru_cache
def short_training():
    """(nets, train, test): a few passes, for a figure that is asked for without data."""
    X, labels, *_ = load_digits()
    train, test = split(X, labels, 1 / 4, np.random.default_rng(0))
    rng = np.random.default_rng(0)
    walk = sgd(MLP.init([64, 32, 10], rng), *train, learning_rate=0.1, batch_size=10, rng=rng)
    return [state.w for state in islice(walk, 0, 811, 135)], train, test


def mosaic(images, columns, gap=1, paper=1.0, zoom=6):
    """Square images side by side, `columns` in a row, as one picture; `paper` fills the gaps.

    Pixels are repeated `zoom` times, so that a browser which smooths what it enlarges still shows squares.

    >>> mosaic(np.zeros((3, 64)), columns=2, zoom=1).shape
    (17, 17)
    """
    rows = -(-len(images) // columns)
    side = 8 + gap
    picture = np.full((rows * side - gap, columns * side - gap), paper)
    for i, image in enumerate(images):
        top, left = side * (i // columns), side * (i % columns)
        picture[top : top + 8, left : left + 8] = np.reshape(image, (8, 8))
    return picture.repeat(zoom, axis=0).repeat(zoom, axis=1)


def grey_image(ax, picture, low, high, **more):
    """An image from white (low) to black (high) that fills the axes, without ticks."""
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    return ax.imshow(picture, cmap="Greys", vmin=low, vmax=high, interpolation="none", **more)


# ── Training: loss curves and the first layer ────────────────────────────────────────────────────────────────────────


class Training(NamedTuple):
    """Loss and accuracy on both sets after each pass, which pass is shown, and its net."""

    loss: np.ndarray  # (passes + 1, 2): training, test
    accuracy: np.ndarray
    passes: int
    W: np.ndarray  # of the first layer, or what was learned of it
    learned: bool


def measure(net, data):
    """(loss, accuracy) of a net on (X, labels)."""
    X, labels = data
    Z = net.forward(X)[-1]
    return softmax_cross_entropy(Z, labels)[0], float((Z.argmax(axis=1) == labels).mean())


def training_film(nets=None, train=None, test=None):
    """Loss on training and test images after each pass, and the first layer's weights as images at one of them."""
    if nets is None:
        nets, train, test = short_training()
    scores = np.array([[measure(net, data) for data in (train, test)] for net in nets])
    last = len(nets) - 1

    def model(passes, learned):
        W = nets[passes].layers[0].W
        return Training(scores[:, :, 0], scores[:, :, 1], passes, W - nets[0].layers[0].W if learned else W, learned)

    return Interactive(
        name="Training film",
        size=(760, 360),
        controls={
            "passes": Slider("passes", 0, last, 1, last, digits=0),
            "learned": Toggle("without the random start"),
        },
        model=model,
        draw=draw_training,
        update=update_training,
        describe=describe_training,
        presets=(
            Preset("before", "Random weights: ten digits, one guess in ten is right.", {"passes": 0}),
            Preset("one pass", "Every image seen once: most of the way is done.", {"passes": 1}),
            Preset("the end", "The training loss goes on falling; the test loss has all but stopped."),
            Preset(
                "what was learned",
                "The weights without their random start: blots and strokes, in the middle where the digits differ.",
                {"learned": True},
            ),
        ),
    )


def draw_training(fig, data):
    """Loss curves on the left, the first layer's weights on the right."""
    curves, weights = fig.add_axes((0.075, 0.24, 0.33, 0.65)), fig.add_axes((0.44, 0.2, 0.55, 0.69), anchor="N")
    passes = np.arange(len(data.loss))
    for j, (name, colour, dash) in enumerate((("training", BLUE, "-"), ("test", ORANGE, "--"))):
        curves.plot(passes, data.loss[:, j], color=colour, linestyle=dash, label=f"{name} images")
    curves.set(yscale="log", xlim=(-0.5, passes[-1] + 0.5), xlabel="passes through the training images")
    curves.set(title="loss (nats)", ylim=(min(0.01, data.loss.min() / 1.5), max(4, data.loss.max() * 1.2)))
    curves.set_yticks([0.01, 0.1, 1], ["0.01", "0.1", "1"])
    curves.minorticks_off()
    curves.grid(axis="y")
    curves.axhline(np.log(10), color=MUTED, linewidth=1, linestyle=":")
    curves.text(passes[-1], np.log(10) / 1.1, "ln 10: no idea", ha="right", va="top", color=MUTED, fontsize=12)
    curves.legend(loc="upper right", bbox_to_anchor=(1.02, 0.83))
    weights.set_title("first layer: 32 units, 64 weights each")
    weights.set_xlabel("black: ink here raises z,  white: lowers it", labelpad=8)
    artists = {
        "now": curves.axvline(0, color=INK, linewidth=1.2),
        "marks": [
            curves.plot([], [], marker=marker, color=colour, markeredgecolor=INK, markersize=9, linestyle="none")[0]
            for marker, colour in (("o", BLUE), ("^", ORANGE))
        ],
        "weights": grey_image(weights, first_layer(data.W), -1, 1),
        "words": curves.text(0.02, 0.03, "", transform=curves.figure.transFigure, fontweight="bold"),
    }
    update_training(artists, data)
    return artists


def first_layer(W):
    """Each hidden unit's weights as an 8×8 image, each divided by its own largest weight."""
    largest = np.abs(W).max(axis=0, keepdims=True)
    return mosaic((W / np.where(largest > 0, largest, 1)).T, columns=8, paper=-1.0)


def update_training(artists, data):
    """Show another pass."""
    artists["now"].set_xdata([data.passes, data.passes])
    for mark, loss in zip(artists["marks"], data.loss[data.passes], strict=True):
        mark.set_data([data.passes], [loss])
    artists["weights"].set_data(first_layer(data.W))
    train, test = data.accuracy[data.passes]
    artists["words"].set_text(f"right: {train:.1%} of training, {test:.1%} of test images")


def describe_training(data):
    """Losses and accuracies at this pass."""
    (train_L, test_L), (train, test) = data.loss[data.passes], data.accuracy[data.passes]
    return (
        f"After {data.passes} passes: loss {train_L:.2f} on training and {test_L:.2f} on test images; "
        f"{train:.1%} and {test:.1%} are read correctly."
    )


# ── Mistakes ─────────────────────────────────────────────────────────────────────────────────────────────────────────

SHOWN = 12


class Gallery(NamedTuple):
    """Images, what they are, the net's probabilities for them, and of how many in all they were chosen."""

    kind: str
    images: np.ndarray
    labels: np.ndarray
    P: np.ndarray
    mistakes: int
    m: int


def mistakes(net=None, test=None):
    """Test images that the net gets wrong, or hardly right, with its probabilities."""
    if net is None:
        nets, _, test = short_training()
        net = nets[-1]
    X, labels = test
    P = softmax(net.forward(X)[-1])
    wrong = P.argmax(axis=1) != labels
    sure, true = P.max(axis=1), P[np.arange(len(labels)), labels]
    orders = {
        "surest": np.flatnonzero(wrong)[np.argsort(-sure[wrong])],
        "narrow": np.flatnonzero(wrong)[np.argsort((sure - true)[wrong])],
        "right": np.flatnonzero(~wrong)[np.argsort(true[~wrong])],
    }

    def model(kind):
        rows = orders[kind][:SHOWN]
        return Gallery(kind, X[rows], labels[rows], P[rows], int(wrong.sum()), len(labels))

    return Interactive(
        name="Mistakes",
        size=(760, 390),
        controls={"kind": Choice("show", tuple((name, kind) for kind, name in KINDS.items()), "surest")},
        model=model,
        draw=draw_gallery,
        update=update_gallery,
        describe=describe_gallery,
        presets=(
            Preset("surest mistakes", "Wrong, and sure of it: these cost the most nats."),
            Preset("narrowest mistakes", "Wrong by a hair: the right digit came second.", {"kind": "narrow"}),
            Preset("hardest right ones", "Right, and barely: cover the captions, and read.", {"kind": "right"}),
        ),
    )


KINDS = {"surest": "surest mistakes", "narrow": "narrowest mistakes", "right": "hardest right ones"}


def draw_gallery(fig, data):
    """Two rows of six images with two lines below each."""
    artists = {"images": [], "said": [], "true": []}
    for i in range(SHOWN):
        left, bottom = 0.01 + 0.166 * (i % 6), (0.59, 0.12)[i // 6]
        ax = fig.add_axes((left, bottom, 0.148, 0.3))
        artists["images"].append(grey_image(ax, np.zeros((48, 48)), 0, 1))
        words = partial(ax.text, 0.5, s="", transform=ax.transAxes, ha="center", va="top")
        artists["said"].append(words(y=-0.06, fontweight="bold"))
        artists["true"].append(words(y=-0.24))
    artists["title"] = ax.text(0.02, 0.94, "", transform=fig.transFigure, fontsize=14, fontweight="bold")
    update_gallery(artists, data)
    return artists


def update_gallery(artists, data):
    """Show other images; places without one stay empty."""
    artists["title"].set_text(f"{KINDS[data.kind]}, with p  ({data.mistakes} of {data.m} test images are read wrongly)")
    for i, (image, said, true) in enumerate(zip(artists["images"], artists["said"], artists["true"], strict=True)):
        image.set_visible(i < len(data.images))
        if i >= len(data.images):
            said.set_text("")
            true.set_text("")
            continue
        p, label = data.P[i], data.labels[i]
        first, second = np.argsort(-p)[:2]
        image.set_data(mosaic(data.images[i : i + 1], columns=1))
        said.set_text(f"reads {first}: {p[first]:.2f}")
        other = second if first == label else label
        true.set_text(f"{'or' if first == label else 'is'} {other}: {p[other]:.2f}")


def describe_gallery(data):
    """How many mistakes there are, and the first image's two probabilities."""
    first = f"{data.mistakes} of {data.m} test images are read wrongly. Shown: {KINDS[data.kind]}."
    if not len(data.images):
        return first
    p, label = data.P[0], data.labels[0]
    said = int(p.argmax())
    return f"{first} The first is a {label}, read as {said} with p = {p[said]:.2f}; p({label}) = {p[label]:.2f}."


# ── One image, forward and backward ──────────────────────────────────────────────────────────────────────────────────


class Journey(NamedTuple):
    """Every stage of one image, forward x, A1, p, L and backward dZ2, dZ1, dW1; the limits of A1's and dZ1's axes."""

    x: np.ndarray
    label: int
    A: np.ndarray
    p: np.ndarray
    L: float
    dZ2: np.ndarray
    dZ1: np.ndarray
    dW1: np.ndarray
    limits: tuple[float, float]
    passes: int

    @property
    def unit(self):
        """The hidden unit with the most blame."""
        return int(np.abs(self.dZ1).argmax())


def one_digit(nets=None, test=None):
    """One test image at every stage of its way forward and backward, after any number of passes."""
    if nets is None:
        nets, _, test = short_training()
    X, labels = test
    last = len(nets) - 1
    P = softmax(nets[-1].forward(X)[-1])
    p_true = P[np.arange(len(labels)), labels]
    right = P.argmax(axis=1) == labels
    easiest, hardest, worst = int(p_true.argmax()), int(np.where(right, p_true, 2).argmin()), int(p_true.argmin())
    shown = [stages(nets[k], X[i], labels[i]) for i in (easiest, hardest, worst) for k in (0, last)]
    limits = tuple(1.1 * max(float(np.abs(stage[name]).max()) for stage in shown) for name in ("A", "dZ1"))

    def model(image, passes):
        return Journey(**stages(nets[passes], X[image], labels[image]), limits=limits, passes=passes)

    return Interactive(
        name="One digit's journey",
        size=(760, 420),
        controls={
            "image": Slider("image", 0, len(X) - 1, 1, worst, digits=0),
            "passes": Slider("passes", 0, last, 1, last, digits=0),
        },
        model=model,
        draw=draw_journey,
        update=update_journey,
        describe=describe_journey,
        presets=(
            Preset("a mistake", "The largest loss of all test images: much blame comes back."),
            Preset("an easy one", "p is nearly y: hardly any blame, so hardly anything to learn.", {"image": easiest}),
            Preset(
                "the same, untrained",
                "Before the first step p is spread out, and every wrong class gets its share of blame.",
                {"image": easiest, "passes": 0},
            ),
            Preset("hardly right", "Two digits share the probability, and the blame with it.", {"image": hardest}),
        ),
    )


def stages(net, x, label):
    """The forward values and the adjoints of one image, by name."""
    outputs = net.forward(x[None])
    _, A, Z = outputs
    L, dZ2 = softmax_cross_entropy(Z, np.array([label]))
    (dW1, dZ1), _ = net.backward(outputs, dZ2)  # with one image, db1 is dZ1
    p = softmax(Z)[0]
    return {"x": x, "label": int(label), "A": A[0], "p": p, "L": L, "dZ2": dZ2[0], "dZ1": dZ1, "dW1": dW1}


def draw_journey(fig, data):
    """Forward in the upper row from left to right, backward in the lower row from right to left."""
    (image, hidden, chances), (blame, d_hidden, d_scores) = fig.subplots(2, 3, width_ratios=[0.66, 1.5, 1])
    fig.subplots_adjust(left=0.015, right=0.985, top=0.83, bottom=0.115, wspace=0.17, hspace=0.6)
    A_limit, dZ_limit = data.limits
    bars = {
        "A": bar_chart(hidden, "→ A1: what the 32 units say", 32, (0, A_limit), BLUE),
        "p": bar_chart(chances, "→ p", 10, (0, 1.1), BLUE),
        "dZ1": bar_chart(d_hidden, "← dZ1: the blame of each", 32, (-dZ_limit, dZ_limit), ORANGE),
        "dZ2": bar_chart(d_scores, "← dZ2 = p − y", 10, (-1.15, 1.15), ORANGE),
    }
    image.set_title("x")
    blame.set_title("← dW1, one unit")
    artists = {
        "bars": bars,
        "x": grey_image(image, mosaic(data.x[None], 1), 0, 1),
        "dW1": grey_image(blame, mosaic(data.x[None], 1), -1, 1),
        "unit": blame.text(0, -0.06, "", transform=blame.transAxes, va="top"),
        "words": hidden.text(0.015, 0.94, "", transform=fig.transFigure, fontsize=14, fontweight="bold"),
    }
    update_journey(artists, data)
    return artists


def bar_chart(ax, title, count, limits, colour):
    """A bar for each unit, all 0 for now."""
    ax.set(title=title, xlim=(-0.7, count - 0.3), ylim=limits)
    ax.set_xticks(range(0, count, 1 if count == 10 else 5))
    ax.locator_params(axis="y", nbins=3)
    ax.tick_params(length=0)
    ax.axhline(0, color=INK, linewidth=1)
    return list(ax.bar(range(count), np.zeros(count), color=colour, edgecolor=INK, linewidth=0.5))


def update_journey(artists, data):
    """Set images, bars and words; the true digit and the unit of dW1 are hatched."""
    for name, bars in artists["bars"].items():
        marked = data.label if len(bars) == 10 else data.unit
        for i, (bar, height) in enumerate(zip(bars, getattr(data, name), strict=True)):
            bar.set(height=float(height), hatch="///" if i == marked else "")
    gradient = data.dW1[:, data.unit]
    artists["x"].set_data(mosaic(data.x[None], 1))
    artists["dW1"].set_data(mosaic(gradient[None] / max(float(np.abs(gradient).max()), 1e-12), 1))
    artists["unit"].set_text(f"unit {data.unit}: x · {factor(data.dZ1[data.unit])}")
    artists["words"].set_text(sentence(data))


def factor(x):
    """Two decimals, in brackets if negative."""
    text = number(float(x))
    return f"({text})" if text.startswith("−") else text


def sentence(data):
    """What it is, what it is read as, and the loss."""
    said = int(data.p.argmax())
    true = "" if said == data.label else f", p({data.label}) = {data.p[data.label]:.2f}"
    return f"a {data.label}, read as {said}:  p({said}) = {data.p[said]:.2f}{true},  L = {data.L:.2f} nats"


def describe_journey(data):
    """The sentence, and where the blame goes."""
    on = int((data.A > 0).sum())
    return (
        f"After {data.passes} passes: {sentence(data)}. {on} of {data.A.size} hidden units are on. "
        f"The largest entry of dZ1 is {number(float(data.dZ1[data.unit]))}, at unit {data.unit}."
    )


FIGURES = (training_film, mistakes, one_digit)
