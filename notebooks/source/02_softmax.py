# %% [markdown] slideshow={"slide_type": "slide"}
# # 2 · Softmax: from scores to probabilities
#
# **After this lesson you can**
#
# - say why the outputs of stacked logistic units are no probabilities, and why dividing by the sum does not mend it;
# - compute a softmax by hand, and name what it responds to: differences of scores;
# - make it colder and hotter with a temperature;
# - write a softmax that does not overflow, for a whole table of scores;
# - measure how wrong a batch of predictions is, in nats.
#
# **Time** about 40 minutes alone, 3 minutes live.
# **Before** [00 Start here](00_start_here.ipynb), and from [01 Entropy](01_entropy.ipynb) that the surprise of an outcome is $-\log p$.

# %% [markdown] tags=["notes"]
# **Speaker notes · 3 minutes.**
# Minute 1: section 1, ask "may I read these three numbers as probabilities?" and let the room add them up.
# Minute 2: prediction 2.a by show of hands, then presets ①, ② and ③: a minute for each is too long, a sentence is enough.
# Minute 3: presets ④ and ⑤, and the two sentences below the figure.
# Then the formula, and the shift that keeps it safe.
# Temperature, the superfluous column and the batch are for the learners alone.

# %% slideshow={"slide_type": "skip"}
import numpy as np

from nblib.check import check, hint, use
from nblib.functions import sigmoid
from nblib.information import cross_entropy as expected_bits
from nblib.viz import ask, explore, predict
from nblib.viz.figures.normalisers import three_scores
from nblib.viz.figures.temperature import temperature

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 1 · Three units, three opinions
#
# A logistic unit turns one score into one probability: "yes, with 73 %".
# For three classes the first idea is to stack three of them, one for each class.
# Suppose their scores for one example are 1, 2 and 3.

# %% slideshow={"slide_type": "slide"}
predict("2.c")

# %% slideshow={"slide_type": "subslide"}
z = np.array([1.0, 2.0, 3.0])
opinions = sigmoid.f(z)
print(opinions.round(3), "sum", opinions.sum().round(3))

# %% [markdown]
# Each unit was asked only about its own class, so each is free to say "me".
# Together they claim 2.564 times the certainty there is.
# The example belongs to exactly one class, so we want three numbers that share a 1 among them.

# %% [markdown] tags=["notes"]
# **Ask the room:** "Three experts say 73 %, 88 % and 95 %. What is the probability of class 3?"
# Expect "95 %" from half of the room.
# Say: each expert answered a different yes-or-no question, so no one of these numbers has heard of the others.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 2 · Two ways to share
#
# The plain way divides each score by the sum of the scores.
# The softmax first takes $e$ to the power of each score, then divides.
# Before you see either, commit to two guesses.

# %% slideshow={"slide_type": "slide"}
predict("2.a")

# %% slideshow={"slide_type": "slide"}
predict("2.b")

# %% [markdown] slideshow={"slide_type": "slide"}
# Press ① to ⑤ in order.
# The dashed outlines show the shares before the scores were changed.
# Then move the sliders, and try to make softmax fail.

# %% slideshow={"slide_type": "slide"}
explore(three_scores())

# %% [markdown] tags=["notes"]
# **Drive it:** ① "both fine"; ② "minus fifty per cent of what?"; ③ "division by zero, on a harmless example".
# ④ and ⑤ are the point; **ask the room** before each press: "Who notices?"
# Expect someone to prefer plain division because "the numbers look fairer": say that scores have no unit in which to be fair.

# %% [markdown] slideshow={"slide_type": "slide"}
# What each of them does not notice tells what it looks at:
#
# | you change the scores | plain division | softmax |
# |---|---|---|
# | add 100 to all | changes | **unchanged** |
# | multiply all by 10 | **unchanged** | changes |
# | one is negative, or they sum to 0 | breaks | goes on |
#
# Plain division answers to *ratios* of scores, softmax to their *differences*.
# A ratio needs a zero that means something, as metres have and degrees Celsius have not.
# The score of a linear unit, $z = x \cdot w + b$, has none: its bias can move it anywhere.
# Differences are what scores have, so softmax is the one to take.

# %% [markdown] slideshow={"slide_type": "slide"}
# Why differences?
# A difference of scores turns into a ratio of probabilities, and whatever is added to both scores cancels:
#
# $$p_j = \frac{e^{z_j}}{\sum_k e^{z_k}} \qquad\text{so}\qquad \frac{p_j}{p_i} = \frac{e^{z_j}}{e^{z_i}} = e^{\,z_j - z_i}$$

# %% [markdown] slideshow={"slide_type": "subslide"}
# Take the power, take the share.
# For the scores 1, 2, 3 the powers are 2.718, 7.389 and 20.086, and they sum to 30.193.

# %%
E = np.exp(z)
p = E / E.sum()
print(E.round(3), "→", p.round(4))

# %% [markdown]
# One point of score multiplies the odds by $e$: class 3 is 2.718 times as probable as class 2, and class 2 as class 1.

# %%
(p[1:] / p[:-1]).round(3)

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 3 · Softmax for a table of scores
#
# A network scores a whole batch at once: $Z$ has one row for each example and one column for each class.
# Each row is a distribution of its own, so the sum runs along the row.
# And there is a trap that three small scores do not show.

# %%
with np.errstate(over="ignore", invalid="ignore"):
    E = np.exp(np.array([1000.0, 1001.0]))
    print(E, "→", E / E.sum())

# %% [markdown]
# $e^{1000}$ has 435 digits and a float ends at 309, so the computer writes ∞, and ∞/∞ is nan.
# Yet you know the right answer: the difference is 1, so it must be the answer for the scores 0 and 1.
# Softmax allows any shift of a row, and that freedom is the way out.

# %% [markdown] slideshow={"slide_type": "slide"}
# **Exercise 2.1.** Write `softmax(Z)` for scores of shape (m, c), one example a row.
# Every row of the result sums to 1, and scores of 1000 must not overflow.
# Two lines are enough; `axis=-1` means along the row, and `keepdims=True` keeps one number a row as a column.


# %% tags=["exercise"]
def softmax(Z):
    """Probabilities of shape (m, c) from scores Z of shape (m, c)."""
    ...
    # solution
    E = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True)


# %%
check("2.1", softmax)

# %% [markdown] slideshow={"slide_type": "subslide"}
# Stuck? `hint("2.1")` in a cell of its own gives one hint each time; the third is the solution.
#
# **Why the tempting answers are tempting.**
# `E / E.sum(axis=0)` gives a neat table whose *columns* sum to 1: the examples compete instead of the classes.
# Without `keepdims=True` the sums lie down as a row, and for m = c NumPy divides without a word: each number by the sum of the wrong example.
# Shapes that fit prove nothing; sums that come out at 1 do.

# %% [markdown] tags=["notes"]
# **Ask the room:** "Which number may I subtract from a row without changing its softmax?" Expect "the mean" and "the largest".
# Say: any number is allowed; only the largest makes sure that no score is above 0.
# The largest of the *whole table* is the interesting wrong answer: try a row [0, 0] beside [1000, 1000].

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 4 · Temperature: how sure to be
#
# Multiplying all scores by 10 made the softmax certain.
# The usual name for this knob is *temperature*: divide the scores by $T$ first.
#
# $$p = \mathrm{softmax}(z / T)$$

# %% slideshow={"slide_type": "slide"}
predict("2.d")

# %% [markdown] slideshow={"slide_type": "slide"}
# From here on the figure runs on your own `softmax`, once its check passes.
# Press ① to ④, then drag $\log_{10} T$ from end to end.

# %% slideshow={"slide_type": "slide"}
softmax = use("2.1", softmax)
explore(temperature(softmax))

# %% [markdown] slideshow={"slide_type": "subslide"}
# Cold, the largest score takes everything, and the entropy goes to 0 bits: no surprise left.
# Hot, all differences vanish, and the entropy goes to $\log_2 3 = 1.58$ bits: three equal chances.
# The order of the classes never changes; only the confidence does.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 5 · One column too many
#
# Softmax cannot see a shift, so $c$ scores hold only $c - 1$ pieces of information.
# Add any vector $v$ to *every* column of $W$: each row of $Z = XW + b$ is shifted by its own number $x \cdot v$, and nothing else happens.

# %%
rng = np.random.default_rng(2)
X, W, v = rng.normal(size=(4, 2)), rng.normal(size=(2, 3)), rng.normal(size=(2, 1))
print(np.allclose(softmax(X @ W), softmax(X @ (W + v))))

# %% [markdown]
# For two classes this closes a circle.
# Shift the scores $[z, 0]$ as you like: the softmax is the logistic unit, and the second column was never needed.

# %%
print(softmax(np.array([[1.5, 0.0]])).round(4), sigmoid.f(np.array(1.5)).round(4))

# %% [markdown] slideshow={"slide_type": "slide"}
# Now sort the changes: which of them does softmax not notice, and which does plain division not notice?

# %%
ask("2.2")

# %% tags=["solution"]
check("2.2", "a d e")

# %% slideshow={"slide_type": "subslide"}
ask("2.2b")

# %% tags=["solution"]
check("2.2b", "b")

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 6 · How wrong is a batch?
#
# Lesson 01 measured how surprised we are when something of probability $p$ happens: $-\log p$.
# The loss of a classifier is the same surprise, at the class that is true, averaged over the $m$ examples.
# Here the logarithm is natural, so the loss is in nats.
#
# $$L = -\frac{1}{m} \sum_{i=1}^{m} \ln p_{i,\,\mathrm{label}_i}$$

# %% [markdown]
# Three examples, three classes; the true classes are 1, 0 and 2, counted from 0.
# Their probabilities stand at three places of the table, one in each row: .3, .7 and .8.

# %%
P = np.array([[0.2, 0.3, 0.5], [0.7, 0.2, 0.1], [0.1, 0.1, 0.8]])
labels = np.array([1, 0, 2])
print((-np.log([0.3, 0.7, 0.8])).round(4))

# %% [markdown] slideshow={"slide_type": "slide"}
# **Exercise 2.3.** Write `cross_entropy(P, labels)`: one number, the mean surprise of the true classes, in nats.
# Indexing with two arrays, row numbers and column numbers, takes one entry from each row.


# %% tags=["exercise"]
def cross_entropy(P, labels):
    """The mean of −ln p of the true class, for P of shape (m, c) and m labels 0 … c−1."""
    ...
    # solution
    m = len(P)
    return float(-np.log(P[np.arange(m), labels]).mean())


# %%
check("2.3", cross_entropy)

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Why the tempting answers are tempting.**
# The textbook formula multiplies by one-hot labels, $-\sum_j y_j \ln p_j$, and is right on paper.
# A computer meets $0 \cdot \ln 0$ there and answers nan, although the class did not matter.
# `.mean()` over the products divides by all $m \cdot c$ entries, but only one in a row is an example.

# %% [markdown] slideshow={"slide_type": "slide"}
# Why "cross-entropy"?
# A label is a distribution that gives all its weight to one class, so the expected code length of lesson 01 has a single term left.
# The first row cost 1.204 nats; in bits it is the same surprise, read on another scale.

# %%
truth, belief = [0, 1, 0], [0.2, 0.3, 0.5]
print(round(expected_bits(truth, belief, base=np.e), 3), "nats,", round(expected_bits(truth, belief), 3), "bits")

# %% [markdown]
# An undecided softmax gives every class 1/3 and loses ln 3 = 1.0986 nats on each example.
# Keep that number: a network of three classes that starts far above it starts confident and wrong.

# %%
cross_entropy = use("2.3", cross_entropy)
print(round(cross_entropy(softmax(np.zeros((4, 3))), np.array([0, 1, 2, 0])), 4))

# %% [markdown] slideshow={"slide_type": "slide"}
# ## Summary
#
# Three logistic units give three separate opinions, and their sum is nothing in particular.
# Softmax makes them share a 1; it responds to differences of scores and to nothing else.
# Shifting a row by its largest score is therefore free, and keeps the exponential finite.
# Dividing the scores by a temperature changes how sure the answer is, never who wins.
# The loss is the mean surprise at the true class, in nats, and undecided among three means 1.0986.
#
# **To read on:** Bridle (1990), *Probabilistic interpretation of feedforward classification network outputs*, where the name softmax comes from;
# Goodfellow, Bengio and Courville (2016), *Deep Learning*, section 6.2.2.3; Blanchard, Higham and Higham (2021), *Accurately computing the log-sum-exp and softmax functions*.
#
# **Next:** [03 The matrix view](03_matrix_view.ipynb) makes the scores, $Z = XW + b$, for all examples and all classes in one product.
# It needs from here: a row is an example, a column is a class, and softmax works along the row.
