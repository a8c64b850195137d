"""What an interactive figure is: a model, a view, controls and presets. Data and pure functions; no widget in sight.

controls ──values──▶ model(**state) ──data──▶ draw(fig, data) once, update(artists, data) after, describe(data)
"""

import reprlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from numbers import Integral, Real
from typing import Any


@dataclass(frozen=True)
class Slider:
    """A number between low and high in steps; shown with a number box to type into."""

    label: str
    low: float
    high: float
    step: float
    start: float
    digits: int = 1

    @property
    def values(self):
        """What a test tries: the start and both ends."""
        return (self.start, self.low, self.high)

    @property
    def expected(self):
        """What a value has to be, in words."""
        kind = "a whole number" if isinstance(self.step, int) else "a number"
        return f"{kind} from {self.low} to {self.high}"

    def read(self, value):
        """The value as a plain number; a ValueError if this slider cannot stand there."""
        wanted = Integral if isinstance(self.step, int) else Real
        if isinstance(value, bool) or not isinstance(value, wanted) or not self.low <= value <= self.high:
            raise ValueError(self.expected)
        return int(value) if wanted is Integral else float(value)


@dataclass(frozen=True)
class Choice:
    """One of several options: (label, value) pairs, or values that are their own labels.

    `offered(state)`, if there is one, says which of the options there are beside the other controls' values.
    """

    label: str
    options: tuple
    start: Any
    offered: Callable[[Mapping], tuple] | None = None

    @property
    def values(self):
        """Every option."""
        return tuple(option[1] if isinstance(option, tuple) else option for option in self.options)

    @property
    def expected(self):
        """What a value has to be, in words."""
        return f"one of {', '.join(map(reprlib.repr, self.values))}"

    def read(self, value):
        """The option that equals the value; a ValueError if none does."""
        for option in self.values:
            if option is value or (isinstance(value, type(option)) and option == value):
                return option
        raise ValueError(self.expected)


@dataclass(frozen=True)
class Toggle:
    """On or off."""

    label: str
    start: bool = False

    @property
    def values(self):
        """Both."""
        return (self.start, not self.start)

    @property
    def expected(self):
        """What a value has to be, in words."""
        return "True or False"

    def read(self, value):
        """The value; a ValueError if it is neither True nor False."""
        if not isinstance(value, bool):
            raise ValueError(self.expected)
        return value


@dataclass(frozen=True)
class Action:
    """A button: a pure function from the whole state to the values that change."""

    label: str
    change: Callable[[Mapping], Mapping]


def step_actions(name, last):
    """The buttons Step ×1, ×10, ×100 and Reset for a control that counts steps from 0 to `last`."""

    def walk(steps):
        return Action(f"Step ×{steps}", lambda state: {name: min(state[name] + steps, last)})

    return (walk(1), walk(10), walk(100), Action("Reset", lambda state: {name: 0}))


@dataclass(frozen=True)
class Preset:
    """A numbered situation of the story: the values it sets (the rest go to their start), and what to look at."""

    name: str
    story: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Interactive:
    """A figure that follows its controls.

    model(**state) → data, pure. draw(fig, data) → the artists that will change (any nesting of dicts, lists, tuples);
    all else is background and is drawn once. update(artists, data) must give the picture that draw would have given.
    describe(data) → a sentence with the current numbers: the caption, and what a screen reader says.
    """

    name: str
    size: tuple[int, int]
    controls: Mapping[str, Slider | Choice | Toggle]
    model: Callable[..., Any]
    draw: Callable[[Any, Any], Any]
    update: Callable[[Any, Any], None]
    describe: Callable[[Any], str]
    presets: tuple[Preset, ...] = ()
    actions: tuple[Action, ...] = ()
    row_starts: tuple[str, ...] = ()  # the controls that begin a new row; other rows end where the page does

    def start(self, **values):
        """The state at the start: every control's own start, but for the values named. Raises ValueError, as `read`."""
        return self.settled({key: control.start for key, control in self.controls.items()} | self.read(values))

    def read(self, values):
        """The values as plain numbers and options; a ValueError for a name or a value that no control has."""
        unknown = values.keys() - self.controls.keys()
        if unknown:
            raise ValueError(
                f"{self.name} has the controls {', '.join(self.controls)}, not {', '.join(sorted(unknown))}"
            )
        plain = {}
        for name, value in values.items():
            try:
                plain[name] = self.controls[name].read(value)
            except ValueError as error:
                raise ValueError(f"{name} must be {error}, got {reprlib.repr(value)}") from None
        return plain

    def settled(self, state):
        """The state in which every choice is among those offered: one that is not becomes the first that is."""
        settled = dict(state)
        for name, control in self.controls.items():
            options = control.offered(settled) if isinstance(control, Choice) and control.offered else ()
            if options and settled[name] not in options:
                settled[name] = options[0]
        return settled

    def preset(self, number):
        """The state of preset 1, 2, …; raises ValueError for a number that is none."""
        if not isinstance(number, Integral) or not 1 <= number <= len(self.presets):
            raise ValueError(f"{self.name} has presets 1 … {len(self.presets)}, not {reprlib.repr(number)}")
        return self.start(**self.presets[number - 1].values)
