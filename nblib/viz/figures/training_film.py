"""A net learns to read digits: its loss and its first layer, pass by pass."""

from typing import NamedTuple

import numpy as np

from nblib.losses import softmax_cross_entropy
from nblib.viz.images import grey_image, mosaic, short_training
from nblib.viz.spec import Interactive, Preset, Slider, Toggle
from nblib.viz.style import BLUE, INK, MUTED, ORANGE


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
                "The weights without their random start: blots and strokes, where digits differ.",
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
    """Losses and accuracies at this pass, and which weights are shown."""
    (train_L, test_L), (train, test) = data.loss[data.passes], data.accuracy[data.passes]
    return (
        f"After {data.passes} passes: loss {train_L:.2f} on training and {test_L:.2f} on test images; "
        f"{train:.1%} and {test:.1%} are read correctly. "
        f"Shown are the first layer's weights{' without their random start' if data.learned else ''}."
    )


FIGURES = (training_film,)
