"""What Sphinx reads: the learner's notebooks as pages, with their pictures described and links that open the lesson."""

import html
import re
import shutil
import struct
import zipfile
from binascii import a2b_base64
from pathlib import Path
from string import Template

import nbformat

from .links import ways_to_open

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
LESSONS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
IMAGE = re.compile(r'<img alt="([^"]+)" style="width:100%;max-width:(\d+)px" src="data:image/png;base64,[\w+/=]+">')
# All that a learner needs to run the lessons; the instructor's edition and the sources have the solutions.
COURSE_FILES = ["LICENSE", "pyproject.toml", "environment.yml", "data/*", "nblib/**/*", "notebooks/*.ipynb"]
LAUNCH = """<div class="launch">
<p>Pictures stand still on this page. Open the lesson to move its sliders and to check your answers:</p>
<p class="ways">{links}</p>
</div>"""


# ------------------------------------------------------------------------------------------------- one lesson's page


def lesson_page(notebook, name, ways):
    """The notebook with what a page needs more: how to open it, and its pictures' alt texts where Sphinx finds them."""
    first = notebook.cells[0]
    title, _, rest = first.source.partition("\n")
    if not title.startswith("# "):
        raise ValueError(f"{name}: the first cell does not begin with the title")
    first.source = f"{title}\n\n{launch_row(name, ways)}\n{rest}"
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                describe_picture(cell, output.data)
    return notebook


def launch_row(name, ways):
    """The row of links below the title."""
    links = [f'<a href="{html.escape(address)}">{way}</a>' for way, address in ways.items()]
    links.append(f'<a href="{name}" download>Download the notebook</a>')
    links.append('<a href="../running.html">How to run the lessons</a>')
    return LAUNCH.format(links="\n".join(links))


def describe_picture(cell, data):
    """Move alt text and size from the output's HTML, which would repeat the picture, to where myst-nb reads them."""
    match = IMAGE.fullmatch(data.pop("text/html").strip())
    if match is None or "mystnb" in cell.metadata:  # myst-nb has one alt text for a cell
        raise ValueError(f"a picture without alt text and width, or a second one, in the cell {cell.source!r}")
    width = int(match[2])
    across, down = struct.unpack(">II", a2b_base64(data["image/png"][:32])[16:24])
    size = {"width": str(width), "height": str(round(width * down / across))}
    cell.metadata["mystnb"] = {"image": {"alt": html.unescape(match[1]), **size}}


# -------------------------------------------------------------------------------------------------- the whole source


def write_pages(folder, repository=None, hub=None):
    """Write all that Sphinx reads into the folder, laid out as in the repository, so that links stay as they are."""
    (folder / "notebooks").mkdir(parents=True)
    for path in LESSONS:
        ways = ways_to_open(f"notebooks/{path.name}", repository, hub)
        page = lesson_page(nbformat.read(path, 4), path.name, ways)
        nbformat.write(page, folder / "notebooks" / path.name)
    (folder / "docs").mkdir()
    for path in [DOCS / "index.md", ROOT / "README.md"]:
        shutil.copy(path, folder)
    for picture in DOCS.glob("*.png"):
        shutil.copy(picture, folder / "docs")
    (folder / "running.md").write_text(how_to_run(repository), encoding="utf-8")


def how_to_run(repository):
    """The page on running the lessons; with what a repository on GitHub makes possible, if there is one."""
    text = (DOCS / "running.md").read_text(encoding="utf-8")
    if repository is None:
        return text
    online = Template((DOCS / "online.md").read_text(encoding="utf-8"))
    return text + online.substitute(address=repository.address, branch=repository.branch, name=repository.name)


def write_downloads(folder):
    """Put each notebook beside its page, and the course into one zip file."""
    for path in LESSONS:
        shutil.copy(path, folder / "notebooks")
    with zipfile.ZipFile(folder / "nn2-course.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted({path for pattern in COURSE_FILES for path in ROOT.glob(pattern)}):
            if path.is_file() and path.suffix != ".pyc":
                archive.write(path, Path("nn2-course") / path.relative_to(ROOT))
        archive.write(DOCS / "running.md", "nn2-course/README.md")
