"""How wrong finite differences are: the gradient of a net on penguins by three formulas, at many steps h."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from nblib.datasets import load_penguins, standardise
from nblib.functions import log_softmax, tanh
from nblib.gradcheck import relative_error
from nblib.losses import softmax_cross_entropy
from nblib.mlp import MLP, Layer

LOG_H = np.arange(-12, -0.9, 0.5)  # −12, −11.5, …, −1


class Method(NamedTuple):
    """A difference formula, and the precision it is computed in."""

    name: str
    centred: bool
    dtype: type


METHODS = {
    "forward": Method("forward", False, np.float64),
    "centred": Method("centred", True, np.float64),
    "float32": Method("centred, float32", True, np.float32),
}


@lru_cache
def penguin_net():
    """A 4-5-3 net with random biases, 30 penguins, their species, and the gradient by backpropagation."""
    rng = np.random.default_rng(0)
    X, labels, *_ = load_penguins()
    X, _ = standardise(X, X)
    rows = rng.choice(len(X), 30, replace=False)
    net = MLP.init([4, 5, 3], rng, tanh)
    net = net._replace(layers=[Layer(W, rng.normal(0, 0.5, b.shape)) for W, b in net.layers])
    outputs = net.forward(X[rows])
    _, dZ = softmax_cross_entropy(outputs[-1], labels[rows])
    return net, X[rows], labels[rows], flat(net.backward(outputs, dZ))


def flat(layers):
    """All numbers of a list of layers as one vector."""
    return np.concatenate([array.ravel() for layer in layers for array in layer])


def losses_at(w):
    """The losses of many nets at once: w (k, 43) holds the parameters of one net a row; in w's own precision."""
    _, X, labels, _ = penguin_net()
    W1, b1, W2, b2 = np.split(w, np.cumsum([4 * 5, 5, 5 * 3]), axis=1)
    A = np.tanh(X.astype(w.dtype) @ W1.reshape(-1, 4, 5) + b1[:, None, :])
    log_P = log_softmax(A @ W2.reshape(-1, 5, 3) + b2[:, None, :])
    return -log_P[:, np.arange(len(labels)), labels].mean(axis=1)


def differences(method, h):
    """(losses above, losses below, quotients), each (43,); below is the middle for forward differences."""
    w = flat(penguin_net()[0].layers).astype(method.dtype)
    nudges = np.eye(w.size, dtype=method.dtype) * method.dtype(h)
    above, below = (losses_at(w + step).astype(float) for step in (nudges, -method.centred * nudges))
    return above, below, (above - below) / (2 * h if method.centred else h)


@lru_cache
def errors():
    """Relative error of the whole gradient, for each method at each h."""
    exact = penguin_net()[-1]
    return {
        key: np.array([relative_error(differences(method, 10.0**log_h)[2], exact) for log_h in LOG_H])
        for key, method in METHODS.items()
    }
