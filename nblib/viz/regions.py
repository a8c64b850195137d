"""Decision regions as a picture: which class wins where, how surely, and never told by colour alone."""

import numpy as np
from matplotlib.colors import to_rgb

from nblib.viz.style import CLASS_COLOURS, INK, PAPER

HATCH_GAP = 12  # pixels from one line of a hatch to the next


def grid(low, high, pixels):
    """The centres of pixels × pixels squares that fill low … high in both coordinates: X (pixels², 2), top row first.

    >>> grid(0, 2, 2).tolist()
    [[0.5, 1.5], [1.5, 1.5], [0.5, 0.5], [1.5, 0.5]]
    """
    x = low + (np.arange(pixels) + 0.5) * (high - low) / pixels
    x1, x2 = np.meshgrid(x, x[::-1])
    return np.column_stack([x1.ravel(), x2.ravel()])


def region_image(P):
    """An RGB image (rows, columns, 3) of probabilities P (rows, columns, c), c at most 3; bytes 0 … 255.

    The colour is that of the winning class, fuller where it is surer. The second class is hatched, the third
    cross-hatched, as everywhere in the course, and a dark line runs where the winner changes.

    >>> region_image(np.array([[[1.0, 0, 0], [0.4, 0.5, 0.1]]])).shape
    (1, 2, 3)
    """
    rows, columns, c = P.shape
    winner, p = P.argmax(axis=-1), P.max(axis=-1)
    sureness = (p - 1 / c) / (1 - 1 / c)
    fullness = (0.12 + 0.38 * sureness)[..., np.newaxis]
    colours = np.array([to_rgb(colour) for colour in CLASS_COLOURS[:c]])[winner]
    image = np.array(to_rgb(PAPER)) * (1 - fullness) + colours * fullness
    y, x = np.indices((rows, columns))
    hatched = ((winner >= 1) & ((x + y) % HATCH_GAP == 0)) | ((winner == 2) & ((x - y) % HATCH_GAP == 0))
    image[hatched] = 0.45 * image[hatched] + 0.55 * colours[hatched]
    border = np.zeros((rows, columns), dtype=bool)
    border[1:] |= winner[1:] != winner[:-1]
    border[:, 1:] |= winner[:, 1:] != winner[:, :-1]
    image[border] = to_rgb(INK)
    return (255 * image).round().astype(np.uint8)
