"""The playground of lesson 10 by keyboard: run, pause, take a step."""

import re

from playwright.sync_api import expect


def run(playground):
    """Press Run, and see the picture of another step."""
    picture = playground.get_by_role("img").first
    before = picture.get_attribute("aria-label")
    playground.get_by_role("button", name="Run", exact=True).press("Enter")
    expect(playground.get_by_role("button", name="Pause")).to_be_visible()
    expect(picture).not_to_have_attribute("aria-label", before)


def pause(playground):
    """Press Pause, and see it stand: it can be run again, and its line can be written."""
    playground.get_by_role("button", name="Pause").press("Enter")
    expect(playground.get_by_role("button", name="Run", exact=True)).to_be_visible()
    expect(playground.get_by_role("textbox", name="state line")).to_be_enabled()


def step(playground):
    """Take one step: runs stand at whole tens."""
    playground.get_by_role("button", name="Step ×1", exact=True).press("Enter")
    expect(playground.get_by_role("img").first).to_have_attribute("aria-label", re.compile(r"^Step \d*1\."))
