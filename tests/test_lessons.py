"""The form of a lesson: what every source keeps to, so that eleven lessons read as one course."""

import re

import pytest
from lesson import SOURCES, cells, prose, tags

from nblib.check.registry import exercises, predictions


@pytest.fixture(params=SOURCES, ids=lambda path: path.stem)
def source(request):
    return request.param


def markdown(source):
    return [cell.source for cell in cells(source) if cell.cell_type == "markdown"]


def code(source):
    return [cell.source for cell in cells(source) if cell.cell_type == "code"]


def lines_of_code(text):
    return [line for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]


def test_there_are_lessons():
    assert len(SOURCES) >= 3


def test_headings(source):
    headings = re.findall(r"^(#+) (.*)$", prose(source), flags=re.MULTILINE)
    levels = [len(hashes) for hashes, _ in headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert 3 <= levels.count(2) <= 7
    assert max(levels) <= 3
    number = int(source.stem[:2])
    assert headings[0][1].startswith(f"{number} · "), "the title begins with the lesson's number"


def test_the_first_cell_says_what_for_how_long_and_after_what(source):
    first = markdown(source)[0]
    for words in ("**After this lesson you can**", "**Time**", "**Before**"):
        assert words in first


def test_all_imports_stand_in_the_first_code_cell_by_name(source):
    first, *others = code(source)
    assert first.startswith(("import", "from"))
    for text in others:
        assert not re.search(r"^(import|from) ", text, flags=re.MULTILINE), text
    assert "import *" not in first


def test_code_cells_are_short(source):
    lengths = [len(lines_of_code(text)) for text in code(source)]
    assert max(lengths) <= 20
    assert sum(length <= 12 for length in lengths) >= 0.9 * len(lengths)


def test_there_is_prose_for_the_code(source):
    words = len(re.findall(r"\w+", prose(source)))
    lines = sum(len(lines_of_code(text)) for text in code(source))
    assert 9 <= words / lines <= 40, f"{words / lines:.1f} words for a line of code"


def test_one_displayed_formula_a_cell(source):
    for text in markdown(source):
        assert text.count("$$") <= 2, text


def test_one_sentence_a_line(source):
    for text in markdown(source):
        for line in text.splitlines():
            if not line.startswith(("|", "-", ">", "**To read on", "#")) and "$$" not in line:
                ends = re.findall(r"[a-z)`*$0-9][.?] [A-Z]", line)
                assert len(ends) <= 1, f"several sentences in one line: {line}"


def test_no_shouting_and_no_praise(source):
    text = prose(source)
    assert "!" not in re.sub(r"!\[|!=|`[^`]*`|\$[^$]*\$", "", text)
    for word in ("simply", "obviously", "of course", "great job", "well done", "congratulations", "amazing", "awesome"):
        assert word not in text.lower(), word


def test_every_prediction_and_exercise_of_the_lesson_is_used(source):
    text = "\n".join(code(source))
    number = str(int(source.stem[:2]))
    for id in exercises():
        if id.split(".")[0] == number:
            assert f'"{id}"' in text, f"exercise {id} is not in the lesson"
    for id in predictions():
        if id.split(".")[0] == number:
            assert f'predict("{id}")' in text, f"prediction {id} is not in the lesson"


def test_every_asked_question_is_solved_in_the_instructor_edition(source):
    asked = set(re.findall(r'ask\("([^"]+)"\)', "\n".join(code(source))))
    solved = set()
    for cell in cells(source):
        if "solution" in tags(cell):
            solved |= set(re.findall(r'check\("([^"]+)"', cell.source))
    assert asked <= solved


def test_the_instructor_gets_notes_and_slides(source):
    found = cells(source)
    notes = [cell.source for cell in found if "notes" in tags(cell)]
    assert len(notes) >= 3
    assert "minute" in notes[0].lower()
    assert any("Ask the room" in text for text in notes)
    assert sum("slideshow" in cell.metadata for cell in found) >= 5


def test_the_last_cell_is_the_summary(source):
    last = markdown(source)[-1]
    assert last.startswith("## Summary")
    assert "**To read on" in last
    assert "**Next" in last
    sentences = [line for line in last.split("**To read on")[0].splitlines()[1:] if line.strip()]
    assert len(sentences) == 5
