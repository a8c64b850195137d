"""The script that tries other versions: it tells what did not run, and passes on nothing else."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import versions
from versions import PACKAGES, ROOT, Run, counts, main, succeeded, table

PASSED = Run("3.11.7", "lowest", ("1.0",) * len(PACKAGES), (5, 0, 1), 12.3, "passed")
FAILED = Run("3.12.1", "newest", ("1.0",) * len(PACKAGES), (4, 1, 1), 12.3, "failed")
MISSING = Run("3.13", "lowest", outcome="not installed")


@pytest.mark.parametrize(
    ("runs", "verdict"),
    [
        ([PASSED], True),
        ([PASSED, MISSING], True),
        ([], False),
        ([MISSING], False),
        ([PASSED, FAILED], False),
        ([PASSED, Run("3.12", "lowest", outcome="no environment")], False),
    ],
)
def test_it_succeeds_when_a_suite_ran_and_none_failed(runs, verdict):
    assert succeeded(runs) is verdict


def test_every_line_of_the_table_has_every_column_and_a_missing_python_has_its_own():
    lines = table([PASSED, FAILED, MISSING]).splitlines()
    assert len({line.count("|") for line in lines}) == 1
    assert lines[-1].startswith("| 3.13 | lowest | – |")
    assert lines[-1].endswith("| not installed |")


@pytest.fixture(autouse=True)
def plain_pytest(monkeypatch):
    """No plugins: pytest starts in a third of the time."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


def test_counts_are_those_of_pytest(tmp_path):
    (tmp_path / "test_it.py").write_text(
        "import pytest\n"
        "@pytest.mark.parametrize('x', [1, 2, 3])\ndef test_good(x): pass\n"
        "def test_bad(): assert 0\n"
        "@pytest.fixture\ndef broken(): assert 0\n"
        "def test_error(broken): pass\n"
        "def test_skipped(): pytest.skip()\n"
    )
    command = [sys.executable, "-m", "pytest", "-c", "none.ini", "--rootdir=.", "--junitxml=report.xml"]
    (tmp_path / "none.ini").touch()
    finished = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert finished.returncode == 1, finished.stdout
    assert counts(tmp_path / "report.xml") == (3, 2, 1)


@pytest.fixture
def environments(monkeypatch):
    """What was built; this Python stands for each environment, and 3.12 is not installed."""
    built = []

    def build(folder, python, resolution):
        built.append((python, resolution))
        return Path(sys.executable)

    monkeypatch.setattr(versions, "find_python", lambda version: None if version == "3.12" else f"python{version}")
    monkeypatch.setattr(versions, "build", build)
    return built


def test_both_run_on_each_python_that_is_installed_and_no_test_is_no_success(environments, capfd):
    assert main(["--python", "3.11", "--python", "3.12", "--version"]) == 1
    assert environments == [("python3.11", "lowest"), ("python3.11", "newest")]
    lines = capfd.readouterr().out.splitlines()[-4:]
    assert [line.split(" | ")[-1] for line in lines] == [*["failed |"] * 2, *["not installed |"] * 2]


@pytest.mark.parametrize(("assertion", "code"), [("True", 0), ("False", 1)])
def test_what_the_script_does_not_know_goes_to_pytest(environments, capfd, tmp_path, assertion, code):
    test = tmp_path / "test_it.py"
    test.write_text(f"def test_it(): assert {assertion}\ndef test_other(): assert 0\n")
    own = ["-c", str(tmp_path / "none.ini"), "-k", "test_it and not other", str(test)]
    (tmp_path / "none.ini").touch()
    assert main(["--resolution", "newest", "--python", "3.13", *own]) == code
    assert environments == [("python3.13", "newest")]
    assert f"| {int(not code)} | {code} | 0 |" in capfd.readouterr().out.splitlines()[-1]


def test_everything_that_pyproject_asks_for_has_a_lowest_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    required = sum(project["optional-dependencies"].values(), project["dependencies"])
    assert len(required) > 10
    assert [name for name in required if ">=" not in name.partition(";")[0] and "nn2-course[" not in name] == []
