"""The training that lesson 00 watches: a 2-4-3 net on three spiral arms, every step of it kept."""

from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import numpy as np

from nblib.datasets import make_arms
from nblib.functions import log_softmax
from nblib.losses import softmax_cross_entropy
from nblib.mlp import MLP

SIZES = (2, 4, 3)
LEARNING_RATE = 0.5
LAST_STEP = 1000
X, LABELS = make_arms(60, np.random.default_rng(85))


class Training(NamedTuple):
    """Step by step: the nets, the surprise −ln p of each point (steps, m), and the loss L (steps,), its mean."""

    nets: tuple
    surprise: np.ndarray
    L: np.ndarray


def train(seed, last=LAST_STEP):
    """Full-batch descent from the weights of this seed: the states at steps 0 … last. No step is made twice.

    >>> train(0).L[[0, 10, 300]].round(2)
    array([1.18, 0.92, 0.12])
    """
    steps, kept = _begun(seed)
    kept += islice(steps, max(last + 1 - len(kept), 0))
    nets, surprise, L = zip(*kept[: last + 1], strict=True)
    return Training(nets, np.array(surprise), np.array(L))


@lru_cache
def _begun(seed):
    """The training from this seed, and a list for the steps that it has made."""
    return _steps(seed), []


def _steps(seed):
    net = MLP.init(SIZES, np.random.default_rng(seed))
    while True:
        outputs = net.forward(X)
        L, dZ = softmax_cross_entropy(outputs[-1], LABELS)
        yield net, -log_softmax(outputs[-1])[np.arange(len(X)), LABELS], L
        net = net.step(net.backward(outputs, dZ), LEARNING_RATE)
