"""The survey on a sample of its mutants, and the survey put to the test; `python -m tests.survey` runs it all."""

from collections import Counter

import numpy as np
import pytest

from nblib.check import check
from nblib.information import entropy
from nblib.mlp import MLP
from tests.survey.judge import behaviour, first_fault
from tests.survey.mutations import mutants
from tests.survey.reasons import reason
from tests.survey.said import SAID, said, sample
from tests.survey.sources import FUNCTIONS, attempts, function_of, right_answers
from tests.survey.truth import untrue

NAMED = 0.95  # the share that is told by name: 166 of the 173 of this sample, 95.2 % of all mutants


@pytest.fixture(scope="module")
def found():
    return sample()


def test_no_wrong_answer_of_the_sample_passes(found):
    assert sum(len(one.wrong) for one in found.values()) > 150
    assert [judged.mutant.change for one in found.values() for judged in one.of("PASSED")] == []


def test_nothing_that_is_said_is_untrue(found):
    assert [judged.untrue for one in found.values() for judged in one.wrong if judged.untrue] == []


def test_what_is_right_after_all_passes_and_there_is_a_reason(found):
    right = [judged for one in found.values() for judged in one.equivalent]
    assert len(right) > 10
    assert [judged.mutant.change for judged in right if not judged.verdict.passed] == []
    assert [judged.mutant.change for judged in right if reason(judged.mutant.change) is None] == []


def test_the_share_that_is_told_by_name_does_not_fall(found):
    wrong = [judged for one in found.values() for judged in one.wrong]
    assert sum(judged.stage == "named" for judged in wrong) / len(wrong) >= NAMED


def test_every_word_is_as_it_was(found):
    """If it should not be: python -m tests.survey.said, and read the difference."""
    told, kept = (text.split("\n# ") for text in (said(found), SAID.read_text(encoding="utf-8")))
    assert len(kept) > 150
    assert told == kept


@pytest.mark.parametrize("id", FUNCTIONS)
def test_each_exercise_has_at_least_thirty_mutants_of_its_solution_and_every_right_answer_is_right(id):
    solution, *others = right_answers(FUNCTIONS[id])
    assert len(list(mutants(solution))) >= 30
    for source in (solution, *others):
        function = function_of(source, FUNCTIONS[id].name)
        assert check(id, function).passed
        assert first_fault(id, behaviour(id, function)) is None


@pytest.mark.parametrize(("id", "kind", "what", "source"), attempts(), ids=lambda text: text[:24].strip())
def test_an_attempt_as_a_person_would_write_it_is_judged_rightly_and_told_the_truth(id, kind, what, source):
    function = function_of(source, FUNCTIONS[id].name)
    verdict = check(id, function)
    assert verdict.passed == (kind == "right"), what
    assert untrue(id, function, verdict) == []


def test_every_exercise_has_at_least_five_wrong_attempts():
    wrong = Counter(id for id, kind, *_ in attempts() if kind == "wrong")
    assert wrong.keys() == FUNCTIONS.keys()
    assert min(wrong.values()) >= 5


# ── The survey put to the test ───────────────────────────────────────────────────────────────────────────────────────


def test_the_rules_make_the_mutants_that_they_promise():
    source = (
        "def f(X, W, b):\n    total = 0\n    for x in X:\n        total += x.sum(axis=0) @ W.T\n    return total - b"
    )
    changes = {mutant.change for mutant in mutants(source)}
    for change in (
        "return total - b → return total + b",
        "return total - b → return b - total",
        "return total - b → return total",
        "return total - b → return -(total - b)",
        "return total - b → return np.asarray(total - b).astype(int)",
        "return total - b → return (total - b)[:-1]",
        "return total - b → nothing",
        "total = 0 → total = 1",
        "total = 0 → nothing",
        "for x in X: → for x in list(X)[1:]:",
        "for x in X: → for x in W:",
        "total += x.sum(axis=0) @ W.T → total = x.sum(axis=0) @ W.T",
        "total += x.sum(axis=0) @ W.T → total += W.T @ x.sum(axis=0)",
        "total += x.sum(axis=0) @ W.T → total += x.sum(axis=0) @ W",
        "total += x.sum(axis=0) @ W.T → total += x.sum(axis=0) * W.T",
        "total += x.sum(axis=0) @ W.T → total += x.sum(axis=1) @ W.T",
        "total += x.sum(axis=0) @ W.T → total += x.sum() @ W.T",
        "total += x.sum(axis=0) @ W.T → total += x.mean(axis=0) @ W.T",
        "nothing → return total",
        "return total - b → result = total - b ⏎ X *= 2 ⏎ return result",
    ):
        assert change in changes, change


def test_the_rules_write_over_arguments_and_make_arrays_of_another_kind():
    changes = {mutant.change for mutant in mutants("def f(x):\n    y = np.zeros(3)\n    return x - np.exp(x) + y")}
    for change in (
        "return x - np.exp(x) + y → return np.subtract(x, np.exp(x), out=x) + y",
        "return x - np.exp(x) + y → return x - np.exp(x, out=x) + y",
        "y = np.zeros(3) → y = np.zeros(3, dtype=int)",
        "y = np.zeros(3) → y = np.zeros(3, dtype=np.float32)",
    ):
        assert change in changes, change


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (lambda p: entropy(p) + 1e-3, "returns something else"),
        (lambda p: entropy(p) if p.all() else 0.0, "returns something else"),
        (lambda p: [entropy(p)], "returns something else"),
        (lambda p: str(entropy(p)), "returns something else"),
        (lambda p: 1 / 0, "raises ZeroDivisionError"),
        (lambda p: [entropy(p), p.fill(0)][0], "changes an argument"),
        (lambda p: p[99] and entropy(p), "raises IndexError"),
    ],
)
def test_the_judge_of_the_survey_sees_every_kind_of_fault(wrong, fault):
    assert first_fault("1.3", behaviour("1.3", wrong))[1] == fault


def doubled(p):
    return 2 * entropy(p)


LIES = [
    ("expected `1.75`, got `3.5`", "expected `1.75`, got `3.4`"),
    ("expected `1.75`", "expected `1.85`"),
    ("every number is 2 times", "every number is 3 times"),
    ("On all 5 wrong inputs", "On every input"),
    ("It is right on 1 of the 6 inputs", "It is right on 2 of the 6 inputs"),
    ("For `p = [0.5, 0.25, 0.125, 0.125]`:", "For `p = [0.5, 0, 0.5]`:"),
]


@pytest.mark.parametrize(("truth", "lie"), LIES)
def test_a_lie_in_a_verdict_is_found(truth, lie):
    verdict = check("1.3", doubled)
    assert untrue("1.3", doubled, verdict) == []
    assert truth in verdict.message
    told = type(verdict)(verdict.exercise, verdict.status, verdict.message.replace(truth, lie), verdict.mistake)
    assert untrue("1.3", doubled, told) != []


def last_bias_tripled(net, outputs, dZ):
    *others, last = MLP.backward(net, outputs, dZ)
    return [*others, last._replace(b=3 * last.b)]


@pytest.mark.parametrize(
    ("id", "function", "truth", "lie"),
    [
        ("3.1", lambda X, W, b: X.sum() + 0 * X @ W + b, "When `W` gets other values", "When `b` gets other values"),
        ("3.1", lambda X, W, b: (X @ W).cumsum(axis=1) + b, "changes at [0, 1]", "changes at [0, 0]"),
        ("2.1", lambda Z: np.log(Z), "zero encountered in log", "zero encountered in divide"),
        ("2.1", lambda Z: Z[:, 0], "shape (2,)", "shape (2, 2)"),
        ("2.1", lambda Z: 0 * Z + np.inf, "holds `inf` at [0, 0]", "holds `nan` at [0, 0]"),
        ("2.1", lambda Z: Z / 0, "holds `inf` at [0, 0]", "holds `nan` at [0, 0]"),
        ("2.1", lambda Z: 1 / 0, "stopped with `ZeroDivisionError`", "stopped with `ValueError`"),
        ("2.1", lambda Z: [Z.sum(), Z.fill(0)][0] + Z, "was 1.0 and is 0.0", "was 1.0 and is 2.0"),
        (
            "9.3g",
            last_bias_tripled,
            "every number is 3 times",
            "every number is 4 times",
        ),
        (
            "3.1",
            lambda X, W, b: X @ W - b,
            "You subtracted b. A bias is added",
            "The bias is missing: every column is off",
        ),
    ],
)
def test_lies_about_shapes_errors_changes_and_names_are_found(id, function, truth, lie):
    verdict = check(id, function)
    assert truth in verdict.message
    assert untrue(id, function, verdict) == []
    message = verdict.message.replace(truth, lie)
    if "subtracted b" in truth:  # the whole message of another entry of the bank
        own, other = (next(w for w in FUNCTIONS[id].wrong if text in w.message) for text in (truth, lie))
        message = verdict.message.replace(own.message, other.message)
    assert untrue(id, function, type(verdict)(id, verdict.status, message, verdict.mistake)) != []
