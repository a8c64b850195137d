"""One image at every stage of a net, forward and backward."""

from typing import NamedTuple

import numpy as np

from nblib.functions import softmax
from nblib.losses import softmax_cross_entropy
from nblib.viz.images import grey_image, mosaic, short_training
from nblib.viz.spec import Interactive, Preset, Slider
from nblib.viz.style import BLUE, INK, ORANGE, number


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
        """The hidden unit with the most blame, from 0."""
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
                "Before the first step p is spread out: every wrong class gets some blame.",
                {"image": easiest, "passes": 0},
            ),
            Preset("hardly right", "Several digits share the probability, and the blame with it.", {"image": hardest}),
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
    if count == 10:
        ax.set_xticks(range(10))
    else:  # digits begin with 0, units with 1
        ax.set_xticks([0, *range(4, count, 5)], ["1", *map(str, range(5, count + 1, 5))])
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
    artists["unit"].set_text(f"unit {data.unit + 1}: x · {factor(data.dZ1[data.unit])}")
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
        f"The largest entry of dZ1 is {number(float(data.dZ1[data.unit]))}, at unit {data.unit + 1}."
    )


FIGURES = (one_digit,)
