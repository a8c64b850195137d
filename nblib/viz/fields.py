"""Fields to answer in: one of several options, any of them, a line to type, an order. Each has an `answer`."""

import ipywidgets as widgets

from nblib.viz.alike import made, shared
from nblib.viz.controls import WHOLE_LABEL, row
from nblib.viz.markdown import text

LETTERS = "abcdefghijklmnopqrstuvwxyz"


class OneOf(widgets.VBox):
    """Options of which one is chosen; `answer` is its letter, or None."""

    def __init__(self, options):
        self._buttons = [
            made(widgets.ToggleButton, description=letter, tooltip=f"option {letter}", layout=_width(40))
            for letter, _ in zip(LETTERS, options, strict=False)
        ]
        for option in self._buttons:
            option.observe(self._release_others, "value")
        rows = [row(option, text(words), wrap=False) for option, words in zip(self._buttons, options, strict=True)]
        super().__init__(rows, layout=shared(widgets.Layout))

    @property
    def answer(self):
        """The letter of the chosen option, or None."""
        return next((option.description for option in self._buttons if option.value), None)

    def freeze(self):
        """No other choice any more."""
        for option in self._buttons:
            option.disabled = True

    def _release_others(self, change):
        if change["new"]:
            for option in self._buttons:
                option.value = option is change["owner"]


class AnyOf(widgets.VBox):
    """Options of which any number is ticked; `answer` lists the letters."""

    def __init__(self, options):
        self._boxes = [
            made(widgets.Checkbox, description=f"({letter})", indent=False, layout=_width(60))
            for letter, _ in zip(LETTERS, options, strict=False)
        ]
        rows = [row(box, text(words), wrap=False) for box, words in zip(self._boxes, options, strict=True)]
        super().__init__(rows, layout=shared(widgets.Layout))

    @property
    def answer(self):
        """The letters of the ticked options."""
        return [box.description.strip("()") for box in self._boxes if box.value]


class TextField(widgets.HBox):
    """A line to type a number into; `answer` is its text."""

    def __init__(self):
        # Sent when one leaves it, in one message. Letter by letter, each would wait until a busy kernel has taken the
        # one before; a press of Check does not wait, and the first letter alone would be judged.
        look = {"description": "Answer", "placeholder": "a number"}
        self._text = made(widgets.Text, continuous_update=False, **look)
        super().__init__([self._text], layout=shared(widgets.Layout))

    @property
    def answer(self):
        """What is typed."""
        return self._text.value


class Order(widgets.HBox):
    """A drop-down for each place; `answer` lists the words, None where a place is empty."""

    def __init__(self, words):
        options = [("…", None), *((word, word) for word in sorted(words))]
        places = range(1, len(words) + 1)
        self._places = [
            made(widgets.Dropdown, options=options, description=str(i), layout={"width": "140px"}, style=WHOLE_LABEL)
            for i in places
        ]
        super().__init__(self._places, layout=shared(widgets.Layout, {"flex_flow": "row wrap"}))

    @property
    def answer(self):
        """The chosen words, in order."""
        return [place.value for place in self._places]


def _width(pixels):
    """So wide, also beside a text that needs the room: all options' texts begin at one place."""
    return {"flex": f"0 0 {pixels}px"}
