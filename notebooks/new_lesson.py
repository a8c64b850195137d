"""Begin a new lesson: a small one that is complete, passes all tests, and is then rewritten piece by piece.

    python notebooks/new_lesson.py 11 momentum "Momentum"

It writes, from notebooks/skeleton, and overwrites nothing:

    notebooks/source/11_momentum.py    the text
    nblib/check/lesson11.py            the exercises and predictions
    nblib/viz/figures/momentum.py      the figure
    tests/test_lesson11.py             the numbers of the text, computed again

adds a row to the README's table of lessons, and builds both notebooks.
"""

import argparse
import keyword
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SKELETON = ROOT / "notebooks" / "skeleton"
PLACES = {
    "lesson.py": "notebooks/source/_NN___name_.py",
    "check.py": "nblib/check/lesson_NN_.py",
    "figure.py": "nblib/viz/figures/_name_.py",
    "test.py": "tests/test_lesson_NN_.py",
}
ROW = "| _NN_ | [_title_](notebooks/_NN___name_.ipynb) | Say here in a sentence what it is about. | if time is left |\n"


def main():
    """Read the arguments, write the files, and build."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("number", type=int, help="the lesson's number, the next that is free")
    parser.add_argument("name", help="its name in file names: small letters and _")
    parser.add_argument("title", help="its title")
    options = parser.parse_args()
    try:
        written = write_lesson(options.number, options.name, options.title)
    except ValueError as error:
        raise SystemExit(f"Nothing was written: {error}") from None
    print("Written:", *written, sep="\n    ")
    sys.exit(
        subprocess.run([sys.executable, ROOT / "notebooks" / "build.py", "--only", f"{options.number:02}"]).returncode
    )


def write_lesson(number, name, title, root=ROOT):
    """Write the four files and the README's row; the files' names. A ValueError if that cannot be, before any of it."""
    free = 1 + max(int(path.name[:2]) for path in (root / "notebooks" / "source").glob("[0-9][0-9]_*.py"))
    if number != free:
        raise ValueError(f"the number must be {free}, the next that is free, got {number}")
    if not re.fullmatch("[a-z][a-z0-9_]{0,30}", name) or keyword.iskeyword(name):
        raise ValueError(f"the name must be small letters, digits and _, and no word of Python, got {name!r}")
    parts = {part: (SKELETON / part).read_text("utf-8") for part in PLACES}
    if re.search(rf"\b{name}\b", "\n".join(parts.values())):
        raise ValueError(f"the skeleton has something of the name {name!r} itself; choose another name")
    if not title.strip() or len(title) > 60 or set(title) & set('|[]"\\\n'):
        raise ValueError(f'the title must be up to 60 characters, none of | [ ] " \\, got {title!r}')

    def filled(text):
        words = {"_NN_": f"{number:02}", "_N_": str(number), "_name_": name, "_title_": title}
        return re.sub("|".join(words), lambda found: words[found.group()], text)

    texts = {root / filled(PLACES[part]): filled(text) for part, text in parts.items()}
    taken = [str(path.relative_to(root)) for path in texts if path.exists()]
    if taken:
        raise ValueError(f"there is already {', '.join(taken)}; choose another name")
    readme = with_row((root / "README.md").read_text("utf-8"), filled(ROW))
    for path, text in texts.items():
        path.write_text(text, "utf-8")
    (root / "README.md").write_text(readme, "utf-8")
    tidy(texts)
    return [str(path.relative_to(root)) for path in texts]


def with_row(readme, row):
    """The README with a row below the last of the table of lessons."""
    *_, last = re.finditer(r"^\| \d\d \| .*\n", readme, re.MULTILINE)
    return readme[: last.end()] + row + readme[last.end() :]


def tidy(paths):
    """Sort the imports and break the lines as ruff does, which depends on how long the name is."""
    for command in (["check", "--fix", "--quiet", "--no-cache"], ["format", "--quiet", "--no-cache"]):
        subprocess.run([sys.executable, "-m", "ruff", *command, *paths], check=True)


if __name__ == "__main__":
    main()
