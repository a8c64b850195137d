# %% [markdown] slideshow={"slide_type": "slide"}
# # 0 · Start here
#
# This is the first of eleven notebooks.
# At their end stands a network that reads handwritten digits, and every line of its learning is one that you have written.
#
# **After this lesson you can**
#
# - use the notebooks: run, predict, press presets, check an answer, ask for a hint;
# - trace one example through a multi-layer perceptron, from its inputs to its loss;
# - say what the loss is when a network has no opinion at all;
# - put the four parts of a training step in order.
#
# **Time** about 30 minutes alone, 5 minutes live.
# **Before** Python, a little NumPy, and a first idea of logistic regression.

# %% [markdown] tags=["notes"]
# **Speaker notes · 5 minutes.**
# Before the lecture: run all cells, press the button of section 1, and leave the page open at section 4.
# Minute 1: the convention card, two rows of it only, $X$ (an example is a row) and $dW$ (the same shape as $W$).
# Minute 2: section 4 on the board, with the numbers of the cells.
# Minute 3: exercise 0.2 by show of hands, then 0.3, with the four lines of code still out of sight.
# Minutes 4 and 5: prediction 0.a, then the figure with its four presets.
# Sections 1 and 2 and exercise 0.1 are for the learners alone.

# %% [markdown] slideshow={"slide_type": "skip"}
# ## 1 · Does everything run?
#
# Click into the cell below, hold Shift and press Enter: the cell runs.
# Its first four lines must begin with [OK].
# A line that begins with [FAIL] says what is missing.
# An error that says *No module named* …: this notebook runs in another Python than the one you have set up; see "Start" in README.md.

# %% slideshow={"slide_type": "skip"}
from nblib.check.setup import check_setup

check_setup()  # before the other imports, which need what it looks for

import numpy as np

from nblib.check import check, logbook
from nblib.datasets import make_arms
from nblib.losses import softmax_cross_entropy
from nblib.mlp import MLP
from nblib.viz import ask, explore, predict
from nblib.viz.figures.journey import journey
from nblib.viz.tryout import try_button

# %% [markdown] slideshow={"slide_type": "skip"}
# Figures and questions need the page and Python to hear each other.

# %% slideshow={"slide_type": "skip"}
try_button()

# %% [markdown] slideshow={"slide_type": "skip"}
# If there is no button, or nothing changes when you press it:
#
# - **JupyterLab, Notebook 7:** reload the page and run both cells again. If that does not help, ipywidgets is missing where Jupyter itself is installed: put it there, then start Jupyter anew.
# - **VS Code:** choose the environment of the course as kernel (top right). If VS Code asks whether it may load widget scripts, say yes; the setting is called `jupyter.widgetScriptSources`.
#
# Without widgets each figure is a still picture, with its numbers in words.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 2 · How to use the lessons
#
# Every lesson asks first and tells afterwards.
#
# - **Run** each cell with Shift+Enter, from top to bottom.
# - **Predict:** choose an option and lock it in; then you are told what happens. A wrong guess shows where to look.
# - **Press ① ② ③** above a figure, in order: they tell its story. Then move the controls. The caption has the numbers in words.
# - **Check** your answer. A wrong one is told what is wrong with it.
# - **Hint:** the first points the way, the second goes half of it, the third is the solution.
# - **Logbook:** `logbook()` in a cell of its own shows what you have solved. It is sent nowhere.
#
# From lesson 02 on you write functions, and the figures run on yours.
# Until yours passes its check, the library's stands in, so nothing is ever blocked.
#
# **Without a mouse:** Tab goes from control to control.
# N goes on to the figure's next situation.
# Arrow keys, Page Up and Page Down, Home and End move a slider; Space opens a list, and arrow keys and Enter choose from it.

# %% [markdown]
# Try it here: ask for a hint, then give a wrong answer on purpose.

# %% slideshow={"slide_type": "subslide"}
ask("0.0")

# %% tags=["solution"]
check("0.0", 42)

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 3 · The convention card
#
# There are $m$ examples, $n$ inputs, $h$ hidden units and $c$ classes.
#
# | symbol | what it is | shape | in the lecture |
# |:--|:--|:--|:--|
# | $X$, $x$ | inputs, one example a **row** | $(m, n)$, $(n,)$ | Inp, $X$ |
# | $W$, $b$ | weights, column $j$ is unit $j$; bias, the same for every row | $(n, c)$, $(c,)$ | $W$ $(n \times c)$, $b$ |
# | $Z = XW + b$ | scores | $(m, c)$ | $z$ |
# | $P = \mathrm{softmax}(Z)$ | probabilities, each row sums to 1 | $(m, c)$ | $p$ |
# | $Y$ | labels, one-hot | $(m, c)$ | $y$, label |
# | $A$ | activations of the hidden units | $(m, h)$ | $y_i$ in $\partial \mathrm{Div} / \partial w_{ij} = y_i \, \partial \mathrm{Div} / \partial z_j$, *not* the label |
# | $L$ | **mean** loss over the $m$ rows, in nats (natural logarithm) unless it says "bits" | a number | Loss, $J$, Div |

# %% [markdown] slideshow={"slide_type": "slide"}
# For the way back, and for the step:
#
# | symbol | what it is | shape | in the lecture |
# |:--|:--|:--|:--|
# | $dL/dx$ | derivative: a **row** | $(1, n)$ | $\nabla_x f$ |
# | $\nabla L = (dL/dx)^\top$ | gradient: its transpose, a column | $(n, 1)$ | $\nabla_x f^\top$ |
# | `dW`, `dZ`, … | in code: $\partial L/\partial W$, $\partial L/\partial Z$, … | **the same** as $W$, $Z$ | |
# | $\alpha$ | the local slope in $\Delta y \approx \alpha \, \Delta x$, nothing else | a number | $\alpha$ |
# | $\eta$, `learning_rate` | step size | a number | $\eta$, step |
#
# The $1/m$ of the mean stands in one line only, $dZ = (P - Y)/m$.
# Descent subtracts: the new $W$ is $W - \eta \, dW$.
# A loss starts from scores, so no logarithm of 0 is ever taken.
#
# There is no need to learn the card: come back when a letter is unclear.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 4 · One example, layer by layer
#
# A multi-layer perceptron (MLP) is units in layers.
# Each unit weighs its inputs and adds a bias, as in logistic regression; a hidden unit then replaces what is negative by 0, which is called *relu*.
#
# $$A = \mathrm{relu}(X W_1 + b_1) \qquad Z = A W_2 + b_2$$
#
# Take two inputs, three hidden units and three classes.
# One example is one row, and the three hidden units are the three columns of $W_1$.

# %%
x = np.array([[1.0, 2.0]])
W1, b1 = np.array([[1.0, -1.0, 0.5], [0.5, 1.0, -1.0]]), np.zeros(3)
z1 = x @ W1 + b1
a = np.maximum(z1, 0)
print(z1, "→", a, "shape", a.shape)

# %% [markdown]
# By hand, the first hidden unit is $1 \cdot 1 + 2 \cdot 0.5 = 2$.
# The third comes out at −1.5, so it is *silent*: it passes a 0 on.
#
# The second layer does the same with $a$ and stops before the relu.
# What comes out are scores.

# %% slideshow={"slide_type": "subslide"}
W2 = np.array([[1.0, 0.0, -1.0], [-2.0, 0.0, 2.0], [3.0, 1.0, 0.0]])
b2 = np.log([0.2, 0.3, 0.5])
z = a @ W2 + b2
print(z.round(3), "shape", z.shape)

# %% [markdown] slideshow={"slide_type": "slide"}
# Scores become probabilities by a softmax: take $e$ to the power of each, divide by the sum.
# Lesson 02 says why it is done in this way.

# %%
p = np.exp(z) / np.exp(z).sum()
print(p.round(3))

# %% [markdown] slideshow={"slide_type": "subslide"}
# The loss of an example is its *surprise*: $-\ln p$ of the class that is true.
# Classes are counted from 0; let class 1 be true here.

# %%
label = 1
L = -np.log(p[0, label])
print(L.round(4))

# %% [markdown]
# For $m$ examples, $X$ has $m$ rows, and $L$ is the mean of their surprises.
# Keep these numbers: in lesson 09 the loss runs back through this very net, again by hand.

# %% [markdown] tags=["notes"]
# **Ask the room:** "Which of these numbers will learning change, and which are given?"
# Expect "the weights"; ask for the biases, and for $x$.
# Say: all weights and biases are learned; $x$ is given, nobody learns the data.
# "What happens to the third hidden unit's weights, for this example?" Nothing, it is silent; lesson 09 makes that precise.

# %% [markdown] slideshow={"slide_type": "slide"}
# What learning may change are the *parameters*: all weights and all biases.
# The names 2-3-3 and 4-5-3 give the sizes of the layers, inputs first.

# %%
ask("0.1")

# %% tags=["solution"]
check("0.1", 43)

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Why the tempting answer is tempting.**
# A diagram shows circles and lines, so the lines get counted.
# Biases are not drawn, but they are learned.

# %% [markdown] slideshow={"slide_type": "slide"}
# When is a loss large?
# Compare it with that of a network that has no opinion.

# %%
ask("0.2")

# %% tags=["solution"]
check("0.2", 1.0986)

# %% slideshow={"slide_type": "slide"}
predict("0.b")

# %% [markdown] tags=["notes"]
# **Ask the room:** "Three classes, no idea: what is the loss?"
# Expect "one third" and "two thirds".
# Say: the first is $p$, the second is how often a guesser is wrong.
# 1.585 comes from those who think in bits; both logarithms are right, the unit has to be said.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 5 · The training loop
#
# Training repeats four parts: *forward*, *loss*, *backward* and *update*.
# Each reads what another computes, so few orders work.

# %%
ask("0.3")

# %% tags=["solution"]
check("0.3", ["forward", "loss", "backward", "update"])

# %% [markdown] slideshow={"slide_type": "slide"}
# In code a step is four lines, one for each part.
# The data are 60 points on three spiral arms, and the net has sizes 2-4-3.

# %%
X, labels = make_arms(60, np.random.default_rng(85))
net = MLP.init([2, 4, 3], np.random.default_rng(0))

# %%
for step in range(1001):
    outputs = net.forward(X)
    L, dZ = softmax_cross_entropy(outputs[-1], labels)
    gradients = net.backward(outputs, dZ)
    net = net.step(gradients, learning_rate=0.5)
    if step % 250 == 0:
        print(f"step {step:4}   L = {L:.2f}")

# %% [markdown]
# The first value, 1.18, is near $\ln 3 = 1.10$: the weights are random and know nothing yet.
# After 1000 steps it is 0.04, and all 60 points are right.

# %%
print((net.predict(X) == labels).sum(), "of", len(labels))

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 6 · One point, whole journey
#
# Now watch the same training through the eyes of one point.

# %% slideshow={"slide_type": "slide"}
predict("0.a")

# %% [markdown] slideshow={"slide_type": "slide"}
# **Left:** the net with the numbers of the selected point, from its inputs $x$ to its probabilities $p$; a thick line is a large weight, a grey unit is silent.
# **Middle:** the plane of all inputs, coloured and hatched by the class that the net gives to each place; the ring marks the point.
# **Right:** the surprise $-\ln p$ of this point, solid, and the loss $L$, dashed.
#
# Press ① to ④ in order.
# Then go back to ① and press *Step ×1* once: who gains, and who pays?

# %% slideshow={"slide_type": "slide"}
explore(journey())

# %% [markdown] slideshow={"slide_type": "subslide"}
# In the first step $L$ falls from 1.18 to 1.14, and so does $p$ of this □, from 0.44 to 0.41.
# All points share the same weights, and what helps the mean can hurt one of them.
# After ten steps this point is wrong; after 300 it is right, with $p = 0.98$.
# Point 18 in ④ gets no second chance: two units are silent for every point, and what is silent for every point learns nothing.
# Move the seed there: from each of the nine others this point comes out right.

# %% [markdown] tags=["notes"]
# **Drive it:** ① "right, but why?"; *Step ×1* "did everybody gain?"; ② "L is lower, and this point is lost"; ③ "and back".
# **Ask the room** at ④: "1000 steps, and this point is wrong. Will patience help?"
# Expect "yes, train longer".
# Say: it does not: after 20,000 steps points 18 and 29 are still wrong. Another seed does.
# For the quick: after the first step from ① only 10 of 60 points are right, down from 20, although $L$ fell. Loss and accuracy are two things.

# %% [markdown] slideshow={"slide_type": "slide"}
# **The promise.**
# Three lines of the loop you have taken on trust.
# At the end you will have written each of them, and know why it is as it is:
#
# | in the loop | where it comes from | lessons |
# |:--|:--|:--|
# | `softmax_cross_entropy` | from scores to surprise | 01, 02, 03 |
# | `net.step` | which way is down, how far to go, and what can go wrong | 04, 05, 06 |
# | `net.backward` | every weight's share of the loss, in one sweep from the end to the beginning | 07, 08, 09 |
#
# In lesson 09 your own `backward` trains a network on real handwritten digits.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## Summary
#
# A multi-layer perceptron turns a row of inputs into activations, scores and probabilities, one matrix product a layer.
# The loss of an example is the surprise $-\ln p$ of its true class, and $L$ is the mean over all examples.
# A network that has no opinion about three classes has $L = \ln 3 = 1.0986$ nats.
# One training step is forward, loss, backward, update.
# A small step lowers $L$, and promises nothing to any one example.
#
# **To read on:** Nielsen (2015), *Neural Networks and Deep Learning*, chapter 1; Goodfellow, Bengio and Courville (2016), *Deep Learning*, section 6.1;
# Rumelhart, Hinton and Williams (1986), *Learning representations by back-propagating errors*.
#
# **Next:** [01 Entropy](01_entropy.ipynb) asks how surprised one should be, and what surprise costs.
# It needs from here that the loss of an example is the surprise $-\ln p$.
