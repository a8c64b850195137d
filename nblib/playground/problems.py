"""The data of a situation: points of a plane, what the net is told about them, and what is held out.

Positions are standardised with the training points' mean and deviation, so every data set fills about the same square.
"""

from typing import NamedTuple

import numpy as np

from nblib.datasets import load_penguins, make_arms, make_moons, make_spirals, standardise
from nblib.playground.knobs import CLASS_COUNTS

EXTENT = (-3.0, 3.0, -3.0, 3.0)  # the part of the plane that is shown: x1 from, to, x2 from, to
MAKERS = {"spirals": make_spirals, "arms": make_arms, "moons": make_moons}
BILL_LENGTH, FLIPPER_LENGTH = 0, 2

_FEATURES = {
    "x1": lambda x1, x2: x1,
    "x2": lambda x1, x2: x2,
    "x1^2": lambda x1, x2: x1**2,
    "x2^2": lambda x1, x2: x2**2,
    "x1*x2": lambda x1, x2: x1 * x2,
    "sin(x1)": lambda x1, x2: np.sin(x1),
    "sin(x2)": lambda x1, x2: np.sin(x2),
}


class Cloud(NamedTuple):
    """Points of the plane `positions` (m, 2), the net's inputs X (m, n), one column a feature, and classes y (m,).

    >>> from nblib.playground.situation import Situation
    >>> problem(Situation()).test.X.shape
    (60, 2)
    """

    positions: np.ndarray
    X: np.ndarray
    y: np.ndarray


class Problem(NamedTuple):
    """What the net learns from, what it is tested on, and the names of inputs, axes and classes.

    >>> from nblib.playground.situation import Situation
    >>> problem(Situation(data="penguins")).classes
    ('Adelie', 'Chinstrap', 'Gentoo')
    """

    train: Cloud
    test: Cloud
    inputs: tuple[str, ...]  # the features, in the order of X's columns
    axes: tuple[str, str]  # what the two coordinates of the plane are
    classes: tuple[str, ...]
    extent: tuple[float, float, float, float]  # x1 from, to, x2 from, to


def features_of(positions, names):
    """X (m, n): the named features of the positions (m, 2), one column each.

    >>> features_of(np.array([[2.0, 3.0]]), ("x1", "x1^2", "x1*x2"))
    array([[2., 4., 6.]])
    """
    x1, x2 = positions.T
    return np.column_stack([_FEATURES[name](x1, x2) for name in names])


def problem(situation):
    """The data that this situation describes, the same arrays every time; they cannot be written to.

    Row i of the training points is `point` i + 1 of the line. Of a number of points that the number of classes
    divides, each class has the same share on both sides.

    >>> from nblib.playground.situation import Situation
    >>> np.bincount(problem(Situation(data="arms", points=60)).train.y)
    array([14, 14, 14])
    """
    s = situation
    positions, y, axes, classes = _points(s.data, s.points, s.noise, s.seed)
    n = s.train_rows
    rng = np.random.default_rng([s.seed, SHUFFLING])
    if s.labels == "shuffled":
        y = np.concatenate([rng.permutation(y[:n]), rng.permutation(y[n:])])
    train, test = standardise(positions[:n], positions[n:])
    clouds = [
        _read_only(Cloud(cloud, features_of(cloud, s.features), labels))
        for cloud, labels in ((train, y[:n]), (test, y[n:]))
    ]
    return Problem(*clouds, s.features, axes, classes, EXTENT)


DATA, SHUFFLING, WEIGHTS, BATCHES = range(4)  # the second seed of each generator: none depends on another's draws


def _points(data, points, noise, seed):
    """Positions (m, 2) and classes y (m,), of which the first rows are trained on and the others held out."""
    rng = np.random.default_rng([seed, DATA])
    if data == "penguins":
        return _penguins(points, rng)
    positions, y = MAKERS[data](points, rng, noise)
    return positions, y, ("x1", "x2"), tuple(f"class {k + 1}" for k in range(CLASS_COUNTS[data]))


def _penguins(points, rng):
    """As many birds of each species, in turns, as the made clouds have them."""
    birds = load_penguins()
    order = rng.permutation(len(birds.y))
    species = [order[birds.y[order] == k] for k in range(len(birds.classes))]
    rows = np.array([species[i % 3][i // 3] for i in range(points)])
    columns = [BILL_LENGTH, FLIPPER_LENGTH]
    return birds.X[rows][:, columns], birds.y[rows], tuple(birds.features[k] for k in columns), birds.classes


def _read_only(cloud):
    for array in cloud:
        array.flags.writeable = False
    return cloud
