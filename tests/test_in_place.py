"""Training in place: the same steps as `MLP`'s, the caller's arrays left alone, and clear errors."""

import numpy as np
import pytest

from nblib.functions import tanh
from nblib.in_place import InPlace
from nblib.losses import softmax_cross_entropy
from nblib.mlp import MLP

RNG = np.random.default_rng(0)
M = 5
X, LABELS = RNG.normal(size=(20, M, 3)), RNG.integers(0, 4, (20, M))


def a_net(sizes=(3, 6, 2, 4), dtype=float):
    return MLP.init(sizes, np.random.default_rng(1), dtype=dtype)


def flat(net):
    return np.concatenate([V.ravel() for layer in net.layers for V in layer])


@pytest.mark.parametrize("sizes", [(3, 4), (3, 6, 4), (3, 6, 2, 4)])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_every_step_and_every_loss_is_that_of_the_mlp(sizes, dtype):
    net = a_net(sizes, dtype)
    training = InPlace(net, M)
    close = {"rtol": 0, "atol": 1e-13 if dtype == "float64" else 1e-5}
    for rows, labels in zip(X.astype(dtype), LABELS, strict=True):
        outputs = net.forward(rows)
        L, dZ = softmax_cross_entropy(outputs[-1], labels)
        net = net.step(net.backward(outputs, dZ), 0.3)
        loss = training.step(rows, labels, learning_rate=0.3)
        assert isinstance(loss, float)
        np.testing.assert_allclose(loss, L, **close)
        np.testing.assert_allclose(flat(training.net), flat(net), **close)
    assert {V.dtype.name for layer in training.net.layers for V in layer} == {dtype}
    assert np.abs(flat(net) - flat(a_net(sizes, dtype))).max() > 0.1


def test_scores_of_any_size_neither_overflow_nor_become_nan():
    net = a_net()._replace(layers=[layer._replace(W=1e4 * layer.W) for layer in a_net().layers])
    outputs = net.forward(X[0])
    assert outputs[-1].max() > 1000
    L, _ = softmax_cross_entropy(outputs[-1], LABELS[0])
    assert InPlace(net, M).step(X[0], LABELS[0], 0.1) == pytest.approx(L, rel=1e-12)


def test_the_net_it_began_with_and_a_net_it_gave_away_stay_as_they_are():
    start = a_net()
    training = InPlace(start, M)
    training.step(X[0], LABELS[0], 0.1)
    given = training.net
    before = flat(given)
    training.step(X[1], LABELS[1], 0.1)
    np.testing.assert_array_equal(flat(start), flat(a_net()))
    np.testing.assert_array_equal(flat(given), before)


def test_the_data_are_left_alone():
    rows, labels = X[0].copy(), LABELS[0].copy()
    InPlace(a_net(), M).step(rows, labels, 0.1)
    np.testing.assert_array_equal(rows, X[0])
    np.testing.assert_array_equal(labels, LABELS[0])


def test_no_array_is_made_anew_for_weights_outputs_and_errors():
    training = InPlace(a_net(), M)
    arrays = [training.parameters, training.steps, *training.outputs, *training.errors, *training.on]
    places = [array.ctypes.data for array in arrays]
    training.step(X[0], LABELS[0], 0.1)
    now = [training.parameters, training.steps, *training.outputs, *training.errors, *training.on]
    assert [array.ctypes.data for array in now] == places
    windows = [V for layer in training.layers for V in layer]
    assert all(np.shares_memory(V, training.parameters) for V in windows)
    assert sum(V.size for V in windows) == training.parameters.size == a_net().parameter_count


def test_scores_and_their_derivative_stand_in_one_array_class_by_class_and_all_numbers_are_the_nets():
    training = InPlace(a_net(dtype="float32"), M)
    Z = training.forward(X[0].astype("float32"))
    _, dZ = training.loss(Z, LABELS[0], 0.1)
    assert dZ is Z is training.outputs[-1]
    assert Z.flags.f_contiguous
    ones = [training.one_hot, training.a_one_for_each_row, training.a_one_for_each_class]
    assert {V.dtype.name for V in [*training.outputs, *training.errors, *ones]} == {"float32"}
    assert {on.dtype.name for on in training.on} == {"bool"}


@pytest.mark.parametrize(
    ("rows", "labels", "words"),
    [
        (X[0, :4], LABELS[0], r"X must have shape \(5, 3\), a batch of m = 5 rows, got \(4, 3\)"),
        (X[0, :, :2], LABELS[0], r"X must have shape \(5, 3\), .* got \(5, 2\)"),
        (X[0], LABELS[0, :4], r"labels must be 5 integers in 0 … 3, got array"),
        (X[0], LABELS[0] / 1.0, "labels must be 5 integers"),
        (X[0], np.array([0, 1, 2, 3, 4]), "labels must be 5 integers in 0 … 3"),
        (X[0], np.array([0, 1, 2, 3, -1]), "labels must be 5 integers in 0 … 3"),
    ],
)
def test_a_batch_that_does_not_fit_is_named_and_changes_nothing(rows, labels, words):
    training = InPlace(a_net(), M)
    with pytest.raises(ValueError, match=words):
        training.step(rows, labels, 0.1)
    np.testing.assert_array_equal(flat(training.net), flat(a_net()))


def test_only_relu_nets_and_batches_of_a_row_or_more():
    with pytest.raises(ValueError, match="net must have relu in its hidden units, got tanh"):
        InPlace(a_net()._replace(activation=tanh), M)
    with pytest.raises(ValueError, match="m must be 1 or more, got 0"):
        InPlace(a_net(), 0)
    assert InPlace(a_net(), 1).step(X[0, :1], LABELS[0, :1], 0.1) > 0
