"""The digits of lesson 09 in nblib and in scikit-learn: same net, data, start, batches, step size; no test.

    python tests/benchmarks/digits_vs_sklearn.py [--rounds 5] [--passes 30]

Both take exactly the same steps, so their weights must agree to rounding; what is compared is the time of a step. To
give MLPClassifier these very batches, all batches of all passes are laid end to end, and it goes through them once
without shuffling, which spares it the gathering of rows that nblib does. Of the 1347 training images 1340 are used, so
that every batch has ten. Both run on one thread: the matrices are small, and threads only get in each other's way.
"""

import argparse
import platform
import statistics
import time
import warnings
from itertools import islice

import numpy as np
import sklearn
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from nblib.datasets import load_digits, split
from nblib.descent import minibatches, sgd
from nblib.mlp import MLP

SIZES, LEARNING_RATE, BATCH = [64, 32, 10], 0.1, 10


def main():
    """Train with both, in turns, and print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, help="how often each trains")
    parser.add_argument("--passes", type=int, default=30, help="passes through the training images")
    options = parser.parse_args()

    X, labels, *_ = load_digits()
    (X_train, y_train), test = split(X, labels, 1 / 4, np.random.default_rng(0))
    whole = len(X_train) - len(X_train) % BATCH
    train = X_train[:whole], y_train[:whole]
    steps = options.passes * whole // BATCH
    start = MLP.init(SIZES, np.random.default_rng(0))

    times = {"nblib": [], "scikit-learn": []}
    for _ in range(options.rounds):
        seconds, net = timed(train_nblib, start, train, steps)
        times["nblib"].append(seconds)
        seconds, oracle = timed(train_sklearn, start, *laid_end_to_end(train, options.passes))
        times["scikit-learn"].append(seconds)

    ours, theirs = (1e6 * statistics.median(seconds) / steps for seconds in times.values())
    gap = max(float(np.abs(W - V).max()) for (W, _), V in zip(net.layers, oracle.coefs_, strict=True))
    accuracy = [float((model.predict(test[0]) == test[1]).mean()) for model in (net, oracle)]
    print(f"NumPy {np.__version__}, scikit-learn {sklearn.__version__}, Python {platform.python_version()}")
    print(f"{'-'.join(map(str, SIZES))}, {steps} steps of {BATCH} images; median of {options.rounds} rounds")
    print(f"time per step      nblib {ours:6.1f} µs    scikit-learn {theirs:6.1f} µs    ratio {ours / theirs:.2f}")
    print(f"test accuracy      nblib {accuracy[0]:.4f}       scikit-learn {accuracy[1]:.4f}")
    print(f"largest difference between the two nets' weights: {gap:.1e}")


def timed(function, *arguments):
    """(seconds of this process, in which other programs do not count; what it returned)."""
    begin = time.process_time()
    result = function(*arguments)
    return time.process_time() - begin, result


def train_nblib(start, train, steps):
    """The lesson's training."""
    walk = sgd(start, *train, learning_rate=LEARNING_RATE, batch_size=BATCH, rng=np.random.default_rng(1))
    return next(islice(walk, steps, None)).w


def laid_end_to_end(train, passes):
    """All batches that train_nblib sees, one after the other, as one large data set."""
    X, labels = train
    rng = np.random.default_rng(1)
    rows = np.concatenate([batch for _ in range(passes) for batch in minibatches(len(X), BATCH, rng)])
    return X[rows], labels[rows]


def train_sklearn(start, X, labels):
    """The same steps by MLPClassifier: plain descent, no momentum, no penalty, the same first weights."""
    net = MLPClassifier(
        SIZES[1:-1],
        solver="sgd",
        alpha=0,
        momentum=0,
        learning_rate_init=LEARNING_RATE,
        batch_size=BATCH,
        max_iter=1,
        shuffle=False,
        random_state=0,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # one pass is what was asked for
        net.partial_fit(X[:BATCH], labels[:BATCH], classes=range(10))  # makes its weights, which are then replaced
        net.coefs_ = [layer.W.copy() for layer in start.layers]
        net.intercepts_ = [layer.b.copy() for layer in start.layers]
        return net.set_params(warm_start=True).fit(X, labels)


if __name__ == "__main__":
    with threadpool_limits(1):
        main()
