"""A picture without controls, with the same fallbacks as an interactive figure."""

import base64
import html
import io

from matplotlib.backends.backend_agg import FigureCanvasAgg

from nblib.viz.render import PNG_SCALE, png_in_few_colours
from nblib.viz.style import new_figure, style


class Still:
    """A figure drawn once by `draw(fig)`, shown as a PNG with its description as alt text; size in CSS pixels.

    >>> Still((100, 50), lambda fig: fig.text(0, 0, "3"), "The number 3.")
    [figure] The number 3.
    """

    def __init__(self, size, draw, description):
        self.size, self.description = size, description
        buffer = io.BytesIO()
        with style():
            figure = new_figure(*size)
            FigureCanvasAgg(figure)
            draw(figure)
            figure.savefig(buffer, format="rgba", dpi=72 * PNG_SCALE)
        self.png = png_in_few_colours(buffer.getvalue(), tuple(PNG_SCALE * pixels for pixels in size))

    def __repr__(self):
        return f"[figure] {self.description}"

    def _repr_mimebundle_(self, include=None, exclude=None):
        png = base64.b64encode(self.png).decode()
        alt, width = html.escape(self.description, quote=True), f"width:100%;max-width:{self.size[0]}px"
        return {
            "text/plain": repr(self),
            "text/html": f'<img alt="{alt}" style="{width}" src="data:image/png;base64,{png}">',
            "image/png": png,
        }
