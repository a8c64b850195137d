"""How the parts of the playground are arranged on the page, and the buttons and lines of text that are no knobs."""

import html
from functools import partial

import ipywidgets as widgets

from nblib.playground import STORIES
from nblib.viz.alike import made
from nblib.viz.controls import button
from nblib.viz.explorer import LOCK
from nblib.viz.playground.board import SIZE
from nblib.viz.playground.form import ROW, menu
from nblib.viz.style import RED

TEXT = "font-size:13px;line-height:1.4;white-space:normal"


def layer():
    """One of the drawings that lie over each other."""
    return made(widgets.HTML, layout={"grid_area": "1 / 1", "width": "100%", "height": "auto", "margin": "0"})


def message(text, urgent=False):
    """Text that a screen reader says when it changes; at once, if it is urgent."""
    # A red bar, and no red words: they would be too dark for a dark theme.
    look = f";font-weight:bold;border-left:4px solid {RED};padding-left:8px" if urgent else ""
    role = "alert" if urgent else "status"
    return f'<div role="{role}" style="{TEXT}{look}">{html.escape(text)}</div>' if text else ""


class Page:
    """The rows of the page, and the parts of them that follow the run."""

    def __init__(self, playground, form, layers):
        self._story_buttons = [
            button(f"{circled(number)} {story.name}", partial(playground.story, number), story.sentence)
            for number, story in enumerate(STORIES, start=1)
        ]
        self._story = made(widgets.HTML, layout={"width": "100%", "min_height": "36px", "margin": "0"})
        self._run = button("Run", playground.run_or_pause, "Run or pause the training", "primary", {"width": "84px"})
        steps = [button(f"Step ×{count}", partial(playground.step, count)) for count in (1, 10, 100)]
        reset = button("Reset", playground.reset, "Back to step 0 with the knobs as they stand")
        self.speed = menu("steps a frame", [1, 10, 100], 156, 92)
        self.speed.value = 10
        self._status = made(widgets.HTML, layout={"flex": "1 1 0", "margin": "0", "min_width": "120px"})
        self.line = made(
            widgets.Text,
            description="state line",
            continuous_update=False,
            layout={"flex": "1 1 auto"},
            style={"description_width": "68px"},
        )
        # What is typed is loaded when it arrives: a click on Load may overtake it, on another thread.
        self.line.observe(lambda change: playground.typed(change.new), "value")
        load = button("Load", partial(self._load, playground), "Restore what the state line describes")
        self.message = made(widgets.HTML, layout={"width": "100%", "margin": "0"})
        self._sentence = made(widgets.HTML, layout={"width": "100%", "margin": "0"})
        # The page copies `sent` to `seen` when it has shown a frame, so the kernel knows how far it is behind.
        hidden = {"display": "none"}
        self.sent, self.seen = (made(widgets.IntText, 0, layout=hidden) for _ in range(2))
        widgets.jslink((self.sent, "value"), (self.seen, "value"))
        layout = {"width": "100%", "max_width": f"{SIZE[0]}px", "margin": "2px 0", "overflow": "hidden"}
        picture = made(widgets.GridBox, layers, layout=layout)
        self.rows = [
            made(widgets.HBox, self._story_buttons, layout={"flex_flow": "row wrap"}),
            self._story,
            made(
                widgets.HBox,
                [self._run, *steps, reset, self.speed, self._status],
                layout={"flex_flow": "row wrap", "align_items": "center", "grid_gap": "0 4px"},
            ),
            _cards(form),
            picture,
            _looks(form),
            made(widgets.HBox, [self.line, load], layout={"align_items": "center"}),
            self.message,
            self._sentence,
            self.sent,
            self.seen,
        ]

    def _load(self, playground):
        with LOCK:  # or something else could be typed in between
            playground.load(self.line.value)

    def show_running(self, running):
        """Name the button by what it does, and keep the state line still while it can be edited."""
        self._run.description = "Pause" if running else "Run"
        self.line.disabled = running
        if not running and "running" in self._status.value:
            self._status.value = self._status.value.replace("running", "paused")

    def mark_story(self, number):
        """Tell story 1, 2, … and mark its button; None: no story."""
        for i, shown in enumerate(self._story_buttons, start=1):
            shown.button_style = "primary" if i == number else ""
        told = STORIES[number - 1] if number else None
        self._story.value = (
            f'<div role="status" style="{TEXT}"><b>{html.escape(told.name)}.</b> {html.escape(told.sentence)}</div>'
            if told
            else ""
        )

    def show_state(self, look):
        """Status, state line, what the doctor says; and count the frame."""
        bad = look.status != "running fine"
        word = f"✘ {look.status} at step {look.step}" if bad else "running" if self.line.disabled else "paused"
        self._status.value = f'<div style="{TEXT}">{word}</div>'
        self.line.value = look.situation.line
        news = [] if look.sentence == f"Step {look.step}." else [look.sentence]  # that much the picture says, too
        news += [f"The gradient doctor on your functions: {look.doctor}"] if look.doctor else []
        self._sentence.value = message(" ".join(news), urgent=look.status == "failed")
        self.sent.value += 1


def circled(number):
    """①, ②, … ⑳.

    >>> circled(10)
    '⑩'
    """
    return chr(ord("①") + number - 1)


def _cards(form):
    f = form.fields
    features = list(form.features.values())
    data = [[f["data"]], [f["points"], f["noise"]], [f["test"], f["seed"]], [f["labels"], f["test_points"]]]
    net = [features[:4], features[4:], [made(widgets.HBox, [form.layers, *form.widths])], [f["activation"], f["init"]]]
    learning = [[f["loss"]], [f["learning_rate"], f["batch"]], [f["penalty"], f["penalty_rate"]], [f["engine"]]]
    cards = [_card("data", data, 252), _card("net: inputs and units", net, 326), _card("learning", learning, 256)]
    return made(widgets.HBox, cards, layout={"flex_flow": "row wrap", "grid_gap": "6px"})


def _card(title, rows, width):
    heading = made(widgets.HTML, f'<b style="font-size:13px">{title}</b>', layout={"margin": "0", "height": "20px"})
    lines = [made(widgets.HBox, line, layout={**ROW, "height": "30px"}) for line in rows]
    return made(
        widgets.VBox,
        [heading, *lines],
        layout={"width": f"{width}px", "border": "1px solid #c4c9d1", "padding": "2px 7px", "overflow": "hidden"},
    )


def _looks(form):
    f = form.fields
    return made(
        widgets.HBox, [f["show"], f["panel"], f["point"], *form.weight], layout={**ROW, "flex_flow": "row wrap"}
    )
