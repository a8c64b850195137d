"""Z = X W + b on small whole numbers: one score as a sum, and what becomes of b as a row or as a column."""

from typing import NamedTuple

import numpy as np

from nblib.viz.style import GREEN, RED, number

X = np.array([[1.0, 2], [0, 1], [3, -1], [2, 2]])
W = np.array([[1.0, 0, -1], [2, 1, 0]])
B = np.array([10.0, 20, 30])


class Data(NamedTuple):
    """The arrays of this size, the chosen row and column from 0, and b as broadcasting copies it, or None."""

    X: np.ndarray
    W: np.ndarray
    b: np.ndarray
    i: int
    j: int
    column: bool
    copied: np.ndarray | None

    @property
    def products(self):
        """X W."""
        return self.X @ self.W

    @property
    def Z(self):
        """X W + b as NumPy computes it, None where it comes to no table of m rows."""
        return None if self.copied is None else self.products + self.copied


def model(m, c, i, j, column):
    """The first m examples and c units; b is added as NumPy adds a (c,), or as a column (c, 1)."""
    products, b = X[:m] @ W[:, :c], B[:c]
    try:
        copied = np.broadcast_to(b[:, np.newaxis] if column else b, products.shape)
    except ValueError:
        copied = None
    return Data(X[:m], W[:, :c], b, min(i, m) - 1, min(j, c) - 1, column, copied)


def verdict(data):
    """What broadcasting makes of b, and a colour."""
    m, c = data.products.shape
    if not data.column:
        return f"✔ ({m}, {c}) + ({c},): b is copied down the rows", GREEN
    sizes = f"({m}, {c}) + ({c}, 1)"
    if c == 1:
        return f"✔ {sizes}: with one unit it makes no difference", GREEN
    if m == c:
        return f"✘ {sizes} fits, and is wrong: example {data.i + 1} gets b{sub(data.i)}", RED
    if m == 1:
        return f"✘ {sizes}: one example becomes {c} rows", RED
    return f"✘ {sizes}: ValueError, {m} rows and {c} rows", RED


def sums(data):
    """The chosen score as a dot product, in symbols and in numbers."""
    i, j = data.i, data.j
    if data.Z is None:
        m, c = data.products.shape
        return [f"x{sub(i)} · w{sub(j)} = {number(data.products[i, j], 0)}", f"and there is no Z of {m}×{c}"]
    terms = [f"{factor(x)}·{factor(w)}" for x, w in zip(data.X[i], data.W[:, j], strict=True)]
    used = data.i if data.column and len(data.b) > 1 else j
    wrong = "" if used == j else f", not {number(data.products[i, j] + data.b[j], 0)}"
    return [
        f"z{sub(i)}{sub(j)} = x{sub(i)} · w{sub(j)} + b{sub(used)}",
        f"= {' + '.join(terms)} + {number(data.copied[i, j], 0)} = {number(data.Z[i, j], 0)}{wrong}",
    ]


def factor(w):
    """A number in a product: negative ones in brackets."""
    return f"({number(w, 0)})" if w < 0 else number(w, 0)


def sub(k):
    """The index k, counted from 0, as a subscript counted from 1."""
    return "₁₂₃₄"[k]
