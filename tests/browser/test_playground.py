"""A learner at the playground: a story, Run, a knob turned while it runs, Pause, the keyboard, the state line."""

import re

from playwright.sync_api import expect

from .notebook import ERRORS, accessibility_faults, open_in_lab, run_all
from .playground import pause, run, step


def started(lab):
    """The first playground of the lesson, once all five are there and nothing moves any more."""
    open_in_lab(lab, "notebooks/10_playground.ipynb")
    run_all(lab)
    expect(lab.locator(".nblib-playground [role=img]")).to_have_count(5, timeout=60_000)
    shown = lab.locator(".nblib-playground").first
    expect(shown.get_by_role("button", name="Run", exact=True)).to_be_visible()
    return shown


def test_a_learner_runs_pauses_restores_and_looks_into_every_panel(lab):
    shown = started(lab)
    assert lab.locator(ERRORS).all_inner_texts() == []
    tell_stories_run_pause_and_restore(shown)
    look_into_every_panel_by_keyboard(shown)
    assert accessibility_faults(lab) == []
    assert lab.errors == []


def tell_stories_run_pause_and_restore(shown):
    picture, line = shown.get_by_role("img").first, shown.get_by_role("textbox", name="state line")

    for number, name in (("①", "the spiral"), ("④", "divergence"), ("⑥", "overfitting")):
        story = shown.get_by_role("button", name=re.compile(f"^{number}"))
        story.click()
        expect(story).to_have_class(re.compile("mod-primary"))
        expect(shown).to_contain_text(f"{name}.")
    expect(picture).to_have_attribute("aria-label", re.compile(r"^Step 1000\..*on moons"))

    shown.get_by_role("button", name="Reset").click()
    expect(picture).to_have_attribute("aria-label", re.compile(r"^Step 0\."))
    before = picture.inner_html()
    run(shown)
    rate = shown.get_by_role("spinbutton", name="η")
    rate.fill("0.05")
    rate.press("Enter")
    expect(line).to_have_value(re.compile(r"turned=\d+:learning_rate=0\.05"))
    pause(shown)
    step(shown)
    expect(line).to_have_value(re.compile(r"step=\d*1;"))
    assert picture.inner_html() != before
    paused_at, described = line.input_value(), picture.get_attribute("aria-label")

    shown.get_by_role("button", name=re.compile("^①")).click()
    expect(line).to_have_value("step=1000")  # what comes after the picture would be written over what is typed
    expect(picture).to_have_attribute("aria-label", re.compile("on spirals"))
    line.fill("learning_rat=1")
    shown.get_by_role("button", name="Load").click()
    expect(shown.get_by_role("alert")).to_contain_text("did you mean learning_rate")
    expect(picture).to_have_attribute("aria-label", re.compile("on spirals"))

    line.fill(paused_at)
    shown.get_by_role("button", name="Load").click()
    expect(picture).to_have_attribute("aria-label", described)


def look_into_every_panel_by_keyboard(shown):
    """Each panel has a description of its own."""
    panel, seen = shown.get_by_role("combobox", name="panel"), set()
    picture = shown.get_by_role("img").first
    for name in ("point", "weight", "slice", "check"):
        before = picture.get_attribute("aria-label")
        panel.focus()
        for key in ("Space", "ArrowDown", "Enter"):  # JupyterLab takes the arrow keys while the menu is closed
            shown.page.keyboard.press(key)
        expect(panel).to_have_value(name)
        expect(picture).not_to_have_attribute("aria-label", before)
        seen.add(picture.get_attribute("aria-label"))
    assert len(seen) == 4
