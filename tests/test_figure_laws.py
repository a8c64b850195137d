"""The laws of the figures catch what they are there to catch: each fault is planted, and one law at least sees it."""

from dataclasses import replace

import pytest

from nblib.viz.figures.normalisers import three_scores
from nblib.viz.spec import Action, Preset
from tests.figure_laws import LAWS

SOUND = three_scores()


def forgets_an_artist(artists, data):
    """Leave a bar of the right-hand panel as it was."""
    bar = artists["bars"][1].bars[0]
    height = bar.get_height()
    SOUND.update(artists, data)
    bar.set_height(height)


def draws_nan(artists, data):
    SOUND.update(artists, data)
    if data.moved:
        artists["scores"][0].set_text("z = nan")


def ignores_a_control(z1, z2, z3, add, times):
    return SOUND.model(z1, 2.0, z3, add, times)


def raises_at_the_end(z1, z2, z3, add, times):
    if z2 == SOUND.controls["z2"].high:
        raise ZeroDivisionError("division by zero")
    return SOUND.model(z1, z2, z3, add, times)


def with_a_clock(fig, data):
    """A background that depends on the numbers."""
    fig.text(0.5, 0.5, f"z1 = {data.z[0]}", fontsize=12)
    return SOUND.draw(fig, data)


def with_small_text(fig, data):
    fig.text(0.5, 0.5, "small print", fontsize=7)
    return SOUND.draw(fig, data)


BAD_PRESET = Preset("nan", "One score is not a number.", {"z1": float("nan")})
FAULTS = {  # what is wrong: (the law that sees it, what is changed in the sound figure)
    "an update that differs from a redraw": ("updating_gives_the_picture", {"update": forgets_an_artist}),
    "a background that changes": ("updating_gives_the_picture", {"draw": with_a_clock}),
    "a view that ignores a control": ("every_control_changes", {"model": ignores_a_control}),
    "a description that ignores them": ("every_control_changes", {"describe": lambda data: "Three scores, 2 panels."}),
    "two presets that are the same": ("every_control_changes", {"presets": (*SOUND.presets, SOUND.presets[0])}),
    "a preset with a nan": ("presets_are_told_and_within", {"presets": (*SOUND.presets, BAD_PRESET)}),
    "a number that is nan in one situation": ("every_situation_is_legal", {"update": draws_nan}),
    "an exception in a model": ("every_situation_is_legal", {"model": raises_at_the_end}),
    "a figure without alt text": ("the_bundle_is_readable", {"describe": lambda data: ""}),
    "a description without a number": ("the_bundle_is_readable", {"describe": lambda data: "Three scores."}),
    "an action beyond the controls": ("actions_stay_within", {"actions": (Action("far", lambda state: {"z1": 1e9}),)}),
    "text too small to read": ("no_text_is_smaller", {"draw": with_small_text}),
}


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_the_sound_figure_obeys(law):
    law(SOUND)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_caught_by_the_law_against_it(fault):
    name, changes = FAULTS[fault]
    [law] = [law for law in LAWS if law.__name__.startswith(name)]
    with pytest.raises(AssertionError):
        law(replace(SOUND, **changes))
