"""Lesson 05: every number in its prose, computed; and what it derives is what the library runs."""

import ast
import inspect
import math
import re
import textwrap
from itertools import islice, pairwise

import numpy as np
import pytest
from lesson import body, prose, solution_function

from nblib.check import exercise, prediction
from nblib.check.lesson05 import DESCENT
from nblib.datasets import load_penguins, split, standardise
from nblib.descent import descend, sign_descent
from nblib.functions import sigmoid
from nblib.losses import softmax_cross_entropy
from nblib.mlp import MLP
from nblib.viz import scaling
from nblib.viz.figures import penguin_descent
from nblib.viz.figures.walk import walk_and_verdict
from nblib.viz.models import quadratic
from nblib.viz.models.quadratic import EDGE, MINIMUM, A, B, verdict

TEXT = prose("05_gradient_descent")
SPEC = walk_and_verdict()


def says(*words):
    return all(word in TEXT for word in words)


def at(**state):
    return SPEC.model(**SPEC.start(**state))


def preset(number):
    return SPEC.model(**SPEC.preset(number))


def f(x):
    """The function as the lecture writes it; the figure has it as ½ xᵀA x − bᵀx."""
    x1, x2, x3 = x
    return x1**2 + x1 * (1 - x2) + x2**2 - x2 * x3 + x3**2 + x3


def test_what_is_derived_is_what_the_library_runs():
    [function] = ast.parse(textwrap.dedent(inspect.getsource(descend))).body
    derived = solution_function("05_gradient_descent", "gradient_descent")
    assert body(derived) == body(function)
    assert [a.arg for a in derived.args.args] == [a.arg for a in function.args.args] == list(DESCENT.parameters)


# ── Sections 1 and 2 ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_two_forms_of_the_lectures_function():
    rng = np.random.default_rng(0)
    for x in rng.normal(0, 3, (20, 3)):
        assert quadratic.f(x) == pytest.approx(f(x))
    np.testing.assert_allclose(exercise("5.1").expected, MINIMUM)
    assert f(MINIMUM) == pytest.approx(-1)
    assert says("x^* = (-1, -1, -1)")


@pytest.mark.parametrize(
    ("mistake", "wrong_A", "wrong_b"),
    [
        ("sign of b", A, -B),
        ("diagonal of A", A - np.eye(3), B),
        ("A is not symmetric", np.triu(A), B),
        ("A is not symmetric", np.tril(A), B),
        ("constant of x1(1 − x2)", A, [0, 0, -1]),
        ("constant of the lone x3", A, [-1, 0, 0]),
        ("a constant too many", A, [-1, -1, -1]),
        ("one sign of b", A, [-1, 0, 1]),
        ("one sign of b", A, [1, 0, -1]),
        ("products left out", 2 * np.eye(3), B),
        ("signs of the products", np.abs(A), B),
        ("no constants at all", A, np.zeros(3)),
        ("A times b", np.linalg.inv(A), B),
        ("b itself", np.eye(3), B),
    ],
)
def test_the_wrong_systems_of_5_1(mistake, wrong_A, wrong_b):
    assert exercise("5.1").judge(np.linalg.solve(wrong_A, wrong_b)).mistake == mistake


def test_the_bill_for_a_network():
    net = MLP.init([784, 128, 64, 10], np.random.default_rng(0))
    weights = sum(layer.W.size + layer.b.size for layer in net.layers)
    assert weights == scaling.WEIGHTS == 109_386
    assert f"{8 * weights**2 / 1e9:.1f}" == f"{scaling.BYTES / 1e9:.1f}" == "95.7"
    assert f"{8 * weights / 1e6:.1f}" == "0.9"
    for words in ("109,386", "95.7 GB", ".9 MB"):
        assert words in prediction("5.a").question + prediction("5.a").reveal


def test_the_picture_of_the_bill():
    still = scaling.solve_against_step([50, 1600], [(1e-5, 2e-6), (0.2, 1e-4)])
    assert "2000 times as long" in still.description
    assert "95.7 GB" in still.description
    bundle = still._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", "image/png"}
    assert still.description in bundle["text/html"]
    assert still.png.startswith(b"\x89PNG")


# ── Sections 3 and 4 ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_sign_steps_never_settle():
    states = sign_descent(lambda w: (w - 1) ** 2, lambda w: 2 * (w - 1), 0.0, 0.3)
    seen = [round(float(state.w), 6) for state in islice(states, 101)]
    assert seen[:7] == [0, 0.3, 0.6, 0.9, 1.2, 0.9, 1.2]
    assert set(seen[99:]) == {0.9, 1.2}
    assert "0, .3, .6, .9, 1.2, .9, 1.2" in prediction("5.b").reveal
    lands = sign_descent(lambda w: (w - 1) ** 2, lambda w: 2 * (w - 1), 0.0, 0.5)
    assert [float(state.w) for state in islice(lands, 5)] == [0, 0.5, 1, 1, 1]


def test_two_steps_by_hand():
    origin = np.zeros(3)
    np.testing.assert_allclose(quadratic.gradient(origin), [1, 0, 1])
    first = origin - 0.1 * quadratic.gradient(origin)
    np.testing.assert_allclose(first, [-0.1, 0, -0.1])
    np.testing.assert_allclose(quadratic.gradient(first), [0.8, 0.2, 0.8])
    assert says("$[1, 0, 1]$", "$[-0.1, 0, -0.1]$", "$[0.8, 0.2, 0.8]$")


def test_the_sequential_update_of_the_curriculum():
    [wrong] = [wrong for wrong in DESCENT.wrong if wrong.name == "one after the other"]
    path = wrong.answers[0](f, quadratic.gradient, np.zeros(3), 0.1, 1e-6, 1)
    np.testing.assert_allclose(path[1], [-0.1, -0.01, -0.101])
    assert "got `[-0.1, -0.01, -0.101]`" in DESCENT.judge(wrong.answers[0]).message


def test_a_walk_that_is_right_but_for_its_end_is_told_so():
    def stops_late(f, grad, w0, learning_rate, eps, max_iter):
        return descend(f, grad, w0, learning_rate, eps / 3, max_iter)

    verdict = DESCENT.judge(stops_late)
    assert verdict.status == "type or shape"
    assert "The steps are right, the end of the walk is not: it ends after step 29" in verdict.message
    assert "should end after step 20." in verdict.message


def test_a_wrong_point_is_shown_with_its_step():
    def rounds(f, grad, w0, learning_rate, eps, max_iter):
        return descend(f, lambda w: grad(w).round(1), w0, learning_rate, eps, max_iter)

    verdict = DESCENT.judge(rounds)
    assert verdict.status == "wrong"
    assert "after step 3, expected `[-0.246, -0.052, -0.246]`, got" in verdict.message


# ── Section 5, the figure ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("number", "k", "name", "slope"),
    [
        (1, 97, "HONEST", 0.003),
        (2, 20, "HONEST", 0.001),
        (3, 1, "TOO EARLY", 1.414),
        (4, 1, "FALSE STOP", 2.449),
        (5, 17, "FALSE STOP", 1.000),
        (6, 100, "DIVERGED", 4.172),
        (7, 100, "HIT max_iter", 1.158),
    ],
)
def test_the_presets_of_the_signature_figure(number, k, name, slope):
    data = preset(number)
    assert (data.k, verdict(data)[0]) == (k, name)
    assert data.slope == pytest.approx(slope, abs=5e-4)
    description = SPEC.describe(data)
    assert name in description
    assert f"k = {k}," in description


def test_what_the_prose_says_about_the_presets():
    assert max(preset(1).slope, preset(2).slope) < 0.003
    assert [round(preset(number).slope, 2) for number in (3, 4, 5)] == [1.41, 2.45, 1.0]
    assert says("1.41, 2.45 and 1.00", "below 0.003")
    assert preset(4).change == 0
    assert f(preset(4).path[1]) == 0
    assert f(preset(5).path[-1]) == pytest.approx(-0.854, abs=5e-4)
    assert 1 < 0.59 / EDGE < 1.01  # "differ by less than one per cent"
    two_points = {tuple(x.round(6)) for x in preset(7).path[50:]}
    assert len(two_points) == 2


def test_the_curvatures_and_the_best_step():
    assert quadratic.CURVATURES.round(3).tolist() == [0.586, 2, 3.414]
    assert round(EDGE, 4) == 0.5858
    assert 2 / (quadratic.CURVATURES[0] + quadratic.CURVATURES[-1]) == pytest.approx(0.5)
    assert at(learning_rate=0.5).factors.max() == pytest.approx(0.7071, abs=5e-5)
    assert says("70.71 %", "= 0.5$")
    grid = np.arange(0.01, 0.6, 0.01)
    assert grid[np.argmin([at(learning_rate=eta).factors.max() for eta in grid])] == pytest.approx(0.5)


@pytest.mark.parametrize("eta", [0.05, 0.3, 0.5, 0.58])
def test_the_bars_are_the_factors_of_the_walk(eta):
    data = at(learning_rate=eta, start="(3, −2, 4)")
    _, modes = np.linalg.eigh(A)
    before, after = (np.abs(modes.T @ (x - MINIMUM)) for x in data.onward[:2])
    np.testing.assert_allclose(after, data.factors * before, atol=1e-12)


@pytest.mark.parametrize("eps", [1e-2, 1e-3, 1e-4, 1e-5])
@pytest.mark.parametrize("eta", [0.05, 0.2, 0.5, 0.55])
def test_a_stop_below_the_edge_is_never_a_false_stop(eta, eps):
    name, _, good = verdict(at(learning_rate=eta, eps=eps))
    assert name in {"HONEST", "TOO EARLY", "HIT max_iter"}
    assert good == (name == "HONEST")


def test_long_sign_steps_circle_and_do_not_diverge():
    data = at(method="sign", learning_rate=1.2)
    assert len({tuple(x.round(6)) for x in data.path[50:]}) == 2
    assert verdict(data)[0] == "HIT max_iter"
    assert verdict(at(learning_rate=1.2, start="(3, −2, 4)"))[0] == "DIVERGED"


def test_no_epsilon_mends_the_tiny_step():
    for eps in quadratic.EPSILONS:
        assert verdict(at(learning_rate=1e-4, eps=eps))[0] in {"TOO EARLY", "HIT max_iter"}


@pytest.mark.parametrize("shown", [0.5858, 0.58579, 0.58576, EDGE])
def test_the_edge_is_met_by_what_a_slider_shows_for_it(shown):
    data = at(learning_rate=shown)
    assert data.learning_rate == EDGE
    assert (data.k, verdict(data)[0]) == (17, "FALSE STOP")
    assert at(learning_rate=0.9999999999).change == 0


def test_some_step_above_a_half_is_still_honest():
    assert verdict(at(learning_rate=0.55))[2]
    assert not verdict(at(learning_rate=0.58))[2]


def test_solving_takes_one_step_and_sign_steps_have_no_factor():
    assert verdict(at(method="solve"))[0] == "SOLVED"
    assert at(method="solve").distance == 0
    assert np.isnan(at(method="sign").factors).all()


def test_the_learners_own_descent_walks_in_the_figure():
    def half_as_far(f, grad, w0, learning_rate, eps, max_iter):
        return list(descend(f, grad, w0, learning_rate / 2, eps, max_iter))

    own = walk_and_verdict(half_as_far)
    assert own.model(**own.start()).k != preset(1).k


# ── The quiz ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_numbers_of_the_quiz():
    def slope(z):  # of (σ(z) − 1)²
        p = float(sigmoid.f(np.array(z)))
        return abs(2 * (p - 1) * p * (1 - p))

    assert round(slope(-5.0), 4) == 0.0132
    assert round(slope(-0.69), 4) == 0.2963
    x = np.array([1.0, 2, 0])
    down, way = -quadratic.gradient(x), MINIMUM - x
    angle = math.degrees(math.acos(down @ way / np.linalg.norm(down) / np.linalg.norm(way)))
    assert round(angle, 1) == 36.3
    feedback = " ".join(option.feedback for option in exercise("5.3").options)
    assert all(words in feedback for words in (".0132 at z = −5", ".2963 at z = −.69", "36.3°"))


# ── Section 6, the penguins ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def training():
    """Loss, tables, labels and path, as in the notebook."""
    X, y, *_ = load_penguins()
    (X, y), (X_test, y_test) = split(X, y, 0.3, np.random.default_rng(1))
    X, X_test = map(penguin_descent.with_ones, standardise(X, X_test))

    def loss(W):
        return softmax_cross_entropy(X @ W, y)[0]

    def gradient(W):
        return X.T @ softmax_cross_entropy(X @ W, y)[1]

    path = descend(loss, gradient, np.zeros((5, 3)), 1.0, 1e-5, 2000)
    return loss, (X, y), (X_test, y_test), path


def right(table, W):
    X, y = table
    return int(((X @ W).argmax(axis=1) == y).sum())


def test_the_first_training(training):
    loss, train, test, path = training
    assert (len(train[1]), len(test[1])) == (233, 100)
    assert len(path) - 1 < 2000, "the rule ends it, not max_iter"
    assert loss(path[0]) == pytest.approx(math.log(3))
    assert right(train, path[1]) / 233 == pytest.approx(0.9, abs=0.01)
    assert right(train, path[-1]) == 233
    assert right(test, path[-1]) == 97
    assert says("nine birds of ten", "233 training birds", "97 of the 100", "100 of the 333")


def test_the_loss_of_the_penguins_has_no_minimum(training):
    loss, train, _, path = training
    losses = [loss(times * path[-1]) for times in (1, 2, 4, 8, 16)]
    assert all(0 < after < before / 2 for before, after in pairwise(losses))
    # Every right score leads by a margin, so the loss of s·W goes to 0 as s grows: all training birds are parted.
    X, y = train
    Z = X @ path[-1]
    true = Z[np.arange(len(y)), y]
    Z[np.arange(len(y)), y] = -np.inf
    assert (true - Z.max(axis=1)).min() > 0


def test_what_the_presets_of_the_penguins_show():
    spec = penguin_descent.penguin_descent()
    start, one, ten, end, poor = (spec.model(**spec.preset(number)) for number in range(1, 6))
    assert start.losses[-1] == pytest.approx([math.log(3)] * 2)
    assert round(one.accuracies[0], 2) == 0.9
    assert one.regions.max(axis=2).mean() < ten.regions.max(axis=2).mean() < end.regions.max(axis=2).mean()
    assert end.accuracies == pytest.approx((0.97, 0.97), abs=0.005)
    assert poor.accuracies[0] < 0.85
    assert all(re.search(rf"after step {data.step}\.", spec.describe(data)) for data in (one, end))


def test_the_losses_of_the_training_never_rise():
    for pair in penguin_descent.PAIRS:
        _, losses = penguin_descent.train(pair, descend)
        assert (np.diff(losses[:, 0]) < 0).all()
