"""The sides of the training benchmark: the same steps of plain descent by nblib, by others, and their products alone.

A side starts from a ReLU net of nblib. `prepare` brings the batches into its own kind of array, which is not timed;
`run` takes a step on each batch, in order; `layers` are its weights then. Each step knows its loss, as a Python float.
A framework is imported when its side is made, and `obstacle` says beforehand why a side cannot be.
"""

import importlib.util
import warnings
from functools import partial

import numpy as np

from nblib import in_place
from nblib.losses import one_hot, softmax_cross_entropy
from nblib.mlp import Layer

LEARNING_RATE = 0.1


class Side:
    """What most sides share: the batches as they are, and a method `step` for one of them."""

    needs = "numpy"

    def __init__(self, net):
        self.net = net

    @classmethod
    def obstacle(cls, net):
        """Why this side cannot take these steps, or None."""
        return None if importlib.util.find_spec(cls.needs) else f"{cls.needs} is not installed"

    def prepare(self, batches):
        """What `run` takes."""
        return batches

    def run(self, batches):
        """Take a step on each batch; the last batch's loss before its step."""
        for X, labels in batches:
            L = self.step(X, labels)
        return L

    def layers(self):
        """[Layer(W, b), …] as NumPy arrays."""
        return self.net.layers


class Nblib(Side):
    """The lines of `nblib.sgd`, whose batches are gathered beforehand here."""

    def step(self, X, labels):
        outputs = self.net.forward(X)
        L, dZ = softmax_cross_entropy(outputs[-1], labels)
        self.net = self.net.step(self.net.backward(outputs, dZ), LEARNING_RATE)
        return L


class InPlace(Side):
    """`nblib.in_place`: the same in NumPy, with every array made once and overwritten."""

    def prepare(self, batches):
        X, _ = batches[0]
        self.training = in_place.InPlace(self.net, len(X))
        return batches

    def step(self, X, labels):
        return self.training.step(X, labels, LEARNING_RATE)

    def layers(self):
        return self.training.layers


class Floor(Side):
    """The matrix products of a step and nothing else, each into a new array as in nblib; it learns nothing."""

    def step(self, X, labels):
        outputs = [X]
        for W, _ in self.net.layers:
            outputs.append(outputs[-1] @ W)
        dZ, gradients = outputs[-1], []
        for l in reversed(range(len(self.net.layers))):
            gradients.append(outputs[l].T @ dZ)
            if l > 0:
                dZ = dZ @ self.net.layers[l].W.T


class Torch(Side):
    """PyTorch eager, as its tutorials write it: Sequential, cross_entropy, backward, SGD."""

    needs = "torch"

    def __init__(self, net):
        import torch

        self.from_numpy, self.loss = torch.from_numpy, torch.nn.functional.cross_entropy
        modules = []
        for W, b in net.layers:
            linear = torch.nn.Linear(*W.shape)
            linear.weight = torch.nn.Parameter(torch.from_numpy(W.T.copy()))
            linear.bias = torch.nn.Parameter(torch.from_numpy(b.copy()))
            modules += [linear, torch.nn.ReLU()]
        self.model = torch.nn.Sequential(*modules[:-1])
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=LEARNING_RATE)

    def prepare(self, batches):
        return [(self.from_numpy(X), self.from_numpy(labels)) for X, labels in batches]

    def step(self, X, labels):
        self.optimizer.zero_grad()
        L = self.loss(self.model(X), labels)
        L.backward()
        self.optimizer.step()
        return L.item()

    def layers(self):
        linears = list(self.model)[::2]
        return [Layer(linear.weight.detach().numpy().T, linear.bias.detach().numpy()) for linear in linears]


class Jax(Side):
    """JAX: value_and_grad and the update, compiled by jit to one function of the weights and the batch."""

    needs = "jax"

    def __init__(self, net):
        import jax

        jax.config.update("jax_enable_x64", True)  # else float64 would silently become float32
        self.array = jax.numpy.asarray
        self.parameters = jax.tree.map(self.array, [tuple(layer) for layer in net.layers])
        loss_and_gradient = jax.value_and_grad(partial(mean_surprise, jax.numpy, jax.nn.relu))

        def step(parameters, X, Y):
            L, gradient = loss_and_gradient(parameters, X, Y)
            return L, jax.tree.map(lambda V, dV: V - LEARNING_RATE * dV, parameters, gradient)

        self.compiled = jax.jit(step)

    def prepare(self, batches):
        c = len(self.parameters[-1][1])
        return [(self.array(X), self.array(one_hot(labels, c, X.dtype))) for X, labels in batches]

    def step(self, X, Y):
        L, self.parameters = self.compiled(self.parameters, X, Y)
        return float(L)

    def layers(self):
        return [Layer(np.array(W), np.array(b)) for W, b in self.parameters]


class Autograd(Side):
    """HIPS autograd: the gradient of the loss written in its NumPy."""

    needs = "autograd"

    def __init__(self, net):
        import autograd.numpy

        self.parameters = [tuple(layer) for layer in net.layers]
        self.loss_and_gradient = autograd.value_and_grad(partial(mean_surprise, autograd.numpy, lambda Z: Z * (Z > 0)))

    def prepare(self, batches):
        c = len(self.parameters[-1][1])
        return [(X, one_hot(labels, c, X.dtype)) for X, labels in batches]

    def step(self, X, Y):
        L, gradient = self.loss_and_gradient(self.parameters, X, Y)
        pairs = zip(self.parameters, gradient, strict=True)
        self.parameters = [(W - LEARNING_RATE * dW, b - LEARNING_RATE * db) for (W, b), (dW, db) in pairs]
        return float(L)

    def layers(self):
        return [Layer(W, b) for W, b in self.parameters]


def mean_surprise(np, relu, parameters, X, Y):
    """The loss of a ReLU net in the `numpy` of JAX or autograd, from one-hot labels.

    `relu` must have the slope 0 where z is 0, as in nblib; their `maximum` has ½ there.
    """
    *hidden, (W, b) = parameters
    for V, a in hidden:
        X = relu(X @ V + a)
    Z = X @ W + b
    Z = Z - np.max(Z, axis=1, keepdims=True)
    return np.mean(np.log(np.sum(np.exp(Z), axis=1)) - np.sum(Y * Z, axis=1))


class PartialFit(Side):
    """scikit-learn, a call of `partial_fit` for each batch: the call checks its arguments and its labels each time."""

    needs = "sklearn"

    @classmethod
    def obstacle(cls, net):
        if len(net.layers[-1].b) == 2:
            return "has one logistic output for two classes: another net"
        return super().obstacle(net)

    def __init__(self, net):
        from sklearn.neural_network import MLPClassifier

        self.start = net
        hidden = [len(b) for _, b in net.layers[:-1]]
        plain = {"solver": "sgd", "alpha": 0, "momentum": 0, "nesterovs_momentum": False, "shuffle": False}
        self.model = MLPClassifier(hidden, learning_rate_init=LEARNING_RATE, max_iter=1, random_state=0, **plain)

    def prepare(self, batches):
        X, labels = batches[0]
        c = len(self.start.layers[-1].b)
        self.model.set_params(batch_size=len(X))
        self.model.partial_fit(X, labels, classes=range(c))  # makes its weights, which are then replaced
        self.model.coefs_ = [W.copy() for W, _ in self.start.layers]
        self.model.intercepts_ = [b.copy() for _, b in self.start.layers]
        return batches

    def step(self, X, labels):
        return self.model.partial_fit(X, labels).loss_

    def layers(self):
        return [Layer(W, b) for W, b in zip(self.model.coefs_, self.model.intercepts_, strict=True)]


class Fit(PartialFit):
    """scikit-learn, one call of `fit` for all batches laid end to end, which it goes through once: its steps alone."""

    def prepare(self, batches):
        super().prepare(batches)
        self.model.set_params(warm_start=True)  # `fit` goes on from the weights there are
        return tuple(np.concatenate(parts) for parts in zip(*batches, strict=True))

    def run(self, batches):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", self.not_converged)  # one pass is what was asked for
            return self.model.fit(*batches).loss_

    @property
    def not_converged(self):
        from sklearn.exceptions import ConvergenceWarning

        return ConvergenceWarning


SIDES = {
    "nblib": Nblib,
    "nblib in place": InPlace,
    "PyTorch eager": Torch,
    "JAX jit": Jax,
    "autograd": Autograd,
    "scikit-learn partial_fit": PartialFit,
    "scikit-learn fit": Fit,
    "floor": Floor,
}
