"""The explorer: controls, presets and actions move the picture; a failing model is told, never raised."""

import re
import warnings
from dataclasses import replace

import ipywidgets as widgets
import pytest

from nblib.viz.explorer import Explorer
from nblib.viz.figures.normalisers import three_scores
from nblib.viz.slider import LabelledSlider
from nblib.viz.spec import Action, Choice, Preset, Slider, Toggle


def buttons(explorer):
    found, stack = {}, [explorer]
    while stack:
        widget = stack.pop()
        if isinstance(widget, widgets.Button):
            found[widget.description] = widget
        stack.extend(getattr(widget, "children", ()))
    return found


@pytest.fixture
def explorer():
    return Explorer(three_scores())


def test_moving_a_control_moves_picture_and_description(explorer):
    before = explorer._foreground.value, explorer.description
    explorer._controls["z1"].value = -3.0
    after = explorer._foreground.value, explorer.description
    assert before[0] != after[0]
    assert "−3.0" in after[1]
    assert explorer.description in explorer._foreground.value


def test_a_preset_sets_all_controls_in_one_drawing(explorer, monkeypatch):
    drawings = []
    monkeypatch.setattr(explorer._picture, "update", lambda data: drawings.append(data))
    buttons(explorer)["② [2, 1, −1]"].click()
    assert explorer.state == {"z1": 2.0, "z2": 1.0, "z3": -1.0, "add": False, "times": False}
    assert len(drawings) == 1


def test_the_pressed_preset_is_marked_and_told_until_a_control_moves(explorer):
    buttons(explorer)["③ [−1, 0, 1]"].click()
    styles = [button.button_style for button in explorer._presets]
    assert styles == ["", "", "primary", "", ""]
    assert "divides by it" in explorer._story.value
    explorer._controls["z1"].value = 4.0
    assert not any(button.button_style for button in explorer._presets)
    assert explorer._story.value == ""


def test_the_next_button_tells_the_story_in_order_and_begins_again(explorer):
    def told_after_a_press():
        explorer._next[0]._handle_custom_msg({}, [])  # what the page sends for the button and for the key N
        return [i for i, button in enumerate(explorer._presets, start=1) if button.button_style]

    assert [told_after_a_press() for _ in range(6)] == [[1], [2], [3], [4], [5], [1]]
    buttons(explorer)["③ [−1, 0, 1]"].click()
    explorer._controls["z1"].value = 4.0
    assert told_after_a_press() == [4]


def test_a_figure_without_a_story_has_no_next_button():
    assert Explorer(replace(three_scores(), presets=()))._next == []


def test_an_action_changes_the_state():
    spec = replace(three_scores(), actions=(Action("swap", lambda state: {"z1": state["z3"], "z3": state["z1"]}),))
    explorer = Explorer(spec)
    buttons(explorer)["swap"].click()
    assert (explorer.state["z1"], explorer.state["z3"]) == (3.0, 1.0)


def test_a_failing_model_is_told_in_the_caption_and_recovers():
    def softmax(Z):
        if Z.max() > 4:
            raise RuntimeError("too <b>hot</b>")
        return Z

    explorer = Explorer(three_scores(softmax))
    explorer.set(z1=5.0)
    assert "RuntimeError: too <b>hot</b>" in explorer.description
    assert "&lt;b&gt;" in explorer._foreground.value
    explorer.set(z1=1.0)
    assert "Scores [1.0" in explorer.description


def test_the_caption_keeps_the_height_that_it_once_needed():
    def height():
        return re.search(r"min-height:([\d.]+)em", explorer._foreground.value)[1]

    long = replace(three_scores(), describe=lambda data: "1 word, " * (60 if data.z[0] > 4 else 10))
    explorer = Explorer(long)
    one_line = height()
    explorer.set(z1=5.0)
    assert float(height()) > 3 * float(one_line)
    needed = height()
    explorer.set(z1=0.0)
    assert height() == needed


def test_unknown_controls_and_presets_are_named(explorer):
    with pytest.raises(ValueError, match="has the controls z1, z2, z3, add, times, not z9"):
        explorer.set(z9=1)
    with pytest.raises(ValueError, match="presets 1 … 5, not 6"):
        explorer.preset(6)


FRUIT = {"round": ("apple", "cherry"), "long": ("banana",)}


def fruit():
    """Three scores beside a dropdown whose options follow another."""
    shelf = Choice("shelf", tuple(FRUIT), "round")
    fruit = Choice("fruit", sum(FRUIT.values(), ()), "cherry", lambda state: FRUIT[state["shelf"]])
    return replace(
        three_scores(),
        controls={"shelf": shelf, "fruit": fruit},
        model=lambda shelf, fruit: three_scores().model(len(shelf), len(fruit), 1, False, False),
        presets=(Preset("a long one", "It is a banana.", {"shelf": "long"}),),
    )


def test_a_dropdown_offers_what_fits_the_other_controls():
    explorer = Explorer(fruit())
    assert explorer.state == {"shelf": "round", "fruit": "cherry"}
    assert explorer._controls["fruit"].options == ("apple", "cherry")
    explorer._controls["shelf"].value = "long"
    assert explorer._controls["fruit"].options == ("banana",)
    assert explorer.state["fruit"] == "banana"
    explorer.set(shelf="round", fruit="cherry")
    assert explorer.state == {"shelf": "round", "fruit": "cherry"}
    buttons(explorer)["① a long one"].click()
    assert explorer.state == {"shelf": "long", "fruit": "banana"}
    assert explorer._presets[0].button_style == "primary"


def test_a_change_of_what_is_offered_draws_once(monkeypatch):
    explorer = Explorer(fruit())
    drawings = []
    monkeypatch.setattr(explorer._picture, "update", lambda data: drawings.append(data))
    explorer._controls["shelf"].value = "long"
    assert len(drawings) == 1


def test_every_kind_of_control_has_a_widget():
    spec = replace(
        three_scores(),
        controls={
            "a": Slider("a", 0, 10, 1, 5),
            "b": Slider("b", 0, 1, 0.1, 0.5),
            "c": Choice("c", (("one", 1), ("two", 2)), 1),
            "d": Toggle("d"),
        },
        model=lambda a, b, c, d: three_scores().model(a, b, c, d, False),
        presets=(),
    )
    kinds = [LabelledSlider, LabelledSlider, widgets.Dropdown, widgets.ToggleButton]
    assert all(map(isinstance, Explorer(spec)._controls.values(), kinds))


def test_a_whole_slider_gives_whole_numbers_and_any_slider_stays_in_range():
    slider = LabelledSlider("k", 3, low=0, high=10, step=1)
    for given, value in ((4.0, 4), (99, 10), (-1, 0)):
        slider.value = given
        assert slider.value == value
        assert isinstance(slider.value, int)
    slider = LabelledSlider("z", 1, low=-5, high=5, step=0.1)
    assert isinstance(slider.value, float)
    slider.value = -7
    assert slider.value == -5.0


def test_a_value_between_two_steps_is_kept_as_it_is():
    assert LabelledSlider("η", 0.5858, low=0, high=1, step=0.01).value == 0.5858


def test_a_slider_brings_its_name_and_what_draws_it():
    slider = LabelledSlider("z₁", 0.0, low=-5, high=5, step=0.1)
    assert slider.label == "z₁"
    assert "export default { render }" in slider._esm
    assert ".nblib-slider" in slider._css


def test_a_control_can_begin_a_new_row():
    def counts(spec):
        return [len(part.children) for part in Explorer(spec).children if isinstance(part, widgets.HBox)]

    presets, controls = counts(three_scores())
    assert counts(replace(three_scores(), row_starts=("z2",))) == [presets, 1, controls - 1]


def test_the_picture_names_itself_and_escapes(explorer):
    assert f'role="img" aria-label="{explorer.description[:20]}' in explorer._foreground.value


def test_nothing_is_drawn_with_pyplot():
    import sys

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Explorer(three_scores())
    assert "matplotlib.pyplot" not in sys.modules
