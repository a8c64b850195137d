"""Three panels of the playground that are numbers: one point, one weight, and the check of all gradients."""

import math
import textwrap

import numpy as np
from matplotlib.patches import Rectangle

from nblib.viz.playground.charts import HEIGHT, LEFT, Inspector, panel_axes
from nblib.viz.plots import axes_at
from nblib.viz.style import (
    CLASS_COLOURS,
    CLASS_HATCHES,
    CLASS_MARKERS,
    CLASS_SIGNS,
    INK,
    MUTED,
    number,
    scientific,
)

LINE = 15.5  # pixels from one line of text to the next


class PointInspector(Inspector):
    """One training point: what every layer makes of it, and p − y as bars."""

    ZERO, UNIT = 300, 62  # where p − y = 0 is, and how far ±1 is from there

    def __init__(self, fig, look):
        ax = panel_axes(fig, "one point")
        self._title = ax.text(92, HEIGHT - 8, "", va="center", fontsize=12)
        self._values = ax.text(0, 143, "", va="top", fontsize=12, linespacing=1.06)
        top = 4 + 3 * LINE
        self._rows = [top - LINE * (k + 0.5) for k in range(3)]
        for x, heading in ((62, "z"), (118, "p"), (150, "y"), (214, "p − y")):
            ax.text(x, top + 8, heading, ha="right", va="center", fontsize=12, color=MUTED)
        self._columns = [
            [ax.text(x, y, "", ha=side, va="center", fontsize=12, fontweight=weight) for y in self._rows]
            for x, side, weight in ((0, "left", "normal"), (62, "right", "normal"), (118, "right", "normal"))
        ]
        self._columns += [
            [ax.text(x, y, "", ha="right", va="center", fontsize=12, fontweight="bold") for y in self._rows]
            for x in (150, 214)
        ]
        ax.plot([self.ZERO] * 2, [self._rows[-1] - 8, self._rows[0] + 8], color=INK, linewidth=1)
        self._bars = [
            ax.add_patch(Rectangle((self.ZERO, y - 6), 0, 12, facecolor=colour, hatch=hatch, edgecolor=INK))
            for y, colour, hatch in zip(self._rows, CLASS_COLOURS, CLASS_HATCHES, strict=True)
        ]
        self.moving = [self._title, self._values, *self._columns, *self._bars]
        self.update(look)

    def update(self, look):
        """Another point, or other numbers of the same."""
        point = look.panel
        sign = CLASS_SIGNS[point.label]
        self._title.set_text(f"number {point.point}, true class {sign}, its loss {scientific(point.loss)}")
        names = ["x", *(f"a{'₁₂₃₄'[l]}" for l in range(len(point.outputs) - 2))]
        lines = [f"{name} = {_list(values)}" for name, values in zip(names, point.outputs[:-1], strict=True)]
        self._values.set_text("\n".join(lines))
        z = point.outputs[-1]
        for k, bar in enumerate(self._bars):
            there = k < len(point.p)
            shown = _class_row(k, z, point) if there else ("",) * 5
            for column, text in zip(self._columns, shown, strict=True):
                column[k].set_text(text)
            bar.set_width(self.UNIT * float(point.error[k]) if there else 0)
            bar.set_visible(there)


def brief(value, digits=2):
    """A number that stays short when it is huge.

    >>> brief(-1.234), brief(-12345.6)
    ('−1.23', '−1e+04')
    """
    value = float(value)
    return (
        number(value, digits) if abs(value) < 1000 or not math.isfinite(value) else f"{value:.0e}".replace("-", "−", 1)
    )


def _class_row(k, z, point):
    return CLASS_SIGNS[k], brief(z[k]), number(point.p[k], 3), number(point.y[k], 0), number(point.error[k], 3)


def _list(values):
    largest = np.abs(values).max()
    if largest >= 1000 and len(values) > 4:
        return f"{len(values)} numbers of up to {brief(largest)}"
    digits = 2 if len(values) <= 6 else 1
    return f"[{', '.join(brief(value, digits) for value in values)}]"


class WeightInspector(Inspector):
    """One weight: a_i against dz_j for every training row, the mean of their products, and the roads of one row."""

    def __init__(self, fig, look):
        words = panel_axes(fig, "one weight")
        ax = axes_at(fig, LEFT + 22, 26, 118, HEIGHT - 58)
        ax.set(xlim=(-1.12, 1.12), ylim=(-1.12, 1.12), xticks=[], yticks=[])
        ax.set_xlabel("aᵢ", labelpad=2)
        ax.set_ylabel("dzⱼ", labelpad=1)
        ax.axhline(0, color=MUTED, linewidth=1)
        ax.axvline(0, color=MUTED, linewidth=1)
        self._clouds = [
            ax.plot([], [], marker=marker, color=colour, markersize=5, markeredgewidth=0.4, linestyle="none")[0]
            for marker, colour in zip(CLASS_MARKERS, CLASS_COLOURS, strict=True)
        ]
        for cloud in self._clouds:
            cloud.set_markeredgecolor(INK)
        self._title = words.text(92, HEIGHT - 8, "", va="center", fontsize=12)
        self._words = words.text(156, 144, "", va="top", fontsize=12, linespacing=1.3)
        self.moving = [*self._clouds, self._title, self._words]
        self.update(look)

    def update(self, look):
        """Another weight, or other numbers of the same. The clouds are scaled to the largest size of each axis."""
        weight = look.panel
        l, i, j = weight.weight
        a, dz = (values / max(np.abs(values).max(), 1e-300) for values in (weight.a, weight.dz))
        for k, cloud in enumerate(self._clouds):
            rows = look.problem.train.y == k
            cloud.set_data(a[rows], dz[rows])
        self._title.set_text(f"layer {l}, from input {i} to unit {j}:  w = {brief(weight.value, 3)}")
        lines = [
            f"mean of aᵢ · dzⱼ = {scientific(weight.mean)}",
            f"+ from the penalty = {scientific(weight.penalty)}",
            f"= ∂L/∂w = {scientific(weight.gradient)}",
            f"{_count(weight.road_count)} to the loss of point {weight.point}:",
        ]
        lines += [f"{_way(road)}  {scientific(road.product)}" for road in weight.roads[:3]]
        total = scientific(float(weight.products[weight.point - 1]))
        lines.append(f"{'all' if weight.road_count > 3 else ''} together aᵢ · dzⱼ = {total}".strip())
        self._words.set_text("\n".join(lines))


def _count(roads):
    return "1 road" if roads == 1 else f"{roads} roads"


def _way(road):
    """w → unit 3 → 5 → △ for the units that a road runs through."""
    *units, k = road.units
    return " → ".join(["w", *map(str, units), CLASS_SIGNS[k - 1]])


class CheckTable(Inspector):
    """The doctor's table of the running net: each gradient of its engine against centred differences."""

    COLUMNS = ((0, "left"), (42, "left"), (146, "right"), (216, "right"))

    def __init__(self, fig, look):
        ax = panel_axes(fig, "gradient check")
        self._title = ax.text(124, HEIGHT - 8, "", va="center", fontsize=12)
        for (x, side), heading in zip(self.COLUMNS, ("", "", "ρ", "error"), strict=True):
            ax.text(x, 139, heading, ha=side, va="center", fontsize=12, color=MUTED)
        self._columns = [
            ax.text(x, 131, "", ha=side, va="top", fontsize=12, linespacing=1.02) for x, side in self.COLUMNS
        ]
        self._diagnosis = ax.text(230, 144, "", va="top", fontsize=12, linespacing=1.25)
        self.moving = [self._title, *self._columns, self._diagnosis]
        self.update(look)

    def update(self, look):
        """A table for each parameter, or why there is none."""
        examination = look.panel.examination
        findings = examination.findings if examination else []
        rows = [(f"d{f.name}", "ok" if f.ok else "wrong", *_measured(f)) for f in findings]
        for column, texts in zip(self._columns, zip(*rows, strict=True) if rows else [()] * 4, strict=True):
            column.set_text("\n".join(texts))
        engine = "your backward" if look.situation.engine == "mine" else "nblib's backward"
        self._title.set_text(f"{engine} on {len(look.panel.rows)} training points")
        self._diagnosis.set_text("\n".join(textwrap.wrap(look.panel.sentence, 21)[:9]))


def _measured(finding):
    """ρ and the relative error, as text."""
    return number(finding.ratio, 3), "< 1e-6" if finding.ok else f"{finding.error:.1e}"
