"""Lesson 08: p − y is derived, every number in its prose is computed, and what it derives is what the library runs."""

import ast
import inspect
import math
import textwrap

import numpy as np
import pytest
from lesson import body, cells, prose, solution_function

from nblib import losses
from nblib.check import check
from nblib.check.lesson08 import linear_backward
from nblib.check.registry import find_prediction
from nblib.checkup import check_data, examine_backward
from nblib.datasets import load_penguins, split, standardise
from nblib.functions import log_softmax, softmax
from nblib.gradcheck import numerical_gradient
from nblib.losses import one_hot
from nblib.mlp import MLP
from nblib.viz.figures.shape_train import ROW, shape_train
from nblib.viz.models.shape_train import A, model
from nblib.viz.render import Picture

NAME = "08_backprop_output_layer"
TEXT = prose(NAME)
p, y = np.array([0.2, 0.3, 0.5]), np.array([0, 1, 0])
J = np.diag(p) - np.outer(p, p)
LECTURE = {"z1": -1.61, "z2": -1.2, "z3": -0.69, "push": 0, "label": 1, "m": 1}  # as near as the sliders come


def says(*numbers):
    return all(number in TEXT for number in numbers)


# ── What the learner writes ──────────────────────────────────────────────────────────────────────────────────────────


class WithoutItsDoors(ast.NodeTransformer):
    """The library's function without the check of its labels and the care for dtypes."""

    def visit_Call(self, node):
        self.generic_visit(node)
        if ast.unparse(node).startswith("one_hot("):
            return ast.parse("one_hot(labels, c)", mode="eval").body
        return node


def test_the_derived_loss_is_what_the_library_runs():
    [library] = ast.parse(textwrap.dedent(inspect.getsource(losses.softmax_cross_entropy))).body
    assert body(WithoutItsDoors().visit(library)) == body(solution_function(NAME, "softmax_cross_entropy"))


def test_the_derived_layer_is_what_the_library_runs():
    [library] = ast.parse(textwrap.dedent(inspect.getsource(MLP.backward))).body
    [layer] = [
        node
        for node in ast.walk(library)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Layer" and len(node.args) == 2
    ]
    [returned] = solution_function(NAME, "linear_backward").body[1:]
    assert [ast.dump(part) for part in layer.args] == [ast.dump(part) for part in returned.value.elts]
    [reference] = ast.parse(textwrap.dedent(inspect.getsource(linear_backward))).body
    assert body(reference) == body(solution_function(NAME, "linear_backward"))


@pytest.fixture(scope="module")
def learner():
    """The two functions as the instructor's edition defines them."""
    names = {"np": np, "log_softmax": log_softmax, "one_hot": one_hot}
    for function in ("softmax_cross_entropy", "linear_backward"):
        exec(compile(ast.Module([solution_function(NAME, function)], []), "lesson 08", "exec"), names)
    return names["softmax_cross_entropy"], names["linear_backward"]


def test_the_doctor_finds_nothing(learner):
    loss, layer = learner
    data = check_data([2, 3], 4, np.random.default_rng(0))
    examination = examine_backward(lambda net, outputs, dZ: [layer(outputs[0], dZ)], data, loss)
    assert examination.diagnosis.name == "right"


# ── The derivation ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_first_factor():
    assert (-y / p).round(4).tolist() == [0, -3.3333, 0]
    assert math.log(0.3) - math.log(0.303) == pytest.approx(-0.01, abs=1e-4)
    assert says("grows by 0.003, then $L$ falls by about 0.01")


def test_the_jacobian_entry_by_entry():
    np.testing.assert_allclose(J, [[0.16, -0.06, -0.1], [-0.06, 0.21, -0.15], [-0.1, -0.15, 0.25]])
    assert says("0.2 − 0.2² = **0.16**", "−0.2 · 0.3 = **−0.06**", "−0.5 · 0.3 = **−0.15**", "0.5 − 0.5² = **0.25**")
    assert "0.21" not in TEXT.split("**Exercise 8.1.**")[0], "the second row is the learner's"
    rows = [numerical_gradient(lambda z, j=j: float(softmax(z)[j]), np.log(p)) for j in range(3)]
    np.testing.assert_allclose(rows, J, atol=1e-9)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("c", [2, 3, 5])
def test_rows_and_columns_sum_to_0_and_the_product_collapses(seed, c):
    rng = np.random.default_rng(seed)
    q = softmax(rng.normal(0, 3, c))
    jacobian = np.diag(q) - np.outer(q, q)
    np.testing.assert_allclose(jacobian.sum(axis=0), 0, atol=1e-15)
    np.testing.assert_allclose(jacobian.sum(axis=1), 0, atol=1e-15)
    for target in (np.eye(c)[rng.integers(c)], softmax(rng.normal(size=c))):  # any label that sums to 1
        np.testing.assert_allclose(-target / q @ jacobian, q - target, atol=1e-12)


def test_p_minus_y_is_told_only_after_it_is_derived():
    before, _ = TEXT.split("## 3 · The product collapses")
    assert "p - y" not in before.split("**Time**")[1].replace("$dz = p - y$", "")
    for id in ("8.a", "8.b"):
        assert "p − y" not in find_prediction(id).reveal


def test_the_slices_collapse_to_an_outer_product():
    slices = np.zeros((3, 3, 3))
    for j in range(3):
        slices[j, :, j] = A[0]
    np.testing.assert_allclose(np.tensordot(p - y, slices, axes=1), np.outer(A[0], p - y))
    # Each slice is the derivative of one score by all weights.
    W = np.random.default_rng(0).normal(size=(3, 3))
    for j in range(3):
        np.testing.assert_allclose(numerical_gradient(lambda W, j=j: float(A[0] @ W[:, j]), W), slices[j], atol=1e-9)
    [code] = [cell.source for cell in cells(NAME) if "a_example =" in cell.source]
    names = {"np": np}
    exec(code.replace("print(slices[1])", ""), names)
    np.testing.assert_array_equal(names["slices"], slices)
    assert np.count_nonzero(np.ones(9)) == 9
    assert "9, one for each weight" in find_prediction("8.c").reveal


def test_the_tempting_answers():
    np.testing.assert_allclose(np.array([2, 1, 0]).sum() * (p - y), [0.6, -2.1, 1.5])
    assert round(-math.log(1e-12)) == 28
    assert says("$[0.6, -2.1, 1.5]$", "28 nats where it is 805", "finds −0.7 in it")


def test_too_small_to_divide_by():
    Z = np.array([[0.0, -800, 5]])
    far = softmax(Z)[0]
    assert far[1] == 0
    with np.errstate(divide="ignore", invalid="ignore"):
        assert np.isnan(-y / far @ (np.diag(far) - np.outer(far, far))).all()
    L, dZ = losses.softmax_cross_entropy(Z, [1])
    assert round(L) == 805
    assert dZ.round(4).tolist() == [[0.0067, -1, 0.9933]]
    assert "[0.0067, −1, 0.9933]" in find_prediction("8.d").reveal


# ── The figure ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_lectures_numbers_are_preset_1():
    data = model(**LECTURE, way="staged")
    np.testing.assert_allclose(data.p, p)
    np.testing.assert_allclose(data.dp, [0, -10 / 3, 0])
    np.testing.assert_allclose(data.jacobian, J)
    np.testing.assert_allclose(data.dZ, [p - y])
    np.testing.assert_allclose(data.dW, np.outer(A[0], p - y))
    spec = shape_train()
    assert spec.start() == spec.preset(1) == {**LECTURE, "way": "staged"}


@pytest.mark.parametrize(
    ("preset", "words"),
    [
        (1, ["−3.3333 · row 2", "[0.200, −0.700, 0.500]", "raises z₂ and lowers z₁ and z₃"]),
        (2, ["[0.007, −0.013, 0.007]"]),
        (3, ["−424.5 · row 2", "[0.950, −0.998, 0.047]"]),
        (4, ["z = [0.00, −800.00, 5.00]", "−∞ · 0", "nan, nan, nan"]),
        (5, ["[0.007, −1.000, 0.993]", "L = 805.007"]),
        (6, ["−1.1111 · row 2", "[0.067, −0.233, 0.167]", "outer products of the 3 examples"]),
    ],
)
def test_the_presets_tell_their_numbers(preset, words):
    spec = shape_train()
    description = spec.describe(spec.model(**spec.preset(preset)))
    for word in words:
        assert word in description


def test_what_the_prose_says_of_preset_3():
    spec = shape_train()
    data = spec.model(**spec.preset(3))
    assert round(data.dp[1], 1) == -424.5
    assert round(data.dZ[0, 1], 3) == -0.998
    assert says("is −424.5", "−0.998")


@pytest.mark.parametrize("label", [0, 1, 2])
@pytest.mark.parametrize("m", [1, 3])
def test_staged_and_fused_agree_while_numbers_last(label, m):
    for z in ([0, 0, 0], [-6, 6, 6], [6, -6, 0.5]):
        state = {"z1": z[0], "z2": z[1], "z3": z[2], "push": 0, "label": label, "m": m}
        staged, fused = model(**state, way="staged"), model(**state, way="fused")
        np.testing.assert_allclose(staged.dZ, fused.dZ, atol=1e-12)
        Z = np.array([z, np.log([0.7, 0.2, 0.1]), np.log([0.1, 0.1, 0.8])])[:m]
        labels = [label, 0, 2][:m]
        np.testing.assert_allclose(fused.dZ, losses.softmax_cross_entropy(Z, labels)[1], atol=1e-12)
        np.testing.assert_allclose(fused.dW, A[:m].T @ fused.dZ)
        np.testing.assert_allclose(fused.dZ.sum(axis=1), 0, atol=1e-15)


def test_the_batch_has_lesson_02s_probabilities():
    Z = np.log([[0.2, 0.3, 0.5], [0.7, 0.2, 0.1], [0.1, 0.1, 0.8]])
    assert losses.softmax_cross_entropy(Z, [1, 0, 2])[0] == pytest.approx(0.5946, abs=1e-4)
    np.testing.assert_allclose(
        model(**LECTURE | {"m": 3}, way="fused").dZ, losses.softmax_cross_entropy(Z, [1, 0, 2])[1], atol=1e-15
    )


def test_the_lines_of_a_column_stand_a_row_apart():
    spec = shape_train()
    picture = Picture(spec, spec.model(**spec.preset(6)))
    column = picture._artists["dZ"].columns[0]
    renderer = picture.figure.canvas.get_renderer()
    one, three = (height_of(column, lines, renderer) for lines in (1, 3))
    assert three - one == pytest.approx(2 * ROW, abs=2.5)  # matplotlib 3.11 measures lines anew


def height_of(text, lines, renderer):
    text.set_text("\n".join(["0.5"] * lines))
    return text.get_window_extent(renderer).height


# ── Penguins ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def birds():
    penguins = load_penguins()
    (X, labels), (X_test, labels_test) = split(penguins.X, penguins.y, 0.3, np.random.default_rng(1))
    X, X_test = standardise(X, X_test)
    return X, labels, X_test, labels_test


def test_the_walk_is_the_one_of_lesson_05(birds, learner):
    X, labels, X_test, labels_test = birds
    loss, layer = learner
    W, b, found = np.zeros((4, 3)), np.zeros(3), {}
    for k in range(696):
        found[k], dZ = loss(X @ W + b, labels)
        dW, db = layer(X, dZ)
        W, b = W - dW, b - db
    assert [f"{found[k]:.4f}" for k in (0, 1, 10, 100, 695)] == ["1.0986", "0.4470", "0.1463", "0.0371", "0.0130"]
    assert ((X @ W + b).argmax(axis=1) == labels).all()
    assert ((X_test @ W + b).argmax(axis=1) == labels_test).sum() == 97
    with_ones = np.column_stack([X, np.ones(len(X))])  # lesson 05 keeps the bias in the last row of W
    W_05 = np.zeros((5, 3))
    for k in range(101):
        L, dZ = losses.softmax_cross_entropy(with_ones @ W_05, labels)
        assert found[k] == pytest.approx(L, rel=1e-12)
        W_05 = W_05 - with_ones.T @ dZ


def test_the_first_step_makes_templates(birds, learner):
    X, labels, *_ = birds
    loss, layer = learner
    dW, _ = layer(X, loss(np.zeros((len(X), 3)), labels)[1])
    for j in range(3):
        share, average = (labels == j).mean(), X[labels == j].mean(axis=0)
        np.testing.assert_allclose(-dW[:, j], share * average, atol=1e-12)
    assert says("times the species' share", "the other 694")


# ── What is said about wrong answers ─────────────────────────────────────────────────────────────────────────────────


def test_three_numbers_that_do_not_add_up_to_0():
    verdict = check("8.1", [[-0.06, 0.21, -0.15], [0.1, -0.7, 0.3]])
    assert verdict.status == "invariant"
    assert "The entries of dL/dz sum to -0.3" in verdict.message
    assert "add to 0" in verdict.message
    assert check("8.1", [[-0.06, 0.21, -0.15], [0.3, -0.7, 0.4]]).status == "wrong"


def test_a_wrong_derivative_shows_the_doctors_table_and_a_wrong_loss_the_numbers():
    def three_times(Z, labels):
        L, dZ = losses.softmax_cross_entropy(Z, labels)
        return L, 3 * dZ

    verdict = check("8.3a", three_times)
    assert "| dZ | ✘ wrong | 3.000 |" in verdict.message
    verdict = check("8.3a", lambda Z, labels: (1.0, losses.softmax_cross_entropy(Z, labels)[1]))
    assert "expected `2.17`, got `1`" in verdict.message
    verdict = check("8.3b", lambda A, dZ: (A.T @ dZ, 5 * dZ.sum(axis=0)))
    assert "| dW | ✔ ok |" in verdict.message
    assert "| db | ✘ wrong | 5.000 |" in verdict.message


def test_the_doctor_names_a_mistake_made_in_another_way():
    def sign_by_steps(Z, labels):
        L, dZ = losses.softmax_cross_entropy(Z, labels)
        return L, -dZ * (1 + 1e-8)

    assert check("8.3a", sign_by_steps).mistake == "sign"
