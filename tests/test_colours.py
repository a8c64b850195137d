"""Colours: told apart by colour-blind readers, dark enough on their ground, and never alone in what they say."""

import itertools
import re

import numpy as np
import pytest
from lesson import SOURCES, cells
from matplotlib import color_sequences
from matplotlib.colors import to_hex
from matplotlib.text import Text
from test_figures import FIGURES
from vision import contrast, distance, grey, looks

from nblib.playground import Run, look, parse
from nblib.viz.playground.net import HALOS
from nblib.viz.playground.units import unit_images
from nblib.viz.playground.view import PANELS, view
from nblib.viz.regions import region_image
from nblib.viz.render import Picture
from nblib.viz.style import BLUE, FAINT, GREEN, GREY, INK, MUTED, ORANGE, PAPER, PURPLE, RED, style

HUES = (BLUE, ORANGE, PURPLE, RED, GREEN)
STROKES = ("line", "outline")
GREYS = {INK, MUTED, GREY, FAINT}  # lines that frame and measure; between themselves they tell nothing by colour
PALE = {FAINT, *(colour for colour, _ in HALOS)}  # guide lines; and halos, which have a rim or a name in the text
# Petroff's eight are made for plots with no other mark; no two of ours are nearer to each other than two of his.
APART = min(distance(*map(to_hex, pair)) for pair in itertools.combinations(color_sequences["petroff8"], 2))
TEXT, GRAPHICS = 4.5, 3.0  # WCAG 2, criteria 1.4.3 and 1.4.11
PLAYGROUND = "data=arms;hidden=4;point=3;weight=1:1:1;test_points=on;step=30"


def pictures(figure):
    """(name, picture): a figure at each of its presets, one picture that follows; or the playground's every panel."""
    if figure == "playground":
        for panel in PANELS:
            yield panel, Picture(view(panel), look(Run(parse(f"{PLAYGROUND};panel={panel}"))))
        return
    spec = figure()
    picture = Picture(spec, spec.model(**spec.start()))
    for number in range(1, len(spec.presets) + 1):
        picture.update(spec.model(**spec.preset(number)))
        yield f"preset {number}", picture


@pytest.fixture(scope="module", params=[*FIGURES, "playground"], ids=lambda figure: getattr(figure, "__name__", figure))
def shown(request):
    """[(name, looks, texts)] of a figure's pictures, taken once."""
    return [(name, looks(picture.figure), list(texts(picture))) for name, picture in pictures(request.param)]


def test_readers_who_confuse_red_and_green_tell_our_hues_apart():
    for one, other in itertools.combinations(HUES, 2):
        assert distance(one, other) >= APART, (one, other)


def test_what_differs_in_colour_differs_in_another_way_too(shown):
    """In dash, marker, hatch or width; or so much in lightness that a grey print keeps it. A pale face is a ground."""
    for name, drawn, _ in shown:
        strong = {one for one in drawn if one.colour not in PALE}
        carrying = [one for one in strong if one.kind in STROKES or contrast(one.colour, PAPER) >= GRAPHICS]
        for one, other in itertools.combinations(carrying, 2):
            comparable = one.colour != other.colour and not {one.colour, other.colour} <= GREYS
            if comparable and (one.axes, one.kind, one.mark) == (other.axes, other.kind, other.mark):
                assert contrast(one.colour, other.colour) >= GRAPHICS, f"{name}: {one} and {other}"


def test_lines_can_be_seen_on_paper(shown):
    for name, drawn, _ in shown:
        for one in drawn:
            if one.kind == "line" and one.colour not in PALE:
                assert contrast(one.colour, PAPER) >= GRAPHICS, f"{name}: {one}"


def test_text_can_be_read_on_its_ground(shown):
    for name, drawn, written in shown:
        assert drawn or written, name
        for words, colour, ground in written:
            assert contrast(colour, ground) >= TEXT, f"{name}: {words!r} in {colour} on {ground}"


def texts(picture):
    """(words, colour, ground) of each text; its ground is the middle one of the colours behind it."""
    found = [text for text in picture.figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    width, height = picture.spec.size
    with style():
        for text in found:
            text.set_alpha(0)  # a title that is not visible would lose its place
        pixels = np.frombuffer(picture.rgba(), dtype=np.uint8).reshape(height, width, 4)
        for text in found:
            text.set_alpha(None)
        boxes = [text.get_window_extent().extents.round().astype(int) for text in found]
    for text, (left, bottom, right, top) in zip(found, boxes, strict=True):
        behind = pixels[max(height - top, 0) : height - bottom, max(left, 0) : right, :3].reshape(-1, 3)
        if len(behind):
            yield text.get_text(), to_hex(text.get_color()), to_hex(np.median(behind, axis=0) / 255)


def test_the_classes_regions_keep_their_hatches_in_a_grey_print():
    plain, hatched, crossed = (
        grey(region_image(np.broadcast_to(np.roll([0.8, 0.1, 0.1], k), (24, 24, 3)))) for k in range(3)
    )
    assert plain.max() - plain.min() == 0
    for pattern in (hatched, crossed):
        dark = pattern < pattern.mean()
        assert (pattern[~dark].mean() + 0.05) / (pattern[dark].mean() + 0.05) > 1.2
    assert (hatched < hatched.mean()).sum() < 0.7 * (crossed < crossed.mean()).sum()


def test_the_sign_of_a_units_output_can_be_seen_in_a_grey_print():
    positive, negative = grey(unit_images(np.stack([np.ones((8, 8)), -np.ones((8, 8))]), np.ones(2)))
    assert positive.max() - positive.min() == 0
    assert negative.max() > 2 * negative.min()  # stripes


def test_no_lesson_points_at_a_thing_by_its_hue():
    hue = re.compile(r"\b(red|blue|orange|green|purple|violet)\b", re.IGNORECASE)
    for source in SOURCES:
        for cell in cells(source):
            text = cell.source.replace("A green table feels like", "")  # what people say of tests
            assert cell.cell_type == "code" or not hue.search(text), f"{source.name}: {cell.source[:60]}"
