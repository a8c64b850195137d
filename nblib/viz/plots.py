"""Parts of pictures: each draws on axes it is given and keeps the artists that change; none makes a figure."""

import numpy as np

from nblib.viz.style import CLASS_COLOURS, CLASS_HATCHES, INK, MUTED, PAPER, number


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
        self.labels = [ax.text(x, 0, "", ha="center", fontweight="bold", zorder=5) for x in positions]
        for label in self.labels:
            label.set_bbox({"facecolor": PAPER, "edgecolor": "none", "pad": 1, "alpha": 0.85})
        self.update(heights, outlines)

    @property
    def artists(self):
        """Everything that moves."""
        return [*self.bars, *self.outlines, *self.labels]

    def update(self, heights, outlines=None):
        """Set the heights, the numbers and the outlines (None: no outlines)."""
        low, high = self.ax.get_ylim()
        margin = 0.08 * (high - low)
        for bar, label, height in zip(self.bars, self.labels, heights, strict=True):
            shown = float(np.clip(np.nan_to_num(height, nan=0.0), low + margin, high - margin))
            bar.set_height(shown)
            label.set(text=number(float(height), self.digits), y=shown, va="top" if shown < 0 else "bottom")
        for outline, height in zip(self.outlines, heights if outlines is None else outlines, strict=True):
            outline.set_height(float(np.clip(np.nan_to_num(height, nan=0.0), low + margin, high - margin)))
            outline.set_visible(outlines is not None)
