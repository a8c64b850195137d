"""Surprise, entropy and cross-entropy: how many bits a message costs.

p and q are probability vectors of shape (k,): p says how often each symbol is sent, q is what the code book believes.
Everything is in bits unless `base` says otherwise; `base=math.e` gives nats. Source: Shannon (1948),
"A Mathematical Theory of Communication"; Huffman (1952), "A Method for the Construction of Minimum-Redundancy Codes".
"""

import heapq
import math
from collections.abc import Mapping

import numpy as np


def surprise(p, base=2):
    """−log p, the surprise of an outcome of probability p; elementwise, ∞ where p = 0; a float for a single p.

    >>> surprise(0.5), surprise([0.25, 1])
    (1.0, array([2., 0.]))
    """
    p = _probabilities("p", p)
    if not base > 1:
        raise ValueError(f"base must be above 1, got {base!r}")
    with np.errstate(divide="ignore"):
        lengths = np.abs(np.log(p) / math.log(base))  # abs turns the −0.0 of a certain outcome into 0.0
    return lengths if lengths.ndim else float(lengths)


def entropy(p, base=2):
    """H(P) = −Σ p log p, the expected surprise; an impossible outcome adds 0.

    >>> entropy([1/2, 1/4, 1/8, 1/8])
    1.75
    """
    return cross_entropy(p, p, base)


def cross_entropy(p, q, base=2):
    """H(P, Q) = −Σ p log q: the expected code length when messages come from P and the code was made for Q.

    Never below H(P), and equal to it only if Q = P. It is ∞ if some q = 0 where p > 0.

    >>> cross_entropy([1/2, 1/4, 1/8, 1/8], [1/8, 1/8, 1/4, 1/2])
    2.625
    """
    p, q = _distribution("p", p), _distribution("q", q)
    if p.shape != q.shape:
        raise ValueError(f"p and q must be over the same symbols: p has shape {p.shape}, q has {q.shape}")
    possible = p > 0  # 0 · log 0 counts 0: a message that is never sent costs nothing
    return float(p[possible] @ surprise(q[possible], base))


def kl_divergence(p, q, base=2):
    """KL(P‖Q) = H(P, Q) − H(P) ≥ 0: what the wrong code book costs on top. Not symmetric.

    >>> kl_divergence([1/2, 1/2], [1/2, 1/2])
    0.0
    """
    return cross_entropy(p, q, base) - entropy(p, base)


def huffman_code(weights: Mapping) -> dict:
    """The shortest prefix code: {symbol: weight} → {symbol: code word of "0"s and "1"s}.

    Two rarest trees are joined until one is left, so a rare symbol lies deep. With weights that sum to 1, the average
    length lies in [H, H + 1), and is H exactly if every weight is a power of ½. A lone symbol gets the word "0".

    >>> huffman_code({"a": 0.5, "b": 0.25, "c": 0.125, "d": 0.125})
    {'a': '0', 'b': '10', 'c': '110', 'd': '111'}
    """
    if not weights or not all(weight > 0 and math.isfinite(weight) for weight in weights.values()):
        raise ValueError(f"weights must map at least one symbol to a positive number, got {dict(weights)!r}")
    if len(weights) == 1:
        return dict.fromkeys(weights, "0")
    # The counter breaks ties between equal weights, first come first, so that symbols are never compared.
    trees = [(weight, order, {symbol: ""}) for order, (symbol, weight) in enumerate(weights.items())]
    heapq.heapify(trees)
    for order in range(len(trees), 2 * len(trees) - 1):
        light, _, left = heapq.heappop(trees)
        heavy, _, right = heapq.heappop(trees)
        joined = {s: "0" + word for s, word in left.items()} | {s: "1" + word for s, word in right.items()}
        heapq.heappush(trees, (light + heavy, order, joined))
    [(_, _, code)] = trees
    return {symbol: code[symbol] for symbol in weights}


def _probabilities(name, values):
    array = np.asarray(values, dtype=float)
    if not np.all((array >= 0) & (array <= 1)):  # written so that nan fails too
        raise ValueError(f"{name} must hold probabilities between 0 and 1, got {values!r}")
    return array


def _distribution(name, values):
    array = _probabilities(name, values)
    if array.ndim != 1 or not math.isclose(array.sum(), 1, abs_tol=1e-6):  # a float32 softmax is within 1e-6
        raise ValueError(f"{name} must be a vector of probabilities that sum to 1, got {values!r}")
    return array
