"""Run the mutants that `mutmut run` has made: the tests are collected once, and each mutant is tried in a fork.

    uv run python -m tests.survivors --at-once 2                     # what was not run yet; then a table of everything
    uv run python -m tests.survivors 'nblib.check.value.*' --again   # what lives, too

In a fork run the tests that reach the mutant by mutmut's map, the doctests, and tests that are newer than the map,
those first that promise most kills in a second. The mutant is chosen after the import. So one that lives though its
function runs while a module is imported (to build a table) is tried again in a new process that begins with it.
Results are noted where `mutmut results` finds them. Tests are copied anew, code is not: after a change of code comes
`mutmut run` first. A test that takes far longer than it did counts as failed, as it does for mutmut.
"""

import argparse
import gc
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from mutmut.configuration import config
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state
from mutmut.stats import status_by_exit_code
from mutmut.utils.format_utils import mangled_name_from_mutant_name as function_of

ROOT = Path(__file__).resolve().parent.parent
MUTANTS = ROOT / "mutants"
OPTIONS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
PYTEST = ["--rootdir=.", "-q", "--tb=native", "--assert=plain", *OPTIONS["pytest_add_cli_args"]]
TESTS = OPTIONS["pytest_add_cli_args_test_selection"]
SURVEY = "tests/test_survey.py::test_every_word_is_as_it_was"  # too slow for every mutant
NO_TESTS = 33  # mutmut's code
GROUP = {"not checked": "not run", "survived": "live", "no tests": "live"}  # everything else: killed


class ForkForEach:
    """A plugin of pytest: in place of the tests, once, the tests of each mutant in a fork, until one fails."""

    def __init__(self, mutants, at_once):
        self.mutants, self.at_once = mutants, at_once
        self.running, self.kills = {}, Counter()
        stats = json.loads((MUTANTS / "mutmut-stats.json").read_text(encoding="utf-8"))
        self.seconds, self.reached = stats["duration_by_test"], stats["tests_by_mangled_function_name"]

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self):
        """After conftest.py and before the tests: no failing example need be made smaller."""
        settings.register_profile("forks", settings.get_profile("course"), phases=[Phase.explicit, Phase.generate])
        settings.load_profile("forks")

    def pytest_collection_modifyitems(self, items):
        items[:] = [item for item in items if "__mutmut_" not in item.nodeid]  # a mutant repeats the docstring

    def pytest_runtestloop(self, session):
        self.at_import = frozenset(state()._stats)  # while "stats" was chosen, mutmut noted what was called
        gc.freeze()
        with tempfile.TemporaryDirectory() as place:
            self.place = Path(place)
            self.fork("none", session.items)
            if self.wait():
                pytest.exit("The tests fail without a mutant.", returncode=1)
            for number, name in enumerate(self.mutants):
                if function_of(name) in self.at_import and group(self.mutants[name], name) == "live":
                    continue  # it lived in a fork; main tries it in a new process
                if len(self.running) == self.at_once:
                    self.wait()
                if number % 100 == 0:
                    print(f"{number} of {len(self.mutants)}", flush=True)
                self.fork(name, self.chosen(name, session.items))
            while self.running:
                self.wait()
        return True

    def chosen(self, name, items):
        """The tests that may see this mutant; first those that promise most kills in a second."""
        function, (module, _, _) = function_of(name), name.rpartition(".")
        reached = set(self.reached.get(function, ()))

        def promise(item):
            known = 20 * self.kills[function, item.nodeid] + self.kills[module, item.nodeid]
            return (1 / alike[name_of(item)] + known) / (0.01 + self.seconds.get(item.nodeid, 0.1))

        able = [item for item in items if item.nodeid in reached or item.nodeid not in self.seconds]
        alike = Counter(name_of(item) for item in able)
        return sorted(able, key=promise, reverse=True)

    def fork(self, name, items):
        """Begin to run these tests with this mutant."""
        pid = os.fork()
        if pid:
            self.running[pid] = name
            return
        code = 3  # pytest's for an error in itself
        try:
            code = self.run_until_one_fails(name, items)
        finally:
            os._exit(code)

    def run_until_one_fails(self, name, items):
        for stream in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        (self.place / name).mkdir()
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(self.place / name)  # where tmp_path is
        set_mutant_under_test(name)
        for item, after in zip(items, [*items[1:], None], strict=True):
            (self.place / name / "test").write_text(item.nodeid, encoding="utf-8")
            limit = int(time.process_time() + 10 + 10 * self.seconds.get(item.nodeid, 1))
            resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
            if item.session.testsfailed:
                return 1
        return 0 if items else NO_TESTS

    def wait(self):
        """Wait until a fork has ended; note how, and by which test. Its exit code."""
        pid, status = os.wait()
        name, code = self.running.pop(pid), os.waitstatus_to_exitcode(status)
        test = self.place / name / "test"
        if name in self.mutants:
            note(self.mutants[name], name, code)
            if code not in (0, NO_TESTS) and test.exists():
                places = (function_of(name), name.rpartition(".")[0])
                self.kills.update((place, test.read_text(encoding="utf-8")) for place in places)
        shutil.rmtree(self.place / name, ignore_errors=True)
        return code


def name_of(test):
    """Its name without parameters."""
    return test.nodeid.partition("[")[0]


def main():
    """Run, and print who lives and a table of the files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", default=["*"], help="patterns of mutants' names; default: all")
    parser.add_argument("--again", action="store_true", help="run what lives, too")
    parser.add_argument("--at-once", type=int, default=1, help="how many processes")
    wanted = parser.parse_args()
    files = [one for one in map(load, sorted(MUTANTS.rglob("*.meta"))) if one.exit_code_by_key]
    groups = ("not run", "live") if wanted.again else ("not run",)
    mutants = {
        name: one
        for one in files
        for name in one.exit_code_by_key
        if group(one, name) in groups and any(fnmatch(name, pattern) for pattern in wanted.names)
    }
    if mutants:
        run(mutants, wanted.at_once, doctests=[str(one.path) for one in files])
    print(table(files))


def run(mutants, at_once, doctests):
    """Try each of the mutants {name: what mutmut knows of its file}, and print those that live."""
    shutil.copytree(ROOT / "tests", MUTANTS / "tests", dirs_exist_ok=True)
    config()  # mutmut reads it from here
    os.chdir(MUTANTS)
    sys.path[:] = [str(MUTANTS), *(place for place in sys.path if place not in ("", str(ROOT)))]
    set_mutant_under_test("stats")
    forks = ForkForEach(mutants, at_once)
    if pytest.main([*PYTEST, "--capture=no", *TESTS, *doctests], plugins=[forks]) != 0:
        sys.exit(1)
    live = [name for name, one in mutants.items() if group(one, name) == "live"]
    early = [name for name in live if function_of(name) in forks.at_import]
    if early and fails_in_a_new_process("none"):
        sys.exit("The tests fail without a mutant in a new process.")
    with ThreadPoolExecutor(at_once) as pool:
        for name, fails in zip(early, pool.map(fails_in_a_new_process, early), strict=True):
            if fails:
                note(mutants[name], name, 1)
    print(*(name for name in live if group(mutants[name], name) == "live"), sep="\n")


def fails_in_a_new_process(name):
    """Whether a test fails in a process that begins with this mutant chosen; the tests of its module come first."""
    module = name.rpartition(".")[0]
    own = [test for test in TESTS if f"from {module} import" in Path(test).read_text(encoding="utf-8")]
    environment = os.environ | {"MUTANT_UNDER_TEST": name}
    for tests in (own, [*TESTS, SURVEY]):
        command = [sys.executable, "-m", "pytest", "-x", *PYTEST, *tests]
        if tests and subprocess.run(command, env=environment, capture_output=True).returncode != 0:
            return True
    return False


def load(path):
    """What mutmut knows of the mutants of one file."""
    one = SourceFileMutationData(path=path.relative_to(MUTANTS).with_suffix(""))
    one.meta_path = path
    one.load()
    return one


def note(one, name, code):
    """Write where mutmut finds it how the tests ended."""
    one.exit_code_by_key[name] = code
    one.save()


def group(one, name):
    """Whether a mutant is killed, live or not run."""
    return GROUP.get(status_by_exit_code[one.exit_code_by_key[name]], "killed")


def table(files):
    """A line for each file: how many mutants it has, and how many of them are killed, live, and not run."""
    counts = {str(one.path): Counter(group(one, name) for name in one.exit_code_by_key) for one in files}
    counts["all"] = sum(counts.values(), Counter())
    lines = [[path, n.total(), n["killed"], n["live"], n["not run"]] for path, n in counts.items()]
    heads = ["file", "mutants", "killed", "live", "not run"]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in (heads, ["---"] * len(heads), *lines))


if __name__ == "__main__":
    main()
