"""A real JupyterLab and Notebook 7 on a copy of the notebooks, and an installed Chromium to open them with.

Without a Chromium these tests are skipped with that reason; in CI they fail, where a missing tool would hide a fault.
"""

import json
import os
import shutil
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright

from .notebook import NOTEBOOKS, load_lab
from .server import CHROMIUM, jupyter_server, launch_chromium

expect.set_options(timeout=20_000)  # the kernels of other tests may be busy; 5 seconds is what Playwright would wait


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The address of a Jupyter server whose root holds both editions."""
    home = tmp_path_factory.mktemp("jupyter")
    shutil.copytree(NOTEBOOKS, home / "notebooks", ignore=shutil.ignore_patterns("source", "*.py", ".*"))
    with jupyter_server(home / "notebooks", home / "own") as address:
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


@pytest.fixture
def page(browser, server, request):
    """A fresh page; our console errors are kept in `page.errors`; a failing test leaves a picture in screenshots/."""
    page = _new_page(browser, server)
    with _watched(page, request):
        yield page
    page.close()
    _delete_kernels(server)


@pytest.fixture(scope="module")
def _open_lab(browser, server):
    page = _new_page(browser, server)
    load_lab(page)
    yield page
    page.close()


@pytest.fixture
def lab(_open_lab, server, request):
    """A JupyterLab that several tests share, since loading it takes longer than a lesson; watched as `page` is."""
    page = _open_lab
    page.errors.clear()
    with _watched(page, request):
        yield page
    page.evaluate("() => Array.from(window.jupyterapp.shell.widgets('main')).forEach(tab => tab.dispose())")
    _delete_kernels(server)


def _new_page(browser, server):
    page = browser.new_page(viewport={"width": 1280, "height": 900}, base_url=server)
    page.set_default_timeout(60_000)
    page.errors = []
    page.on("console", lambda message: page.errors.append(message.text) if _is_ours(message) else None)
    page.abroad = []
    page.on("request", lambda request: page.abroad.append(request.url) if _leaves_this_machine(request.url) else None)
    return page


@contextmanager
def _watched(page, request):
    failures = request.session.testsfailed
    yield
    if request.session.testsfailed > failures:
        folder = Path(__file__).parents[2] / "screenshots"
        folder.mkdir(exist_ok=True)
        page.screenshot(path=folder / f"{request.node.name.replace('/', '-')}.png")
    assert page.abroad == [], "the course works without a network"


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
