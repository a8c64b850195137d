"""The laws of the playground's picture: following a run gives what drawing afresh gives, in every panel and story."""

import re
import warnings
from functools import cache

import numpy as np
import pytest

from nblib.mlp import Layer
from nblib.playground import STORIES, Run, look, parse
from nblib.playground.knobs import FIELDS
from nblib.viz.playground.board import surface_image
from nblib.viz.playground.net import THICKNESSES, Net
from nblib.viz.playground.units import unit_images
from nblib.viz.playground.view import PANELS, LayeredPicture, describe, view
from nblib.viz.playground.widget import PNG
from nblib.viz.plots import axes_at
from nblib.viz.render import Picture
from nblib.viz.style import new_figure, style
from tests.figure_laws import farthest_colour

# Small and large nets, every data set, dead, huge, exploding, with and without test points, points and weights chosen.
LINES = [
    "",
    "hidden=none;data=moons;points=10;test=0.5;test_points=on;step=3",
    "hidden=8,8,8,8;features=x1,x2,x1^2,x2^2,x1*x2,sin(x1),sin(x2);data=arms;points=500;weight=3:2:8;point=4;step=2",
    "hidden=1;data=penguins;activation=tanh;loss=squared;test_points=on;show=gradients;step=20",
    "init=zero;show=gradients;points=200;weight=1:1:1",
    "init=huge;activation=sigmoid;hidden=3,2;weight=2:3:1;point=140;penalty=l1;penalty_rate=0.1;step=5",
    "activation=linear;learning_rate=100;step=40",
    "labels=shuffled;data=arms;hidden=4;batch=1;step=9;point=7",
]
each_panel = pytest.mark.parametrize("panel", PANELS)


@cache
def seen(line, **turned):
    situation = parse(line)
    for name, value in turned.items():
        situation = situation.turn(name, value)
    return look(Run(situation))


@cache
def followed(panel):
    return Picture(view(panel), seen("", panel=panel), salt="x")


def foreground(panel, data):
    """What drawing afresh gives, as the next test shows, in a tenth of the time."""
    followed(panel).update(data)
    return followed(panel).foreground()


@each_panel
def test_following_gives_the_picture_that_drawing_gives_over_the_same_background(panel):
    picture = Picture(view(panel), seen("step=1", panel=panel), salt="x")
    background = picture.background()
    for line in LINES:
        data = seen(line, panel=panel)
        picture.update(data)
        afresh = Picture(view(panel), data, salt="x")
        assert afresh.background() == background, f"{line}: something that changes is not among the artists"
        assert picture.foreground() == afresh.foreground(), line


@each_panel
def test_the_png_shows_what_the_svg_shows(panel):
    start, other = seen("", panel=panel), seen(LINES[2], panel=panel)
    picture = Picture(view(panel), start)
    pixels = picture.rgba()
    picture.update(other)
    assert picture.rgba() == Picture(view(panel), other).rgba() != pixels
    picture.update(start)
    assert picture.rgba() == pixels


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_no_colour_of_the_saved_png_is_another(story):
    picture = Picture(view(story.seen.panel), look(Run(story.seen)))
    assert farthest_colour(picture, **PNG) <= 24  # red is 60 off when it becomes orange


@each_panel
def test_every_situation_is_legal_and_told(panel):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        picture = Picture(view(panel), seen("", panel=panel))
        for line in LINES:
            data = seen(line, panel=panel)
            picture.update(data)
            drawn = re.sub(r"base64,[^\"]*|>[^<]*<", "", picture.foreground())  # words may say nan, shapes may not
            assert not re.search("nan|inf", drawn.lower()), f"{line}: a coordinate is no number"
            assert f"tep {data.step}" in describe(data), line


@each_panel
def test_no_text_is_below_12_pixels_and_none_leaves_the_picture(panel):
    picture = Picture(view(panel), seen(LINES[2], panel=panel))
    texts = picture.figure.findobj(lambda artist: hasattr(artist, "get_fontsize") and artist.get_text())
    assert min(text.get_fontsize() for text in texts) >= 12
    width, height = picture.spec.size
    for line in LINES:
        picture.update(seen(line, panel=panel))
        picture.rgba()  # lays the texts out
        for text in texts:
            if text.get_text() and text.get_visible():
                box = text.get_window_extent()
                inside = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= width + 1 and box.y1 <= height + 1
                assert inside, f"{line}: {text.get_text()!r} is at {box.extents.round()}"


def test_the_stories_have_pictures_of_their_own():
    picture = Picture(view("loss"), seen(""))
    pictures = set()
    for story in STORIES:
        picture.update(look(Run(story.seen)))
        pictures.add(picture.foreground())
    assert len(pictures) == len(STORIES)


TURNS = {
    "data": "arms",
    "noise": 0.2,
    "test": 0.4,
    "points": 100,
    "labels": "shuffled",
    "features": ("x1", "x2", "x1*x2"),
    "hidden": (3,),
    "activation": "tanh",
    "loss": "squared",
    "init": "equal",
    "learning_rate": 0.01,
    "batch": 10,
    "penalty": "l2",
    "penalty_rate": 0.5,
    "seed": 1,
    "step": 9,
    "point": 3,
    "weight": (2, 3, 1),
    "show": "gradients",
    "panel": "slice",
    "test_points": True,
}


def test_every_field_of_a_situation_but_the_engine_is_turned_below():
    assert FIELDS.keys() - TURNS.keys() == {"engine"}  # right functions of the learner's give nblib's very picture


@pytest.mark.parametrize("name", TURNS)
def test_every_control_changes_the_picture(name):
    start = parse("penalty=l1;penalty_rate=0.001;hidden=4")
    turned = start.turn(name, TURNS[name])
    situations = [s if name == "step" else s.at(5) for s in (start, turned)]
    before, after, again = (foreground(s.panel, look(Run(s))) for s in (*situations, situations[0]))
    assert before == again != after


# ── Layers ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def shapes(svg):
    """Everything that is drawn, without the names that are given on the way and without hidden definitions."""
    svg = re.sub(r"<defs>.*?</defs>|url[(]#.*?[)]", "", svg, flags=re.DOTALL)
    svg = re.sub(r'(?: id|xlink:href)="#?[^"]*"', "", svg)
    return sorted(re.findall(r"<(?:path|image|use|text)[^>]*", svg))


@each_panel
def test_the_layers_together_are_the_picture(panel):
    layered = LayeredPicture(panel, seen("", panel=panel))
    for line in LINES:
        data = seen(line, panel=panel)
        whole = foreground(panel, data)
        parts = layered.moving(data) + layered.resting(data, anew=True)
        assert shapes(parts) == shapes(whole), line


def test_what_rests_is_drawn_again_only_when_it_changes():
    run = Run(parse("step=1000"))
    layered = LayeredPicture("loss", look(run))
    assert "<svg" in layered.resting(look(run))
    assert layered.resting(look(run)) is None
    run.advance(1)
    assert layered.resting(look(run)) is None
    assert layered.resting(look(run), anew=True) is not None
    for name, value in (("point", 5), ("test_points", True), ("loss", "squared"), ("hidden", (4,)), ("data", "arms")):
        run.turn(name, value)
        assert layered.resting(look(run)) is not None, name


# ── What the picture means ───────────────────────────────────────────────────────────────────────────────────────────


def net_of(line, weights=None):
    data = seen(line)
    if weights is not None:
        data = data._replace(layers=[Layer(np.array(W), np.zeros(len(W[0]))) for W in weights])
    with style():
        return Net(axes_at(new_figure(840, 430), 0, 0, 448, 430), data), data


def lines_of(net, positive):
    """{thickness: how many lines} of one sign."""
    return {
        width: len(path.get_path().vertices) // 4
        for (sign, width), path in net._edges.items()
        if sign == positive and path.get_visible()
    }


def test_a_line_is_solid_for_a_positive_weight_dashed_for_a_negative_and_thicker_for_a_larger_one():
    net, _ = net_of("hidden=none;data=moons", [[[2.0, -2.0], [0.5, 0.0]]])
    assert lines_of(net, True) == {3.0: 1, 0.6: 1}
    assert lines_of(net, False) == {3.0: 1}
    assert len(net._faint.get_path().vertices) // 4 == 1  # the weight that is 0 is there, but says nothing
    dashed = {positive: path.get_linestyle() for (positive, _), path in net._edges.items()}
    assert dashed[True] == "solid"
    assert dashed[False] != "solid"


def test_gradients_are_drawn_relative_to_the_largest():
    net, data = net_of("show=gradients;step=5")
    largest = max(np.abs(dW).max() for dW, _ in data.gradients)
    drawn = sum(lines_of(net, True).values()) + sum(lines_of(net, False).values())
    drawn += len(net._faint.get_path().vertices) // 4 if net._faint.get_visible() else 0
    assert drawn == sum(dW.size for dW, _ in data.gradients)
    assert THICKNESSES[-1] in lines_of(net, True) | lines_of(net, False)
    assert f"{largest:.4f}"[:5] in net._key.get_text()


def test_a_units_picture_tells_negative_by_stripes_and_silence_by_grey():
    values = np.stack([np.full((8, 8), 1.0), np.full((8, 8), -1.0), np.zeros((8, 8))])
    positive, negative, silent = unit_images(values, np.array([1.0, 1.0, 0.0]))
    assert len(np.unique(positive.reshape(-1, 3), axis=0)) == 1
    assert len(np.unique(negative.reshape(-1, 3), axis=0)) == 2
    assert len(np.unique(silent.reshape(-1, 3), axis=0)) == 1
    assert 0 < silent[0, 0].min() == pytest.approx(silent[0, 0].max(), abs=0.05)


def test_the_surface_keeps_the_winner_of_each_square():
    P = np.zeros((4, 4, 3))
    P[:2, :, 1], P[2:, :, 2] = 1, 1
    image = surface_image(P)
    assert image.shape == (8, 8, 3)
    assert not np.array_equal(image[0], image[-1])


def test_the_description_tells_step_losses_accuracies_and_the_panel():
    data = seen("step=300;data=arms;panel=point;point=7")
    text = describe(data)
    assert text.startswith("Step 300. Net 2-8-8-3, relu, on arms. Loss ")
    assert f"{data.train_loss:.4f} on 140 training" in text
    assert f"right: {data.train_accuracy:.0%} and {data.test_accuracy:.0%}." in text
    assert "Point 7, true class" in text
    assert "the mean of a · dz is" in describe(seen("panel=weight"))
    assert "η times the curvature is" in describe(seen("panel=slice"))
    assert "Every gradient agrees" in describe(seen("panel=check;hidden=2"))
    assert "Diverged" in describe(seen("activation=linear;learning_rate=100;step=40"))
