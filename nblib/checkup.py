"""A check-up for backward passes: a net and a batch on which mistakes can be told apart, compared with differences.

The net holds units that are on for every row, for none, and for one; its biases are not zero, and no hidden score lies
near the kink of ReLU, where a derivative does not exist and even a right gradient would fail.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from nblib.doctor import Examination
from nblib.functions import relu
from nblib.gradcheck import examine, numerical_gradient
from nblib.losses import softmax_cross_entropy
from nblib.mlp import MLP, Layer

MARGIN = 0.4  # no hidden score of check_data's ReLU nets is nearer to the kink at 0


class CheckData(NamedTuple):
    """A net and a batch on which mistakes can be told apart.

    >>> data = check_data([2, 3, 3], 4, np.random.default_rng(0))
    >>> (data.net.forward(data.X)[1] > 0).sum(axis=0)
    array([4, 0, 1])
    """

    net: MLP
    X: np.ndarray
    labels: np.ndarray


def check_data(sizes, m, rng, activation=relu):
    """A net n-h-…-c and m rows. In each hidden ReLU layer the units are, in turn, on in all rows, in none, and in one.

    In that one row the third unit's activation is 1, so that a and the slope 1 agree there and nowhere else. With
    m = 1 the third unit is on as well.

    >>> check_data([2, 5, 3], 4, np.random.default_rng(0)).X.shape
    (4, 2)
    """
    X = A = rng.normal(size=(m, sizes[0]))
    layers = []
    for inputs, units in pairwise(sizes):
        W, b = rng.normal(0, inputs**-0.5, (inputs, units)), rng.normal(0, 0.5, units)
        if activation is relu and len(layers) < len(sizes) - 2:
            columns = [_place(A, unit, rng) for unit in range(units)]
            W, b = np.column_stack([w for w, _ in columns]), np.array([bias for _, bias in columns])
        if len(layers) == len(sizes) - 2:
            W = W / np.abs(A @ W).max()  # scores near 0: no row is so sure that its gradient vanishes
        layers.append(Layer(W, b))
        A = activation.f(A @ W + b)
    labels = rng.permutation(m) % sizes[-1]
    return CheckData(MLP(layers, activation), X, labels)


def _place(A, unit, rng):
    """Weights and bias of a unit that is on where it should be, with every score at least MARGIN from 0."""
    m = len(A)
    w = rng.normal(size=A.shape[1])
    scores = np.sort(A @ w)
    if unit % 3 == 0 or (m == 1 and unit % 3 == 2):
        return w, rng.uniform(MARGIN, 1) - scores[0]
    if unit % 3 == 1:
        return w, -rng.uniform(MARGIN, 1) - scores[-1]
    while scores[-1] - scores[-2] < MARGIN:  # else the next line would make enormous weights
        w = rng.normal(size=A.shape[1])
        scores = np.sort(A @ w)
    scale = 2 / (scores[-1] - scores[-2])  # the highest score becomes 1, the one below it −1
    return scale * w, 1 - scale * scores[-1]


def numerical_gradients(net, X, labels, loss=softmax_cross_entropy, h=1e-5):
    """[Layer(dW1, db1), …] of a net's loss by centred differences of width h, one parameter at a time.

    >>> data = check_data([2, 3], 4, np.random.default_rng(0))
    >>> numerical_gradients(*data)[0].W.shape
    (2, 3)
    """

    def L_with(l, **parameter):
        layers = [*net.layers[:l], net.layers[l]._replace(**parameter), *net.layers[l + 1 :]]
        return loss(net._replace(layers=layers).forward(X)[-1], labels)[0]

    return [
        Layer(
            numerical_gradient(lambda W, l=l: L_with(l, W=W), layer.W, h),
            numerical_gradient(lambda b, l=l: L_with(l, b=b), layer.b, h),
        )
        for l, layer in enumerate(net.layers)
    ]


def compare(gradients, data, loss=softmax_cross_entropy):
    """The doctor's table for gradients [Layer(dW1, db1), …] of the net on this data, shapes as the parameters'.

    >>> data = check_data([2, 3, 3], 4, np.random.default_rng(0))
    >>> compare(numerical_gradients(*data), data).diagnosis.name
    'right'
    """
    references = numerical_gradients(*data, loss)
    findings = []
    for l in reversed(range(len(references))):
        for parameter, g, reference in zip("Wb", gradients[l], references[l], strict=True):
            findings.append(examine(f"{parameter}{l + 1}", g, reference))
    hidden = data.net.forward(data.X)[1:-1] if data.net.activation is relu else []
    return Examination(findings, len(data.X), hidden)


def examine_backward(backward, data, loss=softmax_cross_entropy):
    """Run `backward(net, outputs, dZ)` on the data and compare each gradient with centred differences.

    >>> examine_backward(MLP.backward, check_data([2, 3, 3], 4, np.random.default_rng(0))).diagnosis.name
    'right'
    """
    outputs = data.net.forward(data.X)
    _, dZ = loss(outputs[-1], data.labels)
    return compare(backward(data.net, outputs, dZ), data, loss)
