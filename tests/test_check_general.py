"""What is said of a wrong function that no bank knows: relations to the right numbers, inputs that fail, errors."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nblib.check import check, exercise, hint
from nblib.check.array_errors import ARRAY_ERRORS
from nblib.check.complaints import MEANINGS, complaint
from nblib.check.errors import PYTHON_ERRORS
from nblib.check.explaining import explain
from nblib.check.relations import NUMBERS, Pair, relation
from nblib.check.sandbox import guard
from nblib.check.shaped import SHAPED
from nblib.check.where import array_traits, where
from nblib.functions import softmax
from nblib.information import entropy
from nblib.losses import cross_entropy
from nblib.mlp import MLP, Layer
from tests.survey.clauses import holds

pytestmark = pytest.mark.usefixtures("no_hints_yet")  # the words of a verdict depend on the hints shown before


# ── Relations ────────────────────────────────────────────────────────────────────────────────────────────────────────

TABLES = [np.array([[1.5, -2, 3.25], [4, 0.5, -6]]), np.array([[-1.0, 7], [2.125, 3]]), np.array([[9.0, 5, -4, 2]])]
POSITIVE = [abs(table) for table in TABLES]
LISTS = [np.array([3.0, -1, 2.5]), np.array([5.0, 4, 7, -2])]
SAME_SHAPE = [np.array([[1.5, -2, 3.25]]), np.array([[-4.0, 0.5, 6]])]


def first_row_spoilt(a):
    return np.concatenate([a[:1] + 1, a[1:]])


def spoilt(a, index):
    a = a.copy()
    a[index] += 1
    return a


def only(a, index):
    changed = a + 1
    changed[index] = a[index]
    return changed


RELATIONS = [
    ("opposite sign", TABLES, lambda a: -a),
    ("always the same", TABLES, lambda a: 0 * a + 2),
    ("always the same", TABLES, np.zeros_like),
    ("sign lost", TABLES, abs),
    ("some signs", TABLES, lambda a: a * np.where(a > 3, -1, 1)),
    ("factor", TABLES, lambda a: 2.5 * a),
    ("factor", LISTS, lambda a: a / -3),
    ("factor of a size", TABLES, lambda a: len(a) * a),
    ("factor of a size", TABLES, lambda a: a / a.shape[1]),
    ("factor of a size", LISTS, lambda a: a / len(a)),
    ("factor of each input", TABLES, lambda a: a * (2 + a[0, 0])),
    ("offset", TABLES, lambda a: a + 0.5),
    ("offset of each input", TABLES, lambda a: a + a[0, 1]),
    ("offset of each column", TABLES, lambda a: a + np.arange(1, a.shape[1] + 1)),
    ("offset of each row", TABLES, lambda a: a + np.arange(1, len(a) + 1)[:, np.newaxis]),
    ("factor of each row", TABLES, lambda a: a * np.arange(2, len(a) + 2)[:, np.newaxis]),
    ("factor of each column", TABLES, lambda a: a * np.arange(2, a.shape[1] + 2)),
    ("rounded", TABLES, lambda a: a.round(1)),
    ("rounded", TABLES, np.round),
    ("rounded", TABLES, np.trunc),
    ("square", TABLES, np.square),
    ("root", POSITIVE, np.sqrt),
    ("reciprocal", TABLES, lambda a: 1 / a),
    ("one minus", TABLES, lambda a: 1 - a),
    ("exponential", TABLES, np.exp),
    ("exponential", TABLES, np.exp2),
    ("logarithm", POSITIVE, np.log),
    ("logarithm", POSITIVE, np.log2),
    ("minus the logarithm", POSITIVE, lambda a: -np.log(a)),
    ("first wrong", TABLES, first_row_spoilt),
    ("first wrong", LISTS, first_row_spoilt),
    ("last wrong", TABLES, lambda a: first_row_spoilt(a[::-1])[::-1]),
    ("first wrong", TABLES[:2], lambda a: only(a, 0)),
    ("first column wrong", TABLES, lambda a: spoilt(a, (slice(None), 0))),
    ("last column wrong", TABLES, lambda a: spoilt(a, (slice(None), -1))),
    ("last column wrong", TABLES, lambda a: only(a, (slice(None), -1))),
    ("diagonal", TABLES[:2], lambda a: a + np.eye(*a.shape)),
    ("transposed", [TABLES[1]], lambda a: a.T),
    ("backwards", LISTS, lambda a: a[::-1]),
    ("columns backwards", TABLES, lambda a: a[:, ::-1]),
    ("one place on", LISTS, lambda a: np.roll(a, 1)),
    ("one place back", LISTS, lambda a: np.roll(a, -1)),
    ("wrong places", LISTS, lambda a: a[[1, 0, *range(2, len(a))]]),
    ("fixed places", SAME_SHAPE, lambda a: spoilt(a, (0, 1))),
    ("zeros", TABLES, lambda a: np.where(abs(a) > 3, 0, a)),
    ("where it is negative", TABLES, lambda a: a + (a < 0)),
    ("where it is positive", [np.array([[1.0, -2, 6], [-3, 4, 0]])], lambda a: a + (a > 0)),
    ("transposed", TABLES, lambda a: a.T),
    ("another shape", TABLES, np.ravel),
    ("another shape", LISTS, lambda a: a[:, np.newaxis]),
    ("rows missing", LISTS, lambda a: a[1:]),
    ("rows missing", LISTS, lambda a: a[:-1]),
    ("rows missing", LISTS, lambda a: a[:2]),
    ("rows missing", LISTS, lambda a: np.append(a, 1)),
    ("rows missing", LISTS, lambda a: np.append(1, a)),
    ("repeated", LISTS, lambda a: np.tile(a, (3, 1))),
    ("reduced", TABLES, np.sum),
    ("reduced", TABLES, lambda a: a.mean(axis=0)),
    ("reduced", TABLES, lambda a: a.sum(axis=1)),
    ("reduced", TABLES, lambda a: a.max(axis=1)),
    ("reduced", TABLES, lambda a: a[0]),
    ("reduced", LISTS, lambda a: a[-1]),
    ("not reduced", LISTS, lambda a: np.stack([a - 1, a + 1])),
    ("not reduced", [a.sum() for a in LISTS], lambda total: np.array([total - 3, 1, 2])),
    ("diagonal", LISTS, lambda a: np.diag(a) + 1 - np.eye(len(a))),
]


def pairs_of(rights, make):
    return [Pair(np.asarray(make(right), dtype=float), np.asarray(right), {"`a`": 0 * right - 77}) for right in rights]


@pytest.mark.parametrize(("name", "rights", "make"), RELATIONS, ids=[f"{k}-{r[0]}" for k, r in enumerate(RELATIONS)])
def test_a_relation_is_found_and_what_is_said_is_true(name, rights, make):
    pairs = pairs_of(rights, make)
    found = relation(pairs)
    assert found.name == name
    for pair in pairs:
        assert holds(found.clause, pair.got, pair.right, pair.given)


def test_every_relation_of_the_tables_is_tried():
    tried = {name for name, *_ in RELATIONS}
    assert {name for name, _ in (*NUMBERS, *SHAPED)} - tried == {"where an argument is", "shape of another"}


@pytest.mark.parametrize(
    ("given", "make", "name", "clause"),
    [
        ({"`X`": TABLES[0]}, lambda a: TABLES[0], "argument itself", "what comes back is `X` as it is"),
        ({"`X`": TABLES[0]}, lambda a: TABLES[0].T, "argument itself", "what comes back is `X`, transposed"),
        ({"`b`": LISTS[0]}, lambda a: 0 * a + LISTS[0], "argument itself", "what comes back is `b`, over and over"),
        ({"`X`": np.ones((4, 4))}, lambda a: np.ones((4, 4)) * 2, "shape of another", "the shape of `X`"),
        ({"`X`": np.ones((5, 4))}, lambda a: np.arange(5.0), "shape of another", "a number for each row of `X`"),
        ({"`X`": np.ones((5, 4))}, lambda a: np.arange(4.0), "shape of another", "a number for each column of `X`"),
        (
            {"`s`": np.array([[0, 1, -1], [1, 1, 0]])},
            lambda a: a + np.array([[0, 3, 0], [1, 9, 0]]),
            "where an argument is",
            "only what stands where `s` is above 0 is wrong",
        ),
    ],
)
def test_what_was_at_hand_is_recognised(given, make, name, clause):
    right = np.array([[0.5, 1.5, 2.5], [9, 8, 7.0]])
    pair = Pair(make(right), right, given)
    found = relation([pair])
    assert found.name == name
    assert clause in found.clause
    assert holds(found.clause, *pair)


@pytest.mark.parametrize("make", [lambda a: 3 * a, lambda a: a + 3, lambda a: a**2, lambda a: -a, np.exp])
def test_a_single_number_has_every_relation_and_so_none(make):
    assert relation(pairs_of([np.array(2.5)], make)) is None


@pytest.mark.parametrize(("name", "rights", "make"), RELATIONS, ids=[f"{k}-{r[0]}" for k, r in enumerate(RELATIONS)])
def test_no_relation_is_seen_that_does_not_hold_on_every_input(name, rights, make):
    pairs = pairs_of(rights, make)
    found = relation([*pairs, Pair(np.array([[31.0, -7], [0.3, 11]]), np.array([[2.0, 5], [-3, 8]]), {})])
    assert found is None or found.name != name or name == "another shape"


@given(
    st.lists(st.tuples(*[arrays(float, (2, 3), elements=st.integers(-3, 3).map(float))] * 2), min_size=1, max_size=3)
)
def test_whatever_is_said_is_true(tables):
    pairs = [Pair(got, right, {"`a`": right + 1}) for got, right in tables if not np.array_equal(got, right)]
    found = relation(pairs)
    if found:
        for pair in pairs:
            assert holds(found.clause, *pair), found


def test_numbers_that_are_not_finite_have_no_relation():
    assert relation([Pair(np.array([np.nan, 1]), np.array([2.0, 1]), {})]) is None


# ── On which inputs ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_inputs_that_fail_are_told_by_what_they_have_in_common():
    traits = [array_traits({"p": np.array(p)}) for p in ([0.5, 0.5], [0.2, 0.8], [0.0, 1.0], [0.5, 0.0, 0.5])]
    said = ("fails where `p` holds a 0", "It fails on 2 of the 4 inputs, just those where `p` holds a 0.")
    assert where(traits, [True, True, False, False]) == said
    name, sentence = where(traits, [False, False, True, True])
    assert name == "right only where `p` holds a 0"
    assert sentence == "It is right on 2 of the 4 inputs, just those where `p` holds a 0."
    assert where(traits, [True, False, True, False]) == (None, "It is right on 2 of the 4 inputs.")
    assert where(traits, [False] * 4) == (None, "")


def test_what_is_not_known_of_an_input_does_not_hold_there():
    assert where([{"m = 1": True}, {}], [False, True])[0] == "fails where m = 1"
    assert where([{}, {"m = 1": True}], [False, True])[0] == "right only where m = 1"


@pytest.mark.parametrize(
    ("arguments", "holds"),
    [
        ({"p": [0.5, 2]}, []),
        ({"p": [0, 1]}, ["`p` holds a 0"]),
        ({"p": [0, 0]}, ["`p` holds a 0", "`p` holds nothing but 0"]),
        ({"p": [-0.5, 2]}, ["`p` holds a negative number"]),
        ({"p": [100, 2]}, ["`p` holds a number of 100 or more in size"]),
        ({"p": [-200, 2]}, ["`p` holds a negative number", "`p` holds a number of 100 or more in size"]),
        ({"p": [0.5]}, ["`p` has a single entry"]),
        ({"X": [[0.5, 2]]}, ["`X` has a single row"]),
        ({"X": [[0.5, 2], [3, 4]]}, ["`X` has as many rows as columns"]),
        ({"X": np.ones((2, 3)), "W": np.ones((4, 2))}, ["`X` has as many rows as `W` has columns"]),
        ({"X": np.ones((2, 3)), "b": np.ones(2)}, ["`X` has as many rows as `b` has entries"]),
        ({"X": np.ones((2, 3)), "T": np.ones((5, 4, 2))}, ["`X` has as many rows as `T` has columns"]),
        ({"X": np.ones((2, 3)), "s": 2}, []),
    ],
)
def test_arrays_are_told_apart_by_their_numbers_and_sizes(arguments, holds):
    traits = array_traits({name: np.array(value) for name, value in arguments.items()} | {"net": [0]})
    assert [trait for trait, held in traits.items() if held] == holds


# ── Numbers that are no numbers ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (lambda a: np.log(a), "logarithm of 0"),
        (lambda a: np.log(a - 1), "logarithm below 0"),
        (lambda a: np.sqrt(a - 1), "root below 0"),
        (lambda a: 1 / a, "division by 0"),
        (lambda a: a / a, "0 divided by 0"),
        (lambda a: np.exp(1000 + a), "overflow"),
        (lambda a: (a + np.inf) * a, "calculation with infinity"),
        (lambda a: a + 1, None),
    ],
)
def test_where_a_number_that_is_no_number_comes_from_is_told(function, name):
    found = complaint(function, [np.array([0.0, 0.5])])
    assert (found and found[0]) == name


def test_the_line_that_makes_it_is_shown_and_numbers_too_small_for_a_float_are_none_of_these():
    def rate(a):
        return 1 / a

    assert complaint(rate, [np.zeros(2)]) == (
        "division by 0",
        "NumPy would warn `divide by zero encountered in divide`, in the line `return 1 / a`: a number divided by 0 is "
        "∞.",
    )
    with np.errstate(all="raise"):
        assert complaint(np.square, [np.array([1e-200])]) is None


def test_every_meaning_of_a_warning_is_tried():
    assert len(MEANINGS) == 7


# ── Errors ───────────────────────────────────────────────────────────────────────────────────────────────────────────

a, v, w, number, nothing = np.ones((2, 3)), np.ones(3), np.ones(2), 3.0, None
lists, tuples = [[1, 2], [3, 4]], ((1, 2), (3, 4))


def unbound():
    if number < 0:
        later = 1
    return later


def unpack(value):
    one, two = value
    return one, two


def written(array, index, value):
    array[index] = value


def in_place(array, other):
    array -= other


def recursion():
    return recursion()


def endless():
    while True:
        pass


ERRORS = [
    ("endless loop", endless, "each round"),
    ("endless calls", recursion, "end the calls"),
    ("name without a value", unbound, "`later` has no value yet"),
    ("name without a value", lambda: undefined, "`undefined` has no value yet"),  # noqa: F821
    ("sizes do not meet at @", lambda: a @ a, "the one has 3 entries and the other 2"),
    ("sizes do not meet at @", lambda: v @ a, "the one has 3 entries and the other 2"),
    (
        "sizes do not meet at @",
        lambda: np.dot(a, w),
        "`np.dot` multiplies a row of what stands before it with a column of what stands after it, entry by entry. "
        "Here the one has 3 entries and the other 2. The shapes are `(2,3)` and `(2,)`.",
    ),
    ("a number at @", lambda: a @ number, "one of the two here is a single number"),
    ("no arrays at @", lambda: number @ number, "between `float` and `float`"),
    ("no arrays at @", lambda: [1] @ [2], "between `list` and `list`"),
    (
        "shapes do not line up",
        lambda: a + w,
        "`(2,3)` and `(2,)`. Sizes that meet must be equal, or one of them 1: here 3",
    ),
    ("shapes do not line up", lambda: a * np.ones((4, 1, 2)), "one of them 1: here 3 meets 2."),
    ("shapes do not line up", lambda: np.ones((2, 3, 1)) * np.ones((5, 4)), "one of them 1: here 3 meets 5."),
    ("shapes do not line up", lambda: np.ones((2, 3, 4)) * np.ones((5, 4)), "one of them 1: here 3 meets 5."),
    (
        "shapes do not line up",
        lambda: np.where(w, np.ones((3, 2)), v),
        "`(2,)` and `(3,2)`. Sizes that meet must be equal, or one of them 1.",
    ),
    (
        "does not fit in there",
        lambda: in_place(np.ones(3), a),
        "`(2,3)` and cannot be written into an array of shape `(3,)`",
    ),
    (
        "does not fit in there",
        lambda: written(np.ones((2, 3)), 0, w),
        "`(2,)` was to be written where there is room for",
    ),
    ("does not fit in there", lambda: written(np.ones(3), 0, w), "room for one"),
    ("rows of different lengths", lambda: np.array([[1, 2], [3]]), "different ones"),
    ("no such axis", lambda: a.sum(axis=2), "has 2 axes; axis 2 does not exist"),
    ("no such axis", lambda: v.sum(axis=1), "What stands there has one axis, number 0; axis 1 does not exist."),
    (
        "no such axis",
        lambda: np.float64(1).sum(axis=1),
        "there is a single number without an axis; axis 1 does not exist.",
    ),
    ("index too large", lambda: a[2], "Axis 0 has 2 entries, counted from 0, so the last is 1; 2 was asked for."),
    ("index too large", lambda: np.ones(0)[0], "has no entry at all"),
    ("index too large", lambda: lists[3], "0 … k − 1"),
    ("too many indices", lambda: v[0, 0], "The array has 1 axis, and 2 indices were given."),
    ("a number has no entries", lambda: np.float64(1)[0], "a single number was given"),
    ("a number has no entries", lambda: number[0], "(of type `float`)"),
    ("a number has no entries", lambda: len(number), "(of type `float`)"),
    ("a number has no entries", lambda: list(np.float64(1)), "(of type `float64`)"),
    ("a number has no entries", lambda: nothing[0], "`None` was given"),
    ("a number has no entries", lambda: reversed(3), "(of type `int`)"),
    ("a number has no entries", lambda: 1 in number, "(of type `float`)"),
    ("list with two indices", lambda: lists[0, 1], "A list takes one index"),
    ("list with two indices", lambda: tuples[0, 1], "A tuple takes one index"),
    ("index is no whole number", lambda: v[1.5], "no whole number"),
    ("index is no whole number", lambda: v[v], "no whole number"),
    ("index is no whole number", lambda: lists[1.0], "no whole number"),
    ("index lists of different lengths", lambda: a[np.arange(2), np.arange(3)], "`(2,)` and `(3,)`"),
    ("mask of another length", lambda: v[np.array([True, False])], "The mask has 2 entries and the array 3"),
    ("no place to write to", lambda: written((1, 2), 0, 1), "of type `tuple`"),
    ("array where a number belongs", lambda: math.exp(v), "an array was given"),
    ("array where a number belongs", lambda: range(v), "an array was given"),
    ("array where a number belongs", lambda: float(v), "an array was given"),
    ("truth of an array", lambda: 1 if v > 0 else 0, "one yes or no"),
    ("truth of an array", lambda: max(v, v), "one yes or no"),
    (
        "whole numbers in place",
        lambda: in_place(np.arange(3), 0.5),
        "`float64` numbers cannot be written into an array of `int64`",
    ),
    ("nothing to write into", lambda: np.exp(2.0, out=2.0), "what it names here is no array"),
    ("nothing to choose from", lambda: np.max([]), "of no numbers"),
    ("nothing to choose from", lambda: max([]), "of no numbers"),
    ("nothing to choose from", lambda: np.argmax([]), "of no numbers"),
    ("no whole number", lambda: range(2.0), "whole numbers"),
    ("no whole number", lambda: np.zeros(2.5), "whole numbers"),
    ("called what is no function", lambda: v(0), "of type `numpy.ndarray`"),
    ("no such attribute", lambda: [1].T, "is of type `list`, and that has no `T`"),
    ("no such function", lambda: np.softmax, "`numpy` has nothing of the name `softmax`"),
    ("calculation with None", lambda: nothing + 1, "There is a `None` in it"),
    ("calculation with None", lambda: -nothing, "There is a `None` in it"),
    ("calculation with None", lambda: np.exp(None), "There is a `None` in it"),
    ("calculation with a function", lambda: unbound * 2, "not called"),
    ("calculation with a function", lambda: unbound < 2, "not called"),
    ("calculation with a function", lambda: unbound[0], "not called"),
    ("list where an array belongs", lambda: [1] - [2], "does not calculate"),
    ("list where an array belongs", lambda: -(1, 2), "does not calculate"),
    ("list where an array belongs", lambda: [1] * 1.5, "does not calculate"),
    ("list where an array belongs", lambda: [1] + 1, "does not calculate"),
    ("no such calculation", lambda: {} * 2, "`*` stands between `dict` and `int`"),
    ("no such calculation", lambda: {} ** 2, "`**` stands between `dict` and `int`"),
    ("no such calculation", lambda: -{}, "of type `dict`"),
    ("no such calculation", lambda: np.exp({}), "of type `dict`"),
    ("no such calculation", lambda: float({}), "of type `dict`"),
    ("no such comparison", lambda: {} < 2, "`<` compares numbers, and here it stands between `dict` and `int`"),
    ("one value for several names", lambda: unpack(number), "a single value (of type `float`) came"),
    ("unpacked into too few or too many", lambda: unpack([1, 2, 3]), "2 names wait there for 2 values"),
    ("unpacked into too few or too many", lambda: unpack([1]), "2 names wait there for 2 values"),
    ("no such option", lambda: v.mean(keepdim=True), "no option `keepdim`"),
    ("argument missing", lambda: np.outer(v), "leaves out `'b'`"),
    ("division by 0", lambda: 1 / 0, "denominator"),
    ("not for this number", lambda: math.log(0), "above 0 only"),
    ("too large for math", lambda: math.exp(1000), "too large"),
    ("no such key", lambda: {}["x"], "no entry of that key"),
    ("no such key", lambda: {[1]: 2}, "cannot be of type `list`"),
]


@pytest.mark.parametrize(("name", "raises", "words"), ERRORS, ids=[f"{k}-{e[0]}" for k, e in enumerate(ERRORS)])
def test_a_common_error_is_explained_in_plain_words(name, raises, words):
    found, sentence = explain(guard(raises).error)
    assert found == name
    assert words in sentence
    assert sentence.endswith((".", "?", "…"))


def test_every_error_of_the_tables_is_raised():
    assert {meaning.name for meaning in (*PYTHON_ERRORS, *ARRAY_ERRORS)} == {name for name, *_ in ERRORS}


class Unspeakable(ValueError):
    def __str__(self):
        raise KeyboardInterrupt


@pytest.mark.parametrize("error", [ValueError("what I say myself"), KeyboardInterrupt(), Unspeakable()])
def test_an_error_of_the_learner_s_own_is_not_explained(error):
    assert explain(error) is None


# ── In a check ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_relation_and_inputs_follow_the_fact_and_the_hint_follows_them():
    verdict = check("1.3", lambda p: entropy(p) ** 2)
    assert (verdict.status, verdict.mistake) == ("wrong", "square")
    assert (
        "expected `1.75`, got `3.062`. On all 4 wrong inputs, every number is the square of the right one."
        in verdict.message
    )
    assert "It is right on 2 of the 6 inputs." in verdict.message
    assert exercise("1.3").hints[0] in verdict.message


def test_the_bank_goes_before_the_relations():
    verdict = check("1.3", lambda p: -entropy(p))
    assert (verdict.status, verdict.mistake) == ("named", "sign")
    assert "opposite" not in verdict.message


def test_only_the_wrong_part_of_several_is_spoken_of():
    def triples_db(A, dZ):
        return A.T @ dZ, 3 * dZ.sum(axis=0)

    verdict = check("8.3b", triples_db)
    assert verdict.mistake == "factor"
    assert "Only `db` is wrong. On every input, every number is 3 times what it should be." in verdict.message


def test_a_wrong_shape_that_holds_the_right_numbers_is_told():
    verdict = check("2.1", lambda Z: softmax(Z).ravel())
    assert (verdict.status, verdict.mistake) == ("type or shape", "another shape")
    assert "On every input, the numbers are right, and only their shape is not: it has too few axes." in verdict.message


def test_an_error_is_explained_after_it_is_quoted():
    verdict = check("2.1", lambda Z: softmax(Z) @ Z)
    assert (verdict.status, verdict.mistake) == ("raised", "sizes do not meet at @")
    assert "the one has 3 entries and the other 2" in verdict.message
    assert "It is right" not in verdict.message


def test_a_wrong_number_of_numbers_is_no_slip_of_units():
    verdict = check("2.3", lambda P, labels: P)
    assert (verdict.status, verdict.mistake) == ("type or shape", "argument itself")
    assert "what comes back is `P` as it is" in verdict.message


def test_an_index_that_is_no_number_is_no_untouched_stub():
    verdict = check("2.3", lambda P, labels: cross_entropy(P, labels) + P[0.5])
    assert (verdict.status, verdict.mistake) == ("raised", "index is no whole number")


def test_a_layer_that_is_given_in_place_of_another_is_recognised():
    def last_layer_twice(net, outputs, dZ):
        gradients = MLP.backward(net, outputs, dZ)
        return [*gradients[:-1], Layer(gradients[-1].W, dZ)]

    verdict = check("9.3g", last_layer_twice)
    assert "Only `db2` is wrong. On every input, what comes back is `dZ` as it is." in verdict.message
    assert hint("9.3g", 1).text not in verdict.message
