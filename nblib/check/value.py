"""Exercises whose answer is a number, an array, or several arrays."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from nblib.check.exercise import Exercise, Wrong
from nblib.check.reading import Unreadable, read_number, read_parts, read_typed_array
from nblib.check.sandbox import describe_error, guard
from nblib.check.showing import close, show
from nblib.check.verdict import Verdict

# How many of each unit make one nat: two answers whose ratio is a ratio of these differ by a slip of units.
PER_NAT = {"nats": 1.0, "bits": 1 / math.log(2), "decimal digits (log10)": 1 / math.log(10)}


@dataclass(frozen=True, kw_only=True)
class Value(Exercise):
    """The answer is `expected`, within `tolerance`; `names` has one name for each array of a tuple.

    A number may be typed as text. `invariant(*parts)` returns a sentence if a law is broken, else None; it is asked
    about a wrong answer of the right shape that has no name.

    >>> Value(id="0", title="", task="", hints=("", "", ""), because="8 + 35.", expected=43).judge("43")
    ✔ Correct (0): 8 + 35.
    """

    expected: Any
    tolerance: float = 1e-9
    names: tuple[str, ...] = ("your answer",)
    axes: str = ""  # Markdown: what rows and columns stand for
    unit: str | None = None  # a key of PER_NAT: then a slip of units is recognised
    invariant: Callable[..., str | None] = lambda *parts: None
    wrong: tuple[Wrong, ...] = ()

    @property
    def solution(self):
        """The right value."""
        return self.expected

    @property
    def mistakes(self):
        """The names of the wrong values that are known."""
        return tuple(wrong.name for wrong in self.wrong)

    def judge(self, answer) -> Verdict:
        """Attempted, readable, right; else the fact (shape, nan, value) and what is known about this wrong value."""
        if answer is None or answer is Ellipsis or (isinstance(answer, str) and not answer.strip()):
            return self.verdict("not attempted", "no answer yet.")
        outcome = guard(self._read, answer)
        if outcome.error is not None:
            return self._not_read(outcome.error)
        got, expected = outcome.value, read_parts(self.expected, self.names)
        if all(close(g, e, 0, self.tolerance) for g, e in zip(got, expected, strict=True)):
            return self.passed()
        status, fact = self._fact(got, expected)
        diagnosis = next(self._diagnoses(status, got, expected), None)
        if diagnosis:
            status, mistake, message = diagnosis
            return self.verdict(status, f"{fact} {message}", mistake)
        return self.verdict(status, fact)

    def _read(self, answer):
        if isinstance(answer, str) and np.ndim(self.expected) == 0:
            return [np.array(read_number(answer))]
        if isinstance(answer, str):
            answer = read_typed_array(answer)
        return read_parts(answer, self.names)

    def _not_read(self, error):
        if isinstance(error, Unreadable) and error.blank:
            return self.verdict("not attempted", f"{error}.")
        wanted = "a number" if np.ndim(self.expected) == 0 else "an array of numbers"
        seen = f"this is {error}." if isinstance(error, Unreadable) else f"when it was read, {describe_error(error)}"
        return self.verdict("type or shape", f"{wanted} is asked for, and {seen}")

    def _fact(self, got, expected):
        for name, g, e in zip(self.names, got, expected, strict=True):
            if g.shape != e.shape:
                return "type or shape", shape_fact(name, g, e, self.axes)
        for name, g in zip(self.names, got, strict=True):
            if not np.isfinite(g).all():
                return "not finite", f"{name} holds {show(g[~np.isfinite(g)][0])}, which is no finite number."
        for name, g, e in zip(self.names, got, expected, strict=True):
            differs = np.abs(g - e) > self.tolerance
            if differs.any() and g.ndim == 0:
                return "wrong", f"{name} is {show(g, 6)}."
            if differs.any():
                first = tuple(int(i) for i in np.argwhere(differs)[0])
                right = int((~differs).sum())
                return "wrong", (
                    f"{right} of the {g.size} entries of {name} are right; "
                    f"the first that is not is {show(g[first])} at {list(first)}."
                )
        raise AssertionError("a fact is asked for only if some part differs")

    def _diagnoses(self, status, got, expected):
        slack = 0 if self.tolerance < 1e-6 else 0.01  # 0.33 is meant to be 0.3333
        near = [
            (sum(float(np.abs(g - w).sum()) for g, w in zip(got, values, strict=True)), order)
            for order, wrong in enumerate(self.wrong)
            for values in (read_parts(answer, self.names) for answer in wrong.answers)
            if all(close(g, w, slack, self.tolerance) for g, w in zip(got, values, strict=True))
        ]
        if near:
            wrong = self.wrong[min(near)[1]]
            yield "named", wrong.name, wrong.message
        if status != "wrong":
            return
        slip = self.unit and unit_slip(got, expected, self.unit)
        if slip:
            yield "unit", "unit", slip
        broken = self.invariant(*got)
        if broken:
            yield "invariant", None, broken
        if expected[0].ndim == 0 and _is_rounding(float(got[0]), float(expected[0])):
            decimals = math.ceil(-math.log10(2 * self.tolerance))
            yield "wrong", "rounded too far", f"As far as it goes that is right; give it to {decimals} decimals."


def shape_fact(name, got, expected, axes=""):
    """Both shapes in a sentence, what the axes are, and whether the one is the other transposed."""
    should = f"have {'' if got.ndim else 'shape '}{expected.shape}" if expected.ndim else "be one number"
    sentence = f"{name} {f'has shape {got.shape}' if got.ndim else 'is one number'} and should {should}"
    sentence += f": {axes}." if axes else "."
    if got.ndim == 2 and got.shape == expected.shape[::-1]:
        sentence += " Rows and columns are exchanged."
    return sentence


def wanted(names, expected):
    """What is asked for, as a clause: the number of arrays, or the shape of the one.

    >>> wanted(("L",), [np.array(1.0)])
    'a number is asked for'
    """
    if len(names) > 1:
        return f"{len(names)} arrays are asked for: {', '.join(names)}"
    [array] = expected
    return f"an array of shape {array.shape} is asked for" if array.ndim else "a number is asked for"


def unit_slip(got, expected, unit):
    """A sentence if every entry of `got` is the same multiple of `expected`, and that multiple converts units.

    >>> unit_slip([np.array(1.585)], [np.array(1.0986)], "nats")
    'That is 1.443 times the answer in nats: it is in bits.'
    """
    if [g.shape for g in got] != [e.shape for e in expected]:
        return None
    got = np.concatenate([g.ravel() for g in got])
    expected = np.concatenate([e.ravel() for e in expected])
    if not expected.any():
        return None
    for other, per_nat in PER_NAT.items():
        ratio = per_nat / PER_NAT[unit]
        if other != unit and np.allclose(got, ratio * expected, rtol=1e-3, atol=1e-9):
            return f"That is {ratio:.4g} times the answer in {unit}: it is in {other}."
        if other != unit and np.allclose(got, expected / ratio, rtol=1e-3, atol=1e-9):
            return (
                f"That is {1 / ratio:.4g} times the answer in {unit}: a conversion of {other} that is not needed here."
            )
    return None


def _is_rounding(got, expected):
    return any(got == round(expected, decimals) for decimals in range(4))
