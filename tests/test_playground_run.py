"""Runs of the playground: data, one step, replay to the last bit, divergence, and learners' engines of every kind."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nblib.check.guarding import guarded_call
from nblib.gradcheck import numerical_gradient, relative_error
from nblib.losses import softmax_cross_entropy, squared_error
from nblib.mlp import MLP, Layer
from nblib.playground.engine import NBLIB, Engine, attempt, guarded
from nblib.playground.knobs import CLASS_COUNTS, FEATURES, Knobs
from nblib.playground.look import SURFACE, THUMBNAIL, look, squares
from nblib.playground.problems import EXTENT, features_of, problem
from nblib.playground.run import Run, is_recorded, rows_of_step
from nblib.playground.sharpness import flat, unflat
from nblib.playground.situation import Situation, parse
from nblib.playground.training import (
    ACTIVATIONS,
    HUGE,
    LOSSES,
    initial_net,
    linear,
    loss_and_gradients,
    objective,
    penalty,
)

each_data = pytest.mark.parametrize("data", CLASS_COUNTS)


def same_net(run, other):
    return all(np.array_equal(a, b) for a, b in zip(flat(run.net.layers), flat(other.net.layers), strict=True))


# ── Data ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@each_data
@given(points=st.integers(10, 204), test=st.floats(0.1, 0.5), seed=st.integers(0, 99))
def test_every_class_is_held_out_equally_often_and_trained_on_almost_equally(data, points, test, seed):
    s = Situation(data=data, points=points, test=test, seed=seed)
    train, held_out = problem(s).train, problem(s).test
    assert (len(train.y), len(held_out.y)) == (s.train_rows, s.test_rows)
    counts = np.bincount(train.y, minlength=CLASS_COUNTS[data])
    assert np.ptp(counts) == (0 if points % CLASS_COUNTS[data] == 0 else 1)
    assert np.ptp(np.bincount(held_out.y, minlength=CLASS_COUNTS[data])) == 0


@each_data
def test_positions_are_standardised_by_the_training_points_and_lie_in_the_plane_that_is_shown(data):
    train, test = problem(Situation(data=data))[:2]
    np.testing.assert_allclose(train.positions.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(train.positions.std(axis=0), 1)
    assert np.abs(np.vstack([train.positions, test.positions])).max() < EXTENT[1]
    assert not any(array.flags.writeable for cloud in (train, test) for array in cloud)


def test_features_are_what_their_names_say():
    X = features_of(np.array([[2.0, 3.0]]), FEATURES)
    np.testing.assert_array_equal(X, [[2, 3, 4, 9, 6, np.sin(2.0), np.sin(3.0)]])


def test_no_penguin_is_in_both_halves_and_none_comes_twice():
    s = Situation(data="penguins", points=204, test=0.5)
    train, test = problem(s)[:2]
    rows = np.vstack([train.positions, test.positions])
    assert len(np.unique(rows, axis=0)) > 190  # a few birds have the same two measurements
    assert problem(s).axes == ("bill length (mm)", "flipper length (mm)")


def test_shuffled_labels_keep_the_points_and_the_numbers_of_each_class():
    true, shuffled = problem(Situation()), problem(Situation(labels="shuffled"))
    np.testing.assert_array_equal(true.train.positions, shuffled.train.positions)
    np.testing.assert_array_equal(np.bincount(true.train.y), np.bincount(shuffled.train.y))
    assert 0.3 < (true.train.y == shuffled.train.y).mean() < 0.7


def test_the_net_does_not_depend_on_the_data_nor_the_data_on_the_net():
    assert same_net(Run(Situation()), Run(Situation(noise=0.2)))
    np.testing.assert_array_equal(problem(Situation()).train.X, problem(Situation(hidden=(3,))).train.X)


# ── One step ─────────────────────────────────────────────────────────────────────────────────────────────────────────

nets = st.builds(
    Situation,
    data=st.sampled_from(["spirals", "arms"]),
    points=st.just(12),
    test=st.just(0.5),
    features=st.sampled_from([("x1", "x2"), FEATURES, ("sin(x2)",)]),
    hidden=st.lists(st.integers(1, 4), max_size=4).map(tuple),
    activation=st.sampled_from(list(ACTIVATIONS)),
    loss=st.sampled_from(list(LOSSES)),
    penalty=st.sampled_from(["none", "l1", "l2"]),
    penalty_rate=st.floats(0, 1),
    seed=st.integers(0, 999),
)


@settings(deadline=None, max_examples=60)
@given(nets)
def test_gradients_with_penalty_agree_with_centred_differences(situation):
    rng = np.random.default_rng(situation.seed)
    net, train, knobs = initial_net(situation), problem(situation).train, situation.knobs
    # Random biases, and weights away from 0: neither relu nor |w| is looked at in its kink.
    layers = [Layer(W + 0.05 * np.sign(W), rng.normal(0.3, 1, b.shape)) for W, b in net.layers]
    net = net._replace(layers=layers)
    L, gradients = loss_and_gradients(net, train.X, train.y, knobs, NBLIB)
    assert objective(net, train.X, train.y, knobs) == L
    reference = numerical_gradient(
        lambda w: objective(net._replace(layers=unflat(w, layers)), train.X, train.y, knobs), flat(layers), h=1e-6
    )
    scores = [A @ W + b for A, (W, b) in zip(net.forward(train.X)[:-1], layers, strict=True)][:-1]
    if situation.activation != "relu" or all(np.abs(Z).min() > 1e-4 for Z in scores):
        assert relative_error(flat(gradients), reference) < 1e-5 or np.abs(reference).max() < 1e-8


def test_the_penalty_by_hand():
    net = MLP([Layer(np.array([[1.0, -2.0]]), np.array([5.0, 5.0]))])
    assert penalty(net, Knobs(0.1, None, "l1", 0.5, "ce")) == 0.5 * 3
    assert penalty(net, Knobs(0.1, None, "l2", 0.5, "ce")) == 0.5 * (1 + 4) / 2
    assert penalty(net, Knobs(0.1, None, "none", 0.5, "ce")) == 0


def test_linear_layers_are_one_matrix():
    assert linear.name == "linear"
    run = Run(parse("activation=linear;step=20;learning_rate=0.1"))
    x = np.random.default_rng(0).normal(size=(3, 2))
    z = [run.net.forward(row[np.newaxis])[-1] for row in (x[0], x[1], x[0] + x[1], 0 * x[0])]
    np.testing.assert_allclose(z[0] + z[1], z[2] + z[3])


def test_starts():
    random, zero, equal, huge = (initial_net(Situation(init=init)) for init in ("random", "zero", "equal", "huge"))
    assert not np.any(flat(zero.layers))
    assert {len(np.unique(W)) for W, _ in equal.layers} == {1}
    for (W, _), (V, b) in zip(random.layers, huge.layers, strict=True):
        np.testing.assert_array_equal(V, HUGE * W)
        assert not np.any(b)


@given(m=st.integers(1, 60), batch=st.integers(1, 60), seed=st.integers(0, 99), number=st.integers(0, 5))
def test_each_pass_uses_each_row_once(m, batch, seed, number):
    batches = -(-m // batch)
    rows = [rows_of_step(number * batches + k, batch, m, seed) for k in range(batches)]
    assert sorted(np.concatenate(rows)) == list(range(m))


def test_a_step_is_the_lessons_step():
    run, s = Run(Situation()), Situation()
    net, train = run.net, problem(s).train
    for _ in range(5):
        outputs = net.forward(train.X)
        L, dZ = softmax_cross_entropy(outputs[-1], train.y)
        net = net.step(net.backward(outputs, dZ), s.learning_rate)
    run.advance(5)
    np.testing.assert_array_equal(flat(run.net.layers), flat(net.layers))
    assert run.losses.train[4] == L


# ── Replay ───────────────────────────────────────────────────────────────────────────────────────────────────────────

LINES = [
    "step=60",
    "data=arms;batch=10;step=60",
    "data=penguins;features=x1,x2,x1*x2;activation=tanh;penalty=l1;penalty_rate=0.001;step=60",
    "data=moons;hidden=none;loss=squared;labels=shuffled;step=60",
]


@pytest.mark.parametrize("line", LINES)
def test_a_line_brings_back_the_same_weights_to_the_last_bit(line):
    run = Run(parse(line))
    assert same_net(run, Run(parse(run.situation.line)))
    assert run.step == 60


@pytest.mark.parametrize("line", LINES)
def test_steps_may_be_made_in_pieces(line):
    whole, pieces = Run(parse(line)), Run(parse(line), replay=False)
    assert pieces.step == 0
    for k in (1, 9, 50):
        pieces.advance(k)
    assert same_net(whole, pieces)
    for one, other in zip(whole.losses, pieces.losses, strict=True):
        np.testing.assert_array_equal(one, other)


TURNS = st.lists(
    st.tuples(
        st.integers(0, 12),
        st.sampled_from(
            [
                ("learning_rate", 0.05),
                ("learning_rate", 0.9),
                ("batch", 10),
                ("batch", 7),
                ("batch", None),
                ("penalty", "l2"),
                ("penalty", "l1"),
                ("penalty_rate", 0.01),
                ("loss", "squared"),
                ("loss", "ce"),
            ]
        ),
    ),
    max_size=6,
)


@settings(deadline=None, max_examples=30)
@given(TURNS)
def test_knobs_turned_live_replay_to_the_same_weights(turns):
    live = Run(parse("data=arms;points=60;hidden=4"))
    for steps, (name, value) in turns:
        live.advance(steps)
        live.turn(name, value)
    live.advance(5)
    replayed = Run(parse(live.situation.line))
    assert same_net(live, replayed)
    assert live.situation == replayed.situation
    for mine, again in zip(live.losses, replayed.losses, strict=True):
        np.testing.assert_array_equal(mine, again)


def test_another_loss_is_shown_at_once():
    run = Run(parse("step=100"))
    run.turn("loss", "squared")
    assert run.losses.train[-1] == squared_error(run.net.forward(run.problem.train.X)[-1], run.problem.train.y)[0]


def test_a_turned_knob_changes_the_steps_after_it_only():
    plain, turned = Run(parse("step=9")), Run(parse("step=9"))
    turned.turn("learning_rate", 0.01)
    assert same_net(plain, turned)
    plain.advance()
    turned.advance()
    assert not same_net(plain, turned)


def test_other_fields_start_over_and_views_do_not():
    run = Run(parse("step=9"))
    net = run.net
    run.turn("panel", "slice")
    run.turn("point", 3)
    assert run.net is net
    run.turn("hidden", (3,))
    assert (run.step, run.situation.sizes) == (0, (2, 3, 2))
    run.turn("step", 7)
    assert run.step == 7
    run.restart()
    assert run.situation.line == "hidden=3;point=3;panel=slice"


def test_a_bad_turn_changes_nothing():
    run = Run(parse("step=9"))
    net, line = run.net, run.situation.line
    for name, value in [("learning_rate", "fast"), ("batch", 141), ("hidden", (9,)), ("sed", 1), ("engine", "mine")]:
        with pytest.raises(ValueError, match=r"got|unknown"):
            run.turn(name, value)
    assert run.net is net
    assert run.situation.line == line


def test_losses_are_kept_at_ever_fewer_steps_and_now():
    steps = [step for step in range(100_001) if is_recorded(step)]
    assert len(steps) == 100 + 3 * 90 + 1
    run = Run(parse("step=123"))
    assert run.losses.steps.tolist() == [*range(101), 110, 120, 123]
    assert (
        run.losses.train[-1] == softmax_cross_entropy(run.net.forward(run.problem.train.X)[-1], run.problem.train.y)[0]
    )


# ── Divergence ───────────────────────────────────────────────────────────────────────────────────────────────────────

DIVERGING = "activation=linear;learning_rate=2"


def test_a_run_that_diverges_stops_and_says_where():
    run = Run(parse(DIVERGING))
    run.advance(500)
    assert (run.status, run.step) == ("diverged", 11)
    assert run.sentence == "Diverged: after step 11 the loss is no longer a finite number. The run stops here."
    assert np.isfinite(flat(run.net.layers)).all()
    again = Run(parse(run.situation.line))
    assert (again.status, again.sentence) == (run.status, run.sentence)
    assert same_net(run, again)


@pytest.mark.parametrize("panel", ["loss", "point", "weight", "slice", "check"])
def test_a_diverged_run_can_be_looked_at(panel):
    run = Run(parse(f"{DIVERGING};panel={panel}"))
    run.advance(500)
    seen = look(run)
    assert seen.status == "diverged"
    assert np.isfinite(seen.surface).all()
    assert all(np.isfinite(pictures).all() for pictures in (seen.features, *seen.units, seen.scores))


def test_a_diverged_run_starts_over_calmer():
    run = Run(parse(DIVERGING))
    run.advance(500)
    run.turn("learning_rate", 1)
    run.restart()
    run.advance(500)
    assert (run.status, run.step) == ("running fine", 500)


# ── Look ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@settings(deadline=None, max_examples=25)
@given(nets)
def test_every_part_of_a_look_has_its_shape_and_is_what_it_says(situation):
    run = Run(situation)
    run.advance(3)
    seen = look(run)
    n, *hidden, c = situation.sizes
    assert seen.surface.shape == (SURFACE, SURFACE, c)
    np.testing.assert_allclose(seen.surface.sum(axis=-1), 1)
    assert [A.shape for A in (seen.features, *seen.units, seen.scores)] == [
        (units, THUMBNAIL, THUMBNAIL) for units in (n, *hidden, c)
    ]
    train = run.problem.train
    np.testing.assert_array_equal(seen.train_wrong, run.net.predict(train.X) != train.y)
    assert seen.train_accuracy == pytest.approx((run.net.predict(train.X) == train.y).mean())
    assert seen.train_loss == LOSSES[situation.loss](run.net.forward(train.X)[-1], train.y)[0]
    assert [W.shape for W, _ in seen.gradients] == [W.shape for W, _ in seen.layers]


def test_pictures_have_the_largest_x2_on_top():
    seen = look(Run(Situation()))
    assert seen.features[1, 0, 0] > seen.features[1, -1, 0]  # x2
    assert seen.features[0, 0, 0] < seen.features[0, 0, -1]  # x1
    assert np.abs(squares(EXTENT, 10)).max() == 2.7


# ── Engines ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def mine(forward=MLP.forward, backward=MLP.backward, line="engine=mine;step=5", guard=attempt):
    return Run(parse(line), Engine(forward, backward), guard)


def lecture_forward(net, X):
    outputs = [X]
    for W, b in net.layers[:-1]:
        outputs.append(np.maximum(outputs[-1] @ W + b, 0))
    return [*outputs, outputs[-1] @ net.layers[-1].W + net.layers[-1].b]


def raises(net, *arguments):
    raise KeyError("W1")


def changes_X(net, X):
    X *= 2
    return net.forward(X)


def changes_net(net, outputs, dZ):
    net.layers[0].W[:] = 0
    return net.backward(outputs, dZ)


def pops_outputs(net, outputs, dZ):
    gradients = net.backward(outputs, dZ)
    outputs.pop()
    return gradients


BROKEN_FORWARD = {
    "Your forward failed: it stopped with KeyError: 'W1'.": raises,
    "Your forward changed its argument X: compute new arrays, and leave X as it is.": changes_X,
    "Your forward returned something of type NoneType, expected a list of 4.": lambda net, X: None,
    "Your forward returned 1 arrays, expected 4: X, A1, A2, Z.": lambda net, X: [X],
    "Your forward returned A1 with shape (5, 4), expected (4, 5).": lambda net, X: [
        X,
        *(A.T for A in net.forward(X)[1:]),
    ],
    "Your forward returned, as A1, something that is not an array of real numbers.": lambda net, X: [X, "a", 1, 2],
    "Your forward returned nan or inf in A1, where nblib's forward finds finite numbers.": lambda net, X: [
        X,
        *(A + np.nan for A in net.forward(X)[1:]),
    ],
}
BROKEN_BACKWARD = {
    "Your backward failed: it stopped with KeyError: 'W1'.": raises,
    "Your backward changed its argument net: compute new arrays, and leave net as it is.": changes_net,
    "Your backward changed its argument outputs: compute new arrays, and leave outputs as it is.": pops_outputs,
    "Your backward returned something of type NoneType, expected a list of 3 pairs (dW, db).": lambda *arguments: None,
    "Your backward returned 0 gradients, expected a list of 3 pairs (dW, db).": lambda net, outputs, dZ: [],
    "Your backward returned a gradient that is no pair, expected a list of 3 pairs (dW, db).": (
        lambda net, outputs, dZ: [dW for dW, _ in net.backward(outputs, dZ)]
    ),
    "Your backward returned nan or inf in dW1, where nblib's backward finds finite numbers.": lambda net, outputs, dZ: [
        Layer(dW / 0 * 0, db) for dW, db in net.backward(outputs, dZ)
    ],
}


@pytest.mark.parametrize("sentence", BROKEN_FORWARD)
def test_a_broken_forward_fails_in_one_sentence(sentence):
    with np.errstate(all="ignore"):
        run = mine(forward=BROKEN_FORWARD[sentence])
    assert (run.status, run.sentence) == ("failed", f"Failed at step 0. {sentence}")
    assert same_net(run, Run(Situation()))
    assert look(run).status == "failed"


@pytest.mark.parametrize("sentence", BROKEN_BACKWARD)
def test_a_broken_backward_fails_in_one_sentence(sentence):
    with np.errstate(all="ignore"):
        run = mine(backward=BROKEN_BACKWARD[sentence])
    assert (run.status, run.sentence) == ("failed", f"Failed at step 0. {sentence}")
    assert same_net(run, Run(Situation()))
    assert look(parse_panel(run, "check")).panel.sentence == run.sentence


def parse_panel(run, name):
    run.turn("panel", name)
    return run


def test_an_engine_that_fails_on_the_way_keeps_the_last_good_net():
    calls = []

    def tires(net, outputs, dZ):
        calls.append(1)
        if len(calls) > 20:
            raise RuntimeError("tired")
        return net.backward(outputs, dZ)

    run = mine(backward=tires)
    run.advance(100)
    assert run.sentence == f"Failed at step {run.step}. Your backward failed: it stopped with RuntimeError: tired."
    assert 0 < run.step < 20
    assert same_net(run, Run(Situation(step=run.step)))
    run.turn("learning_rate", 0.1)
    assert run.status == "failed"
    calls.clear()
    run.restart()
    assert run.status == "running fine"


def test_an_endless_loop_is_ended_by_the_guard_and_found_once():
    def endless(net, X):
        while True:
            pass

    asked = []

    def guard(function, *arguments):  # nblib.check has one with a budget; here it is enough to know that it is asked
        asked.append(function)
        return (None, "it did not return.") if function is endless else attempt(function, *arguments)

    run = mine(forward=endless, guard=guard)
    run.advance(10)
    look(run)
    assert run.sentence == "Failed at step 0. Your forward failed: it did not return."
    assert asked == [endless]


def test_the_guard_of_nblib_check_ends_a_real_endless_loop():
    def endless(net, outputs, dZ):
        while True:
            pass

    run = mine(backward=endless, guard=guarded_call)
    assert run.sentence == (
        "Failed at step 0. Your backward failed: it ran for 2,000,000 steps without returning. Does the loop end?"
    )


def test_the_guard_of_nblib_check_lets_loops_over_all_rows_pass():
    def loops(net, X):
        outputs = [X]
        for l, (W, b) in enumerate(net.layers):
            rows = [
                [sum(x * w for x, w in zip(row, W[:, j], strict=True)) + b[j] for j in range(len(b))]
                for row in outputs[-1]
            ]
            outputs.append(np.array(rows) if l == len(net.layers) - 1 else np.maximum(rows, 0))
        return outputs

    run = mine(forward=loops, guard=guarded_call, line="engine=mine;step=1;hidden=4")
    assert run.step == 1
    assert run.doctor == "Every gradient agrees with the centred differences."


def test_the_learners_own_right_engine_walks_the_same_way():
    run = mine(forward=lecture_forward)
    assert (run.status, run.doctor) == ("running fine", "Every gradient agrees with the centred differences.")
    assert run.examination.diagnosis.name == "right"
    assert same_net(run, Run(Situation(step=5)))


def test_pairs_need_not_be_layers():
    run = mine(backward=lambda net, outputs, dZ: [(dW, db) for dW, db in net.backward(outputs, dZ)])
    assert same_net(run, Run(Situation(step=5)))


def test_a_wrong_backward_runs_and_the_doctor_says_why():
    run = mine(backward=lambda net, outputs, dZ: net.backward(outputs, -dZ))
    assert run.examination.diagnosis.name == "sign"
    assert run.doctor.startswith("Every gradient points the opposite way")
    assert run.sentence.startswith("Step 5. The training loss has risen from 0.757 to")


def test_a_wrong_forward_is_told_by_its_first_wrong_layer():
    run = mine(forward=lambda net, X: net._replace(activation=linear).forward(X))
    assert run.doctor == "Your forward gives other numbers than nblib's: the first that differ are in outputs[1]."
    assert run.examination is None


@pytest.mark.parametrize("depth", range(5))
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", LOSSES)
def test_the_doctor_finds_nblib_right_at_every_depth(depth, activation, loss):
    hidden = ",".join(["3"] * depth) or "none"
    run = mine(line=f"engine=mine;hidden={hidden};activation={activation};loss={loss};points=20")
    assert run.examination.diagnosis.name == "right"


def test_mine_needs_functions_and_nblib_ignores_them():
    with pytest.raises(ValueError, match="no forward and backward of yours"):
        Run(parse("engine=mine"))
    assert Run(Situation(), Engine(raises, raises)).status == "running fine"


def test_a_guarded_engine_gives_the_same_numbers():
    s = parse("data=arms;hidden=3,4")
    net, X = initial_net(s), problem(s).train.X
    outputs = guarded(NBLIB).forward(net, X)
    dZ = squared_error(outputs[-1], problem(s).train.y)[1]
    for one, other in zip(guarded(NBLIB).backward(net, outputs, dZ), net.backward(outputs, dZ), strict=True):
        np.testing.assert_array_equal(one.W, other.W)
        np.testing.assert_array_equal(one.b, other.b)
