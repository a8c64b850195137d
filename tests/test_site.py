"""The static site: its addresses, its pages before Sphinx reads them, its downloads, and the check of its links.

The building itself is a command, python -m docs.build, and so is reading the built site, python -m tests.browser.visit.
"""

import copy
import doctest
import re
import zipfile
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import nbformat
import pytest
from jupyter_server.serverapp import ServerApp

import docs.build
import docs.links
from docs.check import check, find_faults
from docs.links import Repository, in_colab, on_binder, on_hub, on_this_computer, parse_repository, ways_to_open
from docs.pages import DOCS, LESSONS, ROOT, how_to_run, lesson_page, write_downloads, write_pages

ADA = Repository("ada", "nn2-course")
AUTUMN = Repository("ada", "course", "term/autumn")
ENTROPY = "notebooks/01_entropy.ipynb"


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """What Sphinx reads, for a course on GitHub and on a hub."""
    folder = tmp_path_factory.mktemp("site") / "source"
    write_pages(folder, ADA, "https://hub.example.edu")
    return folder


# ------------------------------------------------------------------------------------------------------- addresses


@pytest.mark.parametrize("text", ["ada/nn2-course", " https://github.com/ada/nn2-course ", "ada/nn2-course.git"])
def test_a_repository_is_read_from_its_name_or_its_address(text):
    assert parse_repository(text) == ADA


@pytest.mark.parametrize("text", ["ada/course/tree/term/autumn", "https://github.com/ada/course/tree/term/autumn/"])
def test_another_branch_stands_behind_the_repository(text):
    assert parse_repository(text) == AUTUMN


@pytest.mark.parametrize("text", ["", "ada", "ada/", "a b/c", "https://example.org/ada/course", "ada/course/blob/x"])
def test_what_is_no_repository_is_refused(text):
    with pytest.raises(ValueError, match="owner/name"):
        parse_repository(text)


def test_the_address_in_colab():
    assert in_colab(ADA, ENTROPY) == (
        "https://colab.research.google.com/github/ada/nn2-course/blob/main/notebooks/01_entropy.ipynb"
    )


def test_the_address_on_binder_keeps_a_branch_in_one_part_of_the_path():
    assert on_binder(AUTUMN, ENTROPY) == (
        "https://mybinder.org/v2/gh/ada/course/term%2Fautumn?urlpath=lab%2Ftree%2Fnotebooks%2F01_entropy.ipynb"
    )


def test_the_address_on_a_hub_asks_nbgitpuller_for_the_course_and_opens_the_lesson_in_it():
    address = urlsplit(on_hub("https://hub.example.edu/", AUTUMN, ENTROPY))
    assert address.netloc + address.path == "hub.example.edu/hub/user-redirect/git-pull"
    assert parse_qs(address.query) == {
        "repo": ["https://github.com/ada/course"],
        "branch": ["term/autumn"],
        "targetpath": ["nn2-course"],
        "urlpath": ["lab/tree/nn2-course/notebooks/01_entropy.ipynb"],
    }


def test_the_address_on_this_computer_is_in_the_folder_that_the_readmes_command_makes_the_top_one():
    file = re.search(r"jupyter lab (notebooks/\S+)", (ROOT / "README.md").read_text())[1]
    assert file in (DOCS / "running.md").read_text()
    top = Path(ServerApp(file_to_run=file).root_dir)
    address = on_this_computer(ENTROPY)
    assert address == "http://localhost:8888/lab/tree/01_entropy.ipynb"
    assert (top / address.partition("/tree/")[2]).samefile(ROOT / ENTROPY)


@pytest.mark.parametrize(
    ("settings", "ways"),
    [
        ((), ["JupyterLab"]),
        ((None, "https://hub.example.edu"), ["JupyterLab"]),
        ((ADA,), ["JupyterLab", "Colab", "Binder"]),
        ((ADA, "https://hub.example.edu"), ["JupyterLab", "Colab", "Binder", "JupyterHub"]),
    ],
)
def test_a_lesson_offers_the_ways_that_the_settings_allow_and_each_leads_to_it(settings, ways):
    found = ways_to_open(ENTROPY, *settings)
    assert list(found) == ways
    assert all(unquote(address).endswith("/01_entropy.ipynb") for address in found.values())


def test_the_examples_in_the_docstrings_hold():
    assert doctest.testmod(docs.links) == (0, 1)


@pytest.mark.parametrize("by", ["option", "variable"])
def test_the_repository_is_one_setting_an_option_or_a_variable(monkeypatch, tmp_path, by):
    asked = []
    monkeypatch.setattr(docs.build, "build", lambda *settings: asked.append(settings) or 0)
    if by == "variable":
        monkeypatch.setenv("COURSE_REPOSITORY", "ada/nn2-course")
    option = ["--repository", "ada/nn2-course"] if by == "option" else []
    assert docs.build.main([*option, "--output", str(tmp_path)]) == 0
    assert asked == [(tmp_path, ADA, None)]


def test_a_wrong_repository_is_told_before_anything_is_built(monkeypatch, capsys):
    monkeypatch.setattr(docs.build, "build", lambda *settings: pytest.fail("built"))
    with pytest.raises(SystemExit):
        docs.build.main(["--repository", "nonsense"])
    assert "a repository is owner/name" in capsys.readouterr().err


# ----------------------------------------------------------------------------------------------------------- pages


def test_the_index_lists_every_lesson_that_the_site_has(tmp_path):
    assert "\n:glob:\n\nnotebooks/*\n" in (DOCS / "index.md").read_text()
    write_pages(tmp_path / "source")
    pages = sorted(path.stem for path in (tmp_path / "source" / "notebooks").glob("*"))
    assert len(pages) >= 11
    assert pages == [path.stem for path in LESSONS]


def test_the_parts_of_the_readme_that_the_index_shows_are_marked_off_in_it():
    readme = (ROOT / "README.md").read_text()
    marks = re.findall(r':(?:start-after|end-before): "(.+)"', (DOCS / "index.md").read_text())
    assert marks == ["## Start", "## Lessons", "For teaching,"]
    places = [readme.index(f"\n{mark}") for mark in marks]
    assert places == sorted(places)


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_page_has_its_title_first_then_the_links_and_describes_every_picture(source, path):
    notebook, page = nbformat.read(path, 4), nbformat.read(source / "notebooks" / path.name, 4)
    assert page.cells[0].source.startswith(notebook.cells[0].source.partition("\n")[0] + '\n\n<div class="launch">')
    assert page.cells[0].source.count("<a href=") == 6  # JupyterLab, Colab, Binder, the hub, the file, how to
    pictures = 0
    for cell in page.cells:
        for output in cell.get("outputs", []):
            assert "text/html" not in output.get("data", {})
            if "image/png" in output.get("data", {}):
                image, pictures = cell.metadata["mystnb"]["image"], pictures + 1
                assert re.search(r"\d", image["alt"])
                assert 400 <= int(image["width"]) <= 900
                assert 100 <= int(image["height"]) <= 900
    assert pictures == path.read_text().count('"image/png"')


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_links_between_lessons_lead_to_pages(source, path):
    cells = nbformat.read(path, 4).cells
    links = [link for cell in cells for link in re.findall(r"\]\(([^):]+\.ipynb)[^)]*\)", cell.source)]
    assert links
    assert [link for link in links if not (source / "notebooks" / link).is_file()] == []


def lesson(title="# A lesson", html="", png=""):
    """A notebook of a title and a picture."""
    output = nbformat.v4.new_output("display_data", {"image/png": png, "text/html": html})
    cells = [nbformat.v4.new_markdown_cell(title), nbformat.v4.new_code_cell("explore()", outputs=[output])]
    return nbformat.v4.new_notebook(cells=cells)


@pytest.mark.parametrize("html", ["<img src='x.png'>", '<img alt="" style="width:100%;max-width:760px" src="x">'])
def test_a_picture_without_alt_text_is_refused(html):
    with pytest.raises(ValueError, match="without alt text"):
        lesson_page(lesson(html=html), "x.ipynb", {})


def test_two_pictures_in_one_cell_are_refused_because_one_would_get_the_others_alt_text():
    html = '<img alt="p = 1" style="width:100%;max-width:760px" src="data:image/png;base64,AA==">'
    notebook = lesson(html=html, png="iVBORw0KGgoAAAANSUhEUgAABfAAAALw")
    notebook.cells[1].outputs += copy.deepcopy(notebook.cells[1].outputs)
    with pytest.raises(ValueError, match="a second one"):
        lesson_page(notebook, "x.ipynb", {})


def test_a_lesson_without_a_title_is_refused():
    with pytest.raises(ValueError, match="title"):
        lesson_page(lesson("No title"), "x.ipynb", {})


def test_without_a_repository_nothing_names_one(tmp_path):
    write_pages(tmp_path / "source")
    pages = [path for path in (tmp_path / "source").rglob("*") if path.suffix in (".md", ".ipynb")]
    texts = [path.read_text() for path in pages if path.name != "README.md"]  # of which the index shows a part
    assert len(texts) >= 11 + 2
    assert not re.search(r"github\.com|colab\.research|mybinder", "".join(texts))


def test_with_a_repository_the_page_on_running_names_it_and_its_branch():
    text = how_to_run(AUTUMN)
    assert text.startswith(how_to_run(None))
    assert "git clone --branch term/autumn https://github.com/ada/course\n" in text
    assert '"nn2-course[figures] @ git+https://github.com/ada/course@term/autumn"' in text


def test_the_downloads_are_the_committed_notebooks_and_a_course_without_solutions(tmp_path):
    (tmp_path / "notebooks").mkdir()
    write_downloads(tmp_path)
    assert all((tmp_path / "notebooks" / path.name).read_bytes() == path.read_bytes() for path in LESSONS)
    names = set(zipfile.ZipFile(tmp_path / "nn2-course.zip").namelist())
    needed = ["README.md", "LICENSE", "pyproject.toml", "data/digits.csv", "nblib/__init__.py", "nblib/viz/slider.js"]
    assert {f"nn2-course/{name}" for name in [*needed, *(f"notebooks/{path.name}" for path in LESSONS)]} <= names
    assert not [name for name in names if "instructor" in name or "source/" in name or "__pycache__" in name]


# ----------------------------------------------------------------------------------------------- the check of links

HEAD = '<link href="style.css" rel="stylesheet"><script src="data:text/javascript,0"></script>'
SOUND = f'{HEAD}<h1 id="größe">A</h1><a href="#gr%C3%B6%C3%9Fe">a</a><a href="#">b</a><a href="https://x.org">c</a>'


def write_site(folder, page):
    """A site of two pages, one of them with these words."""
    (folder / "style.css").touch()
    (folder / "notebooks").mkdir()
    (folder / "notebooks" / "b.html").write_text('<h1 id="b">B</h1><a href="../index.html">A</a>')
    (folder / "index.html").write_text(SOUND + page, encoding="utf-8")
    return folder


def test_a_site_without_faults_passes(tmp_path, capsys):
    site = write_site(tmp_path, '<a href="notebooks/b.html#b">b</a><a href="notebooks/b.html?x=1">b</a>')
    assert check(site) == 0
    assert capsys.readouterr().out.strip() == "8 addresses, 0 with a fault"


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        ('<a href="none.html">x</a>', "none.html leads to no file"),
        ('<a href="notebooks">x</a>', "notebooks leads to no file"),
        ('<img src="_images/none.png">', "_images/none.png leads to no file"),
        ('<a href="#none">x</a>', "#none leads to no place in the page"),
        ('<a href="notebooks/b.html#none">x</a>', "notebooks/b.html#none leads to no place in the page"),
        ('<script src="https://cdn.example.org/x.js">', "https://cdn.example.org/x.js is fetched from another place"),
        ('<img src="//example.org/x.png">', "//example.org/x.png is fetched from another place"),
    ],
)
def test_each_kind_of_fault_is_found(tmp_path, capsys, page, fault):
    site = write_site(tmp_path, page)
    assert check(site) == 1
    assert find_faults(site)[1] == [f"index.html: {fault}"]


def test_a_folder_without_pages_is_no_sound_site(tmp_path):
    assert check(tmp_path) == 1
