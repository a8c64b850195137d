"""What single kinds of exercise say, word by word: lists of shapes, derivatives by nodes, walks, gradients."""

from dataclasses import replace

import numpy as np
import pytest

from nblib.check.call import Observation
from nblib.check.choice import Choice, Option, Ordering, Rule
from nblib.check.exercise import Wrong
from nblib.check.general import Diagnosis
from nblib.check.registry import exercises
from nblib.check.shapes import ShapeOf, Shapes
from nblib.check.showing import show
from nblib.check.sweep import Drawn
from nblib.check.training import Branch, Training
from nblib.check.verdict import Verdict
from nblib.check.walk import Walk
from nblib.checkup import CheckData, check_data
from nblib.doctor import MISTAKES
from nblib.functions import relu
from nblib.graph import Node
from nblib.mlp import MLP, Layer

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
        ("x" * 41, False, f"`{'x' * 40}…` is no shape: write numbers in brackets."),
    ],
)
def test_the_line_of_a_shape(answer, is_right, said):
    line = SHAPE.line(answer)
    assert (line.letter, line.right, line.text) == ("W", is_right, said)


WORDS = {"id": "0", "title": "", "task": "", "hints": ("", "", ""), "because": "Yes."}


def test_shapes_are_asked_for_by_their_names_and_counted():
    pair = Shapes(
        id="0", title="", task="", hints=("", "", ""), because="Yes.", parts=(SHAPE, replace(SHAPE, name="V"))
    )
    for answer in (None, ..., [None, ...]):
        assert pair.judge(answer) == Verdict("0", "not attempted", "no shapes yet.")
    for answer in (7, [(4, 3)]):
        assert pair.judge(answer) == Verdict("0", "type or shape", "a list of 2 shapes is asked for: W, V.")
    assert pair.judge([(4, 3), (4, 3)]) == Verdict("0", "passed", "Yes. 2 of 2 shapes.")
    lines = (SHAPE.line((4, 3)), replace(SHAPE.line(7), letter="V"))
    assert pair.judge([(4, 3), 7]) == Verdict("0", "named", "1 of 2 shapes are as they should be.", "V", lines)


@pytest.mark.parametrize(
    ("answer", "status", "message"),
    [
        (7, "type or shape", "a list of 3 words is asked for; this is of type `int`."),
        (["", None, ""], "not attempted", "0 of 3 places are filled."),
        (["backward", "", "forward"], "not attempted", "2 of 3 places are filled."),
        ("forward backward sideways", "type or shape", "each of these is needed once: backward, forward, update."),
        (["update", "backward", "forward"], "named", "backward stands before forward. It needs p."),
        (["forward", "backward", "update"], "passed", "Yes. As usual."),
        (["update", "forward", "backward"], "passed", "Yes."),
    ],
)
def test_words_in_an_order(answer, status, message):
    rules = (Rule("no forward", "forward", "backward", "It needs p."),)
    usual = ("forward", "backward", "update")
    ordering = Ordering(**WORDS, words=usual, rules=rules, notes={usual: " As usual."})
    verdict = ordering.judge(answer)
    assert (verdict.status, verdict.message) == (status, message)
    assert verdict.mistake == ("no forward" if status == "named" else None)


CHANGED = "You changed `learning_rate` (0.1 → 0.2)."


@pytest.mark.parametrize(
    ("goal", "branches", "status", "message"),
    [
        (np.inf, (), "passed", f"Yes. {CHANGED} It ran. Well done."),
        (0.0, (), "wrong", f"{CHANGED} It ran. The goal is L below 0.0."),
        (None, (), "wrong", f"{CHANGED} It ran. The goal is L below "),
        (np.inf, (True,), "named", f"{CHANGED} It ran. Too fast."),
        (np.inf, (False,), "named", f"{CHANGED} Too fast."),
    ],
)
def test_a_line_of_the_playground_is_answered(goal, branches, status, message):
    told = {"facts": lambda trial: "It ran.", "note": lambda trial: "Well done."}
    wrong = tuple(Branch("fast", lambda trial: True, "Too fast.", (), facts) for facts in branches)
    lines = {"given": "learning_rate=0.1", "solution": "", "steps": 1}
    if goal is None:  # just reached, which is not below
        goal = Training(**WORDS, **lines, **told, goal=0.0, wrong=wrong).trial("learning_rate=0.2").last
    verdict = Training(**WORDS, **lines, **told, goal=goal, wrong=wrong).judge("learning_rate=0.2")
    assert (verdict.status, verdict.mistake) == (status, "fast" if branches else None)
    assert verdict.message.startswith(message)
    assert len(verdict.message) < len(message) + 20


@pytest.mark.parametrize(
    ("line", "status", "message"),
    [
        (None, "not attempted", "no line yet."),
        (" ", "not attempted", "no line yet."),
        (5, "type or shape", "a line of text is asked for, in quotation marks; this is of type `int`."),
        (
            "learning_rate=nan",
            "type or shape",
            "this line cannot be read: `learning_rate: got 'nan', expected a number above 0, at most 100`.",
        ),
        (
            "learning_rate=0.1",
            "not attempted",
            "this is the line as it was given: every knob stands where it stood.",
        ),
        (
            "learning_rate=0.2;hidden=3",
            "passed",
            "Yes. You changed `hidden` (8,8 → 3), `learning_rate` (0.1 → 0.2). It ran.",
        ),
    ],
)
def test_a_line_that_is_none_is_not_run_and_all_changes_are_told(line, status, message):
    told = {"facts": lambda trial: "It ran.", "note": lambda trial: "", "goal": np.inf, "wrong": (), "solution": ""}
    verdict = Training(**WORDS, **told, given="learning_rate=0.1", steps=1).judge(line)
    assert (verdict.status, verdict.message) == (status, message)


def test_a_penalty_is_told_with_its_rate():
    told = {"facts": lambda trial: "It ran.", "note": lambda trial: "", "goal": np.inf, "wrong": (), "solution": ""}
    training = Training(**WORDS, **told, given="penalty=none", steps=1)
    message = training.judge("penalty=l2;penalty_rate=0.1").message
    assert message == "Yes. You changed `penalty` (none → l2 0.1). It ran."


OPTIONS = (Option("2", True, "It is."), Option("3", False, "It is not."))


@pytest.mark.parametrize(
    ("answer", "one", "several"),
    [
        (None, ("not attempted", "nothing is ticked yet."), ("not attempted", "nothing is ticked yet.")),
        ("c", ("type or shape", "answer with letters from a, b."), ("type or shape", "answer with letters from a, b.")),
        (["(a)"], ("passed", "Yes."), ("passed", "Yes. 2 of 2 options.")),
        ([" B "], ("named", "(b) It is not."), ("named", "0 of 2 options are as they should be.")),
        (
            "a, b",
            ("type or shape", "one option is asked for; these are 2."),
            ("named", "1 of 2 options are as they should be."),
        ),
    ],
)
def test_letters_of_one_option_or_several(answer, one, several):
    for select_all, told in ((False, one), (True, several)):
        verdict = Choice(**WORDS, options=OPTIONS, select_all=select_all).judge(answer)
        assert (verdict.status, verdict.message) == told


def out_of_range(nodes):
    return nodes[99]


ASKED = "a dict {node: derivative} with a number for every node of the list is asked for."


@pytest.mark.parametrize(
    ("sweep", "status", "mistake", "words"),
    [
        (
            lambda nodes: [1.0],
            "type or shape",
            "no dict of derivatives",
            "a value of type `list`, not a dict {node: deri",
        ),
        (
            lambda nodes: {1: 1.0},
            "type or shape",
            "no dict of derivatives",
            "a dict whose keys are not all nodes; " + ASKED,
        ),
        (
            lambda nodes: {nodes[-1]: 1.0},
            "type or shape",
            "nodes without a derivative",
            f"a dict without x, u; {ASKED}",
        ),
        (lambda nodes: dict.fromkeys(nodes, ...), "not attempted", None, ""),
        (lambda nodes: None if nodes else 0, "type or shape", "returned None", "Is the `return` missing?"),
        (lambda nodes: dict.fromkeys(nodes, np.inf), "not finite", None, "the dict holds `inf` at [0]"),
        (out_of_range, "raised", "index too large", "in the line `return nodes[99]`"),
    ],
)
def test_what_is_no_dict_of_derivatives(sweep, status, mistake, words):
    verdict = exercises()["7.2"].judge(sweep)
    assert (verdict.status, verdict.mistake) == (status, mistake)
    assert words in verdict.message


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


@pytest.mark.parametrize(("w0", "start"), [(np.ones(1), "`[1]`"), (np.zeros((2, 1)), "zeros of shape (2, 1)")])
def test_a_walk_is_described(w0, start):
    words = f"w² from {start}, with learning_rate = 0.25, eps = 0.1 and max_iter = 2"
    assert exercises()["5.2"].describe(HALVING._replace(w0=w0)) == words


RIGHT = [[1], [0.5], [0.25]]


@pytest.mark.parametrize(("path", "end"), [(RIGHT[:2], 1), ([*RIGHT, [0.125]], 3)])
@pytest.mark.parametrize("before", [[], [RIGHT]])
def test_the_first_walk_that_is_right_but_for_its_end_is_told(path, end, before):
    found = told_of_walks(*before, path, RIGHT[:1])
    assert found.mistake == "end of the walk"
    assert found.message == (
        f"The steps are right, the end of the walk is not: it ends after step {end} and should end after step 2."
    )


@pytest.mark.parametrize(
    ("path", "difference"),
    [
        ([[2], [0.5], [0.25]], "at the start, expected `[1]`, got `[2]`."),
        ([[1], [0.6], [0.3]], "after step 1, expected `[0.5]`, got `[0.6]`."),
    ],
)
def test_the_first_wrong_point_of_a_walk_is_shown(path, difference):
    assert exercises()["5.2"].difference(HALVING, [np.array(path)]) == difference


@pytest.mark.parametrize("path", [[[1], [0.5], [0.3]], [[1], [0.6]], [[]] * 3, [[1, 1]] * 3, [1, 0.5], None])
def test_after_a_walk_that_is_wrong_no_end_is_told(path):
    assert told_of_walks(path) is None
    assert told_of_walks(path, RIGHT[:2]) is None


def test_no_end_is_told_of_walks_that_are_right_or_empty():
    assert told_of_walks(RIGHT, RIGHT) is None
    assert exercises()["5.2"].diagnosis([HALVING], [Observation([np.zeros((0, 1))], None, None, None, "", "")]) is None


# ── Gradients ────────────────────────────────────────────────────────────────────────────────────────────────────────

BACKWARD = exercises()["9.3g"]
COUNTED = "Counted from the output, the first wrong gradient is d{}: look at the line that makes it."


def batch(sizes, m=4):
    return check_data(sizes, m, np.random.default_rng(0))


@pytest.mark.parametrize(
    ("case", "traits"),
    [
        (batch([2, 3]), []),
        (batch([3, 3], m=1), ["m = 1", "the last W is square"]),
        (batch([3, 3, 2], m=2), ["there is a hidden layer"]),
        (
            batch([2, 4, 4, 4]),
            ["there is a hidden layer", "there is more than one hidden layer", "the last W is square"],
        ),
        (batch([2, 3, 4, 5, 3]), ["there is a hidden layer", "there is more than one hidden layer"]),
    ],
)
def test_nets_are_told_apart_by_their_sizes(case, traits):
    assert [trait for trait in traits_of("9.3g", case) if trait != "the activation is relu"] == traits
    assert "the activation is relu" in traits_of("9.3g", case)


def gradients(case, down=lambda dZ, W, A, slope: dZ @ W.T * slope(A)):
    """The gradients of a net, one after the other; `down` takes dZ down a layer."""
    net, outputs, dZ = BACKWARD.arguments(case)
    found = []
    for l in reversed(range(len(net.layers))):
        found = [outputs[l].T @ dZ, dZ.sum(axis=0), *found]
        dZ = down(dZ, net.layers[l].W, outputs[l], net.activation.slope) if l else None
    return found


def told_of_gradients(*pairs, of=BACKWARD):
    """What is told of these (case, gradients)."""
    seen = [Observation(parts, None, None, None, "", "") for _, parts in pairs]
    return of.diagnosis([case for case, _ in pairs], seen)


def spoilt(parts, k, size=0.5):
    """The gradients with one of them changed: no ratio is clean."""
    return [part + size * np.arange(1, part.size + 1).reshape(part.shape) * (i == k) for i, part in enumerate(parts)]


SLIPS = [
    ("mask missing", lambda dZ, W, A, slope: dZ @ W.T),
    ("mask is the activation", lambda dZ, W, A, slope: dZ @ W.T * A),
    ("not transposed", lambda dZ, W, A, slope: dZ @ W * slope(A)),
]


@pytest.mark.parametrize(("name", "down"), SLIPS)
@pytest.mark.parametrize("sizes", [[2, 3, 3], [2, 3, 3, 3]])
def test_a_slip_where_dz_goes_down_is_named_if_it_gives_these_numbers(name, down, sizes):
    case = batch(sizes)
    found = told_of_gradients((batch([2, 3]), gradients(batch([2, 3]))), (case, gradients(case, down)))
    assert (found.mistake, found.status) == (name, "named")
    assert found.message == MISTAKES[name].message
    wrong = gradients(case, down)
    wrong[0] = np.where(np.isclose(wrong[0], gradients(case)[0]), wrong[0], 3 * wrong[0] + 1)
    assert told_of_gradients((case, wrong)) == Diagnosis(None, COUNTED.format(f"W{len(sizes) - 2}"))


def test_a_slip_that_cannot_be_made_in_every_layer_is_not_named():
    case = batch([2, 4, 3, 3])
    square = [SLIPS[2][1], lambda dZ, W, A, slope: dZ @ W.T * slope(A)]
    found = gradients(case, lambda dZ, W, A, slope: square[W.shape[0] != W.shape[1]](dZ, W, A, slope))
    assert told_of_gradients((case, found)) == Diagnosis(None, COUNTED.format("W2"))


@pytest.mark.parametrize(("k", "name"), [(1, "b1"), (3, "b2")])
def test_of_what_is_unclear_only_the_place_is_told(k, name):
    case = batch([2, 3, 3])
    right = gradients(case)
    assert told_of_gradients((case, spoilt(right, k, 0.1))) == Diagnosis(None, COUNTED.format(name))
    tripled = [part * (3 if i == k else 1) for i, part in enumerate(right)]
    assert told_of_gradients((case, tripled)) == Diagnosis(None, COUNTED.format(name))


def test_two_slips_that_leave_the_same_pattern_are_both_told():
    net = MLP(
        [Layer(np.array([[1.0, -1]]), np.zeros(2)), Layer(np.array([[1.0, 0, -1], [2, 1, 0]]), np.zeros(3))], relu
    )
    case = CheckData(net, np.array([[1.5], [-1.5]]), np.array([0, 2]))
    assert told_of_gradients((case, spoilt(spoilt(gradients(case), 0), 1))) == Diagnosis(
        None, f"This could be mask missing or mask is the activation. {COUNTED.format('W1')}"
    )


def test_right_gradients_are_passed_over_and_of_those_that_cannot_be_compared_nothing_is_told():
    case = batch([2, 3, 3])
    right = gradients(case)
    assert told_of_gradients((case, right), (case, right)) is None
    for parts in (None, right[:2], [right[0].T, *right[1:]], [right[0] * np.nan, *right[1:]]):
        assert told_of_gradients((case, parts), (case, spoilt(right, 0))) is None


def test_a_single_gradient_has_no_first_wrong_one():
    for id, told in (("8.3a", None), ("8.3b", Diagnosis(None, COUNTED.format("b")))):
        of = exercises()[id]
        case = of.cases(np.random.default_rng(0))[0]
        assert told_of_gradients((case, spoilt(of.expected(case)[0], 1)), of=of) == told


@pytest.mark.parametrize("id", ["5.2", "7.2", "9.3g"])
def test_there_is_no_remark_where_any_kind_of_list_will_do(id):
    assert exercises()[id].remark(Observation([], None, None, None, "", "list")) == ""
