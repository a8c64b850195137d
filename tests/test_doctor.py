"""The gradient doctor: every planted bug is named, on nets of any depth; and where nothing can be known, it says so."""

import re

import numpy as np
import pytest

from nblib.checkup import MARGIN, check_data, compare, examine_backward, numerical_gradients
from nblib.doctor import MISTAKES, Examination, diagnose
from nblib.functions import relu, sigmoid, tanh
from nblib.gradcheck import examine
from nblib.losses import softmax_cross_entropy, squared_error
from nblib.mlp import MLP, Layer

SIZES = [[2, 5, 3], [2, 3, 3], [2, 4, 3, 3], [3, 4, 5, 3, 3]]
each_net = pytest.mark.parametrize("sizes", SIZES, ids=lambda sizes: "-".join(map(str, sizes)))
seeds = pytest.mark.parametrize("seed", range(4))


def planted(
    start=lambda dZ: dZ,
    weights=lambda A, dZ: A.T @ dZ,
    biases=lambda dZ: dZ.sum(axis=0),
    down=lambda dZ, W, A, slope: dZ @ W.T * slope(A),
):
    def backward(net, outputs, dZ):
        dZ, gradients = start(dZ), []
        for l in reversed(range(len(net.layers))):
            A, W = outputs[l], net.layers[l].W
            gradients.insert(0, Layer(weights(A, dZ), biases(dZ)))
            dZ = down(dZ, W, A, net.activation.slope) if l > 0 else dZ
        return gradients

    return backward


BUGS = {
    "sign": planted(start=lambda dZ: -dZ),
    "mean missing": planted(start=lambda dZ: dZ * len(dZ)),
    "mean twice": planted(start=lambda dZ: dZ / len(dZ)),
    "bias averaged": planted(biases=lambda dZ: dZ.mean(axis=0)),
    "outer product": planted(weights=lambda A, dZ: np.ones_like(A).T @ dZ),
    "mask missing": planted(down=lambda dZ, W, A, slope: dZ @ W.T),
    "mask is the activation": planted(down=lambda dZ, W, A, slope: dZ @ W.T * A),
    "not transposed": planted(down=lambda dZ, W, A, slope: dZ @ (W if len(W) == len(W.T) else W.T) * slope(A)),
}
SQUARE_ONLY = "not transposed"


def rng(seed=0):
    return np.random.default_rng(seed)


# ── Diagnosis ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_mistake_of_the_table_is_planted():
    assert set(BUGS) == set(MISTAKES)


@each_net
@seeds
@pytest.mark.parametrize("name", BUGS)
def test_the_doctor_names_the_planted_bug(name, sizes, seed):
    if name == SQUARE_ONLY and sizes[-1] != sizes[-2]:
        sizes = [*sizes[:-1], sizes[-2]]  # elsewhere it does not fit
    for m in (3, 4, 7):
        diagnosis = examine_backward(BUGS[name], check_data(sizes, m, rng(seed))).diagnosis
        assert diagnosis == MISTAKES[name]


@each_net
@seeds
@pytest.mark.parametrize("activation", [relu, tanh, sigmoid], ids=lambda activation: activation.name)
def test_a_right_backward_pass_is_right(sizes, seed, activation):
    for m in (1, 4):
        examination = examine_backward(MLP.backward, check_data(sizes, m, rng(seed), activation))
        assert examination.diagnosis == (
            "right",
            "every parameter agrees",
            "Every gradient agrees with the centred differences.",
        )
        assert all(finding.error < 1e-7 for finding in examination.findings)


@pytest.mark.parametrize("layer", [1, 2])
def test_a_mistake_at_one_layer_only_is_found_there(layer):
    def backward(net, outputs, dZ):
        gradients = []
        for l in reversed(range(len(net.layers))):
            A, W = outputs[l], net.layers[l].W
            gradients.insert(0, Layer(A.T @ dZ, dZ.sum(axis=0)))
            if l > 0:
                dZ = dZ @ W.T * (1 if l == layer else net.activation.slope(A))
        return gradients

    examination = examine_backward(backward, check_data([2, 4, 5, 3], 4, rng()))
    first_wrong = next(finding for finding in examination.findings if not finding.ok)
    assert first_wrong.name == f"W{layer}"
    assert examination.diagnosis.name == "mask missing"


@pytest.mark.parametrize("name", ["sign", "mean missing", "mean twice", "bias averaged", "outer product"])
def test_what_shows_in_the_factor_is_named_for_any_activation(name):
    assert examine_backward(BUGS[name], check_data([2, 5, 3], 4, rng(), tanh)).diagnosis.name == name


@pytest.mark.parametrize("name", ["mean missing", "mean twice", "bias averaged"])
def test_with_one_row_a_factor_of_m_cannot_be_seen_and_the_table_says_so(name):
    examination = examine_backward(BUGS[name], check_data([2, 5, 3], 1, rng()))
    assert examination.diagnosis.name == "right"
    assert repr(examination).endswith("\nWith a single row a factor of m cannot be seen: m = 1/m = 1.")


def test_with_one_row_two_mistakes_may_fit_and_both_are_named():
    examination = examine_backward(BUGS["not transposed"], check_data([2, 3, 3], 1, rng()))
    diagnosis = examination.diagnosis
    assert diagnosis.name == "unclear"
    assert diagnosis.pattern == "several patterns fit"
    assert "This could be mask is the activation or not transposed." in diagnosis.message


@pytest.mark.parametrize(
    ("backward", "words"),
    [
        (planted(start=lambda dZ: -4 * dZ), "W2, b2, W1, b1: each is -4 times what it should be"),
        (planted(weights=lambda A, dZ: A.T @ dZ / 3), "W2, W1: each is 0.3333 times what it should be"),
        (planted(weights=lambda A, dZ: A.T @ dZ / len(dZ)), "W2, W1: each is 0.25 times what it should be"),
        (planted(biases=lambda dZ: 3 * dZ.sum(axis=0)), "b2, b1: each is 3 times what it should be"),
        (planted(lambda dZ: 4 * dZ, biases=lambda dZ: dZ.sum(axis=0) / 2), "No clean pattern."),
        (planted(start=lambda dZ: dZ**3), "No clean pattern. Counted from the output, the first wrong gradient is dW2"),
        (planted(down=lambda dZ, W, A, slope: dZ @ W.T * slope(A) * [1, 1, 2]), "the first wrong gradient is dW1"),
        (planted(biases=lambda dZ: dZ.max(axis=0)), "the first wrong gradient is db2"),
        (planted(start=lambda dZ: dZ * np.nan), "No clean pattern. Counted from the output, the first wrong"),
        (planted(weights=lambda A, dZ: A.T @ dZ * np.nan), "No clean pattern."),
    ],
)
def test_where_no_pattern_fits_the_doctor_says_so_and_where_to_look(backward, words):
    diagnosis = examine_backward(backward, check_data([2, 3, 3], 4, rng())).diagnosis
    assert diagnosis.name == "unclear"
    assert diagnosis.pattern == ("a clean ratio" if "each is" in words else "no clean pattern")
    assert words in diagnosis.message


@pytest.mark.parametrize(("off", "name"), [(5e-5, "mean missing"), (1e-3, "unclear")])
def test_a_ratio_may_be_off_by_less_than_a_ten_thousandth(off, name):
    backward = planted(start=lambda dZ: 4 * (1 + off) * dZ)
    assert examine_backward(backward, check_data([2, 3, 3], 4, rng())).diagnosis.name == name


@pytest.mark.parametrize(("off", "name"), [(5e-5, "bias averaged"), (1e-3, "unclear")])
def test_so_may_the_ratio_of_the_biases(off, name):
    backward = planted(biases=lambda dZ: dZ.mean(axis=0) * (1 + off))
    assert examine_backward(backward, check_data([2, 3, 3], 4, rng())).diagnosis.name == name


@pytest.mark.parametrize(("off", "pattern"), [(5e-5, "a clean ratio"), (1e-3, "no clean pattern")])
def test_so_may_the_ratios_of_two_parameters(off, pattern):
    backward = planted(start=lambda dZ: 3 * dZ, biases=lambda dZ: dZ.sum(axis=0) * (1 + off))
    assert examine_backward(backward, check_data([2, 3, 3], 4, rng())).diagnosis.pattern == pattern


def below_the_activation(weights, biases, above=(3, 3)):
    """Findings with a right layer 2, and W1 and b1 this many times what they should be, unit by unit."""
    right = [examine("W2", np.ones(above), np.ones(above)), examine("b2", np.ones(above[1]), np.ones(above[1]))]
    g = np.array([[1.0, 2, 3], [3, 1, 2]])
    return [*right, examine("W1", g * weights, g), examine("b1", g[0] * biases, g[0])]


def test_a_unit_is_touched_if_its_weights_or_its_bias_are_wrong():
    on_off_mixed = [np.array([[2.0, 0, 1], [3, 0, 0]])]
    for weights, biases in (([1, 2, 1], [1, 2, 4]), ([1, 2, 5], [1, 3, 1])):
        found = below_the_activation(weights, biases)
        assert diagnose(found, m=2, hidden=on_off_mixed).name == "mask missing"


def test_a_clean_ratio_is_no_mistake_at_the_activation():
    found = below_the_activation(2, 2)
    assert diagnose(found, m=4, hidden=[np.array([[0.0, 2, 0], [3, 0, 0]])]).pattern == "a clean ratio"


def test_without_hidden_layers_a_parameter_needs_no_number_in_its_name():
    g = np.array([1.0, 2.0])
    assert diagnose([examine("W", g * [2, 3], g), examine("b", g, g)], m=4).name == "outer product"
    assert diagnose([examine("W", g, g), examine("b", g * [2, 3], g)], m=4).name == "unclear"


@pytest.mark.parametrize(("above", "name"), [((3, 3), "not transposed"), ((3, 2), "unclear"), ((3, 4), "unclear")])
def test_only_a_square_matrix_can_be_taken_the_wrong_way_round(above, name):
    found = below_the_activation([2, 3, 4], [5, 6, 7], above)
    assert diagnose(found, m=2, hidden=[np.array([[1.0, 2, 1], [2, 3, 1]])]).name == name


def test_a_mistake_at_the_activation_needs_to_know_which_units_were_on():
    examination = examine_backward(BUGS["mask missing"], check_data([2, 3, 3], 4, rng()))
    assert diagnose(examination.findings, m=4).name == "unclear"
    assert diagnose(examination.findings, m=4, hidden=examination.hidden).name == "mask missing"


def test_if_every_unit_is_of_one_kind_mistakes_look_alike():
    always_on = [np.full((4, 3), 2.0)]
    g = np.ones((2, 3))
    findings = [examine("W2", np.eye(3), np.eye(3)), examine("b2", g[0], g[0])]
    findings += [examine("W1", g * [1, 2, 3], g), examine("b1", g[0] * [2, 3, 4], g[0])]
    diagnosis = diagnose(findings, m=4, hidden=always_on)
    assert diagnosis.name == "unclear"


@pytest.mark.parametrize("factor", [1.001, 0.999, 1.00001])
def test_a_gradient_wrong_by_a_little_is_not_right(factor):
    assert examine_backward(planted(start=lambda dZ: dZ * factor), check_data([2, 3, 3], 4, rng())).diagnosis.name != (
        "right"
    )


def test_another_loss_is_checked_as_well():
    data = check_data([2, 3, 3], 4, rng())
    assert examine_backward(MLP.backward, data, squared_error).diagnosis.name == "right"
    assert examine_backward(BUGS["sign"], data, squared_error).diagnosis.name == "sign"


# ── The data ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@each_net
@pytest.mark.parametrize("m", [1, 2, 4, 9])
def test_units_are_on_off_and_mixed_in_turn_and_away_from_the_kink(sizes, m):
    for seed in range(10):
        net, X, labels = check_data(sizes, m, rng(seed))
        assert labels.shape == (m,)
        assert labels.max() < sizes[-1]
        outputs = net.forward(X)
        for l, (W, b) in enumerate(net.layers[:-1]):
            Z = outputs[l] @ W + b
            assert np.abs(Z).min() > MARGIN * 0.999
            assert (b != 0).all()
            on = (Z > 0).sum(axis=0)
            assert (on[0::3] == m).all()
            assert (on[1::3] == 0).all()
            assert (on[2::3] == 1).all()
            if m > 1:  # the mixed unit's activation equals its slope, so that a and 1[z > 0] agree there
                assert np.allclose(outputs[l + 1][:, 2::3], Z[:, 2::3] > 0)


def test_of_many_units_the_scores_fill_the_room_beside_the_kink_and_no_weight_is_enormous():
    net, X, _ = check_data([2, 600, 3], 4, rng())
    W, b = net.layers[0]
    Z = X @ W + b
    for beside in (Z[:, 0::3].min(axis=0), -Z[:, 1::3].max(axis=0)):
        assert (beside.min(), beside.max()) == pytest.approx((MARGIN, 1), abs=0.02)
    assert np.sort(Z[:, 2::3], axis=0)[-2:] == pytest.approx(np.array([[-1.0], [1.0]]).repeat(200, axis=1))
    assert np.abs(W).max() < 2 / MARGIN * 5  # a score is 5 standard deviations at most
    net, X, _ = check_data([2, 6, 3], 1, rng())
    assert (net.forward(X)[1] > 0).tolist() == [[True, False, True] * 2]


def test_units_that_are_not_relu_get_scores_of_one_size_whatever_the_layer_s():
    W, b = check_data([100, 400, 3], 2, rng(), tanh).net.layers[0]
    assert (W.mean(), W.std()) == pytest.approx((0, 0.1), abs=0.002)
    assert (b.mean(), b.std()) == pytest.approx((0, 0.5), abs=0.05)


def test_the_same_seed_gives_the_same_data():
    first, second = check_data([2, 5, 3], 4, rng(3)), check_data([2, 5, 3], 4, rng(3))
    assert (first.X == second.X).all()
    assert all((a.W == b.W).all() for a, b in zip(first.net.layers, second.net.layers, strict=True))


def test_numerical_gradients_agree_with_backward_on_every_parameter():
    data = check_data([2, 4, 3, 3], 4, rng())
    outputs = data.net.forward(data.X)
    right = data.net.backward(outputs, softmax_cross_entropy(outputs[-1], data.labels)[1])
    for g, h in zip(numerical_gradients(*data), right, strict=True):
        assert np.allclose(g.W, h.W, atol=1e-7)
        assert np.allclose(g.b, h.b, atol=1e-7)
    for wide, h in zip(numerical_gradients(*data, h=1), right, strict=True):
        assert not np.allclose(wide.W, h.W, atol=1e-3)
        assert not np.allclose(wide.b, h.b, atol=1e-3)


def test_only_relu_s_units_are_counted():
    for activation, layers in ((relu, 1), (tanh, 0)):
        examination = examine_backward(MLP.backward, check_data([2, 3, 3], 4, rng(), activation))
        assert examination._repr_markdown_().count("Hidden layer") == layers


# ── The table ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_ratio_of_nearly_0_has_no_sign():
    h = np.ones((2, 2))
    for g in (-4e-4 * h, -1e-9 * h):
        assert "| 0.000 |" in Examination([examine("W1", g, h)], 4, [])._repr_markdown_()


def test_the_table_reads_from_the_output_to_the_input():
    text = repr(examine_backward(BUGS["bias averaged"], check_data([2, 3, 3], 4, rng())))
    assert text.splitlines() == [
        "gradient  verdict         ρ  relative error  wrong in units",
        "dW2       ✔ ok        1.000          < 1e-6  –",
        "db2       ✘ wrong     0.250             0.6  1, 2, 3 of 3",
        "dW1       ✔ ok        1.000          < 1e-6  –",
        "db1       ✘ wrong     0.250             0.6  1, 3 of 3",
        "Hidden layer 1: on in how many of the 4 rows? unit 1 in 4, unit 2 in 0, unit 3 in 1.",
    ]


def test_the_markdown_table_has_the_same_cells():
    examination = examine_backward(BUGS["mask missing"], check_data([2, 3, 3], 4, rng()))
    lines = examination._repr_markdown_().splitlines()
    rows = [line for line in lines if line.startswith("|")]
    assert lines[1] == "|---|---|---|---|---|"
    assert lines[len(rows)] == ""
    assert lines[len(rows) + 1 :] == list(examination._remarks())
    assert len({row.count("|") for row in rows}) == 1
    assert re.fullmatch(r"\| dW1 \| ✘ wrong \| -?\d\.\d{3} \| 0\.\d+ \| 2, 3 of 3 \|", rows[-2])
    words = {cell.strip() for row in rows for cell in row.split("|")} - {"", "---"}
    assert all(word in repr(examination) for word in words)


def test_the_ratio_of_an_opposite_gradient_is_minus_one_with_error_one():
    data = check_data([2, 3], 4, rng())
    examination = compare([Layer(-W, -b) for W, b in numerical_gradients(*data)], data)
    assert [finding.ratio for finding in examination.findings] == pytest.approx([-1, -1])
    assert [finding.error for finding in examination.findings] == pytest.approx([1, 1])
    assert examination.m == 4


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=list(MISTAKES))
def test_every_mistake_has_a_pattern_and_a_message_of_its_own(mistake):
    others = [other for other in MISTAKES.values() if other is not mistake]
    assert mistake.message.endswith(".")
    assert all(mistake.pattern != other.pattern and mistake.message != other.message for other in others)
