"""Widgets that look alike share one layout and one style, so that a figure sends the page half as much."""

import ipywidgets as widgets
import pytest
from ipywidgets.widgets.widget_style import Style

from nblib.viz import ask, explore, predict
from nblib.viz.alike import made, shared
from nblib.viz.figures.path_ledger import path_ledger
from nblib.viz.playground import playground

SHOWN = {
    "figure": lambda: explore(path_ledger()),
    "prediction": lambda: predict("2.a"),
    "question": lambda: ask("2.2"),
    "playground": lambda: playground("hidden=2;points=20"),
}


def parts_of(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from parts_of(child)


def look_of(widget):
    """Everything that the page is told of a layout or a style."""
    return repr(sorted(widget.get_state().items()))


@pytest.mark.parametrize("name", SHOWN)
def test_no_two_layouts_or_styles_of_what_is_shown_are_the_same(name):
    whole, *parts = parts_of(SHOWN[name]())  # the whole has its own layout: it is the learner's to change
    looks = {look for part in parts for look in (part.layout, getattr(part, "style", None)) if look is not None}
    assert len(looks) > 1
    assert len({look_of(look) for look in looks}) == len(looks)
    assert whole.layout not in looks


def test_widgets_that_differ_in_look_share_nothing():
    narrow, wide = (made(widgets.Button, layout={"width": width}) for width in ("20px", "200px"))
    assert (narrow.layout.width, wide.layout.width) == ("20px", "200px")
    assert isinstance(narrow.style, Style)
    assert type(made(widgets.HTML).style) is not type(narrow.style)


def test_what_was_closed_with_all_widgets_is_made_anew():
    closed = shared(widgets.Layout, {"width": "21px"})
    closed.close()
    anew = shared(widgets.Layout, {"width": "21px"})
    assert anew is not closed
    assert anew.comm is not None
