"""Lesson 06: every number in its prose, computed; and the invariants of the two hills and the terrain."""

import ast
import inspect
import math
import textwrap
from itertools import islice

import numpy as np
import pytest
from lesson import body, prose, solution_function

from nblib.check import check, lesson06
from nblib.check.lesson06 import squared_slope
from nblib.check.registry import predictions
from nblib.datasets import load_penguins, standardise
from nblib.descent import descend, gradient_descent
from nblib.gradcheck import numerical_gradient
from nblib.losses import softmax_cross_entropy, squared_error
from nblib.viz.figures.terrain import BOWL, INFLECTION, SADDLE, TINY, WELL, terrain
from nblib.viz.figures.two_hills import GOAL, GRID, LOSSES, STEPS, cross_entropy_slope, two_hills
from nblib.viz.models.landscapes import EDGE, TERRAINS, verdict, walk

TEXT = prose("06_loss_landscapes")
HINGE = 1 / 3  # of p: where the squared error pulls hardest


def says(*numbers):
    return all(number in TEXT for number in numbers)


def p_of(z):
    return 1 / (1 + math.exp(-z))


def ones_like(z):
    return np.ones_like(np.asarray(z, dtype=float))


def well(w):
    return w**4 - 3 * w**2 + w


def well_slope(w):
    return 4 * w**3 - 6 * w + 1


# ── Two slopes ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_derived_is_what_the_check_uses():
    [function] = ast.parse(textwrap.dedent(inspect.getsource(squared_slope))).body
    assert body(solution_function("06_loss_landscapes", "squared_slope")) == body(function)


@pytest.mark.parametrize("z", [-5.0, -0.7, 0.0, 3.0])
def test_both_slopes_agree_with_finite_differences_and_with_the_library(z):
    for loss, slope in zip(LOSSES, (cross_entropy_slope, squared_slope), strict=True):
        numerical = numerical_gradient(lambda x, loss=loss: float(loss(x)[0]), np.array([z]))
        assert slope(np.array([z]), np.ones(1)) == pytest.approx(numerical, abs=1e-8)
    Z, labels = np.array([[0.0, z]]), np.array([1])  # a softmax of two scores is one logistic unit
    assert softmax_cross_entropy(Z, labels)[1][0, 1] == pytest.approx(cross_entropy_slope(z, 1))
    assert squared_error(Z, labels)[1][0, 1] == pytest.approx(2 * squared_slope(z, 1)), "it counts both outputs"


def test_the_pulls_at_a_confident_mistake():
    p = p_of(-5)
    assert round(p, 4) == 0.0067
    assert round(lesson06.CROSS_ENTROPY_SLOPE.expected, 4) == -0.9933
    assert round(lesson06.SQUARED_ERROR_SLOPE.expected, 4) == -0.0132
    assert round((p - 1) / (2 * (p - 1) * p * (1 - p))) == 75
    assert round(-1 / p, 1) == -149.4
    assert round(p * (1 - p), 4) == 0.0066
    assert "75 times" in predictions()["6.a"].reveal
    assert says("75 times more slowly at z = −5")


def test_half_the_squared_error_is_accepted_with_a_note():
    verdict = check("6.2b", "-0.0066")
    assert verdict.passed
    assert "½(p − y)²" in verdict.message
    assert check("6.2b", lesson06.SQUARED_ERROR_SLOPE.expected / 2).passed
    assert "½(p − y)², which" not in check("6.2b", -0.0132).message
    assert not check("6.2b", 0.0066).passed


def test_where_each_loss_pulls_hardest():
    z = np.linspace(-8, 8, 16001)
    squared = np.abs(squared_slope(z, ones_like(z)))
    assert squared.max() == pytest.approx(8 / 27, abs=1e-8)
    assert round(8 / 27, 3) == 0.296
    assert p_of(z[squared.argmax()]) == pytest.approx(HINGE, abs=1e-3)
    assert np.all(np.diff(squared[z < math.log(0.5)]) > 0), "the more wrong, the weaker"
    assert np.all(np.diff(np.abs(cross_entropy_slope(z, 1))) < 0), "the more wrong, the stronger"
    assert says("8/27 = 0.296")


def test_a_step_at_the_flat_end_of_the_logistic_curve():
    assert p_of(-4.9) - p_of(-5) < 0.001
    assert says("a step of 0.1 in the score moves p by less than a thousandth")


def test_no_learning_rate_serves_both_mistakes():
    ratio = [75 * abs(squared_slope(z, 1)) / (1 - p_of(z)) for z in (-5, -0.7)]
    assert np.round(ratio, 1).tolist() == [1.0, 33.3]
    assert says("33 times too strong", "33 times too large")
    assert round((1 - p_of(-0.7)) / abs(squared_slope(-0.7, 1)), 2) == 2.26


# ── The race ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def steps_to_goal(slope, z=-5.0):
    return next(k for k in range(1000) if p_of(z := z if k == 0 else z - slope(z, 1)) > GOAL)


def test_the_race():
    assert steps_to_goal(cross_entropy_slope) == 16
    assert steps_to_goal(squared_slope) == 119
    assert steps_to_goal(lambda z, y: squared_slope(z, y) / 2) == 238
    assert two_hills().model(z=-5.0, k=0).finish == [16, 119]
    z = two_hills().model(z=-5.0, k=50).z[1]
    assert -4.1 < z < -3.9, "50 steps for one point of score"
    reveal = predictions()["6.b"].reveal
    assert all(number in reveal for number in ("119", "first 50", "2.25", "238"))
    assert round((1 - HINGE) / (8 / 27), 2) == 2.25


@pytest.mark.parametrize(
    ("preset", "scores", "pulls", "words"),
    [
        (1, [-0.7, -0.7], [0.6682, 0.2963], "pulls 2.26 times"),
        (2, [-5, -5], [0.9933, 0.0132], "pulls 75.2 times"),
        (3, [3, 3], [0.0474, 0.0043], "pulls 11.1 times"),
        (4, [2.2961, -4.7652], [0.0915, 0.0166], "cross-entropy 16 steps ✔, squared error not yet"),
        (5, [4.7158, 2.2007], [0.0089, 0.0179], "cross-entropy 16 steps ✔, squared error 119 steps ✔"),
    ],
)
def test_the_presets_of_the_two_hills(preset, scores, pulls, words):
    spec = two_hills()
    data = spec.model(**spec.preset(preset))
    assert data.z == pytest.approx(scores, abs=5e-5)
    assert np.abs(data.slopes) == pytest.approx(pulls, abs=5e-5)
    assert words in spec.describe(data)


@pytest.mark.parametrize("z", [-8.0, -5.0, 0.0, 8.0])
def test_both_balls_start_at_the_same_score_and_only_climb(z):
    data = two_hills().model(z=z, k=0)
    assert data.z.tolist() == [z, z]
    assert np.all(np.diff(data.walks) > 0)
    assert data.walks.shape == (2, STEPS + 1)
    assert data.pulls.shape == (2, len(GRID))


def test_the_dashed_ball_runs_on_the_learners_slope():
    data = two_hills(lambda z, y: -ones_like(z)).model(z=-5.0, k=3)
    assert data.z[1] == -2.0


def test_the_penguins_from_a_wrong_start():
    penguins = load_penguins()
    X, labels = standardise(penguins.X, penguins.X)[0], penguins.y
    X = np.column_stack([X, np.ones(len(X))])

    def train(loss, W, steps):
        return descend(lambda W: loss(X @ W, labels)[0], lambda W: X.T @ loss(X @ W, labels)[1], W, 1.0, 0.0, steps)

    wrong = -2 * train(softmax_cross_entropy, np.zeros((5, 3)), 100)[-1]
    shares = {}
    for loss in (softmax_cross_entropy, squared_error):
        path = train(loss, wrong, 500)
        shares[loss] = [((X @ path[k]).argmax(axis=1) == labels).mean() for k in (0, 20, 100, 500)]
    assert shares[softmax_cross_entropy][0] == shares[squared_error][0] == 0
    assert shares[softmax_cross_entropy][2] > 0.97
    assert shares[squared_error][2] == 0
    assert min(share[3] for share in shares.values()) > 0.98
    assert says("nearly all birds right, and the squared error not one")


# ── Convex, or not ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_chords():
    middles = [float(loss(np.array(-2.0))) for loss in LOSSES]
    chords = [float(loss(np.array(-5.0)) + loss(np.array(1.0))) / 2 for loss in LOSSES]
    assert np.round(middles, 3).tolist() == [2.127, 0.776]
    assert np.round(chords, 3).tolist() == [2.660, 0.529]
    a, b = np.random.default_rng(6).normal(0, 5, size=(2, 1000))
    cross_entropy = LOSSES[0]
    assert np.all(cross_entropy((a + b) / 2) <= (cross_entropy(a) + cross_entropy(b)) / 2 + 1e-12)


def test_the_smallest_deep_network_has_a_saddle_between_two_minima():
    def L(w):
        return (1 - w[0] * w[1]) ** 2

    assert L((1, 1)) == L((-1, -1)) == 0
    assert L((0, 0)) == 1
    assert numerical_gradient(L, np.zeros(2)) == pytest.approx(np.zeros(2), abs=1e-9)
    assert L((0.5, 0.5)) == 0.5625 < 1 < L((0.5, -0.5)) == 1.5625


# ── The terrain ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_flat_points_are_flat_and_of_their_kind():
    lower, higher, crest = (flat.w[0] for flat in TERRAINS[WELL].flats)
    assert [round(w, 4) for w in (lower, higher, crest)] == [-1.3008, 1.1309, 0.1699]
    assert well(lower) < well(higher) < well(crest)
    assert "−1.3008 (the lower one) and 1.1309" in lesson06.WHICH_MINIMUM.task
    assert ".1699" in lesson06.WHICH_MINIMUM.task
    for land in TERRAINS.values():
        for flat in land.flats:
            w = np.array(flat.w)
            assert land.gradient(w) == pytest.approx(np.zeros(land.weights), abs=1e-12)
            around = [land.f(w + 0.01 * np.array(step)) for step in ((1, 0), (-1, 0), (0, 1), (0, -1))]
            lowest = min(around[: 2 * land.weights])
            assert (lowest > land.f(w)) == flat.minimum


@pytest.mark.parametrize("name", TERRAINS)
def test_the_gradients_of_the_terrain(name):
    land = TERRAINS[name]
    for w in np.random.default_rng(6).normal(size=(5, land.weights)):
        assert land.gradient(w) == pytest.approx(numerical_gradient(land.f, w), abs=1e-7)


def test_which_minimum():
    ends = [list(islice(gradient_descent(well, well_slope, w, 0.02), 1001))[-1].w for w in (0.16, 0.17)]
    assert np.round(ends, 4).tolist() == [-1.3008, 1.1309]
    assert round(well_slope(0.16), 3) == 0.056
    assert round(well_slope(0.17), 4) == -0.0003
    assert all(number in lesson06.WHICH_MINIMUM.because for number in ("0.056", "−0.0003"))
    crest = TERRAINS[WELL].flats[2].w[0]
    assert all(abs(start - 1.1309) < abs(start + 1.3008) for start in (0.16, 0.17)), "1.1309 is the nearer for both"
    assert 0.16 < crest < 0.17


@pytest.mark.parametrize(
    ("preset", "k", "name", "words"),
    [
        (1, None, "HONEST", "the only minimum"),
        (2, None, "HONEST", "the lower minimum"),
        (3, None, "HONEST", "the higher minimum"),
        (4, 1, "FALSE STOP", "the crest"),
        (5, 25, "FALSE STOP", "the saddle"),
        (6, 81, "ESCAPED", "no minimum here"),
        (7, 164, "FALSE STOP", "the inflection"),
    ],
)
def test_the_presets_of_the_terrain(preset, k, name, words):
    spec = terrain()
    data = spec.model(**spec.preset(preset))
    assert verdict(data)[0] == name
    assert words in spec.describe(data)
    assert data.k == (k or data.k)
    if name == "FALSE STOP":
        assert data.slope < 0.008, "the prose: a look at the gradient does not help"


def test_the_saddle_holds_and_lets_go():
    held = walk(SADDLE, 1.0, 1e-6, 0.1, 1e-5)
    assert round(held.slope, 4) == 0.0076
    assert says("at step 25", ".0076 looks like arrival too")
    escaped = walk(SADDLE, 1.0, 1e-6, 0.1, 1e-8)
    assert next(k for k, w in enumerate(escaped.path) if w[1] > 1) == 76
    assert says("above 1 at step 76")
    assert 50 <= np.sum(np.abs(escaped.heights) < 0.01) <= 56
    assert "level for some 50 steps" in predictions()["6.d"].reveal
    assert says("level for some 50 steps")
    assert round(1e-6 * 1.2**100) == 83
    assert verdict(walk(SADDLE, 1.0, 0.0, 0.1, TINY))[0] == "FALSE STOP", "exactly on the line nothing escapes"


def test_the_inflection_is_taken_for_an_arrival():
    data = walk(INFLECTION, 1.0, 0.0, 0.05, 1e-6)
    assert round(float(data.path[-1, 0]), 3) == 0.038
    assert says("w = .038")


@pytest.mark.parametrize(
    ("state", "name"),
    [
        ({"terrain": BOWL, "start": 2.0, "aside": 1.0, "learning_rate": 0.01, "eps": 1e-3}, "TOO EARLY"),
        ({"terrain": BOWL, "start": 2.0, "aside": 1.0, "learning_rate": 0.01, "eps": TINY}, "HIT max_iter"),
        ({"terrain": WELL, "start": 2.0, "aside": 0.0, "learning_rate": 0.2, "eps": TINY}, "DIVERGED"),
        ({"terrain": INFLECTION, "start": -0.5, "aside": 0.0, "learning_rate": 0.1, "eps": TINY}, "ESCAPED"),
    ],
)
def test_the_other_verdicts(state, name):
    data = walk(**state)
    assert verdict(data)[0] == name
    assert np.all(np.abs(data.path[:-1]) <= EDGE)


def test_a_long_step_jumps_the_crest():
    def end(learning_rate):
        return round(float(descend(well, well_slope, 2.0, learning_rate, 1e-9, 1000)[-1]), 2)

    assert [end(eta) for eta in (0.02, 0.05, 0.1)] == [1.13, 1.13, -1.3]
    assert 2 - 0.1 * well_slope(2) < TERRAINS[WELL].flats[2].w[0], "the first step jumps the crest"
    diverging = [state.w for state in islice(gradient_descent(well, well_slope, 2.0, 0.2), 5)]
    assert abs(diverging[-1]) > 100
    assert says("with $\\eta = 0.2$ the walk diverges")
