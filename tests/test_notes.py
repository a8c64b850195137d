"""The speaker's notes: their minutes are the lecture's, and each says what to ask, what to expect and what to say."""

import re

import pytest
from lesson import SOURCES, cells, prose, tags

RECAP, LECTURE = (5, 4, 3, 3), (10, 15, 10, 9, 8, 8)  # lessons 00-03 and 04-09; 10, if time is left
FIRST_LINE = re.compile(r"\*\*Speaker notes · (\d+) minutes(, if time is left)?\.\*\*")
STEP = re.compile(r"^Minutes? (\d+)(?:(?:–| to | and )(\d+))?: \S", re.MULTILINE)
QUESTION = re.compile(r"ask the room[^\"]*\"[^\"]*\?\"", re.IGNORECASE)


def notes(source):
    """The plan of the lesson, and the notes on its slides."""
    plan, *others = [cell.source for cell in cells(source) if "notes" in tags(cell)]
    return plan, others


def minutes(source):
    return int(FIRST_LINE.match(notes(source)[0])[1])


def missing(note):
    """Which of the three a note on a slide has not."""
    parts = {
        "a question": QUESTION,
        "what to expect": re.compile(r"\bexpect\b", re.I),
        "what to say": re.compile(r"\bsay\b", re.I),
    }
    return [name for name, part in parts.items() if not part.search(note)]


def test_the_minutes_are_those_of_the_lecture():
    assert tuple(map(minutes, SOURCES[:10])) == RECAP + LECTURE
    assert (sum(RECAP), sum(LECTURE)) == (15, 60)
    assert FIRST_LINE.match(notes(SOURCES[10])[0])[2]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_a_plan_has_something_for_every_minute_and_the_first_page_promises_as_many(source):
    planned = []
    for first, last in STEP.findall(notes(source)[0]):
        planned.extend(range(int(first), int(last or first) + 1))
    assert planned == list(range(1, minutes(source) + 1))
    assert f"alone, {minutes(source)} minutes live" in prose(source)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_every_note_has_a_question_what_to_expect_and_what_to_say(source):
    _, others = notes(source)
    assert len(others) >= 3
    assert [(note[:60], missing(note)) for note in others if missing(note)] == []


def test_what_a_note_has_not_is_named():
    whole = '**Ask the room** at ①: "Is it there?" Expect "yes".\nSay: not yet.'
    assert missing(whole) == []
    assert missing(whole.replace("there?", "there.")) == ["a question"]
    assert missing(whole.replace("Expect", "Hope for")) == ["what to expect"]
    assert missing(whole.replace("Say", "Tell them")) == ["what to say"]
