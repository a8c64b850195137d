"""The fields of a situation, and the knobs that can be turned while a net learns."""

import difflib
import reprlib
from typing import NamedTuple

from nblib.playground.fields import choice, number, place, quote, read_value, several, switch, whole, whole_or

CLASS_COUNTS = {"spirals": 2, "arms": 3, "moons": 2, "penguins": 3}
FEATURES = ("x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)")
MOST_POINTS, MOST_PENGUINS = 500, 204  # there are 68 Chinstraps, and each species gives as many birds
MOST_STEPS, MOST_TURNS, MOST_CHARACTERS = 100_000, 100, 10_000

FIELDS = {
    "data": choice(*CLASS_COUNTS),
    "noise": number(0, 0.5),
    "test": number(0.1, 0.5),
    "points": whole(10, MOST_POINTS),
    "labels": choice("true", "shuffled"),
    "features": several(choice(*FEATURES), 1, len(FEATURES), "features", distinct=True),
    "hidden": several(whole(1, 8), 0, 4, "widths"),
    "activation": choice("relu", "tanh", "sigmoid", "linear"),
    "loss": choice("ce", "squared"),
    "init": choice("random", "zero", "equal", "huge"),
    "learning_rate": number(0, 100, above=True),
    "batch": whole_or("all", 1, MOST_POINTS),
    "penalty": choice("none", "l1", "l2"),
    "penalty_rate": number(0, 10),
    "seed": whole(0, 999_999),
    "engine": choice("nblib", "mine"),
    "step": whole(0, MOST_STEPS),
    "point": whole_or("none", 1, MOST_POINTS),
    "weight": place(5, 8, 8),
    "show": choice("weights", "gradients"),
    "panel": choice("loss", "point", "weight", "slice", "check"),
    "test_points": switch(),
}
VIEW = ("point", "weight", "show", "panel", "test_points")  # turning these touches no weight


class Knobs(NamedTuple):
    """What can be turned while the net learns; the weights stay as they are.

    >>> Knobs(0.1, None, "none", 0.0, "ce").loss
    'ce'
    """

    learning_rate: float
    batch: int | None  # None: all rows
    penalty: str
    penalty_rate: float
    loss: str


KNOB_NAMES = ", ".join(Knobs._fields)


class Turn(NamedTuple):
    """At this step the knob `name` was turned to `value`.

    >>> Turn(300, "learning_rate", 0.05).text
    '300:learning_rate=0.05'
    """

    step: int
    name: str
    value: object

    @property
    def text(self):
        """As it stands in the line."""
        return f"{self.step}:{self.name}={FIELDS[self.name].write(self.value)}"


def read_turned(text):
    """The turns of a line: step:name=value, separated by commas. ValueError otherwise.

    >>> read_turned("5:batch=all,9:loss=squared")[1].value
    'squared'
    """
    return tuple(_read_turn(piece.strip()) for piece in text.split(",", MOST_TURNS + 1))


def _read_turn(text):
    step, colon, rest = text.partition(":")
    name, equals, value = (piece.strip() for piece in rest.partition("="))
    if not (colon and equals and name in Knobs._fields):
        raise ValueError(f"turned: got {quote(text)}, expected step:name=value with a name of {KNOB_NAMES}.")
    return Turn(read_value("turned", FIELDS["step"], step.strip()), name, read_value(name, FIELDS[name], value))


def unknown(name):
    """The message for a name that no field has.

    >>> unknown("sed")
    "unknown name 'sed': did you mean seed?"
    """
    name = name if isinstance(name, str) else reprlib.repr(name)
    close = difflib.get_close_matches(name[:40], [*FIELDS, "turned"], n=1)
    meant = f"did you mean {close[0]}?" if close else f"expected one of {', '.join(FIELDS)}, turned."
    return f"unknown name {quote(name)}: {meant}"
