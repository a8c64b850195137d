"""Walk through every slide of every lesson in JupyterLab with Deck, and say what is cut off; no test, it takes minutes.

    python3 -m uv run --extra test python -m tests.slides [--only 02 05] [--sizes 1280x720] [--pictures FOLDER]

The committed notebooks of the instructor are run in a fresh clone. Space goes from slide to slide, until nothing new
comes; on each one the story of its figure is told with N, and its prediction is answered by a show of hands. In every
one of these states no part may be beyond the screen, or cut by what it lies in, or scroll there; and no speaker's note
may be shown. Then the smallest letters are told, in thousandths of the screen's height.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import nbformat
from playwright.sync_api import sync_playwright

from tests.browser import deck
from tests.browser.clone import fresh_clone
from tests.browser.lessons import LESSONS, NOTEBOOKS
from tests.browser.notebook import close_all, load_lab, open_in_lab, run_all
from tests.browser.server import jupyter_server, launch_chromium

SIZES = ("1280x720", "1920x1080")


def main():
    """Walk, and print a line for each lesson and each fault; the number of faults."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", nargs="+", metavar="NN", help="numbers of the lessons")
    parser.add_argument("--sizes", nargs="+", default=SIZES, help="screens, as 1280x720")
    parser.add_argument("--pictures", type=Path, help="a folder for a picture of every slide")
    options = parser.parse_args()
    lessons = [name for name in LESSONS if not options.only or name[:2] in options.only]
    faults = 0
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        clone = fresh_clone(Path(folder, "clone"))
        with jupyter_server(clone, Path(folder, "own"), PYTHONPATH=str(clone)) as address:
            browser = launch_chromium(playwright)
            for size in options.sizes:
                page = new_page(browser, address, size)
                for name in lessons:
                    faults += report(page, name, size, options.pictures)
    return f"{faults} faults" if faults else None


def new_page(browser, address, size):
    """An empty JupyterLab on a screen of this size."""
    width, height = map(int, size.split("x"))
    page = browser.new_page(viewport={"width": width, "height": height}, base_url=address)
    page.set_default_timeout(60_000)
    page.add_init_script(path=Path(__file__).parent / "browser/page.js")
    load_lab(page)
    return page


def report(page, name, size, pictures):
    """Walk through one lesson; how many faults it has."""
    open_in_lab(page, f"notebooks/instructor/{name}")
    run_all(page)
    page.evaluate("() => learner.follow()")
    deck.start(page)
    slides = []
    for slide in deck.walk(page):
        slides.append(slide)
        for fault in slide.faults:
            print(f"    {name[:2]}, slide {slide.number} ({slide.words}): {fault}", flush=True)
        if pictures:
            page.screenshot(path=pictures / f"{name[:2]}-{slide.number:02}-{size}.png")
    deck.stop(page)
    close_all(page)
    missed = on_slides(name) - {cell for slide in slides for cell in slide.cells}
    if missed:
        print(f"    {name[:2]}: Space does not lead to the cells {sorted(missed)}", flush=True)
    faults = sum(len(slide.faults) for slide in slides) + len(missed)
    letters = {kind: min(slide.letters[kind] for slide in slides) for kind in ("prose", "code", "pictures")}
    smallest = ", ".join(f"{kind} {height}" for kind, height in letters.items())
    shown = sum(slide.states for slide in slides)
    print(
        f"{size} {name[:2]}: {len(slides)} slides in {shown} states, {faults} faults; letters: {smallest}", flush=True
    )
    return faults


def on_slides(name):
    """The numbers of the cells that are marked to be shown."""
    cells = nbformat.read(NOTEBOOKS / "instructor" / name, as_version=4).cells
    marks = [cell.metadata.slideshow.slide_type for cell in cells]
    return {number for number, mark in enumerate(marks) if mark not in ("notes", "skip")}


if __name__ == "__main__":
    sys.exit(main())
