"""Take the README's two pictures again, docs/course.png and docs/playground.png, in JupyterLab; no test.

python -m tests.browser.pictures
"""

import io
import re
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect, sync_playwright

from tests.browser.clone import fresh_clone
from tests.browser.notebook import close_all, load_lab, open_in_lab, run_all
from tests.browser.server import jupyter_server, launch_chromium
from tests.tracked import ROOT

DOCS = ROOT / "docs"
SCREEN = {"viewport": {"width": 1180, "height": 860}, "device_scale_factor": 1.5}


def main():
    """Run lessons 00 and 10 in a fresh clone, and write what they show."""
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        jupyter_server(fresh_clone(Path(folder, "course")), Path(folder, "own")) as address,
    ):
        page = launch_chromium(playwright).new_page(base_url=address, **SCREEN)
        load_lab(page)
        page.evaluate("() => window.jupyterapp.commands.execute('application:toggle-left-area')")
        write(course(page), DOCS / "course.png")
        close_all(page)
        write(playground(page), DOCS / "playground.png")


def course(page):
    """JupyterLab with the figure of lesson 00 at preset ③."""
    open_in_lab(page, "notebooks/00_start_here.ipynb")
    run_all(page)
    figure = page.locator(".nblib-explorer").first
    figure.get_by_role("button", name="③").click()
    expect(figure.get_by_role("img").last).to_have_attribute("aria-label", re.compile("^Step 300"))
    figure.get_by_role("button", name="③").scroll_into_view_if_needed()
    page.mouse.wheel(0, 250)
    page.wait_for_timeout(1000)
    return page.screenshot()


def playground(page):
    """The playground of lesson 10 in the story of the three arms."""
    open_in_lab(page, "notebooks/10_playground.ipynb")
    run_all(page)
    shown = page.locator(".nblib-playground").first
    shown.get_by_role("button", name="⑨").click()
    expect(shown.get_by_role("img").last).to_have_attribute("aria-label", re.compile("^Step 500"))
    page.set_viewport_size({"width": 1180, "height": 1300})
    page.wait_for_timeout(1000)
    return shown.screenshot()


def write(png, path):
    """Save a screenshot in 255 colours: a picture of flat colours needs no more, and is a quarter of the size."""
    Image.open(io.BytesIO(png)).convert("RGB").quantize(255, dither=Image.Dither.NONE).save(path, optimize=True)
    print(path.relative_to(ROOT), path.stat().st_size)


if __name__ == "__main__":
    main()
