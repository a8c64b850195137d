"""The judgement of values and quizzes."""

from fractions import Fraction

import numpy as np
import pytest

from nblib.check import check, exercise
from nblib.check.exercise import Wrong
from nblib.check.reading import kind
from nblib.check.value import Value, shape_fact
from nblib.check.verdict import quote
from nblib.functions import softmax

pytestmark = pytest.mark.usefixtures("no_hints_yet")  # the words of a verdict depend on the hints shown before


# ── Values ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("answer", [43, 43.0, "43", " 43 ", np.int64(43), np.array(43), Fraction(43), np.float32(43)])
def test_a_number_may_come_in_many_forms(answer):
    assert check("0.1", answer).passed


@pytest.mark.parametrize("answer", ["1.0986", "1,0986", "1.099", "+1.0986", "10.986e-1", 1.0986, np.log(3)])
def test_a_typed_number_is_read(answer):
    assert check("0.2", answer).passed


def test_typed_minus_signs_are_read():
    assert check("0.2", "−1.0986").mistake == "sign"
    assert check("0.2", "-1,0986").mistake == "sign"


@pytest.mark.parametrize("answer", ["ln 3", "np.log(3)", "1/3", "1.098,6", "__import__('os')", "three"])
def test_text_that_is_no_number_is_quoted_and_never_evaluated(answer):
    verdict = check("0.2", answer)
    assert verdict.status == "type or shape"
    assert quote(answer, 40) in verdict.message


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (None, "`None`"),
        (int, "a class"),
        ("43", "text, not numbers"),
        (True, "a truth value (True or False)"),
        (np.bool_(0), "a truth value (True or False)"),
        (len, "a function"),
        (3 + 1j, "of type `complex`"),
    ],
)
def test_what_is_no_number_has_a_name(value, name):
    assert kind(value) == name


@pytest.mark.parametrize("answer", ["1.1", 1.1, "1.10", 1])
def test_a_number_rounded_too_far_is_told_so(answer):
    verdict = check("0.2", answer)
    assert verdict.mistake == "rounded too far"
    assert "give it to 3 decimals" in verdict.message


@pytest.mark.parametrize("answer", ["", "  ", None, ...])
def test_an_empty_box_is_not_attempted(answer):
    assert check("0.1", answer).status == "not attempted"


@pytest.mark.parametrize("answer", ["nan", "inf", float("nan"), np.inf])
def test_a_number_that_is_not_finite_is_called_that(answer):
    assert check("0.1", answer).status == "not finite"


@pytest.mark.parametrize("answer", [True, [43], "forty", {43}, 43 + 0j, softmax, 10**400])
def test_what_is_no_number_does_not_pass(answer):
    verdict = check("0.1", answer)
    assert verdict.status == "type or shape"


def test_an_unknown_wrong_number_is_repeated_with_a_hint():
    verdict = check("0.1", 44)
    assert (verdict.status, verdict.mistake) == ("wrong", None)
    assert "your answer is `44`." in verdict.message
    assert exercise("0.1").hints[0] in verdict.message


def test_a_matrix_may_be_a_list_of_lists_and_says_how_much_of_it_is_right():
    assert check("9.1", [[-0.3, 0.6, 0], [-0.6, 1.2, 0]]).passed
    verdict = check("9.1", [[-0.3, 0.6, 0], [-0.6, 1.2, 5]])
    assert verdict.status == "wrong"
    assert "5 of the 6 entries of your answer are right; the first that is not is `5` at [1, 2]." in verdict.message
    assert "[[-0.3" not in verdict.message.split("**Hint")[0]


def test_a_matrix_may_be_typed():
    assert check("9.1", "[[−.3, .6, 0], [-0.6, 1.2, 0]]").passed
    assert check("9.1", " [(-.3, .6, -.1), (-.6, 1.2, -.2)] ").mistake == "mask missing"


@pytest.mark.parametrize(
    "answer", ["0.3", "[[1, 2], [3", "x.T @ dz1", "[open('f')]", "{1: 2}", "[" * 41, "[" * 999, "-.3 .6 0"]
)
def test_text_that_is_no_matrix_is_quoted_and_never_evaluated(answer):
    verdict = check("9.1", answer)
    assert verdict.status == "type or shape"
    assert quote(answer, 40) in verdict.message
    assert "type rows of numbers like [[1, 2], [3, 4]]" in verdict.message


def value(expected, **fields):
    return Value(id="0", title="", task="", hints=("", "", ""), because="Yes.", expected=expected, **fields)


SURPRISE = {
    "tolerance": 4e-4,
    "unit": "bits",
    "wrong": (Wrong("two", "T.", 2.0), Wrong("more than two", "M.", 2.01), Wrong("none", "N.", 0.0)),
    "invariant": lambda x: "A surprise is not negative." if x < 0 else None,
}


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (1.009, ("wrong", None, "your answer is `1.009`.")),
        (2.001, ("named", "two", "your answer is `2.001`. T.")),
        (2.009, ("named", "more than two", "your answer is `2.009`. M.")),
        (1.983, ("named", "two", "your answer is `1.983`. T.")),
        (3e-4, ("named", "none", "your answer is `0.0003`. N.")),
        (-3, ("invariant", None, "your answer is `-3`. A surprise is not negative.")),
        (3.1, ("wrong", "rounded too far", "As far as it goes that is right; give it to 4 decimals.")),
        (np.pi * np.log(2), ("unit", "unit", "That is 0.6931 times the answer in bits: it is in nats.")),
        (
            np.pi / np.log(2) * 1.0005,
            ("unit", "unit", "1.443 times the answer in bits: a conversion of nats that is not needed here."),
        ),
        (np.pi * np.log10(2) * 1.0005, ("unit", "unit", "it is in decimal digits (log10).")),
    ],
)
def test_a_number_s_verdict_is_what_is_known_of_it(answer, verdict):
    found = value(np.pi, **SURPRISE).judge(answer)
    assert (found.status, found.mistake) == verdict[:2]
    assert found.message.endswith(verdict[2])


@pytest.mark.parametrize(
    ("tolerance", "answer", "mistake"),
    [
        (1e-9, 1.99, None),
        (1e-6, 1.99, "two"),
        (1e-6, 3.142, "rounded too far"),
        (1e-6, 3.1416, None),
    ],
)
def test_the_tolerance_tells_how_exactly_an_answer_is_meant(tolerance, answer, mistake):
    assert value(np.pi, **SURPRISE | {"tolerance": tolerance}).judge(answer).mistake == mistake


class Unreadable:
    def __array__(self, *arguments, **keywords):
        raise RuntimeError("not today")


@pytest.mark.parametrize(
    ("expected", "answer", "status", "message"),
    [
        (
            *(43, "forty", "type or shape"),
            "a number is asked for, and this is the text `forty`; type the number itself, such as 0.25 "
            "(a calculation goes into a code cell).",
        ),
        (
            *(43, "x" * 41, "type or shape"),
            f"a number is asked for, and this is the text `{'x' * 40}…`; type the number itself, such as 0.25 "
            "(a calculation goes into a code cell).",
        ),
        (
            *(np.ones(2), "x", "type or shape"),
            "an array of numbers is asked for, and this is the text `x`; type rows of numbers like [[1, 2], [3, 4]].",
        ),
        (43, " ", "not attempted", "no answer yet."),
        (np.ones(2), [1, ...], "not attempted", "a `...` stands where a number should be."),
        (
            *(43, Unreadable(), "type or shape"),
            "a number is asked for, and when it was read, it stopped with `RuntimeError`: `not today`.",
        ),
    ],
)
def test_what_cannot_be_read_is_told_with_what_is_asked_for(expected, answer, status, message):
    verdict = value(expected).judge(answer)
    assert (verdict.status, verdict.message) == (status, message)


def test_a_wrong_number_is_repeated_to_six_digits():
    assert value(43).judge(43.12345678).message == "your answer is `43.1235`."


def test_the_first_part_that_is_wrong_is_told_by_its_name():
    parts = value((np.ones(1), np.ones(1)), names=("A", "B"), tolerance=0.5)
    said = "0 of the 1 entries of B are right; the first that is not is `3` at [0]."
    assert parts.judge(([1.5], [3.0])).message == said
    assert parts.judge(([1.5], [[3.0]])).message == "B has shape (1, 1) and should have (1,)."


def test_the_axes_are_told_with_the_shape():
    verdict = value(np.ones((2, 1)), names=("W",), axes="one row for each point").judge([1, 1])
    assert (verdict.status, verdict.message) == (
        "type or shape",
        "W has shape (2,) and should have (2, 1): one row for each point.",
    )


@pytest.mark.parametrize(
    ("got", "expected", "words"),
    [
        ((2, 3), (3, 2), "A has shape (2, 3) and should have (3, 2). Rows and columns are exchanged."),
        ((2, 3), (2,), "A has shape (2, 3) and should have (2,)."),
        ((), (2,), "A is one number and should have shape (2,)."),
        ((2,), (), "A has shape (2,) and should be one number."),
    ],
)
def test_a_shape_is_told_beside_the_one_that_is_meant(got, expected, words):
    assert shape_fact("A", np.ones(got), np.ones(expected)) == words


# ── Quizzes ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "answer", ["ade", "a, d, e", "(a) (d) (e)", "ADE", ["e", "d", "a"], {"a", "d", "e"}, ("a", "d", "E ")]
)
def test_letters_may_come_in_many_forms(answer):
    assert check("2.2", answer).passed


def test_a_selection_is_scored_option_by_option():
    verdict = check("2.2", ["a", "b"])
    assert not verdict.passed
    assert verdict.mistake == "b, d, e"
    assert "3 of 6 options are as they should be." in verdict.message
    assert [line.right for line in verdict.options] == [True, False, True, False, False, True]
    text = repr(verdict)
    assert "✘ (b) wrongly ticked: the differences double" in text
    assert "✔ (c) rightly left out." in text


@pytest.mark.parametrize("answer", [["z"], "xyz", 3, [1, 2], {"a": 1}, np.array(["a"]), "a 1", [["a"]]])
def test_what_is_no_letter_is_told_the_letters(answer):
    verdict = check("2.2", answer)
    assert verdict.status == "type or shape"
    assert "a, b, c, d, e, f" in verdict.message


def test_one_option_is_one_option():
    assert "one option is asked for; these are 2." in check("9.3a", "ab").message


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ([], "not attempted"),
        ("", "not attempted"),
        ([None, None, "loss", None], "not attempted"),
        (["forward", "loss", "backward"], "not attempted"),
        (["forward", "forward", "loss", "update"], "type or shape"),
        (["forward", "loss", "backward", "upwards"], "type or shape"),
        (["forward", "loss", "backward", "update", "loss"], "type or shape"),
        (["forward", 7, "loss", "update"], "type or shape"),
        (7, "type or shape"),
        ("forward loss backward update", "passed"),
        ("Forward → loss → backward → Update", "passed"),
    ],
)
def test_an_order_is_read_word_by_word(answer, status):
    assert check("0.3", answer).status == status
