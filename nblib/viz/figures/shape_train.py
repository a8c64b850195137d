"""Shape train: ∂L/∂W as three wagons with their numbers and shapes, and the two tables that they collapse to."""

from matplotlib.patches import Circle, FancyBboxPatch, Rectangle

from nblib.viz.models.shape_train import LECTURE, STEP, A, advice, model, product, scores, short
from nblib.viz.spec import Choice, Interactive, Preset, Slider
from nblib.viz.style import CLASS_COLOURS, FAINT, INK, MUTED, PAPER, RED

WIDTH, HEIGHT = 760, 416  # pixels; y runs downwards
ROW, CELL, NARROW = 26, 58, 30  # the height of a row, the width of a column, and of a column of a slice
FLOOR, LOWER = 168, 336  # the lower edges of the wagons' tables and of the tables below
LOSS, JACOBIAN, SLICES = 16, 246, 462  # left edges of the wagons' tables
INPUTS, SCORES, WEIGHTS = 92, 246, 514  # left edges of the tables below
SLICE = 3 * NARROW + 7  # from one slice to the next
LINE = 2  # the spacing at which lines of 13 px stand a ROW apart


class Table:
    """A table, framed or tinted with the colours of the scores; each column is one text, so that few artists move."""

    def __init__(self, ax, left, floor, width=CELL, rows=3, tinted=True, framed=True):
        self.left, self.width, self.middle = left, width, floor - rows * ROW / 2
        look = {"ha": "center", "va": "baseline", "linespacing": LINE}
        self.columns = [ax.text(left + (k + 0.5) * width, floor, "", **look) for k in range(3)]
        self.tints = [ax.add_patch(tint(0, 0, 0, 0, colour)) for colour in (CLASS_COLOURS if tinted else ())]
        self.frame = ax.add_patch(Rectangle((0, 0), 0, 0, facecolor="none", edgecolor=MUTED, linewidth=1.2))
        self.framed = framed
        self.artists = [*self.tints, self.frame, *self.columns]

    def update(self, table, digits, alarm=False, shown=True):
        """Show this table in the middle of its place, with its last column on the right."""
        rows, columns = table.shape
        top, height, empty = self.middle - rows * ROW / 2, rows * ROW, 3 - columns
        texts = [""] * empty + ["\n".join(short(x, digits) for x in column) for column in table.T]
        for text, column in zip(self.columns, texts, strict=True):
            text.set(text=column if shown else "", y=top + height - 8, color=RED if alarm else INK)
            text.set_fontweight("bold" if alarm else "normal")
        for k, patch in enumerate(self.tints):
            patch.set_bounds(self.left + k * self.width + 1, top, self.width - 2, height)
        left = self.left + empty * self.width - 4
        self.frame.set_bounds(left, top - 3, columns * self.width + 8, height + 6)
        self.frame.set_visible(self.framed)


def tint(left, top, width, height, colour, strength=0.17):
    """The colour of a class behind the numbers of its score."""
    return Rectangle((left, top), width, height, facecolor=colour, alpha=strength, edgecolor="none")


def draw(fig, data):
    """Three wagons on their rails; below, what the first two and then all three multiply to."""
    ax = fig.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))
    ax.axis("off")
    draw_train(ax)
    draw_slices(ax)
    draw_below(ax)
    middle = {"ha": "center", "va": "center"}
    artists = {
        "dp": Table(ax, LOSS, FLOOR, rows=1, tinted=False, framed=False),
        "jacobian": Table(ax, JACOBIAN, FLOOR, framed=False),
        "A": Table(ax, INPUTS, LOWER, width=34, tinted=False),
        "dZ": Table(ax, SCORES, LOWER),
        "dW": Table(ax, WEIGHTS, LOWER),
        "scores": ax.text(WIDTH / 2, 16, "", fontsize=14, fontweight="bold", **middle),
        "rule": ax.text(LOSS + 1.5 * CELL, 70, "", **middle),
        "fused": [
            ax.text(x, y, "not built", color=MUTED, fontstyle="italic", **middle)
            for x, y in ((LOSS + 1.5 * CELL, FLOOR - 12), (JACOBIAN + 1.5 * CELL, FLOOR - 1.5 * ROW))
        ],
        "A name": ax.text(INPUTS + 102, 246, "", fontweight="bold", ha="right"),
        "dZ name": ax.text(SCORES, 246, "", fontweight="bold"),
        "product": ax.text(WIDTH / 2, 370, "", fontsize=14, fontweight="bold", **middle),
        "advice": ax.text(WIDTH / 2, 396, "", **middle),
    }
    update(artists, data)
    return artists


def draw_train(ax):
    """Rails, wagons on wheels, couplings, and the names of the factors with their shapes."""
    ax.plot([0, WIDTH], [193, 193], color=MUTED, linewidth=2.5)
    bodies = ((LOSS, CELL, 1), (JACOBIAN, CELL, 3), (SLICES, (2 * SLICE + 3 * NARROW) / 3, 3))
    names = ("∂L/∂p (1 × c)", "∂p/∂z (c × c)", "∂z/∂W (c slices of n × c)")
    for (left, width, rows), name in zip(bodies, names, strict=True):
        extra = 22 if left == JACOBIAN else 0  # the names of its rows stand inside
        x, y, w, h = left - 8 - extra, FLOOR - rows * ROW - 7, 3 * width + 16 + extra, rows * ROW + 14
        body = {"facecolor": PAPER, "edgecolor": INK, "linewidth": 1.8}
        ax.add_patch(FancyBboxPatch((x, y), w, h, boxstyle="round,pad=0,rounding_size=6", **body))
        ax.text(x + w / 2, 44, name, ha="center", va="center", fontsize=14, fontweight="bold")
        for wheel in (x + 26, x + w - 26):
            ax.add_patch(Circle((wheel, 184), 8, facecolor=FAINT, edgecolor=INK, linewidth=1.8, zorder=3))
    for x in (207, 441):
        ax.plot([x - 12, x + 12], [165, 165], color=INK, linewidth=3, zorder=0)
        ax.add_patch(Circle((x, FLOOR - 20), 3.5, color=INK))
    for k in range(3):
        ax.text(LOSS + (k + 0.5) * CELL, FLOOR - ROW - 14, f"p{'₁₂₃'[k]}", ha="center", color=MUTED)
        ax.text(JACOBIAN + (k + 0.5) * CELL, FLOOR - 3 * ROW - 12, f"z{'₁₂₃'[k]}", ha="center", color=MUTED)
        ax.text(JACOBIAN - 16, FLOOR - (2 - k) * ROW - 8, f"p{'₁₂₃'[k]}", ha="center", color=MUTED)


def draw_slices(ax):
    """∂z_j/∂w_ik for the first example: in slice j only column j is not empty, and it holds the inputs."""
    look = {"ha": "center", "va": "baseline", "linespacing": LINE}
    for j, colour in enumerate(CLASS_COLOURS):
        left = SLICES + j * SLICE
        ax.text(left + 1.5 * NARROW, FLOOR - 3 * ROW - 12, f"of z{'₁₂₃'[j]}", ha="center", color=MUTED)
        box = (left, FLOOR - 3 * ROW), 3 * NARROW, 3 * ROW
        ax.add_patch(Rectangle(*box, facecolor="none", edgecolor=FAINT, linewidth=1))
        for k in range(3):
            column = [short(x, 0) if j == k else "0" for x in A[0]]
            weight, ink = ("bold", INK) if j == k else ("normal", MUTED)
            ax.text(left + (k + 0.5) * NARROW, FLOOR - 8, "\n".join(column), color=ink, fontweight=weight, **look)
        ax.add_patch(tint(left + j * NARROW + 1, FLOOR - 3 * ROW, NARROW - 2, 3 * ROW, colour, 0.4))


def draw_below(ax):
    """Brackets from the wagons to the tables below, and the signs between these."""
    for left, right, x, words in (
        (8, 428, SCORES + 1.5 * CELL, "coupled"),
        (SLICES - 8, 752, WEIGHTS + 1.5 * CELL, "coupled once more"),
    ):
        ax.plot([left, left, right, right], [200, 206, 206, 200], color=MUTED, linewidth=1.5)
        ax.annotate("", (x, 230), (x, 206), arrowprops={"arrowstyle": "-|>", "color": MUTED, "linewidth": 1.5})
        ax.text(x + 10, 219, words, va="center", color=MUTED)
    for x, sign in ((SCORES - 26, "·"), (WEIGHTS - 46, "=")):
        ax.text(x, LOWER - 1.5 * ROW, sign, ha="center", va="center", fontsize=22, fontweight="bold")
    ax.text(WEIGHTS, 246, "dW (n × c = 3 × 3)", fontweight="bold")


def update(artists, data):
    """Load the wagons and the tables below, and say what came of it."""
    digits = 2 if data.m == 1 and abs(data.p - data.p.round(2)).max() < 1e-9 else 3
    artists["dp"].update(data.dp[None], 4, shown=data.staged)
    artists["jacobian"].update(data.jacobian, digits, shown=data.staged)
    for text in artists["fused"]:
        text.set_visible(not data.staged)
    artists["A"].update(data.A.T, 0)
    artists["dZ"].update(data.dZ, digits, alarm=data.lost)
    artists["dW"].update(data.dW, digits, alarm=data.lost)
    artists["rule"].set_text("= −y / p" if data.m == 1 else "of example 1: −y / p · 1/3")
    artists["A name"].set_text("aᵀ (n × 1 = 3 × 1)" if data.m == 1 else "Aᵀ (n × m = 3 × 3)")
    artists["dZ name"].set_text("dL/dz (1 × c = 1 × 3)" if data.m == 1 else "dZ (m × c = 3 × 3)")
    artists["scores"].set_text(scores(data))
    artists["product"].set(text=product(data), color=RED if data.lost else INK)
    artists["advice"].set_text(advice(data))


def describe(data):
    """The example, the two lines below the train, and the gradient."""
    rows = "; ".join(", ".join(short(x, 3) for x in row) for row in data.dW)
    return f"{scores(data)}. {product(data)}. {advice(data)} dW = [{rows}]."


def shape_train():
    """The signature figure of lesson 08."""
    z1, z2, z3 = (round(float(z), 2) for z in LECTURE)
    return Interactive(
        name="Shape train",
        size=(WIDTH, HEIGHT),
        controls={
            "z1": Slider("z₁", -6.0, 6.0, STEP, z1, digits=2),
            "z2": Slider("z₂", -6.0, 6.0, STEP, z2, digits=2),
            "z3": Slider("z₃", -6.0, 6.0, STEP, z3, digits=2),
            "push": Slider("push z₂ down by", 0, 800, 5, 0, digits=0),
            "label": Choice("true class", (("1", 0), ("2", 1), ("3", 2)), 1),
            "way": Choice("dL/dz", (("staged: factor by factor", "staged"), ("fused: (p − y)/m", "fused")), "staged"),
            "m": Choice("examples", (("m = 1", 1), ("m = 3", 3)), 1),
        },
        model=model,
        draw=draw,
        update=update,
        describe=describe,
        presets=(
            Preset("lecture", "The lecture's numbers: one entry of ∂L/∂p, one row of the Jacobian, and p − y."),
            Preset(
                "confident, right",
                "Sure of the true class: all three entries of dL/dz are small.",
                {"z1": -2.0, "z2": 3.0, "z3": -2.0},
            ),
            Preset(
                "confident, wrong",
                "dL/dp₂ is enormous, its row of the Jacobian is tiny, and the pull is 1 at most.",
                {"z1": 3.0, "z2": -3.0, "z3": 0.0},
            ),
            Preset(
                "overflow",
                "The scores [0, −800, 5], factor by factor: p₂ rounds to 0, and nothing is left to multiply.",
                {"z1": 0.0, "z2": 0.0, "z3": 5.0, "push": 800},
            ),
            Preset(
                "the same, fused",
                "The same scores; 1/p₂ and p₂ were cancelled on paper: −1 at the true class.",
                {"z1": 0.0, "z2": 0.0, "z3": 5.0, "push": 800, "way": "fused"},
            ),
            Preset("a batch", "Three examples: 1/m stands in the first wagon, and the last product adds up.", {"m": 3}),
        ),
    )


FIGURES = (shape_train,)
