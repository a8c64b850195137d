# %% [markdown] slideshow={"slide_type": "slide"}
# # 9 · Backpropagation, and a network that reads
#
# **After this lesson you can**
#
# - take a loss backward through a network by hand, one line for each forward line;
# - say which forward values a backward pass reads, and what it reuses;
# - write `backward` for a network of any depth;
# - prove it right with a gradient check, and say what such a check cannot see;
# - train a network on handwritten digits with the function that you wrote.
#
# **Time** about 75 minutes alone, 8 minutes live.
# **Before** [07 Influence diagrams](07_influence_diagrams.ipynb) and its sweep; [08 Backpropagation at the output layer](08_backprop_output_layer.ipynb): $dz = p - y$ at the scores, and what goes in times what comes back.

# %% [markdown] tags=["notes"]
# **Speaker notes · 8 minutes.**
# Before the lecture: run all cells; the training takes a second or two.
# Minute 1: section 1, the net of lesson 00 once more, and where lesson 08 ended: $dz_2 = [0.2, -0.7, 0.5]$.
# Minutes 2 to 4: the ribbon. *Next* seven times, the room computes each line before you press; then preset ④.
# Minute 5: the three lines of the formula, and the loop of exercise 9.2 as it stands in the solution.
# Minute 6: prediction 9.a by show of hands, then the V with presets ①, ③ and ⑤.
# Minutes 7 and 8: the digits: the training cell live, then the mistakes; end on the surest one.
# The doctor's cases (section 5) are for the learners alone.

# %% slideshow={"slide_type": "skip"}
import inspect
from itertools import islice
from timeit import repeat

import numpy as np

from nblib.check import check, hint, use
from nblib.checkup import check_data, examine_backward, numerical_gradients
from nblib.datasets import load_digits, split
from nblib.descent import sgd
from nblib.functions import softmax
from nblib.in_place import InPlace
from nblib.losses import softmax_cross_entropy
from nblib.mlp import MLP, Layer
from nblib.viz import ask, explore, predict
from nblib.viz.figures.gradient_check import gradient_check_v
from nblib.viz.figures.mistakes import mistakes
from nblib.viz.figures.one_digit import one_digit
from nblib.viz.figures.ribbon import backward_ribbon
from nblib.viz.figures.training_film import training_film
from nblib.viz.forms import forms_against_products
from nblib.viz.progress import progress

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 1 · The same net, once more forward
#
# This is the net of lessons 00 and 07: two inputs, three hidden units, three classes, and one example.
# Its weights were chosen so that every derivative has one decimal.
# Lesson 08 knew only what comes out of it, $p = [0.2, 0.3, 0.5]$, and what goes into its last layer, $a = [2, 1, 0]$; here are both.

# %%
x, y = np.array([[1.0, 2.0]]), np.array([[0, 1, 0]])
W1, b1 = np.array([[1.0, -1.0, 0.5], [0.5, 1.0, -1.0]]), np.zeros(3)
W2, b2 = np.array([[1.0, 0.0, -1.0], [-2.0, 0.0, 2.0], [3.0, 1.0, 0.0]]), np.log([0.2, 0.3, 0.5])

# %%
z1 = x @ W1 + b1
a = np.maximum(z1, 0)
p = softmax(a @ W2 + b2)
print(z1, "→", a, "→", p.round(1))

# %% [markdown] slideshow={"slide_type": "subslide"}
# The second class is true, so the loss is $-\ln 0.3 = 1.204$ nats.
# The lecture's step at the scores, which you multiplied out in lesson 08, is the first line on the way back.

# %%
dz2 = p - y
print(dz2.round(1))

# %% [markdown]
# Read it as blame: the first and the third score should go down, the second up.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 2 · One new idea: reuse the layer above
#
# How much does $L$ change when a weight of the *first* layer moves a little?
# The weight $w_{11}$ moves one hidden unit, that unit moves three scores, and the scores move $L$: three roads.
# On each of them the last stretch, from a score to $L$, is known already: it stands in $dz_2$.
#
# So nothing above the scores has to be looked at again.
# It is the sweep of lesson 07 with a whole layer for a node: the message is one vector, the $dz$ of the layer above, and it is all that a layer needs from there.

# %% slideshow={"slide_type": "slide"}
predict("9.c")

# %% [markdown] slideshow={"slide_type": "slide"}
# Forward values stand in the upper lane, and the messages that come back in the middle: derivatives of $L$ by what the units say, called *adjoints*.
# The gradients fall out below.
# Press *Next* and compute each line yourself before you press again.
# Then press ④: which lines fail when the hidden outputs are thrown away, and which do not?

# %% slideshow={"slide_type": "slide"}
explore(backward_ribbon())

# %% [markdown] tags=["notes"]
# **Drive it:** ① and then *Next*: "Which forward value does this line read? Which adjoint does it reuse?"
# **Ask the room** at line 4: "$dZ_2$ times $W_2$, or times its transpose?" Expect "both fit": 3 × 3 was chosen on purpose.
# Say: with its transpose, because a hidden unit is blamed by the row of weights that leave it.
# ④ "Why keep activations at all?" The answer is memory: a large network spends most of it on these.
# ⑤ "What is new in the third layer?" Nothing; the same four lines again, and the count goes from 81 to 486 without reuse.
# ⑥ "Unit 2 gets the largest blame and learns nothing": the switch is off.

# %% [markdown] slideshow={"slide_type": "slide"}
# Now on paper.
# The output layer is done: exercise 8.2 was its $dW_2 = a^\top dz_2$, what goes in times what comes back.
#
# New is the way down, from the scores to the hidden units.
# The hidden unit 1 reaches the three scores with the weights 1, 0 and −1, the first *row* of $W_2$.
# Along each road the derivatives multiply, and over the roads they add: $0.2 \cdot 1 - 0.7 \cdot 0 + 0.5 \cdot (-1) = -0.3$.

# %%
da = dz2 @ W2.T
print(da.round(1))

# %% [markdown]
# Your sweep of lesson 07 wrote these three numbers on the nodes $a_1$, $a_2$, $a_3$, one edge after the other.

# %% [markdown] slideshow={"slide_type": "slide"}
# **Exercise 9.1.** Finish on paper: first $dz_1$, then $dW_1$, a table with two rows and three columns.
# Two questions decide it: what does $a$ do when $z_1$ moves a little, and what goes into the first layer?

# %% tags=["exercise"]
dW1 = ...
# solution
dW1 = [[-0.3, 0.6, 0.0], [-0.6, 1.2, 0.0]]

# %%
check("9.1", dW1)

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Why the tempting answers are tempting.**
# `dz2 @ W2`, without the transpose, gives $[3.1, 0.5, -1.6]$ and no error, since $W_2$ is 3 × 3: shapes that fit prove nothing.
# Copying $da$ into $dz_1$ forgets that unit 3 is off: $z_1 = -1.5$ may move a little, and $a$ stays 0.
# Multiplying by $a$ instead of its slope looks right in two of the three units.

# %% [markdown] tags=["notes"]
# **Ask the room:** "What stands in the third column?" Expect −0.1 and −0.2: half of the room forgets the switch.
# Say: there is no road from that weight to the loss, for this example; tomorrow's example may open it.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 3 · Backward, for a batch and any depth
#
# With one example a row, the same lines work for a batch: the matrix product adds up over the examples.
# For each layer $l$, from the last to the first, with $A_0 = X$:
#
# $$dW_l = A_{l-1}^\top \, dZ_l \qquad db_l = \mathbf{1}^\top dZ_l \qquad dZ_{l-1} = (dZ_l \, W_l^\top) \circ f'(Z_{l-1})$$

# %% [markdown]
# The first two are your `linear_backward` of lesson 08, and what the step needs; the third is new, and carries the message one layer down.
# The mean's $1/m$ is in the first $dZ = (P - Y)/m$, and nowhere else.
#
# The slope $f'$ can be read from the *output* of the unit: ReLU has slope 1 where $A > 0$, else 0; tanh has $1 - A^2$.
# So the list of outputs, $[X, A_1, \dots, Z]$, is all that the forward pass has to keep.

# %%
net = MLP([Layer(W1, b1), Layer(W2, b2)])
outputs = net.forward(x)
print([A.shape for A in outputs], net.activation.slope(outputs[1]))

# %% [markdown] slideshow={"slide_type": "slide"}
# In NumPy, the whole backward pass of our net is five lines.

# %%
dW2, db2 = a.T @ dz2, dz2.sum(axis=0)
da = dz2 @ W2.T
dz1 = np.where(a > 0, da, 0)
dW1, db1 = x.T @ dz1, dz1.sum(axis=0)
print(dW1.round(1), db1.round(1))

# %% [markdown] slideshow={"slide_type": "slide"}
# **Exercise 9.2.** Write `backward(net, outputs, dZ)` for a network of any depth.
#
# - `outputs` is $[X, A_1, \dots, Z]$, so `outputs[l]` goes *into* `net.layers[l]`, which has `W` and `b`; the first layer is number 0.
# - `net.activation.slope(A)` is the slope, from the output.
# - Return a list with one `Layer(dW, db)` for each layer, the first layer first.
#
# A loop from the last layer to the first, with the three formulas in it, is enough.


# %% tags=["exercise"]
def backward(net, outputs, dZ):
    """[Layer(dW1, db1), …] from the outputs of net.forward and dZ = ∂L/∂Z."""
    ...
    # solution
    gradients = []
    for l in reversed(range(len(net.layers))):
        A, W = outputs[l], net.layers[l].W
        gradients.insert(0, Layer(A.T @ dZ, dZ.sum(axis=0)))
        if l > 0:
            dZ = dZ @ W.T * net.activation.slope(A)
    return gradients


# %%
check("9.2", backward)

# %% [markdown] slideshow={"slide_type": "subslide"}
# The check compares every gradient with small nudges of every weight, on seven networks; section 4 shows how.
# If something is wrong, the verdict is a table; read it from the output down, and `hint("9.2")` helps.
#
# What you have written is what the library runs: `nblib.MLP.backward` has these very lines.
#
# **Why the tempting answer is tempting.**
# `dZ @ W.T * (A > 0)` passes on every ReLU network, and fails on tanh.
# The network knows its own slope: ask it.

# %% [markdown] slideshow={"slide_type": "slide"}
# Everything that follows runs on your `backward`, once it passes; the loss is the function of exercise 8.3a.
# The first use is one step of descent: lesson 04 predicts what it gains.

# %%
backward = use("9.2", backward)
L, dZ = softmax_cross_entropy(outputs[-1], np.array([1]))
gradients = backward(net, outputs, dZ)
square = sum((g**2).sum() for layer in gradients for g in layer)
print("‖g‖² =", square.round(2))

# %% slideshow={"slide_type": "slide"}
predict("9.b")

# %% slideshow={"slide_type": "subslide"}
for learning_rate in (0.01, 0.001):
    Z = net.step(gradients, learning_rate).forward(x)[-1]
    L_after, _ = softmax_cross_entropy(Z, np.array([1]))
    print(f"η = {learning_rate}: predicted {-learning_rate * square:.5f}, true {L_after - L:.5f}")

# %% [markdown]
# With a tenth of the step, the error of the prediction is a hundredth: 0.0040 becomes 0.00004.
# That is the error that vanishes faster than $\Delta x$, in a network.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 4 · Proof: the gradient check
#
# A wrong gradient often trains a little, too, so a falling loss proves nothing.
# The proof needs no theory of networks: nudge one weight by $h$ up and down, and look at the loss.
#
# $$\frac{\partial L}{\partial w} \approx \frac{L(w + h) - L(w - h)}{2h}$$

# %% slideshow={"slide_type": "slide"}
predict("9.a")

# %% [markdown] slideshow={"slide_type": "slide"}
# Each curve is the error of a whole gradient: 43 weights and biases of a 4-5-3 net on 30 penguins.
# Press ① to ⑤; on the right stand the two losses behind one of the 43 quotients, with a bar where they begin to differ.

# %% slideshow={"slide_type": "slide"}
explore(gradient_check_v())

# %% [markdown] slideshow={"slide_type": "subslide"}
# On the right of each V the formula is wrong: the forward quotient in proportion to $h$, the centred one to $h^2$.
# On the left the computer is: a float has 16 digits, and the smaller $h$, the more of them the two losses share.
# So $h = 10^{-5}$ with centred differences, and no float32: there no $h$ comes below the doctor's limit of $10^{-6}$.

# %% [markdown] tags=["notes"]
# **Ask the room** before ⑤: "Who divides by $10^{-12}$ for the exact derivative?"
# Expect most hands, since the definition says $h \to 0$.
# Say: look at the bar in the digits: thirteen are shared, and the quotient is made of the three or four that remain.

# %% [markdown] slideshow={"slide_type": "slide"}
# **A gradient check needs random biases.**
# Take our net, whose $b_1$ is 0, and the example $x = [0, 0]$: every $z_1$ is exactly 0, on the kink of ReLU.

# %%
at_zero = net.forward(np.zeros((1, 2)))
_, dZ_at_zero = softmax_cross_entropy(at_zero[-1], np.array([1]))
print((backward(net, at_zero, dZ_at_zero)[0].b + 0).tolist())
print(numerical_gradients(net, np.zeros((1, 2)), np.array([1]))[0].b.round(2).tolist())

# %% [markdown]
# Backward takes the slope at 0 to be 0; nudging up and down finds the mean of the slopes 0 and 1, and so half of $da = [-0.3, 0.6, -0.1]$.
# Neither is wrong, since a kink has no derivative; yet a check would reject a right `backward`.
# A row of zeros gets there, and so does every layer above one that is silent; random biases keep away from it.

# %% [markdown] slideshow={"slide_type": "slide"}
# **The gradient doctor** does this for every parameter.
# Beside the error it measures how many times the reference the gradient is: $\rho = \langle g, \hat g \rangle / \langle \hat g, \hat g \rangle$.

# %%
examine_backward(backward, check_data([2, 5, 3], 4, np.random.default_rng(0)))

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 5 · Be the doctor
#
# Five backward passes are broken, each in one line.
# You see only the doctor's table of each; rows stand from the output down, as the message travels.
#
# | look at | because |
# |:--|:--|
# | the first wrong row | a mistake shows from its place downwards, never above |
# | $\rho$: is it a clean number? | $-1$, $m$ and $1/m$ each have a cause |
# | which units are wrong | a mistake at the activation tells units that are on from those that are off |

# %% slideshow={"slide_type": "subslide"}
ask("9.3a")

# %% tags=["solution"]
check("9.3a", "b")

# %% slideshow={"slide_type": "subslide"}
ask("9.3b")

# %% tags=["solution"]
check("9.3b", "d")

# %% slideshow={"slide_type": "subslide"}
ask("9.3c")

# %% tags=["solution"]
check("9.3c", "e")

# %% slideshow={"slide_type": "subslide"}
ask("9.3d")

# %% tags=["solution"]
check("9.3d", "g")

# %% slideshow={"slide_type": "subslide"}
ask("9.3e")

# %% tags=["solution"]
check("9.3e", "f")

# %% [markdown] slideshow={"slide_type": "subslide"}
# The next patient looks healthy.

# %%
ask("9.3f")

# %% tags=["solution"]
check("9.3f", "a c d")

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Why the tempting answer is tempting.**
# A green table feels like "my code is right".
# It says less: this gradient belongs to *this* loss, computed by *this* call, and nothing more.
# Labels in the wrong order have a loss of their own, and its gradient is right.

# %% [markdown] slideshow={"slide_type": "slide"}
# A doctor also operates.
# The last patient was written for nets with two layers, and two of its lines are wrong.


# %%
def patient(net, outputs, dZ):
    X, A1, _ = outputs
    dW2, db2 = A1.T @ dZ, dZ.mean(axis=0)
    dZ1 = dZ @ net.layers[1].W.T * A1
    dW1, db1 = X.T @ dZ1, dZ1.sum(axis=0)
    return [Layer(dW1, db1), Layer(dW2, db2)]


examine_backward(patient, check_data([2, 3, 3], 4, np.random.default_rng(9)))

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Exercise 9.3g.** Write `mended`: copy the patient, mend the line behind the first wrong row, look at a new table, and go on.


# %% tags=["exercise"] slideshow={"slide_type": "subslide"}
def mended(net, outputs, dZ):
    """The patient, cured."""
    ...
    # solution
    X, A1, _ = outputs
    dW2, db2 = A1.T @ dZ, dZ.sum(axis=0)
    dZ1 = dZ @ net.layers[1].W.T * net.activation.slope(A1)
    dW1, db1 = X.T @ dZ1, dZ1.sum(axis=0)
    return [Layer(dW1, db1), Layer(dW2, db2)]


# %%
check("9.3g", mended)

# %% [markdown] tags=["notes"]
# **Ask the room**, if there is time, at case 9.3e: "Which line is it?" Expect "the mask", because units are wrong below the activation.
# Say: it is the transpose; the unit that is never on is right, so the mask works; unit 3 is on in one row only, and there $a = 1$.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 6 · Handwritten digits
#
# Now the network that you derived reads.
# There are 1797 images of digits, 8×8 pixels each, from 0 (paper) to 1 (ink); a quarter is held out.

# %%
X, labels, *_ = load_digits()
train, test = split(X, labels, 1 / 4, np.random.default_rng(0))
print(train[0].shape, test[0].shape)

# %% [markdown] slideshow={"slide_type": "slide"}
# The net has 64 inputs, 32 hidden units and 10 classes: 2410 parameters.
# For one image, the forward pass takes 2368 products and the backward pass 2720.
# Road by road the gradient would take 62,400, and nudging every parameter up and down 4820 forward passes.
#
# *Minibatch descent* takes a step after every 10 images, with their mean gradient.
# A pass through all 1347 training images is 135 steps; 30 passes take a second or two.

# %%
rng = np.random.default_rng(0)
start = MLP.init([64, 32, 10], rng)
walk = sgd(start, *train, learning_rate=0.1, batch_size=10, rng=rng, backward=backward)


def report(state):
    right = np.mean(state.w.predict(test[0]) == test[1])
    return f"after {state.k // 135:2} passes {right:.0%} of the test images are read correctly"


# %% slideshow={"slide_type": "slide"}
states = progress(walk, 30 * 135, report, every=5 * 135)
nets = [state.w for state in islice(states, 0, 30 * 135 + 1, 135)]

# %%
accuracy = np.mean(nets[-1].predict(test[0]) == test[1])
print("at least 96 %:", accuracy >= 0.96)

# %% [markdown]
# No line of this knows what a digit is: forward, loss, backward, step, 4050 times.
# Five other splits and starts, with the seeds 1 to 5, end between 96 % and 98 %.
# To be strict, the step size was chosen while looking at test images; with more data one would hold out a third set for such choices.

# %% slideshow={"slide_type": "slide"}
predict("9.d")

# %% [markdown] slideshow={"slide_type": "slide"}
# Each grey square on the right is one hidden unit, its 64 weights in the places of the pixels.
# Press ① to ④, then drag *passes* from 0 on.

# %% slideshow={"slide_type": "slide"}
explore(training_film(nets, train, test))

# %% [markdown] slideshow={"slide_type": "subslide"}
# The training loss goes on falling, and the test loss stops at about 0.1: from there on the net learns *these* images, not digits.
# In ④ the random start is taken off, and what was learned appears: blots and strokes, and two squares of plain grey.

# %% [markdown] slideshow={"slide_type": "slide"}
# Where is it wrong, and would you have done better?

# %% slideshow={"slide_type": "slide"}
explore(mistakes(nets[-1], test))

# %% [markdown] tags=["notes"]
# **Ask the room** at ①, with your hand over the captions: "What do you read?"
# Expect disagreement on two or three of them; then uncover.
# Say: the surest mistakes cost the most: the first of them costs 4.6 nats, the 300 easiest images together 0.2.

# %% [markdown] slideshow={"slide_type": "slide"}
# Last, one image at every stage, forward in the upper row and backward in the lower: the ribbon, with digits.
# The true digit and the unit with the largest blame are hatched.

# %% slideshow={"slide_type": "slide"}
explore(one_digit(nets, test))

# %% [markdown] slideshow={"slide_type": "subslide"}
# The lower left is an outer product made visible: the gradient of one unit's 64 weights is the image itself, times one number of blame.
# In ② the net is right and sure, $p - y$ is nearly 0, and so is all that follows: a step on this image changes nothing.
# Learning comes from surprises.

# %% [markdown] slideshow={"slide_type": "slide"}
# **Could it be faster?**
#
# Every step makes its arrays anew, and the next step throws them away.
# The library has the same step a second time, in `nblib/in_place.py`: each array is made once, before the training, and then overwritten.
# Below is its `backward`; read it beside yours.

# %%
print(inspect.getsource(InPlace.backward))

# %% [markdown] slideshow={"slide_type": "subslide"}
# The formulas are yours. What differs is where the numbers go, and how often NumPy is called:
#
# | yours | in place | why it comes to the same |
# |:--|:--|:--|
# | `A.T @ dZ` | `np.matmul(A.T, dZ, out=dW)` | the result is written where the last one stood |
# | `dZ.sum(axis=0)` | `np.matmul(ones, dZ, out=db)` | a sum is a product with ones, and NumPy is quicker at products |
# | `* slope(A)` | `dA *= on` | forward has kept where the units are on |
# | $W - \eta\,dW$ in every layer | `parameters -= steps` | all layers lie in one vector: one subtraction moves them all |
# | $\eta$ times every $dW$ | $\eta$ times $dZ$ | backward is linear in $dZ$: what goes in scaled comes out scaled |


# %% slideshow={"slide_type": "subslide"}
def one_step(net, X, labels):
    outputs = net.forward(X)
    _, dZ = softmax_cross_entropy(outputs[-1], labels)
    return net.step(backward(net, outputs, dZ), 0.1)


# %%
rng = np.random.default_rng(0)
net = MLP.init([64, 32, 10], rng)
training = InPlace(net, m=10)
for rows in rng.integers(0, len(train[0]), (100, 10)):
    X, labels = train[0][rows], train[1][rows]
    training.step(X, labels, learning_rate=0.1)
    net = one_step(net, X, labels)

pairs = zip(net.layers, training.net.layers, strict=True)
same = [np.allclose(*arrays) for layers in pairs for arrays in zip(*layers, strict=True)]
print("the same net after 100 steps:", all(same))

# %% [markdown] slideshow={"slide_type": "subslide"}
# No form can do without the matrix products, so they are the floor: `products_alone` makes the products of a step, and nothing of use.
# Guess both shares of your time before you run the stop-watch: the step in place, and the products alone.


# %%
def products_alone(net, X):
    outputs = [X]
    for W, _ in net.layers:
        outputs.append(outputs[-1] @ W)
    dZ = outputs[-1]
    for l in reversed(range(len(net.layers))):
        outputs[l].T @ dZ
        if l > 0:
            dZ = dZ @ net.layers[l].W.T


# %% slideshow={"slide_type": "subslide"}
def seconds(sizes, m):
    """How long a step takes in each form, the best of several tries."""
    rng = np.random.default_rng(0)
    net = MLP.init(sizes, rng)
    X, labels = rng.normal(size=(m, sizes[0])), rng.integers(0, sizes[-1], m)
    training = InPlace(net, m)
    forms = (
        lambda: one_step(net, X, labels),
        lambda: training.step(X, labels, 0.1),
        lambda: products_alone(net, X),
    )
    tries = [[min(repeat(form, number=5, repeat=3)) / 5 for form in forms] for _ in range(3)]
    return np.min(tries, axis=0)


# %% tags=["nbval-ignore-output"] slideshow={"slide_type": "subslide"}
names = ["64-32-10\n32 rows", "784-128-64-10\n128 rows"]
forms_against_products(names, [seconds([64, 32, 10], 32), seconds([784, 128, 64, 10], 128)])

# %% [markdown] slideshow={"slide_type": "subslide"}
# On the small net, more than three quarters of your time are not products.
# Most of that is the price of *calling* NumPy, to be paid however few the numbers are; in place there are fewer calls, and it saves a third.
# On the large net the products are most of the work, and nobody can leave them out: it saves between 13 % and 21 %.
#
# And it costs: the formulas are harder to find, only ReLU with softmax and cross-entropy works, every batch has the same number of rows, and a gradient that you kept is overwritten by the next step.
# That is why everything else in this course runs on your lines.

# %% [markdown] slideshow={"slide_type": "subslide"}
# These shares are from `tests/benchmarks/training.py`, on one processor, where PyTorch takes the same steps, too.
# On 64-32-10, PyTorch needs between 3.5 and 3.7 times as long as your lines, and more than five times as long as those in place: it can differentiate any program, and the bookkeeping for that is most of its work here.
# On 784-128-64-10 it needs between 1.0 and 1.3 times as long as your lines: there the products are most of the work, for both.
# Its field begins there: larger nets, any program, and processors that NumPy cannot use.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## Summary
#
# Backpropagation goes through the forward lines in reverse and does one line for each.
# A layer needs from above one array, the $dZ$ of the next layer, and from the forward pass its own input and output.
# A weight's gradient is what goes in times what comes back, added up over the batch.
# Centred differences at $h = 10^{-5}$ prove a gradient, given random biases, and prove it only for the loss that was checked.
# Forward, loss, backward, step: 4050 times, and a network of 2410 numbers reads handwriting.
#
# **To read on:** Rumelhart, Hinton and Williams (1986), *Learning representations by back-propagating errors*;
# Nielsen (2015), *Neural Networks and Deep Learning*, chapter 2; Griewank and Walther (2008), *Evaluating Derivatives*, chapter 3, for reverse mode in general.
#
# **Next:** [10 The playground](10_playground.ipynb) lets you break this loop on purpose: zero weights, a step too long, the wrong loss.
# It needs from here: a unit that is off passes nothing back, and a step is only as good as its length.
