"""The committed notebooks where no kernel runs: GitHub, an HTML export, an untrusted JupyterLab.

Every figure is a picture with alt text that holds numbers, every question can be read, and nothing is stored that needs
a running kernel to be shown.
"""

import re
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
COMMITTED = sorted([*NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"), *NOTEBOOKS.glob("instructor/[0-9][0-9]_*.ipynb")])


@pytest.fixture(params=COMMITTED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def path(request):
    return request.param


@pytest.fixture(scope="module")
def exporter():
    """One for all notebooks: it compiles its templates once."""
    return HTMLExporter(template_name="lab")


class Images(HTMLParser):
    """Collects the alt text of every picture."""

    def __init__(self):
        super().__init__()
        self.alts = []

    def handle_starttag(self, tag, attributes):
        if tag == "img":
            self.alts.append(dict(attributes).get("alt"))


def outputs(path):
    return [output for cell in nbformat.read(path, 4).cells for output in cell.get("outputs", [])]


def test_there_are_committed_notebooks():
    assert len(COMMITTED) >= 6


def test_an_html_export_shows_every_picture_with_alt_text_and_every_question(path, exporter):
    html, _ = exporter.from_filename(str(path))
    images = Images()
    images.feed(html)
    figures = [output for output in outputs(path) if "image/png" in output.get("data", {})]
    assert len(images.alts) >= len(figures) >= 1
    for alt in images.alts:
        assert alt, "a picture without alt text"
        assert re.search(r"\d", alt), f"alt text without a number: {alt}"
    words = re.sub(r"\W+", " ", re.sub(r"<[^>]*>", "", html))
    asked = [output for output in outputs(path) if "text/markdown" in output.get("data", {})]
    for output in asked:
        begin = re.match(r"\*\*(?:Predict|Exercise) [^*]*", output.data["text/markdown"])
        if begin:
            assert re.sub(r"\W+", " ", begin.group()).strip() in words


def test_figures_carry_png_html_and_text(path):
    for output in outputs(path):
        data = output.get("data", {})
        if "image/png" in data:
            assert set(data) == {"image/png", "text/html", "text/plain"}
            assert data["text/html"].startswith("<img alt=")


def test_nothing_needs_a_kernel_or_trust(path):
    text = path.read_text(encoding="utf-8")
    assert "application/vnd.jupyter.widget-view+json" not in text
    assert "widget-state" not in text
    assert not re.search(r"<script", text, flags=re.IGNORECASE)
    assert "application/javascript" not in text


def test_a_notebook_is_small_enough_for_github_to_render(path):
    assert path.stat().st_size < 3_000_000
