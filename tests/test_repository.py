"""What holds for the repository as a whole: its files, its README, its set-up."""

import os
import re
import shutil
import struct
import subprocess
import tomllib

import pytest
import yaml

from tests.tracked import ROOT, tracked_files

# Put together here, so that this file does not name what it forbids.
REGISTRIES = [
    "pypi" + ".org",
    "python" + "hosted",
    "anaconda" + ".org",
    "npmjs" + ".",
    "deb" + ".debian",
    "pkg" + ".dev",
]
MACHINE = re.compile(rb"(?<![\w+/=.:-])/(" + b"|".join([b"work", b"root", b"home", b"tmp", b"Users"]) + rb")/[\w.]")
# In the README: ![alt](target) and [text](target), but no address of the web and no place in the same page.
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
LESSON = re.compile(r"^\| (\d\d) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)


def readme_commands():
    """What stands between fences in the first section that has any."""
    start = (ROOT / "README.md").read_text().split("\n## ")[1]
    assert start.startswith("Start\n")
    return re.findall(r"^```\n(.+?)\n```$", start, re.MULTILINE | re.DOTALL)


# ---------------------------------------------------------------- files


def test_the_top_level_is_the_house_of_the_design():
    top = {name.parts[0] for name in tracked_files()}
    visible = {name for name in top if not name.startswith(".")}
    assert visible == {
        *("README.md", "LICENSE", "environment.yml", "pyproject.toml"),
        *("notebooks", "nblib", "data", "tests", "docs", "teaching"),
    }


def test_no_file_names_a_package_registry():
    contents = {name: (ROOT / name).read_bytes().lower() for name in tracked_files()}
    assert [(str(name), host) for name in contents for host in REGISTRIES if host.encode() in contents[name]] == []


def test_no_file_names_a_folder_of_the_machine_it_was_made_on():
    found = {str(name): MACHINE.search((ROOT / name).read_bytes()) for name in tracked_files()}
    assert {name: match.group() for name, match in found.items() if match} == {}


@pytest.mark.parametrize("text", [b"see /wo" + b"rk/main/x", b'"/ro' + b'ot/.cache"', b"(/ho" + b"me/jane/x)"])
def test_the_search_for_such_folders_finds_them(text):
    assert MACHINE.search(text)


@pytest.mark.parametrize(
    "text", [b"iVBORw0KGgo/wo" + b"rk/AAAA", b"https://example.net/ho" + b"me/x", b"a/ro" + b"ot/b"]
)
def test_the_search_for_such_folders_leaves_pictures_and_addresses_alone(text):
    assert not MACHINE.search(text)


def test_no_lock_file_is_tracked():
    assert [name for name in tracked_files() if name.suffix == ".lock"] == []


# ---------------------------------------------------------------- README


PAGES = sorted(str(name) for name in tracked_files() if name.suffix == ".md" and name.parts[0] != "docs")


def test_the_pages_are_those_for_everyone_teachers_and_authors():
    assert {"README.md", "data/README.md", "notebooks/source/README.md", "teaching/presenting.md"} <= set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_every_relative_link_leads_somewhere(page):
    links = LINK.findall((ROOT / page).read_text())
    assert [link for link in links if not (ROOT / page).parent.joinpath(link).exists()] == []


def test_the_readme_shows_a_picture_of_the_course_with_alt_text():
    alt, path = re.search(r"^!\[(.+)\]\((.+)\)$", (ROOT / "README.md").read_text(), re.MULTILINE).groups()
    picture = (ROOT / path).read_bytes()
    assert len(alt.split()) >= 8
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", picture[16:24])
    assert min(width, height) >= 500


def test_the_readme_lists_all_lessons_and_says_which_are_in_preparation():
    rows = LESSON.findall((ROOT / "README.md").read_text())
    sources = sorted((ROOT / "notebooks" / "source").glob("[0-9][0-9]_*.py"))
    assert [number for number, *_ in rows] == [f"{i:02}" for i in range(max(11, len(sources)))]
    for number, lesson, _sentence, _minutes in rows:
        built = [f"notebooks/{path.name}" for path in (ROOT / "notebooks").glob(f"{number}_*.ipynb")]
        assert LINK.findall(lesson) == built
        assert lesson.endswith(" (in preparation)") == (not built)


def test_the_two_commands_start_the_course_and_its_tests():
    course, tests = readme_commands()
    prefix = "python3 -m pip install -q uv && python3 -m uv run --extra "
    assert course == prefix + "lab jupyter lab notebooks/00_start_here.ipynb"
    assert tests == prefix + "test pytest"


def test_the_date_for_pip_is_the_date_for_uv():
    date = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["uv"]["exclude-newer"]
    assert f"--uploaded-prior-to {date} " in (ROOT / "README.md").read_text()


# ---------------------------------------------------------------- .ci/run


def run_ci(folder, failing="nothing", has_browser=True):
    """.ci/run on a path where python3 and apt-get only write down how they were called; one call may fail."""
    script = f'#!/bin/sh\necho "${{0##*/}} $*" >> {folder}/calls\ncase "$*" in *"{failing}"*) exit 3;; esac\n'
    for name in ("python3", "apt-get", "sudo", *["chromium"] * has_browser):
        (folder / name).write_text(script)
        (folder / name).chmod(0o755)
    for name in ("bash", "dirname", "env", "grep", "id"):
        (folder / name).symlink_to(shutil.which(name))
    environment = os.environ | {"PATH": str(folder), "CI": "true"}
    command = [folder / "bash", ROOT / ".ci/run"]
    code = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False).returncode
    return code, (folder / "calls").read_text().splitlines()


def test_ci_runs_ruff_and_then_the_command_of_the_readme(tmp_path):
    install, run_uv = "python3 -m pip install -q uv", "python3 -m uv run --extra test "
    code, calls = run_ci(tmp_path)
    assert code == 0
    assert calls == [
        install,
        run_uv + "ruff check",
        install,
        run_uv + "ruff format --check",
        install,
        run_uv + "pytest",
    ]
    assert " && ".join(calls[-2:]) == readme_commands()[1]


def test_ci_installs_a_browser_where_there_is_none(tmp_path):
    code, calls = run_ci(tmp_path, has_browser=False)
    assert code == 0
    assert "apt-get update" in calls[0]
    assert re.search(r"apt-get install .*\bchromium fonts-dejavu-core$", calls[1])
    assert len(calls) == 2 + 6


@pytest.mark.parametrize("failing", ["pip install", "ruff check", "ruff format", "test pytest"])
def test_ci_fails_when_a_step_fails(tmp_path, failing):
    code, calls = run_ci(tmp_path, failing)
    assert code == 3
    assert failing in calls[-1]


# ---------------------------------------------------------------- set-up


def test_the_conda_environment_pins_python_and_installs_the_course():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    python, pip, from_pip = environment["dependencies"]
    assert environment["name"] == project["name"]
    assert re.fullmatch(r"python=3\.1[1-3]", python)
    assert project["requires-python"] == ">=3.11"
    assert pip == "pip"
    assert from_pip == {"pip": ["-e .[lab]"]}
    assert "lab" in project["optional-dependencies"]
