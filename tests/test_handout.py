"""The hand-out (teaching/slides): whose cells are on it, and that its pages need nothing but what lies beside them."""

import re

import nbformat
import pytest
from browser.lessons import LESSONS

from teaching.slides import handout

NAME = "02_softmax"
# What a browser fetches for a page; links and the addresses in comments are none of it.
FETCHED = re.compile(
    r"""<(?:script|img|iframe)[^>]*\ssrc="([^"]+)"|<link[^>]*\shref="([^"]+)"|@import\s+url\(([^)]+)\)"""
)


def tagged(notebook, *tags):
    return [cell for cell in notebook.cells if set(tags) & set(cell.metadata.get("tags", []))]


def marks(notebook):
    return {cell.metadata.slideshow["slide_type"] for cell in notebook.cells}


@pytest.fixture(scope="module")
def exports():
    notebook = handout.read_lesson(NAME, False)
    return {kind: exporter.from_notebook_node(notebook)[0] for kind, exporter in handout.exporters().items()}


def test_learners_get_no_solution_and_no_note_and_instructors_get_both():
    assert tagged(handout.read_lesson(NAME, False), "solution", "notes") == []
    assert tagged(handout.read_lesson(NAME, True), "solution")
    assert tagged(handout.read_lesson(NAME, True), "notes")


@pytest.mark.parametrize("instructor", [False, True])
def test_both_have_the_marks_of_the_slides(instructor):
    assert marks(handout.read_lesson(NAME, instructor)) >= {"slide", "subslide", "fragment", "skip"}


@pytest.mark.parametrize("lesson", LESSONS)
def test_lessons_lead_to_the_pages_of_others_and_to_no_notebook(lesson):
    notebook = handout.read_lesson(lesson.removesuffix(".ipynb"), False)
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    linked = re.findall(r"\]\((\d\d_\w+\.\w+)\)", text)
    assert len(linked) >= 1
    assert {target.rpartition(".")[2] for target in linked} == {"html"}
    assert {target.replace(".html", ".ipynb") for target in linked} <= set(LESSONS)


@pytest.mark.parametrize("kind", ["pages", "slides"])
def test_a_page_fetches_only_what_lies_beside_it(exports, kind):
    fetched = {"".join(found) for found in FETCHED.findall(exports[kind])}
    beside = {target for target in fetched if not target.startswith("data:")}
    assert "../lib/mathjax/es5/tex-svg-full.js" in beside
    assert all(target.startswith("../lib/") for target in beside), beside
    wanted = {f"../lib/{package}/{file}" for package, _, files in handout.PACKAGES for file in files}
    assert beside <= wanted | {"../lib/reveal.js/dist/theme/lesson.css"}


def test_slides_are_made_of_the_marks(exports):
    notebook = handout.read_lesson(NAME, False)
    slides = sum(cell.metadata.slideshow["slide_type"] == "slide" for cell in notebook.cells)
    assert len(re.findall(r"<section\s*>\s*<section", exports["slides"])) == slides
    assert 'class="fragment"' in exports["slides"]


def test_a_question_stands_there_without_the_call_that_asks_it(exports):
    assert "Predict (2.a)" in exports["slides"]
    assert '<span class="n">predict</span>' not in exports["slides"]
    assert '<span class="n">check</span>' in exports["slides"]


def test_the_index_leads_to_every_lesson():
    page = handout.index([handout.NOTEBOOKS / lesson for lesson in LESSONS])
    for lesson in LESSONS:
        name = lesson.removesuffix(".ipynb")
        assert f'href="pages/{name}.html"' in page
        assert f'href="slides/{name}.html"' in page
        heading = nbformat.read(handout.NOTEBOOKS / lesson, 4).cells[0].source.partition("\n")[0]
        assert heading.removeprefix("# ") in page
