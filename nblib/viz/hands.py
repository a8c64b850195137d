"""A show of hands: how many of the room are for each option, typed in before the answer is told. Nothing is stored."""

import ipywidgets as widgets

from nblib.viz.controls import WHOLE_LABEL, row
from nblib.viz.style import BLUE


class Hands(widgets.VBox):
    """A number box for each option, empty until `ask` shows them; `shares` draws what the room thought."""

    def __init__(self, letters):
        self._boxes = {
            letter: widgets.BoundedIntText(
                0, min=0, max=999, description=f"hands for ({letter})", layout={"width": "auto"}, style=WHOLE_LABEL
            )
            for letter in letters
        }
        for box in self._boxes.values():
            box.add_class("nblib-hands")
        super().__init__()

    def ask(self):
        """Show the boxes, or hide them again."""
        self.children = () if self.children else (row(*self._boxes.values()),)

    def freeze(self):
        """No other count any more."""
        for box in self._boxes.values():
            box.disabled = True

    @property
    def counts(self):
        """How many hands went up, by letter; nobody's, while the boxes are hidden."""
        return {letter: box.value if self.children else 0 for letter, box in self._boxes.items()}

    def shares(self, right):
        """A bar for each option as HTML, with the number of hands and a ✔ at the right one; nothing without hands."""
        room = sum(self.counts.values())
        if not room:
            return ""
        return "".join(_bar(letter, hands, room, letter == right) for letter, hands in self.counts.items())


def _bar(letter, hands, room, is_right):
    words = f"({letter}) {hands} of {room} hands, {hands / room:.0%}{' ✔' if is_right else ''}"
    weight = "bold" if is_right else "normal"
    return (
        '<div style="display:flex;align-items:center;gap:0.6em;line-height:1.5">'
        f'<span style="flex:0 0 16em;white-space:nowrap;font-weight:{weight}">{words}</span>'
        f'<span style="flex:0 1 {hands / room:.1%};height:0.9em;background:{BLUE}"></span></div>'
    )
