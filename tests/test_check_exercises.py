"""The exercises tested: what is right passes, what is untouched does not, each wrong answer gets its own message."""

import itertools
import re

import numpy as np
import pytest

from nblib.check import check, hint
from nblib.check.choice import Choice, Ordering
from nblib.check.function import Function
from nblib.check.registry import exercises, predictions
from nblib.check.sweep import Sweep
from nblib.check.training import Training
from nblib.check.value import Value
from nblib.mlp import Layer

EXERCISES = exercises()


def of_kind(*kinds):
    chosen = [exercise for exercise in EXERCISES.values() if isinstance(exercise, kinds)]
    return pytest.mark.parametrize("exercise", chosen, ids=lambda exercise: exercise.id)


def bank(*kinds):
    """Every answer of every wrong answer in the banks of these kinds of exercises."""
    rows = [
        pytest.param(exercise, wrong, answer, id=f"{exercise.id}-{wrong.name}-{number}")
        for exercise in EXERCISES.values()
        if isinstance(exercise, kinds)
        for wrong in exercise.wrong
        for number, answer in enumerate(wrong.answers)
    ]
    return pytest.mark.parametrize(("exercise", "wrong", "answer"), rows)


every_exercise = of_kind(object)


# ── Every exercise ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_lessons_of_this_edition_have_their_exercises():
    assert {"0.1", "0.2", "0.3", "2.1", "2.2", "2.3", "9.1", "9.2", "9.3a", "9.3e", "9.3f"} <= set(EXERCISES)
    assert {"0.a", "2.a", "2.b", "9.a", "9.b"} <= set(predictions())


@every_exercise
def test_the_solution_passes(exercise):
    verdict = check(exercise.id, exercise.solution)
    assert verdict.passed
    assert verdict.mistake is None
    assert verdict.headline == "✔ Correct"
    assert exercise.because in verdict.message


@every_exercise
@pytest.mark.parametrize("untouched", [None, ...], ids=["None", "dots"])
def test_nothing_is_not_attempted(exercise, untouched):
    verdict = check(exercise.id, untouched)
    assert (verdict.passed, verdict.status) == (False, "not attempted")
    assert verdict.headline == "○ Not attempted"


@every_exercise
def test_three_hints_and_none_like_another(exercise):
    assert len(exercise.hints) == 3
    assert len({hint(exercise.id, level).text for level in (1, 2, 3)}) == 3


@every_exercise
def test_an_exercise_knows_wrong_answers_by_name(exercise):
    assert len(exercise.mistakes) >= 1
    assert len(set(exercise.mistakes)) == len(exercise.mistakes)


@every_exercise
def test_texts_end_like_sentences_and_hold_no_markup(exercise):
    assert exercise.task
    assert exercise.because
    everything = [exercise.task, exercise.because, *exercise.hints, *messages(exercise)]
    assert not re.search(r"<[a-z/]|!(?!=)", "\n".join(everything)), "no HTML, no shouting"
    for message in messages(exercise):
        assert message.endswith((".", "?")), message


def messages(exercise):
    """All that an exercise says about wrong answers."""
    if isinstance(exercise, Choice):
        return [option.feedback for option in exercise.options]
    if isinstance(exercise, Ordering):
        return [rule.message for rule in exercise.rules]
    return [wrong.message for wrong in exercise.wrong] + list(getattr(exercise, "on_change", {}).values())


@every_exercise
def test_no_message_equals_another(exercise):
    said = messages(exercise)
    assert len(set(said)) == len(said)


@every_exercise
def test_no_message_gives_the_solution_away(exercise):
    if isinstance(exercise, Value):
        shown = re.escape(f"{exercise.expected:.4g}") if np.ndim(exercise.expected) == 0 else re.escape("[[-0.3")
        for message in messages(exercise):
            if exercise.id != "0.0":  # the toy tells its answer
                assert not re.search(rf"(?<![\d.]){shown}(?![\d.])", message)
    else:
        code = re.search(r"```python\n(.*)```", exercise.hints[2], flags=re.DOTALL)
        returned = re.findall(r"return (.*)", code.group(1)) if code else []
        for message, line in itertools.product(messages(exercise), returned):
            assert line not in message or line.isidentifier()


# ── Functions ────────────────────────────────────────────────────────────────────────────────────────────────────────


@of_kind(Function)
@pytest.mark.parametrize("seed", range(5))
def test_the_reference_passes_at_several_seeds(exercise, seed):
    assert exercise.judge(exercise.reference, seed=seed).passed


@of_kind(Function)
def test_the_cases_hold_different_and_equal_sizes(exercise):
    shapes = {tuple(part.shape) for case in exercise.cases(np.random.default_rng(0)) for part in arrays(case)}
    tables = {shape for shape in shapes if len(shape) == 2}
    if not tables:  # a function of vectors, or of nodes, has no rows and columns to mistake
        assert shapes or isinstance(exercise, Sweep)
        return
    assert any(m == c > 1 for m, c in tables)
    assert any(m != c and m > 1 for m, c in tables)
    assert any(m == 1 for m, c in tables)


def arrays(case):
    if isinstance(case, np.ndarray):
        return [case]
    return [array for part in case for array in arrays(part)] if isinstance(case, (tuple, list)) else []


@of_kind(Function)
def test_the_code_of_the_last_hint_passes(exercise):
    [code] = re.findall(r"```python\n(.*)```", exercise.hints[2], flags=re.DOTALL)
    namespace = {"np": np, "Layer": Layer}
    exec(code, namespace)
    assert check(exercise.id, namespace[exercise.name]).passed


STUBS = [
    "def f({}): ...",
    "def f({}): pass",
    "def f({}):\n    'Only words.'",
    "def f({}):\n    'Only words.'\n    return ...",
    "def f({}): return None",
    "def f({}): raise NotImplementedError",
    "def f({}):\n    raise NotImplementedError('your turn')",
    "def f({}):\n    result = ...\n    return result",
    "def f({}):\n    result = ...\n    return result.sum()",
    "def f({}):\n    return [(..., ...)]",
]


@of_kind(Function)
@pytest.mark.parametrize("stub", STUBS)
def test_a_stub_is_not_attempted(exercise, stub):
    namespace = {}
    exec(stub.format(", ".join(exercise.parameters)), namespace)
    verdict = check(exercise.id, namespace["f"])
    assert (verdict.passed, verdict.status) == (False, "not attempted")


@of_kind(Function)
def test_a_function_of_zeros_does_not_pass(exercise):
    def zeros(*arguments):
        right = exercise.reference(*arguments)
        if isinstance(right, dict):
            return dict.fromkeys(right, 0.0)
        if isinstance(right, tuple):
            return tuple(0 * part for part in right)
        return [Layer(0 * dW, 0 * db) for dW, db in right] if isinstance(right, list) else 0 * right

    verdict = check(exercise.id, zeros)
    assert not verdict.passed
    assert verdict.status in {"invariant", "named", "wrong"}


@of_kind(Function)
@pytest.mark.parametrize("factor", [1.001, 0.999], ids=str)
def test_a_result_off_by_a_tenth_of_a_percent_does_not_pass(exercise, factor):
    def nearly(*arguments):
        right = exercise.reference(*arguments)
        if isinstance(right, dict):
            return {node: derivative * factor for node, derivative in right.items()}
        if isinstance(right, tuple):  # of results: only the last is off
            return (*right[:-1], right[-1] * factor)
        if isinstance(right, list):  # of layers: only the last bias is off
            *others, (dW, db) = right
            return [*others, Layer(dW, db * factor)]
        return right * factor

    assert not check(exercise.id, nearly).passed


@bank(Function)
@pytest.mark.parametrize("seed", [0, 1])
def test_every_wrong_function_gets_its_own_message(exercise, wrong, answer, seed):
    verdict = exercise.judge(answer, seed=seed)
    assert (verdict.status, verdict.mistake) == ("named", wrong.name)
    assert wrong.message in verdict.message
    assert sum(other.message in verdict.message for other in exercise.wrong) == 1


@of_kind(Function)
def test_no_two_wrong_functions_behave_alike(exercise):
    cases = exercise.cases(np.random.default_rng(0))
    behaviours = [
        (wrong.name, [exercise.observe(function, case) for case in cases])
        for wrong in exercise.wrong
        for function in wrong.answers
    ]
    for (name, a), (other, b) in itertools.combinations(behaviours, 2):
        alike = all(x.same_as(y) for x, y in zip(a, b, strict=True))
        assert not alike or name == other, f"{name} and {other} cannot be told apart"


@of_kind(Function)
def test_changing_an_argument_has_its_own_message(exercise):
    case = exercise.arguments(exercise.cases(np.random.default_rng(0))[0])
    for position, parameter in enumerate(exercise.parameters):
        if callable(case[position]) or np.isscalar(case[position]):  # nothing that could be changed
            assert parameter not in exercise.on_change
            continue

        def spoils(*arguments, position=position):
            result = exercise.reference(*arguments)
            spoil(arguments[position])
            return result

        verdict = check(exercise.id, spoils)
        assert verdict.mistake == f"changed {parameter}"
        assert verdict.status == "invariant"
        assert exercise.on_change[parameter] in verdict.message
        assert "afterwards" in verdict.message


def spoil(argument):
    if isinstance(argument, np.ndarray):
        argument += 1
    elif isinstance(argument, list):
        argument.pop()
    else:
        argument.layers[0].W[0, 0] += 1


# ── Values ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@bank(Value)
def test_every_wrong_value_gets_its_own_message(exercise, wrong, answer):
    verdict = check(exercise.id, answer)
    assert (verdict.status, verdict.mistake) == ("named", wrong.name)
    assert wrong.message in verdict.message
    assert sum(other.message in verdict.message for other in exercise.wrong) == 1


@bank(Value)
def test_wrong_values_are_recognised_with_three_digits(exercise, wrong, answer):
    if np.ndim(exercise.expected) == np.ndim(answer) == 0:
        assert check(exercise.id, f"{answer:.3g}").mistake == wrong.name
    else:
        assert check(exercise.id, np.round(answer, 3)).mistake == wrong.name


# ── Quizzes ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@of_kind(Choice)
def test_every_option_wrongly_treated_says_why(exercise):
    for letter, option in zip(exercise.letters, exercise.options, strict=True):
        if exercise.select_all:
            ticked = set(exercise.solution) ^ {letter} or {"a"}  # with nothing ticked it is not attempted
            verdict = check(exercise.id, ticked)
            assert letter in verdict.mistake.split(", ")
            assert {line.letter for line in verdict.options if not line.right} == ticked ^ set(exercise.solution)
            [line] = [line for line in verdict.options if line.letter == letter]
            assert option.feedback in line.text
            assert ("wrongly left out" if option.correct else "wrongly ticked") in line.text
            right = sum(line.right for line in verdict.options)
            assert f"{right} of {len(exercise.options)} options" in verdict.message
        elif not option.correct:
            verdict = check(exercise.id, letter)
            assert (verdict.status, verdict.mistake) == ("named", letter)
            assert option.feedback in verdict.message


@of_kind(Choice)
def test_a_single_choice_has_one_right_option_and_a_selection_some_but_not_all(exercise):
    right = sum(option.correct for option in exercise.options)
    assert 0 < right < len(exercise.options)
    assert exercise.select_all or right == 1


@of_kind(Ordering)
def test_every_order_is_right_or_breaks_a_rule(exercise):
    right = [exercise.words, *exercise.notes]
    names = set()
    for order in itertools.permutations(exercise.words):
        verdict = check(exercise.id, list(order))
        assert verdict.passed == (order in right)
        if not verdict.passed:
            [rule] = [rule for rule in exercise.rules if rule.name == verdict.mistake]
            assert rule.message in verdict.message
            names.add(rule.name)
    assert names == set(exercise.mistakes), "every rule is the first to be broken by some order"


@of_kind(Ordering)
def test_an_unusual_right_order_passes_with_a_note(exercise):
    for order, note in exercise.notes.items():
        verdict = check(exercise.id, ", ".join(order))
        assert verdict.passed
        assert note in verdict.message


# ── Lines of the playground ──────────────────────────────────────────────────────────────────────────────────────────


@bank(Training)
def test_every_wrong_line_gets_its_own_message(exercise, wrong, answer):
    verdict = check(exercise.id, answer)
    assert (verdict.status, verdict.mistake) == ("named", wrong.name)
    assert wrong.message in verdict.message
    assert sum(other.message in verdict.message for other in exercise.wrong) == 1
    assert verdict.message.startswith("You changed `"), "the knobs that were changed are told"


@of_kind(Training)
@pytest.mark.parametrize("more", ["", ";step=5", ";panel=slice;point=3", ";penalty_rate=0.1"])
def test_the_line_as_it_was_given_is_not_attempted(exercise, more):
    verdict = check(exercise.id, exercise.given + more)
    assert (verdict.passed, verdict.status) == (False, "not attempted")


@of_kind(Training)
def test_the_run_that_was_given_is_not_yet_right(exercise):
    trial = exercise.trial(exercise.given)
    assert trial.changed == ()
    assert not trial.last < exercise.goal


@of_kind(Training)
def test_a_line_from_a_running_playground_is_run_from_its_start_with_the_knobs_as_they_stand(exercise):
    _, changed = exercise.solution.split("learning_rate=")
    rate = changed.split(";")[0]
    turned = exercise.solution.replace(f"rate={rate}", "rate=1") + f";step=7;turned=3:learning_rate={rate};panel=slice"
    assert check(exercise.id, turned) == check(exercise.id, exercise.solution)


@of_kind(Training)
@pytest.mark.parametrize(
    "line",
    ["learning_rat=1", "learning_rate=nan", "learning_rate=0.1;learning_rate=0.2", "batch=0", "hidden=99", "=;=", "¿?"],
)
def test_a_bad_line_is_told_what_is_wrong_with_it(exercise, line):
    verdict = check(exercise.id, line)
    assert (verdict.status, verdict.mistake) == ("type or shape", "bad line")
    assert "cannot be read: `" in verdict.message


@of_kind(Training)
@pytest.mark.parametrize("answer", [5, 0.1, ["seed=1"], {"seed": 1}, len, b"seed=1", float("nan")], ids=repr)
def test_an_answer_that_is_no_line_is_told_so(exercise, answer):
    verdict = check(exercise.id, answer)
    assert (verdict.passed, verdict.status) == (False, "type or shape")
    assert "a line of text is asked for" in verdict.message


@of_kind(Training)
def test_whatever_has_a_line_can_be_handed_in(exercise):
    class Widget:
        line = exercise.solution

    assert check(exercise.id, Widget()).passed


# ── Predictions ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("prediction", predictions().values(), ids=lambda prediction: prediction.id)
def test_a_prediction_has_one_right_option_among_several(prediction):
    assert len(set(prediction.options)) == len(prediction.options) >= 2
    assert prediction.right == prediction.options[prediction.answer]
    assert len(prediction.reveal) > 100
    assert not re.search(r"<[a-z/]|!(?!=)", prediction.question + prediction.reveal)
