"""Messages from P in a code made for Q: code lengths, what they cost on top or save, and a message that is counted.

The model of the figure `code_book`, without its drawing. The message has 32 symbols in P's proportions and is sent in
the code words that Huffman's method makes for Q.
"""

import math
from typing import NamedTuple

import numpy as np

from nblib.information import huffman_code, surprise
from nblib.viz.style import number

SIGNS = "●▲■◆"
LENGTH = 32
# The places in the message, mixed once and for all: a sorted message would look like no message.
ORDER = np.random.default_rng(7).permutation(LENGTH)


class Data(NamedTuple):
    """P, Q and Q's code words; the unit of the areas; the message as symbol numbers."""

    p: np.ndarray
    q: np.ndarray
    base: float
    words: dict[int, str]  # a symbol of q = 0 has none
    message: np.ndarray

    @property
    def unit(self):
        """The name of the unit."""
        return "bits" if self.base == 2 else "nats"

    @property
    def own(self):
        """The lengths −log p that P's own code would have."""
        return surprise(self.p, self.base)

    @property
    def lengths(self):
        """The lengths −log q of Q's code."""
        return surprise(self.q, self.base)

    @property
    def paid(self):
        """What the symbols that are longer than in P's own code cost on top."""
        return self._area(lambda own, length: max(length - own, 0))

    @property
    def saved(self):
        """What the symbols that are shorter than in P's own code save."""
        return self._area(lambda own, length: max(own - length, 0))

    @property
    def counted(self):
        """The bits of the coded message, None if some symbol of it has no word."""
        words = [self.words.get(int(symbol)) for symbol in self.message]
        return None if None in words else sum(map(len, words))

    def _area(self, height):
        columns = zip(self.p, self.own, self.lengths, strict=True)
        return float(sum(p * height(own, length) for p, own, length in columns if p > 0))


def shares(weights):
    """Weights divided by their sum; all equal if every weight is 0.

    >>> shares(np.array([4, 2, 1, 1]))
    array([0.5  , 0.25 , 0.125, 0.125])
    """
    total = weights.sum()
    return weights / total if total > 0 else np.full(len(weights), 1 / len(weights))


def model(p1, p2, p3, p4, q1, q2, q3, q4, lock, nats):
    """Both distributions from their weights, Q's code words, and the message.

    >>> model(4, 2, 1, 1, 1, 1, 2, 4, lock=False, nats=False).words
    {0: '110', 1: '111', 2: '10', 3: '0'}
    """
    p_weights = np.array([p1, p2, p3, p4]).round(6)
    q_weights = p_weights if lock else np.array([q1, q2, q3, q4]).round(6)
    p, q = shares(p_weights), shares(q_weights)
    # From the weights, not the shares: rounding must not decide between symbols that are equally frequent.
    known = {i: float(w) for i, w in enumerate(q_weights) if w > 0} or dict.fromkeys(range(4), 1.0)
    return Data(p, q, np.e if nats else 2, huffman_code(known), message(p))


def message(p):
    """LENGTH symbol numbers in the proportions of p, to the nearest whole symbols, mixed.

    >>> np.bincount(message(np.array([0.5, 0.25, 0.125, 0.125])))
    array([16,  8,  4,  4])
    """
    exact = LENGTH * p
    counts = np.floor(exact).astype(int)
    counts[np.argsort(counts - exact, kind="stable")[: LENGTH - counts.sum()]] += 1
    return np.repeat(np.arange(len(p)), counts)[ORDER]


def counting(data):
    """The count as a sentence.

    >>> counting(model(4, 2, 1, 1, 1, 1, 2, 4, lock=False, nats=False))
    'Counted: 84 bits ÷ 32 symbols = 2.625 bits per symbol'
    """
    if data.counted is None:
        lost = "".join(SIGNS[i] for i in range(4) if i not in data.words and i in data.message)
        return f"Cannot be sent: there is no code word for {lost}"
    mean = data.counted / LENGTH
    in_nats = "" if data.base == 2 else f" = {number(mean * math.log(2), 3)} nats"
    return f"Counted: {data.counted} bits ÷ {LENGTH} symbols = {number(mean, 3)} bits{in_nats} per symbol"
