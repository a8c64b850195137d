"""The digits that a net gets wrong, or hardly right, with its probabilities."""

from functools import partial
from typing import NamedTuple

import numpy as np

from nblib.functions import softmax
from nblib.viz.images import grey_image, mosaic, short_training
from nblib.viz.spec import Choice, Interactive, Preset

COLUMNS, SHOWN = 6, 12
GAP = 2  # pixels between two images
SIDE = 8 + GAP


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
            Preset("narrowest mistakes", "Wrong by a hair, beginning with the closest.", {"kind": "narrow"}),
            Preset("hardest right ones", "Right, and barely: cover the captions, and read.", {"kind": "right"}),
        ),
    )


KINDS = {"surest": "surest mistakes", "narrow": "narrowest mistakes", "right": "hardest right ones"}


def draw_gallery(fig, data):
    """Two rows of six images with two lines below each."""
    rows = [fig.add_axes((0.015, bottom, 0.97, 0.3)) for bottom in (0.59, 0.12)]
    artists = {"rows": [grey_image(ax, row_of_images([]), 0, 1) for ax in rows], "said": [], "true": []}
    for i in range(SHOWN):
        ax = rows[i // COLUMNS]
        centre = (SIDE * (i % COLUMNS) + 4) / (SIDE * COLUMNS - GAP)
        words = partial(ax.text, centre, s="", transform=ax.transAxes, ha="center", va="top")
        artists["said"].append(words(y=-0.06, fontweight="bold"))
        artists["true"].append(words(y=-0.23))
    artists["title"] = ax.text(0.02, 0.94, "", transform=fig.transFigure, fontsize=14, fontweight="bold")
    update_gallery(artists, data)
    return artists


def row_of_images(images):
    """At most six images side by side; places without one stay white."""
    blank = np.zeros((COLUMNS - len(images), 64))
    return mosaic([*images, *blank], COLUMNS, gap=GAP)


def update_gallery(artists, data):
    """Show other images and what is read."""
    artists["title"].set_text(f"{KINDS[data.kind]}, with p  ({data.mistakes} of {data.m} test images are read wrongly)")
    for i, row in enumerate(artists["rows"]):
        row.set_data(row_of_images(data.images[i * COLUMNS : (i + 1) * COLUMNS]))
    for i, (said, true) in enumerate(zip(artists["said"], artists["true"], strict=True)):
        first_line, second_line = captions(data.P[i], data.labels[i]) if i < len(data.images) else ("", "")
        said.set_text(first_line)
        true.set_text(second_line)


def captions(p, label):
    """What the net reads, and what it is, or what it might have been."""
    first, second = np.argsort(-p)[:2]
    if first == label:
        return f"reads {first}: {p[first]:.2f}", f"or {second}: {p[second]:.2f}"
    return f"reads {first}: {p[first]:.2f}", f"is {label}: {p[label]:.2f}"


def describe_gallery(data):
    """How many mistakes there are, and the captions of the images, which say with which p they are read as what."""
    shown = [", ".join(captions(p, label)) for p, label in zip(data.P, data.labels, strict=True)]
    count = f"{data.mistakes} of {data.m} test images are read wrongly. Shown: {KINDS[data.kind]}"
    return f"{count}: {'; '.join(shown) or 'none'}."


FIGURES = (mistakes,)
