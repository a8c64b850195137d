"""The engine of a run: nblib's forward and backward, or the learner's own, which may do anything at all.

A learner's functions get copies, and what they return is read and measured before it is used. Whatever goes wrong comes
out as an EngineError, one sentence about the function, and no traceback.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from nblib.checkup import check_data, examine_backward
from nblib.mlp import MLP, Layer


class EngineError(Exception):
    """One sentence about what a learner's function did wrong."""


class Engine(NamedTuple):
    """forward(net, X) → [X, A1, …, Z] and backward(net, outputs, dZ) → [(dW1, db1), …], as in lesson 09.

    >>> Engine() == NBLIB
    True
    """

    forward: Callable = MLP.forward
    backward: Callable = MLP.backward


NBLIB = Engine()


def attempt(function, *arguments):
    """(value, "") of a call, or (None, why it failed): the plainest guard, which ends no endless loop.

    >>> attempt(lambda x: 1 / x, 0)
    (None, 'it stopped with ZeroDivisionError: division by zero.')
    """
    try:
        return function(*arguments), ""
    except Exception as error:
        return None, f"it stopped with {type(error).__name__}: {error}."


def guarded(engine, guard=attempt):
    """The engine, but its functions give float arrays of the right shapes or raise EngineError.

    >>> guarded(Engine(forward=lambda net, X: X)).forward(MLP([Layer(np.eye(2), np.zeros(2))]), np.ones((4, 2)))
    Traceback (most recent call last):
    nblib.playground.engine.EngineError: Your forward returned something of type ndarray, expected a list of 2.
    """

    def forward(net, X):
        shapes = [X.shape, *((len(X), len(b)) for _, b in net.layers)]
        names = ["X", *(f"A{l}" for l in range(1, len(net.layers))), "Z"]
        outputs = _read("forward", _call("forward", guard, engine.forward, net=net, X=X), names, shapes)
        _explain_nan("forward", names, outputs, lambda: net.forward(X))
        return outputs

    def backward(net, outputs, dZ):
        gradients = _call("backward", guard, engine.backward, net=net, outputs=outputs, dZ=dZ)
        names = [f"d{parameter}{l}" for l in range(1, len(net.layers) + 1) for parameter in "Wb"]
        arrays = _read("backward", _flat(gradients, net), names, [array.shape for array in _arrays(net)])
        _explain_nan("backward", names, arrays, lambda: _arrays(net.backward(outputs, dZ)))
        return [Layer(dW, db) for dW, db in zip(arrays[::2], arrays[1::2], strict=True)]

    return Engine(forward, backward)


def _call(role, guard, function, **arguments):
    """What the function returns for copies of these arguments, which it must not change."""
    given = {name: _copied(argument) for name, argument in arguments.items()}
    value, reason = guard(function, *given.values())
    if reason:
        raise EngineError(f"Your {role} failed: {reason}")
    for name, before in arguments.items():
        if not _same(before, given[name]):
            raise EngineError(
                f"Your {role} changed its argument {name}: compute new arrays, and leave {name} as it is."
            )
    return value


def _copied(thing):
    """A net, a list of arrays or an array, whose arrays are new; copy.deepcopy takes ten times as long."""
    if isinstance(thing, MLP):
        return thing._replace(layers=[Layer(W.copy(), b.copy()) for W, b in thing.layers])
    return thing.copy() if isinstance(thing, np.ndarray) else [array.copy() for array in thing]


def _same(before, after):
    try:
        pairs = zip(_arrays(before), _arrays(after), strict=True)
        # With equal_nan it takes three times as long, and there is seldom a nan.
        return all(np.array_equal(old, new) or np.array_equal(old, new, equal_nan=True) for old, new in pairs)
    except Exception:  # something else was put in an array's place
        return False


def _arrays(thing):
    """The arrays in a net, a list of layers, a list of arrays, or an array."""
    if isinstance(thing, MLP):
        thing = thing.layers
    if isinstance(thing, np.ndarray):
        return [thing]
    return [array for part in thing for array in (part if isinstance(part, tuple) else [part])]


def _flat(gradients, net):
    """[dW1, db1, dW2, …] of what backward returned, which should be one pair for each layer."""
    expected = f"a list of {len(net.layers)} pairs (dW, db)"
    if not isinstance(gradients, list | tuple):
        raise EngineError(f"Your backward returned something of type {type(gradients).__name__}, expected {expected}.")
    if len(gradients) != len(net.layers):
        raise EngineError(f"Your backward returned {len(gradients)} gradients, expected {expected}.")
    for pair in gradients:
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise EngineError(f"Your backward returned a gradient that is no pair, expected {expected}.")
    return [array for pair in gradients for array in pair]


def _read(role, values, names, shapes):
    """The values as new float arrays, which must have these shapes."""
    if not isinstance(values, list | tuple):
        raise EngineError(
            f"Your {role} returned something of type {type(values).__name__}, expected a list of {len(names)}."
        )
    if len(values) != len(names):
        raise EngineError(f"Your {role} returned {len(values)} arrays, expected {len(names)}: {', '.join(names)}.")
    arrays = []
    for name, value, shape in zip(names, values, shapes, strict=True):
        try:
            arrays.append(np.array(value, dtype=float))
        except Exception:
            raise EngineError(
                f"Your {role} returned, as {name}, something that is not an array of real numbers."
            ) from None
        if arrays[-1].shape != shape:
            raise EngineError(f"Your {role} returned {name} with shape {arrays[-1].shape}, expected {shape}.")
    return arrays


def _explain_nan(role, names, arrays, reference):
    """Not a finite number is the function's fault where nblib finds finite numbers, and the net's otherwise."""
    bad = [name for name, array in zip(names, arrays, strict=True) if not np.isfinite(array).all()]
    if bad and all(np.isfinite(array).all() for array in reference()):
        raise EngineError(f"Your {role} returned nan or inf in {bad[0]}, where nblib's {role} finds finite numbers.")


def examine_engine(engine, depth, activation, loss):
    """(sentence, table): the doctor's word on a guarded engine, for a fresh net with this number of hidden layers.

    The table is None where forward differs from nblib's: no gradient could be right. Raises EngineError.

    >>> from nblib.functions import relu
    >>> from nblib.losses import softmax_cross_entropy
    >>> examine_engine(guarded(NBLIB), 1, relu, softmax_cross_entropy)[0]
    'Every gradient agrees with the centred differences.'
    """
    sizes = [2, *[5, 3, 3, 3][:depth], 3]
    data = check_data(sizes, 4, np.random.default_rng(0), activation)
    for l, (A, right) in enumerate(zip(engine.forward(data.net, data.X), data.net.forward(data.X), strict=True)):
        if not np.allclose(A, right, rtol=1e-6, atol=1e-9):
            return f"Your forward gives other numbers than nblib's: the first that differ are in outputs[{l}].", None
    examination = examine_backward(engine.backward, data, loss)
    return examination.diagnosis.message, examination
