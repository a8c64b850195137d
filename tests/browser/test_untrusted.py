"""The committed notebooks as JupyterLab opens them first: not trusted, nothing run, and no kernel to run it with."""

import json
import re
import urllib.request

import pytest
from playwright.sync_api import expect

from .committed import assert_seen
from .lessons import LESSONS, NOTEBOOKS
from .notebook import load_lab

NO_KERNELS = {"default": "", "kernelspecs": {}}
OPEN = """async path => {
    const before = Array.from(window.jupyterapp.shell.widgets('main'));
    const panel = await window.jupyterapp.commands.execute('docmanager:open', {path});
    before.forEach(tab => tab.dispose()); // not first, or a launcher would come in front of the next
    await panel.context.ready;
    return {
        id: panel.id,
        kernel: panel.sessionContext.session?.kernel?.name ?? null,
        trusted: panel.content.widgets.filter(cell => cell.model.type === 'code' && cell.model.trusted).length,
    };
}"""


@pytest.fixture(scope="module")
def lab_without_kernels(browser, server):
    """A JupyterLab that finds no kernel installed."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, base_url=server)
    page.set_default_timeout(20_000)
    page.route(re.compile("/api/kernelspecs"), lambda route: route.fulfill(json=NO_KERNELS))
    configure_notebooks(server, windowingMode="none")  # else JupyterLab draws only the cells in view
    load_lab(page)
    yield page
    page.close()
    configure_notebooks(server)


def configure_notebooks(server, **settings):
    """Replace what a user has set for notebooks in JupyterLab; without settings, all is as JupyterLab has it."""
    content = json.dumps({"raw": json.dumps(settings)}).encode()
    address = f"{server}/lab/api/settings/@jupyterlab/notebook-extension:tracker"
    urllib.request.urlopen(urllib.request.Request(address, content, method="PUT"))


@pytest.mark.parametrize("lesson", LESSONS)
def test_an_untrusted_lesson_shows_everything(lab_without_kernels, lesson):
    page = lab_without_kernels
    opened = page.evaluate(OPEN, f"notebooks/{lesson}")
    assert (opened["kernel"], opened["trusted"]) == (None, 0)
    notebook = page.locator(f"[id='{opened['id']}']")
    expect(notebook.locator("img").first).to_be_visible()
    if "$" in (NOTEBOOKS / lesson).read_text(encoding="utf-8"):
        expect(notebook.locator("mjx-container").first).to_be_visible()
    assert_seen(notebook, notebook.inner_text(), lesson)
