"""Lesson _NN_: every number in its prose, computed; what is derived is what the check uses; the figure's invariants."""

import ast
import inspect
import textwrap

import numpy as np
import pytest
from lesson import body, prose, solution_function

from nblib.check.lesson_NN_ import weighted_mean
from nblib.viz.figures._name_ import _name_, model

TEXT = prose("_NN___name_")


def test_what_is_derived_is_what_the_check_uses():
    [tree] = ast.parse(textwrap.dedent(inspect.getsource(weighted_mean))).body
    assert body(solution_function("_NN___name_", "weighted_mean")) == body(tree)


def test_the_example_by_hand():
    x, w = np.array([1.0, 2, 6]), np.array([1.0, 2, 1])
    assert "the numbers 1, 2 and 6 with weights 1, 2 and 1, that is 11 divided by 4" in TEXT
    assert ((x * w).sum(), w.sum(), weighted_mean(x, w)) == (11, 4, 2.75)


@pytest.mark.parametrize("factor", [0.5, 2])
def test_only_the_ratios_of_the_weights_matter(factor):
    assert "Only the ratios of the weights matter." in TEXT
    assert model(factor, 2 * factor, factor).mean == pytest.approx(2.75)


def test_the_mean_stays_among_the_numbers():
    assert "the mean stays among the numbers" in TEXT
    presets = [_name_().preset(number) for number in (1, 2, 3)]
    assert all(1 < model(**state).mean < 6 for state in presets)
