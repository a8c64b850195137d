"""Lesson 04, derivatives: the linear prediction and its error, the row of partials, the best direction for a budget."""

import numpy as np

from nblib.check.exercise import Prediction, Wrong
from nblib.check.function import Function
from nblib.check.value import Value

# 4.1 --------------------------------------------------------------------------------------------------------------

PREDICTED_CHANGE = Value(
    id="4.1",
    title="The predicted change",
    task="f(x) = x², x = 3 and Δx = 0.1. Which change of f does the derivative *predict*?",
    hints=(
        "The prediction is αΔx: no new value of f is needed, only a multiplier and the length of the step.",
        "The derivative of x² is 2x. What is it at x = 3? Multiply that by Δx.",
        "α = 2 · 3 = 6, so αΔx = 6 · 0.1 = **0.6**",
    ),
    because="α = 2x = 6 and αΔx = 6 · 0.1. The true change is 0.61, so the prediction misses 0.01, which is Δx².",
    expected=0.6,
    wrong=(
        Wrong(
            "true change",
            "That is the *true* change, 3.1² − 3² = 9.61 − 9. What the derivative predicts is a little less: the "
            "straight line does not bend upwards.",
            0.61,
        ),
        Wrong(
            "the multiplier",
            "That is α, the multiplier at x = 3. It says how many times Δx the change is: one multiplication is left.",
            6,
        ),
        Wrong(
            "predicted new value",
            "That is where the prediction *arrives*: the old value, 9, and the change together. Only the change is "
            "asked for.",
            9.6,
        ),
        Wrong("new value", "That is 3.1², the new value of f. A change is the new value minus the old one.", 9.61),
        Wrong(
            "slope 2",
            "You took 2 for the slope. The derivative of x² is 2x: at x = 3 it is not 2.",
            0.2,
            2,
        ),
        Wrong(
            "slope x",
            "You took x for the slope of x²; the 2 of the exponent is missing.",
            0.3,
        ),
        Wrong(
            "slope x²",
            "You multiplied Δx by f(x) = 9 itself. The multiplier is the slope of f, not its value.",
            0.9,
        ),
        Wrong(
            "the error",
            "That is what the prediction misses, Δx². The prediction itself is the larger part of the change.",
            0.01,
        ),
        Wrong("sign", "The size is right. At x = 3 the curve rises, so a step to the right makes f larger.", -0.6),
    ),
)

ERROR_OF_A_SMALLER_STEP = Value(
    id="4.1b",
    title="A tenth of the step",
    task=(
        "The same f(x) = x² at x = 3, now with Δx = 0.01. By how much does the prediction αΔx miss the true change? "
        "(With Δx = 0.1 it missed 0.01.)"
    ),
    hints=(
        "Compute both: the true change (3 + Δx)² − 3², and the prediction 6 Δx.",
        "(3 + Δx)² − 9 = 6 Δx + Δx². Which part of it is the prediction?",
        "What is left is Δx² = 0.01² = **0.0001**",
    ),
    because="The miss is Δx². A step 10 times smaller misses 100 times less: the error vanishes faster than Δx does.",
    expected=1e-4,
    wrong=(
        Wrong(
            "as much as before",
            "That is the miss of the step 0.1 (and also the length of this step). A shorter step stays closer to the "
            "tangent.",
            0.01,
        ),
        Wrong(
            "ten times less",
            "You made the miss 10 times smaller, like the step. Compute 3.01² and see: it shrinks faster than that.",
            0.001,
        ),
        Wrong(
            "no error",
            "Nothing is missed only where the curve is straight. x² bends everywhere: a little is left, however small.",
            0,
        ),
        Wrong("true change", "That is the true change, 3.01² − 9. Subtract from it what was predicted.", 0.0601),
        Wrong("predicted change", "That is the prediction, 6 · 0.01. How far is the true change from it?", 0.06),
        Wrong(
            "sign",
            "The size is right. The true change is larger than the prediction, because the curve lies above its "
            "tangent.",
            -1e-4,
        ),
        Wrong(
            "one power too many",
            "That is 1000 times less than before. Write out (3 + Δx)² once more: which power of Δx is left over?",
            1e-5,
            1e-6,
        ),
    ),
)

# 4.2 --------------------------------------------------------------------------------------------------------------


def derivative(x):
    """df/dx, a row of shape (1, 3), of the lecture's f = x1² + x1(1 − x2) + x2² − x2 x3 + x3² + x3 at x (3,).

    >>> derivative(np.array([1.0, 2.0, 0.0]))
    array([[ 1.,  3., -1.]])
    """
    x1, x2, x3 = x
    return np.array([[2 * x1 + 1 - x2, -x1 + 2 * x2 - x3, -x2 + 2 * x3 + 1]])


def _derivative_cases(rng):
    return [
        (np.array([1.0, 2.0, 0.0]),),
        (np.array([0.0, 0.0, 0.0]),),
        (np.array([3.0, -2.0, 4.0]),),
        *((rng.normal(0, 2, 3).round(3),) for _ in range(3)),
    ]


def _row(d1=None, d2=None, d3=None):
    """The derivative with some of its partials exchanged for a wrong one."""

    def wrong(x):
        row = derivative(x)
        for column, partial in enumerate((d1, d2, d3)):
            if partial is not None:
                row[0, column] = partial(*x)
        return row

    return wrong


def _nudged(h):
    """The partials as quotients of one-sided differences."""
    return lambda x: np.array([[(_f(*(x + step)) - _f(*x)) / h for step in h * np.eye(3)]])


DERIVATIVE = Function(
    id="4.2",
    title="The derivative of the lecture's function",
    task=(
        "Write `derivative(x)` for f(x) = x1² + x1(1 − x2) + x2² − x2 x3 + x3² + x3: the three partial derivatives at "
        "x, as a *row*, an array of shape (1, 3)."
    ),
    hints=(
        "One partial after the other. For ∂f/∂x1 look at x2 and x3 as fixed numbers, and keep only the terms in which "
        "x1 occurs.",
        "x1 occurs in x1² and in x1(1 − x2): that gives 2x1 and (1 − x2). x2 and x3 occur in three terms each. "
        "A row of shape (1, 3) has two pairs of brackets: `np.array([[a, b, c]])`.",
        "```python\n"
        "def derivative(x):\n"
        "    x1, x2, x3 = x\n"
        "    return np.array([[2 * x1 + 1 - x2, -x1 + 2 * x2 - x3, -x2 + 2 * x3 + 1]])\n"
        "```",
    ),
    because="Each partial moves one variable and holds the others still; side by side they are the row df/dx.",
    name="derivative",
    parameters=("x",),
    reference=derivative,
    library_name="nblib.check.lesson04.derivative",
    cases=_derivative_cases,
    axes="one row, with one column for each of the three variables",
    on_change={
        "x": "A derivative is taken *at* a point, and the point has to be there afterwards: compute with copies."
    },
    wrong=(
        Wrong(
            "bracket of the first partial",
            "The first number is off: ∂/∂x1 of x1(1 − x2) is the whole bracket (1 − x2). x2 is held still, so it "
            "counts as a number, but not as 0.",
            _row(d1=lambda x1, x2, x3: 2 * x1 + 1),
        ),
        Wrong(
            "no one in the first partial",
            "The first number is 1 too small: x1(1 − x2) is x1 − x1 x2, and the lone x1 has a slope as well.",
            _row(d1=lambda x1, x2, x3: 2 * x1 - x2),
        ),
        Wrong(
            "no square in the first partial",
            "The first number lacks what x1² contributes.",
            _row(d1=lambda x1, x2, x3: 1 - x2),
        ),
        Wrong(
            "x1 times x2 forgotten in the second partial",
            "The second number is off: x1(1 − x2) depends on x2, too. Write it as x1 − x1 x2.",
            _row(d2=lambda x1, x2, x3: 2 * x2 - x3),
        ),
        Wrong(
            "x2 times x3 forgotten in the second partial",
            "The second number is off: −x2 x3 depends on x2, too. At (1, 2, 0) nobody notices, because x3 is 0 there; "
            "at other points it shows.",
            _row(d2=lambda x1, x2, x3: 2 * x2 - x1),
        ),
        Wrong(
            "sign in the second partial",
            "The second number is off: in x1(1 − x2) and in −x2 x3 the x2 comes with a minus.",
            _row(d2=lambda x1, x2, x3: 2 * x2 + x1 - x3),
            _row(d2=lambda x1, x2, x3: 2 * x2 - x1 + x3),
            _row(d2=lambda x1, x2, x3: 2 * x2 + x1 + x3),
        ),
        Wrong(
            "x2 times x3 forgotten in the third partial",
            "The third number is off: −x2 x3 depends on x3, too.",
            _row(d3=lambda x1, x2, x3: 2 * x3 + 1),
        ),
        Wrong(
            "lone x3 forgotten",
            "The third number is 1 too small: the lone x3 at the end of f has a slope as well.",
            _row(d3=lambda x1, x2, x3: 2 * x3 - x2),
        ),
        Wrong(
            "lone x1 and lone x3 forgotten",
            "The first and the third number are 1 too small: x1(1 − x2) holds a lone x1, and f ends with a lone x3. "
            "What stands there without a partner has the slope 1.",
            _row(d1=lambda x1, x2, x3: 2 * x1 - x2, d3=lambda x1, x2, x3: 2 * x3 - x2),
        ),
        Wrong(
            "sign in the third partial",
            "The third number is off: in −x2 x3 the x3 comes with a minus.",
            _row(d3=lambda x1, x2, x3: 2 * x3 + x2 + 1),
        ),
        Wrong(
            "product terms once",
            "x1 x2 and x2 x3 each belong to *two* partials: a product depends on both of its factors.",
            _row(d2=lambda x1, x2, x3: 2 * x2, d3=lambda x1, x2, x3: 2 * x3 + 1),
            _row(
                d1=lambda x1, x2, x3: 2 * x1 + 1,
                d2=lambda x1, x2, x3: 2 * x2 - x1,
                d3=lambda x1, x2, x3: 2 * x3 - x2 + 1,
            ),
            _row(d2=lambda x1, x2, x3: 2 * x2 - x3, d3=lambda x1, x2, x3: 2 * x3 + 1),
            _row(d1=lambda x1, x2, x3: 2 * x1 + 1, d2=lambda x1, x2, x3: 2 * x2, d3=lambda x1, x2, x3: 2 * x3 + 1),
        ),
        Wrong(
            "squares without their 2",
            "The squares give too little: the derivative of x² is 2x, not x.",
            lambda x: derivative(x) - x,
        ),
        Wrong(
            "nudged",
            "You nudged each input and divided. That is a good way to *test* a derivative, and nearly right; but a "
            "nudge of any size leaves an error of its own. Differentiate f on paper, then no nudge is needed.",
            *(_nudged(10.0**-k) for k in range(1, 7)),
        ),
        Wrong(
            "standing",
            "The three numbers are right, but they stand: that is the *gradient*, a column. The derivative is the row, "
            "so that row times column makes one number.",
            lambda x: derivative(x).T,
        ),
        Wrong(
            "flat",
            "The three numbers are right. A (3,) neither lies nor stands, and here a *row* is asked for: one more pair "
            "of brackets makes the shape (1, 3).",
            lambda x: derivative(x)[0],
        ),
        Wrong(
            "sign",
            "Every sign is turned round. That is the direction in which one will step later; the derivative itself "
            "says how f changes when x grows.",
            lambda x: -derivative(x),
        ),
        Wrong(
            "added up",
            "You added the partials. The sum says how f answers when all three variables move by the same amount; the "
            "derivative keeps one number for each of them.",
            lambda x: derivative(x).sum(),
            lambda x: derivative(x).sum(keepdims=True),
        ),
        Wrong(
            "the function",
            "That is f itself. The derivative says how fast f changes, once for each variable.",
            lambda x: _f(*x),
        ),
        Wrong(
            "only one point",
            "Your row is right at (1, 2, 0) and does not depend on x at all. The derivative is different at every "
            "point: compute it from x1, x2 and x3.",
            lambda x: np.array([[1.0, 3.0, -1.0]]),
        ),
        Wrong(
            "differentiated twice",
            "Those are the slopes of the slopes, a table of nine numbers that does not depend on x. One "
            "differentiation less.",
            lambda x: np.array([[2.0, -1, 0], [-1, 2, -1], [0, -1, 2]]),
            lambda x: np.array([[2.0, 2, 2]]),
        ),
    ),
)


def _f(x1, x2, x3):
    return x1**2 + x1 * (1 - x2) + x2**2 - x2 * x3 + x3**2 + x3


class BoxedNumber(Value):
    """A number that may still lie in its box of shape (1, 1), which is what a row times a column gives."""

    def _read(self, answer):
        return [part.reshape(()) if part.size == 1 else part for part in super()._read(answer)]


_ROW, _DX = np.array([[1.0, 3.0, -1.0]]), np.array([[0.1], [-0.1], [0.2]])

PREDICTED_DF = BoxedNumber(
    id="4.2b",
    title="Row times column",
    task="At x = (1, 2, 0) a step dx = (0.1, −0.1, 0.2) is taken. Which change df does the derivative row predict?",
    hints=(
        "Each variable contributes its partial times its own step, and the contributions add up.",
        "The row at (1, 2, 0) is [1, 3, −1]. As arrays of shapes (1, 3) and (3, 1): row @ column.",
        "1 · 0.1 + 3 · (−0.1) + (−1) · 0.2 = 0.1 − 0.3 − 0.2 = **−0.4**",
    ),
    because="Three contributions, 0.1, −0.3 and −0.2, add up to one number. The true change is −0.31.",
    expected=-0.4,
    tolerance=5e-4,
    wrong=(
        Wrong(
            "true change",
            "That is the true change, f(x + dx) − f(x). The prediction is different, for these steps are not small.",
            -0.31,
        ),
        Wrong(
            "the error",
            "That is how far the prediction is from the true change. The prediction itself is asked for.",
            0.09,
            -0.09,
        ),
        Wrong(
            "signs dropped",
            "You added up the sizes of the contributions. They have signs, and two of the three pull f down.",
            0.6,
        ),
        Wrong(
            "not added",
            "The three products are right; now add them. Row times column is one number.",
            _ROW * _DX.T,
            (_ROW * _DX.T)[0],
            (_ROW * _DX.T).T,
        ),
        Wrong(
            "column times row",
            "That is column times row, a 3 × 3 table of every step with every partial. Change the order: the row comes "
            "first.",
            _DX @ _ROW,
            (_DX @ _ROW).T,
        ),
        Wrong("sign", "The size is right, the sign is not: which way do the contributions add up?", 0.4),
        Wrong(
            "new value",
            "That is a value of f, before the step or after it. Only the change is asked for.",
            4,
            3.6,
            3.69,
        ),
        Wrong(
            "bracket of the first partial",
            "Your row seems to begin with 3. ∂/∂x1 of x1(1 − x2) is (1 − x2), and that is −1 here.",
            -0.2,
        ),
        Wrong(
            "second partial",
            "Your row seems to have 4 in the middle: x1(1 − x2) depends on x2 as well, and adds −x1.",
            -0.5,
        ),
        Wrong("third partial", "Your row seems to end with +1: −x2 x3 adds −x2 to the third partial as well.", 0),
        Wrong("lone x3", "Your row seems to end with −2: the lone x3 adds 1 to the third partial.", -0.6),
        Wrong(
            "step lengths only", "Those are the three steps added up: each has to be multiplied by its partial.", 0.2
        ),
    ),
)

# 4.3 --------------------------------------------------------------------------------------------------------------

_G = _ROW.T
_LENGTH = float(np.linalg.norm(_G))


def _any_way_up(column):
    """The same numbers as a column, as a row and flat: whoever makes this mistake may write it in either way."""
    return column, column.T, column[:, 0]


_BEST = 0.1 * _G / _LENGTH

BEST_STEP = Value(
    id="4.3",
    title="The best step for a budget",
    task=(
        "At x = (1, 2, 0), with the derivative row [1, 3, −1]: which step dx of length ‖dx‖ = 0.1 has the largest df? "
        "Give dx as a column of shape (3, 1)."
    ),
    hints=(
        "For a fixed length, df is largest when the step points where the gradient points. So the direction is known; "
        "what is the length?",
        "Make the gradient a vector of length 1 (divide it by its own length, √(1 + 9 + 1)), then multiply it by the "
        "budget. `np.linalg.norm` gives the length.",
        "dx = 0.1 · g / ‖g‖ = 0.1 · [1, 3, −1]ᵀ / 3.3166 = **[[0.0302], [0.0905], [−0.0302]]**",
    ),
    because="dx = 0.1 · g/‖g‖ has the length 0.1 and points along the gradient; then df = 0.1 · ‖g‖ = 0.3317.",
    expected=_BEST,
    tolerance=5e-4,
    names=("dx",),
    axes="a step is a column, with one row for each of the three variables",
    wrong=(
        Wrong(
            "lying or flat",
            "The three numbers are right. They should stand: dx is a column of shape (3, 1), so that row @ dx is one "
            "number. `.T` stands a row up; a flat (3,) needs `.reshape(3, 1)`.",
            *_any_way_up(_BEST)[1:],
        ),
        Wrong(
            "too long",
            "The direction is right, but the length of 0.1 · g is 0.33, and the budget is 0.1. The gradient brings a "
            "length of its own.",
            *_any_way_up(0.1 * _G),
        ),
        Wrong(
            "unit length",
            "The direction is right, and the length is 1: ten times the budget.",
            *_any_way_up(_G / _LENGTH),
        ),
        Wrong(
            "the gradient",
            "That is the gradient itself: the right direction, but 33 times as long as the budget allows.",
            *_any_way_up(_G),
        ),
        Wrong(
            "downhill",
            "That is the direction of steepest *descent*: df is as far below 0 as it can be. It is the step to take "
            "when L is to shrink; here the largest df is asked for.",
            *_any_way_up(-_BEST),
        ),
        Wrong(
            "largest partial only",
            "The whole budget went to the variable with the largest partial: df = .300. The other two variables offer "
            "something as well, and a little of each costs hardly any length.",
            *_any_way_up(np.array([[0.0], [0.1], [0.0]])),
        ),
        Wrong(
            "one variable only",
            "The whole budget went to one variable, and it is not even the one with the largest partial. The other two "
            "offer something as well, and a little of each costs hardly any length.",
            *_any_way_up(np.array([[0.1], [0.0], [0.0]])),
            *_any_way_up(np.array([[0.0], [0.0], [-0.1]])),
            *_any_way_up(np.array([[0.0], [0.0], [0.1]])),
        ),
        Wrong(
            "third sign",
            "The sizes are right. The third partial is negative, so f grows when x3 gets *smaller*.",
            *_any_way_up(np.abs(_BEST)),
        ),
        Wrong(
            "equal shares, no signs",
            "Every variable moves equally far in the positive direction: df = .1732. The third partial is negative, so "
            "f grows when x3 gets smaller; and a larger partial deserves a larger share.",
            *_any_way_up(np.full((3, 1), 0.1 / np.sqrt(3))),
        ),
        Wrong(
            "equal shares",
            "Every variable moves equally far, only the signs come from the gradient: df = .2887. That is the sign "
            "step of lesson 05, a fair first idea; a variable with a larger partial deserves more.",
            *_any_way_up(0.1 * np.sign(_G) / np.sqrt(3)),
        ),
        Wrong(
            "signs without a budget",
            "Every variable moves by 0.1, so the step is 0.1 · √3 = 0.17 long. The length of a vector is the root of "
            "the sum of squares.",
            *_any_way_up(0.1 * np.sign(_G)),
        ),
        Wrong(
            "divided by the sum",
            "You divided by 1 + 3 + 1. The direction is right, but the step is only 0.066 long: a length is the root "
            "of the sum of squares.",
            *_any_way_up(0.1 * _G / 5),
        ),
        Wrong(
            "divided by the sum with signs",
            "You divided by 1 + 3 − 1. The direction is right, but the step is 0.11 long: a length is the root of the "
            "sum of squares.",
            *_any_way_up(0.1 * _G / 3),
        ),
        Wrong(
            "divided by the square",
            "You divided by 1 + 9 + 1, the *square* of the length: the root is missing.",
            *_any_way_up(0.1 * _G / 11),
        ),
        Wrong(
            "towards the minimum",
            "That step points straight at the minimum of f, (−1, −1, −1), and the gradient knows nothing of it: −g and "
            "that direction differ by 36.3° here. Besides, the largest *rise* is asked for.",
            *_any_way_up(0.1 * np.array([[-2.0], [-3.0], [-1.0]]) / np.sqrt(14)),
        ),
        Wrong(
            "away from the minimum",
            "That step points straight away from the minimum of f, (−1, −1, −1). A gradient knows only the slopes "
            "here, not where the minimum lies: the two directions differ by 36.3°.",
            *_any_way_up(0.1 * np.array([[2.0], [3.0], [1.0]]) / np.sqrt(14)),
        ),
        Wrong("df", "That is the change that the best step brings. Which step brings it?", [[0.1 * _LENGTH]]),
    ),
)

EXERCISES = (PREDICTED_CHANGE, ERROR_OF_A_SMALLER_STEP, DERIVATIVE, PREDICTED_DF, BEST_STEP)

PREDICTIONS = (
    Prediction(
        id="4.a",
        question=(
            "A step along the gradient gains as much as a step of this length can. Turn the step 60° away from the "
            "gradient, and keep its length. How much of the gain is left?"
        ),
        options=("two thirds", "half", "a third", "none"),
        answer=1,
        reveal=(
            "Half: the gain is ‖∇f‖ ‖dx‖ cos θ, and cos 60° = 0.5. A third is tempting because 60° is two thirds of "
            "the way to 90°, where nothing is left. But the cosine starts flat: a direction that is wrong by 10° "
            "still brings 98 % of the gain, which is why a rough gradient is good enough to learn with."
        ),
    ),
    Prediction(
        id="4.b",
        question="And 90° away from the gradient?",
        options=("a quarter is left", "nothing is left", "f falls"),
        answer=1,
        reveal=(
            "Nothing: cos 90° = 0, so the predicted change is 0. The step goes along the contour line, where f keeps "
            "its value. f falls only beyond 90°, and fastest at 180°: against the gradient, which is the way that "
            "learning goes."
        ),
    ),
    Prediction(
        id="4.c",
        question=(
            "At x = 1 the curve x² is predicted by its tangent. You make the step Δx ten times shorter. What becomes "
            "of the error of the prediction?"
        ),
        options=("it stays", "10 times smaller", "100 times smaller"),
        answer=2,
        reveal=(
            "100 times smaller: (1 + Δx)² − 1 = 2Δx + Δx², the tangent predicts 2Δx, and Δx² is left. Ten times is "
            "tempting, since everything else in the picture shrinks like that; but then zooming in would show the "
            "same bend for ever. A curve looks straight in the end because its error shrinks *faster* than the window."
        ),
    ),
    Prediction(
        id="4.d",
        question="Now |x| at x = 0. You zoom in by a factor of a million. What do you see?",
        options=(
            "a straight line, as everywhere",
            "a flat line, since the slopes −1 and 1 average 0",
            "the same corner",
        ),
        answer=2,
        reveal=(
            "The same corner: |Δx| is Δx or −Δx however small it is, so the slope is 1 to the right and −1 to the "
            "left, and no single α serves both. The average 0 is tempting, but it misses by the whole of Δx on either "
            "side. A millimetre beside the corner all is well again: zoom in far enough and one side fills the window."
        ),
    ),
)
