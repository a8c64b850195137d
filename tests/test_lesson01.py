"""Lesson 01: every number in its prose and its presets, computed; what it derives is what the library runs."""

import ast
import inspect
import math
import textwrap
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lesson import body, cells, prose, solution_function

from nblib import information
from nblib.check import exercise, prediction
from nblib.datasets import load_book
from nblib.information import cross_entropy, entropy, huffman_code, kl_divergence, surprise
from nblib.viz.figures import code_book, letters
from nblib.viz.models import coding

TEXT = prose("01_entropy")
P, REVERSED, Q = [1 / 2, 1 / 4, 1 / 8, 1 / 8], [1 / 8, 1 / 8, 1 / 4, 1 / 2], [0.4, 0.3, 0.2, 0.1]
BOOK = load_book()
COUNTS = Counter(BOOK)
SYMBOLS = sorted(COUNTS)
LETTERS = np.array([COUNTS[symbol] for symbol in SYMBOLS]) / len(BOOK)


def says(*numbers):
    return all(number in TEXT for number in numbers)


def cell_with(words):
    """The one code cell of the lesson that holds these words."""
    [cell] = [cell.source for cell in cells("01_entropy") if cell.cell_type == "code" and words in cell.source]
    return cell


def run(*sources, **names):
    """The names after these cells have been run."""
    for source in sources:
        exec(source, names)
    return names


@pytest.fixture(scope="module")
def latin():
    return run(cell_with('latin = """'), Counter=Counter)["latin"]


def mean_length(code, text):
    return sum(len(code[symbol]) for symbol in text) / len(text)


# ── What is derived is what the library runs ─────────────────────────────────────────────────────────────────────────


class OwnCodeInBits(ast.NodeTransformer):
    """Turns the library's H(P, Q) in any base into H(P) in bits: q is p, and surprise(x, base) is −log2 x."""

    def visit_Name(self, node):
        return ast.Name("p", node.ctx) if node.id == "q" else node

    def visit_Call(self, node):
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "surprise":
            logarithm = ast.Call(ast.parse("np.log2", mode="eval").body, [node.args[0]], [])
            return ast.UnaryOp(ast.USub(), logarithm)
        return node


def test_the_derived_entropy_is_the_librarys_cross_entropy_with_its_own_code():
    [library] = ast.parse(textwrap.dedent(inspect.getsource(information.cross_entropy))).body
    assert body(OwnCodeInBits().visit(library))[-2:] == body(solution_function("01_entropy", "entropy"))
    [library] = ast.parse(textwrap.dedent(inspect.getsource(information.entropy))).body
    assert ast.unparse(library.body[-1]) == "return cross_entropy(p, p, base)"


def test_the_huffman_code_of_the_lesson_is_the_librarys():
    code = run(cell_with("groups, code ="), counts=COUNTS, print=lambda *_: None)["code"]
    assert code == huffman_code(COUNTS)


# ── Numbers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_surprise_in_bits_and_nats():
    assert surprise(1 / 2) == 1
    assert surprise(1.0) == 0
    assert surprise(1 / 8) + surprise(1 / 4) == surprise(1 / 32)
    assert round(surprise(1 / 2, base=math.e), 4) == 0.6931
    assert surprise(2**-10) == 10
    assert says("1 bit is 0.6931 nats", "$2^{-10}$")


def test_the_message_of_the_lesson_costs_its_entropy():
    lesson = run(cell_with("words = {"), print=lambda *_: None)
    assert Counter(lesson["message"]) == {"●": 16, "▲": 8, "■": 4, "◆": 4}
    assert len(lesson["sent"]) / 32 == entropy(P) == 1.75
    words = lesson["words"].values()
    assert [len(word) for word in words] == surprise(P).tolist()
    assert not any(b.startswith(a) for a in words for b in words if a != b)
    assert "".join(lesson["words"][symbol] for symbol in "●▲◆●") == "0101110"


def test_the_table_of_three_books():
    assert [cross_entropy(P, q) for q in (P, [1 / 4] * 4, REVERSED)] == [1.75, 2.0, 2.625]
    assert says("| 1.750 | 1.750 |", "| 2.000 | 2.000 |", "| 2.625 | 2.625 |")
    assert 16 * 3 + 8 * 3 + 4 * 2 + 4 * 1 == 84 == 2.625 * 32


def test_the_price_of_the_wrong_book_is_not_symmetric():
    assert round(cross_entropy(P, Q), 4) == 1.8007
    assert round(cross_entropy(Q, P), 4) == 1.9
    assert (round(kl_divergence(P, Q), 4), round(kl_divergence(Q, P), 4)) == (0.0507, 0.0536)
    assert says("even looks alike: 1.9 bits")
    assert "0.0507" in exercise("1.2").because


def test_one_hot_truth_leaves_the_surprise_of_the_true_class():
    assert cross_entropy([0, 1, 0], [0.2, 0.3, 0.5]) == surprise(0.3)
    assert round(surprise(0.3), 3) == 1.737
    assert round(surprise(0.3, base=math.e), 3) == 1.204


def test_a_padded_logarithm_makes_a_negative_entropy():
    p = np.array([0.0, 1.0])
    assert -(p * np.log2(p + 1e-9)).sum() < 0
    assert says("1e-9", "an entropy below 0")


def test_the_letters_of_the_book():
    assert round(entropy(LETTERS), 3) == 4.076
    assert round(entropy(LETTERS, math.e), 3) == 2.825
    assert len(SYMBOLS) == 27
    assert round(math.log2(27), 3) == 4.755
    assert round(math.log2(27) - entropy(LETTERS), 3) == 0.679
    assert says("= 4.755$ bits", "saves 0.679", "4.076 bits without context")


def test_the_huffman_code_of_the_book_lies_between_H_and_H_plus_1():
    code = huffman_code(COUNTS)
    H = entropy(LETTERS)
    assert H <= mean_length(code, BOOK) < H + 1
    assert round(mean_length(code, BOOK), 3) == 4.118
    assert sum(len(code[symbol]) for symbol in BOOK) == 663_245
    for symbol in "eta ":
        assert len(code[symbol]) < len(code["z"])


def test_someone_elses_code(latin):
    counted = Counter(latin)
    assert [symbol for symbol in SYMBOLS if symbol not in counted] == list("jkwyz")
    assert set(latin) <= set(SYMBOLS)
    bare = np.array([counted[symbol] for symbol in SYMBOLS]) / len(latin)
    assert cross_entropy(LETTERS, bare) == math.inf
    weights = {symbol: counted[symbol] + 1 for symbol in SYMBOLS}
    q = np.array(list(weights.values())) / sum(weights.values())
    assert round(cross_entropy(LETTERS, q), 3) == 4.389
    assert round(mean_length(huffman_code(weights), BOOK), 3) == 4.42
    assert round(mean_length(huffman_code(dict.fromkeys(SYMBOLS, 1)), BOOK), 3) == 4.952
    assert entropy(LETTERS) < cross_entropy(LETTERS, q) < math.log2(27)


def test_the_first_letter_that_the_latin_book_cannot_send():
    first = min(BOOK.index(letter) for letter in "jkwyz")
    assert BOOK[first : first + 10] == "whos there"
    assert first + 1 == 101
    assert says('"whos there", symbol 101')


def test_the_letter_before():
    after = {symbol: Counter() for symbol in SYMBOLS}
    for before, letter in pairwise(BOOK):
        after[before][letter] += 1
    total = len(BOOK) - 1
    H = {symbol: entropy(np.array(list(seen.values())) / seen.total()) for symbol, seen in after.items()}
    conditional = sum(after[symbol].total() / total * H[symbol] for symbol in SYMBOLS)
    assert round(conditional, 3) == 3.314
    assert set(after["q"]) == {"u"}
    assert (min(H, key=H.get), H["q"]) == ("q", 0)
    assert (max(H, key=H.get), round(H[" "], 2)) == (" ", 4.19)
    codes = {symbol: huffman_code(seen) for symbol, seen in after.items()}
    counted = sum(len(codes[before][letter]) for before, letter in pairwise(BOOK)) / total
    assert round(counted, 3) == 3.359
    assert 0.18 < 1 - conditional / entropy(LETTERS) < 0.2  # "almost a fifth"
    assert says("3.314 bits with one letter of it", "and 3.314 bits for one who knows")
    assert all(number in prediction("1.d").reveal for number in ("3.31 bits", "4.19 bits", "almost a fifth"))


# ── The code book ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("preset", "area", "counted"),
    [(1, 1.75, 56), (2, 2.0, 64), (3, 2.625, 84), (4, 1.8007, 56), (5, 1.737, 64), (6, math.inf, None)],
)
def test_the_presets_of_the_code_book(preset, area, counted):
    spec = code_book.code_book()
    data = spec.model(**spec.preset(preset))
    assert cross_entropy(data.p, data.q) == pytest.approx(area, abs=5e-5)
    assert data.counted == counted
    story = spec.presets[preset - 1].story
    numbers = {1: "1.75 bits", 2: "2 bits", 3: "2.625 bits", 4: "1.801 bits", 5: "1.737 bits", 6: "no length"}
    assert numbers[preset] in story


weights = st.lists(st.integers(0, 80), min_size=4, max_size=4).map(lambda tenths: [tenth / 10 for tenth in tenths])


@given(weights, weights, st.booleans())
def test_area_is_cross_entropy_and_never_below_entropy(p, q, nats):
    data = coding.model(*p, *q, lock=False, nats=nats)
    best, cost = entropy(data.p, data.base), cross_entropy(data.p, data.q, data.base)
    assert best + data.paid - data.saved == pytest.approx(cost)
    assert cost >= best - 1e-12
    assert data.paid >= data.saved - 1e-12
    assert math.isinf(cost) == any(data.q[data.p > 0] == 0)
    assert len(data.message) == 32
    sent = np.bincount(data.message, minlength=4)
    assert np.all(np.abs(sent - 32 * data.p) < 1)


@given(weights, weights)
def test_locked_means_Q_is_P(p, q):
    data = coding.model(*p, *q, lock=True, nats=False)
    assert np.array_equal(data.p, data.q)
    assert data.paid == data.saved == 0


@given(weights)
def test_no_other_book_beats_1_75(q):
    data = coding.model(4.0, 2.0, 1.0, 1.0, *q, lock=False, nats=False)
    assert cross_entropy(data.p, data.q) >= 1.75
    assert data.counted is None or data.counted >= 56


def test_a_symbol_without_a_word_is_named_and_drawn_off_scale():
    spec = code_book.code_book()
    data = spec.model(**spec.preset(6))
    assert "H(P, Q) = ∞ bits" in spec.describe(data)
    assert "no code word for ◆" in spec.describe(data)


def test_nats_are_named():
    spec = code_book.code_book()
    words = spec.describe(spec.model(**spec.start(nats=True)))
    assert "H(P) = 1.213 nats" in words
    assert "1.750 bits = 1.213 nats per symbol" in words


# ── The letters ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("preset", "H", "counted"),
    [
        (1, 4.076, 4.118),
        (2, 4.076, 4.952),
        (3, 2.661, 3.470),
        (4, 2.661, 2.745),
        (5, 0, 1),
        (6, 4.188, 4.215),
    ],
)
def test_the_presets_of_the_letters(preset, H, counted):
    spec = letters.book_letters()
    data = spec.model(**spec.preset(preset))
    assert (round(data.bits, 3), round(data.per_letter, 3)) == (H, counted)
    story = spec.presets[preset - 1].story
    numbers = {1: ("4.118", "4.076"), 2: ("4.952",), 3: ("2.661", "3.470"), 4: ("2.745",), 5: ("no surprise",)}
    assert all(number in story for number in numbers.get(preset, ("4.188",)))


@pytest.mark.parametrize("before", [letters.ANY, *letters.BEFORE])
def test_a_code_of_its_own_costs_between_H_and_H_plus_1_and_no_other_costs_less(before):
    own = letters.model(before, "here", entropy)
    assert own.bits <= own.per_letter <= own.bits + 1  # after q: exactly one bit more
    for other in ("book", "equal"):
        assert letters.model(before, other, entropy).per_letter >= own.per_letter


def test_the_learners_entropy_drives_the_figure():
    spec = letters.book_letters(lambda p: 7.0)
    assert spec.model(**spec.start()).bits == 7.0
