"""The playground's panels: a point, a weight and its roads, the slice of the loss, the check; and the sharpness."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nblib.functions import softmax
from nblib.gradcheck import numerical_gradient
from nblib.mlp import MLP
from nblib.playground.engine import NBLIB, Engine
from nblib.playground.look import look
from nblib.playground.panels import CHECKED, NO_DIGITS, CheckPanel, PointPanel, SlicePanel, panel
from nblib.playground.roads import WeightPanel, errors_of
from nblib.playground.run import Run
from nblib.playground.sharpness import bend, flat, sharpness, unflat
from nblib.playground.situation import Situation, parse
from nblib.playground.training import loss_and_gradients, objective


def panel_of(line):
    return panel(Run(parse(line)))


def test_each_panel_is_what_was_asked_for_and_never_blank():
    kinds = {"point": PointPanel, "weight": WeightPanel, "slice": SlicePanel, "check": CheckPanel}
    for name, kind in kinds.items():
        assert isinstance(look(Run(parse(f"panel={name}"))).panel, kind)
    assert look(Run(parse(""))).panel is None


# ── Point ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("loss", ["ce", "squared"])
def test_the_point_on_its_way_through_the_net(loss):
    run = Run(parse(f"data=arms;loss={loss};step=30;panel=point;point=7"))
    p, train = panel(run), run.problem.train
    np.testing.assert_array_equal(p.position, train.positions[6])
    np.testing.assert_array_equal(p.outputs[0], train.X[6])
    np.testing.assert_allclose(p.outputs[-1], run.net.forward(train.X)[-1][6])
    np.testing.assert_allclose(p.p, softmax(p.outputs[-1]))
    np.testing.assert_allclose(p.error, p.p - p.y)
    assert p.y.argmax() == p.label == train.y[6]
    assert p.loss == pytest.approx(-math.log(p.p[p.label]) if loss == "ce" else ((p.p - p.y) ** 2).sum())
    assert np.allclose(p.dz, p.error) == (loss == "ce")


# ── Weight and roads ─────────────────────────────────────────────────────────────────────────────────────────────────


@st.composite
def weights_of_nets(draw):
    s = Situation(
        data=draw(st.sampled_from(["spirals", "arms"])),
        points=20,
        hidden=tuple(draw(st.lists(st.integers(1, 4), max_size=4))),
        activation=draw(st.sampled_from(["relu", "tanh", "sigmoid", "linear"])),
        loss=draw(st.sampled_from(["ce", "squared"])),
        penalty=draw(st.sampled_from(["none", "l1", "l2"])),
        penalty_rate=0.01,
        seed=draw(st.integers(0, 99)),
        step=draw(st.integers(0, 5)),
        panel="weight",
    )
    l = draw(st.integers(1, len(s.sizes) - 1))
    weight = (l, draw(st.integers(1, s.sizes[l - 1])), draw(st.integers(1, s.sizes[l])))
    return s.turn("weight", weight).turn("point", draw(st.integers(1, s.train_rows)))


@settings(deadline=None, max_examples=60)
@given(weights_of_nets())
def test_the_roads_of_a_row_add_up_and_the_rows_average_to_the_gradient(situation):
    run = Run(situation)
    seen = look(run)
    p, (l, i, j) = seen.panel, situation.weight
    row = situation.point - 1
    assert math.fsum(road.product for road in p.roads) == pytest.approx(p.a[row] * p.dz[row], rel=1e-9, abs=1e-15)
    assert p.gradient == pytest.approx(seen.gradients[l - 1].W[i - 1, j - 1], rel=1e-9, abs=1e-15)
    assert p.mean + p.penalty == p.gradient
    np.testing.assert_array_equal(p.products, p.a * p.dz)
    assert p.road_count == len(p.roads) == math.prod(situation.sizes[l + 1 :])
    assert len({road.units for road in p.roads}) == p.road_count
    sizes = [abs(road.product) for road in p.roads]
    assert sizes == sorted(sizes, reverse=True)


def test_a_road_is_the_product_of_its_edges():
    run = Run(parse("data=arms;hidden=4,5;step=40;panel=weight;weight=1:2:3;point=5;activation=tanh"))
    _, A1, A2, Z = (A[4] for A in run.net.forward(run.problem.train.X))
    W2, W3 = run.net.layers[1].W, run.net.layers[2].W
    dz = softmax(Z) - np.eye(3)[run.problem.train.y[4]]
    road = next(road for road in panel(run).roads if road.units == (3, 5, 1))
    x2 = run.problem.train.X[4, 1]
    expected = [x2, 1 - A1[2] ** 2, W2[2, 4], 1 - A2[4] ** 2, W3[4, 0], dz[0]]
    np.testing.assert_allclose(road.factors, expected)
    assert road.product == math.prod(road.factors)


def test_errors_are_those_that_backward_multiplies():
    net = MLP.init([2, 4, 3, 3], np.random.default_rng(0))
    outputs, dZ = (
        net.forward(np.random.default_rng(1).normal(size=(5, 2))),
        np.random.default_rng(2).normal(size=(5, 3)),
    )
    errors = errors_of(net, outputs, dZ)
    for A, error, (dW, db) in zip(outputs, errors, net.backward(outputs, dZ), strict=False):
        np.testing.assert_allclose(A.T @ error, dW)
        np.testing.assert_allclose(error.sum(axis=0), db)


# ── Slice ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("line", ["", "step=50", "data=arms;loss=squared;penalty=l2;penalty_rate=0.1;step=5"])
def test_the_slice_runs_through_here_and_the_next_step(line):
    run = Run(parse(f"panel=slice;{line}"))
    p, train, knobs = panel(run), run.problem.train, run.knobs
    g = flat(loss_and_gradients(run.net, train.X, train.y, knobs, NBLIB)[1])
    assert (p.t[0], p.t[-1]) == (-0.5, 4)
    assert p.gradient_norm == pytest.approx(np.linalg.norm(g))
    np.testing.assert_allclose(p.line, p.L_here - p.t * p.learning_rate * (g @ g))
    assert p.L[p.t == 0] == p.L_here == p.line[p.t == 0]
    run.advance()
    assert p.L_next == objective(run.net, train.X, train.y, knobs)


def test_the_parabola_touches_the_loss():
    p = panel_of("activation=tanh;step=20;panel=slice;learning_rate=0.01")
    np.testing.assert_allclose(p.parabola, p.L, rtol=1e-6)
    assert np.abs(p.parabola - p.L).max() < 0.05 * np.abs(p.line - p.L).max()


def test_where_the_gradient_is_zero_the_slice_is_flat():
    p = panel_of("init=zero;panel=slice")
    assert (p.gradient_norm, p.curvature) == (0, 0)
    np.testing.assert_array_equal(p.L, p.L_here)


# ── Check ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "line",
    [
        "",
        "step=300",
        "init=zero",
        "data=arms;init=zero",
        "data=arms;hidden=4,4,4,4;activation=tanh;step=50",
        "loss=squared;penalty=l2;penalty_rate=0.1;step=50",
        "hidden=none;activation=linear",
        "init=equal;step=20",
    ],
)
def test_nblibs_own_gradients_pass_the_check_of_the_running_net(line):
    p = panel_of(f"panel=check;{line}")
    assert p.examination.diagnosis.name == "right"
    assert len(p.rows) == CHECKED
    assert p.rows.min() >= 1


def test_a_wrong_backward_is_named_in_the_running_net():
    engine = Engine(backward=lambda net, outputs, dZ: net.backward(outputs, -dZ))
    p = panel(Run(parse("engine=mine;panel=check;step=3"), engine))
    assert p.examination.diagnosis.name == "sign"
    assert p.sentence == p.examination.diagnosis.message


@pytest.mark.parametrize("line", ["hidden=4;step=50", "step=300", "data=arms;hidden=8,8,8,8;step=100"])
def test_the_rows_of_the_check_show_a_mistake_in_the_weights_alone(line):
    engine = Engine(backward=lambda net, outputs, dZ: [(2 * dW, db) for dW, db in net.backward(outputs, dZ)])
    situation = parse(f"panel=check;{line}")
    run = Run(dataclasses.replace(situation, engine="mine"), engine)
    wrong = {finding.name for finding in panel(run).examination.findings if not finding.ok}
    assert wrong == {f"W{l}" for l in range(1, len(run.net.layers) + 1)}


@pytest.mark.parametrize("seed", [0, 1])
def test_where_differences_have_no_digits_left_there_is_no_verdict(seed):
    shown = panel(Run(parse(f"init=huge;hidden=8,8,8,8;panel=check;seed={seed}")))
    assert shown.sentence == NO_DIGITS
    assert shown.examination is None
    assert len(shown.rows) == CHECKED


def test_after_divergence_there_is_nothing_to_check():
    run = Run(parse("activation=linear;learning_rate=2;panel=check"))
    run.advance(99)
    assert panel(run).examination is None
    assert panel(run).sentence == "Nothing to compare: the loss is no longer a finite number."


# ── Sharpness ────────────────────────────────────────────────────────────────────────────────────────────────────────

SMOOTH = [
    "data=arms;points=30;hidden=3;activation=tanh",
    "points=30;hidden=2,2;activation=sigmoid;loss=squared;step=20",
    "points=30;hidden=3;activation=tanh;penalty=l2;penalty_rate=0.2",
    "points=30;hidden=2,2;activation=linear",
    "points=30;hidden=4;step=30",  # relu: no unit of this net is near its kink
]


def hessian(run):
    """By centred differences of the gradient, one column at a time."""
    train, w = run.problem.train, flat(run.net.layers)

    def gradient(v):
        net = run.net._replace(layers=unflat(v, run.net.layers))
        return flat(loss_and_gradients(net, train.X, train.y, run.knobs, NBLIB)[1])

    return np.array([numerical_gradient(lambda v, k=k: gradient(v)[k], w, h=1e-6) for k in range(len(w))])


@pytest.mark.parametrize("line", SMOOTH)
def test_sharpness_is_the_largest_eigenvalue_of_the_hessian(line):
    run = Run(parse(line))
    H = hessian(run)
    np.testing.assert_allclose(H, H.T, atol=1e-6)
    largest = np.linalg.eigvalsh((H + H.T) / 2)[-1]
    found = sharpness(run)
    assert found.eigenvalue == pytest.approx(largest, rel=1e-3)
    assert found.factor == abs(1 - run.knobs.learning_rate * found.eigenvalue)
    v = np.random.default_rng(0).normal(size=len(H))
    np.testing.assert_allclose(bend(run, v), H @ v, atol=1e-5)


def test_a_diverged_net_has_no_sharpness_and_asking_changes_nothing():
    run = Run(parse("activation=linear;learning_rate=2"))
    run.advance(99)
    before = flat(run.net.layers).copy()
    assert math.isnan(sharpness(run).eigenvalue)
    np.testing.assert_array_equal(flat(run.net.layers), before)


def test_where_all_is_flat_the_sharpness_is_that_of_the_output_biases():
    # p = 1/2 for both classes: the Hessian of cross-entropy over the two biases is [[1, -1], [-1, 1]] / 4.
    assert sharpness(Run(parse("init=zero"))).eigenvalue == pytest.approx(0.5)
