"""matplotlib's own SVG renderer, made quick in two ways: what has not changed is not drawn again, and text is measured
by its characters.

A line of text is measured as the sum of its characters, each measured once. What that leaves out, kerning, moves
nothing here: the browser sets the text itself, from its left end, its middle or its right end.
"""

import io
from functools import lru_cache
from typing import NamedTuple

from matplotlib import _path
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.patches import PathPatch
from matplotlib.text import Annotation

from nblib.viz.style import style

UNMARKED = (Annotation, PathPatch)  # whose places can be set without matplotlib's marking them
DECIMALS = 2  # of a pixel: enough for a screen of any sharpness, and half the text of matplotlib's six


class Piece(NamedTuple):
    """The SVG of an artist, and the clip paths and hatches that it refers to."""

    text: str
    clips: dict
    hatches: dict


class Layer:
    """Artists as SVG, in the order in which they lie over each other; `salt` keeps its names apart from others'.

    matplotlib marks an artist as stale when one of its properties is set, and only then is it drawn again.
    """

    def __init__(self, width, height, salt):
        self._size, self._salt = (width, height), salt
        self._renderer = Renderer(width, height)
        self._pieces = {}

    def svg(self, artists):
        """The SVG of these artists, transparent elsewhere."""
        with self._style():
            for artist in artists:
                if artist.stale or artist not in self._pieces or isinstance(artist, UNMARKED):
                    self._pieces[artist] = self._renderer.piece(artist.draw)
            return self._page([self._pieces[artist] for artist in artists])

    def svg_of(self, draw):
        """The SVG of all that draw(renderer) draws."""
        with self._style():
            return self._page([self._renderer.piece(draw)])

    def forget(self):
        """Draw all artists again next time: someone else has drawn them, and so they are not marked any more."""
        self._pieces.clear()

    def _style(self):
        return style(**{"svg.hashsalt": self._salt})

    def _page(self, pieces):
        width, height = self._size
        # Verdana has DejaVu's widths: a machine without DejaVu lays the text out alike.
        body = self._renderer.join(pieces).replace("'DejaVu Sans'", "'DejaVu Sans', Verdana, sans-serif")
        # The browser makes one space of several, whatever the text inherits; only its own attribute keeps them.
        body = body.replace("<text ", '<text xml:space="preserve" ')
        return (
            f'<svg viewBox="0 0 {width} {height}" aria-hidden="true" '
            f'style="display:block;width:100%;height:auto;stroke-linejoin:round">{body}</svg>'
        )


class Renderer(RendererSVG):
    """Writes SVG piece by piece, one unit for a CSS pixel; the names in it depend on what they stand for alone."""

    def __init__(self, width, height):
        self._out = io.StringIO()
        super().__init__(width, height, self._out, image_dpi=72)

    def piece(self, draw):
        """What draw(renderer) draws."""
        self._begin({}, {})
        draw(self)
        return Piece(self._out.getvalue(), self._clipd, self._hatchd)

    def join(self, pieces):
        """One text of all pieces, each clip path and each hatch defined once."""
        self._begin(*({key: value for piece in pieces for key, value in piece[i].items()} for i in (1, 2)))
        self._write_clips()
        self._write_hatches()
        return "".join(piece.text for piece in pieces) + self._out.getvalue()

    def _begin(self, clips, hatches):
        self._out.seek(0)
        self._out.truncate()
        self._clipd, self._hatchd, self._markers, self._path_collection_id = clips, hatches, {}, 0

    def open_group(self, s, gid=None):
        """A group without a name: matplotlib's, such as line2d_1, would stand on the page once for each figure."""
        self.writer.start("g")

    def get_text_width_height_descent(self, s, prop, ismath):
        """(width, height, descent) of a line in pixels."""
        if ismath:
            return super().get_text_width_height_descent(s, prop, ismath)
        return line_size(s, prop)

    def _get_clippath_id(self, clippath):
        return clippath.vertices.tobytes()

    def _convert_path(self, path, transform=None, clip=None, simplify=None, sketch=None):
        window = (0.0, 0.0, self.width, self.height) if clip else None
        commands = [b"M", b"L", b"Q", b"C", b"z"]
        return _path.convert_to_string(path, transform, window, simplify, sketch, DECIMALS, commands, False).decode()


def line_size(line, font):
    """(width, height, descent) of a line of text in pixels, character by character; of no text, nothing."""
    if not line:
        return 0, 0, 0
    widths, ascents, descents = zip(*(_character_size(character, font) for character in line), strict=True)
    return sum(widths), max(ascents) + max(descents), max(descents)


@lru_cache(maxsize=4096)
def _character_size(character, font):
    width, height, descent = _MEASURE.get_text_width_height_descent(character, font, False)
    return width, height - descent, descent


_MEASURE = RendererSVG(1, 1, io.StringIO())
