"""Lesson 04: every number in its prose, computed; and the invariants of the microscope and the compass."""

import ast
import inspect
import math
import textwrap

import numpy as np
import pytest
from lesson import body, prose, solution_function

from nblib.check import lesson04
from nblib.check.lesson04 import derivative
from nblib.check.registry import predictions
from nblib.gradcheck import numerical_gradient
from nblib.viz.figures.compass import ANGLES, HERE, compass, lecture
from nblib.viz.figures.zoom import CURVES, zoom

TEXT = prose("04_derivatives")
X = np.array([1.0, 2.0, 0.0])
ROW = derivative(X)
G = ROW.T
LENGTH = np.linalg.norm(G)


def f(x):
    x1, x2, x3 = np.ravel(x)
    return x1**2 + x1 * (1 - x2) + x2**2 - x2 * x3 + x3**2 + x3


def true_change(dx):
    return f(X + np.ravel(dx)) - f(X)


def says(*numbers):
    return all(number in TEXT for number in numbers)


def test_what_is_derived_is_what_the_check_uses():
    [function] = ast.parse(textwrap.dedent(inspect.getsource(derivative))).body
    assert body(solution_function("04_derivatives", "derivative")) == body(function)


@pytest.mark.parametrize("x", np.random.default_rng(4).normal(size=(5, 3)))
def test_the_derivative_agrees_with_finite_differences(x):
    assert derivative(x).shape == (1, 3)
    assert derivative(x)[0] == pytest.approx(numerical_gradient(f, x), abs=1e-8)


# ── One input ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_surprise_at_one_half():
    errors = [-math.log(0.5 + dp) + math.log(0.5) + 2 * dp for dp in (0.1, 0.01, 0.001)]
    assert [round(error, 6) for error in errors] == [0.017678, 0.000197, 0.000002]
    factors = np.array(errors[:-1]) / errors[1:]
    assert np.all(abs(factors - 100) < 15), "the prose says: falls by about 100"


def test_exercises_4_1():
    assert lesson04.PREDICTED_CHANGE.expected == pytest.approx(2 * 3 * 0.1)
    change, smaller = (round((3 + dx) ** 2 - 9, 9) for dx in (0.1, 0.01))
    assert change == 0.61
    assert smaller - 6 * 0.01 == pytest.approx(lesson04.ERROR_OF_A_SMALLER_STEP.expected)


@pytest.mark.parametrize("name", CURVES)
def test_the_curves_change_as_their_functions_do(name):
    functions = {
        "x² at 1": (lambda x: x**2, 1),
        "sin x at 0": (math.sin, 0),
        "|x| at 0": (abs, 0),
        "|x| at 0.01": (abs, 0.01),
        "√x at 0": (math.sqrt, 0),
    }
    function, x = functions[name]
    steps = [0.3, 0.02, 0.004] + ([] if name == "√x at 0" else [-0.3, -0.02, -0.004])
    for dx in steps:
        assert CURVES[name].change(np.array(dx)) == pytest.approx(function(x + dx) - function(x))


@pytest.mark.parametrize("name", CURVES)
def test_the_error_vanishes_faster_than_the_step_only_for_the_derivative(name):
    slope = CURVES[name].slope
    for alpha in np.arange(-2, 3.01, 0.1).round(1):
        data = zoom().model(curve=name, log_dx=-6.0, alpha=alpha)
        if slope is None:
            assert data.worst >= 1, "no α works"
        elif alpha == slope:
            assert data.worst <= 1.001e-6
        else:
            assert data.worst == pytest.approx(abs(alpha - slope), abs=1e-5)


@pytest.mark.parametrize(
    ("preset", "right", "left", "headline"),
    [
        (1, 1, -1, "✔ error/Δx goes to 0"),
        (2, 0.01, -0.01, "✔ error/Δx goes to 0"),
        (3, -0.49, -0.51, "✘ error/Δx stops at 0.5"),
        (4, 1, -1, "✘ error/Δx does not go to 0"),
        (5, 0, -1.8, "✔ error/Δx goes to 0"),
        (6, 7, None, "✘ error/Δx does not go to 0"),
    ],
)
def test_the_presets_of_the_microscope(preset, right, left, headline):
    spec = zoom()
    data = spec.model(**spec.preset(preset))
    assert data.error("right") == pytest.approx(right, abs=1e-12)
    assert ("left" in data.dy) == (left is not None)
    if left is not None:
        assert data.error("left") == pytest.approx(left)
    assert headline[2:] in spec.describe(data)


def test_the_corner_leaves_the_window_at_a_hundredth():
    outside, inside = (zoom().model(curve="|x| at 0.01", log_dx=log_dx, alpha=1.0) for log_dx in (-1.9, -2.1))
    assert outside.worst > 0.1
    assert inside.worst == 0


# ── Many inputs ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_row_at_the_point():
    assert f(X) == 4
    assert ROW.tolist() == [[1, 3, -1]]
    nudges = [(f(X + nudge) - f(X)) / 0.001 for nudge in 0.001 * np.eye(3)]
    assert np.round(nudges, 2).tolist() == [1, 3, -1]


def test_the_prediction_and_a_tenth_of_it():
    dx = np.array([[0.1], [-0.1], [0.2]])
    assert (ROW @ dx).item() == pytest.approx(lesson04.PREDICTED_DF.expected)
    assert true_change(dx) == pytest.approx(-0.31)
    errors = [true_change(step) - (ROW @ step).item() for step in (dx, dx / 10)]
    assert errors == pytest.approx([0.09, 0.0009])
    assert (ROW * dx).shape == (3, 3)
    assert "A tenth of the step leaves a hundredth of the error" in TEXT


# ── Directions ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_each_way_of_spending_the_budget_gains():
    best = 0.1 * G / LENGTH
    assert best.ravel().round(4).tolist() == [0.0302, 0.0905, -0.0302]
    assert lesson04.BEST_STEP.expected == pytest.approx(best)
    assert round((ROW @ best).item(), 4) == 0.3317
    assert (ROW @ [[0], [0.1], [0]]).item() == pytest.approx(0.3)
    assert round((ROW @ (0.1 * np.sign(G) / math.sqrt(3))).item(), 3) == 0.289
    assert says("gains 0.300", "gain 0.289", "gains 0.332")
    directions = np.random.default_rng(0).normal(size=(3, 1000))
    assert (ROW @ (0.1 * directions / np.linalg.norm(directions, axis=0))).max() <= (ROW @ best).item()


def test_the_cosines():
    assert math.cos(math.radians(60)) == pytest.approx(0.5)
    assert round(math.cos(math.radians(10)), 2) == 0.98
    assert "98 % of the gain" in predictions()["4.a"].reveal


def test_how_far_the_promise_holds():
    promised, kept = np.transpose(
        [((ROW @ step).item(), true_change(step)) for step in (-t * G / LENGTH for t in (0.1, 1, 4))]
    )
    assert promised.round(2).tolist() == [-0.33, -3.32, -13.27]
    assert kept.round(2).tolist() == [-0.32, -2.32, 2.73]
    assert 0.6 < kept[1] / promised[1] < 0.72, "two thirds of the promise"


def test_the_gradient_does_not_point_away_from_the_minimum():
    minimum = np.array([-1.0, -1, -1])
    assert derivative(minimum) == pytest.approx(np.zeros((1, 3)))
    assert f(minimum) == -1
    way = minimum - X
    cosine = float(-ROW[0] @ way / LENGTH / np.linalg.norm(way))
    assert round(math.degrees(math.acos(cosine)), 1) == 36.3
    assert round(cosine, 2) == 0.81
    assert says("36 degrees off and still 81 %")
    messages = {wrong.name: wrong.message for wrong in lesson04.BEST_STEP.wrong}
    assert "36.3°" in messages["towards the minimum"]


@pytest.mark.parametrize(
    ("preset", "df", "true"), [(1, 1.58, 1.76), (2, 0.79, 1.16), (3, 0, 0.33), (4, -1.58, -1.41), (5, 0, 2.93)]
)
def test_the_presets_of_the_compass(preset, df, true):
    spec = compass()
    data = spec.model(**spec.preset(preset))
    assert data.df == pytest.approx(df, abs=0.005)
    assert data.delta_f == pytest.approx(true, abs=0.005)


@pytest.mark.parametrize("theta", range(-180, 181, 15))
@pytest.mark.parametrize("length", [0.1, 0.5, 1.5])
def test_the_gauge_is_row_times_column_and_the_cosine(theta, length):
    data = compass().model(theta=theta, length=length)
    assert np.linalg.norm(data.dx) == pytest.approx(length)
    assert data.df == pytest.approx(data.steepness * length * math.cos(math.radians(theta)))
    assert data.true_gains[theta == ANGLES] == pytest.approx(data.delta_f / length)
    assert data.delta_f == pytest.approx(f([*(HERE + data.dx), 0]) - f([*HERE, 0]))


def test_a_short_arrow_keeps_the_promise():
    data = compass().model(theta=30, length=0.1)
    assert abs(data.delta_f - data.df) < 0.015
    assert lecture(*HERE) == 4


def test_the_compass_runs_on_the_learners_derivative():
    data = compass(lambda x: np.array([[0.0, 2.0, 5.0]])).model(theta=0, length=1.0)
    assert data.dx.tolist() == pytest.approx([0, 1])
    assert data.df == 2
