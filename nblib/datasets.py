"""Data for the lessons: three files that are read from `data/`, and three clouds of points that are drawn.

X (m, n) float64, one example a row; y (m,) integers, the class 0 … c−1 of each row. A file is read when its loader is
called, not before, and only if it is whole. Sources, licences and how each file was made: data/README.md.
A wrong argument gets a ValueError that names it.
"""

import csv
import hashlib
import reprlib
import sys
from numbers import Integral, Real
from pathlib import Path
from typing import NamedTuple

import numpy as np

# An installed wheel carries the files inside the package; the repository keeps them beside it.
_INSTALLED = Path(__file__).parent / "data"
FOLDER = _INSTALLED if _INSTALLED.is_dir() else Path(__file__).parents[1] / "data"

SHA256 = {
    "penguins.csv": "f204db2c753b0937caac3cb35258562c14f073e4bbc76be24b4c51ce22767a93",
    "digits.csv": "592cc047d0a1cc7fdef9fd724514209dcb45a80aa147dc3ab375e3e1a9a380f4",
    "hamlet.txt": "620234a78fae148882d0a2ee56c02025a5424a710ac2ec4dff9a7195f2b69f97",
}

_MEASUREMENTS = {
    "bill_length_mm": "bill length (mm)",
    "bill_depth_mm": "bill depth (mm)",
    "flipper_length_mm": "flipper length (mm)",
    "body_mass_g": "body mass (g)",
}


class DataError(Exception):
    """A data file is missing or damaged; the message names the file and says what to do."""


class Dataset(NamedTuple):
    """X (m, n) float64, y (m,) int, the n feature names with their units, the c class names.

    >>> penguins = load_penguins()
    >>> penguins.classes[penguins.y[0]], penguins.features[3], penguins.X[0, 3].item()
    ('Adelie', 'body mass (g)', 3750.0)
    """

    X: np.ndarray
    y: np.ndarray
    features: tuple[str, ...]
    classes: tuple[str, ...]


def load_penguins():
    """Palmer penguins: four body measurements X (333, 4) in mm, mm, mm and g, and three species y.

    The file holds 344 birds; the 11 with an unknown value in any column, sex included, are left out.
    Source: Horst, Hill and Gorman (2020); Gorman, Williams and Fraser (2014). Raises DataError.

    >>> X, y, features, classes = load_penguins()
    >>> X.shape, dict(zip(classes, np.bincount(y).tolist(), strict=True))
    ((333, 4), {'Adelie': 146, 'Chinstrap': 68, 'Gentoo': 119})
    """
    birds = [bird for bird in csv.DictReader(_read("penguins.csv").splitlines()) if "NA" not in bird.values()]
    classes = tuple(sorted({bird["species"] for bird in birds}))
    X = np.array([[float(bird[column]) for column in _MEASUREMENTS] for bird in birds])
    y = np.array([classes.index(bird["species"]) for bird in birds])
    return Dataset(X, y, tuple(_MEASUREMENTS.values()), classes)


def load_digits():
    """Handwritten digits: 8×8 images, row after row in X (1797, 64), from 0 (paper) to 1 (ink), and the digit y.

    A pixel is the number of inked dots in a cell of 4×4, divided by 16. `X[i].reshape(8, 8)` is image i.
    Source: Alpaydin and Kaynak (1998), UCI Machine Learning Repository. Raises DataError.

    >>> X, y, features, classes = load_digits()
    >>> X.shape, y[:10]
    ((1797, 64), array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]))
    """
    header, *lines = _read("digits.csv").splitlines()
    table = np.loadtxt(lines, dtype=int, delimiter=",")
    *features, _ = header.split(",")
    return Dataset(table[:, :-1] / 16, table[:, -1], tuple(features), tuple("0123456789"))


def load_book():
    """Shakespeare's Hamlet as one string over the 27 symbols a–z and space: capitals, marks and line ends folded away.

    Raises DataError.

    >>> load_book()[100:162]
    'whos there fran nay answer me stand and unfold yourself ber lo'
    """
    return _read("hamlet.txt").replace("\n", " ").strip()


def make_spirals(m, rng, noise=0.05, turn=1.0):
    """Two interleaved spirals, X (m, 2) and y (m,) in 0 and 1; `turn` as in make_arms.

    >>> X, y = make_spirals(100, np.random.default_rng(0))
    >>> X.shape, np.bincount(y)
    ((100, 2), array([50, 50]))
    """
    return _spiral_arms(2, m, rng, noise, turn)


def make_arms(m, rng, noise=0.05, turn=0.4):
    """Three spiral arms, X (m, 2) within about 1 of the origin, y (m,) in 0, 1 and 2.

    On arm k, a point at distance r lies at the angle 2π (k/3 + turn · r), so `turn` is how often an arm winds around;
    0.4 turns are few enough for a 2-4-3 net. `noise` is the standard deviation of what is added to each coordinate.

    >>> X, y = make_arms(90, np.random.default_rng(0))
    >>> X.shape, np.bincount(y)
    ((90, 2), array([30, 30, 30]))
    """
    return _spiral_arms(3, m, rng, noise, turn)


def _spiral_arms(c, m, rng, noise, turn):
    _check_maker(c, m, rng, noise)
    _require(_is_finite(turn), "turn", "a finite number", turn)
    y = np.arange(m) % c  # the classes take turns, so their sizes differ by 1 at most
    r = rng.uniform(0.1, 1, m)
    angle = 2 * np.pi * (y / c + turn * r)
    X = np.column_stack([r * np.cos(angle), r * np.sin(angle)])
    return X + rng.normal(0, noise, (m, 2)), y


def make_moons(m, rng, noise=0.1):
    """Two half circles of radius 1 that reach into each other, X (m, 2) centred on the origin, y (m,) in 0 and 1.

    >>> X, y = make_moons(100, np.random.default_rng(0))
    >>> X.shape, np.bincount(y)
    ((100, 2), array([50, 50]))
    """
    _check_maker(2, m, rng, noise)
    y = np.arange(m) % 2
    angle = rng.uniform(0, np.pi, m)
    upper = np.column_stack([np.cos(angle) - 0.5, np.sin(angle) - 0.25])
    X = np.where(y[:, np.newaxis] == 0, upper, -upper)  # half a turn about the origin carries one moon to the other
    return X + rng.normal(0, noise, (m, 2)), y


def split(X, y, test_fraction, rng):
    """(X_train, y_train), (X_test, y_test): each row goes to one side, in random order.

    Stratified: of each class, test_fraction of its rows (rounded) is held out. Of 68 Chinstraps a plain draw would
    hold out now more, now fewer, and the test accuracy would partly measure that luck.

    >>> X, y = np.eye(6), np.array([0, 0, 0, 1, 1, 1])
    >>> (X_train, y_train), (X_test, y_test) = split(X, y, 1 / 3, np.random.default_rng(0))
    >>> X_train.shape, X_test.shape, np.bincount(y_test)
    ((4, 6), (2, 6), array([1, 1]))
    """
    X, y = np.asarray(X), np.asarray(y)
    if y.ndim != 1 or X.shape[:1] != y.shape:
        raise ValueError(f"X and y must have one row for each example: X has shape {X.shape}, y has shape {y.shape}")
    is_fraction = isinstance(test_fraction, Real) and 0 < test_fraction < 1
    _require(is_fraction, "test_fraction", "a number between 0 and 1", test_fraction)
    _check_rng(rng)
    order = rng.permutation(len(y))
    held_out = np.zeros(len(y), dtype=bool)
    for label in np.unique(y):
        rows = order[y[order] == label]
        k = round(test_fraction * len(rows))
        if not 0 < k < len(rows):
            reason = f"{test_fraction} puts {k} of the {len(rows)} rows of class {label} into the test set"
            raise ValueError(f"test_fraction must leave rows of every class on both sides: {reason}")
        held_out[rows[:k]] = True
    train, test = order[~held_out[order]], order[held_out[order]]
    return (X[train], y[train]), (X[test], y[test])


def standardise(X_train, X_test):
    """(x − mean) / standard deviation for each column, both taken from the TRAINING rows; returns the two tables.

    The test rows stand for data that nobody has seen yet: their mean may not steer what the net is trained on, and
    both tables must go through the same formula. A column that is constant in X_train is only shifted.

    >>> standardise(np.array([[0.0], [2.0]]), np.array([[4.0]]))
    (array([[-1.],
           [ 1.]]), array([[3.]]))
    """
    X_train, X_test = np.asarray(X_train), np.asarray(X_test)
    if X_train.ndim != 2 or X_test.ndim != 2 or X_train.shape[1] != X_test.shape[1] or len(X_train) == 0:
        shapes = f"X_train has shape {X_train.shape}, X_test has shape {X_test.shape}"
        raise ValueError(f"X_train (m, n), m at least 1, and X_test must have the same n columns: {shapes}")
    mean = X_train.mean(axis=0)
    # Asked through the range, because rounding can leave a constant column with a deviation of 1e-17.
    std = np.where(np.ptp(X_train, axis=0) > 0, X_train.std(axis=0), 1)
    return (X_train - mean) / std, (X_test - mean) / std


def _read(name):
    path = FOLDER / name
    repair = f"Restore it with `git checkout -- data/{name}`, or install the package again."
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"The data file {path} is missing or cannot be read ({error.strerror}). {repair}") from error
    if _digest(content) == SHA256[name]:
        return content.decode()
    if _digest(content.replace(b"\r\n", b"\n")) == SHA256[name]:
        cause = r"its line ends were turned from \n into \r\n, as git on Windows or an editor may do"
    else:
        cause = f"its SHA-256 is {_digest(content)}, not {SHA256[name]}"
    raise DataError(f"The data file {path} is damaged: {cause}. {repair}")


def _digest(content):
    return hashlib.sha256(content).hexdigest()


def _check_maker(c, m, rng, noise):
    _require(isinstance(m, Integral) and m >= c, "m", f"an integer, {c} or more: one point for each class", m)
    _check_rng(rng)
    _require(_is_finite(noise) and noise >= 0, "noise", "a number, 0 or more", noise)


def _check_rng(rng):
    _require(isinstance(rng, np.random.Generator), "rng", "a NumPy Generator, such as np.random.default_rng(0)", rng)


def _is_finite(x):
    return isinstance(x, Real) and abs(x) <= sys.float_info.max


def _require(holds, name, expected, got):
    if not holds:
        raise ValueError(f"{name} must be {expected}, got {reprlib.repr(got)}")
