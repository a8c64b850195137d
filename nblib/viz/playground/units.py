"""Each unit of the playground's net as a picture of what it says about the plane, all of them in one image.

One pixel is one unit of the coordinates, y runs downwards. Layers are columns: the inputs on the left, in the places of
all features there could be, and the scores on the right.
"""

import numpy as np
from matplotlib.colors import to_rgb

from nblib.playground.knobs import FEATURES
from nblib.viz.style import FAINT, NEGATIVE, PAPER, POSITIVE

WIDTH, HEIGHT = 448, 430
SIDE, PITCH = 40, 44  # of a unit's picture, and from one unit to the next below it
TOP, MIDDLE = 28, 28 + 4 * PITCH
FIRST, LAST = 66, 396  # the middles of the columns of inputs and of scores
CELL = 2  # pixels of the picture for one of the image


def places(situation):
    """Where the units are: for each layer, inputs first, an array (units, 2) of the middles of their pictures.

    >>> from nblib.playground.situation import parse
    >>> [layer.tolist() for layer in places(parse("hidden=1"))][1:]
    [[[230.0, 204.0]], [[396.0, 182.0], [396.0, 226.0]]]
    """
    inputs = [FEATURES.index(name) for name in situation.features]
    columns = np.linspace(FIRST, LAST, len(situation.sizes)) // CELL * CELL
    layers = [np.array([middle_of(row, len(FEATURES)) for row in inputs])]
    layers += [np.array([middle_of(row, units) for row in range(units)]) for units in situation.sizes[1:]]
    return [np.column_stack([np.full(len(y), x), y]) for x, y in zip(columns, layers, strict=True)]


def middle_of(row, rows):
    """The y of one of so many units.

    >>> middle_of(0, 2), middle_of(1, 2)
    (182.0, 226.0)
    """
    return MIDDLE + PITCH * (row - (rows - 1) / 2)


def unit_images(values, largest):
    """RGB pictures (units, k, k, 3) of units' outputs: blue above 0, red and striped below, white at 0.

    The fullest colour stands for the size `largest` (units,); a unit that is 0 everywhere is grey.

    >>> unit_images(np.array([[[1.0, 0.0], [0.0, -1.0]]]), np.array([1.0])).shape
    (1, 2, 2, 3)
    """
    paper, blue, red = (np.array(to_rgb(colour), dtype=np.float32) for colour in (PAPER, POSITIVE, NEGATIVE))
    scale = np.where(largest > 0, largest, 1)[:, np.newaxis, np.newaxis]
    v = np.clip(values / scale, -1, 1).astype(np.float32)
    row, column = np.indices(values.shape[1:])
    v = np.where((v < 0) & ((row + column) % 4 == 0), 0.45 * v, v)  # the stripes
    images = paper + v[..., np.newaxis] * np.where(v[..., np.newaxis] >= 0, blue - paper, paper - red)
    images[~values.any(axis=(1, 2))] = to_rgb(FAINT)
    return images


def composed(look):
    """All units' pictures in their places: an RGBA image that covers the columns from inputs to scores."""
    rows, columns = 8 * PITCH // CELL, (LAST - FIRST + SIDE) // CELL
    image = np.zeros((rows, columns, 4), dtype=np.uint8)
    values = np.concatenate([look.features, *look.units, look.scores])
    largest = np.abs(values).max(axis=(1, 2))
    if look.situation.activation in ("tanh", "sigmoid"):
        largest[len(look.features) : -len(look.scores)] = 1  # hidden units, whose outputs have a bound
    pictures = (255 * unit_images(values, largest)).astype(np.uint8)
    k = SIDE // CELL
    for picture, (x, y) in zip(pictures, np.concatenate(places(look.situation)), strict=True):
        left, top = int(x - FIRST) // CELL, int(y - SIDE / 2 - TOP) // CELL
        image[top : top + k, left : left + k, :3] = picture
        image[top : top + k, left : left + k, 3] = 255
    return image
