"""What a colour-blind reader sees of colours, what of them a grey print keeps, and the marks that stand beside them."""

from functools import cache
from typing import NamedTuple

import numpy as np
from coloraide.everything import ColorAll as Color
from matplotlib.colors import to_hex, to_rgba

# Normal vision, and half and full deuteranopia and protanopia after Machado, Oliveira and Fernandes (2009).
VISIONS = ((None, 0), ("deutan", 0.5), ("deutan", 1), ("protan", 0.5), ("protan", 1))


def seen(colour, kind, severity):
    """The colour as someone with this deficiency sees it."""
    colour = Color(colour)
    return colour.filter(kind, severity).clip() if kind else colour


@cache
def distance(one, other):
    """How far apart two colours are, in CAM02-UCS, for whoever can tell them apart least."""
    return min(
        seen(one, *vision).delta_e(seen(other, *vision), method="cam02", space="cam02-ucs") for vision in VISIONS
    )


@cache
def contrast(one, other):
    """WCAG 2's contrast ratio, from 1 (the same in grey) to 21 (black and white)."""
    return Color(one).contrast(other)


def grey(image):
    """The luminance, 0 … 1, of each pixel of an RGB image with numbers 0 … 255 or 0 … 1."""
    rgb = np.asarray(image) / (255 if image.dtype == np.uint8 else 1)
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def on_paper(colour, alpha=None):
    """The hexadecimal colour that paint of this colour and opacity gives on white."""
    *rgb, opacity = to_rgba(colour, alpha)
    return to_hex(np.array(rgb) * opacity + 1 - opacity)


class Look(NamedTuple):
    """One way in which something on some axes is drawn: what it is, its colour, and what else marks it."""

    axes: int
    kind: str
    colour: str
    mark: tuple


def looks(figure):
    """The looks of all lines, markers, areas, outlines and crowds of a matplotlib figure that are to be seen."""
    found = set()
    for i, ax in enumerate(figure.axes):
        for parts, look in ((ax.lines, _line), (ax.patches, _patch), (ax.collections, _collection)):
            found |= {Look(i, *one) for part in parts if part.get_visible() for one in look(part)}
    return found


def _line(line):
    points = len(line.get_xdata())
    if points > 1 and line.get_linestyle() != "None":
        yield "line", on_paper(line.get_color(), line.get_alpha()), _stroke(line._dash_pattern, line.get_linewidth())
    if points and line.get_marker() not in ("None", "", None):
        yield "marker", on_paper(line.get_markerfacecolor(), line.get_alpha()), (line.get_marker(),)


def _patch(patch):
    stroke = _stroke(patch._dash_pattern, patch.get_linewidth())
    if patch.get_facecolor()[3] > 0:
        yield "area", on_paper(patch.get_facecolor()), (patch.get_hatch(), stroke, _corners(patch.get_path()))
    if patch.get_edgecolor()[3] > 0 and patch.get_linewidth() > 0:
        yield "outline", on_paper(patch.get_edgecolor()), stroke


def _corners(path):
    """Of the first shape of a path: of one mark of a crowd of points that are drawn as one path."""
    begins = np.flatnonzero(path.codes == path.MOVETO) if path.codes is not None else []
    return int(begins[1]) if len(begins) > 1 else len(path.vertices)


def _collection(crowd):
    """Each line of a crowd of lines, or of contours; the faces of a crowd of marks."""
    shapes, faces, edges = crowd.get_paths(), crowd.get_facecolor(), crowd.get_edgecolor()
    if len(shapes) == 0:
        return
    for face in faces:
        yield "marker", on_paper(face), (len(shapes[0].vertices),)
    dashes, widths = crowd.get_linestyles(), crowd.get_linewidths()
    for k, edge in enumerate(edges):
        yield "line", on_paper(edge), _stroke(dashes[k % len(dashes)], widths[k % len(widths)])


def _stroke(dashes, width):
    """Dash pattern and width; widths that differ by less than half count as one."""
    _, pattern = dashes
    return tuple(np.round(pattern, 1)) if pattern else "solid", round(float(np.log(max(width, 0.1)) / np.log(1.5)))
