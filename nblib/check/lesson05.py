"""Lesson 05, gradient descent: solving ∇f = 0, the walk with its stop rule, and what a derivative does not promise."""

from itertools import count

import numpy as np

from nblib.check.choice import Choice, Option
from nblib.check.exercise import Prediction, Wrong
from nblib.check.value import Value
from nblib.check.walk import Descent, Walk
from nblib.descent import descend
from nblib.losses import softmax_cross_entropy

# 5.1 --------------------------------------------------------------------------------------------------------------

SOLVE = Value(
    id="5.1",
    title="Set the gradient to zero, and solve",
    task=(
        "f(x1, x2, x3) = x1² + x1(1 − x2) + x2² − x2 x3 + x3² + x3. Set its three partial derivatives to 0, write "
        "them as A x = b, and solve. Hand in x, three numbers."
    ),
    hints=(
        "Each partial derivative is one equation. What stands with x1, x2, x3 goes into a row of A; a constant goes "
        "to the other side and changes its sign. Put your x back into the three derivatives: are they 0?",
        "∂f/∂x1 = 2 x1 + 1 − x2, so the first row of A is [2, −1, 0] and b1 = −1. The other two: −x1 + 2 x2 − x3 and "
        "−x2 + 2 x3 + 1.",
        "```python\n"
        "A = np.array([[2.0, -1, 0], [-1, 2, -1], [0, -1, 2]])\n"
        "b = np.array([-1.0, 0, -1])\n"
        "x = np.linalg.solve(A, b)\n"
        "```",
    ),
    because=(
        "A = [[2, −1, 0], [−1, 2, −1], [0, −1, 2]] and b = [−1, 0, −1] give x = [−1, −1, −1], where f = −1. "
        "`np.linalg.inv(A) @ b` gives the same x; `solve` is cheaper and loses fewer digits."
    ),
    expected=[-1.0, -1.0, -1.0],
    names=("x",),
    wrong=(
        Wrong(
            "sign of b",
            "The right-hand side has the wrong sign: the constants 1 and 1 stand on the left of “= 0”, and they "
            "change their sign when they move across.",
            [1.0, 1.0, 1.0],
        ),
        Wrong(
            "diagonal of A",
            "The diagonal of A is 1 in your equations. The derivative of x² is 2x.",
            [1.0, 2.0, 1.0],
        ),
        Wrong(
            "A is not symmetric",
            "Each product is counted once in your equations. −x1x2 holds both x1 and x2, so it leaves a term in *two* "
            "of the partial derivatives, and −x2x3 does too: A must be symmetric.",
            [-0.625, -0.25, -0.5],
            [-0.5, -0.25, -0.625],
        ),
        Wrong(
            "constant of x1(1 − x2)",
            "The first equation lacks its constant: x1(1 − x2) is x1 − x1x2, and the derivative of the x1 in it is 1.",
            [-0.25, -0.5, -0.75],
        ),
        Wrong(
            "constant of the lone x3",
            "The third equation lacks its constant: the lone x3 at the end of f has the derivative 1.",
            [-0.75, -0.5, -0.25],
        ),
        Wrong(
            "a constant too many",
            "Your second equation has a constant. No term of f is x2 alone, so ∂f/∂x2 has none.",
            [-1.5, -2.0, -1.5],
        ),
        Wrong(
            "one sign of b",
            "One of the two constants has kept its sign on the way across the “=”, the other has changed it. Both "
            "are +1 on the left.",
            [-0.5, 0.0, 0.5],
            [0.5, 0.0, -0.5],
        ),
        Wrong(
            "products left out",
            "That is where the three squares and the lone x1 and x3 would settle by themselves. The products −x1x2 "
            "and −x2x3 tie the three equations together.",
            [-0.5, 0.0, -0.5],
        ),
        Wrong(
            "signs of the products",
            "The entries of A beside the diagonal have the wrong sign: both products, x1x2 and x2x3, carry a minus "
            "in f.",
            [-1.0, 1.0, -1.0],
        ),
        Wrong(
            "no constants at all",
            "With b = 0 the answer is always 0. The derivatives of the lone x1 and x3 are 1, and these constants make "
            "up b.",
            [0.0, 0.0, 0.0],
        ),
        Wrong(
            "A times b",
            "That is the product A b. You want the x for which A x is b: the inverse of A, not A, has to be applied.",
            [-2.0, 2.0, -2.0],
        ),
        Wrong(
            "b itself",
            "That is the right-hand side b (and one gradient step from the origin with η = 1). It has to be solved "
            "for x yet.",
            [-1.0, 0.0, -1.0],
        ),
        Wrong(
            "a column",
            "The numbers may be right, but they stand in a column, because b was one. A plain vector b of shape (3,) "
            "gives a plain x.",
            [[-1.0], [-1.0], [-1.0]],
        ),
    ),
)

# 5.2 --------------------------------------------------------------------------------------------------------------


def _f(x):
    x1, x2, x3 = x
    return x1**2 + x1 * (1 - x2) + x2**2 - x2 * x3 + x3**2 + x3


def _grad(x):
    x1, x2, x3 = x
    return np.array([2 * x1 + 1 - x2, -x1 + 2 * x2 - x3, -x2 + 2 * x3 + 1])


def _softmax_regression(m, n, c, rng):
    X, labels = rng.normal(size=(m, n)), rng.permutation(m) % c
    name = f"the loss of a softmax regression ({n} inputs, {c} classes)"
    loss, dW = (
        lambda W: softmax_cross_entropy(X @ W, labels)[0],
        lambda W: X.T @ softmax_cross_entropy(X @ W, labels)[1],
    )
    return Walk(name, loss, dW, np.zeros((n, c)), 0.5, 0.01, 30)


def _walks(rng):
    lecture = ("the lecture's f", _f, _grad)
    origin, far = np.zeros(3), np.array([-2.0, 1.0, 2.0])
    return [
        Walk(*lecture, origin, 0.1, 1e-6, 3),  # ended by max_iter
        Walk(*lecture, origin, 0.1, 0.01, 100),  # ended by the rule
        Walk(*lecture, origin, 0.6, 1e-6, 20),  # diverges
        Walk(*lecture, origin, 1e-4, 1e-3, 10),  # the rule ends it after one step
        Walk(*lecture, far, 0.5, 0.5, 100),  # f is 9, then 0, then lower
        _softmax_regression(8, 2, 3, rng),
        _softmax_regression(8, 3, 3, rng),
        _softmax_regression(8, 1, 3, rng),
    ]


# A wrong descent differs from the right one in one of four places: the step, the stop, the count, or what it returns.


def _walker(step=None, stop=None, steps=range, result=None):
    step = step or (lambda f, grad, path, eta: path[-1] - eta * grad(path[-1]))
    stop = stop or (lambda f, grad, path, eps: abs(f(path[-2]) - f(path[-1])) <= eps)
    result = result or (lambda f, path: path)

    def gradient_descent(f, grad, w0, learning_rate, eps, max_iter):
        path = [w0]
        for _ in steps(max_iter):
            path.append(step(f, grad, path, learning_rate))
            if stop(f, grad, path, eps):
                break
        return result(f, path)

    return gradient_descent


def _one_after_the_other(indices):
    def step(f, grad, path, eta):
        w = path[-1].copy()
        for i in indices(w):
            w[i] -= eta * grad(w)[i]
        return w

    return step


def _in_place(start, measure_first):
    def gradient_descent(f, grad, w0, learning_rate, eps, max_iter):
        w = start(w0)
        path = [w]
        for k in range(max_iter):
            before = f(w)
            w -= learning_rate * grad(w)
            path.append(w)
            if abs((before if measure_first else f(path[k])) - f(path[k + 1])) <= eps:
                break
        return path

    return gradient_descent


def _compares_first_with(old):
    def gradient_descent(f, grad, w0, learning_rate, eps, max_iter):
        path, before = [w0], old
        for _ in range(max_iter):
            path.append(path[-1] - learning_rate * grad(path[-1]))
            if abs(before - f(path[-1])) <= eps:
                break
            before = f(path[-1])
        return path

    return gradient_descent


def _step_halved_on_a_rise(retry):
    def gradient_descent(f, grad, w0, learning_rate, eps, max_iter):
        path = [w0]
        for _ in range(max_iter):
            w = path[-1] - learning_rate * grad(path[-1])
            if f(w) > f(path[-1]):
                learning_rate /= 2
                if retry:
                    continue
            path.append(w)
            if abs(f(path[-2]) - f(path[-1])) <= eps:
                break
        return path

    return gradient_descent


def _thrown_away(f, grad, w0, learning_rate, eps, max_iter):
    path = [w0]
    for _ in range(max_iter):
        w = path[-1] - learning_rate * grad(path[-1])
        if abs(f(path[-1]) - f(w)) <= eps:
            break
        path.append(w)
    return path


def _change(path):
    return path[-1] - path[-2]


DESCENT = Descent(
    id="5.2",
    title="Gradient descent with the stop rule",
    task=(
        "Write `gradient_descent(f, grad, w0, learning_rate, eps, max_iter)`. From w0, step by −learning_rate · grad; "
        "stop after the step k → k+1 on which f has changed by eps or less, and after max_iter steps in any case. "
        "Return the path: a list (or array) of all points, w0 first."
    ),
    hints=(
        "Begin with `path = [w0]`. In a loop of at most max_iter rounds: compute the next point from the last one, "
        "append it, compare f at the two.",
        "The next point is a *new* array, `path[k] - learning_rate * grad(path[k])`. The rule, |f(w_k) − f(w_k+1)| ≤ "
        "eps, comes after the append, so the last point belongs to the path.",
        "```python\n"
        "def gradient_descent(f, grad, w0, learning_rate, eps, max_iter):\n"
        "    path = [w0]\n"
        "    for k in range(max_iter):\n"
        "        path.append(path[k] - learning_rate * grad(path[k]))\n"
        "        if abs(f(path[k]) - f(path[k + 1])) <= eps:\n"
        "            break\n"
        "    return np.array(path)\n"
        "```",
    ),
    because="The whole gradient at the old point, a new array for the new point, and two ways to end: rule and count.",
    name="gradient_descent",
    parameters=("f", "grad", "w0", "learning_rate", "eps", "max_iter"),
    reference=descend,
    library_name="nblib.descent.descend",
    cases=_walks,
    axes="one entry for each point of the path, the start first",
    on_change={
        "w0": (
            "The start belongs to the caller, who may begin there again: `w = w - …` makes a new array, `w -= …` does "
            "not."
        )
    },
    wrong=(
        Wrong(
            "ascent",
            "You went *up*: the gradient points to where f rises, and we minimise. Step the opposite way.",
            _walker(step=lambda f, grad, path, eta: path[-1] + eta * grad(path[-1])),
        ),
        Wrong(
            "one after the other",
            "You used the new x1 while computing the gradient for x2. Take the whole gradient at the old point first, "
            "then move all the numbers together.",
            _walker(step=_one_after_the_other(lambda w: np.ndindex(w.shape))),
            _walker(step=_one_after_the_other(lambda w: range(len(w)))),
        ),
        Wrong(
            "compares points",
            "Your rule compares the points w_k and w_k+1. The lecture's compares the *losses* there: eps has the unit "
            "of f, not of w.",
            _walker(stop=lambda f, grad, path, eps: np.linalg.norm(_change(path)) <= eps),
            _walker(stop=lambda f, grad, path, eps: np.abs(_change(path)).max() <= eps),
            _walker(stop=lambda f, grad, path, eps: np.abs(_change(path)).sum() <= eps),
            _walker(stop=lambda f, grad, path, eps: (_change(path) ** 2).sum() <= eps),
        ),
        Wrong(
            "wrong order",
            "You stop when f(w_k+1) − f(w_k) is at most eps. On the way down that difference is negative, so the rule "
            "holds at once. How *much* f changes counts, whatever the sign.",
            _walker(stop=lambda f, grad, path, eps: f(path[-1]) - f(path[-2]) <= eps),
        ),
        Wrong(
            "no absolute value",
            "You stop when f(w_k) − f(w_k+1) is at most eps, and that also holds when f *rises*. A rise is a warning "
            "worth having, but the rule here is about the size of the change: take the absolute value.",
            _walker(stop=lambda f, grad, path, eps: f(path[-2]) - f(path[-1]) <= eps),
            _walker(stop=lambda f, grad, path, eps: f(path[-2]) - f(path[-1]) < eps),
        ),
        Wrong(
            "rule upside down",
            "You stop when f has changed by *more* than eps. In the lecture that is the condition to go on.",
            _walker(stop=lambda f, grad, path, eps: abs(f(path[-2]) - f(path[-1])) > eps),
        ),
        Wrong(
            "no max_iter",
            "This never stops at η = 0.6: each step is longer than the one before, so f never changes by less than "
            "eps. max_iter is there for such a walk.",
            _walker(steps=lambda max_iter: count()),
        ),
        Wrong(
            "no rule",
            "Your walk always takes max_iter steps. Where does it look at how much f has changed?",
            _walker(stop=lambda f, grad, path, eps: False),
        ),
        Wrong(
            "start moved along",
            "Every entry of your path is the same array, and it is the caller's w0: `w -= …` moves the array that is "
            "already in the list, and `w = w0` gives it a second name, not a second copy.",
            _in_place(lambda w0: w0, True),
            _in_place(lambda w0: w0, False),
        ),
        Wrong(
            "one array in every place",
            "All points of your path are equal: the list holds the *same array* again and again, and `w -= …` moves "
            "it under every one of its names. Make a new array in each step.",
            _in_place(np.copy, True),
            _in_place(np.copy, False),
        ),
        Wrong(
            "unit steps",
            "You divided the gradient by its length, so every step is learning_rate long and the walk cannot settle. "
            "The gradient gets shorter near the minimum, and the steps should get shorter with it.",
            _walker(step=lambda f, grad, path, eta: path[-1] - eta * grad(path[-1]) / np.linalg.norm(grad(path[-1]))),
        ),
        Wrong(
            "sign steps",
            "You stepped by the *sign* of the gradient. That is the method of the section before; here a flat "
            "direction gets a short step and a steep one a long step.",
            _walker(step=lambda f, grad, path, eta: path[-1] - eta * np.sign(grad(path[-1]))),
        ),
        Wrong(
            "no learning rate",
            "You subtracted the whole gradient: learning_rate does not appear in your step.",
            _walker(step=lambda f, grad, path, eta: path[-1] - grad(path[-1])),
        ),
        Wrong(
            "shrinking learning rate",
            "Your learning rate shrinks from step to step. That can be a good idea (the lecture writes η with an "
            "index k for it), but here it is one number for the whole walk.",
            _walker(step=lambda f, grad, path, eta: path[-1] - eta / len(path) * grad(path[-1])),
            _walker(step=lambda f, grad, path, eta: path[-1] - eta / np.sqrt(len(path)) * grad(path[-1])),
            _walker(step=lambda f, grad, path, eta: path[-1] - eta * 0.5 ** (len(path) - 1) * grad(path[-1])),
            _walker(step=lambda f, grad, path, eta: path[-1] - eta * 0.9 ** (len(path) - 1) * grad(path[-1])),
            _walker(step=lambda f, grad, path, eta: path[-1] - eta * 0.99 ** (len(path) - 1) * grad(path[-1])),
        ),
        Wrong(
            "shorter after a rise",
            "Where f rises you shorten the step. That is a good idea, called backtracking; here the walk shall diverge "
            "in plain sight, with one learning rate from beginning to end.",
            _step_halved_on_a_rise(retry=True),
            _step_halved_on_a_rise(retry=False),
        ),
        Wrong(
            "gradient of the start",
            "Every step of yours is the same: the gradient is taken at w0 only. It changes along the way, so take it "
            "anew at each point.",
            _walker(step=lambda f, grad, path, eta: path[-1] - eta * grad(path[0])),
        ),
        Wrong(
            "step from the start",
            "You take the gradient at the latest point, but you subtract it from w0. Each step begins where the last "
            "one ended.",
            _walker(step=lambda f, grad, path, eta: path[0] - eta * grad(path[-1])),
        ),
        Wrong(
            "step without the point",
            "What you append is the step alone. The next point is the last point *and* the step.",
            _walker(step=lambda f, grad, path, eta: -eta * grad(path[-1])),
            _walker(step=lambda f, grad, path, eta: eta * grad(path[-1])),
        ),
        Wrong(
            "subtracted the other way round",
            "You subtracted the point from the step. The step is subtracted from the point.",
            _walker(step=lambda f, grad, path, eta: eta * grad(path[-1]) - path[-1]),
        ),
        Wrong(
            "gradient not used",
            "Every step subtracts learning_rate from every number, wherever you stand. The gradient is missing.",
            _walker(step=lambda f, grad, path, eta: path[-1] - eta),
        ),
        Wrong(
            "gradient of the point before",
            "The gradient is taken at the point before the last one. Take it where you stand.",
            _walker(step=lambda f, grad, path, eta: path[-1] - eta * grad(path[-2:][0])),
        ),
        Wrong(
            "step from the point before",
            "Your step begins at the point before the last one, with the gradient of the last. Both belong to one "
            "point.",
            _walker(step=lambda f, grad, path, eta: path[-2:][0] - eta * grad(path[-1])),
        ),
        Wrong(
            "f for grad",
            "You subtracted a multiple of f itself. f says how high you are; the direction comes from grad.",
            _walker(step=lambda f, grad, path, eta: path[-1] - eta * f(path[-1])),
        ),
        Wrong(
            "compares with the start",
            "Your rule compares f with its value at w0. Progress is measured from one step to the next.",
            _walker(stop=lambda f, grad, path, eps: abs(f(path[0]) - f(path[-1])) <= eps),
        ),
        Wrong(
            "first compared with 0",
            "Your first comparison is with 0, not with f(w0): if f happens to be near 0 after one step, the walk ends "
            "there. Take the value of f at the start before the loop.",
            _compares_first_with(0.0),
        ),
        Wrong(
            "gradient test",
            "You stop when the gradient is small. That is the better test in practice, as the next figure shows; asked "
            "for is the lecture's rule, on the change of f.",
            _walker(stop=lambda f, grad, path, eps: np.linalg.norm(grad(path[-1])) <= eps),
            _walker(stop=lambda f, grad, path, eps: np.abs(grad(path[-1])).max() <= eps),
            _walker(stop=lambda f, grad, path, eps: np.linalg.norm(grad(path[-2])) <= eps),
        ),
        Wrong(
            "small f",
            "You stop when f itself is small. Nobody knows beforehand how small f can get (here its minimum is −1); "
            "the rule looks at the *change* of f.",
            _walker(stop=lambda f, grad, path, eps: f(path[-1]) <= eps),
            _walker(stop=lambda f, grad, path, eps: abs(f(path[-1])) <= eps),
        ),
        Wrong(
            "relative change",
            "You divided the change of f by f. That makes the rule free of units, but it is another rule, and it "
            "divides by 0 where f is 0.",
            _walker(stop=lambda f, grad, path, eps: abs(f(path[-2]) - f(path[-1])) / abs(f(path[-1])) <= eps),
            _walker(stop=lambda f, grad, path, eps: abs(f(path[-2]) - f(path[-1])) / abs(f(path[-2])) <= eps),
        ),
        Wrong(
            "one step too few",
            "Your walk takes one step fewer than max_iter where the rule does not end it first: max_iter counts steps, "
            "and max_iter steps make max_iter + 1 points.",
            _walker(steps=lambda max_iter: range(1, max_iter)),
        ),
        Wrong(
            "one step too many",
            "Your walk takes one step more than max_iter where the rule does not end it first.",
            _walker(steps=lambda max_iter: range(max_iter + 1)),
        ),
        Wrong(
            "last point thrown away",
            "When the rule ends the walk, the point just reached is missing in your path. It has been computed, and it "
            "is the best one so far: append first, compare after.",
            _thrown_away,
        ),
        Wrong(
            "previous iterate",
            "The last point is missing in your path, however the walk ends: the point *before* each step is recorded, "
            "and the one after the last step never is.",
            _walker(result=lambda f, path: path[:-1]),
        ),
        Wrong(
            "start missing",
            "Your path begins after the first step. w0 is the point of step 0, and the curves need it.",
            _walker(result=lambda f, path: path[1:]),
        ),
        Wrong(
            "last point only",
            "You return the last point alone. It is the right one; but how the loss fell, and whether the walk had "
            "settled, can only be seen from the whole path.",
            _walker(result=lambda f, path: path[-1]),
        ),
        Wrong(
            "losses",
            "You return the losses. They can be computed from the points, but not the points from them: return the "
            "points.",
            _walker(result=lambda f, path: [f(w) for w in path]),
        ),
        Wrong(
            "several results",
            "Return the path alone. The losses and the number of steps can be computed from it.",
            _walker(result=lambda f, path: (path, [f(w) for w in path])),
            _walker(result=lambda f, path: (path[-1], len(path) - 1)),
        ),
    ),
)

# 5.3 --------------------------------------------------------------------------------------------------------------

DERIVATIVES = Choice(
    id="5.3",
    title="The lecture's quiz",
    task="Select all that are true about derivatives.",
    options=(
        Option(
            "At an interior minimum of a differentiable f the derivative is 0",
            True,
            "if it were not, a small step against it would go lower still, and the point would be no minimum.",
        ),
        Option(
            "Where the derivative is 0, there is a minimum",
            False,
            "it is 0 at x = 0 for x³ (an inflection), for −x² (a maximum) and for x1² − x2² (a saddle) too.",
        ),
        Option(
            "If f′(x) > 0, a small enough decrease of x decreases f",
            True,
            "Δf ≈ f′(x) Δx has the sign of Δx, as soon as Δx is so small that the error does not matter.",
        ),
        Option(
            "The larger |f′(x)|, the farther away is the minimum",
            False,
            "the squared error of a logistic unit has slope .0132 at z = −5 and .2963 at z = −.69: flatter where it is "
            "*more* wrong, while the minimum lies far to the right of both.",
        ),
        Option(
            "−∇f points from x to the minimum",
            False,
            "it is the steepest way down *here*. At (1, 2, 0) the minimum of the lecture's f is 36.3° off.",
        ),
        Option(
            "For f: ℝⁿ → ℝ the derivative is a 1×n row, and the gradient an n×1 column",
            True,
            "the row acts on a column dx and gives one number; the gradient is its transpose.",
        ),
        Option(
            "$x − η f′(x)$ lowers f for every η > 0, if f′(x) ≠ 0",
            False,
            "the promise holds for small steps only: at η = .59 the lecture's f grows (preset ⑥).",
        ),
        Option(
            "The error of the linear approximation, divided by Δx, goes to 0 as Δx does",
            True,
            "that is what makes α the derivative, and no other slope has it.",
        ),
        Option(
            "The derivative of f(x) + 5 is larger than that of f(x)",
            False,
            "the 5 is there before and after the step: it lifts the graph and tilts nothing.",
        ),
        Option(
            "Where ∇f ≠ 0 and n > 1, a small step raises f in infinitely many directions",
            True,
            "every dx with ∇f · dx > 0 will do, which is half of all directions; the gradient is the steepest of them.",
        ),
    ),
    select_all=True,
    hints=(
        "A derivative knows what happens near x for small steps, and nothing else. Which statements claim more?",
        "Five are true. For each statement that you doubt, look for one function that breaks it: x³, −x², f + 5, or "
        "the f of this lesson with a long step.",
        "a, c, f, h and j.",
    ),
    because="A derivative is local: it tells the direction and the slope here, not where the minimum is, nor how far.",
)

EXERCISES = (SOLVE, DESCENT, DERIVATIVES)

PREDICTIONS = (
    Prediction(
        id="5.a",
        question=(
            "A network 784-128-64-10 has 109,386 parameters. How much memory would a matrix A for it take, at 8 bytes "
            "an entry?"
        ),
        options=("about 1 MB", "about 100 MB", "about 1 GB", "about 100 GB"),
        answer=3,
        reveal=(
            "109,386² entries of 8 bytes are 95.7 GB. The parameters themselves take .9 MB: it is the *square* that "
            "hurts, and solving costs the cube on top. “About 1 MB” is tempting because that is the size of the "
            "network; the gradient has that size too, and this is why descent is affordable."
        ),
    ),
    Prediction(
        id="5.b",
        question=(
            "f(w) = (w − 1)². From w = 0, step by .3 against the sign of the derivative, again and again. Where is w "
            "after 100 steps?"
        ),
        options=("at 1.0", "very close to 1.0, and closer with every step", "it jumps between .9 and 1.2", "far away"),
        answer=2,
        reveal=(
            "0, .3, .6, .9, 1.2, .9, 1.2, … for ever. The sign says where to go and not how far, so a constant step "
            "must overshoot. “At 1.0” would need steps that shrink, or a step that fits: with .5 it lands on 1.0 "
            "exactly, by luck."
        ),
    ),
    Prediction(
        id="5.c",
        question=(
            "The lecture's f from the origin with η = 1, and the rule |ΔL| ≤ 10⁻⁶. The walk with η = .5 converges, the "
            "one with η = .59 diverges. What does η = 1 do?"
        ),
        options=("it diverges", "it converges, only faster", "it stops after one step", "it circles until max_iter"),
        answer=2,
        reveal=(
            "It stops after one step. From (0, 0, 0) the step leads to (−1, 0, −1), on the other side of the valley "
            "and exactly as high: f = 0 before and after, so |ΔL| = 0 and the rule is content. “It diverges” is what "
            "the walk would do next; the rule never lets it. No progress is not the same as arrival."
        ),
    ),
    Prediction(
        id="5.d",
        question=(
            "After the rule has ended the training on the penguins, we multiply all the weights by 2, without any "
            "training. What does the loss on the training birds do?"
        ),
        options=("it rises: the weights were fitted", "it stays as it is", "it falls"),
        answer=2,
        reveal=(
            "It falls, and with weights times 4 it falls further. Once every training bird is on its right side, "
            "larger scores only make the softmax surer, and a surer right answer costs less. So this loss has no "
            "minimum at all: it comes as near to 0 as you like and never gets there. “It rises” would be true at a "
            "minimum, where every direction leads up; the walk had not reached one, and it could not."
        ),
    ),
)
