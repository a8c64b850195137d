"""What a training step of nblib costs as the batch, the width or the depth grows; no test.

    python -m tests.benchmarks.training_cost [--rounds 7] [--plot docs/training_cost.png]

One of the three grows and the other two stand still, around the net 64-128-128-10 on 128 rows. The exponent p of
cost ≈ constant · sizeᵖ is fitted to the four largest sizes, where calling NumPy costs little against computing; the
products alone (the floor of tests.benchmarks.training) stand beside. Counting products gives 1 for m, 2 for the width
and 1 for the depth. Times are medians, over rounds in which the sizes take turns, of the processor's clock on one
thread.
"""

import argparse
import statistics
from functools import partial
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from nblib.viz.still import Still
from nblib.viz.style import BLUE, INK, MUTED, ORANGE
from tests.benchmarks import training
from tests.benchmarks.training_sides import SIDES

FITTED = 4  # of the largest sizes
GROWING = {  # what grows: its sizes, then (sizes of the net, m) for each
    "m: rows of a batch": ([2**k for k in range(3, 14)], lambda m: ((64, 128, 128, 10), m)),
    "width: units of the two hidden layers": ([2**k for k in range(3, 12)], lambda h: ((64, h, h, 10), 128)),
    "depth: hidden layers of 128 units": ([2**k for k in range(7)], lambda d: ((64, *[128] * d, 10), 128)),
}
LOOKS = {"nblib": (BLUE, "o"), "floor": (ORANGE, "D")}


def main():
    """Measure, print the table, and draw it if asked."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=7, help="turns of each size")
    parser.add_argument("--plot", type=Path, help="where to write the picture")
    options = parser.parse_args()
    with threadpool_limits(1):
        measured = {name: measure(*series, options.rounds) for name, series in GROWING.items()}
    for name, curves in measured.items():
        print_table(name, GROWING[name][0], curves)
    if options.plot:
        sizes = [GROWING[name][0] for name in measured]
        still = Still((1100, 380), partial(draw, sizes=sizes, measured=measured), describe(measured))
        options.plot.write_bytes(still.png)
        print(f"\n{options.plot}: {still.description}")


def measure(sizes, net_of, rounds):
    """{side: median seconds a step for each size}."""
    sides = {(name, size): ready(name, *net_of(size)) for size in sizes for name in LOOKS}
    times = {key: [] for key in sides}
    for _ in range(rounds):
        for key, (side, batches, passes) in sides.items():
            times[key].append(training.seconds(side, batches, passes)["processor"])
    return {name: [statistics.median(times[name, size]) for size in sizes] for name in LOOKS}


def ready(name, sizes, m):
    """A side, its batches, and how often it goes through them in a turn."""
    net, batches = training.task(sizes, m, "float64", training.BATCHES)
    side = SIDES[name](net)
    side.run(batches)
    return side, batches, training.passes(side, batches)


def exponent(sizes, seconds):
    """p of seconds ≈ constant · sizeᵖ, by least squares on the logarithms of the largest sizes.

    >>> round(exponent([1, 2, 4, 8, 16], [9, 8, 32, 128, 512]), 6)
    2.0
    """
    return float(np.polyfit(np.log(sizes[-FITTED:]), np.log(seconds[-FITTED:]), 1)[0])


def print_table(name, sizes, curves):
    """A line for each size."""
    print(f"\n{name:38}    µs a step: nblib        floor    nblib / floor")
    for size, ours, floor in zip(sizes, curves["nblib"], curves["floor"], strict=True):
        print(f"{size:38}{1e6 * ours:21.1f} {1e6 * floor:12.1f} {ours / floor:16.2f}")
    ours, floor = (exponent(sizes, curves[name]) for name in LOOKS)
    print(f"{'exponent, the ' + str(FITTED) + ' largest':38}{ours:21.2f} {floor:12.2f}")


def describe(measured):
    """The picture in words."""
    found = [f"{exponent(GROWING[name][0], curves['nblib']):.2f} ({name})" for name, curves in measured.items()]
    return "Time of a training step against size, on logarithmic axes; measured exponents: " + ", ".join(found) + "."


def draw(fig, sizes, measured):
    """A panel for each quantity that grows."""
    axes = [fig.add_axes([0.07 + 0.315 * k, 0.17, 0.27, 0.7]) for k in range(3)]
    for ax, values, (name, curves) in zip(axes, sizes, measured.items(), strict=True):
        ax.set(xscale="log", yscale="log", xlabel=name, ylim=(2e-6, 1))
        ax.set_xticks(values[::2], [f"{value:,}" for value in values[::2]])
        ax.set_yticks([1e-5, 1e-4, 1e-3, 1e-2, 1e-1], ["10 µs", "100 µs", "1 ms", "10 ms", "100 ms"])
        ax.minorticks_off()
        ax.grid(axis="y")
        ax.set_axisbelow(True)
        p = exponent(values, curves["nblib"])
        ax.set_title(rf"grows as $\mathdefault{{{name.partition(':')[0]}}}^{{\,{p:.2f}}}$")
        line = curves["nblib"][-1] * (np.array(values) / values[-1]) ** p
        ax.plot(values, line, color=MUTED, linewidth=1, linestyle="--")
        for side, (colour, marker) in LOOKS.items():
            ax.plot(values, curves[side], color=colour, marker=marker, markeredgecolor=INK, linewidth=2, label=side)
    axes[0].legend(["fitted to the four largest", "a step of nblib", "its products alone"], loc="upper left")
    axes[0].set_ylabel("seconds a step")


if __name__ == "__main__":
    main()
