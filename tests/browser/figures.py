"""Moving a figure's controls by keyboard, as a learner without a mouse does, and seeing whether the figure follows."""

import re
from dataclasses import dataclass
from math import isclose

from .keyboard import enter, press, space

CONTROLS = "input, select, button"  # all that a figure has, in the order of the page
KIND = "control => control.type + Array.from(control.classList).filter(name => name.startsWith('widget-'))"
PRESET = re.compile("[①-⑨] ")


class Figure:
    """An interactive figure on the page: its controls, and what it shows now."""

    def __init__(self, page, element):
        self.page, self._element = page, element
        controls = element.query_selector_all(CONTROLS)
        names = page.evaluate("controls => controls.map(control => control.textContent)", controls)
        self._presets = [control for control, name in zip(controls, names, strict=True) if PRESET.match(name)]
        self._others = [control for control, name in zip(controls, names, strict=True) if not PRESET.match(name)]
        self.seen = View(**element.evaluate("figure => learner.look(figure)"))

    def press_every_preset_and_move_every_control(self):
        """Each preset shows and says something else; each control changes both, at the start or after some preset."""
        assert len(self._presets) >= 3
        assert len(self._others) >= 1
        still = self.those_that_do_not_follow(self._others)
        still = self.those_that_do_not_follow(still)  # Back does, when Next has been pressed
        views = []
        for preset in self._presets:
            views.append(self.move(preset, enter))
            still = self.those_that_do_not_follow(still)
        assert len({view.picture for view in views}) == len(views), "two presets show the same picture"
        assert len({view.description for view in views}) == len(views), "two presets have the same description"
        assert [self._named(control) for control in still] == [], "these do not change picture and description together"

    def follow_two_presets_and_a_control_of_each_kind(self, moved):
        """The first and the last preset differ in all; after them so does a control of each kind, if one can be moved.

        Kinds that are among `moved` are left out, and those that followed are added to it; returns the figure's kinds.
        """
        kinds, views = [control.evaluate(KIND) for control in self._others], []
        for preset in (self._presets[0], self._presets[-1]):
            views.append(self.move(preset, enter))
            for control, kind in zip(self._others, kinds, strict=True):
                if kind not in moved and not self.those_that_do_not_follow([control]):
                    moved.add(kind)
        assert views[0].picture != views[1].picture, "two presets show the same picture"
        assert views[0].description != views[1].description, "two presets have the same description"
        return kinds

    def change_pixels(self):
        """The screen shows another picture after a preset: nothing lies above it."""
        background = self._element.query_selector("svg")  # what moves lies over it, in an element that is replaced
        before = background.screenshot()
        self.move(self._presets[0], enter)
        assert background.screenshot() != before

    def follow_the_arrow_keys(self):
        """An arrow key moves each slider by a step, and its number box with it; the notebook keeps none for itself."""
        for slider in self._element.query_selector_all("input[type=range]"):
            before = self.seen.sliders
            assert self.move(slider, arrow).sliders != before, "the arrow key did not arrive"

    def _named(self, control):
        """A control with the text beside it, for a message."""
        return control.evaluate(
            "control => `${control.type} ${control.closest('.nblib-slider, .widget-box').textContent}`"
        )

    def those_that_do_not_follow(self, controls):
        """The controls that change not both, picture and description, when they are moved one way or another."""
        return [control for control in controls if not any(self.follows(control, keys) for keys in (one_way, another))]

    def follows(self, control, keys):
        """Whether picture and description both change when a control is moved."""
        before, after = self.seen, self.move(control, keys)
        return before.picture != after.picture and before.description != after.description

    def move(self, control, keys):
        """Press these keys on a control; what is seen when the kernel has answered."""
        sent = press(self.page, control, keys)
        seen = self._element.evaluate("(figure, sent) => learner.lookWhenAnswered(figure, sent)", sent)
        self.seen = View(**seen)
        self.seen.is_legal()
        return self.seen


@dataclass(frozen=True)
class View:
    """What a figure shows and says: its picture as a number, and in words."""

    picture: int
    description: str
    text: str
    sliders: list[float]
    boxes: list[float]

    def is_legal(self):
        """The caption is the picture's description, with a number in it; every slider stands where its box says."""
        assert "cannot be drawn" not in self.text, self.text
        assert re.search(r"\d", self.description)
        assert self.description in self.text, "the caption is not the picture's description"
        for slider, box in zip(self.sliders, self.boxes, strict=True):
            assert isclose(slider, box, abs_tol=0.051), "a slider does not stand where its number box says"


def one_way(at):
    """The keys that move a control from where it stands."""
    match at["kind"]:
        case "range":
            return ["PageDown" if at["now"] >= at["high"] else "PageUp"]
        case "number":
            return [*f"{at['low'] if at['now'] == at['high'] else at['high']:g}", "Enter"]
        case "select-one":  # JupyterLab takes the arrow keys while the menu is closed
            return ["Space", "ArrowUp" if at["index"] == at["count"] - 1 else "ArrowDown", "Enter"]
    return enter(at)


def arrow(at):
    """The key that moves a slider by one step."""
    return ["ArrowLeft" if at["now"] >= at["high"] else "ArrowRight"]


def another(at):
    """The keys that move it elsewhere: to one of its ends, or back."""
    match at["kind"]:
        case "range":
            return ["Home" if at["now"] >= at["high"] else "End"]
        case "number":
            return [*f"{at['high'] if at['now'] == at['low'] else at['low']:g}", "Enter"]
        case "select-one":
            return ["Space", "ArrowDown" if at["index"] == 0 else "ArrowUp", "Enter"]
    return space(at)
