"""Run nbgrader itself on the lessons: make the release, hand in three times, grade, and compare the points.

    python3 -m uv run --extra homework python tests/nbgrader_run.py
    python3 -m uv run --extra homework python tests/nbgrader_run.py --only 02

`solved` hands in every solution, `mixed` a wrong answer to every second exercise, `untouched` the release as it is. A
release must hold no solution and no hidden test, and its cells must run. It is no part of pytest: nbgrader extends the
JupyterLab that the browser tests look at, and the run takes minutes. It ends with a table, and fails if a number is not
what it should be.
"""

import argparse
import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "teaching"))

import homework  # noqa: E402

from nblib.check import exercise  # noqa: E402
from nblib.check.choice import Choice, Ordering  # noqa: E402
from nblib.check.function import Function  # noqa: E402


def nbgrader(course, *arguments):
    """Run a command of nbgrader in a course; what it says is shown only if it fails."""
    own = str(course / ".jupyter")
    environment = os.environ | {"JUPYTER_DATA_DIR": own, "JUPYTER_CONFIG_DIR": own}
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, timeout=1200)
    if done.returncode:
        raise SystemExit(f"nbgrader {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")


def read(course, step, lesson):
    return nbformat.read(course / step / lesson / f"{lesson}.ipynb", as_version=4)


def kinds(notebook):
    """The solution cells by id, and [(exercise's id, answer's expression, id of the solution cell before)]."""
    solutions, exercises = {}, []
    for cell in notebook.cells:
        meta = cell.metadata.get("nbgrader", {})
        if meta.get("solution"):
            solutions[meta["grade_id"]] = cell.source
        elif meta.get("grade"):
            exercises.append((*homework.CHECK.match(cell.source).groups(), list(solutions)[-1]))
    return solutions, exercises


def leaks(lesson, release):
    """The lines of solutions and hidden tests that a release still holds."""
    edition = homework.build.read_edition(ROOT / f"notebooks/source/{lesson}.py", "student")
    learner = {cell.id: cell.source for cell in edition.cells}
    for id, text in kinds(release)[0].items():
        stub = learner.get(id) or re.match(r"answer_\w+ = \.\.\.  # .*", text)[0]
        lines = [*stub.splitlines(), "# YOUR CODE HERE"]
        yield from (line for line in text.splitlines() if line not in lines and line.strip() not in lines)
    marks = ("judge.check", "HIDDEN TESTS", "END SOLUTION")
    yield from (cell.source for cell in release.cells if any(mark in cell.source for mark in marks))


def wrong_answer(id, answer):
    """Lines of code that spoil the answer to this exercise."""
    found = exercise(id)
    names = [node.id for node in ast.walk(ast.parse(answer)) if isinstance(node, ast.Name)]
    match found:
        case Function():
            return f"from nblib.check import exercise\n{answer} = exercise({id!r}).wrong[0].answers[0]"
        case Choice():
            return f"{answer} = {'b' if found.solution == ['a'] else 'a'!r}"
        case Ordering():
            return f"{answer} = {found.solution[::-1]!r}"
    return "\n".join(f"{name} = 0" for name in names)


def hand_in(course, lesson):
    """Lay the three submissions where nbgrader looks for them; how many points each should get."""
    solutions, exercises = kinds(read(course, "source", lesson))
    mixed = dict(solutions)
    for id, answer, cell in exercises[::2]:
        mixed[cell] += "\n" + wrong_answer(id, answer)
    for learner, written in {"solved": solutions, "mixed": mixed, "untouched": {}}.items():
        notebook = read(course, "release", lesson)
        for cell in notebook.cells:
            cell.source = written.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
        path = course / "submitted" / learner / lesson / f"{lesson}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
    return {"solved": len(exercises), "mixed": len(exercises) // 2, "untouched": 0}


def broken_cells(course, lesson):
    """The cells of the untouched lesson that raise, the graded ones aside."""
    graded = read(course, "autograded/untouched", lesson)
    for cell in graded.cells:
        if not cell.metadata.get("nbgrader", {}).get("grade"):
            yield from (cell.source for output in cell.get("outputs", []) if output.output_type == "error")


def run(course, lesson):
    """One lesson from source to points: the table's line, and what is wrong."""
    nbgrader(course, "generate_assignment", lesson, "--create")
    faults = [f"left in the release: {line}" for line in leaks(lesson, read(course, "release", lesson))]
    expected = hand_in(course, lesson)
    nbgrader(course, "autograde", lesson, "--create")
    from nbgrader.api import Gradebook  # here, since pytest imports this file and has no nbgrader

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        found = {learner: book.find_submission(lesson, learner).score for learner in expected}
        best = book.find_assignment(lesson).max_score
    faults += [
        f"{name} got {found[name]:g}, not {expected[name]}" for name in expected if found[name] != expected[name]
    ]
    faults += [f"untouched, this raises: {source}" for source in broken_cells(course, lesson)]
    row = f"{lesson:26}{best:>8g}" + "".join(f"{found[learner]:>11g}" for learner in expected)
    return row, [f"{lesson}: {fault}" for fault in faults]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", metavar="NN", help="numbers of the lessons")
    only = parser.parse_args().only
    os.environ["PATH"] = os.pathsep.join(
        [str(Path(sys.executable).parent), os.environ["PATH"]]
    )  # nbgrader runs alembic
    course = Path(tempfile.mkdtemp())
    try:
        message = homework.main([str(course), *(["--only", *only] if only else [])])
        if message:
            return message
        results = []
        for folder in sorted((course / "source").iterdir()):
            results.append(run(course, folder.name))
            print(results[-1][0], *results[-1][1], sep="\n", flush=True)
    finally:
        shutil.rmtree(course)
    print(f"\n{'lesson':26}{'points':>8}{'solved':>11}{'mixed':>11}{'untouched':>11}")
    print("\n".join(row for row, _ in results))
    return "\n".join(fault for _, faults in results for fault in faults) or None


if __name__ == "__main__":
    sys.exit(main())
