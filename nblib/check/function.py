"""Exercises whose answer is a function: run on inputs from simple to hard, and compared with a reference.

On the first input that fails, the first stage that fails states the fact. If the behaviour over ALL inputs is that of
a named wrong answer, its message follows: it may refine any stage.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import repeat

import numpy as np

from nblib.check.call import is_stub, observe, parts_by_name, signature_problem
from nblib.check.exercise import Exercise, Wrong
from nblib.check.general import Diagnosis, Try, diagnose
from nblib.check.influence import Trial
from nblib.check.reading import a_value, kind, read_parts
from nblib.check.sandbox import STEPS, OutOfBudget, describe_error, guard
from nblib.check.showing import close, literal, sentences, show_difference, where_not_finite
from nblib.check.value import shape_fact, unit_slip, wanted
from nblib.check.verdict import Verdict, quote
from nblib.check.where import array_traits


@dataclass(frozen=True, kw_only=True)
class Function(Exercise):
    """The answer is a function `name(*parameters)` that agrees with `reference` on every input of `cases(rng)`.

    `cases` gives tuples of arguments, simple ones first. `invariant(parts, *arguments)` returns a sentence if a law is
    broken, else None. `on_change` says for each parameter why nobody may change it.
    """

    name: str
    parameters: tuple[str, ...]
    reference: Callable
    library_name: str  # where the reference lives
    cases: Callable[[np.random.Generator], Sequence]
    results: tuple[str, ...] = ("the result",)
    axes: str = ""  # Markdown: what rows and columns of the result stand for
    invariant: Callable[..., str | None] = lambda parts, *arguments: None
    on_change: dict[str, str]  # Markdown
    unit: str | None = None
    wrong: tuple[Wrong, ...]
    steps: int = STEPS
    # What a wrong function of the bank does on input k of a seed never changes, so it is observed once.
    _observed: dict = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def solution(self):
        """The reference."""
        return self.reference

    @property
    def mistakes(self):
        """The names of the wrong functions that are known, and of the forbidden changes."""
        return (*(wrong.name for wrong in self.wrong), *(f"changed {name}" for name in self.on_change))

    def judge(self, answer, seed=0) -> Verdict:
        """The verdict on a learner's function; random inputs come from this seed."""
        refusal = self._refuse(answer)
        if refusal:
            return refusal
        cases, seen = [], []
        for case in self.cases(np.random.default_rng(seed)):
            cases.append(case)
            seen.append(self.observe(answer, case))
            if isinstance(seen[-1].error, OutOfBudget):  # do not make the learner wait for more of the same
                break
        printed = next((f"It printed {quote(o.printed)}." for o in seen if o.printed.strip()), "")
        if all(observation.blank for observation in seen):
            return self.verdict("not attempted", sentences(f"`{self.name}` still waits for your code.", printed))
        for case, observation in zip(cases, seen, strict=True):
            failure = self._failure(answer, case, observation)
            if failure:
                status, fact, mistake = failure
                fact = sentences(f"For {self.describe(case)}:", fact)
                wrong = self._in_the_bank(seed, cases, seen)
                if wrong:
                    return self.verdict("named", sentences(fact, wrong.message, printed), wrong.name)
                return self._explain(answer, status, fact, mistake, cases, seen, printed)
        if not self.observe(answer, cases[0]).same_as(seen[0]):
            return self.verdict("invariant", sentences(NOT_REPEATABLE, printed), "not repeatable")
        return self.passed(sentences(f" Right on all {len(cases)} inputs.", self.remark(seen[0]), printed))

    def wants_hint(self, verdict):
        """A relation to the right numbers says what came, not where to look: so the hint follows all the same."""
        return verdict.status == "wrong"

    # What another kind of function does in its own way (Backward does).

    def arguments(self, case):
        """What the function is called with."""
        return case

    def read(self, value, case):
        """What the function returned, as a list of arrays."""
        return read_parts(value, self.results)

    def expected(self, case):
        """The right arrays for this input, and their names."""
        return read_parts(self.reference(*self.arguments(case)), self.results), self.results

    def agrees(self, case, got):
        """Whether these arrays, of the right shapes, are right."""
        return all(map(close, got, self.expected(case)[0]))

    def describe(self, case):
        """The input in words: written out if it is small."""
        parts = [
            f"`{name} = {literal(a)}`" if np.size(a) <= 12 else f"`{name}` of shape {np.shape(a)}"
            for name, a in zip(self.parameters, case, strict=True)
        ]
        return " and ".join(parts)

    def difference(self, case, got):
        """What was expected and what came, in words."""
        pairs = zip(got, self.expected(case)[0], strict=True)
        return "; ".join(show_difference(g, e) for g, e in pairs if not close(g, e)) + "."

    def diagnosis(self, cases, seen):
        """The Diagnosis of a wrong function that is not in the bank, by what this kind knows; None if nothing."""
        if self.unit and all(observation.parts is not None for observation in seen):
            got = [part for observation in seen for part in observation.parts]
            slip = unit_slip(got, [part for case in cases for part in self.expected(case)[0]], self.unit)
            return Diagnosis("unit", slip, "unit") if slip else None
        return None

    def traits(self, case):
        """{phrase: whether it holds} for this input: by what the inputs on which a function fails are told."""
        return array_traits(dict(zip(self.parameters, self.arguments(case), strict=True)))

    def remark(self, observation):
        """A remark on a right result of an unusual type."""
        if observation.type in {"ndarray", "float", "float64", "float32", "int", "int64"} or len(self.results) > 1:
            return ""
        return f"(You return a {quote(observation.type)}; a NumPy array is meant.)"

    # The judgement.

    def observe(self, function, case):
        """What this function does on this input."""
        return observe(
            function, self.arguments(case), self.parameters, lambda value: self.read(value, case), self.steps
        )

    def _refuse(self, answer):
        if answer is None or answer is Ellipsis or guard(is_stub, answer).value is True:
            return self.verdict("not attempted", f"`{self.name}` still waits for your code.")
        if not callable(answer):
            itself = f"hand in the function itself, `{self.name}`, without calling it"
            return self.verdict("type or shape", f"{itself}; this is {kind(answer)}.")
        problem = signature_problem(answer, self.name, self.parameters)
        return self.verdict("raised", problem, "other arguments") if problem else None

    def _failure(self, answer, case, seen):
        """(status, fact, mistake) of the first stage that fails on this input; None if it passes."""
        if seen.error is not None:
            return "raised", describe_error(seen.error, answer), None
        if seen.type == "NoneType":
            return "type or shape", f"`{self.name}` returned `None`. Is the `return` missing?", "returned None"
        expected, names = self.expected(case)
        if seen.unreadable is not None:
            said = f"`{self.name}` returned {a_value(seen.unreadable)}; {wanted(names, expected)}."
            return "type or shape", said, seen.unreadable.name
        parts = list(zip(names, seen.parts, expected, strict=True))
        for name, got, right in parts:
            if got.shape != right.shape:
                return "type or shape", shape_fact(name, got, right, self.axes), None
        for name, got, right in parts:
            bad = ~np.isfinite(got) & np.isfinite(right)
            if bad.any():
                return "not finite", where_not_finite(name, got, bad), None
        if seen.change:
            name, what = seen.change
            return "invariant", f"your function changed its argument: {what}. {self.on_change[name]}", f"changed {name}"
        broken = self.invariant(seen.parts, *self.arguments(case))
        if broken:
            return "invariant", broken, None
        if not self.agrees(case, seen.parts):
            return "wrong", self.difference(case, seen.parts), None
        return None

    def _in_the_bank(self, seed, cases, seen):
        """The named mistake that behaves so on all these inputs, or None."""
        for wrong in self.wrong:
            for function in wrong.answers:
                if all(
                    self._observe_once(function, seed, k, case).same_as(o)
                    for k, (case, o) in enumerate(zip(cases, seen, strict=True))
                ):
                    return wrong
        return None

    def _observe_once(self, function, seed, k, case):
        key = function, seed, k
        if key not in self._observed:
            self._observed[key] = self.observe(function, case)
        return self._observed[key]

    def _explain(self, answer, status, fact, mistake, cases, seen, printed):
        """The verdict on what is not in the bank: what this kind knows of it, then what can be said of any function."""
        if mistake is None:
            own = self.diagnosis(cases, seen) or Diagnosis(None, "")
            found = own if own.mistake else diagnose(list(map(self._try, repeat(answer), cases, seen)))
            fact = sentences(fact, found.message, own.message if found is not own else "")
            mistake, status = found.mistake, found.status or status
        return self.verdict(status, sentences(fact, printed), mistake)

    def _try(self, answer, case, observation):
        arguments = dict(zip(self.parameters, self.arguments(case), strict=True))
        right, names = self.expected(case)
        passed = self._failure(answer, case, observation) is None

        def read(value):
            return self.read(value, case)

        trial = Trial(
            arguments,
            tuple(names),
            *(parts_by_name(f, self.parameters, read, self.steps) for f in (answer, self.reference)),
        )
        return Try(arguments, tuple(names), right, observation, passed, self.traits(case), trial, answer)


NOT_REPEATABLE = (
    "Called twice with the same arguments, your function gives two different answers. Does it keep something from one "
    "call to the next, such as a list outside the function that grows?"
)
