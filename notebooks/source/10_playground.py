# %% [markdown] slideshow={"slide_type": "slide"}
# # 10 · The playground: run the loop, break it, read it
#
# **After this lesson you can**
#
# - write the whole training loop in a dozen lines, and say of each where it comes from;
# - read a network while it learns: the blame at a point, the roads behind a weight, the step about to be made;
# - say why a start at zero is dead, and why equal units stay equal;
# - save a run that diverges, and find out why another one does not learn;
# - run your own `forward` and `backward`, and catch a mistake that a falling loss hides.
#
# **Time** about 60 minutes alone, 5 minutes live if time is left.
# **Before** [09 Backpropagation](09_backprop_mlp.ipynb), whose `backward` is used here; [05 Gradient descent](05_gradient_descent.ipynb) for the bar $|1 - \eta\lambda|$; [00 Start here](00_start_here.ipynb), whose net returns.

# %% [markdown] tags=["notes"]
# **Speaker notes · 5 minutes, if time is left.**
# Before the lecture: run all cells, and leave the page open at the playground of section 2.
# Minute 1: the loop of section 1; point at a line, the room says what it computes and in which lesson it was derived.
# Minute 2: prediction 10.a by show of hands, then ② *dead start* and ③ *equal start*.
# Minute 3: ④ *divergence*; ask for the one knob to turn.
# Minutes 4 and 5: ① *the spiral*, running, while you take questions; then type a situation that somebody asks for.
# Everything else is for the learners alone.

# %% slideshow={"slide_type": "skip"}
from itertools import pairwise

import numpy as np

from nblib.check import check, hint, use
from nblib.checkup import check_data, examine_backward
from nblib.datasets import load_penguins, make_arms, standardise
from nblib.functions import softmax
from nblib.losses import softmax_cross_entropy
from nblib.mlp import MLP, Layer
from nblib.playground import Run, parse, sharpness
from nblib.viz import ask, predict
from nblib.viz.playground import playground

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 1 · The whole loop, on one screen
#
# This is the net of lesson 00 once more, with its 60 points on three arms and its random start.
# There, three lines of the loop were taken on trust.

# %%
X, labels = make_arms(60, np.random.default_rng(85))
(W1, b1), (W2, b2) = MLP.init([2, 4, 3], np.random.default_rng(0)).layers
m, Y, learning_rate = len(X), np.eye(3)[labels], 0.5

# %% [markdown] slideshow={"slide_type": "slide"}
# Here is all of it, and nothing is hidden any more: forward, loss, backward, step.

# %%
for step in range(1001):
    A = np.maximum(X @ W1 + b1, 0)
    P = softmax(A @ W2 + b2)
    L = -np.log(P[np.arange(m), labels]).mean()
    dZ = (P - Y) / m
    dW2, db2 = A.T @ dZ, dZ.sum(axis=0)
    dZ1 = dZ @ W2.T * (A > 0)
    dW1, db1 = X.T @ dZ1, dZ1.sum(axis=0)
    W1, b1 = W1 - learning_rate * dW1, b1 - learning_rate * db1
    W2, b2 = W2 - learning_rate * dW2, b2 - learning_rate * db2
    if step % 250 == 0:
        print(f"step {step:4}   L = {L:.2f}")

# %% [markdown] slideshow={"slide_type": "slide"}
# The same numbers as in lesson 00, from 1.18 to 0.04, by lines that you have derived:
#
# | line | what it says | lesson |
# |:--|:--|:--|
# | `A = …`, `P = …` | one product a layer; differences of scores become shares of 1 | 03, 02 |
# | `L = …` | the mean surprise of the true classes | 01, 02 |
# | `dZ = …` | at the scores the whole chain of derivatives collapses to $p - y$ | 08 |
# | `dW2, db2 = …` | what goes in times what comes back, added up over the rows | 08 |
# | `dZ1 = …` | back over every road, $\sum_j$ in one product; a unit that is off passes nothing | 07, 09 |
# | `W1, b1 = …` | downhill, and not too far | 04, 05 |
#
# Hide the cell, and write it down from memory: that is the course in ten lines.

# %% [markdown] tags=["notes"]
# **Ask the room**, line by line: "What is its shape, and which forward value does it read?"
# Expect hesitation at `dZ1`.
# Say: follow one road on the board, $dz_j \cdot w_{ij}$, then the switch.

# %% [markdown] slideshow={"slide_type": "slide"}
# For a network of any depth the loop needs two functions.
# Below stand the lines of the library; put your own in their place, from lesson 09 or written anew.


# %%
def forward(net, X):
    """[X, A1, …, Z]: the output of every layer."""
    outputs = [X]
    *hidden, last = net.layers
    for W, b in hidden:
        outputs.append(net.activation.f(outputs[-1] @ W + b))
    outputs.append(outputs[-1] @ last.W + last.b)
    return outputs


def backward(net, outputs, dZ):
    """[Layer(dW1, db1), …] from the outputs of forward and dZ = ∂L/∂Z."""
    gradients = []
    for l in reversed(range(len(net.layers))):
        A, W = outputs[l], net.layers[l].W
        gradients.insert(0, Layer(A.T @ dZ, dZ.sum(axis=0)))
        if l > 0:
            dZ = dZ @ W.T * net.activation.slope(A)
    return gradients


# %% slideshow={"slide_type": "subslide"}
backward = use("9.2", backward)


def train(net, X, labels, steps, learning_rate=0.5):
    """The net after this many steps on all rows, and the loss before the last of them."""
    for _ in range(steps):
        outputs = forward(net, X)
        L, dZ = softmax_cross_entropy(outputs[-1], labels)
        net = net.step(backward(net, outputs, dZ), learning_rate)
    return net, L


# %% [markdown] slideshow={"slide_type": "slide"}
# ## 2 · The playground
#
# Now the same loop with switches, and with a window on everything that it computes.
# Each square is one unit's own picture of the plane; a thick line is a large weight, and dashed means negative.
# The large square is what the net makes of every place.
#
# Press ①, then *Run*, and *Pause* whenever you like.
# The ten stories are ten situations; each says in a sentence what to look for, so guess before you press *Run*.

# %% slideshow={"slide_type": "slide"}
playground()

# %% [markdown] slideshow={"slide_type": "subslide"}
# The whole situation stands in the line below the picture: data, net, knobs, seed, and how many steps were made.
# A run is deterministic, so the line brings everything back, the weights included.
# Copy it, and somebody else sees what you see; a line with a mistake in it is refused and changes nothing.

# %% [markdown] slideshow={"slide_type": "slide"}
# The idea is that of TensorFlow Playground by Smilkov, Carter, Sculley, Viégas and Wattenberg ([playground.tensorflow.org](https://playground.tensorflow.org)).
# It runs in any browser without an installation, and faster; this one opens the backward pass.
#
# | what | TensorFlow Playground | here |
# |:--|:--|:--|
# | data | four sets of two classes; regression | spirals, moons, three arms, penguins: two or three classes; no regression |
# | net | 7 features, up to 6 layers of 8 units, 4 activations | the same features and activations, up to 4 layers of 8 units |
# | knobs | noise, share of test points, batch, L1 and L2, learning rate | the same |
# | start | random | random, zero, equal, huge |
# | loss | squared error | cross-entropy or squared error |

# %% [markdown] slideshow={"slide_type": "slide"}
# And what can be asked of it:
#
# | what | TensorFlow Playground | here |
# |:--|:--|:--|
# | shown | units, surface, weights, both losses | the same; gradients on the edges as well |
# | a weight | its value, which you can change by hand | its gradient, the rows behind it, every road to the loss |
# | one point, one step | – | $p - y$ at a point; the loss along $-\nabla L$, with the step marked |
# | is the gradient right? | – | a gradient check of the net as it runs |
# | sharing | address with knobs and seed | line with knobs, seed and steps: it brings the weights back |
# | your own code | – | your `forward` and `backward` run it |

# %% [markdown] tags=["notes"]
# **Drive it:** a story takes 30 seconds; the room says what will happen *before* you press *Run*.
# **Ask the room** at a thick line: "Does a large weight have a large gradient?" Expect "yes".
# Say: not so; switch *lines* to gradients: of the 19 thickest weights of ① at step 300, 5 are among the 19 thickest gradients, where chance alone would give 4.
# A learner's question is often a situation: type it into the line, and let the net answer.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 3 · Read it: a point, a weight, a step
#
# A network that learns is a few hundred numbers, and each of them can be asked where it comes from.
# The first to ask is a point: what does it want from the scores?

# %% slideshow={"slide_type": "slide"}
playground("data=arms;points=90;hidden=4;step=100;panel=point;point=14")

# %% [markdown] slideshow={"slide_type": "subslide"}
# The net is wrong at point 14, and undecided: its own class, △, gets $p = 0.25$ and the others 0.36 and 0.39.
# So $p - y = [0.36, -0.75, 0.39]$, a cousin of the lecture's $[0.2, -0.7, 0.5]$: one negative entry, at the true class, and a sum of 0.
# Choose other points, near a border and far from any: the message is as loud as the net is wrong.
#
# Then choose *weight* as panel.
# A weight's gradient is a mean over the points: what came in, $a_i$, times what came back, $dz_j$.
# For one weight of our loop, the sum by hand is the entry of the matrix product:

# %%
i, j = 0, 1
print(f"{(X[:, i] * dZ1[:, j]).sum():.5f}   {dW1[i, j]:.5f}")

# %% [markdown] slideshow={"slide_type": "slide"}
# For one point, $dz_j$ is itself a sum: over every road from the weight to the loss, the product along the road (lesson 07).
# From a weight of the first layer of a 2-4-3 net there are 3 roads; with a second hidden layer of 4 units, 12.
#
# Last, choose *slice*: the loss along $-\nabla L$, with the next step marked at 1.
# The straight line is what the derivative promises (lesson 04), and the loss leaves it upwards.
# As long as $\eta$ times the curvature is below 2, a step ends lower than it began: lesson 05's bar, in the one direction that is walked.
# Raise the learning rate, and watch the mark move over the valley and up the far side.

# %% [markdown] tags=["notes"]
# **Ask the room** at the slice: "Where would you stop?" Expect "at the bottom of the valley".
# Say: that is a line search: every look along the line costs a forward pass, and the next gradient then stands at a right angle to this one.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 4 · Break the start
#
# Why is a network begun with random weights?
# Zeros look like the neutral choice.

# %% slideshow={"slide_type": "slide"}
predict("10.a")

# %% [markdown] slideshow={"slide_type": "slide"}
# Try it: all weights the same number, 1000 steps with the loop of section 1.


# %%
def start(sizes, w):
    """A net whose weights are all w, and whose biases are 0."""
    return MLP([Layer(np.full((n, h), w), np.zeros(h)) for n, h in pairwise(sizes)])


net, L = train(start([2, 4, 3], 0.0), X, labels, 1000)
print("L =", round(L, 4), "  largest weight", max(float(np.abs(W).max()) for W, _ in net.layers))

# %% [markdown]
# $L$ stands at ln 3, and after 1000 steps the largest weight is 0.
# At zero, nothing goes in ($A = 0$) and nothing comes back ($W_2 = 0$).
#
# With 0.5 in place of 0 it does learn, and the columns of $W_1$ show how.

# %%
net, L = train(start([2, 4, 3], 0.5), X, labels, 1000)
print("L =", round(L, 2))
print(net.layers[0].W.round(2))

# %% [markdown] slideshow={"slide_type": "slide"}
# Four equal columns: four units in unison, which can do what one can.
# Units that see the same and are blamed the same take the same step, for ever.
# Random weights are not there to be good; they are there to be *different*.

# %%
ask("10.1")

# %% tags=["solution"]
check("10.1", "a c e h")

# %% [markdown] slideshow={"slide_type": "slide"}
# The penguins' species are not equally frequent, so there one thing does move.

# %%
birds = load_penguins()
measurements, _ = standardise(birds.X, birds.X)
net, L = train(start([4, 4, 3], 0.0), measurements, birds.y, 1000)
print(softmax(net.layers[1].b).round(3), (np.bincount(birds.y) / 333).round(3))

# %%
ask("10.1b")

# %% tags=["solution"]
check("10.1b", 1.0536)

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Why the tempting answer is tempting.**
# "It learns slowly" is what one expects of a bad start, and for most bad starts it is true.
# But 0 is no small gradient; it is none, and patience multiplies it.
#
# The other bad start is too large: ⑤ *too huge*.
# Such weights make the net sure of everything before it has seen anything, and often wrong.
# In ⑧ *squared error is stuck* that is where the loss decides: the squared error has next to no slope there, and cross-entropy pulls with all its strength (lesson 06).

# %% [markdown] tags=["notes"]
# **Ask the room** at 10.1: "A random first layer, and $W_2 = 0$: does it learn?" Expect "no": most miss (h).
# Say, on the board: $A \ne 0$, so $dW_2 \ne 0$; after one step $W_2 \ne 0$, so the message gets through.
# It is used in practice: a last layer at zero starts at chance, exactly.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 5 · Break the step, and save it
#
# A step is only as good as its length: ④ *divergence* is one that goes wrong, and so is the run below.
# It breaks off after a dozen steps, with numbers beyond all limits.

# %% slideshow={"slide_type": "slide"}
line = "data=arms;points=120;hidden=4,4;activation=linear;learning_rate=2;seed=1"
playground(line)

# %% [markdown] slideshow={"slide_type": "subslide"}
# Lesson 05 had a number for this.
# In a direction of curvature $\lambda$, each step multiplies the distance by $1 - \eta\lambda$.
# A net has no formula for $\lambda$, but it has a gradient, and how the gradient changes along a direction *is* the curvature.

# %%
eigenvalue, factor = sharpness(Run(parse(line)))
print(f"λ = {eigenvalue:.2f}   |1 − ηλ| = {factor:.2f}")

# %% slideshow={"slide_type": "slide"}
predict("10.b")

# %% [markdown] slideshow={"slide_type": "slide"}
# **Exercise 10.2.** Save this run by changing one knob: $L$ below 0.1 after 300 steps.
# Try it in the playground, then copy the line; it is run from its first step, with the knobs as they stand.

# %% tags=["exercise"]
saved = ...
# solution
saved = "data=arms;points=120;hidden=4,4;activation=linear;learning_rate=0.5;seed=1"

# %%
check("10.2", saved)

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Why the tempting answer is tempting.**
# "Smaller is safer" is true, and a step of 0.0005 is so safe that nothing happens.
# The bar has two ends: above 1 the run diverges, and just below 1 it stands still.
#
# There are other ways out, and the verdict tells what each of them does to $\lambda$: try `activation=tanh`, `hidden=4`, or a penalty.
# In a deep net the bar is a warning about the start, no law: the landscape changes under the walk.

# %% [markdown] slideshow={"slide_type": "slide"}
# **Exercise 10.3.** And this one does not learn at all, six points only.
# Before a net is given a large job, make it learn six points by heart; if it cannot, something is broken.
# Load the line below into the playground above, and change what you like except the points, until $L$ is below 0.01 after 1000 steps.

# %%
six = "data=spirals;points=12;test=0.5;hidden=2;activation=tanh;init=zero;learning_rate=0.01;seed=5"

# %% tags=["exercise"]
by_heart = ...
# solution
by_heart = six.replace("zero", "random").replace("0.01", "0.5").replace("hidden=2", "hidden=4")

# %%
check("10.3", by_heart)

# %% [markdown] slideshow={"slide_type": "slide"}
# What the loss does says where to look:
#
# | what $L$ does | look at |
# |:--|:--|
# | stands at $\ln c$, to the last digit | the start: there is no gradient |
# | near 0 in training, $\ln c$ or worse on test points | the labels: do they belong to these rows? |
# | nan, or beyond all limits | the softmax: is it shifted (lesson 02)? Then the length of the step |
# | rises | the sign, then the length of the step |
# | falls, slowly, and goes on falling | the length of the step: too short |
# | falls, then is flat above 0 | the size of the net; a penalty; equal units |

# %% slideshow={"slide_type": "slide"}
predict("10.c")

# %% [markdown] slideshow={"slide_type": "slide"}
# So by heart is not enough.
# Here are 30 points with much noise, a net of 114 parameters, and 30 other points to test it on.
# A *penalty* adds a little of $\sum w^2$ to the loss (L2), or of $\sum |w|$ (L1): whoever wants a large weight has to pay for it.

# %%
crowd = "data=moons;noise=0.4;points=60;test=0.5;activation=tanh;seed=1;step=1000"
for penalty in ("none", "l2;penalty_rate=0.01", "l2;penalty_rate=0.3"):
    losses = Run(parse(f"{crowd};penalty={penalty}")).losses
    print(f"{penalty:20}  training {losses.train[-1]:.1f}   test {losses.test[-1]:.1f}")

# %% [markdown]
# Without a penalty the net learns the training points, the noise in them included, and pays on all others: that is *overfitting*.
# A little penalty costs on the training points and gains on the test points; too much, and every weight is 0: $\ln 2$ on both.
# More points, a smaller net, or fewer steps help as well: watch the two curves part in ⑥ *overfitting*.

# %% [markdown] tags=["notes"]
# **Ask the room** at 10.2: "Which knob first?" Let them vote for η, the activation, the batch, the seed.
# Expect many hands for the batch.
# Say: a smaller batch does not help, and another seed is a throw of the dice.
# At 10.3 the verdicts lead from one cause to the next: chance, then slow, then flat. Do not help too soon.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 6 · Your own engine
#
# From here on the playground runs on your two functions.
# The panel *check* is the gradient doctor, on the net as it is at this moment.

# %% slideshow={"slide_type": "slide"}
playground("engine=mine;panel=check;step=100", forward=forward, backward=backward)

# %% [markdown] slideshow={"slide_type": "slide"}
# And now with a mistake, planted in one line: the slope of the activation is missing.


# %%
def no_slope(net, outputs, dZ):
    """backward without the slope of the activation."""
    gradients = []
    for l in reversed(range(len(net.layers))):
        A, W = outputs[l], net.layers[l].W
        gradients.insert(0, Layer(A.T @ dZ, dZ.sum(axis=0)))
        dZ = dZ @ W.T
    return gradients


# %% slideshow={"slide_type": "slide"}
playground("engine=mine;panel=check;step=500", forward=forward, backward=no_slope)

# %% [markdown] slideshow={"slide_type": "subslide"}
# With the right `backward`, 99 % of the training points are right by now; with this one, 66 %.
# The doctor names the cause: units that were off got a gradient.
#
# Not every mistake is as easy to see.

# %% slideshow={"slide_type": "slide"}
predict("10.d")


# %% slideshow={"slide_type": "slide"}
def not_transposed(net, outputs, dZ):
    """backward with W where Wᵀ belongs; in a 2-3-3 net it fits."""
    (W, _), A = net.layers[1], outputs[1]
    dZ1 = dZ @ W * net.activation.slope(A)
    return [Layer(outputs[0].T @ dZ1, dZ1.sum(axis=0)), Layer(A.T @ dZ, dZ.sum(axis=0))]


patient = check_data([2, 3, 3], 4, np.random.default_rng(0))
for function in (backward, not_transposed):
    print(f"{function.__name__}: the doctor says {examine_backward(function, patient).diagnosis.name!r}")

# %% [markdown] slideshow={"slide_type": "slide"}
# **Go on from here.**
# Each of these is a line or two, and worth a guess before you press *Run*:
#
# - How few units learn the spirals? And with ⑦ *the right features*, how few layers?
# - Does a deeper net need a smaller step? Ask `sharpness`.
# - `activation=linear;hidden=8,8`: how many straight borders can eight units in two layers draw?
# - `labels=shuffled` with 40 points and with 400: when does learning by heart come to an end?
# - Turn the learning rate down at step 300; the line remembers it as `turned=300:learning_rate=0.05`.
#
# To share one, copy its line into a message.
# To teach with one, open a notebook with `playground("…")` in a cell.

# %% [markdown] tags=["notes"]
# **Ask the room:** "How few units learn the spirals?" Expect large numbers.
# Say: six units in one layer are enough for 99 % of the spirals after 3000 steps, four are not; with two sines, no layer at all comes to 89 %.
# With ReLU a deeper net is sharper at the start: λ is 0.5, 1.5, 3.4 and 3.7 for no, one, two and three layers of 8.
# Linear layers draw one straight border, 61 %, as no layer does.
# Of 40 points the 28 for training are learned by heart, nonsense as they are; of 280, 64 % after 3000 steps.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## Summary
#
# A network and its loss are one function of the weights, and learning is a walk downhill on it: forward, loss, backward, step.
# The loss is surprise, the surprise of softmax sends $p - y$ back, and every weight gets what went in times what came back.
# The start has to make units different, and the step has to suit the curvature.
# A falling loss proves neither that the gradient is right nor that anything general was learned: for the one there is the gradient check, for the other there are test points.
# You have written each line of this yourself, from the entropy of four symbols to a network that reads handwriting.
#
# **To read on:** Smilkov, Carter, Sculley, Viégas and Wattenberg (2017), *Direct-Manipulation Visualization of Deep Networks*;
# Goodfellow, Bengio and Courville (2016), *Deep Learning*, chapters 7 and 8; Zhang, Bengio, Hardt, Recht and Vinyals (2017), *Understanding deep learning requires rethinking generalization*.
#
# **Next:** nothing; the course ends here.
# When a library computes a gradient for you from now on, you can say what it does, check whether it is right, and write it yourself if you have to.
