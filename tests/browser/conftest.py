"""A real JupyterLab and Notebook 7 on a fresh clone of the repository, and an installed Chromium to open them with.

Without a Chromium these tests are skipped with that reason; in CI they fail, where a missing tool would hide a fault.
"""

import json
import os
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright

from .clone import fresh_clone
from .notebook import close_all, load_lab
from .server import CHROMIUM, jupyter_server, launch_chromium, leave_out

expect.set_options(timeout=20_000)  # the kernels of other tests may be busy; 5 seconds is what Playwright would wait
# They give the browser's tab another icon while the kernel is busy, which nobody sees here; and each time it is fetched
# anew, which is a seventh of the work that moving a figure's control gives this machine.
ICONS = ("@jupyterlab/application-extension:faviconbusy", "@jupyter-notebook/notebook-extension:tab-icon")
SCREENSHOTS = Path(__file__).parents[2] / "screenshots"


@pytest.fixture(scope="session")
def clone(tmp_path_factory):
    """The folder of a fresh clone."""
    return fresh_clone(tmp_path_factory.mktemp("clone"))


@pytest.fixture(scope="session")
def server(clone, tmp_path_factory):
    """The address of a Jupyter server in the clone, whose kernels import the clone's library and no other."""
    home = tmp_path_factory.mktemp("jupyter")
    leave_out(ICONS, home)
    # The kernels of two workers would fight for two processors with two threads each; nbval's keep theirs.
    with jupyter_server(clone, home, PYTHONPATH=str(clone), OPENBLAS_NUM_THREADS="1") as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    """An installed Chromium, headless."""
    if CHROMIUM is None:
        message = "no Chromium is installed (Debian: apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        chromium = launch_chromium(playwright)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def context(browser, server):
    """What all pages share: one cache, so that a front end is loaded over the wire once."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=server)
    context.set_default_timeout(60_000)
    context.add_init_script(path=Path(__file__).parent / "page.js")
    yield context
    context.close()


@pytest.fixture(scope="session")
def _lab_page(context):
    return _new_page(context)


@pytest.fixture(scope="session")
def _notebook_7_page(context):
    return _new_page(context)


@pytest.fixture
def lab(_lab_page, server, request):
    """A JupyterLab without notebooks that all tests share, since loading it takes as long as a lesson."""
    with _watched(_lab_page, request, server):
        if _lab_page.url == "about:blank":
            load_lab(_lab_page)
        yield _lab_page


@pytest.fixture
def notebook_7(_notebook_7_page, server, request):
    """A page to open notebooks in Notebook 7 with, which all tests share."""
    with _watched(_notebook_7_page, request, server):
        yield _notebook_7_page


@pytest.fixture
def page(context):
    """A page of its own, with nothing on it."""
    page = _new_page(context)
    yield page
    page.close()


def _new_page(context):
    """A new page; console errors of ours are kept in `page.errors`."""
    page = context.new_page()
    page.errors = []
    page.on("console", lambda message: page.errors.append(message.text) if _is_ours(message) else None)
    page.abroad = []
    page.on("request", lambda request: page.abroad.append(request.url) if _leaves_this_machine(request.url) else None)
    return page


@contextmanager
def _watched(page, request, server):
    """A test that fails, or cannot be set up, leaves a picture in screenshots/, and the next one a page as new."""
    page.errors.clear()
    page.abroad.clear()
    page.bring_to_front()  # behind another page no menu opens, and it may not be painted
    failed_before, was_set_up = request.session.testsfailed, False
    try:
        yield
        was_set_up = True
        assert page.abroad == [], "the course works without a network"
    finally:
        failed = not was_set_up or request.session.testsfailed > failed_before
        if failed:
            SCREENSHOTS.mkdir(exist_ok=True)
            page.screenshot(path=SCREENSHOTS / f"{request.path.stem}-{request.node.name}.png")
        close_all(page)
        if failed:
            page.goto("about:blank")
        _delete_kernels(server)


def _is_ours(message):
    """Whether a console message is an error, and not about a file of Jupyter's own (Notebook 7 misses some fonts)."""
    return message.type == "error" and "/static/" not in message.location["url"]


def _leaves_this_machine(url):
    return urlsplit(url).hostname not in (None, "127.0.0.1")  # data: and blob: have no host


def _delete_kernels(server):
    """Or the next page that opens the same notebook attaches to the old kernel."""
    for kernel in json.load(urllib.request.urlopen(f"{server}/api/kernels")):
        request = urllib.request.Request(f"{server}/api/kernels/{kernel['id']}", method="DELETE")
        urllib.request.urlopen(request)
