"""Open every page and every slide of a hand-out from its folder, best without a network; no test, it takes a minute.

    python3 -m uv run --extra test python teaching/slides/handout.py FOLDER
    unshare -rn python3 -m uv run --offline --extra test python -m tests.handout FOLDER

Each page has to ask for nothing but files, find all of them, write nothing to the console, and have its mathematics
typeset; and no slide may be higher or wider than 1280 x 720. It tells how many formulas and slides there were.
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.server import CHROMIUM

READY = "() => !window.MathJax?.startup || MathJax.startup.promise.then(() => true)"
LAST = "() => { while (Reveal.availableFragments().next) Reveal.next(); }"
SLIDE = """() => {
    const slide = Reveal.getCurrentSlide(), words = slide.innerText.trim().slice(0, 40);
    const beyond = Math.max(slide.scrollHeight - 720, slide.scrollWidth - 1280,
        ...[...slide.querySelectorAll("pre, table, mjx-container")].map(part => part.scrollWidth - part.clientWidth));
    return {words, beyond, at: Reveal.getSlidePastCount()};
}"""


def main(folder):
    """Open everything, and print what was seen; the faults."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, chromium_sandbox=False)
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        faults = []
        page.on("requestfailed", lambda request: faults.append(f"not found: {request.url}"))
        page.on("request", lambda request: faults.extend(abroad(request.url)))
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        for path in sorted(Path(folder).resolve().glob("**/*.html")):
            page.goto(path.as_uri())
            page.wait_for_function(READY)
            formulas = page.locator("mjx-container").count()
            if "$$" in page.locator("body").inner_text() or (path.stem != "index" and not formulas):
                faults.append(f"mathematics is not typeset in {path.name}")
            slides = walk(page, path.name, faults) if path.parent.name == "slides" else 0
            print(f"{path.parent.name}/{path.name}: {formulas} formulas, {slides} slides", flush=True)
    return "\n".join(faults) or None


def abroad(url):
    """A line for what is neither a file nor part of the page."""
    return [] if url.startswith(("file:", "data:")) else [f"asked for {url}"]


def walk(page, name, faults):
    """Go through all slides; how many there are."""
    count, before = 0, -1
    while (slide := page.evaluate(SLIDE))["at"] != before:
        count, before = count + 1, slide["at"]
        page.evaluate(LAST)
        if slide["beyond"] > 1:
            faults.append(f"{name}, slide {count}: {slide['beyond']} px too large: {slide['words']!r}")
        page.evaluate("() => Reveal.next()")
    return count


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
