# %% [markdown] slideshow={"slide_type": "slide"}
# # 4 · Derivatives: the best multiplier, and the best direction
#
# **After this lesson you can**
#
# - say what a derivative is: the one multiplier $\alpha$ in $\Delta y \approx \alpha\,\Delta x$ whose error vanishes faster than $\Delta x$;
# - recognise the places where there is none, as at the corner of $|x|$;
# - write the derivative of a function of many inputs as a row, and let it act on a step, which is a column;
# - say in which direction a step of a given length gains most, and how much another direction loses;
# - say what a derivative does not know.
#
# **Time** about 40 minutes alone, 10 minutes live.
# **Before** [02 Softmax](02_softmax.ipynb) for the loss, [03 The matrix view](03_matrix_view.ipynb) for shapes; you have met derivatives at school.

# %% [markdown] tags=["notes"]
# **Speaker notes · 10 minutes.**
# Minutes 1–3: section 1, prediction 4.c by show of hands, presets ① to ③.
# Minute 4: section 2, presets ④ and ⑥ only, and one sentence about ReLU.
# Minutes 5–6: section 3, the row and the column on the lecture's function; exercise 4.2b together on the board.
# Minutes 7–9: section 4, predictions 4.a and 4.b, then turn the arrow from 0° to 180° without a pause.
# Minute 10: the table of section 5: the same direction, three lengths, and the prediction goes wrong.
# Exercises 4.1, 4.2 and 4.3 are for the learners alone.

# %% slideshow={"slide_type": "skip"}
import numpy as np

from nblib.check import check, hint, use
from nblib.viz import ask, explore, predict
from nblib.viz.figures.compass import compass
from nblib.viz.figures.zoom import zoom

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 1 · The best multiplier
#
# Training asks one question over and over: if I change this weight a little, how does the loss change?
# A curve answers it with a multiplier, here called $\alpha$: the output moves $\alpha$ times as far as the input.
#
# $$\Delta y \approx \alpha \, \Delta x$$

# %% slideshow={"slide_type": "slide"}
predict("4.c")

# %% [markdown] slideshow={"slide_type": "slide"}
# The window on the left always shows $\Delta x$ to either side, so a smaller $\Delta x$ is a closer look.
# Press ① and ②, then drag $\log_{10} \Delta x$ to the left; ③ tries another $\alpha$.

# %% slideshow={"slide_type": "slide"}
explore(zoom())

# %% [markdown] tags=["notes"]
# **Drive it:** in ① let the room read off the two thick bars; in ② ask "where has the curve gone?".
# In ③ zoom in and out: the thick bars stay, because they shrink exactly as fast as the window.
# **Ask the room:** "Both errors go to 0 when I zoom in. What is the difference between ② and ③?"
# Expect "the error is smaller in ②".
# Say: in ② the error shrinks *faster than the step*, so per step nothing is left; in ③ half a step is left for ever.

# %% [markdown] slideshow={"slide_type": "slide"}
# With a wrong $\alpha$ the error shrinks only as fast as the window, and a fixed share of every step is missed.
# With the right one the error shrinks faster, so that zooming in makes curve and line the same.
# There is at most one such $\alpha$; it is the **derivative** of $f$ at $x$.
#
# $$\frac{f(x + \Delta x) - f(x) - \alpha\,\Delta x}{\Delta x} \;\longrightarrow\; 0$$

# %% [markdown]
# Take the surprise $-\ln p$ of [lesson 01](01_entropy.ipynb), at $p = 0.5$.
# Its derivative is $-1/p$, so $\alpha = -2$: the surprise falls twice as far as the probability rises.

# %%
for dp in (0.1, 0.01, 0.001):
    error = -np.log(0.5 + dp) + np.log(0.5) - (-2) * dp
    print(f"Δp = {dp:<5}  error {error:.6f}  error/Δp {error / dp:.4f}")

# %% [markdown]
# The error falls by about 100 when $\Delta p$ falls by 10, so the last column goes to 0.
# Now you: one prediction, and one error.

# %% slideshow={"slide_type": "subslide"}
ask("4.1")

# %% tags=["solution"]
check("4.1", 0.6)

# %%
ask("4.1b")

# %% tags=["solution"]
check("4.1b", 0.0001)

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 2 · Where no multiplier works
#
# Nearly every curve is a straight line if you look closely enough.
# "Nearly" deserves a look of its own.

# %% slideshow={"slide_type": "slide"}
predict("4.d")

# %% [markdown] slideshow={"slide_type": "slide"}
# Press ④, zoom as far as you like, and try to find an $\alpha$ that removes both thick bars, the errors.
# Then ⑤, a hair beside the corner, and ⑥.

# %% slideshow={"slide_type": "slide"}
explore(zoom(), curve="|x| at 0", log_dx=-3.0, alpha=0.0)

# %% [markdown] slideshow={"slide_type": "subslide"}
# At the corner of $|x|$ one $\alpha$ is right for steps to the right, another for steps to the left, and a derivative must serve both.
# At the end of $\sqrt{x}$ the slope grows without limit: $\sqrt{\Delta x} / \Delta x = 1 / \sqrt{\Delta x}$.
# Networks do contain such a corner, in ReLU at 0.
# A score almost never hits it exactly, and beside it, as in ⑤, everything is as smooth as a line.

# %% [markdown] tags=["notes"]
# **Ask the room:** "Does |x| have a derivative at 0? What would you take if you had to choose?"
# Expect 0, "because of the symmetry".
# Say: any number makes an error at least as large as the step on some side; software picks one (0 for ReLU) and is not punished for it.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 3 · Many inputs: the derivative is a row
#
# A loss has not one input but as many as there are weights.
# This is the lecture's example, with three of them:
#
# $$f(x_1, x_2, x_3) = x_1^2 + x_1(1 - x_2) + x_2^2 - x_2 x_3 + x_3^2 + x_3$$


# %%
def f(x):
    x1, x2, x3 = x
    return x1**2 + x1 * (1 - x2) + x2**2 - x2 * x3 + x3**2 + x3


x = np.array([1.0, 2.0, 0.0])
print("f(1, 2, 0) =", f(x))

# %% [markdown] slideshow={"slide_type": "subslide"}
# Nudge one input and hold the others still: each input has a multiplier of its own, its **partial derivative**.
# The three rows of $0.001 \cdot I$ are three such nudges.

# %%
for nudge in 0.001 * np.eye(3):
    print("nudge", nudge, "multiplier", ((f(x + nudge) - f(x)) / 0.001).round(2))

# %% [markdown] slideshow={"slide_type": "slide"}
# When all inputs move at once, their contributions add up.
# That is a row times a column: the row of partials is the **derivative**, the column is the step, and the product is one number.
#
# $$\mathrm{d}f = \underbrace{\begin{bmatrix} \dfrac{\partial f}{\partial x_1} & \cdots & \dfrac{\partial f}{\partial x_n} \end{bmatrix}}_{1 \times n} \; \underbrace{\begin{bmatrix} \mathrm{d}x_1 \\ \vdots \\ \mathrm{d}x_n \end{bmatrix}}_{n \times 1}$$

# %% [markdown] slideshow={"slide_type": "slide"}
# **Exercise 4.2.** Write `derivative(x)` for the lecture's function: the three partials at any point x, as a row of shape (1, 3).
# Differentiate on paper, one variable at a time; the nudges above tell you what must come out at (1, 2, 0).


# %% tags=["exercise"]
def derivative(x):
    """df/dx of the lecture's f at x (3,): the three partial derivatives as a row of shape (1, 3)."""
    ...
    # solution
    x1, x2, x3 = x
    return np.array([[2 * x1 + 1 - x2, -x1 + 2 * x2 - x3, -x2 + 2 * x3 + 1]])


# %%
check("4.2", derivative)

# %% [markdown] slideshow={"slide_type": "subslide"}
# Stuck? `hint("4.2")` in a cell of its own gives one hint each time; the third is the solution.
#
# **Why the tempting answers are tempting.**
# A product such as $-x_2 x_3$ is one term on paper, so it is written into one partial and then felt to be done; it depends on two variables and belongs into two.
# At (1, 2, 0) a forgotten $-x_3$ does not even show, because $x_3$ is 0 there: one point is no test.

# %% [markdown] tags=["notes"]
# **Ask the room:** "Which terms does x2 occur in?" Expect two of the three: the bracket is the one that is missed.
# Say: three terms, $x_1(1 - x_2)$, $x_2^2$ and $-x_2 x_3$, and each leaves something in the second partial.
# Write the row on the board *as a row*, and the step beside it as a column; the shapes do the rest of the hour.

# %% [markdown] slideshow={"slide_type": "slide"}
# **Exercise 4.2b.** From here on your own `derivative` is used, once its check passes.
# What change does it predict for this step?

# %%
derivative = use("4.2", derivative)
row = derivative(x)
dx = np.array([[0.1], [-0.1], [0.2]])
print("row", row.shape, " column", dx.shape)

# %% tags=["exercise"]
df = ...
# solution
df = row @ dx

# %%
check("4.2b", df)

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Why the tempting answer is tempting.**
# `row * dx` runs without a word: NumPy broadcasts the row and the column to a 3 × 3 table of every partial with every step.
# `@` is the product that multiplies *and adds*.

# %% [markdown]
# How good is the prediction?
# A tenth of the step leaves a hundredth of the error, as it did with one input.

# %%
for step in (dx, dx / 10):
    true = f(x + step[:, 0]) - f(x)
    predicted = (row @ step).item()
    print(f"predicted {predicted:.3f}  true {true:.4f}  error {true - predicted:.4f}")

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 4 · Which way is best?
#
# The same numbers, standing up, are called the **gradient**: $\nabla f = (\mathrm{d}f/\mathrm{d}x)^{\mathsf T}$, a column.
# A column lives where the steps live, so it can be drawn as an arrow beside them, and compared with them.

# %% slideshow={"slide_type": "slide"}
predict("4.a")

# %% slideshow={"slide_type": "slide"}
predict("4.b")

# %% [markdown] slideshow={"slide_type": "slide"}
# The map is the lecture's $f$ where $x_3 = 0$, and the point is (1, 2).
# The gradient comes from your `derivative`.
# Press ① to ⑤, then turn the arrow with $\theta$ and watch the two marks.

# %% slideshow={"slide_type": "slide"}
explore(compass(derivative))

# %% [markdown] tags=["notes"]
# **Drive it:** ① to ④ in one go; at ③ point at the contour line that the arrow touches.
# Then length 0.1: the two curves become one; and ⑤: they part.
# **Ask the room:** "We want the loss to *fall*. Which preset is ours?" Expect ④, and say that this is the whole of lesson 05 in one arrow.

# %% [markdown] slideshow={"slide_type": "slide"}
# Row times column is an inner product, so it can be written with the angle $\theta$ between gradient and step.
# For a *fixed length* of the step only the cosine is free: it is 1 along the gradient, 0 along the contour line and −1 against the gradient.
#
# $$\mathrm{d}f = \lVert \nabla f \rVert \, \lVert \mathrm{d}x \rVert \cos\theta$$

# %%
print(np.cos(np.radians([0, 10, 60, 90, 180])).round(2))

# %% [markdown]
# Without "fixed length" the sentence is empty: a step twice as long always gains twice as much, as far as the prediction goes.
# And we want the loss to fall, so learning steps the opposite way, along $-\nabla L$.

# %% [markdown] slideshow={"slide_type": "slide"}
# **Exercise 4.3.** You may spend a step of length 0.1 at x = (1, 2, 0), in all three variables.
# Which column `best` has the largest df?

# %%
g = derivative(x).T
print("gradient", g.shape, " length", np.linalg.norm(g).round(4))

# %% tags=["exercise"]
best = ...
# solution
best = 0.1 * g / np.linalg.norm(g)

# %%
check("4.3", best)

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Why the tempting answers are tempting.**
# The second variable has the largest partial, so all on that one looks best; it gains 0.300.
# Equal amounts with the right signs gain 0.289.
# The gradient shares the budget in proportion to the partials and gains 0.332: small shares are cheap, since lengths add up as squares.

# %%
all_on_one = np.array([[0.0], [0.1], [0.0]])
equal_shares = 0.1 * np.sign(g) / np.sqrt(3)
for step in (all_on_one, equal_shares):
    print(f"length {np.linalg.norm(step):.3f}  df {(row @ step).item():.4f}")
print(f"the most that length 0.1 can gain: 0.1 · ‖g‖ = {0.1 * np.linalg.norm(g):.4f}")

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 5 · What a derivative does not know
#
# It does not know **how far** it holds.
# Here are three steps of length 0.1, 1 and 4 against the gradient, all in the best direction there is.

# %%
for length in (0.1, 1, 4):
    step = -length * g / np.linalg.norm(g)
    print(f"length {length:<3}  predicted {(row @ step).item():7.2f}  true {f(x + step[:, 0]) - f(x):6.2f}")

# %% [markdown]
# The shortest step does what was promised, the middle one keeps two thirds of the promise, and the longest ends higher than it began.
# How long a step may be is the question of the next lesson.

# %% [markdown] slideshow={"slide_type": "slide"}
# Nor does it know **where** the minimum is.
# The lowest point of this $f$ is (−1, −1, −1), which lesson 05 computes; the steepest way down points somewhere else.

# %%
way_down = -g
way_to_minimum = np.array([[-1.0], [-1.0], [-1.0]]) - x[:, np.newaxis]
cosine = (way_down.T @ way_to_minimum).item() / np.linalg.norm(way_down) / np.linalg.norm(way_to_minimum)
print("angle between them:", np.degrees(np.arccos(cosine)).round(1), "degrees")

# %% [markdown] tags=["notes"]
# **Ask the room** before the cell: "Does the steepest way down lead to the minimum?" Expect "yes, roughly".
# Say: 36 degrees off and still 81 % of a perfect aim; the step brings us closer all the same, if it is not too long.
# A derivative is strictly local news: which way, and how steep, right here.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## Summary
#
# The derivative is the one multiplier whose prediction αΔx misses by something that vanishes faster than Δx.
# At a corner or a vertical end there is none, and zooming in shows it.
# For n inputs it is a row of n partials, and row times column adds up what each input contributes.
# The gradient is the same row stood up; among steps of equal length the one along it gains most, and cos θ says what any other keeps.
# A derivative is local: it knows neither how far it holds nor where the minimum is.
#
# **To read on:** Parr and Howard (2018), *The matrix calculus you need for deep learning*; Spivak (1965), *Calculus on Manifolds*, chapter 2, where the derivative is the best linear map;
# Goodfellow, Bengio and Courville (2016), *Deep Learning*, section 4.3.
#
# **Next:** [05 Gradient descent](05_gradient_descent.ipynb) steps along $-\nabla f$ again and again, and has to decide how far, and when to stop.
# It needs from here: the gradient as a column of partials, and that its promise holds for short steps only.
