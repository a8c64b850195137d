"""The part of the playground's picture that is always there: the net, what it says where, and the numbers."""

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from nblib.viz.playground.net import Net
from nblib.viz.playground.units import HEIGHT, WIDTH
from nblib.viz.plots import axes_at
from nblib.viz.regions import region_image
from nblib.viz.style import CLASS_COLOURS, CLASS_SIGNS, GREEN, INK, MUTED, PAPER, RED, number

SIZE = (840, HEIGHT)
PLANE = 208  # pixels along a side of the plane
FINER = 2  # the surface is computed on few squares and drawn on this many times more, each way
OUTLINES = (  # of the marks of the three classes, in their radius
    np.array([(np.sin(a), np.cos(a)) for a in np.linspace(0, 2 * np.pi, 13)]),
    np.array([(0, 1.2), (1.1, -0.8), (-1.1, -0.8), (0, 1.2)]),
    np.array([(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9), (-0.9, -0.9)]),
)


class Plane:
    """The decision surface with the points, marked with their true class; points the net has wrong are struck out."""

    RADIUS = 3.6  # of a mark, in pixels

    def __init__(self, ax, look):
        extent = look.problem.extent
        ax.set(xticks=[-2, 0, 2], yticks=[-2, 0, 2])
        ax.set_title("what the net says where")
        self._scale = (extent[1] - extent[0]) / PLANE  # of a pixel
        self._surface = ax.imshow(surface_image(look.surface), extent=extent, interpolation="none", zorder=1)
        self._axes = [
            ax.text(0.5, -0.095, "", transform=ax.transAxes, ha="center", va="top", fontsize=12),
            ax.text(-0.1, 0.5, "", transform=ax.transAxes, ha="right", va="center", rotation=90, fontsize=12),
        ]
        empty = Path(np.zeros((1, 2)))
        self._marks = {
            (held_out, k): ax.add_patch(PathPatch(empty, zorder=2 + held_out, linewidth=1, edgecolor=INK))
            for held_out in (False, True)
            for k in range(len(OUTLINES))
        }
        for (held_out, k), marks in self._marks.items():
            marks.set_facecolor(PAPER if held_out else CLASS_COLOURS[k])
        self._strikes = ax.add_patch(PathPatch(empty, zorder=4, linewidth=1.6, edgecolor=INK, fill=False))
        [self._ring] = ax.plot([], [], marker="o", markersize=17, color="none", markeredgecolor=INK, zorder=5)
        self._ring.set_markeredgewidth(2.5)
        ax.set(xlim=extent[:2], ylim=extent[2:])
        self.moving = [self._surface]
        self.resting = [*self._axes, *self._marks.values(), self._strikes, self._ring]
        self.rest(look)

    def update(self, look):
        """New regions."""
        self._surface.set_data(surface_image(look.surface))

    def rest(self, look):
        """Other points, or other points that are wrong or chosen."""
        for text, name in zip(self._axes, look.problem.axes, strict=True):
            text.set_text({"x1": "x₁", "x2": "x₂"}.get(name, name))
        shown = look.situation.test_points
        for (held_out, k), marks in self._marks.items():
            cloud = look.problem.test if held_out else look.problem.train
            rows = cloud.y == k if shown or not held_out else np.zeros(len(cloud.y), dtype=bool)
            _set_shapes(marks, cloud.positions[rows], OUTLINES[k] * self.RADIUS * self._scale)
        wrong = [look.problem.train.positions[look.train_wrong]]
        wrong += [look.problem.test.positions[look.test_wrong]] if shown else []
        stroke = np.array([(-2, -2), (2, 2)]) * self.RADIUS * self._scale
        _set_shapes(self._strikes, np.concatenate(wrong), stroke)
        point = look.panel.point if look.situation.panel in ("point", "weight") else look.situation.point
        self._ring.set_data(*(look.problem.train.positions[point - 1 : point].T if point else ([], [])))


def surface_image(P):
    """The picture of class probabilities P (k, k, c), between whose squares it is blended.

    >>> surface_image(np.full((50, 50, 2), 0.5)).shape
    (100, 100, 3)
    """
    k = len(P)
    where = np.clip((np.arange(FINER * k) + 0.5) / FINER - 0.5, 0, k - 1)
    below = np.minimum(where.astype(int), k - 2)
    share = (where - below)[:, np.newaxis, np.newaxis]
    for _ in range(2):  # rows, then columns
        P = ((1 - share) * P[below] + share * P[below + 1]).swapaxes(0, 1)
    return region_image(P)


class Numbers:
    """Step, status, loss and accuracy on both sets of points, and what the marks mean."""

    def __init__(self, fig, look):
        left, right = 702, SIZE[0] - 4
        ax = axes_at(fig, 0, 0, *SIZE)
        ax.set(xlim=(0, SIZE[0]), ylim=(0, SIZE[1]))
        ax.axis("off")
        columns = (right - 58, right)
        for x, heading in zip(columns, ("training", "test"), strict=True):
            ax.text(x, 358, heading, ha="right", va="center", fontsize=12, color=MUTED)
        ax.text(left, 327, "loss\nright", va="center", fontsize=12, color=MUTED, linespacing=1.9)
        key = "filled: training points\nhollow: test points\nstruck out: wrong"
        ax.text(left, 186, key, va="bottom", fontsize=12, color=MUTED, linespacing=1.3)
        self._step = ax.text(left, 406, "", va="center", fontsize=16, fontweight="bold")
        self._status = ax.text(left, 383, "", va="center")
        self._columns = [ax.text(x, 327, "", ha="right", va="center", fontsize=12, linespacing=1.9) for x in columns]
        self._classes = ax.text(left, 293, "", va="top", linespacing=1.3)
        self.moving, self.resting = [self._step, self._status, *self._columns], [self._classes]
        self.rest(look)
        self.update(look)

    def update(self, look):
        """Set the numbers."""
        self._step.set_text(f"step {look.step:,}")
        well = look.status == "running fine"
        self._status.set(text="" if well else f"✘ {look.status}", color=GREEN if well else RED)
        numbers = ((look.train_loss, look.train_accuracy), (look.test_loss, look.test_accuracy))
        for column, (loss, accuracy) in zip(self._columns, numbers, strict=True):
            column.set_text(f"{short(loss)}\n{accuracy:.0%}")

    def rest(self, look):
        """Name the classes."""
        names = zip(CLASS_SIGNS, look.problem.classes, strict=False)
        self._classes.set_text("\n".join(f"{sign} {name}" for sign, name in names))


def short(loss):
    """A loss in at most six characters: 0.0123, 12.34, 2042, 1e+30.

    >>> short(0.01234), short(12.3456), short(2042.3), short(1.234e30), short(float("inf"))
    ('0.0123', '12.35', '2042', '1e+30', '∞')
    """
    if 99_999 < loss < float("inf"):
        return f"{loss:.0e}"
    return number(loss, 4 if loss < 9.9995 else 2 if loss < 999.5 else 0)


def _set_shapes(patch, positions, outline):
    """The outline at every position, as one path."""
    patch.set_visible(len(positions) > 0)
    if len(positions):
        points = positions[:, np.newaxis] + outline
        patch.set_path(Path(points.reshape(-1, 2), [Path.MOVETO, *[Path.LINETO] * (len(outline) - 1)] * len(positions)))


def draw_board(fig, look):
    """Draw it all and return the parts that follow a Look."""
    plane = axes_at(fig, 478, SIZE[1] - 24 - PLANE, PLANE, PLANE)
    return [Net(axes_at(fig, 0, 0, WIDTH, HEIGHT), look), Plane(plane, look), Numbers(fig, look)]
