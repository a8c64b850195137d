"""All that the course shows, to a learner with a screen reader, a dark theme, 200 % zoom or a seat in the last row."""

from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe

from .notebook import ERRORS, accessibility_faults
from .showcase import open_showcase
from .unfolded import unfolded

# The page in CSS pixels: a window of 1280 × 900 at 200 % zoom, and projectors as the README says to zoom them.
ZOOMED = {"width": 640, "height": 450}
PROJECTORS = {"720p at 150 %": {"width": 853, "height": 480}, "1080p at 200 %": {"width": 960, "height": 540}}
OVERFLOWS = """() => {
    const found = [];
    const tell = (element, fault) =>
        found.push(`${fault}: ${element.tagName} ${element.className} ${element.textContent.slice(0, 60)}`);
    for (const output of document.querySelectorAll('.jp-OutputArea-output')) {
        const right = output.getBoundingClientRect().right;
        for (const element of [output, ...output.querySelectorAll('*:not(svg *, mjx-container *, input)')]) {
            const {clientWidth, scrollWidth} = element;  // a label without width is there to be spoken only
            const hides = clientWidth && getComputedStyle(element).overflowX !== 'visible';
            if (element.getBoundingClientRect().right > right + 1) tell(element, 'beyond its cell');
            else if (hides && scrollWidth > clientWidth + 1) tell(element, 'cut, or scrolls');
        }
    }
    return found;
}"""
# Marks so many outputs that every kind of element, in every colour of its own, is in one of them: axe is slow.
MARK = """() => {
    const seen = new Set();
    for (const output of document.querySelectorAll('.jp-OutputArea-output')) {
        const elements = [...output.querySelectorAll('*:not(svg, svg *, mjx-container *)')];
        const kinds = elements.map(e => [e.tagName, e.className, e.role, e.style.color, e.style.borderLeft].join());
        if (kinds.some(kind => !seen.has(kind))) output.classList.add('of-each-kind');
        kinds.forEach(kind => seen.add(kind));
    }
    return seen.size;
}"""
OF_EACH_KIND = ".of-each-kind"
SMALLEST = """() => Math.min(...[...document.querySelectorAll('.jp-OutputArea-output text')]
    .filter(text => text.textContent.trim())
    .map(text => [parseFloat(getComputedStyle(text).fontSize), text.getScreenCTM()])
    .map(([size, {a, b}]) => size * Math.hypot(a, b)))"""
# Or half a second: a page that the browser does not paint has no frames, and one would wait for ever.
TWO_FRAMES = """() => Promise.race([
    new Promise(requestAnimationFrame).then(() => new Promise(requestAnimationFrame)).then(() => null),
    new Promise(done => setTimeout(done, 500)),
])"""


@pytest.fixture(scope="module")
def showcase(context, server):
    page = open_showcase(context, server)
    assert page.locator(ERRORS).all_inner_texts() == []
    assert page.evaluate(MARK) > 50
    yield page
    page.close()


def resize(page, viewport):
    """Give the window another size, and JupyterLab the frame after which its panels follow."""
    page.set_viewport_size(viewport)
    page.evaluate(TWO_FRAMES)


@contextmanager
def theme(page, name):
    """JupyterLab in another theme; the server remembers it, so it is set back."""
    change = "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})"
    try:
        page.evaluate(change, name)
        page.wait_for_function("name => document.body.dataset.jpThemeName === name", arg=name)
        yield
    finally:
        page.evaluate(change, "JupyterLab Light")


def test_figures_answers_and_verdicts_are_accessible(showcase):
    assert showcase.locator(".nblib-card").count() > 50
    assert showcase.locator(".nblib-explorer").count() > 15
    assert accessibility_faults(showcase, [OF_EACH_KIND]) == []


def test_all_text_can_be_read_in_the_dark_theme(showcase):
    """But for the pictures' own: they keep their white paper."""
    context = {"include": [[OF_EACH_KIND]], "exclude": [["svg"]]}
    with theme(showcase, "JupyterLab Dark"), unfolded(showcase):
        report = Axe().run(showcase, context=context, options={"runOnly": ["color-contrast"]}).response
    assert sum(len(rule["nodes"]) for rule in report["passes"]) > 200
    assert [node["html"][:200] for fault in report["violations"] for node in fault["nodes"]] == []


@pytest.mark.parametrize("viewport", [ZOOMED, *PROJECTORS.values()], ids=["200 %", *PROJECTORS])
def test_nothing_is_cut_or_wider_than_its_cell(showcase, viewport):
    resize(showcase, viewport)
    assert showcase.evaluate(OVERFLOWS) == []


def test_the_smallest_text_of_a_figure_is_large_enough(showcase):
    """On a projector a fiftieth of the picture's height. Zoomed, a figure fills its cell and grows no more: its
    text is then larger than without zoom; twice as large is the caption below it, which has the numbers.
    """
    resize(showcase, ZOOMED)
    assert 2 * showcase.evaluate(SMALLEST) >= 14  # device pixels; without zoom it is 12
    for viewport in PROJECTORS.values():
        resize(showcase, viewport)
        assert showcase.evaluate(SMALLEST) >= viewport["height"] / 50
