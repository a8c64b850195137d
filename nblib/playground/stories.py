"""The playground's stories: situations that show one thing each, with the step at which it is to be seen."""

from typing import NamedTuple

from nblib.playground.situation import Situation, parse


class Story(NamedTuple):
    """A name for the button, the sentence beside it, the line at step 0, and the step at which the sentence is true.

    >>> STORIES[0].seen.step
    1000
    """

    name: str
    sentence: str
    line: str
    until: int

    @property
    def seen(self) -> Situation:
        """The situation at that step."""
        return parse(self.line).at(self.until)


STORIES = (
    Story(
        "the spiral",
        "Two hidden layers of 8 units wind the border around both arms: after 1000 steps 99 % of the training points "
        "are right.",
        "",
        1000,
    ),
    Story(
        "dead start",
        "All weights are 0 and both classes equally frequent: every gradient is exactly 0, and nothing at all moves. "
        "With 199 points the classes differ in size, and the two output biases move, but nothing else.",
        "init=zero;show=gradients",
        100,
    ),
    Story(
        "equal start",
        "All weights are 0.5: the units of a layer get the same gradient at every step, so eight units learn what one "
        "could, and a third of the training points stay wrong.",
        "init=equal",
        500,
    ),
    Story(
        "divergence",
        "With learning rate 2 each step is longer than the last: the loss passes 10^100, and after 11 steps it is no "
        "number any more. Set the learning rate to 1 and start over.",
        "activation=linear;learning_rate=2",
        11,
    ),
    Story(
        "too huge",
        "The weights begin 20 times too large: the loss begins above 2000, the first steps switch nearly every unit "
        "off for good, and from step 100 on the loss stands still.",
        "init=huge",
        3000,
    ),
    Story(
        "overfitting",
        "Thirty noisy points, and more weights than points: the training loss falls towards 0, while the test loss has "
        "turned and rises. An l2 penalty of 0.03 keeps it down.",
        "data=moons;noise=0.3;test=0.5;points=60;test_points=on",
        1000,
    ),
    Story(
        "the right features",
        "No hidden layer at all: with x1 and x2 alone the border is a straight line, 61 % right; with their sines "
        "added it bends, and 89 % are right.",
        "features=x1,x2,sin(x1),sin(x2);hidden=none",
        3000,
    ),
    Story(
        "squared error is stuck",
        "The net begins sure and wrong, where squared error is flat: 63 % right after 1000 steps. Cross-entropy, from "
        "the same weights, comes to 86 %.",
        "data=moons;activation=tanh;loss=squared;init=huge",
        1000,
    ),
    Story(
        "three arms",
        "Three classes, so three scores and three probabilities: after 500 steps 99 % of the training points are "
        "right.",
        "data=arms",
        500,
    ),
    Story(
        "penguins",
        "Bill and flipper length of three species: four units reach 95 % on the training birds, and every test bird is "
        "right.",
        "data=penguins;hidden=4;test_points=on",
        300,
    ),
)
