"""Boxes with names, numbers and tags, their places in the lanes of the backward ribbon, and arrows between them."""

from matplotlib.patches import FancyBboxPatch

from nblib.viz.style import BLUE, GREEN, GREY, INK, MUTED, PAPER, PURPLE, RED

WIDTH, HEIGHT = 760, 420  # pixels; y runs downwards
LEFT, RIGHT, BOX = 36, 732, 146
LANES = {"forward": (60, 134), "adjoints": (142, 250), "gradients": (258, 384)}
LANE_COLOUR = "#f2f4f7"

ROLES = {  # edge, its width and dash, face, ink, tag
    "known": (MUTED, 1, "solid", PAPER, INK, ""),
    "future": (GREY, 1, (0, (3, 3)), "none", MUTED, ""),
    "reads": (BLUE, 2, "solid", PAPER, INK, "reads"),
    "reuses": (PURPLE, 3, (0, (4, 1.5)), PAPER, INK, "reuses"),
    "new": (GREEN, 3.5, "solid", "#e3f2e8", INK, "new"),
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
        self.tag.set_text(tag)
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


def point(arrow, source, target):
    """Draw the arrow from one box to another: straight, or around a box that stands between them in a column."""
    (x, top, width, height), (far_x, far_top, far_width, far_height) = source, target
    around = x == far_x and far_top - top - height > 50
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
