"""The state line of the playground: every situation comes back, and every bad line is refused in one sentence."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nblib.playground.knobs import CLASS_COUNTS, FEATURES, FIELDS, MOST_PENGUINS, MOST_TURNS, VIEW, Knobs, Turn
from nblib.playground.situation import Situation, parse

numbers = {
    "noise": st.floats(0, 0.5),
    "test": st.floats(0.1, 0.5),
    "learning_rate": st.floats(0, 100, exclude_min=True),
    "penalty_rate": st.floats(0, 10),
}
choices = {
    "labels": ["true", "shuffled"],
    "activation": ["relu", "tanh", "sigmoid", "linear"],
    "loss": ["ce", "squared"],
    "init": ["random", "zero", "equal", "huge"],
    "penalty": ["none", "l1", "l2"],
    "engine": ["nblib", "mine"],
    "show": ["weights", "gradients"],
    "panel": ["loss", "point", "weight", "slice", "check"],
    "test_points": [True, False],
}


@st.composite
def situations(draw):
    """Any situation at all."""
    data = draw(st.sampled_from(list(CLASS_COUNTS)))
    fields = {name: draw(numbers[name]) for name in numbers} | {
        name: draw(st.sampled_from(choices[name])) for name in choices
    }
    fields |= {
        "data": data,
        "points": draw(st.integers(10, MOST_PENGUINS if data == "penguins" else 500)),
        "features": tuple(draw(st.lists(st.sampled_from(FEATURES), min_size=1, unique=True))),
        "hidden": tuple(draw(st.lists(st.integers(1, 8), max_size=4))),
        "seed": draw(st.integers(0, 999_999)),
        "step": draw(st.integers(0, 100_000)),
    }
    plain = Situation(**fields)
    rows = st.integers(1, plain.train_rows)
    sizes = plain.sizes
    l = draw(st.integers(1, len(sizes) - 1))
    weight = (l, draw(st.integers(1, sizes[l - 1])), draw(st.integers(1, sizes[l])))
    fields |= {
        "batch": draw(st.none() | rows),
        "point": draw(st.none() | rows),
        "weight": draw(st.sampled_from([None, weight])),
        "turned": draw(turns(plain, rows)),
    }
    return Situation(**fields)


@st.composite
def turns(draw, situation, rows):
    values = {
        "learning_rate": numbers["learning_rate"],
        "batch": st.none() | rows,
        "penalty": st.sampled_from(choices["penalty"]),
        "penalty_rate": numbers["penalty_rate"],
        "loss": st.sampled_from(choices["loss"]),
    }
    if situation.step == 0:
        return ()
    places = st.tuples(st.integers(1, situation.step), st.sampled_from(list(values)))
    return tuple(
        Turn(step, name, draw(values[name]))
        for step, name in sorted(draw(st.lists(places, max_size=6, unique=True)), key=lambda place: place[0])
    )


@given(situations())
def test_every_situation_comes_back_from_its_line(situation):
    assert parse(situation.line) == situation
    assert parse(situation.line).line == situation.line


@given(situations(), st.randoms())
def test_the_order_of_the_fields_and_spaces_do_not_matter(situation, random):
    parts = situation.line.split(";")
    random.shuffle(parts)
    assert parse(" ; ".join(part.replace("=", " = ", 1) for part in parts)) == situation


def test_the_empty_line_is_the_default_and_the_default_is_the_empty_line():
    assert parse("") == parse("  ") == Situation()
    assert Situation().line == ""


def test_each_field_of_a_situation_but_turned_is_in_the_table():
    assert [field.name for field in dataclasses.fields(Situation)] == [*FIELDS, "turned"]


def test_a_line_is_written_in_a_fixed_order_and_short():
    s = parse("step=400;turned=300:learning_rate=0.05,400:batch=all;batch=10;weight=1:2:3;hidden=4,3;features=x1,x1^2")
    assert s.line == (
        "features=x1,x1^2;hidden=4,3;batch=10;step=400;weight=1:2:3;turned=300:learning_rate=0.05,400:batch=all"
    )


# ── Bad lines ────────────────────────────────────────────────────────────────────────────────────────────────────────

BAD_LINES = {
    "learning_rat=0.5": "unknown name 'learning_rat': did you mean learning_rate?",
    "speed": "got 'speed', expected name=value.",
    "seed=1;;step=2": "got '', expected name=value.",
    "loss=": "loss: got nothing, expected ce or squared.",
    "loss=mse": "loss: got 'mse', expected ce or squared.",
    "seed=1;seed=2": "seed: got it twice, expected it once.",
    "learning_rate=nan": "learning_rate: got 'nan', expected a number above 0, at most 100.",
    "learning_rate=inf": "learning_rate: got 'inf', expected a number above 0, at most 100.",
    "learning_rate=1e999": "learning_rate: got '1e999', expected a number above 0, at most 100.",
    "learning_rate=0": "learning_rate: got '0', expected a number above 0, at most 100.",
    "learning_rate=-0.1": "learning_rate: got '-0.1', expected a number above 0, at most 100.",
    "noise=0,1": "noise: got '0,1', expected a number from 0 to 0.5.",
    "penalty_rate=-1": "penalty_rate: got '-1', expected a number from 0 to 10.",
    "batch=0": "batch: got '0', expected a whole number from 1 to 500, or all.",
    "batch=2.5": "batch: got '2.5', expected a whole number from 1 to 500, or all.",
    "batch=141": "batch: got 141, expected at most 140, the number of training points.",
    "point=141": "point: got 141, expected at most 140, the number of training points.",
    "data=penguins;points=300": "points: got 300, expected at most 204 with data=penguins.",
    "hidden=9": "hidden: got '9', expected none, or up to 4 widths separated by commas, "
    "each a whole number from 1 to 8.",
    "hidden=8,8,8,8,8": "hidden: got '8,8,8,8,8', expected none, or up to 4 widths separated by commas, "
    "each a whole number from 1 to 8.",
    "features=x1,x1": "features: got 'x1,x1', expected 1 to 7 features separated by commas, each once, "
    "x1, x2, x1^2, x2^2, x1*x2, sin(x1) or sin(x2).",
    "weight=4:1:1": "weight: got 4:1:1, expected a weight of the 2-8-8-2 net.",
    "weight=1:3:1": "weight: got 1:3:1, expected a weight of the 2-8-8-2 net.",
    "weight=1:1": "weight: got '1:1', expected layer:input:unit, three whole numbers counted from 1, or none.",
    "step=100001": "step: got '100001', expected a whole number from 0 to 100000.",
    "step=1e3": "step: got '1e3', expected a whole number from 0 to 100000.",
    "test_points=yes": "test_points: got 'yes', expected on or off.",
    "step=10;turned=11:batch=all": "turned: got step '11', expected steps from 1 to step=10, in order.",
    "step=10;turned=5:batch=all,4:batch=9": "turned: got step '4', expected steps from 1 to step=10, in order.",
    "step=10;turned=5:batch=7,5:batch=9": "turned: got batch twice at step 5, expected it once.",
    "step=10;turned=5:seed=7": "turned: got '5:seed=7', expected step:name=value with a name of learning_rate, batch, "
    "penalty, penalty_rate, loss.",
    "step=10;turned=5:loss=mse": "loss: got 'mse', expected ce or squared.",
    "step=10;turned=5:batch=300": "batch: got 300 in turned, expected at most 140, the number of training points.",
    "turned=": "turned: got '', expected step:name=value with a name of learning_rate, batch, penalty, penalty_rate, "
    "loss.",
    "seed=__import__('os').system('true')": "seed: got \"__import__('os').system('true')\", "
    "expected a whole number from 0 to 999999.",
}


def refusal(action):
    """The message with which the action is refused, None if it is not; any other error goes through."""
    try:
        action()
    except ValueError as error:
        return str(error)
    return None


@pytest.mark.parametrize("line", BAD_LINES)
def test_a_bad_line_is_refused_in_one_sentence(line):
    assert refusal(lambda: parse(line)) == BAD_LINES[line]


@given(st.text() | st.text(alphabet="abcdeilnoprst_=;:,.0123456789 -^*()x"))
def test_any_text_is_a_situation_or_a_value_error_of_one_line(text):
    message = refusal(lambda: parse(text))
    assert message is None or (message[-1] in ".?" and "\n" not in message)


@given(st.sampled_from([*FIELDS, "turned"]), st.text(min_size=1))
def test_any_value_of_any_field_is_read_or_refused(name, text):
    message = refusal(lambda: parse(f"{name}={text}"))
    assert message is None or (message[-1] in ".?" and "\n" not in message)


@pytest.mark.parametrize("digit", ["٣", "³", "３", "1_0", "0x1", "+3"])
def test_only_plain_digits_are_whole_numbers(digit):
    with pytest.raises(ValueError, match="expected a whole number"):
        parse(f"seed={digit}")


@pytest.mark.parametrize("text", ["seed=" + "9" * 10**7, ";" * 10**7, "x" * 10**7], ids=["digits", "parts", "name"])
def test_ten_megabytes_are_refused_by_their_length(text):
    with pytest.raises(ValueError, match=r"characters, expected at most 10,000\.") as refusal:
        parse(text)
    assert len(str(refusal.value)) < 100


def test_nothing_in_a_line_is_executed(tmp_path):
    target = tmp_path / "made"
    for name in [*FIELDS, "turned"]:
        with pytest.raises(ValueError, match="got"):
            parse(f"{name}=open({str(target)!r}, 'w')")
    assert not target.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"seed": True},
        {"seed": 1.0},
        {"learning_rate": "0.1"},
        {"learning_rate": float("nan")},
        {"hidden": [8]},
        {"hidden": 8},
        {"weight": (1, 1)},
        {"test_points": 1},
        {"turned": ((5, "batch", None),)},
        {"turned": (Turn(5, "batch", None),)},
        {"step": 9, "turned": tuple(Turn(k, "batch", None) for k in (5, 5))},
        {"step": 999, "turned": tuple(Turn(k, "batch", None) for k in range(1, MOST_TURNS + 2))},
    ],
    ids=str,
)
def test_a_situation_with_wrong_values_cannot_be_made(fields):
    with pytest.raises(ValueError, match="expected"):
        Situation(**fields)


def test_the_longest_situation_fits_into_a_line():
    turned = tuple(Turn(99_000 + k, "learning_rate", 0.1234567890123456 + k / 1000) for k in range(MOST_TURNS))
    situation = Situation(step=100_000, turned=turned)
    assert parse(situation.line) == situation


# ── Turning ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_at_step_0_a_knob_is_turned_without_a_trace():
    assert Situation().turn("learning_rate", 0.1) == Situation(learning_rate=0.1)


def test_later_it_is_written_down_and_the_last_turn_at_a_step_counts():
    s = Situation(step=7).turn("loss", "squared").turn("batch", "10").turn("batch", 20)
    assert s.line == "step=7;turned=7:loss=squared,7:batch=20"
    assert s.knobs == Knobs(0.3, 20, "none", 0.0, "squared")
    assert s.knobs_at(6) == Situation().knobs


def test_turning_a_knob_back_at_the_same_step_leaves_nothing():
    assert Situation(step=7).turn("loss", "squared").turn("loss", "ce") == Situation(step=7)


@pytest.mark.parametrize("name", sorted(set(FIELDS) - set(Knobs._fields) - set(VIEW) - {"step"}))
def test_any_other_field_starts_over_with_the_knobs_as_they_stand(name):
    values = {"data": "moons", "labels": "shuffled", "features": ("x2",), "hidden": (), "activation": "tanh"}
    values |= {"init": "zero", "engine": "mine", "noise": 0.1, "test": 0.2, "points": 50, "seed": 9}
    s = Situation(step=40).turn("learning_rate", 0.1).turn(name, values[name])
    assert (s.step, s.turned, s.learning_rate) == (0, (), 0.1)
    assert getattr(s, name) == values[name]


@pytest.mark.parametrize("name", VIEW)
def test_what_is_looked_at_changes_nothing_else(name):
    values = {"point": 3, "weight": (1, 2, 3), "show": "gradients", "panel": "slice", "test_points": True}
    before = Situation(step=40).turn("batch", 10)
    after = before.turn(name, values[name])
    assert dataclasses.replace(after, **{name: getattr(before, name)}) == before
    assert getattr(after, name) == values[name]


def test_what_exists_no_more_is_given_up():
    s = Situation(weight=(3, 8, 2), point=140, batch=140)
    assert s.turn("hidden", (8,)).weight is None
    assert s.turn("points", 30).line == "points=30;weight=3:8:2"
    assert Situation(points=500).turn("data", "penguins").points == MOST_PENGUINS


@given(situations(), st.sampled_from(list(FIELDS)), st.text())
def test_a_turn_gives_a_situation_or_a_value_error(situation, name, text):
    before = situation.line
    message = refusal(lambda: parse(situation.turn(name, text).line))
    assert message is None or (message[-1] in ".?" and "\n" not in message)
    assert situation.line == before


def test_an_unknown_name_cannot_be_turned():
    with pytest.raises(ValueError, match="did you mean batch"):
        Situation().turn("batsh", 1)
    with pytest.raises(ValueError, match="unknown name"):
        Situation().turn("turned", ())


@given(situations(), st.integers(0, 100_000))
def test_at_another_step_the_past_stays_and_the_future_is_forgotten(situation, step):
    moved = situation.at(step)
    assert moved.step == step
    assert moved.turned == tuple(turn for turn in situation.turned if turn.step <= step)
