"""Whatever comes in at a door, nblib answers with its own sentence, runs nothing of it, and stays as it was."""

import re

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nblib.check import Hint, Verdict, check, exercise, hint, prediction, use
from nblib.check.registry import exercises
from nblib.datasets import make_arms, make_moons, make_spirals, split, standardise
from nblib.playground.knobs import FIELDS
from nblib.playground.situation import Situation, parse
from nblib.viz import ask, explore, predict
from nblib.viz.playground import playground
from tests.test_figures import FIGURES


class Spiteful:
    """An object that raises whenever it is looked at."""

    def __getattr__(self, name):
        raise RuntimeError("do not look")

    def __repr__(self):
        raise RuntimeError("do not look")

    __str__ = __len__ = __iter__ = __float__ = __int__ = __index__ = __bool__ = __call__ = __repr__
    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = lambda self, other: repr(self)

    def __hash__(self):
        raise RuntimeError("do not look")


numbers = st.integers() | st.floats() | st.complex_numbers() | st.booleans() | st.decimals() | st.fractions()
texts = st.text(max_size=30) | st.binary(max_size=10)
code = st.sampled_from(["__import__('os').abort()", "1;data=moons", "<script>alert(1)</script>", "{0.__class__}", "%n"])
arrays = st.sampled_from([np.zeros((3, 3)), np.array(["a"]), np.array(None), np.array([]), np.array([np.nan, np.inf])])
others = st.sampled_from([None, ..., object(), Spiteful, print, 10**400, -(10**400), np.float64("nan"), NotImplemented])
leaves = numbers | texts | code | arrays | others | st.builds(Spiteful)
anything = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3) | st.tuples(inner, inner)
    ),
    max_leaves=5,
)
many = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def refused(door, *values, **named):
    """What the door said, None if it let the values in; anything but a ValueError or a LookupError fails."""
    try:
        door(*values, **named)
    except (ValueError, LookupError) as error:
        said = str(error)
        assert said.strip()
        assert "RuntimeError" not in said
        return said
    return None


# ── Checks, hints, use ───────────────────────────────────────────────────────────────────────────────────────────────


@many
@given(st.sampled_from(list(exercises())), anything)
def test_every_check_answers_anything_with_a_verdict_of_its_own(id, answer):
    verdict = check(id, answer)
    assert isinstance(verdict, Verdict)
    assert verdict.exercise == id
    assert verdict.message
    assert not re.search("<script", verdict._repr_markdown_())


@many
@given(anything, anything)
def test_an_id_may_be_anything(id, answer):
    verdict = check(id, answer)
    assert verdict.status == "unknown" or verdict.exercise in exercises()
    assert isinstance(hint(id), Hint)
    for door in (exercise, prediction, ask, predict):
        refused(door, id)


@many
@given(st.sampled_from(list(exercises())), anything)
def test_a_hint_may_be_asked_for_at_any_level(id, level):
    assert hint(id, level).level in (1, 2, 3)


@many
@given(st.sampled_from(list(exercises())), anything)
def test_what_does_not_pass_is_not_used(id, function):
    used = use(id, function)
    asked = exercises()[id]
    assert used is function or used is asked.reference
    assert used is not function or not hasattr(asked, "reference") or check(id, function).passed


# ── Figures ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.__name__)
def test_a_figure_stays_where_it_was_if_a_value_is_refused(figure):
    explorer = explore(figure())
    first, state, picture = next(iter(explorer.spec.controls)), explorer.state, explorer._foreground.value

    @settings(max_examples=40, deadline=None)
    @given(st.sampled_from(list(explorer.spec.controls)), anything)
    def hostile(name, value):
        try:
            explorer.spec.controls[name].read(value)
        except ValueError:
            said = refused(explorer.set, **{first: state[first], name: value})
            assert said.startswith(f"{name} must be ")
            assert refused(explore, explorer.spec, **{name: value}) == said
            assert refused(explorer.preset, value) if not isinstance(value, int) else True
        assert explorer.state == state
        assert explorer._foreground.value == picture

    hostile()


def test_several_values_of_which_one_is_bad_change_nothing():
    explorer = explore(FIGURES[0]())
    state = explorer.state
    sliders = [name for name, control in explorer.spec.controls.items() if hasattr(control, "low")]
    moved = {name: explorer.spec.controls[name].high for name in sliders}
    assert refused(explorer.set, **moved | {sliders[-1]: "high"})
    assert explorer.state == state
    assert refused(explorer.set, **moved, heat=3).startswith(f"{explorer.spec.name} has the controls ")
    explorer.set(**moved)
    assert explorer.state != state


# ── Data ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@many
@given(st.sampled_from([make_spirals, make_arms, make_moons]), st.sampled_from(["m", "rng", "noise"]), anything)
def test_what_makes_data_names_the_bad_argument(make, name, value):
    if name == "m" and isinstance(value, int) and value > 1000:
        return  # legal, if long
    said = refused(make, **{"m": 6, "rng": np.random.default_rng(0), name: value})
    assert said is None or said.startswith(f"{name} must be ")


@many
@given(st.sampled_from(["test_fraction", "rng"]), anything)
def test_split_names_the_bad_argument(name, value):
    X, y = np.ones((6, 2)), np.array([0, 1] * 3)
    said = refused(split, **{"X": X, "y": y, "test_fraction": 0.3, "rng": np.random.default_rng(0), name: value})
    assert said is None or said.startswith(f"{name} must ")


@pytest.mark.parametrize("X", [None, "abc", np.zeros(3), np.zeros((0, 2)), np.zeros((2, 3)), [[1, 2], [3]]], ids=repr)
def test_standardise_names_the_shapes(X):
    assert refused(standardise, X, np.ones((4, 2)))


# ── The playground's line ────────────────────────────────────────────────────────────────────────────────────────────


@many
@given(anything)
def test_a_line_may_be_anything(line):
    said = refused(parse, line)
    assert said is None or len(said.splitlines()) == 1
    assert isinstance(line, str) or said.startswith("the line must be text")


@many
@given(st.sampled_from([*FIELDS, "turned"]), st.text() | code)
def test_a_value_in_the_line_may_be_any_text(name, value):
    refused(parse, f"{name}={value}")


@many
@given(st.sampled_from([*FIELDS, "turned"]), anything)
def test_a_field_of_a_situation_may_be_anything(name, value):
    said = refused(Situation, **{name: value})
    assert said is None or said.startswith(name)
    turned = parse("step=3;turned=2:batch=10")
    refused(turned.turn, name, value)
    refused(turned.turn, value, name)
    refused(turned.at, value)


def test_a_playground_that_is_given_no_line_says_what_is_wrong():
    assert refused(playground, 3) == "the line must be text, got '3'."
