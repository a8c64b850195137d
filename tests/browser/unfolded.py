"""The notebook taken out of JupyterLab's frame for a moment, so that axe sees all of it and not only what is in view.

JupyterLab's body has no height and hides what overflows: axe takes all text in it for invisible, and would check no
contrast at all; and below the fold it could not tell what lies on what.
"""

from contextlib import contextmanager

UNFOLD = """() => {
    const notebook = document.querySelector('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook');
    window.place = document.createComment('the notebook');
    window.unfolded = document.createElement('style');
    window.unfolded.textContent = `
        body { overflow: visible !important; height: auto !important; background: var(--jp-layout-color0) }
        body > :not(.jp-Notebook) { display: none !important }
        body > .jp-Notebook, .jp-Notebook > *, .jp-WindowedPanel-inner, .jp-WindowedPanel-viewport {
            position: static !important; height: auto !important; width: auto !important;
            contain: none !important; overflow: visible !important; transform: none !important;
        }`;
    document.head.append(window.unfolded);
    notebook.replaceWith(window.place);
    document.body.append(notebook);
}"""
FOLD = """() => {
    window.place.replaceWith(document.querySelector('body > .jp-Notebook'));
    window.unfolded.remove();
    window.dispatchEvent(new Event('resize')); // what JupyterLab has measured meanwhile had no size
}"""


@contextmanager
def unfolded(page):
    """While this lasts, the notebook in front is the whole page, and the page scrolls."""
    page.evaluate(UNFOLD)
    try:
        yield
    finally:
        page.evaluate(FOLD)
