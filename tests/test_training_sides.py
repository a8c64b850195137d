"""The sides of the training benchmark take the same steps; tests/benchmarks/training.py measures how long they need."""

from itertools import islice

import numpy as np
import pytest

from nblib.descent import sgd
from nblib.mlp import MLP, Layer
from tests.benchmarks import training
from tests.benchmarks.training_sides import LEARNING_RATE, SIDES, Nblib

NET, BATCHES = training.task((6, 5, 4, 3), 12, "float64")
ABLE = {name for name, side in SIDES.items() if side.obstacle(NET) is None}
LEARNERS = sorted(ABLE - {"floor"})


def trained(side, net=NET, batches=BATCHES):
    """A side after a step on each batch, and its last loss."""
    side = side(net)
    return side, side.run(side.prepare(batches))


def flat(layers):
    return np.concatenate([array.ravel() for layer in layers for array in layer])


def test_the_oracles_of_the_test_extra_are_here():
    assert {"autograd", "scikit-learn partial_fit", "scikit-learn fit", "nblib", "nblib in place", "floor"} <= ABLE


@pytest.mark.parametrize("name", LEARNERS)
def test_after_a_hundred_steps_the_weights_are_those_of_autograd(name):
    side, _ = trained(SIDES[name])
    oracle, _ = trained(SIDES["autograd"])
    np.testing.assert_allclose(flat(side.layers()), flat(oracle.layers()), rtol=0, atol=training.AGREEMENT)
    assert np.abs(flat(side.layers()) - flat(NET.layers)).max() > 0.1


@pytest.mark.parametrize("name", sorted(set(LEARNERS) - {"scikit-learn fit"}))  # which knows the mean over the batches
def test_the_last_loss_is_a_python_float_and_that_of_autograd(name):
    loss, expected = (trained(SIDES[side])[1] for side in (name, "autograd"))
    assert isinstance(loss, float)
    assert loss == pytest.approx(expected, abs=1e-12)


def test_fit_reports_the_mean_of_the_losses():
    losses = [trained(Nblib, batches=BATCHES[: k + 1])[1] for k in range(5)]
    assert trained(SIDES["scikit-learn fit"], batches=BATCHES[:5])[1] == pytest.approx(np.mean(losses), abs=1e-12)


def test_the_step_of_nblib_is_that_of_sgd():
    X, labels = BATCHES[0]
    rng = np.random.default_rng(1)
    walk = sgd(NET, X, labels, learning_rate=LEARNING_RATE, batch_size=len(X), rng=rng)
    expected = next(islice(walk, 3, None)).w
    side, _ = trained(Nblib, batches=[BATCHES[0]] * 3)
    np.testing.assert_allclose(flat(side.layers()), flat(expected.layers), atol=1e-14)


@pytest.mark.parametrize("name", LEARNERS)
def test_a_side_leaves_the_net_it_was_given_alone(name):
    before = flat(NET.layers).copy()
    trained(SIDES[name])
    np.testing.assert_array_equal(flat(NET.layers), before)


@pytest.mark.parametrize("name", sorted(ABLE))
def test_a_side_keeps_float32(name):
    net, batches = training.task((6, 5, 3), 4, "float32")
    side, _ = trained(SIDES[name], net, batches[:2])
    assert {array.dtype for layer in side.layers() for array in layer} == {np.dtype("float32")}


def test_the_floor_learns_nothing():
    side, L = trained(SIDES["floor"])
    assert L is None
    assert side.layers() is NET.layers


# ── What the benchmark says ──────────────────────────────────────────────────────────────────────────────────────────


class Missing(Nblib):
    needs = "a_framework_that_nobody_has"


class Wrong(Nblib):
    def step(self, X, labels):
        L = super().step(X, labels)
        self.net = self.net._replace(layers=[Layer(W, b + 1e-9) for W, b in self.net.layers])
        return L


@pytest.fixture
def small(monkeypatch):
    """The benchmark on a net of no size, with the sides of NumPy alone, for one round."""
    monkeypatch.setattr(training, "NETS", {(3, 4, 3): 5})
    monkeypatch.setattr(training, "GOALS", [((3, 4, 3), "nblib", "at most", 1.15, "floor")])
    monkeypatch.setattr(training, "TURN", 0)
    for name in set(SIDES) - {"nblib", "nblib in place", "floor"}:
        monkeypatch.delitem(SIDES, name)
    return lambda: training.compare("all", rounds=1)


def test_a_side_that_is_missing_has_a_row_that_says_so(small, monkeypatch, capsys):
    monkeypatch.setitem(SIDES, "missing", Missing)
    small()
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("missing")]
    assert [row.split(maxsplit=1)[1] for row in rows] == ["a_framework_that_nobody_has is not installed"] * 2


def test_the_goals_are_answered_with_the_measured_ratio(small, capsys):
    small()
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("3-4-3, float32: nblib / floor at most 1.15: ")
    assert float(last.split()[-1]) > 0


def test_a_side_that_disagrees_is_an_error(small, monkeypatch):
    monkeypatch.setitem(SIDES, "wrong", Wrong)
    with pytest.raises(AssertionError, match="the sides disagree"):
        small()


def test_two_classes_are_another_net_for_scikit_learn():
    net = MLP.init([2, 8, 2], np.random.default_rng(0))
    assert "another net" in SIDES["scikit-learn fit"].obstacle(net)
