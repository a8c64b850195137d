"""Opening a notebook in a front end and running it, and where to look at what comes of it."""

import nbformat
from axe_playwright_python.sync_playwright import Axe

from .unfolded import unfolded

SESSION = "window.jupyterapp.shell.currentWidget.sessionContext"
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
OPEN = (
    "path => window.jupyterapp.commands.execute('docmanager:open', {path, options: {ref: '_noref'}}).then(() => true)"
)
ERRORS = "[data-mime-type='application/vnd.jupyter.error'], [data-mime-type='application/vnd.jupyter.stderr']"


def load_lab(page):
    """Load an empty JupyterLab."""
    page.goto("/lab?reset")
    _wait_until_restored(page)


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


def open_in_lab(lab, path):
    """Open a notebook in a JupyterLab that runs already, and wait for its kernel."""
    lab.evaluate(OPEN, path)
    wait_for_kernel(lab)


def open_in_notebook_7(page, path):
    """Open a notebook in Notebook 7, and wait for its kernel.

    It shows one notebook, which its address names. The next is opened as it opens that one, which spares a load.
    """
    if page.url == "about:blank":
        page.goto(f"/notebooks/{path}")
        _wait_until_restored(page)
    else:
        page.evaluate(OPEN, path)
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


def close_all(page):
    """Close every notebook, without a question."""
    page.evaluate("() => Array.from(window.jupyterapp?.shell.widgets('main') ?? []).forEach(tab => tab.dispose())")


def accessibility_faults(page, places=(".jp-OutputArea-output", ".jp-MarkdownOutput")):
    """What axe-core finds in these places, all outputs and prose: a line for each kind of fault, with an example.

    One rule is left out: JupyterLab's own style gives links in prose a colour and no line.
    """
    with unfolded(page):
        context = {"include": [[place] for place in places]}
        options = {"resultTypes": ["violations"], "rules": {"link-in-text-block": {"enabled": False}}}
        report = Axe().run(page, context=context, options=options)
    assert len(report.response["passes"]) >= 5, "axe has looked at nothing"
    return [
        f"{violation['id']}, {len(violation['nodes'])} times: {violation['nodes'][0]['html']}"
        for violation in report.response["violations"]
    ]


def _wait_until_restored(page):
    page.wait_for_function("() => window.jupyterapp?.restored?.then(() => true)")
