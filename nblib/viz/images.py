"""Handwritten digits for the figures: images laid side by side in grey, and a short training to show by default.

Grey stands for a number: black is the largest, white the smallest, so that no sign hangs on a colour.
"""

from functools import lru_cache
from itertools import islice

import numpy as np

from nblib.datasets import load_digits, split
from nblib.descent import sgd
from nblib.mlp import MLP


@lru_cache
def short_training():
    """(nets, train, test): a few passes, for a figure that is asked for without data."""
    X, labels, *_ = load_digits()
    train, test = split(X, labels, 1 / 4, np.random.default_rng(0))
    rng = np.random.default_rng(0)
    walk = sgd(MLP.init([64, 32, 10], rng), *train, learning_rate=0.1, batch_size=10, rng=rng)
    return [state.w for state in islice(walk, 0, 811, 135)], train, test


def mosaic(images, columns, gap=1, paper=0.0, zoom=6):
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


def grey_image(ax, picture, low, high):
    """An image from white (low) to black (high) that fills the axes, without ticks."""
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    return ax.imshow(picture, cmap="Greys", vmin=low, vmax=high, interpolation="none")
