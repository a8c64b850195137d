"""Whatever a learner's function does, a verdict comes back, and nothing that it did is left behind."""

import io
import itertools
import sys
import threading
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nblib.check
from nblib.check import Verdict, check, hint, sandbox, use
from nblib.check.call import observe
from nblib.check.function import Function
from nblib.check.guarding import guarded_call
from nblib.check.registry import exercises
from nblib.check.sandbox import OutOfBudget, describe_error, guard, run
from nblib.functions import softmax

FUNCTIONS = [exercise for exercise in exercises().values() if isinstance(exercise, Function)]


# ── Errors ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def recursion(Z):
    return recursion(Z)


def out_of_memory(Z):
    return np.zeros((10**7, 10**7))


class Unspeakable(Exception):
    def __str__(self):
        raise ValueError("not even this")


def raising(error):
    def raises(Z):
        raise error

    return raises


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (raising(KeyboardInterrupt()), "it was interrupted (KeyboardInterrupt)"),
        (raising(SystemExit(0)), "it stopped with `SystemExit`: `0`"),
        (raising(GeneratorExit()), "it stopped with `GeneratorExit`"),
        (raising(MemoryError()), "it stopped with `MemoryError`"),
        (raising(AssertionError()), "it stopped with `AssertionError`"),
        (raising(Unspeakable()), "it stopped with `Unspeakable`"),
        (
            raising(BaseExceptionGroup("two", [ValueError(1), KeyboardInterrupt()])),
            "it stopped with `BaseExceptionGroup`",
        ),
        (lambda Z: sys.exit("bye"), "it stopped with `SystemExit`: `bye`"),
        (lambda Z: Z @ Z, "it stopped with `ValueError`: `matmul"),
        (lambda Z: missing, "it stopped with `NameError`: `name 'missing' is not defined`"),  # noqa: F821
        (recursion, "it calls itself without end (RecursionError)"),
        (out_of_memory, "it stopped with `MemoryError`: `Unable to allocate"),
    ],
)
def test_every_error_is_caught_and_described(function, words):
    verdict = check("2.1", function)
    assert verdict.status == "raised"
    assert words in verdict.message


def test_the_learner_s_own_line_is_quoted_even_if_a_line_of_numpy_raised():
    def inverts(Z):
        return np.linalg.inv(np.zeros((2, 2)))

    assert describe_error(guard(inverts, None).error, inverts) == (
        "it stopped with `LinAlgError`: `Singular matrix`, in the line `return np.linalg.inv(np.zeros((2, 2)))`."
    )


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (raising(KeyboardInterrupt()), "it was interrupted (KeyboardInterrupt) before it returned."),
        (recursion, "it calls itself without end (RecursionError)."),
        (raising(ValueError(".5 is too much.")), "it stopped with `ValueError`: `.5 is too much`."),
        (len, "it stopped with `TypeError`: `object of type 'NoneType' has no len()`."),
    ],
)
def test_an_error_is_described_in_one_sentence(function, words):
    error = guard(function, None).error
    assert describe_error(error, len) == words  # a built-in function has no lines to quote


def test_the_learner_s_own_line_is_quoted_even_if_numpy_raised():
    def misaligned(Z):
        E = np.exp(Z)
        return E / np.concatenate([E, E.T])

    message = check("2.1", misaligned).message
    assert "in the line `return E / np.concatenate([E, E.T])`" in message


# ── Endless loops ────────────────────────────────────────────────────────────────────────────────────────────────────


# A loop that never leaves its line is a case of its own for Python's tracer; a formatter would break the line.
namespace = {}
exec("def one_line(Z):\n    while True: pass", namespace)
one_line = namespace["one_line"]


def several_lines(Z):
    k = 0
    while k >= 0:
        k += 1
    return Z


def swallows_exceptions(Z):
    while True:
        try:
            several_lines(Z)
        except Exception:
            continue


def generator(Z):
    return sum(x for x in itertools.count())


class EndlessArray:
    def __array__(self, *arguments, **keywords):
        one_line(None)


@pytest.mark.parametrize("function", [one_line, several_lines, swallows_exceptions, generator])
def test_an_endless_loop_is_ended(function):
    verdict = check("2.1", function)
    assert verdict.status == "raised"
    assert "it ran for 200,000 steps without returning. Does the loop end?" in verdict.message


def test_the_steps_allowed_are_the_caller_s():
    outcomes = (run(one_line, [None], ["Z"], steps=50), observe(one_line, [None], ["Z"], None, steps=50))
    assert [outcome.error.args for outcome in outcomes] == [(50,), (50,)]


def test_an_endless_loop_in_the_reading_of_a_result_is_ended():
    verdict = check("2.1", lambda Z: EndlessArray())
    assert verdict.status == "type or shape"
    assert "raises `OutOfBudget` when it is read" in verdict.message
    assert not check("0.1", EndlessArray()).passed


def test_a_long_loop_that_ends_is_let_be():
    def patient(Z):
        for _ in range(2000):
            Z = Z + 0
        return softmax(Z)

    assert check("2.1", patient).passed


def steps_of(function):
    """How many steps the interpreter itself reports."""
    reported = itertools.count()

    def trace(frame, event, argument):
        frame.f_trace_opcodes = True
        next(reported)
        return trace

    before = sys.gettrace()
    sys._getframe().f_trace_opcodes = True
    sys.settrace(trace)
    function()
    sys.settrace(before)
    return next(reported)


def test_the_budget_is_counted_to_the_last_step():
    def loop():
        for _ in range(7):
            pass

    steps = steps_of(loop)
    assert steps > 20
    assert guard(loop, steps=steps).error is None
    assert isinstance(guard(loop, steps=steps - 1).error, OutOfBudget)


def test_library_code_and_imports_cost_no_steps(monkeypatch):
    def imports(_):
        import colorsys

        return colorsys.rgb_to_hsv(0.1, 0.2, 0.3)

    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    assert guard(imports, None, steps=100).error is None
    monkeypatch.setattr(sandbox, "_LIBRARIES", ("no such folder",))
    monkeypatch.delitem(sys.modules, "colorsys")
    assert isinstance(guard(imports, None, steps=100).error, OutOfBudget)


# ── What is left behind: nothing ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("function", [softmax, one_line, raising(KeyboardInterrupt())])
def test_an_existing_tracer_goes_on(function):
    seen = []

    def tracer(frame, event, argument):
        seen.append(event)

    before = sys.gettrace()
    sys.settrace(tracer)
    try:
        guard(function, np.ones((2, 2)))
        assert sys.gettrace() is tracer
        seen.clear()
        (lambda: None)()
        assert seen == ["call"]
    finally:
        sys.settrace(before)


def test_only_the_calling_thread_is_traced():
    seen = []

    def starts_a_thread(_):
        thread = threading.Thread(target=lambda: seen.append(sys.gettrace()))
        thread.start()
        thread.join()

    starts_a_thread(None)
    guard(starts_a_thread, None)
    assert type(seen[0]) is type(seen[1])  # None, unless somebody measures the coverage of all threads


def test_standard_output_and_numpy_s_settings_are_restored(capsys):
    before = (sys.stdout, sys.stderr, np.geterr(), warnings.filters[:])

    def careless(Z):
        print("lost")
        np.seterr(all="raise")
        warnings.simplefilter("error")
        raise KeyboardInterrupt

    assert guard(careless, None).printed == "lost\n"
    assert (sys.stdout, sys.stderr, np.geterr(), warnings.filters[:]) == before
    assert capsys.readouterr().out == ""


def test_warnings_of_the_function_are_silenced():
    def warns(Z):
        warnings.warn("careful", stacklevel=1)
        return np.log(np.array([0.0, -1.0])) / 0

    assert guard(warns, None).error is None


def test_checks_from_several_threads_do_not_mix_their_output():
    def prints(number):
        def function(Z):
            for _ in range(50):
                print(number)
            return softmax(Z)

        return function

    verdicts = {}
    threads = [threading.Thread(target=lambda k=k: verdicts.update({k: check("2.1", prints(k))})) for k in range(4)]
    stdout = sys.stdout
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sys.stdout is stdout
    for k, verdict in verdicts.items():
        assert verdict.passed
        assert set(verdict.message.split("It printed ")[1]) & set("0123") == {str(k)}


def test_a_function_may_call_a_check_itself():
    def nested(Z):
        assert check("0.1", 43).passed
        return softmax(Z)

    assert check("2.1", nested).passed


# ── Changes to arguments ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_function_gets_copies():
    Z = np.ones((2, 2))
    outcome = run(lambda Z: Z.fill(5), [Z], ["Z"])
    assert outcome.change == ("Z", "Z[0, 0] was 1.0 and is 5.0 afterwards")
    assert (Z == 1).all()


def replace_first(outputs):
    outputs[0] = "gone"


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda outputs: outputs.pop(), "outputs had 2 entries and has 1 afterwards"),
        (lambda outputs: outputs.clear(), "outputs had 2 entries and has 0 afterwards"),
        (lambda outputs: outputs.append(1), "outputs had 2 entries and has 3 afterwards"),
        (lambda outputs: outputs.reverse(), "outputs[0] had shape (2,) and is of shape (2, 2) afterwards"),
        (replace_first, "outputs[0] had shape (2,) and is text, not numbers afterwards"),
        (lambda outputs: outputs[1].fill(np.nan), "outputs[1][0, 0] was 1.0 and is nan afterwards"),
        (
            lambda outputs: outputs[0].resize(3, refcheck=False),
            "outputs[0] had shape (2,) and is of shape (3,) afterwards",
        ),
    ],
)
def test_a_change_is_found_wherever_it_is(spoil, words):
    outcome = run(spoil, [[np.ones(2), np.ones((2, 2))]], ["outputs"])
    assert outcome.change == ("outputs", words)


def test_no_change_is_seen_where_there_is_none():
    arguments = [np.array([np.nan, 1.0]), [np.ones(2), 3, "text", None], (1.5,)]
    assert run(lambda *given: [np.sum(part) for part in given[:1]], arguments, "abc").change is None


def test_a_change_made_before_an_error_is_kept():
    def changes_and_raises(Z):
        Z[0] = 7
        raise ValueError

    assert run(changes_and_raises, [np.ones(1)], ["Z"]).change == ("Z", "Z[0] was 1.0 and is 7.0 afterwards")


# ── Hostile answers ──────────────────────────────────────────────────────────────────────────────────────────────────


class Hostile:
    """Whatever one asks of it, it raises."""

    def __init__(self, error):
        object.__setattr__(self, "error", error)

    def refuse(self, *arguments, **keywords):
        # Without the traceback of the times before, which would grow with every question.
        raise object.__getattribute__(self, "error").with_traceback(None)

    __repr__ = __str__ = __eq__ = __hash__ = __array__ = __len__ = __iter__ = __bool__ = __float__ = refuse
    __getattr__ = __getitem__ = __contains__ = __lt__ = __index__ = __int__ = __call__ = __deepcopy__ = refuse


class HostileEverywhere(Hostile):
    __getattribute__ = Hostile.refuse


class Liar:
    """It says that it is an array."""

    __class__ = np.ndarray
    shape = (2, 3)


class EndlessList(list):
    def __iter__(self):
        return itertools.repeat(0.5)

    def __len__(self):
        return 10**9


loop = []
loop.append(loop)

ERRORS = [ValueError("no"), KeyboardInterrupt(), SystemExit(1), RecursionError(), Unspeakable()]
ODDITIES = [
    *(Hostile(error) for error in ERRORS),
    *(HostileEverywhere(error) for error in ERRORS),
    Liar(),
    EndlessList(),
    loop,
    object(),
    range(10**12),
    itertools.count(),
    np.array(["a"]),
    np.array([{}, None]),
    np.zeros((0, 3)),
    np.datetime64("2020-01-01"),
    np.zeros(3, dtype=[("x", int)]),
    memoryview(b"abc"),
    float,
    Hostile,
    check,
    type("<script>", (), {}),
    type("<script>", (), {})(),
    "<script>alert(1)</script>",
    sys,
    NotImplemented,
]

# By number: pytest and hypothesis would look at the objects themselves.
each_oddity = pytest.mark.parametrize("number", range(len(ODDITIES)))

plain_values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.complex_numbers(),
    st.text(max_size=20),
    st.binary(max_size=5),
    st.integers(0, len(ODDITIES) - 1).map(lambda number: ODDITIES[number]),
)
values = st.recursive(
    plain_values,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.text(max_size=3), inner, max_size=2),
        st.lists(st.floats(), max_size=6).map(np.array),
    ),
    max_leaves=6,
)
boxes = values.map(lambda value: [value])  # hypothesis asks what it draws for its class


def is_harmless(verdict):
    assert isinstance(verdict, Verdict)
    assert not verdict.passed
    for text in (repr(verdict), verdict._repr_markdown_()):
        assert isinstance(text, str)
        assert "<script" not in text


@given(box=boxes)
@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda exercise: exercise.id)
def test_no_odd_answer_to_a_function_exercise_raises_or_passes(exercise, box):
    is_harmless(check(exercise.id, *box))
    is_harmless(check(exercise.id, lambda *arguments: box[0]))


@given(box=boxes, id=st.sampled_from([id for id in exercises() if not isinstance(exercises()[id], Function)]))
def test_no_odd_answer_to_another_exercise_raises(id, box):
    verdict = check(id, *box)
    assert isinstance(verdict, Verdict)
    assert "<script" not in verdict._repr_markdown_()


@pytest.mark.parametrize("id", list(exercises()))
@each_oddity
def test_no_oddity_passes_any_exercise(id, number):
    is_harmless(check(id, ODDITIES[number]))


@each_oddity
def test_a_function_that_returns_an_oddity_once_does_not_pass(number):
    calls = itertools.count()
    is_harmless(check("2.1", lambda Z: softmax(Z) if next(calls) != 3 else ODDITIES[number]))


@each_oddity
def test_an_oddity_is_no_level_of_a_hint(number, monkeypatch):
    monkeypatch.setattr(nblib.check, "_hints_shown", {})
    assert repr(hint("2.1", ODDITIES[number])) == "Hint 1 of 3 (2.1): the level of a hint is 1, 2 or 3."
    assert nblib.check._hints_shown == {}


@given(box=st.tuples(values, values))
def test_no_odd_id_or_level_raises(box):
    id, level = box
    shown, nblib.check._hints_shown = nblib.check._hints_shown, {}
    try:
        assert isinstance(check(id), Verdict)
        assert isinstance(repr(hint(id, level)), str)
        assert isinstance(repr(hint("2.1", level)), str)
        before, sys.stdout = sys.stdout, io.StringIO()
        try:
            use(id, 7)
            assert sys.stdout.getvalue().count("\n") == 1
        finally:
            sys.stdout = before
    finally:
        nblib.check._hints_shown = shown


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Hostile, "outputs[0] had shape (2,) and is a function afterwards"),
        (HostileEverywhere, "outputs is no longer what it was"),
    ],
)
def test_an_argument_replaced_by_something_hostile_is_a_change(kind, words):
    def plants(outputs):
        outputs[0] = kind(KeyboardInterrupt())

    assert run(plants, [[np.ones(2)]], ["outputs"]).change == ("outputs", words)


def test_describing_an_error_never_raises():
    assert describe_error(Unspeakable()) == "it stopped with `Unspeakable`."


def test_a_guarded_call_gives_the_value_or_why_there_is_none_and_has_ten_times_the_steps_of_an_exercise():
    def counts(number):
        while number:
            number -= 1
        return "done"

    def inverts(number):
        return 1 / number

    assert guarded_call(counts, 40_000) == ("done", "")
    assert guard(counts, 40_000).error is not None
    assert guarded_call(inverts, 0) == (None, describe_error(guard(inverts, 0).error, inverts))
    assert "in the line `return 1 / number`" in guarded_call(inverts, 0)[1]
