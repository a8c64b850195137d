"""The lecture's function of three variables, the walks of three methods on it, and what the stop of a walk is worth."""

from functools import partial
from itertools import islice
from typing import NamedTuple

import numpy as np

from nblib.descent import gradient_descent, sign_descent, until_flat

# f(x) = x1² + x1(1 − x2) + x2² − x2 x3 + x3² + x3, which is ½ xᵀA x − bᵀx.
A = np.array([[2.0, -1, 0], [-1, 2, -1], [0, -1, 2]])
B = np.array([-1.0, 0, -1])
MINIMUM = np.linalg.solve(A, B)
CURVATURES = np.linalg.eigvalsh(A)  # 2 − √2, 2, 2 + √2
EDGE = float(2 / CURVATURES[-1])  # the learning rate at which the steepest mode no longer shrinks
DIGITS = 4  # of a learning rate that is set in the browser
STARTS = {"the origin": (0.0, 0.0, 0.0), "(3, −2, 4)": (3.0, -2.0, 4.0)}
EPSILONS = {float(f"1e-{n}"): f"10⁻{raised}" for n, raised in enumerate("¹²³⁴⁵⁶⁷⁸⁹", start=1)}
MAX_ITER = 100
NEAR = 0.05  # this near to the minimum a stop is honest


def f(x):
    """The lecture's function of three variables."""
    return float(x @ A @ x / 2 - B @ x)


def gradient(x):
    """∇f(x) = A x − b."""
    return A @ x - B


class Data(NamedTuple):
    """A walk up to where it ended, the same walk had nothing ended it, and the factor of each mode in one step."""

    method: str
    learning_rate: float
    eps: float
    path: np.ndarray
    onward: np.ndarray  # MAX_ITER + 1 points
    factors: np.ndarray  # nan where there is none

    @property
    def k(self):
        """The number of steps taken."""
        return len(self.path) - 1

    @property
    def change(self):
        """|ΔL| of the last step."""
        return abs(f(self.path[-1]) - f(self.path[-2]))

    @property
    def slope(self):
        """‖∇f‖ where the walk has ended."""
        return float(np.linalg.norm(gradient(self.path[-1])))

    @property
    def distance(self):
        """How far the minimum is from there."""
        return float(np.linalg.norm(self.path[-1] - MINIMUM))

    @property
    def stopped(self):
        """Whether the rule has ended the walk."""
        return self.method != "solve" and self.change <= self.eps


def model(method, start, learning_rate, eps, descend):
    """The walk of this method; the learner's own `descend` walks if the method is gradient."""
    x0 = np.array(STARTS[start])
    # A slider hands on a rounded number, or 0.9999999999: a walk along the edge needs the edge itself.
    learning_rate = round(learning_rate, DIGITS)
    if learning_rate == round(EDGE, DIGITS):
        learning_rate = EDGE
    if method == "solve":
        path = onward = np.array([x0, MINIMUM])
        return Data(method, learning_rate, eps, path, onward, np.zeros(3))
    walk = partial({"gradient": gradient_descent, "sign": sign_descent}[method], f, gradient, x0, learning_rate)
    onward = np.array([state.w for state in islice(walk(), MAX_ITER + 1)])
    if method == "sign":
        path = np.array([state.w for state in until_flat(walk(), eps, MAX_ITER)])
        return Data(method, learning_rate, eps, path, onward, np.full(3, np.nan))
    path = np.array(descend(f, gradient, x0, learning_rate, eps, MAX_ITER))
    return Data(method, learning_rate, eps, path, onward, np.abs(1 - learning_rate * CURVATURES))


def verdict(data):
    """Name, reason, and whether the walk has done its work."""
    if data.method == "solve":
        return "SOLVED", "one linear system, and no rule is needed", True
    if data.stopped and data.distance <= NEAR:
        return "HONEST", f"within {NEAR} of the minimum", True
    if data.stopped and data.factors.max() < 1 - 1e-9:  # False for the nan of sign steps
        return "TOO EARLY", "still on its way: the gradient is not small", False
    if data.stopped:
        return "FALSE STOP", "level, but it would never arrive", False
    if data.method == "gradient" and f(data.path[-1]) > f(data.path[0]):  # sign steps stay within reach
        return "DIVERGED", "higher than where it began", False
    return "HIT max_iter", f"no stop within {MAX_ITER} steps", False
