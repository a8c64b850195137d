"""A slider with its name and a number box, one value for all three.

ipywidgets' own slider has a handle without a name, which a screen reader cannot announce; it rounds what it is set to;
and in Notebook 7 the arrow keys move the cells instead. This one is the browser's own range and number inputs.
"""

from pathlib import Path

import anywidget
import ipywidgets as widgets
import traitlets

from nblib.viz.alike import shared


class LabelledSlider(anywidget.AnyWidget):
    """A number from low to high in steps; whole if the step is. Out of range, it becomes the nearest that is in.

    >>> LabelledSlider("z₁", 2.0, low=-5, high=5, step=0.1).value
    2.0
    """

    _esm = Path(__file__).with_suffix(".js")
    _css = Path(__file__).with_suffix(".css")
    label = traitlets.Unicode().tag(sync=True)
    low = traitlets.Float().tag(sync=True)
    high = traitlets.Float().tag(sync=True)
    step = traitlets.Float().tag(sync=True)
    value = traitlets.Union([traitlets.Int(), traitlets.Float()]).tag(sync=True)

    def __init__(self, label, value, *, low, high, step):
        self._whole = isinstance(step, int)
        super().__init__(label=label, low=low, high=high, step=step, layout=shared(widgets.Layout))
        self.value = value
        self.add_class("nblib-slider")

    @traitlets.validate("value")
    def _nearest_in_range(self, proposal):
        value = min(max(proposal["value"], self.low), self.high)
        return round(value) if self._whole else float(value)
