"""The playground's picture as a figure that follows a Look, in layers, and the same in words."""

from dataclasses import replace
from functools import partial
from typing import NamedTuple

from nblib.playground.look import look
from nblib.viz.playground.board import SIZE, draw_board, short
from nblib.viz.playground.charts import LossChart, SliceChart
from nblib.viz.playground.inspectors import CheckTable, PointInspector, WeightInspector
from nblib.viz.render import Picture, leaves
from nblib.viz.spec import Interactive
from nblib.viz.style import CLASS_SIGNS, number, scientific, vector

PANELS = {
    "loss": LossChart,
    "point": PointInspector,
    "weight": WeightInspector,
    "slice": SliceChart,
    "check": CheckTable,
}


def view(panel):
    """The figure with this panel: model(run) → Look, drawn once and then followed.

    >>> view("loss").size
    (840, 430)
    """
    return Interactive(
        name="Playground",
        size=SIZE,
        controls={},
        model=look,
        draw=partial(_draw, PANELS[panel]),
        update=_update,
        describe=describe,
    )


class LayeredPicture(Picture):
    """A picture in three layers: the background, what moves with every step, and over it what rests meanwhile.

    What rests is drawn anew, and sent to the page, only when it changes.
    """

    def __init__(self, panel, data):
        super().__init__(view(panel), data)
        self._rests_for = None
        self._layers = {name: self._layer(name) for name in ("moving", "resting")}

    def moving(self, data):
        """SVG of what moves, for these data."""
        for part in self._artists.parts:
            part.update(data)
        return self._svg("moving")

    def resting(self, data, anew=False):
        """SVG of what rests, or None if it is still what it was; always SVG if `anew`."""
        rests_for = _what_rests(data)
        if rests_for == self._rests_for and not anew:
            return None
        self._rests_for = rests_for
        for part in self._artists.parts:
            part.rest(data)
        return self._svg("resting")

    def _svg(self, name):
        chosen = {artist for part in self._artists.parts for artist in leaves(getattr(part, name))}
        return self._layers[name].svg([artist for artist in self._moving if artist in chosen])

    def _forget(self):
        super()._forget()
        for layer in self._layers.values():
            layer.forget()


class _Drawn(NamedTuple):
    """The parts of a drawn figure."""

    parts: list

    @property
    def artists(self):
        """Everything that changes."""
        return [[part.moving, part.resting] for part in self.parts]


def _what_rests(data):
    """All that the resting layer depends on."""
    chosen = data.panel.point if data.situation.panel in ("point", "weight") else data.situation.point
    settings = replace(data.situation, step=0, turned=())
    return settings, data.knobs.loss, chosen, data.train_wrong.tobytes(), data.test_wrong.tobytes()


def _draw(panel, fig, data):
    return _Drawn([*draw_board(fig, data), panel(fig, data)])


def _update(drawn, data):
    for part in drawn.parts:
        part.update(data)
        part.rest(data)


def describe(data):
    """Step, status, losses, accuracies, and what the panel says."""
    s = data.situation
    net = "-".join(map(str, s.sizes))
    return (
        f"{data.sentence} Net {net}, {s.activation}, on {s.data}. "
        f"Loss {short(data.train_loss)} on {s.train_rows} training and {short(data.test_loss)} on {s.test_rows} test "
        f"points; right: {data.train_accuracy:.0%} and {data.test_accuracy:.0%}.{_describe_panel(data)}"
    )


def _describe_panel(data):
    panel = data.panel
    match data.situation.panel:
        case "point":
            sign = CLASS_SIGNS[panel.label]
            return (
                f" Point {panel.point}, true class {sign}: p = {vector(panel.p)}, p − y = {vector(panel.error)}, "
                f"loss {scientific(panel.loss)}."
            )
        case "weight":
            return (
                f" Weight {':'.join(map(str, panel.weight))} is {number(panel.value, 3)}; the mean of a · dz is "
                f"{scientific(panel.mean)}, with the penalty {scientific(panel.gradient)}; roads to the loss: "
                f"{panel.road_count}."
            )
        case "slice":
            return (
                f" The next step leads from L = {short(panel.L_here)} to {short(panel.L_next)}; "
                f"η times the curvature is {number(panel.learning_rate * panel.curvature)}."
            )
        case "check":
            return f" Gradient check: {panel.sentence}"
    return ""
