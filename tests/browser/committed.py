"""What must be seen of a committed notebook, wherever it is shown, and whether it is seen on a page."""

import re
from typing import NamedTuple

import nbformat

from .lessons import NOTEBOOKS

CODE = r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$"
MARKUP = re.compile(rf"{CODE}|^\s*(?:-|\d+\.)\s|!?\[|\]\([^)]*\)|\\\S|[*_|#<>]", re.DOTALL | re.MULTILINE)
IMAGES = """all => all.map(image => {
    const {width, height} = image.getBoundingClientRect();
    return {alt: image.alt, pixels: image.naturalWidth, width, height};
})"""
TABLES = "all => all.map(table => table.getBoundingClientRect().width)"


class Committed(NamedTuple):
    """The pictures, tables and phrases of a lesson, its questions' and verdicts' phrases among them."""

    figures: int
    tables: int
    phrases: list[str]


def committed(lesson):
    """Read it from the notebook itself."""
    cells = nbformat.read(NOTEBOOKS / lesson, 4).cells
    data = [output.get("data", {}) for cell in cells for output in cell.get("outputs", [])]
    prose = [cell.source for cell in cells if cell.cell_type == "markdown"]
    prose += [bundle["text/markdown"] for bundle in data if "text/markdown" in bundle]
    return Committed(
        sum("image/png" in bundle for bundle in data),
        sum(len(re.findall(r"^\|[-:| ]+\|$", text, re.MULTILINE)) for text in prose),
        [phrase for text in prose for phrase in phrases(text)],
    )


def phrases(markdown):
    """The runs of three words or more between all markup, code and mathematics."""
    runs = (" ".join(run.split()) for run in MARKUP.split(markdown))
    return [run for run in runs if len(run.split()) >= 3]


def assert_seen(shown, words, lesson):
    """Every picture with its alt text, every table, and every phrase is on the page; `words` is the page's text."""
    expected = committed(lesson)
    assert expected.figures >= 1
    assert len(expected.phrases) >= 20
    images = shown.locator("img").evaluate_all(IMAGES)
    assert len(images) == expected.figures
    for image in images:
        assert image["pixels"] > 0, f"not loaded: {image}"
        assert min(image["width"], image["height"]) > 100, f"not visible: {image}"
        assert re.search(r"\d", image["alt"]), f"alt text without a number: {image}"
    tables = shown.locator("table").evaluate_all(TABLES)
    assert len(tables) == expected.tables
    assert all(width > 0 for width in tables)
    words = " ".join(words.split())
    missing = [phrase for phrase in expected.phrases if phrase not in words]
    assert not missing, missing
