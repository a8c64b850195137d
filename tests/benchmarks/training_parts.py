"""Where the time of nblib's step goes: forward, loss, backward and step, and the matrix products in them; no test.

    python -m tests.benchmarks.training_parts [--steps 2000]

Medians over the steps, on one thread, of the wall's clock: a part is too short for the processor's, and a median does
not see the steps that another program has interrupted. The products are measured within the same steps, one after the
other, as the floor of tests.benchmarks.training takes them.
"""

import argparse
import statistics
from itertools import cycle, islice, pairwise
from time import perf_counter

from threadpoolctl import threadpool_limits

from nblib.losses import softmax_cross_entropy
from tests.benchmarks.training import DTYPES, NETS, task
from tests.benchmarks.training_sides import LEARNING_RATE

PARTS = ("forward", "loss", "backward", "step", "forward's products", "backward's products")


def main():
    """Print a line for each net and precision."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--steps", type=int, default=2000, help="how many steps are timed")
    options = parser.parse_args()
    print(
        f"{'µs a step':26}{'all':>8}" + "".join(f"{part:>10}" for part in PARTS[:4]) + "   products: forward  backward"
    )
    for sizes, m in NETS.items():
        for dtype in DTYPES:
            with threadpool_limits(1):
                rows = [*parts(sizes, m, dtype, options.steps)]
            times = [1e6 * statistics.median(part) for part in zip(*rows, strict=True)]
            name = f"{'-'.join(map(str, sizes))}, {dtype}"
            print(f"{name:26}{sum(times[:4]):8.1f}" + "".join(f"{time:10.1f}" for time in times[:4]), end="")
            print(f"{times[4]:20.1f}{times[5]:10.1f}", flush=True)


def parts(sizes, m, dtype, steps):
    """Seconds of each of PARTS, for each step."""
    net, batches = task(sizes, m, dtype)
    for X, labels in islice(cycle(batches), steps):
        moments = [perf_counter()]
        outputs = net.forward(X)
        moments.append(perf_counter())
        _, dZ = softmax_cross_entropy(outputs[-1], labels)
        moments.append(perf_counter())
        gradients = net.backward(outputs, dZ)
        moments.append(perf_counter())
        stepped = net.step(gradients, LEARNING_RATE)
        moments.append(perf_counter())
        forward_products(net, outputs)
        moments.append(perf_counter())
        backward_products(net, outputs, dZ)
        moments.append(perf_counter())
        net = stepped
        yield [end - begin for begin, end in pairwise(moments)]


def forward_products(net, outputs):
    """The products of forward, from the outputs that it gave."""
    for A, (W, _) in zip(outputs, net.layers, strict=False):
        A @ W


def backward_products(net, outputs, dZ):
    """The products of backward, without the slopes between them."""
    for l in reversed(range(len(net.layers))):
        outputs[l].T @ dZ
        if l > 0:
            dZ = dZ @ net.layers[l].W.T


if __name__ == "__main__":
    main()
