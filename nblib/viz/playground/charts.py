"""Two panels of the playground that are curves: the loss by step, and a slice of the loss along the next step."""

import math

import numpy as np

from nblib.viz.plots import axes_at
from nblib.viz.style import BLUE, GREEN, GREY, INK, MUTED, ORANGE, PURPLE, RED, number, scientific

LEFT, WIDTH, HEIGHT = 468, 370, 160  # of every panel, in pixels from the lower left corner of the figure
LOWEST, HIGHEST = 1e-3, 20.0  # of the loss axis
CHANCE = {"ce": math.log, "squared": lambda c: 1 - 1 / c}  # the loss if every class has the same chance


class Inspector:
    """A panel of which nothing rests while the net learns."""

    resting = ()

    def rest(self, look):
        """Nothing to do."""


def panel_axes(fig, title):
    """Axes over the whole panel, one unit a pixel, with its title; y runs upwards from the bottom."""
    ax = axes_at(fig, LEFT, 0, WIDTH, HEIGHT)
    ax.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    ax.axis("off")
    ax.text(0, HEIGHT - 8, title, va="center", fontsize=14, fontweight="bold")
    return ax


class LossChart:
    """Loss on both sets of points by step; both axes show powers of ten, so that nothing ever has to be rescaled."""

    def __init__(self, fig, look):
        words = panel_axes(fig, "loss by step")
        ax = axes_at(fig, LEFT + 44, 38, WIDTH - 66, HEIGHT - 62)
        ax.set(yscale="log", xlim=(0, _place(100_000)), ylim=(LOWEST, HIGHEST))
        ax.set_xticks([_place(k) for k in (0, 10, 100, 1000, 10_000, 100_000)], ["0", "10", "100", "1k", "10k", "100k"])
        ax.set_yticks([0.001, 0.01, 0.1, 1, 10], ["0.001", "0.01", "0.1", "1", "10"])
        ax.minorticks_off()
        ax.grid(axis="y")
        ax.set_xlabel("step", labelpad=0)
        self._curves = []
        for x, name, look_of_it in (
            (142, "○ training", {"color": BLUE, "linestyle": "-", "marker": "o"}),
            (266, "△ test", {"color": ORANGE, "linestyle": (0, (3, 1.5)), "marker": "^"}),
        ):
            words.plot([x, x + 26], [HEIGHT - 8] * 2, color=look_of_it["color"], linestyle=look_of_it["linestyle"])
            words.text(x + 32, HEIGHT - 8, name, va="center", fontsize=12)
            self._curves += ax.plot(
                [], [], markevery=[-1], markersize=8, markeredgecolor=INK, clip_on=False, zorder=3, **look_of_it
            )
        self._chance = ax.axhline(1, color=MUTED, linewidth=1, linestyle=":")
        self._chance_name = ax.annotate(
            "", (1, 1), (0, 3), xycoords=("axes fraction", "data"), textcoords="offset points", ha="right", fontsize=12
        )
        self._chance_name.set_color(MUTED)
        self.moving, self.resting = self._curves, [self._chance, self._chance_name]
        self.rest(look)
        self.update(look)

    def update(self, look):
        """Longer or shorter curves."""
        steps = _place(look.losses.steps)
        for curve, losses in zip(self._curves, (look.losses.train, look.losses.test), strict=True):
            finite = np.nan_to_num(losses, nan=HIGHEST, posinf=HIGHEST)
            curve.set_data(steps, np.clip(finite, LOWEST, HIGHEST))

    def rest(self, look):
        """The loss of guessing."""
        chance = CHANCE[look.knobs.loss](len(look.problem.classes))
        self._chance.set_ydata([chance, chance])
        self._chance_name.xy = (1, chance)
        self._chance_name.set_text(f"guessing: {number(chance)}")


def _place(step):
    """Where a step is on an axis that gives the first ten steps as much room as the next ninety."""
    return np.log10(1 + np.asarray(step) / 3)


class SliceChart(Inspector):
    """L(w − t η ∇L): the loss itself, what the derivative promises, and the parabola with the slice's curvature."""

    def __init__(self, fig, look):
        words = panel_axes(fig, "the loss along −∇L")
        ax = axes_at(fig, LEFT + 12, 40, 176, HEIGHT - 66)
        ax.set(xlim=(-0.5, 4), ylim=(0, 1), yticks=[])
        ax.set_xticks([0, 1, 2, 3, 4], ["here", "step", "2", "3", "4"])
        ax.set_xlabel("t, in steps of η∇L", labelpad=0)
        self._curves = [
            ax.plot([], [], color=colour, linestyle=dash, linewidth=width)[0]
            for colour, dash, width in ((GREY, (0, (1, 1.5)), 3), (PURPLE, (0, (4, 2)), 2), (BLUE, "-", 2.5))
        ]
        self._marks = [
            ax.plot([], [], color=colour, marker=marker, markeredgecolor=INK, markersize=10, clip_on=False, zorder=4)[0]
            for colour, marker in ((BLUE, "o"), (GREEN, "D"))
        ]
        key = (("L", BLUE, "-", 2.5), ("tangent line", PURPLE, (0, (4, 2)), 2), ("parabola", GREY, (0, (1, 1.5)), 3))
        for y, (name, colour, dash, width) in zip((130, 113, 96), key, strict=True):
            words.plot([200, 228], [y, y], color=colour, linestyle=dash, linewidth=width)
            words.text(235, y, name, va="center", fontsize=12)
        self._numbers = words.text(200, 84, "", va="top", fontsize=12, linespacing=1.3)
        self.moving = [*self._curves, *self._marks, self._numbers]
        self.update(look)

    def update(self, look):
        """Curves between the lowest and the highest loss of the slice; the tangent line may leave at the bottom."""
        cut = look.panel
        finite = cut.L[np.isfinite(cut.L)]
        low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
        high = max(high, low + 1e-9)
        room = 0.12 * (high - low)
        for curve, values in zip(self._curves, (cut.parabola, cut.line, cut.L), strict=True):
            curve.set_data(cut.t, _between(values, low - room, high + room))
        for mark, t, L in zip(self._marks, (0, 1), (cut.L_here, cut.L_next), strict=True):
            mark.set_data([t], _between(np.array([L]), low - room, high + room))
        falls, product = cut.L_next < cut.L_here, cut.learning_rate * cut.curvature
        self._numbers.set(
            text=f"○ L here     {scientific(cut.L_here)}\n◇ L after     {scientific(cut.L_next)}\n"
            f"η · curvature = {number(product)}\n‖∇L‖ = {scientific(cut.gradient_norm)}\n"
            f"{'the step goes down' if falls else 'the step does not go down'}",
            color=INK if falls or not cut.gradient_norm else RED,
        )


def _between(values, low, high):
    """Shares of the way from low to high; nan where the axes end, so that a curve leaves the picture."""
    shares = (np.where(np.isfinite(values), values, np.inf) - low) / (high - low)
    return np.where((shares < -0.02) | (shares > 1.02), np.nan, shares)
