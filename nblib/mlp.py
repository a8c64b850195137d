"""The multi-layer perceptron: forward, and backward one line for each forward line.

X (m, n) one example a row; layer l has W (inputs, units) and b (units,); dV means ∂L/∂V and has V's shape.
A net of sizes n-h-c computes A1 = f(X W1 + b1), Z = A1 W2 + b2: the last layer's outputs are scores.
Source: Rumelhart, Hinton and Williams (1986), "Learning representations by back-propagating errors".
"""

import math
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from nblib.functions import Activation, relu


class Layer(NamedTuple):
    """Weights W (inputs, units), column j is unit j, and biases b (units,). A gradient is a Layer too: (dW, db).

    >>> Layer(np.ones((2, 3)), np.zeros(3)).W.shape
    (2, 3)
    """

    W: np.ndarray
    b: np.ndarray


class MLP(NamedTuple):
    """A network: its layers and the activation of its hidden units. A step makes a new one; nothing is overwritten.

    >>> net = MLP.init([4, 5, 3], np.random.default_rng(0))
    >>> [layer.W.shape for layer in net.layers], net.parameter_count
    ([(4, 5), (5, 3)], 43)
    """

    layers: list[Layer]
    activation: Activation = relu

    @classmethod
    def init(cls, sizes, rng, activation=relu, dtype=float):
        """Random weights w ~ N(0, gain/inputs), gain 2 for relu and 1 otherwise; zero biases; sizes n, h, …, c.

        The variance keeps the scale of the signal from layer to layer. Source: He et al. (2015); LeCun et al. (1998).

        >>> MLP.init([2, 3], np.random.default_rng(0)).layers[0].b
        array([0., 0., 0.])
        """
        if len(sizes) < 2 or min(sizes) < 1:
            raise ValueError(f"sizes must name at least inputs and outputs, each 1 or more, got {list(sizes)}")
        gain = 2 if activation is relu else 1
        layers = []
        for inputs, units in pairwise(sizes):
            W = rng.normal(0, math.sqrt(gain / inputs), (inputs, units)).astype(dtype)
            layers.append(Layer(W, np.zeros(units, dtype)))
        return cls(layers, activation)

    @property
    def parameter_count(self):
        """Σ (inputs · units + units) over the layers."""
        return sum(W.size + b.size for W, b in self.layers)

    def forward(self, X):
        """[X, A1, …, Z]: every layer's output, all that backward needs. Z is the last, (m, c).

        >>> [A.shape for A in MLP.init([4, 5, 3], np.random.default_rng(0)).forward(np.ones((2, 4)))]
        [(2, 4), (2, 5), (2, 3)]
        """
        outputs = [X]
        *hidden, last = self.layers
        for W, b in hidden:
            outputs.append(self.activation.f(outputs[-1] @ W + b))
        outputs.append(outputs[-1] @ last.W + last.b)
        return outputs

    def backward(self, outputs, dZ):
        """[Layer(dW1, db1), …] from forward's outputs and dZ = ∂L/∂Z (m, c): from the last layer to the first.

        dW = Aᵀ dZ,   db = 1ᵀ dZ,   and for the layer below   dZ ← (dZ Wᵀ) ∘ slope(A).

        >>> net = MLP.init([4, 5, 3], np.random.default_rng(0))
        >>> [dW.shape for dW, db in net.backward(net.forward(np.ones((2, 4))), np.ones((2, 3)))]
        [(4, 5), (5, 3)]
        """
        gradients = []
        for l in reversed(range(len(self.layers))):
            A, W = outputs[l], self.layers[l].W
            gradients.insert(0, Layer(A.T @ dZ, dZ.sum(axis=0)))
            if l > 0:  # nobody asks for the derivative with respect to the data
                dZ = dZ @ W.T * self.activation.slope(A)
        return gradients

    def step(self, gradients, learning_rate):
        """The net one step downhill: W − η dW, b − η db in every layer.

        >>> net = MLP([Layer(np.array([[1.0]]), np.array([0.0]))])
        >>> net.step([Layer(np.array([[2.0]]), np.array([1.0]))], 0.1).layers
        [Layer(W=array([[0.8]]), b=array([-0.1]))]
        """
        pairs = zip(self.layers, gradients, strict=True)
        layers = [Layer(W - learning_rate * dW, b - learning_rate * db) for (W, b), (dW, db) in pairs]
        return MLP(layers, self.activation)

    def predict(self, X):
        """The class with the highest score for each row, (m,). Softmax would change no winner.

        >>> MLP([Layer(np.eye(3), np.zeros(3))]).predict(np.array([[0, 9, 1], [5, 2, 1]]))
        array([1, 0])
        """
        return self.forward(X)[-1].argmax(axis=1)
