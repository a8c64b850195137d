"""Laws and worked examples of nblib.mlp (lesson 09)."""

from itertools import pairwise

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.neural_network import MLPClassifier

from nblib.functions import relu, sigmoid, softmax, tanh
from nblib.gradcheck import numerical_gradient, relative_error
from nblib.losses import one_hot, softmax_cross_entropy, squared_error
from nblib.mlp import MLP, Layer

ACTIVATIONS = [relu, tanh, sigmoid]
each_activation = pytest.mark.parametrize("activation", ACTIVATIONS, ids=lambda activation: activation.name)

HAND_NET = MLP(
    [
        Layer(np.array([[1, -1, 0.5], [0.5, 1, -1]]), np.zeros(3)),
        Layer(np.array([[1.0, 0, -1], [-2, 0, 2], [3, 1, 0]]), np.log([0.2, 0.3, 0.5])),
    ]
)
HAND_X, HAND_LABELS = np.array([[1.0, 2.0]]), np.array([1])


def random_case(sizes, m, seed, activation=relu):
    """A net with random biases, and a batch for it."""
    rng = np.random.default_rng(seed)
    net = MLP.init(sizes, rng, activation)
    net = net._replace(layers=[Layer(W, rng.normal(size=b.shape)) for W, b in net.layers])
    return net, rng.normal(size=(m, sizes[0])), rng.integers(0, sizes[-1], m)


all_sizes = st.lists(st.integers(1, 5), min_size=2, max_size=5)
cases = st.builds(random_case, all_sizes, st.integers(1, 5), st.integers(0, 10**6), st.sampled_from(ACTIVATIONS))
relu_cases = st.builds(
    random_case, all_sizes.filter(lambda sizes: len(sizes) > 2), st.integers(1, 5), st.integers(0, 99)
)


def gradients(net, X, labels, loss=softmax_cross_entropy):
    outputs = net.forward(X)
    return net.backward(outputs, loss(outputs[-1], labels)[1])


def loss_of(net, X, labels, loss=softmax_cross_entropy):
    return loss(net.forward(X)[-1], labels)[0]


def arrays_of(layers):
    """[W1, b1, W2, b2, …]."""
    return [array for layer in layers for array in layer]


def with_arrays(net, arrays):
    return net._replace(layers=[Layer(W, b) for W, b in zip(arrays[::2], arrays[1::2], strict=True)])


def numerical_gradients(net, X, labels, loss=softmax_cross_entropy):
    """Centred differences for every parameter, in the order of `arrays_of`."""
    arrays = arrays_of(net.layers)

    def loss_with(i, array):
        return loss_of(with_arrays(net, [*arrays[:i], array, *arrays[i + 1 :]]), X, labels, loss)

    return [numerical_gradient(lambda array, i=i: loss_with(i, array), array) for i, array in enumerate(arrays)]


def assert_layers_close(layers, expected, **tolerance):
    for array, expected_array in zip(arrays_of(layers), arrays_of(expected), strict=True):
        np.testing.assert_allclose(array, expected_array, **tolerance)


# ── The hand net ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_hand_net_forward():
    X, A, Z = HAND_NET.forward(HAND_X)
    np.testing.assert_allclose(X @ HAND_NET.layers[0].W, [[2, 1, -1.5]])
    np.testing.assert_allclose(A, [[2, 1, 0]])
    np.testing.assert_allclose(A @ HAND_NET.layers[1].W, [[0, 0, 0]])
    np.testing.assert_allclose(softmax(Z), [[0.2, 0.3, 0.5]])
    assert loss_of(HAND_NET, HAND_X, HAND_LABELS) == pytest.approx(1.2040, abs=5e-5)


def test_hand_net_backward_has_one_decimal():
    (dW1, db1), (dW2, db2) = gradients(HAND_NET, HAND_X, HAND_LABELS)
    np.testing.assert_allclose(dW1, [[-0.3, 0.6, 0], [-0.6, 1.2, 0]])
    np.testing.assert_allclose(db1, [-0.3, 0.6, 0])
    np.testing.assert_allclose(dW2, [[0.4, -1.4, 1], [0.2, -0.7, 0.5], [0, 0, 0]])
    np.testing.assert_allclose(db2, [0.2, -0.7, 0.5])


def test_hand_net_derivative_of_the_input():
    (_, dZ1), _ = gradients(HAND_NET, HAND_X, HAND_LABELS)  # with one example, db1 is dz1
    dx = numerical_gradient(lambda X: loss_of(HAND_NET, X, HAND_LABELS), HAND_X)
    np.testing.assert_allclose(dx, [[-0.9, 0.45]], atol=1e-9)
    np.testing.assert_allclose(dZ1 @ HAND_NET.layers[0].W.T, [-0.9, 0.45])


@pytest.mark.parametrize(
    ("learning_rate", "predicted", "true"), [(0.01, -0.0738, -0.0698), (0.001, -0.00738, -0.00734)]
)
def test_hand_net_one_step(learning_rate, predicted, true):
    g = gradients(HAND_NET, HAND_X, HAND_LABELS)
    assert -learning_rate * sum(np.sum(array**2) for array in arrays_of(g)) == pytest.approx(predicted, rel=1e-3)
    change = loss_of(HAND_NET.step(g, learning_rate), HAND_X, HAND_LABELS) - loss_of(HAND_NET, HAND_X, HAND_LABELS)
    assert change == pytest.approx(true, rel=1e-3)


def test_dZ_times_W2_not_transposed_fits_and_is_wrong():
    dZ, W2 = np.array([[0.2, -0.7, 0.5]]), HAND_NET.layers[1].W
    assert (dZ @ W2).shape == (dZ @ W2.T).shape
    np.testing.assert_allclose(dZ @ W2.T, [[-0.3, 0.6, -0.1]])
    np.testing.assert_allclose(dZ @ W2, [[3.1, 0.5, -1.6]])


# ── Counting ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("sizes", "count"), [([4, 5, 3], 43), ([64, 32, 10], 2410), ([784, 128, 64, 10], 109_386)])
def test_parameter_count(sizes, count):
    assert MLP.init(sizes, np.random.default_rng(0)).parameter_count == count
    assert sum((n + 1) * h for n, h in pairwise(sizes)) == count


def test_the_hessian_of_109386_parameters_needs_95_7_gigabytes():
    assert round(109_386**2 * np.dtype(float).itemsize / 1e9, 1) == 95.7


# ── Backward against other derivations ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("loss", [softmax_cross_entropy, squared_error])
@each_activation
@pytest.mark.parametrize("sizes", [(2, 3), (2, 5, 3), (2, 3, 3), (3, 4, 2, 5)], ids=str)
@pytest.mark.parametrize("m", [1, 4])
def test_gradients_agree_with_finite_differences(loss, activation, sizes, m):
    net, X, labels = random_case(sizes, m, seed=1, activation=activation)
    exact = arrays_of(gradients(net, X, labels, loss))
    for g, reference in zip(exact, numerical_gradients(net, X, labels, loss), strict=True):
        assert g.shape == reference.shape
        assert relative_error(g, reference) < 1e-8


AUTOGRAD_F = {"relu": lambda Z: anp.maximum(Z, 0), "tanh": anp.tanh, "sigmoid": lambda Z: 1 / (1 + anp.exp(-Z))}


def _loss_by_autograd(layers, name, X, Y):
    A = X
    for W, b in layers[:-1]:
        A = AUTOGRAD_F[name](anp.dot(A, W) + b)
    Z = anp.dot(A, layers[-1][0]) + layers[-1][1]
    return -anp.mean(anp.sum(Y * (Z - anp.log(anp.sum(anp.exp(Z), axis=1, keepdims=True))), axis=1))


@given(cases)
def test_gradients_agree_with_autograd(case):
    net, X, labels = case
    Y = one_hot(labels, net.layers[-1].b.size)
    layers = [tuple(layer) for layer in net.layers]
    expected = autograd.grad(_loss_by_autograd)(layers, net.activation.name, X, Y)
    assert_layers_close(gradients(net, X, labels), expected, atol=1e-12)


@pytest.mark.parametrize(("activation", "theirs"), [(relu, "relu"), (tanh, "tanh"), (sigmoid, "logistic")])
def test_three_steps_agree_with_scikit_learn(activation, theirs):
    rng = np.random.default_rng(2)
    X, labels = rng.normal(size=(30, 4)), np.arange(30) % 3
    oracle = MLPClassifier(
        (6, 5),
        activation=theirs,
        solver="sgd",
        alpha=0,
        momentum=0,
        learning_rate_init=0.5,
        batch_size=30,
        random_state=0,
    )
    oracle.partial_fit(X, labels, classes=[0, 1, 2])  # makes its weights
    layers = [Layer(W.copy(), b.copy()) for W, b in zip(oracle.coefs_, oracle.intercepts_, strict=True)]
    net = MLP(layers, activation)
    for _ in range(3):
        L = loss_of(net, X, labels)
        net = net.step(gradients(net, X, labels), 0.5)
        oracle.partial_fit(X, labels)
        assert oracle.loss_ == pytest.approx(L, abs=1e-12)
        assert_layers_close(net.layers, zip(oracle.coefs_, oracle.intercepts_, strict=True), atol=1e-12)
    np.testing.assert_array_equal(net.predict(X), oracle.predict(X))


@given(cases)
def test_forward_is_the_same_sums_written_as_loops(case):
    net, X, _ = case
    for row, scores in zip(X, net.forward(X)[-1], strict=True):
        a = list(row)
        for l, (W, b) in enumerate(net.layers):
            z = [b[j] + sum(a[i] * W[i, j] for i in range(len(a))) for j in range(len(b))]
            a = [float(net.activation.f(z_j)) for z_j in z] if l < len(net.layers) - 1 else z
        np.testing.assert_allclose(scores, a, atol=1e-12)


# ── Laws ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(cases)
def test_a_batchs_gradient_is_the_mean_over_its_examples(case):
    net, X, labels = case
    alone = [arrays_of(gradients(net, X[i : i + 1], labels[i : i + 1])) for i in range(len(X))]
    for g, parts in zip(arrays_of(gradients(net, X, labels)), zip(*alone, strict=True), strict=True):
        np.testing.assert_allclose(g, np.mean(parts, axis=0), atol=1e-12)


@given(cases)
def test_the_order_of_examples_does_not_matter(case):
    net, X, labels = case
    assert_layers_close(gradients(net, X[::-1], labels[::-1]), gradients(net, X, labels), atol=1e-12)


@given(cases)
def test_backward_is_linear_in_dZ(case):
    net, X, labels = case
    outputs = net.forward(X)
    dZ, dV = (loss(outputs[-1], labels)[1] for loss in (softmax_cross_entropy, squared_error))
    together = arrays_of(net.backward(outputs, 2 * dZ - 3 * dV))
    apart = zip(arrays_of(net.backward(outputs, dZ)), arrays_of(net.backward(outputs, dV)), strict=True)
    for g, (g1, g2) in zip(together, apart, strict=True):
        np.testing.assert_allclose(g, 2 * g1 - 3 * g2, atol=1e-11)


@given(relu_cases)
def test_renaming_hidden_units_renames_their_gradients(case):
    net, X, labels = case
    (W1, b1), (W2, b2), *rest = net.layers
    renamed = net._replace(layers=[Layer(W1[:, ::-1], b1[::-1]), Layer(W2[::-1], b2), *rest])
    (dW1, db1), (dW2, db2), *d_rest = gradients(net, X, labels)
    expected = [Layer(dW1[:, ::-1], db1[::-1]), Layer(dW2[::-1], db2), *d_rest]
    assert_layers_close(gradients(renamed, X, labels), expected, atol=1e-12)


@given(relu_cases, st.floats(0.1, 10))
def test_a_relu_unit_may_trade_scale_between_its_two_sides(case, scale):
    net, X, _ = case
    (W1, b1), (W2, b2), *rest = net.layers
    traded = net._replace(layers=[Layer(W1 * scale, b1 * scale), Layer(W2 / scale, b2), *rest])
    np.testing.assert_allclose(traded.forward(X)[-1], net.forward(X)[-1], atol=1e-10)


@given(relu_cases)
def test_as_much_blame_enters_a_relu_unit_as_leaves_it(case):
    net, X, labels = case
    (W1, b1), (W2, _), *_ = net.layers
    (dW1, db1), (dW2, _), *_ = gradients(net, X, labels)
    np.testing.assert_allclose((W1 * dW1).sum(axis=0) + b1 * db1, (W2 * dW2).sum(axis=1), atol=1e-12)


@given(cases)
def test_a_small_step_lowers_the_loss_by_what_the_gradient_predicts(case):
    net, X, labels = case
    g = gradients(net, X, labels)
    square = sum(float(np.sum(array**2)) for array in arrays_of(g))
    assume(square > 1e-4)
    learning_rate = 1e-7
    change = loss_of(net.step(g, learning_rate), X, labels) - loss_of(net, X, labels)
    assert change == pytest.approx(-learning_rate * square, rel=1e-2)


@given(cases)
def test_predict_is_the_most_probable_class(case):
    net, X, _ = case
    np.testing.assert_array_equal(net.predict(X), softmax(net.forward(X)[-1]).argmax(axis=1))


def test_a_unit_that_is_off_for_every_row_has_no_gradient():
    net, X, labels = random_case([2, 3, 3], m=4, seed=0)
    (W1, _), last = net.layers
    net = net._replace(layers=[Layer(W1, np.array([9.0, -9.0, 9.0])), last])  # on, off, on for every row
    (dW1, db1), (dW2, _) = gradients(net, X, labels)
    assert dW1.any(axis=0).tolist() == [True, False, True]
    assert db1.astype(bool).tolist() == [True, False, True]
    assert dW2.any(axis=1).tolist() == [True, False, True]


# ── How a net begins ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_init_is_repeated_by_the_same_seed_and_not_by_the_next_draw():
    rng = np.random.default_rng(5)
    first, second = MLP.init([4, 5, 3], rng), MLP.init([4, 5, 3], rng)
    again = MLP.init([4, 5, 3], np.random.default_rng(5))
    assert_layers_close(first.layers, again.layers, rtol=0)
    assert not np.array_equal(first.layers[0].W, second.layers[0].W)


@pytest.mark.parametrize(("activation", "gain"), [(relu, 2), (tanh, 1), (sigmoid, 1)])
def test_init_has_zero_biases_and_variance_gain_over_inputs(activation, gain):
    [layer] = MLP.init([200, 500], np.random.default_rng(0), activation).layers
    assert not layer.b.any()
    assert layer.W.mean() == pytest.approx(0, abs=2e-3)
    assert layer.W.var() * 200 == pytest.approx(gain, rel=0.02)


def test_init_keeps_the_scale_of_the_signal_through_ten_relu_layers():
    rng = np.random.default_rng(0)
    outputs = MLP.init([300] * 11, rng).forward(rng.normal(size=(50, 300)))
    scale = [np.mean(A**2) for A in outputs[1:-1]]
    assert min(scale) > 0.5
    assert max(scale) < 2


def test_from_zero_weights_only_output_biases_move_and_only_if_labels_are_unbalanced():
    net = MLP([Layer(np.zeros((2, 4)), np.zeros(4)), Layer(np.zeros((4, 3)), np.zeros(3))])
    X = np.random.default_rng(0).normal(size=(6, 2))
    for labels, biases_move in [([0, 1, 2, 0, 1, 2], False), ([0, 1, 2, 0, 1, 1], True)]:
        dW1, db1, dW2, db2 = arrays_of(gradients(net, X, labels))
        assert not any(g.any() for g in (dW1, db1, dW2))
        assert np.any(np.abs(db2) > 1e-15) == biases_move  # 1/3 + 1/3 − 2/3 leaves a rounding error


def test_from_equal_weights_hidden_units_stay_identical():
    net = MLP([Layer(np.full((2, 4), 0.5), np.zeros(4)), Layer(np.full((4, 3), 0.1), np.zeros(3))])
    rng = np.random.default_rng(0)
    X, labels = rng.normal(size=(9, 2)), rng.integers(0, 3, 9)
    start = net
    for _ in range(5):
        net = net.step(gradients(net, X, labels), 0.5)
    W1, b1, W2, _ = arrays_of(net.layers)
    assert not np.allclose(W1, start.layers[0].W)
    np.testing.assert_allclose(W1, W1[:, :1].repeat(4, axis=1), atol=1e-14)
    np.testing.assert_allclose(b1, b1[0], atol=1e-14)
    np.testing.assert_allclose(W2, W2[:1].repeat(4, axis=0), atol=1e-14)


# ── Test the tester ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("slope", [lambda A: A, np.ones_like], ids=["mask is the activation", "no mask"])
def test_finite_differences_reject_a_wrong_slope(slope):
    net, X, labels = random_case([2, 5, 3], m=4, seed=1)
    wrong = net._replace(activation=relu._replace(slope=slope))
    pairs = zip(arrays_of(gradients(wrong, X, labels)), numerical_gradients(net, X, labels), strict=True)
    errors = [relative_error(g, reference) for g, reference in pairs]
    assert [error > 1e-2 for error in errors] == [True, True, False, False]


# ── Doors, purity, types ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("sizes", [[], [3], [4, 0, 3], [4, -1]])
def test_bad_sizes_are_named(sizes):
    with pytest.raises(ValueError, match=r"^sizes must"):
        MLP.init(sizes, np.random.default_rng(0))


def test_a_step_needs_a_gradient_for_every_layer():
    with pytest.raises(ValueError, match="shorter"):
        HAND_NET.step(gradients(HAND_NET, HAND_X, HAND_LABELS)[:1], 0.1)


@given(cases)
def test_gradients_are_layers_of_the_parameters_shapes(case):
    net, X, labels = case
    g = gradients(net, X, labels)
    assert all(type(layer) is Layer for layer in g)
    assert [array.shape for array in arrays_of(g)] == [array.shape for array in arrays_of(net.layers)]


@given(cases)
def test_nothing_is_overwritten_and_backward_twice_gives_the_same(case):
    net, X, labels = case
    outputs = net.forward(X)
    dZ = softmax_cross_entropy(outputs[-1], labels)[1]
    g = net.backward(outputs, dZ)
    kept = [*arrays_of(net.layers), *outputs, dZ, *arrays_of(g)]
    before = [array.copy() for array in kept]
    again = net.backward(outputs, dZ)
    net.step(g, 0.5), net.predict(X), net.forward(X)
    for array, copy in zip(kept, before, strict=True):
        np.testing.assert_array_equal(array, copy)
    assert_layers_close(again, g, rtol=0)


def test_a_step_makes_a_new_net_with_the_same_activation():
    net, X, labels = random_case([2, 3, 3], m=4, seed=0, activation=tanh)
    after = net.step(gradients(net, X, labels), 0.1)
    assert type(after) is MLP
    assert after.activation is tanh
    assert not any(np.shares_memory(a, b) for a in arrays_of(after.layers) for b in arrays_of(net.layers))
    with pytest.raises(AttributeError):
        net.layers = after.layers


@each_activation
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept_through_the_whole_loop(activation, dtype):
    rng = np.random.default_rng(0)
    net = MLP.init([2, 5, 3], rng, activation, dtype)
    X = rng.normal(size=(4, 2)).astype(dtype)
    outputs = net.forward(X)
    g = net.backward(outputs, softmax_cross_entropy(outputs[-1], [0, 1, 2, 0])[1])
    after = net.step(g, 0.1)
    everything = [*outputs, *arrays_of(net.layers), *arrays_of(g), *arrays_of(after.layers)]
    assert {array.dtype for array in everything} == {np.dtype(dtype)}
    assert outputs[0] is X
