# %% [markdown] slideshow={"slide_type": "slide"}
# # _N_ · _title_
#
# **After this lesson you can**
#
# - say what a weighted mean is, and what its weights are for;
# - write it in NumPy, and check it by hand.
#
# **Time** about 10 minutes alone, 3 minutes live.
# **Before** [00 Start here](00_start_here.ipynb): how questions and checks work.

# %% [markdown] tags=["notes"]
# **Speaker notes · 3 minutes.**
# Minute 1: the question of section 1, and the prediction by show of hands.
# Minute 2: the figure, presets ① to ③, one sentence each.
# Minute 3: the formula, and the numbers by hand.

# %%
import numpy as np

from nblib.check import check, hint
from nblib.viz import explore, predict
from nblib.viz.figures._name_ import _name_

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 1 · The question
#
# Three numbers, and some count more than others: where is their middle?
# Commit to an answer before anything is drawn.

# %%
predict("_N_.a")

# %% [markdown] tags=["notes"]
# **Ask the room:** "All weights doubled: what happens to the mean?" Expect "it doubles".
# Say: the weights stand above and below the line of the fraction.

# %% [markdown] slideshow={"slide_type": "slide"}
# Press ① to ③, then move the weights.
# The mark ◆ is the mean; the area of each disc is its weight.

# %%
explore(_name_())

# %% [markdown] tags=["notes"]
# **Ask the room:** "Can the mean leave the three numbers?" Expect a pause.
# Say: not while no weight is negative; try it in the figure.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 2 · The formula, and the numbers by hand
#
# Each number is taken as often as its weight says, and the sum is shared among all weights.
#
# $$\bar x = \frac{\sum_i x_i w_i}{\sum_i w_i}$$

# %% [markdown] slideshow={"slide_type": "fragment"}
# For the numbers 1, 2 and 6 with weights 1, 2 and 1, that is 11 divided by 4.

# %%
x = np.array([1.0, 2, 6])
w = np.array([1.0, 2, 1])
print((x * w).sum(), "/", w.sum(), "=", (x * w).sum() / w.sum())

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 3 · Write it
#
# **Exercise _N_.1.** Write `weighted_mean(x, w)`, for any numbers x and any weights w of the same length.


# %% tags=["exercise"]
def weighted_mean(x, w):
    """Σ x_i w_i / Σ w_i, a number, from x (n,) and w (n,)."""
    ...
    # solution
    return (x * w).sum() / w.sum()


# %%
check("_N_.1", weighted_mean)

# %% [markdown]
# Stuck? `hint("_N_.1")` in a cell of its own gives one hint each time; the third is the solution.
#
# **Why the tempting answer is tempting.**
# Dividing by how many numbers there are is what a mean does, and here it forgets that some of them count twice.

# %% [markdown] tags=["notes"]
# **Ask the room:** "Who divided by n?" Expect a few hands.
# Say: with all weights 1 both are the same, which is why one example is not a test.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## Summary
#
# Some numbers count more than others, and the weights say how much.
# A weighted mean takes each number as often as its weight says.
# It divides by the sum of the weights, not by how many there are.
# Only the ratios of the weights matter.
# While no weight is negative, the mean stays among the numbers.
#
# **To read on**: write here where the learner finds more.
#
# **Next** say here which lesson follows, and what it needs from this one.
