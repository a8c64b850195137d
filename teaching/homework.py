"""Turn the lessons into assignments for nbgrader: one assignment a lesson, one graded cell an exercise.

    python teaching/homework.py COURSE              write every lesson to COURSE/source/02_softmax/02_softmax.ipynb …
    python teaching/homework.py COURSE --only 02    the same for lesson 02
    python teaching/homework.py COURSE --points 2   each exercise gives 2 points, not 1

COURSE is nbgrader's course folder; its nbgrader_config.py is written too, if there is none.  homework.md says how to
go on.  What becomes of a cell:

    an exercise that is written in a cell      what follows `# solution` goes between BEGIN and END SOLUTION
    `check("2.1", softmax)`                    a graded cell: the verdict for the learner, a hidden test for nbgrader
    `ask("2.2")`, a card with a field          stays, ungraded; below it a cell for the answer, and a graded cell
    `predict("2.a")`                           stays, ungraded
    speaker notes, slide marks, solutions      left out
"""

import argparse
import re
import sys
from pathlib import Path

import jupytext
import nbformat

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "notebooks")]

import build  # noqa: E402

from nblib.check import exercise  # noqa: E402
from nblib.check.choice import Choice, Ordering  # noqa: E402

SCHEMA = 3  # of nbgrader's metadata
CHECK = re.compile(r'check\("([\w.]+)", (.+)\)')
ASK = re.compile(r'ask\("([\w.]+)"\)')
LINK = re.compile(r"\]\((\d\d_\w+)\.ipynb\)")  # to another lesson

EXPLANATION = """\
**This lesson is homework.**
Write your code where it says `# YOUR CODE HERE`, and delete no cell.
A question on a card can be tried there as often as you like; what counts is the answer in the cell below the card.
Predictions are yours alone: nobody grades them."""

GRADED = """\
check("{id}", {answer})
### BEGIN HIDDEN TESTS
from nblib import check as judge
verdict = judge.check("{id}", {answer})
assert verdict.passed, verdict
### END HIDDEN TESTS"""

CONFIG = """\
import os

os.environ["NBLIB_LOGBOOK"] = "off"  # what runs for grading is nobody's progress

c = get_config()
c.CourseDirectory.course_id = "nn2"
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", ".pytest_cache", "logbook.jsonl"]
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE"}  # nbgrader's own raises an error, which stops Run All
c.Execute.timeout = 60  # seconds a cell
c.Execute.interrupt_on_timeout = True  # an endless loop costs its own cell only
"""


def convert(source, points):
    """The assignment's notebook for a lesson's source."""
    cells = jupytext.read(source, fmt="py:percent").cells
    build.number_cells(source, cells)
    written = {cell.id: cell.source for cell in cells}
    answers = dict(match.groups() for cell in cells if "solution" in build.tags_of(cell) for match in checks(cell))
    notebook = build.read_edition(source, "student")
    title, *rest = notebook.cells
    explanation = nbformat.v4.new_markdown_cell(EXPLANATION, id=f"{source.name[:2]}-homework")
    notebook.cells = [title, explanation]
    for cell in rest:
        notebook.cells += convert_cell(cell, written[cell.id], answers, points)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = LINK.sub(r"](../\1/\1.ipynb)", cell.source)
    return notebook


def convert_cell(cell, written, answers, points):
    """The cells that a learner's cell becomes; `written` is the source it was made from."""
    asked = ASK.fullmatch(cell.source)
    if "exercise" in build.tags_of(cell):
        cell.source = mark_solution(written)
        return [graded(cell, cell.id, solution=True)]
    if asked:
        id = asked[1]
        name = f"answer_{id.replace('.', '_')}"
        text = f"{name} = ...  # {form(exercise(id))}\n# solution\n{name} = {answers[id]}"
        answer = nbformat.v4.new_code_cell(mark_solution(text), id=f"{cell.id}-answer")
        return [cell, graded(answer, answer.id, solution=True), graded_check(id, name, points)]
    found = checks(cell)
    return [graded_check(*match.groups(), points) for match in found] or [cell]


def checks(cell):
    """The match of (id, answer) if a cell is a call of check and nothing else."""
    match = CHECK.fullmatch(cell.source)
    return [match] if match else []


def mark_solution(text):
    """The text with nbgrader's markers in place of ours; the stub stays, so that the learner's cell runs."""
    lines = text.splitlines()
    begin, end = build.find_solution(lines, is_exercise=True)
    indent = re.match(r"\s*", lines[begin])[0]
    solution = [f"{indent}### BEGIN SOLUTION", *lines[begin + 1 : end], f"{indent}### END SOLUTION"]
    return "\n".join([*lines[:begin], *solution, *lines[end + 1 :]]).rstrip()


def graded_check(id, answer, points):
    """The cell that is worth these points, if the answer passes the course's own check."""
    name = f"exercise-{id.replace('.', '-')}"
    cell = nbformat.v4.new_code_cell(GRADED.format(id=id, answer=answer), id=name)
    return graded(cell, name, grade=True, locked=True, points=points)


def graded(cell, grade_id, grade=False, solution=False, locked=False, **points):
    """The cell with nbgrader's metadata."""
    flags = {"grade": grade, "solution": solution, "locked": locked, "task": False}
    cell.metadata["nbgrader"] = {"schema_version": SCHEMA, "grade_id": grade_id, **flags, **points}
    return cell


def form(question):
    """How the answer to a question is written, as a comment."""
    match question:
        case Choice(select_all=True):
            return 'all the letters that are true, as in "a c"'
        case Choice():
            return 'one letter, as in "a"'
        case Ordering():
            return 'the words in order, as in ["first", "second"]'
    return "a number"


def write(source, course, points):
    """Convert a lesson, and write it where nbgrader looks for it."""
    path = course / "source" / source.stem / f"{source.stem}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    notebook = convert(source, points)
    nbformat.validate(notebook)
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
    return path


def main(arguments=None):
    """Do what the command line asks; a message for the exit if that cannot be done."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("course", type=Path, help="nbgrader's course folder; it is made if it is missing")
    parser.add_argument("--only", nargs="+", metavar="NN", help="numbers of the lessons")
    parser.add_argument("--points", type=int, default=1, metavar="N", help="for each exercise")
    options = parser.parse_args(arguments)
    sources = sorted((ROOT / "notebooks/source").glob("[0-9][0-9]_*.py"))
    chosen = [source for source in sources if not options.only or source.name[:2] in options.only]
    if not chosen:
        return "no lesson found in notebooks/source"
    for source in chosen:
        print(write(source, options.course, options.points))
    config = options.course / "nbgrader_config.py"
    if config.exists():
        print(f"{config} is there already and stays as it is; homework.md says what it needs")
    else:
        config.write_text(CONFIG)
        print(config)
    return None


if __name__ == "__main__":
    sys.exit(main())
