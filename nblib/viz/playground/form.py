"""The playground's controls: for every field of a situation one that shows its value and one that turns it.

Each has a name that is spoken. What a control allows follows the situation: no point, weight or batch can be chosen
that does not exist.
"""

import ipywidgets as widgets

from nblib.playground.knobs import CLASS_COUNTS, FEATURES, MOST_PENGUINS, MOST_POINTS
from nblib.viz.alike import made
from nblib.viz.playground.net import NAMES

NONE_IS_0 = ("point", "batch")  # no point, and all rows: shown as 0, because a menu cannot show None
BATCHES = (1, 2, 5, 10, 20, 50, 100, 200)
FIRST_WIDTH = 4  # units of the first hidden layer, where there was none
ROW = {"flex_flow": "row nowrap", "grid_gap": "6px", "align_items": "center"}


def number_box(name, low, high, step, width=115, label=54):
    """A box for a number; whole if its step is."""
    kind = widgets.BoundedIntText if isinstance(step, int) else widgets.BoundedFloatText
    return made(kind, low, min=low, max=high, step=step, description=name, **_size(width, label))


def menu(name, options, width=115, label=54):
    """A menu of options."""
    return made(widgets.Dropdown, options=options, description=name, **_size(width, label))


def tick(name, width="auto"):
    """A box to tick."""
    return made(widgets.Checkbox, description=name, indent=False, layout={"width": width, "margin": "0"})


def _size(width, label):
    return {"layout": {"width": f"{width}px", "margin": "0"}, "style": {"description_width": f"{label}px"}}


class Form:
    """All controls. `turn(name, value)` is called when the learner moves one; `show(situation)` moves them all."""

    def __init__(self, turn, own_engine):
        self._turn, self._showing = turn, False
        self.fields = {
            "data": menu("data", list(CLASS_COUNTS), 236),
            "points": number_box("points", 10, MOST_POINTS, 10),
            "noise": number_box("noise", 0.0, 0.5, 0.05),
            "test": number_box("held out", 0.1, 0.5, 0.05),
            "seed": number_box("seed", 0, 999_999, 1),
            "labels": menu("labels", ["true", "shuffled"], 138),
            "test_points": tick("test points", "92px"),
            "activation": menu("activation", ["relu", "tanh", "sigmoid", "linear"], 154, 68),
            "init": menu("start", ["random", "zero", "equal", "huge"], 136, 38),
            "loss": menu("loss", [("cross-entropy", "ce"), ("squared error", "squared")], 238, 52),
            "learning_rate": number_box("η", 1e-6, 100.0, 0.05, 122, 52),
            "batch": menu("batch", [("all", 0)], 110, 38),
            "penalty": menu("penalty", [("none", "none"), ("L1", "l1"), ("L2", "l2")], 122, 52),
            "penalty_rate": number_box("rate", 0.0, 10.0, 0.001, 110, 38),
            "engine": menu("engine", [("nblib's", "nblib"), ("mine", "mine")][: 1 + own_engine], 238, 52),
            "show": menu("lines", ["weights", "gradients"], 140, 36),
            "panel": menu("panel", ["loss", "point", "weight", "slice", "check"], 126, 40),
            "point": number_box("point", 0, 1, 1, 102, 40),
        }
        self.features = {name: tick(NAMES[name], "72px") for name in FEATURES}
        self.layers = menu("hidden layers", [0, 1, 2, 3, 4], 142, 90)
        self.widths = [_unnamed_box(f"units in hidden layer {l}") for l in (1, 2, 3, 4)]
        names = (("weight: layer", 140, 92), ("from input", 114, 72), ("to unit", 92, 50))
        self.weight = [number_box(name, 0, 1, 1, width, label) for name, width, label in names]
        for name, control in self.fields.items():
            control.observe(lambda change, name=name: self._moved(name, change.owner.value), "value")
        for control in self.features.values():
            control.observe(lambda _change: self._moved("features", self._features()), "value")
        for control in (self.layers, *self.widths):
            control.observe(lambda _change: self._moved("hidden", self._hidden()), "value")
        for control in self.weight:
            control.observe(lambda _change: self._moved("weight", self._weight()), "value")

    def _moved(self, name, value):
        if not self._showing:
            self._turn(name, None if name in NONE_IS_0 and value == 0 else value)

    def _features(self):
        return tuple(name for name, control in self.features.items() if control.value)

    def _hidden(self):
        """Their widths; a layer that is new gets as many units as the one before it."""
        widths = []
        for control in self.widths[: self.layers.value]:
            widths.append(control.value or (widths[-1] if widths else FIRST_WIDTH))
        return tuple(widths)

    def _weight(self):
        """(layer, input, unit), the last two brought inside the layer; None for layer 0."""
        l, i, j = (control.value for control in self.weight)
        inputs, units = (self._sizes[l - 1], self._sizes[l]) if l else (0, 0)
        return (l, min(max(i, 1), inputs), min(max(j, 1), units)) if l else None

    def show(self, situation):
        """Set every control to the situation's value, the knobs to those that hold now, without turning anything."""
        self._showing = True
        try:
            self._set_limits(situation)
            values = vars(situation) | situation.knobs._asdict()
            for name, control in self.fields.items():
                control.value = 0 if values[name] is None else values[name]
            for name, control in self.features.items():
                control.value = name in situation.features
            self.layers.value = len(situation.hidden)
            for control, units in zip(self.widths, (*situation.hidden, 0, 0, 0, 0), strict=False):
                control.min, control.value, control.disabled = min(units, 1), units, units == 0
            for control, number in zip(self.weight, situation.weight or (0, 0, 0), strict=True):
                control.value = number
        finally:
            self._showing = False

    def _set_limits(self, situation):
        sizes = self._sizes = situation.sizes
        self.fields["points"].max = MOST_PENGUINS if situation.data == "penguins" else MOST_POINTS
        self.fields["point"].max = situation.train_rows
        batches = sorted({*BATCHES, situation.knobs.batch or 1})
        self.fields["batch"].options = [
            ("all", 0),
            *((str(batch), batch) for batch in batches if batch <= situation.train_rows),
        ]
        l = situation.weight[0] if situation.weight else 0
        limits = (len(sizes) - 1, sizes[l - 1], sizes[l]) if l else (len(sizes) - 1, 0, 0)
        for control, limit in zip(self.weight, limits, strict=True):
            control.max = limit


def _unnamed_box(name):
    """A number box whose name is spoken but takes no room."""
    return made(widgets.BoundedIntText, 0, min=0, max=8, description=name, **_size(42, 0))
