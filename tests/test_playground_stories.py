"""The playground's stories: what each sentence says is what its run does."""

import re
from functools import cache

import numpy as np
import pytest

from nblib.playground.look import look
from nblib.playground.run import Run
from nblib.playground.sharpness import flat
from nblib.playground.situation import parse
from nblib.playground.stories import STORIES

STORY = {story.name: story for story in STORIES}


def seen(name, **changes):
    return look(run_of(name, **changes))


@cache  # no test moves a run on
def run_of(name, **changes):
    """A story's run at its step, with some fields changed at the start."""
    situation = parse(STORY[name].line)
    for field, value in changes.items():
        situation = situation.turn(field, value)
    return Run(situation.at(STORY[name].until))


def percent(share):
    return f"{100 * share:.0f} %"


def says(name, text):
    return text in STORY[name].sentence


def test_each_story_has_its_own_name_and_its_line_is_as_short_as_it_can_be():
    assert len(STORY) == len(STORIES) == 10
    for story in STORIES:
        assert parse(story.line).line == story.line
        assert parse(story.line).step == 0
        assert story.seen.step == story.until


@pytest.mark.parametrize("name", STORY)
def test_a_storys_run_reaches_its_step(name):
    run = run_of(name)
    assert run.step == STORY[name].until
    assert (run.status == "diverged") == (name == "divergence")


@pytest.mark.parametrize("name", ["the spiral", "three arms"])
def test_solved(name):
    now = seen(name)
    assert says(name, f"{percent(now.train_accuracy)} of the training points")
    assert says(name, f"after {STORY[name].until} steps")
    assert now.test_accuracy > 0.96
    assert now.losses.train[0] > 0.7
    assert now.train_loss < 0.03


def test_dead_start():
    run = run_of("dead start")
    now = look(run)
    assert np.ptp(np.bincount(run.problem.train.y)) == 0
    assert all(not array.any() for layer in now.gradients for array in layer)
    assert not flat(run.net.layers).any()
    assert now.losses.train[0] == now.train_loss == pytest.approx(np.log(2))


def test_dead_start_unbalanced():
    run = run_of("dead start", points=199)
    assert says("dead start", "199 points")
    *hidden, last = run.net.layers
    assert not flat(hidden).any()
    assert not last.W.any()
    assert last.b.all()


def test_equal_start():
    assert parse("init=equal").hidden == (8, 8)
    for until in (0, 1, 50, 500):
        net = Run(parse(STORY["equal start"].line).at(until)).net
        for W, b in net.layers[:-1]:
            np.testing.assert_allclose(W, W[:, :1].repeat(8, axis=1), atol=1e-9)
            np.testing.assert_allclose(b, b[0], atol=1e-9)
    assert seen("equal start").train_accuracy == pytest.approx(2 / 3, abs=0.02)


def test_divergence():
    run = run_of("divergence")
    L = run.losses.train[:11]
    assert L[10] > 1e100
    assert (np.diff(L[2:]) > 0).all()
    assert not np.isfinite(run.losses.train[11])
    calm = seen("divergence", learning_rate=1)
    assert calm.status == "running fine"
    assert calm.train_loss < 0.6


def test_too_huge():
    run = run_of("too huge")
    steps, L = run.losses.steps, run.losses.train
    assert 2000 < L[0] < 2100
    np.testing.assert_allclose(L[steps >= 100], L[-1], rtol=1e-9)
    assert seen("the spiral").losses.train[0] < 1
    on = [(A > 0).any(axis=0).sum() for A in run.net.forward(run.problem.train.X)[1:-1]]
    assert on[1] == 1  # of the eight units of the last hidden layer, one is ever on
    np.testing.assert_allclose(flat(look(run).gradients), 0, atol=1e-12)


def test_overfitting():
    now = seen("overfitting")
    assert len(now.train_wrong) == 30
    assert flat(now.layers).size > 30
    assert now.train_loss < 0.01
    assert now.train_accuracy == 1
    test = now.losses.test
    lowest = test.argmin()
    assert 10 < now.losses.steps[lowest] < 100
    assert now.test_loss > 3 * test[lowest]
    kept = seen("overfitting", penalty="l2", penalty_rate=0.03)
    assert kept.test_loss < test[lowest]


def test_the_right_features():
    now = seen("the right features")
    plain = seen("the right features", features="x1,x2")
    assert says("the right features", percent(now.train_accuracy))
    assert says("the right features", percent(plain.train_accuracy))


def test_squared_error_is_stuck():
    squared, ce = seen("squared error is stuck"), seen("squared error is stuck", loss="ce")
    assert says("squared error is stuck", f"{percent(squared.train_accuracy)} right")
    assert says("squared error is stuck", f"comes to {percent(ce.train_accuracy)}")
    start = [Run(parse(STORY["squared error is stuck"].line).turn("loss", loss)).net for loss in ("squared", "ce")]
    np.testing.assert_array_equal(flat(start[0].layers), flat(start[1].layers))


def test_penguins():
    now = seen("penguins")
    assert says("penguins", percent(now.train_accuracy))
    assert now.test_accuracy == 1
    assert parse(STORY["penguins"].line).hidden == (4,)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_a_sentence_is_short_and_plain(story):
    assert len(story.sentence) < 240
    assert re.fullmatch(r"[A-Z].*\.", story.sentence)
