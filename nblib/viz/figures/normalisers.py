"""Three scores, two normalisers: plain division z/Σz beside softmax, and what each does not notice."""

from functools import partial
from typing import NamedTuple

import numpy as np

from nblib.functions import softmax as library_softmax
from nblib.viz.plots import Bars
from nblib.viz.spec import Interactive, Preset, Slider, Toggle
from nblib.viz.style import CLASS_SIGNS, FAINT, GREEN, INK, MUTED, RED, number, vector


class Data(NamedTuple):
    """Scores as they are and before the toggles; both sets of shares, of both."""

    z: np.ndarray
    z_before: np.ndarray
    plain: np.ndarray
    plain_before: np.ndarray
    soft: np.ndarray
    soft_before: np.ndarray

    @property
    def moved(self):
        """Whether a toggle has changed the scores."""
        return not np.array_equal(self.z, self.z_before)


def plain_division(z):
    """z_j / Σ z: shares of the sum; ±∞ and nan where the sum is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return z / z.sum()


def model(z1, z2, z3, add, times, softmax):
    """Both normalisers, before and after adding 100 to every score or multiplying each by 10."""
    before = np.array([z1, z2, z3], dtype=float).round(6)  # 0.1 + 0.2 − 0.3 shall be 0 here
    z = before * (10 if times else 1) + (100 if add else 0)
    soft, soft_before = np.asarray(softmax(np.stack([z, before])))  # a learner's softmax may return lists
    return Data(z, before, plain_division(z), plain_division(before), soft, soft_before)


def complaint(shares):
    """Why these shares are no probabilities, or an empty string."""
    if not np.isfinite(shares).all():
        return "the sum is 0"
    if (shares < 0).any():
        return "negative"
    return ""


def verdict(shares, before, moved):
    """One line and its colour: not a probability, or whether the toggles have changed anything."""
    reason = complaint(shares)
    if reason:
        return f"✘ not a probability: {reason}", RED
    if not moved:
        return "✔ between 0 and 1, sum 1", GREEN
    if np.allclose(shares, before, atol=5e-5, equal_nan=True):
        return "= unchanged", GREEN
    return "≠ changed (dashed: before)", RED


def draw(fig, data):
    """Scores on the left, then the two normalisers on the same axis."""
    scores, plain, soft = fig.subplots(1, 3, width_ratios=[0.72, 1, 1])
    fig.subplots_adjust(left=0.02, right=0.985, top=0.88, bottom=0.16, wspace=0.2)
    scores.axis("off")
    scores.set_title("scores z")
    plain.set_title("plain division  z / Σz")
    soft.set_title("softmax  eᶻ / Σeᶻ")
    for ax in (plain, soft):
        ax.set(ylim=(-0.75, 1.28), yticks=[-0.5, 0, 0.5, 1], xlim=(-0.6, 2.6))
        ax.set_xticks(range(3), [f"{sign} class {j}" for j, sign in enumerate(CLASS_SIGNS, 1)])
        ax.grid(axis="y")
        ax.set_axisbelow(True)
        ax.axhline(0, color=INK, linewidth=1)
        ax.axhline(1, color=MUTED, linewidth=1, linestyle=":")
        ax.tick_params(length=0)
    soft.set_yticklabels([])
    line = partial(scores.text, 0, transform=scores.transAxes)
    big = [line(y, "", fontsize=18) for y in (0.88, 0.75, 0.62)]
    scores.plot([0, 0.86], [0.53, 0.53], transform=scores.transAxes, color=FAINT, linewidth=1)
    line(0.45, "differences", color=MUTED)
    line(0.23, "ratios", color=MUTED)
    artists = {
        "scores": big,
        "differences": line(0.36, ""),
        "ratios": line(0.14, ""),
        "bars": [Bars(plain, data.plain), Bars(soft, data.soft)],
        "verdicts": [
            ax.text(0, -0.16, "", transform=ax.transAxes, va="top", fontweight="bold") for ax in (plain, soft)
        ],
    }
    update(artists, data)
    return artists


def update(artists, data):
    """Move the bars, rewrite the numbers."""
    for text, sign, z in zip(artists["scores"], CLASS_SIGNS, data.z, strict=True):
        text.set_text(f"{sign} {number(z, 1)}")
    artists["differences"].set_text(vector(data.z - data.z.max(), 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        artists["ratios"].set_text(" : ".join(number(r) for r in data.z / data.z.max()))
    shares = ((data.plain, data.plain_before), (data.soft, data.soft_before))
    for bars, text, (now, before) in zip(artists["bars"], artists["verdicts"], shares, strict=True):
        bars.update(now, before if data.moved else None)
        words, colour = verdict(now, before, data.moved)
        text.set(text=words, color=colour)


def describe(data):
    """Both results with their numbers, and whether each is a probability."""
    words = [
        verdict(*shares, data.moved)[0][2:]
        for shares in ((data.plain, data.plain_before), (data.soft, data.soft_before))
    ]
    return (
        f"Scores {vector(data.z, 1)}. Plain division gives {vector(data.plain, 4)} ({words[0]}); "
        f"softmax gives {vector(data.soft, 4)} ({words[1]})."
    )


def three_scores(softmax=library_softmax):
    """The signature figure of lesson 02; softmax is the learner's own once it passes its check."""
    return Interactive(
        name="Three scores, two normalisers",
        size=(760, 380),
        controls={
            "z1": Slider("z₁", -5, 5, 0.1, 1.0),
            "z2": Slider("z₂", -5, 5, 0.1, 2.0),
            "z3": Slider("z₃", -5, 5, 0.1, 3.0),
            "add": Toggle("+100 to all"),
            "times": Toggle("×10"),
        },
        model=partial(model, softmax=softmax),
        draw=draw,
        update=update,
        describe=describe,
        presets=(
            Preset("[1, 2, 3]", "Both give probabilities. Softmax favours the largest score more."),
            Preset(
                "[2, 1, −1]", "One negative score, and a plain share is negative.", {"z1": 2.0, "z2": 1.0, "z3": -1.0}
            ),
            Preset(
                "[−1, 0, 1]",
                "The scores add up to 0: plain division divides by it.",
                {"z1": -1.0, "z2": 0.0, "z3": 1.0},
            ),
            Preset(
                "[101, 102, 103]",
                "The same differences: softmax gives the same answer, plain division forgets who won.",
                {"add": True},
            ),
            Preset(
                "[10, 20, 30]",
                "The same ratios: plain division gives the same answer, softmax is now certain.",
                {"times": True},
            ),
        ),
    )


FIGURES = (three_scores,)
