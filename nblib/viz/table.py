"""A table of numbers as a picture, which can grow and shrink."""

import numpy as np
from matplotlib.collections import LineCollection

from nblib.viz.style import MUTED, number

CELL = np.array([44, 30])  # width and height in pixels


class Grid:
    """A table of whole numbers in cells; its upper left corner stays where it is."""

    def __init__(self, ax, left, top, rows, columns):
        self.corner = np.array([left, top])
        middles = [[self.corner + CELL * [k + 0.5, -r - 0.5] for k in range(columns)] for r in range(rows)]
        self.texts = [[ax.text(*xy, "", ha="center", va="center_baseline") for xy in row] for row in middles]
        self.lines = ax.add_collection(LineCollection([], colors=MUTED, linewidths=1), autolim=False)
        self.artists = [self.texts, self.lines]

    def box(self, row, column, rows, columns):
        """x, y, width and height of a block of cells."""
        x, y = self.corner + CELL * [column, -row - rows]
        return x, y, *(CELL * [columns, rows])

    def update(self, values):
        """Show these values and no other cells; None shows nothing."""
        rows, columns = (0, 0) if values is None else values.shape
        for r, texts in enumerate(self.texts):
            for k, text in enumerate(texts):
                text.set_text(number(float(values[r, k]), 0) if r < rows and k < columns else "")
        x, y, width, height = self.box(0, 0, rows, columns)
        across = [[(x, y + r * CELL[1]), (x + width, y + r * CELL[1])] for r in range(rows + 1)]
        down = [[(x + k * CELL[0], y), (x + k * CELL[0], y + height)] for k in range(columns + 1)]
        self.lines.set_segments([*across, *down] if rows else [])
