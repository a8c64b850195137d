"""Lesson 02: every number in its prose, computed; and what it derives is what the library runs."""

import ast
import inspect
import math
import sys
import textwrap

import numpy as np
import pytest
from lesson import body, prose, solution_function

from nblib import functions, losses
from nblib.functions import sigmoid, softmax
from nblib.information import cross_entropy as bits
from nblib.information import entropy
from nblib.viz.figures.normalisers import three_scores
from nblib.viz.figures.temperature import temperature

TEXT = prose("02_softmax")
Z = np.array([[1.0, 2.0, 3.0]])


def says(*numbers):
    return all(number in TEXT for number in numbers)


@pytest.mark.parametrize(("name", "library"), [("softmax", functions.softmax), ("cross_entropy", losses.cross_entropy)])
def test_what_is_derived_is_what_the_library_runs(name, library):
    [function] = ast.parse(textwrap.dedent(inspect.getsource(library))).body
    assert body(solution_function("02_softmax", name)) == body(function)


def test_three_opinions():
    opinions = sigmoid.f(Z[0])
    assert opinions.round(2).tolist() == [0.73, 0.88, 0.95]
    assert f"{opinions.sum():.3f}" == "2.564"
    assert says("2.564", "73 %", "88 %", "95 %")


def test_powers_and_shares():
    E = np.exp(Z[0])
    assert E.round(3).tolist() == [2.718, 7.389, 20.086]
    assert E.sum().round(3) == 30.193
    assert (E / E.sum()).round(4).tolist() == [0.09, 0.2447, 0.6652]
    assert says("2.718, 7.389 and 20.086", "30.193")


@pytest.mark.parametrize(
    ("preset", "plain", "soft"),
    [
        (1, [0.1667, 0.3333, 0.5], [0.09, 0.2447, 0.6652]),
        (2, [1, 0.5, -0.5], [0.7054, 0.2595, 0.0351]),
        (3, [-np.inf, np.nan, np.inf], [0.09, 0.2447, 0.6652]),
        (4, [0.3301, 0.3333, 0.3366], [0.09, 0.2447, 0.6652]),
        (5, [0.1667, 0.3333, 0.5], [0, 0, 1]),
    ],
)
def test_the_presets_of_the_signature_figure(preset, plain, soft):
    spec = three_scores()
    data = spec.model(**spec.preset(preset))
    assert np.array_equal(data.plain.round(4), plain, equal_nan=True)
    assert data.soft.round(4).tolist() == soft


def test_the_table_of_what_is_not_noticed():
    plain = Z / Z.sum()
    assert np.allclose(softmax(Z + 100), softmax(Z))
    assert not np.allclose((Z + 100) / (Z + 100).sum(), plain)
    assert np.allclose(10 * Z / (10 * Z).sum(), plain)
    assert not np.allclose(softmax(10 * Z), softmax(Z), atol=0.1)


def test_the_overflow():
    assert math.floor(1000 / math.log(10)) + 1 == 435
    assert len(str(int(sys.float_info.max))) == 309
    assert says("435 digits", "309")
    assert np.allclose(softmax(np.array([[1000.0, 1001.0]])), softmax(np.array([[0.0, 1.0]])))


def test_the_temperature_from_cold_to_hot():
    assert entropy([1 / 3] * 3) == pytest.approx(math.log2(3)) == pytest.approx(1.58, abs=0.005)
    assert says("= 1.58$ bits")
    spec = temperature()
    cold, hot = (spec.model(**spec.start(log_T=log_T)) for log_T in (-1.5, 1.5))
    assert cold.bits < 1e-6
    assert hot.bits == pytest.approx(math.log2(3), abs=0.001)
    order = [spec.model(**spec.start(log_T=log_T)).p.argsort().tolist() for log_T in (-0.9, 0, 1.5)]
    assert order == [[0, 1, 2]] * 3


def test_two_classes_are_a_logistic_unit():
    z = np.linspace(-4, 4, 9)
    assert np.allclose(softmax(np.stack([z, 0 * z], axis=1))[:, 0], sigmoid.f(z))


def test_the_surprise_of_a_batch():
    P = np.array([[0.2, 0.3, 0.5], [0.7, 0.2, 0.1], [0.1, 0.1, 0.8]])
    assert round(losses.cross_entropy(P, np.array([1, 0, 2])), 4) == 0.5946
    assert round(-math.log(0.3), 3) == 1.204
    assert bits([0, 1, 0], P[0], base=math.e) == pytest.approx(-math.log(0.3))
    assert math.log(3) == pytest.approx(1.0986, abs=5e-5)
    assert says("1.204 nats", "ln 3 = 1.0986")
