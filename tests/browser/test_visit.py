"""The visitor of the built site (tests/browser/visit.py), on a sound page and on one with every kind of fault."""

import base64

import pytest

from .visit import Visitor, pages

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)
TYPESET = '<span class="math"><mjx-container><svg role="img" aria-label="x"></svg></mjx-container></span>'
PAGE = f"""<!doctype html><html lang="en"><head><title>T</title></head><body><main>
<h1>Title</h1><p style="color: #222">Words, <a href="#b">a link</a> and {TYPESET}.</p>
<ul><li>one</li></ul><table><tr><th scope="col">a</th></tr><tr><td>1</td></tr></table>
<img src="picture.png" alt="p = 0.5"><label>Name <input></label><button>Go</button><h2 id="b">Part</h2>%s
</main></body></html>"""


@pytest.fixture(scope="module")
def visit(browser, tmp_path_factory):
    """A function that says what the visitor finds wrong with a page that has this besides."""
    visitor, folder = Visitor(browser), tmp_path_factory.mktemp("site")
    (folder / "picture.png").write_bytes(PICTURE)

    def visit(extra):
        (folder / "index.html").write_text(PAGE % extra)
        visitor.open(folder / "index.html")
        visitor.look()
        return visitor.take_faults()

    yield visit
    visitor.page.context.close()


FAULTS = [
    ('<img src="none.png" alt="1">', "not loaded: file:"),
    ('<img src="none.png" alt="1">', "pictures not shown or not described"),
    ('<img src="picture.png">', "axe: image-alt"),
    ('<script src="https://cdn.example.org/x.js"></script>', "from elsewhere: https://cdn.example.org/x.js"),
    ("<script>console.error('no')</script>", "console: no"),
    ("<script>throw Error('no')</script>", "script: no"),
    ('<p style="width: 1400px">wide</p>', "px too wide"),
    (r'<span class="math">\(x\)</span><mjx-merror></mjx-merror>', "1 of 2 formulas, 1 wrong"),
    ("<p>Error displaying widget: model not found</p>", "a figure without its model"),
    ('<p style="color: #ccc">pale</p>', "axe: color-contrast"),
]


def test_a_sound_page_has_no_fault(visit):
    assert visit("") == []


def test_each_kind_of_fault_is_found(visit):
    found = visit("".join(extra for extra, _ in FAULTS))
    assert [fault for _, fault in FAULTS if not any(fault in line for line in found)] == []


def test_a_folder_without_pages_is_no_site(tmp_path):
    with pytest.raises(SystemExit, match="no site"):
        pages(tmp_path)
