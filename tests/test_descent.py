"""Laws and worked examples of nblib.descent (lessons 05, 06 and 09)."""

import math
from itertools import count, islice, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nblib.descent import State, descend, gradient_descent, minibatches, sgd, sign_descent, until_flat
from nblib.functions import sigmoid, tanh
from nblib.losses import softmax_cross_entropy, squared_error
from nblib.mlp import MLP, Layer

# The lecture's quadratic: f(x) = ½ xᵀA x − bᵀx, with ∇f(x) = A x − b.
A = np.array([[2.0, -1, 0], [-1, 2, -1], [0, -1, 2]])
B = np.array([-1.0, 0, -1])
MINIMUM = np.array([-1.0, -1, -1])
ORIGIN = np.zeros(3)


def f(x):
    x1, x2, x3 = x
    return x1**2 + x1 * (1 - x2) + x2**2 - x2 * x3 + x3**2 + x3


def gradient(x):
    return A @ x - B


def walk(learning_rate, start=ORIGIN):
    return gradient_descent(f, gradient, start, learning_rate)


def last(states):
    *_, state = states
    return state


starts = arrays(float, 3, elements=st.floats(-10, 10))


# ── The lecture's quadratic ──────────────────────────────────────────────────────────────────────────────────────────


def test_its_minimum_is_minus_1_three_times():
    np.testing.assert_allclose(np.linalg.solve(A, B), MINIMUM)
    assert f(MINIMUM) == -1


def test_its_curvatures():
    np.testing.assert_allclose(np.linalg.eigvalsh(A), [2 - math.sqrt(2), 2, 2 + math.sqrt(2)])
    np.testing.assert_allclose(np.linalg.eigvalsh(A), [0.586, 2, 3.414], atol=5e-4)


@given(starts)
def test_its_two_forms_are_the_same_function(x):
    assert f(x) == pytest.approx(x @ A @ x / 2 - B @ x, abs=1e-10)


@pytest.mark.parametrize(("learning_rate", "steps"), [(0.1, 97), (0.5, 20)])
def test_honest_stops(learning_rate, steps):
    state = last(until_flat(walk(learning_rate), 1e-6, 1000))
    assert state.k == steps
    assert np.linalg.norm(state.w - MINIMUM) < 0.005


def test_a_tiny_step_stops_too_early():
    state = last(until_flat(walk(1e-4), 1e-3, 1000))
    assert state.k == 1
    assert np.linalg.norm(gradient(state.w)) > 1.4


def test_learning_rate_1_stops_after_one_step_on_the_level_it_began():
    state = last(until_flat(walk(1.0), 1e-6, 1000))
    assert state.k == 1
    assert state.w.tolist() == [-1, 0, -1]
    assert state.L == f(ORIGIN) == 0


def test_learning_rate_2_over_the_largest_curvature_stops_falsely_at_step_17():
    state = last(until_flat(walk(2 / (2 + math.sqrt(2))), 1e-6, 1000))
    assert state.k == 17
    assert pytest.approx(-0.854, abs=5e-4) == state.L
    assert np.linalg.norm(gradient(state.w)) == pytest.approx(1, abs=1e-5)


def test_a_little_more_diverges():
    state = last(until_flat(walk(0.59), 1e-6, 1000))
    assert state.k == 1000
    assert state.L > 1e9


def test_the_best_learning_rate_shrinks_the_distance_by_0_7071_a_step():
    factors = [np.abs(1 - eta * np.linalg.eigvalsh(A)).max() for eta in np.arange(1, 60) / 100]
    assert np.argmin(factors) + 1 == 50
    assert min(factors) == pytest.approx(0.7071, abs=5e-5)
    distances = [np.linalg.norm(state.w - MINIMUM) for state in islice(walk(0.5), 40, 42)]
    assert distances[1] / distances[0] == pytest.approx(0.7071, abs=5e-5)


@given(starts, st.floats(0.01, 0.58), st.integers(0, 30))
def test_every_mode_shrinks_by_its_own_factor(start, learning_rate, k):
    curvatures, modes = np.linalg.eigh(A)
    expected = modes @ ((1 - learning_rate * curvatures) ** k * (modes.T @ (start - MINIMUM))) + MINIMUM
    state = next(islice(walk(learning_rate, start), k, None))
    np.testing.assert_allclose(state.w, expected, atol=1e-10)
    assert pytest.approx(f(expected), abs=1e-9) == state.L


@given(starts, st.floats(0.001, 0.58))
def test_below_2_over_the_largest_curvature_the_loss_never_rises(start, learning_rate):
    losses = [state.L for state in islice(walk(learning_rate, start), 30)]
    assert all(after <= before + 1e-12 for before, after in pairwise(losses))


@given(starts, st.floats(0.001, 0.65), st.sampled_from([0, 1e-6, 1e-3, 1]), st.integers(0, 40))
def test_in_one_piece_it_is_the_same_walk(start, learning_rate, epsilon, max_iter):
    states = list(until_flat(walk(learning_rate, start), epsilon, max_iter))
    path = descend(f, gradient, start, learning_rate, epsilon, max_iter)
    assert np.array_equal(path, [state.w for state in states])


def test_in_one_piece_a_change_of_just_epsilon_stops_it():
    assert len(descend(lambda w: w, lambda w: 1.0, 3.0, learning_rate=1, eps=1, max_iter=9)) == 2
    assert len(descend(lambda w: w, lambda w: 1.0, 3.0, learning_rate=1, eps=0.9, max_iter=9)) == 10


def test_in_one_piece_it_walks_in_any_shape_and_leaves_the_start_alone():
    w0 = np.ones((2, 3), dtype=np.float32)
    path = descend(lambda w: (w**2).sum(), lambda w: 2 * w, w0, 0.25, 0, 4)
    assert path.shape == (5, 2, 3)
    assert path.dtype == np.float32
    assert np.array_equal(path[-1], np.full((2, 3), 1 / 16))
    assert np.array_equal(w0, np.ones((2, 3)))


# ── Other worked examples ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("step", "seen"), [(0.3, {0.9, 1.2}), (0.5, {1.0})])
def test_sign_descent_with_a_constant_step_ends_in_a_cycle(step, seen):
    states = sign_descent(lambda w: (w - 1) ** 2, lambda w: 2 * (w - 1), 0.0, step)
    assert {round(float(state.w), 6) for state in islice(states, 100, 110)} == seen


@pytest.mark.parametrize(("start", "minimum"), [(0.16, -1.3008), (0.17, 1.1309)])
def test_the_double_wells_crest_decides(start, minimum):
    stationary = np.sort(np.roots([4, 0, -6, 1]))
    np.testing.assert_allclose(stationary, [-1.3008, 0.1699, 1.1309], atol=5e-5)
    states = gradient_descent(lambda w: w**4 - 3 * w**2 + w, lambda w: 4 * w**3 - 6 * w + 1, start, 0.02)
    assert last(islice(states, 500)).w == pytest.approx(minimum, abs=5e-5)


def saddle(learning_rate=0.1):
    start = np.array([1, 1e-6])
    return gradient_descent(lambda w: w[0] ** 2 - w[1] ** 2, lambda w: w * [2, -2], start, learning_rate)


def test_the_stop_rule_may_stop_beside_a_saddle():
    assert last(until_flat(saddle(), 1e-5, 1000)).k == 25
    escaped = next(state for state in until_flat(saddle(), 1e-8, 1000) if state.w[1] > 1)
    assert escaped.k == 76


def test_the_stop_rule_may_stop_at_an_inflection():
    state = last(until_flat(gradient_descent(lambda w: w**3, lambda w: 3 * w**2, 1.0, 0.05), 1e-6, 1000))
    assert state.w == pytest.approx(0.038, abs=5e-4)


def test_cross_entropy_wins_the_race_from_minus_5():
    p = sigmoid.f

    def steps(loss, slope):
        return next(state.k for state in gradient_descent(loss, slope, -5.0, 1.0) if p(state.w) > 0.9)

    def slope_of_half_square(z):
        return (p(z) - 1) * p(z) * (1 - p(z))

    assert steps(lambda z: -math.log(p(z)), lambda z: p(z) - 1) == 16
    assert steps(lambda z: (p(z) - 1) ** 2, lambda z: 2 * slope_of_half_square(z)) == 119
    assert steps(lambda z: (p(z) - 1) ** 2 / 2, slope_of_half_square) == 238


# ── Laws of the walks ────────────────────────────────────────────────────────────────────────────────────────────────


@given(starts, st.floats(0.1, 10))
def test_a_steeper_copy_of_f_needs_a_smaller_learning_rate(start, factor):
    copy = gradient_descent(lambda x: factor * f(x), lambda x: factor * gradient(x), start, 0.3 / factor)
    for ours, theirs in zip(islice(walk(0.3, start), 10), copy, strict=False):
        np.testing.assert_allclose(ours.w, theirs.w, atol=1e-10)


@given(starts, st.floats(1, 100))  # below 1, a factor rounds the smallest slope there is to 0
def test_sign_descent_does_not_see_how_steep_f_is(start, factor):
    plain = sign_descent(f, gradient, start, 0.1)
    steep = sign_descent(f, lambda x: factor * gradient(x), start, 0.1)
    for ours, theirs in zip(islice(plain, 10), steep, strict=False):
        np.testing.assert_array_equal(ours.w, theirs.w)


@given(starts)
def test_every_coordinate_of_a_sign_step_is_one_step_long(start):
    first, second = islice(sign_descent(f, gradient, start, 0.25), 2)
    np.testing.assert_allclose(second.w - first.w, -0.25 * np.sign(gradient(start)), atol=1e-15)


both = pytest.mark.parametrize("descent", [gradient_descent, sign_descent])


@both
def test_states_are_numbered_from_the_start_and_carry_the_loss(descent):
    states = list(islice(descent(f, gradient, ORIGIN, 0.1), 5))
    assert [state.k for state in states] == [0, 1, 2, 3, 4]
    np.testing.assert_array_equal(states[0].w, ORIGIN)
    for state in states:
        assert type(state) is State
        assert type(state.L) is float
        assert f(state.w) == state.L


@both
def test_walks_are_lazy(descent):
    calls = []
    states = descent(f, lambda x: calls.append(x) or gradient(x), ORIGIN, 0.1)
    assert calls == []
    for k in range(5):
        assert next(states).k == len(calls) == k


@both
def test_walks_never_end(descent):
    assert last(islice(descent(f, gradient, ORIGIN, 0.1), 2001)).k == 2000


@both
def test_the_start_is_not_touched_and_kept_states_do_not_change(descent):
    start = np.array([3.0, -2.0, 4.0])
    states = list(islice(descent(f, gradient, start, 0.1), 6))
    assert start.tolist() == [3, -2, 4]
    assert len({state.w.tobytes() for state in states}) == 6


@both
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_of_the_parameters_is_kept(descent, dtype):
    states = descent(f, lambda x: gradient(x).astype(x.dtype), np.ones(3, dtype), 0.1)
    assert {state.w.dtype for state in islice(states, 5)} == {np.dtype(dtype)}


# ── until_flat ───────────────────────────────────────────────────────────────────────────────────────────────────────


def states_with(losses):
    return (State(k, None, L) for k, L in enumerate(losses))


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=12), st.integers(0, 3), st.integers(0, 12))
def test_until_flat_stops_after_the_first_small_change(losses, epsilon, max_iter):
    seen = [state.L for state in until_flat(states_with(losses), epsilon, max_iter)]
    assert seen == losses[: len(seen)]
    small = [k for k in range(1, len(losses)) if abs(losses[k] - losses[k - 1]) <= epsilon]
    assert len(seen) == 1 + min([*small[:1], max_iter, len(losses) - 1])


def test_until_flat_counts_a_rise_as_a_change():
    assert [state.k for state in until_flat(states_with([1, 2, 4, 8, 8]), 0.5, 100)] == [0, 1, 2, 3, 4]


def test_until_flat_goes_on_through_nan():
    assert len(list(until_flat(states_with([1.0, math.inf, math.inf, math.nan, math.nan]), 0.1, 100))) == 5


def test_until_flat_takes_no_state_that_it_does_not_yield():
    losses = iter([4, 2, 1, 1, 7])
    assert last(until_flat(states_with(losses), 0.1, 100)).k == 3
    assert list(losses) == [7]


def test_until_flat_may_continue_a_walk():
    states = walk(0.1)
    assert [state.k for state in islice(states, 3)] == [0, 1, 2]
    assert next(until_flat(states, 1e-6, 100)).k == 3


# ── Minibatches and SGD ──────────────────────────────────────────────────────────────────────────────────────────────


@given(st.integers(1, 40), st.integers(1, 50), st.integers(0, 99))
def test_minibatches_hold_every_row_once(m, batch_size, seed):
    batches = list(minibatches(m, batch_size, np.random.default_rng(seed)))
    assert sorted(np.concatenate(batches)) == list(range(m))
    assert [len(rows) for rows in batches[:-1]] == [batch_size] * (math.ceil(m / batch_size) - 1)


@pytest.mark.parametrize(("m", "batch_size"), [(10, 0), (10, -1), (0, 5)])
def test_empty_minibatches_are_refused(m, batch_size):
    with pytest.raises(ValueError, match=r"m and batch_size must"):
        next(minibatches(m, batch_size, np.random.default_rng(0)))


def blobs(dtype=float):
    """Thirty points around three corners, and a small net for them."""
    rng = np.random.default_rng(0)
    labels = np.arange(30) % 3
    X = np.array([[0, 3], [3, 0], [-3, -3]])[labels] + rng.normal(size=(30, 2))
    return MLP.init([2, 4, 3], rng, tanh, dtype), X.astype(dtype), labels


def train(net, X, labels, **options):
    defaults = {"learning_rate": 0.2, "batch_size": 8, "rng": np.random.default_rng(1)}
    return sgd(net, X, labels, **(defaults | options))


def same_layers(net, other, **tolerance):
    return all(
        np.allclose(a, b, **tolerance)
        for ours, theirs in zip(net.layers, other.layers, strict=True)
        for a, b in zip(ours, theirs, strict=True)
    )


def test_sgd_learns_three_blobs():
    net, X, labels = blobs()
    trained = last(islice(train(net, X, labels), 200)).w
    assert softmax_cross_entropy(trained.forward(X)[-1], labels)[0] < 0.05
    np.testing.assert_array_equal(trained.predict(X), labels)


@pytest.mark.parametrize("loss", [softmax_cross_entropy, squared_error])
def test_with_the_whole_data_as_one_batch_sgd_is_gradient_descent(loss):
    net, X, labels = blobs()
    for state in islice(train(net, X, labels, batch_size=30, loss=loss), 10):
        outputs = net.forward(X)
        L, dZ = loss(outputs[-1], labels)
        assert pytest.approx(L, abs=1e-12) == state.L
        assert same_layers(state.w, net, atol=1e-12)
        net = net.step(net.backward(outputs, dZ), 0.2)


def test_sgd_is_repeated_by_the_same_seed():
    first, second = (last(islice(train(*blobs()), 50)) for _ in range(2))
    assert first.L == second.L
    assert same_layers(first.w, second.w, rtol=0, atol=0)


def test_sgd_shuffles_every_pass_anew():
    seen = []

    def record(Z, labels):
        seen.append(labels.tolist())
        return softmax_cross_entropy(Z, labels)

    net, X, _ = blobs()
    net = MLP([Layer(np.zeros((2, 30)), np.zeros(30))])
    list(islice(train(net, X, np.arange(30), batch_size=30, loss=record), 2))
    assert sorted(seen[0]) == sorted(seen[1]) == list(range(30))
    assert seen[0] != seen[1]


def test_sgd_trains_with_the_backward_it_is_given():
    net, X, labels = blobs()

    def only_biases(net, outputs, dZ):
        return [Layer(0 * dW, db) for dW, db in net.backward(outputs, dZ)]

    trained = last(islice(train(net, X, labels, backward=only_biases), 20)).w
    assert all(np.array_equal(a.W, b.W) for a, b in zip(trained.layers, net.layers, strict=True))
    assert not any(np.array_equal(a.b, b.b) for a, b in zip(trained.layers, net.layers, strict=True))


def test_sgd_is_lazy_and_every_state_is_a_net_of_its_own():
    net, X, labels = blobs()
    calls = count()
    states = train(net, X, labels, backward=lambda *args: (next(calls), MLP.backward(*args))[1])
    kept = list(islice(states, 12))
    assert next(calls) == 11  # the twelfth state is yielded before its step
    assert [state.k for state in kept] == list(range(12))
    assert kept[0].w is net
    assert len({state.w.layers[0].W.tobytes() for state in kept}) == 12


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sgd_keeps_the_dtype_and_leaves_its_arguments_alone(dtype):
    net, X, labels = blobs(dtype)
    X_before, labels_before, W_before = X.copy(), labels.copy(), net.layers[0].W.copy()
    state = last(islice(train(net, X, labels), 20))
    assert {array.dtype for layer in state.w.layers for array in layer} == {np.dtype(dtype)}
    assert type(state.L) is float
    np.testing.assert_array_equal(X, X_before)
    np.testing.assert_array_equal(labels, labels_before)
    np.testing.assert_array_equal(net.layers[0].W, W_before)
