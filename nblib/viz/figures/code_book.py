"""The code book: P's shares as widths, Q's code lengths as heights, so that area is bits per symbol; and it is counted.

A message of 32 symbols in P's proportions is sent with the code words that Huffman's method makes for Q.
"""

import numpy as np
from matplotlib.patches import Rectangle

from nblib.information import cross_entropy, entropy
from nblib.viz.models.coding import LENGTH, SIGNS, counting, model
from nblib.viz.spec import Interactive, Preset, Slider, Toggle
from nblib.viz.style import BLUE, INK, MUTED, ORANGE, PAPER, PURPLE, RED, number, vector

MARKERS = "o^sD"
TOP, OFF_SCALE = 5.0, 5.15  # where a bar is cut off, and where its arrow stands


class Column:
    """One symbol's bar: solid up to the shorter of both lengths, then hatched (paid on top) or dashed (saved)."""

    def __init__(self, ax, sign="", digits=2):
        self.digits = digits
        self.solid, self.extra, self.saved = (
            ax.add_patch(Rectangle((0, 0), 0, 0, edgecolor=INK, linewidth=0.9, **look))
            for look in (
                {"facecolor": BLUE},
                {"facecolor": ORANGE, "hatch": "///"},
                {"facecolor": "none", "linestyle": (0, (3, 3))},
            )
        )
        centred = {"ha": "center", "clip_on": False}
        self.sign = ax.text(0, -0.12, sign, va="top", fontsize=15, **centred)
        self.label = ax.text(0, 0, "", va="bottom", fontweight="bold", zorder=5, **centred)

    @property
    def artists(self):
        """Everything that moves."""
        return [self.solid, self.extra, self.saved, self.sign, self.label]

    def update(self, left, width, own, length):
        """Stand at `left`; a bar that leaves the axis gets an arrow. Without width there is nothing to draw."""
        for artist in self.artists:
            artist.set_visible(width > 0)
        low, high, end = (min(x, TOP) for x in (min(own, length), length, own))
        self.solid.set_bounds(left, 0, width, low)
        self.extra.set_bounds(left, low, width, max(high - low, 0))
        self.saved.set_bounds(left, low, width, max(end - low, 0))
        for text in (self.sign, self.label):
            text.set_x(left + width / 2)
        off = length > TOP
        digits = self.digits if width > 0.1 else 1
        self.label.set(text=f"↑ {number(length, digits)}" if off else number(length, digits), color=RED if off else INK)
        self.label.set_y((OFF_SCALE if off else max(high, end)) + 0.06)
        self.sign.set_visible(width > 0.03)
        self.label.set_visible(width > 0.06 or (off and width > 0))


def draw(fig, data):
    """The bars, their average beside them, the table of code words, and the message below."""
    bars = fig.add_axes([0.065, 0.435, 0.435, 0.47])
    mean = fig.add_axes([0.515, 0.435, 0.055, 0.47])
    table = fig.add_axes([0.615, 0.33, 0.375, 0.65])
    strip = fig.add_axes([0.065, 0.0, 0.92, 0.37])
    for ax in (table, strip):
        ax.axis("off")
    for ax in (bars, mean):
        ax.set(xlim=(0, 1), ylim=(0, 5.7), yticks=range(6), xticks=[])
        ax.grid(axis="y")
        ax.set_axisbelow(True)
        ax.tick_params(length=0)
    bars.set_title("width p × length −log q = area")
    mean.set_yticklabels([])
    mean.text(0.5, -0.17, "mean", ha="center", va="top")
    table.set(xlim=(0, 1), ylim=(0, 11.4))
    strip.set(xlim=(-0.6, LENGTH - 0.4), ylim=(0, 7.2))
    strip.text(-0.6, 6.35, "A message of 32 symbols, and its bits in Q's code words, read downwards", va="center")
    artists = {
        "unit": bars.text(-0.095, 2.85, "", rotation=90, ha="center", va="center"),
        "columns": [Column(bars, sign) for sign in SIGNS],
        "mean": Column(mean, digits=3),
        "table": _draw_table(table),
        "message": [_marks(strip, marker, INK) for marker in MARKERS],
        "bits": [_marks(strip, f"${glyph}$", colour) for glyph, colour in (("0", PURPLE), ("1", INK), ("?", RED))],
        "counted": strip.text(-0.6, 0.45, "", va="center", fontweight="bold"),
    }
    update(artists, data)
    return artists


def _marks(ax, marker, colour):
    size = 6 if marker in "sD" else 7 if marker in MARKERS else 10
    return ax.plot([], [], linestyle="none", marker=marker, markersize=size, color=colour, markeredgewidth=0)[0]


def _draw_table(ax):
    """Column heads and swatches stay; the texts that change come back: a row for each symbol, and the ledger."""
    columns = dict(zip("pqlw", (0.24, 0.44, 0.69, 1.0), strict=True))
    for key, head in zip("pqw", ("p", "q", "word"), strict=True):
        ax.text(columns[key], 10.9, head, ha="right", va="center", color=MUTED)
    head = ax.text(columns["l"], 10.9, "", ha="right", va="center", color=MUTED)
    rows = []
    for i, sign in enumerate(SIGNS):
        y = 9.7 - 1.15 * i
        ax.text(0, y, sign, fontsize=15, va="center")
        rows.append([ax.text(x, y, "", ha="right", va="center") for x in columns.values()])
    ledger = []
    looks = ({"facecolor": BLUE}, {"facecolor": ORANGE, "hatch": "///"}, {"facecolor": PAPER, "linestyle": (0, (3, 3))})
    for i, (words, look) in enumerate(
        zip(("H(P)", "+ paid on top", "− saved", "= H(P, Q)"), (*looks, None), strict=True)
    ):
        y = 4.6 - 1.15 * i
        if look:
            ax.add_patch(Rectangle((0, y - 0.4), 0.07, 0.8, edgecolor=INK, linewidth=0.9, **look))
        weight = "normal" if look else "bold"
        ax.text(0.11, y, words, va="center", fontweight=weight)
        ledger.append(ax.text(1.0, y, "", ha="right", va="center", fontweight=weight))
    ax.plot([0.11, 1.0], [1.75, 1.75], color=INK, linewidth=1)
    return {"head": head, "rows": rows, "ledger": ledger}


def update(artists, data):
    """Move the bars, rewrite the numbers, send the message again."""
    artists["unit"].set_text(f"length in {data.unit}")
    lefts = np.concatenate([[0], data.p.cumsum()])
    for column, left, p, own, length in zip(
        artists["columns"], lefts[:-1], data.p, data.own, data.lengths, strict=True
    ):
        column.update(float(left), float(p), float(own), float(length))
    best, cost = entropy(data.p, data.base), cross_entropy(data.p, data.q, data.base)
    artists["mean"].update(0, 1, best, cost)
    _update_table(artists["table"], data, best, cost)
    for symbol, line in enumerate(artists["message"]):
        [places] = np.nonzero(data.message == symbol)
        line.set_data(places, np.full(len(places), 5.1))
    for glyph, line in zip("01?", artists["bits"], strict=True):
        line.set_data(*_places(data, glyph))
    artists["counted"].set(text=counting(data), color=INK if data.counted else RED)


def _update_table(table, data, best, cost):
    table["head"].set_text("−log₂ q" if data.base == 2 else "−ln q")
    for i, cells in enumerate(table["rows"]):
        values = (data.p[i], data.q[i], data.lengths[i])
        for cell, value in zip(cells, values, strict=False):
            cell.set_text(number(float(value), 3))
        cells[-1].set(text=data.words.get(i, "none"), color=RED if i not in data.words else INK)
    for text, value in zip(table["ledger"], (best, data.paid, data.saved, cost), strict=True):
        text.set_text(f"{number(value, 3)} {data.unit}")


def _places(data, glyph):
    """Where this digit stands under the message: column and depth."""
    words = [data.words.get(int(symbol), "?") for symbol in data.message]
    found = [(x, 4.0 - depth) for x, word in enumerate(words) for depth, digit in enumerate(word) if digit == glyph]
    return np.array(found, dtype=float).reshape(-1, 2).T


def describe(data):
    """Both distributions, the areas, the code words, and the count."""
    best, cost = entropy(data.p, data.base), cross_entropy(data.p, data.q, data.base)
    words = ", ".join(f"{sign} {data.words.get(i, 'has none')}" for i, sign in enumerate(SIGNS))
    return (
        f"P = {vector(data.p, 3)}, Q = {vector(data.q, 3)}. H(P) = {number(best, 3)} {data.unit}, paid on top "
        f"{number(data.paid, 3)}, saved {number(data.saved, 3)}, H(P, Q) = {number(cost, 3)} {data.unit}. "
        f"Code words: {words}. {counting(data)}."
    )


def code_book():
    """The signature figure of lesson 01."""
    sliders = {
        f"{name}{i}": Slider(f"{name} {sign}", 0, 8, 0.1, weight)
        for i, (sign, weight) in enumerate(zip(SIGNS, (4.0, 2.0, 1.0, 1.0), strict=True), start=1)
        for name in "pq"
    }
    return Interactive(
        name="The code book",
        size=(760, 420),
        controls={**sliders, "lock": Toggle("lock Q = P"), "nats": Toggle("in nats")},
        row_starts=("p2", "p3", "p4", "lock"),
        model=model,
        draw=draw,
        update=update,
        describe=describe,
        presets=(
            Preset("Q = P", "The book was made for these very messages: area and count are 1.75 bits, the entropy."),
            Preset("Q uniform", "Equal lengths for all: 2 bits, and ● pays for it.", _q(1, 1, 1, 1)),
            Preset("Q reversed", "The same words in the wrong hands: 2.625 bits.", _q(1, 1, 2, 4)),
            Preset(
                "[.4, .3, .2, .1]",
                "No q is a power of ½: the area is 1.801 bits, while the words have whole bits and the count is 1.75.",
                _q(4, 3, 2, 1),
            ),
            Preset(
                "P one-hot",
                "Only ▲ is ever sent: H(P) is 0, and the area is the surprise of ▲ alone, −log₂ .3 = 1.737 bits.",
                {"p1": 0.0, "p2": 1.0, "p3": 0.0, "p4": 0.0} | _q(2, 3, 5, 0),
            ),
            Preset("q = 0", "The book says that ◆ never comes. It does, and no length is enough.", _q(4, 2, 1, 0)),
        ),
    )


def _q(*weights):
    return {f"q{i}": float(weight) for i, weight in enumerate(weights, start=1)}


FIGURES = (code_book,)
