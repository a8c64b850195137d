"""Who influences whom: what is said of numbers that change too much of a result, or too little, and when nothing is."""

import numpy as np
import pytest

from nblib.check.influence import Trial, changed, influence, leaves
from nblib.mlp import Layer

P, Q = np.array([[0.0, 1], [2, 3]]), np.array([[5.0, 7], [11, 13]])
NOTHING = (None, "")


def trial(learner, reference, **arguments):
    names = [f"part {k}" for k in range(len(reference(**arguments)))]

    def parts_of(function):
        return lambda given: (parts := function(**given)) and [np.asarray(part, dtype=float) for part in parts]

    return Trial(arguments, tuple(names), parts_of(learner), parts_of(reference))


def told_of(learner, reference, **arguments):
    return influence([trial(learner, reference, **arguments)])


# ── Whole arguments ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("learner", "sentence"),
    [
        (
            lambda A, B, c: [A, A * B + c],
            "When `B` and `c` get other values, `part 0` stays as it is; it should change.",
        ),
        (lambda A, B, c: [A * B + c, A + B], "When `c` gets other values, `part 1` stays as it is; it should change."),
    ],
)
def test_a_part_that_arguments_do_not_change_is_named(learner, sentence):
    found = told_of(learner, lambda A, B, c: [A * B + c] * 2, A=np.ones(2), B=np.ones(2), c=0.5)
    assert found == ("no influence", sentence)


def test_a_result_that_is_all_there_is_needs_no_name():
    found = told_of(lambda P, Q: [P + 1], lambda P, Q: [P * Q], P=P, Q=Q)
    assert found == ("no influence", "When `Q` gets other values, the result stays as it is; it should change.")


@pytest.mark.parametrize("size", [1e-7, 1e-12])
def test_a_small_influence_is_one(size):
    found = told_of(lambda P, Q: [0 * Q + P - P], lambda P, Q: [size * (0.1 + Q) + P - P], P=P, Q=0 * Q)
    assert found[0] == "no influence"
    assert told_of(lambda P, Q: [size * P + 0 * Q], lambda P, Q: [P * Q], P=P, Q=Q)[1].startswith("When `Q` gets")


def test_what_only_a_large_change_moves_is_moved():
    assert told_of(lambda P, Q: [P + (Q > 90)], lambda P, Q: [P * Q], P=P, Q=Q)[0] != "no influence"


def test_an_argument_that_not_every_input_has_is_looked_at_where_it_is():
    def left(P, Q=None):
        return [P]

    def summed(P, Q=0.0):
        return [P + Q]

    trials = [trial(left, summed, P=P), trial(left, summed, P=P, Q=Q)]
    assert influence(trials)[1] == "When `Q` gets other values, the result stays as it is; it should change."


@pytest.mark.parametrize(
    "learner",
    [lambda P, Q: None, lambda P, Q: [P[:, :1] * Q] if P[0, 0] == 0 else None, lambda P, Q: [P] if P[0, 0] else None],
)
def test_of_a_function_that_fails_nothing_is_said(learner):
    assert told_of(learner, lambda P, Q: [P + Q], P=P, Q=Q) == NOTHING


def test_of_a_result_of_another_shape_no_single_number_is_said_to_move_it():
    assert told_of(lambda P, Q: [(P @ Q).ravel()], lambda P, Q: [P * Q], P=P, Q=Q) == NOTHING


# ── Single numbers ───────────────────────────────────────────────────────────────────────────────────────────────────

AT_P00 = "With `P[0, 0]` changed from 0 to 0.1"


@pytest.mark.parametrize(
    ("learner", "name", "sentence"),
    [
        (
            lambda P, Q: [P[:, :1] * Q],
            "influence too wide",
            "With `P[0, 0]` changed from 0 to 0.118, your result changes at [0, 1], which should stay as it is.",
        ),
        (
            lambda P, Q: [P * Q * [[1, 1], [1, 0]]],
            "number without influence",
            "With `P[1, 1]` changed from 3 to 3.689, your result stays as it is, and should change at [1, 1].",
        ),
        (lambda P, Q: [P * Q + 1], None, ""),
    ],
)
def test_a_product_by_entries_is_told_from_what_reaches_elsewhere(learner, name, sentence):
    assert told_of(learner, lambda P, Q: [P * Q], P=P, Q=Q) == (name, sentence)


def test_a_number_that_reaches_only_some_of_its_places_is_told():
    found = told_of(lambda a: [a + a[0] * np.array([0, 1, 0])], lambda a: [a + a[0]], a=np.array([0.5, 1.5, 2.5]))
    sentence = "With `a[0]` changed from 0.5 to 0.6771, your result stays as it is at [2], which should change."
    assert found == ("influence too narrow", sentence)


def test_a_number_as_argument_or_as_result_has_no_place():
    found = told_of(lambda p, c: [p + c, p.sum() + c], lambda p, c: [p, p.sum() + c], p=np.array([0.5, 1]), c=0.5)
    sentence = "With `c` changed from 0.5 to 0.6771, `part 0` changes at [0], which should stay as it is."
    assert found == ("influence too wide", sentence)
    found = told_of(lambda p: [p[0] + 0.5], lambda p: [p.sum() + 0.5], p=np.array([0.5, 1]))
    sentence = "With `p[1]` changed from 1 to 1.272, your result stays as it is, and should change."
    assert found == ("number without influence", sentence)


def narrow(b):
    return b + b[0] * np.array([0, 1, 0])


def wide(a):
    return a + a[0]


@pytest.mark.parametrize(
    ("learner", "reference", "said"),
    [
        (lambda b, a: [narrow(b), [1, 0, 0] * a], lambda b, a: [wide(b), a], "number without influence"),
        (lambda b, a: [[1, 0, 0] * b, wide(a)], lambda b, a: [b, a], "influence too wide"),
        (lambda b, a: [narrow(b), wide(a)], lambda b, a: [wide(b), a], "influence too wide"),
    ],
)
def test_too_much_is_said_before_nothing_and_nothing_before_too_little(learner, reference, said):
    three = np.array([0.5, 1.5, 2.5])
    assert told_of(learner, reference, b=three, a=three)[0] == said


def test_of_two_numbers_without_influence_the_first_is_told():
    found = told_of(lambda b, a: [[1, 0] * b, [1, 0] * a], lambda b, a: [b, a], b=np.ones(2), a=np.ones(2))
    assert found[1].startswith("With `b[1]`")


@pytest.mark.parametrize(("size", "told"), [(12, "influence too wide"), (13, None)])
def test_large_arguments_are_changed_as_a_whole_only(size, told):
    assert told_of(lambda a: [a + a[0]], lambda a: [1 * a], a=np.arange(size) + 0.5)[0] == told


def test_whole_numbers_are_not_changed_one_by_one():
    assert told_of(lambda y: [y + y[0] + 0.5], lambda y: [y + 0.5], y=np.array([0, 1, 2])) == NOTHING


def test_a_number_whose_change_makes_the_function_fail_is_left_out():
    def fails(a):
        return [a + a[1]] if a[0] <= 0 or a[1] != 1 else None

    found = told_of(fails, lambda a: [1 * a], a=np.array([0.0, 1]))
    assert found[1].startswith("With `a[1]` changed from 1 to ")


def test_a_result_that_changes_its_shape_with_a_number_is_left_out():
    assert told_of(lambda a: [2 * a[a > 0.05]], lambda a: [a[a > 0.05]], a=np.array([0.0, 1, 2])) == NOTHING


def test_what_is_no_number_before_and_after_has_not_changed():
    found = told_of(lambda a: [a * [1, np.nan]], lambda a: [a * [1, 0] + 0.5], a=np.array([0.5, 1]))
    assert found == NOTHING


def test_an_influence_that_only_a_zero_of_the_input_hides_is_not_missed_and_none_too_many_is_seen():
    assert told_of(lambda P, Q: [2 * P @ Q], lambda P, Q: [P @ Q], P=np.zeros((2, 2)), Q=Q) == NOTHING


@pytest.mark.parametrize("switch", [0.1, np.array([0, 1])])
def test_numbers_and_labels_stay_as_they_are_while_a_hidden_influence_is_looked_for(switch):
    def product(P, Q, switch):
        return [np.where(np.ravel(switch)[0] < 0.15, P @ Q, 0.5)]

    def of_one_more(P, Q, switch):
        return product(P + 1, Q, switch)

    assert told_of(of_one_more, product, P=np.zeros((2, 2)), Q=Q, switch=switch) == NOTHING


def test_a_result_that_moves_in_jumps_is_not_judged_by_a_little_change():
    scores = {"P": np.array([[1.0, 50]]), "Q": np.array([[0.0, 0.1]])}
    assert told_of(lambda P, Q: [(P - Q).argmax(1)], lambda P, Q: [(P + Q).argmax(1)], **scores)[0] is None


def test_a_function_that_answers_differently_each_time_has_no_influence_to_speak_of():
    rng = np.random.default_rng(0)
    assert told_of(lambda P, Q: [P * Q + rng.normal(size=2)], lambda P, Q: [P * Q], P=P, Q=Q) == NOTHING


# ── How arguments are changed ────────────────────────────────────────────────────────────────────────────────────────


def test_every_array_and_float_can_be_exchanged_where_it_stands():
    given = {"A": P, "net": [Layer(P, Q[0])], "eps": 0.5, "pair": (Q, [1.5, 2]), "n": 3, "none": np.ones(0)}
    exchanged = {label: put(array + 1) for label, array, put in leaves(given)}
    assert list(exchanged) == ["A", "net[0].W", "net[0].b", "eps", "pair[0]", "pair[1][0]"]
    expected = {
        "A": {"A": P + 1},
        "net[0].W": {"net": [Layer(P + 1, Q[0])]},
        "net[0].b": {"net": [Layer(P, Q[0] + 1)]},
        "eps": {"eps": 1.5},
        "pair[0]": {"pair": (Q + 1, [1.5, 2])},
        "pair[1][0]": {"pair": (Q, [2.5, 2])},
    }
    for label, new in expected.items():
        assert repr(exchanged[label]) == repr(given | new)


def test_whole_numbers_become_others_of_the_same():
    assert changed({"y": np.array([0, 2, 1])}, "y")["y"].tolist() == [1, 0, 2]


def test_every_number_is_changed_otherwise():
    assert changed({"P": P}, "P")["P"].round(4).tolist() == [[0.118, 1.2721], [2.4623, 3.6885]]
    assert changed({"P": P}, "P", (1, 0))["P"].round(4).tolist() == [[0, 1], [2.4623, 3]]
    assert changed({"P": P}, "P", size=100)["P"].min() > 10


def test_what_is_never_negative_grows_and_else_a_change_can_go_down():
    assert (changed({"P": P}, "P", size=-100)["P"] > P).all()
    assert (changed({"P": P - 1}, "P", size=-100)["P"] < P - 1).all()
