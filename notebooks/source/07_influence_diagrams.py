# %% [markdown] slideshow={"slide_type": "slide"}
# # 7 · Influence diagrams: who moves whom, and by how much
#
# **After this lesson you can**
#
# - draw who influences whom in an expression, with a local derivative on each edge;
# - multiply along a road and add over the roads, and say why not the other way round;
# - say which numbers of the forward pass the way back needs;
# - write the backward sweep, which finds every derivative and uses each edge once;
# - count what that saves in a network.
#
# **Time** about 45 minutes alone, 9 minutes live.
# **Before** [04 Derivatives](04_derivatives.ipynb): $\Delta y \approx \alpha\, \Delta x$; and the question of [05](05_gradient_descent.ipynb) and [06](06_loss_landscapes.ipynb): where does the gradient come from?

# %% [markdown] tags=["notes"]
# **Speaker notes · 9 minutes.**
# Minute 1: one edge, one number; the four cases on the board.
# Minutes 2 and 3: prediction 7.a by show of hands, presets ① and ②, prediction 7.b.
# Minute 4: preset ⑤, *Next* three times: the bump arrives.
# Minutes 5 and 6: the figure of section 5, *Next* four times: the room says each line before you press.
# Minute 7: the loop of exercise 7.2 as it stands in the solution.
# Minutes 8 and 9: preset ⑦ of the ledger, then the figure of section 6 with ③ and ④; end on 218,772.
# Exercise 7.1b and the own expressions are for the learners alone.

# %% slideshow={"slide_type": "skip"}
import math

from nblib.check import check, hint, use
from nblib.graph import Node, exp, log, path_count, paths, topological_order
from nblib.viz import ask, explore, predict
from nblib.viz.figures.path_ledger import path_ledger
from nblib.viz.figures.road_count import road_count
from nblib.viz.models.expressions import hand_net, three_roads

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 1 · An edge is a derivative
#
# A network with a loss attached is one long function of its weights, and descent asks for the derivative by each of them.
# Who would write that function down in one line?
# Draw instead who influences whom: a *node* for each number, an *edge* from each number to those computed from it.
# On the edge stands how many times as far its end moves as its beginning: the *local derivative*.

# %% [markdown] slideshow={"slide_type": "slide"}
# Four shapes are enough for everything.
#
# | who depends on whom | diagram | a small change arrives as |
# |:--|:--|:--|
# | $y = f(x)$ | x → y | $\Delta y \approx \frac{dy}{dx}\, \Delta x$ |
# | $y = f(x_1, \dots, x_n)$, a vector in | x₁ → y, …, xₙ → y | $\Delta y \approx \frac{\partial y}{\partial x_1}\, \Delta x_1 + \dots + \frac{\partial y}{\partial x_n}\, \Delta x_n$ |
# | $y = f(g(x))$ | x → g → y | $\Delta y \approx \frac{dy}{dg} \frac{dg}{dx}\, \Delta x$ |
# | $y = f(g_1(x), g_2(x), \dots)$ | x → g₁ → y, x → g₂ → y, … | $\Delta y \approx \left(\frac{\partial y}{\partial g_1} \frac{dg_1}{dx} + \frac{\partial y}{\partial g_2} \frac{dg_2}{dx} + \dots\right) \Delta x$ |
#
# The second is the row times column of lesson 04, and the third passes a change on from hand to hand.
# The fourth is the two together.

# %% [markdown] tags=["notes"]
# **Ask the room** at the third line: "x moves by 0.001, g moves 3 times as far, y moves 4 times as far as g: how far?"
# Expect 0.012 at once; say that they have just multiplied along a road.
# At the fourth: "and if y hears it from two sides?"

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 2 · Multiply along a road, add over the roads
#
# A *path*, or road, goes from node to node along the edges.
# Two roads lead from $x$ to $f$.

# %% slideshow={"slide_type": "slide"}
predict("7.a")

# %% [markdown] slideshow={"slide_type": "subslide"}
# Here are two such roads: $u = x^2$, $v = 3x$ and $f = u\,v$, at $x = 2$.
# Do it with one small step: raise $x$ by 0.001 and follow both roads.

# %%
dx = 0.001
du, dv = 4 * dx, 3 * dx  # u = x² has the slope 2x = 4, and v = 3x the slope 3
df = 6 * du + 4 * dv  # f = u v answers to u with v = 6, and to v with u = 4
true = (2.001**2) * (3 * 2.001) - 24
print(f"predicted {df:.6f}, true {true:.6f}")

# %% [markdown] slideshow={"slide_type": "slide"}
# The figure keeps the books: on each node its value, on each edge its local derivative, in the ledger every road with its product.
# Press ① to ③, then choose other nodes in *from* and *to*; *step* shows one road at a time.
# Everything can be reached with Tab: Enter presses a button, Space opens a list, arrow keys and Enter choose from it.

# %% slideshow={"slide_type": "slide"}
explore(path_ledger())

# %% [markdown] tags=["notes"]
# **Ask the room** at ①: "What does + 4 do to the derivative?" Expect "it makes it larger".
# Say: nothing, its edge is 1.
# **Drive it:** at ② cover the ledger with your hand and let them add up; ③ "which edge is used twice?"
# ⑤ and three times *Next*: the bump is 1 thousandth at x, 4 at u, 3 at v, and 36 at f.
# ④ and ⑥ return in section 5, ⑦ in section 6.

# %% [markdown] slideshow={"slide_type": "slide"}
# In one line, and for any diagram:
#
# $$\frac{df}{dx} \;=\; \sum_{\text{roads from } x \text{ to } f} \;\; \prod_{\text{edges of the road}} \text{local derivative}$$

# %% [markdown]
# For numbers the order of the factors does not matter.
# In lesson 08 the edges become matrices, and then it does: the last edge stands first.

# %% slideshow={"slide_type": "slide"}
predict("7.b")

# %% [markdown] slideshow={"slide_type": "slide"}
# **Exercise 7.1.** By hand, before you look back: $x = 2$, $u = x^2$, $v = 3x$, $f = u\,v$; write the four local derivatives on the edges, then $df/dx$.

# %% tags=["exercise"]
df_dx = ...
# solution
df_dx = 36

# %%
check("7.1", df_dx)

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Why the tempting answers are tempting.**
# 288 multiplies the two roads, since everything else was multiplied: but neither road stretches the other.
# 70 is $(6 + 4)(4 + 3)$ and looks like neat bookkeeping; it walks from $u$ straight to the edge of $v$, on a road that is not there.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 3 · First forward, then back
#
# Where did the 6 on the edge from $u$ to $f$ come from?
# It is the *value* of $v$, and $v$ is known only when the forward pass has been there.
# At another $x$, all the edges but one have other numbers.

# %%
for x in (2.0, 5.0):
    u, v = x**2, 3 * x
    print(f"x = {x:.0f}: edges {2 * x:.0f}, 3, {v:.0f}, {u:.0f}; df/dx = {2 * x * v + 3 * u:.0f}")

# %% slideshow={"slide_type": "subslide"}
ask("7.1b")

# %% tags=["solution"]
check("7.1b", "a d e f")

# %% [markdown]
# So the forward pass computes every value and keeps it, for the local derivatives read it.
# In a network these values are the activations; in lesson 09 you will throw them away once, to see what becomes impossible.

# %% [markdown] tags=["notes"]
# **Ask the room:** "For which operation do I need no value at all?" Expect "plus"; then "times 3".
# Say: this is why training a network takes so much more memory than using it.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 4 · A diagram that draws itself
#
# In Python, a `Node` is a number that remembers where it came from.
# `node.value` is the number; `node.edges` holds a pair (source, local derivative) for each number that it was computed from.
# Arithmetic with nodes makes nodes, so writing the expression is drawing the diagram.

# %%
x = Node(2.0, name="x")
u = (x**2).named("u")
v = (3 * x).named("v")
f = (u * v).named("f")
print(f.value, f.edges)

# %%
for path in paths(x, f):
    locals_ = [local for _, local in path]
    print([node.name for node, _ in path], locals_, "→", math.prod(locals_))

# %% [markdown]
# The figure takes any node, and shows its diagram.
# Here is one logistic unit with its loss: $L = \ln(1 + e^{-z})$ with $z = w x + b$, for an example of class 1.

# %% slideshow={"slide_type": "slide"}
x, w, b = Node(2.0, name="x"), Node(0.5, name="w"), Node(-1.0, name="b")
z = (w * x + b).named("z")
L = log(1 + exp(-z)).named("L")
explore(path_ledger(L))

# %% [markdown] slideshow={"slide_type": "subslide"}
# Press ② and *Next* until the sweep is through: $\partial L/\partial z = -0.5$.
# Here $z = 0$ and $p = 0.5$, so that is $p - y$, which lesson 08 derives for any number of classes.
# Try an expression of your own: `+ - * / **`, and `exp`, `log`, `relu`, `tanh` from `nblib.graph`.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 5 · The sweep: every edge once
#
# A ledger of roads is exact, and hopeless for a network: roads share edges, and the same stretch is multiplied again on each of them.
# Turn it round: begin at $f$, with $df/df = 1$, and pass the message *back*.
# Every node hands on what it has received, times the number on the edge; where messages meet, they add.
#
# $$\frac{\partial f}{\partial\, \text{source}} \mathrel{+}= \frac{\partial f}{\partial\, \text{node}} \cdot \text{local derivative}$$

# %% [markdown]
# A node must wait until everything that it feeds has reported, else it passes on too little.
# A list in which every node comes after its sources takes care of that, if it is read from its end.
# (The node without a name is the constant 3; the figure does not draw constants.)

# %%
print([node.name for node in topological_order(f)])

# %% [markdown] slideshow={"slide_type": "slide"}
# Press *Next* four times, and watch the edge from $x$ to $u$: two roads run over it, and it is used once.

# %% slideshow={"slide_type": "slide"}
explore(path_ledger({"three roads": three_roads()}), show="sweep")

# %% [markdown] tags=["notes"]
# **Ask the room** before each *Next*: "Who passes on now, and what arrives?"
# Expect "why not forward?".
# Say: forward works too, but it starts at one input and finds the derivatives by that one.

# %% slideshow={"slide_type": "slide"}
predict("7.c")

# %% [markdown] slideshow={"slide_type": "slide"}
# **Exercise 7.2.** Write `backward(nodes)`.
#
# - `nodes` is a list of `Node`s in which every node comes after its sources; the last one is $f$.
# - `node.edges` holds pairs `(source, local)`.
# - Return a dict: for every node of the list, the derivative of $f$ by it.
#
# Nodes cannot be changed, so the derivatives are collected in the dict; `reversed(nodes)` walks the list from its end.


# %% tags=["exercise"]
def backward(nodes):
    """{node: ∂f/∂node} for a list of nodes, sources first, f last."""
    ...
    # solution
    derivative = dict.fromkeys(nodes, 0.0)
    derivative[nodes[-1]] = 1.0
    for node in reversed(nodes):
        for source, local in node.edges:
            derivative[source] += derivative[node] * local
    return derivative


# %%
check("7.2", backward)

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Why the tempting answers are tempting.**
# `=` instead of `+=` is right in every diagram with one road, and in most first tests.
# Following the edges from node to node by recursion reads naturally and passes on at every visit: for $s = x$, $f = s + s$ it finds 3 instead of 2.

# %% [markdown] slideshow={"slide_type": "slide"}
# Those lines are the library's, too: `nblib.graph.backward`.
# From here on the figure sweeps with yours, once it passes.
# Its first real case is the net of lessons 00 and 09, at $p = [.2, .3, .5]$ with the second class true.

# %%
backward = use("7.2", backward)
L = hand_net()
derivative = backward(topological_order(L))
print({node.name: round(d, 2) + 0 for node, d in derivative.items()})

# %% [markdown]
# At the scores the edges to $L$ are $[.2, -.7, .5]$; lesson 08 derives them, here they are given.
# The sweep carries them through the hidden layer to the two inputs, and lesson 09 does it once more with matrices.

# %% slideshow={"slide_type": "slide"}
explore(path_ledger({"hand net": L}, backward), show="sweep", step=3)

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 6 · What it saves
#
# Count for a layered net, with one edge for each weight.
# The roads of one input choose one unit in each layer, so the layers *multiply*; the edges of the layers *add*.

# %% slideshow={"slide_type": "slide"}
predict("7.d")

# %% slideshow={"slide_type": "slide"}
explore(road_count())

# %% [markdown] slideshow={"slide_type": "slide"}
# **Exercise 7.3.** The net 784-128-64-10 reads images of 784 pixels.
# How many roads lead from one pixel to the loss?

# %% tags=["exercise"]
roads = ...
# solution
roads = 128 * 64 * 10

# %%
check("7.3", roads)

# %% [markdown] slideshow={"slide_type": "subslide"}
# From all pixels together there are 64,225,280 roads, over 109,184 weight edges.
# The edges are what the sweep pays, and it pays once, for all inputs and all weights.
#
# Counting roads needs no walk either: where roads meet, counts add, from the source on.
# It is the same sweep in the other direction, with 1 on every edge.

# %%
x = Node(2.0, name="x")
f = x
for _ in range(60):
    f = f + f
print(path_count(x, f))

# %% [markdown]
# Those are $2^{60}$ roads in a diagram of 61 nodes; your `backward` needs 120 products.

# %%
print(backward(topological_order(f))[x] == 2.0**60)

# %% [markdown] slideshow={"slide_type": "slide"}
# And nudging every weight, as in lesson 04?

# %%
ask("7.3b")

# %% tags=["solution"]
check("7.3b", "f")

# %% [markdown]
# One forward pass and one sweep against 218,772 forward passes: that is the difference between training a network and not.
# Nudging is still worth its price once, as a proof, on a small net: lesson 09 does that.

# %% [markdown] tags=["notes"]
# **Ask the room**, if there is time: "When is one sweep forward the better one?" Expect silence.
# Say: forward mode, one sweep for each *input*, is the better one when there are few inputs and many outputs.
# A network is the opposite: one loss, many weights.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## Summary
#
# A diagram says who influences whom, and an edge carries one number, the local derivative.
# Along a road the numbers multiply, and over all roads from $x$ to $f$ the products add up to $df/dx$.
# The local derivatives read values, so the forward pass comes first and keeps what it computes.
# The backward sweep starts with $df/df = 1$, lets every node pass on once, and finds all derivatives over edges used once.
# With depth the roads multiply and the edges add: 64,225,280 against 109,184 in a small network.
#
# **To read on:** Bauer (1974), *Computational graphs and rounding error*, for derivatives as sums over paths;
# Griewank and Walther (2008), *Evaluating Derivatives*, chapter 3; Baydin, Pearlmutter, Radul and Siskind (2018), *Automatic differentiation in machine learning: a survey*.
#
# **Next:** [08 Backpropagation at the output](08_backprop_output_layer.ipynb) puts matrices on the last edges of a network, from the scores to the loss.
# It needs from here: multiply along, add over, and begin at the loss.
