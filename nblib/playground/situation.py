"""A situation of the playground as one line of text, `name=value;name=value`, and back.

The line holds data, net, knobs, seed, the knobs turned on the way, the step reached, and what is looked at. A run is
deterministic, so these few words bring everything back, the weights included. What is left out has its default.
"""

import dataclasses
import reprlib
from dataclasses import dataclass

from nblib.playground.fields import quote, read_value
from nblib.playground.knobs import (
    CLASS_COUNTS,
    FIELDS,
    KNOB_NAMES,
    MOST_CHARACTERS,
    MOST_PENGUINS,
    MOST_TURNS,
    VIEW,
    Knobs,
    Turn,
    read_turned,
    unknown,
)


@dataclass(frozen=True)
class Situation:
    """Everything that decides what the playground shows. The fields of Knobs hold their values at step 0.

    Points, and a weight's layer, input and unit, are counted from 1. Raises ValueError for a value that is not allowed.

    >>> Situation(data="moons", hidden=(4,)).line
    'data=moons;hidden=4'
    """

    data: str = "spirals"
    noise: float = 0.05  # standard deviation of what is added to each coordinate, for a cloud of radius 1
    test: float = 0.3  # the share of the points that is held out
    points: int = 200
    labels: str = "true"
    features: tuple[str, ...] = ("x1", "x2")
    hidden: tuple[int, ...] = (8, 8)
    activation: str = "relu"
    loss: str = "ce"
    init: str = "random"
    learning_rate: float = 0.3
    batch: int | None = None  # None: all training rows
    penalty: str = "none"
    penalty_rate: float = 0.0
    seed: int = 0
    engine: str = "nblib"
    step: int = 0
    point: int | None = None
    weight: tuple[int, int, int] | None = None  # (layer, input, unit)
    show: str = "weights"
    panel: str = "loss"
    test_points: bool = False
    turned: tuple[Turn, ...] = ()

    def __post_init__(self):
        """Refuse what is not allowed, first field by field, then what does not fit together."""
        for name, field in FIELDS.items():
            value = getattr(self, name)
            if not field.allows(value):
                raise ValueError(f"{name}: got {quote(reprlib.repr(value))}, expected {field.expected}.")
        _check_together(self)
        _check_turned(self)

    @property
    def sizes(self):
        """(n, h1, …, c): the widths of the net's layers.

        >>> Situation(data="arms", hidden=(4,)).sizes
        (2, 4, 3)
        """
        return (len(self.features), *self.hidden, CLASS_COUNTS[self.data])

    @property
    def test_rows(self):
        """How many points are held out: as many of each class, and of each at least one.

        >>> Situation(points=200, test=0.3).test_rows
        60
        """
        c = CLASS_COUNTS[self.data]
        return c * max(1, round(self.test * self.points / c))

    @property
    def train_rows(self):
        """How many points the net is trained on.

        >>> Situation(points=200, test=0.3).train_rows
        140
        """
        return self.points - self.test_rows

    def knobs_at(self, step):
        """The knobs with which the step from `step` to `step + 1` is made.

        >>> Situation(step=9, turned=(Turn(5, "learning_rate", 0.05),)).knobs_at(5).learning_rate
        0.05
        """
        knobs = {name: getattr(self, name) for name in Knobs._fields}
        knobs |= {turn.name: turn.value for turn in self.turned if turn.step <= step}
        return Knobs(**knobs)

    @property
    def knobs(self):
        """The knobs as they stand now.

        >>> Situation().turn("loss", "squared").knobs.loss
        'squared'
        """
        return self.knobs_at(self.step)

    @property
    def line(self):
        """The line that restores this situation: only what differs from the defaults, in a fixed order.

        >>> Situation(learning_rate=0.5, step=100).turn("batch", 10).line
        'learning_rate=0.5;step=100;turned=100:batch=10'
        """
        changed = [name for name in FIELDS if getattr(self, name) != getattr(DEFAULT, name)]
        parts = [f"{name}={FIELDS[name].write(getattr(self, name))}" for name in changed]
        if self.turned:
            parts.append("turned=" + ",".join(turn.text for turn in self.turned))
        return ";".join(parts)

    def at(self, step):
        """The same run at another step; knobs that were turned later are forgotten.

        >>> Situation(step=100).turn("batch", 10).at(50).line
        'step=50'
        """
        at = dataclasses.replace(self, step=step, turned=())
        return dataclasses.replace(at, turned=tuple(turn for turn in self.turned if turn.step <= step))

    def restart(self, **changes):
        """Back to step 0 with the knobs as they stand now, and with these changes.

        A batch, point or weight that exists no more is given up.

        >>> Situation(step=100).turn("batch", 10).restart().line
        'batch=10'
        """
        fields = vars(self) | self.knobs._asdict() | {"step": 0, "turned": ()} | changes
        if fields["data"] == "penguins":
            fields["points"] = min(fields["points"], MOST_PENGUINS)
        kept = {"batch": fields["batch"], "point": fields["point"], "weight": fields["weight"]}
        fitted = Situation(**fields | dict.fromkeys(kept))
        for name, value in kept.items():
            if _fits(fitted, name, value):
                fitted = dataclasses.replace(fitted, **{name: value})
        return fitted

    def turn(self, name, value):
        """The situation with one field changed; `value` may be text. Raises ValueError, as `parse` does.

        A knob goes on from the weights as they are, and is written down in `turned`; what is looked at changes nothing
        else; any other field starts over at step 0.

        >>> Situation(step=300).turn("learning_rate", "0.05").line
        'step=300;turned=300:learning_rate=0.05'
        """
        if not isinstance(name, str) or name not in FIELDS:
            raise ValueError(unknown(name))
        value = read_value(name, FIELDS[name], value) if isinstance(value, str) else value
        if name == "step":
            return self.at(value)
        if name in VIEW:
            return dataclasses.replace(self, **{name: value})
        if name not in Knobs._fields:
            return self.restart(**{name: value})
        if self.step == 0:
            return dataclasses.replace(self, **{name: value})
        others = tuple(turn for turn in self.turned if (turn.step, turn.name) != (self.step, name))
        turned = dataclasses.replace(self, turned=(*others, Turn(self.step, name, value)))
        before = dataclasses.replace(self, turned=others)
        return before if getattr(before.knobs, name) == value else turned


def parse(text):
    """The situation that a line describes. A bad line raises a ValueError of one sentence; nothing is executed.

    >>> parse("loss=ce; init=zero; learning_rate=.5; seed=3") == Situation(init="zero", learning_rate=0.5, seed=3)
    True
    >>> parse("learning_rat=0.5")
    Traceback (most recent call last):
    ValueError: unknown name 'learning_rat': did you mean learning_rate?
    """
    if not isinstance(text, str):
        raise ValueError(f"the line must be text, got {quote(reprlib.repr(text))}.")
    if len(text) > MOST_CHARACTERS:
        raise ValueError(f"the line has {len(text):,} characters, expected at most {MOST_CHARACTERS:,}.")
    fields = {}
    for part in text.strip().removesuffix(";").split(";") if text.strip() else []:
        name, value = _pair(part, fields)
        fields[name] = read_turned(value) if name == "turned" else read_value(name, FIELDS[name], value)
    return Situation(**fields)


def _pair(part, before):
    name, equals, value = (piece.strip() for piece in part.partition("="))
    if not equals:
        raise ValueError(f"got {quote(part.strip())}, expected name=value.")
    if name not in FIELDS and name != "turned":
        raise ValueError(unknown(name))
    if name in before:
        raise ValueError(f"{name}: got it twice, expected it once.")
    return name, value


def _fits(situation, name, value):
    """Whether this batch, point or weight exists in the situation."""
    if value is None:
        return True
    if name == "weight":
        l, i, j = value
        sizes = situation.sizes
        return l < len(sizes) and i <= sizes[l - 1] and j <= sizes[l]
    return value <= situation.train_rows


def _check_together(situation):
    if situation.data == "penguins" and situation.points > MOST_PENGUINS:
        raise ValueError(f"points: got {situation.points}, expected at most {MOST_PENGUINS} with data=penguins.")
    for name in ("batch", "point"):
        if not _fits(situation, name, getattr(situation, name)):
            rows = f"at most {situation.train_rows}, the number of training points"
            raise ValueError(f"{name}: got {getattr(situation, name)}, expected {rows}.")
    if not _fits(situation, "weight", situation.weight):
        net = "-".join(map(str, situation.sizes))
        raise ValueError(f"weight: got {FIELDS['weight'].write(situation.weight)}, expected a weight of the {net} net.")


def _check_turned(situation):
    if not isinstance(situation.turned, tuple) or len(situation.turned) > MOST_TURNS:
        raise ValueError(f"turned: expected at most {MOST_TURNS} turns; start over to turn more.")
    earliest, seen = 1, set()
    for turn in situation.turned:
        if not (isinstance(turn, Turn) and turn.name in Knobs._fields and FIELDS[turn.name].allows(turn.value)):
            raise ValueError(f"turned: got {quote(reprlib.repr(turn))}, expected a Turn of {KNOB_NAMES}.")
        if type(turn.step) is not int or not earliest <= turn.step <= situation.step:
            order = f"expected steps from 1 to step={situation.step}, in order"
            raise ValueError(f"turned: got step {quote(str(turn.step))}, {order}.")
        if (turn.step, turn.name) in seen:
            raise ValueError(f"turned: got {turn.name} twice at step {turn.step}, expected it once.")
        if turn.name == "batch" and not _fits(situation, "batch", turn.value):
            rows = f"at most {situation.train_rows}, the number of training points"
            raise ValueError(f"batch: got {turn.value} in turned, expected {rows}.")
        earliest = turn.step
        seen.add((turn.step, turn.name))


DEFAULT = Situation()
