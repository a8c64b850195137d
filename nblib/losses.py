"""Losses: how wrong a batch of scores is, and which way to change each score.

Scores Z (m, c), labels (m,) with integers 0 … c−1, L a float, dZ = ∂L/∂Z (m, c). L is the MEAN over the m rows;
cross-entropies are in nats. A loss takes scores, not probabilities, so log 0 is never reached.
"""

import numpy as np

from nblib.functions import log_softmax, softmax


def one_hot(labels, c, dtype=float):
    """Y (m, c): row i is 1 in column labels[i] and 0 elsewhere.

    >>> one_hot([1, 0], 3)
    array([[0., 1., 0.],
           [1., 0., 0.]])
    """
    return np.eye(c, dtype=dtype)[_classes(labels, c)]


def cross_entropy(P, labels):
    """L = −(1/m) Σ_i ln p_i,label: the mean surprise of the true classes, from probabilities P (m, c), in nats.

    If a true class had p = 0, it is ∞ and NumPy warns; `softmax_cross_entropy` starts from scores and never gets there.

    >>> P = np.array([[0.2, 0.3, 0.5], [0.7, 0.2, 0.1], [0.1, 0.1, 0.8]])
    >>> round(cross_entropy(P, np.array([1, 0, 2])), 4)
    0.5946
    """
    m = len(P)
    return float(-np.log(P[np.arange(m), labels]).mean())


def softmax_cross_entropy(Z, labels):
    """L = −(1/m) Σ_i log softmax(z_i)_label and its derivative dZ = (P − Y)/m.

    >>> L, dZ = softmax_cross_entropy(np.log([[.2, .3, .5]]), [1])
    >>> round(L, 4), dZ.round(4)
    (1.204, array([[ 0.2, -0.7,  0.5]]))
    """
    m, c = Z.shape
    Y = one_hot(_one_a_row(labels, m), c, Z.dtype)
    log_P = log_softmax(Z)
    L = -(Y * log_P).sum() / m
    dZ = (np.exp(log_P) - Y) / m
    return float(L), dZ


def squared_error(Z, labels):
    """L = (1/m) Σ_i ‖p_i − y_i‖² with P = softmax(Z), and its derivative dZ.

    The error 2(p − y) must still pass through the softmax: dz = p ∘ (e − ⟨e, p⟩). Where p is near 0 or 1 that is
    near 0, right or wrong: the reason why classifiers are trained with cross-entropy.

    >>> L, dZ = squared_error(np.log([[.2, .3, .5]]), [1])
    >>> round(L, 4), dZ.round(4)
    (0.78, array([[ 0.048, -0.468,  0.42 ]]))
    """
    m, c = Z.shape
    Y = one_hot(_one_a_row(labels, m), c, Z.dtype)
    P = softmax(Z)
    L = ((P - Y) ** 2).sum() / m
    dP = 2 * (P - Y) / m
    dZ = P * (dP - (dP * P).sum(axis=1, keepdims=True))
    return float(L), dZ


def _one_a_row(labels, m):
    if np.shape(labels) != (m,):  # a single label would serve for every row
        raise ValueError(f"labels must be {m} integers, one a row, got shape {np.shape(labels)}")
    return labels


def _classes(labels, c):
    labels = np.asarray(labels)
    if labels.ndim != 1 or not np.issubdtype(labels.dtype, np.integer):
        raise ValueError(f"labels must be integers, one a row, got shape {labels.shape} of {labels.dtype}")
    if labels.size and not (labels.min() >= 0 and labels.max() < c):
        raise ValueError(f"labels must lie in 0 … {c - 1} for {c} classes, got {labels.min()} … {labels.max()}")
    return labels
