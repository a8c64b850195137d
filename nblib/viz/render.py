"""How a figure becomes a picture: a background drawn once, moving artists as vectors over it, and a PNG of both.

matplotlib's own SVG renderer draws only the artists that change, which takes a few milliseconds where a whole figure
takes a hundred; the browser lays the two drawings over each other. The same figure is saved as PNG where no kernel
runs: on GitHub, in HTML exports, in an untrusted notebook.
"""

import io
import uuid
from collections.abc import Mapping

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from nblib.viz.style import new_figure, style
from nblib.viz.svg import Layer

PNG_SCALE = 2  # device pixels for each CSS pixel, so that the static picture is sharp too


class Picture:
    """A figure drawn once for some data, and updated in place for others.

    Its clip paths have names, which begin with `salt`: a name of one figure must not be found in another on the page.
    """

    def __init__(self, spec, data, salt=None):
        self.spec = spec
        with style():
            self.figure = new_figure(*spec.size)
            FigureCanvasAgg(self.figure)
            self._artists = spec.draw(self.figure, data)
        self._moving = sorted(leaves(self._artists), key=Artist.get_zorder)
        self._animate(True)
        self._salt = salt or uuid.uuid4().hex
        self._foreground = self._layer("foreground")

    def update(self, data):
        """Change the moving artists in place."""
        self.spec.update(self._artists, data)

    def background(self):
        """SVG of everything that does not move."""
        return self._layer("background").svg_of(self.figure.draw)  # figure.draw leaves animated artists out

    def foreground(self):
        """SVG of the moving artists alone, transparent elsewhere."""
        return self._foreground.svg(self._moving)

    def png(self, scale=PNG_SCALE, colours=256):
        """PNG bytes of the whole picture, in few colours, which is a third of the size and looks the same.

        The best compression would save a tenth of the bytes and take six times as long.
        """
        size = tuple(int(scale * pixels) for pixels in self.spec.size)
        return png_in_few_colours(self.rgba(scale), size, colours)

    def rgba(self, scale=1):
        """The pixels of the whole picture, four bytes each, `scale` device pixels for a CSS pixel."""
        buffer = io.BytesIO()
        self._animate(False)  # an animated artist of the figure itself, such as fig.text, would be left out
        with style():
            self.figure.savefig(buffer, format="rgba", dpi=72 * scale)
        self._animate(True)
        self._forget()
        return buffer.getvalue()

    def _animate(self, on):
        for artist in self._moving:
            artist.set_animated(on)

    def _forget(self):
        self._foreground.forget()

    def _layer(self, name):
        return Layer(*self.spec.size, f"{self._salt}-{name}")


def png_in_few_colours(rgba, size, colours=256):
    """PNG bytes of these opaque pixels, four bytes each."""
    saved = io.BytesIO()
    in_few_colours(rgba, size, colours).save(saved, "PNG")
    return saved.getvalue()


def in_few_colours(rgba, size, colours):
    """The image of these opaque pixels in so many colours, chosen so that none is far off.

    The median cut, Pillow's default, made a rare red orange. A figure has a million pixels and a thousand colours, so
    Pillow is given a strip of ten thousand, with as large a share of each colour as the figure has, and one at least.

    >>> image = in_few_colours(bytes([255, 0, 0, 255] * 3 + [0, 0, 255, 255]), (2, 2), 256)
    >>> sorted(image.convert("RGB").getcolors())
    [(1, (0, 0, 255)), (3, (255, 0, 0))]
    """
    pixels = np.frombuffer(rgba, dtype=np.uint32)
    begins = np.flatnonzero(np.append(True, pixels[1:] != pixels[:-1]))  # of runs of one colour
    lengths = np.diff(begins, append=len(pixels))
    distinct, which = np.unique(pixels[begins], return_inverse=True)
    copies = 1 + (10_000 * np.bincount(which, lengths) / len(pixels)).astype(int)
    strip = Image.frombytes("RGBA", (copies.sum(), 1), distinct.repeat(copies).tobytes()).convert("RGB")
    strip = strip.quantize(colours, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    index = np.asarray(strip)[0][copies.cumsum() - 1]  # of each distinct colour
    image = Image.frombytes("P", size, index[which].repeat(lengths).tobytes())
    image.putpalette(strip.getpalette())
    return image


def leaves(artists):
    """The artists in any nesting of dicts, lists, tuples and objects that have `artists`, in order."""
    if isinstance(artists, Artist):
        return [artists]
    parts = artists.values() if isinstance(artists, Mapping) else getattr(artists, "artists", artists)
    return [leaf for part in parts for leaf in leaves(part)]
