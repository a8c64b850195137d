"""check, hint and use as the notebooks call them, the doctor in a check, and what is printed."""

import pkgutil
import subprocess
import sys

import numpy as np
import pytest

from nblib.check import Hint, Verdict, check, exercise, hint, prediction, use
from nblib.check.__main__ import summary
from nblib.check.function import Function
from nblib.check.registry import UnknownId, exercises
from nblib.check.showing import first_difference, show_difference, where_not_finite
from nblib.check.verdict import STATUSES, OptionLine, plain, quote
from nblib.functions import softmax
from nblib.mlp import MLP, Layer

pytestmark = pytest.mark.usefixtures("no_hints_yet")  # the words of a verdict depend on the hints shown before


def right(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


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
        (
            lambda gradients: [layer.W for layer in gradients],
            "returned a list in which not every entry is a pair (dW, db);",
        ),
        (lambda gradients: [(*layer, 0) for layer in gradients], "not every entry is a pair (dW, db)"),
        (lambda gradients: [layer.b[:2] for layer in gradients], "not every entry is a pair (dW, db)"),
        (lambda gradients: gradients[0].W, "of type `ndarray`, not one (dW, db) for each"),
        (lambda gradients: dict(enumerate(gradients)), "of type `dict`, not one (dW, db) for each"),
        (lambda gradients: [(layer.W, "db") for layer in gradients], "text, not numbers"),
    ],
)
def test_what_is_no_list_of_gradients_is_called_what_it_is(spoil, words):
    verdict = check("9.2", lambda net, outputs, dZ: spoil(MLP.backward(net, outputs, dZ)))
    assert verdict.status == "type or shape"
    assert verdict.mistake == ("no numbers" if words == "text, not numbers" else "not all gradients")
    assert words in verdict.message


# ── check, hint, use ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("id", ["7.9", "2", "", "2.1; 2.2", None, 3, "../lesson02", "<script>", ["2.1"]])
def test_an_unknown_id_lists_the_known_ones(id, capsys):
    verdict = check(id, 1)
    assert (verdict.passed, verdict.status) == (False, "unknown")
    assert verdict.exercise == "check"
    assert "; there are 0.0, 0.1" in verdict.message
    given = hint(id)
    assert "there are 0.0, 0.1" in repr(given)
    assert given == Hint("hint", 1, 3, given.text)
    assert use(id, 7) == 7
    assert capsys.readouterr().out.startswith("Nothing to use: there is no ")


@pytest.mark.parametrize(("id", "shown"), [("7.9", "7.9"), ("x" * 20, "x" * 20), ("x" * 21, "x" * 20 + "…")])
def test_no_more_than_twenty_letters_of_an_unknown_id_are_repeated(id, shown):
    assert check(id).message.startswith(f"there is no `{shown}`; there are 0.0, ")


def test_an_answer_that_cannot_even_be_looked_at_is_told_why():
    class Closed:
        def __getattribute__(self, name):
            raise KeyError(name)

    verdict = check("1.1", Closed())
    assert (verdict.exercise, verdict.status, verdict.passed) == ("1.1", "type or shape", False)
    assert verdict.message == "this answer cannot be looked at: it raises `KeyError`."


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
    assert hint("2.1").level == 3
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
        (np.array(1.0002), np.array(1), "expected `1`, got `1.0002`"),
        (
            np.array([np.nan, 1, 5e-9, *[1] * 14]),
            np.array([np.nan, 1, 0, *[1] * 13, 2]),
            "2 of 17 entries differ; the first is [2]: expected `0`, got `5e-09`",
        ),
        (np.array(1 / 3), np.array(1 / 3 + 1e-7), "expected `0.333333433333`, got `0.333333333333`"),
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
        (np.array([1234.5]), np.array([1234.25]), "Z[0] was 1234.5 and is 1234 afterwards"),
        (np.array(1.0), np.array(np.inf), "Z was 1.0 and is inf afterwards"),
        (np.array([np.nan]), np.array([np.nan]), None),
        (np.ones(1), "text", "Z had shape (1,) and is text, not numbers afterwards"),
        ([1], (1,), "Z is of type `tuple` afterwards"),
        ([1, 2], [1, "2"], "Z[1] is text, not numbers afterwards"),
        ([1, [2]], [1, [3]], "Z[1][0] is of type `int` afterwards"),
        (1, 1.0, "Z is of type `float` afterwards"),
        (0.5, float("0.5"), None),  # equal, and another object
        (np.nan, np.nan, None),  # one object, and not equal
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
