"""Laws and worked examples of nblib.functions (lesson 02)."""

import numpy as np
import pytest
import scipy.special
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from nblib.functions import log_softmax, relu, sigmoid, softmax, tanh
from nblib.gradcheck import numerical_gradient

ACTIVATIONS = [relu, tanh, sigmoid]
batches = arrays(float, array_shapes(min_dims=2, max_dims=2, max_side=5), elements=st.floats(-1000, 1000))


# ── Worked examples ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("scores", "probabilities"),
    [
        ([1, 2, 3], [0.0900, 0.2447, 0.6652]),
        ([101, 102, 103], [0.0900, 0.2447, 0.6652]),
        ([10, 20, 30], [0.0000, 0.0000, 1.0000]),
        ([0, 0, 0], [0.3333, 0.3333, 0.3333]),
        ([1000, 1001], [0.2689, 0.7311]),
        (np.log([0.2, 0.3, 0.5]), [0.2, 0.3, 0.5]),
    ],
)
def test_softmax_of_one_row(scores, probabilities):
    assert softmax(np.array(scores)).round(4).tolist() == probabilities


def test_each_row_is_shifted_by_its_own_largest_score():
    assert softmax(np.array([[0, 0], [1000, 1000]])).tolist() == [[0.5, 0.5], [0.5, 0.5]]


def test_log_softmax_is_finite_where_softmax_rounds_to_0():
    Z = np.array([0.0, -800.0, 5.0])
    assert softmax(Z)[1] == 0
    assert log_softmax(Z)[1] == pytest.approx(-805.0067, abs=1e-4)


@pytest.mark.parametrize(
    ("activation", "outputs", "slopes"),
    [
        (relu, [0, 0, 2], [0, 0, 1]),
        (tanh, [-0.9640, 0, 0.9640], [0.0707, 1, 0.0707]),
        (sigmoid, [0.1192, 0.5, 0.8808], [0.1050, 0.25, 0.1050]),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_activation_at_minus_2_0_and_2(activation, outputs, slopes):
    Z = np.array([-2.0, 0.0, 2.0])
    A = activation.f(Z)
    np.testing.assert_allclose(A, outputs, atol=5e-5)
    np.testing.assert_allclose(activation.slope(A), slopes, atol=5e-5)


def test_activations_are_called_by_their_names():
    assert [activation.name for activation in ACTIVATIONS] == ["relu", "tanh", "sigmoid"]


# ── Laws ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(batches)
def test_softmax_rows_are_probabilities(Z):
    P = softmax(Z)
    assert np.all(P >= 0)
    np.testing.assert_allclose(P.sum(axis=1), 1, atol=1e-12)


@given(batches, st.floats(-1000, 1000))
def test_softmax_sees_only_differences_of_scores(Z, shift):
    np.testing.assert_allclose(softmax(Z + shift), softmax(Z), atol=1e-12)


@given(batches)
def test_the_highest_score_has_the_highest_probability(Z):
    P = softmax(Z)
    assert np.array_equal(P.max(axis=1), P[np.arange(len(Z)), Z.argmax(axis=1)])


@given(batches, st.randoms(use_true_random=False))
def test_softmax_does_not_care_which_column_is_which(Z, random):
    columns = random.sample(range(Z.shape[1]), Z.shape[1])
    np.testing.assert_allclose(softmax(Z[:, columns]), softmax(Z)[:, columns], atol=1e-15)


@given(batches)
def test_a_row_alone_gives_the_same_as_in_its_batch(Z):
    for f in (softmax, log_softmax):
        np.testing.assert_array_equal(f(Z)[0], f(Z[0]))


@given(batches)
def test_softmax_agrees_with_scipy(Z):
    np.testing.assert_allclose(softmax(Z), scipy.special.softmax(Z, axis=1), atol=1e-15)
    np.testing.assert_allclose(log_softmax(Z), scipy.special.log_softmax(Z, axis=1), rtol=1e-12, atol=1e-12)


@given(batches)
def test_exp_of_log_softmax_is_softmax(Z):
    np.testing.assert_allclose(np.exp(log_softmax(Z)), softmax(Z), atol=1e-12)


@given(st.floats(-700, 700))
def test_sigmoid_is_softmax_of_a_score_against_0(z):
    assert sigmoid.f(z) == pytest.approx(softmax(np.array([0.0, z]))[1], abs=1e-15)


@given(st.floats(-1e300, 1e300))
def test_sigmoid_agrees_with_scipy_and_never_overflows(z):
    assert sigmoid.f(z) == pytest.approx(scipy.special.expit(z), abs=1e-15)


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=lambda activation: activation.name)
@given(z=st.floats(-6, 6).filter(lambda z: abs(z) > 1e-3))  # relu has no slope at 0
def test_slope_from_the_output_is_the_derivative(activation, z):
    slope = activation.slope(activation.f(np.array([z])))
    assert slope == pytest.approx(numerical_gradient(lambda z: activation.f(z).sum(), [z]), abs=1e-9)


# ── Purity and dtype ─────────────────────────────────────────────────────────────────────────────────────────────────


FUNCTIONS = [softmax, log_softmax, *(a.f for a in ACTIVATIONS), *(a.slope for a in ACTIVATIONS)]


@pytest.mark.parametrize("f", FUNCTIONS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_and_shape_are_kept_and_the_argument_is_not_touched(f, dtype):
    Z = np.array([[-1.5, 0.25, 2.0], [0.5, 0.5, -0.5]], dtype)
    before = Z.copy()
    result = f(Z)
    assert result.dtype == dtype
    assert result.shape == Z.shape
    assert not np.shares_memory(result, Z)
    np.testing.assert_array_equal(Z, before)
