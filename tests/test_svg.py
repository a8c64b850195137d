"""The quick measuring of text agrees with matplotlib's."""

import io

import pytest
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.font_manager import FontProperties

from nblib.viz.style import RC
from nblib.viz.svg import Renderer, line_size

LINES = ["z = [1.0, −0.5]", "△ p₂ = 0.09", "‖∇L‖² = 7.38", "−12.3", "step 100: L = 1.204 nats", "∂L/∂w", "e⁻⁵ ≤ ½"]


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_a_line_is_as_large_as_matplotlib_says(line, weight):
    font = FontProperties(family=RC["font.family"], size=14, weight=weight)
    width, height, descent = RendererSVG(1, 1, io.StringIO()).get_text_width_height_descent(line, font, False)
    mine = line_size(line, font)
    assert mine[0] == pytest.approx(width, abs=2.5)  # kerning, and the blank beside the last character
    assert mine[1:] == pytest.approx((height, descent), abs=0.6)


def test_mathematics_is_left_to_matplotlib():
    font = FontProperties(size=14)
    mine = Renderer(10, 10, io.StringIO()).get_text_width_height_descent(r"$\frac{a}{b}$", font, True)
    assert mine == RendererSVG(10, 10, io.StringIO()).get_text_width_height_descent(r"$\frac{a}{b}$", font, True)


def test_nothing_is_written_before_the_drawing():
    out = io.StringIO()
    Renderer(10, 10, out)
    assert out.getvalue() == ""
