"""How a learner stands with each exercise, from the events of their record."""

from collections import defaultdict
from dataclasses import dataclass

from nblib.check.registry import exercises


@dataclass(frozen=True)
class Standing:
    """One exercise: whether and when it was solved, and what came before that: tries, hints, named mistakes.

    An answer counts as a try if its verdict is another than the one before: running all cells again is no try.
    """

    exercise: str
    title: str  # empty if the course has no such exercise
    solved: str = ""  # when, in UTC
    tries: int = 0
    hints: tuple[int, ...] = ()  # the levels that were shown; 3 is the solution
    mistakes: tuple[str, ...] = ()

    @property
    def lesson(self):
        """The lesson's number as the ids have it; empty if the course has no such exercise."""
        return self.exercise.partition(".")[0] if self.title else ""

    @property
    def state(self):
        """A symbol and words."""
        if self.solved:
            return "✔ solved"
        return "◐ tried" if self.tries else "○ not yet"

    def row(self):
        """{column: value} for a table in a file.

        >>> Standing("2.1", "A safe softmax", tries=2, hints=(1, 3)).row()["hints"]
        '1 3'
        """
        values = {"exercise": self.exercise, "title": self.title, "solved": "yes" if self.solved else "no"}
        values |= {"tries": self.tries, "hints": " ".join(map(str, self.hints))}
        return values | {"solved_at": self.solved, "mistakes": "; ".join(self.mistakes)}


COLUMNS = tuple(Standing("", "").row())


def standings(events):
    """The Standing of every exercise of the course, in order; then of those that the course no longer has."""
    found = defaultdict(list)
    for event in events:
        found[event["exercise"]].append(event)
    titles = {id: exercise.title for id, exercise in exercises().items()}
    gone = {id: "" for id in found if id not in titles}
    return [stand(id, title, found[id]) for id, title in (titles | gone).items()]


def stand(id, title, events):
    """The Standing that these events of one exercise, oldest first, lead to; what comes after the solution is left out.

    >>> wrong, right = ({"event": "check", "status": s, "said": s, "mistake": None} for s in ("wrong", "passed"))
    >>> stand("2.1", "", [wrong, wrong, right | {"time": "2026-11-27T09:00:00Z"}, wrong]).tries
    2
    """
    tries, said, hints, mistakes = 0, None, set(), []
    for event in events:
        if event.get("hint"):
            hints.add(event["hint"])
        if event["event"] == "hint":
            continue
        tries += event["said"] != said
        said = event["said"]
        if event["status"] == "passed":
            return Standing(id, title, event["time"], tries, tuple(sorted(hints)), tuple(mistakes))
        if event["mistake"] and event["mistake"] not in mistakes:
            mistakes.append(event["mistake"])
    return Standing(id, title, "", tries, tuple(sorted(hints)), tuple(mistakes))
