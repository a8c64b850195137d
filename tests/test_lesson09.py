"""Lesson 09: every number in its prose, computed; what it derives is what the library runs; and it reads digits."""

import ast
import inspect
import json
import textwrap
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from lesson import body, cells, prose, solution_function

from nblib.check import check
from nblib.check.lesson09 import MEND, _patient
from nblib.check.registry import find_prediction
from nblib.checkup import check_data, examine_backward, numerical_gradients
from nblib.datasets import load_digits, split
from nblib.descent import sgd
from nblib.functions import relu, softmax, tanh
from nblib.gradcheck import relative_error
from nblib.in_place import InPlace
from nblib.losses import softmax_cross_entropy
from nblib.mlp import MLP, Layer
from nblib.viz.explorer import Explorer
from nblib.viz.figures import gradient_check, ribbon
from nblib.viz.figures.mistakes import SHOWN, mistakes
from nblib.viz.figures.one_digit import one_digit
from nblib.viz.figures.training_film import measure, training_film
from nblib.viz.forms import forms_against_products
from nblib.viz.models import backward_lines, differences
from nblib.viz.progress import ProgressBar, progress
from tests.benchmarks import training as training_benchmark

TEXT = prose("09_backprop_mlp")
CODE = [cell.source for cell in cells("09_backprop_mlp") if cell.cell_type == "code"]
STEPS_A_PASS, PASSES = 135, 30


def says(*numbers):
    return all(number in TEXT for number in numbers)


# ── What the learner writes ──────────────────────────────────────────────────────────────────────────────────────────


class SelfIsNet(ast.NodeTransformer):
    """A method read as a function: `self` is called `net`."""

    def visit_Name(self, node):
        return ast.Name("net" if node.id == "self" else node.id, node.ctx)


def test_what_is_derived_is_what_the_library_runs():
    [method] = ast.parse(textwrap.dedent(inspect.getsource(MLP.backward))).body
    assert body(SelfIsNet().visit(method)) == body(solution_function("09_backprop_mlp", "backward"))


def learners_backward():
    names = {"Layer": Layer}
    function = solution_function("09_backprop_mlp", "backward")
    exec(compile(ast.Module([function], []), "lesson 09", "exec"), names)
    return names["backward"]


def test_the_learners_backward_is_the_one_that_trains():
    calls, backward = [], learners_backward()

    def counted(net, outputs, dZ):
        calls.append(len(dZ))
        return backward(net, outputs, dZ)

    train, _, start = beginning(0)
    [net], [expected] = passes(train, start, 0, [1], counted), passes(train, start, 0, [1])
    assert sum(calls) == len(train[1])
    for (W, b), (W_expected, b_expected) in zip(net.layers, expected.layers, strict=True):
        np.testing.assert_array_equal(W, W_expected)
        np.testing.assert_array_equal(b, b_expected)


# ── The hand net ─────────────────────────────────────────────────────────────────────────────────────────────────────

x, y = np.array([[1.0, 2.0]]), np.array([[0, 1, 0]])
W1, b1 = np.array([[1.0, -1.0, 0.5], [0.5, 1.0, -1.0]]), np.zeros(3)
W2, b2 = np.array([[1.0, 0.0, -1.0], [-2.0, 0.0, 2.0], [3.0, 1.0, 0.0]]), np.log([0.2, 0.3, 0.5])
NET = MLP([Layer(W1, b1), Layer(W2, b2)])


def test_the_lesson_and_its_figure_use_this_net():
    names = {"np": np}
    [cell] = [cell for cell in CODE if "W1, b1 =" in cell]
    exec(cell, names)
    for name, value in {"x": x, "y": y, "W1": W1, "b1": b1, "W2": W2, "b2": b2}.items():
        np.testing.assert_array_equal(names[name], value)
    for layer, ours in zip(backward_lines.NETS["hand"].layers, NET.layers, strict=True):
        np.testing.assert_array_equal(layer.W, ours.W)
        np.testing.assert_array_equal(layer.b, ours.b)


def test_forward_and_backward_on_paper():
    z1 = x @ W1 + b1
    a = np.maximum(z1, 0)
    p = softmax(a @ W2 + b2)
    np.testing.assert_allclose(z1, [[2, 1, -1.5]])
    np.testing.assert_allclose(a, [[2, 1, 0]])
    np.testing.assert_allclose(p, [[0.2, 0.3, 0.5]])
    assert round(-np.log(0.3), 3) == 1.204
    assert says(r"-\ln 0.3 = 1.204", "$a = [2, 1, 0]$")
    dz2 = p - y
    np.testing.assert_allclose(dz2, [[0.2, -0.7, 0.5]])
    np.testing.assert_allclose(a.T @ dz2, [[0.4, -1.4, 1], [0.2, -0.7, 0.5], [0, 0, 0]])
    da = dz2 @ W2.T
    np.testing.assert_allclose(da, [[-0.3, 0.6, -0.1]])
    assert W2[0].tolist() == [1, 0, -1]
    assert says("the weights 1, 0 and −1", r"0.2 \cdot 1 - 0.7 \cdot 0 + 0.5 \cdot (-1) = -0.3")
    dz1 = np.where(a > 0, da, 0)
    np.testing.assert_allclose(x.T @ dz1, [[-0.3, 0.6, 0], [-0.6, 1.2, 0]])


def test_the_tempting_answers():
    dz2, a, slope = np.array([[0.2, -0.7, 0.5]]), np.array([2, 1, 0]), np.array([1, 1, 0])
    np.testing.assert_allclose(dz2 @ W2, [[3.1, 0.5, -1.6]])
    assert says("$[3.1, 0.5, -1.6]$", "two of the three units")
    assert (a == slope).sum() == 2
    without_mask = x.T @ (dz2 @ W2.T)
    np.testing.assert_allclose(without_mask[:, 2], [-0.1, -0.2])
    assert says('"What stands in the third column?" Expect −0.1 and −0.2')


def test_one_step():
    outputs = NET.forward(x)
    L, dZ = softmax_cross_entropy(outputs[-1], np.array([1]))
    gradients = NET.backward(outputs, dZ)
    square = sum(float((g**2).sum()) for layer in gradients for g in layer)
    assert round(square, 2) == 7.38
    errors = {}
    for learning_rate, predicted, true in ((0.01, "-0.07380", "-0.06983"), (0.001, "-0.00738", "-0.00734")):
        Z = NET.step(gradients, learning_rate).forward(x)[-1]
        change = softmax_cross_entropy(Z, np.array([1]))[0] - L
        assert (f"{-learning_rate * square:.5f}", f"{change:.5f}") == (predicted, true)
        errors[learning_rate] = change + learning_rate * square
    assert f"{errors[0.01]:.4f}" == "0.0040"
    assert f"{errors[0.001]:.5f}" == "0.00004"
    assert says("0.0040 becomes 0.00004")


def test_on_a_kink_a_right_backward_and_nudging_disagree():
    outputs = NET.forward(np.zeros((1, 2)))
    _, dZ = softmax_cross_entropy(outputs[-1], np.array([1]))
    assert not NET.backward(outputs, dZ)[0].b.any()
    numerical = numerical_gradients(NET, np.zeros((1, 2)), np.array([1]))[0].b
    np.testing.assert_allclose(numerical, [-0.15, 0.3, -0.05], atol=1e-5)
    np.testing.assert_allclose(numerical, np.array([-0.3, 0.6, -0.1]) / 2, atol=1e-5)
    moved = NET._replace(layers=[Layer(W1, np.array([0.3, -0.2, 0.4])), NET.layers[1]])
    outputs = moved.forward(np.zeros((1, 2)))
    exact = moved.backward(outputs, softmax_cross_entropy(outputs[-1], np.array([1]))[1])[0].b
    np.testing.assert_allclose(
        numerical_gradients(moved, np.zeros((1, 2)), np.array([1]))[0].b, exact, rtol=1e-7, atol=1e-10
    )


def test_the_doctors_table_of_the_lesson_is_all_right():
    examination = examine_backward(learners_backward(), check_data([2, 5, 3], 4, np.random.default_rng(0)))
    assert examination.diagnosis.name == "right"


def test_a_relu_mask_for_every_activation_fails_on_tanh():
    def relu_only(net, outputs, dZ):
        return MLP.backward(net._replace(activation=net.activation._replace(slope=lambda A: A > 0)), outputs, dZ)

    for activation, right in ((relu, True), (tanh, False)):
        data = check_data([2, 5, 3], 4, np.random.default_rng(0), activation)
        assert (examine_backward(relu_only, data).diagnosis.name == "right") == right


# ── The patient ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_patient_of_the_lesson_is_the_one_that_the_check_knows():
    [cell] = [cell for cell in CODE if "def patient(" in cell]
    [function] = [node for node in ast.parse(cell).body if isinstance(node, ast.FunctionDef)]
    [known] = ast.parse(textwrap.dedent(inspect.getsource(_patient))).body
    assert body(function) == body(known)
    assert check("9.3g", _patient).mistake == "nothing mended"


def test_the_patients_table_shows_its_mistakes_one_after_the_other():
    data = check_data([2, 3, 3], 4, np.random.default_rng(9))
    examination = examine_backward(_patient, data)
    assert {finding.name: finding.ok for finding in examination.findings} == {
        "W2": True,
        "b2": False,
        "W1": False,
        "b1": False,
    }
    [b2] = [finding for finding in examination.findings if finding.name == "b2"]
    assert b2.ratio == pytest.approx(1 / 4)
    half_mended = next(wrong for wrong in MEND.wrong if wrong.name == "mask is the activation").answers[0]
    assert examine_backward(half_mended, data).diagnosis.name == "mask is the activation"


def test_the_mended_patient_is_well():
    names = {"np": np, "Layer": Layer}
    exec(compile(ast.Module([solution_function("09_backprop_mlp", "mended")], []), "lesson 09", "exec"), names)
    assert check("9.3g", names["mended"]).passed


# ── The ribbon ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("key", backward_lines.NETS)
def test_the_ribbons_lines_are_the_librarys_gradients_and_have_one_decimal(key):
    net = backward_lines.NETS[key]
    _, L, lines = backward_lines.walk_back(key)
    value = {line.name: line.value for line in lines}
    outputs = net.forward(backward_lines.X)
    for l, (dW, db) in enumerate(net.backward(outputs, value[f"dZ{len(net.layers)}"]), start=1):
        np.testing.assert_array_equal(value[f"dW{l}"], dW)
        np.testing.assert_array_equal(value[f"db{l}"], db)
    for array in value.values():
        np.testing.assert_allclose(array, array.round(1), atol=1e-12)
    np.testing.assert_allclose(softmax(outputs[-1]), [backward_lines.P])
    assert round(L, 3) == 1.204


@pytest.mark.parametrize(("key", "reused", "from_scratch"), [("hand", 27, 81), ("deep", 48, 486), ("dead", 27, 81)])
def test_products_with_and_without_reuse(key, reused, from_scratch):
    data = ribbon.model(key, 11, "nothing")
    assert (data.products, data.all_products, data.products_from_scratch) == (reused, reused, from_scratch)


def test_from_scratch_is_a_product_for_every_factor_on_every_road():
    # W1: input, weight up, score: 3 roads of 4 factors (x, slope, w, dz); b1 the same without x; W2: 1 road, 2 factors.
    weights, biases, above = 6 * 3 * (4 - 1), 3 * 3 * (3 - 1), 9 * 1
    assert weights + biases + above == 81
    assert says("from 81 to 486")


@pytest.mark.parametrize(
    ("without", "possible"),
    [
        ("nothing", {"dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1"}),
        ("X", {"dZ2", "dW2", "db2", "dA1", "dZ1", "db1"}),
        ("A", {"dZ2", "db2", "dA1"}),
        ("Z", set()),
    ],
)
def test_which_lines_survive_without_the_cache(without, possible):
    assert ribbon.model("hand", 7, without).made == possible


def test_next_and_back_stay_on_the_page():
    explorer = Explorer(ribbon.backward_ribbon())
    back, forward = (action.change for action in explorer.spec.actions)
    state = explorer.spec.start(step=0)
    assert back(state)["step"] == 0
    for step in range(1, 8):
        state |= forward(state)
        assert state["step"] == step
    assert forward(state)["step"] == 7
    assert back({**state, "step": 11})["step"] == 6  # the slider goes further than this net's lines


def test_the_dead_unit_has_the_largest_blame_and_no_gradient():
    value = {line.name: line.value for line in backward_lines.walk_back("dead")[2]}
    np.testing.assert_allclose(value["dA1"], [[-0.3, 0.6, -0.1]])
    np.testing.assert_allclose(value["dW1"], [[-0.3, 0, 0], [-0.6, 0, 0]], atol=1e-12)


# ── The V ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_shape_of_the_v():
    errors = differences.errors()
    best = {key: differences.LOG_H[np.argmin(error)] for key, error in errors.items()}
    at = {log_h: i for i, log_h in enumerate(differences.LOG_H)}
    assert -5.5 <= best["centred"] <= -4
    assert errors["centred"].min() < 2e-10
    assert -8.5 <= best["forward"] <= -6.5
    assert 1e-9 < errors["forward"].min() < 1e-6
    assert -2.5 <= best["float32"] <= -1
    assert errors["float32"].min() > gradient_check.LIMIT, "no h comes below the doctor's limit"
    assert errors["centred"][at[-12.0]] > 1e5 * errors["centred"][at[-5.0]]
    assert errors["forward"][at[-2.0]] / errors["forward"][at[-3.0]] == pytest.approx(10, rel=0.05)
    assert errors["centred"][at[-2.0]] / errors["centred"][at[-3.0]] == pytest.approx(100, rel=0.05)
    assert says("43 weights and biases of a 4-5-3 net on 30 penguins", "$10^{-6}$")
    assert errors["centred"].shape == (23,)
    assert differences.penguin_net()[-1].shape == (43,)


def test_many_nets_at_once_have_the_losses_of_each():
    net, X, labels, _ = differences.penguin_net()
    w = differences.flat(net.layers)
    [loss] = differences.losses_at(w[None])
    assert loss == pytest.approx(softmax_cross_entropy(net.forward(X)[-1], labels)[0], abs=1e-14)


def test_thirteen_digits_are_shared_at_the_smallest_h():
    spec = gradient_check.gradient_check_v()
    data = spec.model(**spec.preset(5))
    above, _ = gradient_check.split_digits(data.above, data.below, 16)
    shared, rest = above.replace(".", "").split("|")
    assert 12 <= len(shared) <= 14
    assert 3 <= len(rest) <= 5
    assert says("thirteen are shared")


def test_what_prediction_a_tells_is_true():
    assert "below 10⁻⁹" in find_prediction("9.a").reveal
    outputs = NET.forward(x)
    exact = NET.backward(outputs, softmax_cross_entropy(outputs[-1], np.array([1]))[1])
    error = {}
    for h in (1e-5, 1e-12):
        numerical = numerical_gradients(NET, x, np.array([1]), h=h)
        error[h] = relative_error(differences.flat(numerical), differences.flat(exact))
    assert error[1e-5] < 1e-9
    assert 1e-5 < error[1e-12] < 1e-3


# ── Digits ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def beginning(seed):
    """The lesson's data and first net, with another seed."""
    X, labels, *_ = load_digits()
    train, test = split(X, labels, 1 / 4, np.random.default_rng(seed))
    return train, test, MLP.init([64, 32, 10], np.random.default_rng(seed))


def passes(train, start, seed, wanted, backward=MLP.backward):
    """The nets after these passes of the lesson's training."""
    rng = np.random.default_rng(seed)
    MLP.init([64, 32, 10], rng)  # the lesson draws the weights from the generator that then shuffles
    walk = sgd(start, *train, learning_rate=0.1, batch_size=10, rng=rng, backward=backward)
    steps = [STEPS_A_PASS * k for k in wanted]
    return [state.w for state in islice(walk, max(steps) + 1) if state.k in steps]


def accuracy(net, data):
    return float((net.predict(data[0]) == data[1]).mean())


@pytest.fixture(scope="module")
def lesson():
    """(nets after each pass, train, test) as the lesson trains them."""
    train, test, start = beginning(0)
    return passes(train, start, 0, range(PASSES + 1)), train, test


def test_the_lesson_trains_as_this_test_does():
    [cell] = [cell for cell in CODE if "walk = sgd" in cell]
    for words in ("default_rng(0)", "MLP.init([64, 32, 10], rng)", "learning_rate=0.1, batch_size=10, rng=rng"):
        assert words in cell
    assert any("30 * 135" in cell for cell in CODE)


def test_at_least_96_percent_of_the_held_out_images(lesson):
    nets, train, test = lesson
    assert (len(train[1]), len(test[1])) == (1347, 450)
    assert STEPS_A_PASS == -(-1347 // 10)
    assert says("135 steps", "4050 times", "1797 images", "all 1347 training images")
    assert accuracy(nets[-1], test) >= 0.965
    assert accuracy(nets[-1], train) >= 0.99
    assert accuracy(nets[0], test) < 0.2


def test_other_seeds_do_as_well():
    found = []
    for seed in range(1, 6):
        train, test, start = beginning(seed)
        [net] = passes(train, start, seed, [PASSES])
        found.append(accuracy(net, test))
    assert np.mean(found) >= 0.96
    assert {round(100 * a) for a in found} == {96, 97, 98}
    assert says("with the seeds 1 to 5, end between 96 % and 98 %")


def test_a_nudge_of_rounding_size_changes_no_answer(lesson):
    """What makes the committed numbers the same on every machine."""
    nets, train, test = lesson
    start = nets[0]._replace(layers=[Layer(W * (1 + 1e-12), b) for W, b in nets[0].layers])
    [net] = passes(train, start, 0, [PASSES])
    np.testing.assert_array_equal(net.predict(test[0]), nets[-1].predict(test[0]))
    for (W, _), (W_lesson, _) in zip(net.layers, nets[-1].layers, strict=True):
        np.testing.assert_allclose(W, W_lesson, atol=1e-9)


def test_counts_of_the_digits_net():
    net = MLP.init([64, 32, 10], np.random.default_rng(0))
    assert net.parameter_count == 2410
    forward = 64 * 32 + 32 * 10
    backward = 32 * 10 + 32 * 10 + 32 + 64 * 32  # dW2, dA1, the mask, dW1
    from_scratch = 32 * 10 * 1 + 64 * 32 * 10 * 3 + 32 * 10 * 2  # W2, W1, b1: roads times products
    assert (forward, backward, from_scratch) == (2368, 2720, 62_400)
    assert says("2410 parameters", "2368 products", "2720", "62,400", "4820 forward passes")


def test_the_losses_that_the_lesson_speaks_of(lesson):
    nets, train, test = lesson
    test_losses = [measure(net, test)[0] for net in nets]
    train_losses = [measure(net, train)[0] for net in nets]
    assert max(abs(L - 0.1) for L in test_losses[16:]) < 0.03
    assert train_losses[-1] < train_losses[16] / 1.5 < train_losses[5] / 3
    P = softmax(nets[-1].forward(test[0])[-1])
    cost = np.sort(-np.log(P[np.arange(450), test[1]]))
    surest = mistakes(nets[-1], test).model("surest")
    assert round(-np.log(surest.P[0, surest.labels[0]]), 1) == 4.6
    assert round(cost[:300].sum(), 1) == 0.2
    assert says("costs 4.6 nats, the 300 easiest images together 0.2")


def test_two_units_are_silent_from_the_start_and_learn_nothing(lesson):
    nets, train, _ = lesson
    silent = ~(nets[0].forward(train[0])[1] > 0).any(axis=0)
    unchanged = (nets[0].layers[0].W == nets[-1].layers[0].W).all(axis=0)
    assert silent.sum() == 2
    np.testing.assert_array_equal(silent, unchanged)
    film = training_film(*lesson)
    learned = film.model(**film.preset(4)).W
    np.testing.assert_array_equal(~learned.any(axis=0), silent)
    assert says("two squares of plain grey")
    assert "Two of the 32 hidden units" in find_prediction("9.d").question


def test_the_film_measures_what_it_says(lesson):
    nets, train, test = lesson
    data = training_film(*lesson).model(passes=PASSES, learned=False)
    Z = nets[-1].forward(test[0])[-1]
    assert data.loss[-1, 1] == softmax_cross_entropy(Z, test[1])[0]
    assert data.accuracy[-1].tolist() == [accuracy(nets[-1], train), accuracy(nets[-1], test)]
    assert len(data.loss) == PASSES + 1


def test_the_gallery_shows_all_mistakes_and_nothing_else(lesson):
    nets, _, test = lesson
    spec = mistakes(nets[-1], test)
    wrong = int((nets[-1].predict(test[0]) != test[1]).sum())
    for kind in ("surest", "narrow"):
        data = spec.model(kind)
        assert (data.mistakes, data.m, len(data.images)) == (wrong, 450, min(wrong, SHOWN))
        assert (data.P.argmax(axis=1) != data.labels).all()
    surest, right = spec.model("surest").P.max(axis=1), spec.model("right")
    assert (np.diff(surest) <= 0).all()
    assert (right.P.argmax(axis=1) == right.labels).all()


def test_a_gallery_without_mistakes_is_empty_and_legal(lesson):
    nets, _, test = lesson
    right = nets[-1].predict(test[0]) == test[1]
    spec = mistakes(nets[-1], (test[0][right], test[1][right]))
    explorer = Explorer(spec)
    assert explorer.description.startswith("0 of ")
    assert len(spec.model("surest").images) == 0


def test_the_journey_is_forward_and_backward_of_one_image(lesson):
    nets, _, test = lesson
    data = one_digit(nets, test).model(image=3, passes=PASSES)
    X, label = test[0][3:4], test[1][3]
    outputs = nets[-1].forward(X)
    L, dZ = softmax_cross_entropy(outputs[-1], np.array([label]))
    assert data.L == L
    np.testing.assert_array_equal(data.A, outputs[1][0])
    np.testing.assert_allclose(data.dZ2, softmax(outputs[-1])[0] - np.eye(10)[label])
    np.testing.assert_allclose(data.dW1, np.outer(X, data.dZ1), err_msg="a unit's gradient is the image times a number")
    np.testing.assert_allclose(data.dZ1, dZ[0] @ nets[-1].layers[1].W.T * (data.A > 0))


# ── The progress display ─────────────────────────────────────────────────────────────────────────────────────────────


def test_progress_passes_every_state_on_and_prints_no_times(capsys):
    states = progress(iter("abcdefghij"), 7, report=lambda state: f"state {state}", every=3)
    assert list(states) == list("abcdefghij")
    assert capsys.readouterr().out.splitlines() == [
        "[progress bar: 7 steps]",
        "state a",
        "state d",
        "state g",
        "state h",
    ]


def test_progress_without_a_report_prints_only_its_bar(capsys):
    assert len(list(progress(range(101), 100))) == 101
    assert capsys.readouterr().out == "[progress bar: 100 steps]\n"


def test_the_bar_counts_and_reads_as_text():
    bar = ProgressBar(200, "steps")
    bar.show(60)
    label = bar.children[1].value
    assert label == "60 of 200 steps"
    bar.show(200)
    assert bar.children[0].value == 200
    assert bar.children[0].bar_style == "success"
    assert bar._repr_mimebundle_()["text/plain"] == "[progress bar: 200 steps]"


@pytest.mark.parametrize(("total", "every"), [(0, None), (5, 0)])
def test_progress_wants_a_step_or_more(total, every):
    with pytest.raises(ValueError, match=r"^total and every must be 1 or more"):
        next(progress(range(3), total, every=every))


# ── The faster form ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_table_of_the_lesson_quotes_the_lines_that_run():
    derived, fast = (inspect.getsource(method) for method in (MLP.backward, InPlace.backward))
    assert says("| `A.T @ dZ` | `np.matmul(A.T, dZ, out=dW)`")
    assert "A.T @ dZ" in derived
    assert "np.matmul(A.T, dZ, out=dW)" in fast
    assert says("| `dZ.sum(axis=0)` | `np.matmul(ones, dZ, out=db)`")
    assert "dZ.sum(axis=0)" in derived
    assert "np.matmul(self.a_one_for_each_row, dZ, out=db)" in fast
    assert says("`dA *= on`", "`parameters -= steps`")
    assert "dA *= self.on[l - 1]" in fast
    assert "self.parameters -= self.steps" in inspect.getsource(InPlace.step)


def test_backward_is_linear_in_dz():
    outputs = NET.forward(x)
    gradients, scaled = (NET.backward(outputs, k * np.array([[0.2, -0.7, 0.5]])) for k in (1, 0.1))
    for (dW, db), (dW_scaled, db_scaled) in zip(gradients, scaled, strict=True):
        np.testing.assert_allclose(dW_scaled, 0.1 * dW)
        np.testing.assert_allclose(db_scaled, 0.1 * db)


def test_what_the_faster_form_costs():
    assert says("only ReLU with softmax and cross-entropy works", "every batch has the same number of rows")
    assert says("a gradient that you kept is overwritten by the next step")
    rng = np.random.default_rng(0)
    net = MLP.init([7, 6, 5, 4], rng)
    batch = rng.normal(size=(9, 7)), rng.integers(0, 4, 9)
    training = InPlace(net, m=9)
    training.step(*batch, 0.1)
    kept = training.layer_steps[0].W
    before = kept.copy()
    training.step(*batch, 0.2)
    assert np.abs(kept - before).max() > 0


def ratios(side, sizes):
    """Of a step's time to nblib's on one processor, in float64 and float32."""
    rows = json.loads(Path(training_benchmark.__file__).with_suffix(".json").read_text())["ratios"]["1"]
    return np.array([row[side] for name, row in rows.items() if name.split()[0] == sizes])


def between(ratios):
    return f"between {min(ratios):.1f} and {max(ratios):.1f} times as long"


def test_the_benchmark_has_measured_what_the_lesson_says():
    small, large = "64-32-10", "784-128-64-10"
    assert all(len(ratios("floor", sizes)) == 2 for sizes in (small, large))
    assert max(ratios("floor", small)) < 1 / 4
    assert says("more than three quarters of your time are not products")
    assert min(ratios("floor", large)) > 2 / 3
    assert says("the products are most of the work")
    np.testing.assert_allclose(1 - ratios("nblib in place", small), 1 / 3, atol=0.03)
    assert says("it saves a third")
    saved = [round(100 * (1 - ratio)) for ratio in ratios("nblib in place", large)]
    assert says(f"it saves between {min(saved)} % and {max(saved)} %")
    torch = ratios("PyTorch eager", small)
    assert says(f"PyTorch needs {between(torch)} as your lines")
    assert min(torch / ratios("nblib in place", small)) > 5
    assert says("more than five times as long as those in place")
    assert says(f"it needs {between(ratios('PyTorch eager', large))} as your lines")


def test_the_bars_are_shares_of_your_time():
    picture = forms_against_products(["small", "large"], [(2e-5, 1.8e-5, 5e-6), (4e-3, 3e-3, 2e-3)])
    assert "small: yours 20 µs, in place 90% of it, the products alone 25%" in repr(picture)
    assert "large: yours 4.0 ms, in place 75% of it, the products alone 50%" in repr(picture)
