"""Right answers as text, for each exercise that asks for a function: the solution of its last hint, and other ways.

Learners do not all write the solution. A loop can end too early, a total can be overwritten, and only who writes one
makes such mistakes; so the shortest solutions have a second form, with the loop that they hide.
"""

import linecache
import re
import textwrap
from pathlib import Path

from nblib.check.function import Function
from nblib.check.registry import exercises

OTHER_WAYS = {
    "1.3": """
        def entropy(p):
            H = 0.0
            for x in p:
                if x > 0:
                    H -= x * np.log2(x)
            return H
        """,
    "2.1": """
        def softmax(Z):
            P = np.zeros(Z.shape)
            for i in range(len(Z)):
                e = np.exp(Z[i] - Z[i].max())
                P[i] = e / e.sum()
            return P
        """,
    "2.3": """
        def cross_entropy(P, labels):
            total = 0.0
            for i in range(len(P)):
                total -= np.log(P[i, labels[i]])
            return total / len(P)
        """,
    "3.1": """
        def linear(X, W, b):
            m, c = len(X), len(b)
            Z = np.zeros((m, c))
            for i in range(m):
                for j in range(c):
                    for k in range(len(W)):
                        Z[i, j] += X[i, k] * W[k, j]
                    Z[i, j] += b[j]
            return Z
        """,
    "3.3": """
        def classify(X, W, b):
            winners = []
            for x in X:
                scores = x @ W + b
                best = 0
                for j in range(1, len(scores)):
                    if scores[j] > scores[best]:
                        best = j
                winners.append(best)
            return np.array(winners)
        """,
    "5.2": """
        def gradient_descent(f, grad, w0, learning_rate, eps, max_iter):
            w = w0
            path = [w]
            before = f(w)
            for k in range(max_iter):
                w = w - learning_rate * grad(w)
                path.append(w)
                now = f(w)
                if abs(before - now) <= eps:
                    break
                before = now
            return path
        """,
    "6.2c": """
        def squared_slope(z, y):
            p = 1 / (1 + np.exp(-z))
            dL_dp = 2 * (p - y)
            dp_dz = p * (1 - p)
            return dL_dp * dp_dz
        """,
    "8.3a": """
        def softmax_cross_entropy(Z, labels):
            m = len(Z)
            rows = np.arange(m)
            log_P = log_softmax(Z)
            L = -log_P[rows, labels].mean()
            dZ = np.exp(log_P)
            dZ[rows, labels] -= 1
            dZ = dZ / m
            return L, dZ
        """,
    "8.3b": """
        def linear_backward(A, dZ):
            dW = np.zeros((A.shape[1], dZ.shape[1]))
            db = np.zeros(dZ.shape[1])
            for a, dz in zip(A, dZ):
                dW += np.outer(a, dz)
                db += dz
            return dW, db
        """,
}

# What a lesson has in scope where its exercises are.
SCOPE = """
import math
import numpy as np
from nblib.functions import log_softmax, softmax
from nblib.losses import one_hot
from nblib.mlp import Layer
"""

FUNCTIONS = {id: exercise for id, exercise in exercises().items() if isinstance(exercise, Function)}


def right_answers(exercise):
    """The texts of functions that are right, the solution of the last hint first."""
    [solution] = re.findall(r"```python\n(.*)```", exercise.hints[2], flags=re.DOTALL)
    other = OTHER_WAYS.get(exercise.id)
    return [solution, textwrap.dedent(other).strip()] if other else [solution]


def attempts():
    """(id, "wrong" or "right", what it is, text) of the whole attempts that were written by hand."""
    text = Path(__file__).with_name("attempts.txt").read_text(encoding="utf-8")
    return re.findall(r"^# (\S+), (wrong|right): (.*)\n((?:(?!# ).*\n)+)", text, flags=re.MULTILINE)


def function_of(source, name):
    """The function of this name that the text defines."""
    namespace = {}
    exec(SCOPE, namespace)
    exec(compile(source, "<mutant>", "exec"), namespace)
    # So that a traceback can show its lines, as it shows a notebook's.
    linecache.cache["<mutant>"] = (len(source), None, source.splitlines(keepends=True), "<mutant>")
    return namespace[name]
