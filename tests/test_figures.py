"""The laws that every interactive figure obeys; no browser is needed to see a figure break one."""

import importlib
import pkgutil
import re
import warnings

import pytest

import nblib.viz.figures
from nblib.viz.explorer import Explorer
from nblib.viz.render import Picture
from nblib.viz.spec import Slider

FIGURES = [
    figure
    for module in pkgutil.iter_modules(nblib.viz.figures.__path__)
    for figure in importlib.import_module(f"nblib.viz.figures.{module.name}").FIGURES
]


@pytest.fixture(params=FIGURES, ids=lambda figure: figure.__name__)
def spec(request):
    return request.param()


def situations(spec):
    """The start, every preset, and every control at each of its extremes (all else at the start)."""
    found = {"start": spec.start()}
    found |= {f"preset {i} ({preset.name})": spec.preset(i) for i, preset in enumerate(spec.presets, start=1)}
    for name, control in spec.controls.items():
        found |= {f"{name} = {value}": spec.start(**{name: value}) for value in control.values}
    seen = []
    for name, state in found.items():
        if state not in seen:
            seen.append(state)
            yield name, state


def test_there_are_figures():
    assert len(FIGURES) >= 2


def test_updating_gives_the_picture_that_drawing_gives_over_the_same_background(spec):
    picture = Picture(spec, spec.model(**spec.start()), salt="x")
    background = picture.background()
    for name, state in list(situations(spec))[::-1]:
        data = spec.model(**state)
        picture.update(data)
        afresh = Picture(spec, data, salt="x")
        # The background first, as on the page: drawing it is what gives an image's axes their place.
        assert afresh.background() == background, f"{name}: something that changes is not among the artists"
        assert picture.foreground() == afresh.foreground(), name


def test_the_png_shows_what_the_svg_shows(spec):
    picture = Picture(spec, spec.model(**spec.start()))
    start = picture.rgba()
    picture.update(spec.model(**spec.preset(2)))
    assert picture.rgba() == Picture(spec, spec.model(**spec.preset(2))).rgba()
    picture.update(spec.model(**spec.start()))
    assert picture.rgba() == start


def test_every_control_changes_the_picture_and_the_preset_stories_differ(spec):
    picture = Picture(spec, spec.model(**spec.start()))

    def svg(state):
        picture.update(spec.model(**state))
        return picture.foreground()

    for name, control in spec.controls.items():
        contexts = [spec.start(), *(spec.preset(i) for i in range(1, len(spec.presets) + 1))]
        pictures_of = ({svg(spec.settled(state | {name: value})) for value in control.values} for state in contexts)
        assert any(len(pictures) > 1 for pictures in pictures_of), f"{name} changes nothing"
    pictures = [svg(spec.preset(i)) for i in range(1, len(spec.presets) + 1)]
    assert len(set(pictures)) == len(pictures), "two presets show the same picture"


def test_every_situation_is_legal(spec):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        picture = Picture(spec, spec.model(**spec.start()))
        for name, state in situations(spec):
            data = spec.model(**state)
            picture.update(data)
            svg, description = re.sub(r"base64,[^\"]*", "", picture.foreground()), spec.describe(data)
            assert "nan" not in svg.replace(">nan<", "><"), f"{name}: a coordinate is nan"
            assert "inf" not in re.sub(">inf<|information|inflection", "", svg.lower()), name
            assert any(character.isdigit() for character in description), f"{name}: no number in the description"
            assert "%" not in description or "{" not in description, name


def test_presets_are_told_and_within_the_controls(spec):
    assert 3 <= len(spec.presets) <= 9
    for preset in spec.presets:
        assert preset.story.endswith(".")
        for name, value in preset.values.items():
            control = spec.controls[name]
            if isinstance(control, Slider):
                assert control.low <= value <= control.high, (preset.name, name)
            else:
                assert value in control.values, (preset.name, name)


def test_actions_stay_within_the_controls(spec):
    for action in spec.actions:
        for _, state in situations(spec):
            changed = state | action.change(state)
            assert changed.keys() == state.keys()
            for name, control in spec.controls.items():
                if isinstance(control, Slider):
                    assert control.low <= changed[name] <= control.high, (action.label, name)


def test_the_bundle_is_readable_with_and_without_a_kernel(spec):
    explorer = Explorer(spec)
    bundle = explorer._repr_mimebundle_()
    view = "application/vnd.jupyter.widget-view+json"
    assert set(bundle) == {"text/plain", "text/html", "image/png", view}
    assert explorer.description in bundle["text/plain"]
    assert bundle["text/html"].startswith('<img alt="')
    assert "<script" not in bundle["text/html"]


def test_the_figure_has_no_text_below_12_pixels(spec):
    picture = Picture(spec, spec.model(**spec.start()))
    small = {
        text.get_text(): text.get_fontsize()
        for text in picture.figure.findobj(lambda artist: hasattr(artist, "get_fontsize"))
        if text.get_text() and text.get_fontsize() < 12
    }
    assert not small
