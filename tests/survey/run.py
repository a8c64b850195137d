"""The survey of one exercise: its mutants sorted into equivalent ones, repeated ones, and wrong ones with a verdict."""

from dataclasses import dataclass, field
from typing import NamedTuple

from nblib.check import check
from nblib.check.verdict import Verdict
from tests.survey.judge import behaviour, fingerprint, first_fault
from tests.survey.mutations import Mutant, mutants
from tests.survey.sources import FUNCTIONS, function_of, right_answers
from tests.survey.truth import untrue


class Judged(NamedTuple):
    """A mutant, where it is wrong on the survey's inputs (None if nowhere), and what the check said."""

    mutant: Mutant
    fault: tuple | None
    verdict: Verdict
    untrue: list  # sentences of the verdict that do not hold

    @property
    def stage(self):
        """How it was told: by name, at the stage of shape, nan or law, or with expected and got only."""
        if self.verdict.passed:
            return "PASSED"
        if self.verdict.mistake is not None:
            return "named"
        return {"wrong": "generic"}.get(self.verdict.status, "stage")


@dataclass
class Survey:
    """What came of the mutants of one exercise."""

    id: str
    equivalent: list = field(default_factory=list)  # of Judged
    repeated: int = 0  # mutants that behave like one before them
    wrong: list = field(default_factory=list)  # of Judged

    @property
    def made(self):
        """How many mutants there were."""
        return len(self.equivalent) + self.repeated + len(self.wrong)

    def of(self, stage):
        """The wrong mutants that were told in this way."""
        return [wrong for wrong in self.wrong if wrong.stage == stage]


def survey(id, choose=lambda mutant: True):
    """Make the mutants of every right answer of this exercise, those that `choose` takes, and let the check judge."""
    exercise, found, behaviours = FUNCTIONS[id], Survey(id), set()
    for source in right_answers(exercise):
        for mutant in filter(choose, mutants(source)):
            function = function_of(mutant.source, exercise.name)
            seen = behaviour(id, function)
            fault, kind = first_fault(id, seen), fingerprint(seen)
            if fault is None:
                found.equivalent.append(Judged(mutant, None, check(id, function), []))
            elif kind in behaviours:
                found.repeated += 1
            else:
                behaviours.add(kind)
                verdict = check(id, function)
                found.wrong.append(Judged(mutant, fault, verdict, untrue(id, function, verdict)))
    return found
