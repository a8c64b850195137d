"""teaching/homework.py: every exercise is graded once, a release holds no solution, and only a pass gets the points."""

import re
import types

import build
import homework
import nbformat
import pytest
from lesson import SOURCES

from nblib.check import check, exercise
from nblib.check.registry import exercises

LINKED = re.compile(r"\]\((?!http)([^)#]+\.ipynb)")


@pytest.fixture(scope="module", params=SOURCES, ids=lambda path: path.stem)
def lesson(request):
    """A lesson's source and its assignment."""
    return request.param, homework.convert(request.param, points=2)


def graded(notebook):
    return [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]


def cut(text):
    """What nbgrader's generate_assignment leaves of a cell."""
    text = re.sub(r"### BEGIN SOLUTION\n.*?### END SOLUTION", "# YOUR CODE HERE", text, flags=re.DOTALL)
    return re.sub(r"\n### BEGIN HIDDEN TESTS\n.*?### END HIDDEN TESTS", "", text, flags=re.DOTALL)


def test_every_exercise_of_a_lesson_is_graded_once(lesson):
    source, notebook = lesson
    number = str(int(source.stem[:2]))
    ids = [homework.CHECK.match(cell.source)[1] for cell in graded(notebook)]
    assert sorted(ids) == sorted(id for id in exercises() if id.partition(".")[0] == number)


def test_the_metadata_are_those_of_nbgrader_s_schema_3(lesson):
    _, notebook = lesson
    nbformat.validate(notebook)
    found = [(cell, cell.metadata["nbgrader"]) for cell in notebook.cells if "nbgrader" in cell.metadata]
    assert len(found) == 2 * len(graded(notebook)) > 0  # an answer and its grade for each exercise
    for cell, meta in found:
        assert cell.cell_type == "code"
        assert re.fullmatch(r"[\w-]+", meta["grade_id"], re.ASCII)
        flags = [meta[name] for name in ("grade", "solution", "locked")]
        assert flags in ([True, False, True], [False, True, False])
        assert set(meta) == {"schema_version", "grade_id", "grade", "solution", "locked", "task"} | (
            {"points"} if meta["grade"] else set()
        )
        assert (meta["schema_version"], meta["task"], meta.get("points", 2)) == (3, False, 2)
    assert len({meta["grade_id"] for _, meta in found}) == len(found)


def test_the_release_is_the_learner_s_edition_with_a_place_for_each_answer(lesson):
    source, notebook = lesson
    released = {cell.id: cut(cell.source) for cell in notebook.cells}
    for cell in build.read_edition(source, "student").cells:
        text = "\n".join(
            line for line in released.pop(cell.id, cell.source).splitlines() if "YOUR CODE HERE" not in line
        )
        if cell.cell_type == "code" and not homework.checks(cell):
            assert text == cell.source.rstrip()
    added = [id for id in released if not id.startswith("exercise-")]
    assert [id for id in added if not id.endswith(("-homework", "-answer"))] == []
    for id in added[1:]:
        assert re.fullmatch(r"answer_\w+ = \.\.\.  # .+\n# YOUR CODE HERE", released[id])


def test_links_lead_to_the_other_assignments(lesson):
    _, notebook = lesson
    known = {f"../{path.stem}/{path.stem}.ipynb" for path in SOURCES}
    links = [link for cell in notebook.cells if cell.cell_type == "markdown" for link in LINKED.findall(cell.source)]
    assert links
    assert set(links) <= known


def test_no_speaker_note_is_handed_out(lesson):
    _, notebook = lesson
    assert not any("Speaker notes" in cell.source or "Ask the room" in cell.source for cell in notebook.cells)


ANSWERS = {
    "2.1": (exercise("2.1").reference, exercise("2.1").wrong[0].answers[0], lambda Z: ...),
    "2.2": ("a d e", "a", ...),
    "0.2": (1.0986, 1.585, None),
    "0.3": (["forward", "loss", "backward", "update"], ["loss", "forward", "backward", "update"], []),
}


def grade(id, answer, **names):
    """Run the graded cell of an exercise."""
    cell = homework.graded_check(id, "mine", 1)
    exec(cell.source, {"check": check, "mine": answer, **names})


@pytest.mark.parametrize("id", ANSWERS)
def test_only_a_pass_gets_the_points(id):
    right, wrong, empty = ANSWERS[id]
    grade(id, right)
    for answer in (wrong, empty):
        with pytest.raises(AssertionError, match=rf"(✘ Not yet|○ Not attempted) \({id}\)"):
            grade(id, answer)


def test_a_check_that_the_learner_has_written_gets_no_points():
    def flatters(id, answer):
        return types.SimpleNamespace(passed=True)

    with pytest.raises(AssertionError, match="Not attempted"):
        grade("2.1", None, check=flatters, judge=types.SimpleNamespace(check=flatters))


def test_what_follows_the_end_of_a_solution_stays():
    text = "a = ...\n# solution\na = 1\n# end solution\nprint(a)"
    assert homework.mark_solution(text) == "a = ...\n### BEGIN SOLUTION\na = 1\n### END SOLUTION\nprint(a)"
    with pytest.raises(build.BuildError, match="without a line `# solution`"):
        homework.mark_solution("a = ...")


def test_the_command_writes_what_nbgrader_expects_and_keeps_an_instructor_s_configuration(tmp_path, capsys):
    assert homework.main([str(tmp_path), "--only", "02", "--points", "5"]) is None
    [path] = tmp_path.glob("source/*/*.ipynb")
    assert path.relative_to(tmp_path).as_posix() == "source/02_softmax/02_softmax.ipynb"
    points = [cell.metadata.nbgrader.points for cell in graded(nbformat.read(path, as_version=4))]
    assert points == [5, 5, 5, 5]
    config = tmp_path / "nbgrader_config.py"
    compile(config.read_text(), config.name, "exec")
    config.write_text("# mine\n")
    assert homework.main([str(tmp_path), "--only", "02"]) is None
    assert config.read_text() == "# mine\n"
    assert "stays as it is" in capsys.readouterr().out
    assert homework.main([str(tmp_path), "--only", "77"]) == "no lesson found in notebooks/source"
