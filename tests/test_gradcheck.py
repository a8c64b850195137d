"""Laws and worked examples of nblib.gradcheck (lessons 04, 08 and 09), and tests of the tester."""

import math
import re

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from nblib.functions import tanh
from nblib.gradcheck import examine, numerical_gradient, projection, relative_error
from nblib.losses import softmax_cross_entropy
from nblib.mlp import MLP, Layer

small_shapes = array_shapes(max_dims=2, max_side=4)
numbers = st.integers(-80, 80).map(lambda n: n / 8)
values = arrays(float, small_shapes, elements=numbers)
gradients = values.filter(np.any)


def f(x):
    """The lecture's quadratic."""
    x1, x2, x3 = x
    return x1**2 + x1 * (1 - x2) + x2**2 - x2 * x3 + x3**2 + x3


# ── Worked examples of lesson 04 ─────────────────────────────────────────────────────────────────────────────────────


def test_the_derivative_row_at_1_2_0():
    row, dx, x = np.array([1, 3, -1]), np.array([0.1, -0.1, 0.2]), np.array([1.0, 2, 0])
    np.testing.assert_allclose(numerical_gradient(f, x), row, atol=1e-9)
    assert row @ dx == pytest.approx(-0.4)
    assert f(x + dx) - f(x) == pytest.approx(-0.31)


def test_the_best_direction_of_length_a_tenth():
    g = np.array([1, 3, -1])
    assert 0.1 * np.linalg.norm(g) == pytest.approx(0.3317, abs=5e-5)
    np.testing.assert_allclose(0.1 * g / np.linalg.norm(g), [0.0302, 0.0905, -0.0302], atol=5e-5)
    assert 0.1 / math.sqrt(3) * np.abs(g).sum() == pytest.approx(0.2887, abs=5e-5)  # a sign step of that length


def test_minus_the_gradient_misses_the_minimum_by_36_3_degrees():
    downhill, towards = -np.array([1, 3, -1]), np.array([-1, -1, -1]) - [1, 2, 0]
    cosine = downhill @ towards / (np.linalg.norm(downhill) * np.linalg.norm(towards))
    assert math.degrees(math.acos(cosine)) == pytest.approx(36.3, abs=0.05)


def test_the_linear_predictions_error_is_the_square_of_the_step():
    for dx in (0.1, 0.01):
        assert (3 + dx) ** 2 - 3**2 - 6 * dx == pytest.approx(dx**2)


# ── Finite differences ───────────────────────────────────────────────────────────────────────────────────────────────


@given(arrays(float, 3, elements=st.floats(-10, 10)), st.sampled_from([0.5, 1e-2, 1e-5]))
def test_centred_differences_are_exact_for_a_quadratic_at_any_h(x, h):
    np.testing.assert_allclose(numerical_gradient(f, x, h), autograd.grad(f)(x), atol=1e-8)


@given(st.floats(-5, 5), st.sampled_from([1e-1, 1e-2, 1e-3]))
def test_for_a_cube_they_are_off_by_h_squared(x, h):
    slope = numerical_gradient(lambda x: float(x) ** 3, x, h)
    assert slope - 3 * x**2 == pytest.approx(h**2, rel=1e-3)


@given(values)
def test_they_agree_with_autograd_and_keep_the_shape(x):
    def g(x):
        return anp.sum(anp.sin(x) * anp.exp(x / 5)) + anp.sum(x) ** 2

    slope = numerical_gradient(g, x)
    assert slope.shape == x.shape
    np.testing.assert_allclose(slope, autograd.grad(g)(x), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("x", [3, 3.0, np.float32(3), np.array(3)])
def test_a_single_number_has_a_gradient_without_axes(x):
    slope = numerical_gradient(lambda x: float(x * x), x)
    assert slope.shape == ()
    assert slope.dtype == float
    assert float(slope) == pytest.approx(6)


@pytest.mark.parametrize("dtype", [np.float32, int])
def test_they_are_taken_in_float64_whatever_comes_in(dtype):
    slope = numerical_gradient(lambda x: float((x**2).sum()), np.array([1, 2], dtype))
    assert slope.dtype == np.float64
    np.testing.assert_allclose(slope, [2, 4], atol=1e-9)


def test_nothing_can_change_the_argument():
    def vandal(x):
        value = float((x**2).sum())
        x[...] = np.nan
        return value

    x = np.array([[1.0, -3.0]])
    x.flags.writeable = False
    np.testing.assert_allclose(numerical_gradient(vandal, x), [[2, -6]], atol=1e-9)
    assert x.tolist() == [[1, -3]]


def net_and_batch():
    rng = np.random.default_rng(3)
    net = MLP.init([2, 5, 3], rng, tanh)
    net = net._replace(layers=[Layer(W, rng.normal(size=b.shape)) for W, b in net.layers])
    return net, rng.normal(size=(4, 2)), rng.integers(0, 3, 4)


def loss_of_W1(W1):
    net, X, labels = net_and_batch()
    first, *rest = net.layers
    return softmax_cross_entropy(net._replace(layers=[first._replace(W=W1), *rest]).forward(X)[-1], labels)[0]


def W1_and_its_gradient():
    net, X, labels = net_and_batch()
    outputs = net.forward(X)
    return net.layers[0].W, net.backward(outputs, softmax_cross_entropy(outputs[-1], labels)[1])[0].W


def test_the_v_formula_error_falls_with_h_squared_then_rounding_rises():
    W1, dW1 = W1_and_its_gradient()
    error = {k: relative_error(numerical_gradient(loss_of_W1, W1, 10.0**-k), dW1) for k in range(1, 13)}
    for k in (1, 2, 3):
        assert error[k] / error[k + 1] == pytest.approx(100, rel=0.05)
    assert min(error, key=error.get) in (4, 5, 6)
    assert error[5] < 1e-9
    assert error[12] > 1e4 * error[5]


# ── Relative error and projection ────────────────────────────────────────────────────────────────────────────────────


@given(st.data(), small_shapes)
def test_relative_error_is_a_symmetric_distance_from_0_to_1(data, shape):
    g, reference = (data.draw(arrays(float, shape, elements=numbers)) for _ in range(2))
    error = relative_error(g, reference)
    assert type(error) is float
    assert 0 <= error <= 1 + 1e-15
    assert error == relative_error(reference, g)
    assert (error == 0) == np.array_equal(g, reference)
    assert relative_error(4 * g, 4 * reference) == pytest.approx(error, abs=1e-12)


@given(gradients, st.floats(0.01, 100))
def test_a_multiple_shows_its_factor(g, factor):
    assert projection(factor * g, g) == pytest.approx(factor)
    assert projection(-factor * g, g) == pytest.approx(-factor)
    assert relative_error(factor * g, g) == pytest.approx(abs(factor - 1) / (factor + 1), abs=1e-12)
    assert relative_error(-factor * g, g) == pytest.approx(1)


@given(gradients, st.data())
def test_projection_does_not_see_what_is_at_right_angles(g, data):
    other = data.draw(arrays(float, g.shape, elements=numbers))
    across = other - projection(other, g) * g
    assert projection(2 * g + across, g) == pytest.approx(2, abs=1e-9)


def test_all_zero_gradients():
    zero, g = np.zeros((2, 3)), np.ones((2, 3))
    assert relative_error(zero, zero) == 0
    assert relative_error(g, zero) == relative_error(zero, g) == 1
    assert projection(zero, g) == 0
    assert math.isnan(projection(g, zero))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_never_right(bad):
    g, reference = np.array([[1.0, bad], [2.0, 3.0]]), np.array([[1.0, 5.0], [2.0, 3.0]])
    assert math.isnan(relative_error(g, reference))
    finding = examine("W1", g, reference)
    assert not finding.ok
    assert finding.wrong.tolist() == [[False, True], [False, False]]


@pytest.mark.parametrize("shape", [(4, 3), (1, 3), (3, 1), ()])
def test_a_gradient_of_another_shape_is_refused_even_if_it_broadcasts(shape):
    for compare in (relative_error, lambda g, reference: examine("b", g, reference)):
        with pytest.raises(ValueError, match=re.escape(f"g has shape {shape}, but the reference has (3,)")):
            compare(np.ones(shape), np.ones(3))


# ── Examine: test the tester ─────────────────────────────────────────────────────────────────────────────────────────


def examine_W1(change):
    W1, dW1 = W1_and_its_gradient()
    return examine("W1", change(dW1.copy()), numerical_gradient(loss_of_W1, W1))


def add_to_one_entry(amount):
    def change(g):
        g[1, 2] += amount * np.abs(g).max()
        return g

    return change


def test_examine_accepts_the_right_gradient():
    finding = examine_W1(lambda g: g)
    assert finding.name == "W1"
    assert finding.ok
    assert finding.error < 1e-9
    assert finding.ratio == pytest.approx(1, abs=1e-9)
    assert not finding.wrong.any()
    assert finding.wrong.shape == (2, 5)


@pytest.mark.parametrize("factor", [1.001, 0.999, 1.0001, -1, 4, 0.25, 0])
def test_examine_rejects_a_gradient_wrong_by_a_factor_even_of_0_1_percent(factor):
    finding = examine_W1(lambda g: factor * g)
    assert not finding.ok
    assert finding.ratio == pytest.approx(factor, abs=1e-8)
    assert finding.wrong.any()


@pytest.mark.parametrize("amount", [1e-3, -1e-3, 1e-5])
def test_examine_finds_the_one_wrong_entry(amount):
    finding = examine_W1(add_to_one_entry(amount))
    assert not finding.ok
    assert np.argwhere(finding.wrong).tolist() == [[1, 2]]


def test_examine_rejects_a_gradient_taken_at_other_weights():
    W1, dW1 = W1_and_its_gradient()
    finding = examine("W1", dW1, numerical_gradient(loss_of_W1, W1 + 1e-3))
    assert not finding.ok


@given(gradients)
def test_a_stub_of_zeros_passes_no_examination(reference):
    assert not examine("W", np.zeros_like(reference), reference).ok


@given(gradients, st.floats(1e-3, 1e3))
def test_examine_does_not_depend_on_the_scale_of_the_loss(g, scale):
    assume(g.size > 1)
    wrong = g.copy()
    wrong.flat[0] += 1e-3 * np.abs(g).max()
    for candidate in (g, wrong):
        plain, scaled = examine("W", candidate, g), examine("W", scale * candidate, scale * g)
        assert plain.ok == scaled.ok
        np.testing.assert_array_equal(plain.wrong, scaled.wrong)


def test_rounding_beside_an_exact_zero_is_right_and_a_small_mistake_is_not():
    assert examine("W1", np.zeros(3), np.array([2.8e-17, 0, -1e-11])).ok
    finding = examine("W1", np.array([0.0, 1e-6]), np.array([1e-11, 0]))
    assert not finding.ok
    assert finding.wrong.tolist() == [False, True]


def test_examine_leaves_its_arguments_alone():
    g, reference = np.array([1.0, 2.0]), np.array([1.0, 3.0])
    examine("b1", g, reference)
    assert g.tolist() == [1, 2]
    assert reference.tolist() == [1, 3]


@pytest.mark.parametrize("g", [[1e-10], [-1e-10], []])
def test_a_difference_of_a_ten_billionth_is_none_and_a_gradient_may_be_empty(g):
    finding = examine("b", np.array(g), np.zeros(len(g)))
    assert (finding.ok, finding.error, finding.wrong.any()) == (True, 0, False)
