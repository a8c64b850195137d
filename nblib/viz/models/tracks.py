"""A diagram's layout in pixels: boxes, the curves between them, and places for labels that hit nothing."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

WIDTH, HEIGHTS, MARGIN = 760, (420, 520, 620), 8
PANEL = 258  # width of the ledger beside a diagram; its height below one
BELOW = 196
PITCH = 128  # rows are no farther apart
HIT = 1000  # what it costs a label to cover a box or another label; to cover a bit of a curve costs 1


class Style(NamedTuple):
    """How nodes are drawn: the size of a box, and how close columns and rows may come."""

    name: str
    box: tuple[int, int]
    columns: int
    rows: int


ROOMY = Style("roomy", (80, 48), 118, 84)  # name and value; a tag below
COMPACT = Style("compact", (58, 38), 76, 46)  # name, and one number
DOTS = Style("dots", (10, 10), 0, 0)  # no text


class Tracks(NamedTuple):
    """`centres[node]` in pixels, y downwards; `curves[i]` the points (n, 2) of edge i; `below`: the ledger's place."""

    style: Style
    below: bool
    centres: dict
    curves: list


def height_for(all_places):
    """The least height at which every one of these layouts has room for text; the least of all if there is none."""
    roomy = [height for height in HEIGHTS if all(tracks(places, height).style is not DOTS for places in all_places)]
    return (roomy or HEIGHTS)[0]


def tracks(places, height):
    """The first arrangement that fits: large boxes before small ones; the ledger goes below what is long and low."""
    for style in (ROOMY, COMPACT, DOTS):
        for below in (True, False) if places.columns > 3 else (False, True):
            width, room = (WIDTH, height - BELOW) if below else (WIDTH - PANEL, height)
            step = (width - 2 * MARGIN - style.box[0]) / max(places.columns - 1, 1)
            tag = 20 if style is ROOMY else 0  # below the lowest box
            pitch = min((room - 2 * MARGIN - style.box[1] - tag) / max(places.height, 1), PITCH)
            if style is DOTS or (step >= style.columns and pitch >= style.rows):
                return _in_pixels(places, style, below, (width, room - tag), (min(step, 200), pitch))
    raise AssertionError("dots always fit")


def _in_pixels(places, style, below, size, steps):
    extent = np.array([steps[0] * (places.columns - 1), steps[1] * places.height])
    corner = (np.array(size) - extent) / 2

    def at(place):
        return corner + np.array(place) * steps

    centres = {node: at(place) for node, place in places.at.items()}
    half = style.box[0] / 2
    curves = [_curve([at(stop) for stop in route], half, style is ROOMY) for route in places.routes]
    return Tracks(style, below, centres, curves)


def _curve(stops, half, smooth):
    """From the right side of the first box, level past the boxes of each column, to the left side of the last."""
    pieces = []
    for (xa, ya), (xb, yb) in pairwise(stops):
        t = np.linspace(0, 1, 17 if smooth and abs(ya - yb) > 1 else 2)
        rise = t * t * (3 - 2 * t)
        pieces.append(np.column_stack([xa + half + (xb - xa - 2 * half) * t, ya + (yb - ya) * rise]))
    return np.concatenate(pieces)


def resample(curve, count):
    """Points at equal distances along a curve.

    >>> resample(np.array([[0.0, 0.0], [4.0, 0.0]]), 3).tolist()
    [[0.0, 0.0], [2.0, 0.0], [4.0, 0.0]]
    """
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(curve, axis=0).T))])
    wanted = np.linspace(0, along[-1], count)
    return np.column_stack([np.interp(wanted, along, axis) for axis in curve.T])


def label_places(curves, widths, boxes, others=(), height=18, always=True):
    """A centre on each curve for a label of this width, where it covers no box, no other label and no other curve.

    Boxes are (left, top, width, height); `others` are further curves to keep clear of. The middle is preferred. Where
    a box or label would be covered everywhere, the least bad place is taken, or with always=False None.
    """
    if not widths:
        return []
    every = [*curves, *others]
    dots = [resample(curve, 80) for curve in every]
    corners = np.reshape([*boxes], (-1, 4)).astype(float)
    centres, halves = corners[:, :2] + corners[:, 2:] / 2, corners[:, 2:] / 2  # of all that no label may cover
    placed = []
    for i, width in enumerate(widths):
        half = np.array([width, height]) / 2
        candidates = resample(curves[i], 41)[6:-6]
        middle = candidates[len(candidates) // 2]
        rivals = np.concatenate([dots[j] for j in range(len(dots)) if every[j] is not curves[i]] or [np.empty((0, 2))])
        hits = _near(centres, candidates, halves + half)
        cost = HIT * hits + _near(rivals, candidates, half) + 0.01 * np.hypot(*(candidates - middle).T)
        best = candidates[cost.argmin()]
        if not always and cost.min() >= HIT:
            placed.append(None)
            continue
        placed.append(best)
        centres, halves = np.vstack([centres, best]), np.vstack([halves, half])
    return placed


def _near(points, candidates, reach):
    """For each candidate, how many points are nearer than `reach` in both directions."""
    x, y = (np.abs(points[:, k] - candidates[:, [k]]) < np.broadcast_to(reach, points.shape)[:, k] for k in (0, 1))
    return (x & y).sum(axis=1)
