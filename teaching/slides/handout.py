"""The hand-out: every lesson as a page and as slides that open from a folder, without a network and without Jupyter.

    python3 -m uv run --extra slides python teaching/slides/handout.py FOLDER
    python3 -m uv run --extra slides python teaching/slides/handout.py FOLDER --instructor

The learners' pages hold no solutions and no speaker notes; the instructor's hold both (S opens the speaker view).
What the pages need, reveal.js for the slides and MathJax for the mathematics, is fetched once by npm and put beside
them. Figures are the committed pictures; only a running notebook moves them.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from html import escape
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter, SlidesExporter

TEMPLATES = Path(__file__).resolve().parent / "templates"
NOTEBOOKS = TEMPLATES.parents[2] / "notebooks"
THEME = TEMPLATES / "lesson.css"
# package, version, and the files and folders of it that the pages use
PACKAGES = (
    ("reveal.js", "5.2.1", ("dist/reveal.js", "dist/reveal.css", "plugin/notes/notes.js", "LICENSE")),
    ("mathjax", "3.2.2", ("es5/tex-svg-full.js", "LICENSE")),
)
QUESTION = re.compile(r"(predict|ask)\(.*\)")  # a cell that only asks: its output is the question
LESSON_LINK = re.compile(r"\]\((\d\d_\w+)\.ipynb\)")


def main(arguments=None):
    """Write the hand-out into a folder; what is wrong, if npm cannot be used."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--instructor", action="store_true", help="with solutions and speaker notes")
    options = parser.parse_args(arguments)
    if not shutil.which("npm"):
        return "npm is missing: it fetches reveal.js and MathJax (it comes with Node.js)"
    for package, version, wanted in PACKAGES:
        fetch(package, version, wanted, options.folder / "lib" / package)
    themes = options.folder / "lib/reveal.js/dist/theme"
    themes.mkdir(exist_ok=True)
    shutil.copy(THEME, themes)
    lessons = sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))
    for lesson in lessons:
        write_lesson(lesson.stem, options.folder, options.instructor)
        print(lesson.stem, flush=True)
    (options.folder / "index.html").write_text(index(lessons), encoding="utf-8")
    return None


def fetch(package, version, wanted, folder):
    """Take these files of an npm package into a folder."""
    with tempfile.TemporaryDirectory() as place:
        command = ["npm", "pack", f"{package}@{version}", "--silent", "--pack-destination", place]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        [archive] = Path(place).glob("*.tgz")
        with tarfile.open(archive) as packed:
            packed.extractall(place, filter="data")
        for name in wanted:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path(place, "package", name), folder / name)


def write_lesson(name, folder, instructor):
    """One lesson as a page and as slides."""
    notebook = read_lesson(name, instructor)
    for kind, exporter in exporters().items():
        html, _ = exporter.from_notebook_node(notebook, {"metadata": {"name": title(notebook)}})
        (folder / kind).mkdir(exist_ok=True)
        (folder / kind / f"{name}.html").write_text(html, encoding="utf-8")


def exporters():
    """What writes the pages and what writes the slides."""
    ours = {"extra_template_basedirs": [str(TEMPLATES)], "extra_template_paths": [str(TEMPLATES)]}
    reveal = {"reveal_url_prefix": "../lib/reveal.js", "reveal_theme": THEME.stem}
    return {
        "pages": HTMLExporter(template_name="handout_page", **ours),
        "slides": SlidesExporter(template_name="handout_slides", **reveal, **ours),
    }


def read_lesson(name, instructor):
    """A committed lesson of one edition, with the slide marks of the instructor's, and links to pages."""
    marked = nbformat.read(NOTEBOOKS / "instructor" / f"{name}.ipynb", 4)
    notebook = marked if instructor else nbformat.read(NOTEBOOKS / f"{name}.ipynb", 4)
    marks = {cell.id: cell.metadata.slideshow for cell in marked.cells}
    for cell in notebook.cells:
        cell.metadata.slideshow = marks[cell.id]
        if cell.cell_type == "markdown":
            cell.source = LESSON_LINK.sub(r"](\1.html)", cell.source)
        elif QUESTION.fullmatch(cell.source):
            cell.metadata.transient = {"remove_source": True}
    return notebook


def title(notebook):
    """The lesson's heading."""
    return notebook.cells[0].source.partition("\n")[0].removeprefix("# ")


def index(lessons):
    """The page that leads to all others."""
    rows = "\n".join(
        f'<li>{escape(title(read_lesson(lesson.stem, False)))}: <a href="pages/{lesson.stem}.html">page</a>, '
        f'<a href="slides/{lesson.stem}.html">slides</a></li>'
        for lesson in lessons
    )
    return (TEMPLATES / "index.html").read_text(encoding="utf-8").replace("LESSONS", rows)


if __name__ == "__main__":
    sys.exit(main())
