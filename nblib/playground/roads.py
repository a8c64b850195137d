"""One weight's gradient, taken apart: a · dz of every row, and the roads from the weight to the loss of one row."""

import math
from itertools import pairwise, product
from typing import NamedTuple

import numpy as np

from nblib.playground.training import LOSSES, penalty_slope


class Road(NamedTuple):
    """One road from a weight to the loss, for one row: input a_i, then units, then the loss."""

    units: tuple[int, ...]  # the unit in each layer from the weight's own to the last, counted from 1; the last: class
    factors: tuple[float, ...]  # a_i, slope, w, slope, w, …, dz_k: one local derivative an edge
    product: float


class WeightPanel(NamedTuple):
    """The gradient of one weight w_ij: over the m training rows, and along the roads of one row."""

    weight: tuple[int, int, int]  # layer, input, unit, counted from 1
    value: float  # w_ij
    a: np.ndarray  # (m,) the activation that it multiplies
    dz: np.ndarray  # (m,) ∂(loss of the row)/∂z_j
    products: np.ndarray  # (m,) a · dz
    mean: float  # of the products: the loss's part of dW_ij
    penalty: float  # the penalty's part
    gradient: float  # mean + penalty = dW_ij
    point: int  # the row whose roads these are, counted from 1: situation.point, or 1
    roads: list  # of Road, the largest |product| first; their products add up to a · dz of that row
    road_count: int


def weight(run):
    """The WeightPanel of situation.weight, or of 1:1:1; roads for situation.point, or for point 1.

    >>> from nblib.playground.run import Run
    >>> from nblib.playground.situation import parse
    >>> weight(Run(parse("data=arms;hidden=4,5;panel=weight;weight=1:2:3"))).road_count
    15
    """
    number, row = run.situation.weight or (1, 1, 1), (run.situation.point or 1) - 1
    l, i, j = (k - 1 for k in number)
    net, train = run.net, run.problem.train
    outputs = net.forward(train.X)
    _, share = LOSSES[run.knobs.loss](outputs[-1], train.y)
    dZ = len(train.y) * share  # of each row's own loss, not of its share of the mean
    a, dz = outputs[l][:, i], errors_of(net, outputs, dZ)[l][:, j]
    mean, W = float((a * dz).mean()), net.layers[l].W
    from_penalty = float(penalty_slope(W, run.knobs)[i, j])
    roads = roads_of(net, [A[row] for A in outputs], dZ[row], l, i, j)
    return WeightPanel(
        weight=number,
        value=float(W[i, j]),
        a=a,
        dz=dz,
        products=a * dz,
        mean=mean,
        penalty=from_penalty,
        gradient=mean + from_penalty,
        point=row + 1,
        roads=roads,
        road_count=len(roads),
    )


def errors_of(net, outputs, dZ):
    """[dZ1, …, dZ]: the derivative of the loss with respect to every layer's scores, as backward finds them.

    >>> from nblib.mlp import MLP
    >>> net = MLP.init([2, 4, 3], np.random.default_rng(0))
    >>> [dZ.shape for dZ in errors_of(net, net.forward(np.ones((5, 2))), np.ones((5, 3)))]
    [(5, 4), (5, 3)]
    """
    errors = [dZ]
    for l in reversed(range(1, len(net.layers))):
        errors.insert(0, errors[0] @ net.layers[l].W.T * net.activation.slope(outputs[l]))
    return errors


def roads_of(net, outputs, dz, l, i, j):
    """Every Road from the weight i → j of layer l (counted from 0) to one row's loss, the largest in size first.

    outputs [x, a1, …, z] and dz (c,) of that row. A road goes through one unit of each layer above.
    """
    slopes = [net.activation.slope(A).tolist() for A in outputs[l + 1 : -1]]
    weights = [W.tolist() for W, _ in net.layers[l + 1 :]]
    first, last = float(outputs[l][i]), dz.tolist()
    roads = []
    for units in product([j], *(range(len(b)) for _, b in net.layers[l + 1 :])):
        edges = zip(slopes, weights, pairwise(units), strict=True)
        factors = [
            first,
            *(factor for slope, W, (k, above) in edges for factor in (slope[k], W[k][above])),
            last[units[-1]],
        ]
        roads.append(Road(tuple(unit + 1 for unit in units), tuple(factors), math.prod(factors)))
    return sorted(roads, key=lambda road: -abs(road.product))
