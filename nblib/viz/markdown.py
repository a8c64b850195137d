"""Markdown on the page: as HTML in a widget, with the mathematics left for MathJax and raw HTML shown as text."""

from html import escape

import ipywidgets as widgets
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from nblib.viz.alike import made


def render(markdown):
    """Markdown as HTML for an HTMLMath widget; mathematics is left for MathJax, raw HTML is shown as text."""
    page = _MARKDOWN.render(markdown).replace("<p>", '<p style="margin:4px 0">')
    for cell in ("th", "td"):  # a table in a widget has no style of its own
        page = page.replace(f"<{cell}>", f'<{cell} style="padding:2px 16px 2px 0;text-align:left">')
    return f'<div style="font-size:14px;line-height:1.5;white-space:normal">{page}</div>'


def text(markdown):
    """A widget that shows this Markdown; its `value` is HTML."""
    return made(widgets.HTMLMath, render(markdown) if markdown else "", layout={"margin": "0", "max_width": "700px"})


_MARKDOWN = (
    MarkdownIt("commonmark", {"html": False, "breaks": False})
    .enable("table")
    .use(
        dollarmath_plugin,
        renderer=lambda content, options: ("$${}$$" if options["display_mode"] else "${}$").format(escape(content)),
    )
)
