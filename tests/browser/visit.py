"""Read the built site as a visitor does, from its folder, without a network: python -m tests.browser.visit

Every page is opened at two widths, and in dark; then the search is asked, and the links to the next and the previous
page are followed from one end of the course to the other. The pages' weights are printed, too.
Build the site first: python -m docs.build
"""

import sys
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from docs.check import parse

from .server import CHROMIUM, launch_chromium

SITE = Path(__file__).parents[2] / "docs" / "_site"
LOOKS = [(1280, "light"), (390, "light"), (1280, "dark")]
SETTLED = """async () => {
    for (const image of document.images) image.loading = "eager";
    await Promise.all([...document.images].map(image => image.decode().catch(() => {})));
    await window.MathJax?.startup?.promise;
}"""
SEEN = """() => ({
    formulas: document.querySelectorAll(".math").length,
    typeset: document.querySelectorAll(".math > mjx-container > svg:first-child").length,
    wrong: document.querySelectorAll("[data-mjx-error], mjx-merror").length,
    bad_images: [...document.images].filter(image => !image.naturalWidth || !image.alt).map(image => image.src),
    dead_figures: document.body.innerText.includes("model not found"),
    too_wide: document.documentElement.scrollWidth - innerWidth,
})"""
# axe would fetch the style sheets again, which no page from a folder may.
AXE = {"resultTypes": ["violations"], "preload": False}
TITLE = "() => document.querySelector('h1').firstChild.textContent"


class Visitor:
    """A browser window that writes down what goes wrong in it."""

    def __init__(self, browser, width=1280, scheme="light"):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)
        self.page, self.faults = context.new_page(), []
        self.page.on("console", lambda message: self.note(message.type == "error", f"console: {message.text}"))
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("requestfailed", lambda request: self.note(was_refused(request), f"not loaded: {request.url}"))
        self.page.on("request", lambda request: self.note(is_abroad(request.url), f"from elsewhere: {request.url}"))

    def note(self, is_fault, text):
        """Keep the text if it tells of a fault."""
        if is_fault:
            self.faults.append(text)

    def open(self, path):
        """Open a page and wait until its pictures and formulas stand; return the seconds."""
        begin = time.monotonic()
        self.page.goto(path.as_uri())
        self.page.evaluate(SETTLED)
        return time.monotonic() - begin

    def look(self):
        """Note what is wrong with the open page itself."""
        seen = self.page.evaluate(SEEN)
        formulas, typeset = seen["formulas"], seen["typeset"]
        self.note(formulas != typeset or seen["wrong"], f"{typeset} of {formulas} formulas, {seen['wrong']} wrong")
        self.note(seen["bad_images"], f"pictures not shown or not described: {seen['bad_images']}")
        self.note(seen["dead_figures"], "a figure without its model")
        self.note(seen["too_wide"] > 0, f"{seen['too_wide']} px too wide")
        report = Axe().run(self.page, options=AXE).response
        self.note(len(report["passes"]) < 15, "axe has looked at nothing")
        for rule in report["violations"]:
            nodes = rule["nodes"]
            self.faults.append(f"axe: {rule['id']}, {len(nodes)} times, as in {nodes[0]['html'][:150]}")
        return formulas, len(report["passes"])

    def take_faults(self):
        """What was written down since the last time."""
        taken, self.faults = self.faults, []
        return taken


def is_abroad(url):
    """Whether a page fetches it from another place than its folder."""
    return urlsplit(url).scheme not in ("file", "data", "blob")


def was_refused(request):
    """Whether a request failed, and not because the visitor went on to another page."""
    return request.failure != "net::ERR_ABORTED"


def read_every_page(browser, site):
    """Open and look at each page in each way; print a line and return the faults."""
    faults, all_formulas = [], 0
    for width, scheme in LOOKS:
        visitor = Visitor(browser, width, scheme)
        for path in pages(site):
            seconds = visitor.open(path)
            formulas, rules = visitor.look()
            all_formulas += formulas
            found = [f"{path.relative_to(site)}, {width} px, {scheme}: {fault}" for fault in visitor.take_faults()]
            print(f"{path.relative_to(site)!s:40} {width:5} px {scheme:5} {formulas:4} formulas {rules:3} axe rules "
                  f"{seconds:5.2f} s {len(found):3} faults", flush=True)  # fmt: skip
            faults += found
    return faults if all_formulas else [*faults, "no formula on any page"]


def pages(site):
    """The pages in a fixed order."""
    found = sorted(site.rglob("*.html"))
    if not found:
        sys.exit(f"no site in {site}: build it with python -m docs.build")
    return found


def follow_the_course(browser, site):
    """Go from page to page by *Next*, then back by *Previous*; return the faults."""
    visitor, titles = Visitor(browser), {}
    for button in ("next", "prev"):
        if button == "next":
            visitor.open(site / "index.html")
        titles[button] = [visitor.page.evaluate(TITLE)]
        while visitor.page.locator(f".{button}-page").count():
            visitor.page.locator(f".{button}-page").click()
            visitor.page.wait_for_load_state()
            titles[button].append(visitor.page.evaluate(TITLE))
    print("next:", " | ".join(titles["next"]))
    lessons = [title.split(" ")[0] for title in titles["next"] if title[0].isdigit()]
    visitor.note(lessons != [str(number) for number in range(11)], f"next leads through {titles['next']}")
    visitor.note(titles["prev"] != titles["next"][::-1], f"previous leads through {titles['prev']}")
    return visitor.take_faults()


def ask_the_search(browser, site, word="entropy", expected="notebooks/01_entropy.html"):
    """Search from the first page, and open what was found first; return the faults."""
    visitor = Visitor(browser)
    visitor.open(site / "index.html")
    visitor.page.get_by_role("searchbox").or_(visitor.page.get_by_placeholder("Search")).first.fill(word)
    visitor.page.keyboard.press("Enter")
    visitor.page.get_by_text("Search finished").or_(visitor.page.get_by_text("did not match")).first.wait_for()
    results = visitor.page.locator("#search-results li a")
    found = [unquote(urlsplit(link).path) for link in results.evaluate_all("all => all.map(link => link.href)")]
    if not found:
        return [f"the search for {word} finds nothing", *visitor.take_faults()]
    print(f"search for {word}: {len(found)} results, the first in {Path(found[0]).name}")
    visitor.note(not found[0].endswith(expected), f"the search for {word} finds {found[:3]} first")
    visitor.look()
    results.first.click()
    visitor.page.wait_for_load_state()
    visitor.note(word not in visitor.page.url, f"the first result leads to {visitor.page.url}")
    return visitor.take_faults()


def weigh(site):
    """Print what each page weighs, and what all pages share and a browser keeps, in KB."""
    for path in pages(site):
        images = {path.parent / tag["src"] for tag in parse(path).find_all("img", src=True)}
        print(f"{path.relative_to(site)!s:40} {kilobytes([path]):5} KB, pictures {kilobytes(images):5} KB")
    shared = [path for path in (site / "_static").rglob("*") if path.is_file()]
    print(
        f"shared by all pages: {kilobytes(shared)} KB, of which MathJax {kilobytes(site.glob('_static/tex-*.js'))} KB"
    )


def kilobytes(paths):
    """The size of these files together."""
    return round(sum(path.stat().st_size for path in paths) / 1000)


def main(arguments):
    """Read the site, print what was seen, and return 1 if anything was wrong."""
    site = Path(arguments[0] if arguments else SITE).resolve()
    with sync_playwright() as playwright:
        if CHROMIUM is None:
            sys.exit("no Chromium is installed (Debian: apt-get install chromium)")
        browser = launch_chromium(playwright)
        faults = [*read_every_page(browser, site), *follow_the_course(browser, site), *ask_the_search(browser, site)]
        browser.close()
    weigh(site)
    print(*faults, f"{len(pages(site))} pages, {len(faults)} faults", sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
