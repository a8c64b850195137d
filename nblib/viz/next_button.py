"""A button that is also a key: N, while the focus is in its cell, so that a story needs one key and no mouse.

JupyterLab, Notebook 7 and the slide show leave N free, and whoever types into a field or a cell types an n.
"""

from pathlib import Path

import anywidget
import ipywidgets as widgets

from nblib.viz.alike import shared


class NextButton(anywidget.AnyWidget):
    """A button that calls `action()` when it is pressed, or when N is."""

    _esm = Path(__file__).with_suffix(".js")

    def __init__(self, action):
        super().__init__(layout=shared(widgets.Layout))
        self.on_msg(lambda _widget, _content, _buffers: action())
