"""Lesson 10, the playground: what a start at zero learns, a diverging run to be saved, six points to be overfitted."""

import math

from nblib.check.choice import Choice, Option
from nblib.check.exercise import Prediction, Wrong
from nblib.check.training import Branch, Training
from nblib.check.value import Value

# 10.1 -------------------------------------------------------------------------------------------------------------

ZERO_START = Choice(
    id="10.1",
    title="What moves?",
    task=(
        "A net of sizes 2-4-3 with ReLU, softmax and cross-entropy, trained on all 60 points at once, 20 of each "
        "class. All biases begin at 0. Select everything that is true."
    ),
    hints=(
        "Three products decide: dW2 = Aᵀ dZ, the message dZ W2ᵀ ∘ slope(A), and dW1 = Xᵀ times that message. Which "
        "factors are 0?",
        "db2 adds up p − y over the rows: with p = 1/3 everywhere that is 20 minus 20 for each class. And two units "
        "with equal weights in and out see the same and are blamed the same.",
        "**a, c, e, h**",
    ),
    because=(
        "A gradient is what goes in times what comes back. At zero nothing goes in and nothing comes back; among "
        "equal units everything is equal. Only a difference at the start lets units become different."
    ),
    select_all=True,
    options=(
        Option(
            "All weights 0: every gradient is 0, and nothing ever moves.",
            True,
            "A = 0 makes dW2 zero, W2 = 0 makes the message and so dW1 and db1 zero, and db2 adds up p − y, which is "
            "0 when each class has as many points.",
        ),
        Option(
            "All weights 0: the net learns, slowly at first.",
            False,
            "a slow start would need a small gradient. A step of η times 0 is 0, today and for ever.",
        ),
        Option(
            "All weights 0, and 146, 68 and 119 points in the classes: the last biases move, nothing else does.",
            True,
            "now p − y does not add up to 0, so db2 is not 0; what the weights need, A and W2, still is.",
        ),
        Option(
            "… and with patience this net, too, tells the classes apart.",
            False,
            "its scores are b2, the same for every point: all that it can learn is how frequent the classes are.",
        ),
        Option(
            "All weights 0.5: the four hidden units stay equal for ever.",
            True,
            "equal weights see the same and get the same blame, so they take the same step: four units do the work of "
            "one.",
        ),
        Option(
            "All weights 0.5: every gradient is 0.",
            False,
            "A is not 0 now, so dW2 is not 0 either: this net does learn, with one unit four times over.",
        ),
        Option(
            "tanh in place of ReLU cures the start at 0.",
            False,
            "tanh(0) is 0 as well, and W2 = 0 passes nothing back, whatever the slope is.",
        ),
        Option(
            "W1 random and only W2 = 0: the net learns.",
            True,
            "A is not 0, so the first step moves W2; from the second step on, W2 passes something back to W1.",
        ),
    ),
)

SPECIES = (146, 68, 119)

ONLY_BIASES = Value(
    id="10.1b",
    title="What biases alone can learn",
    task=(
        "All weights 0, and the 333 penguins: 146, 68 and 119 of the three species. Only the last biases move, until "
        "p is (146, 68, 119)/333 for every bird. What is the loss then, in nats?"
    ),
    hints=(
        "The loss is a mean over the birds of −ln p of their own species. How many birds pay −ln(146/333)?",
        "−(146/333) ln(146/333) and so on, three terms. You know this sum from lesson 01.",
        "0.4384 · 0.8245 + 0.2042 · 1.5886 + 0.3574 · 1.0290 = **1.0536**",
    ),
    because=(
        "It is the entropy of the labels: with frequencies alone a guesser pays H(P), and no fixed P does better "
        "(lesson 01). Whatever a net gets below that, it has from looking at its inputs."
    ),
    expected=-sum(n / 333 * math.log(n / 333) for n in SPECIES),
    tolerance=5e-4,
    unit="nats",
    wrong=(
        Wrong(
            "chance",
            "That is ln 3, where the run starts: three classes equally likely. The biases do learn something, namely "
            "that the species are not equally frequent.",
            math.log(3),
        ),
        Wrong(
            "error rate",
            "That is how often this net is wrong, 187 of 333. The loss is the mean surprise.",
            187 / 333,
        ),
        Wrong(
            "the largest class",
            "That is the surprise of an Adelie alone. The other two species are in the mean, too.",
            -math.log(146 / 333),
        ),
        Wrong(
            "plain average",
            "You averaged the three surprises as if the species were equally frequent. Each counts as often as its "
            "birds do.",
            -sum(math.log(n / 333) for n in SPECIES) / 3,
        ),
        Wrong(
            "sum of the surprises",
            "You added the three surprises without weights. Each counts as often as its birds do.",
            -sum(math.log(n / 333) for n in SPECIES),
        ),
        Wrong(
            "sign",
            "ln p is never above 0; the minus of the loss makes it a cost.",
            sum(n / 333 * math.log(n / 333) for n in SPECIES),
        ),
        Wrong("nothing left", "0 would mean that every bird is told for sure. This net gives all birds one p.", 0.0),
        Wrong(
            "divided by 3 again",
            "The weights n/333 make it a mean already; it was divided by the number of classes once more.",
            -sum(n / 333 * math.log(n / 333) for n in SPECIES) / 3,
        ),
    ),
)

# 10.2 -------------------------------------------------------------------------------------------------------------


def _only(*knobs):
    """Whether one of these knobs was changed."""
    return lambda trial: bool(set(trial.changed) & set(knobs))


def _told_of_bar(trial):
    """L at both ends, and the bar of lesson 05."""
    broke_off, after = f"the run broke off after {len(trial.losses) - 1} steps", f"after {trial.steps} steps it is"
    told = f"L is {trial.first:.3g} at the start; {broke_off if trial.broke_off else f'{after} {trial.last:.3g}'}."
    eta, (eigenvalue, factor) = trial.situation.learning_rate, trial.bar
    bar = f"|1 − ηλ| = |1 − {eta:g} · {eigenvalue:.2f}| = {factor:.2f}"
    return f"{told} At the start the steepest curvature is λ = {eigenvalue:.2f}, so the bar is {bar}."


def _rescue_note(trial):
    eigenvalue, factor = trial.bar
    if trial.changed == ("learning_rate",):
        return f"η is below 2/λ = {2 / eigenvalue:.2f} by now: the bar is below 1."
    if factor < 1:
        return "You left η alone and made the landscape flatter: the bar is below 1 as well."
    return (
        "The bar is still above 1 here, and yet the run is saved: λ belongs to the start, and on the way the landscape "
        "became flatter than there. Below 1 is safe at the start; above 1 is a warning, not a verdict."
    )


RESCUE_LINE = "data=arms;points=120;hidden=4,4;activation=linear;learning_rate=2;seed=1"

RESCUE = Training(
    id="10.2",
    title="Save this run",
    task=(
        "This run breaks off after a dozen steps, with numbers beyond all limits. Change **one** knob so that L is "
        "below 0.1 after 300 steps. Data, points and seed stay as they are."
    ),
    given=RESCUE_LINE,
    solution=RESCUE_LINE.replace("learning_rate=2", "learning_rate=0.5"),
    goal=0.1,
    steps=300,
    hints=(
        "Lesson 05: in the steepest direction each step multiplies the distance by 1 − ηλ. What must hold, and which "
        "of the two can you turn?",
        "λ is about 2.3 at the start, and η = 2 gives |1 − 4.7| = 3.7. Ask for a bar below 1; yet a step far too "
        "short does not arrive within 300 steps.",
        "Any η between about 0.06 and 0.8 does it, for example **learning_rate=0.5**. So do some other knobs, one at "
        "a time: activation=tanh, or hidden=4.",
    ),
    because="The run is saved.",
    facts=_told_of_bar,
    note=_rescue_note,
    wrong=(
        Branch(
            "another task",
            _only("data", "noise", "test", "points", "labels"),
            "Other data are another task: the run that was to be saved is not this one. What a line leaves out has its "
            "default, so begin with the line as it was given.",
            (
                RESCUE_LINE.replace("arms", "moons"),
                RESCUE_LINE + ";noise=0",
                RESCUE_LINE.replace("points=120", "points=60"),
            ),
            facts=False,
        ),
        Branch(
            "another seed",
            _only("seed"),
            "Another seed draws other points and other weights: a new throw of the dice, at best luck. Seek a cause.",
            (RESCUE_LINE.replace("seed=1", "seed=2"), RESCUE_LINE.replace("seed=1", "seed=0")),
            facts=False,
        ),
        Branch(
            "several knobs",
            lambda trial: len(trial.changed) > 1,
            "That is more than one knob: whatever happens now, you do not know which of them did it. Put all but one "
            "back.",
            (
                RESCUE_LINE.replace("learning_rate=2", "learning_rate=0.5").replace("linear", "tanh"),
                RESCUE_LINE.replace("learning_rate=2", "learning_rate=0.1") + ";batch=10",
            ),
            facts=False,
        ),
        Branch(
            "start at zero",
            lambda trial: trial.situation.init == "zero",
            "It no longer diverges, since it no longer moves: at zero there is no gradient (exercise 10.1).",
            (RESCUE_LINE + ";init=zero",),
            facts=False,
        ),
        Branch(
            "penalty",
            lambda trial: trial.broke_off and trial.changed == ("penalty",),
            "It still diverges. No penalty makes the landscape flatter: one on squares adds its rate to the curvature "
            "in every direction, and so to the bar.",
            (
                RESCUE_LINE + ";penalty=l2;penalty_rate=0.01",
                RESCUE_LINE + ";penalty=l2;penalty_rate=0.1",
            ),
        ),
        Branch(
            "smaller batch",
            lambda trial: trial.broke_off and trial.changed == ("batch",),
            "It still diverges. A batch makes the gradient a rough estimate; the landscape that the steps go through "
            "is as steep as before.",
            (RESCUE_LINE + ";batch=10", RESCUE_LINE + ";batch=1"),
        ),
        Branch(
            "longer step",
            lambda trial: trial.broke_off and trial.situation.learning_rate > trial.given.learning_rate,
            "It diverges even faster: a longer step makes the bar longer. Which way does η have to go?",
            (RESCUE_LINE.replace("learning_rate=2", "learning_rate=4"),),
        ),
        Branch(
            "still too long a step",
            lambda trial: trial.broke_off and trial.changed == ("learning_rate",),
            "It still diverges. As long as the bar is above 1, the distance in that direction grows with every step.",
            tuple(RESCUE_LINE.replace("learning_rate=2", f"learning_rate={eta}") for eta in (1.2, 1.5)),
        ),
        Branch(
            "still diverges",
            lambda trial: trial.broke_off,
            "It still diverges: this knob does not make the landscape flat enough for a step of that length.",
            (
                RESCUE_LINE.replace("hidden=4,4", "hidden=8,8"),
                RESCUE_LINE + ";init=huge",
                RESCUE_LINE + ";init=equal",
            ),
        ),
        Branch(
            "thrown off",
            lambda trial: trial.rose,
            "The numbers stay finite, but on the way L rose far above its start: the steps throw the net off its "
            "slope, and where it comes down is luck.",
            (RESCUE_LINE.replace("linear", "relu"),),
        ),
        Branch(
            "does not learn",
            lambda trial: trial.changed == ("learning_rate",) and trial.last > 0.9 * trial.first,
            "It no longer diverges, and it no longer learns: with steps this short the net has hardly left its start. "
            "The bar is nearly 1 from *below*.",
            tuple(RESCUE_LINE.replace("learning_rate=2", f"learning_rate={eta}") for eta in (1e-5, 5e-4)),
        ),
        Branch(
            "too slow",
            lambda trial: trial.changed == ("learning_rate",) and trial.last >= 0.1,
            "It learns, and it is not there yet: the step may be longer. Between too short and too long there is room "
            "for a factor of ten.",
            tuple(RESCUE_LINE.replace("learning_rate=2", f"learning_rate={eta}") for eta in (0.003, 0.01, 0.03)),
        ),
        Branch(
            "bottleneck",
            lambda trial: trial.changed == ("hidden",) and 1 in trial.situation.hidden,
            "It no longer diverges, but everything that the net knows of a point now goes through a single number, "
            "and three classes need two.",
            (RESCUE_LINE.replace("hidden=4,4", "hidden=1"),),
        ),
    ),
)

# 10.3 -------------------------------------------------------------------------------------------------------------

SIX_LINE = "data=spirals;points=12;test=0.5;hidden=2;activation=tanh;init=zero;learning_rate=0.01;seed=5"


def _six(hidden=4, activation="tanh", init="random", learning_rate=0.5, more=""):
    """A line with the six points, and these knobs."""
    return (
        f"data=spirals;points=12;test=0.5;hidden={hidden};activation={activation};init={init};"
        f"learning_rate={learning_rate};seed=5{more}"
    )


def _told_of_slope(trial):
    """L at both ends, and the gradient's length at the end."""
    if trial.broke_off:
        return f"L is {trial.first:.3g} at the start, and the numbers broke off after {len(trial.losses) - 1} steps."
    length = f"{trial.gradient_norm:.2g}" if trial.gradient_norm > 1e-6 else "0"
    return (
        f"L is {trial.first:.3g} at the start and {trial.last:.3g} after {trial.steps} steps, where the gradient's "
        f"length is {length}."
    )


def _flat(trial):
    """Whether the net stands still where it is: hardly any slope is left for a loss that is still large."""
    return trial.last >= SIX.goal and trial.gradient_norm < 0.05 * trial.last


SIX = Training(
    id="10.3",
    title="Overfit six points",
    task=(
        "A net that cannot learn six points by heart will not learn sixty thousand: a sanity check that takes a "
        "minute. This one does not learn anything. Change its knobs, as many as you like, until L is below 0.01 after "
        "1000 steps. Data, points and seed stay as they are; more than one thing is wrong."
    ),
    given=SIX_LINE,
    solution=_six(),
    goal=0.01,
    steps=1000,
    hints=(
        "Look at L first. Two classes and L = 0.6931 to the last digit: what does a net know whose loss is ln 2, and "
        "what does exercise 10.1 say about its gradient?",
        "Three things in turn: the start (no difference between units), the step (still falling at the end: too "
        "short), and the number of units (flat, but not at 0: too few).",
        "For example **init=random**, **learning_rate=0.5** and **hidden=4**: then L is 0.003 after 1000 steps.",
    ),
    because="Six points by heart: forward, loss, backward and step do what they should, and the net is large enough.",
    facts=_told_of_slope,
    note=lambda trial: "What it says about other points is another question: that is what test points are for.",
    wrong=(
        Branch(
            "another task",
            lambda trial: bool(set(trial.changed) & {"data", "noise", "test", "points", "seed"}),
            "These are no longer the six points. What a line leaves out has its default, so begin with the line as it "
            "was given, and change the net.",
            (_six(more=";noise=0"), _six().replace("points=12", "points=14"), _six().replace("seed=5", "seed=4")),
            facts=False,
        ),
        Branch(
            "labels shuffled",
            lambda trial: trial.situation.labels == "shuffled",
            "You shuffled the labels. A large enough net learns six wrong labels as readily as six right ones, so a "
            "training loss near 0 does not prove that the labels are true; the job asks for the true ones.",
            (_six(more=";labels=shuffled"), _six(hidden=8, more=";labels=shuffled")),
            facts=False,
        ),
        Branch(
            "no gradient",
            lambda trial: trial.situation.init == "zero" and abs(trial.last - trial.first) < 0.05,
            "L stands at ln 2, which is chance, and no weight has moved: their gradient is 0. Which start has none?",
            (_six(init="zero"), _six(init="zero", more=";batch=2"), SIX_LINE.replace("0.01", "3")),
        ),
        Branch(
            "nan",
            lambda trial: trial.broke_off,
            "The numbers went beyond all limits. Scores are shifted before the exponential (lesson 02), so it is not "
            "the softmax: it is the length of the step.",
            (_six(activation="linear", learning_rate=10), _six(activation="linear", learning_rate=30)),
        ),
        Branch(
            "rises",
            lambda trial: trial.rose and trial.last >= SIX.goal and trial.situation.penalty == "none",
            "On the way L rose far above its start. Either a sign is wrong, or the step is too long; here backward is "
            "the library's, so it is η.",
            (_six(learning_rate=30), _six(learning_rate=100)),
        ),
        Branch(
            "penalty",
            lambda trial: trial.situation.penalty != "none" and trial.last >= SIX.goal,
            "A penalty on the weights holds the net back, which is its purpose. To learn by heart it has to go.",
            (_six(more=";penalty=l2;penalty_rate=0.01"), _six(more=";penalty=l2;penalty_rate=0.1")),
        ),
        Branch(
            "equal units",
            lambda trial: trial.situation.init in ("equal", "zero") and trial.last >= SIX.goal,
            "All hidden units are equal and stay equal, so together they can do what one can. Give them different "
            "weights to begin with.",
            (_six(init="equal"), _six(init="equal", hidden=8)),
        ),
        Branch(
            "sure of itself",
            lambda trial: trial.situation.init == "huge" and _flat(trial),
            "With huge weights every tanh is at its end, −1 or 1, where its slope is 0: next to nothing comes back "
            "through it, and the first layer stays as it was drawn.",
            (_six(init="huge"), _six(init="huge", hidden=8)),
        ),
        Branch(
            "silent units",
            lambda trial: _flat(trial) and trial.situation.activation == "relu" and trial.silent > 0.5,
            "L is flat, and most hidden units are silent for all six points. Nothing comes back through a unit that is "
            "off (lesson 09), so it stays off. A step too long can do that, and so can a chain of narrow layers.",
            (_six("2,2,2,2", "relu"), _six("2,2,2", "relu"), _six("3,3,3", "relu", learning_rate=0.1)),
        ),
        Branch(
            "straight borders",
            lambda trial: _flat(trial) and (not trial.situation.hidden or trial.situation.activation == "linear"),
            "L fell and is flat now. Without a bend anywhere the net draws straight borders, however many units it "
            "has, and no straight line parts these six points.",
            (
                _six(hidden="none"),
                _six(activation="linear"),
                _six(hidden="8,8", activation="linear", learning_rate=0.1),
            ),
        ),
        Branch(
            "blind",
            lambda trial: _flat(trial) and len(trial.situation.features) < 2,
            "L fell and is flat now. The net sees one of the two coordinates only, and points that differ in the other "
            "look alike to it.",
            (_six(more=";features=x1"), _six(more=";features=x2")),
        ),
        Branch(
            "capacity",
            _flat,
            "L fell and is flat now: there is no slope left to go down, and the loss is not near 0. As it stands, this "
            "net can do no better for six points: it needs more units (capacity).",
            (_six(hidden=2), _six(hidden=1), _six(hidden=2, learning_rate=3), _six(hidden="2,2"), _six(2, "relu")),
        ),
        Branch(
            "still falling",
            lambda trial: trial.last >= SIX.goal,
            "L is still falling: there is a slope, and the steps down it are short. What makes a step longer?",
            (_six(learning_rate=0.01), _six(learning_rate=0.1), _six(hidden=2, learning_rate=0.01), _six(4, "sigmoid")),
        ),
    ),
)

EXERCISES = (ZERO_START, ONLY_BIASES, RESCUE, SIX)

PREDICTIONS = (
    Prediction(
        id="10.a",
        question=(
            "All weights and biases of a 2-4-3 net with ReLU begin at 0. There are 20 points of each of three classes, "
            "and every step uses all 60. After 1000 steps, what has moved?"
        ),
        options=(
            "everything, but slowly: it has to get going first",
            "the biases of the last layer, and nothing else",
            "everything, but the four hidden units are still equal",
            "nothing at all",
        ),
        answer=3,
        reveal=(
            "Nothing at all. All activations are 0, so dW2 = AᵀdZ is 0. W2 is 0, so nothing comes back to the first "
            "layer. And db2 adds up p − y: with p = 1/3 everywhere and 20 points a class, that is 20 minus 20. The "
            "step is η times 0. Each of the other answers is true elsewhere: the biases move if the classes are not "
            "equally large, and the units stay equal if all weights are equal and not 0."
        ),
    ),
    Prediction(
        id="10.b",
        question=(
            "A run with η = 2 diverges. At its start the steepest curvature is λ = 2.33. Which η is small enough for "
            "that direction?"
        ),
        options=("below 1/λ = 0.43", "below 2/λ = 0.86", "below λ = 2.33", "any, if one waits long enough"),
        answer=1,
        reveal=(
            "Below 2/λ = 0.86. A step multiplies the distance in that direction by 1 − ηλ, and this lies between −1 "
            "and 1 as long as ηλ is below 2 (lesson 05). 1/λ would be the best for this one direction: there the "
            "factor is 0. Waiting makes it worse: what grows, grows with every step."
        ),
    ),
    Prediction(
        id="10.c",
        question=(
            "Give the six points the wrong labels, at random. Can a net with 8 hidden units still bring the training "
            "loss below 0.01?"
        ),
        options=(
            "no: there is nothing to learn, L stays at ln 2",
            "only half of the way: the points that happen to have their own label",
            "yes, about as fast as with the true labels",
        ),
        answer=2,
        reveal=(
            "Yes. Six points are six demands, and the net has more than enough weights to meet them, true or not. So a "
            "small training loss proves that the net can learn by heart, and nothing about the world: for that there "
            "are test points. Large networks do the same with whole collections of images and random labels (Zhang "
            "et al., 2017)."
        ),
    ),
    Prediction(
        id="10.d",
        question=(
            "A backward pass forgets a transpose: it takes dZ W2 instead of dZ W2ᵀ, and in a 2-3-3 net that fits. "
            "Trained with it for 500 steps on the three arms, what does the loss do?"
        ),
        options=(
            "it rises: the gradient is wrong",
            "it stays near ln 3 = 1.10",
            "it falls nearly as far as with the right one",
        ),
        answer=2,
        reveal=(
            "It falls from 1.24 to 0.17, and 95 % of the points are right; with the right backward it is 0.11 and "
            "96 %. The last layer's gradient is right, and it can do a lot with whatever the first layer happens to "
            "offer. A falling loss proves nothing about a gradient: that is what the check of lesson 09 is for."
        ),
    ),
)
