"""The letters of a book: how surprising each is, how long its code word is, and what the letter before it changes."""

from collections import Counter
from functools import lru_cache, partial
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from nblib.datasets import load_book
from nblib.information import entropy as library_entropy
from nblib.information import huffman_code, surprise
from nblib.viz.spec import Choice, Interactive, Preset
from nblib.viz.style import BLUE, INK, ORANGE, number

ANY = "any"
BEFORE = " aehinoqtuvy"  # the letters before that can be chosen: enough for every kind of surprise
SPACE = "␣"  # a space that can be seen
TOP = 16  # bits; a symbol that follows the space once in 31,900 times has 14.96


class Data(NamedTuple):
    """For each of the 27 symbols, the most frequent first: its p after this letter, and the length of its word."""

    before: str
    code: str
    symbols: str
    p: np.ndarray
    lengths: np.ndarray  # nan: the code has no word for it
    bits: float  # H(P)

    @property
    def per_letter(self):
        """Bits for each letter in this code, counted over the book."""
        sent = self.p > 0
        return float(self.p[sent] @ self.lengths[sent])


@lru_cache
def counts():
    """How often each symbol follows each other one, and how often it occurs at all: {before: {symbol: count}}."""
    book = load_book()
    after = {ANY: Counter(book)} | {symbol: Counter() for symbol in sorted(set(book))}
    for before, letter in pairwise(book):
        after[before][letter] += 1
    return after


def code_words(before, code):
    """The code book in use: made for these letters, for the whole book, or for 27 equally frequent symbols."""
    weights = {"here": counts()[before], "book": counts()[ANY], "equal": dict.fromkeys(sorted(counts()[ANY]), 1)}
    return huffman_code(weights[code])


def model(before, code, entropy):
    """The letters that stand after `before`, their surprise, and what they cost in this code."""
    symbols = "".join(symbol for symbol, _ in counts()[ANY].most_common())
    seen = counts()[before]
    p = np.array([seen[symbol] for symbol in symbols]) / seen.total()
    words = code_words(before, code)
    lengths = np.array([len(words[symbol]) if symbol in words else np.nan for symbol in symbols])
    return Data(before, code, symbols, p, lengths, entropy(p))


def draw(fig, data):
    """Above, the surprise of each symbol and its word's length; below, both weighted with how often it is sent."""
    above, below = fig.subplots(2, 1, height_ratios=[1.6, 1], sharex=True)
    fig.subplots_adjust(left=0.065, right=0.985, top=0.84, bottom=0.075, hspace=0.22)
    above.set(xlim=(-0.7, 26.7), ylim=(0, TOP), yticks=range(0, TOP + 1, 4), ylabel="bits")
    below.set(ylim=(0, 1.05), yticks=[0, 0.5, 1], ylabel="p × bits")
    below.set_xticks(range(27), [SPACE if symbol == " " else symbol for symbol in data.symbols], fontsize=13)
    for ax in (above, below):
        ax.grid(axis="y")
        ax.set_axisbelow(True)
        ax.tick_params(length=0)
    bar = {"width": 0.72, "edgecolor": INK, "linewidth": 0.7, "facecolor": BLUE}
    above.bar([-0.34], [1.4], bottom=16.6, clip_on=False, **bar)
    above.text(0.3, 17.3, "surprise −log₂ p", va="center")
    above.plot([7.1], [17.3], clip_on=False, **_WORD)
    above.text(7.6, 17.3, "bits of its code word", va="center")
    below.text(26.6, 1, "what each symbol adds to the mean", ha="right", va="top")
    artists = {
        "headline": above.text(-0.7, 19.7, "", va="center", fontsize=14, fontweight="bold"),
        "surprise": list(above.bar(range(27), np.zeros(27), **bar)),
        "shares": list(below.bar(range(27), np.zeros(27), **bar)),
        "words": [ax.plot([], [], **_WORD)[0] for ax in (above, below)],
    }
    update(artists, data)
    return artists


_WORD = {"linestyle": "none", "marker": "D", "markersize": 6, "color": ORANGE, "markeredgecolor": INK}


def update(artists, data):
    """Set the bars and the words' lengths; a symbol that never stands here has neither."""
    [sent] = np.nonzero(data.p)
    heights = np.zeros(len(data.p))
    heights[sent] = surprise(data.p[sent])
    for bars, factor, words in zip(
        (artists["surprise"], artists["shares"]), (np.ones(len(data.p)), data.p), artists["words"], strict=True
    ):
        for bar, height in zip(bars, factor * heights, strict=True):
            bar.set_height(float(height))
        words.set_data(sent, (factor * data.lengths)[sent])
    artists["headline"].set_text(f"{_where(data)}: {_sentence(data)}")


def _where(data):
    return "in the book" if data.before == ANY else f"after {'a space' if data.before == ' ' else data.before}"


def _sentence(data):
    return f"H = {number(data.bits, 3)} bits a symbol; in this code, counted, {number(data.per_letter, 3)} bits"


def describe(data):
    """Where we are, the likeliest symbols, the entropy and what this code costs."""
    likely = np.argsort(-data.p, kind="stable")[:3]
    names = ", ".join(
        f"{'space' if data.symbols[i] == ' ' else data.symbols[i]} {number(float(data.p[i]), 3)} "
        f"({number(surprise(float(data.p[i])), 2)} bits)"
        for i in likely
        if data.p[i] > 0
    )
    made = {"here": "these letters", "book": "the whole book", "equal": "27 equally frequent symbols"}[data.code]
    return f"Symbols {_where(data)}: {names}. {_sentence(data)}, made for {made}."


def book_letters(entropy=library_entropy):
    """Surprise and code words of Hamlet's letters; entropy is the learner's own once it passes its check."""
    return Interactive(
        name="The letters of a book",
        size=(760, 400),
        controls={
            "before": Choice("letter before:", (("any", ANY), *(("space" if s == " " else s, s) for s in BEFORE)), ANY),
            "code": Choice(
                "code made for:",
                (("these letters", "here"), ("the whole book", "book"), ("equal frequencies", "equal")),
                "here",
            ),
        },
        model=partial(model, entropy=entropy),
        draw=draw,
        update=update,
        describe=describe,
        presets=(
            Preset(
                "the book", "Each word is about as long as its letter is surprising: 4.118 bits counted, H is 4.076."
            ),
            Preset("equal lengths", "A code that knows nothing about English: 4.952 bits.", {"code": "equal"}),
            Preset(
                "after t",
                "A third of the surprise is gone: 2.661 bits; the code for the whole book still pays 3.470.",
                {"before": "t", "code": "book"},
            ),
            Preset("after t, own code", "A code book of its own for what follows t: 2.745 bits.", {"before": "t"}),
            Preset("after q", "Always u: no surprise at all, and still a word has at least one bit.", {"before": "q"}),
            Preset("after a space", "A new word may begin with nearly anything: 4.188 bits.", {"before": " "}),
        ),
    )


FIGURES = (book_letters,)
