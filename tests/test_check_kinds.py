"""What single kinds of exercise say, word by word: lists of shapes, derivatives by nodes, walks, gradients."""

import numpy as np
import pytest

from nblib.check.call import Observation
from nblib.check.exercise import Wrong
from nblib.check.registry import exercises
from nblib.check.shapes import ShapeOf
from nblib.check.showing import show
from nblib.check.sweep import Drawn
from nblib.check.walk import Walk
from nblib.graph import Node

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


def traits_of(id, case):
    """What tells this input of an exercise from others; each trait is there, whether it holds or not."""
    return [trait for trait, holds in exercises()[id].traits(case).items() if holds]


def diagram(*sources):
    """A list of nodes: each is the sum of those before it that these numbers name."""
    nodes = []
    for numbers in sources:
        nodes.append(Node(1.0, tuple((nodes[k], 1.0) for k in numbers)))
    return Drawn("", nodes)


@pytest.mark.parametrize(
    ("case", "traits"),
    [
        (diagram([]), ["there is a single node", "no node feeds two others"]),
        (diagram([], [0]), ["no node feeds two others"]),
        (diagram([], [0], [0, 1]), []),
        (diagram([], [], [0]), ["no node feeds two others", "some node feeds nothing"]),
        (diagram([], [0, 0]), ["some node feeds the same one twice"]),
    ],
)
def test_diagrams_are_told_apart_by_how_they_branch(case, traits):
    assert traits_of("7.2", case) == traits


HALVING = Walk("w²", lambda w: float((w * w).sum()), lambda w: 2 * w, np.ones(1), 0.25, 0.1, 2)  # 1, 1/2, 1/4


@pytest.mark.parametrize(
    ("given", "traits"),
    [
        ({}, ["max_iter ends the walk"]),
        ({"eps": 0.1875}, []),  # just what the second step changes
        ({"learning_rate": 1.0}, []),  # to and fro at one height
        ({"learning_rate": 1.5}, ["max_iter ends the walk", "f rises"]),
        ({"w0": np.ones((1, 1))}, ["max_iter ends the walk", "w has more than one axis"]),
    ],
)
def test_walks_are_told_apart_by_how_they_end(given, traits):
    assert traits_of("5.2", HALVING._replace(**given)) == traits


def told_of_walks(*paths):
    """What is told of these paths, each of which should be 1, 1/2, 1/4."""
    seen = [Observation(path and [np.array(path)], None, None, None, "", "") for path in paths]
    return exercises()["5.2"].diagnosis([HALVING] * len(paths), seen)


RIGHT = [[1], [0.5], [0.25]]


@pytest.mark.parametrize(("path", "end"), [(RIGHT[:2], 1), ([*RIGHT, [0.125]], 3)])
@pytest.mark.parametrize("before", [[], [RIGHT]])
def test_the_first_walk_that_is_right_but_for_its_end_is_told(path, end, before):
    found = told_of_walks(*before, path, RIGHT[:1])
    assert found.mistake == "end of the walk"
    assert found.message == (
        f"The steps are right, the end of the walk is not: it ends after step {end} and should end after step 2."
    )


@pytest.mark.parametrize("path", [[[1], [0.5], [0.3]], [[1], [0.6]], [[]] * 3, [[1, 1]] * 3, [1, 0.5], None])
def test_after_a_walk_that_is_wrong_no_end_is_told(path):
    assert told_of_walks(path) is None
    assert told_of_walks(path, RIGHT[:2]) is None


def test_no_end_is_told_of_walks_that_are_right_or_empty():
    assert told_of_walks(RIGHT, RIGHT) is None
    assert exercises()["5.2"].diagnosis([HALVING], [Observation([np.zeros((0, 1))], None, None, None, "", "")]) is None
