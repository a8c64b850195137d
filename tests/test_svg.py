"""The quick measuring of text agrees with matplotlib's, and what is kept of a drawing is what would be drawn anew."""

import io
import re

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle

from nblib.viz.figures.normalisers import three_scores
from nblib.viz.render import Picture
from nblib.viz.style import RC, new_figure
from nblib.viz.svg import Layer, Renderer, line_size

LINES = ["z = [1.0, −0.5]", "△ p₂ = 0.09", "‖∇L‖² = 7.38", "−12.3", "step 100: L = 1.204 nats", "∂L/∂w", "e⁻⁵ ≤ ½"]


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_a_line_is_as_large_as_matplotlib_says(line, weight):
    font = FontProperties(family=RC["font.family"], size=14, weight=weight)
    width, height, descent = RendererSVG(1, 1, io.StringIO()).get_text_width_height_descent(line, font, False)
    mine = line_size(line, font)
    assert mine[0] == pytest.approx(width, abs=2.5)  # kerning, and the blank beside the last character
    assert mine[1:] == pytest.approx((height, descent), abs=0.6)


def test_no_text_has_no_size():
    assert line_size("", FontProperties(size=14)) == (0, 0, 0)


def test_mathematics_is_left_to_matplotlib():
    font = FontProperties(size=14)
    mine = Renderer(10, 10).get_text_width_height_descent(r"$\frac{a}{b}$", font, True)
    assert mine == RendererSVG(10, 10, io.StringIO()).get_text_width_height_descent(r"$\frac{a}{b}$", font, True)


@pytest.fixture
def drawing():
    """A figure with a line, a hatched box cut off by its axes, and a note."""
    figure = new_figure(200, 100)
    FigureCanvasAgg(figure)
    ax = figure.add_axes((0.1, 0.1, 0.8, 0.8), xlim=(0, 1), ylim=(0, 1))
    [line] = ax.plot([0, 0.123456], [0, 2])
    box = ax.add_patch(Rectangle((0.5, 0.5), 9, 9, hatch="//"))
    return line, box, ax.annotate("note", (0, 0), (4, 4), textcoords="offset points")


def test_only_what_has_changed_is_drawn_again(drawing, monkeypatch):
    line, *_ = drawing
    drawn = []
    for artist in drawing[:2]:
        monkeypatch.setattr(artist, "draw", lambda renderer, draw=artist.draw: (drawn.append(1), draw(renderer)))
    layer = Layer(200, 100, "x")
    first = layer.svg(drawing)
    assert len(drawn) == 2
    assert layer.svg(drawing) == first
    assert len(drawn) == 2
    line.set_ydata([0, 1])
    assert layer.svg(drawing) != first
    assert len(drawn) == 3


def test_an_annotation_that_moves_is_drawn_again_though_matplotlib_does_not_mark_it(drawing):
    layer = Layer(200, 100, "x")
    first = layer.svg(drawing)
    drawing[-1].xy = (0.5, 0.5)
    assert layer.svg(drawing) != first


def test_what_others_have_drawn_is_not_taken_for_unchanged():
    spec = three_scores()
    picture = Picture(spec, spec.model(**spec.start()))
    first = picture.foreground()
    picture.update(spec.model(**spec.preset(2)))
    picture.png()  # now nothing is marked as changed
    assert picture.foreground() != first


def test_a_drawing_does_not_depend_on_what_was_drawn_before(drawing):
    line, box, _ = drawing
    layer = Layer(200, 100, "x")
    layer.svg([box, line])
    assert layer.svg(drawing) == Layer(200, 100, "x").svg(drawing)


def test_every_name_is_defined_once_and_differs_from_layer_to_layer(drawing):
    def names(salt):
        return re.findall(r'id="([^"]*)"', Layer(200, 100, salt).svg(drawing))

    assert len(names("x")) == len(set(names("x"))) == 2  # the axes' rectangle and the hatch
    assert not set(names("x")) & set(names("y"))


def test_places_are_rounded_to_a_hundredth_of_a_pixel(drawing):
    places = re.findall(r"[ML] (\S+) (\S+)", Layer(200, 100, "x").svg(drawing))
    assert places
    assert all(len(number.partition(".")[2]) <= 2 for place in places for number in place)


def test_the_page_is_told_to_keep_every_space_of_a_text():
    picture = Picture(three_scores(), three_scores().model(**three_scores().start()))
    for svg in (picture.background(), picture.foreground()):
        assert svg.count("<text ") == svg.count('<text xml:space="preserve" ') > 0
