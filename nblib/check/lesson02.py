"""Lesson 02, softmax: the function, what it responds to, and the cross-entropy of a batch."""

import numpy as np

from nblib.check.choice import Choice, Option
from nblib.check.exercise import Prediction, Wrong
from nblib.check.function import Function
from nblib.functions import softmax
from nblib.losses import cross_entropy, one_hot

# 2.1 --------------------------------------------------------------------------------------------------------------


def _softmax_cases(rng):
    return [
        (np.array([[1.0, 2, 3], [1, 0, -1]]),),
        (np.array([[2.0, 1, -1], [-1, 0, 1], [0, 0, 3]]),),  # m = c: rows and columns can be mistaken
        (np.array([[1000.0, 1001]]),),
        (np.array([[0.0, 0], [1000, 1000]]),),
        (np.array([[-1000.0, 0, 1000]]),),
        (np.array([[-1000.0, -1001]]),),  # all scores far below 0
        (rng.normal(0, 2, (5, 3)).round(1),),
        (rng.normal(0, 2, (4, 4)).round(1),),
        (rng.normal(0, 2, (1, 4)).round(1),),
    ]


def _rows_are_probabilities(parts, Z):
    [P] = parts
    if (P < 0).any():
        return f"the result holds {P.min():.4g}, and no probability is negative."
    sums = P.sum(axis=1)
    if not np.allclose(sums, 1, rtol=1e-6):
        some = " and ".join(f"{total:.3f}" for total in sums[:3])
        return f"your rows sum to {some}{' …' if len(sums) > 3 else ''}, and each row must sum to 1."
    return None


def _normalised(E, **axis):
    return E / E.sum(**axis)


def _row_shift(Z):
    return Z - Z.max(axis=1, keepdims=True)


SOFTMAX = Function(
    id="2.1",
    title="A safe softmax",
    task=(
        "Write `softmax(Z)`: scores of shape (m, c), one example a row, become probabilities of the same shape. "
        "Every row sums to 1, and scores as large as 1000 must not overflow."
    ),
    hints=(
        "Three steps, each on whole rows: make the scores safe, take `np.exp`, divide by the sum of the row.",
        "Adding the same number to all scores of a row changes nothing. So you may first shift each row until its "
        "largest score is 0. `keepdims=True` keeps one number a row as a column of shape (m, 1), which lines up with "
        "the rows.",
        "```python\n"
        "def softmax(Z):\n"
        "    E = np.exp(Z - Z.max(axis=-1, keepdims=True))\n"
        "    return E / E.sum(axis=-1, keepdims=True)\n"
        "```",
    ),
    because="Only differences of scores count, so shifting each row is free, and it keeps exp from overflowing.",
    name="softmax",
    parameters=("Z",),
    reference=softmax,
    library_name="nblib.softmax",
    cases=_softmax_cases,
    axes="one row for each of the m examples, one column for each of the c classes",
    invariant=_rows_are_probabilities,
    on_change={
        "Z": (
            "The scores belong to the caller, who may need them again: `Z = Z - …` makes a new array, `Z -= …` does "
            "not."
        )
    },
    wrong=(
        Wrong(
            "columns",
            "Your *columns* sum to 1: the classes of one example do not compete, the examples of one class do. An "
            "example is a row, and `axis` names the axis that a sum runs along.",
            lambda Z: _normalised(np.exp(Z), axis=0),
            lambda Z: _normalised(np.exp(_row_shift(Z)), axis=0),
            lambda Z: _normalised(np.exp(Z - Z.max(axis=0)), axis=0),
            lambda Z: _normalised(np.exp(Z - Z.max()), axis=0),
        ),
        Wrong(
            "whole table",
            "The *whole table* sums to 1: a sum without `axis` adds up all rows. Each row is an example of its own.",
            lambda Z: _normalised(np.exp(Z)),
            lambda Z: _normalised(np.exp(_row_shift(Z))),
            lambda Z: _normalised(np.exp(Z - Z.max())),
        ),
        Wrong(
            "no keepdims",
            "The sums of the rows have shape (m,), and NumPy lines a (m,) up with the *columns*: with m = c that fits "
            "and is wrong, with another m it hardly ever fits. Which option of `sum` and `max` keeps the shape (m, 1)?",
            lambda Z: _normalised(np.exp(Z), axis=1),
            lambda Z: _normalised(np.exp(_row_shift(Z)), axis=1),
            lambda Z: _normalised(np.exp(Z - Z.max()), axis=1),
            lambda Z: _normalised(np.exp(Z - Z.max(axis=1)), axis=1),
            lambda Z: _normalised(np.exp(Z - Z.max(axis=1)), axis=1, keepdims=True),
        ),
        Wrong(
            "overflow",
            "The formula is right and its numbers are out of reach: exp(1000) is ∞ and exp(−1000) is 0 to a computer, "
            "and ∞/∞ and 0/0 are nan. Which number can you subtract from a row to bring its largest score to a safe "
            "place?",
            lambda Z: _normalised(np.exp(Z), axis=1, keepdims=True),
        ),
        Wrong(
            "one shift for all rows",
            "You shifted all rows by the same score. That is safe for the row that holds it; a row of much smaller "
            "scores underflows to 0/0, and one of much larger scores overflows. Each row has a largest score of its "
            "own.",
            lambda Z: _normalised(np.exp(Z - Z.max()), axis=1, keepdims=True),
            lambda Z: _normalised(np.exp(Z - Z[0].max()), axis=1, keepdims=True),
        ),
        Wrong(
            "shift of each column",
            "You subtracted from each *column* its largest score. So the scores of a row are shifted by different "
            "numbers, and their differences change: a row needs one shift.",
            lambda Z: _normalised(np.exp(Z - Z.max(axis=0)), axis=1, keepdims=True),
        ),
        Wrong(
            "shift by the mean",
            "You shifted each row by its mean. Differences survive, but in a row with wide gaps the largest score is "
            "still far above the mean, and its exp overflows. Which shift makes sure that no score is above 0?",
            lambda Z: _normalised(np.exp(Z - Z.mean(axis=1, keepdims=True)), axis=1, keepdims=True),
        ),
        Wrong(
            "shift by the largest size",
            "You shifted by the largest score *in size*, so a row of scores far below 0 is pushed down further and "
            "underflows to 0/0. Largest means nearest to +∞, not farthest from 0.",
            lambda Z: _normalised(np.exp(Z - np.abs(Z).max(axis=1, keepdims=True)), axis=1, keepdims=True),
        ),
        Wrong(
            "shift by the smallest",
            "You shifted each row by its smallest score. Differences survive, and now every score is at or above 0: "
            "just where exp overflows. Which shift puts every score at or *below* 0?",
            lambda Z: _normalised(np.exp(Z - Z.min(axis=1, keepdims=True)), axis=1, keepdims=True),
        ),
        Wrong(
            "plain division",
            "That is plain division, z / Σz: it answers to ratios of scores, turns negative scores into negative "
            "“probabilities” and breaks where a row sums to 0 (preset ③ of the figure). What makes every score "
            "positive first?",
            lambda Z: _normalised(Z, axis=1, keepdims=True),
            lambda Z: _normalised(_row_shift(Z), axis=1, keepdims=True),
        ),
        Wrong(
            "not normalised",
            "These are the exponentials; the division by the sum of the row is missing, so nothing makes the classes "
            "compete.",
            lambda Z: np.exp(Z),
            lambda Z: np.exp(_row_shift(Z)),
        ),
        Wrong(
            "sum subtracted",
            "You subtracted the sum of the row from each exponential. What makes shares of a whole out of numbers?",
            lambda Z: np.exp(Z) - np.exp(Z).sum(axis=1, keepdims=True),
            lambda Z: np.exp(_row_shift(Z)) - np.exp(_row_shift(Z)).sum(axis=1, keepdims=True),
        ),
        Wrong(
            "denominators only",
            "Those are the sums of the rows, the denominators, one for each example. On top of each fraction stands "
            "the exponential of one score.",
            lambda Z: np.exp(_row_shift(Z)).sum(axis=1, keepdims=True),
            lambda Z: np.exp(_row_shift(Z)).sum(axis=1),
        ),
        Wrong(
            "independent of Z",
            "Every class gets 1/c whatever the scores are. The rows do sum to 1, which is why it looks plausible; "
            "where does Z enter your result?",
            lambda Z: np.full(Z.shape, 1 / Z.shape[1]),
        ),
        Wrong(
            "one sigmoid per score",
            "You sent each score through a logistic unit of its own. Each number is between 0 and 1, but nothing ties "
            "the classes of a row together, so the row does not sum to 1.",
            lambda Z: 1 / (1 + np.exp(-Z)),
            lambda Z: (1 + np.tanh(Z / 2)) / 2,
        ),
        Wrong(
            "lowest score wins",
            "The rows sum to 1, but the *lowest* score has the highest probability: a minus sign has slipped into the "
            "exponent.",
            lambda Z: softmax(-Z),
            lambda Z: _normalised(np.exp(-Z), axis=1, keepdims=True),
            lambda Z: _normalised(np.exp(-_row_shift(Z)), axis=1, keepdims=True),
        ),
        Wrong(
            "log-probabilities",
            "These are the logarithms of the probabilities: good for a loss, but negative, and their rows do not sum "
            "to 1. Undo the last logarithm.",
            lambda Z: _row_shift(Z) - np.log(np.exp(_row_shift(Z)).sum(axis=1, keepdims=True)),
        ),
        Wrong(
            "powers of 2",
            "The rows sum to 1, but one step of score multiplies the odds by 2 and not by e: the base of the power is "
            "wrong.",
            lambda Z: softmax(Z * np.log(2)),
            lambda Z: _normalised(2.0**Z, axis=1, keepdims=True),
        ),
        Wrong(
            "hard maximum",
            "You gave the winner 1 and everyone else 0. That is the choice, not the probabilities: how *clearly* it "
            "won is lost, and where a score changes a little the result does not change at all.",
            lambda Z: one_hot(Z.argmax(axis=1), Z.shape[1]),
            lambda Z: np.equal(Z, Z.max(axis=1, keepdims=True)).astype(float),
        ),
    ),
)

# 2.2 --------------------------------------------------------------------------------------------------------------

_CHANGES = (
    "add 7 to every score of one row",
    "multiply every score of one row by 2",
    "add 7 to every score of one *column*",
    "add the same vector $v$ to every column of $W$, where $Z = XW + b$",
    "subtract from each row its largest score",
    "replace every $z$ by $|z|$",
)

UNCHANGED_SOFTMAX = Choice(
    id="2.2",
    title="What leaves softmax unchanged?",
    task="Select all changes that leave `softmax(Z)` as it is, **whatever the scores $Z$ are**.",
    options=tuple(
        Option(text, correct, feedback)
        for text, (correct, feedback) in zip(
            _CHANGES,
            (
                (True, "all differences within the row stay the same, and softmax sees nothing else."),
                (False, "the differences double, so the winner wins more clearly: that is a lower temperature."),
                (False, "that favours one class in every row: its differences to the other classes grow by 7."),
                (True, "row i of Z is shifted by the one number $x_i · v$ in all its columns."),
                (True, "it is a shift of each row by one number: the one that keeps exp from overflowing."),
                (False, "scores 1 and −1 would become equal, and their difference of 2 would be lost."),
            ),
            strict=True,
        )
    ),
    select_all=True,
    hints=(
        "For two classes of one row, $p_j / p_k = e^{z_j - z_k}$. Which changes leave every such difference alone?",
        "Try each change on the row [1, 2, 3], and the last one on [−1, 0, 1]: write down the two differences before "
        "and after.",
        "a, d and e: each of them adds one number to a whole row, and different rows may get different numbers.",
    ),
    because="What adds one number to a whole row is invisible to softmax; everything else here changes a difference.",
)

UNCHANGED_DIVISION = Choice(
    id="2.2b",
    title="What leaves plain division unchanged?",
    task="The mirror question: select all changes that leave plain division, $z / Σz$ along each row, as it is.",
    options=tuple(
        Option(text, correct, feedback)
        for text, (correct, feedback) in zip(
            _CHANGES,
            (
                (
                    False,
                    "[1, 2, 3] gives .167, .333, .500, but [8, 9, 10] gives .296, .333, .370: ratios have changed.",
                ),
                (True, "every ratio in the row stays the same, and the factor 2 cancels in $z / Σz$."),
                (False, "the share of that class changes in every row, for its ratio to the others does."),
                (False, "it adds one number to a row, as in (a), and a sum changes ratios."),
                (False, "the largest score becomes 0, so it would get the share 0 (and a row of equal scores 0/0)."),
                (
                    False,
                    "it changes every row in which both signs occur: [2, 1, −1] has shares 1, .5, −.5 before and .5, "
                    ".25, .25 after.",
                ),
            ),
            strict=True,
        )
    ),
    select_all=True,
    hints=(
        "For two classes of one row the shares are in the ratio $z_j / z_k$. Which change leaves every such ratio "
        "alone?",
        "Try each change on the row [1, 2, 3], and the last one on [2, 1, −1].",
        "Only b: multiplying a row by one number cancels between z and Σz.",
    ),
    because=(
        "Plain division answers to ratios of scores, softmax to differences. Scores have no natural zero, so only "
        "their differences carry a meaning."
    ),
)

# 2.3 --------------------------------------------------------------------------------------------------------------


def _cross_entropy_cases(rng):
    def batch(m, c):
        counts = rng.integers(1, 10, (m, c))
        return counts / counts.sum(axis=1, keepdims=True), rng.integers(0, c, m)

    return [
        (np.array([[0.2, 0.3, 0.5], [0.7, 0.2, 0.1], [0.1, 0.1, 0.8]]), np.array([1, 0, 2])),
        (np.array([[0.5, 0.5, 0.0], [0.0, 0.75, 0.25]]), np.array([0, 1])),  # p = 0 where it does not matter
        batch(5, 3),
        batch(4, 4),
        batch(2, 4),
        batch(1, 3),
    ]


def _yes_or_no(P, labels, eps=0.0):
    Y = np.eye(P.shape[1])[labels]
    return -(Y * np.log(P + eps) + (1 - Y) * np.log(1 - P + eps)).sum() / len(P)


def _picked(P, labels):
    return np.log(P[np.arange(len(P)), labels])


def _masked(P, labels):
    return (one_hot(labels, P.shape[1]) * np.log(P)).sum(axis=1)


CROSS_ENTROPY = Function(
    id="2.3",
    title="The cross-entropy of a batch",
    task=(
        "Write `cross_entropy(P, labels)`: P has shape (m, c), labels holds m integers 0 … c−1. Return one number, the "
        "mean over the rows of −ln p of the true class."
    ),
    hints=(
        "First get the m probabilities of the true classes, one from each row; then logarithm, mean, sign.",
        "To take one entry from each row, index with two arrays: the row numbers `np.arange(m)` and the labels.",
        "```python\n"
        "def cross_entropy(P, labels):\n"
        "    m = len(P)\n"
        "    return -np.log(P[np.arange(m), labels]).mean()\n"
        "```",
    ),
    because="For a one-hot truth the cross-entropy is the surprise of the true class; L is its mean over the batch.",
    name="cross_entropy",
    parameters=("P", "labels"),
    reference=cross_entropy,
    library_name="nblib.losses.cross_entropy",
    cases=_cross_entropy_cases,
    on_change={
        "P": "The same P is needed once more for the gradient, p − y: build a new array instead.",
        "labels": "The labels are the data: build a new array instead.",
    },
    unit="nats",
    wrong=(
        Wrong(
            "sum instead of mean",
            "That is the *sum* of the surprises, and L is their mean: otherwise a larger batch would look like a "
            "worse net.",
            lambda P, labels: -_picked(P, labels).sum(),
            lambda P, labels: -_masked(P, labels).sum(),
        ),
        Wrong(
            "divided by all entries",
            "You divided by all m · c entries. With one-hot labels only one entry of a row counts, so `mean` over the "
            "whole table is c times too small: each *row* is one example.",
            lambda P, labels: -_picked(P, labels).sum() / P.size,
            lambda P, labels: -_masked(P, labels).sum() / P.size,
        ),
        Wrong(
            "sign",
            "Everything is right but the sign: the logarithm of a probability is never positive, and a loss is never "
            "negative.",
            lambda P, labels: _picked(P, labels).mean(),
            lambda P, labels: _masked(P, labels).mean(),
        ),
        Wrong(
            "one loss per row",
            "You return the surprise of every row. That is the right list; L is one number, its mean.",
            lambda P, labels: -_picked(P, labels),
            lambda P, labels: -_masked(P, labels),
        ),
        Wrong(
            "the other classes too",
            "The classes that are not true are counted as well, as if each column were a yes-or-no question of its "
            "own. The true class alone decides the surprise of a row; what the others get is in its p already.",
            _yes_or_no,
            lambda P, labels: _yes_or_no(P, labels, 1e-12),
        ),
        Wrong(
            "all rows, chosen columns",
            "`P[:, labels]` takes those columns from *every* row, an m × m table. You want one entry from each row: "
            "the row numbers have to be an index array too.",
            lambda P, labels: -np.log(P[:, labels]),
            lambda P, labels: -np.log(P[:, labels]).mean(),
            lambda P, labels: -np.log(P[:, labels]).sum() / len(P),
            lambda P, labels: -np.log(P[:, labels]).sum(axis=0) / len(P),
            lambda P, labels: -np.log(P[:, labels]).sum(axis=1) / len(P),
        ),
        Wrong(
            "rows chosen by label",
            "`P[labels]` takes whole *rows*: it reads the class number as the number of an example. A label says which "
            "column to take, in its own row.",
            lambda P, labels: -np.log(P[labels]),
            lambda P, labels: -np.log(P[labels]).mean(),
            lambda P, labels: -np.log(P[labels]).sum() / len(P),
            lambda P, labels: -np.log(P[labels]).sum(axis=0) / len(P),
        ),
        Wrong(
            "0 · log 0",
            "Some p is 0 where the label is 0 too, and there 0 · log 0 is nan to a computer. The product with one-hot "
            "labels is right on paper; index the true class instead of multiplying by Y.",
            lambda P, labels: -_masked(P, labels).mean(),
        ),
        Wrong(
            "roles swapped",
            "You took the logarithm of the labels, and log 0 is −∞. Messages come from the truth Y, code lengths from "
            "P: the logarithm belongs to P.",
            lambda P, labels: -(P * np.log(one_hot(labels, P.shape[1]))).sum() / len(P),
            lambda P, labels: -(P * np.log(one_hot(labels, P.shape[1]))).sum(axis=1),
        ),
        Wrong(
            "no logarithm",
            "That is how much probability the true classes got (or missed) on average. Without the logarithm a p of "
            "0.01 costs hardly more than a p of 0.1; the loss is the surprise, −ln p.",
            lambda P, labels: P[np.arange(len(P)), labels].mean(),
            lambda P, labels: -P[np.arange(len(P)), labels].mean(),
            lambda P, labels: 1 - P[np.arange(len(P)), labels].mean(),
        ),
        Wrong(
            "logarithm of the mean",
            "You took the mean of the probabilities first and the logarithm after. That hides the badly surprised "
            "rows: the loss is the mean of the surprises, not the surprise of the mean.",
            lambda P, labels: -np.log(P[np.arange(len(P)), labels].mean()),
        ),
        Wrong(
            "predicted class",
            "That is the surprise of the class with the *highest* probability. It measures how sure the net is, right "
            "or wrong; the labels have to choose the entry.",
            lambda P, labels: -np.log(P.max(axis=1)).mean(),
        ),
        Wrong(
            "labels not used",
            "You added up all classes of a row. That number does not depend on the labels, so a net could not learn "
            "from it.",
            lambda P, labels: -np.log(P).sum() / len(P),
            lambda P, labels: -np.log(P).mean(),
            lambda P, labels: -np.log(P).sum(axis=0) / len(P),
            lambda P, labels: -(P * np.log(P)).sum() / len(P),
        ),
        Wrong(
            "labels counted from 1",
            "You took column label − 1. Classes are counted from 0 here, as Python does, so class 0 became the last "
            "column.",
            lambda P, labels: -np.log(P[np.arange(len(P)), labels - 1]).mean(),
        ),
        Wrong(
            "one column for all rows",
            "You took the same column in every row. Each row has a true class of its own: its label says which.",
            lambda P, labels: -np.log(P[:, labels[0]]).mean(),
            lambda P, labels: -np.log(P[:, 0]).mean(),
        ),
        Wrong(
            "one example left out",
            "One example is not counted, the first or the last; and the mean is over all m of them.",
            lambda P, labels: -_picked(P, labels)[1:].sum() / len(P),
            lambda P, labels: -_picked(P, labels)[:-1].sum() / len(P),
        ),
        Wrong(
            "one example only",
            "Only one example is counted, the first or the last. In a loop, `=` throws away what was collected before, "
            "and a `return` ends it in the first round.",
            *(
                lambda P, labels, i=i, count=count: -_picked(P, labels)[i] / count(P)
                for i in (0, -1)
                for count in (len, lambda P: 1, lambda P: -len(P))
            ),
        ),
        Wrong(
            "log1p",
            "`np.log1p(p)` is ln(1 + p), made for tiny p: another function. The surprise is −ln p.",
            lambda P, labels: -np.log1p(P[np.arange(len(P)), labels]).mean(),
            lambda P, labels: np.log1p(P[np.arange(len(P)), labels]).mean(),
        ),
    ),
)

EXERCISES = (SOFTMAX, UNCHANGED_SOFTMAX, UNCHANGED_DIVISION, CROSS_ENTROPY)

PREDICTIONS = (
    Prediction(
        id="2.a",
        question="The scores are [1, 2, 3]. Add 100 to all three. Whose three numbers stay exactly as they were?",
        options=("plain division, $z / Σz$", "softmax", "both", "neither"),
        answer=1,
        reveal=(
            "Softmax: .0900, .2447, .6652 before and after. Plain division goes from .167, .333, .500 to .330, .333, "
            ".337: next to 101 and 102, a lead of one point is almost nothing. “Both” is tempting because the order "
            "never changes, and because division already makes the numbers sum to 1. But it answers to ratios, and "
            "adding changes ratios."
        ),
    ),
    Prediction(
        id="2.b",
        question="The scores are [1, 2, 3]. Multiply all three by 10. What happens to softmax?",
        options=(
            "nothing: all scores grew alike",
            "the largest score takes nearly everything",
            "the three probabilities come closer together",
        ),
        answer=1,
        reveal=(
            "It becomes .0000, .0000, 1.0000 (.99995 for the winner): the lead of one point has become ten points, "
            "and each point multiplies the odds by e. “Nothing” is what plain division does, where the factor "
            "cancels: .167, .333, .500 before and after. Softmax answers to differences, and these are ten times as "
            "large."
        ),
    ),
    Prediction(
        id="2.c",
        question=(
            "Three logistic units, one per class, look at the same example and say .73, .88 and .95. "
            "What is the probability of the second class?"
        ),
        options=(".88", ".88 divided by the sum, .34", "it cannot be read from these numbers"),
        answer=2,
        reveal=(
            "The three units never heard of each other: each answers its own question, this class or not, and .73 + "
            ".88 + .95 is 2.56, not 1. To divide by the sum is tempting and gives numbers that add up, .34 in the "
            "middle; but softmax of the same scores, [1, 2, 3], gives .24. Several rules turn scores into "
            "probabilities: the lesson says why one is chosen."
        ),
    ),
    Prediction(
        id="2.d",
        question="You divide all scores by a temperature $T$ and make $T$ larger and larger. Where does softmax go?",
        options=(
            "the largest score takes everything",
            "all classes become equally probable",
            "all probabilities go to 0",
        ),
        answer=1,
        reveal=(
            "z/T goes to [0, 0, 0], all differences vanish, and softmax of equal scores is 1/3, 1/3, 1/3. “All go to "
            "0” is tempting because the scores do; but the three always share a 1. The winner takes everything at the "
            "other end, as T goes to 0."
        ),
    ),
)
