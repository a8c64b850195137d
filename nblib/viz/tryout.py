"""A button that must change the words beside it: the shortest proof that the page and Python hear each other."""

from nblib.viz.controls import button, row
from nblib.viz.markdown import render, text
from nblib.viz.predict import Card

TASK = "**Press the button.** The words beside it must change."
BEFORE = "○ not pressed yet"


class TryOut(Card):
    """A button and the words; each press travels from the page to Python and back."""

    def __init__(self):
        self._presses = 0
        self._words = text(BEFORE)
        fallback = f"{TASK} Without a running kernel there is no button: run this cell first."
        super().__init__(fallback, [text(TASK), row(button("Press me", self.press), self._words)])

    def press(self):
        """What a press does: count it and say so."""
        self._presses += 1
        times = "once" if self._presses == 1 else f"{self._presses} times"
        self._words.value = render(f"✔ **It works:** Python has heard you {times}.")


def try_button():
    """Show the button."""
    return TryOut()
