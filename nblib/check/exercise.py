"""What every exercise has, whatever its kind; named wrong answers; and predictions, which are not checked at all."""

from dataclasses import dataclass

from nblib.check.verdict import Hint, Verdict


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """A task, three hints (the last is the solution), and the sentence shown when it is solved.

    A kind adds its own fields, `judge(answer) -> Verdict`, `solution` (an answer that passes) and
    `mistakes` (the names of the wrong answers it knows).

    >>> Exercise(id="0.1", title="Count", task="How many?", hints=("a", "b", "c"), because="…").hint(3).text
    'c'
    """

    id: str
    title: str
    task: str  # Markdown
    hints: tuple[str, str, str]  # Markdown
    because: str  # Markdown: why the right answer is right

    def hint(self, level):
        """The hint of this level, 1 … 3; a higher level gives the last, the solution."""
        level = min(max(int(level), 1), len(self.hints))
        return Hint(self.id, level, len(self.hints), self.hints[level - 1])

    def verdict(self, status, message, mistake=None, options=()):
        """A verdict on this exercise."""
        return Verdict(self.id, status, message, mistake, tuple(options))

    def wants_hint(self, verdict):
        """Whether the next hint shall follow: if nothing more is known than that the answer is wrong."""
        return verdict.status == "wrong" and verdict.mistake is None

    def passed(self, note=""):
        """The verdict of a right answer."""
        return self.verdict("passed", f"{self.because}{note}")

    def scored(self, lines, parts):
        """The verdict on an answer judged line by line; `parts` says what the lines are: options, shapes."""
        wrong = [line.letter for line in lines if not line.right]
        if not wrong:
            return self.passed(f" {len(lines)} of {len(lines)} {parts}.")
        score = f"{len(lines) - len(wrong)} of {len(lines)} {parts} are as they should be."
        return self.verdict("named", score, ", ".join(wrong), lines)


@dataclass(frozen=True)
class Wrong:
    """A wrong answer known by name: its message, and the answers (values or functions) that show this mistake.

    >>> Wrong("no biases", "You counted connections.", 35).answers
    (35,)
    """

    name: str
    message: str  # Markdown: what was seen, why it is tempting, what to look at; never the solution
    answers: tuple

    def __init__(self, name, message, *answers):
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "message", message)
        object.__setattr__(self, "answers", answers)


@dataclass(frozen=True)
class Prediction:
    """A question to commit to before anything is shown; then what happens, and why the tempting answer is tempting.

    >>> Prediction("2.b", "Scores × 10?", ("nothing", "sharper"), 1, "…").right
    'sharper'
    """

    id: str
    question: str  # Markdown
    options: tuple[str, ...]  # Markdown
    answer: int  # which option is right, from 0
    reveal: str  # Markdown

    @property
    def right(self):
        """The text of the right option."""
        return self.options[self.answer]
