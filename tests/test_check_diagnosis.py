"""What is made of several inputs together: on how many a relation holds, in which part, and what else can be said."""

import numpy as np
import pytest

from nblib.check import check
from nblib.check.call import Observation
from nblib.check.explaining import explain
from nblib.check.general import Diagnosis, Try, diagnose
from nblib.check.influence import Trial
from nblib.check.showing import close
from nblib.mlp import Layer

RIGHT = [[3.0, 5, -1, 8], [2.0, 7, 4], [6.0, -4, 1], [9.0, 2]]
ODD = np.array([1.0, 1, 2, 5])  # added to numbers it leaves no relation


def fails(given):
    return None


def tried(got, *right, names="ABCD", learner=fails, reference=fails, function=None, passed=None, traits=None, **given):
    """One input: the parts that came (or an error, or None), and those that are right."""
    error = got if isinstance(got, Exception) else None
    parts = None if error or got is None else [np.array(part, dtype=float) for part in got]
    right = [np.array(part, dtype=float) for part in right]
    names = tuple(names[: len(right)])
    if passed is None:
        passed = parts is not None and all(map(close, parts, right))
    trial = Trial(given, names, learner, reference)
    return Try(
        given, names, right, Observation(parts, error, None, None, "", ""), passed, traits or {}, trial, function
    )


def scaled(*factors):
    """An input with some parts: each is this many times what it should be, or has no relation to it if None."""
    got = [
        np.add(part, ODD[: len(part)]) if k is None else k * np.array(part)
        for part, k in zip(RIGHT, factors, strict=False)
    ]
    return tried(got, *RIGHT[: len(factors)])


ALL_RIGHT = scaled(1, 1, 1)
TWICE = "every number is 2 times what it should be."


@pytest.mark.parametrize(
    ("tries", "message"),
    [
        ([scaled(2)], f"On every input, {TWICE}"),
        ([scaled(2), scaled(2)], f"On every input, {TWICE}"),
        ([scaled(2), scaled(1)], f"On the one wrong input, {TWICE} It is right on 1 of the 2 inputs."),
        ([scaled(2), scaled(2), scaled(1)], f"On all 2 wrong inputs, {TWICE} It is right on 1 of the 3 inputs."),
        ([scaled(2), tried(KeyError(), RIGHT[0])], f"On 1 of the 2 wrong inputs, {TWICE}"),
        ([scaled(2), tried([RIGHT[1]], RIGHT[0])], f"On 1 of the 2 wrong inputs, {TWICE}"),
        ([scaled(2), tried([[np.inf, 1]], [2, 1])], f"On 1 of the 2 wrong inputs, {TWICE}"),
        ([scaled(2, 1)], f"Only `A` is wrong. On every input, {TWICE}"),
        ([scaled(2, 2, 2, 1)], f"Only `A`, `B` and `C` are wrong. On every input, {TWICE}"),
        ([scaled(1, 2, 2)], f"Only `B` and `C` are wrong. On every input, {TWICE}"),
        ([scaled(2, 2)], f"On every input, {TWICE}"),
        ([scaled(2, None)], f"On every input, in `A`: {TWICE}"),
        ([scaled(None, 2)], f"On every input, in `B`: {TWICE}"),
        ([scaled(None, 1, 2)], f"Only `A` and `C` are wrong. On every input, in `C`: {TWICE}"),
    ],
)
def test_a_relation_is_said_of_the_inputs_and_the_parts_where_it_holds(tries, message):
    assert diagnose(tries) == Diagnosis("factor", message)


def test_what_came_in_place_of_another_is_named_with_its_place():
    swapped = tried([RIGHT[2], RIGHT[2]], RIGHT[1], RIGHT[2])
    message = "Only `A` is wrong. On every input, what comes back is the right `B` as it is."
    assert diagnose([swapped]) == Diagnosis("argument itself", message)
    layer = Layer(np.eye(3), np.array(RIGHT[2]))
    message = "On every input, what comes back is `net[0].b` as it is."
    assert diagnose([tried([RIGHT[2]], RIGHT[1], net=[layer])]) == Diagnosis("argument itself", message)
    message = "On every input, what comes back is `pair[1]` as it is."
    assert diagnose([tried([RIGHT[2]], RIGHT[1], pair=layer[:])]) == Diagnosis("argument itself", message)


def test_of_a_wrong_shape_too():
    ravelled = tried([[1, 2, 3, 4]], [[1, 2], [3, 4]])
    message = "On 1 of the 2 wrong inputs, the numbers are right, and only their shape is not: it has too few axes."
    assert diagnose([ravelled, scaled(2)]) == Diagnosis("another shape", message)


@pytest.mark.parametrize(
    ("tries", "message"),
    [
        ([scaled(None)], ""),
        ([scaled(None), scaled(1)], "It is right on 1 of the 2 inputs."),
        ([scaled(None, 1)], "Only `A` is wrong."),
        ([tried(None, RIGHT[0])], ""),
        ([tried(ValueError("of my own"), RIGHT[0])], ""),
        ([tried(ValueError("of my own"), RIGHT[0]), scaled(1)], "It is right on 1 of the 2 inputs."),
        ([tried([RIGHT[0]], RIGHT[0], passed=False)], ""),
    ],
)
def test_what_has_no_relation_is_counted_only(tries, message):
    assert diagnose(tries) == Diagnosis(None, message)


def test_an_error_is_explained_and_what_the_inputs_have_in_common_gives_a_name():
    told = diagnose([tried(ZeroDivisionError("division by zero"), [1]), tried([[1]], [1])])
    assert told.mistake == "division by 0"
    assert told.message == f"{explain(ZeroDivisionError('division by zero'))[1]} It is right on 1 of the 2 inputs."
    failing, passing = ({"m = 1": holds} for holds in (True, False))
    sentence = "It fails on 1 of the 2 inputs, just that where m = 1."
    tries = [tried(None, [1], traits=failing), tried([[1]], [1], traits=passing)]
    assert diagnose(tries) == Diagnosis("fails where m = 1", sentence)


def same(given):
    return [np.array([4.0, 9, -3, 1.5])]


def moved(given):
    return [np.array([3.0, 5, -1, 8]) * given["x"]]


NO_INFLUENCE = "When `x` gets other values, the result stays as it is; it should change."


def still(**more):
    return tried(same(None), RIGHT[0], learner=same, reference=moved, x=np.ones(1), **more)


def test_an_influence_that_is_missing_is_told_after_which_part_is_wrong():
    assert diagnose([still()]) == Diagnosis("no influence", NO_INFLUENCE)
    both = tried(
        *([*same(None), [1]], RIGHT[0], [1]),
        learner=lambda given: [*same(None), np.ones(1)],
        reference=lambda given: [*moved(given), np.ones(1)],
        x=np.ones(1),
    )
    message = "Only `A` is wrong. When `x` gets other values, `A` stays as it is; it should change."
    assert diagnose([both]) == Diagnosis("no influence", message)


def test_the_other_inputs_on_which_the_function_gives_numbers_are_asked_as_well():
    failing = tried(KeyError(), RIGHT[0], reference=moved, x=np.ones(1))
    assert diagnose([still(), failing]).message == NO_INFLUENCE
    moving = tried([ODD], RIGHT[0], learner=moved, reference=moved, x=np.ones(1))
    assert diagnose([still(), moving]).mistake != "no influence"


def logarithm(x):
    return np.log(x)


@pytest.mark.parametrize(
    ("got", "right", "told"),
    [
        ([-np.inf, 0], [3, 0], "logarithm of 0"),
        ([[-np.inf, 0]], [3, 0, 1], "logarithm of 0"),
        ([-np.inf, 1], [-np.inf, 0], None),
        ([5, 1.5], [3, -1], None),
        ([[2, 1.5]], [3, 0, 1], None),
    ],
)
def test_numpy_is_asked_only_where_a_number_is_not_finite_and_should_be(got, right, told):
    found = diagnose([tried([got], right, function=logarithm, x=np.array([0.0, 1]))])
    assert found.mistake == told
    assert ("NumPy would warn `divide by zero" in found.message) == (told is not None)


def test_asking_numpy_changes_no_argument():
    x = np.array([1.0, 2])
    assert diagnose([tried([[np.inf, 1]], [2, 1], function=lambda x: x.fill(7), x=x)]).mistake is None
    assert x.tolist() == [1, 2]


def odd_last_bias(net, outputs, dZ):
    *others, last = net.backward(outputs, dZ)
    return [*others, last._replace(b=np.sin(last.b[::-1] + 0.3))]


@pytest.mark.parametrize(
    ("id", "function", "words"),
    [
        (
            "2.1",
            lambda Z: np.sin(1.3 * Z + Z[0]),
            "With `Z[0, 0]` changed from 1 to 1.236, your result changes at [1, 0]",
        ),
        ("2.1", lambda Z: np.sqrt(Z - 10), "NumPy would warn `invalid value encountered in sqrt`"),
        ("9.2", odd_last_bias, "With `dZ[0, 0]` changed from -0.131 to 0.002485, `db2` changes at [2]"),
    ],
)
def test_what_a_check_says_of_a_function_it_has_asked_that_function(id, function, words):
    assert words in check(id, function).message
