"""Laws and worked examples of nblib.losses (lessons 02, 06 and 08)."""

import math
import re

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nblib import information
from nblib.functions import sigmoid, softmax
from nblib.gradcheck import numerical_gradient, relative_error
from nblib.losses import cross_entropy, one_hot, softmax_cross_entropy, squared_error

LOSSES = [softmax_cross_entropy, squared_error]
each_loss = pytest.mark.parametrize("loss", LOSSES)

P = np.array([[0.2, 0.3, 0.5], [0.7, 0.2, 0.1], [0.1, 0.1, 0.8]])
LABELS = np.array([1, 0, 2])


@st.composite
def batches(draw):
    """Scores (m, c) and labels (m,)."""
    m, c = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    Z = draw(arrays(float, (m, c), elements=st.floats(-20, 20)))
    return Z, draw(arrays(int, m, elements=st.integers(0, c - 1)))


# ── Worked examples ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_hot_puts_the_one_in_the_labels_column():
    assert one_hot([2, 0], 3).tolist() == [[0, 0, 1], [1, 0, 0]]


def test_cross_entropy_of_a_batch_of_three():
    L = cross_entropy(P, LABELS)
    assert pytest.approx(-(math.log(0.3) + math.log(0.7) + math.log(0.8)) / 3) == L
    assert round(L, 4) == 0.5946
    wrong = {"sum": 3 * L, "over all entries": L / 3, "bits": L / math.log(2)}
    assert {name: round(value, 4) for name, value in wrong.items()} == {
        "sum": 1.7838,
        "over all entries": 0.1982,
        "bits": 0.8578,
    }


def test_cross_entropy_is_infinite_if_the_true_class_was_impossible():
    with pytest.warns(RuntimeWarning, match="divide by zero"):
        assert cross_entropy(np.array([[1.0, 0.0]]), [1]) == math.inf


def test_p_minus_y_of_the_lecture():
    L, dZ = softmax_cross_entropy(np.log([[0.2, 0.3, 0.5]]), [1])
    np.testing.assert_allclose(dZ, [[0.2, -0.7, 0.5]])
    assert pytest.approx(1.2040, abs=5e-5) == L


def test_p_minus_y_is_the_product_of_the_lectures_two_factors():
    p, y = np.array([0.2, 0.3, 0.5]), np.array([0, 1, 0])
    dL_dp = -y / p
    dp_dz = np.diag(p) - np.outer(p, p)
    np.testing.assert_allclose(dL_dp, [0, -3.3333, 0], atol=5e-5)
    np.testing.assert_allclose(dp_dz, [[0.16, -0.06, -0.10], [-0.06, 0.21, -0.15], [-0.10, -0.15, 0.25]])
    np.testing.assert_allclose(dL_dp @ dp_dz, softmax_cross_entropy(np.log([p]), [1])[1][0])


def test_squared_error_keeps_the_softmax_factor():
    L, dZ = squared_error(np.log([[0.2, 0.3, 0.5]]), [1])
    assert pytest.approx(0.2**2 + 0.7**2 + 0.5**2) == L
    dP = 2 * np.array([0.2, -0.7, 0.5])
    np.testing.assert_allclose(dZ[0], dP @ [[0.16, -0.06, -0.10], [-0.06, 0.21, -0.15], [-0.10, -0.15, 0.25]])


def test_scores_far_apart_give_a_finite_loss_and_slope():
    L, dZ = softmax_cross_entropy(np.array([[0.0, -800.0, 5.0]]), [1])
    assert pytest.approx(805.0067, abs=1e-4) == L
    np.testing.assert_allclose(dZ, [[0.0067, -1.0, 0.9933]], atol=5e-5)


@pytest.mark.parametrize("c", [2, 3, 10])
def test_an_undecided_net_has_loss_ln_c(c):
    L, _ = softmax_cross_entropy(np.zeros((4, c)), [0, 1, 1, 0])
    assert pytest.approx(math.log(c)) == L


def test_cross_entropy_pulls_75_times_harder_at_minus_5():
    _, dZ = softmax_cross_entropy(np.array([[0.0, -5.0]]), [1])
    p = float(sigmoid.f(-5.0))
    pull = -2 * (p - 1) * p * (1 - p)  # of (p − 1)², one sigmoid unit
    assert dZ[0, 1] == pytest.approx(-0.9933, abs=5e-5)
    assert pull == pytest.approx(0.01321, abs=5e-6)
    assert round(-dZ[0, 1] / pull) == 75
    # Two softmax scores make the same error twice, once in p and once in 1 − p.
    assert squared_error(np.array([[0.0, -5.0]]), [1])[1][0, 1] == pytest.approx(-2 * pull)


def test_squared_errors_pull_is_largest_at_one_third():
    p = np.arange(1, 3000) / 3000
    pull = 2 * (1 - p) * p * (1 - p)
    assert p[pull.argmax()] == pytest.approx(1 / 3)
    assert pull.max() == pytest.approx(8 / 27)


# ── Laws ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(batches())
def test_scores_and_probabilities_give_the_same_cross_entropy(batch):
    Z, labels = batch
    assert softmax_cross_entropy(Z, labels)[0] == pytest.approx(cross_entropy(softmax(Z), labels), abs=1e-12)


@given(batches())
def test_cross_entropy_is_the_mean_surprise_of_the_true_classes(batch):
    Z, labels = batch
    surprises = [
        information.cross_entropy(y, p, base=math.e)
        for y, p in zip(one_hot(labels, Z.shape[1]), softmax(Z), strict=True)
    ]
    assert cross_entropy(softmax(Z), labels) == pytest.approx(np.mean(surprises), abs=1e-12)


@given(batches())
def test_one_hot_rows_are_undone_by_argmax(batch):
    Z, labels = batch
    Y = one_hot(labels, Z.shape[1])
    assert np.array_equal(Y.argmax(axis=1), labels)
    assert np.array_equal(Y.sum(axis=1), np.ones(len(labels)))


@given(batches())
def test_the_slope_of_cross_entropy_is_p_minus_y_over_m(batch):
    Z, labels = batch
    m, c = Z.shape
    np.testing.assert_allclose(softmax_cross_entropy(Z, labels)[1], (softmax(Z) - one_hot(labels, c)) / m, atol=1e-14)


@each_loss
@given(batch=batches())
def test_slopes_of_a_row_sum_to_0(loss, batch):
    dZ = loss(*batch)[1]
    np.testing.assert_allclose(dZ.sum(axis=1), 0, atol=1e-14)


@each_loss
@given(batch=batches(), shift=st.floats(-100, 100))
def test_a_shift_of_all_scores_changes_nothing(loss, batch, shift):
    Z, labels = batch
    L, dZ = loss(Z, labels)
    L_shifted, dZ_shifted = loss(Z + shift, labels)
    assert L_shifted == pytest.approx(L, abs=1e-11)
    np.testing.assert_allclose(dZ_shifted, dZ, atol=1e-11)


@each_loss
@given(batch=batches())
def test_the_loss_is_a_mean_so_doubling_the_batch_halves_the_slopes(loss, batch):
    Z, labels = batch
    L, dZ = loss(Z, labels)
    L_twice, dZ_twice = loss(np.vstack([Z, Z]), np.append(labels, labels))
    assert L_twice == pytest.approx(L, abs=1e-14)
    np.testing.assert_allclose(dZ_twice, np.vstack([dZ, dZ]) / 2, atol=1e-14)


@each_loss
@given(batch=batches())
def test_slopes_agree_with_finite_differences(loss, batch):
    Z, labels = batch
    numerical = numerical_gradient(lambda Z: loss(Z, labels)[0], Z)
    np.testing.assert_allclose(loss(Z, labels)[1], numerical, atol=1e-8)


def _cross_entropy_by_autograd(Z, Y):
    return -anp.sum(Y * (Z - anp.log(anp.sum(anp.exp(Z), axis=1, keepdims=True)))) / len(Z)


def _squared_error_by_autograd(Z, Y):
    P = anp.exp(Z) / anp.sum(anp.exp(Z), axis=1, keepdims=True)
    return anp.sum((P - Y) ** 2) / len(Z)


@pytest.mark.parametrize(
    ("loss", "oracle"),
    [(softmax_cross_entropy, _cross_entropy_by_autograd), (squared_error, _squared_error_by_autograd)],
)
@given(batch=batches())
def test_loss_and_slopes_agree_with_autograd(loss, oracle, batch):
    Z, labels = batch
    Y = one_hot(labels, Z.shape[1])
    L, dZ = loss(Z, labels)
    assert pytest.approx(oracle(Z, Y), abs=1e-12) == L
    np.testing.assert_allclose(dZ, autograd.grad(oracle)(Z, Y), atol=1e-12)


# ── Test the tester ──────────────────────────────────────────────────────────────────────────────────────────────────


@each_loss
def test_finite_differences_reject_the_other_losses_slopes(loss):
    [other] = set(LOSSES) - {loss}
    Z = np.log(P)
    numerical = numerical_gradient(lambda Z: loss(Z, LABELS)[0], Z)
    assert relative_error(loss(Z, LABELS)[1], numerical) < 1e-9
    assert relative_error(other(Z, LABELS)[1], numerical) > 0.1


# ── Doors, purity, types ─────────────────────────────────────────────────────────────────────────────────────────────


@each_loss
@pytest.mark.parametrize(
    "labels",
    [
        [0, 1],
        [1],
        [[0], [1], [2]],
        [0.0, 1.0, 2.0],
        [True, False, True],
        ["0", "1", "2"],
        [0, 1, 3],
        [0, 1, -1],
        one_hot(LABELS, 3),
    ],
    ids=["too few", "one for all", "column", "floats", "booleans", "text", "too high", "negative", "one-hot"],
)
def test_bad_labels_are_named(loss, labels):
    with pytest.raises(ValueError, match=r"^labels must"):
        loss(np.log(P), labels)
    if len(labels) == 3:
        with pytest.raises(ValueError, match=r"^labels must"):
            one_hot(labels, 3)


@each_loss
@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ([0, 1], "labels must be 3 integers, one a row, got shape (2,)"),
        ([0.0, 1.0, 2.0], "labels must be integers, one a row, got shape (3,) of float64"),
        ([0, 1, 3], "labels must lie in 0 … 2 for 3 classes, got 0 … 3"),
        ([0, 1, -1], "labels must lie in 0 … 2 for 3 classes, got -1 … 1"),
    ],
)
def test_what_is_said_of_bad_labels(loss, labels, said):
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        loss(np.log(P), labels)


@each_loss
@pytest.mark.parametrize("labels", [[1, 0, 2], (1, 0, 2), LABELS.astype(np.uint8), LABELS.astype(np.int32)])
def test_labels_may_be_any_sequence_of_integers(loss, labels):
    L, dZ = loss(np.log(P), labels)
    expected_L, expected_dZ = loss(np.log(P), LABELS)
    assert expected_L == L
    np.testing.assert_array_equal(dZ, expected_dZ)


@each_loss
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept_the_loss_is_a_python_float_and_arguments_are_not_touched(loss, dtype):
    Z, labels = np.log(P).astype(dtype), LABELS.copy()
    before = Z.copy()
    L, dZ = loss(Z, labels)
    assert type(L) is float
    assert dZ.dtype == dtype
    assert dZ.shape == Z.shape
    assert one_hot(labels, 3, dtype).dtype == dtype
    assert type(cross_entropy(P.astype(dtype), labels)) is float
    np.testing.assert_array_equal(Z, before)
    np.testing.assert_array_equal(labels, LABELS)
