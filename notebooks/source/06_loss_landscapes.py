# %% [markdown] slideshow={"slide_type": "slide"}
# # 6 · Loss landscapes: why one loss teaches faster, and where a walk gets stuck
#
# **After this lesson you can**
#
# - say why cross-entropy pulls hard at a confident mistake, and squared error hardly at all;
# - derive the slope of both losses with respect to the score;
# - tell a convex landscape from one that is not, and say what convexity buys;
# - tell a local minimum, a saddle and an inflection apart;
# - say what the stop rule of lesson 05 makes of each of them.
#
# **Time** about 45 minutes alone, 10 minutes live.
# **Before** [04 Derivatives](04_derivatives.ipynb) for slopes, [05 Gradient descent](05_gradient_descent.ipynb) for the step, the stop rule and its verdicts.

# %% [markdown] tags=["notes"]
# **Speaker notes · 10 minutes.**
# Minutes 1–3: section 1, prediction 6.a by show of hands, presets ① to ③ of the first figure.
# Minute 4: section 2, the two factors on the board; the exercises are for the learners alone.
# Minutes 5–6: section 3, prediction 6.b, presets ④ and ⑤; name the penguins' result in one sentence.
# Minute 7: section 4, the smallest deep network: two minima, and the middle between them is a saddle.
# Minutes 8–10: section 5, predictions 6.c and 6.d, presets ② to ⑦ of the second figure.

# %% slideshow={"slide_type": "skip"}
import numpy as np

from nblib.check import check, hint, use
from nblib.datasets import load_penguins, standardise
from nblib.descent import descend
from nblib.losses import softmax_cross_entropy, squared_error
from nblib.viz import ask, explore, predict
from nblib.viz.figures.terrain import terrain
from nblib.viz.figures.two_hills import two_hills

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 1 · Two losses, one mistake
#
# Why do we prefer one loss to another?
# Both of these are 0 when the true class gets p = 1, and both grow when p gets smaller: the cross-entropy $-\ln p$, and the squared error $(p - 1)^2$.
# So both have the same wish.
# What differs is the slope they lay under a unit that is wrong.

# %% slideshow={"slide_type": "slide"}
predict("6.a")

# %% [markdown] slideshow={"slide_type": "slide"}
# One logistic unit, whose true class is y = 1; it should raise its score $z$.
# On each loss lies a ball at the same score, with its tangent.
# Below is the **pull**, the size of the slope, which is what descent multiplies by $\eta$.
# Press ① to ③, then drag `start z` from end to end; ④ and ⑤ come later.

# %% slideshow={"slide_type": "slide"}
explore(two_hills())

# %% [markdown] tags=["notes"]
# **Drive it:** ① "both pull"; ② "which ball would roll?"; ③ "nothing left to do".
# Then drag z from 0 to −8 slowly and let the room watch the dashed pull.
# **Ask the room:** "Where does the squared error pull hardest?" Expect "where it is most wrong".
# Say: it is at p = 1/3, and from there on every further mistake pulls *less*.

# %% [markdown] slideshow={"slide_type": "slide"}
# The pull of the cross-entropy grows with the mistake, up to 1.
# The pull of the squared error is largest at p = 1/3, where it is 8/27 = 0.296, and beyond that it *falls* again.
# A unit that is sure and wrong stands on a plateau: the loss is nearly as high as it can be, and nearly level.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 2 · Where the pull comes from
#
# The loss answers to p, and p answers to z.
# The first multiplier belongs to the loss, the second to the logistic curve, and one after the other they multiply.
#
# $$\frac{\mathrm{d}L}{\mathrm{d}z} = \frac{\mathrm{d}L}{\mathrm{d}p} \cdot \frac{\mathrm{d}p}{\mathrm{d}z} \qquad\text{with}\qquad \frac{\mathrm{d}p}{\mathrm{d}z} = p\,(1 - p)$$

# %% [markdown] slideshow={"slide_type": "subslide"}
# The second multiplier is the trouble: where p is near 0 or near 1, the logistic curve is flat.
# At z = −5 a step of 0.1 in the score moves p by less than a thousandth.

# %%
z = np.array([-5.0, -0.7, 3.0])
p = 1 / (1 + np.exp(-z))
print("p", p.round(4), "  dp/dz", (p * (1 - p)).round(4))

# %% [markdown] slideshow={"slide_type": "subslide"}
# Work out both slopes for the first of the three, by hand.

# %%
ask("6.2")

# %% tags=["solution"]
check("6.2", -0.9933)

# %% slideshow={"slide_type": "subslide"}
ask("6.2b")

# %% tags=["solution"]
check("6.2b", -0.0132)

# %% [markdown] slideshow={"slide_type": "slide"}
# The derivative of $-\ln p$ is $-1/p$: it gets steep exactly where the logistic curve gets flat, and the two p's cancel.
# What is left is the plain mistake.
#
# $$-\frac{1}{p} \cdot p\,(1 - p) = p - 1$$

# %% [markdown] slideshow={"slide_type": "slide"}
# Nothing cancels for the squared error.
#
# **Exercise 6.2c.** Write `squared_slope(z, y)`: the derivative of $(p - y)^2$ with respect to $z$, for arrays of scores and labels.
# One line for p, one for the product of the two multipliers.


# %% tags=["exercise"]
def squared_slope(z, y):
    """dL/dz of L = (p − y)² with p = 1 / (1 + e⁻ᶻ), entry by entry."""
    ...
    # solution
    p = 1 / (1 + np.exp(-z))
    return 2 * (p - y) * p * (1 - p)


# %%
check("6.2c", squared_slope)

# %% [markdown] slideshow={"slide_type": "subslide"}
# Stuck? `hint("6.2c")` in a cell of its own gives one hint each time; the third is the solution.
#
# **Why the tempting answers are tempting.**
# $2(p - y)$ is the derivative of the square as everybody knows it, and it is right *with respect to p*.
# But the weights cannot move p directly: they move z, and z moves p.
# And $p - y$ is so well known as "the gradient" that it is easily taken for the gradient of every loss; it belongs to this one pair, logistic curve and cross-entropy.

# %% [markdown] tags=["notes"]
# **Ask the room:** "Is it an accident that p cancels?" Expect "yes".
# Say: it is not: the logarithm undoes the exponential inside the logistic curve.
# Lesson 08 finds the same for softmax with any number of classes.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 3 · The race
#
# Same start, same $\eta$: who brings p above .9 first, and by how much?

# %% slideshow={"slide_type": "slide"}
predict("6.b")

# %% [markdown] slideshow={"slide_type": "slide"}
# From here on the dashed ball runs on your own `squared_slope`, once its check passes.
# Take a few single steps, then press ④ and ⑤.

# %% slideshow={"slide_type": "slide"}
squared_slope = use("6.2c", squared_slope)
explore(two_hills(squared_slope), k=1)

# %% [markdown] tags=["notes"]
# **Drive it:** start at ②, press "+1 step" five times and ask who moves; then ④, then ⑤.
# **Ask the room:** "Why not give the squared error a larger η?" Expect "good idea".
# Say: the next cell answers, an η that suits the far examples is 33 times too large for the near ones.

# %% [markdown] slideshow={"slide_type": "subslide"}
# Would a larger $\eta$ mend it?
# Make the squared error 75 times as strong, so that both pull alike at z = −5, and compare the pulls at −5 and at −0.7.

# %%
scores = np.array([-5.0, -0.7])
cross_entropy_pull = 1 - 1 / (1 + np.exp(-scores))
print((75 * np.abs(squared_slope(scores, np.ones(2))) / cross_entropy_pull).round(1))

# %% [markdown]
# What is right for the sure mistake is 33 times too strong for the slight one.
# A batch holds both, and there is one $\eta$ for all.

# %% [markdown] slideshow={"slide_type": "slide"}
# Now a whole classifier: the penguins of [lesson 05](05_gradient_descent.ipynb), started from a thoroughly wrong place.
# We train it, turn the signs of all weights round, double them, and let each loss repair the damage.
# `descend` is the `gradient_descent` that you wrote there.

# %%
penguins = load_penguins()
X, labels = standardise(penguins.X, penguins.X)[0], penguins.y
X = np.column_stack([X, np.ones(len(X))])


def train(loss, W, steps):
    def L(W):
        return loss(X @ W, labels)[0]

    def dW(W):
        return X.T @ loss(X @ W, labels)[1]

    return descend(L, dW, W, learning_rate=1.0, eps=0.0, max_iter=steps)


# %% slideshow={"slide_type": "subslide"}
wrong = -2 * train(softmax_cross_entropy, np.zeros((5, 3)), 100)[-1]
for loss in (softmax_cross_entropy, squared_error):
    path = train(loss, wrong, 500)
    right = [((X @ path[k]).argmax(axis=1) == labels).mean() for k in (0, 20, 100, 500)]
    print(f"{loss.__name__:21}", "  ".join(f"{share:4.0%}" for share in right))

# %% [markdown] slideshow={"slide_type": "subslide"}
# The columns are 0, 20, 100 and 500 steps.
# After 100 steps the cross-entropy has nearly all birds right, and the squared error not one; in the end both arrive.
# Here the landscape alone has changed: data, model, start and $\eta$ are the same.
# (`squared_error` adds up the outputs of all classes; with two classes its pull is twice that of our single unit, and 2 against 75 changes little.)

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 4 · Convex, or not
#
# There is a word for a landscape without second valleys and level traps.
# A function is **convex** if the straight line between any two of its points is never below it; for the middle of the line that reads
#
# $$f\left(\frac{a + b}{2}\right) \le \frac{f(a) + f(b)}{2}$$


# %%
def cross_entropy(z):
    return np.log(1 + np.exp(-z))


def squared(z):
    return (1 / (1 + np.exp(-z)) - 1) ** 2


for f in (cross_entropy, squared):
    print(f"{f.__name__:14} f at the middle {f(-2):.3f}   middle of the line {(f(-5) + f(1)) / 2:.3f}")

# %% [markdown] slideshow={"slide_type": "subslide"}
# The line from z = −5 to z = 1 runs above the cross-entropy, as every other line does: it is convex.
# It runs below the squared error, so that one is not.
# A convex function has no second valley: wherever the slope is 0, nothing lower exists anywhere.
# So descent finds the minimum, if there is one and if the step is small enough; the two conditions are those of lesson 05.

# %% [markdown] slideshow={"slide_type": "slide"}
# With cross-entropy, the loss of the penguins is convex in the weights, because the scores are linear in them.
# One hidden layer ends that.
# The smallest network with two layers has two weights in a row, $\hat y = w_2 w_1 x$; give it one example, $x = 1$, $y = 1$.
#
# $$L(w_1, w_2) = (1 - w_1 w_2)^2$$

# %%
for w1, w2 in [(1, 1), (-1, -1), (0, 0), (0.5, 0.5), (0.5, -0.5)]:
    error = 1 - w1 * w2
    print(f"w = ({w1}, {w2}):  L = {error**2:.4f}   slopes {-2 * error * w2 + 0.0}, {-2 * error * w1 + 0.0}")

# %% [markdown]
# (1, 1) and (−1, −1) are both perfect, and in the middle between them, at (0, 0), L is 1: this is not convex.
# Both slopes are 0 there as well, although it is no minimum: L falls towards (.5, .5) and rises towards (.5, −.5).
# Descent that starts with all weights at 0 stays there for ever.
# Large networks inherit this: exchange two hidden units together with all their weights, and you have another minimum, exactly as good.

# %% [markdown] tags=["notes"]
# **Ask the room:** "We started the penguins with all weights 0. Why was that allowed?" Expect silence.
# Say: there is no hidden layer there: the loss is convex, every start will do.
# With a hidden layer, (0, 0) is a saddle, so networks are started at random.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 5 · Level ground
#
# Where the slope is 0, descent stands still, whatever kind of place it is.
# What kind it is, its neighbours decide:
#
# | a little aside it is | the place is |
# |---|---|
# | higher in every direction | a minimum |
# | lower in every direction | a maximum |
# | higher in one direction, lower in another | a saddle |
# | higher on one side, lower on the other, along the same line | an inflection |

# %% slideshow={"slide_type": "subslide"}
ask("6.1")

# %% tags=["solution"]
check("6.1", "a b d e h i")

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Why the tempting answer is tempting.**
# At school the second derivative decides, and 0 feels like an answer of its own: "inflection".
# But it only says that the test is out of order; $x^3$, $x^4$ and $-x^4$ all have it.

# %% [markdown] slideshow={"slide_type": "slide"}
# Two guesses before you walk.

# %% slideshow={"slide_type": "slide"}
predict("6.c")

# %% slideshow={"slide_type": "slide"}
predict("6.d")

# %% [markdown] slideshow={"slide_type": "slide"}
# The white square is the start, the diamond the end, and each cross is a place where the slope is 0.
# The verdict is that of lesson 05: was the stop worth believing?
# Press ① to ⑦ in order.
# Then take the double well, start at 2, and look for an $\eta$ that jumps over the crest.

# %% slideshow={"slide_type": "slide"}
explore(terrain())

# %% [markdown] tags=["notes"]
# **Drive it:** ② and ③ together: a hundredth at the start, another valley at the end.
# ④ needs a pause: the *same* start as ③, and the rule stops it on top of a hill.
# ⑤ and ⑥: point at the loss curve, level for some 50 steps, then falling without end.
# **Ask the room:** "At ⑤, would a look at the gradient norm have helped?" Expect "yes, lesson 05 said so".
# Say: it does not: .0076 looks like arrival too.
# Only the neighbours tell, so one has to go and look: a push.

# %% [markdown] slideshow={"slide_type": "slide"}
# | preset | what the walk met | the verdict |
# |---|---|---|
# | ① | the one minimum of a convex bowl | honest |
# | ② ③ | a minimum, the lower or the higher one | honest, as far as a walk can know |
# | ④ | the top of the crest, after one step | false stop |
# | ⑤ | a saddle, at step 25 | false stop |
# | ⑥ | the same saddle with a stricter rule | it escapes: $w_2$ is above 1 at step 76 |
# | ⑦ | an inflection, at w = .038 | false stop: no minimum exists |
#
# For a non-convex function, says the lecture, descent will find a local minimum, a saddle or an inflection point.
# Now you have seen each of them found.
# The remedy of lesson 05, a look at the gradient, does not help here: its norm is below .008 at ④, ⑤ and ⑦.
# A small push does: from a minimum the walk comes back, from a saddle or a crest it goes on.

# %% slideshow={"slide_type": "subslide"}
ask("6.3")

# %% tags=["solution"]
check("6.3", "c")

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Why the tempting answers are tempting.**
# We want the lowest minimum, so we expect it from a method called *minimisation*; and nearness is how water on a map seems to decide.
# Descent knows the slope under its feet and nothing else.
# A long step can be lucky: here is the walk from w = 2 with three learning rates.


# %%
def well(w):
    return w**4 - 3 * w**2 + w


def well_slope(w):
    return 4 * w**3 - 6 * w + 1


for learning_rate in (0.02, 0.05, 0.1):
    path = descend(well, well_slope, 2.0, learning_rate, eps=1e-9, max_iter=1000)
    print("η =", learning_rate, " first steps", path[:4].round(2), " end", path[-1].round(2))

# %% [markdown]
# With $\eta = 0.1$ the first step jumps to the other side of the crest, and the walk ends in the lower valley.
# Nobody planned that, and with $\eta = 0.2$ the walk diverges.
# In practice one starts several times, or adds noise to the steps, as minibatches do in lesson 09.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## Summary
#
# A loss is chosen for the landscape it makes: cross-entropy pulls by 1 − p, the plain mistake, because its steepness cancels the flatness of the logistic curve.
# Squared error keeps the factor p(1 − p), so a unit that is sure and wrong stands on a plateau and learns 75 times more slowly at z = −5.
# On a convex landscape every level place is a lowest one; one hidden layer is enough to lose that.
# Minimum, saddle and inflection all have slope 0, and only their neighbours tell them apart.
# The stop rule cannot: it has called a crest, a saddle and an inflection an arrival.
#
# **To read on:** Goodfellow, Bengio and Courville (2016), *Deep Learning*, sections 4.3, 6.2.2.2 and 8.2; Dauphin et al. (2014), *Identifying and attacking the saddle point problem in high-dimensional non-convex optimization*;
# Li et al. (2018), *Visualizing the Loss Landscape of Neural Nets*.
#
# **Next:** [07 Influence diagrams](07_influence_diagrams.ipynb) finds the slope for *every* weight of a network by the rule used here twice: along a road multipliers multiply.
# It needs from here: dL/dz = dL/dp · dp/dz.
