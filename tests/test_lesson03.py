"""Lesson 03: every number in its prose, computed; the figure's invariants; shapes judged one by one."""

import ast
import inspect
import math
import textwrap

import numpy as np
import pytest
from lesson import body, prose, solution_function

from nblib import mlp
from nblib.check import check
from nblib.check.lesson03 import SHAPES, classify, linear
from nblib.check.registry import predictions
from nblib.datasets import load_penguins, split, standardise
from nblib.functions import softmax
from nblib.losses import cross_entropy
from nblib.mlp import MLP, Layer
from nblib.viz.figures.matrix import units_as_columns
from nblib.viz.models.broadcasting import B, W, X, model
from nblib.viz.timing import loops_against_product

TEXT = prose("03_matrix_view")


def says(*numbers):
    return all(number in TEXT for number in numbers)


# ── What is derived ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("function", [linear, classify])
def test_what_is_derived_is_what_the_check_uses(function):
    [tree] = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    assert body(solution_function("03_matrix_view", function.__name__)) == body(tree)


def test_the_library_runs_the_same_product():
    forward = ast.unparse(ast.parse(textwrap.dedent(inspect.getsource(mlp.MLP.forward))))
    assert "outputs[-1] @ last.W + last.b" in forward
    rng = np.random.default_rng(3)
    X, W, b = rng.normal(size=(5, 4)), rng.normal(size=(4, 3)), rng.normal(size=3)
    net = MLP([Layer(W, b)])
    assert np.array_equal(linear(X, W, b), net.forward(X)[-1])
    assert np.array_equal(classify(X, W, b), net.predict(X))


# ── The small example and the trap ───────────────────────────────────────────────────────────────────────────────────


def test_the_exercise_by_hand():
    assert linear(X[:3], W, B).tolist() == [[15, 22, 29], [12, 21, 30], [11, 19, 27]]
    assert (X[:3] @ W + B[:, np.newaxis]).tolist() == [[15, 12, 9], [22, 21, 20], [31, 29, 27]]
    assert X[1] @ W[:, 2] + B[2] == 30


def test_broadcasting_as_the_prose_says():
    fits = [((3, 3), (3,)), ((3, 3), (3, 1)), ((1, 3), (3, 1))]
    assert [np.broadcast_shapes(*shapes) for shapes in fits] == [(3, 3)] * 3
    with pytest.raises(ValueError, match="shape"):
        X @ W + B[:, np.newaxis]  # four examples


@pytest.mark.parametrize("m", range(1, 5))
@pytest.mark.parametrize("c", range(1, 4))
def test_the_figure_adds_what_numpy_adds(m, c):
    row = model(m, c, 1, 1, column=False)
    assert np.array_equal(row.Z, X[:m] @ W[:, :c] + B[:c])
    column = model(m, c, 1, 1, column=True)
    if m == c or c == 1:
        assert np.array_equal(column.Z, X[:m] @ W[:, :c] + B[:c, np.newaxis])
        assert np.array_equal(column.Z, row.Z) == (c == 1)
    else:
        assert column.Z is None


@pytest.mark.parametrize(
    ("preset", "shape", "score", "words"),
    [
        (1, (1, 1), 15, "b is copied down the rows"),
        (2, (1, 3), 22, "b is copied down the rows"),
        (3, (4, 3), 19, "b is copied down the rows"),
        (4, (3, 3), 20, "fits, and is wrong: example 2 gets b₂"),
        (5, (4, 3), None, "ValueError"),
    ],
)
def test_the_presets_of_the_figure(preset, shape, score, words):
    spec = units_as_columns()
    data = spec.model(**spec.preset(preset))
    assert data.products.shape == shape
    assert score is None if data.Z is None else data.Z[data.i, data.j] == score
    assert words in spec.describe(data)


def test_the_sum_names_the_bias_that_is_used():
    spec = units_as_columns()
    assert "0·(−1) + 1·0 + 20 = 20, not 30" in spec.describe(spec.model(**spec.preset(4)))
    assert "3·0 + (−1)·1 + 20 = 19" in spec.describe(spec.model(**spec.preset(3)))


# ── Shapes ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_shapes_are_those_of_the_arrays():
    penguins = load_penguins()
    m, n, c = len(penguins.X), penguins.X.shape[1], len(penguins.classes)
    assert (m, n, c) == (333, 4, 3)
    W, b, Y = np.zeros((n, c)), np.zeros(c), np.eye(c)[penguins.y]
    Z = linear(penguins.X, W, b)
    dZ = (softmax(Z) - Y) / m
    arrays = [penguins.X, W, b, Z, softmax(Z), Y, penguins.X.T @ dZ, dZ.sum(axis=0)]
    assert [array.shape for array in arrays] == SHAPES.solution


@pytest.mark.parametrize("part", SHAPES.parts, ids=lambda part: part.name)
def test_every_wrong_shape_gets_its_own_message(part):
    others = {other.name: other.expected for other in SHAPES.parts}
    known = [(wrong, shape) for wrong in part.wrong for shape in wrong.answers]
    assert len({shape for _, shape in known}) == len(known), "a shape has two messages"
    for wrong, shape in known:
        verdict = check("3.2", list((others | {part.name: shape}).values()))
        assert (verdict.status, verdict.mistake) == ("named", part.name)
        [line] = [line for line in verdict.options if not line.right]
        assert wrong.message in line.text
        assert "7 of 8 shapes are as they should be" in verdict.message


def test_shapes_may_be_lists_and_a_single_size_a_number():
    assert check("3.2", [list(shape) if len(shape) == 2 else shape[0] for shape in SHAPES.solution]).passed


@pytest.mark.parametrize(
    ("answer", "status", "said"),
    [
        ([...] * 8, "not attempted", "no shapes yet"),
        ([(333, 4)], "type or shape", "a list of 8 shapes"),
        ("(333, 4)", "type or shape", "a list of 8 shapes"),
        (["333x4", *SHAPES.solution[1:]], "named", "is no shape"),
        ([..., *SHAPES.solution[1:]], "named", "not filled in yet"),
        ([(True, 4), *SHAPES.solution[1:]], "named", "is no shape"),
        ([(4, 333), *SHAPES.solution[1:]], "named", "rows and columns are exchanged"),
        ([(7, 7), *SHAPES.solution[1:]], "named", "What does each axis count?"),
    ],
)
def test_other_answers_are_met_with_a_sentence(answer, status, said):
    verdict = check("3.2", answer)
    assert verdict.status == status
    assert said in repr(verdict)


# ── Penguins ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def penguins():
    birds = load_penguins()
    training, test = split(birds.X, birds.y, 0.3, np.random.default_rng(3))
    X_train, X_test = standardise(training[0], test[0])
    return (X_train, training[1]), (X_test, test[1])


def test_no_weights_no_opinion(penguins):
    (X, y), (X_test, _) = penguins
    assert (len(X), len(X_test)) == (233, 100)
    W, b = np.zeros((4, 3)), np.zeros(3)
    assert cross_entropy(softmax(linear(X, W, b)), y) == pytest.approx(math.log(3))
    assert (classify(X, W, b) == y).mean() == pytest.approx(0.44, abs=0.005)
    everyone = load_penguins().y
    assert (everyone == 0).mean() == pytest.approx(0.44, abs=0.005)
    assert "44 %" in predictions()["3.c"].reveal


def test_templates_classify(penguins):
    (X, y), test = penguins
    W = np.column_stack([X[y == j].mean(axis=0) for j in range(3)])
    b = -0.5 * (W**2).sum(axis=0)
    results = [
        (
            round(cross_entropy(softmax(linear(rows, W, b)), labels), 2),
            round((classify(rows, W, b) == labels).mean(), 2),
        )
        for rows, labels in ((X, y), test)
    ]
    assert results == [(0.16, 0.97), (0.16, 0.96)]
    assert says("96 % of birds that it has never seen")
    distances = ((X[:, :, np.newaxis] - W) ** 2).sum(axis=1)
    assert np.array_equal(classify(X, W, b), distances.argmin(axis=1)), "the nearest average wins"
    assert linear(X, W, b) == pytest.approx((X**2).sum(axis=1, keepdims=True) / 2 - distances / 2)


def test_the_columns_read_as_the_prose_reads_them(penguins):
    (X, y), _ = penguins
    adelie, _, gentoo = (X[y == j].mean(axis=0) for j in range(3))
    bill_length, bill_depth, flipper, mass = range(4)
    assert gentoo[mass] > 1
    assert gentoo[flipper] > 1
    assert gentoo[bill_depth] < -1
    assert adelie[bill_length] < -0.9


# ── The stop-watch's picture ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_picture_states_the_ratios():
    picture = loops_against_product([10, 1000], [(2e-4, 1e-5), (2e-2, 4e-5)])
    assert repr(picture).endswith("20 times at m = 10, 500 times at m = 1,000.")
    assert set(picture._repr_mimebundle_()) == {"text/plain", "text/html", "image/png"}
