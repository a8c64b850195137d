"""Temperature: softmax(z/T), from one certain winner to no opinion at all."""

from functools import partial
from typing import NamedTuple

import numpy as np

from nblib.functions import softmax as library_softmax
from nblib.information import entropy
from nblib.viz.plots import Bars
from nblib.viz.spec import Interactive, Preset, Slider
from nblib.viz.style import CLASS_COLOURS, CLASS_DASHES, CLASS_SIGNS, INK, MUTED, number, vector

COLDEST, HOTTEST = -1.5, 1.5  # log10 of the temperature


class Data(NamedTuple):
    """The scores; the temperature and its probabilities; the probabilities at every temperature of the curve."""

    z: np.ndarray
    T: float
    p: np.ndarray
    temperatures: np.ndarray
    curves: np.ndarray

    @property
    def bits(self):
        """H(p): how surprised this distribution is on average."""
        return entropy(self.p / self.p.sum())


def model(z1, z2, z3, log_T, softmax):
    """softmax(z/T), at T = 10^log_T and along the whole axis."""
    z = np.array([z1, z2, z3], dtype=float)
    T = float(10**log_T)
    temperatures = np.logspace(COLDEST, HOTTEST, 121)
    p, curves = (np.asarray(softmax(z / t[:, None])) for t in (np.array([T]), temperatures))  # lists, perhaps
    return Data(z, T, p[0], temperatures, curves)


def draw(fig, data):
    """The distribution at T on the left; each probability against T on the right, with T marked."""
    now, curves = fig.subplots(1, 2, width_ratios=[0.8, 1.3])
    fig.subplots_adjust(left=0.06, right=0.97, top=0.88, bottom=0.17, wspace=0.2)
    now.set(ylim=(0, 1.15), yticks=[0, 0.5, 1], xlim=(-0.6, 2.6), title="p = softmax(z / T)")
    now.set_xticks(range(3), [f"{sign} class {j}" for j, sign in enumerate(CLASS_SIGNS, 1)])
    now.tick_params(length=0)
    curves.set(xscale="log", ylim=(0, 1.15), yticks=[0, 1 / 3, 0.5, 1], yticklabels=["0", "⅓", "½", "1"])
    curves.set(xlim=(10**COLDEST, 10**HOTTEST), xlabel="← cold: one winner      temperature T      hot: no opinion →")
    curves.set_xticks([0.1, 1, 10], ["0.1", "1", "10"])
    curves.minorticks_off()
    for ax in (now, curves):
        ax.grid(axis="y")
        ax.set_axisbelow(True)
    lines = [
        curves.plot([], [], color=colour, linestyle=dash)[0]
        for colour, dash in zip(CLASS_COLOURS, CLASS_DASHES, strict=True)
    ]
    curves.axvline(1, color=MUTED, linewidth=1, linestyle=":")
    artists = {
        "bars": Bars(now, data.p),
        "lines": lines,
        "now": curves.axvline(1, color=INK, linewidth=1.5),
        "points": [
            curves.plot([], [], marker=marker, markersize=9, color=colour, markeredgecolor=INK, linestyle="none")[0]
            for marker, colour in zip("o^s", CLASS_COLOURS, strict=True)
        ],
        "entropy": curves.text(0, 1.04, "", transform=curves.transAxes, fontsize=14, fontweight="bold"),
    }
    update(artists, data)
    return artists


def update(artists, data):
    """Move the bars, the mark at T, and the curves if the scores have changed."""
    artists["bars"].update(data.p)
    for line, point, curve, p in zip(artists["lines"], artists["points"], data.curves.T, data.p, strict=True):
        line.set_data(data.temperatures, curve)
        point.set_data([data.T], [p])
    artists["now"].set_xdata([data.T, data.T])
    artists["entropy"].set_text(f"T = {number(data.T)}     entropy H(p) = {number(data.bits)} bits")


def describe(data):
    """Temperature, probabilities and entropy."""
    return (
        f"Scores {vector(data.z, 1)} at temperature T = {number(data.T)}: p = {vector(data.p, 4)}, "
        f"entropy {number(data.bits)} bits of at most {number(float(np.log2(3)))}."
    )


def temperature(softmax=library_softmax):
    """Divide the scores by T before the softmax; softmax is the learner's own once it passes its check."""
    return Interactive(
        name="Temperature",
        size=(760, 330),
        controls={
            "z1": Slider("z₁", -5, 5, 0.1, 1.0),
            "z2": Slider("z₂", -5, 5, 0.1, 2.0),
            "z3": Slider("z₃", -5, 5, 0.1, 3.0),
            "log_T": Slider("log₁₀ T", COLDEST, HOTTEST, 0.05, 0.0, digits=2),
        },
        model=partial(model, softmax=softmax),
        draw=draw,
        update=update,
        describe=describe,
        presets=(
            Preset("T = 1", "The softmax as it is."),
            Preset(
                "T = 0.1",
                "Ten times the scores: the largest takes nearly all, whatever the others are.",
                {"log_T": -1.0},
            ),
            Preset("T = 10", "A tenth of the scores: hardly a difference is left.", {"log_T": 1.0}),
            Preset("a tie", "Two equal winners stay equal at every temperature.", {"z2": 3.0, "log_T": -0.5}),
        ),
    )


FIGURES = (temperature,)
