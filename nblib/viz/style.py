"""One look for every picture: colours told apart by colour-blind readers, sizes, and the classes' marks.

One typographic point is one CSS pixel: a figure of 760 × 380 is 760/72 × 380/72 inches at 72 dots an inch, so what Agg
paints, what the SVG renderer writes and what the browser shows agree. Colours never stand alone: each class has a mark
and a hatch of its own, each sign a dash. Blue, orange, purple and red: the four in Petroff (2021), "Accessible color
sequences for data visualization", that are dark enough for lines on paper. Green is dark enough for words.
"""

import math

from matplotlib import rc_context
from matplotlib.figure import Figure

INK, MUTED, FAINT, PAPER = "#1f2430", "#5b6270", "#d9dde3", "#ffffff"
BLUE, ORANGE, PURPLE, RED, GREEN, GREY = "#3f90da", "#e76300", "#832db6", "#bd1f01", "#17785a", "#7f8e8b"

CLASS_COLOURS = (BLUE, ORANGE, PURPLE)
CLASS_MARKERS = ("o", "^", "s")
CLASS_SIGNS = ("○", "△", "□")
CLASS_DASHES = ("-", "--", "-.")
CLASS_HATCHES = ("", "//", "xx")  # lines only: a dotted hatch is 150 kB of SVG

POSITIVE, NEGATIVE = BLUE, RED
DASH = {True: "solid", False: (0, (3, 2))}  # a positive number is drawn solid, a negative one dashed

RC = {
    "font.family": "DejaVu Sans",
    "font.size": 13,
    "axes.titlesize": 14,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 8,
    "axes.titley": 1.0,  # said, so that matplotlib does not measure the ticks at each drawing to find it
    "axes.labelsize": 13,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
    "text.color": INK,
    "text.hinting": "none",  # a still's text as wide as the SVG's; fitted to pixels, a title was 3 pixels wider
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 12,
    "ytick.labelsize": 12,
    "grid.color": FAINT,
    "grid.linewidth": 0.8,
    "hatch.linewidth": 0.8,
    "lines.linewidth": 2,
    "legend.frameon": False,
    "legend.fontsize": 12,
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "svg.fonttype": "none",  # text stays text: sharp at any size
}


def style(**more):
    """Return a context in which everything drawn has the course's look; `more` are further matplotlib settings."""
    return rc_context(RC | more)


def new_figure(width, height):
    """A figure of width × height CSS pixels, without pyplot, so that nothing is kept behind the learner's back."""
    return Figure(figsize=(width / 72, height / 72), dpi=72)


def number(x, digits=2):
    """A number as a reader writes it: a true minus sign, ∞ and nan by name.

    >>> number(-0.5), number(float("-inf")), number(float("nan"))
    ('−0.50', '−∞', 'nan')
    """
    if x != x:
        return "nan"
    text = "∞" if abs(x) == float("inf") else f"{abs(x):.{digits}f}"
    return ("−" if x < 0 and text.strip("0.") else "") + text


def vector(values, digits=2):
    """Numbers in brackets: [0.09, −0.24].

    >>> vector([0.09, -0.241])
    '[0.09, −0.24]'
    """
    return "[" + ", ".join(number(float(v), digits) for v in values) + "]"


def scientific(x):
    """Four significant digits: 0.2100, and 2.000·10⁻⁶ for what is below 0.001 or not below a million.

    >>> scientific(0.21), scientific(-2e-6), scientific(0.0), scientific(float("inf"))
    ('0.2100', '−2.000·10⁻⁶', '0', '∞')
    """
    if x == 0:
        return "0"
    if not math.isfinite(x):
        return number(x)
    mantissa, exponent = f"{abs(x):.3e}".split("e")
    if -3 <= int(exponent) < 6:
        return number(x, max(0, 3 - int(exponent)))
    return f"{'−' if x < 0 else ''}{mantissa}·10{str(int(exponent)).translate(_RAISED)}"


_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
