"""The committed notebooks as HTML from nbconvert, opened from a file without a network: all is seen, and axe looks."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from nbconvert import HTMLExporter

from .committed import assert_seen
from .lessons import LESSONS, NOTEBOOKS

# What nbconvert's own page does badly, by the part of the page and axe's rule; a notebook has no say in it.
TEMPLATE = {
    ".jp-InputPrompt": "color-contrast",  # In [1]: is light grey
    ".jp-OutputPrompt": "color-contrast",  # and so is Out[1]:
    ".highlight": "color-contrast",  # some colours of code are pale: comments, numbers, `in`
    ".jp-MarkdownOutput": "link-in-text-block",  # links have a colour and no line
}


@pytest.fixture(scope="module")
def page(browser, tmp_path_factory):
    """A page without a network; `page.folder` takes the exports."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    page = context.new_page()
    page.folder = tmp_path_factory.mktemp("exports")
    yield page
    context.close()


def open_export(page, lesson):
    html, _ = HTMLExporter(template_name="lab").from_filename(str(NOTEBOOKS / lesson))
    path = page.folder / f"{lesson}.html"
    path.write_text(html, encoding="utf-8")
    page.goto(path.as_uri())


@pytest.mark.parametrize("lesson", LESSONS)
def test_an_export_shows_everything_and_has_no_fault_of_ours(page, lesson):
    open_export(page, lesson)
    assert_seen(page, page.locator("body").inner_text(), lesson)
    excluded = [[part] for part, rule in TEMPLATE.items() if rule == "color-contrast"]
    options = {"resultTypes": ["violations"], "rules": {"link-in-text-block": {"enabled": False}}}
    report = Axe().run(page, context={"exclude": excluded}, options=options).response
    faults = [f"{fault['id']}: {node['html'][:200]}" for fault in report["violations"] for node in fault["nodes"]]
    print(f"{lesson}: {len(report['passes'])} of axe's rules passed, {len(faults)} faults")
    assert len(report["passes"]) >= 15, "axe has looked at nothing"
    assert faults == []


def test_each_part_of_the_template_has_the_fault_that_excuses_it_and_no_other(page):
    open_export(page, "09_backprop_mlp.ipynb")
    for part, rule in TEMPLATE.items():
        report = Axe().run(page, context={"include": [[part]]}, options={"resultTypes": ["violations"]}).response
        assert {fault["id"] for fault in report["violations"]} == {rule}, part


def test_mathematics_stands_as_latex_where_no_mathjax_can_be_fetched(page):
    open_export(page, "02_softmax.ipynb")
    assert page.locator(".MathJax, mjx-container").count() == 0
    assert r"\frac{e^{z_j}}" in page.locator("body").inner_text()
