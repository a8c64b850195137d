"""A step of training in nblib against PyTorch, JAX, autograd, scikit-learn and the matrix products alone; no test.

    python -m tests.benchmarks.training [--rounds 15] [--threads 1 all] [--write tests/benchmarks/training.json]

What is not installed has a row that says so. PyTorch and JAX come with the extra `frameworks`; they are large, so give
them an environment of their own: `python3 -m venv DIR && DIR/bin/python -m pip install -e ".[frameworks]"`.

Every side starts from the same weights and takes the same steps of plain descent on the same batches: ReLU, softmax,
cross-entropy, and the loss of each step as a Python float. In float64 their weights must agree with nblib's to 1e-10
after 100 steps; in float32 the difference is only shown, since a z of nearly 0 may fall on either side of ReLU's kink.
The batches are made beforehand, in each side's own kind of array.

    nblib                    forward, loss, backward and step, as `nblib.sgd` runs them
    nblib in place           the same in NumPy with every array made once and overwritten: what readability costs
    PyTorch eager            Sequential, cross_entropy, backward, SGD
    JAX jit                  value_and_grad and the update, compiled to one function
    autograd                 HIPS autograd's value_and_grad
    scikit-learn partial_fit a call for each batch; most of it checks arguments and labels, and turns labels to one-hot
    scikit-learn fit         one call for all batches laid end to end: its steps, almost without the checks
    floor                    the matrix products of the step, each into a new array, and nothing else

A program of its own measures with one thread, on one processor, and another with all. In it the sides take turns. Times
are medians of the rounds, of the processor's clock and of the wall's; ratios are medians of the ratios within a round,
of the processor's clock for one thread, else of the wall's. The machine is shared and noisy, so ratios within one run
are what counts; `--write` keeps those to nblib in a file, from which a test takes what lesson 09 says.
"""

import argparse
import importlib.metadata
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from nblib.mlp import MLP
from tests.benchmarks.training_sides import SIDES

NETS = {(2, 8, 8, 2): 32, (64, 32, 10): 32, (784, 128, 64, 10): 128}  # sizes and batch
DTYPES = ("float64", "float32")
BATCHES, TURN = 20, 0.03  # different batches; seconds of a turn, at least one pass through the batches
ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NPROC")}
AGREEMENT = 1e-10  # of the weights after 100 steps, in float64
GOALS = [  # sizes, a side, the ratio to reach, and to what, in each of nblib's two forms
    goal
    for form in ("nblib", "nblib in place")
    for goal in (
        ((64, 32, 10), "PyTorch eager", "at least", 5, form),
        ((64, 32, 10), "scikit-learn partial_fit", "at least", 3, form),
        ((784, 128, 64, 10), form, "at most", 1.15, "floor"),
    )
]


def main():
    """Measure with each number of threads in a program of its own."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=15, help="turns of each side")
    parser.add_argument("--threads", nargs="+", default=["1", "all"], choices=["1", "all"])
    parser.add_argument("--write", type=Path, metavar="FILE", help="where the ratios to nblib are kept, as JSON")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        ratios = compare(options.threads[0], options.rounds)
        if options.write:
            keep(options.write, options.threads[0], ratios)
    else:
        print(versions(), flush=True)
        if options.write:
            options.write.write_text(json.dumps({"versions": versions(), "ratios": {}}))
        for threads in options.threads:
            arguments = ["--here", "--threads", threads, "--rounds", str(options.rounds)]
            arguments += ["--write", str(options.write)] if options.write else []
            limits = ONE_THREAD if threads == "1" else {}
            subprocess.run([sys.executable, "-m", __spec__.name, *arguments], env=os.environ | limits, check=True)


def versions():
    """What was measured, in one line."""
    known = {package.metadata["Name"].lower(): package.version for package in importlib.metadata.distributions()}
    names = ["numpy", "torch", "jax", "autograd", "scikit-learn"]
    return f"Python {platform.python_version()}, " + ", ".join(f"{name} {known.get(name, 'missing')}" for name in names)


def compare(threads, rounds):
    """A table for each net and precision, and how the goals stand; {(sizes, precision): {side: its times}}."""
    if threads == "1" and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    ratios = {}
    for sizes, m in NETS.items():
        for dtype in DTYPES:
            net, batches = task(sizes, m, dtype)
            obstacles = {name: side.obstacle(net) for name, side in SIDES.items()}
            gaps = {name: largest_gap(name, net, batches) for name, obstacle in obstacles.items() if obstacle is None}
            clocks = measure(list(gaps), net, batches[:BATCHES], rounds)
            used = {name: clock["processor" if threads == "1" else "wall"] for name, clock in clocks.items()}
            print(f"\n{'-'.join(map(str, sizes))}, batch {m}, {dtype}, {threads} thread{'s' * (threads != '1')}")
            print_table(clocks, used, gaps, obstacles)
            assert dtype != "float64" or max(gap or 0 for gap in gaps.values()) <= AGREEMENT, "the sides disagree"
            ratios[sizes, dtype] = used
    print()
    for sizes, side, relation, goal, other in GOALS:
        for dtype in DTYPES:
            used = ratios[sizes, dtype]
            found = f"{ratio(used[side], used[other]):.2f}" if side in used else "not measured"
            print(f"{'-'.join(map(str, sizes))}, {dtype}: {side} / {other} {relation} {goal}: {found}")
    return ratios


def keep(path, threads, ratios):
    """Add this program's ratios to the file: {"ratios": {"1": {"64-32-10 float64": {side: of nblib's time}}}}."""
    kept = json.loads(path.read_text())
    kept["ratios"][threads] = {
        f"{'-'.join(map(str, sizes))} {dtype}": {
            side: round(ratio(times, used["nblib"]), 2) for side, times in used.items()
        }
        for (sizes, dtype), used in ratios.items()
    }
    path.write_text(json.dumps(kept, indent=1) + "\n")


def task(sizes, m, dtype, count=100):
    """A net, and some batches for it."""
    rng = np.random.default_rng(0)
    net = MLP.init(sizes, rng, dtype=dtype)
    X = rng.normal(size=(count, m, sizes[0])).astype(dtype)
    return net, [*zip(X, rng.integers(0, sizes[-1], (count, m)), strict=True)]


def largest_gap(name, net, batches):
    """The largest difference between the side's weights and nblib's after a step on each batch; the floor has none."""
    if name in ("nblib", "floor"):
        return None
    trained = []
    for side in (SIDES[name](net), SIDES["nblib"](net)):
        side.run(side.prepare(batches))
        trained.append([array for layer in side.layers() for array in layer])
    return max(float(np.abs(ours - theirs).max()) for ours, theirs in zip(*trained, strict=True))


def measure(names, net, batches, rounds):
    """{side: {clock: seconds a step in each round}}; the sides take turns of about the same length."""
    sides = {name: SIDES[name](net) for name in names}
    prepared = {name: side.prepare(batches) for name, side in sides.items()}
    clocks = {name: {"processor": [], "wall": []} for name in names}
    for name, side in sides.items():
        side.run(prepared[name])  # compiles, and fills the caches
    turn = {name: passes(side, prepared[name]) for name, side in sides.items()}
    for _ in range(rounds):
        for name, side in sides.items():
            side.run(prepared[name])  # the others have emptied the processor's caches
            for clock, step in seconds(side, prepared[name], turn[name]).items():
                clocks[name][clock].append(step)
    return clocks


def passes(side, batches):
    """How often a side goes through the batches in a turn."""
    return max(1, round(TURN / seconds(side, batches, 1)["processor"] / BATCHES))


def seconds(side, batches, passes):
    """{clock: seconds a step}."""
    begin = time.process_time(), time.perf_counter()
    for _ in range(passes):
        side.run(batches)
    end = time.process_time(), time.perf_counter()
    return {name: (b - a) / (passes * BATCHES) for name, a, b in zip(("processor", "wall"), begin, end, strict=True)}


def ratio(times, others):
    """The median of the rounds' ratios."""
    return statistics.median(a / b for a, b in zip(times, others, strict=True))


def print_table(clocks, used, gaps, obstacles):
    """A line for each side; what cannot be measured says why."""
    print(f"{'':26}µs a step: processor     wall    / nblib    / floor    weights differ from nblib's")
    for name, obstacle in obstacles.items():
        if obstacle:
            print(f"{name:26}{obstacle}")
            continue
        processor, wall = (1e6 * statistics.median(clocks[name][clock]) for clock in ("processor", "wall"))
        print(f"{name:26}{processor:20.1f} {wall:8.1f}", end="")
        print(f" {ratio(used[name], used['nblib']):10.2f} {ratio(used[name], used['floor']):10.2f}", end="")
        print("" if gaps[name] is None else f" {gaps[name]:15.0e}", flush=True)


if __name__ == "__main__":
    main()
