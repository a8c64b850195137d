"""Lesson 07: every number in its prose, the sweep it derives, and the laws of the path ledger."""

import ast
import inspect
import math
import textwrap
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lesson import body, prose, solution_function

from nblib import graph
from nblib.check import check, prediction
from nblib.graph import Node, exp, gradients, log, path_count, paths, topological_order
from nblib.viz.explorer import Explorer
from nblib.viz.figures.path_ledger import gallery, path_ledger
from nblib.viz.figures.road_count import road_count
from nblib.viz.models import tracks
from nblib.viz.models.dag import columns_of, crossings, layout, spread
from nblib.viz.models.expressions import chain, hand_net, layered_net, three_roads, two_roads
from nblib.viz.models.ledger import NUDGE, diagram_of, short

TEXT = prose("07_influence_diagrams")


def says(*numbers):
    return all(number in TEXT for number in numbers)


# ── The lesson ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_derived_is_what_the_library_runs():
    [function] = ast.parse(textwrap.dedent(inspect.getsource(graph.backward))).body
    assert body(solution_function("07_influence_diagrams", "backward")) == body(function)
    assert "backward(topological_order(target))" in inspect.getsource(graph.gradients)


def test_the_two_roads_of_the_lesson():
    f = two_roads()
    [x] = [node for node in topological_order(f) if node.name == "x"]
    products = [math.prod(local for _, local in path) for path in paths(x, f)]
    assert products == [24, 12]
    assert gradients(f)[x] == sum(products) == 36
    true = 2.001**2 * 3 * 2.001 - 24
    assert true == pytest.approx(0.036018, abs=5e-7)
    assert (6 + 4) * (4 + 3) == 70
    assert 24 * 12 == 288
    assert says("288", "70 is $(6 + 4)(4 + 3)$")


def test_without_the_edge_from_u_the_road_through_v_is_left():
    x = Node(2.0)
    v = 3 * x
    cut = Node(24.0, ((v, 4.0),))
    assert gradients(cut)[x] == 12
    assert prediction("7.b").right == "12"


def test_the_logistic_unit_of_the_lesson():
    x, w, b = Node(2.0), Node(0.5), Node(-1.0)
    z = w * x + b
    loss = log(1 + exp(-z))
    p = 1 / (1 + math.exp(-z.value))
    assert (z.value, p) == (0, 0.5)
    assert gradients(loss)[z] == pytest.approx(-0.5) == pytest.approx(p - 1)
    assert says(r"$\partial L/\partial z = -0.5$", "$z = 0$ and $p = 0.5$")


def test_the_hand_net_carries_the_lectures_numbers_to_the_inputs():
    found = {node.name: round(derivative, 10) for node, derivative in gradients(hand_net()).items()}
    lecture = {"z1": 0.2, "z2": -0.7, "z3": 0.5}
    hidden = {"a1": -0.3, "a2": 0.6, "a3": -0.1}  # lesson 09: da
    assert found == lecture | hidden | {"x1": -0.9, "x2": 0.45, "L": 1}
    assert hand_net().value == pytest.approx(-math.log(0.3))


def test_the_counts_of_the_lesson():
    assert 128 * 64 * 10 == 81_920
    assert 784 * 81_920 == 64_225_280
    weights = 784 * 128 + 128 * 64 + 64 * 10
    assert weights == 109_184
    assert 2 * (weights + 128 + 64 + 10) == 218_772
    assert says("64,225,280", "109,184", "218,772")


def test_sixty_doublings():
    x = Node(2.0)
    f = x
    for _ in range(60):
        f = f + f
    order = topological_order(f)
    assert path_count(x, f) == 2**60 == gradients(f)[x]
    assert len(order) == 61
    assert sum(len(node.edges) for node in order) == 120
    assert says("61 nodes", "120 products", "$2^{60}$")


def test_one_more_layer_of_8():
    nets = [layered_net(sizes, np.random.default_rng(0)) for sizes in ([4, 8, 8, 3], [4, 8, 8, 8, 3])]
    counts = [path_count(topological_order(net)[0], net) for net in nets]
    assert counts == [192, 1536]
    assert 4 * 8 + 8 * 8 + 8 * 3 == 120
    assert 120 + 64 == 184
    assert "1536 roads and 184 weights" in prediction("7.d").reveal


def test_a_sweep_that_keeps_its_dict_is_not_repeatable():
    kept = {}

    def backward(nodes):
        for node in nodes:
            kept.setdefault(node, 0.0)
        kept[nodes[-1]] = 1.0
        for node in reversed(nodes):
            for source, local in node.edges:
                kept[source] += kept[node] * local
        return kept

    verdict = check("7.2", backward)
    assert (verdict.status, verdict.mistake) == ("invariant", "not repeatable")
    assert "Called twice with the same arguments" in verdict.message


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda nodes: [1.0 for _ in nodes], "not a dict"),
        (lambda nodes: {node.name: 1.0 for node in nodes}, "keys are not all nodes"),
        (lambda nodes: {nodes[-1]: 1.0}, "a dict without x, u"),
        (lambda nodes: dict.fromkeys(nodes), "dict {node: derivative}"),
    ],
    ids=["a list", "by name", "nodes missing", "None"],
)
def test_what_is_no_dict_of_derivatives_is_told_so(answer, words):
    verdict = check("7.2", answer)
    assert verdict.status == "type or shape"
    assert words in verdict.message


# ── The layout ───────────────────────────────────────────────────────────────────────────────────────────────────────

ALL = {**gallery(), "cube": (lambda x: x * x * x)(Node(2.0, name="x"))}
each_diagram = pytest.mark.parametrize("target", ALL.values(), ids=ALL.keys())


def placed(target):
    diagram = diagram_of(target)
    return diagram, tracks.tracks(diagram.places, 420)


@each_diagram
def test_every_edge_runs_from_left_to_right_and_through_no_box(target):
    diagram, tracked = placed(target)
    half = np.array(tracked.style.box) / 2
    for edge, curve in zip(diagram.edges, tracked.curves, strict=True):
        assert (np.diff(curve[:, 0]) >= 0).all()
        dots = tracks.resample(curve, 200)
        for node, centre in tracked.centres.items():
            if node not in (edge.source, edge.node):
                assert not (np.abs(dots - centre) < half).all(axis=1).any()


@each_diagram
def test_boxes_stay_apart_and_within_the_picture(target):
    _, tracked = placed(target)
    size = np.array(tracked.style.box)
    for a, b in combinations(tracked.centres.values(), 2):
        assert (np.abs(a - b) >= size).any()
    right = tracks.WIDTH if tracked.below else tracks.WIDTH - tracks.PANEL
    bottom = 420 - tracks.BELOW if tracked.below else 420
    for centre in tracked.centres.values():
        assert (centre - size / 2 >= 0).all()
        assert (centre + size / 2 <= (right, bottom)).all()


def test_two_edges_between_the_same_nodes_part():
    diagram, tracked = placed(ALL["cube"])
    twins = [curve for edge, curve in zip(diagram.edges, tracked.curves, strict=True) if edge.node.value == 4]
    assert len(twins) == 2
    middles = [tracks.resample(curve, 3)[1] for curve in twins]
    assert abs(middles[0][1] - middles[1][1]) > 20


def test_a_label_keeps_off_boxes_labels_and_other_curves():
    _, tracked = placed(three_roads())
    half = np.array(tracked.style.box) / 2
    boxes = [(*(centre - half), *(2 * half)) for centre in tracked.centres.values()]
    places = tracks.label_places(tracked.curves, [20] * len(tracked.curves), boxes)
    for a, b in combinations(places, 2):
        assert abs(a[0] - b[0]) >= 20 or abs(a[1] - b[1]) >= 18
    for i, place in enumerate(places):
        assert all((np.abs(place - centre) - half >= (10, 9)).any() for centre in tracked.centres.values())
        for j, curve in enumerate(tracked.curves):
            if i != j:
                assert (np.abs(tracks.resample(curve, 80) - place) >= (10, 9)).any(axis=1).all()


def test_a_label_without_a_free_place_is_left_out_only_if_it_may_be():
    curve = np.array([[0.0, 0.0], [40.0, 0.0]])
    boxes = [(-50, -20, 50, 40), (40, -20, 50, 40)]
    assert tracks.label_places([curve], [60], boxes, always=False) == [None]
    [place] = tracks.label_places([curve], [60], boxes)
    assert 0 < place[0] < 40
    [place] = tracks.label_places([curve], [30], boxes, always=False)
    assert place.tolist() == [20, 0]


def test_an_order_without_crossings_is_found():
    nodes = ["a", "b", "c", "A", "B", "C", "f"]
    edges = [("a", "C"), ("b", "A"), ("c", "B"), ("A", "f"), ("B", "f"), ("C", "f")]
    at = layout(nodes, edges).at
    columns = [sorted((n for n in nodes if at[n][0] == k), key=lambda n: at[n][1]) for k in range(3)]
    assert crossings([nodes[:3], nodes[3:6]], edges[:3]) == 2
    assert crossings(columns, edges) == 0


def test_columns_are_longest_paths():
    column = columns_of("xuvf", ["xu", "uv", "vf", "xf"])
    assert column == {"x": 0, "u": 1, "v": 2, "f": 3}


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=8))
def test_spread_keeps_the_order_and_the_distance(wanted):
    found = spread(wanted)
    assert all(b - a >= 1 - 1e-9 for a, b in pairwise(found))
    assert sum(found) == pytest.approx(sum(wanted), abs=1e-6)


# ── The ledger ───────────────────────────────────────────────────────────────────────────────────────────────────────


def ledger(diagram, **state):
    spec = path_ledger()
    return spec.model(**spec.start(diagram=diagram, **state))


@pytest.mark.parametrize(
    ("diagram", "products", "by_paths", "by_sweep"),
    [("chain", [60], 3, 3), ("two roads", [24, 12], 4, 4), ("three roads", [12, 18, 9], 8, 6)],
)
def test_the_presets_of_the_ledger(diagram, products, by_paths, by_sweep):
    data = ledger(diagram)
    assert data.products == products
    assert data.derivative == sum(products)
    assert (data.path_products, data.sweep_products[1]) == (by_paths, by_sweep)
    assert f"= {short(sum(products))}" in path_ledger().describe(data)


def test_the_layered_net_has_192_roads_from_one_input_and_120_weights():
    data = ledger("net 4-8-8-3")
    assert data.count == 192
    assert data.path_products == 192 * 4
    assert data.sweep_products[1] == 120 + 3  # the outputs' edges to the loss
    assert "and 187 more" in path_ledger().describe(data)


@each_diagram
def test_path_products_are_the_edges_of_all_paths(target):
    spec = path_ledger({"it": target})
    data = spec.model(**spec.start())
    assert data.path_products == sum(len(path) for path in paths(data.source, data.target))
    assert data.derivative == pytest.approx(
        sum(math.prod(local for _, local in path) for path in paths(data.source, data.target))
    )


@each_diagram
def test_the_sweep_uses_each_edge_once_and_ends_with_the_gradients(target):
    spec = path_ledger({"it": target})
    start = spec.model(**spec.start(show="sweep"))
    used = []
    for step in range(1, start.steps + 1):
        data = spec.model(**spec.start(show="sweep", step=step))
        used += data.now
        assert data.sweep_products == (len(used), len(start.edges))
    assert len(used) == len(set(used)) == len(start.edges)
    for node, (value, final) in data.adjoints.items():
        assert final
        assert value == pytest.approx(gradients(data.target)[node])


def test_a_node_that_waits_is_shown_as_waiting():
    data = ledger("three roads", show="sweep", step=2)
    waiting = {data.diagram.short(node) for node, (_, final) in data.adjoints.items() if not final}
    assert waiting == {"x", "u"} & {data.diagram.short(node) for node in data.adjoints}
    assert waiting


def test_the_nudge_arrives_as_36_thousandths():
    data = ledger("two roads", show="nudge", step=3)
    assert {data.diagram.short(node): bump for node, bump in data.bumps.items()} == {"x": 1, "u": 4, "v": 3, "f": 36}
    assert data.true_bump * NUDGE == pytest.approx(0.036018, abs=5e-7)
    words = path_ledger().describe(data)
    assert "predicted 0.036000" in words
    assert "true 0.036018" in words


@each_diagram
def test_a_nudge_ends_where_the_derivative_says(target):
    spec = path_ledger({"it": target})
    data = spec.model(**spec.start(show="nudge", step=spec.controls["step"].high))
    assert data.bumps[data.target] == pytest.approx(data.derivative)
    assert data.true_bump == pytest.approx(data.derivative, rel=0.03)


def test_an_inner_target_and_no_path():
    data = ledger("three roads", source="w = 2u", target="v = u·x")
    assert (data.count, data.derivative, data.listed) == (0, 0.0, [])
    assert "No path: ∂v/∂w = 0" in path_ledger().describe(data)


def test_the_dropdowns_follow_the_diagram():
    explorer = Explorer(path_ledger())
    explorer.set(diagram="hand net")
    assert explorer._controls["source"].options == ("x1", "x2", "a1", "a2", "a3", "z1", "z2", "z3", "L")
    assert explorer._controls["target"].options[0] == "L"
    assert explorer.state["source"] == "x1"


def test_next_and_back_stay_within_the_steps():
    explorer = Explorer(path_ledger(), diagram="two roads", show="sweep")
    back, forward = (action for action in explorer.spec.actions)
    for expected in (1, 2, 3, 3):
        explorer._act(forward)
        assert explorer.state["step"] == expected
    explorer._act(back)
    assert explorer.state["step"] == 2


# ── Expressions of the learner's own ─────────────────────────────────────────────────────────────────────────────────


def lecture_quadratic():
    x1, x2, x3 = (Node(value, name=f"x{i}") for i, value in enumerate((1.0, 2.0, 0.0), start=1))
    return x1**2 + x1 * (1 - x2) + x2**2 - x2 * x3 + x3**2 + x3


def deep_chain():
    x = Node(1.1, name="x")
    for _ in range(12):
        x = graph.tanh(x * 1.1)
    return x


OWN = {
    "quadratic": lecture_quadratic(),
    "logistic": log(1 + exp(-(Node(0.5, name="w") * Node(2.0, name="x") + Node(-1.0, name="b")))),
    "deep": deep_chain(),
    "quotient": Node(2.0, name="x") / Node(0.5, name="y") - 1,
    "numbers only": Node(2.0) * Node(3.0),
    "one node": Node(3.0, name="x"),
    "by hand": Node(7.0, ((Node(2.0, name="x"), 3.0),), "a rule of my own"),
    "large": exp(Node(40.0, name="x")),
    "net": layered_net([3, 4, 2], np.random.default_rng(1)),
}


@pytest.mark.parametrize("target", OWN.values(), ids=OWN.keys())
@pytest.mark.parametrize("show", ["paths", "sweep", "nudge"])
def test_any_expression_can_be_explored(target, show):
    explorer = Explorer(path_ledger(target), show=show)
    for number in (1, 2, 3):
        explorer.preset(number)
    for step in (1, 100):
        explorer.set(show=show, step=min(step, explorer.spec.controls["step"].high))
        assert "cannot be drawn" not in explorer.description
        assert "Multiplications" in explorer.description


def test_the_lectures_quadratic_has_names_in_its_boxes():
    spec = path_ledger(lecture_quadratic())
    data = spec.model(**spec.start(source="x2"))
    assert tracks.tracks(data.diagram.places, spec.size[1]).style is not tracks.DOTS
    assert data.derivative == 3  # lesson 04: the derivative row is [1, 3, −1]


def test_constants_are_told_by_their_operation():
    x = Node(2.0, name="x")
    labels = list(diagram_of(3 * x + 1).labels.values())
    assert labels == ["x", "×3", "+1"]


def test_equal_names_are_told_apart():
    x, y = Node(2.0, name="x"), Node(3.0, name="y")
    assert list(diagram_of(x * y * y).labels.values()) == ["x", "y", "×₁", "×₂"]


def test_the_sweep_may_be_the_learners():
    spec = path_ledger(two_roads(), lambda nodes: dict.fromkeys(nodes, 7.0))
    assert spec.model(**spec.start()).derivative == 7


@pytest.mark.parametrize("wrong", [3.0, {}, {"f": 2.0}, [chain()], "f"], ids=repr)
def test_what_is_no_node_is_refused(wrong):
    with pytest.raises(ValueError, match="path_ledger shows a Node"):
        path_ledger(wrong)


def test_a_diagram_too_large_to_draw_is_refused_with_its_size():
    with pytest.raises(ValueError, match="up to 150 nodes; 'f' has 1"):
        path_ledger(layered_net([60, 60, 60], np.random.default_rng(0)))


# ── Road count ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("preset", "roads_of_one", "roads", "edges"),
    [(1, 192, 768, 120), (2, 1536, 6144, 184), (3, 81_920, 64_225_280, 109_184)],
)
def test_the_presets_of_the_road_count(preset, roads_of_one, roads, edges):
    spec = road_count()
    data = spec.model(**spec.preset(preset))
    assert data.roads[data.depth - 1] == roads
    assert roads // data.sizes[0] == roads_of_one
    assert data.edges[data.depth - 1] == edges
    words = spec.describe(data)
    assert all(f"{count:,}" in words for count in (roads_of_one, roads, edges))


def test_the_road_count_agrees_with_a_diagram():
    spec = road_count()
    data = spec.model(**spec.start(inputs=3, width=5, depth=2, outputs=2, halve=True))
    assert data.sizes == [3, 5, 2, 2]
    net = layered_net(data.sizes, np.random.default_rng(0))
    inputs = [node for node in topological_order(net) if not node.edges]
    assert sum(path_count(node, net) for node in inputs) == data.roads[1]
