"""The one place that knows widgets and figures at once: controls change, the picture follows.

What is displayed carries its own fallback: text/plain and an image with alt text, for where no kernel runs.
"""

import base64
import html
import math
import threading
from functools import partial

import ipywidgets as widgets
from matplotlib.font_manager import FontProperties

from nblib.viz.alike import made
from nblib.viz.controls import button, control_widget, row
from nblib.viz.next_button import NextButton
from nblib.viz.render import Picture
from nblib.viz.svg import line_size

CIRCLED = "①②③④⑤⑥⑦⑧⑨"
# JupyterLab runs the first callback on the main thread and later ones on others; who moves a figure holds this lock.
LOCK = threading.RLock()


class Explorer(widgets.VBox):
    """An interactive figure on the page: preset buttons, controls, the picture, and a caption with its numbers."""

    def __init__(self, spec, **start):
        self.spec = spec
        state = spec.start(**start)
        with LOCK:
            data = spec.model(**state)
            self._picture = Picture(spec, data)
            self._background = _layer(self._picture.background())
            self._drawing, self.description = self._picture.foreground(), spec.describe(data)
        self._caption_lines = 1
        self._foreground = _layer(self._picture_and_caption())
        self._updating, self._marked, self._last_preset = False, None, 0
        self._controls = {name: control_widget(control, state[name]) for name, control in spec.controls.items()}
        self._presets = [
            button(f"{CIRCLED[i - 1]} {preset.name}", partial(self.preset, i), preset.story)
            for i, preset in enumerate(spec.presets, start=1)
        ]
        self._next = [NextButton(self.next_preset)] if spec.presets else []
        self._actions = [button(action.label, partial(self._act, action)) for action in spec.actions]
        # The longest story's lines are kept free, so that the picture never jumps.
        lines = max([_lines(f"① {preset.name}. {preset.story}", spec.size[0]) for preset in spec.presets], default=0)
        room = {"max_width": f"{spec.size[0]}px", "min_height": f"{lines * _FONT_SIZE * _LINE_HEIGHT + 4:.0f}px"}
        self._story = made(widgets.HTML, layout={"width": "100%", "margin": "0"} | room)
        self._stand(state)
        for control in self._controls.values():
            control.observe(self._on_control, "value")
        super().__init__(self._page(), layout=widgets.Layout(width="100%", overflow="hidden"))
        self.add_class("nblib-explorer")

    @property
    def state(self):
        """The controls' current values, by name."""
        return {name: widget.value for name, widget in self._controls.items()}

    def set(self, **values):
        """Move several controls at once; the picture is drawn once. A ValueError for a name or value that none has."""
        values = self.spec.read(values)
        with LOCK:
            self._stand(self.spec.settled(self.state | values))
            self._show()

    def preset(self, number):
        """Show situation 1, 2, … of the story, as its button does."""
        with LOCK:
            self.set(**self.spec.preset(number))
            self._mark(number)

    def next_preset(self):
        """Go on with the story, as the key N does: the situation after the last one shown, and ① after the end."""
        self.preset(self._last_preset % len(self.spec.presets) + 1)

    def _act(self, action):
        with LOCK:
            self.set(**action.change(self.state))
            self._mark(None)

    def _on_control(self, _change):
        with LOCK:
            if not self._updating:
                self._offer(self.spec.settled(self.state))
                if self._marked and self.state != self.spec.preset(self._marked):
                    self._mark(None)
                self._show()

    def _stand(self, state):
        """Move all controls to a settled state, without drawing."""
        self._offer(state)
        self._updating = True
        try:
            for name, widget in self._controls.items():
                widget.value = state[name]
        finally:
            self._updating = False

    def _offer(self, state):
        """Show in each dropdown what it offers in a settled state; the other controls are not touched."""
        self._updating = True
        try:
            for name, control in self.spec.controls.items():
                widget, offered = self._controls[name], getattr(control, "offered", None)
                if offered and widget.options != offered(state):
                    widget.options = offered(state)
                    widget.value = state[name]
        finally:
            self._updating = False

    def _show(self):
        try:
            # The controls' values now, not those of the message: the last message always wins.
            data = self.spec.model(**self.state)
            self._picture.update(data)
            self._drawing, self.description = self._picture.foreground(), self.spec.describe(data)
        except Exception as error:  # a learner's own function may stand behind the model
            self.description = f"These values cannot be drawn: {type(error).__name__}: {error}"
        self._foreground.value = self._picture_and_caption()

    def _picture_and_caption(self):
        """One text, so that the page never shows the picture of one state above the words of another."""
        # The caption never gets shorter again, so that what is below it does not jump up and down.
        self._caption_lines = max(self._caption_lines, _lines(self.description, self.spec.size[0]))
        name, height = html.escape(self.description, quote=True), f"{self._caption_lines * _LINE_HEIGHT:.2f}em"
        caption = f'<div style="{_TEXT};min-height:{height}">{name}</div>'
        return f'<div role="img" aria-label="{name}">{self._drawing}</div>{caption}'

    def _mark(self, number):
        self._marked, self._last_preset = number, number or self._last_preset
        for i, (shown, preset) in enumerate(zip(self._presets, self.spec.presets, strict=True), start=1):
            shown.button_style = "primary" if i == number else ""
            if i == number:
                self._story.value = f'<div style="{_TEXT}"><b>{CIRCLED[i - 1]} {preset.name}.</b> {preset.story}</div>'
        if number is None:
            self._story.value = ""

    def _page(self):
        width, _ = self.spec.size
        layout = {"width": "100%", "max_width": f"{width}px", "margin": "4px 0", "overflow": "hidden"}
        picture = made(widgets.GridBox, [self._background, self._foreground], layout=layout)
        controls = [[]]
        for name in self.spec.controls:
            if name in self.spec.row_starts:
                controls.append([])
            controls[-1].append(self._controls[name])
        if self._actions:
            controls[-1].append(row(*self._actions))  # together, where the page is narrow
        rows = [row(*self._presets, *self._next), *(row(*some) for some in controls), self._story, picture]
        return [part for part in rows if not isinstance(part, widgets.HBox) or part.children]

    def __repr__(self):
        return f"[interactive figure: {self.spec.name}] {self.description}"

    def _repr_mimebundle_(self, **kwargs):
        bundle = super()._repr_mimebundle_(**kwargs)
        with LOCK:
            png = base64.b64encode(self._picture.png()).decode()
        alt = html.escape(self.description, quote=True)
        style = f"width:100%;max-width:{self.spec.size[0]}px"
        return bundle | {
            "text/plain": repr(self),
            "text/html": f'<img alt="{alt}" style="{style}" src="data:image/png;base64,{png}">',
            "image/png": png,
        }


def explore(spec, **start):
    """Show an interactive figure; `start` sets controls that shall not begin at their own start."""
    return Explorer(spec, **start)


_FONT_SIZE, _LINE_HEIGHT = 14, 1.45
_TEXT = f"font-size:{_FONT_SIZE}px;line-height:{_LINE_HEIGHT};white-space:normal"


def _layer(svg):
    return made(widgets.HTML, svg, layout={"grid_area": "1 / 1", "width": "100%", "height": "auto", "margin": "0"})


def _lines(text, width):
    """How many lines a text needs in an element of so many pixels; its beginning may be bold."""
    return math.ceil(1.02 * line_size(text, FontProperties(family="DejaVu Sans", size=_FONT_SIZE))[0] / width)
