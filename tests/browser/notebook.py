"""What a learner does with an open notebook, and where to look at what comes of it."""

import re
from pathlib import Path

import nbformat
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from .unfolded import unfolded

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(path.name for path in NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))
SESSION = "window.jupyterapp.shell.currentWidget.sessionContext"
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
ERRORS = "[data-mime-type='application/vnd.jupyter.error'], [data-mime-type='application/vnd.jupyter.stderr']"


def load_lab(page):
    """Load an empty JupyterLab."""
    page.goto("/lab?reset")
    page.wait_for_function("() => window.jupyterapp?.restored?.then(() => true)")


def run_cells(browser, address, path, sources, before="", **screen):
    """A page with a new notebook of these cells, run in a JupyterLab whose root is the folder of `path`.

    The script `before` runs in the page before anything else.
    """
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL}), path)
    page = browser.new_page(viewport={"width": 1280, "height": 900}, base_url=address, **screen)
    page.add_init_script(before)
    load_lab(page)
    open_in_lab(page, path.name)
    run_all(page)
    return page


def open_in_lab(lab, lesson):
    """Open a notebook in a JupyterLab that runs already, and wait for its kernel."""
    lab.evaluate("path => window.jupyterapp.commands.execute('docmanager:open', {path}).then(() => true)", lesson)
    wait_for_kernel(lab)


def open_in_notebook_7(page, lesson):
    """Open a notebook in Notebook 7, and wait for its kernel."""
    page.goto(f"/notebooks/{lesson}")
    page.wait_for_function("() => window.jupyterapp?.restored?.then(() => true)")
    wait_for_kernel(page)


def wait_for_kernel(page):
    """Until the notebook in front is drawn and its kernel is idle."""
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell")
    page.wait_for_function(
        f"async () => {{ const s = {SESSION}; if (!s) return false; await s.ready;"
        " return s.session?.kernel?.status === 'idle' }"
    )


def run_all(page):
    """Run every cell; fails if one of them does."""
    assert page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")


def write(page, beginning, text):
    """Replace the source of the code cell that begins so."""
    found = page.evaluate(
        """([beginning, text]) => {
            for (const cell of window.jupyterapp.shell.currentWidget.content.widgets)
                if (cell.model.sharedModel.source.startsWith(beginning)) {
                    cell.model.sharedModel.setSource(text);
                    return true;
                }
            return false;
        }""",
        [beginning, text],
    )
    assert found, f"no cell begins with {beginning!r}"


def output_of(page, source):
    """The output area of the code cell that contains this text."""
    cell = page.locator(".jp-CodeCell", has=page.locator(".jp-InputArea", has_text=source))
    return cell.locator(".jp-OutputArea").first


def accessibility_faults(page, places=(".jp-OutputArea-output", ".jp-MarkdownOutput")):
    """What axe-core finds in these places, all outputs and prose: a line for each kind of fault, with an example."""
    with unfolded(page):
        context = {"include": [[place] for place in places]}
        report = Axe().run(page, context=context, options={"resultTypes": ["violations"]})
    assert len(report.response["passes"]) >= 5, "axe has looked at nothing"
    return [
        f"{violation['id']}, {len(violation['nodes'])} times: {violation['nodes'][0]['html']}"
        for violation in report.response["violations"]
    ]


def run_and_press_every_preset(page):
    """Run all; no error; each preset of each figure shows a picture and a description of its own."""
    run_all(page)
    assert page.locator(ERRORS).all_inner_texts() == []
    explorers = page.locator(".nblib-explorer")
    expect(explorers.first).to_be_visible()
    assert accessibility_faults(page) == []
    for explorer in explorers.all():
        picture, seen = explorer.get_by_role("img").first, set()
        presets = explorer.get_by_role("button", name=re.compile("^[①-⑨]")).all()
        for preset in presets:
            preset.click()
            expect(preset).to_have_class(re.compile("mod-primary"))  # the kernel marks it after it has drawn
            seen.add((picture.get_attribute("aria-label"), picture.inner_html()))
        assert len(seen) == len(presets) >= 3
    assert page.errors == []
