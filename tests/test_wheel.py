"""The library as it is installed: a wheel that carries its data and needs nothing of the repository."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
DATA_FILES = {"README.md", "penguins.csv", "digits.csv", "hamlet.txt"}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A folder with the wheel and the sdist, built with the backend itself: no network, no pip."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-d", folder]
    finished = subprocess.run(command, cwd=REPOSITORY, capture_output=True, encoding="utf-8", timeout=120)
    assert finished.returncode == 0, finished.stderr
    return folder


@pytest.fixture
def installed(built, tmp_path):
    """The wheel unpacked into an empty folder, which is what installing a pure Python wheel does."""
    [wheel] = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    return tmp_path / "site"


def run_installed(site, code, cwd):
    """Run code with nblib from `site`. -I shuts out the working directory, PYTHONPATH and the user's packages."""
    head = "import sys; sys.path.insert(0, sys.argv[1])\n"
    command = [sys.executable, "-I", "-W", "error", "-c", head + code, site]
    return subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", timeout=120)


def test_the_wheel_holds_the_data_and_their_licences(built):
    [wheel] = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        for name in DATA_FILES:
            assert archive.read(f"nblib/data/{name}") == (REPOSITORY / "data" / name).read_bytes()
    assert {name.split("/")[0] for name in names if "dist-info" not in name} == {"nblib"}
    assert not [name for name in names if "__pycache__" in name]


def test_the_sdist_holds_the_data(built):
    [sdist] = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {f"data/{name}" for name in DATA_FILES} | {"data/prepare.py", "nblib/datasets.py"} <= names


LOAD_EVERYTHING = """
from nblib import datasets
print(datasets.__file__)
print(datasets.FOLDER)
print(datasets.load_penguins().X.shape, datasets.load_digits().X.shape, len(datasets.load_book()))
"""


def test_the_installed_wheel_finds_its_data_from_another_working_directory(installed, tmp_path):
    finished = run_installed(installed, LOAD_EVERYTHING, cwd=tmp_path)
    assert finished.stderr == ""
    assert finished.stdout.splitlines() == [
        str(installed / "nblib" / "datasets.py"),
        str(installed / "nblib" / "data"),
        "(333, 4) (1797, 64) 161076",
    ]


def test_the_repository_finds_its_data_from_another_working_directory(tmp_path):
    finished = run_installed(REPOSITORY, LOAD_EVERYTHING, cwd=tmp_path)
    assert finished.stderr == ""
    assert finished.stdout.splitlines() == [
        str(REPOSITORY / "nblib" / "datasets.py"),
        str(REPOSITORY / "data"),
        "(333, 4) (1797, 64) 161076",
    ]


def test_importing_reads_no_data_and_a_lost_file_is_named_when_it_is_asked_for(installed, tmp_path):
    for name in DATA_FILES:
        (installed / "nblib" / "data" / name).unlink()
    code = """
from nblib import datasets
try:
    datasets.load_digits()
except datasets.DataError as error:
    print(error)
"""
    finished = run_installed(installed, code, cwd=tmp_path)
    assert finished.stderr == ""
    assert str(installed / "nblib" / "data" / "digits.csv") in finished.stdout
    assert "install the package again" in finished.stdout
