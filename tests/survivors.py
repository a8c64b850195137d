"""Run the tests again for each mutant that lives after `mutmut run`, in a new process, and list those that live still.

    uv run python -m tests.survivors
    uv run python -m tests.survivors 'nblib.check.shapes.*' --at-once 2

In a new process the mutant is chosen before anything is imported. mutmut chooses it later, so that it never sees what a
function does while a module is being imported. More tests are run here, too: doctests, and every word of the survey.
Tests are copied anew, code is not: after a change of code comes `mutmut run` first. A kill is noted where
`mutmut results` finds it. What takes too long counts as killed, as it does for mutmut.
"""

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch
from functools import partial
from pathlib import Path

from mutmut.mutation.data import SourceFileMutationData
from mutmut.stats import status_by_exit_code

ROOT = Path(__file__).resolve().parent.parent
MUTANTS = ROOT / "mutants"
SECONDS = 120  # of the processor's time, for each stage
OPTIONS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
SELECTION = OPTIONS["pytest_add_cli_args_test_selection"]
CHECK = [path for path in SELECTION if "test_check_" in path]  # quick, and of the engine
STAGES = (CHECK, ["tests/test_survey.py::test_every_word_is_as_it_was"], [p for p in SELECTION if p not in CHECK])


def main():
    """Run, and print who lives and a table of the modules."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", default=["*"], help="patterns of mutants' names; default: all")
    parser.add_argument("--at-once", type=int, default=1, help="how many processes")
    wanted = parser.parse_args()
    shutil.copytree(ROOT / "tests", MUTANTS / "tests", dirs_exist_ok=True)
    if not passes("none"):
        sys.exit("The tests fail without a mutant.")
    modules = [one for one in map(load, sorted(MUTANTS.rglob("*.meta"))) if one.exit_code_by_key]
    alive = [(one, name) for one in modules for name in living(one) if any(fnmatch(name, p) for p in wanted.names)]
    with ThreadPoolExecutor(wanted.at_once) as pool:
        for (one, name), still in zip(alive, pool.map(lambda pair: passes(pair[1]), alive), strict=True):
            if still:
                print(name, flush=True)
            else:
                one.exit_code_by_key[name] = 1
                one.save()
    print(table(modules))


def load(path):
    """What mutmut knows of the mutants of one file."""
    one = SourceFileMutationData(path=path.relative_to(MUTANTS).with_suffix(""))
    one.load()
    return one


def living(module):
    """The names of the mutants that mutmut's run left alive, those that no test reached among them."""
    status = {name: status_by_exit_code[code] for name, code in module.exit_code_by_key.items()}
    return [name for name in status if status[name] in ("survived", "no tests")]


def passes(mutant):
    """Whether all tests pass with this mutant: it lives. Those that name its module come first."""
    module = mutant.rpartition(".")[0]
    return all(run(mutant, tests) for tests in (own(module) if module else [], *STAGES) if tests)


def own(module):
    """The module's doctests, and the test files that import it."""
    path = ROOT / module.replace(".", "/")
    source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    package, _, name = module.rpartition(".")
    imports = re.compile(rf"from {module} import|from {package} import .*\b{name}\b")
    tests = [path for path in sorted(ROOT.glob("tests/test_*.py")) if imports.search(path.read_text(encoding="utf-8"))]
    return [str(path.relative_to(ROOT)) for path in (source, *tests)]


def run(mutant, tests):
    """Whether these tests pass in a new process that begins with this mutant chosen."""
    arguments = ["-x", "-q", *OPTIONS["pytest_add_cli_args"], *tests]
    limit = partial(resource.setrlimit, resource.RLIMIT_CPU, (SECONDS, SECONDS))
    environment = os.environ | {"MUTANT_UNDER_TEST": mutant}
    command = [sys.executable, "-m", "pytest", *arguments]
    done = subprocess.run(command, cwd=MUTANTS, env=environment, preexec_fn=limit, capture_output=True)
    return done.returncode == 0


def table(modules):
    """A line for each module: how many mutants it has, how many live, and how many were not run at all."""
    lines = ["| file | mutants | living | not run |", "|---|---|---|---|"]
    total = Counter()
    for one in modules:
        codes = one.exit_code_by_key.values()
        counts = {"mutants": len(codes), "living": len(living(one)), "not run": sum(code is None for code in codes)}
        total.update(counts)
        lines.append(" | ".join([f"| {one.path}", *map(str, counts.values())]) + " |")
    return "\n".join([*lines, " | ".join(["| all", *map(str, total.values())]) + " |"])


if __name__ == "__main__":
    main()
