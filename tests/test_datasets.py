"""The data of the lessons: what the loaders give, what the makers draw, and the laws of split and standardise."""

import math
import shutil
from itertools import pairwise

import numpy as np
import pytest
import sklearn.datasets
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nblib import datasets
from nblib.datasets import (
    DataError,
    load_book,
    load_digits,
    load_penguins,
    make_arms,
    make_moons,
    make_spirals,
    split,
    standardise,
)
from nblib.functions import tanh
from nblib.information import entropy
from nblib.losses import softmax_cross_entropy
from nblib.mlp import MLP

LOADERS = {"penguins.csv": load_penguins, "digits.csv": load_digits, "hamlet.txt": load_book}
MAKERS = [(make_spirals, 2), (make_arms, 3), (make_moons, 2)]
GOOD_RNG = np.random.default_rng(0)


# ── Loaders ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_penguins_are_the_333_birds_without_an_unknown_value():
    X, y, features, classes = load_penguins()
    assert X.shape == (333, 4)
    assert X.dtype == np.float64
    assert y.shape == (333,)
    assert np.issubdtype(y.dtype, np.integer)
    assert features == ("bill length (mm)", "bill depth (mm)", "flipper length (mm)", "body mass (g)")
    assert classes == ("Adelie", "Chinstrap", "Gentoo")
    assert np.bincount(y).tolist() == [146, 68, 119]
    assert X.min(axis=0).tolist() == [32.1, 13.1, 172, 2700]
    assert X.max(axis=0).tolist() == [59.6, 21.5, 231, 6300]


def test_digits_are_those_of_scikit_learn_scaled_to_0_1():
    X, y, features, classes = load_digits()
    pixels, labels = sklearn.datasets.load_digits(return_X_y=True)
    assert X.shape == (1797, 64)
    assert X.dtype == np.float64
    np.testing.assert_array_equal(16 * X, pixels)
    np.testing.assert_array_equal(y, labels)
    assert (X.min(), X.max()) == (0, 1)
    assert np.bincount(y).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert features[8] == "pixel_1_0"  # row 1, column 0: X[i].reshape(8, 8) is the image
    assert len(features) == 64
    assert classes == tuple("0123456789")


def test_the_book_is_hamlet_in_27_symbols():
    book = load_book()
    assert set(book) == set("abcdefghijklmnopqrstuvwxyz ")
    assert len(book) == 161_076
    assert len(book.split(" ")) == len(book.split()) == 31_901  # so no two spaces meet, and none stands at an end
    assert book.startswith("act i scene i elsinore a platform before the castle")
    assert book.endswith("a peal of ordnance is shot off")
    assert "to be or not to be that is the question" in book


def test_the_letters_of_the_book_have_the_entropy_of_english():
    counts = np.unique(list(load_book()), return_counts=True)[1]
    assert entropy(counts / counts.sum()) == pytest.approx(4.076, abs=0.001)  # log2 27 is 4.755


def test_a_loader_reads_afresh_so_changing_its_array_harms_nobody():
    load_digits().X[:] = -1
    assert load_digits().X.min() == 0


# ── Damaged and missing files ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of data/ that may be damaged, and that the loaders read."""
    shutil.copytree(datasets.FOLDER, tmp_path / "data")
    monkeypatch.setattr(datasets, "FOLDER", tmp_path / "data")
    return tmp_path / "data"


@pytest.mark.parametrize("name", LOADERS)
def test_a_missing_file_is_named_with_what_to_do(folder, name):
    (folder / name).unlink()
    with pytest.raises(DataError) as caught:
        LOADERS[name]()
    message = str(caught.value)
    assert str(folder / name) in message
    assert "missing" in message
    assert f"git checkout -- data/{name}" in message
    assert "install the package again" in message


@pytest.mark.parametrize("name", LOADERS)
@pytest.mark.parametrize(
    "damage", [lambda b: b[:-1], lambda b: b + b"\n", lambda b: b"", lambda b: b[:99] + b"\xff" + b[100:]]
)
def test_a_damaged_file_is_named_with_what_to_do(folder, name, damage):
    (folder / name).write_bytes(damage((folder / name).read_bytes()))
    with pytest.raises(DataError) as caught:
        LOADERS[name]()
    message = str(caught.value)
    assert str(folder / name) in message
    assert "damaged" in message
    assert datasets.SHA256[name] in message
    assert f"git checkout -- data/{name}" in message


@pytest.mark.parametrize("name", LOADERS)
def test_changed_line_ends_are_recognised_as_the_cause(folder, name):
    (folder / name).write_bytes((folder / name).read_bytes().replace(b"\n", b"\r\n"))
    with pytest.raises(
        DataError,
        match=r"damaged: its line ends were turned from \\n into \\r\\n, as git on Windows or an editor may do\.",
    ) as caught:
        LOADERS[name]()
    assert str(folder / name) in str(caught.value)


def test_a_folder_in_place_of_the_file_is_a_data_error_too(folder):
    (folder / "hamlet.txt").unlink()
    (folder / "hamlet.txt").mkdir()
    with pytest.raises(DataError, match=r"hamlet\.txt"):
        load_book()


# ── Makers ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("make", "c"), MAKERS)
@pytest.mark.parametrize("m", ["c", 100, 101])
def test_a_cloud_has_m_points_in_classes_of_equal_size(make, c, m):
    m = c if m == "c" else m
    X, y = make(m, np.random.default_rng(0))
    assert X.shape == (m, 2)
    assert X.dtype == np.float64
    assert y.shape == (m,)
    assert np.issubdtype(y.dtype, np.integer)
    counts = np.bincount(y)
    assert len(counts) == c
    assert counts.max() - counts.min() <= 1


@pytest.mark.parametrize(("make", "c"), MAKERS)
def test_the_same_rng_draws_the_same_cloud_and_another_draws_another(make, c):
    X, y = make(50, np.random.default_rng(3))
    same_X, same_y = make(50, np.random.default_rng(3))
    np.testing.assert_array_equal(X, same_X)
    np.testing.assert_array_equal(y, same_y)
    assert not np.array_equal(X, make(50, np.random.default_rng(4))[0])


@pytest.mark.parametrize(("make", "c", "turn"), [(make_spirals, 2, 1.0), (make_arms, 3, 0.4)])
def test_without_noise_the_angle_grows_with_the_distance_on_every_arm(make, c, turn):
    X, y = make(300, np.random.default_rng(0), noise=0)
    r = np.hypot(*X.T)
    angle = 2 * np.pi * (y / c + turn * r)
    np.testing.assert_allclose(X, r[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]), atol=1e-12)
    assert 0.1 <= r.min() < 0.15  # no arm begins at the origin, where all classes would meet
    assert 0.95 < r.max() <= 1


def test_without_noise_the_moons_are_half_circles_that_overlap_and_balance():
    X, y = make_moons(2000, np.random.default_rng(0), noise=0)
    upper, lower = X[y == 0], X[y == 1]
    np.testing.assert_allclose(np.hypot(*(upper - [-0.5, -0.25]).T), 1)
    np.testing.assert_allclose(np.hypot(*(lower - [0.5, 0.25]).T), 1)
    assert upper[:, 1].min() >= -0.25
    assert lower[:, 1].max() <= 0.25
    assert lower[:, 0].min() < upper[:, 0].max()  # they reach into each other
    np.testing.assert_allclose([upper[:, 0].min(), upper[:, 0].max()], [-1.5, 0.5], atol=1e-4)  # both ends
    np.testing.assert_allclose((X.min(axis=0) + X.max(axis=0)) / 2, 0, atol=0.01)


@pytest.mark.parametrize(("make", "c"), MAKERS)
def test_noise_is_the_standard_deviation_of_each_coordinate(make, c):
    clean, _ = make(5000, np.random.default_rng(0), noise=0)
    noisy, _ = make(5000, np.random.default_rng(0), noise=0.2)
    np.testing.assert_allclose((noisy - clean).std(axis=0), 0.2, rtol=0.05)
    np.testing.assert_allclose((noisy - clean).mean(axis=0), 0, atol=0.02)


@pytest.mark.parametrize(("make", "noise"), [(make_spirals, 0.05), (make_arms, 0.05), (make_moons, 0.1)])
def test_the_noise_that_is_not_asked_for(make, noise):
    clean, _ = make(50, np.random.default_rng(0), noise=0)
    given, _ = make(50, np.random.default_rng(0), noise=noise)
    assert np.array_equal(make(50, np.random.default_rng(0))[0], given)
    assert not np.array_equal(given, clean)


@pytest.mark.parametrize("seed", range(5))
def test_the_arms_are_gentle_enough_for_a_2_4_3_net(seed):
    rng = np.random.default_rng(seed)
    X, y = make_arms(150, rng)
    net = MLP.init([2, 4, 3], rng, activation=tanh)
    losses = []
    for _ in range(300):
        outputs = net.forward(X)
        L, dZ = softmax_cross_entropy(outputs[-1], y)
        losses.append(L)
        net = net.step(net.backward(outputs, dZ), learning_rate=1.0)
    assert np.mean(net.predict(X) == y) >= 0.9
    assert all(after <= before for before, after in pairwise(losses))


# ── split ────────────────────────────────────────────────────────────────────────────────────────────────────────────

class_sizes = st.lists(st.integers(4, 30), min_size=1, max_size=5)


@given(class_sizes, st.floats(0.2, 0.8), st.integers(0, 2**32 - 1))
def test_split_puts_each_row_on_one_side_and_holds_out_the_same_share_of_each_class(sizes, test_fraction, seed):
    y = np.repeat(np.arange(len(sizes)), sizes)
    rows = np.arange(len(y))  # a row is its own number, so rows can be told apart
    (X_train, y_train), (X_test, y_test) = split(rows, y, test_fraction, np.random.default_rng(seed))
    assert sorted([*X_train, *X_test]) == rows.tolist()
    np.testing.assert_array_equal(y_train, y[X_train])
    np.testing.assert_array_equal(y_test, y[X_test])
    assert np.bincount(y_test).tolist() == [round(test_fraction * size) for size in sizes]
    assert set(y_train) == set(y_test) == set(y)


def test_split_depends_on_rng_alone_and_changes_nothing():
    X, y, *_ = load_penguins()
    before = X.copy(), y.copy()
    (one, _), _ = split(X, y, 0.3, np.random.default_rng(1))
    (same, _), _ = split(X, y, 0.3, np.random.default_rng(1))
    (other, _), _ = split(X, y, 0.3, np.random.default_rng(2))
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)
    np.testing.assert_array_equal(X, before[0])
    np.testing.assert_array_equal(y, before[1])


def test_split_mixes_the_classes_of_a_sorted_table():
    X, y, *_ = load_penguins()
    (_, y_train), (_, y_test) = split(X, y, 0.3, np.random.default_rng(0))
    assert set(y[:50]) == {0}
    assert set(y_train[:50]) == set(y_test[:50]) == {0, 1, 2}


def test_split_keeps_shapes_and_dtypes():
    X, y = np.ones((10, 8, 8), np.float32), np.array(["a", "b"] * 5)
    (X_train, y_train), (X_test, y_test) = split(X, y, 0.4, np.random.default_rng(0))
    assert (X_train.shape, X_test.shape) == ((6, 8, 8), (4, 8, 8))
    assert X_train.dtype == X_test.dtype == np.float32
    assert sorted(y_train) == ["a"] * 3 + ["b"] * 3
    assert sorted(y_test) == ["a"] * 2 + ["b"] * 2


# ── standardise ──────────────────────────────────────────────────────────────────────────────────────────────────────

tables = arrays(float, st.tuples(st.integers(2, 8), st.just(3)), elements=st.integers(-100, 100).map(float))


@given(tables)
def test_standardised_training_columns_have_mean_0_and_deviation_1_or_0_if_constant(X):
    Z, _ = standardise(X, X)
    np.testing.assert_allclose(Z.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(Z.std(axis=0), (np.ptp(X, axis=0) > 0).astype(float), atol=1e-12)


@given(tables, tables)
def test_the_test_rows_go_through_the_formula_of_the_training_rows(X_train, X_test):
    both = np.concatenate([X_train, X_test])
    Z_train, Z_test = standardise(X_train, X_test)
    np.testing.assert_array_equal(standardise(X_train, both)[1], np.concatenate([Z_train, Z_test]))
    np.testing.assert_array_equal(standardise(X_train, X_test + 1000)[0], Z_train)  # test rows steer nothing


@given(tables, st.integers(1, 9), st.integers(-50, 50))
def test_units_do_not_matter(X, factor, shift):
    np.testing.assert_allclose(standardise(factor * X + shift, X)[0], standardise(X, X)[0], atol=1e-9)


def test_a_constant_column_is_only_shifted_even_if_its_deviation_rounds_to_more_than_0():
    X_train = np.full((3, 1), 0.1)
    assert X_train.std() > 0  # 1.4e-17, by which nothing should be divided
    _, Z_test = standardise(X_train, np.array([[0.6]]))
    np.testing.assert_allclose(Z_test, 0.5)


def test_a_column_that_spans_less_than_1_is_standardised_as_well():
    train, test = standardise(np.array([[0.0], [0.5]]), np.array([[1.0]]))
    assert train.ravel().tolist() == [-1, 1]
    assert test.ravel().tolist() == [3]


def test_standardise_keeps_float32_and_changes_nothing():
    X = np.array([[1, 5], [2, 5], [4, 5]], np.float32)
    before = X.copy()
    Z_train, Z_test = standardise(X, X)
    assert Z_train.dtype == Z_test.dtype == np.float32
    np.testing.assert_array_equal(X, before)


# ── Wrong arguments ──────────────────────────────────────────────────────────────────────────────────────────────────

X6, Y6 = np.zeros((6, 2)), np.array([0, 0, 0, 1, 1, 1])

WRONG = {
    "m too small": (lambda: make_arms(2, GOOD_RNG), "m must be an integer, 3 or more.*got 2"),
    "m not whole": (lambda: make_spirals(10.5, GOOD_RNG), "m must be an integer.*got 10.5"),
    "m a word": (lambda: make_moons("ten", GOOD_RNG), "m must be an integer.*got 'ten'"),
    "rng a seed": (lambda: make_moons(10, 0), r"rng must be a NumPy Generator, such as .*, got 0"),
    "rng forgotten": (lambda: make_arms(10, None), "rng must be a NumPy Generator.*got None"),
    "noise negative": (lambda: make_spirals(10, GOOD_RNG, noise=-1), "noise must be a number, 0 or more, got -1"),
    "noise nan": (lambda: make_moons(10, GOOD_RNG, noise=math.nan), "noise must be a number, 0 or more, got nan"),
    "noise infinite": (lambda: make_arms(10, GOOD_RNG, noise=math.inf), "noise must be a number, 0 or more, got inf"),
    "turn nan": (lambda: make_arms(10, GOOD_RNG, turn=math.nan), "turn must be a finite number, got nan"),
    "turn a word": (lambda: make_spirals(10, GOOD_RNG, turn="half"), "turn must be a finite number, got 'half'"),
    "rows differ": (lambda: split(X6, Y6[:4], 0.5, GOOD_RNG), r"X and y must .* \(6, 2\), y has shape \(4,\)"),
    "y one-hot": (lambda: split(X6, np.eye(6), 0.5, GOOD_RNG), r"X and y must .* y has shape \(6, 6\)"),
    "X a number": (lambda: split(1.0, Y6, 0.5, GOOD_RNG), r"X has shape \(\)"),
    "fraction 0": (lambda: split(X6, Y6, 0, GOOD_RNG), "test_fraction must be a number between 0 and 1, got 0"),
    "fraction 1": (lambda: split(X6, Y6, 1, GOOD_RNG), "test_fraction must be a number between 0 and 1, got 1"),
    "fraction in percent": (lambda: split(X6, Y6, 30, GOOD_RNG), "test_fraction must be .* got 30"),
    "fraction a word": (lambda: split(X6, Y6, "1/3", GOOD_RNG), "test_fraction must be .* got '1/3'"),
    "fraction too small": (
        lambda: split(X6, Y6, 0.1, GOOD_RNG),
        "test_fraction must leave .* 0 of the 3 rows of class 0",
    ),
    "fraction too large": (
        lambda: split(X6, Y6, 0.9, GOOD_RNG),
        "test_fraction must leave .* 3 of the 3 rows of class 0",
    ),
    "split by a seed": (lambda: split(X6, Y6, 0.5, 7), "rng must be a NumPy Generator.*got 7"),
    "other columns": (lambda: standardise(X6, np.zeros((6, 3))), r"X_train .*\(6, 2\), X_test has shape \(6, 3\)"),
    "a single row": (lambda: standardise(X6, X6[0]), r"X_test has shape \(2,\)"),
    "no training row": (lambda: standardise(X6[:0], X6), r"X_train has shape \(0, 2\)"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_argument_is_named_with_what_was_expected_and_what_came(case):
    call, message = WRONG[case]
    with pytest.raises(ValueError, match=message):
        call()
