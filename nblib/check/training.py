"""Exercises whose answer is a line of the playground: the situation is run, and a decision tree says what happened."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nblib.check.exercise import Exercise
from nblib.check.reading import kind
from nblib.check.sandbox import guard
from nblib.check.verdict import Verdict, quote
from nblib.losses import softmax_cross_entropy
from nblib.playground.knobs import FIELDS, VIEW
from nblib.playground.run import Run
from nblib.playground.sharpness import flat, sharpness
from nblib.playground.situation import DEFAULT, parse

# What is looked at, and whose engine runs, make no other situation. A penalty's kind and its rate are one knob.
KNOBS = tuple(name for name in FIELDS if name not in {"engine", "step", "penalty_rate", *VIEW})


class Trial:
    """A situation run for some steps, and how it differs from the one that was given.

    Losses are cross-entropies of the training rows, whatever it is that descends: so all answers have one ruler.

    >>> trial = Trial(parse("learning_rate=0.5"), parse(""), steps=10)
    >>> trial.changed, len(trial.losses)
    (('learning_rate',), 11)
    """

    def __init__(self, situation, given, steps):
        self.situation, self.given, self.steps = situation, given, steps

    @cached_property
    def changed(self):
        """The names of the knobs that were changed."""
        return tuple(name for name in KNOBS if _written(self.situation, name) != _written(self.given, name))

    @cached_property
    def _run(self):
        """(L after 0, 1, 2, … steps, the run as it ended)."""
        run, losses = Run(self.situation), []
        _, X, y = run.problem.train
        for step in range(self.steps + 1):
            run.advance(step - run.step)
            if run.step < step:  # it diverged, and stays where the numbers were still finite
                return np.array([*losses, np.nan]), run
            with np.errstate(all="ignore"):
                losses.append(softmax_cross_entropy(run.net.forward(X)[-1], y)[0])
        return np.array(losses), run

    @property
    def losses(self):
        """L after 0, 1, 2, … steps; the last is not finite if the run broke off there."""
        return self._run[0]

    @cached_property
    def gradient_norm(self):
        """‖∇L‖ where the run ended."""
        net, (_, X, y) = self._run[1].net, self._run[1].problem.train
        outputs = net.forward(X)
        gradients = net.backward(outputs, softmax_cross_entropy(outputs[-1], y)[1])
        return float(np.linalg.norm(flat(gradients)))

    @cached_property
    def silent(self):
        """The share of units that put out 0 for every training row at the end, in the worst hidden layer."""
        hidden = self._run[1].net.forward(self._run[1].problem.train.X)[1:-1]
        return max((float(np.mean(~A.any(axis=0))) for A in hidden), default=0.0)

    @cached_property
    def bar(self):
        """(λ, |1 − ηλ|): the largest curvature at the start, and what a step makes of a distance in that direction."""
        return sharpness(Run(self.situation))

    @property
    def first(self):
        """The loss at the start."""
        return float(self.losses[0])

    @property
    def last(self):
        """The loss at the end."""
        return float(self.losses[-1])

    @property
    def broke_off(self):
        """Whether a number stopped being finite."""
        return not np.isfinite(self.losses).all()

    @property
    def rose(self):
        """Whether the loss went up to more than one and a half times its start, or broke off."""
        return self.broke_off or float(self.losses.max()) > 1.5 * self.first


@dataclass(frozen=True)
class Branch:
    """A branch of the decision tree: if `holds(trial)`, the message says what happened; `answers` are such lines.

    >>> Branch("broke off", lambda trial: trial.broke_off, "The numbers are gone.", ("learning_rate=100",)).name
    'broke off'
    """

    name: str
    holds: Callable[[Trial], bool]
    message: str  # Markdown
    answers: tuple[str, ...]
    facts: bool = True  # whether it is told what the run did; False if the knobs alone decide


@dataclass(frozen=True, kw_only=True)
class Training(Exercise):
    """The answer is a state line, such as the playground shows; it is right if L < goal after `steps` steps.

    The situation is run from step 0, with the knobs as they stand at the end of the line. The first branch of `wrong`
    that holds names what is wrong. `facts(trial)` tells what the run did, `note(trial)` more when it is right.
    """

    given: str  # the line to begin with
    solution: str  # a line that passes
    goal: float
    steps: int
    wrong: tuple[Branch, ...]
    facts: Callable[[Trial], str]
    note: Callable[[Trial], str]

    @property
    def mistakes(self):
        """The names of the branches."""
        return tuple(branch.name for branch in self.wrong)

    def judge(self, answer) -> Verdict:
        """Attempted, a legal line, another than the one given; then run, and the branches in turn."""
        if answer is None or answer is Ellipsis or (isinstance(answer, str) and not answer.strip()):
            return self.verdict("not attempted", "no line yet.")
        line = answer if isinstance(answer, str) else guard(getattr, answer, "line", None).value
        if not isinstance(line, str):
            return self.verdict(
                "type or shape", f"a line of text is asked for, in quotation marks; this is {kind(answer)}."
            )
        reading = guard(self.trial, line)
        if reading.error is not None:
            said = quote(str(reading.error).removesuffix("."))
            return self.verdict("type or shape", f"this line cannot be read: {said}.", "bad line")
        trial = reading.value
        if not trial.changed:
            return self.verdict("not attempted", "this is the line as it was given: every knob stands where it stood.")
        return self._judge(trial)

    def trial(self, line):
        """What becomes of this line; ValueError if it is none."""
        return Trial(_from_the_start(line), _from_the_start(self.given), self.steps)

    def _judge(self, trial):
        told = f"You changed {', '.join(self._change(trial, name) for name in trial.changed)}."
        for branch in self.wrong:
            if branch.holds(trial):
                facts = f" {self.facts(trial)}" if branch.facts else ""
                return self.verdict("named", f"{told}{facts} {branch.message}", branch.name)
        told = f"{told} {self.facts(trial)}"
        if trial.last < self.goal:
            return self.passed(f" {told} {self.note(trial)}".rstrip())
        return self.verdict("wrong", f"{told} The goal is L below {self.goal}.")

    def _change(self, trial, name):
        words = [_written(situation, name) for situation in (trial.given, trial.situation)]
        return f"`{name}` ({words[0]} → {words[1]})"


def _from_the_start(line):
    """The situation of this line at step 0, with the knobs as they stand at its end and the library's engine."""
    return parse(line).restart(**{name: getattr(DEFAULT, name) for name in ("engine", *VIEW)})


def _written(situation, name):
    """The value of a knob as the line writes it; a penalty with its rate."""
    value = FIELDS[name].write(getattr(situation, name))
    return f"{value} {situation.penalty_rate:g}" if name == "penalty" and value != "none" else value
