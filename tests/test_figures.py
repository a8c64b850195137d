"""Every interactive figure obeys every law."""

import importlib
import pkgutil

import pytest

import nblib.viz.figures
from nblib.viz.render import Picture
from tests.figure_laws import LAWS, farthest_colour

FIGURES = [
    figure
    for module in pkgutil.iter_modules(nblib.viz.figures.__path__)
    for figure in importlib.import_module(f"nblib.viz.figures.{module.name}").FIGURES
]


def test_there_are_figures():
    assert len(FIGURES) >= 20


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.__name__)
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_every_figure_obeys(law, figure):
    law(figure())


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.__name__)
def test_no_colour_of_the_saved_png_is_far_off(figure):
    spec = figure()
    assert farthest_colour(Picture(spec, spec.model(**spec.start()))) <= 8
