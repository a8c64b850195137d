"""The judgement, stage by stage, and what is printed."""

import pkgutil
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest

import nblib.check
from nblib.check import Hint, Verdict, check, exercise, hint, prediction, use
from nblib.check.__main__ import summary
from nblib.check.call import Observation, is_stub, observe, signature_problem
from nblib.check.exercise import Wrong
from nblib.check.function import Function, sentences
from nblib.check.reading import read_array
from nblib.check.registry import UnknownId, exercises
from nblib.check.showing import first_difference, show_difference, where_not_finite
from nblib.check.value import Value, shape_fact
from nblib.check.verdict import STATUSES, OptionLine, plain, quote
from nblib.functions import softmax
from nblib.losses import cross_entropy
from nblib.mlp import MLP, Layer


@pytest.fixture(autouse=True)
def no_hints_yet(monkeypatch):
    monkeypatch.setattr(nblib.check, "_hints_shown", {})


def right(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


# ── Functions, in the order of judgement ─────────────────────────────────────────────────────────────────────────────


def test_an_error_names_the_input_the_error_and_the_line():
    def raises(Z):
        if len(Z) == 2:
            raise ValueError("two rows are too many")
        return right(Z)

    verdict = check("2.1", raises)
    assert verdict.status == "raised"
    assert "`Z = [[1, 2, 3], [1, 0, -1]]`" in verdict.message
    assert "`ValueError`: `two rows are too many`" in verdict.message
    assert 'in the line `raise ValueError("two rows are too many")`' in verdict.message


def test_the_first_failing_input_is_named_not_a_later_one():
    def fails_on_large_scores(Z):
        return right(Z) if Z.max() < 999 else np.full(Z.shape, np.nan)

    verdict = check("2.1", fails_on_large_scores)
    assert verdict.status == "not finite"
    assert "`Z = [[1000, 1001]]`" in verdict.message
    assert "`nan` at [0, 0]" in verdict.message


def test_other_arguments_are_seen_in_the_signature_before_any_call():
    called = []
    verdict = check("2.1", lambda Z, axis: called.append(Z))
    assert (verdict.status, verdict.mistake) == ("raised", "other arguments")
    assert "`softmax` must accept `(Z)`; yours takes `(Z, axis)`." in verdict.message
    assert called == []
    assert check("2.1", lambda Z, axis=1: right(Z)).passed
    assert check("2.1", lambda *arguments: right(*arguments)).passed


def test_none_asks_for_the_return():
    def forgets(Z):
        right(Z)

    verdict = check("2.1", forgets)
    assert (verdict.status, verdict.mistake) == ("type or shape", "returned None")
    assert "Is the `return` missing?" in verdict.message


def test_a_wrong_shape_tells_both_shapes_and_the_axes():
    verdict = check("2.1", lambda Z: right(Z)[:, 0])
    assert verdict.status == "type or shape"
    assert "has shape (2,) and should have (2, 3)" in verdict.message
    assert "one row for each of the m examples, one column for each of the c classes" in verdict.message
    assert "Rows and columns are exchanged." in check("2.1", lambda Z: right(Z).T).message


def test_a_broken_invariant_gives_the_numbers():
    verdict = check("2.1", lambda Z: right(Z) * [[0.9], [1.1]] if len(Z) == 2 else right(Z))
    assert verdict.status == "invariant"
    assert "your rows sum to 0.900 and 1.100, and each row must sum to 1." in verdict.message
    assert "no probability is negative" in check("2.1", lambda Z: right(Z) - 0.5).message


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (1 / np.log(2), "1.443 times the answer in nats: it is in bits."),
        (1 / np.log(10), "0.4343 times the answer in nats: it is in decimal digits (log10)."),
        (np.log(2), "0.6931 times the answer in nats: a conversion of bits that is not needed here."),
        (np.log(10), "2.303 times the answer in nats"),
    ],
)
def test_a_slip_of_units_is_recognised_by_its_ratio(factor, words):
    verdict = check("2.3", lambda P, labels: cross_entropy(P, labels) * factor)
    assert (verdict.status, verdict.mistake) == ("unit", "unit")
    assert words in verdict.message


def test_no_slip_of_units_is_seen_where_the_unit_is_right():
    verdict = check("2.3", lambda P, labels: cross_entropy(P, labels) * 1.5)
    assert (verdict.status, verdict.mistake) == ("wrong", "factor")
    assert "every number is 1.5 times what it should be" in verdict.message
    assert "in bits" not in verdict.message


def test_an_unknown_mistake_gets_input_expected_got_and_a_hint_that_is_not_the_solution():
    def odd(P, labels):
        return cross_entropy(P, labels) + 0.1

    verdict = check("2.3", odd)
    assert verdict.status == "wrong"
    assert "`labels = [1, 0, 2]`: expected `0.5946`, got `0.6946`." in verdict.message
    assert exercise("2.3").hints[0] in verdict.message
    hint("2.3")
    assert exercise("2.3").hints[1] in check("2.3", odd).message
    hint("2.3", 3)
    assert exercise("2.3").hints[1] in check("2.3", odd).message
    assert exercise("2.3").hints[2] not in check("2.3", odd).message


def test_a_right_answer_that_changed_its_argument_does_not_pass():
    def shifts_in_place(Z):
        Z -= Z.max(axis=1, keepdims=True)
        return right(Z)

    verdict = check("2.1", shifts_in_place)
    assert (verdict.status, verdict.mistake) == ("invariant", "changed Z")
    assert "Z[0, 0] was 1.0 and is -2.0 afterwards" in verdict.message


def seen(function, *arguments):
    return observe(function, arguments, [f"Z{k}" for k in range(len(arguments))], lambda value: [read_array(value)])


def ends_with(value):
    """A function that prints, changes its argument, and raises or returns this."""

    def changes(Z):
        print("before")
        Z[0] = 7
        if isinstance(value, Exception):
            raise value
        return value

    return changes


def test_what_a_function_did_before_its_error_is_kept():
    error = ValueError("late")
    change = ("Z0", "Z0[0] was 1.0 and is 7.0 afterwards")
    assert seen(ends_with(error), np.ones(2)) == Observation(None, error, None, change, "before\n", "")
    returned = seen(ends_with("text"), np.ones(2))
    assert (returned.parts, returned.error, returned.change, returned.printed) == (None, None, change, "before\n")
    assert (str(returned.unreadable), returned.type) == ("text, not numbers", "str")


def test_only_what_does_the_same_behaves_the_same():
    ones, others = np.ones(2), np.array([2.0, 1])
    ways = {
        "one error": (seen(ends_with(ValueError("a")), ones), seen(ends_with(ValueError("b")), others)),
        "another error": (seen(ends_with(KeyError("a")), ones),),
        "an error before a change": (seen(lambda Z: Z[7], ones), seen(lambda Z: Z[8], others)),
        "the same error after a change": (seen(ends_with(IndexError("a")), ones),),
        "text": (seen(lambda Z: "a", ones), seen(lambda Z: "b", others)),
        "a class": (seen(lambda Z: int, ones),),
        "a number": (seen(lambda Z: 1, ones), seen(lambda Z: 1 + 1e-7, others)),
        "another number": (seen(lambda Z: 2, ones),),
        "a number after a change": (seen(ends_with(1), ones), seen(ends_with(1), others)),
        "a change of another argument": (seen(lambda Z, y: y.fill(9) or 1, ones, others),),
        "another shape": (seen(lambda Z: [1, 1], ones),),
    }
    for one, those in ways.items():
        for other, these in ways.items():
            assert all(a.same_as(b) == (one == other) for a in those for b in these), (one, other)


def stub(Z):
    """Only words."""


def passes(Z):
    pass


def returns_dots(Z):
    """Words, and dots."""
    return ...


def raises_only(Z):
    raise NotImplementedError


class CodeIsText:
    __code__ = "text"


@pytest.mark.parametrize(
    ("function", "untouched"),
    [
        *[(function, True) for function in (stub, passes, returns_dots, lambda Z: None, lambda Z: ...)],
        *[(function, False) for function in (raises_only, lambda Z: Z, lambda Z: 0, lambda Z: "text", len, 3)],
        (CodeIsText(), False),
    ],
)
def test_a_stub_returns_nothing_or_dots(function, untouched):
    assert is_stub(function) is untouched


def test_other_arguments_are_listed():
    words = "`f` must accept `(A, B)`; yours takes `(A)`."
    assert signature_problem(lambda A: A, "f", ["A", "B"]) == words


def doubling(**fields):
    """An exercise of the tests' own: 2 Z + b, on 1, 12 and 13 entries."""
    words = {"id": "0", "title": "", "task": "", "hints": ("", "", ""), "because": "Yes.", "library_name": ""}
    given = {
        "name": "double",
        "parameters": ("Z", "b"),
        "reference": lambda Z, b: 2 * Z + b,
        "cases": lambda rng: [(np.ones(1), 0.0), (np.ones(12), 1.0), (np.arange(13.0), 2.0)],
        "on_change": {"Z": "Leave it."},
        "wrong": (Wrong("once", "Twice is meant.", lambda Z, b: Z + b),),
    }
    return Function(**words | given | fields)


def double(Z, b):
    print("hello")
    return 2 * Z + b


def once(Z, b):
    print("hello")
    return Z + b


def nothing(Z, b):
    print("hello")
    raise NotImplementedError


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (double, "Yes. Right on all 3 inputs. It printed `hello`."),
        (
            lambda Z, b: double(Z, b).tolist(),
            "inputs. (You return a `list`; a NumPy array is meant.) It printed `hello`.",
        ),
        (once, "For `Z = [1]` and `b = 0`: expected `[2]`, got `[1]`. Twice is meant. It printed `hello`."),
        (nothing, "`double` still waits for your code. It printed `hello`."),
        (None, "`double` still waits for your code."),
        (lambda Z, b: "2", "`double` returned text, not numbers; an array of shape (1,) is asked for."),
        (
            lambda Z, b: 2 * Z[:1] + b,
            f"For `Z = [{', '.join('1' * 12)}]` and `b = 1`: the result has shape (1,) and should have (12,).",
        ),
        (lambda Z, b: 2 * Z + b if b < 2 else Z, "For `Z` of shape (13,) and `b = 2`:"),
        (lambda Z, b: (2 * Z + b) / (Z[0] > 0), "For `Z` of shape (13,) and `b = 2`: the result holds `inf` at [0]."),
    ],
)
def test_the_verdict_on_a_function_is_these_words(function, message):
    assert message in doubling().judge(function).message


def test_what_still_waits_for_code_is_not_attempted():
    for function in (None, ..., nothing, lambda Z, b: None):
        assert doubling().judge(function).status == "not attempted"


def test_only_the_first_result_s_type_is_remarked_on():
    assert doubling().judge(lambda Z, b: (2 * Z + b).tolist() if b else 2 * Z).message == "Yes. Right on all 3 inputs."


def test_what_is_known_of_a_wrong_function_is_said_once():
    found = doubling(unit="nats")
    assert found.judge(lambda Z, b: 2 * Z + b + 0.5).message == (
        "For `Z = [1]` and `b = 0`: expected `[2]`, got `[2.5]`. On every input, every number is 0.5 too large."
    )
    assert found.judge(lambda Z, b: (2 * Z + b) / np.log(2)).message == (
        "For `Z = [1]` and `b = 0`: expected `[2]`, got `[2.885]`. That is 1.443 times the answer in nats: it is in "
        "bits."
    )


def test_a_function_is_judged_on_inputs_of_its_seed_and_the_bank_as_well():
    found = doubling(cases=lambda rng: [(rng.normal(size=2), 0.0)])
    given = []
    assert [found.judge(lambda Z, b: given.append(Z) or Z + b, *seed).mistake for seed in ([], [1], [])] == ["once"] * 3
    assert np.array_equal(given, [np.random.default_rng(seed).normal(size=2) for seed in (0, 1, 0)])


def test_a_function_of_the_bank_runs_once_for_each_input():
    ran = []
    found = doubling(wrong=(Wrong("counted", "", lambda Z, b: ran.append(b)),))
    for _ in range(2):
        assert found.judge(lambda Z, b: Z * b).mistake != "counted"
        assert ran == [0]
    assert found.judge(lambda Z, b: print(end="")).mistake == "counted"
    assert ran == [0, 1, 2]


def test_a_function_has_the_steps_of_its_exercise():
    def endless(Z, b):
        while True:
            b += 1

    assert "it ran for 50 steps without returning." in doubling(steps=50).judge(endless).message


def test_a_function_that_answers_otherwise_the_second_time_and_prints_is_told_both():
    calls = []

    def counts(Z, b):
        calls.append(b)
        return double(Z, b) + (len(calls) > 3)

    message = doubling().judge(counts).message
    assert message.startswith("Called twice with the same arguments")
    assert message.endswith("that grows? It printed `hello`.")


@pytest.mark.parametrize("wrap", [float, int, np.float64, np.float32, np.int64, np.array])
def test_any_usual_number_passes_without_a_remark(wrap):
    total = doubling(reference=lambda Z, b: float(Z.sum()), wrong=())
    assert total.judge(lambda Z, b: wrap(Z.sum())).message == "Yes. Right on all 3 inputs."
    assert "; a number is asked for." in total.judge(lambda Z, b: "2").message
    assert "You return a `Fraction`" in total.judge(lambda Z, b: Fraction(Z.sum())).message


def test_several_results_are_asked_for_by_their_names():
    both = doubling(reference=lambda Z, b: (Z, 2 * Z), results=("A", "B"), wrong=())
    assert both.judge(lambda Z, b: [Z, 2 * Z]).message == "Yes. Right on all 3 inputs."
    assert "; 2 arrays are asked for: A, B." in both.judge(lambda Z, b: Z).message
    words = "For `Z = [1]` and `b = 0`: expected `[1]`, got `[2]`; expected `[2]`, got `[4]`."
    assert words in both.judge(lambda Z, b: (2 * Z, 4 * Z)).message


def test_a_named_wrong_answer_keeps_all_it_is_given():
    wrong = Wrong("no biases", "You counted connections.", 35, 36)
    assert (wrong.name, wrong.message, wrong.answers) == ("no biases", "You counted connections.", (35, 36))


@pytest.mark.parametrize(
    ("parts", "text"),
    [(("a", "", None, "b"), "a b"), (("a", "\n\nb"), "a\n\nb"), (("a\n\n", "b"), "a\n\nb")],
)
def test_sentences_stand_a_space_or_a_blank_line_apart(parts, text):
    assert sentences(*parts) == text


def test_returning_the_argument_itself_is_fine():
    assert check("2.1", lambda Z: right(Z) if Z[0, 0] != 0.5 else Z).passed


def test_a_function_that_remembers_does_not_pass():
    calls = []

    def remembers(Z):
        calls.append(Z)
        return right(Z) if len(calls) <= len(exercise("2.1").cases(np.random.default_rng(0))) else right(Z) + 1

    verdict = check("2.1", remembers)
    assert (verdict.status, verdict.mistake) == ("invariant", "not repeatable")


def test_lists_that_agree_pass_with_a_remark():
    verdict = check("2.1", lambda Z: right(Z).tolist())
    assert verdict.passed
    assert "You return a `list`; a NumPy array is meant." in verdict.message


@pytest.mark.parametrize("wrap", [np.matrix, np.asfortranarray, np.float32, np.ma.array, lambda P: P.astype(object)])
def test_arrays_of_other_kinds_pass_if_they_agree(wrap):
    assert check("2.1", lambda Z: wrap(right(Z))).passed


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("text", "text, not numbers"),
        (right, "a function"),
        (np.ndarray, "a class"),
        (True, "a truth value"),
        ({1, 2}, "of type `set`"),
        ((x for x in "ab"), "of type `generator`"),
        ([[1, 2], [3]], "a list whose rows have different lengths"),
        (np.array(["a"]), "values; an array of shape (2, 3) is asked for"),
        (np.array([[1 + 2j]]), "an array of complex128 values"),
        (np.ones((2, 3), dtype=bool), "an array of bool values"),
        (np.array([[None, 1]]), "an array whose entries are not all numbers"),
        (np.ma.array([[1, 2, 3], [4, 5, 6]], mask=[[1, 0, 0], [0, 0, 0]]), "a masked array with masked entries"),
        (np.zeros((400, 400)), "an array of shape (400, 400)"),
    ],
)
def test_what_is_no_array_of_numbers_is_called_what_it_is(value, words):
    verdict = check("2.1", lambda Z: value)
    assert verdict.status == "type or shape"
    assert words in verdict.message


def test_a_value_instead_of_the_function_is_pointed_out():
    verdict = check("2.1", right(np.ones((2, 3))))
    assert verdict.status == "type or shape"
    assert "hand in the function itself, `softmax`, without calling it; this is of type `ndarray`" in verdict.message


def test_printing_is_captured_and_quoted_in_one_short_line(capsys):
    def prints(Z):
        print("first\nsecond", "x" * 500)
        print("complaint", file=sys.stderr)
        return right(Z)

    verdict = check("2.1", prints)
    assert verdict.passed
    assert "It printed `first ⏎ second xxx" in verdict.message
    assert len(verdict.message.split("It printed ")[1]) < 210
    assert capsys.readouterr() == ("", "")


def test_markup_in_what_a_function_prints_or_raises_is_disarmed():
    def prints(Z):
        print("<script>alert(1)</script> `code`")
        raise ValueError("<script>`")

    markdown = check("2.1", prints)._repr_markdown_()
    assert "<script" not in markdown
    assert "‹script>alert(1)‹/script> 'code'" in markdown


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


@pytest.mark.parametrize("answer", [True, [43], "forty", {43}, 43 + 0j, right, 10**400])
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


@pytest.mark.parametrize("answer", ["0.3", "[[1, 2], [3", "x.T @ dz1", "[open('f')]", "{1: 2}", "[" * 999, "-.3 .6 0"])
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


# ── The doctor in the check of a backward pass ───────────────────────────────────────────────────────────────────────


def test_a_wrong_gradient_shows_the_doctor_s_table():
    def double_first_weights(net, outputs, dZ):
        first, *others = MLP.backward(net, outputs, dZ)
        return [first._replace(W=2 * first.W), *others]

    verdict = check("9.2", double_first_weights)
    assert (verdict.status, verdict.mistake) == ("wrong", "factor")
    assert "For a 2-5-3 net with relu and m = 4" in verdict.message
    assert "| dW1 | ✘ wrong | 2.000 | 0.33 | 1, 3, 4 of 5 |" in verdict.message
    assert "Only `dW1` is wrong. On every input, every number is 2 times what it should be." in verdict.message
    assert "the first wrong gradient is dW1: look at the line that makes it." in verdict.message


def test_the_doctor_names_a_mistake_that_no_function_in_the_bank_makes_in_this_way():
    def averages_the_last_bias(net, outputs, dZ):
        *others, last = MLP.backward(net, outputs, dZ)
        return [*others, last._replace(b=last.b / len(dZ))]

    verdict = check("9.2", averages_the_last_bias)
    assert (verdict.status, verdict.mistake) == ("named", "bias averaged")


def test_gradients_may_be_any_pairs():
    def pairs(net, outputs, dZ):
        return tuple([dW, db.tolist()] for dW, db in MLP.backward(net, outputs, dZ))

    assert check("9.2", pairs).passed


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda gradients: gradients[:1], "a list of 1, not one (dW, db) for each of the 2 layers"),
        (lambda gradients: [layer.W for layer in gradients], "not every entry is a pair (dW, db)"),
        (lambda gradients: gradients[0].W, "of type `ndarray`, not one (dW, db) for each"),
        (lambda gradients: dict(enumerate(gradients)), "of type `dict`, not one (dW, db) for each"),
        (lambda gradients: [(layer.W, "db") for layer in gradients], "text, not numbers"),
    ],
)
def test_what_is_no_list_of_gradients_is_called_what_it_is(spoil, words):
    verdict = check("9.2", lambda net, outputs, dZ: spoil(MLP.backward(net, outputs, dZ)))
    assert verdict.status == "type or shape"
    assert words in verdict.message


# ── check, hint, use ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("id", ["7.9", "2", "", "2.1; 2.2", None, 3, "../lesson02", "<script>", ["2.1"]])
def test_an_unknown_id_lists_the_known_ones(id, capsys):
    verdict = check(id, 1)
    assert (verdict.passed, verdict.status) == (False, "unknown")
    assert "there are 0.0, 0.1" in verdict.message
    assert "there are 0.0, 0.1" in repr(hint(id))
    assert use(id, 7) == 7
    assert capsys.readouterr().out.startswith("Nothing to use: there is no ")


def test_exercise_and_prediction_raise_for_an_unknown_id():
    with pytest.raises(UnknownId, match=r"there are 0\.0, 0\.1"):
        exercise("7.9")
    with pytest.raises(UnknownId, match=r"there are 0\.a"):
        prediction("7.z")


def test_a_number_will_do_as_an_id():
    assert check(0.1, 43).passed


def test_hints_come_one_after_the_other_and_the_last_stays():
    assert [hint("2.1").level for _ in range(5)] == [1, 2, 3, 3, 3]
    assert [hint("2.3").level for _ in range(2)] == [1, 2]
    assert hint("2.1", 2).level == 2
    assert hint("2.1", 99).level == 3
    assert hint("2.1", -1).level == 1
    assert "1, 2 or 3" in hint("2.1", "two").text


def test_a_hint_reads_as_markdown_and_as_text():
    assert hint("0.1", 1)._repr_markdown_().startswith("**Hint 1 of 3** (0.1): Count layer by layer.")
    assert repr(hint("2.1", 3)).startswith("Solution (2.1):\n\ndef softmax(Z):\n    E = np.exp(")
    assert "```python\ndef" in hint("2.1", 3)._repr_markdown_()


def test_use_takes_the_learner_s_function_once_it_passes(capsys):
    assert use("2.1", right) is right
    assert capsys.readouterr().out == "softmax: yours, it passes check 2.1.\n"


@pytest.mark.parametrize(
    ("function", "why"),
    [
        (None, "is not attempted yet"),
        (lambda Z: ..., "is not attempted yet"),
        (lambda Z: Z, 'does not pass yet: check("2.1", softmax) says why'),
        (17, "does not pass yet"),
    ],
)
def test_use_takes_the_library_s_function_until_then(function, why, capsys):
    assert use("2.1", function) is softmax
    printed = capsys.readouterr().out
    assert printed.startswith(f"softmax: the library's nblib.softmax, because yours {why}")
    assert printed.count("\n") == 1


def test_use_of_a_question_returns_what_it_got(capsys):
    assert use("0.1", 43) == 43
    assert capsys.readouterr().out == "Nothing to use: exercise 0.1 asks for no function.\n"


@pytest.mark.parametrize("found", [found for found in exercises().values() if isinstance(found, Function)])
def test_the_library_s_function_is_where_use_says_it_is(found):
    assert pkgutil.resolve_name(found.library_name) is found.reference


# ── What is printed ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("status", "headline"),
    [("passed", "✔ Correct"), ("wrong", "✘ Not yet"), ("named", "✘ Not yet"), ("not attempted", "○ Not attempted")],
)
def test_a_verdict_carries_a_symbol_and_words(status, headline):
    verdict = Verdict("2.1", status, "Row `0`, **not** *column*.")
    assert repr(verdict) == f"{headline} (2.1): Row 0, not column."
    assert verdict._repr_markdown_() == f"**{headline}** (2.1): Row `0`, **not** *column*."
    assert verdict.passed == (status == "passed")


def test_every_status_has_a_headline_and_only_one_is_correct():
    headlines = [Verdict("1", status, "").headline for status in STATUSES]
    assert headlines.count("✔ Correct") == 1
    assert all(headline[0] in "✔✘○" and headline[2:] for headline in headlines)


def test_a_verdict_and_a_hint_cannot_be_changed():
    with pytest.raises(AttributeError):
        check("0.1", 35).status = "passed"
    with pytest.raises(AttributeError):
        Hint("0.1", 1, 3, "").text = "42"


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("**a** *b* `c * d * e` $f$", "a b c * d * e f"),
        ("```python\nx = 2 ** 3 * 4\n```", "x = 2 ** 3 * 4"),
        ("2 * 3 and 4 * 5", "2 * 3 and 4 * 5"),
        ("| dW1 | ✔ ok |", "| dW1 | ✔ ok |"),
    ],
)
def test_markdown_as_plain_text(markdown, text):
    assert plain(markdown) == text


def test_each_option_has_a_line_of_its_own():
    lines = (OptionLine("a", right=False, text="no."), OptionLine("b", right=True, text="yes."))
    markdown = Verdict("2.2", "named", "One.", options=lines)._repr_markdown_()
    assert markdown == "**✘ Not yet** (2.2): One.\n\n- ✘ (a) no.\n- ✔ (b) yes."


@pytest.mark.parametrize(
    ("text", "quoted"),
    [("x" * 200, "x" * 200), ("x" * 201, "x" * 200 + "…"), ("<b> <B> </b> < 1 <!-- <?", "‹b> ‹B> ‹/b> < 1 ‹!-- ‹?")],
)
def test_a_long_text_is_cut_and_a_tag_is_none(text, quoted):
    assert quote(text) == f"`{quoted}`"


@pytest.mark.parametrize(
    ("got", "expected", "words"),
    [
        (np.full(16, 2.0), np.ones(16), f"expected `[{', '.join('1' * 16)}]`, got `[{', '.join('2' * 16)}]`"),
        (np.eye(5)[:, ::-1], np.eye(5), "8 of 25 entries differ; the first is [0, 0]: expected `1`, got `0`"),
        (np.array(1.000001), np.array(1), "expected `1`, got `1.000001`"),
        (np.array(2 / 3), np.array(1 / 3), "expected `0.3333`, got `0.6667`"),
    ],
)
def test_a_difference_is_shown_whole_or_by_its_first_place(got, expected, words):
    assert show_difference(got, expected) == words


@pytest.mark.parametrize(
    ("got", "words"),
    [
        (np.array(np.inf), "Z holds `inf`."),
        (np.array([1, np.nan]), "Z holds `nan` at [1]: `[1, nan]`."),
        (np.array([[1, 2], [-np.inf, 3]]), "Z holds `-inf` at [1, 0], in row 1: `[[1, 2], [-inf, 3]]`."),
        (np.array([*range(11), np.nan]), f"Z holds `nan` at [11]: `[{', '.join(map(str, range(11)))}, nan]`."),
        (np.array([*range(12), np.nan]), "Z holds `nan` at [12]."),
    ],
)
def test_what_is_not_finite_is_shown_with_its_place(got, words):
    assert where_not_finite("Z", got, ~np.isfinite(got)) == words


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (np.array([0.25, 1]), np.array([2.5, 1]), "Z[0] was 0.25 and is 2.5 afterwards"),
        (np.array([[1 / 3]]), np.array([[np.nan]]), "Z[0, 0] was 0.3333 and is nan afterwards"),
        (np.array(1.0), np.array(np.inf), "Z was 1.0 and is inf afterwards"),
        (np.array([np.nan]), np.array([np.nan]), None),
        (np.ones(1), "text", "Z had shape (1,) and is text, not numbers afterwards"),
        ([1], (1,), "Z is of type `tuple` afterwards"),
        ([1, 2], [1, "2"], "Z[1] is text, not numbers afterwards"),
        ([1, [2]], [1, [3]], "Z[1][0] is of type `int` afterwards"),
        (Layer(np.ones(1), np.ones(1)), Layer(np.ones(1), np.zeros(1)), "Z.b[0] was 1.0 and is 0.0 afterwards"),
    ],
)
def test_the_first_change_of_nested_values_is_told(before, after, words):
    assert first_difference(before, after, "Z") == words


def test_the_same_answer_gets_the_same_words():
    assert repr(check("9.2", lambda net, outputs, dZ: 1)) == repr(check("9.2", lambda net, outputs, dZ: 1))


def test_the_summary_counts_wrong_answers_and_hints():
    lines = summary().splitlines()
    counts = {line.split()[0]: line.split()[1:3] for line in lines}
    assert counts["2.1"] == [str(len(exercise("2.1").mistakes)), "3"]
    assert counts["all"][0] == str(sum(len(found.mistakes) for found in exercises().values()))
    done = subprocess.run([sys.executable, "-m", "nblib.check"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == summary()


def test_lessons_are_read_only_when_they_are_asked_for():
    code = (
        "import sys; from nblib.check import check; check('0.1', 43);"
        "print(sorted(name for name in sys.modules if 'check.lesson' in name))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['nblib.check.lesson00']"
