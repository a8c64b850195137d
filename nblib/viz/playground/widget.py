"""The playground on the page: stories, controls, the picture that follows a run, and the line that restores it."""

import base64
import html

import ipywidgets as widgets

from nblib.check.guarding import guarded_call
from nblib.mlp import MLP
from nblib.playground import STORIES, Engine, Run, look, parse
from nblib.playground.knobs import MOST_STEPS, VIEW
from nblib.viz.explorer import LOCK
from nblib.viz.playground.form import Form
from nblib.viz.playground.page import Page, layer, message
from nblib.viz.playground.player import Player
from nblib.viz.playground.view import LayeredPicture, describe

QUICK = 3000  # steps that a line is run at once; more are run in pieces, while the page listens
PIECE = 500
PNG = {"scale": 1.5, "colours": 128}  # a lesson has several playgrounds, each twice in the notebook: half the bytes


class Playground(widgets.VBox):
    """A net that learns in front of the learner's eyes; `line` is the situation that it stands in now."""

    _player = None  # until there is one: ipywidgets closes what fails to begin

    def __init__(self, line="", forward=None, backward=None):
        self._engine = None
        if forward is not None or backward is not None:
            self._engine = Engine(forward or MLP.forward, backward or MLP.backward)
        self._run = Run(parse(line), self._engine, guarded_call)
        self._pictures, self._panel, self._goal = {}, None, None
        self._background, self._foreground, self._top = layer(), layer(), layer()
        self._player = Player(self._frame, self._behind, self._ended)
        self._form = Form(self.turn, self._engine is not None)
        self._page = Page(self, self._form, (self._background, self._foreground, self._top))
        super().__init__(self._page.rows, layout=widgets.Layout(width="100%", max_width="848px", overflow="hidden"))
        self.add_class("nblib-playground")
        self._show_all()

    # ── What the buttons do ──────────────────────────────────────────────────────────────────────────────────────────

    @property
    def line(self):
        """The state line of the present moment."""
        return self._run.situation.line

    @property
    def running(self):
        """Whether the net is learning now."""
        return self._player.running

    def run_or_pause(self):
        """Start, or pause. A frame that is being drawn is the last one."""
        if self.running:
            self.pause()
        else:
            self._play(None)

    def pause(self):
        """Stop where it is."""
        self._player.stop()
        self._page.show_running(False)

    def step(self, count):
        """Pause, and make this many steps."""
        self.pause()
        with LOCK:
            self._run.advance(count)
            self._show()

    def reset(self):
        """Pause, and go back to step 0."""
        self.pause()
        with LOCK:
            self._run.restart()
            self._show_all()

    def turn(self, name, value):
        """Change one field of the situation; what cannot be is told, and changes nothing."""
        with LOCK:
            try:
                self._run.turn(name, value)
                self._page.message.value = message("")
            except ValueError as error:
                self._page.message.value = message(str(error), urgent=True)
            if name not in VIEW:
                self._page.mark_story(None)
            self._show_all()

    def load(self, line):
        """Restore what the line describes; a bad line is told, changes nothing, and stays to be mended."""
        with LOCK:
            try:
                self._load(parse(line))
            except ValueError as error:
                self._page.message.value = message(f"Nothing is changed. {error}", urgent=True)
                self._page.line.value = line
            else:
                self._page.mark_story(None)

    def typed(self, line):
        """Load what the learner has written into the state line, and not what the run itself writes there."""
        with LOCK:
            if line != self.line:
                self.load(line)

    def story(self, number):
        """Show situation 1, 2, … of the stories at the step where it is to be seen."""
        with LOCK:
            self._load(STORIES[number - 1].seen)
            self._page.mark_story(number)

    def _load(self, situation):
        quick = situation.step <= QUICK
        run = Run(situation, self._engine, guarded_call, replay=quick)
        self.pause()
        self._run = run
        self._page.message.value = message("")
        self._show_all()
        if not quick:
            self._play(situation.step)

    def close(self):
        """Stop, and take it off the page."""
        if self._player:
            self._player.stop()
        super().close()

    # ── Frames ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _play(self, goal):
        self._goal = goal
        try:
            self._player.start()
            self._page.show_running(True)
        except RuntimeError as error:
            self._page.message.value = message(str(error), urgent=True)

    def _frame(self):
        """Some steps and their picture; whether there is more to do."""
        with LOCK:
            goal = MOST_STEPS if self._goal is None else self._goal
            pace = self._page.speed.value if self._goal is None else PIECE
            self._run.advance(min(pace, goal - self._run.step))
            self._show()
            return self._run.status == "running fine" and self._run.step < goal

    def _behind(self):
        """Whether the page has yet to answer more than one frame."""
        return self._page.sent.value - self._page.seen.value > 1

    def _ended(self, error):
        self._page.show_running(False)
        if error is not None:
            self._page.message.value = message(f"Stopped: {type(error).__name__}: {error}", urgent=True)

    def _show_all(self):
        self._form.show(self._run.situation)
        self._show()

    def _show(self):
        data = look(self._run)
        panel = data.situation.panel
        if panel not in self._pictures:
            self._pictures[panel] = LayeredPicture(panel, data)
        picture, other = self._pictures[panel], panel != self._panel
        self.description = describe(data)
        name = html.escape(self.description, quote=True)
        if other:
            self._panel, self._background.value = panel, picture.background()
        moving, resting = picture.moving(data), picture.resting(data, anew=other)
        self._foreground.value = f'<div role="img" aria-label="{name}">{moving}</div>'
        if resting is not None:
            self._top.value = resting
        self._page.show_state(data)

    # ── Where no kernel runs ─────────────────────────────────────────────────────────────────────────────────────────

    def __repr__(self):
        return f"[playground] {self.description} State line: {self.line or '(empty)'}"

    def _repr_mimebundle_(self, **kwargs):
        bundle = super()._repr_mimebundle_(**kwargs)
        with LOCK:
            picture = self._pictures[self._panel]
            png = base64.b64encode(picture.png(**PNG)).decode()
        alt, width = html.escape(repr(self), quote=True), f"width:100%;max-width:{picture.spec.size[0]}px"
        return bundle | {
            "text/plain": repr(self),
            "text/html": f'<img alt="{alt}" style="{width}" src="data:image/png;base64,{png}">',
            "image/png": png,
        }


def playground(line="", forward=None, backward=None):
    """Show the playground in the situation of a state line, with the learner's own functions as `engine=mine`."""
    return Playground(line, forward, backward)
