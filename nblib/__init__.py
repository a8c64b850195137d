"""nblib: the mathematics of the course Neural Networks 2, in NumPy, to be read.

Read in this order: information, functions, losses, mlp, in_place (its steps once more, faster), descent, graph,
gradcheck, doctor, checkup, datasets; each needs only those before it. `nblib.playground` is a whole experiment in one
line of text, made of them. Exercises are in `nblib.check`, figures and questions in `nblib.viz`. These three are
imported explicitly.
"""

from nblib.descent import gradient_descent, sgd, sign_descent, until_flat
from nblib.functions import Activation, log_softmax, relu, sigmoid, softmax, tanh
from nblib.gradcheck import numerical_gradient, relative_error
from nblib.information import cross_entropy, entropy, huffman_code, kl_divergence, surprise
from nblib.losses import one_hot, softmax_cross_entropy, squared_error
from nblib.mlp import MLP, Layer

__all__ = [
    "MLP",
    "Activation",
    "Layer",
    "cross_entropy",
    "entropy",
    "gradient_descent",
    "huffman_code",
    "kl_divergence",
    "log_softmax",
    "numerical_gradient",
    "one_hot",
    "relative_error",
    "relu",
    "sgd",
    "sigmoid",
    "sign_descent",
    "softmax",
    "softmax_cross_entropy",
    "squared_error",
    "surprise",
    "tanh",
    "until_flat",
]
