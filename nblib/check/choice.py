"""Quizzes: tick one option or all that are true, and put words in order. No widget here: an answer is plain data."""

import re
from dataclasses import dataclass

from nblib.check.exercise import Exercise
from nblib.check.reading import kind
from nblib.check.sandbox import guard
from nblib.check.verdict import OptionLine, Verdict


@dataclass(frozen=True)
class Option:
    """One option, and what to say if it was treated wrongly: left out though correct, or ticked though it is not.

    >>> Option("Multiply a row by 2.", False, "It sharpens.").correct
    False
    """

    text: str  # Markdown, mathematics in $…$
    correct: bool
    feedback: str  # Markdown


@dataclass(frozen=True, kw_only=True)
class Choice(Exercise):
    """Tick one option (`select_all=False`) or all that are true; letters a, b, … The score counts every option.

    An answer is a letter, or letters in a list, set or text ("a, d").
    """

    options: tuple[Option, ...]
    select_all: bool

    @property
    def letters(self):
        """The options' letters, in order."""
        return tuple("abcdefghijklmnopqrstuvwxyz"[: len(self.options)])

    @property
    def solution(self):
        """The letters of the correct options."""
        return [letter for letter, option in zip(self.letters, self.options, strict=True) if option.correct]

    @property
    def mistakes(self):
        """Every option can be treated wrongly in one way."""
        if self.select_all:
            return self.letters
        return tuple(letter for letter in self.letters if letter not in self.solution)

    def judge(self, answer) -> Verdict:
        """Attempted, readable, then option by option."""
        ticked = guard(_letters, answer).value
        if ticked is None or not set(ticked) <= set(self.letters):
            return self.verdict("type or shape", f"answer with letters from {', '.join(self.letters)}.")
        if not ticked:
            return self.verdict("not attempted", "nothing is ticked yet.")
        if self.select_all:
            return self._judge_all(ticked)
        if len(set(ticked)) > 1:
            return self.verdict("type or shape", f"one option is asked for; these are {len(set(ticked))}.")
        if ticked[0] in self.solution:
            return self.passed()
        option = self.options[self.letters.index(ticked[0])]
        return self.verdict("named", f"({ticked[0]}) {option.feedback}", ticked[0])

    def _judge_all(self, ticked):
        lines = []
        for letter, option in zip(self.letters, self.options, strict=True):
            right = (letter in ticked) == option.correct
            did = "ticked" if letter in ticked else "left out"
            lines.append(OptionLine(letter, right, f"rightly {did}." if right else f"wrongly {did}: {option.feedback}"))
        return self.scored(lines, "options")


def _letters(answer):
    """The ticked letters as a list, [] if there are none, None if this is no list of letters."""
    if answer is None or answer is Ellipsis:
        return []
    if isinstance(answer, str):
        return re.findall(r"[a-z]", answer.lower()) if re.fullmatch(r"[\s,;()a-zA-Z]*", answer) else None
    if isinstance(answer, (list, tuple, set, frozenset)) and all(isinstance(letter, str) for letter in answer):
        return [letter.strip(" ()").lower() for letter in answer]
    return None


@dataclass(frozen=True)
class Rule:
    """In a right order, `first` comes somewhere before `then`; if not, this is the mistake's name and its message.

    >>> Rule("no forward", "forward", "backward", "p does not exist yet.").broken_by(["backward", "forward"])
    True
    """

    name: str
    first: str
    then: str
    message: str  # Markdown

    def broken_by(self, words):
        """Whether `then` comes before `first`."""
        return words.index(self.then) < words.index(self.first)


@dataclass(frozen=True, kw_only=True)
class Ordering(Exercise):
    """Put the words in order: right if no rule is broken; `notes` has a remark for a right order that is unusual."""

    words: tuple[str, ...]
    rules: tuple[Rule, ...]
    notes: dict[tuple[str, ...], str]

    @property
    def solution(self):
        """The usual order."""
        return list(self.words)

    @property
    def mistakes(self):
        """The names of the rules."""
        return tuple(rule.name for rule in self.rules)

    def judge(self, answer) -> Verdict:
        """Attempted, each word once, then the rules in turn."""
        words = guard(_words, answer).value
        if words is None:
            asked = f"a list of {len(self.words)} words is asked for"
            return self.verdict("type or shape", f"{asked}; this is {kind(answer)}.")
        if len(words) < len(self.words):
            return self.verdict("not attempted", f"{len(words)} of {len(self.words)} places are filled.")
        if sorted(words) != sorted(self.words):
            return self.verdict("type or shape", f"each of these is needed once: {', '.join(sorted(self.words))}.")
        for rule in self.rules:
            if rule.broken_by(words):
                return self.verdict("named", f"{rule.then} stands before {rule.first}. {rule.message}", rule.name)
        return self.passed(self.notes.get(tuple(words), ""))


def _words(answer):
    """The words that are there, None if this is no list or text."""
    if answer is None or answer is Ellipsis:
        return []
    if isinstance(answer, str):
        return re.findall(r"\w+", answer.lower())
    if not isinstance(answer, (list, tuple)):
        return None
    return [str(word).strip().lower() for word in answer if word is not None and word != ""]
