# %% [markdown] slideshow={"slide_type": "slide"}
# # 3 · The matrix view: all units and all examples in one product
#
# **After this lesson you can**
#
# - see $c$ units as the $c$ columns of $W$, and $m$ examples as the $m$ rows of $X$;
# - write down the shape of every array of a layer, and of the derivatives that will belong to them;
# - say what broadcasting does with the bias, and when it does the wrong thing without a word;
# - run a softmax classifier forward on real data, and judge its loss and its accuracy;
# - say why one matrix product is written instead of two loops.
#
# **Time** about 35 minutes alone, 3 minutes live.
# **Before** [02 Softmax](02_softmax.ipynb): scores become probabilities, row by row.

# %% [markdown] tags=["notes"]
# **Speaker notes · 3 minutes.**
# Minute 1: presets ① to ③ of the figure, one sentence each: a unit is a column, an example is a row.
# Minute 2: prediction 3.a by show of hands, then ④ and ⑤: the same mistake, once silent and once loud.
# Minute 3: the formula with its shapes; let the room call out the shape of dW.
# The penguins and the stop-watch are for the learners alone; mention the ratio.

# %% slideshow={"slide_type": "skip"}
import time

import numpy as np

from nblib.check import check, hint, use
from nblib.datasets import load_penguins, split, standardise
from nblib.functions import softmax
from nblib.losses import cross_entropy
from nblib.viz import explore, predict
from nblib.viz.figures.matrix import units_as_columns
from nblib.viz.timing import loops_against_product

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 1 · A unit is a column, an example is a row
#
# One logistic unit has one weight for each input, and a bias.
# It scores an example $x$ with $z = x \cdot w + b$.
# Three classes need three units, and a training set has hundreds of examples: where do all these numbers go?

# %% [markdown] slideshow={"slide_type": "slide"}
# Press ① to ③, then pick other rows and columns with $i$ and $j$.
# Where row $i$ of $X$ and column $j$ of $W$ cross, there stands the score of example $i$ by unit $j$.

# %% slideshow={"slide_type": "slide"}
explore(units_as_columns())

# %% [markdown] tags=["notes"]
# **Drive it:** in ② move j from 1 to 3: "this is another unit, that is all"; in ③ move i: "another example, the same units".
# **Ask the room:** "A fourth class: what gets longer, and what stays?"
# Expect "W gets a column".
# Say: b and Z get longer as well, which is often forgotten, and X stays as it is.

# %% [markdown] slideshow={"slide_type": "slide"}
# Every entry of $Z$ is one row times one column, plus one bias, and a matrix product computes all of them.
# The inner size $n$ is summed over and disappears.
#
# $$\underset{m \times c}{Z} \;=\; \underset{m \times n}{X} \;\; \underset{n \times c}{W} \;+\; \underset{(c,)}{b} \qquad\qquad z_{ij} = \sum_k x_{ik}\, w_{kj} + b_j$$

# %% [markdown]
# Here are the first three examples of the figure: $z_{23}$ by hand, then all nine products at once.
# Python counts from 0, so example 2 and unit 3 stand at `[1, 2]`.

# %%
X = np.array([[1.0, 2], [0, 1], [3, -1]])
W = np.array([[1.0, 0, -1], [2, 1, 0]])
b = np.array([10.0, 20, 30])
print("z₂₃ =", X[1] @ W[:, 2] + b[2])
print(X @ W)

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 2 · How b finds its column
#
# `X @ W` is a table and `b` is not, yet NumPy adds them.

# %% slideshow={"slide_type": "slide"}
predict("3.a")

# %% [markdown] slideshow={"slide_type": "slide"}
# **Exercise 3.1.** Write `linear(X, W, b)`: the scores Z of shape (m, c), in one line and without a loop.


# %% tags=["exercise"]
def linear(X, W, b):
    """Z = X W + b of shape (m, c), from X (m, n), W (n, c) and b (c,)."""
    ...
    # solution
    return X @ W + b


# %%
check("3.1", linear)

# %% [markdown] slideshow={"slide_type": "subslide"}
# Stuck? `hint("3.1")` in a cell of its own gives one hint each time; the third is the solution.
#
# **Why the tempting answers are tempting.**
# On paper a single example is often a column, and then one writes $W^{\mathsf T} x + b$; with examples as rows no transpose is left.
# And $b$ looks like a column in many books, so it is made one: `b[:, np.newaxis]`.

# %% [markdown] slideshow={"slide_type": "slide"}
# That last one is the dangerous one: go back to the figure and press ④, then ⑤.
#
# **Broadcasting** lines two shapes up at their *last* axis; sizes that are equal fit, a size of 1 is copied, and a missing axis counts as 1.
# So a (c,) is copied down the rows, which is what we want, and a (c, 1) along the columns, which is not.

# %%
for shapes in [((3, 3), (3,)), ((3, 3), (3, 1)), ((1, 3), (3, 1))]:
    print(*shapes, "→", np.broadcast_shapes(*shapes))

# %% [markdown]
# Three times no error, and only the first is a bias: the second gives every *example* a bias of its own, the third turns one example into three.
# With four examples NumPy would have refused, so test with sizes that are all different.

# %% [markdown] tags=["notes"]
# **Ask the room:** "Which batch size would have hidden this mistake for ever?" Expect "c": as many examples as classes.
# Say: that is why every check of tables in this course uses a square case *and* others.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 3 · The shape of everything
#
# Shapes are the cheapest check there is, and they hold for derivatives as well: in this course `dV` means $\partial L / \partial V$ and has the shape of V.
# The reason is the use that is made of it: `V - learning_rate * dV` has to fit.
#
# **Exercise 3.2.** A classifier for m = 333 penguins, n = 4 measurements, c = 3 species.
# Fill in the shapes; Y holds the one-hot labels, P = softmax(Z), and L is one number.

# %% tags=["exercise"]
shape_X = ...
shape_W = ...
shape_b = ...
shape_Z = ...
shape_P = ...
shape_Y = ...
shape_dW = ...
shape_db = ...
# solution
shape_X = (333, 4)
shape_W = shape_dW = (4, 3)
shape_b = shape_db = (3,)
shape_Z = shape_P = shape_Y = (333, 3)

# %%
check("3.2", [shape_X, shape_W, shape_b, shape_Z, shape_P, shape_Y, shape_dW, shape_db])

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Why the tempting answer is tempting.**
# (3, 4) for W reads "three units with four weights each", and some libraries store it like that.
# Then every forward line needs a transpose; here a unit is a column, and `X @ W` is read as it is written.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 4 · Penguins
#
# Now the same product on real birds: 333 penguins of three species, of which 100 are put aside for the test.
# Millimetres and grams do not belong in one sum, so each column is standardised: minus its mean, divided by its standard deviation.

# %%
birds = load_penguins()
training, test = split(birds.X, birds.y, 0.3, np.random.default_rng(3))
(X_train, y_train), (X_test, y_test) = training, test
X_train, X_test = standardise(X_train, X_test)
print("training", X_train.shape, " test", X_test.shape, " classes", *birds.classes)

# %% [markdown] slideshow={"slide_type": "slide"}
# **Exercise 3.3.** Write `classify(X, W, b)`: for each row the index of the class with the highest score, an array of shape (m,).


# %% tags=["exercise"]
def classify(X, W, b):
    """The class 0 … c−1 with the highest score, for each of the m rows of X."""
    ...
    # solution
    return (X @ W + b).argmax(axis=1)


# %%
check("3.3", classify)

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Why the tempting answers are tempting.**
# `argmax(axis=0)` runs down the columns and finds the best example of each class, and for m = c even the shape is right.
# A softmax before the argmax feels necessary and is not: it keeps the order in every row.

# %% [markdown] slideshow={"slide_type": "slide"}
# Before any learning all weights are 0.

# %% slideshow={"slide_type": "slide"}
predict("3.c")

# %% slideshow={"slide_type": "subslide"}
linear, classify = use("3.1", linear), use("3.3", classify)
W, b = np.zeros((4, 3)), np.zeros(3)
P = softmax(linear(X_train, W, b))
print("loss", round(cross_entropy(P, y_train), 4), " ln 3 =", round(np.log(3), 4))
print("accuracy", (classify(X_train, W, b) == y_train).mean().round(2))

# %% [markdown]
# The loss is that of no opinion at all, ln 3; the accuracy is the share of the Adelies, since class 0 wins every tie.

# %% [markdown] tags=["notes"]
# **Ask the room:** "44 % accuracy without learning anything: is that good?" Expect a laugh, then silence.
# Say: the loss knows better than the accuracy that nothing was learned; compare accuracies with the laziest guesser.

# %% [markdown] slideshow={"slide_type": "slide"}
# Weights can be chosen by hand as well.
# Let column $j$ of $W$ be the *average bird* $\mu_j$ of species $j$: a unit is then a template, and its score says how well a bird matches it.
# With the bias $-\frac12 \lVert \mu_j \rVert^2$ the highest score belongs to the nearest average.
#
# $$x \cdot \mu_j - \tfrac12 \lVert \mu_j \rVert^2 \;=\; \tfrac12 \lVert x \rVert^2 - \tfrac12 \lVert x - \mu_j \rVert^2$$

# %% [markdown]
# The first term on the right is the same for all species: a shift of the whole row, which lesson 02 says nobody notices.

# %%
W = np.column_stack([X_train[y_train == j].mean(axis=0) for j in range(3)])
b = -0.5 * (W**2).sum(axis=0)
print(*birds.features, sep=", ")
for name, column in zip(birds.classes, W.T, strict=True):
    print(f"{name:9}", column.round(2))

# %% [markdown] slideshow={"slide_type": "slide"}
# Read the columns: in units of one standard deviation the average Gentoo is heavy, with long flippers and a shallow bill, and Adelies have short bills.
# Three templates are a classifier.

# %%
for rows, X, y in (("training", X_train, y_train), ("test", X_test, y_test)):
    loss = cross_entropy(softmax(linear(X, W, b)), y)
    print(f"{rows:8}  loss {loss:.2f}  accuracy {(classify(X, W, b) == y).mean():.2f}")

# %% [markdown]
# 96 % of birds that it has never seen, without a single step of training.
# But templates are a guess about good weights; lesson 05 lets the loss choose them.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 5 · One product instead of two loops
#
# The product and two loops compute the same numbers.


# %%
def with_loops(X, W, b):
    Z = np.empty((len(X), len(b)))
    for i in range(len(X)):
        for j in range(len(b)):
            Z[i, j] = X[i] @ W[:, j] + b[j]
    return Z


print(np.allclose(with_loops(X_train, W, b), linear(X_train, W, b)))

# %% slideshow={"slide_type": "slide"}
predict("3.b")

# %% [markdown] slideshow={"slide_type": "slide"}
# Now the stop-watch, on your machine.
# The shortest of several runs is taken, because a computer is only ever held up, never hurried.


# %%
def seconds(function, X, runs):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        function(X, W, b)
        times.append(time.perf_counter() - start)
    return min(times)


# %% tags=["nbval-ignore-output"] slideshow={"slide_type": "subslide"}
sizes, rng, measured = (10, 100, 1000, 10_000, 100_000), np.random.default_rng(0), []
for m in sizes:
    X, runs = rng.normal(size=(m, 4)), 5 if m <= 1000 else 1
    measured.append((seconds(with_loops, X, runs), seconds(linear, X, runs=20)))
loops_against_product(sizes, measured)

# %% [markdown] slideshow={"slide_type": "subslide"}
# The multiplications are the same on both curves; the loops pay for Python $m \cdot c$ times, the product pays once.
# So the ratio grows with the batch, until the product is busy fetching numbers from memory.
# It is your own `linear` that is timed, once its check passes: with a loop inside, it would show here.
# Training repeats the forward pass thousands of times: without the matrix view there would be no lesson 09.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## Summary
#
# Examples are rows of X, units are columns of W, and one product scores every example by every unit.
# The bias is one number for each unit; broadcasting copies it down the rows, and copies a column the other way without complaint.
# Matching shapes prove nothing when two sizes happen to be equal, so test with sizes that differ.
# With all weights 0 the loss is ln 3 and the accuracy that of always naming one class; a column of W can be read as a template of its class.
# One matrix product replaces two loops; for a thousand examples it is a hundred times faster, or more.
#
# **To read on:** NumPy's user guide, *Broadcasting*; Harris and others (2020), *Array programming with NumPy*, Nature 585;
# Horst, Hill and Gorman (2020), *palmerpenguins*, for the birds.
#
# **Next:** [04 Derivatives](04_derivatives.ipynb) asks how the loss changes when a weight changes a little.
# It needs from here: which index of an array counts what, and that dV has the shape of V.
