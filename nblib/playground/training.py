"""One step of the playground: forward, loss, backward, penalty, step. The lessons' own lines, and two more.

The penalty is on weights, not on biases: rate · Σ|w| for l1, rate/2 · Σ w² for l2. What a step descends is the mean
loss of its rows plus the penalty.
"""

import numpy as np

from nblib.functions import Activation, relu, sigmoid, tanh
from nblib.losses import softmax_cross_entropy, squared_error
from nblib.mlp import MLP, Layer
from nblib.playground.problems import WEIGHTS

# Without an activation every layer is a matrix, and so is their product: the net can draw straight borders only.
linear = Activation("linear", lambda Z: Z, np.ones_like)

ACTIVATIONS = {activation.name: activation for activation in (relu, tanh, sigmoid, linear)}
LOSSES = {"ce": softmax_cross_entropy, "squared": squared_error}
EQUAL, HUGE = 0.5, 20  # every weight of init=equal; what init=huge multiplies the random weights by


def initial_net(situation):
    """The net at step 0. Biases begin at 0.

    >>> from nblib.playground.situation import Situation
    >>> initial_net(Situation(init="equal", hidden=())).layers[0].W
    array([[0.5, 0.5],
           [0.5, 0.5]])
    """
    rng = np.random.default_rng([situation.seed, WEIGHTS])
    net = MLP.init(situation.sizes, rng, ACTIVATIONS[situation.activation])
    change = {
        "random": lambda W: W,
        "zero": np.zeros_like,
        "equal": lambda W: np.full_like(W, EQUAL),
        "huge": lambda W: HUGE * W,
    }[situation.init]
    return net._replace(layers=[Layer(change(W), b) for W, b in net.layers])


def penalty(net, knobs):
    """What the weights cost, a float: rate · Σ|w|, or rate/2 · Σ w², or 0."""
    if knobs.penalty == "none":
        return 0.0
    cost = {"l1": np.abs, "l2": lambda W: W**2 / 2}[knobs.penalty]
    return knobs.penalty_rate * float(sum(cost(W).sum() for W, _ in net.layers))


def penalty_slope(W, knobs):
    """The penalty's derivative with respect to W, W's shape: rate · sign(w), or rate · w, or 0."""
    if knobs.penalty == "none":
        return np.zeros_like(W)
    return knobs.penalty_rate * (np.sign(W) if knobs.penalty == "l1" else W)


def objective(net, X, labels, knobs):
    """What a step descends, a float: the mean loss on these rows, and the penalty."""
    return LOSSES[knobs.loss](net.forward(X)[-1], labels)[0] + penalty(net, knobs)


def loss_and_gradients(net, X, labels, knobs, engine):
    """(L, [Layer(dW1, db1), …]) on these rows, penalty included, through the engine's forward and backward."""
    outputs = engine.forward(net, X)
    L, dZ = LOSSES[knobs.loss](outputs[-1], labels)
    gradients = engine.backward(net, outputs, dZ)
    pairs = zip(gradients, net.layers, strict=True)
    return L + penalty(net, knobs), [Layer(dW + penalty_slope(W, knobs), db) for (dW, db), (W, _) in pairs]
