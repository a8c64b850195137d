"""Lesson 06, loss landscapes: the slopes of two losses, kinds of stationary points, and which minimum a walk finds."""

import math
from dataclasses import replace

import numpy as np

from nblib.check.choice import Choice, Option
from nblib.check.exercise import Prediction, Wrong
from nblib.check.function import Function
from nblib.check.value import Value
from nblib.functions import sigmoid

# 6.1 --------------------------------------------------------------------------------------------------------------

STATIONARY_POINTS = Choice(
    id="6.1",
    title="What kind of point is it?",
    task="Select all that are true.",
    options=(
        Option("x² at 0 is a minimum", True, "x² is 0 there and positive everywhere else."),
        Option(
            "−x² at 0 is a maximum",
            True,
            "the slope is 0, and it is lower to the left and to the right. Descent would stay there if it started "
            "exactly on top.",
        ),
        Option(
            "x³ at 0 is a saddle",
            False,
            "a saddle goes up in one direction and down in *another*, and on a line there is no second direction. "
            "Some textbooks call it a saddle all the same.",
        ),
        Option(
            "x³ at 0 is a stationary inflection",
            True,
            "the slope is 0, it is lower to the left and higher to the right: neither a minimum nor a maximum.",
        ),
        Option(
            "x² − y² at (0, 0) is a saddle",
            True,
            "along x it is a minimum, along y a maximum: up in one direction, down in another.",
        ),
        Option(
            "x² + y² at (0, 0) is a saddle, because it has two directions",
            False,
            "two directions make a saddle possible. Here both go up, so it is a minimum.",
        ),
        Option(
            "x⁴ at 0 is an inflection, because its second derivative is 0 there",
            False,
            "a second derivative of 0 decides nothing. Look left and right: x⁴ is higher on both sides.",
        ),
        Option("x⁴ at 0 is a minimum", True, "x⁴ is 0 there and positive everywhere else, whatever the curvature."),
        Option(
            "|x| at 0 is a minimum",
            True,
            "it is lower there than anywhere else, and a minimum asks for no more than that.",
        ),
        Option(
            "The derivative of |x| at 0 is 0, because it is a minimum",
            False,
            "there is no derivative at the corner (lesson 04). A minimum has slope 0 only where there is a slope.",
        ),
    ),
    select_all=True,
    hints=(
        "For each point ask only this: is the function higher or lower a little to the left, and a little to the "
        "right? With two variables ask it for each direction.",
        "Higher on both sides: minimum. Lower on both: maximum. One of each on the *same* line: inflection. Higher in "
        "one direction, lower in another: saddle.",
        "a, b, d, e, h and i.",
    ),
    because="What the neighbours do decides the kind; that the slope is 0 does not.",
)

# 6.2 --------------------------------------------------------------------------------------------------------------

_P = float(sigmoid.f(np.array(-5.0)))  # 0.0067
_SLOPE = _P * (1 - _P)  # dp/dz

CROSS_ENTROPY_SLOPE = Value(
    id="6.2",
    title="The slope of the cross-entropy",
    task=(
        "One logistic unit, y = 1, z = −5, so p = 0.0067. How large is dL/dz for the cross-entropy L = −ln p? "
        "Mind the sign."
    ),
    hints=(
        "Multiply along the way: dL/dz = dL/dp · dp/dz. What does each of the two say at p = 0.0067?",
        "dL/dp = −1/p and dp/dz = p(1 − p). The p cancels.",
        "dL/dz = −(1 − p) = p − 1 = 0.0067 − 1 = **−0.9933**",
    ),
    because="−1/p · p(1 − p) = p − 1: the steepness of −ln p and the flatness of the logistic curve cancel.",
    expected=_P - 1,
    tolerance=0.004,
    wrong=(
        Wrong(
            "sign",
            "The size is right. Raising z raises p, and the loss *falls*: what sign has a slope that goes down?",
            1 - _P,
        ),
        Wrong("that is p", "That is p itself, up to its sign. How far is it from y = 1?", _P, -_P),
        Wrong(
            "dL/dp",
            "That is dL/dp = −1/p: how the loss answers to p. p answers to z, so multiply it by dp/dz.",
            -1 / _P,
            1 / _P,
        ),
        Wrong(
            "squared error",
            "That is the slope of the squared error (or half of it). The cross-entropy is −ln p, and its derivative by "
            "p is −1/p.",
            2 * (_P - 1) * _SLOPE,
            -2 * (_P - 1) * _SLOPE,
        ),
        Wrong(
            "the loss",
            "That is the loss −ln p. Its slope says how the loss changes when z does.",
            -np.log(_P),
        ),
        Wrong(
            "divided by dp/dz",
            "You seem to have divided by p(1 − p). dL/dp is to be *multiplied* by dp/dz.",
            -1 / (_P * _SLOPE),
        ),
        Wrong("the limit", "Nearly: that is what the slope goes to as z → −∞. At z = −5 a little is missing.", -1, 1),
    ),
)


class AlsoHalved(Value):
    """A value that is also right at half its size: for those who define the squared error with a factor ½."""

    def judge(self, answer):
        """As a value; half of it passes, with a note."""
        half = replace(self, expected=self.expected / 2, tolerance=self.tolerance / 10)
        if Value.judge(half, answer).passed:
            return self.passed(" Yours belongs to L = ½(p − y)², which is as good; it only has to be said.")
        return super().judge(answer)


SQUARED_ERROR_SLOPE = AlsoHalved(
    id="6.2b",
    title="The slope of the squared error",
    task="The same unit, y = 1, z = −5. How large is dL/dz for the squared error L = (p − y)²?",
    hints=(
        "The same two factors: dL/dp · dp/dz. Only the first one is another.",
        "dL/dp = 2(p − 1) and dp/dz = p(1 − p). This time nothing cancels.",
        "dL/dz = 2 · (−0.9933) · 0.0067 · 0.9933 = **−0.0132**",
    ),
    because=(
        "2(p − 1) · p(1 − p): the first factor is nearly −2, the second is .0066, and the slope is 75 times smaller "
        "than that of the cross-entropy. With L = ½(p − y)² it is half of that again."
    ),
    expected=2 * (_P - 1) * _SLOPE,
    tolerance=2.5e-4,
    wrong=(
        Wrong(
            "not passed through σ",
            "That is how the loss answers to p, or the slope of the cross-entropy. The error still has to pass "
            "through the logistic curve: multiply by dp/dz = p(1 − p) = .0066.",
            2 * (_P - 1),
            _P - 1,
        ),
        Wrong(
            "sign",
            "The size is right. Raising z raises p, and the loss *falls*: what sign has a slope that goes down?",
            -2 * (_P - 1) * _SLOPE,
        ),
        Wrong(
            "slope of the logistic curve",
            "That looks like dp/dz = p(1 − p) alone. It is to be multiplied by dL/dp, which brings the sign as well. "
            "If you take L = ½(p − y)², the size is right, and only the sign is not.",
            _SLOPE,
            -_SLOPE,
            -(_P - 1) * _SLOPE,
        ),
        Wrong(
            "the loss",
            "That is the loss (p − 1)², up to its sign. Its slope says how the loss changes when z does.",
            (_P - 1) ** 2,
            -((_P - 1) ** 2),
        ),
        Wrong(
            "both outputs",
            "That is twice the slope. `nblib.squared_error` would say so, because it adds up both outputs of a "
            "softmax, p and 1 − p; here is one output only.",
            4 * (_P - 1) * _SLOPE,
        ),
        Wrong(
            "not differentiated",
            "You multiplied the loss itself by dp/dz. First differentiate (p − 1)² by p.",
            (_P - 1) ** 2 * _SLOPE,
        ),
        Wrong("that is p", "That is p at z = −5, up to its sign. The slope of the loss is asked for.", _P, -_P),
        Wrong("dL/dp of the cross-entropy", "That is −1/p, which belongs to the cross-entropy.", -1 / _P),
        Wrong(
            "nothing",
            "It looks like nothing, and it is small; but it is not 0. Give it to four decimals.",
            0,
        ),
    ),
)

# 6.2c -------------------------------------------------------------------------------------------------------------


def squared_slope(z, y):
    """dL/dz of L = (p − y)² with p = sigmoid(z), entry by entry; z and y have the same shape.

    >>> squared_slope(np.array([0.0]), np.array([1.0]))
    array([-0.25])
    """
    p = 1 / (1 + np.exp(-z))
    return 2 * (p - y) * p * (1 - p)


def _scores(rng):
    return [
        (np.array([-5.0, 0.0, 3.0]), np.array([1.0, 1.0, 1.0])),
        (np.array([-5.0, 0.0, 3.0]), np.array([0.0, 0.0, 0.0])),
        (np.array([-30.0, 30.0]), np.array([1.0, 0.0])),
        *((rng.normal(0, 3, shape).round(1), rng.integers(0, 2, shape) + 0.0) for shape in (5, (1, 3), (2, 2), (3, 2))),
    ]


def _p(z):
    return 1 / (1 + np.exp(-z))


def _from_p(slope):
    """A function of z and y that is written in terms of p and y."""
    return lambda z, y: slope(_p(z), y)


def _shared(z, y):
    p = np.exp(z) / np.exp(z).sum()
    return 2 * (p - y) * p * (1 - p)


def _nudged(h):
    """The slope as a quotient of one-sided differences."""
    return lambda z, y: ((_p(z + h) - y) ** 2 - (_p(z) - y) ** 2) / h


SQUARED_SLOPE = Function(
    id="6.2c",
    title="The slope of the squared error, for any score",
    task=(
        "Write `squared_slope(z, y)`: dL/dz of L = (p − y)² with p = 1/(1 + e⁻ᶻ), entry by entry, for arrays z and y "
        "of the same shape."
    ),
    hints=(
        "One line for p, one line for the slope. The slope has the two factors of exercise 6.2b, with y for 1.",
        "dL/dp = 2(p − y), and dp/dz = p(1 − p). `np.exp(-z)` works on the whole array.",
        "```python\ndef squared_slope(z, y):\n    p = 1 / (1 + np.exp(-z))\n    return 2 * (p - y) * p * (1 - p)\n```",
    ),
    because="Two factors: how the loss answers to p, and how p answers to z.",
    name="squared_slope",
    parameters=("z", "y"),
    reference=squared_slope,
    library_name="nblib.check.lesson06.squared_slope",
    cases=_scores,
    axes="one entry for each score",
    on_change={
        "z": "The scores are needed afterwards, for the next step: compute with new arrays.",
        "y": "The labels belong to the data: compute with new arrays.",
    },
    wrong=(
        Wrong(
            "not passed through σ",
            "That is dL/dp. The loss answers to p, and p answers to z: the factor dp/dz = p(1 − p) is missing.",
            _from_p(lambda p, y: 2 * (p - y)),
        ),
        Wrong(
            "slope of the cross-entropy",
            "p − y is the slope of the *cross-entropy*. There p(1 − p) cancels; here it stays.",
            _from_p(lambda p, y: p - y),
        ),
        Wrong(
            "half",
            "Your slope is half as large: it belongs to L = ½(p − y)². Many books define it so, and it is as good; "
            "here L has no ½.",
            _from_p(lambda p, y: (p - y) * p * (1 - p)),
        ),
        Wrong(
            "sign",
            "The sign is turned round: either y − p stands for p − y, or you wrote the *step* of descent. The slope "
            "itself is asked for.",
            _from_p(lambda p, y: -2 * (p - y) * p * (1 - p)),
            _from_p(lambda p, y: -(p - y) * p * (1 - p)),
        ),
        Wrong(
            "one factor of dp/dz",
            "dp/dz has two factors, p and 1 − p; one of them is missing.",
            _from_p(lambda p, y: 2 * (p - y) * p),
            _from_p(lambda p, y: 2 * (p - y) * (1 - p)),
        ),
        Wrong(
            "one factor twice",
            "dp/dz has two different factors, p and 1 − p; yours has one of them twice, or a sign in it is wrong.",
            _from_p(lambda p, y: 2 * (p - y) * p * p),
            _from_p(lambda p, y: 2 * (p - y) * (1 - p) ** 2),
            _from_p(lambda p, y: 2 * (p - y) * p * (1 + p)),
            _from_p(lambda p, y: -2 * (p - y) * p * p),
        ),
        Wrong(
            "divided",
            "You divided by dp/dz, or by a part of it. One multiplier comes after the other: both multiply.",
            _from_p(lambda p, y: 2 * (p - y) / (p * (1 - p))),
            _from_p(lambda p, y: 2 * (p - y) * p / (1 - p)),
            _from_p(lambda p, y: 2 * (p - y) / p * (1 - p)),
        ),
        Wrong(
            "label for the error",
            "How far p is from y does not appear: the label stands there alone, or p does. The error is p − y.",
            _from_p(lambda p, y: 2 * y * p * (1 - p)),
            _from_p(lambda p, y: y * p * (1 - p)),
            _from_p(lambda p, y: p * p * (1 - p)),
            _from_p(lambda p, y: 2 * p * p * (1 - p)),
        ),
        Wrong(
            "label in dp/dz",
            "The label stands in dp/dz. How p answers to z has nothing to do with the label: it is made of p alone.",
            _from_p(lambda p, y: 2 * (p - y) * y * (1 - p)),
            _from_p(lambda p, y: 2 * (p - y) * p * (1 - y)),
            _from_p(lambda p, y: 2 * (p - y) * y * (1 - y)),
            _from_p(lambda p, y: 2 * (p - y) * y),
        ),
        Wrong(
            "that is p",
            "That is p, or 1 − p, and no slope yet.",
            _from_p(lambda p, y: p + 0 * y),
            _from_p(lambda p, y: 1 - p + 0 * y),
        ),
        Wrong(
            "tanh slope",
            "You took 1 − p² for dp/dz. That is the slope of tanh, in terms of its output; this p comes from the "
            "logistic function.",
            _from_p(lambda p, y: 2 * (p - y) * (1 - p**2)),
        ),
        Wrong(
            "σ twice",
            "p is already σ(z). You put p into the logistic function once more.",
            lambda z, y: 2 * (_p(z) - y) * _p(_p(z)) * (1 - _p(_p(z))),
        ),
        Wrong(
            "z for p in the slope",
            "You wrote z(1 − z) for the slope of the logistic curve. It is p(1 − p): z is the score, p is the output.",
            lambda z, y: 2 * (_p(z) - y) * z * (1 - z),
            lambda z, y: 2 * (_p(z) - y) * z * (1 - _p(z)),
            lambda z, y: 2 * (_p(z) - y) * _p(z) * (1 - z),
            lambda z, y: 2 * (_p(z) - y) * z,
        ),
        Wrong(
            "z for p in the error",
            "You compared the *score* z with the label. The loss compares p with it.",
            lambda z, y: 2 * (z - y) * _p(z) * (1 - _p(z)),
            lambda z, y: 2 * (z - y),
        ),
        Wrong(
            "sign in the exponent",
            "Your p falls where z rises: the exponent has the wrong sign.",
            lambda z, y: squared_slope(-z, y),
        ),
        Wrong(
            "only y = 1",
            "That is right for y = 1 only: you wrote 1 where y belongs.",
            _from_p(lambda p, y: 2 * (p - 1) * p * (1 - p)),
        ),
        Wrong(
            "z for the label",
            "You compared p with the score z. What p should be is the label, y.",
            lambda z, y: 2 * (_p(z) - z) * _p(z) * (1 - _p(z)),
        ),
        Wrong("the loss", "That is the loss. Its slope is asked for.", _from_p(lambda p, y: (p - y) ** 2)),
        Wrong(
            "not differentiated",
            "The error is still squared. (p − y)² has to be differentiated by p, then comes dp/dz.",
            _from_p(lambda p, y: (p - y) ** 2 * p * (1 - p)),
            _from_p(lambda p, y: 2 * (p - y) ** 2 * p * (1 - p)),
            _from_p(lambda p, y: 4 * (p - y) ** 2),
        ),
        Wrong(
            "size only",
            "You took the absolute value. The sign tells descent which way to go.",
            _from_p(lambda p, y: 2 * abs(p - y) * p * (1 - p)),
        ),
        Wrong(
            "slope of the logistic curve",
            "That is dp/dz alone; how wrong p is does not appear in it.",
            _from_p(lambda p, y: p * (1 - p) + 0 * y),
            _from_p(lambda p, y: 2 * p * (1 - p) + 0 * y),
        ),
        Wrong(
            "brackets",
            "`1 / 1 + np.exp(-z)` is 1 plus the exponential: the division comes first. Put brackets round the "
            "denominator.",
            lambda z, y: 2 * (1 + np.exp(-z) - y) * (1 + np.exp(-z)) * -np.exp(-z),
        ),
        Wrong(
            "dL/dp of the cross-entropy",
            "That is −y/p + (1 − y)/(1 − p), how the *cross-entropy* answers to p. Another loss is asked for, and its "
            "slope with respect to z.",
            _from_p(lambda p, y: -y / p + (1 - y) / (1 - p)),
        ),
        Wrong(
            "added multipliers",
            "You added the two multipliers. One comes after the other: what leaves the first is multiplied by the "
            "second.",
            _from_p(lambda p, y: 2 * (p - y) + p * (1 - p)),
            _from_p(lambda p, y: (2 * (p - y) + p) * (1 - p)),
            _from_p(lambda p, y: 2 * (p - y) * p + (1 - p)),
            _from_p(lambda p, y: (2 + (p - y)) * p * (1 - p)),
        ),
        Wrong(
            "tanh for the logistic function",
            "Your p is tanh(z), which lies between −1 and 1. A probability comes from 1/(1 + e⁻ᶻ).",
            lambda z, y: 2 * (np.tanh(z) - y) * (1 - np.tanh(z) ** 2),
        ),
        Wrong(
            "softmax over the examples",
            "You divided by the sum over all the scores, so the examples compete. Each entry is a unit of its own "
            "here, with p = 1/(1 + e⁻ᶻ).",
            _shared,
        ),
        Wrong(
            "nudged",
            "You nudged z and divided. That is a good way to *test* a slope, and nearly right; a nudge leaves an error "
            "of its own. The product of the two multipliers leaves none.",
            *(_nudged(10.0**-k) for k in range(1, 5)),
        ),
        Wrong(
            "first score only",
            "You return the slope of the first score. Each of them has one.",
            lambda z, y: squared_slope(z, y)[0],
        ),
        Wrong(
            "math.exp",
            "`math.exp` takes one number. `np.exp` takes a whole array.",
            lambda z, y: 2 * (1 / (1 + math.exp(-z)) - y),
        ),
        Wrong(
            "averaged",
            "You took the mean over the scores. Each of them has a slope of its own here.",
            lambda z, y: squared_slope(z, y).mean(),
            lambda z, y: squared_slope(z, y) / len(z),
        ),
        Wrong(
            "added up",
            "You added the slopes. Each score has one of its own.",
            lambda z, y: squared_slope(z, y).sum(),
        ),
        Wrong(
            "rounded",
            "You rounded. Far out the slope is tiny and all the more important: keep its digits.",
            lambda z, y: squared_slope(z, y).round(4),
            lambda z, y: squared_slope(z, y).round(3),
        ),
    ),
)

# 6.3 --------------------------------------------------------------------------------------------------------------

WHICH_MINIMUM = Choice(
    id="6.3",
    title="Which minimum?",
    task=(
        "f(w) = w⁴ − 3w² + w has minima at −1.3008 (the lower one) and 1.1309, and between them a crest at .1699. "
        "Descent starts at .16, and another one at .17, with η = .02 and 1000 steps. Where do they end?"
    ),
    options=(
        Option(
            "Both at −1.3008",
            False,
            "descent does not look for the lowest point: it goes down from where it stands, and from .17 down is to "
            "the right.",
        ),
        Option(
            "Both at 1.1309",
            False,
            "that is the nearer minimum for both. Nearness does not count; the side of the crest does, and .16 is to "
            "the left of it.",
        ),
        Option(".16 ends at −1.3008, .17 at 1.1309", True, "each goes down on its own side of the crest."),
        Option(
            ".16 ends at 1.1309, .17 at −1.3008",
            False,
            "that would need both to cross the crest, and the steps here are far too short to cross anything.",
        ),
        Option(
            "That depends on ε",
            False,
            "no rule is asked here: both take all their 1000 steps. A rule with a large ε may stop a walk on the way, "
            "but it sends none to another side.",
        ),
    ),
    select_all=False,
    hints=(
        "On which side of the crest does each of them start, and which way is down there?",
        "f′(.16) is positive, so descent goes left. What sign has f′(.17)?",
        "(c): f′(.16) = 0.056 > 0 sends the one to the left, f′(.17) = −0.0003 < 0 the other to the right.",
    ),
    because=(
        "f′(.16) = 0.056 sends it left, f′(.17) = −0.0003 sends it right; the crest at .1699 is the watershed. "
        "A hundredth at the start decides about the end."
    ),
)

EXERCISES = (STATIONARY_POINTS, CROSS_ENTROPY_SLOPE, SQUARED_ERROR_SLOPE, SQUARED_SLOPE, WHICH_MINIMUM)

PREDICTIONS = (
    Prediction(
        id="6.a",
        question=(
            "The true class has p = .0067: the unit is very sure, and wrong. Cross-entropy and squared error both ask "
            "it to raise its score z. Which of them pulls harder?"
        ),
        options=(
            "the squared error: it squares the mistake",
            "both about the same: the mistake is the same",
            "the cross-entropy, about 5 times as hard",
            "the cross-entropy, about 75 times as hard",
        ),
        answer=3,
        reveal=(
            "75 times: .9933 against .0132. Squaring sounds severe, but p lies between 0 and 1, so the squared error "
            "can never be above 1, and where p is near 0 it is level: the logistic curve is flat there, and the error "
            "has to pass through it. −ln p gets steeper exactly as fast as the logistic curve gets flat."
        ),
    ),
    Prediction(
        id="6.b",
        question=(
            "A race from z = −5 with η = 1, until p > .9. The cross-entropy needs 16 steps. How many does the squared "
            "error need?"
        ),
        options=("about 16", "about 120", "about 1200 (75 times as many)"),
        answer=1,
        reveal=(
            "119. It spends the first 50 of them on one point of score, from −5 to −4: its pull is weakest where the "
            "mistake is largest. 75 times as many is tempting, but the handicap shrinks on the way: near p = ⅓ the "
            "pulls differ by a factor of 2.25 only. With ½(p − y)² it takes 238."
        ),
    ),
    Prediction(
        id="6.c",
        question=(
            "A landscape with two valleys and a crest between them, at .1699. One walk starts at .16, one at .17, both "
            "with short steps. Do they reach the same minimum?"
        ),
        options=("yes, the lower one", "yes, the nearer one", "no"),
        answer=2,
        reveal=(
            "No: the crest parts them. One ends at −1.3008, the other at 1.1309, which is not the lowest point. "
            "“The lower one” is what we should like; but a walk that only knows the slope under its feet cannot know "
            "that there is another valley."
        ),
    ),
    Prediction(
        id="6.d",
        question=(
            "A saddle, w₁² − w₂². The walk starts at (1, .000001): it slides towards the saddle, a millionth beside "
            "the line that leads exactly there. η = .1, and no rule stops it. Where is it after 100 steps?"
        ),
        options=("on the saddle", "still very near the saddle", "far away, and far below"),
        answer=2,
        reveal=(
            "Far away: at w₂ = 83. A step multiplies w₁ by .8 and w₂ by 1.2, and 1.2 to the power of 100 is 83 "
            "million: a millionth is not nothing. Exactly *on* the line it would stay, so a saddle holds only those "
            "who arrive without the least nudge aside. But on the way the loss is level for some 50 steps, and a "
            "rule that looks at nothing else stops there."
        ),
    ),
)
