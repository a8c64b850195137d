"""What a check says: a verdict, or a hint. Markdown for a notebook, plain text everywhere else; no HTML, no colour.

Words and a symbol carry the result together, so that neither a screen reader nor a black-and-white print loses it.
"""

import re
from dataclasses import dataclass

# How far the judgement came before something was found, in this order.
STATUSES = (
    "unknown",  # there is no exercise of this id
    "not attempted",
    "raised",
    "type or shape",
    "not finite",
    "invariant",
    "named",  # the behaviour is that of a wrong answer in the exercise's bank
    "unit",
    "wrong",
    "passed",
)


@dataclass(frozen=True)
class Verdict:
    """The result of a check. `mistake` is the name of the diagnosed mistake, if there is one; `message` is Markdown.

    >>> Verdict("2.1", "wrong", "Row 0 sums to **2.363**.")
    ✘ Not yet (2.1): Row 0 sums to 2.363.
    >>> Verdict("2.1", "passed", "Right on 7 inputs.").passed
    True
    """

    exercise: str
    status: str
    message: str
    mistake: str | None = None
    options: tuple["OptionLine", ...] = ()  # of a quiz: what was right, option by option

    @property
    def passed(self):
        """Whether everything was right."""
        return self.status == "passed"

    @property
    def headline(self):
        """The symbol and the words."""
        if self.passed:
            return "✔ Correct"
        return {"not attempted": "○ Not attempted", "unknown": "○ No such exercise"}.get(self.status, "✘ Not yet")

    def _repr_markdown_(self):
        lines = "".join(f"\n- {line.markdown}" for line in self.options)
        return f"**{self.headline}** ({self.exercise}): {self.message}" + (f"\n{lines}" if lines else "")

    def __repr__(self):
        return plain(self._repr_markdown_())


@dataclass(frozen=True)
class OptionLine:
    """One option of a quiz after the check: was it treated rightly (ticked or left out), and what there is to say.

    >>> OptionLine("b", right=False, text="ticked, and it should not be: it sharpens.").markdown
    '✘ (b) ticked, and it should not be: it sharpens.'
    """

    letter: str
    right: bool
    text: str

    @property
    def markdown(self):
        """Symbol, letter and words."""
        return f"{'✔' if self.right else '✘'} ({self.letter}) {self.text}"


@dataclass(frozen=True)
class Hint:
    """One of an exercise's hints; the last level is the solution.

    >>> Hint("0.1", 1, 3, "Count the **biases** too.")
    Hint 1 of 3 (0.1): Count the biases too.
    """

    exercise: str
    level: int
    levels: int
    text: str

    def _repr_markdown_(self):
        words = "Solution" if self.level == self.levels else f"Hint {self.level} of {self.levels}"
        gap = "\n\n" if self.text.startswith("```") else " "
        return f"**{words}** ({self.exercise}):{gap}{self.text}"

    def __repr__(self):
        return plain(self._repr_markdown_())


def plain(markdown):
    r"""Markdown as plain text: fences, stars, backticks and dollars go, code and everything else stays as it is.

    >>> plain("**Row** `0 * 1 * 2` of $Z$, *not* column")
    'Row 0 * 1 * 2 of Z, not column'
    """
    pieces = re.split(r"(^```.*?^```|`[^`\n]*`)", markdown, flags=re.MULTILINE | re.DOTALL)  # every second one is code
    pieces[::2] = (re.sub(r"\*+(\S[^*]*)\*+", r"\1", prose).replace("$", "") for prose in pieces[::2])
    pieces[1::2] = (re.sub(r"^```\w*\n?|`", "", code) for code in pieces[1::2])
    return "".join(pieces).rstrip()


def quote(text, limit=200):
    r"""Foreign text (a print-out, an error message) as one short line of Markdown code that holds no markup of its own.

    >>> quote("a\nb <b>")
    '`a ⏎ b ‹b>`'
    """
    line = " ⏎ ".join(str(text).strip().splitlines())
    line = re.sub(r"<(?=[A-Za-z/!?])", "‹", line).replace("`", "'")
    return f"`{line if len(line) <= limit else line[:limit] + '…'}`"
