"""Lesson 00: every number in its prose, computed; the signature figure's invariants; the set-up test."""

import ast
import math
import re
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest
from lesson import cells, prose

from nblib.check import check, setup
from nblib.datasets import make_arms
from nblib.functions import softmax
from nblib.losses import softmax_cross_entropy
from nblib.mlp import MLP, Layer
from nblib.viz.figures.journey import describe, journey
from nblib.viz.models.training import LABELS, LAST_STEP, LEARNING_RATE, SIZES, X, train
from nblib.viz.tryout import try_button

TEXT = prose("00_start_here")
CODE = "\n".join(cell.source for cell in cells("00_start_here") if cell.cell_type == "code")
SPEC = journey()
SEEDS = range(SPEC.controls["seed"].low, SPEC.controls["seed"].high + 1)


def says(*words):
    return all(word in TEXT for word in words)


def preset(number, **changes):
    return SPEC.model(**SPEC.preset(number) | changes)


# ── Section 4: one example by hand ───────────────────────────────────────────────────────────────────────────────────


def test_the_example_by_hand():
    hidden = Layer(np.array([[1, -1, 0.5], [0.5, 1, -1]]), np.zeros(3))
    output = Layer(np.array([[1.0, 0, -1], [-2, 0, 2], [3, 1, 0]]), np.log([0.2, 0.3, 0.5]))
    x = np.array([[1.0, 2.0]])
    assert (x @ hidden.W).tolist() == [[2, 1, -1.5]]
    _, a, z = MLP([hidden, output]).forward(x)
    assert a.tolist() == [[2, 1, 0]]
    assert softmax(z).round(6).tolist() == [[0.2, 0.3, 0.5]]
    assert round(softmax_cross_entropy(z, np.array([1]))[0], 4) == 1.204
    assert says("$1 \\cdot 1 + 2 \\cdot 0.5 = 2$", "−1.5", "let class 1 be true")


def test_the_parameters_of_4_5_3():
    net = MLP.init([4, 5, 3], np.random.default_rng(0))
    assert net.parameter_count == 4 * 5 + 5 + 5 * 3 + 3 == 43
    assert check("0.1", net.parameter_count).passed
    assert check("0.1", sum(layer.W.size for layer in net.layers)).mistake == "connections only"


def test_the_loss_without_an_opinion():
    L, _ = softmax_cross_entropy(np.zeros((5, 3)), np.array([0, 1, 2, 0, 1]))
    assert L == pytest.approx(math.log(3)) == pytest.approx(1.0986, abs=5e-5)
    assert check("0.2", L).passed
    assert says("\\ln 3 = 1.10$", "\\ln 3 = 1.0986$", "1.585")
    assert math.log2(3) == pytest.approx(1.585, abs=5e-4)


def test_the_toy_exercise_answers_41_and_42():
    assert check("0.0", 42).passed
    assert check("0.0", 41).mistake is not None
    assert says("give a wrong answer on purpose")


# ── Section 5: the training loop ─────────────────────────────────────────────────────────────────────────────────────


def test_the_loop_of_the_lesson_is_the_training_of_the_figure():
    assert "make_arms(60, np.random.default_rng(85))" in CODE
    assert np.array_equal(make_arms(60, np.random.default_rng(85))[0], X)
    assert "MLP.init([2, 4, 3], np.random.default_rng(0))" in CODE
    assert SIZES == (2, 4, 3)
    assert SPEC.start()["seed"] == 0
    assert f"learning_rate={LEARNING_RATE})" in CODE
    assert f"range({LAST_STEP + 1})" in CODE
    L = train(0).L
    assert [f"{L[k]:.2f}" for k in (0, 1, LAST_STEP)] == ["1.18", "1.14", "0.04"]
    assert (train(0).nets[LAST_STEP].predict(X) == LABELS).all()
    assert says("1.18, is near", "1000 steps it is 0.04, and all 60 points are right")


def test_the_step_in_the_loop_is_the_order_of_exercise_0_3():
    places = [CODE.index(line) for line in ("net.forward(X)", "softmax_cross_entropy(o", "net.backward(", "net.step(")]
    assert places == sorted(places)
    assert check("0.3", ["forward", "loss", "backward", "update"]).passed


# ── Section 6: the signature figure ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", SEEDS)
def test_the_loss_never_rises_and_is_the_mean_surprise(seed):
    training = train(seed)
    assert len(training.nets) == LAST_STEP + 1
    assert (np.diff(training.L) <= 0).all()
    assert np.allclose(training.surprise.mean(axis=1), training.L)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_step_is_descent_along_the_gradient(seed):
    training = train(seed)
    for k in (0, 10, LAST_STEP - 1):
        outputs = training.nets[k].forward(X)
        _, dZ = softmax_cross_entropy(outputs[-1], LABELS)
        expected = training.nets[k].step(training.nets[k].backward(outputs, dZ), LEARNING_RATE)
        for one, other in zip(training.nets[k + 1].layers, expected.layers, strict=True):
            assert np.array_equal(one.W, other.W)
            assert np.array_equal(one.b, other.b)


SITUATIONS = [SPEC.preset(i) for i in range(1, len(SPEC.presets) + 1)]
SITUATIONS += [SPEC.start(point=point, step=step, seed=9) for point, step in ((1, 0), (31, 1), (60, LAST_STEP))]


@pytest.mark.parametrize("state", SITUATIONS, ids=str)
def test_the_numbers_are_those_of_the_net(state):
    data = SPEC.model(**state)
    net = train(state["seed"]).nets[state["step"]]
    x = X[[state["point"] - 1]]
    assert np.array_equal(data.x, x[0])
    assert np.allclose(data.a, np.maximum(x @ net.layers[0].W + net.layers[0].b, 0)[0])
    assert np.allclose(data.z, data.a @ net.layers[1].W + net.layers[1].b)
    assert data.p.sum() == pytest.approx(1)
    assert np.allclose(data.regions.sum(axis=-1), 1)
    assert data.surprise[-1] == pytest.approx(-math.log(data.p[data.label]))
    assert len(data.surprise) == len(data.L) == state["step"] + 1
    assert data.right == (net.predict(X) == LABELS).sum()


@pytest.mark.parametrize("state", SITUATIONS, ids=str)
def test_the_region_under_each_point_is_what_the_net_says_of_it(state):
    data = SPEC.model(**state)
    rows, columns, _ = data.regions.shape
    cell = 2.4 / rows
    i = ((1.2 - X[:, 1]) / cell).astype(int)
    j = ((X[:, 0] + 1.2) / cell).astype(int)
    agree = data.regions[i, j].argmax(axis=-1) == data.net.predict(X)
    assert columns == rows
    assert agree.sum() >= len(X) - 2, "but for points within a pixel of a border"


@pytest.mark.parametrize("state", SITUATIONS, ids=str)
def test_the_description_has_every_number_to_two_decimals(state):
    data = SPEC.model(**state)
    description = describe(data)
    shown = re.search(r" p = \[(.*?)\]", description)[1].split(", ")
    assert shown == [f"{p:.2f}" for p in data.p]
    for number in (-math.log(data.p[data.label]), data.L[-1]):
        assert f" is {abs(number):.2f}" in description
    assert f"and {data.right} are right" in description
    assert f"Step {state['step']}, seed {state['seed']}. Point {state['point']}," in description


def test_the_story_of_the_presets():
    untrained, after_10, after_300, stays_wrong = (preset(i) for i in range(1, 5))
    assert {data.point for data in (untrained, after_10, after_300)} == {54}
    assert [data.label for data in (untrained, stays_wrong)] == [2, 2]
    assert [data.says for data in (untrained, after_10, after_300)] == [2, 0, 2]
    assert [data.right for data in (untrained, after_10, after_300)] == [20, 45, 58]
    assert (untrained.regions.argmax(axis=-1) == 2).mean() > 0.9, "□ nearly everywhere"
    assert after_10.surprise.max() > after_10.surprise[0], "p of □ fell first"
    assert after_300.p[2] == pytest.approx(0.98, abs=0.005)
    stories = " ".join(preset.story for preset in SPEC.presets)
    assert all(
        words in stories for words in ("45 points are right", "58 of the 60", "1000 steps", "two units are silent")
    )
    assert says("after 300 it is right, with $p = 0.98$")


def test_in_the_first_step_the_loss_falls_and_so_does_this_point():
    before, after = preset(1), preset(1, step=1)
    assert [f"{data.L[-1]:.2f}" for data in (before, after)] == ["1.18", "1.14"]
    assert [f"{data.p[2]:.2f}" for data in (before, after)] == ["0.44", "0.41"]
    assert [data.right for data in (before, after)] == [20, 10]
    assert says("from 1.18 to 1.14", "from 0.44 to 0.41", "only 10 of 60 points are right, down from 20")


def test_the_point_that_stays_wrong_is_wrong_at_every_step_from_the_100th():
    data = preset(4)
    assert (data.point, data.step, data.says) == (18, LAST_STEP, 1)
    nets = train(data.seed).nets[100:]
    assert all(net.predict(X[[17]])[0] != LABELS[17] for net in nets)
    silent = (nets[-1].forward(X)[1] == 0).all(axis=0)
    assert silent.tolist() == [False, True, True, False]
    others = [seed for seed in SEEDS if seed != data.seed]
    assert len(others) == 9
    assert all(train(seed).nets[LAST_STEP].predict(X[[17]])[0] == LABELS[17] for seed in others)
    assert says("Point 18 in ④", "from each of the nine others this point comes out right")


def test_what_is_silent_for_every_point_learns_nothing():
    net = train(5).nets[LAST_STEP]
    outputs = net.forward(X)
    hidden, output = net.backward(outputs, softmax_cross_entropy(outputs[-1], LABELS)[1])
    for unit in (1, 2):
        assert not hidden.W[:, unit].any()
        assert hidden.b[unit] == 0
        assert not output.W[unit].any()


def test_patience_does_not_help_the_points_that_stay_wrong():
    net = train(5).nets[LAST_STEP]
    for _ in range(LAST_STEP, 20_000):
        outputs = net.forward(X)
        _, dZ = softmax_cross_entropy(outputs[-1], LABELS)
        net = net.step(net.backward(outputs, dZ), LEARNING_RATE)
    assert (np.flatnonzero(net.predict(X) != LABELS) + 1).tolist() == [18, 29]
    assert says("after 20,000 steps points 18 and 29 are still wrong")


def test_steps_stop_at_the_last_and_reset_goes_back():
    by_label = {action.label: action for action in SPEC.actions}
    assert list(by_label) == ["Step ×1", "Step ×10", "Step ×100", "Reset"]
    assert [by_label[f"Step ×{n}"].change({"step": 5})["step"] for n in (1, 10, 100)] == [6, 15, 105]
    assert by_label["Step ×100"].change({"step": 950}) == {"step": LAST_STEP}
    assert by_label["Reset"].change({"step": 950}) == {"step": 0}


# ── Section 1: the set-up test ───────────────────────────────────────────────────────────────────────────────────────


def test_the_versions_asked_for_are_those_of_pyproject():
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())["project"]
    wanted = [project["requires-python"], *project["dependencies"], *project["optional-dependencies"]["figures"]]
    for name, minimum in setup.REQUIRED.items():
        assert ("" if name == "Python" else name.lower()) + f">={minimum}" in wanted


def test_this_environment_passes(capsys):
    setup.check_setup()
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert all(line.startswith("[OK]   ") for line in lines)
    assert "Its first four lines must begin with [OK]" in TEXT


@pytest.mark.parametrize(
    ("found", "line"),
    [
        ("1.26.4", "[FAIL] NumPy 2.0 or newer: found 1.26.4"),
        (None, "[FAIL] NumPy 2.0 or newer: found none"),
        ("2.0.0rc1", "[OK]   NumPy 2.0 or newer"),
        ("2.0", "[OK]   NumPy 2.0 or newer"),
        ("10.1", "[OK]   NumPy 2.0 or newer"),
    ],
)
def test_a_version_is_compared_as_numbers(found, line):
    lines = setup.report({"NumPy": found})
    assert lines[0] == line
    assert (len(lines) == 1) == line.startswith("[OK]")


def test_a_package_that_is_missing_is_found_missing(monkeypatch):
    monkeypatch.setitem(setup.REQUIRED, "no-such-package", "1.0")
    assert setup.installed("no-such-package") is None
    lines = setup.report({"no-such-package": None, "Python": "3.11.0"})
    assert lines[0] == "[FAIL] no-such-package 1.0 or newer: found none"
    assert lines[1].startswith("[OK]   Python")
    assert lines[2:] == [
        f"This kernel runs {sys.executable}.",
        "Set the course up as README.md says, choose the kernel of that environment, and run this cell again.",
    ]


def test_what_is_missing_is_told_before_it_is_missed():
    [first, *_] = (cell.source for cell in cells("00_start_here") if cell.cell_type == "code")
    assert first.index("check_setup()") < first.index("import numpy")
    tree = ast.parse(Path(setup.__file__).read_text(encoding="utf-8"))
    imported = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    imported += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    assert {name.split(".")[0] for name in imported} <= set(sys.stdlib_module_names)


def test_a_press_changes_the_words_beside_the_button():
    tryout = try_button()
    before = tryout._words.value
    tryout.press()
    once = tryout._words.value
    tryout.press()
    assert "not pressed yet" in before
    assert "heard you once" in once
    assert "heard you 2 times" in tryout._words.value
    assert "run this cell" in tryout._repr_mimebundle_()["text/markdown"]
