"""A new lesson from the skeleton passes the tests as it stands; nothing is overwritten."""

import os
import subprocess
import sys

import pytest
from browser.clone import fresh_clone
from lesson import SOURCES
from new_lesson import write_lesson

FREE = len(SOURCES)  # the number of the next lesson
TESTS = [
    f"test_lesson{FREE:02}.py",
    "test_colours.py",
    "test_homework.py",
    "test_lessons.py",
    "test_check_exercises.py",
    "test_figures.py",
    "test_notes.py",
    "test_survey.py",
]


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    return fresh_clone(tmp_path_factory.mktemp("course"))


def files_of(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("number", "name", "title", "said"),
    [
        (FREE + 1, "trial", "Trial", f"the number must be {FREE}"),
        (4, "trial", "Trial", f"the number must be {FREE}"),
        (FREE, "Trial!", "Trial", "the name must be small letters"),
        (FREE, "lambda", "Trial", "no word of Python"),
        (FREE, "../trial", "Trial", "the name must be small letters"),
        (FREE, "weighted_mean", "Trial", "something of the name 'weighted_mean' itself"),
        (FREE, "walk", "Trial", "already nblib/viz/figures/walk.py"),
        (FREE, "trial", "  ", "the title must be"),
        (FREE, "trial", "a | b", "the title must be"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(clone, number, name, title, said):
    before = files_of(clone)
    with pytest.raises(ValueError, match=said):
        write_lesson(number, name, title, clone)
    assert files_of(clone) == before


def test_the_new_lesson_passes_the_tests(clone):
    before = files_of(clone)
    written = write_lesson(FREE, "trial", "Trial and error", clone)
    changed = {str(path.relative_to(clone)) for path, content in files_of(clone).items() if before.get(path) != content}
    assert changed == {*written, "README.md"}
    assert (clone / "README.md").read_text().count(f"[Trial and error](notebooks/{FREE:02}_trial.ipynb)") == 1
    style = [["check"], ["format", "--check"]]
    for command in style:
        subprocess.run([sys.executable, "-m", "ruff", *command, "-q", *written], cwd=clone, check=True)
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "-k", f"{FREE} or trial"]
    tests = [f"tests/{name}" for name in TESTS]
    environment = os.environ | {"PYTHONPATH": str(clone)}
    ran = subprocess.run([*command, *tests], cwd=clone, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout
    assert int(ran.stdout.split(" passed")[0].split()[-1]) > 80
