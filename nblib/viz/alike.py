"""Widgets that look alike share one Layout and one style.

In ipywidgets both are widgets of their own, each a message of fifty traits to the page: more than half of what a figure
would send. So nobody may change the layout or the style of a widget made here; it is given whole when it is made.
"""

import ipywidgets as widgets

_SHARED = {}


def made(kind, *arguments, layout=None, style=None, **traits):
    """A widget of this kind, whose layout and style, given as dicts, it shares with all that are given the same.

    >>> one, two = (made(widgets.Button, description=name, layout={"width": "auto"}) for name in ("one", "two"))
    >>> one.layout is two.layout, one.style is two.style
    (True, True)
    """
    if hasattr(kind, "style"):
        traits["style"] = shared(kind.style.klass, style)
    return kind(*arguments, layout=shared(widgets.Layout, layout), **traits)


def shared(kind, traits=None):
    """The Layout or the style with these traits: always the same, until all widgets are closed."""
    key = kind, tuple(sorted((traits or {}).items()))
    if key not in _SHARED or _SHARED[key].comm is None:
        _SHARED[key] = kind(**(traits or {}))
    return _SHARED[key]
