"""Run the suite with the lowest package versions that pyproject.toml admits and with today's newest, on each Python.

    python3 tests/versions.py
    python3 tests/versions.py --python 3.12 --resolution lowest tests/test_mlp.py -n 1

What the script does not know goes to pytest. It needs what the README's commands need: uv, and the network. Each
environment is made in a temporary folder; the repository's own .venv and uv.lock stay as they are. The last thing
printed is a table. It has a line for a Python that is not installed, too; the script fails if a run fails or none ran.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
UV = [os.environ["UV"]] if "UV" in os.environ else [sys.executable, "-m", "uv"]  # `uv run` says where it is in UV
PYTHONS = ["3.11", "3.12", "3.13"]
RESOLUTIONS = {
    "lowest": ["--resolution=lowest-direct"],
    "newest": [f"--exclude-newer={datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"],  # in place of the date in pyproject.toml
}
PACKAGES = ["numpy", "matplotlib", "ipywidgets", "ipython", "jupyterlab", "notebook", "ipykernel", "pytest"]
VERSIONS = f"""
import importlib.metadata, json, platform
print(json.dumps([platform.python_version(), *map(importlib.metadata.version, {PACKAGES})]))
"""


@dataclass
class Run:
    """One line of the table: what was asked for, what was found, and what came out."""

    python: str
    resolution: str
    versions: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()  # passed, failed, skipped
    seconds: float = 0.0
    outcome: str = "failed"

    def cells(self):
        """The line's entries as text; `–` where nothing ran."""
        counts = [str(count) for count in self.counts] or ["–"] * 3
        return [self.python, self.resolution, *(self.versions or "–" * len(PACKAGES)), *counts, f"{self.seconds:.0f}"]


def find_python(version):
    """The path of an installed interpreter, or None; none is downloaded."""
    command = [*UV, "python", "find", "--no-python-downloads", "--system", "--no-project", version]
    found = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return found.stdout.strip() if found.returncode == 0 else None


def build(folder, python, resolution):
    """Make an environment with the course and its tests in the folder; return its interpreter."""
    interpreter = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    subprocess.run([*UV, "venv", "-q", f"--python={python}", folder], cwd=ROOT, check=True)
    install = [*UV, "pip", "install", "-q", f"--python={interpreter}", *RESOLUTIONS[resolution], "-e", ".[lab,test]"]
    subprocess.run(install, cwd=ROOT, check=True)
    return interpreter


def counts(report):
    """How many tests passed, failed (or could not be collected) and were skipped, from pytest's JUnit file."""
    suite = ElementTree.parse(report).getroot().find("testsuite")
    tests, failures, errors, skipped = (int(suite.get(key)) for key in ("tests", "failures", "errors", "skipped"))
    return tests - failures - errors - skipped, failures + errors, skipped


def run(version, resolution, arguments, folder):
    """Build one environment and run pytest in it."""
    python = find_python(version)
    if python is None:
        return Run(version, resolution, outcome="not installed")
    try:
        interpreter = build(folder / "environment", python, resolution)
    except subprocess.CalledProcessError:
        return Run(version, resolution, outcome="no environment")
    exact, *versions = json.loads(subprocess.check_output([interpreter, "-c", VERSIONS], text=True))
    report, start = folder / "report.xml", time.monotonic()
    command = [interpreter, "-m", "pytest", f"--junitxml={report}", *arguments]
    code = subprocess.run(command, cwd=ROOT).returncode
    found = counts(report) if report.exists() else (0, 0, 0)
    outcome = "passed" if code == 0 and found[0] > 0 else "failed"
    return Run(exact, resolution, tuple(versions), found, time.monotonic() - start, outcome)


def table(runs):
    """The runs as a Markdown table."""
    head = ["Python", "packages", *PACKAGES, "passed", "failed", "skipped", "seconds", "outcome"]
    rows = [head, ["---"] * len(head), *([*run.cells(), run.outcome] for run in runs)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def succeeded(runs):
    """Whether a suite ran, and each that could run passed."""
    outcomes = {run.outcome for run in runs} - {"not installed"}
    return outcomes == {"passed"}


def main(arguments):
    """Run what was asked for and print the table; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0], allow_abbrev=False)
    parser.add_argument("--python", action="append", metavar="VERSION", help="may be repeated; all without it")
    parser.add_argument("--resolution", action="append", choices=RESOLUTIONS, help="may be repeated; both without it")
    options, for_pytest = parser.parse_known_args(arguments)
    runs = []
    for version in options.python or PYTHONS:
        for resolution in options.resolution or RESOLUTIONS:
            print(f"\n── Python {version}, {resolution} packages ──\n", flush=True)
            with tempfile.TemporaryDirectory() as folder:
                runs.append(run(version, resolution, for_pytest, Path(folder)))
    print(f"\n{table(runs)}")
    return 0 if succeeded(runs) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
