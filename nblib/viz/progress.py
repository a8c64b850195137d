"""A bar that moves while a cell computes, and lines of text that stay.

The bar is a widget: it lives as long as the kernel does. The lines are printed, so they are the same in a saved
notebook, in an export and where there is no front end at all; therefore no times are among them.
"""

import ipywidgets as widgets
from IPython.display import display

UPDATES = 50  # how often the bar moves in all; more would keep the kernel busy with messages


class ProgressBar(widgets.HBox):
    """A bar from 0 to `total` with its label; where no kernel runs it reads as one line of text."""

    def __init__(self, total, what="steps"):
        self._total, self._what = total, what
        self._bar = widgets.IntProgress(0, 0, total, layout=widgets.Layout(width="360px"))
        self._text = widgets.Label()
        super().__init__([self._bar, self._text])
        self.show(0)

    def show(self, done):
        """Move the bar and count."""
        self._bar.value = done
        self._bar.bar_style = "success" if done >= self._total else ""
        self._text.value = f"{done} of {self._total} {self._what}"

    def __repr__(self):
        return f"[progress bar: {self._total} {self._what}]"

    def _repr_mimebundle_(self, **kwargs):
        return super()._repr_mimebundle_(**kwargs) | {"text/plain": repr(self)}


def progress(states, total, report=None, every=None):
    """Pass states on, one by one, and show how many of `total` steps they have come; states is any iterator.

    The first state is step 0. With `report`, report(state) is printed at step 0, at each `every`th step and at the
    last. Raises ValueError if total or every is below 1.

    >>> states = progress(iter(range(100)), total=4, report=lambda state: f"L = {1 / (1 + state):.2f}", every=2)
    >>> [state for state, _ in zip(states, range(5))]
    [progress bar: 4 steps]
    L = 1.00
    L = 0.33
    L = 0.20
    [0, 1, 2, 3, 4]
    """
    every = total if every is None else every
    if total < 1 or every < 1:
        raise ValueError(f"total and every must be 1 or more, got total = {total}, every = {every}")
    bar = ProgressBar(total)
    display(bar)
    stride = max(total // UPDATES, 1)
    for k, state in enumerate(states):
        if k <= total and (k % stride == 0 or k == total):
            bar.show(k)
        if report and k <= total and (k % every == 0 or k == total):
            print(report(state), flush=True)
        yield state
