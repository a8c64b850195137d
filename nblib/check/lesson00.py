"""Lesson 00, start here: a first wrong answer on purpose, then the recap."""

import math

from nblib.check.choice import Ordering, Rule
from nblib.check.exercise import Prediction, Wrong
from nblib.check.value import Value

TRY_THE_CHECK = Value(
    id="0.0",
    title="Try the check",
    task="The answer is 42. Enter 41 first, to see what a wrong answer looks like; then 42.",
    hints=(
        "Nothing to find out here: type 41 and check, then 42 and check.",
        "A hint comes in three levels, and the last one is always the solution. This is the second.",
        "42",
    ),
    because="Every exercise answers like this. A wrong answer costs nothing and often says more than a right one.",
    expected=42,
    wrong=(
        Wrong(
            "one too few",
            "One more. This is what a wrong answer looks like: what was seen, and where to look next. Now enter 42.",
            41,
        ),
    ),
)

COUNT_PARAMETERS = Value(
    id="0.1",
    title="Count the parameters",
    task="How many parameters does an MLP with 4 inputs, 5 hidden units and 3 outputs (4-5-3) have?",
    hints=(
        "Count layer by layer. A layer is a matrix W of weights and a vector b of biases.",
        "The first W has shape (4, 5) and the first b has shape (5,). What are the shapes in the second layer?",
        "4·5 + 5 + 5·3 + 3 = **43**",
    ),
    because="4·5 + 5 in the first layer, 5·3 + 3 in the second: each unit has a weight for each input, and a bias.",
    expected=43,
    wrong=(
        Wrong(
            "connections only",
            "You counted the connections, 4·5 + 5·3, which is what the lines in the diagram show. Each of the 5 + 3 "
            "units also has a bias, and no line is drawn for it.",
            35,
        ),
        Wrong("no output biases", "The biases of the outputs are missing: an output is a unit too.", 40),
        Wrong("no hidden biases", "The biases of the hidden units are missing; those of the outputs are there.", 38),
        Wrong(
            "biases on the inputs",
            "You gave the 4 inputs a bias as well. Inputs are drawn as circles like the units, but they are data: "
            "nothing is computed there.",
            47,
        ),
        Wrong(
            "layers multiplied",
            "You multiplied the three sizes. That counts the *paths* from the inputs to the outputs; a weight belongs "
            "to one layer, so layers add.",
            60,
        ),
        Wrong(
            "nodes",
            "That is the number of nodes, 4 + 5 + 3. Parameters sit on the lines between them, and in the units.",
            12,
        ),
        Wrong(
            "one bias a layer",
            "You counted one bias for each layer. In the code b looks like one thing, but it is a vector: one entry "
            "for each unit.",
            37,
        ),
        Wrong(
            "biases only",
            "Those are the biases, 5 + 3. Most parameters are weights: one for each line in the diagram.",
            8,
        ),
        Wrong("first layer only", "That is the first layer, 4·5 + 5. The outputs have weights and biases as well.", 25),
    ),
)

UNDECIDED_LOSS = Value(
    id="0.2",
    title="The loss of an undecided net",
    task="A net with 3 classes gives every class the same probability. What is its loss L, in nats? (Four decimals.)",
    hints=(
        "L is the surprise of the true class. Which probability does that class have here?",
        "p = 1/3 for every class, so the loss of every example is −ln(1/3).",
        "−ln(1/3) = ln 3 = **1.0986**",
    ),
    because=(
        "−ln(1/3) = ln 3. A fresh net starts near the logarithm of the number of classes; far above it, something is "
        "wrong."
    ),
    expected=math.log(3),
    tolerance=5e-4,
    unit="nats",
    wrong=(
        Wrong(
            "bits",
            "That is log2 3: the right idea, in bits. L uses the natural logarithm here, and 1 bit is 0.6931 nats.",
            math.log2(3),
        ),
        Wrong("log10", "That is log10 3. The logarithm in L is the natural one, `np.log`.", math.log10(3)),
        Wrong(
            "the probability",
            "That is p itself, the probability of the true class. The loss is the surprise: −ln p.",
            1 / 3,
        ),
        Wrong(
            "the error rate",
            "That is how often a guesser is wrong, the error rate. The loss does not count mistakes: it asks how "
            "surprised the net is by the truth.",
            2 / 3,
        ),
        Wrong(
            "sign",
            "The logarithm of a probability is 0 or negative, so the loss carries a minus sign: surprise is never "
            "negative.",
            -math.log(3),
        ),
        Wrong(
            "no surprise",
            "A loss of 0 would mean that the net is certain, and right every time. This one has no opinion at all.",
            0,
        ),
        Wrong(
            "ten classes",
            "That is ln 10, the loss of an undecided net with ten classes, as for the digits later.",
            math.log(10),
        ),
        Wrong("two classes", "That is ln 2, the loss of an undecided net with two classes.", math.log(2)),
        Wrong(
            "number of classes",
            "That is the number of classes. The loss is on a logarithmic scale: e to the power of L would give you "
            "this number.",
            3,
        ),
    ),
)

ORDER_THE_LOOP = Ordering(
    id="0.3",
    title="The training loop",
    task="Put the four parts of one training step in order: backward, forward, loss, update.",
    hints=(
        "Ask of each part what it has to read: it can only come after the part that computes that.",
        "The update reads gradients; the backward pass reads the activations and the probabilities; the loss reads the "
        "probabilities.",
        "forward → loss → backward → update",
    ),
    because="Forward computes probabilities, the loss judges them, backward finds gradients, the update uses them.",
    words=("forward", "loss", "backward", "update"),
    rules=(
        Rule(
            "backward before forward",
            "forward",
            "backward",
            "The backward pass reads the activations a and the probabilities p: they do not exist yet.",
        ),
        Rule(
            "update before backward",
            "backward",
            "update",
            "Which gradient would this update use? In the first step there is none, and later it would be an old one.",
        ),
        Rule(
            "loss before forward",
            "forward",
            "loss",
            "The loss compares the probabilities with the labels, and there are no probabilities yet.",
        ),
        Rule(
            "loss after update",
            "loss",
            "update",
            "You would report a loss of other weights than those at which the gradient was taken: after the update, "
            "the probabilities at hand are out of date.",
        ),
    ),
    notes={
        ("forward", "backward", "loss", "update"): (
            " Accepted: the backward pass needs only P − Y and never the number L itself. L is there for you to watch."
        )
    },
)

EXERCISES = (TRY_THE_CHECK, COUNT_PARAMETERS, UNDECIDED_LOSS, ORDER_THE_LOOP)

PREDICTIONS = (
    Prediction(
        id="0.a",
        question=(
            "One step of training, with a small step size, on all points of the three arms. "
            "Will p(correct) of the selected point go up for certain?"
        ),
        options=("yes, that is what training does", "no, it may go down", "yes, if the point is misclassified now"),
        answer=1,
        reveal=(
            "It may go down. A small enough step along −∇L lowers L, the *mean* over all points; it promises nothing "
            "for any one of them. Points compete for the same weights, and one point pays when many others gain more. "
            "The tempting answer holds for a batch of one: there the mean is that point."
        ),
    ),
    Prediction(
        id="0.b",
        question=(
            "A net with three classes and small random weights has not been trained. Roughly how large is its loss L, "
            "in nats?"
        ),
        options=("near 0", "near 0.33", "near 1.1", "it can be anything"),
        answer=2,
        reveal=(
            "Near ln 3 = 1.0986: small weights give scores near 0, softmax makes them nearly equal, and each class "
            "gets about 1/3. 0.33 is that probability, not its surprise. “Anything” is true of large random weights "
            "only; so the first value of L is a free test of every training program."
        ),
    ),
)
