"""Backward ribbon: forward values above, adjoints below, and one line of backpropagation at a time."""

from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np
from matplotlib.patches import FancyBboxPatch, Rectangle

from nblib.losses import softmax_cross_entropy
from nblib.mlp import MLP, Layer
from nblib.viz.spec import Action, Choice, Interactive, Preset, Slider
from nblib.viz.style import BLUE, GREEN, GREY, INK, MUTED, PAPER, PURPLE, RED, number

# ── The nets: whole numbers, chosen so that every derivative has one decimal ─────────────────────────────────────────

X, LABELS = np.array([[1.0, 2.0]]), np.array([1])
P = np.array([0.2, 0.3, 0.5])  # where A W = 0, the biases ln p make these the probabilities
W1 = np.array([[1, -1, 0.5], [0.5, 1, -1]])
W2 = np.array([[1.0, 0, -1], [-2, 0, 2], [3, 1, 0]])
NETS = {
    "hand": MLP([Layer(W1, np.zeros(3)), Layer(W2, np.log(P))]),
    "deep": MLP(
        [
            Layer(W1, np.zeros(3)),
            Layer(np.array([[1.0, 0, -1], [-1, 2, 1], [0.5, -1, 1]]), np.zeros(3)),
            Layer(np.array([[2.0, 0, -2], [-1, 0, 1], [3, 1, 0]]), np.log(P)),
        ]
    ),
    # Unit 2 is pushed far below 0; the last biases make up for what it no longer says.
    "dead": MLP([Layer(W1, np.array([0, -9.0, 0])), Layer(W2, np.log(P) - [2, 0, -2])]),
}


# ── Model ────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Line(NamedTuple):
    """One backward line: the name of what it makes, which forward value or weight it reads, which adjoint it reuses."""

    name: str
    formula: str
    reads: str
    reuses: str
    value: np.ndarray
    example: str  # one entry with its numbers
    products: int
    from_scratch: int  # if each of these derivatives were summed over its own roads to L


class Data(NamedTuple):
    """Forward values by name, backward lines, how many of the lines are done, and which forward values are gone."""

    forward: dict[str, np.ndarray]
    L: float
    lines: tuple[Line, ...]
    step: int
    gone: tuple[str, ...]

    @property
    def depth(self):
        """How many layers."""
        return len(self.forward) - 1

    @property
    def now(self):
        """The line of this step, None before the first."""
        return self.lines[self.step - 1] if self.step else None

    @property
    def made(self):
        """Names of the adjoints and gradients that could be computed so far."""
        names = set()
        for line in self.lines[: self.step]:
            if line.reads not in self.gone and (not line.reuses or line.reuses in names):
                names.add(line.name)
        return names

    @property
    def possible(self):
        """Whether the line of this step has all it needs."""
        return self.step > 0 and self.now.name in self.made

    @property
    def products(self):
        """Products of the lines made so far."""
        return sum(line.products for line in self.lines if line.name in self.made)

    @property
    def all_products(self):
        """Products of all lines."""
        return sum(line.products for line in self.lines)

    @property
    def products_from_scratch(self):
        """Products if every derivative were summed over its own roads to L."""
        return sum(line.from_scratch for line in self.lines)


def model(net, step, without):
    """The first `step` backward lines of a net, when some forward values were thrown away."""
    forward, L, lines = walk_back(net)
    names = list(forward)
    gone = {"nothing": [], "X": names[:1], "A": names[1:-1], "Z": names[-1:]}[without]
    return Data(forward, L, lines, min(step, len(lines)), tuple(gone))


@lru_cache
def walk_back(key):
    """(forward values by name, L, all backward lines) of one net."""
    net = NETS[key]
    outputs = net.forward(X)
    L, dZ = softmax_cross_entropy(outputs[-1], LABELS)
    depth = len(net.layers)
    names = ["X", *(f"A{l}" for l in range(1, depth)), f"Z{depth}"]
    lines = [
        Line(f"dZ{depth}", f"dZ{depth} = p − y", f"Z{depth}", "", dZ, "the true class: 0.3 − 1 = −0.7", 0, 0),
    ]
    roads = 1  # from one unit of this layer to L
    for l in range(depth, 0, -1):
        A, W, road = outputs[l - 1], net.layers[l - 1].W, 2 * (depth - l)  # products along one road from a unit to L
        lines += [weights_line(l, names[l - 1], A, dZ, roads * (road + 1)), biases_line(l, dZ, roads * road)]
        if l > 1:
            dA = dZ @ W.T
            lines.append(down_line(l, dZ, W, dA))
            dZ = dA * net.activation.slope(A)
            lines.append(mask_line(l - 1, A, dA, dZ))
            roads *= W.shape[1]
    return dict(zip(names, outputs, strict=True)), L, tuple(lines)


def weights_line(l, A_name, A, dZ, per_weight):
    """dW = Aᵀ dZ."""
    dW = A.T @ dZ
    example = f"row 1, column 1: {short(A[0, 0])} · {factor(dZ[0, 0])} = {short(dW[0, 0])}"
    return Line(f"dW{l}", f"dW{l} = {A_name}ᵀ dZ{l}", A_name, f"dZ{l}", dW, example, dW.size, dW.size * per_weight)


def biases_line(l, dZ, per_bias):
    """db = 1ᵀ dZ."""
    example = "the sum over the rows: with one example, a copy"
    return Line(f"db{l}", f"db{l} = 1ᵀ dZ{l}", "", f"dZ{l}", dZ.sum(axis=0), example, 0, dZ.size * per_bias)


def down_line(l, dZ, W, dA):
    """dA = dZ Wᵀ, one layer down."""
    terms = " + ".join(f"{factor(d)} · {factor(w)}" for d, w in zip(dZ[0], W[0], strict=True))
    example = f"unit 1: {terms} = {short(dA[0, 0])}"
    return Line(f"dA{l - 1}", f"dA{l - 1} = dZ{l} W{l}ᵀ", f"W{l}", f"dZ{l}", dA, example, W.size, 0)


def mask_line(l, A, dA, dZ):
    """dZ = dA ∘ 1[A > 0]."""
    off = int(np.flatnonzero(A[0] == 0)[0])
    example = f"unit {off + 1} is off: {short(dA[0, off])} · 0 = 0"
    return Line(f"dZ{l}", f"dZ{l} = dA{l} ∘ 1[A{l} > 0]", f"A{l}", f"dA{l}", dZ, example, dZ.size, 0)


# ── View ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

WIDTH, HEIGHT = 760, 420  # pixels; y runs downwards
LEFT, RIGHT, BOX = 36, 732, 146
LANES = {"forward": (60, 134), "adjoints": (142, 250), "gradients": (258, 384)}
LANE_COLOUR = "#f2f4f7"

ROLES = {  # edge, its width and dash, face, ink, tag
    "known": (MUTED, 1, "solid", PAPER, INK, ""),
    "future": (GREY, 1, (0, (3, 3)), "none", MUTED, ""),
    "reads": (BLUE, 3, "solid", PAPER, INK, "reads"),
    "reuses": (PURPLE, 3, (0, (4, 1.5)), PAPER, INK, "reuses"),
    "new": (GREEN, 3, "solid", "#e3f2e8", INK, "new"),
    "gone": (RED, 1.5, (0, (3, 3)), "none", RED, ""),
    "impossible": (RED, 1.5, (0, (3, 3)), "none", RED, ""),
}


class Box:
    """A named value on the page: a frame, its name, its numbers, and a tag for the part that it plays now."""

    def __init__(self, ax):
        self.frame = FancyBboxPatch((0, 0), BOX, 20, boxstyle="round,pad=0,rounding_size=5")
        ax.add_patch(self.frame)
        self.name = ax.text(0, 0, "", va="top", fontweight="bold")
        self.numbers = ax.text(0, 0, "", va="top", linespacing=1.25)
        self.tag = ax.text(0, 0, "", va="center", ha="right", fontsize=12, fontweight="bold")
        self.tag.set_bbox({"facecolor": PAPER, "edgecolor": "none", "pad": 1.5})

    @property
    def artists(self):
        """Everything that moves."""
        return [self.frame, self.name, self.numbers, self.tag]

    def show(self, place, name, numbers, role):
        """Write the box at place = (x, top, width, height), in the look of its role."""
        x, top, width, height = place
        edge, linewidth, dash, face, ink, tag = ROLES[role]
        small = width < 60  # a weight, with its name only
        flat = height < 40 and not small  # the numbers stand beside the name
        self.frame.set_bounds(x, top, width, height)
        self.frame.set(edgecolor=edge, linewidth=linewidth, linestyle=dash, facecolor=face, visible=True)
        self.name.set(text=name, color=ink, ha="center" if small else "left")
        self.name.set_position((x + width / 2 if small else x + 8, top + 5))
        self.numbers.set(text=numbers, color=ink, fontsize=12 if flat else 13)
        self.numbers.set_position((x + 42, top + 6) if flat else (x + 8, top + 23))
        self.tag.set(text=tag, color=edge)
        self.tag.set_position((x + width, top - 10) if small else (x + width - 8, top))

    def hide(self):
        """Nothing here."""
        self.frame.set_visible(False)
        for text in (self.name, self.numbers, self.tag):
            text.set_text("")


def places(depth):
    """Where each value of a net of this depth stands: (x, top, width, height) by name."""
    gap = (RIGHT - LEFT - BOX) / depth
    column = [LEFT + gap * l for l in range(depth + 1)]
    forward, adjoints, gradients = (top + 8 for top, _ in LANES.values())
    found = {"X": (column[0], forward, BOX, 58), f"Z{depth}": (column[depth], forward, BOX, 58)}
    for l in range(1, depth + 1):
        found[f"W{l}"] = (column[l] - (gap - BOX) / 2 - 17, forward + 16, 34, 26)
        found[f"dZ{l}"] = (column[l], adjoints + (50 if l < depth else 25), BOX, 44)
        found[f"db{l}"] = (column[l], gradients, BOX, 26)
        found[f"dW{l}"] = (column[l], gradients + 32, BOX, 78)
        if l < depth:
            found[f"A{l}"] = (column[l], forward, BOX, 58)
            found[f"dA{l}"] = (column[l], adjoints, BOX, 44)
    return found


NAMES = tuple(dict.fromkeys(name for net in NETS.values() for name in places(len(net.layers))))


def draw(fig, data):
    """Three lanes with the boxes; above them the line of this step, below them the counters."""
    ax = fig.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))
    ax.axis("off")
    for name, (top, bottom) in LANES.items():
        ax.add_patch(Rectangle((4, top), WIDTH - 8, bottom - top, facecolor=LANE_COLOUR, edgecolor="none"))
        ax.text(18, (top + bottom) / 2, name, rotation=90, ha="center", va="center", fontsize=12, color=MUTED)
    ax.text(LEFT + BOX / 2, 196, "dX: nobody\nasks for it", ha="center", va="center", color=MUTED)
    text = partial(ax.text, va="top")
    arrow = {"arrowstyle": "-|>", "shrinkA": 1, "shrinkB": 3, "mutation_scale": 16, "linewidth": 2}
    artists = {
        "boxes": {name: Box(ax) for name in NAMES},
        "reads": ax.annotate("", (0, 0), (0, 0), arrowprops=arrow | {"color": BLUE}),
        "reuses": ax.annotate("", (0, 0), (0, 0), arrowprops=arrow | {"color": PURPLE, "linestyle": "dashed"}),
        "line": text(8, 8, "", fontsize=16, fontweight="bold"),
        "example": text(8, 34, ""),
        "parts": text(WIDTH - 8, 34, "", ha="right"),
        "products": text(8, 394, "", fontweight="bold"),
        "scratch": text(WIDTH - 8, 394, "", ha="right"),
    }
    update(artists, data)
    return artists


def update(artists, data):
    """Write every box in its role, point at what this line needs, and count."""
    where = places(data.depth)
    for name, box in artists["boxes"].items():
        if name in where:
            box.show(where[name], *contents(name, data))
        else:
            box.hide()
    for part in ("reads", "reuses"):
        source = getattr(data.now, part, "") if data.possible else ""
        adjacent = part == "reuses" and data.now is not None and data.now.name == source.replace("dA", "dZ")
        artists[part].set_visible(bool(source) and not adjacent)
        if source:
            point(artists[part], where[source], where[data.now.name])
    heading, colour, example, parts = words(data)
    artists["line"].set(text=heading, color=colour)
    artists["example"].set_text(example)
    artists["parts"].set_text(parts)
    artists["products"].set_text(f"products so far: {data.products} of {data.all_products}")
    artists["scratch"].set_text(f"every derivative from scratch, road by road: {data.products_from_scratch}")


def contents(name, data):
    """(title, numbers, role) of one box."""
    if name.startswith("W"):
        return name, "", "reads" if name == getattr(data.now, "reads", "") else "known"
    if name in data.forward:
        return forward_contents(name, data)
    position = next(i for i, line in enumerate(data.lines) if line.name == name)
    line = data.lines[position]
    if position >= data.step:
        return name, "", "future"
    if name not in data.made:
        return name, "✘ impossible" if line.value.ndim == 2 else "✘", "impossible"
    role = "new" if line is data.now else "reuses" if name == data.now.reuses else "known"
    return name, "\n".join(row(values) for values in np.atleast_2d(line.value)), role


def forward_contents(name, data):
    """(title, numbers, role) of a forward value."""
    if name in data.gone:
        return name, "✘ thrown away", "gone"
    role = "reads" if name == getattr(data.now, "reads", "") else "known"
    if name == f"Z{data.depth}":
        return f"{name} → p", f"{row(P)}\nL = {number(data.L, 3)}", role
    return name, row(data.forward[name][0]), role


def words(data):
    """Heading, its colour, an example entry, and what the line needs."""
    line = data.now
    if line is None:
        return "The forward pass is done", INK, "y = [0, 1, 0]: the second class is the true one", ""
    heading = f"line {data.step} of {len(data.lines)}:  {line.formula}"
    if data.possible:
        needs = [f"reads {line.reads}" if line.reads else "", f"reuses {line.reuses}" if line.reuses else ""]
        return heading, INK, line.example, ", ".join(filter(None, needs))
    missing = line.reads if line.reads in data.gone else line.reuses
    why = "was thrown away" if line.reads in data.gone else "could not be computed"
    return f"✘ {heading}", RED, f"impossible: it needs {missing}, which {why}", ""


def point(arrow, source, target):
    """Draw the arrow from one box to another: straight, or around a box that stands between them in a column."""
    (x, top, width, height), (far_x, far_top, far_width, far_height) = source, target
    around = x == far_x and far_top - top - height > 40
    if around:
        start, end = (x + width - 16, top + height), (x + width, far_top + far_height / 2)
    elif x == far_x:
        start, end = (x + width / 2, top + height), (x + width / 2, far_top)
    elif width < 60:  # from a weight, down to the left
        start, end = (x + width / 2, top + height), (far_x + far_width / 2, far_top)
    elif x < far_x:
        start, end = (x + width * 0.7, top + height), (far_x, far_top + far_height / 2)
    else:
        start, end = (x, top + height / 2), (far_x + far_width, far_top + far_height / 2)
    arrow.set_position(start)
    arrow.xy = end
    arrow.arrow_patch.set_connectionstyle("arc3", rad=-0.45 if around else 0)


def short(x):
    """At most one decimal, none where none is needed: 2, −0.3."""
    x = round(float(x), 1)
    return number(x, 0 if x == round(x) else 1)


def factor(x):
    """The same, in brackets if it is negative."""
    return f"({short(x)})" if x < 0 else short(x)


def row(values):
    """[−0.3, 0.6, 0]."""
    return "[" + ", ".join(short(value) for value in values) + "]"


def describe(data):
    """The line of this step with its numbers, and both counts."""
    heading, _, example, parts = words(data)
    value = ""
    if data.possible:
        value = f" {data.now.name} = {', '.join(row(values) for values in np.atleast_2d(data.now.value))}; {parts}."
    elif data.now:
        value = f" {example}."
    return (
        f"p = {row(P)}, L = {number(data.L, 3)}. {heading}.{value} "
        f"{data.products} of {data.all_products} products so far; "
        f"every derivative from scratch, road by road: {data.products_from_scratch}."
    )


# ── The figure ───────────────────────────────────────────────────────────────────────────────────────────────────────

MOST_LINES = max(len(walk_back(key)[2]) for key in NETS)


def move(state, by):
    """The state one line further or back."""
    _, _, lines = walk_back(state["net"])
    return {"step": min(max(min(state["step"], len(lines)) + by, 0), len(lines))}


def backward_ribbon():
    """The signature figure of lesson 09."""
    return Interactive(
        name="Backward ribbon",
        size=(WIDTH, HEIGHT),
        controls={
            "step": Slider("line", 0, MOST_LINES, 1, 1, digits=0),
            "net": Choice(
                "net", (("hand net 2-3-3", "hand"), ("three layers 2-3-3-3", "deep"), ("a dead unit", "dead")), "hand"
            ),
            "without": Choice(
                "throw away",
                (("nothing", "nothing"), ("the hidden outputs A", "A"), ("the scores Z", "Z"), ("the inputs X", "X")),
                "nothing",
            ),
        },
        model=model,
        draw=draw,
        update=update,
        describe=describe,
        actions=(Action("◀ Back", partial(move, by=-1)), Action("Next ▶", partial(move, by=1))),
        presets=(
            Preset("hand net", "The lecture's p − y is the first adjoint. Press Next and compute each line yourself."),
            Preset(
                "the one new idea", "dA1 reuses dZ2: what the layer above has computed is not done again.", {"step": 4}
            ),
            Preset(
                "all lines", "Every derivative has one decimal. Unit 3 is off, so its column of dW1 is 0.", {"step": 7}
            ),
            Preset(
                "no cache",
                "The hidden outputs were thrown away: dA1 is still possible, all that reads A1 is not.",
                {"step": 7, "without": "A"},
            ),
            Preset("three layers", "The same four lines once more, for one more layer.", {"net": "deep", "step": 11}),
            Preset(
                "a dead unit",
                "Unit 2 would get most of the blame, 0.6, but it is off: nothing passes on to its weights.",
                {"net": "dead", "step": 5},
            ),
        ),
    )


FIGURES = (backward_ribbon,)
