"""Gradient-check V: how wrong finite differences are, from h = 0.1 to 1e-12, and which digits are left."""

from typing import NamedTuple

import numpy as np

from nblib.viz.models.differences import LOG_H, METHODS, differences, errors, penguin_net
from nblib.viz.spec import Choice, Interactive, Preset, Slider
from nblib.viz.style import CLASS_COLOURS, CLASS_DASHES, CLASS_MARKERS, CLASS_SIGNS, INK, MUTED, number

LIMIT = 1e-6  # what the gradient doctor calls right
WEIGHT = 0  # the one whose digits are shown: the first entry of W1


class Data(NamedTuple):
    """The errors of every method at every h; at this h, the losses and the quotient of one weight."""

    log_h: int
    method: str
    errors: dict[str, np.ndarray]
    above: float
    below: float
    quotient: float
    exact: float

    @property
    def h(self):
        """The step."""
        return 10.0**self.log_h

    def error(self, method):
        """The relative error of a method at this h."""
        return float(self.errors[method][2 * (self.log_h + 12)])


def model(log_h, method):
    """One method at one h."""
    above, below, quotient = (float(values[WEIGHT]) for values in differences(METHODS[method], 10.0**log_h))
    return Data(log_h, method, errors(), above, below, quotient, float(penguin_net()[-1][WEIGHT]))


def draw(fig, data):
    """The errors against h on the left, this h marked; on the right the digits behind one of the quotients."""
    ax, page = fig.subplots(1, 2, width_ratios=[1.35, 1])
    fig.subplots_adjust(left=0.085, right=0.99, top=0.9, bottom=0.15, wspace=0.08)
    ax.set(xscale="log", yscale="log", xlim=(10**-12.4, 10**-0.6), ylim=(10**-11.6, 10**0.6))
    ax.set(title="relative error of the gradient", xlabel="h")
    ax.set_xticks([1e-12, 1e-10, 1e-8, 1e-6, 1e-4, 1e-2], ["1e-12", "1e-10", "1e-8", "1e-6", "1e-4", "1e-2"])
    ax.set_yticks([1e-10, 1e-8, 1e-6, 1e-4, 1e-2, 1], ["1e-10", "1e-8", "1e-6", "1e-4", "1e-2", "1"])
    ax.minorticks_off()
    ax.grid(axis="y")
    ax.set_axisbelow(True)
    ax.axhline(LIMIT, color=MUTED, linewidth=1, linestyle=":")
    ax.text(10**-7.35, LIMIT * 1.4, "the doctor's limit", ha="center", color=MUTED, fontsize=12)
    points = {}
    looks = zip(METHODS, CLASS_COLOURS, CLASS_DASHES, CLASS_MARKERS, strict=True)
    for key, colour, dash, marker in looks:
        ax.plot(10.0**LOG_H, data.errors[key], color=colour, linestyle=dash)
        points[key] = ax.plot([], [], marker=marker, color=colour, markeredgecolor=INK, linestyle="none")[0]
    ax.text(8e-6, 2e-4, f"{CLASS_SIGNS[0]} forward", ha="center")
    ax.text(2e-3, 4e-8, f"{CLASS_SIGNS[1]} centred", va="top")
    ax.text(1e-12, 0.3, f"{CLASS_SIGNS[2]} centred, float32", va="top")
    page.axis("off")
    artists = {
        "points": points,
        "now": ax.axvline(1, color=INK, linewidth=1.2),
        "lines": [page.text(0.04, 0.98 - 0.092 * i, "", transform=page.transAxes, va="top") for i in range(11)],
    }
    for i in (0, 10):
        artists["lines"][i].set_fontweight("bold")
    update(artists, data)
    return artists


def update(artists, data):
    """Move the marks, and write the digits."""
    for key, mark in artists["points"].items():
        mark.set_data([data.h], [data.error(key)])
        mark.set_markersize(13 if key == data.method else 7)
    artists["now"].set_xdata([data.h, data.h])
    for text, words in zip(artists["lines"], page_of(data), strict=True):
        text.set_text(words)


def page_of(data):
    """The eleven lines on the right."""
    method = METHODS[data.method]
    digits = 8 if method.dtype is np.float32 else 16
    above, below = split_digits(data.above, data.below, digits)
    quotient, exact = split_digits(data.quotient, data.exact, 11)
    return (
        f"{method.name}, h = {data.h:.3g}",
        "one weight w, the loss above and " + ("below:" if method.centred else "at it:"),
        f"    {above}",
        f"    {below}",
        "after the bar they differ",
        "",
        "quotient, and backpropagation:",
        f"    {quotient}",
        f"    {exact}",
        "",
        f"all 43: relative error {data.error(data.method):.1e}",
    )


def split_digits(a, b, digits):
    """Two numbers with a bar where they begin to differ.

    >>> split_digits(1.2345, 1.2399, 4)
    ('1.23|45', '1.23|99')
    """
    a, b = number(a, digits), number(b, digits)
    same = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return f"{a[:same]}|{a[same:]}", f"{b[:same]}|{b[same:]}"


def describe(data):
    """h and the three errors, and the quotient of one weight."""
    listed = ", ".join(f"{data.error(key):.1e} with {method.name}" for key, method in METHODS.items())
    return (
        f"Step h = {data.h:.3g}. Relative error of the numerical gradient: {listed}. "
        f"For one weight, {METHODS[data.method].name}: {number(data.quotient, 8)}; "
        f"by backpropagation: {number(data.exact, 8)}."
    )


def gradient_check_v():
    """Relative error of numerical gradients against h: formula error falls with h, rounding error grows."""
    best = {key: int(LOG_H[::2][np.argmin(error[::2])]) for key, error in errors().items()}
    return Interactive(
        name="Gradient-check V",
        size=(760, 380),
        controls={
            "log_h": Slider("log₁₀ h", -12, -1, 1, -1, digits=0),  # every second of LOG_H
            "method": Choice("method", tuple((method.name, key) for key, method in METHODS.items()), "centred"),
        },
        model=model,
        draw=draw,
        update=update,
        describe=describe,
        presets=(
            Preset("h = 0.1", "The parabola bends away from its secant: this error is the formula's."),
            Preset(
                "best forward",
                "Forward differences err in proportion to h, until the digits run out.",
                {"method": "forward", "log_h": best["forward"]},
            ),
            Preset(
                "best centred",
                "The centred formula errs with h²: it needs less small an h, and keeps more digits.",
                {"log_h": best["centred"]},
            ),
            Preset(
                "best float32",
                "Half the digits to begin with: no h brings it below the doctor's limit.",
                {"method": "float32", "log_h": best["float32"]},
            ),
            Preset(
                "h = 1e-12",
                "The two losses agree in nearly all digits; what differs is mostly rounding.",
                {"log_h": -12},
            ),
        ),
    )


FIGURES = (gradient_check_v,)
