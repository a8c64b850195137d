"""One learner with a real browser: python -m teaching.hub.browser PICTURE.png.

Follows the nbgitpuller link, logs in at the hub's form, waits for JupyterLab, runs the lesson and moves a slider with
the arrow key. Prints how long the picture took, and keeps a screenshot. Needs a Chromium and the extra `test`.
"""

import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.server import launch_chromium

from .link import COURSE, link
from .local_hub import local_hub
from .measure import LESSON, bare_copy, branch

SLIDER = ".nblib-explorer .nblib-slider input[type=range]"
PICTURE = ".nblib-explorer [role=img][aria-label]"
# From the slider's own event to the next change of a picture's spoken description.
MOVE = """slider => new Promise(done => {
    const picture = slider.closest('.nblib-explorer').querySelector('[role=img][aria-label]').parentElement
    const start = performance.now()
    const seen = new MutationObserver(() => { seen.disconnect(); done(performance.now() - start) })
    seen.observe(picture, {childList: true, subtree: true, attributes: true})
    slider.stepUp()
    slider.dispatchEvent(new Event('input', {bubbles: true}))
})"""


def main():
    """Start a hub and be its learner."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        course = bare_copy(Path(folder))
        with local_hub(Path(folder) / "hub") as (hub, _process):
            chromium = launch_chromium(playwright)
            page = chromium.new_page(viewport={"width": 1280, "height": 900})
            page.set_default_timeout(120_000)
            try:
                print(f"{page_of_lesson(page, hub, course)}\n{moves(page)}")
            finally:
                page.screenshot(path=sys.argv[1])
            chromium.close()


def page_of_lesson(page, hub, course):
    """Come by the link, log in, and run the lesson; the address where the learner ends."""
    page.goto(link(hub, course, branch=branch(), opens=f"{COURSE}/notebooks/{LESSON}"))
    page.get_by_label("Username").fill("ada")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="No", exact=True).click()  # JupyterLab's question about its news
    page.get_by_text("| Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_selector(SLIDER, state="attached")
    return page.url


def moves(page):
    """What the description says before and after an arrow key; then the median of twenty moves."""
    slider = page.locator(SLIDER).first
    slider.scroll_into_view_if_needed()
    picture = page.locator(PICTURE).first
    before = picture.get_attribute("aria-label")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "before => document.querySelector('[role=img][aria-label]').ariaLabel !== before", arg=before
    )
    after = picture.get_attribute("aria-label")
    waits = [slider.evaluate(MOVE) for _ in range(20) if not page.wait_for_timeout(300)]
    return f"before: {before}\nafter:  {after}\nmedian of 20 moves: {statistics.median(waits):.0f} ms"


if __name__ == "__main__":
    main()
