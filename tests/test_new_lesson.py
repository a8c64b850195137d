"""A new lesson from the skeleton passes the tests as it stands; nothing is overwritten."""

import os
import subprocess
import sys

import pytest
from browser.clone import fresh_clone
from new_lesson import write_lesson

TESTS = [
    "test_lesson11.py",
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
        (12, "momentum", "Momentum", "the number must be 11"),
        (4, "momentum", "Momentum", "the number must be 11"),
        (11, "Momentum!", "Momentum", "the name must be small letters"),
        (11, "lambda", "Momentum", "no word of Python"),
        (11, "../momentum", "Momentum", "the name must be small letters"),
        (11, "weighted_mean", "Momentum", "something of the name 'weighted_mean' itself"),
        (11, "walk", "Momentum", "already nblib/viz/figures/walk.py"),
        (11, "momentum", "  ", "the title must be"),
        (11, "momentum", "a | b", "the title must be"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(clone, number, name, title, said):
    before = files_of(clone)
    with pytest.raises(ValueError, match=said):
        write_lesson(number, name, title, clone)
    assert files_of(clone) == before


def test_the_new_lesson_passes_the_tests(clone):
    before = files_of(clone)
    written = write_lesson(11, "momentum", "Momentum and its friends", clone)
    changed = {str(path.relative_to(clone)) for path, content in files_of(clone).items() if before.get(path) != content}
    assert changed == {*written, "README.md"}
    assert (clone / "README.md").read_text().count("[Momentum and its friends](notebooks/11_momentum.ipynb)") == 1
    style = [["check"], ["format", "--check"]]
    for command in style:
        subprocess.run([sys.executable, "-m", "ruff", *command, "-q", *written], cwd=clone, check=True)
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "-k", "11 or momentum"]
    tests = [f"tests/{name}" for name in TESTS]
    environment = os.environ | {"PYTHONPATH": str(clone)}
    ran = subprocess.run([*command, *tests], cwd=clone, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout
    assert int(ran.stdout.split(" passed")[0].split()[-1]) > 80
