"""Laws and worked examples of nblib.information (lesson 01)."""

import math
from collections import Counter
from itertools import permutations, product

import numpy as np
import pytest
import scipy.special
from hypothesis import given
from hypothesis import strategies as st

from nblib.information import cross_entropy, entropy, huffman_code, kl_divergence, surprise

P = [1 / 2, 1 / 4, 1 / 8, 1 / 8]  # the code book's four symbols ● ▲ ■ ◆
Q = [0.4, 0.3, 0.2, 0.1]


def distributions(k):
    """Probability vectors of k entries; zeros are frequent."""
    weights = st.lists(st.integers(0, 20), min_size=k, max_size=k).filter(any)
    return weights.map(lambda w: np.array(w) / sum(w))


pairs = st.integers(1, 6).flatmap(lambda k: st.tuples(distributions(k), distributions(k)))
weight_tables = st.dictionaries(st.sampled_from("abcdefghij"), st.integers(1, 50), min_size=2)


# ── Worked examples ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("p", "bits"), [(1, 0.0), (1 / 2, 1.0), (1 / 8, 3.0), (0, math.inf)])
def test_surprise_of_one_outcome(p, bits):
    assert surprise(p) == bits
    assert type(surprise(p)) is float


def test_a_certain_outcome_has_surprise_plus_zero():
    assert math.copysign(1, surprise(1.0)) == 1
    assert math.copysign(1, entropy([1.0])) == 1


def test_entropy_of_the_code_book():
    assert entropy(P) == 1.75
    assert entropy(P, base=math.e) == pytest.approx(1.2130, abs=5e-5)
    assert entropy(P, base=10) == pytest.approx(0.5268, abs=5e-5)


def test_cross_entropies_of_the_code_book_are_all_different():
    values = {
        "messages from P, code for Q": (cross_entropy(P, Q), 1.8007),
        "roles swapped": (cross_entropy(Q, P), 1.9000),
        "entropy of Q": (entropy(Q), 1.8464),
        "extra cost": (kl_divergence(P, Q), 0.0507),
        "nats": (cross_entropy(P, Q, base=math.e), 1.2481),
    }
    for computed, printed in values.values():
        assert computed == pytest.approx(printed, abs=5e-5)
    assert len({printed for _, printed in values.values()}) == len(values)


def test_kl_divergence_is_not_symmetric():
    assert kl_divergence(P, Q) == pytest.approx(0.0507, abs=5e-5)
    assert kl_divergence(Q, P) == pytest.approx(0.0536, abs=5e-5)


@pytest.mark.parametrize(("q", "bits"), [(P, 1.75), ([1 / 4] * 4, 2.0), (P[::-1], 2.625)])
def test_cross_entropy_is_the_counted_length_of_a_message(q, bits):
    message = "●" * 16 + "▲" * 8 + "■" * 4 + "◆" * 4
    code = huffman_code(dict(zip("●▲■◆", q, strict=True)))
    counted = len("".join(code[symbol] for symbol in message)) / len(message)
    assert counted == bits == cross_entropy(P, q)


def test_huffman_code_of_the_code_book():
    assert huffman_code(dict(zip("●▲■◆", P, strict=True))) == {"●": "0", "▲": "10", "■": "110", "◆": "111"}


def test_huffman_code_of_a_lone_symbol_still_has_a_word():
    assert huffman_code({"a": 7}) == {"a": "0"}


def test_huffman_code_never_compares_symbols():
    code = huffman_code({1: 0.25, "one": 0.25, (1,): 0.25, None: 0.25})
    assert sorted(code.values()) == ["00", "01", "10", "11"]


# ── Laws ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.floats(1e-9, 1), st.floats(1e-9, 1))
def test_surprises_of_independent_outcomes_add(p, r):
    assert surprise(p * r) == pytest.approx(surprise(p) + surprise(r), abs=1e-12)


@given(pairs)
def test_cross_entropy_is_never_below_entropy(pq):
    p, q = pq
    assert cross_entropy(p, q) >= entropy(p) - 1e-12
    assert cross_entropy(p, p) == entropy(p)
    if not np.array_equal(p, q):
        assert kl_divergence(p, q) > 0


@given(pairs)
def test_cross_entropy_is_infinite_only_where_q_rules_out_what_p_sends(pq):
    p, q = pq
    assert math.isinf(cross_entropy(p, q)) == bool(np.any((q == 0) & (p > 0)))


@given(pairs)
def test_entropy_lies_between_certain_and_uniform(pq):
    p, _ = pq
    assert 0 <= entropy(p) <= math.log2(len(p)) + 1e-12
    assert entropy(np.full(len(p), 1 / len(p))) == pytest.approx(math.log2(len(p)))


@given(pairs)
def test_entropies_of_independent_sources_add(pq):
    p, q = pq
    assert entropy(np.outer(p, q).ravel()) == pytest.approx(entropy(p) + entropy(q), abs=1e-12)


@given(pairs)
def test_a_nat_is_1_over_ln_2_bits(pq):
    p, q = pq
    for information in (cross_entropy, kl_divergence):
        assert information(p, q, base=math.e) == pytest.approx(information(p, q) * math.log(2), abs=1e-12)


@given(pairs)
def test_agrees_with_scipy(pq):
    p, q = pq
    assert entropy(p) == pytest.approx(scipy.special.entr(p).sum() / math.log(2), abs=1e-12)
    assert kl_divergence(p, q) == pytest.approx(scipy.special.rel_entr(p, q).sum() / math.log(2), abs=1e-12)


@given(weight_tables)
def test_huffman_words_are_prefix_free_and_waste_no_word(weights):
    code = huffman_code(weights)
    assert list(code) == list(weights)
    assert not any(b.startswith(a) for a, b in permutations(code.values(), 2))
    assert sum(2.0 ** -len(word) for word in code.values()) == 1  # Kraft's sum


@given(weight_tables)
def test_huffman_length_is_within_one_bit_of_entropy(weights):
    p = {symbol: weight / sum(weights.values()) for symbol, weight in weights.items()}
    average = sum(p[symbol] * len(word) for symbol, word in huffman_code(p).items())
    H = entropy(list(p.values()))
    assert H - 1e-12 <= average < H + 1


@given(st.lists(st.integers(1, 30), min_size=2, max_size=5))
def test_no_prefix_code_is_shorter_than_huffmans(weights):
    code = huffman_code(dict(enumerate(weights)))
    longest = len(weights) - 1
    lengths_of_all_codes = (
        lengths
        for lengths in product(range(1, longest + 1), repeat=len(weights))
        if sum(2.0**-length for length in lengths) <= 1  # Kraft: such a prefix code exists
    )
    shortest = min(int(np.dot(weights, lengths)) for lengths in lengths_of_all_codes)
    assert sum(weights[symbol] * len(word) for symbol, word in code.items()) == shortest


@given(st.lists(st.integers(0, 9), min_size=1, max_size=9))
def test_huffman_length_is_entropy_where_all_weights_are_powers_of_one_half(splits):
    p = [1.0]
    for i in splits:
        half = p.pop(i % len(p)) / 2
        p += [half, half]
    code = huffman_code(dict(enumerate(p)))
    assert sum(p[i] * len(word) for i, word in code.items()) == entropy(p)


# ── Doors, purity, types ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: surprise(1.5), "p"),
        (lambda: surprise(math.nan), "p"),
        (lambda: surprise(0.5, base=1), "base"),
        (lambda: surprise(0.5, base=0), "base"),
        (lambda: entropy([0.5, 0.6]), "p"),
        (lambda: entropy([0.333, 0.333, 0.333]), "p"),
        (lambda: entropy([1.5, -0.5]), "p"),
        (lambda: entropy(np.eye(2)), "p"),
        (lambda: entropy([]), "p"),
        (lambda: cross_entropy([0.5, 0.5], [0.5, 0.4]), "q"),
        (lambda: cross_entropy([0.5, 0.5], [1.0]), "p and q"),
        (lambda: kl_divergence([0.5, 0.5], [0.2, 0.3, 0.5]), "p and q"),
        (lambda: huffman_code({}), "weights"),
        (lambda: huffman_code({"a": 0.5, "b": 0}), "weights"),
        (lambda: huffman_code({"a": 0.5, "b": math.inf}), "weights"),
    ],
)
def test_a_bad_argument_is_named(call, argument):
    with pytest.raises(ValueError, match=rf"^{argument} must"):
        call()


def test_results_are_python_floats_and_float32_is_welcome():
    p = np.full(10, 0.1, dtype=np.float32)  # sums to 1.0000001
    for value in (entropy(p), cross_entropy(p, p), kl_divergence(p, p)):
        assert type(value) is float
    assert surprise(p).dtype == float


def test_arguments_are_left_as_they_were():
    p, q, weights = np.array(P), np.array(Q), Counter(a=3, b=2, c=1)
    surprise(p), cross_entropy(p, q), kl_divergence(p, q), huffman_code(weights)
    assert p.tolist() == P
    assert q.tolist() == Q
    assert weights == Counter(a=3, b=2, c=1)
