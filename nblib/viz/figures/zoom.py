"""Zoom: a curve under the microscope, and how fast the error of Δy ≈ αΔx vanishes, or does not.

The window is always 2Δx wide on the screen, whatever Δx is: what is drawn are Δy and αΔx in units of Δx.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from nblib.viz.spec import Choice, Interactive, Preset, Slider
from nblib.viz.style import BLUE, FAINT, GREEN, INK, MUTED, ORANGE, PAPER, RED, number, scientific

SMALLEST, LARGEST = -6, 0  # log10 of Δx
FLOOR, CEILING = 1e-7, 1e4  # of the plot of error/Δx
SIDES = {"right": 1, "left": -1}


class Curve(NamedTuple):
    """How f changes from its point by Δx (written so that no digits cancel), its derivative there or None, and why."""

    change: Callable[[np.ndarray], np.ndarray]
    slope: float | None
    why_none: str = ""


CURVES = {
    "x² at 1": Curve(lambda d: d * (2 + d), 2.0),
    "sin x at 0": Curve(np.sin, 1.0),
    "|x| at 0": Curve(np.abs, None, "no α fits both sides"),
    "|x| at 0.01": Curve(lambda d: np.where(d > -0.01, d, -0.02 - d), 1.0),
    "√x at 0": Curve(lambda d: np.where(d >= 0, np.sqrt(np.abs(d)), np.nan), None, "no α is steep enough"),
}


class Data(NamedTuple):
    """The curve, Δx, α; Δy to the right and the left; error/Δx at every zoom; the curve in the window."""

    curve: Curve
    dx: float
    alpha: float
    dy: dict[str, float]
    zooms: np.ndarray
    ratios: np.ndarray
    window: np.ndarray  # (points, 2): Δx and Δy in units of Δx

    def error(self, side):
        """(Δy − αΔx)/Δx on this side."""
        return float(relative_error(self.dy[side], self.alpha, SIDES[side] * self.dx))

    @property
    def worst(self):
        """The larger of the two sides' errors, without its sign."""
        return max(abs(self.error(side)) for side in self.dy)


def relative_error(dy, alpha, dx):
    """(Δy − αΔx) / Δx: what the prediction misses, measured in steps."""
    return (dy - alpha * dx) / dx


def model(curve, log_dx, alpha):
    """The window at this Δx, and the worse of the two sides' errors at every Δx."""
    chosen, dx = CURVES[curve], float(10**log_dx)
    dy = {side: float(chosen.change(np.array(sign * dx))) for side, sign in SIDES.items()}
    zooms = np.logspace(LARGEST, SMALLEST, 121)
    errors = [np.abs(relative_error(chosen.change(sign * zooms), alpha, sign * zooms)) for sign in SIDES.values()]
    steps = np.linspace(-1.7, 1.7, 137)
    window = np.column_stack([steps, chosen.change(steps * dx) / dx])
    return Data(
        chosen,
        dx,
        alpha,
        {side: value for side, value in dy.items() if np.isfinite(value)},  # √x has no left side
        zooms,
        np.fmax(*errors),
        window[np.isfinite(window[:, 1])],
    )


def verdict(data):
    """What becomes of error/Δx with this α, why, and a colour."""
    slope = data.curve.slope
    if slope is None:
        return "✘ error/Δx does not go to 0", data.curve.why_none, RED
    if abs(slope - data.alpha) < 1e-9:
        return "✔ error/Δx goes to 0", "this α is the derivative", GREEN
    return f"✘ error/Δx stops at {number(abs(slope - data.alpha), 1)}", "this α is not the derivative", RED


def draw(fig, data):
    """The microscope on the left, the error at every zoom on the right, the numbers below."""
    page = fig.add_axes((0, 0, 1, 1))  # for the words
    page.axis("off")
    window = fig.add_axes((0.075, 0.36, 0.41, 0.56))
    errors = fig.add_axes((0.60, 0.36, 0.37, 0.56))
    window.set(xlim=(-1.7, 1.7), ylim=(-2.7, 3.7), title="the window, Δx to either side")
    window.set_xticks([-1, 0, 1], ["x − Δx", "x", "x + Δx"])
    window.set_yticks([-2, -1, 0, 1, 2, 3], ["−2Δx", "−Δx", "f(x)", "Δx", "2Δx", "3Δx"])
    window.grid()
    window.plot(0, 0, "o", color=INK, markersize=6, zorder=6)
    errors.set(xscale="log", yscale="log", xlim=(10**LARGEST, 10**SMALLEST), ylim=(FLOOR, CEILING))
    errors.set(xlabel="Δx        zoom in →", title="error / Δx, the worse side")
    errors.set_xticks([10.0**k for k in (0, -2, -4, -6)], ["1", "10⁻²", "10⁻⁴", "10⁻⁶"])
    errors.set_yticks([10.0**k for k in (3, 0, -3, -6)], ["1000", "1", "10⁻³", "10⁻⁶"])
    errors.minorticks_off()
    errors.grid()
    artists = {
        "curve": window.plot([], [], color=BLUE, linewidth=3, label="f")[0],
        "line": window.plot([], [], color=ORANGE, dashes=(5, 2), label="αΔx")[0],
        "gaps": {
            side: window.plot([], [], color=RED, linewidth=5, solid_capstyle="butt", label="error", zorder=5)[0]
            for side in SIDES
        },
        "ratios": errors.plot([], [], color=RED, linewidth=2.5)[0],
        "now": errors.plot([], [], "o", color=RED, markeredgecolor=INK, markersize=10, clip_on=False, zorder=6)[0],
        "numbers": draw_table(page),
        "verdict": [page.text(0.635, 0.145, "", fontweight="bold", fontsize=14), page.text(0.635, 0.085, "")],
    }
    handles = [artists["curve"], artists["line"], artists["gaps"]["right"]]
    window.legend(handles=handles, loc="upper left", frameon=True, facecolor=PAPER, edgecolor=FAINT, borderpad=0.3)
    update(artists, data)
    return artists


COLUMNS = {"Δy": 0.175, "αΔx": 0.315, "error": 0.455, "error/Δx": 0.595}


def draw_table(page):
    """Headings, which stay, and a text for each number of each side."""
    for heading, x in COLUMNS.items():
        page.text(x, 0.205, heading, color=MUTED, ha="right")
    rows = {"right": 0.145, "left": 0.085}
    for side, y in rows.items():
        page.text(0.02, y, side, color=MUTED)
    return {side: [page.text(x, y, "", ha="right") for x in COLUMNS.values()] for side, y in rows.items()}


def update(artists, data):
    """Move the curve, the line, the gaps and the mark, rewrite the numbers."""
    artists["curve"].set_data(*data.window.T)
    artists["line"].set_data([-1.7, 1.7], [-1.7 * data.alpha, 1.7 * data.alpha])
    for side, sign in SIDES.items():
        there = side in data.dy
        gap, row = artists["gaps"][side], artists["numbers"][side]
        gap.set_data([sign, sign], [sign * data.alpha, data.dy[side] / data.dx] if there else [0, 0])
        gap.set_visible(there)
        for text, value in zip(row, numbers(data, side) if there else ["none", "", "", ""], strict=True):
            text.set_text(value)
    artists["ratios"].set_data(data.zooms, np.maximum(data.ratios, FLOOR))
    artists["now"].set_data([data.dx], [max(data.worst, FLOOR)])
    headline, why, colour = verdict(data)
    artists["verdict"][0].set(text=headline, color=colour)
    artists["verdict"][1].set_text(why)


def numbers(data, side):
    """Δy, αΔx, their difference, and that in units of Δx, as text."""
    predicted = data.alpha * SIDES[side] * data.dx
    values = (data.dy[side], predicted, data.dy[side] - predicted, data.error(side))
    return [scientific(value) for value in values]


def describe(data):
    """The step, both changes, the error in steps, and whether it vanishes."""
    sides = [
        f"to the {side} Δy = {scientific(dy)} (error {scientific(data.error(side))} Δx)" for side, dy in data.dy.items()
    ]
    headline, why, _ = verdict(data)
    return (
        f"With Δx = {scientific(data.dx)} and α = {number(data.alpha, 1)} the prediction αΔx is "
        f"{scientific(data.alpha * data.dx)}; {', '.join(sides)}. {headline[2:]}: {why}."
    )


def zoom():
    """The first half of lesson 04's signature figure: which α makes the error vanish faster than Δx?"""
    return Interactive(
        name="Zoom",
        size=(760, 400),
        controls={
            "curve": Choice("f", tuple(CURVES), "x² at 1"),
            "log_dx": Slider("log₁₀ Δx", SMALLEST, LARGEST, 0.1, 0.0),
            "alpha": Slider("α", -2, 3, 0.1, 2.0),
        },
        model=model,
        draw=draw,
        update=update,
        describe=describe,
        presets=(
            Preset("x², far", "Δx = 1: the curve bends away from its tangent, and the error is as large as Δx."),
            Preset(
                "x², near",
                "Δx = 0.01: curve and tangent can hardly be told apart. Zoom on: the error shrinks faster than Δx.",
                {"log_dx": -2.0},
            ),
            Preset(
                "another α",
                "α = 2.5 makes an error too, and it stays half as large as Δx however far you zoom in.",
                {"log_dx": -2.0, "alpha": 2.5},
            ),
            Preset(
                "|x| at 0",
                "The corner looks the same at every zoom. Try every α: one side or the other always misses.",
                {"curve": "|x| at 0", "log_dx": -3.0, "alpha": 0.0},
            ),
            Preset(
                "|x| at 0.01",
                "Beside the corner: drag log₁₀ Δx to the left, and at Δx = 0.01 the corner leaves the window.",
                {"curve": "|x| at 0.01", "log_dx": -1.0, "alpha": 1.0},
            ),
            Preset(
                "√x at 0",
                "The closer you look, the steeper it gets: no α will do.",
                {"curve": "√x at 0", "log_dx": -2.0, "alpha": 3.0},
            ),
        ),
    )


FIGURES = (zoom,)
