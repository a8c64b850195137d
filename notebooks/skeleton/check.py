"""Lesson _NN_, _title_: the weighted mean of some numbers."""

import numpy as np

from nblib.check.exercise import Prediction, Wrong
from nblib.check.function import Function

# _N_.1 ------------------------------------------------------------------------------------------------------------


def weighted_mean(x, w):
    """Σ x_i w_i / Σ w_i, a number, from x (n,) and w (n,).

    >>> float(weighted_mean(np.array([1, 2, 6]), np.array([1, 2, 1])))
    2.75
    """
    return (x * w).sum() / w.sum()


def _cases(rng):
    """(x, w): the example of the text, a mean below 0, then others; no number and no weight is like another."""
    first = np.array([1.0, 2, 6]), np.array([1.0, 2, 1])
    below = np.array([-4.0, -1, 3]), np.array([3.0, 2, 1])
    return [first, below, *((rng.permutation(9)[:n] - 3.5, 1.0 + rng.permutation(7)[:n]) for n in (2, 3, 5))]


WEIGHTED_MEAN = Function(
    id="_N_.1",
    title="A weighted mean",
    task="Write `weighted_mean(x, w)`: from the numbers x, of shape (n,), and their weights w, return one number.",
    hints=(
        "The formula has one sum above the line and one below.",
        "`x * w` multiplies entry by entry, and `.sum()` adds an array up.",
        "```python\ndef weighted_mean(x, w):\n    return (x * w).sum() / w.sum()\n```",
    ),
    because="Each number is taken as often as its weight says, and the sum is shared among all weights.",
    name="weighted_mean",
    parameters=("x", "w"),
    reference=weighted_mean,
    library_name="nblib.check.lesson_NN_.weighted_mean",
    cases=_cases,
    on_change={
        "x": "The numbers belong to who gave them: build a new array instead.",
        "w": "The weights belong to who gave them: build a new array instead.",
    },
    wrong=(
        Wrong(
            "divided by how many",
            "You divided by how many numbers there are. That is right only if the weights add up to n.",
            lambda x, w: (x * w).mean(),
        ),
        Wrong(
            "no weights",
            "This is the plain mean: the weights do not come in at all.",
            lambda x, w: x.mean(),
        ),
        Wrong(
            "not divided",
            "The sum is right. It has yet to be shared among the weights.",
            lambda x, w: (x * w).sum(),
        ),
        Wrong(
            "divided by the numbers",
            "Above the line all is well; below it you added up the numbers in place of their weights.",
            lambda x, w: (x * w).sum() / x.sum(),
        ),
        Wrong(
            "sums apart",
            "You added up the numbers and the weights before you multiplied. Each number meets its own weight first.",
            lambda x, w: x.sum() * w.sum() / w.sum(),
        ),
        Wrong(
            "multiplied by the weights' sum",
            "The sum above the line is right, and the weights' sum goes below it: you multiplied.",
            lambda x, w: (x * w).sum() * w.sum(),
        ),
        Wrong(
            "numbers without weights",
            "Below the line all is well; above it the numbers stand without their weights.",
            lambda x, w: x.sum() / w.sum(),
        ),
        Wrong(
            "weights without numbers",
            "The numbers do not come in at all.",
            lambda x, w: w.sum(),
            lambda x, w: (w * w).sum() / w.sum(),
        ),
        Wrong(
            "weights added",
            "You added each weight to its number. A weight multiplies.",
            lambda x, w: (x + w).sum() / w.sum(),
        ),
        Wrong(
            "weights divide",
            "You divided each number by its weight: so the heaviest count least.",
            lambda x, w: (x / w).sum() / w.sum(),
        ),
        Wrong(
            "not the sum of the products",
            "The products are right; what belongs above the line is their sum.",
            lambda x, w: (x * w).max() / w.sum(),
            lambda x, w: (x * w).prod() / w.sum(),
        ),
        Wrong(
            "the weights' sum subtracted",
            "Both sums are right. The one is shared among the other: divided, not made smaller by it.",
            lambda x, w: (x * w).sum() - w.sum(),
        ),
        Wrong(
            "not the sum of the weights",
            "Above the line all is well. Below it all weights are added up.",
            lambda x, w: (x * w).sum() / w.max(),
            lambda x, w: (x * w).sum() / w.prod(),
        ),
    ),
)

PREDICTIONS = (
    Prediction(
        "_N_.a",
        "Three numbers have weights, and a weighted mean. Every weight is doubled. What does the mean do?",
        ("it doubles", "it stays", "it depends on the numbers"),
        1,
        "Each weight stands once above and once below the line of the fraction, so a common factor cancels. Doubling "
        "is tempting because the sum above the line does double.",
    ),
)

EXERCISES = (WEIGHTED_MEAN,)
