"""The judgement of a learner's function, stage by stage."""

import sys
from fractions import Fraction

import numpy as np
import pytest

from nblib.check import check, exercise, hint
from nblib.check.call import Observation, is_stub, observe, parts_by_name, signature_problem
from nblib.check.exercise import Wrong
from nblib.check.function import Function, sentences
from nblib.check.reading import Unreadable, read_array, read_number, read_parts, read_typed_array
from nblib.losses import cross_entropy

pytestmark = pytest.mark.usefixtures("no_hints_yet")  # the words of a verdict depend on the hints shown before


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


def test_a_function_of_named_arguments_has_its_steps_too():
    def counts(Z):
        return [Z[0] for _ in range(99)]

    def parts(steps):
        return parts_by_name(counts, ["Z"], lambda value: [read_array(value)], steps)({"Z": np.ones(1)})

    assert parts(50) is None
    assert parts(50_000)[0].tolist() == [1] * 99


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
        (True, "a truth value (True or False)"),
        ({1, 2}, "a value of type `set`"),
        ((x for x in "ab"), "a value of type `generator`"),
        ([[1, 2], [3]], "a list whose rows have different lengths"),
        (np.array(["a"]), f"an array of {np.array(['a']).dtype.name} values"),
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
    assert f" `softmax` returned {words}; an array of shape (2, 3) is asked for." in verdict.message


def test_an_array_may_have_a_hundred_thousand_entries_and_no_more():
    assert read_array(np.zeros(100_000)).shape == (100_000,)
    with pytest.raises(Unreadable, match=r"^an array of shape \(100001,\)$"):
        read_array(np.zeros(100_001))


@pytest.mark.parametrize(
    ("read", "name", "words"),
    [
        (lambda: read_parts(2.5, ("dW", "db")), "not all results", "of type `float`, not the 2 arrays dW, db"),
        (lambda: read_parts([1, 2, 3], ("dW", "db")), "not all results", "a list of 3, not the 2 arrays dW, db"),
        (lambda: read_parts([1, "b"], ("dW", "db")), "no numbers", "text, not numbers"),
        (lambda: read_array([[[[[1]]]]]), "no numbers", "of type `list`"),
        (lambda: read_array([[[[[...]]]]]), "no numbers", "of type `list`"),
        (
            lambda: read_number("x" * 60),
            "no numbers",
            f"the text `{'x' * 40}…`; type the number itself, such as 0.25 (a calculation goes into a code cell)",
        ),
        (
            lambda: read_typed_array("[" * 60),
            "no numbers",
            f"the text `{'[' * 40}…`; type rows of numbers like [[1, 2], [3, 4]]",
        ),
        (lambda: read_typed_array("1"), "no numbers", "the text `1`; type rows of numbers like [[1, 2], [3, 4]]"),
    ],
)
def test_what_cannot_be_read_is_told_in_these_words(read, name, words):
    with pytest.raises(Unreadable) as raised:
        read()
    assert (str(raised.value), raised.value.name, raised.value.blank) == (words, name, False)


def test_what_can_be_read_nests_four_deep_and_comes_part_by_part():
    assert read_array([[[[1]]]]).shape == (1, 1, 1, 1)
    assert [part.tolist() for part in read_parts(([1], 2), ("dW", "db"))] == [[1], 2]
    assert [part.tolist() for part in read_parts([1, 2], ("dW",))] == [[1, 2]]
    assert (read_number(" 1.5 "), read_number("1,5"), read_typed_array(" [−1, [2]] ")) == (1.5, 1.5, [-1, [2]])
    for many in ("1,500.0", "1,2,3"):
        with pytest.raises(Unreadable):
            read_number(many)


@pytest.mark.parametrize("unfinished", [[1, [2, ...]], [[[[...]]]], ...])
@pytest.mark.parametrize(
    "read", [read_array, lambda value: read_parts(value, ("W",)), lambda value: read_parts(value, "Wb")]
)
def test_what_has_an_ellipsis_in_it_is_not_finished(read, unfinished):
    with pytest.raises(Unreadable, match=r"^a `\.\.\.` stands where a number should be$") as raised:
        read(unfinished)
    assert raised.value.blank


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
