"""Lesson 09, backpropagation in an MLP: by hand, as a function, and read from the table of a broken one."""

import numpy as np

from nblib.check.backward import Backward
from nblib.check.choice import Choice, Option
from nblib.check.exercise import Prediction, Wrong
from nblib.check.value import Value
from nblib.checkup import check_data, examine_backward
from nblib.doctor import MISTAKES
from nblib.functions import relu, tanh
from nblib.mlp import MLP, Layer

# 9.1 --------------------------------------------------------------------------------------------------------------

FIRST_LAYER_BY_HAND = Value(
    id="9.1",
    title="dW1 by hand",
    task=(
        "The hand net: x = [1, 2]; z1 = x W1 = [2, 1, −1.5], so a = relu(z1) = [2, 1, 0]; "
        "W2 = [[1, 0, −1], [−2, 0, 2], [3, 1, 0]]; dz2 = p − y = [0.2, −0.7, 0.5]. What is dW1, of shape (2, 3)?"
    ),
    hints=(
        "Two roads to go down: from dz2 through W2 to da, then through the activation to dz1. At the end, dW1 "
        "collects x.",
        "da = dz2 W2ᵀ = [−0.3, 0.6, −0.1]. Unit 3 is off (z = −1.5): what of da reaches dz1? Then row i of dW1 is x_i "
        "times dz1.",
        "dz1 = [−0.3, 0.6, 0], so dW1 = xᵀ dz1 = **[[−0.3, 0.6, 0], [−0.6, 1.2, 0]]**",
    ),
    because="dz1 = (dz2 W2ᵀ) ∘ 1[z1 > 0] and dW1 = xᵀ dz1: row i is input i's, and the silent unit 3 gets no blame.",
    expected=[[-0.3, 0.6, 0.0], [-0.6, 1.2, 0.0]],
    axes="one row for each of the 2 inputs, one column for each of the 3 units, as W1",
    wrong=(
        Wrong(
            "mask missing",
            "Unit 3 has a gradient, but it was off (z = −1.5): its output stays 0 when its weights move a little, so "
            "no road leads from them to L. da is not dz1 yet.",
            [[-0.3, 0.6, -0.1], [-0.6, 1.2, -0.2]],
        ),
        Wrong(
            "not transposed",
            "You took dz2 · W2, which fits because W2 is 3 × 3. Follow the roads: a_i reaches *every* score z_j, "
            "through w_ij, so da_i adds up w_ij dz_j over j.",
            [[3.1, 0.5, 0.0], [6.2, 1.0, 0.0]],
            [[3.1, 0.5, -1.6], [6.2, 1.0, -3.2]],
        ),
        Wrong(
            "mask is the activation",
            "You multiplied by a itself. What counts is how a answers to z: the slope of ReLU, not its value. The two "
            "agree in unit 2, where a = 1, and in unit 3.",
            [[-0.6, 0.6, 0.0], [-1.2, 1.2, 0.0]],
        ),
        Wrong(
            "multiplied by z",
            "You multiplied by z1. The slope of ReLU is a switch, on or off: how large z is does not matter.",
            [[-0.6, 0.6, 0.15], [-1.2, 1.2, 0.3]],
        ),
        Wrong(
            "sign",
            "Every sign is turned round: y − p was sent back. The derivative of L by the scores is p − y, and descent "
            "brings in its minus later.",
            [[0.3, -0.6, 0.0], [0.6, -1.2, 0.0]],
        ),
        Wrong(
            "transposed",
            "These are the right numbers, transposed. dW1 has the shape of W1: row i belongs to input i, column j to "
            "unit j.",
            [[-0.3, -0.6], [0.6, 1.2], [0.0, 0.0]],
        ),
        Wrong(
            "dz1",
            "That is dz1 (or da), one number for each unit. Every unit has a weight from each of the two inputs: one "
            "more factor, and it makes a matrix.",
            [-0.3, 0.6, 0.0],
            [[-0.3, 0.6, 0.0]],
            [-0.3, 0.6, -0.1],
            [[-0.3, 0.6, -0.1]],
        ),
        Wrong(
            "x missing",
            "Both rows are dz1. A weight's gradient is what goes in times what comes back, and the two inputs are not "
            "equal.",
            [[-0.3, 0.6, 0.0], [-0.3, 0.6, 0.0]],
        ),
        Wrong(
            "dW2",
            "That is dW2, the layer above: aᵀ dz2. For dW1 the message has to go one layer further down.",
            [[0.4, -1.4, 1.0], [0.2, -0.7, 0.5], [0.0, 0.0, 0.0]],
        ),
        Wrong(
            "W2 updated first",
            "You went down through W2 *after* a step with η = 1. The forward pass used the old W2, so the roads are "
            "those of the old one: take all gradients first, then step.",
            [[-1.86, -0.18, 0.0], [-3.72, -0.36, 0.0]],
            [[-1.86, -0.18, -0.1], [-3.72, -0.36, -0.2]],
        ),
    ),
)

# 9.2 --------------------------------------------------------------------------------------------------------------


def _backward_cases(rng):
    return [
        check_data([2, 5, 3], 4, rng, relu),
        check_data([2, 3, 3], 4, rng, relu),  # h = c: a matrix the wrong way round fits
        check_data([2, 5, 3], 1, rng, relu),
        check_data([2, 5, 3], 4, rng, tanh),
        check_data([2, 3, 3], 4, rng, tanh),
        check_data([2, 5, 3], 1, rng, tanh),
        check_data([2, 4, 3, 3], 4, rng, relu),
        check_data([2, 3], 4, rng),  # no hidden layer: whoever changes dZ changes the caller's
    ]


def _backward(
    start=lambda dZ: dZ,
    weights=lambda A, dZ: A.T @ dZ,
    biases=lambda dZ: dZ.sum(axis=0),
    down=lambda dZ, W, A, slope: dZ @ W.T * slope(A),
):
    """MLP.backward with one of its lines exchanged."""

    def backward(net, outputs, dZ):
        dZ = start(dZ)
        gradients = []
        for l in reversed(range(len(net.layers))):
            A, W = outputs[l], net.layers[l].W
            gradients.insert(0, Layer(weights(A, dZ), biases(dZ)))
            if l > 0:
                dZ = down(dZ, W, A, net.activation.slope)
        return gradients

    return backward


def _first_layer_first(net, outputs, dZ):
    return _backward()(net, outputs, dZ)[::-1]


def _outputs_one_too_far(net, outputs, dZ):
    return _backward()(net, outputs[1:], dZ)


def _last_layer_without_activations(net, outputs, dZ):
    *below, (dW, db) = _backward()(net, outputs, dZ)
    return [*below, Layer(np.ones_like(dW) * db, db)]


BACKWARD = Backward(
    id="9.2",
    title="The backward pass",
    task=(
        "Write `backward(net, outputs, dZ)` for an MLP of any depth. `outputs` is [X, A1, …, Z] as `net.forward` "
        "returns it, dZ is ∂L/∂Z, and 1/m is in it already. `net.layers[l]` has W and b; `net.activation.slope(A)` is "
        "the slope, from the output. Return a list of `Layer(dW, db)`, the first layer first."
    ),
    hints=(
        "Go from the last layer to the first. Each layer reads what went *into* it, `outputs[l]`, and the dZ that has "
        "come down to it: that gives dW and db.",
        "dW = Aᵀ dZ and db sums dZ over the rows. For the layer below, dZ goes through W (the other way round) and "
        "through the slope at A. `gradients.insert(0, …)` keeps the first layer first.",
        "```python\n"
        "def backward(net, outputs, dZ):\n"
        "    gradients = []\n"
        "    for l in reversed(range(len(net.layers))):\n"
        "        A, W = outputs[l], net.layers[l].W\n"
        "        gradients.insert(0, Layer(A.T @ dZ, dZ.sum(axis=0)))\n"
        "        if l > 0:\n"
        "            dZ = dZ @ W.T * net.activation.slope(A)\n"
        "    return gradients\n"
        "```",
    ),
    because=(
        "Every gradient agrees with centred differences. A gradient check proves that dL belongs to *this* L, nothing "
        "more."
    ),
    name="backward",
    parameters=("net", "outputs", "dZ"),
    reference=MLP.backward,
    library_name="nblib.MLP.backward",
    cases=_backward_cases,
    axes="a gradient has the shape of its parameter",
    on_change={
        "net": "A backward pass only reports; the step comes after it, when all gradients are known.",
        "outputs": "They are the cache of the forward pass: the next reader, a second call or a figure, needs them.",
        "dZ": "Whoever handed it in may still need it: `dZ = …` makes a new array, `dZ *= …` overwrites the old one.",
    },
    wrong=(
        *(
            Wrong(name, MISTAKES[name].message, *functions)
            for name, functions in {
                "sign": [_backward(start=lambda dZ: -dZ)],
                "mean missing": [_backward(start=lambda dZ: dZ * len(dZ))],
                "mean twice": [_backward(start=lambda dZ: dZ / len(dZ))],
                "bias averaged": [_backward(biases=lambda dZ: dZ.mean(axis=0))],
                "outer product": [
                    _backward(weights=lambda A, dZ: np.ones_like(A).T @ dZ),
                    _last_layer_without_activations,
                ],
                "mask missing": [_backward(down=lambda dZ, W, A, slope: dZ @ W.T)],
                "mask is the activation": [_backward(down=lambda dZ, W, A, slope: dZ @ W.T * A)],
                "not transposed": [
                    _backward(down=lambda dZ, W, A, slope: dZ @ W * slope(A)),
                    _backward(down=lambda dZ, W, A, slope: dZ @ (W if len(W) == len(W.T) else W.T) * slope(A)),
                ],
            }.items()
        ),
        Wrong(
            "slope of ReLU for every activation",
            "The ReLU nets are right, the tanh nets are not: `A > 0` is the slope of ReLU only. The net knows the "
            "slope that belongs to it.",
            _backward(down=lambda dZ, W, A, slope: dZ @ W.T * (A > 0)),
        ),
        Wrong(
            "slope of tanh for every activation",
            "The tanh nets are right, the ReLU nets are not: 1 − a² is the slope of tanh only. The net knows the slope "
            "that belongs to it.",
            _backward(down=lambda dZ, W, A, slope: dZ @ W.T * (1 - A**2)),
        ),
        Wrong(
            "slope at the output",
            "dZ was multiplied by the slope of the activation at the last layer, too. There is no activation there: "
            "the dZ that comes in is the derivative by the scores already.",
            lambda net, outputs, dZ: _backward()(net, outputs, dZ * net.activation.slope(outputs[-1])),
        ),
        Wrong(
            "db not summed",
            "db has a row for each example. The bias is shared by all rows, so their complaints are added up.",
            _backward(biases=lambda dZ: dZ),
        ),
        Wrong(
            "db summed over the units",
            "db has one number for each example: the sum ran along the row. Every unit has a bias of its own, so it "
            "is the rows that are added up.",
            _backward(biases=lambda dZ: dZ.sum(axis=1)),
        ),
        Wrong(
            "db keeps a dimension",
            "The numbers of db are right, but `keepdims` left it as a table with one row; b is a vector, and so is db.",
            _backward(biases=lambda dZ: dZ.sum(axis=0, keepdims=True)),
        ),
        Wrong(
            "dW transposed",
            "That is the transpose of dW. Row i of W belongs to input i and column j to unit j, so what went in comes "
            "first.",
            _backward(weights=lambda A, dZ: dZ.T @ A),
        ),
        Wrong(
            "last layer first",
            "The gradients are right and come in the order in which they were found, the last layer first. "
            "`net.step` takes them in the order of the layers.",
            _first_layer_first,
        ),
        Wrong(
            "outputs one layer too far",
            "Layer l was given its own output where it needs its input. `outputs` begins with X, so what goes into "
            "layer l is `outputs[l]`.",
            _outputs_one_too_far,
        ),
        Wrong(
            "dZ not passed on",
            "Every layer was given the dZ of the last one. Each layer has scores of its own, and dZ has to be taken "
            "down to them.",
            _backward(down=lambda dZ, W, A, slope: dZ),
        ),
        Wrong(
            "slope without the road",
            "dZ was multiplied by the slope but did not go through W: the layer below speaks to this one through its "
            "weights.",
            _backward(down=lambda dZ, W, A, slope: dZ * slope(A)),
        ),
    ),
)

# 9.3 --------------------------------------------------------------------------------------------------------------

_NAMES = {
    "sign": "the sign: dZ is (Y − P)/m",
    "mean missing": "the mean is missing: dZ is P − Y",
    "mean twice": "the mean is taken twice: dZ is (P − Y)/m²",
    "bias averaged": "db is averaged over the rows",
    "outer product": "dW2 is made without the activations",
    "not transposed": "on the way down, W2 is not transposed",
    "mask missing": "on the way down, the slope of the activation is missing",
    "mask is the activation": "on the way down, dZ is multiplied by a instead of its slope",
}

# name of the mistake: the broken function, its broken line, the second hint
_BROKEN = {
    "mean missing": (
        _backward(start=lambda dZ: dZ * len(dZ)),
        "dZ = P - Y",
        "All four rows are wrong in the same way: the cause sits before the first of them. What is ρ, and what is m?",
    ),
    "bias averaged": (
        _backward(biases=lambda dZ: dZ.mean(axis=0)),
        "db = dZ.mean(axis=0)",
        "Both dW are right, so dZ is right at both layers. Which line makes db, and which factor is ρ?",
    ),
    "outer product": (
        _last_layer_without_activations,
        "dW2 = np.ones_like(A1).T @ dZ",
        "db2 is right, so dZ is right; dW1 is right, so what came down is right. Only one line makes dW2.",
    ),
    "mask missing": (
        _backward(down=lambda dZ, W, A, slope: dZ @ W.T),
        "dZ = dZ @ W.T",
        "Layer 2 is right, so the mistake is on the way down. Compare the wrong units with how often each is on.",
    ),
    "not transposed": (
        _backward(down=lambda dZ, W, A, slope: dZ @ W * slope(A)),
        "dZ = dZ @ W * slope(A)",
        "The unit that is never on is right, so the mask works. Unit 3 is on in one row, and there a = 1: which "
        "mistake would leave it alone?",
    ),
}


def _be_the_doctor(letter, name):
    backward, line, second_hint = _BROKEN[name]
    table = examine_backward(backward, check_data([2, 3, 3], 4, np.random.default_rng(9)))._repr_markdown_()
    options = tuple(
        Option(text, option == name, f"That would show: {MISTAKES[option].pattern}.") for option, text in _NAMES.items()
    )
    solution = "abcdefgh"[list(_NAMES).index(name)]
    return Choice(
        id=f"9.3{letter}",
        title=f"Be the doctor: case {letter}",
        task=f"A 2-3-3 net, m = 4. What is wrong in this backward pass?\n\n{table}",
        options=options,
        select_all=False,
        hints=(
            "Read from the output down: which gradients are right? A mistake shows from its place downwards, never "
            "above it.",
            second_hint,
            f"**({solution})**. Its pattern is this one: {MISTAKES[name].pattern}.",
        ),
        because=f"The pattern: {MISTAKES[name].pattern}. The broken line was `{line}`.",
    )


NOTHING_TO_SEE = Choice(
    id="9.3f",
    title="Be the doctor: nothing to see",
    task=(
        "All rows of the table are ok, and yet the net learns badly or the wrong thing. Select all bugs that this "
        "gradient check, on one batch with m = 4, **cannot** see."
    ),
    options=(
        Option(
            "the labels are shuffled against the rows before training",
            True,
            "the gradient is the right one of a loss nobody wants: the check compares dL with L, not L with your wish.",
        ),
        Option(
            "dZ has the wrong sign",
            False,
            "every ρ would be −1.",
        ),
        Option(
            "the training loop updates W2 and only then takes dZ down through it",
            True,
            "`backward` is right when it is called with the net of the forward pass, as the check does; the loop "
            "calls it with another one.",
        ),
        Option(
            "1/m is forgotten in the loss and in dZ alike",
            True,
            "that is the right gradient of the summed loss: the two agree, and the steps are m times too long.",
        ),
        Option(
            "the slope of the activation is missing, and some units are off in some rows",
            False,
            "those units would be wrong. If all units were on in all rows, this bug could hide as well: that is why "
            "the check data has units of each kind.",
        ),
        Option(
            "1/m is forgotten in dZ only",
            False,
            "every ρ would be m = 4. With m = 1 it could hide.",
        ),
    ),
    select_all=True,
    hints=(
        "The check asks one question: is this the derivative of *this* loss, at these weights, on this batch?",
        "For each bug ask whether the loss and its gradient still belong together inside the check.",
        "a, c and d",
    ),
    because="A gradient check proves that dL belongs to *this* L, computed by *this* call, and nothing more.",
)


def _patient(net, outputs, dZ):
    """A backward pass for two layers with two mistakes; the lesson shows it and its table."""
    X, A1, _ = outputs
    dW2, db2 = A1.T @ dZ, dZ.mean(axis=0)
    dZ1 = dZ @ net.layers[1].W.T * A1
    dW1, db1 = X.T @ dZ1, dZ1.sum(axis=0)
    return [Layer(dW1, db1), Layer(dW2, db2)]


def _layer_1_mended(net, outputs, dZ):
    below, (dW2, db2) = MLP.backward(net, outputs, dZ)
    return [below, Layer(dW2, db2 / len(dZ))]


MEND = Backward(
    id="9.3g",
    title="Mend the patient",
    task=(
        "`patient(net, outputs, dZ)` is a backward pass for two layers in five lines, and two of them are wrong. "
        "Write `mended`, the same function with both lines put right. The activation need not be ReLU."
    ),
    hints=(
        "Two mistakes, so take the first wrong row, mend its line, and look at a new table: "
        "`examine_backward(mended, check_data([2, 3, 3], 4, np.random.default_rng(9)))`.",
        "db2 has ρ = 1/4 with m = 4. When it is mended, look at which units of layer 1 are wrong: only those that are "
        "on, and not unit 3, where a = 1.",
        "```python\n"
        "def mended(net, outputs, dZ):\n"
        "    X, A1, _ = outputs\n"
        "    dW2, db2 = A1.T @ dZ, dZ.sum(axis=0)\n"
        "    dZ1 = dZ @ net.layers[1].W.T * net.activation.slope(A1)\n"
        "    dW1, db1 = X.T @ dZ1, dZ1.sum(axis=0)\n"
        "    return [Layer(dW1, db1), Layer(dW2, db2)]\n"
        "```",
    ),
    because="db adds up the rows, since 1/m is in dZ; and the message passes through the *slope* of the activation.",
    name="mended",
    parameters=("net", "outputs", "dZ"),
    reference=MLP.backward,
    library_name="nblib.MLP.backward",
    cases=lambda rng: [
        check_data([2, 3, 3], 4, rng, relu),
        check_data([2, 5, 3], 4, rng, relu),
        check_data([2, 5, 3], 1, rng, relu),
        check_data([2, 3, 3], 4, rng, tanh),
    ],
    axes="a gradient has the shape of its parameter",
    on_change={
        "net": "A backward pass only reports; the step comes after it.",
        "outputs": "They are the cache of the forward pass, and others read it after you.",
        "dZ": "Whoever handed it in may still need it.",
    },
    wrong=(
        Wrong(
            "nothing mended",
            "That is the patient as it came. From the output down, db2 is the first wrong row: which line makes it?",
            _patient,
        ),
        Wrong("bias averaged", MISTAKES["bias averaged"].message, _layer_1_mended),
        Wrong(
            "mask is the activation",
            MISTAKES["mask is the activation"].message,
            _backward(down=lambda dZ, W, A, slope: dZ @ W.T * A),
        ),
        Wrong(
            "mask missing",
            "The wrong factor is gone, and nothing stands in its place: units that are off must pass nothing on.",
            _backward(down=lambda dZ, W, A, slope: dZ @ W.T),
        ),
        Wrong(
            "slope of ReLU for every activation",
            "On ReLU nets it is right, on tanh nets it is not: `A1 > 0` is the slope of ReLU only. Ask the net for its "
            "own.",
            _backward(down=lambda dZ, W, A, slope: dZ @ W.T * (A > 0)),
        ),
        Wrong(
            "not transposed",
            "A healthy line was changed: the transpose of W2 belongs there. Without it, it fits only where W2 is "
            "square.",
            _backward(down=lambda dZ, W, A, slope: dZ @ W * slope(A)),
        ),
    ),
)

EXERCISES = (
    FIRST_LAYER_BY_HAND,
    BACKWARD,
    *(_be_the_doctor(letter, name) for letter, name in zip("abcde", _BROKEN, strict=True)),
    NOTHING_TO_SEE,
    MEND,
)

PREDICTIONS = (
    Prediction(
        id="9.a",
        question=(
            "A gradient by centred differences is exact only as h goes to 0. So with h = 10⁻¹² it must be more exact "
            "than with h = 10⁻⁵?"
        ),
        options=("yes: the smaller h, the better", "no, it is much worse", "no difference: both are exact to rounding"),
        answer=1,
        reveal=(
            "Much worse. On the hand net the relative error is below 10⁻⁹ at h = 10⁻⁵ and near 10⁻⁴ at h = 10⁻¹². The "
            "formula does get better, with h²; but L(w + h) and L(w − h) then agree in nearly all their 16 digits, "
            "and what is left of their difference is rounding, divided by a tiny 2h. The best h is where the two "
            "errors are equal."
        ),
    ),
    Prediction(
        id="9.b",
        question=("On the hand net ‖g‖² = 7.38. One step of descent with η = 0.01: by how much does L fall?"),
        options=("by exactly η‖g‖² = 0.0738", "by a little less", "by a little more"),
        answer=1,
        reveal=(
            "By 0.0698. df = ∇L · dw with dw = −η g gives −η‖g‖² = −0.0738: that is the first-order prediction of "
            "lesson 04, along the tangent. The loss curves upwards here, so it falls a little less. With η = 0.001 "
            "prediction and truth are −0.00738 and −0.00734: the error shrinks faster than the step."
        ),
    ),
    Prediction(
        id="9.c",
        question=(
            "The forward pass of a net with one hidden layer keeps [X, A1, Z]. "
            "Given dZ, which of the three does the backward pass never read?"
        ),
        options=("X, the data", "A1, the hidden activations", "Z, the scores", "it reads all three"),
        answer=2,
        reveal=(
            "Z. All that the scores have to say is in dZ already. A1 is read twice: for dW2 = A1ᵀ dZ and for the "
            "slope; X is read for dW1. X is tempting, because nobody asks how the data should change, and dX is "
            "indeed never computed; but a weight's gradient is what came in times what comes back, and X is what came "
            "in."
        ),
    ),
    Prediction(
        id="9.d",
        question=(
            "Two of the 32 hidden units are off for every training image, from the random start on. What will have "
            "become of their weights after 30 passes?"
        ),
        options=(
            "they have changed, but less than those of the others",
            "they have shrunk towards 0, since nobody needs them",
            "they are the same to the last digit",
        ),
        answer=2,
        reveal=(
            "The same to the last digit. The slope of a unit that is off is 0, so its column of dZ1 is 0 in every "
            "row, and so is its column of dW1: every step subtracts 0. Shrinking is tempting, but nothing in this "
            "loss asks for small weights. A unit that is off for every example cannot come back by itself."
        ),
    ),
)
