"""A show of hands: how many of the room are for each option, typed in before the answer is told. Nothing is stored."""

import ipywidgets as widgets

from nblib.viz.alike import made, shared
from nblib.viz.controls import AUTO, WHOLE_LABEL, row
from nblib.viz.style import BLUE


class Hands(widgets.VBox):
    """A number box for each option, empty until `ask` shows them; `shares` draws what the room thought."""

    def __init__(self, letters):
        self._letters, self._boxes = letters, {}
        super().__init__(layout=shared(widgets.Layout))

    def ask(self):
        """Show the boxes, or hide them again."""
        if not self._boxes:  # few learners ever do
            self._boxes = {letter: _box(letter) for letter in self._letters}
        self.children = () if self.children else (row(*self._boxes.values()),)

    def freeze(self):
        """No other count any more."""
        for box in self._boxes.values():
            box.disabled = True

    @property
    def counts(self):
        """How many hands went up, by letter; nobody's, while the boxes are hidden."""
        return {letter: self._boxes[letter].value if self.children else 0 for letter in self._letters}

    def shares(self, right):
        """A bar for each option as HTML, with the number of hands and a ✔ at the right one; nothing without hands."""
        room = sum(self.counts.values())
        if not room:
            return ""
        return "".join(_bar(letter, hands, room, letter == right) for letter, hands in self.counts.items())


def _box(letter):
    label = {"description": f"hands for ({letter})", "style": WHOLE_LABEL, "layout": AUTO}
    box = made(widgets.BoundedIntText, 0, min=0, max=999, **label)
    box.add_class("nblib-hands")
    return box


def _bar(letter, hands, room, is_right):
    words = f"({letter}) {hands} of {room} hands, {hands / room:.0%}{' ✔' if is_right else ''}"
    weight = "bold" if is_right else "normal"
    return (
        '<div style="display:flex;align-items:center;gap:0.6em;line-height:1.5">'
        f'<span style="flex:0 0 16em;white-space:nowrap;font-weight:{weight}">{words}</span>'
        f'<span style="flex:0 1 {hands / room:.1%};height:0.9em;background:{BLUE}"></span></div>'
    )
