"""Parts of pictures: each draws on axes it is given and keeps the artists that change; none makes a figure."""

import numpy as np

from nblib.viz.style import CLASS_COLOURS, CLASS_HATCHES, INK, MUTED, number


def axes_at(fig, left, bottom, width, height):
    """Axes at a place of the figure given in pixels."""
    w, h = 72 * fig.get_size_inches()
    return fig.add_axes([left / w, bottom / h, width / w, height / h])


def change(artist, **properties):
    """Set those properties that differ: matplotlib draws again whatever is set, even to what it was."""
    artist.set(**{name: value for name, value in properties.items() if getattr(artist, f"get_{name}")() != value})


ON_WHITE = {"facecolor": "white", "edgecolor": "none", "pad": 0}  # so that no outline strikes a number through


class Bars:
    """One bar for each class with its number on top, and the outline of another set of heights behind it.

    A height beyond the axis is cut off there; one that is no number has no bar. The label always tells the truth.
    """

    def __init__(self, ax, heights, outlines=None, digits=2):
        positions = np.arange(len(heights))
        style = {"width": 0.62, "edgecolor": INK, "linewidth": 0.9}
        self.ax, self.digits = ax, digits
        self.bars = list(ax.bar(positions, np.zeros(len(heights)), **style))
        for bar, colour, hatch in zip(self.bars, CLASS_COLOURS, CLASS_HATCHES, strict=True):
            bar.set(facecolor=colour, hatch=hatch)
        self.outlines = list(
            ax.bar(positions, np.zeros(len(heights)), width=0.8, fill=False, edgecolor=MUTED, linestyle=(0, (3, 3)))
        )
        label = {"textcoords": "offset points", "ha": "center", "fontweight": "bold", "zorder": 5}
        self.labels = [ax.annotate("", (x, 0), (0, 4), annotation_clip=False, **label) for x in positions]
        self.update(heights, outlines)

    @property
    def artists(self):
        """Everything that moves."""
        return [*self.bars, *self.outlines, *self.labels]

    def update(self, heights, outlines=None):
        """Set the heights, the numbers and the outlines (None: no outlines)."""
        for bar, label, height in zip(self.bars, self.labels, heights, strict=True):
            shown = self._within_axis(height)
            bar.set_height(shown)
            label.xy = (label.xy[0], shown)
            label.set(text=number(float(height), self.digits), va="top" if shown < 0 else "bottom")
            label.xyann = (0, -4 if shown < 0 else 4)
            label.set_bbox(None if outlines is None else ON_WHITE)
        for outline, height in zip(self.outlines, heights if outlines is None else outlines, strict=True):
            outline.set_height(self._within_axis(height))
            outline.set_visible(outlines is not None)

    def _within_axis(self, height):
        """The height, cut off where its number would leave the axis; 0 for nan."""
        low, high = self.ax.get_ylim()
        margin = 0.08 * (high - low)
        return float(np.clip(np.nan_to_num(height, nan=0.0), min(low + margin, 0), high - margin))
