"""The picture of a layered net and the picture of its decision regions: where things are, and what they show."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex, to_rgb

from nblib.viz.diagram import RADIUS, THICKEST, NetDiagram, ProbabilityColumn, layer_positions, three_digits
from nblib.viz.regions import grid, region_image
from nblib.viz.style import FAINT, INK, NEGATIVE, PAPER, POSITIVE, new_figure

SIZES = (2, 4, 3)


@pytest.fixture
def ax():
    figure = new_figure(400, 300)
    return figure.add_axes([0, 0, 1, 1])


def values():
    return [np.array([0.5, -1.25]), np.array([0.0, 1.0, 2.0, 12.345]), np.array([-0.004, 100.4, 9.999])]


def weights():
    return [np.array([[1.0, -1.0, 0.0, 20.0], [0.5, -0.5, 2.0, -20.0]]), np.ones((4, 3))]


# ── Layout ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.lists(st.integers(1, 5), min_size=2, max_size=5))
def test_the_layout_is_ordered_centred_and_within_its_margins(sizes):
    width, height, margin = 500, 400, 25
    layers = layer_positions(sizes, width, height, margin)
    assert [layer.shape for layer in layers] == [(units, 2) for units in sizes]
    every = np.concatenate(layers)
    assert every.min() >= margin - 1e-9
    assert (every <= [width - margin + 1e-9, height - margin + 1e-9]).all()
    columns = [set(layer[:, 0].round(9)) for layer in layers]
    assert all(len(column) == 1 for column in columns)
    assert columns == sorted(columns, key=min)
    for layer in layers:
        assert (np.diff(layer[:, 1]) < 0).all(), "the first unit is on top"
        assert layer[:, 1].mean() == pytest.approx(height / 2)


def test_units_of_a_2_4_3_net_do_not_touch():
    layers = layer_positions(SIZES, 210, 244)
    every = np.concatenate(layers)
    distances = np.linalg.norm(every[:, np.newaxis] - every, axis=-1) + 1e9 * np.eye(len(every))
    assert distances.min() > 2 * RADIUS + 8


@pytest.mark.parametrize("sizes", [[], [3], [2, 0, 1]])
def test_sizes_that_are_no_net_are_refused(sizes):
    with pytest.raises(ValueError, match="sizes must name at least two layers"):
        layer_positions(sizes, 100, 100)


# ── Drawing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_unit_shows_its_value_and_a_silent_one_is_grey(ax):
    net = NetDiagram(ax, SIZES, values(), weights())
    shown = [[text.get_text() for text in column] for column in net._texts]
    assert shown == [["0.50", "−1.25"], ["0.00", "1.00", "2.00", "12.3"], ["0.00", "100", "10.0"]]
    hidden = [to_hex(colour) for colour in net._units[1].get_facecolor()]
    assert hidden == [FAINT, PAPER, PAPER, PAPER]


def test_thickness_is_size_and_the_dash_is_the_sign(ax):
    net = NetDiagram(ax, SIZES, values(), weights(), thickness=1.5)
    edges = net._edges[0]
    assert len(edges.get_segments()) == 8
    assert edges.get_linewidth() == pytest.approx([1.5, 1.5, 0, THICKEST, 0.75, 0.75, 3, THICKEST])
    dashed = [pattern is not None for _, pattern in edges.get_linestyle()]
    assert dashed == [False, True, False, False, False, True, False, True]
    assert [pattern for _, pattern in edges.get_linestyle() if pattern] == [pytest.approx([8, 4])] * 3
    assert [to_hex(colour) for colour in edges.get_color()] == [NEGATIVE if dash else POSITIVE for dash in dashed]


def test_line_k_joins_the_two_units_that_weight_k_joins(ax):
    net = NetDiagram(ax, SIZES, values(), weights())
    segments = net._edges[0].get_segments()
    for i in range(2):
        for j in range(4):
            start, end = segments[4 * i + j]
            assert np.array_equal(start, net.positions[0][i])
            assert np.array_equal(end, net.positions[1][j])


def test_a_layer_may_have_no_numbers_and_update_is_as_good_as_drawing(ax):
    net = NetDiagram(ax, SIZES, [None, None, None], [np.zeros((2, 4)), np.zeros((4, 3))])
    assert {text.get_text() for column in net._texts for text in column} == {""}
    net.update(values(), weights())
    fresh = NetDiagram(new_figure(400, 300).add_axes([0, 0, 1, 1]), SIZES, values(), weights())
    for one, other in zip(net._edges, fresh._edges, strict=True):
        assert np.array_equal(one.get_linewidth(), other.get_linewidth())
        assert np.array_equal(one.get_color(), other.get_color())
    assert [text.get_text() for text in net._texts[2]] == [text.get_text() for text in fresh._texts[2]]


def test_values_and_weights_of_another_net_are_refused(ax):
    net = NetDiagram(ax, SIZES, values(), weights())
    with pytest.raises(ValueError, match="zip"):
        net.update(values()[:2], weights())
    with pytest.raises(ValueError, match="zip"):
        net.update([np.zeros(3), *values()[1:]], weights())


def test_probabilities_stand_beside_the_outputs_and_the_label_is_bold(ax):
    column = ProbabilityColumn(ax, layer_positions(SIZES, 300, 280)[-1], np.array([0.2, 0.3, 0.5]), label=1)
    assert [text.get_text() for text in column._numbers] == ["0.20", "0.30", "0.50"]
    assert [text.get_fontweight() for text in column._numbers] == ["normal", "bold", "normal"]
    widths = [bar.get_width() for bar in column._bars]
    assert np.allclose(np.array(widths) / ProbabilityColumn.LENGTH, [0.2, 0.3, 0.5])


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0.00"), (-9.994, "−9.99"), (9.995, "10.0"), (-20.09, "−20.1"), (99.95, "100")]
)
def test_numbers_in_units_have_three_digits(value, text):
    assert three_digits(value) == text


# ── Decision regions ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_grid_runs_like_an_image_from_the_top_left():
    X = grid(-1, 1, 4).reshape(4, 4, 2)
    assert X[0, 0].tolist() == [-0.75, 0.75]
    assert X[-1, -1].tolist() == [0.75, -0.75]
    assert np.allclose(X.mean(axis=(0, 1)), 0)


def uniform(p):
    return np.broadcast_to(np.array(p, dtype=float), (40, 40, 3))


def colours(image):
    return {tuple(pixel) for pixel in image.reshape(-1, 3).round(6)}


def test_regions_are_told_apart_by_their_hatch_too():
    plain, hatched, crossed = (region_image(uniform(p)) for p in np.eye(3))
    assert len(colours(plain)) == 1
    assert len(colours(hatched)) == 2
    assert len(colours(crossed)) == 2
    lines = [(image != image.max(axis=(0, 1))).any(axis=-1).sum() for image in (hatched, crossed)]
    assert 1.5 * lines[0] < lines[1], "the third class has lines in both directions"


def test_a_surer_region_is_fuller_and_no_region_is_beyond_the_range_of_colours():
    unsure, sure = (region_image(uniform(p))[0, 1] for p in ([0.34, 0.33, 0.33], [1, 0, 0]))
    assert (sure <= unsure).all()
    assert (sure < unsure).any()
    random = region_image(np.random.default_rng(0).dirichlet([1, 1, 1], (30, 30)))
    darkest = 255 * np.array(to_rgb(INK))
    assert (random >= darkest.round()).all(), "a colour brighter than white would come round as a dark one"


def test_a_dark_line_runs_where_the_winner_changes():
    P = np.zeros((6, 8, 3))
    P[:, :4, 0] = P[:, 4:, 1] = 1
    dark = region_image(P).sum(axis=-1) < 153
    assert dark[:, 4].all()
    assert not dark[:, [0, 1, 2, 3, 5, 6, 7]].any()
