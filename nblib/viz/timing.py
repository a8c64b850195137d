"""What two loops cost, against one matrix product: measured seconds, and their ratio."""

from functools import partial

import numpy as np

from nblib.viz.still import Still
from nblib.viz.style import BLUE, INK, MUTED, ORANGE


def loops_against_product(sizes, seconds):
    """Two curves from a pair (loops, product) of measured seconds for each number m of examples, and their ratios."""
    ratios = [loops / product for loops, product in seconds]
    measured = ", ".join(f"{ratio:,.0f} times at m = {m:,}" for m, ratio in zip(sizes, ratios, strict=True))
    description = f"Measured on this machine, the loops take longer than the product: {measured}."
    return Still(
        (760, 330), partial(_draw, sizes=np.array(sizes), seconds=np.array(seconds), ratios=ratios), description
    )


def _draw(fig, sizes, seconds, ratios):
    ax = fig.add_axes([0.09, 0.17, 0.73, 0.72])
    ax.set(xscale="log", yscale="log", xlim=(6, 1.8e5), ylim=(5e-7, 30), xlabel="m, the number of examples")
    ax.set_title("seconds, and how many times as long")
    ax.set_xticks([10, 100, 1000, 10_000, 100_000], ["10", "100", "1,000", "10,000", "100,000"])
    ax.set_yticks([1e-6, 1e-3, 1], ["1 µs", "1 ms", "1 s"])
    ax.minorticks_off()
    ax.grid(axis="y")
    ax.set_axisbelow(True)
    looks = ((ORANGE, "D", "two loops"), (BLUE, "o", "one product"))
    for measured, (colour, marker, words) in zip(seconds.T, looks, strict=True):
        ax.plot(sizes, measured, color=colour, marker=marker, markeredgecolor=INK, markersize=8, linewidth=3)
        end = (sizes[-1], measured[-1])
        ax.annotate(words, end, (14, 0), textcoords="offset points", va="center", annotation_clip=False)
    for m, (loops, product), ratio in zip(sizes, seconds, ratios, strict=True):
        ax.plot([m, m], [product, loops], color=MUTED, linewidth=1, linestyle=":", zorder=1)
        ax.annotate(f"×{ratio:,.0f}", (m, loops), (0, 10), textcoords="offset points", ha="center", fontweight="bold")
