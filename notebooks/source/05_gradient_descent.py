# %% [markdown] slideshow={"slide_type": "slide"}
# # 5 · Gradient descent: downhill one step at a time
#
# **After this lesson you can**
#
# - set a gradient to zero and solve for the minimum, and say why that ends with small, quadratic functions;
# - walk downhill by the sign of the derivative, and by the gradient, and choose a step size from the curvature;
# - write gradient descent with the lecture's stop rule, and say what the rule promises and what it does not;
# - train a classifier with your own descent, and judge it on data that it has not seen.
#
# **Time** about 60 minutes alone, 15 minutes live.
# **Before** [04 Derivatives](04_derivatives.ipynb): the derivative is a row, the gradient its transpose, and $\nabla f$ points uphill.

# %% [markdown] tags=["notes"]
# **Speaker notes · 15 minutes.**
# Minutes 1 to 3: sections 1 and 2, prediction 5.a by show of hands; do not solve the system, show that it is linear and that this is luck.
# Minutes 4 and 5: section 3, prediction 5.b, walk the first five steps on your fingers.
# Minutes 6 and 7: the update rule and the stop rule; exercise 5.2 is for the learners alone.
# Minutes 8 to 12: the figure, prediction 5.c before preset ④; this is the heart of the lesson.
# Minutes 13 to 15: the penguins, from "all weights 0" to "all training birds right", then prediction 5.d.
# The quiz 5.3 makes a good last minute, options b, d and e by show of hands.

# %% slideshow={"slide_type": "skip"}
from itertools import islice
from timeit import repeat

import numpy as np

from nblib.check import check, hint, use
from nblib.datasets import load_penguins, split, standardise
from nblib.descent import sign_descent
from nblib.gradcheck import numerical_gradient, relative_error
from nblib.losses import softmax_cross_entropy
from nblib.viz import ask, explore, predict
from nblib.viz.figures.penguin_descent import penguin_descent
from nblib.viz.figures.walk import walk_and_verdict
from nblib.viz.scaling import solve_against_step

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 1 · Where the slope is zero
#
# Where is this function of three variables lowest?
#
# $$f(x_1, x_2, x_3) = x_1^2 + x_1 (1 - x_2) + x_2^2 - x_2 x_3 + x_3^2 + x_3$$


# %%
def f(x):
    x1, x2, x3 = x
    return x1**2 + x1 * (1 - x2) + x2**2 - x2 * x3 + x3**2 + x3


def gradient(x):
    x1, x2, x3 = x
    return np.array([2 * x1 + 1 - x2, -x1 + 2 * x2 - x3, -x2 + 2 * x3 + 1])


# %%
origin = np.zeros(3)
print("f =", f(origin), "  gradient", gradient(origin))

# %% [markdown]
# At the origin the gradient is not zero, so some direction leads down, and the origin is no minimum.
# At a minimum no direction leads down, so all three partial derivatives must be 0 there.
# Three equations, three unknowns: here they are linear, and a linear system can be solved.

# %% [markdown] slideshow={"slide_type": "slide"}
# **Exercise 5.1.** Write $\nabla f = 0$ as $A x = b$, and solve it with `np.linalg.solve(A, b)`.
# The numbers that stand with $x_1, x_2, x_3$ in the first equation make the first row of $A$.

# %% tags=["exercise"]
A = ...
b = ...
x = ...
# solution
A = np.array([[2.0, -1, 0], [-1, 2, -1], [0, -1, 2]])
b = np.array([-1.0, 0, -1])
x = np.linalg.solve(A, b)

# %%
check("5.1", x)

# %% [markdown] slideshow={"slide_type": "subslide"}
# You can check it without any answer key: put your `x` into `gradient(x)`.
#
# **Why the tempting answers are tempting.**
# The constants stand on the left of "= 0", and it is easy to copy them into $b$ as they are.
# And $-x_1 x_2$ is one term of $f$, so it is easy to give it one entry in $A$; but it depends on two variables, so it leaves a trace in two equations.

# %% [markdown] tags=["notes"]
# **Ask the room:** "Must A be symmetric?" Expect silence.
# Say: yes: entry (i, j) says how the slope along i changes when you move along j; the order does not matter.
# In lesson 07's words, the product of two variables is one node with two roads into it.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 2 · Why that road ends
#
# Two things were lucky here.
# The function was quadratic, so its derivatives were linear: the equations $\nabla L = 0$ of a network are not, and no formula solves them.
# And there were three unknowns.
# Even methods that solve a linear system again and again, one for each step, need a matrix with a row and a column for each weight.

# %% slideshow={"slide_type": "slide"}
predict("5.a")

# %% [markdown] slideshow={"slide_type": "subslide"}
# Count the weights and biases of the net 784-128-64-10, then the bytes of a square matrix of that size.

# %%
n = 784 * 128 + 128 + 128 * 64 + 64 + 64 * 10 + 10
print(f"{n:,} parameters; the matrix has {n**2:,} entries and takes {8 * n**2 / 1e9:.1f} GB")

# %% [markdown] slideshow={"slide_type": "slide"}
# Memory is one half of the bill, time the other.
# Take the lecture's $A$ with more unknowns (2 on the diagonal, −1 beside it), and measure two things: solving $A x = b$, and one step of $x - \eta (A x - b)$.
# The numbers are those of the machine that runs this cell, the best of two tries or more.


# %%
def seconds(n):
    """How long solving A x = b takes for n unknowns, and how long one step."""
    A, b, x = 2 * np.eye(n) - np.eye(n, k=1) - np.eye(n, k=-1), np.ones(n), np.zeros(n)
    tries = max(2, 1600 // n)
    solve = min(repeat(lambda: np.linalg.solve(A, b), number=1, repeat=tries))
    step = min(repeat(lambda: x - 0.1 * (A @ x - b), number=1, repeat=tries))
    return solve, step


# %% tags=["nbval-ignore-output"] slideshow={"slide_type": "subslide"}
sizes = [50, 100, 200, 400, 800, 1600]
solve_against_step(sizes, [seconds(n) for n in sizes])

# %% [markdown]
# Twice as many unknowns make the solution about eight times as expensive, and the step about four times, once $n$ is large.
# The gap is a factor that itself grows with $n$, and it buys many steps.
# For a network the step is cheaper still: its gradient is found without any $A$, which is the subject of lessons 07 to 09.

# %% [markdown] tags=["notes"]
# **Ask the room:** "What do we pay for a step, and what for the exact answer?"
# Expect "the exact answer is better".
# Say: with a hundred thousand unknowns nobody can pay for it, and with a network there is no exact formula to pay for.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 3 · Only the sign
#
# So we guess, step, and stop when we are content.
# The first question is where to step, and the derivative answers it with its sign: if it is negative, the function falls to the right, so go right; if it is positive, go left.
# The simplest method uses nothing else, and always takes a step of the same length.

# %% slideshow={"slide_type": "slide"}
predict("5.b")

# %% [markdown] slideshow={"slide_type": "fragment"} slideshow={"slide_type": "subslide"}
# Here are the first steps on $(w - 1)^2$, whose derivative is $2 (w - 1)$.

# %%
walk = sign_descent(lambda w: (w - 1) ** 2, lambda w: 2 * (w - 1), 0.0, step=0.3)
print([round(float(state.w), 1) for state in islice(walk, 8)])

# %% [markdown]
# It never settles: near the minimum the step is too long, and the sign cannot say so.
# The size of the derivative can.
# It is large on a steep slope and goes to 0 at a minimum, so let the step shrink with it.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 4 · The gradient step
#
# Take all the partial derivatives at the point where you stand, multiply by a small number $\eta$, the learning rate, and subtract.
# The minus is there because the gradient points uphill.
#
# $$w^{k+1} = w^k - \eta\, \nabla L(w^k)$$

# %% [markdown]
# Two steps by hand, from the origin with $\eta = 0.1$.
# The gradient there is $[1, 0, 1]$, so the first step leads to $[-0.1, 0, -0.1]$.
# There the gradient is $[0.8, 0.2, 0.8]$: the second number has woken up, because $x_1$ and $x_3$ have moved.

# %%
w = origin
for _ in range(2):
    print("gradient", gradient(w), end="  ")
    w = w - 0.1 * gradient(w)
    print("→", w, " f =", round(f(w), 4))

# %% [markdown] slideshow={"slide_type": "slide"}
# And when to stop?
# The lecture goes on while the loss still changes by more than a small number $\varepsilon$, so it stops at the first step with
#
# $$|L(w^k) - L(w^{k+1})| \le \varepsilon$$

# %% [markdown] slideshow={"slide_type": "slide"}
# **Exercise 5.2.** Write `gradient_descent(f, grad, w0, learning_rate, eps, max_iter)`.
# `f` and `grad` are functions, `w0` is an array of any shape.
# Return the path, a list or array of all points from `w0` to the last; take at most `max_iter` steps, because nobody has proved that the rule will ever end the walk.


# %% tags=["exercise"]
def gradient_descent(f, grad, w0, learning_rate, eps, max_iter):
    """The points w0, w1, … of gradient descent, until f changes by eps or less; at most max_iter steps."""
    ...
    # solution
    path = [w0]
    for k in range(max_iter):
        path.append(path[k] - learning_rate * grad(path[k]))
        if abs(f(path[k]) - f(path[k + 1])) <= eps:
            break
    return np.array(path)


# %%
check("5.2", gradient_descent)

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Why the tempting answers are tempting.**
# Updating $x_1$ first and computing the next partial derivative with the *new* $x_1$ looks like an economy; it is another method, and not the gradient of any one point.
# `w -= …` saves an array, but it also moves the caller's `w0`, and every entry of your list that is the same array.
# And `f(new) - f(old) <= eps` reads like the rule; on the way down the left side is negative, so it stops at once.

# %% [markdown] tags=["notes"]
# **Ask the room:** "Why do we keep the whole path and not only the last point?"
# Expect "for the plot".
# Say: that is right, and there is more: in the next section the last point alone cannot tell an honest stop from a false one.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 5 · What a stop is worth
#
# The figure runs on your own `gradient_descent`, once its check passes.
# Since we know the minimum, $x^* = (-1, -1, -1)$, it can judge each stop: is the walk really there?
# One guess first.

# %% slideshow={"slide_type": "slide"}
predict("5.c")

# %% [markdown] slideshow={"slide_type": "slide"}
# Press ① to ⑦ in order, and read the verdict each time.
# Then look for the largest $\eta$ that still gets an honest stop, and try to mend preset ③ with another $\varepsilon$.

# %% slideshow={"slide_type": "slide"}
gradient_descent = use("5.2", gradient_descent)
explore(walk_and_verdict(gradient_descent))

# %% [markdown] tags=["notes"]
# **Drive it:** ① "a straight line on a logarithmic axis: the same factor in each step"; ② "the factor is .7071, and no η does better".
# **Ask the room** at ③, before they read the verdict: "Is it there?" Expect "yes, it has stopped".
# Say: no, and no ε mends it, for 100 steps of that length lead nowhere.
# ④ is prediction 5.c: point at the thin lines, which show what the rule has prevented us from seeing.
# ⑤ and ⑥ differ by less than one per cent in η.
# ⑦ needs max_iter: ask who has written one.

# %% [markdown] slideshow={"slide_type": "slide"}
# What do the three bars mean?
# Along certain directions, the *modes*, the three variables do not disturb each other, and in each of them $f$ is a parabola with a curvature $\lambda$ of its own.
# In each step, the distance from the minimum along a mode is multiplied by the same factor:
#
# $$e^{k+1} = (1 - \eta \lambda)\, e^k$$

# %% [markdown]
# The curvatures are the eigenvalues of $A$; that is all we need of them here.
# A mode shrinks if its factor is between −1 and 1, so the steepest one sets the limit $\eta < 2/\lambda_{\max}$.

# %%
A = np.array([[2.0, -1, 0], [-1, 2, -1], [0, -1, 2]])
curvatures = np.linalg.eigvalsh(A)
print("curvatures", curvatures.round(3), " limit", round(2 / curvatures.max(), 4))

# %% [markdown] slideshow={"slide_type": "subslide"}
# Below the limit the *slowest* mode counts, flat or steep.
# The best $\eta$ makes the flattest and the steepest shrink alike, $2 / (\lambda_{\min} + \lambda_{\max}) = 0.5$, and then a step leaves 70.71 % of the distance.

# %%
for eta in (0.1, 0.5, 0.59, 1.0):
    factors = 1 - eta * curvatures
    print(eta, factors.round(4), " slowest", np.abs(factors).max().round(4))

# %% [markdown] slideshow={"slide_type": "slide"}
# Now the stop rule can be judged.
# It measures *progress*, and it is read as *arrival*:
#
# | preset | the loss changes little because | the verdict |
# |---|---|---|
# | ① ② | the walk has arrived | honest |
# | ③ | the steps are tiny | too early |
# | ④ | the step led across the valley to the same height | false stop |
# | ⑤ | one mode jumps from side to side for ever | false stop |
# | ⑥ ⑦ | it does not: only max_iter ends the walk | diverged, max_iter |
#
# The cheap remedy is a second question: is the gradient small too?
# At ③, ④ and ⑤ its norm is 1.41, 2.45 and 1.00, and at ① and ② it is below 0.003.

# %% [markdown] slideshow={"slide_type": "slide"}
# "For a convex function, a suitable step size always finds the minimum": that needs a minimum to exist and a step that is small enough.
# You have just seen the second condition fail; the penguins below are a surprise about the first.
# Before that, the lecture's quiz.

# %%
ask("5.3")

# %% tags=["solution"]
check("5.3", "a c f h j")

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 6 · The first training
#
# The penguins of [lesson 03](03_matrix_view.ipynb): four measurements, three species, and a softmax regression that says which species it is.
# There the weights were 0 and the loss was ln 3; now they get trained.
# We hold 100 of the 333 birds back, so that we can ask at the end about birds that the training has not seen.

# %%
penguins = load_penguins()
(X, labels), (X_test, labels_test) = split(penguins.X, penguins.y, 0.3, np.random.default_rng(1))
X, X_test = standardise(X, X_test)
X, X_test = (np.column_stack([table, np.ones(len(table))]) for table in (X, X_test))
print(X.shape, X_test.shape)

# %% [markdown]
# The last column of ones makes the last row of $W$ the bias, so that one array holds all the parameters.

# %% [markdown] slideshow={"slide_type": "slide"}
# Descent needs two functions, the loss and its gradient.
# `softmax_cross_entropy` gives the loss $L$ of lesson 02 and $dZ$, its derivative by the scores; the product $X^\top dZ$ carries it on to the weights.
# Why that is so is derived in [lesson 08](08_backprop_output_layer.ipynb); here we only compare it with small nudges of each weight.


# %%
def loss(W):
    return softmax_cross_entropy(X @ W, labels)[0]


def loss_gradient(W):
    return X.T @ softmax_cross_entropy(X @ W, labels)[1]


# %%
W_random = np.random.default_rng(5).normal(size=(5, 3))
print(relative_error(loss_gradient(W_random), numerical_gradient(loss, W_random)) < 1e-7)

# %% [markdown] slideshow={"slide_type": "slide"}
# Everything is there: a function, its gradient, a start, and your descent.

# %%
path = gradient_descent(loss, loss_gradient, np.zeros((5, 3)), learning_rate=1.0, eps=1e-5, max_iter=2000)
print(len(path) - 1, "steps; loss", round(loss(path[0]), 4), "→", round(loss(path[-1]), 4))

# %%
for k in (1, 10, 100, -1):
    right = ((X @ path[k]).argmax(axis=1) == labels).mean()
    right_test = ((X_test @ path[k]).argmax(axis=1) == labels_test).mean()
    print(f"loss {loss(path[k]):.4f}   training birds {right:.1%}   test birds {right_test:.1%}")

# %% [markdown]
# A single step from nothing names nine birds of ten, and at the stop every one of the 233 training birds is right.
# The number that counts is the last column: 97 of the 100 birds that had no say in the weights.
# Minimising the loss on the training birds and *hoping* that it works on others is what the lecture means by its smiling face; the test birds turn the hope into a measurement.

# %% [markdown] tags=["notes"]
# **Ask the room:** "Which of the two percentages would you print in a paper?" Expect "the test one", and ask why.
# Then: "May we now try ten learning rates and keep the one with the best test accuracy?"
# Say no: the test birds would then have a say, and a third set would be needed.

# %% [markdown] slideshow={"slide_type": "slide"}
# With two measurements the training can be watched.
# Press ① to ⑤, then step through it with the buttons.

# %% slideshow={"slide_type": "slide"}
explore(penguin_descent(gradient_descent))

# %% [markdown] slideshow={"slide_type": "slide"}
# One question about the end of the walk.
# All 233 training birds are right, and the rule says that the loss hardly changes any more.
# Is this the minimum?

# %% slideshow={"slide_type": "slide"}
predict("5.d")

# %% slideshow={"slide_type": "subslide"}
W = path[-1]
print([round(loss(times * W), 4) for times in (1, 2, 4, 8)])

# %% [markdown]
# Twice the weights, the same borders, a smaller loss, and so on without end.
# Four measurements part the training birds completely, so the loss comes as near to 0 as you like and has no minimum at all.
# No equation $\nabla L = 0$ could have been solved here, in closed form or otherwise: there is no solution.
# Descent gives a good classifier all the same, because the useful part of the way comes first.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## Summary
#
# At a minimum the gradient is 0, and for a small quadratic that is a linear system to be solved.
# A network has too many weights for that, and its equations are not linear, so we walk: guess, step, stop.
# A gradient step multiplies each mode's distance by $1 - \eta\lambda$, so the steepest mode limits $\eta$ and the slowest one sets the pace.
# The rule $|\Delta L| \le \varepsilon$ measures progress, not arrival: add a look at the gradient, and always a max_iter.
# Your own descent has trained a classifier, and the test birds have said what it is worth.
#
# **To read on:** Cauchy (1847), *Méthode générale pour la résolution des systèmes d'équations simultanées*, the first gradient descent;
# Boyd and Vandenberghe (2004), *Convex Optimization*, chapter 9; Goh (2017), *Why Momentum Really Works*, for the modes in motion.
#
# **Next:** [06 Loss landscapes](06_loss_landscapes.ipynb) looks at what lies under the walk: which loss makes a good slope, and what a walk does at a saddle.
# It needs from here: the step, the stop rule and its verdicts.
