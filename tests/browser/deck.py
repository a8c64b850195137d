"""A notebook as a slide show in JupyterLab ("Deck"), driven by the keys that a speaker has: Space and N."""

import re
from pathlib import Path
from typing import NamedTuple

from nblib.viz.explorer import CIRCLED

SCRIPT = Path(__file__).with_suffix(".js")
PRESET = re.compile(f"^[{CIRCLED}] ")
READY = "() => getComputedStyle(document.body).getPropertyValue('--slide') && document.querySelector('.jp-Deck')"
SPOKEN = (
    "mjx-assistive-mml { display: none !important }"  # a formula for the ear, clipped to a pixel, is as wide as any
)
STILL = """() => {
    const fading = document.getAnimations().filter(animation => animation instanceof CSSTransition); // no cursors
    return Promise.allSettled(fading.map(animation => animation.finished))
        .then(() => new Promise(requestAnimationFrame))
        .then(() => new Promise(requestAnimationFrame));
}"""


class Slide(NamedTuple):
    """A slide with all that it reveals: its cells, its first words, and every state in which something was cut off."""

    number: int
    cells: tuple[int, ...]
    words: str
    states: int
    faults: tuple[str, ...]
    letters: dict[str, int]


def start(page):
    """Begin the show of the notebook in front, at its first cell, with the course's style."""
    page.evaluate("() => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = 0 }")
    page.evaluate("() => window.jupyterapp.commands.execute('deck:start').then(() => true)")
    page.wait_for_function(READY)
    page.wait_for_timeout(1200)  # Deck closes the side bars twice, the second time a second later
    page.add_style_tag(content=SPOKEN)
    page.evaluate(SCRIPT.read_text(encoding="utf-8") + "; null")


def stop(page):
    """End it."""
    page.evaluate("() => window.jupyterapp.commands.execute('deck:stop').then(() => true)")


def walk(page):
    """Every slide in order, by Space alone; on each one the story of its figure is told, its prediction answered."""
    number, now, before = 0, look(page), None
    while now["cells"] != before:
        number, before = number + 1, now["cells"]
        assert not now["notes"], f"the speaker's notes are on slide {number}"
        while look(page)["hidden"]:
            press_space(page)
        states = {"": cut_off(page), **told(page), **answered(page)}
        faults = tuple(f"{state}{fault}" for state, faults in states.items() for fault in faults)
        yield Slide(number, tuple(before), now["words"], len(states), faults, page.evaluate("deck.letters()"))
        press_space(page)
        now = look(page)


def look(page):
    """What is on the slide now, once nothing moves any more."""
    page.evaluate(STILL)
    return page.evaluate("deck.look()")


def press_space(page):
    """Go on, as a speaker does."""
    page.keyboard.press("Space")
    page.evaluate(STILL)


def cut_off(page):
    """What is beyond the screen, or cut, now."""
    page.evaluate(STILL)
    return page.evaluate("deck.faults()")


def told(page):
    """Tell the story of the figure on the slide with the key N; {preset: what is cut off there}."""
    states = {}
    figure = page.locator(".jp-deck-mod-onscreen .nblib-explorer")
    for number in range(1, 1 + figure.get_by_role("button", name=PRESET).count()):
        act(page, lambda: page.keyboard.press("n"))
        [marked] = figure.locator("button.mod-primary").all_inner_texts()
        states[f"{marked}: "] = cut_off(page)
        assert marked.startswith(CIRCLED[number - 1]), f"{marked} is not preset {number}"
    return states


def answered(page):
    """Take the room's hands for the prediction on the slide, and lock it; {what was done: what is cut off there}."""
    card = page.locator(".jp-deck-mod-onscreen .nblib-card", has=page.get_by_role("button", name="Lock in my answer"))
    if not card.count():
        return {}
    act(page, lambda: card.get_by_role("button", name="Show of hands").click())
    for number, box in enumerate(card.locator("input[type=number]").all(), start=1):
        act(page, lambda box=box, number=number: (box.fill(str(3 * number)), box.press("Tab")))
    states = {"hands: ": cut_off(page)}
    act(page, lambda: card.get_by_role("button", name="Lock in my answer").click())
    card.get_by_text(" hands, ").first.wait_for()
    states |= {"told: ": cut_off(page)}
    card.locator(".widget-htmlmath").first.click()  # what was pressed is disabled now: keys go to the slide again
    return states


def act(page, action):
    """Do something that the kernel hears, and wait until it has answered."""
    sent = page.evaluate("learner.sent()")
    action()
    page.evaluate("sent => learner.answered(sent)", sent)
