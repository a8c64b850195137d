"""What solving A x = b costs, against one gradient step: measured, and carried on to a network's size."""

from functools import partial

import numpy as np

from nblib.viz.still import Still
from nblib.viz.style import BLUE, INK, MUTED, ORANGE, scientific

WEIGHTS = 109_386  # of the net 784-128-64-10
BYTES = 8 * WEIGHTS**2  # of a matrix A for it


def solve_against_step(sizes, seconds):
    """Two curves from a pair (solve, step) of measured seconds for each n; beyond them lines that grow as n³ and n².

    Those are the counts of operations, through the last measured point: an estimate, and drawn dashed.
    """
    solve, step = seconds[-1]
    description = (
        f"At n = {sizes[-1]:,}, solving took {scientific(solve)} s and one step {scientific(step)} s: "
        f"{solve / step:.0f} times as long. For the {WEIGHTS:,} parameters of a small network, A alone takes "
        f"{BYTES / 1e9:.1f} GB."
    )
    return Still((760, 320), partial(_draw, sizes=np.array(sizes), seconds=np.array(seconds)), description)


def _draw(fig, sizes, seconds):
    ax = fig.add_axes([0.1, 0.17, 0.6, 0.72])
    ax.set(xscale="log", yscale="log", xlim=(30, 1.6e5), ylim=(1e-7, 1e6), xlabel="n, the number of unknowns")
    ax.set_title("seconds: measured (points), then estimated (dashed)")
    ax.set_xticks([100, 1000, 10_000, 100_000], ["100", "1,000", "10,000", "100,000"])
    ax.set_yticks([1e-6, 1e-3, 1, 60, 3600, 86_400], ["1 µs", "1 ms", "1 s", "1 min", "1 h", "1 day"])
    ax.minorticks_off()
    ax.grid(axis="y")
    ax.set_axisbelow(True)
    looks = ((3, ORANGE, "D", "solve A x = b\ngrows as n³"), (2, BLUE, "o", "one step\ngrows as n²"))
    for measured, (power, colour, marker, words) in zip(seconds.T, looks, strict=True):
        far = measured[-1] * (WEIGHTS / sizes[-1]) ** power
        ax.plot(sizes, measured, color=colour, marker=marker, markeredgecolor=INK, markersize=7, linewidth=3)
        ax.plot([sizes[-1], WEIGHTS], [measured[-1], far], color=colour, linestyle="--")
        ax.annotate(words, (WEIGHTS, far), (28, 0), textcoords="offset points", va="center", annotation_clip=False)
    ax.axvline(WEIGHTS, color=MUTED, linewidth=1, linestyle=":")
    network = f"n = {WEIGHTS:,}:\nthe net 784-128-64-10.\nA alone takes {BYTES / 1e9:.1f} GB."
    ax.text(1.03, 0.02, network, transform=ax.transAxes, va="bottom")
