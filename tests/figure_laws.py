"""The laws that every interactive figure obeys, each a function of its spec that fails with an AssertionError.

No browser is needed to see a figure break one. tests/test_figures.py applies them to all figures, and
tests/test_figure_laws.py plants faults in one figure and sees each of them caught.
"""

import io
import re
import warnings
from functools import cache

from PIL import Image, ImageChops

from nblib.viz.explorer import Explorer
from nblib.viz.render import PNG_SCALE, Picture
from nblib.viz.spec import Slider


def updating_gives_the_picture_that_drawing_gives_over_the_same_background(spec):
    picture = Picture(spec, spec.model(**spec.start()), salt="x")
    background = picture.background()
    for name, state in list(situations(spec))[::-1]:
        data = spec.model(**state)
        picture.update(data)
        afresh = Picture(spec, data, salt="x")
        # The background first, as on the page: drawing it is what gives an image's axes their place.
        assert afresh.background() == background, f"{name}: something that changes is not among the artists"
        assert picture.foreground() == afresh.foreground(), f"{name}: updated, the picture is not what is drawn anew"


def the_png_shows_what_the_svg_shows(spec):
    picture = Picture(spec, spec.model(**spec.start()))
    start = picture.rgba()
    picture.update(spec.model(**spec.preset(2)))
    assert picture.rgba() == Picture(spec, spec.model(**spec.preset(2))).rgba()
    picture.update(spec.model(**spec.start()))
    assert picture.rgba() == start


def every_control_changes_picture_and_description_and_the_presets_differ(spec):
    picture = Picture(spec, spec.model(**spec.start()))

    @cache
    def shown(**state):
        data = spec.model(**state)
        picture.update(data)
        return picture.foreground(), spec.describe(data)

    contexts = [spec.start(), *(spec.preset(i) for i in range(1, len(spec.presets) + 1))]
    for name, control in spec.controls.items():
        for what, part in (("picture", 0), ("description", 1)):
            turned = ([spec.settled(state | {name: value}) for value in control.values] for state in contexts)
            changes = (len({shown(**state)[part] for state in states}) > 1 for states in turned)
            assert any(changes), f"{name} leaves the {what} as it is"  # drawn until one does: drawing takes long
    pictures = [shown(**state)[0] for state in contexts[1:]]
    assert len(set(pictures)) == len(pictures), "two presets show the same picture"


def every_situation_is_legal(spec):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        picture = Picture(spec, spec.model(**spec.start()))
        for name, state in situations(spec):
            try:
                data = spec.model(**state)
                picture.update(data)
                svg, description = re.sub(r"base64,[^\"]*", "", picture.foreground()), spec.describe(data)
            except Exception as error:
                raise AssertionError(f"{name}: {type(error).__name__}: {error}") from error
            assert "nan" not in svg.replace(">nan<", "><"), f"{name}: nan is drawn"
            assert "inf" not in re.sub(">inf<|information|inflection", "", svg.lower()), f"{name}: inf is drawn"
            assert any(character.isdigit() for character in description), f"{name}: no number in the description"
            assert "%" not in description or "{" not in description, f"{name}: a number is not filled in"


def presets_are_told_and_within_the_controls(spec):
    assert 3 <= len(spec.presets) <= 9
    for preset in spec.presets:
        assert preset.story.endswith(".")
        for name, value in preset.values.items():
            assert _allows(spec.controls[name], value), f"{preset.name}: {name} = {value}"


def actions_stay_within_the_controls(spec):
    for action in spec.actions:
        for _, state in situations(spec):
            changed = state | action.change(state)
            assert changed.keys() == state.keys()
            for name, control in spec.controls.items():
                assert _allows(control, changed[name]), f"{action.label}: {name} = {changed[name]}"


def the_bundle_is_readable_with_and_without_a_kernel(spec):
    explorer = Explorer(spec)
    bundle = explorer._repr_mimebundle_()
    view = "application/vnd.jupyter.widget-view+json"
    assert set(bundle) == {"text/plain", "text/html", "image/png", view}
    assert explorer.description in bundle["text/plain"]
    assert re.match(r'<img alt="[^"]*\d[^"]*"', bundle["text/html"]), "no alt text with a number"
    assert "<script" not in bundle["text/html"]
    assert re.search(r'role="img" aria-label="[^"]*\d[^"]*"', explorer._foreground.value), "the picture has no name"


def no_text_is_smaller_than_12_pixels(spec):
    picture = Picture(spec, spec.model(**spec.start()))
    small = {
        text.get_text(): text.get_fontsize()
        for text in picture.figure.findobj(lambda artist: hasattr(artist, "get_fontsize"))
        if text.get_text() and text.get_fontsize() < 12
    }
    assert not small


LAWS = (
    updating_gives_the_picture_that_drawing_gives_over_the_same_background,
    the_png_shows_what_the_svg_shows,
    every_control_changes_picture_and_description_and_the_presets_differ,
    every_situation_is_legal,
    presets_are_told_and_within_the_controls,
    actions_stay_within_the_controls,
    the_bundle_is_readable_with_and_without_a_kernel,
    no_text_is_smaller_than_12_pixels,
)


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


def farthest_colour(picture, **few):
    """How far off, of 255, a colour of the saved PNG is from what was drawn, where it is worst."""
    saved = Image.open(io.BytesIO(picture.png(**few))).convert("RGB")
    drawn = Image.frombytes("RGBA", saved.size, picture.rgba(few.get("scale", PNG_SCALE))).convert("RGB")
    return max(high for low, high in ImageChops.difference(saved, drawn).getextrema())


def _allows(control, value):
    return control.low <= value <= control.high if isinstance(control, Slider) else value in control.values
