"""Lesson 08, backpropagation at the output layer: p − y, the outer product, and both as functions of a batch."""

import numpy as np

from nblib import losses
from nblib.check.backward import Gradients
from nblib.check.exercise import Prediction, Wrong
from nblib.check.value import Value
from nblib.doctor import MISTAKES
from nblib.functions import log_softmax, softmax
from nblib.losses import one_hot

# 8.1 --------------------------------------------------------------------------------------------------------------


def _sums_to_zero(table):
    """Both lines must: a shift of all scores changes no probability, and so no loss."""
    for name, line in zip(("row 2 of ∂p/∂z", "dL/dz"), table, strict=True):
        if abs(line.sum()) > 0.01:
            return (
                f"The entries of {name} sum to {line.sum():.3g}. Adding a constant to all scores changes nothing, so "
                "the three must add to 0."
            )
    return None


SCORES_BY_HAND = Value(
    id="8.1",
    title="From the loss to the scores",
    task=(
        "p = [0.2, 0.3, 0.5], y = [0, 1, 0], so dL/dp = [0, −1/0.3, 0]. Give two lines of three numbers: row 2 of the "
        "Jacobian, ∂p₂/∂z, and the product dL/dz = dL/dp · ∂p/∂z."
    ),
    hints=(
        "p₂ = e^z₂ / S. The score z₂ stands in the numerator and in S; z₁ and z₃ stand in S only. What is ∂S/∂z₁?",
        "∂p₂/∂z₂ = p₂ − p₂², and ∂p₂/∂z₁ = −p₂ p₁. dL/dp has a single entry that is not 0, so dL/dz is a multiple of "
        "row 2.",
        "row 2 is [−0.3 · 0.2, 0.3 − 0.09, −0.3 · 0.5] = **[−0.06, 0.21, −0.15]**; times −1/0.3 that is "
        "**[0.2, −0.7, 0.5]**",
    ),
    because="p₂ stands in every entry of row 2, and the 1/p₂ of the loss cancels it: what is left is p − y.",
    expected=[[-0.06, 0.21, -0.15], [0.2, -0.7, 0.5]],
    tolerance=1e-3,
    axes="one line for row 2 of ∂p/∂z and one for dL/dz, with one entry for each score",
    unit="nats",
    invariant=_sums_to_zero,
    wrong=(
        Wrong(
            "diagonal only",
            "z₁ also changes p₂, through the denominator that all three share: what one class gains, the others lose. "
            "Off the diagonal stands −p_i p_j.",
            [[0, 0.21, 0], [0, -0.7, 0]],
            [[0, 0.21, 0], [0.2, -0.7, 0.5]],
        ),
        Wrong(
            "no denominator",
            "You took the derivative of e^z over a *fixed* sum. But the sum S in the denominator contains every score.",
            [[0, 0.3, 0], [0, -1, 0]],
            [[0, 0.3, 0], [0.2, -0.7, 0.5]],
        ),
        Wrong(
            "sign off the diagonal",
            "If z₁ rises, p₁ takes a larger share and p₂ gets *less*. Which sign does that give off the diagonal?",
            [[0.06, 0.21, 0.15], [-0.2, -0.7, -0.5]],
            [[0.06, 0.21, 0.15], [0.2, -0.7, 0.5]],
        ),
        Wrong(
            "row turned round",
            "If z₂ itself rises, p₂ rises: on the diagonal the derivative is positive.",
            [[0.06, -0.21, 0.15], [-0.2, 0.7, -0.5]],
            [[0.06, -0.21, 0.15], [0.2, -0.7, 0.5]],
        ),
        Wrong(
            "diagonal missing",
            "−p_i p_j stands everywhere, on the diagonal too. There z₂ is in the numerator as well, and that adds p₂.",
            [[-0.06, -0.09, -0.15], [0.2, 0.3, 0.5]],
            [[-0.06, -0.09, -0.15], [0.2, -0.7, 0.5]],
        ),
        Wrong(
            "y − p",
            "The row is right; the product is y − p, with every sign turned. L = −ln p₂, so dL/dp₂ is −1/p₂: a larger "
            "p₂ is a smaller loss.",
            [[-0.06, 0.21, -0.15], [-0.2, 0.7, -0.5]],
        ),
        Wrong(
            "squared-error habit",
            "The second line is (p − y) · p(1 − p): that factor belongs to squared error and a logistic unit. With "
            "softmax and cross-entropy it cancels.",
            [[-0.06, 0.21, -0.15], [0.032, -0.147, 0.125]],
        ),
        Wrong(
            "dL/dp",
            "The second line is dL/dp, the first factor. One more factor leads from the probabilities to the scores.",
            [[-0.06, 0.21, -0.15], [0, -10 / 3, 0]],
        ),
        Wrong(
            "first factor missing",
            "Both lines are row 2. On the way to dL/dz it is multiplied by dL/dp₂.",
            [[-0.06, 0.21, -0.15], [-0.06, 0.21, -0.15]],
        ),
        Wrong(
            "all classes pull",
            "You pulled at all three probabilities, with −1/p each. The loss looks at the true class only: y is 0 at "
            "the other two, and so is dL/dp.",
            [[-0.06, 0.21, -0.15], [-0.4, -0.1, 0.5]],
        ),
        Wrong(
            "y forgotten",
            "The second line is p. Something of the true class has to be in it: the three entries must add to 0.",
            [[-0.06, 0.21, -0.15], [0.2, 0.3, 0.5]],
        ),
        Wrong(
            "row 1",
            "The first line is row 1 of the Jacobian. p₂ is the second probability, and here rows count from 1.",
            [[0.16, -0.06, -0.1], [-8 / 15, 0.2, 1 / 3]],
            [[0.16, -0.06, -0.1], [0.2, -0.7, 0.5]],
        ),
        Wrong(
            "row 3",
            "The first line is row 3 of the Jacobian. The true class is the second.",
            [[-0.1, -0.15, 0.25], [1 / 3, 0.5, -5 / 6]],
            [[-0.1, -0.15, 0.25], [0.2, -0.7, 0.5]],
        ),
        Wrong(
            "bits",
            "The second line is 1/ln 2 = 1.443 times what it should be: the loss is in nats, and there the derivative "
            "of −ln p is −1/p.",
            [[-0.06, 0.21, -0.15], [0.2885, -1.0099, 0.7213]],
        ),
        Wrong(
            "lines exchanged",
            "These are the right numbers with the lines exchanged: the row of the Jacobian comes first.",
            [[0.2, -0.7, 0.5], [-0.06, 0.21, -0.15]],
        ),
    ),
)

# 8.2 --------------------------------------------------------------------------------------------------------------

WEIGHTS_BY_HAND = Value(
    id="8.2",
    title="From the scores to the weights",
    task=(
        "Into the output layer goes a = [2, 1, 0], and dL/dz = [0.2, −0.7, 0.5] comes back. "
        "What is dW2, of shape (3, 3)?"
    ),
    hints=(
        "The weight w_ij carries a_i to the score z_j and to no other: what is ∂z_j/∂w_ij?",
        "Row i of dW2 belongs to input i, column j to score j: the entry is a_i · dL/dz_j. The third input is 0.",
        "dW2 = aᵀ dz = **[[0.4, −1.4, 1.0], [0.2, −0.7, 0.5], [0, 0, 0]]**",
    ),
    because="Entry ij is what goes in times what comes back, a_i · dL/dz_j: an outer product. A silent unit gets none.",
    expected=[[0.4, -1.4, 1.0], [0.2, -0.7, 0.5], [0.0, 0.0, 0.0]],
    tolerance=1e-3,
    axes="one row for each of the 3 inputs, one column for each of the 3 scores, as W2",
    wrong=(
        Wrong(
            "transposed",
            "These are the right numbers, transposed. Row i belongs to input i, column j to score j, as in W2.",
            [[0.4, 0.2, 0.0], [-1.4, -0.7, 0.0], [1.0, 0.5, 0.0]],
        ),
        Wrong(
            "summed over the inputs",
            "You added up over the inputs. Every pair of an input and a score has a weight of its own: the product is "
            "an outer one, no sum.",
            [0.6, -2.1, 1.5],
            [[0.6, -2.1, 1.5]],
            [[0.6, -2.1, 1.5], [0.6, -2.1, 1.5], [0.6, -2.1, 1.5]],
        ),
        Wrong(
            "one number",
            "That is the inner product a · dz. A matrix of weights has a matrix of derivatives: the outer product.",
            -0.3,
            [-0.3],
            [[-0.3]],
        ),
        Wrong(
            "entry by entry",
            "You multiplied entry by entry. But every input meets every score: there are nine weights.",
            [0.4, -0.7, 0.0],
            [[0.4, -0.7, 0.0]],
            [[0.4, 0.0, 0.0], [0.0, -0.7, 0.0], [0.0, 0.0, 0.0]],
        ),
        Wrong(
            "silent row left out",
            "The row of zeros is missing. The third input is silent, a = 0, and its weights get no blame this time; "
            "they still have a row.",
            [[0.4, -1.4, 1.0], [0.2, -0.7, 0.5]],
        ),
        Wrong(
            "silent input blamed",
            "The third input was 0: whatever its weights had been, the scores would be the same. Its row is not dz.",
            [[0.4, -1.4, 1.0], [0.2, -0.7, 0.5], [0.2, -0.7, 0.5]],
        ),
        Wrong(
            "squared input",
            "The input went in twice: the first row has a² = 4 times dz. z_j is linear in w_ij, with the slope a_i.",
            [[0.8, -2.8, 2.0], [0.2, -0.7, 0.5], [0.0, 0.0, 0.0]],
        ),
        Wrong(
            "input missing",
            "All rows are dz. What goes in differs from row to row: a = [2, 1, 0].",
            [[0.2, -0.7, 0.5], [0.2, -0.7, 0.5], [0.2, -0.7, 0.5]],
            [0.2, -0.7, 0.5],
            [[0.2, -0.7, 0.5]],
        ),
        Wrong(
            "switch instead of input",
            "You asked only whether the input is on. An input of 2 moves the score twice as much as an input of 1.",
            [[0.2, -0.7, 0.5], [0.2, -0.7, 0.5], [0.0, 0.0, 0.0]],
        ),
        Wrong(
            "sign",
            "Every sign is turned round: y − p was sent back. Descent brings in its minus later.",
            [[-0.4, 1.4, -1.0], [-0.2, 0.7, -0.5], [0.0, 0.0, 0.0]],
        ),
        Wrong(
            "p sent back",
            "The label is missing: you sent p back, not p − y. No column would ever be told to rise.",
            [[0.4, 0.6, 1.0], [0.2, 0.3, 0.5], [0.0, 0.0, 0.0]],
        ),
        Wrong(
            "divided by 3",
            "You divided by 3. The mean is over the *examples*, and there is one; inputs and classes are not averaged.",
            [[2 / 15, -7 / 15, 1 / 3], [1 / 15, -7 / 30, 1 / 6], [0.0, 0.0, 0.0]],
        ),
    ),
)

# 8.3 --------------------------------------------------------------------------------------------------------------


def _scores_and_labels(rng):
    """The lecture's row, tables of unequal and of equal sizes, and scores far apart."""

    def table(m, c):
        return rng.normal(0, 2, (m, c)).round(2), rng.integers(0, c, m)

    far_apart = np.array([[0.0, -800, 5], [1000, 1001, 0], [3, 0, -900]])
    first = np.array([[0.0, 1, 3]])
    return [(first, np.array([1])), table(4, 3), table(3, 3), table(2, 4), (far_apart, np.array([1, 0, 0]))]


def _loss(
    softmax=softmax,
    L=lambda log_P, Y, m: -(Y * log_P).sum() / m,
    dZ=lambda P, Y, m: (P - Y) / m,
):
    """softmax_cross_entropy with one of its lines exchanged."""

    def softmax_cross_entropy(Z, labels):
        m, c = Z.shape
        Y = one_hot(labels, c)
        return L(log_softmax(Z), Y, m), dZ(softmax(Z), Y, m)

    return softmax_cross_entropy


_TINY = (1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16, np.finfo(float).eps)


def _from_probabilities(softmax=softmax, pick=True, log=np.log):
    """The loss from P itself, by picking the true entries or by the product with Y; dZ is right."""

    def softmax_cross_entropy(Z, labels):
        m, c = Z.shape
        P, Y = softmax(Z), one_hot(labels, c)
        L = -log(P[np.arange(m), labels]).mean() if pick else -(Y * log(P)).sum() / m
        return L, (P - Y) / m

    return softmax_cross_entropy


def _unsafe_softmax(Z):
    E = np.exp(Z)
    return E / E.sum(axis=1, keepdims=True)


def _softmax_of_columns(Z):
    E = np.exp(Z - Z.max(axis=0))
    return E / E.sum(axis=0)


def _staged(from_P):
    """dL/dP first, then through the Jacobian of every row."""

    def softmax_cross_entropy(Z, labels):
        m, c = Z.shape
        P, Y = softmax(Z), one_hot(labels, c)
        L = -np.log(P[np.arange(m), labels]).mean() if from_P else -(Y * log_softmax(Z)).sum() / m
        dP = -Y / P / m
        return L, P * (dP - (dP * P).sum(axis=1, keepdims=True))

    return softmax_cross_entropy


def _staged_with_jacobians(Z, labels):
    m, c = Z.shape
    P, Y = softmax(Z), one_hot(labels, c)
    rows = [-y / p / m @ (np.diag(p) - np.outer(p, p)) for p, y in zip(P, Y, strict=True)]
    return -(Y * log_softmax(Z)).sum() / m, np.array(rows)


def _alias(divide_first):
    """dZ is P under another name, and the loss is computed from what is left."""

    def softmax_cross_entropy(Z, labels):
        m = len(Z)
        P = softmax(Z)
        dZ = P
        dZ[np.arange(m), labels] -= 1
        if divide_first:
            dZ /= m
        L = -np.log(P[np.arange(m), labels]).mean()
        return L, dZ if divide_first else dZ / m

    return softmax_cross_entropy


def _integers_as_one_hot(as_column, loss_too):
    """The class numbers used as if they were one-hot rows."""

    def softmax_cross_entropy(Z, labels):
        m, c = Z.shape
        Y = labels[:, np.newaxis] if as_column else labels
        L = -((Y if loss_too else one_hot(labels, c)) * log_softmax(Z)).sum() / m
        return L, (softmax(Z) - Y) / m

    return softmax_cross_entropy


def _columns_of_every_row(in_L, in_dZ):
    """`[:, labels]`, which picks whole columns, instead of one entry from each row."""

    def softmax_cross_entropy(Z, labels):
        m = len(Z)
        log_P, rows = log_softmax(Z), np.arange(m)
        L = -log_P[:, labels].mean() if in_L else -log_P[rows, labels].mean()
        dZ = np.exp(log_P)
        dZ[slice(None) if in_dZ else rows, labels] -= 1
        return L, dZ / m

    return softmax_cross_entropy


def _another_class(column, in_L, in_dZ):
    """The column that `column(labels)` says instead of the label's, in the loss, in dZ, or in both."""

    def softmax_cross_entropy(Z, labels):
        m, c = Z.shape
        other = column(labels) % c
        log_P, rows = log_softmax(Z), np.arange(m)
        L = -log_P[rows, other if in_L else labels].mean()
        return L, (np.exp(log_P) - one_hot(other if in_dZ else labels, c)) / m

    return softmax_cross_entropy


def _scores_for_log_P(in_L, in_dZ):
    """Z where ln P belongs, in the loss, in dZ, or in both."""

    def softmax_cross_entropy(Z, labels):
        m, c = Z.shape
        Y, log_P = one_hot(labels, c), log_softmax(Z)
        return -(Y * (Z if in_L else log_P)).sum() / m, (np.exp(Z if in_dZ else log_P) - Y) / m

    return softmax_cross_entropy


def _exchanged(Z, labels):
    return losses.softmax_cross_entropy(Z, labels)[::-1]


def _loss_left_out(Z, labels):
    return losses.softmax_cross_entropy(Z, labels)[1]


def _gradient_left_out(Z, labels):
    return losses.softmax_cross_entropy(Z, labels)[0]


def _scores_taken_for_probabilities(Z, labels):
    m, c = Z.shape
    return -np.log(Z[np.arange(m), labels]).mean(), (Z - one_hot(labels, c)) / m


SOFTMAX_CROSS_ENTROPY = Gradients(
    id="8.3a",
    title="The loss and its derivative by the scores",
    task=(
        "Write `softmax_cross_entropy(Z, labels)` for scores Z of shape (m, c) and m labels, the class numbers "
        "0 … c−1. Return the mean loss L in nats, a number, and dZ = ∂L/∂Z, of shape (m, c)."
    ),
    hints=(
        "Make Y first, with `one_hot(labels, c)`. `log_softmax(Z)` is ln P, and it is finite even where P itself is 0.",
        "L is minus the sum of Y · ln P, divided by m. P is `np.exp` of ln P, and dZ is P − Y, divided by m too.",
        "```python\n"
        "from nblib.functions import log_softmax\n"
        "from nblib.losses import one_hot\n\n"
        "def softmax_cross_entropy(Z, labels):\n"
        "    m, c = Z.shape\n"
        "    Y = one_hot(labels, c)\n"
        "    log_P = log_softmax(Z)\n"
        "    L = -(Y * log_P).sum() / m\n"
        "    dZ = (np.exp(log_P) - Y) / m\n"
        "    return float(L), dZ\n"
        "```",
    ),
    because="dZ = (P − Y)/m, and the loss is read from ln P: no P of 0 is divided by, and none is put in a log.",
    name="softmax_cross_entropy",
    parameters=("Z", "labels"),
    reference=losses.softmax_cross_entropy,
    library_name="nblib.losses.softmax_cross_entropy",
    cases=_scores_and_labels,
    results=("L", "dZ"),
    axes="one row for each of the m examples, one column for each of the c classes",
    on_change={
        "Z": "The scores belong to the forward pass; whoever handed them in may read them again.",
        "labels": "The labels are the data: the next step needs them as they were.",
    },
    wrong=(
        Wrong("sign", MISTAKES["sign"].message, _loss(dZ=lambda P, Y, m: (Y - P) / m)),
        Wrong("mean missing", MISTAKES["mean missing"].message, _loss(dZ=lambda P, Y, m: P - Y)),
        Wrong("mean twice", MISTAKES["mean twice"].message, _loss(dZ=lambda P, Y, m: (P - Y) / m**2)),
        Wrong(
            "mean over all entries",
            "You divided by all m · c entries. L is a mean over *examples*, and an example is a row.",
            _loss(dZ=lambda P, Y, m: (P - Y) / P.size),
            _loss(L=lambda log_P, Y, m: -(Y * log_P).mean()),
            _loss(L=lambda log_P, Y, m: -(Y * log_P).mean(), dZ=lambda P, Y, m: (P - Y) / P.size),
        ),
        Wrong(
            "summed loss",
            "The loss is the sum over the examples here. L is their mean, so that a step does not grow with the batch.",
            _loss(L=lambda log_P, Y, m: -(Y * log_P).sum()),
            _loss(L=lambda log_P, Y, m: -(Y * log_P).sum(), dZ=lambda P, Y, m: P - Y),
        ),
        Wrong(
            "loss for each example",
            "That is the loss of each example. L is one number, their mean.",
            _loss(L=lambda log_P, Y, m: -(Y * log_P).sum(axis=1)),
        ),
        Wrong(
            "sign of the loss",
            "The loss is negative. The logarithm of a probability is at most 0, and the loss has a minus in front.",
            _loss(L=lambda log_P, Y, m: (Y * log_P).sum() / m),
            _loss(L=lambda log_P, Y, m: (Y * log_P).sum() / m, dZ=lambda P, Y, m: (Y - P) / m),
        ),
        Wrong(
            "bits",
            "The loss is in bits. With the natural logarithm, in nats, its derivative is P − Y without a factor.",
            _loss(L=lambda log_P, Y, m: -(Y * log_P).sum() / m / np.log(2)),
            _from_probabilities(log=np.log2),
            _from_probabilities(log=np.log2, pick=False),
        ),
        Wrong(
            "squared-error habit",
            "dZ has a factor P(1 − P) too many. It belongs to a logistic unit with squared error; here it cancels "
            "against the 1/p of the loss.",
            _loss(dZ=lambda P, Y, m: (P - Y) * P * (1 - P) / m),
        ),
        Wrong(
            "factor 2",
            "dZ is twice too large. The 2 belongs to the derivative of a square; there is no square in −ln p.",
            _loss(dZ=lambda P, Y, m: 2 * (P - Y) / m),
        ),
        Wrong(
            "label missing",
            "dZ is P/m. Without Y every score would be pushed down, the true one as well.",
            _loss(dZ=lambda P, Y, m: P / m),
        ),
        Wrong(
            "probabilities missing",
            "dZ is made of the labels alone, or with the wrong sign between P and Y. It is the difference of the two.",
            _loss(dZ=lambda P, Y, m: Y / m),
            _loss(dZ=lambda P, Y, m: -Y / m),
            _loss(dZ=lambda P, Y, m: (P + Y) / m),
            _loss(dZ=lambda P, Y, m: -(P + Y) / m),
        ),
        Wrong(
            "all classes in the loss",
            "The loss adds up all classes. Only the true class of each row is in it: Y leaves the others out.",
            _loss(L=lambda log_P, Y, m: -log_P.sum() / m),
            _loss(L=lambda log_P, Y, m: -log_P.mean()),
        ),
        Wrong(
            "another class",
            "The class next to the true one was taken, or the same column in every row. Classes are counted from 0, "
            "and each row has a label of its own.",
            *(
                _another_class(column, in_L, in_dZ)
                for column in (lambda labels: labels - 1, lambda labels: 0 * labels)
                for in_L, in_dZ in ((True, True), (True, False), (False, True))
            ),
        ),
        Wrong(
            "scores for ln P",
            "Z stands where ln P belongs. Between them lies the softmax: ln P is Z minus the logarithm of the sum of "
            "the exponentials of its row.",
            _scores_for_log_P(True, True),
            _scores_for_log_P(True, False),
            _scores_for_log_P(False, True),
        ),
        Wrong(
            "dL/dP",
            "That is ∂L/∂P, the first factor, and not yet ∂L/∂Z: the Jacobian of the softmax comes between them.",
            _loss(dZ=lambda P, Y, m: -Y / P / m),
        ),
        Wrong(
            "averaged over the rows",
            "dZ is averaged over the examples. Each example has its own scores, and each gets its own row.",
            _loss(dZ=lambda P, Y, m: (P - Y).mean(axis=0)),
            _loss(dZ=lambda P, Y, m: (P - Y).sum(axis=0) / m),
        ),
        Wrong(
            "ln P − Y",
            "dZ is made with ln P where P belongs: `np.exp` of it is missing.",
            lambda Z, labels: (
                losses.softmax_cross_entropy(Z, labels)[0],
                (log_softmax(Z) - one_hot(labels, Z.shape[1])) / len(Z),
            ),
        ),
        Wrong(
            "log of 0",
            "In the last input a true class has a score 805 below the best, and its P rounds to 0. The loss is 805 "
            "nats, and ln 0 does not know it. `log_softmax` does.",
            _from_probabilities(),
            _from_probabilities(pick=False),
        ),
        Wrong(
            "log of a little more than 0",
            "A small number added to P, or a clipped P, hides the ∞ and reports another loss: in the last input a true "
            "class has a score 805 below the best, and costs 805 nats. `log_softmax` knows it.",
            *(_from_probabilities(log=lambda P, tiny=tiny: np.log(P + tiny)) for tiny in _TINY),
            *(_from_probabilities(log=lambda P, tiny=tiny: np.log(np.maximum(P, tiny))) for tiny in _TINY),
        ),
        Wrong(
            "staged",
            "Factor by factor the formula is right, and the computer cannot follow it: where P of the true class "
            "rounds to 0, ∂L/∂p is −∞, and −∞ · 0 is nan. Multiply out on paper first.",
            _staged(from_P=True),
            _staged(from_P=False),
            _staged_with_jacobians,
        ),
        Wrong(
            "overflow",
            "exp(1000) overflows. Softmax sees differences only, so each row may be shifted until its largest score "
            "is 0; `nblib.functions` has such a softmax.",
            _loss(softmax=_unsafe_softmax),
            _from_probabilities(softmax=_unsafe_softmax),
            _from_probabilities(softmax=_unsafe_softmax, pick=False),
        ),
        Wrong(
            "softmax of columns",
            "The softmax ran down the columns. An example is a row, and along the row the classes share a 1.",
            _loss(softmax=_softmax_of_columns),
            _from_probabilities(softmax=_softmax_of_columns),
        ),
        Wrong(
            "P was overwritten",
            "`dZ = P` makes a second name, not a copy: after `dZ[…] -= 1` the P of the true class is negative, and the "
            "logarithm of it is nan. `P.copy()`, or compute the loss first.",
            _alias(divide_first=True),
            _alias(divide_first=False),
        ),
        Wrong(
            "class numbers as one-hot",
            "`labels` holds class numbers, such as 2, and you used them as if they were one-hot rows, such as "
            "[0, 0, 1]. `one_hot(labels, c)` makes the one from the other.",
            _integers_as_one_hot(as_column=False, loss_too=False),
            _integers_as_one_hot(as_column=False, loss_too=True),
            _integers_as_one_hot(as_column=True, loss_too=False),
            _integers_as_one_hot(as_column=True, loss_too=True),
        ),
        Wrong(
            "columns of every row",
            "`[:, labels]` takes whole columns, for every row. One entry from each row is wanted: "
            "`[np.arange(m), labels]`.",
            _columns_of_every_row(in_L=True, in_dZ=True),
            _columns_of_every_row(in_L=True, in_dZ=False),
            _columns_of_every_row(in_L=False, in_dZ=True),
        ),
        Wrong(
            "scores taken for probabilities",
            "Z holds scores, not probabilities: the softmax is missing.",
            _scores_taken_for_probabilities,
        ),
        Wrong("exchanged", "Both are there, in the other order: the loss comes first, then dZ.", _exchanged),
        Wrong(
            "loss left out",
            "That is dZ alone. The loss comes with it, in front, because both are made from the same softmax.",
            _loss_left_out,
        ),
        Wrong(
            "derivative left out",
            "That is the loss alone. Return its derivative by the scores as well: `return L, dZ`.",
            _gradient_left_out,
        ),
    ),
)


def linear_backward(A, dZ):
    """dW = Aᵀ dZ (n, c) and db = 1ᵀ dZ (c,), from the inputs A (m, n) of a layer and dZ (m, c) at its scores.

    >>> dW, db = linear_backward(np.array([[2.0, 1.0]]), np.array([[0.5, -1.0, 0.5]]))
    >>> dW.tolist(), db.tolist()
    ([[1.0, -2.0, 1.0], [0.5, -1.0, 0.5]], [0.5, -1.0, 0.5])
    """
    return A.T @ dZ, dZ.sum(axis=0)


def _layers(rng):
    """Inputs with a silent unit, dZ whose rows sum to 0 as they do at scores; the hand net first."""

    def layer(m, n, c):
        A = np.maximum(rng.normal(0.5, 1, (m, n)), 0).round(2)
        A[0] = rng.permutation(n)  # a silent unit, and others that are not
        return A, (softmax(rng.normal(0, 1, (m, c))) - one_hot(rng.integers(0, c, m), c)) / m

    first = np.array([[2.0, 1, 0]]), np.array([[0.2, -0.7, 0.5]])
    return [first, *(layer(*sizes) for sizes in ((4, 2, 3), (3, 3, 3), (5, 3, 2), (1, 4, 2), (2, 4, 4)))]


LINEAR_BACKWARD = Gradients(
    id="8.3b",
    title="From dZ to dW and db",
    task=(
        "Write `linear_backward(A, dZ)` for a layer Z = A W + b: A of shape (m, n) went in, dZ of shape (m, c) comes "
        "back, and 1/m is in dZ already. Return dW, of W's shape (n, c), and db, of b's shape (c,)."
    ),
    hints=(
        "For one example dW is the outer product of its row of A and its row of dZ. For the batch these are added up, "
        "and a matrix product adds up over the examples.",
        "(n, m) times (m, c) is (n, c). The bias is a weight whose input is always 1: its derivatives are added up "
        "over the examples as well, down the columns.",
        "```python\ndef linear_backward(A, dZ):\n    return A.T @ dZ, dZ.sum(axis=0)\n```",
    ),
    because="Aᵀ dZ adds up the outer products of the examples, and b, shared by all rows, gets the sum of their blame.",
    name="linear_backward",
    parameters=("A", "dZ"),
    reference=linear_backward,
    library_name="nblib.check.lesson08.linear_backward",
    cases=_layers,
    results=("dW", "db"),
    axes="a gradient has the shape of its parameter",
    on_change={
        "A": "What went into the layer came out of the one below, and is read again there.",
        "dZ": "The layer below needs it too: it has to go through W on its way down.",
    },
    wrong=(
        Wrong("sign", MISTAKES["sign"].message, lambda A, dZ: (-A.T @ dZ, -dZ.sum(axis=0))),
        Wrong("mean twice", MISTAKES["mean twice"].message, lambda A, dZ: (A.T @ dZ / len(A), dZ.mean(axis=0))),
        Wrong("mean missing", MISTAKES["mean missing"].message, lambda A, dZ: (A.T @ dZ * len(A), dZ.sum(0) * len(A))),
        Wrong("bias averaged", MISTAKES["bias averaged"].message, lambda A, dZ: (A.T @ dZ, dZ.mean(axis=0))),
        Wrong(
            "weights averaged",
            "dW is divided by m, and db is not. The mean is in dZ already; the product Aᵀ dZ only adds up.",
            lambda A, dZ: (A.T @ dZ / len(A), dZ.sum(axis=0)),
        ),
        Wrong(
            "outer product",
            MISTAKES["outer product"].message,
            lambda A, dZ: (np.ones_like(A).T @ dZ, dZ.sum(axis=0)),
        ),
        Wrong(
            "one example left out",
            "One example is not counted, the first or the last: the sums are over all m.",
            lambda A, dZ: (A[1:].T @ dZ[1:], dZ[1:].sum(axis=0)),
            lambda A, dZ: (A[:-1].T @ dZ[:-1], dZ[:-1].sum(axis=0)),
        ),
        Wrong(
            "db from the inputs",
            "db adds up the inputs. It is dZ, what comes back, that it adds up: a bias never meets the inputs.",
            lambda A, dZ: (A.T @ dZ, A.sum(axis=0)),
        ),
        Wrong(
            "switch instead of input",
            "dW asks only whether an input is on. An input of 2 moves the score twice as much as an input of 1.",
            lambda A, dZ: ((A > 0).T @ dZ, dZ.sum(axis=0)),
        ),
        Wrong(
            "dW transposed",
            "That is the transpose of dW: (c, n). Row i of W belongs to input i, so what went in comes first.",
            lambda A, dZ: (dZ.T @ A, dZ.sum(axis=0)),
        ),
        Wrong(
            "no transpose",
            "`A @ dZ` has m examples on one side and n inputs on the other. What has to meet, and be summed over, are "
            "the examples.",
            lambda A, dZ: (A @ dZ, dZ.sum(axis=0)),
        ),
        Wrong(
            "examples against examples",
            "`A @ dZ.T` sums over inputs and scores, and a table of examples by examples is left. The examples are "
            "what has to be summed over.",
            lambda A, dZ: (A @ dZ.T, dZ.sum(axis=0)),
        ),
        Wrong(
            "outer product of the whole batch",
            "`np.outer` makes one long vector of each table, so every example meets every other. An example's input "
            "belongs to its own dZ.",
            lambda A, dZ: (np.outer(A, dZ), dZ.sum(axis=0)),
        ),
        Wrong(
            "summed before the product",
            "The examples were added up *before* the product. What went in and what came back belong together example "
            "by example; only their products are added up.",
            lambda A, dZ: (np.outer(A.sum(axis=0), dZ.sum(axis=0)), dZ.sum(axis=0)),
            lambda A, dZ: (np.outer(A.mean(axis=0), dZ.sum(axis=0)), dZ.sum(axis=0)),
        ),
        Wrong(
            "outer products not added",
            "There is one outer product for each example, (m, n, c). W is shared by all of them: add them up.",
            lambda A, dZ: (A[:, :, np.newaxis] * dZ[:, np.newaxis], dZ.sum(axis=0)),
        ),
        Wrong(
            "db not summed",
            "db has a row for each example. b is shared by all rows: add up what they complain about.",
            lambda A, dZ: (A.T @ dZ, dZ),
        ),
        Wrong(
            "db summed over the units",
            "db has one number for each example: the sum ran along the row. Every unit has a bias of its own, so it "
            "is the rows that are added up.",
            lambda A, dZ: (A.T @ dZ, dZ.sum(axis=1)),
        ),
        Wrong(
            "db one number",
            "db is one number: the sum ran over everything, and at scores that is 0. Every unit has its own bias.",
            lambda A, dZ: (A.T @ dZ, dZ.sum()),
        ),
        Wrong(
            "db keeps a dimension",
            "The numbers of db are right, but `keepdims` left it as a table with one row; b is a vector, and so is db.",
            lambda A, dZ: (A.T @ dZ, dZ.sum(axis=0, keepdims=True)),
        ),
        Wrong(
            "db is 0",
            "db is 0: along a row dZ does sum to 0, but b is not a row of examples. Its entry j collects column j.",
            lambda A, dZ: (A.T @ dZ, np.zeros(dZ.shape[1])),
        ),
        Wrong(
            "exchanged",
            "Both are there, in the other order: dW comes first, as in `Layer(W, b)`.",
            lambda A, dZ: (dZ.sum(axis=0), A.T @ dZ),
        ),
        Wrong(
            "db left out",
            "That is dW alone. The bias learns too: `return dW, db`.",
            lambda A, dZ: A.T @ dZ,
        ),
    ),
)

EXERCISES = (SCORES_BY_HAND, WEIGHTS_BY_HAND, SOFTMAX_CROSS_ENTROPY, LINEAR_BACKWARD)

PREDICTIONS = (
    Prediction(
        id="8.a",
        question=(
            "The net says p = [0.2, 0.3, 0.5] and the second class is true. One step of descent on the three scores: "
            "which of them does it raise?"
        ),
        options=("the second only", "the second and the third, those with a large p", "all three, the second most"),
        answer=0,
        reveal=(
            "The second only. If z₂ rises, p₂ rises and the loss falls. If z₁ or z₃ rises, that class takes a share of "
            "what p₂ had, and the loss rises: descent lowers both, the third more, since it has more to give. Raising "
            "all three is tempting, but a common raise changes no probability. This lesson computes by how much."
        ),
    ),
    Prediction(
        id="8.b",
        question="Without computing them: what do the three entries of dL/dz add up to?",
        options=("0", "1, as probabilities do", "−0.7, for only the true class counts", "it depends on the scores"),
        answer=0,
        reveal=(
            "To 0, for all scores and all labels. Add the same small amount to all three scores: softmax sees only "
            "differences, so nothing changes, and the change of the loss is that amount times the sum of the three. "
            "Use it as a check: three numbers that do not add up to 0 are no dL/dz, whoever computed them."
        ),
    ),
    Prediction(
        id="8.c",
        question=(
            "Three scores, nine weights: the table of all ∂z_j/∂w_ik has 3 · 3 · 3 = 27 entries. How many of them can "
            "differ from 0?"
        ),
        options=("all 27", "9", "3"),
        answer=1,
        reveal=(
            "9, one for each weight. The weight w_ik carries input i to score k and to no other, so ∂z_j/∂w_ik is the "
            "input x_i if j = k, and 0 else. With c classes the table has c times as many entries as there are "
            "weights, and only one in c is not empty: a good reason not to build it."
        ),
    ),
    Prediction(
        id="8.d",
        question=(
            "The scores are [0, −800, 5], and the second class is true. dL/dz is computed factor by factor, −y/p times "
            "the Jacobian. What does the computer answer?"
        ),
        options=("[0.0067, −1, 0.9933]", "∞, since the loss is enormous", "nan in all three places"),
        answer=2,
        reveal=(
            "nan in all three places. e^(−805) is smaller than any float, so p₂ is 0, −1/p₂ is −∞, and all of row 2 of "
            "the Jacobian is 0: −∞ · 0 has no value. Nothing about the question is enormous. The loss is 805 nats, and "
            "p − y = [0.0067, −1, 0.9933]: 1/p₂ and p₂ should have been cancelled on paper, before any number was put "
            "in."
        ),
    ),
)
