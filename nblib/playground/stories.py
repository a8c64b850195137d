"""The playground's stories: situations that show one thing each, with the step at which it is to be seen."""

from typing import NamedTuple

from nblib.playground.situation import Situation, parse


class Story(NamedTuple):
    """A name for the button, the sentence beside it, the line at step 0, and the step at which it holds."""

    name: str
    sentence: str
    line: str
    until: int

    @property
    def seen(self) -> Situation:
        """The situation at the step where the sentence is true."""
        return parse(self.line).at(self.until)


STORIES = ()
