# %% [markdown] slideshow={"slide_type": "slide"}
# # 8 · Backpropagation at the output layer
#
# **After this lesson you can**
#
# - write $\partial L / \partial W$ as three factors, and give the shape of each;
# - multiply out the Jacobian of the softmax, and see the product collapse to $p - y$;
# - say why $\partial z / \partial W$, a table with three indices, leaves only an outer product;
# - put $1/m$ into its one place, and say why the three factors are never computed one by one;
# - train a classifier with two functions of your own: one for the loss, one for a layer.
#
# **Time** about 60 minutes alone, 8 minutes live.
# **Before** [07 Influence diagrams](07_influence_diagrams.ipynb): multiply along a road, add over the roads; [02 Softmax](02_softmax.ipynb) and its loss; [03 The matrix view](03_matrix_view.ipynb) for the shapes.

# %% [markdown] tags=["notes"]
# **Speaker notes · 8 minutes.**
# Minute 1: section 1, the lecture's line with its shapes; prediction 8.a by show of hands.
# Minutes 2 and 3: section 2, the Jacobian entry by entry; the room computes row 2.
# Minute 4: section 3, the formula in which $1/p_j$ meets $p_j$, and presets ① to ③.
# Minute 5: section 4, the third wagon: "which weights does $z_2$ know?"
# Minutes 6 and 7: preset ⑥ for $1/m$, prediction 8.d, then ④ and ⑤.
# Minute 8: the solution of exercise 8.3, and the training cell live.
# The first step and the doctor are for the learners alone.

# %% slideshow={"slide_type": "skip"}
import numpy as np

from nblib.check import check, hint, use
from nblib.checkup import check_data, examine_backward
from nblib.datasets import load_penguins, split, standardise
from nblib.functions import log_softmax, softmax
from nblib.losses import one_hot
from nblib.viz import explore, predict
from nblib.viz.figures.shape_train import shape_train

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 1 · Three factors and their shapes
#
# A weight of the output layer moves a score, the scores move the probabilities, and the probabilities move the loss.
# The lecture writes this as three factors, here with $n$ inputs and $c$ classes:
#
# $$\frac{\partial L}{\partial W} \;=\; \underset{\textstyle 1 \times c}{\frac{\partial L}{\partial p}} \;\cdot\; \underset{\textstyle c \times c}{\frac{\partial p}{\partial z}} \;\cdot\; \underset{\textstyle c \times (n \times c)}{\frac{\partial z}{\partial W}}$$

# %% [markdown]
# Lesson 07 says the same about a diagram: derivatives multiply along a road, and the roads add up.
# From the score $z_2$ three roads lead to $L$, one through each probability.
# A row times a matrix is that rule for all scores at once: each entry adds up the roads, and each term is the product along one of them.
# The edge that is nearest to the loss stands first, because a row goes in front of a matrix.
#
# The lecture's example will do for the whole lesson: $p = [0.2, 0.3, 0.5]$, and the second class is true.

# %% slideshow={"slide_type": "slide"}
predict("8.a")

# %% [markdown] slideshow={"slide_type": "slide"}
# **The first factor** is short.
# $L = -\sum_j y_j \ln p_j$ is a sum with one term that is not 0, so $\partial L / \partial p_j = -y_j / p_j$: a row with one entry that is not 0.

# %%
p, y = np.array([0.2, 0.3, 0.5]), np.array([0, 1, 0])
dp = -y / p + 0  # + 0 makes NumPy's −0 a 0
print("dL/dp =", dp.round(4))

# %% [markdown]
# Read it as in [lesson 04](04_derivatives.ipynb): if $p_2$ grows by 0.003, then $L$ falls by about 0.01.
# The two zeros do not say that $p_1$ and $p_3$ are unimportant.
# They say that $L$ looks at $p_2$ only; that the three hang together is the business of the next factor.
#
# One more guess, before that factor turns these three numbers into $dL/dz$.

# %% slideshow={"slide_type": "slide"}
predict("8.b")

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 2 · The Jacobian: probability is passed around
#
# **The second factor** has a row for each probability and a column for each score, and every entry is a derivative of $p_j = e^{z_j} / S$ with $S = \sum_k e^{z_k}$.
# A table of all partial derivatives of several outputs is called a *Jacobian*; lesson 04's derivative was one row of it.
#
# A score $z_k$ of another class stands in the sum only; the own score $z_j$ stands in both places.
#
# $$\frac{\partial p_j}{\partial z_k} = -\frac{e^{z_j} e^{z_k}}{S^2} = -p_j\, p_k \qquad\qquad \frac{\partial p_j}{\partial z_j} = \frac{e^{z_j}}{S} - \frac{e^{z_j} e^{z_j}}{S^2} = p_j - p_j^2$$

# %% [markdown] slideshow={"slide_type": "slide"}
# Entry by entry, for the lecture's probabilities; the second row is yours.
#
# | derivative of, by | z₁ | z₂ | z₃ |
# |---|---|---|---|
# | $p_1$ | 0.2 − 0.2² = **0.16** | −0.2 · 0.3 = **−0.06** | −0.2 · 0.5 = **−0.10** |
# | $p_2$ | ? | ? | ? |
# | $p_3$ | −0.5 · 0.2 = **−0.10** | −0.5 · 0.3 = **−0.15** | 0.5 − 0.5² = **0.25** |
#
# Each row adds up to 0, because one amount added to all scores changes no probability.
# Each column does too, because the probabilities go on summing to 1: what one class gains, the others lose.

# %% [markdown] slideshow={"slide_type": "slide"}
# **Exercise 8.1.** On paper: row 2 of the Jacobian, and the product $dL/dz = dL/dp \cdot \partial p / \partial z$.
# Hand in two lines of three numbers.

# %% tags=["exercise"]
row_2 = ...
dL_dz = ...
# solution
row_2 = [-0.06, 0.21, -0.15]
dL_dz = [0.2, -0.7, 0.5]

# %%
check("8.1", [row_2, dL_dz])

# %% [markdown] slideshow={"slide_type": "subslide"}
# Stuck? `hint("8.1")` in a cell of its own gives one hint each time; the third is the solution.
#
# **Why the tempting answers are tempting.**
# The row [0, 0.21, 0] forgets that softmax is not one logistic unit but three that share: $z_1$ moves $p_2$ through the denominator.
# And $p(1 - p)$ belongs to every logistic unit with squared error, as in [lesson 06](06_loss_landscapes.ipynb), so the hand writes it by itself; here it is about to cancel.

# %% [markdown] tags=["notes"]
# **Ask the room:** "If only $z_1$ rises, what happens to $p_2$?" Expect "nothing, it is another class" from a third of them.
# Say: the cake has one size; whoever takes more takes it from the others, and most from those who have most.

# %% [markdown] slideshow={"slide_type": "slide"}
# In NumPy the whole Jacobian is one line, $\mathrm{diag}(p) - p^\top p$ with $p$ as a row.

# %%
J = np.diag(p) - np.outer(p, p)
print(J.round(2))
print("rows sum to", J.sum(axis=1).round(12) + 0)

# %% [markdown]
# Nobody has to believe a formula for a derivative.
# Nudge each score up and down, and see what the probabilities do; any scores with this softmax will do, for example $z = \ln p$.

# %%
z, h = np.log(p), 1e-5
nudged = [(softmax(z + h * e) - softmax(z - h * e)) / (2 * h) for e in np.eye(3)]
print(np.allclose(np.column_stack(nudged), J))

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 3 · The product collapses
#
# Now row times matrix, for any probabilities and any label.
# The entry for the score $z_k$ adds up the roads through all $p_j$, and in every term a $p_j$ from the Jacobian meets the $1/p_j$ of the loss:
#
# $$\frac{\partial L}{\partial z_k} = \sum_j \left(-\frac{y_j}{p_j}\right) \big(p_j\,[j{=}k] - p_j\, p_k\big) = -y_k + p_k \sum_j y_j = p_k - y_k$$

# %%
print("dL/dp · ∂p/∂z:", (dp @ J).round(4))
print("p − y:        ", p - y)

# %% [markdown]
# So $dL/dz = p - y$: prediction minus truth, and no logarithm, no division and no exponential is left in it.
# The last step used only that the labels sum to 1.
# The sum is 0, as it has to be; the true class alone is negative, so descent raises it alone.

# %% [markdown] slideshow={"slide_type": "slide"}
# Press ① to ③ and look at the first two wagons; below them stands their product.
# The third wagon and ④ to ⑥ come later in this lesson.

# %% slideshow={"slide_type": "slide"}
explore(shape_train())

# %% [markdown] slideshow={"slide_type": "subslide"}
# In ③ the net is sure and wrong.
# Its $dL/dp_2$ is −424.5, and the row of the Jacobian that it meets is tiny, because a probability near 0 hardly answers to its score.
# The two always cancel: no entry of $p - y$ is ever beyond 1.
# That is the pull of lesson 06, now for $c$ classes: cross-entropy pulls by the plain mistake.

# %% [markdown] tags=["notes"]
# **Drive it:** in ① drag $z_2$ upwards: "which numbers stay 0, which sum stays 0?"
# **Ask the room** at ③: "−424 looks dangerous: will the step explode?" Expect "yes".
# Say: look at the row below, −0.998; the large factor and the small one were never two things.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 4 · From a score to its weights
#
# **The third factor**, $\partial z / \partial W$, says how every score answers to every weight.
# In $z_j = \sum_i a_i w_{ij} + b_j$ the $a_i$ are what goes into the layer: the data $x$, or in a network the outputs of the units below.

# %% slideshow={"slide_type": "slide"}
predict("8.c")

# %% [markdown] slideshow={"slide_type": "subslide"}
# Three indices make a box of numbers; draw it as one slice for each score.
# In slice $j$ only column $j$ is not empty, and it holds the inputs: $\partial z_j / \partial w_{ik} = a_i\,[j{=}k]$.
# That is what the lecture means by the short line $\partial z / \partial w = x$: it looks at one score and its own column of weights.

# %%
a_example = np.array([1.0, 0, 3])
slices = np.zeros((3, 3, 3))
for j in range(3):
    slices[j, :, j] = a_example
print(slices[1])

# %% [markdown]
# This is the slice of $z_2$.
# Now each slice is multiplied by its $dL/dz_j$, and the slices are added up.
# Their columns never overlap, so nothing is really added: column $j$ of the sum is the inputs times $dL/dz_j$.

# %%
dW_example = sum(dz_j * slice_j for dz_j, slice_j in zip(p - y, slices, strict=True))
print(dW_example.round(1) + 0)

# %% [markdown] slideshow={"slide_type": "slide"}
# A table in which every row meets every column once is an *outer product*, and the box was never needed:
#
# $$\frac{\partial L}{\partial w_{ij}} = a_i\, \frac{\partial L}{\partial z_j} \qquad\text{or}\qquad \underset{n \times c}{dW} = \underset{n \times 1}{a^\top}\;\underset{1 \times c}{dz}$$

# %% [markdown]
# What goes in, times what comes back: the lecture writes $\partial \mathrm{Div} / \partial w_{ij} = y_i\, \partial \mathrm{Div} / \partial z_j$, where its $y_i$ is an activation, our $a_i$, and not a label.
# The same line holds in every layer, because nothing about scores was used.
# A bias is a weight whose input is always 1, so $db = dz$.
#
# Go back to the figure and press ① again: the lower line is this product.

# %% [markdown] slideshow={"slide_type": "slide"}
# **Exercise 8.2.** In the net of [lesson 00](00_start_here.ipynb), $a = [2, 1, 0]$ goes into the output layer, and $dz = [0.2, -0.7, 0.5]$ comes back.
# What is $dW_2$, on paper?

# %% tags=["exercise"]
dW2 = ...
# solution
dW2 = [[0.4, -1.4, 1.0], [0.2, -0.7, 0.5], [0.0, 0.0, 0.0]]

# %%
check("8.2", dW2)

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Why the tempting answers are tempting.**
# $[0.6, -2.1, 1.5]$ adds up the inputs first, as one does with matrix products; yet each of the nine weights has a derivative of its own.
# The row of zeros looks like a mistake and is information: the third unit was silent, so its weights had no part in this loss and get no blame.

# %% [markdown] tags=["notes"]
# **Ask the room:** "Two inputs, 1 and 100, and the same dz. Which weight moves more, and is that fair?" Expect "the second, and no".
# Say: the second moves 100 times as far. This is why lesson 03 standardised millimetres and grams before they met.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 5 · A batch, and numbers too small to divide by
#
# $L$ is the *mean* over $m$ examples, so each example's share of the loss is $1/m$, and $1/m$ enters in the first factor.
# Everything that follows inherits it, and it must not be put in again.
# Press ⑥: the weights are shared by all examples, so their outer products are added up, and a matrix product does just that.
#
# $$dZ = (P - Y)/m \qquad\qquad dW = A^\top dZ \qquad\qquad db = \mathbf{1}^\top dZ$$

# %% [markdown]
# $A$ is $m \times n$ and $dZ$ is $m \times c$, so the product that fits has the examples inside, where they are summed over.
# $\mathbf{1}^\top dZ$ is the sum down the columns.
#
# One question is left before you write it.

# %% slideshow={"slide_type": "slide"}
predict("8.d")

# %% slideshow={"slide_type": "subslide"}
with np.errstate(divide="ignore", invalid="ignore"):
    p_far = softmax(np.array([0.0, -800.0, 5.0]))
    print("staged:", (-y / p_far) @ (np.diag(p_far) - np.outer(p_far, p_far)))
print("fused: ", (p_far - y).round(4))

# %% [markdown]
# Press ④ and ⑤, or drag *push* from 0 to 800 and see how long the factors hold.
# *Staged* means one factor after the other, as they are written; *fused* means the product that was multiplied out on paper.
# On paper they are equal, and on a computer only the second is safe, so libraries offer the loss and the softmax as one function of the *scores*.
# The loss itself is read from `log_softmax`, which knows that $-\ln p_2$ is 805 although $p_2$ rounds to 0.

# %% [markdown] slideshow={"slide_type": "slide"}
# **Exercise 8.3a.** Write `softmax_cross_entropy(Z, labels)` for scores of shape (m, c): the mean loss in nats, and $dZ$.
# `log_softmax(Z)` gives $\ln P$, and `one_hot(labels, c)` gives $Y$.


# %% tags=["exercise"]
def softmax_cross_entropy(Z, labels):
    """L and dZ = ∂L/∂Z (m, c), from scores Z (m, c) and m labels 0 … c−1."""
    ...
    # solution
    m, c = Z.shape
    Y = one_hot(labels, c)
    log_P = log_softmax(Z)
    L = -(Y * log_P).sum() / m
    dZ = (np.exp(log_P) - Y) / m
    return float(L), dZ


# %%
check("8.3a", softmax_cross_entropy)

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Why the tempting answers are tempting.**
# `dZ = P` and then `dZ[np.arange(m), labels] -= 1` is short and needs no $Y$; but `dZ` is only another name for `P`, and whoever reads `P` afterwards finds −0.7 in it.
# `np.log(P + 1e-12)` silences the warning, and the loss reports 28 nats where it is 805.
# Dividing by $m$ here *and* later feels careful; the doctor's table shows it as $\rho = 1/m$ everywhere.

# %% [markdown] slideshow={"slide_type": "slide"}
# **Exercise 8.3b.** Write `linear_backward(A, dZ)`: from what went into a layer and what comes back, $dW$ and $db$.


# %% tags=["exercise"]
def linear_backward(A, dZ):
    """dW (n, c) and db (c,), from A (m, n) and dZ (m, c)."""
    ...
    # solution
    return A.T @ dZ, dZ.sum(axis=0)


# %%
check("8.3b", linear_backward)

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Why the tempting answers are tempting.**
# `dZ.T @ A` fits as well, and is $dW$ lying on its side.
# `dZ.mean(axis=0)` looks like the mean of the loss, which is in $dZ$ already; and `dZ` itself as $db$ has a row for each example, where the bias has one number for all of them.
#
# Both functions are what the library runs: `nblib.losses.softmax_cross_entropy` has these lines, and `nblib.MLP.backward` has these two products.

# %% [markdown] tags=["notes"]
# **Ask the room:** "Which of the two lines knows about softmax?" Expect "both".
# Say: only the first.
# `linear_backward` is every layer's line: lesson 09 puts it into a loop, and needs one line more.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 6 · Train with it
#
# In [lesson 05](05_gradient_descent.ipynb) your descent trained a softmax regression on the penguins, and the gradient was borrowed.
# Here are the same birds and the same split; now the gradient is yours.

# %%
softmax_cross_entropy = use("8.3a", softmax_cross_entropy)
linear_backward = use("8.3b", linear_backward)
penguins = load_penguins()
(X, labels), (X_test, labels_test) = split(penguins.X, penguins.y, 0.3, np.random.default_rng(1))
X, X_test = standardise(X, X_test)

# %% slideshow={"slide_type": "subslide"}
W, b = np.zeros((4, 3)), np.zeros(3)
for k in range(696):
    L, dZ = softmax_cross_entropy(X @ W + b, labels)
    dW, db = linear_backward(X, dZ)
    if k in (0, 1, 10, 100, 695):
        print(f"after {k:3} steps: loss {L:.4f}")
    W, b = W - 1.0 * dW, b - 1.0 * db

# %% slideshow={"slide_type": "subslide"}
right, right_test = ((rows @ W + b).argmax(axis=1) == y for rows, y in ((X, labels), (X_test, labels_test)))
print(f"training birds {right.mean():.1%}, test birds {right_test.mean():.1%}")

# %% [markdown]
# These are the losses of lesson 05, to the last digit shown: the same walk, with a derivative that you have derived.
# Forward, loss, backward, step: four lines, and no other loop will come.

# %% [markdown] slideshow={"slide_type": "slide"}
# What does the very first step learn?
# At $W = 0$ every $p$ is 1/3, and $A^\top (P - Y)$ adds up birds: each species' own birds pull its column, all birds together push it, and the average of all standardised birds is 0.

# %%
_, dZ = softmax_cross_entropy(np.zeros((len(X), 3)), labels)
dW, db = linear_backward(X, dZ)
templates = [X[labels == j].sum(axis=0) / len(X) for j in range(3)]
print(np.allclose(-dW, np.column_stack(templates)))

# %% [markdown]
# Column $j$ of the first step is the average bird of species $j$, times the species' share: the templates that lesson 03 put in by hand.
# Descent finds them in one step, and spends the other 694 on the birds that look like somebody else.

# %% [markdown] slideshow={"slide_type": "slide"}
# Last, the proof that no training curve gives.
# The doctor nudges every weight of a layer and compares; lesson 09 explains the table.


# %%
def backward(net, outputs, dZ):
    return [linear_backward(outputs[0], dZ)]


examine_backward(backward, check_data([2, 3], 4, np.random.default_rng(0)), softmax_cross_entropy)

# %% [markdown] slideshow={"slide_type": "slide"}
# ## Summary
#
# The derivative of the loss by the output weights has three factors, a row, a square matrix and a box, and a matrix product is the sum over all roads.
# Softmax only passes probability around, so its Jacobian's rows and columns sum to 0; times the $-y/p$ of the loss it collapses to $p - y$.
# A weight knows one input and one score, so its derivative is what goes in times what comes back: an outer product.
# The mean's $1/m$ enters once, in $dZ = (P - Y)/m$, and the examples' outer products are added up by $A^\top dZ$.
# What cancels on paper must be cancelled on paper: factor by factor, a probability that rounds to 0 gives nan.
#
# **To read on:** Goodfellow, Bengio and Courville (2016), *Deep Learning*, section 6.2.2.3; Bridle (1990), *Training stochastic model recognition algorithms as networks can lead to maximum mutual information estimation of parameters*;
# Petersen and Pedersen (2012), *The Matrix Cookbook*, for derivatives by matrices.
#
# **Next:** [09 Backpropagation, and a network that reads](09_backprop_mlp.ipynb) takes the message one layer down, through $W$ and the activation, and then as deep as you like.
# It needs from here: $dz = p - y$ at the scores, and what goes in times what comes back.
