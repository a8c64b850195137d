"""The digits that a net gets wrong, or hardly right, with its probabilities."""

from functools import partial
from typing import NamedTuple

import numpy as np

from nblib.functions import softmax
from nblib.viz.images import grey_image, mosaic, short_training
from nblib.viz.spec import Choice, Interactive, Preset

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


FIGURES = (mistakes,)
