"""matplotlib's own SVG renderer, quicker at the one thing that costs most: asking how large a line of text will be.

A line is measured as the sum of its characters, each measured once. What that leaves out, kerning, moves nothing here:
the browser sets the text itself, from its left end, its middle or its right end.
"""

import io
from functools import lru_cache

from matplotlib.backends.backend_svg import RendererSVG


class Renderer(RendererSVG):
    """Writes SVG to `out`, one unit for a CSS pixel, without the XML header and the size in points."""

    def __init__(self, width, height, out):
        super().__init__(width, height, out, image_dpi=72)
        out.seek(0)
        out.truncate()

    def get_text_width_height_descent(self, s, prop, ismath):
        """(width, height, descent) of a line in pixels."""
        if ismath:
            return super().get_text_width_height_descent(s, prop, ismath)
        return line_size(s, prop)


def line_size(line, font):
    """(width, height, descent) of a line of text in pixels, character by character."""
    widths, ascents, descents = zip(*(_character_size(character, font) for character in line), strict=True)
    return sum(widths), max(ascents) + max(descents), max(descents)


@lru_cache(maxsize=4096)
def _character_size(character, font):
    width, height, descent = _MEASURE.get_text_width_height_descent(character, font, False)
    return width, height - descent, descent


_MEASURE = RendererSVG(1, 1, io.StringIO())
