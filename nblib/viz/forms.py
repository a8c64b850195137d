"""What a function's form costs: measured seconds of two forms, and of the matrix products that both must make."""

from functools import partial

import numpy as np

from nblib.viz.still import Still
from nblib.viz.style import BLUE, GREY, INK, ORANGE

LOOKS = {"yours": (BLUE, None), "in place": (ORANGE, "////"), "the products alone": (GREY, "....")}


def forms_against_products(nets, seconds):
    """Three bars for each net, from its measured seconds (yours, in place, products alone).

    Bars are shares of yours, so that nets of any size stand side by side; the time itself is written at the bar.
    """
    seconds = np.array(seconds)
    shares = seconds / seconds[:, :1]
    measured = "; ".join(
        f"{net}: yours {in_words(times[0])}, in place {share[1]:.0%} of it, the products alone {share[2]:.0%}"
        for net, times, share in zip(nets, seconds, shares, strict=True)
    )
    draw = partial(_draw, nets=nets, seconds=seconds, shares=shares)
    return Still((760, 300), draw, f"One step of training, measured on this machine. {measured}.")


def in_words(seconds):
    """A short time, with two digits or more.

    >>> in_words(17.4e-6), in_words(0.0021)
    ('17 µs', '2.1 ms')
    """
    return f"{1e6 * seconds:,.0f} µs" if seconds < 1e-3 else f"{1e3 * seconds:.1f} ms"


def _draw(fig, nets, seconds, shares):
    ax = fig.add_axes([0.15, 0.17, 0.55, 0.71])
    ax.set(xlim=(0, 1.3 * max(1, shares.max())), ylim=(len(nets) - 0.45, -0.55), xlabel="as a share of yours")
    ax.set_title("one step of training")
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25 %", "50 %", "75 %", "100 %"])
    ax.set_yticks(range(len(nets)), nets)
    ax.tick_params(axis="y", length=0)
    for k, (words, (colour, hatch)) in enumerate(LOOKS.items()):
        places = np.arange(len(nets)) + 0.27 * (k - 1)
        bars = ax.barh(places, shares[:, k], 0.24, color=colour, hatch=hatch, edgecolor=INK, label=words)
        ax.bar_label(bars, [in_words(time) for time in seconds[:, k]], padding=6)
    ax.legend(loc="center left", bbox_to_anchor=(1.03, 0.5))
