"""What single kinds of exercise say, word by word: lists of shapes, and derivatives by nodes."""

import numpy as np
import pytest

from nblib.check.exercise import Wrong
from nblib.check.registry import exercises
from nblib.check.shapes import ShapeOf
from nblib.check.showing import show

SHAPE = ShapeOf("W", (4, 3), "a row for each measurement", (Wrong("of one bird", "that is one bird.", (4,), (1, 4)),))
ASK = "`(7,)`: no. What does each axis count?"


@pytest.mark.parametrize(
    ("answer", "is_right", "said"),
    [
        ((4, 3), True, "`(4, 3)`: a row for each measurement."),
        ([4, 3], True, "`(4, 3)`: a row for each measurement."),
        ((1, 4), False, "`(1, 4)`: that is one bird."),
        (4, False, "`(4,)`: that is one bird."),
        ((3, 4), False, "`(3, 4)`: rows and columns are exchanged: an example is a row."),
        (7, False, ASK),
        ([7], False, ASK),
        (None, False, "not filled in yet."),
        (..., False, "not filled in yet."),
        (True, False, "`True` is no shape: write numbers in brackets."),
        ((True, 3), False, "`(True, 3)` is no shape: write numbers in brackets."),
        ((4.0, 3), False, "`(4.0, 3)` is no shape: write numbers in brackets."),
        ("4x3", False, "`4x3` is no shape: write numbers in brackets."),
    ],
)
def test_the_line_of_a_shape(answer, is_right, said):
    line = SHAPE.line(answer)
    assert (line.letter, line.right, line.text) == ("W", is_right, said)


@pytest.mark.parametrize(
    ("count", "ending"),
    [
        (1, "{0}."),
        (2, "{0} and {1}."),
        (3, "{0} and {1}, and 1 more is wrong."),
        (4, "{0} and {1}, and 2 more are wrong."),
    ],
)
def test_the_first_two_wrong_nodes_are_named_and_the_others_counted(count, ending):
    sweep = exercises()["7.2"]
    case = next(case for case in sweep.cases(np.random.default_rng(0)) if len(case.nodes) >= 4)
    [[right], _] = sweep.expected(case)
    got = right.copy()
    got[:count] += 1
    facts = [
        f"the derivative by {node.name} should be {show(before)} and is {show(after)}"
        for node, before, after in zip(case.nodes, right, got, strict=True)
    ]
    assert sweep.difference(case, [got]) == ending.format(*facts)
