"""Lesson 10: what it says about its runs is what they do, and its functions are those of the library."""

import ast
import inspect
import re
import textwrap
from itertools import pairwise

import numpy as np
import pytest
from lesson import body, cells, prose

from nblib.check import check
from nblib.check.lesson10 import RESCUE, RESCUE_LINE, SIX, SIX_LINE
from nblib.check.registry import find_prediction
from nblib.checkup import check_data, examine_backward
from nblib.datasets import load_penguins, make_arms, standardise
from nblib.functions import softmax
from nblib.information import entropy
from nblib.losses import softmax_cross_entropy
from nblib.mlp import MLP, Layer
from nblib.playground import STORIES, Engine, Run, look, parse, sharpness
from nblib.playground.knobs import FEATURES, FIELDS

TEXT = prose("10_playground")
CODE = [cell.source for cell in cells("10_playground") if cell.cell_type == "code"]


def says(*parts):
    return all(part in TEXT for part in parts)


def function(name):
    """The syntax tree of a function that the lesson defines."""
    [found] = [
        node
        for text in CODE
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef) and node.name == name
    ]
    return found


def defined(name):
    """That function, to be called."""
    names = {"np": np, "Layer": Layer}
    exec(compile(ast.Module([function(name)], []), "lesson 10", "exec"), names)
    return names[name]


# ── 1 The loop ───────────────────────────────────────────────────────────────────────────────────────────────────────


class SelfIsNet(ast.NodeTransformer):
    """A method read as a function: `self` is called `net`."""

    def visit_Name(self, node):
        return ast.Name("net" if node.id == "self" else node.id, node.ctx)


@pytest.mark.parametrize("name", ["forward", "backward"])
def test_the_lines_of_the_lesson_are_those_of_the_library(name):
    [method] = ast.parse(textwrap.dedent(inspect.getsource(getattr(MLP, name)))).body
    assert body(SelfIsNet().visit(method)) == body(function(name))


@pytest.fixture(scope="module")
def loop():
    """The names after the first cells have run, and what they printed."""
    start, run = (next(text for text in CODE if beginning in text) for beginning in ("(W1, b1), (W2, b2)", "for step"))
    printed = []
    names = {"np": np, "softmax": softmax, "make_arms": make_arms, "MLP": MLP, "print": printed.append}
    exec(start, names)
    exec(run, names)
    return names | {"printed": printed}


def test_the_loop_repeats_what_lesson_00_printed(loop):
    X, labels = make_arms(60, np.random.default_rng(85))
    net, losses = MLP.init([2, 4, 3], np.random.default_rng(0)), []
    for _ in range(1001):
        outputs = net.forward(X)
        L, dZ = softmax_cross_entropy(outputs[-1], labels)
        net = net.step(net.backward(outputs, dZ), 0.5)
        losses.append(L)
    assert loop["printed"] == [f"step {k:4}   L = {losses[k]:.2f}" for k in range(0, 1001, 250)]
    assert (f"{losses[0]:.2f}", f"{losses[-1]:.2f}") == ("1.18", "0.04")
    assert says("from 1.18 to 0.04")
    np.testing.assert_allclose(loop["W1"], net.layers[0].W)
    np.testing.assert_allclose(loop["b2"], net.layers[1].b)


def test_the_loop_is_ten_lines():
    [text] = [text for text in CODE if "for step" in text]
    lines = text.splitlines()
    assert lines[-2].strip() == "if step % 250 == 0:"
    assert len(lines[:-2]) == 10
    assert says("the course in ten lines", "in a dozen lines")


def test_one_weights_gradient_is_a_sum_of_products(loop):
    X, dZ1, dW1 = loop["X"], loop["dZ1"], loop["dW1"]
    np.testing.assert_allclose((X[:, 0] * dZ1[:, 1]).sum(), dW1[0, 1])
    assert abs(dW1[0, 1]) > 1e-4, "a gradient that is not 0 in the digits that are shown"


# ── 2 The playground ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_table_says_what_the_line_allows():
    assert len(FEATURES) == 7
    assert says("7 features", "the same features and activations, up to 4 layers of 8 units")
    assert "none, or up to 4 widths separated by commas, each a whole number from 1 to 8" in FIELDS["hidden"].expected
    assert FIELDS["activation"].expected == "relu, tanh, sigmoid or linear"
    assert FIELDS["init"].expected == "random, zero, equal or huge"
    assert says("random, zero, equal, huge")
    assert FIELDS["data"].expected == "spirals, arms, moons or penguins"
    assert FIELDS["penalty"].expected == "none, l1 or l2"


def test_stories_are_called_by_their_number_and_name():
    called = re.findall(r"([①-⑩]) \*([^*]+)\*", TEXT)
    assert len({number for number, _ in called}) >= 6
    for number, name in called:
        assert STORIES["①②③④⑤⑥⑦⑧⑨⑩".index(number)].name == name
    assert len(STORIES) == 10
    assert says("The ten stories")


def lines_of_the_lesson():
    """Every line that the lesson hands to the playground or to a check, or names in its text."""
    inside_calls = re.findall(r'(?:playground\(|line = |six = |saved = )"([^"]*)"', "\n".join(CODE))
    in_the_text = [text for text in re.findall(r"`([^`\n]+)`", TEXT) if re.fullmatch(r"\w+=[^` ]+", text)]
    return [*inside_calls, *in_the_text]


@pytest.mark.parametrize("line", lines_of_the_lesson())
def test_every_line_of_the_lesson_can_be_read(line):
    line = f"step=300;{line}" if line.startswith("turned") else line
    assert parse(parse(line).line) == parse(line)


def test_the_lesson_has_lines():
    assert len(lines_of_the_lesson()) >= 8


def test_thick_weights_and_thick_gradients_are_hardly_the_same():
    seen = look(Run(parse("step=300")))
    sizes = [np.abs(np.concatenate([W.ravel() for W, _ in layers])) for layers in (seen.layers, seen.gradients)]
    weights, gradients = (set(np.argsort(size)[-19:].tolist()) for size in sizes)
    assert len(weights & gradients) == 5
    assert round(19 * 19 / len(sizes[0])) == 4
    assert says("of the 19 thickest weights of ① at step 300, 5 are among", "chance alone would give 4")


# ── 3 Reading ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_point_has_one_negative_entry_and_its_blame_adds_up_to_nothing():
    [line] = [line for line in lines_of_the_lesson() if "panel=point" in line]
    panel = look(Run(parse(line))).panel
    assert panel.point == 14
    assert panel.p.round(2).tolist() == [0.36, 0.25, 0.39]
    assert panel.error.round(2).tolist() == [0.36, -0.75, 0.39]
    assert abs(panel.error.sum()) < 1e-12
    assert says("gets $p = 0.25$ and the others 0.36 and 0.39", "$p - y = [0.36, -0.75, 0.39]$")


@pytest.mark.parametrize(("hidden", "roads"), [("4", 3), ("4,4", 12)])
def test_roads(hidden, roads):
    line = f"data=arms;points=90;hidden={hidden};step=100;panel=weight;weight=1:1:2;point=7"
    panel = look(Run(parse(line))).panel
    assert panel.road_count == len(panel.roads) == roads
    np.testing.assert_allclose(panel.products.mean(), panel.gradient)
    np.testing.assert_allclose(sum(road.product for road in panel.roads), panel.products[6], atol=1e-15)
    assert says("there are 3 roads", "with a second hidden layer of 4 units, 12")


# ── 4 The start ──────────────────────────────────────────────────────────────────────────────────────────────────────


def start(sizes, w, W1=None, W2=None):
    layers = [Layer(np.full((n, h), w), np.zeros(h)) for n, h in pairwise(sizes)]
    for l, W in enumerate((W1, W2)):
        layers[l] = layers[l] if W is None else layers[l]._replace(W=W)
    return MLP(layers)


def trained(net, X, labels, steps=1000):
    for _ in range(steps):
        outputs = net.forward(X)
        L, dZ = softmax_cross_entropy(outputs[-1], labels)
        net = net.step(net.backward(outputs, dZ), 0.5)
    return net, L


ARMS = make_arms(60, np.random.default_rng(85))


def test_zero_start_nothing_moves():
    assert np.bincount(ARMS[1]).tolist() == [20, 20, 20]
    net, L = trained(start([2, 4, 3], 0.0), *ARMS)
    assert round(L, 4) == round(np.log(3), 4)
    assert not any(W.any() for W, _ in net.layers)
    assert max(np.abs(b).max() for _, b in net.layers) < 1e-12, "rounding only: 20 thirds are not 20/3 to the last bit"
    tanh, _ = trained(start([2, 4, 3], 0.0)._replace(activation=parse_activation("tanh")), *ARMS)
    assert not any(W.any() for W, _ in tanh.layers)


def parse_activation(name):
    return Run(parse(f"activation={name}")).net.activation


def test_equal_start_units_stay_equal_and_learn_what_one_can():
    net, L = trained(start([2, 4, 3], 0.5), *ARMS)
    np.testing.assert_array_equal(net.layers[0].W, net.layers[0].W[:, :1].repeat(4, axis=1))
    assert L < 0.6
    assert says("Four equal columns")


def test_a_last_layer_at_zero_learns():
    W1 = MLP.init([2, 4, 3], np.random.default_rng(0)).layers[0].W
    _, L = trained(start([2, 4, 3], 0.0, W1=W1), *ARMS)
    assert L < 0.1
    dead, _ = trained(start([2, 4, 3], 0.0, W2=MLP.init([4, 3], np.random.default_rng(0)).layers[0].W), *ARMS)
    assert not dead.layers[0].W.any(), "W1 = 0 is dead with ReLU, even if W2 is random"


def test_penguins_teach_the_biases_their_frequencies():
    birds = load_penguins()
    X, _ = standardise(birds.X, birds.X)
    net, L = trained(start([4, 4, 3], 0.0), X, birds.y)
    frequencies = np.bincount(birds.y) / len(birds.y)
    assert np.bincount(birds.y).tolist() == [146, 68, 119]
    np.testing.assert_allclose(softmax(net.layers[1].b), frequencies, atol=5e-4)
    assert abs(L - entropy(frequencies, base=np.e)) < 1e-6
    assert check("10.1b", L).passed
    assert not net.layers[0].W.any()
    assert not net.layers[1].W.any()


def test_huge_start_the_squared_error_stays_where_cross_entropy_gets_away():
    accuracy = {}
    for loss in ("squared", "ce"):
        run = Run(parse(f"data=moons;hidden=8;activation=tanh;init=huge;loss={loss};step=300"))
        accuracy[loss] = look(run).train_accuracy
    assert accuracy["ce"] > accuracy["squared"]


# ── 5 The step ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_lesson_asks_about_the_lines_of_the_exercises():
    text = "\n".join(CODE)
    assert f'line = "{RESCUE_LINE}"' in text
    assert f'six = "{SIX_LINE}"' in text


def test_the_bar_of_the_diverging_run():
    eigenvalue, factor = sharpness(Run(parse(RESCUE_LINE)))
    assert f"{eigenvalue:.2f} {factor:.2f}" == "2.33 3.66"
    question = find_prediction("10.b")
    assert f"2/λ = {2 / eigenvalue:.2f}" in question.right
    assert f"1/λ = {1 / eigenvalue:.2f}" in question.options[0]
    given = RESCUE.trial(RESCUE_LINE)
    assert given.broke_off
    assert 10 <= len(given.losses) - 1 <= 15
    assert says("breaks off after a dozen steps")


@pytest.mark.parametrize("rate", [0.06, 0.1, 0.3, 0.5, 0.8])
def test_a_step_within_the_bar_saves_the_run(rate):
    verdict = check("10.2", RESCUE_LINE.replace("learning_rate=2", f"learning_rate={rate}"))
    assert verdict.passed
    assert "below 1" in verdict.message
    assert "below 2/λ = 0.86" in verdict.message


@pytest.mark.parametrize(
    ("old", "new"),
    [("linear", "tanh"), ("linear", "sigmoid"), ("4,4", "4"), ("4,4", "none"), ("4,4", "8")],
)
def test_other_knobs_save_it_too(old, new):
    verdict = check("10.2", RESCUE_LINE.replace(old, new))
    assert verdict.passed
    assert "|1 − ηλ| = |1 − 2 ·" in verdict.message


def test_the_other_ways_that_the_lesson_names():
    assert says("try `activation=tanh`, `hidden=4`, or a penalty")
    assert check("10.2", RESCUE_LINE + ";penalty=l2;penalty_rate=0.1").mistake == "penalty"
    standing_still = check("10.2", RESCUE_LINE.replace("learning_rate=2", "learning_rate=0.0005"))
    assert standing_still.mistake == "does not learn"
    assert says("a step of 0.0005 is so safe that nothing happens")


def test_six_points_lead_from_one_cause_to_the_next():
    steps = {
        "no gradient": SIX_LINE.replace("hidden=2", "hidden=4"),
        "still falling": SIX_LINE.replace("zero", "random"),
        "capacity": SIX_LINE.replace("zero", "random").replace("0.01", "0.5"),
    }
    assert {name: check("10.3", line).mistake for name, line in steps.items()} == {name: name for name in steps}
    assert check("10.3", steps["capacity"].replace("hidden=2", "hidden=4")).passed
    assert len(Run(parse(SIX_LINE)).problem.train.y) == 6
    assert np.bincount(Run(parse(SIX_LINE)).problem.train.y).tolist() == [3, 3]


def test_six_wrong_labels_are_learned_as_fast():
    reached = [
        int(np.argmax(SIX.trial(SIX.solution.replace("hidden=4", "hidden=8") + more).losses < 0.01))
        for more in ("", ";labels=shuffled")
    ]
    assert all(100 < steps < 1000 for steps in reached)
    assert max(reached) < 1.5 * min(reached)


def test_a_penalty_costs_in_training_and_gains_in_the_test():
    [code] = [text for text in CODE if "crowd =" in text]
    printed = []
    exec(code, {"Run": Run, "parse": parse, "print": printed.append})
    numbers = [tuple(map(float, re.findall(r"[0-9.]+(?=   |$)", line)[-2:])) for line in printed]
    assert numbers == [(0.0, 0.6), (0.1, 0.3), (0.7, 0.7)]
    assert round(float(np.log(2)), 1) == 0.7
    run = Run(parse(code.split('"')[1]).at(0))
    assert (len(run.problem.train.y), len(run.problem.test.y), run.net.parameter_count) == (30, 30, 114)
    assert says("30 points with much noise, a net of 114 parameters, and 30 other points")


# ── 6 Your own engine ────────────────────────────────────────────────────────────────────────────────────────────────


def run_with(line, backward):
    return look(Run(parse(line), Engine(defined("forward"), backward)))


def test_without_the_slope_the_spiral_is_never_learned():
    line = "engine=mine;panel=check;step=500"
    right, wrong = (run_with(line, defined(name)) for name in ("backward", "no_slope"))
    assert f"{100 * right.train_accuracy:.0f} {100 * wrong.train_accuracy:.0f}" == "99 66"
    assert says("99 % of the training points are right by now; with this one, 66 %")
    assert right.panel.examination.diagnosis.name == "right"
    data = check_data([2, 5, 3], 4, np.random.default_rng(0))
    assert examine_backward(defined("no_slope"), data).diagnosis.name == "mask missing"


def trained_as(line, backward, steps):
    """(L at the start, L at the end, the share of points that are right) of a run with this backward."""
    run, losses = Run(parse(line)), []
    net, (_, X, y) = run.net, run.problem.train
    for _ in range(steps + 1):
        outputs = net.forward(X)
        L, dZ = softmax_cross_entropy(outputs[-1], y)
        losses.append(L)
        last, net = net, net.step(backward(net, outputs, dZ), run.knobs.learning_rate)
    return losses[0], losses[-1], np.mean(last.predict(X) == y)


def test_without_the_transpose_the_loss_falls_and_the_doctor_sees_it():
    first, L, accuracy = trained_as("data=arms;hidden=3", defined("not_transposed"), 500)
    _, right_L, right_accuracy = trained_as("data=arms;hidden=3", MLP.backward, 500)
    told = find_prediction("10.d").reveal
    assert f"from {first:.2f} to {L:.2f}, and {100 * accuracy:.0f} % of the points" in told
    assert f"it is {right_L:.2f} and {100 * right_accuracy:.0f} %" in told
    data = check_data([2, 3, 3], 4, np.random.default_rng(0))
    assert examine_backward(defined("not_transposed"), data).diagnosis.name == "not transposed"
    assert examine_backward(defined("backward"), data).diagnosis.name == "right"


@pytest.mark.parametrize(
    ("line", "right", "said"),
    [
        ("hidden=6", 99, "six units in one layer are enough for 99 % of the spirals"),
        ("hidden=4", 80, "four are not"),
        ("hidden=none;features=x1,x2,sin(x1),sin(x2)", 89, "no layer at all comes to 89 %"),
        ("activation=linear", 61, "one straight border, 61 %"),
        ("hidden=none", 61, "as no layer does"),
        ("labels=shuffled;points=40", 100, "Of 40 points the 28 for training are learned by heart"),
        ("labels=shuffled;points=400", 64, "of 280, 64 % after 3000 steps"),
    ],
)
def test_what_to_expect_when_going_on(line, right, said):
    seen = look(Run(parse(f"{line};step=3000")))
    assert round(100 * seen.train_accuracy) == right
    assert says(said)


def test_a_deeper_relu_net_is_sharper_at_the_start():
    found = [sharpness(Run(parse(f"hidden={hidden}"))).eigenvalue for hidden in ("none", "8", "8,8", "8,8,8")]
    assert [round(eigenvalue, 1) for eigenvalue in found] == [0.5, 1.5, 3.4, 3.7]
    assert says("λ is 0.5, 1.5, 3.4 and 3.7 for no, one, two and three layers of 8")
    assert [Run(parse(f"labels=shuffled;points={points}")).situation.train_rows for points in (40, 400)] == [28, 280]
