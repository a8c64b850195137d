"""Walk and verdict: descent on the lecture's quadratic, the three curvatures, and what its stop rule is worth."""

from functools import partial

import numpy as np

from nblib.descent import descend as library_descend
from nblib.viz.models.quadratic import CURVATURES, DIGITS, EDGE, EPSILONS, MAX_ITER, MINIMUM, STARTS, f, model, verdict
from nblib.viz.plots import axes_at
from nblib.viz.spec import Choice, Interactive, Preset, Slider
from nblib.viz.style import BLUE, FAINT, GREEN, INK, MUTED, ORANGE, PAPER, RED, number, scientific, vector

LOWEST, HIGHEST = 1e-7, 1e3  # of the axis of heights and distances


def draw(fig, data):
    """Height and distance against the step on top; the modes and the verdict below."""
    top, modes, box = axes_at(fig, 62, 226, 552, 164), axes_at(fig, 62, 44, 286, 114), axes_at(fig, 372, 12, 378, 162)
    artists = {"walk": _draw_walk(top), "modes": _draw_modes(modes), "verdict": _draw_verdict(box)}
    update(artists, data)
    return artists


def _draw_walk(ax):
    ax.set(yscale="log", xlim=(0, MAX_ITER + 1), ylim=(LOWEST, HIGHEST), yticks=[1e-6, 1e-4, 1e-2, 1, 1e2])
    ax.set_yticklabels(["10⁻⁶", "10⁻⁴", "0.01", "1", "100"])
    ax.minorticks_off()
    ax.grid(axis="y")
    ax.set_axisbelow(True)
    ax.set_title("the walk, step by step (thin: had nothing stopped it)")
    ax.set_xlabel("step k", labelpad=0)
    look = {"textcoords": "offset points", "annotation_clip": False, "va": "center", "xytext": (8, 0)}
    look["bbox"] = {"facecolor": PAPER, "edgecolor": "none", "pad": 2}
    lines = []
    for colour, dash, marker in ((BLUE, "-", "o"), (ORANGE, "--", "D")):
        [thin] = ax.plot([], [], color=colour, linestyle=dash, linewidth=1)
        [walked] = ax.plot([], [], color=colour, linestyle=dash, linewidth=3, zorder=3)
        [end] = ax.plot([], [], marker=marker, color=colour, markeredgecolor=INK, markersize=9, zorder=4, clip_on=False)
        lines.append((thin, walked, end))
    key = [(0.93, BLUE, "-", "o", "f(x) − f(x*)"), (0.72, ORANGE, "--", "D", "‖x − x*‖")]
    for y, colour, dash, marker, words in key:
        where = {"transform": ax.transAxes, "clip_on": False}
        ax.plot([1.04, 1.08], [y, y], color=colour, linestyle=dash, linewidth=3, **where)
        ax.plot([1.06], [y], color=colour, marker=marker, markeredgecolor=INK, markersize=8, **where)
        ax.text(1.1, y, words, va="center", transform=ax.transAxes)
    stop = ax.axvline(0, color=INK, linewidth=1.2, linestyle=":")
    return {"lines": lines, "stop": stop, "label": ax.annotate("", (0, 30), fontweight="bold", **look)}


def _draw_modes(ax):
    ax.set(ylim=(0, 1.6), yticks=[0, 0.5, 1], xlim=(-0.5, 3.15))
    ax.set_xticks(range(3), [f"λ = {number(value)}" for value in CURVATURES])
    ax.tick_params(axis="x", length=0)
    ax.set_title("factor |1 − ηλ| of each mode")
    ax.axhline(1, color=INK, linewidth=1.5)
    for y, words in ((1.16, "grows"), (0.84, "shrinks")):
        ax.text(3.15, y, words, ha="right", va="center", color=MUTED, fontsize=12)
    bars = list(ax.bar(range(3), np.zeros(3), width=0.5, edgecolor=INK, linewidth=0.9))
    label = {"textcoords": "offset points", "xytext": (0, 3), "ha": "center", "va": "bottom", "fontweight": "bold"}
    label["bbox"] = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.5}
    labels = [ax.annotate("", (x, 0), zorder=5, **label) for x in range(3)]
    none = ax.text(1, 0.4, "", ha="center", va="center", bbox={"facecolor": PAPER, "edgecolor": FAINT, "pad": 6})
    return {"bars": bars, "labels": labels, "none": none}


def _draw_verdict(ax):
    ax.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
    for spine in ax.spines.values():
        spine.set_visible(True)
    lines = [ax.text(0.04, y, "", va="center") for y in (0.87, 0.71, 0.55, 0.39)]
    name = ax.text(0.04, 0.2, "", va="center", fontsize=20, fontweight="bold")
    return {"lines": lines, "name": name, "reason": ax.text(0.04, 0.07, "", va="center", fontsize=12)}


def update(artists, data):
    """Another walk, other factors, another verdict."""
    _update_walk(artists["walk"], data)
    _update_modes(artists["modes"], data)
    name, reason, good = verdict(data)
    box = artists["verdict"]
    for text, words in zip(box["lines"], _findings(data), strict=True):
        text.set_text(words)
    box["name"].set(text=f"{'✔' if good else '✘'} {name}", color=GREEN if good else RED)
    box["reason"].set_text(reason)


def _update_walk(walk, data):
    for (thin, walked, end), measure in zip(walk["lines"], (_height, _distance), strict=True):
        thin.set_data(range(len(data.onward)), measure(data.onward))
        walked.set_data(range(data.k + 1), measure(data.path))
        end.set_data([data.k], np.clip(measure(data.path)[-1:], LOWEST, HIGHEST))
    walk["stop"].set_xdata([data.k, data.k])
    left = data.k > MAX_ITER / 2
    walk["label"].set(text=f"{'stop' if data.stopped else 'end'}, k = {data.k}", ha="right" if left else "left")
    walk["label"].xy, walk["label"].xyann = (data.k, 40), (-8 if left else 8, 0)


def _update_modes(modes, data):
    for bar, label, factor in zip(modes["bars"], modes["labels"], data.factors, strict=True):
        grows = factor >= 1 - 1e-9
        shown = min(float(np.nan_to_num(factor)), 1.32)
        bar.set(height=shown, facecolor=RED if grows else GREEN, hatch="//" if grows else "")
        label.set_text("" if np.isnan(factor) else number(factor, 4))
        label.xy = (label.xy[0], shown)
    modes["none"].set_text({"sign": "sign steps have\nno fixed factor"}.get(data.method, ""))
    modes["none"].set_visible(data.method == "sign")


def _height(path):
    return np.clip([f(x) - f(MINIMUM) for x in path], LOWEST / 10, HIGHEST * 10)


def _distance(path):
    return np.clip(np.linalg.norm(path - MINIMUM, axis=1), LOWEST / 10, HIGHEST * 10)


def _findings(data):
    if data.method == "solve":
        rule = "no rule to test"
    else:
        rule = f"|ΔL| = {scientific(data.change)} {'≤' if data.stopped else '>'} ε = {EPSILONS[data.eps]}"
    return (
        f"{'stopped' if data.stopped else 'ended'} at k = {data.k},  f = {scientific(f(data.path[-1]))}",
        rule,
        f"gradient norm ‖∇f‖ = {scientific(data.slope)}",
        f"distance to the minimum = {scientific(data.distance)}",
    )


def describe(data):
    """How the walk went, where it ended, and the verdict."""
    name, reason, _ = verdict(data)
    if data.method == "gradient":
        how = f"gradient descent with η = {data.learning_rate:.4g}, factors {vector(data.factors, 4)}"
    else:
        how = f"sign steps of {data.learning_rate:.4g}" if data.method == "sign" else "solving A x = b"
    return f"From {vector(data.path[0], 0)} by {how}: {'; '.join(_findings(data))}. Verdict: {name}, {reason}."


def walk_and_verdict(descend=library_descend):
    """The signature figure of lesson 05; `descend` is the learner's own gradient_descent once it passes its check."""
    return Interactive(
        name="Walk and verdict",
        size=(760, 420),
        controls={
            "method": Choice("method", ("gradient", "sign", "solve"), "gradient"),
            "start": Choice("start", tuple(STARTS), "the origin"),
            "learning_rate": Slider("η", 0.0, 1.2, 10**-DIGITS, 0.1, digits=DIGITS),
            "eps": Choice("ε", tuple((name, eps) for eps, name in EPSILONS.items()), 1e-6),
        },
        model=partial(model, descend=descend),
        draw=draw,
        update=update,
        describe=describe,
        presets=(
            Preset("η = .1", "Every mode shrinks, the flat one slowly: 97 steps, and the rule keeps its word."),
            Preset(
                "η = .5",
                "The best there is: the flattest and the steepest mode shrink alike, by .707 a step.",
                {"learning_rate": 0.5},
            ),
            Preset(
                "tiny η",
                "Short steps change L little, so the rule stops the walk where it has hardly begun.",
                {"learning_rate": 0.0001, "eps": 1e-3},
            ),
            Preset(
                "η = 1",
                "One step across the valley to the same height: |ΔL| = 0, and the rule is content.",
                {"learning_rate": 1.0},
            ),
            Preset(
                "η = 2/λmax",
                "The steepest mode jumps from side to side and never shrinks; with the others settled, L is level.",
                {"learning_rate": round(EDGE, DIGITS)},
            ),
            Preset(
                "η = .59",
                "A little more, and the steepest mode grows: first it hides behind the others, then it takes over.",
                {"learning_rate": 0.59},
            ),
            Preset(
                "sign steps",
                "A constant step overshoots for ever: two points in turn, and only max_iter ends it.",
                {"method": "sign", "learning_rate": 0.3},
            ),
        ),
    )


FIGURES = (walk_and_verdict,)
