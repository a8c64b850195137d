"""The numbers that exercises and predictions of lessons 00, 02 and 09 tell, computed again."""

import math

import numpy as np
import pytest

from nblib.check import check, exercise, prediction
from nblib.checkup import CheckData, check_data, compare, examine_backward, numerical_gradients
from nblib.doctor import MISTAKES
from nblib.functions import relu, softmax
from nblib.gradcheck import relative_error
from nblib.losses import cross_entropy, softmax_cross_entropy
from nblib.mlp import MLP, Layer


def wrong(id):
    """{name: the answers of the wrong answers of this name}."""
    return {wrong.name: wrong.answers for wrong in exercise(id).wrong}


def shown(array, digits=3):
    """Numbers as the texts write them: .167, −.5."""
    words = [f"{value:.{digits}f}".replace("0.", ".").replace("-", "−") for value in np.ravel(array)]
    return ", ".join(words)


# ── 00 ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_parameters_of_a_4_5_3_net_and_every_wrong_count():
    assert MLP.init([4, 5, 3], np.random.default_rng(0)).parameter_count == exercise("0.1").expected == 43
    n, h, c = 4, 5, 3
    assert wrong("0.1") == {
        "connections only": (n * h + h * c,),
        "no output biases": (n * h + h + h * c,),
        "no hidden biases": (n * h + h * c + c,),
        "biases on the inputs": (n + n * h + h + h * c + c,),
        "layers multiplied": (n * h * c,),
        "nodes": (n + h + c,),
        "one bias a layer": (n * h + 1 + h * c + 1,),
        "biases only": (h + c,),
        "first layer only": (n * h + h,),
    }


def test_the_loss_of_an_undecided_net():
    assert exercise("0.2").expected == pytest.approx(cross_entropy(np.full((6, 3), 1 / 3), np.arange(6) % 3))
    assert round(exercise("0.2").expected, 4) == 1.0986
    numbers = {name: round(value, 4) for name, (value,) in wrong("0.2").items()}
    assert numbers == {
        "bits": 1.585,
        "log10": 0.4771,
        "the probability": 0.3333,
        "the error rate": 0.6667,
        "sign": -1.0986,
        "no surprise": 0,
        "ten classes": 2.3026,
        "two classes": 0.6931,
        "number of classes": 3,
    }
    assert math.e ** exercise("0.2").expected == pytest.approx(3)


def test_a_step_on_all_points_may_make_one_point_worse():
    rng = np.random.default_rng(0)
    net = MLP.init([2, 4, 3], rng)
    X, labels = rng.normal(size=(30, 2)), rng.integers(0, 3, 30)
    outputs = net.forward(X)
    L, dZ = softmax_cross_entropy(outputs[-1], labels)
    after = net.step(net.backward(outputs, dZ), 0.01).forward(X)[-1]
    assert softmax_cross_entropy(after, labels)[0] < L
    rows = np.arange(30)
    change = softmax(after)[rows, labels] - softmax(outputs[-1])[rows, labels]
    assert (change > 0).sum() > (change < 0).sum() > 0
    assert prediction("0.a").answer == 1


def test_a_fresh_net_begins_near_the_logarithm_of_the_number_of_classes():
    for seed in range(5):
        rng = np.random.default_rng(seed)
        net = MLP([Layer(0.1 * W, b) for W, b in MLP.init([2, 4, 3], rng).layers])
        Z = net.forward(rng.normal(size=(60, 2)))[-1]
        assert softmax_cross_entropy(Z, rng.integers(0, 3, 60))[0] == pytest.approx(math.log(3), abs=0.02)
    assert "ln 3 = 1.0986" in prediction("0.b").reveal


# ── 02 ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

SCORES = np.array([1.0, 2, 3])


def divide(z):
    return z / z.sum()


def test_adding_100_changes_plain_division_and_not_softmax():
    reveal = prediction("2.a").reveal
    assert np.allclose(softmax(SCORES + 100), softmax(SCORES))
    assert shown(softmax(SCORES), 4) in reveal
    assert f"from {shown(divide(SCORES))} to {shown(divide(SCORES + 100))}" in reveal


def test_ten_times_the_scores_change_softmax_and_not_plain_division():
    reveal = prediction("2.b").reveal
    assert [f"{p:.4f}".replace("0.", ".") for p in softmax(10 * SCORES)] == [".0000", ".0000", "1.0000"]
    assert ".0000, .0000, 1.0000 (.99995 for the winner)" in reveal
    assert round(softmax(10 * SCORES)[2], 5) == 0.99995
    assert np.allclose(divide(10 * SCORES), divide(SCORES))
    assert shown(divide(SCORES)) in reveal


def test_three_logistic_units_do_not_add_up_to_1():
    p = 1 / (1 + np.exp(-SCORES))
    question, reveal = prediction("2.c").question, prediction("2.c").reveal
    assert f"{p[0]:.2f} {p[1]:.2f} {p[2]:.2f}" == "0.73 0.88 0.95"
    assert ".73, .88 and .95" in question
    assert f"{p.sum():.2f}" in reveal
    assert f"{divide(p)[1]:.2f}".lstrip("0") in reveal
    assert f"gives {shown(softmax(SCORES)[1], 2)}" in reveal


CHANGES = {  # of the scores Z = X W + b, option by option
    "a": lambda X, W, b: X @ W + b + np.array([[7], [0], [0], [0]]),
    "b": lambda X, W, b: (X @ W + b) * np.array([[2], [1], [1], [1]]),
    "c": lambda X, W, b: X @ W + b + np.array([7, 0, 0]),
    "d": lambda X, W, b: X @ (W + np.array([[0.3], [-2.0]])) + b,
    "e": lambda X, W, b: X @ W + b - (X @ W + b).max(axis=1, keepdims=True),
    "f": lambda X, W, b: np.abs(X @ W + b),
}


@pytest.mark.parametrize("letter", CHANGES)
def test_what_leaves_softmax_and_plain_division_unchanged(letter):
    rng = np.random.default_rng(0)
    X, W, b = rng.normal(size=(4, 2)), rng.normal(size=(2, 3)), np.array([1, -2, 0.5])
    before, after = X @ W + b, CHANGES[letter](X, W, b)
    assert ((before < 0).any(axis=1) & (before > 0).any(axis=1)).any(), "some row holds both signs"
    same = np.allclose(softmax(before), softmax(after))
    assert same == (letter in exercise("2.2").solution)
    with np.errstate(divide="ignore", invalid="ignore"):
        rows = [z / z.sum(axis=1, keepdims=True) for z in (before, after)]
    assert np.allclose(*rows) == (letter in exercise("2.2b").solution)


def test_the_numbers_in_the_feedback_on_plain_division():
    feedback = [option.feedback for option in exercise("2.2b").options]
    assert f"[1, 2, 3] gives {shown(divide(SCORES))}, but [8, 9, 10] gives {shown(divide(SCORES + 7))}" in feedback[0]
    assert divide(np.array([2.0, 1, -1])).tolist() == [1, 0.5, -0.5]
    assert divide(np.array([2.0, 1, 1])).tolist() == [0.5, 0.25, 0.25]
    assert "shares 1, .5, −.5 before and .5, .25, .25 after" in feedback[5]


def test_the_numbers_in_the_verdicts_on_softmax():
    Z = np.array([[1.0, 2, 3], [1, 0, -1]])
    E = np.exp(Z)
    assert [f"{total:.3f}" for total in (E / E.sum(axis=0)).sum(axis=1)] == ["2.363", "0.637"]
    assert "rows sum to 2.363 and 0.637" in check("2.1", lambda Z: np.exp(Z) / np.exp(Z).sum(axis=0)).message
    assert softmax(np.array([[1000.0, 1001]])).round(5).tolist() == [[0.26894, 0.73106]]


def test_the_numbers_of_the_cross_entropy_exercise():
    P, labels = exercise("2.3").cases(np.random.default_rng(0))[0]
    assert P.tolist() == [[0.2, 0.3, 0.5], [0.7, 0.2, 0.1], [0.1, 0.1, 0.8]]
    assert labels.tolist() == [1, 0, 2]
    bank = wrong("2.3")
    first = {name: round(float(functions[0](P, labels)), 4) for name, functions in bank.items() if name in NUMBERS}
    assert round(cross_entropy(P, labels), 4) == 0.5946
    assert first == NUMBERS
    assert round(cross_entropy(P, labels) / math.log(2), 4) == 0.8578
    assert bank["all rows, chosen columns"][0](P, labels).shape == (3, 3)


NUMBERS = {"sum instead of mean": 1.7838, "divided by all entries": 0.1982, "sign": -0.5946}


# ── 09 ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

X = np.array([[1.0, 2]])
W1 = np.array([[1, -1, 0.5], [0.5, 1, -1]])
W2 = np.array([[1.0, 0, -1], [-2, 0, 2], [3, 1, 0]])
HAND_NET = MLP([Layer(W1, np.zeros(3)), Layer(W2, np.log([0.2, 0.3, 0.5]))], relu)
HAND = CheckData(HAND_NET, X, np.array([1]))


def hand_gradients():
    outputs = HAND_NET.forward(X)
    L, dZ = softmax_cross_entropy(outputs[-1], HAND.labels)
    return L, dZ, HAND_NET.backward(outputs, dZ)


def test_the_numbers_in_the_task_of_the_hand_net():
    _, dZ, _ = hand_gradients()
    task = exercise("9.1").task
    for words, array in {
        "x = [1, 2]": X,
        "z1 = x W1 = [2, 1, −1.5]": X @ W1,
        "a = relu(z1) = [2, 1, 0]": relu.f(X @ W1),
        "dz2 = p − y = [0.2, −0.7, 0.5]": dZ,
    }.items():
        assert words in task
        numbers = words.split("[")[1].rstrip("]").replace("−", "-").split(", ")
        assert np.allclose(np.array(numbers, float), array)
    assert "W2 = [[1, 0, −1], [−2, 0, 2], [3, 1, 0]]" in task


def test_the_answer_of_the_hand_net_by_backward_and_by_differences():
    _, _, gradients = hand_gradients()
    assert np.allclose(exercise("9.1").expected, gradients[0].W)
    assert compare(gradients, HAND).diagnosis.name == "right"


def test_every_wrong_answer_of_the_hand_net_is_what_its_mistake_gives():
    _, dZ, gradients = hand_gradients()
    mask = X @ W1 > 0
    da, a = dZ @ W2.T, relu.f(X @ W1)
    updated = dZ @ (W2 - gradients[1].W).T
    assert np.allclose(da, [[-0.3, 0.6, -0.1]])
    assert np.allclose(updated, [[-1.86, -0.18, -0.1]])
    made = {
        "mask missing": (X.T @ da,),
        "not transposed": (X.T @ (dZ @ W2 * mask), X.T @ (dZ @ W2)),
        "mask is the activation": (X.T @ (da * a),),
        "multiplied by z": (X.T @ (da * (X @ W1)),),
        "sign": (-gradients[0].W,),
        "transposed": (gradients[0].W.T,),
        "dz1": ((da * mask)[0], da * mask, da[0], da),
        "x missing": (np.ones_like(X).T @ (da * mask),),
        "dW2": (gradients[1].W,),
        "W2 updated first": (X.T @ (updated * mask), X.T @ updated),
    }
    bank = wrong("9.1")
    assert bank.keys() == made.keys()
    for name, answers in bank.items():
        assert all(np.allclose(answer, array) for answer, array in zip(answers, made[name], strict=True)), name


def test_the_numbers_in_the_hints_of_the_hand_net():
    assert "da = dz2 W2ᵀ = [−0.3, 0.6, −0.1]" in exercise("9.1").hints[1]
    assert "(z = −1.5)" in exercise("9.1").hints[1]


def test_one_step_of_the_hand_net_falls_a_little_less_than_predicted():
    L, _, gradients = hand_gradients()
    square = sum(float((part**2).sum()) for layer in gradients for part in layer)
    assert round(square, 4) == 7.38
    question, reveal = prediction("9.b").question, prediction("9.b").reveal
    assert "‖g‖² = 7.38" in question
    for learning_rate, digits in ((0.01, 4), (0.001, 5)):
        after = HAND_NET.step(gradients, learning_rate).forward(X)[-1]
        change = softmax_cross_entropy(after, HAND.labels)[0] - L
        assert 0 > change > -learning_rate * square
        assert f"{-change:.{digits}f}" in reveal
        assert f"{learning_rate * square:.{digits}f}" in reveal


def test_a_smaller_h_is_not_always_better():
    _, _, gradients = hand_gradients()
    exact = np.concatenate([part.ravel() for layer in gradients for part in layer])

    def error(h):
        found = numerical_gradients(*HAND, h=h)
        return relative_error(np.concatenate([part.ravel() for layer in found for part in layer]), exact)

    assert error(1e-5) < 1e-9
    assert 1e-6 < error(1e-12) < 1e-2
    assert "below 10⁻⁹ at h = 10⁻⁵ and near 10⁻⁴ at h = 10⁻¹²" in prediction("9.a").reveal


def test_backward_never_reads_the_scores_and_needs_the_rest():
    outputs = HAND_NET.forward(X)
    _, dZ, gradients = hand_gradients()
    for missing in range(3):
        cache = [None if i == missing else A for i, A in enumerate(outputs)]
        if missing == 2:
            assert prediction("9.c").right == "Z, the scores"
            assert np.allclose(HAND_NET.backward(cache, dZ)[0].W, gradients[0].W)
        else:
            with pytest.raises(AttributeError):
                HAND_NET.backward(cache, dZ)


@pytest.mark.parametrize("letter", "abcde")
def test_each_table_shows_the_pattern_of_its_mistake(letter):
    case = exercise(f"9.3{letter}")
    table = [row.strip("|").split("|") for row in case.task.splitlines() if row.startswith("| d")]
    rows = {name.strip(): [cell.strip() for cell in cells] for name, *cells in table}
    wrong_ones = [name for name, cells in rows.items() if cells[0] == "✘ wrong"]
    pattern = next(mistake.pattern for mistake in MISTAKES.values() if mistake.pattern in case.because)
    assert list(rows) == ["dW2", "db2", "dW1", "db1"]
    assert {
        "ρ = m on every parameter": wrong_ones == list(rows) and {cells[1] for cells in rows.values()} == {"4.000"},
        "the weights are right, ρ = 1/m on the biases": wrong_ones == ["db2", "db1"]
        and {rows[name][1] for name in wrong_ones} == {"0.250"},
        "the biases are right, the weights are not, with no clean ratio": wrong_ones == ["dW2"],
        MISTAKES["mask missing"].pattern: wrong_ones == ["dW1", "db1"] and rows["db1"][3] == "2, 3 of 3",
        MISTAKES["not transposed"].pattern: wrong_ones == ["dW1", "db1"] and rows["db1"][3] == "1, 3 of 3",
    }[pattern]
    assert "unit 1 in 4, unit 2 in 0, unit 3 in 1." in case.task
    assert "-0.000" not in case.task


def test_the_bugs_that_a_gradient_check_cannot_see():
    """Each option of 9.3f, tried."""
    rng = np.random.default_rng(0)
    data = check_data([2, 3, 3], 4, rng)

    def summed(Z, labels):
        L, dZ = softmax_cross_entropy(Z, labels)
        return L * len(labels), dZ * len(labels)

    def dZ_only(Z, labels):
        L, dZ = softmax_cross_entropy(Z, labels)
        return L, dZ * len(labels)

    def seen(backward=MLP.backward, data=data, loss=softmax_cross_entropy):
        return examine_backward(backward, data, loss).diagnosis.name != "right"

    def no_slope(net, outputs, dZ):
        return MLP.backward(net._replace(activation=net.activation._replace(slope=np.ones_like)), outputs, dZ)

    caught = {
        "a": seen(data=data._replace(labels=data.labels[::-1])),
        "b": seen(lambda net, outputs, dZ: MLP.backward(net, outputs, -dZ)),
        "c": seen(),  # backward is right; the loop around it is not part of the check
        "d": seen(loss=summed),
        "e": seen(no_slope),
        "f": seen(loss=dZ_only),
    }
    assert [letter for letter, found in caught.items() if not found] == exercise("9.3f").solution
