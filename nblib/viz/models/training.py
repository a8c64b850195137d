"""The training that lesson 00 watches: a 2-4-3 net on three spiral arms, every step of it kept."""

from functools import lru_cache
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

    nets: list
    surprise: np.ndarray
    L: np.ndarray


@lru_cache(maxsize=4)
def train(seed):
    """Full-batch descent from the weights of this seed: the states at steps 0 … LAST_STEP.

    >>> train(0).L[[0, 10, 300]].round(2)
    array([1.18, 0.92, 0.12])
    """
    net = MLP.init(SIZES, np.random.default_rng(seed))
    nets, surprise, losses = [], [], []
    for _ in range(LAST_STEP + 1):
        outputs = net.forward(X)
        L, dZ = softmax_cross_entropy(outputs[-1], LABELS)
        nets.append(net)
        surprise.append(-log_softmax(outputs[-1])[np.arange(len(X)), LABELS])
        losses.append(L)
        net = net.step(net.backward(outputs, dZ), LEARNING_RATE)
    return Training(nets, np.array(surprise), np.array(losses))
