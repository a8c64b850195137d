"""Exercises whose answer is the shape of each of several arrays: judged one by one, like the options of a quiz."""

from dataclasses import dataclass

from nblib.check.exercise import Exercise, Wrong
from nblib.check.verdict import OptionLine, Verdict, quote


@dataclass(frozen=True)
class ShapeOf:
    """One array's name, its shape, what its axes count, and shapes that are known to be wrong.

    >>> ShapeOf("b", (3,), "one bias for each unit", (Wrong("b as a row", "NumPy's b has one axis.", (1, 3)),)).expected
    (3,)
    """

    name: str
    expected: tuple[int, ...]
    because: str  # Markdown: a phrase
    wrong: tuple[Wrong, ...]

    def line(self, answer):
        """What there is to say about this answer, right or wrong."""
        got = _shape(answer)
        if got == self.expected:
            return OptionLine(self.name, True, f"`{got}`: {self.because}.")
        if got is None:
            missing = answer is None or answer is Ellipsis
            said = "not filled in yet." if missing else f"{quote(answer, 40)} is no shape: write numbers in brackets."
            return OptionLine(self.name, False, said)
        known = next((wrong.message for wrong in self.wrong if got in wrong.answers), None)
        if known is None and got == self.expected[::-1]:
            known = "rows and columns are exchanged: an example is a row."
        return OptionLine(self.name, False, f"`{got}`: {known or 'no. What does each axis count?'}")


@dataclass(frozen=True, kw_only=True)
class Shapes(Exercise):
    """The answer is a list of shapes, one for each of `parts`, in their order; (3) counts as (3,)."""

    parts: tuple[ShapeOf, ...]

    @property
    def solution(self):
        """The right shapes."""
        return [part.expected for part in self.parts]

    @property
    def wrong(self):
        """The wrong shapes that are known, of all parts."""
        return tuple(wrong for part in self.parts for wrong in part.wrong)

    @property
    def mistakes(self):
        """Their names."""
        return tuple(wrong.name for wrong in self.wrong)

    def judge(self, answer) -> Verdict:
        """Attempted, one for each part, then part by part."""
        names = ", ".join(part.name for part in self.parts)
        if answer is None or answer is Ellipsis:
            return self.verdict("not attempted", "no shapes yet.")
        if not isinstance(answer, (list, tuple)) or len(answer) != len(self.parts):
            return self.verdict("type or shape", f"a list of {len(self.parts)} shapes is asked for: {names}.")
        if all(shape is None or shape is Ellipsis for shape in answer):
            return self.verdict("not attempted", "no shapes yet.")
        return self.scored([part.line(shape) for part, shape in zip(self.parts, answer, strict=True)], "shapes")


def _shape(answer):
    """The answer as a tuple of integers, or None."""
    if isinstance(answer, int) and not isinstance(answer, bool):
        return (answer,)
    if isinstance(answer, (tuple, list)) and all(isinstance(n, int) and not isinstance(n, bool) for n in answer):
        return tuple(answer)
    return None
