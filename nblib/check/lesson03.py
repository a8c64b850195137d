"""Lesson 03, the matrix view: scores of all units for all examples in one product, and its shapes."""

import numpy as np

from nblib.check.exercise import Prediction, Wrong
from nblib.check.function import Function
from nblib.check.shapes import ShapeOf, Shapes
from nblib.functions import softmax
from nblib.losses import one_hot

# 3.1 --------------------------------------------------------------------------------------------------------------


def linear(X, W, b):
    """Z = X W + b, (m, c): the score of each of the c units for each of the m examples.

    >>> linear(np.array([[1, 2], [0, 1]]), np.array([[1, 0, -1], [2, 1, 0]]), np.array([10, 20, 30]))
    array([[15, 22, 29],
           [12, 21, 30]])
    """
    return X @ W + b


def _batch(rng, m, n, c):
    """Small whole numbers, none of them 0; every b is different."""
    X, W = (rng.integers(1, 5, shape) * rng.choice([-1.0, 1.0], shape) for shape in ((m, n), (n, c)))
    return X, W, 10.0 * (1 + rng.permutation(c))


def _linear_cases(rng):
    first = (
        np.array([[1.0, 2], [0, 1], [3, -1]]),
        np.array([[1.0, 0, -1], [2, 1, 0]]),
        np.array([10.0, 20, 30]),
    )
    batches = [_batch(rng, *sizes) for sizes in ((4, 2, 3), (1, 4, 3), (3, 3, 3), (5, 3, 2), (2, 4, 4))]
    X, W, b = batches[3]
    batches[3] = X / 8, W / 4, b + 0.5  # with whole numbers only, nobody would notice who rounds
    return [first, *batches]


def _loops(X, W, b, term=lambda x, w, b: x @ w + b):
    """Z entry by entry, with a wrong term."""
    return np.array([[term(X[i], W[:, j], b[j]) for j in range(len(b))] for i in range(len(X))])


LINEAR = Function(
    id="3.1",
    title="All units, all examples",
    task=(
        "Write `linear(X, W, b)`: X has shape (m, n), one example a row; W has shape (n, c), one unit a column; b has "
        "shape (c,). Return the scores Z, of shape (m, c)."
    ),
    hints=(
        "No loop is needed. `A @ B` multiplies each row of A with each column of B, and examples are rows, units "
        "columns.",
        "X @ W has shape (m, c). NumPy lines b, of shape (c,), up with the *last* axis: it is added to every row.",
        "```python\ndef linear(X, W, b):\n    return X @ W + b\n```",
    ),
    because="Row i of X meets column j of W in z_ij, and b is copied down the rows.",
    name="linear",
    parameters=("X", "W", "b"),
    reference=linear,
    library_name="nblib.check.lesson03.linear",
    cases=_linear_cases,
    axes="one row for each of the m examples, one column for each of the c units",
    on_change={
        "X": "The inputs are data, and every unit of the next layers reads them: build a new array instead.",
        "W": "The weights change in training only, never while scores are computed: build a new array instead.",
        "b": "The biases change in training only: a sum that makes a new array leaves b alone, `b += …` does not.",
    },
    wrong=(
        Wrong(
            "b as a column",
            "b ran down the *examples* instead of across the units. It fitted only because m = c: with another number "
            "of examples it would have stopped with an error.",
            lambda X, W, b: X @ W + b[:, np.newaxis],
            lambda X, W, b: (W.T @ X.T + b).T,
            lambda X, W, b: np.array([x @ W + b[i] for i, x in enumerate(X)]),
        ),
        Wrong(
            "W transposed",
            "You turned W round. Its columns are the units already: X @ W, with inner sizes n and n, needs no "
            "transpose.",
            lambda X, W, b: X @ W.T + b,
            lambda X, W, b: X @ W.T,
        ),
        Wrong(
            "bias missing",
            "The bias is missing: every column is off by a constant of its own, and without it a unit with no input "
            "could say nothing but 0.",
            lambda X, W, b: X @ W,
        ),
        Wrong(
            "W before X",
            "You multiplied W @ X. Examples are rows, so X comes first: a row of X meets a column of W.",
            lambda X, W, b: W @ X + b,
            lambda X, W, b: W @ X,
        ),
        Wrong(
            "examples as columns",
            "These are the right scores, transposed: your rows are the units. That is the other convention, in which "
            "an example is a column; here it is a row.",
            lambda X, W, b: W.T @ X.T + b[:, np.newaxis],
        ),
        Wrong(
            "entry by entry",
            "`*` multiplies entry by entry, and nothing is added up. The product that adds up along a row and a column "
            "is `@`.",
            lambda X, W, b: X * W + b,
            lambda X, W, b: X * W,
        ),
        Wrong(
            "bias subtracted",
            "You subtracted b. A bias is added: it raises the score of its unit.",
            lambda X, W, b: X @ W - b,
        ),
        Wrong(
            "bias inside",
            "b was added to the weights before the product, so each bias is multiplied by the sum of the inputs. It "
            "belongs outside: it does not depend on the example.",
            lambda X, W, b: X @ (W + b),
        ),
        Wrong(
            "bias once for each input",
            "b went in n times, once with each input: probably it stands inside the innermost loop. Each unit has one "
            "bias.",
            lambda X, W, b: X @ W + X.shape[1] * b,
        ),
        Wrong(
            "bias twice",
            "b was added twice, perhaps once inside a loop and once after it.",
            lambda X, W, b: X @ W + 2 * b,
        ),
        Wrong(
            "one bias for all",
            "Every unit got the same bias. b has one entry for each unit: entry j belongs to column j.",
            lambda X, W, b: X @ W + b.sum(),
            lambda X, W, b: X @ W + b[0],
            lambda X, W, b: X @ W + b.mean(),
        ),
        Wrong(
            "one input left out",
            "One input is missing in every sum: the first, or the last. Each of the n inputs has its weight.",
            lambda X, W, b: X[:, 1:] @ W[1:] + b,
            lambda X, W, b: X[:, :-1] @ W[:-1] + b,
        ),
        Wrong(
            "first input only",
            "Only the first input counts. Does the loop over the inputs end after its first round?",
            lambda X, W, b: _loops(X, W, b, lambda x, w, b: x[0] * w[0] + b),
        ),
        Wrong(
            "product thrown away",
            "That is b alone, in every row. In a loop, `=` throws away what was there before; `+=` adds to it.",
            lambda X, W, b: np.zeros((len(X), 1)) + b,
        ),
        Wrong(
            "times the bias",
            "You multiplied by b. A bias does not stretch the score, it is added to it.",
            lambda X, W, b: X @ W * b,
        ),
        Wrong(
            "product subtracted",
            "The product has the wrong sign: it was subtracted from b. A score is the sum of both.",
            lambda X, W, b: b - X @ W,
        ),
        Wrong(
            "inputs and weights added",
            "You added where input and weight are multiplied. Only the products are added up.",
            lambda X, W, b: _loops(X, W, b, lambda x, w, b: (x + w).sum() + b),
        ),
        Wrong(
            "weights not used",
            "Every unit got the same sum of inputs. It is the weights that make the units different.",
            lambda X, W, b: X.sum(axis=1, keepdims=True) + b,
        ),
        Wrong(
            "inputs not used",
            "Every example got the same scores, for the weights were added up without the inputs.",
            lambda X, W, b: np.zeros((len(X), 1)) + W.sum(axis=0) + b,
        ),
        Wrong(
            "last input only",
            "Only the last input counts. In a loop over the inputs, `=` throws away what was added before; `+=` "
            "collects it.",
            lambda X, W, b: _loops(X, W, b, lambda x, w, b: x[-1] * w[-1] + b),
            lambda X, W, b: _loops(X, W, b, lambda x, w, b: x[-1] * w[-1]),
        ),
        Wrong(
            "mean instead of sum",
            "You divided by the number of inputs. A score is the *sum* of input times weight; it may grow with the "
            "number of inputs.",
            lambda X, W, b: X @ W / X.shape[1] + b,
        ),
        Wrong(
            "first example only",
            "That is the row of scores of the first example alone. The batch has m rows, and each gets its scores.",
            lambda X, W, b: X[0] @ W + b,
            lambda X, W, b: X[:1] @ W + b,
        ),
        Wrong(
            "probabilities",
            "You went one step too far: these are probabilities. Asked for are the scores, before any softmax or "
            "sigmoid.",
            lambda X, W, b: softmax(X @ W + b),
            lambda X, W, b: (1 + np.tanh((X @ W + b) / 2)) / 2,
        ),
    ),
)

# 3.2 --------------------------------------------------------------------------------------------------------------

_SCALAR = ((), (1,), (1, 1))

SHAPES = Shapes(
    id="3.2",
    title="The shapes of a layer",
    task=(
        "m = 333 penguins, n = 4 measurements, c = 3 species. Give the shapes of X, W, b, Z = XW + b, P = softmax(Z), "
        "the one-hot labels Y, and of dW = ∂L/∂W and db = ∂L/∂b."
    ),
    hints=(
        "An example is a row, a unit is a column. Ask of each axis what it counts: penguins, measurements or species?",
        "X counts penguins × measurements, W measurements × species; in X @ W the 4 in the middle disappears. A "
        "derivative of the number L by an array has one entry for each entry of that array.",
        "X (333, 4), W (4, 3), b (3,), Z, P and Y (333, 3), dW (4, 3), db (3,)",
    ),
    because="Rows count examples, columns count units, and dV has V's shape, whatever V is.",
    parts=(
        ShapeOf(
            "X",
            (333, 4),
            "a row for each penguin, a column for each measurement",
            (
                Wrong(
                    "X with species", "the species are not in X; its columns are the measurements.", (333, 3), (333, 5)
                ),
                Wrong("X of one bird", "that is a single penguin; X holds the whole batch.", (4,), (1, 4)),
            ),
        ),
        ShapeOf(
            "W",
            (4, 3),
            "a row for each measurement, a column for each unit",
            (
                Wrong("W transposed", "each *column* is a unit, with one weight for each measurement.", (3, 4)),
                Wrong(
                    "W with m",
                    "the weights do not depend on how many penguins there are: all of them meet the same units.",
                    (333, 3),
                    (333, 4),
                    (4, 333),
                    (3, 333),
                ),
                Wrong("W of one unit", "that is one unit's weights; W holds those of all three.", (4,), (4, 1)),
            ),
        ),
        ShapeOf(
            "b",
            (3,),
            "one bias for each unit",
            (
                Wrong(
                    "b after broadcasting",
                    "that is b *after* broadcasting. What is stored, and trained, is one number for each unit.",
                    (333, 3),
                ),
                Wrong(
                    "b as a table",
                    "b has one axis. As a row it would do the same here; as a column it would run down the penguins.",
                    (1, 3),
                    (3, 1),
                ),
                Wrong("b per input", "a bias belongs to a unit, not to a measurement.", (4,)),
                Wrong("b per bird", "a bias belongs to a unit and is shared by all penguins.", (333,), (333, 1)),
                Wrong("one b", "each of the three units has a bias of its own.", *_SCALAR),
            ),
        ),
        ShapeOf(
            "Z",
            (333, 3),
            "each penguin's score for each species",
            (
                Wrong("Z a number", "a scalar would be one score; every penguin has one for every species.", *_SCALAR),
                Wrong("Z of one bird", "those are the scores of one penguin; the batch has 333.", (3,), (1, 3)),
                Wrong(
                    "Z as X", "the 4 is the inner size of X @ W: it is summed over, and gone.", (333, 4), (4, 3), (4, 4)
                ),
                Wrong("Z of one unit", "that is one score a penguin, of one unit; there are three.", (333,), (333, 1)),
            ),
        ),
        ShapeOf(
            "P",
            (333, 3),
            "softmax works along the rows and keeps the shape",
            (
                Wrong(
                    "P of the winner",
                    "softmax does not choose: it gives every species a probability, for every penguin.",
                    (333,),
                    (333, 1),
                ),
                Wrong("P a number", "one probability is not enough: 333 penguins, three species each.", *_SCALAR),
                Wrong("P of one bird", "that is one penguin's distribution; there are 333 of them.", (3,), (1, 3)),
            ),
        ),
        ShapeOf(
            "Y",
            (333, 3),
            "one-hot: the same places as P, so that P − Y fits",
            (
                Wrong(
                    "labels",
                    "those are the labels as class numbers. One-hot, each of them becomes a row with a single 1.",
                    (333,),
                    (333, 1),
                ),
                Wrong("one label", "that is the one-hot row of a single penguin.", (3,), (1, 3)),
            ),
        ),
        ShapeOf(
            "dW",
            (4, 3),
            "one derivative for each weight",
            (
                Wrong("dW transposed", "dW has W's shape exactly: it will be subtracted from W.", (3, 4)),
                Wrong("dW a number", "L is one number, but it has a derivative for each weight.", *_SCALAR),
                Wrong(
                    "dW with m",
                    "the penguins have been averaged over, for L is a mean. Left is one derivative for each weight.",
                    (333, 3),
                    (333, 4),
                    (333, 4, 3),
                ),
                Wrong("dW flattened", "12 derivatives it is, arranged as W is.", (12,), (1, 12)),
            ),
        ),
        ShapeOf(
            "db",
            (3,),
            "one derivative for each bias",
            (
                Wrong(
                    "db for each bird",
                    "b is shared by all penguins, so what they say about it is added up: one number for each unit.",
                    (333, 3),
                    (333,),
                    (333, 1),
                ),
                Wrong("db a number", "there is one derivative for each of the three biases.", *_SCALAR),
                Wrong("db as a table", "db has b's shape exactly, and b has one axis.", (1, 3), (3, 1)),
            ),
        ),
    ),
)

# 3.3 --------------------------------------------------------------------------------------------------------------


def classify(X, W, b):
    """The class with the highest score for each row, (m,).

    >>> classify(np.array([[1.0, 0], [0, 1]]), np.eye(2), np.zeros(2))
    array([0, 1])
    """
    return (X @ W + b).argmax(axis=1)


def _classify_cases(rng):
    """Scores without ties, of which all classes win, and where the biases decide now and then."""
    sizes = ((6, 4, 3), (4, 3, 4), (3, 3, 3), (1, 2, 3), (8, 2, 4))
    first = (np.array([[2.0, 0], [0, 1], [1, 3]]), np.array([[1.0, 0, -1], [0, 1, 3]]), np.array([0.0, 0.5, -2]))
    return [
        first,
        *(
            (rng.normal(0, 1, (m, n)).round(2), rng.normal(0, 1, (n, c)).round(2), rng.normal(0, 2, c).round(2))
            for m, n, c in sizes
        ),
    ]


def _champions(beats):
    """A loop over the classes in which the j-th takes the lead if `beats(scores, j, best)`."""

    def classify(X, W, b):
        winners = []
        for scores in X @ W + b:
            best = 0
            for j in range(1, len(scores)):
                if beats(scores, j, best):
                    best = j
            winners.append(best)
        return np.array(winners)

    return classify


CLASSIFY = Function(
    id="3.3",
    title="Which class wins?",
    task=(
        "Write `classify(X, W, b)`: for each of the m rows of X the index, 0 … c−1, of the class with the highest "
        "score. Return an array of shape (m,)."
    ),
    hints=(
        "Compute the scores first. Which class wins in one row of them?",
        "`argmax` gives the position of the largest entry, and its `axis` is the one that disappears: the classes.",
        "```python\ndef classify(X, W, b):\n    return (X @ W + b).argmax(axis=1)\n```",
    ),
    because=(
        "The highest score wins. A softmax before the argmax is allowed and changes nothing: it keeps the order in "
        "every row."
    ),
    name="classify",
    parameters=("X", "W", "b"),
    reference=classify,
    library_name="nblib.check.lesson03.classify",
    cases=_classify_cases,
    axes="one class index for each of the m examples",
    on_change={
        "X": "The inputs are data and are needed again to learn from: build a new array instead.",
        "W": "To classify is to look, not to learn: W must stay as it is.",
        "b": "To classify is to look, not to learn: b must stay as it is. Add b to the scores, not scores to b.",
    },
    wrong=(
        Wrong(
            "scores",
            "Those are the scores of all classes. Which class wins in each row? Its index is asked for.",
            lambda X, W, b: X @ W + b,
        ),
        Wrong(
            "probabilities",
            "Those are the probabilities of all classes. Which class wins in each row? Its index is asked for.",
            lambda X, W, b: softmax(X @ W + b),
        ),
        Wrong(
            "best score",
            "That is *how high* the best score of each row is (or how probable). Asked for is *where* it stands: "
            "`argmax`, not `max`.",
            lambda X, W, b: (X @ W + b).max(axis=1),
            lambda X, W, b: softmax(X @ W + b).max(axis=1),
        ),
        Wrong(
            "best example of each class",
            "You asked each class for its best *example*: `axis=0` runs down a column (and so does `axis=1` if your "
            "rows are the units). An example is a row, and along the row the classes compete.",
            lambda X, W, b: (X @ W + b).argmax(axis=0),
            lambda X, W, b: softmax(X @ W + b).argmax(axis=0),
        ),
        Wrong(
            "whole table",
            "Without an axis, `argmax` looks for one winner in the whole table and numbers its entries row after row.",
            lambda X, W, b: (X @ W + b).argmax(),
            lambda X, W, b: softmax(X @ W + b).argmax(),
        ),
        Wrong(
            "one-hot",
            "That is the right choice, written as one-hot rows. Asked for are class numbers, one for each row.",
            lambda X, W, b: one_hot((X @ W + b).argmax(axis=1), len(b)),
            lambda X, W, b: (X @ W + b == (X @ W + b).max(axis=1, keepdims=True)).astype(float),
        ),
        Wrong(
            "lowest score",
            "You took the *lowest* score of each row.",
            lambda X, W, b: (X @ W + b).argmin(axis=1),
        ),
        Wrong(
            "bias missing",
            "Without b some rows get another winner: a bias is the head start of its class.",
            lambda X, W, b: (X @ W).argmax(axis=1),
        ),
        Wrong(
            "bias by example",
            "b was added as a column, so it went to the examples and not to the classes: a head start that all classes "
            "of a row share decides nothing. It ran only because m = c.",
            lambda X, W, b: (X @ W + b[:, np.newaxis]).argmax(axis=1),
        ),
        Wrong(
            "counted from 1",
            "You counted the classes from 1. Labels are counted from 0 here, so none of these would agree with them.",
            lambda X, W, b: (X @ W + b).argmax(axis=1) + 1,
        ),
        Wrong(
            "largest in size",
            "A large *negative* score won somewhere. Scores are compared with their signs: −5 is less than 1.",
            lambda X, W, b: np.abs(X @ W + b).argmax(axis=1),
            lambda X, W, b: ((X @ W + b) ** 2).argmax(axis=1),
        ),
        Wrong(
            "above 0 or not",
            "Each score was compared with 0, which gives a yes or no for every class. Here the scores of a row compete "
            "with each other, and one class wins.",
            lambda X, W, b: X @ W + b > 0,
            lambda X, W, b: (X @ W + b > 0).astype(int),
        ),
        Wrong(
            "standing",
            "The class numbers are right, but they stand in a column. Compared with labels of shape (m,), a column "
            "would broadcast to an m × m table.",
            lambda X, W, b: (X @ W + b).argmax(axis=1, keepdims=True),
        ),
        Wrong(
            "first example only",
            "That is the winner of the first example alone; each of the m rows has one.",
            lambda X, W, b: (X[0] @ W + b).argmax(),
        ),
        Wrong(
            "scores of one example",
            "Those are the scores of a single example, the first or the last, and no class was chosen.",
            lambda X, W, b: X[0] @ W + b,
            lambda X, W, b: X[-1] @ W + b,
        ),
        Wrong(
            "one class left out",
            "One class can never win: the first, or the last. A loop over all of them goes from 0 to c − 1.",
            lambda X, W, b: (X @ W + b)[:, :-1].argmax(axis=1),
            lambda X, W, b: (X @ W + b)[:, 1:].argmax(axis=1) + 1,
        ),
        Wrong(
            "compared with another",
            "Each score is compared with the first one, or with its neighbour. What it has to beat is the best so far.",
            _champions(lambda scores, j, best: scores[j] > scores[0]),
            _champions(lambda scores, j, best: scores[j] > scores[j - 1]),
        ),
        Wrong(
            "last class",
            "Every row gets the last class: the scores are not compared, or not in every round.",
            _champions(lambda scores, j, best: True),
        ),
        Wrong(
            "only the biases",
            "Every row gets the class with the highest bias, whatever its inputs are.",
            lambda X, W, b: np.full(len(X), b.argmax()),
        ),
        Wrong(
            "product subtracted",
            "You subtracted X @ W from b, so what speaks for a class counts against it.",
            lambda X, W, b: (b - X @ W).argmax(axis=1),
        ),
        Wrong(
            "all places, sorted",
            "That is the whole ranking of the classes, row by row. Only the winner is asked for.",
            lambda X, W, b: (X @ W + b).argsort(axis=1),
            lambda X, W, b: (-(X @ W + b)).argsort(axis=1),
        ),
    ),
)

EXERCISES = (LINEAR, SHAPES, CLASSIFY)

PREDICTIONS = (
    Prediction(
        id="3.a",
        question=(
            "X @ W has shape (3, 3): three examples, three units. b = [10, 20, 30] has shape (3,). "
            "Which of the three numbers does `X @ W + b` add to the *first row*?"
        ),
        options=("10 to all of it", "10, 20 and 30, one for each column", "none: shapes (3, 3) and (3,) do not fit"),
        answer=1,
        reveal=(
            "10, 20 and 30: NumPy lines shapes up at their *last* axis, so a (3,) is read as a row and copied down all "
            "rows. That is right for us, because columns are units. “10 to all of it” is what a column of shape (3, 1) "
            "would do. It fits just as well when m = c, raises no error, and gives every *example* a bias of its own."
        ),
    ),
    Prediction(
        id="3.b",
        question=(
            "The scores of 1,000 examples for 3 units: two Python loops with a dot product inside, against one X @ W. "
            "How much faster is the one product?"
        ),
        options=("about twice", "about ten times", "a hundred times or more"),
        answer=2,
        reveal=(
            "A hundred times or more: the multiplications are the same, but the loop goes through Python 3,000 times, "
            "and each time costs much more than four multiplications. Ten times is what one expects of compiled code "
            "as such. The lesson measures it on your machine, for batches from 10 to 100,000."
        ),
    ),
    Prediction(
        id="3.c",
        question=(
            "All weights and biases are 0, so all three species have the same score for every penguin, and `argmax` "
            "takes the first of equals. What share of the penguins is classified correctly?"
        ),
        options=("none", "a third", "as many as are of the first species"),
        answer=2,
        reveal=(
            "As many as are of the first species, Adelie: 44 %. A third is right for the *probabilities*, 1/3 each, "
            "and so the loss is ln 3 exactly. But the accuracy depends on who wins a tie, and on how many birds of "
            "each species there are. Compare an accuracy with that of the laziest guesser, never with 0."
        ),
    ),
)
