"""Laws and worked examples of nblib.graph (lesson 07)."""

import copy
import dataclasses
import math
from itertools import islice

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nblib import functions, graph
from nblib.graph import Node, as_node, gradients, path_count, paths, topological_order
from nblib.losses import softmax_cross_entropy
from nblib.mlp import MLP, Layer


def layered(*sizes):
    """The inputs of a net of these layer sizes, and a target that all its outputs reach; every edge carries 1."""
    inputs = layer = [Node(1.0) for _ in range(sizes[0])]
    for size in sizes[1:]:
        edges = tuple((source, 1.0) for source in layer)
        layer = [Node(1.0, edges) for _ in range(size)]
    return inputs, Node(1.0, tuple((output, 1.0) for output in layer), "L")


def edge_count(target):
    return sum(len(node.edges) for node in topological_order(target))


def products(source, target, most=None):
    return [math.prod(local for _, local in path) for path in islice(paths(source, target), most)]


# ── Worked examples ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_roads_24_and_12_make_36():
    x = Node(2.0, name="x")
    u, v = (x**2).named("u"), (3 * x).named("v")
    f = u * v
    assert [[(node.name, local) for node, local in path] for path in paths(x, f)] == [
        [("u", 4.0), ("×", 6.0)],
        [("v", 3.0), ("×", 4.0)],
    ]
    assert products(x, f) == [24, 12]
    derivative = gradients(f)
    assert [derivative[node] for node in (f, u, v, x)] == [1, 6, 4, 36]


def test_without_the_road_through_u_12_is_left():
    x = Node(2.0)
    assert gradients(Node(4.0) * (3 * x))[x] == 12


def test_a_nudge_arrives_36_times_as_large():
    def f(x):
        return (x**2 * (3 * x)).value

    assert f(Node(2.001)) - f(Node(2.0)) == pytest.approx(36e-3, rel=2e-3)


def test_a_node_passes_on_only_after_all_it_feeds_have_reported():
    x = Node(1.0)
    s = x + 0
    assert gradients(s + s)[x] == 2
    assert gradients((s + s) + s)[x] == 3


@pytest.mark.parametrize(
    ("sizes", "roads_of_one_input", "roads", "weights"),
    [((4, 8, 8, 3), 192, 768, 120), ((784, 128, 64, 10), 81_920, 64_225_280, 109_184)],
)
def test_roads_of_a_layered_net_multiply_and_its_edges_add(sizes, roads_of_one_input, roads, weights):
    inputs, L = layered(*sizes)
    assert path_count(inputs[0], L) == roads_of_one_input
    assert len(inputs) * path_count(inputs[-1], L) == roads
    assert edge_count(L) - sizes[-1] == weights  # the outputs' own edges to L carry no weight
    assert gradients(L)[inputs[0]] == roads_of_one_input  # every road counts 1


def test_paths_lists_the_192_roads_of_the_small_net():
    inputs, L = layered(4, 8, 8, 3)
    assert len(list(paths(inputs[0], L))) == 192


def test_centred_differences_on_109386_parameters_need_218772_forward_passes():
    parameters = MLP.init([784, 128, 64, 10], np.random.default_rng(0)).parameter_count
    assert parameters == 109_184 + 128 + 64 + 10
    assert 2 * parameters == 218_772


@pytest.mark.parametrize(
    ("f", "value", "derivative"),
    [
        (lambda x: x + 3, 5, 1),
        (lambda x: 3 + x, 5, 1),
        (lambda x: x - 3, -1, 1),
        (lambda x: 3 - x, 1, -1),
        (lambda x: -x, -2, -1),
        (lambda x: x * 3, 6, 3),
        (lambda x: 3 * x, 6, 3),
        (lambda x: x / 4, 0.5, 0.25),
        (lambda x: 4 / x, 2, -1),
        (lambda x: x**3, 8, 12),
        (lambda x: x**-1, 0.5, -0.25),
        (lambda x: x**0.5, math.sqrt(2), 1 / math.sqrt(8)),
        (lambda x: x - x, 0, 0),
        (lambda x: x / x, 1, 0),
        (graph.exp, math.e**2, math.e**2),
        (graph.log, math.log(2), 0.5),
        (graph.relu, 2, 1),
        (lambda x: graph.relu(-x), 0, 0),
        (graph.tanh, math.tanh(2), 1 - math.tanh(2) ** 2),
    ],
)
def test_one_operation_at_2(f, value, derivative):
    x = Node(2.0)
    y = f(x)
    assert y.value == pytest.approx(value)
    assert gradients(y)[x] == pytest.approx(derivative)
    assert type(y.value) is type(gradients(y)[x]) is float


@pytest.mark.parametrize(
    ("f", "name"),
    [
        (lambda x, u: x + u, "+"),
        (lambda x, u: x * u, "×"),
        (lambda x, u: x**3, "^3"),
        (lambda x, u: graph.exp(x), "exp"),
        (lambda x, u: graph.log(x), "ln"),
        (lambda x, u: graph.relu(x), "relu"),
        (lambda x, u: graph.tanh(x), "tanh"),
    ],
)
def test_an_operation_knows_its_name_and_can_be_done_again_elsewhere(f, name):
    x, u, elsewhere = Node(2.0), Node(5.0), {"x": 0.7, "u": 1.3}
    y = f(x, u)
    assert y.name == name
    again = f(Node(elsewhere["x"]), Node(elsewhere["u"])).value
    for node in (y, y.named("y")):
        values = graph.reevaluate(node, {x: elsewhere["x"], u: elsewhere["u"]})
        assert values[node] == pytest.approx(again)


def test_relu_done_again_below_0_is_0():
    x = Node(2.0)
    y = graph.relu(x)
    assert graph.reevaluate(y, {x: -1.0}) == {x: -1.0, y: 0.0}


def test_relu_at_0_takes_the_slope_0_as_the_library_does():
    x = Node(0.0)
    assert gradients(graph.relu(x))[x] == functions.relu.slope(np.array(0.0)) == 0


# ── Random diagrams ──────────────────────────────────────────────────────────────────────────────────────────────────

# A diagram is a list of (operation, i, j): each line computes a new value from the values i and j so far.
OPERATIONS = {
    "add": lambda m, a, b: a + b,
    "subtract": lambda m, a, b: a - b,
    "multiply": lambda m, a, b: a * b,
    "divide": lambda m, a, b: a / (b**2 + 1),
    "square": lambda m, a, b: a**2,
    "negate": lambda m, a, b: -a,
    "constant": lambda m, a, b: 0.5 * a - 1,
    "exp": lambda m, a, b: m.exp(m.tanh(a)),
    "log": lambda m, a, b: m.log(a**2 + 1),
    "tanh": lambda m, a, b: m.tanh(a),
    "relu": lambda m, a, b: m.relu(a),
}
lines = st.tuples(st.sampled_from(sorted(OPERATIONS)), st.integers(0, 99), st.integers(0, 99))
diagrams = st.lists(lines, min_size=1, max_size=12)
inputs = st.lists(st.floats(-1, 1), min_size=1, max_size=3)


class AutogradMath:
    exp, log, tanh = anp.exp, anp.log, anp.tanh

    @staticmethod
    def relu(x):
        return anp.where(x > 0, x, 0.0)


def evaluate(diagram, values, functions):
    values = list(values)
    for operation, i, j in diagram:
        values.append(OPERATIONS[operation](functions, values[i % len(values)], values[j % len(values)]))
    return values[-1]


@given(diagrams, inputs)
def test_gradients_agree_with_autograd(diagram, numbers):
    nodes = [Node(x) for x in numbers]
    target = evaluate(diagram, nodes, graph)
    assume(abs(target.value) < 1e6)
    derivative = gradients(target)
    expected = autograd.grad(lambda x: evaluate(diagram, [x[i] for i in range(len(numbers))], AutogradMath) + 0 * x[0])
    for node, slope in zip(nodes, expected(np.array(numbers)), strict=True):
        assert derivative.get(node, 0.0) == pytest.approx(slope, rel=1e-9, abs=1e-9)


@given(diagrams.filter(lambda diagram: len(diagram) <= 8), inputs)
def test_the_sweep_is_the_sum_over_all_roads_of_their_products(diagram, numbers):
    nodes = [Node(x) for x in numbers]
    target = evaluate(diagram, nodes, graph)
    derivative = gradients(target)
    for node in nodes:
        roads = products(node, target)
        assert len(roads) == path_count(node, target)
        scale = math.fsum(map(abs, roads))
        assert abs(derivative.get(node, 0.0) - math.fsum(roads)) <= 1e-12 * (1 + scale)


@given(diagrams, inputs)
def test_sources_come_before_what_they_feed_and_each_node_once(diagram, numbers):
    target = evaluate(diagram, [Node(x) for x in numbers], graph)
    order = topological_order(target)
    place = {node: i for i, node in enumerate(order)}
    assert len(place) == len(order)
    assert order[-1] is target
    assert all(place[source] < place[node] for node in order for source, _ in node.edges)


@given(diagrams, inputs)
def test_asking_twice_gives_the_same_answer_and_marks_no_node(diagram, numbers):
    target = evaluate(diagram, [Node(x) for x in numbers], graph)
    before = [(node.value, node.edges, node.name) for node in topological_order(target)]
    first, second = gradients(target), gradients(target)
    assert first == second
    assert [(node.value, node.edges, node.name) for node in topological_order(target)] == before


# ── Graph against MLP: two derivations, one gradient ─────────────────────────────────────────────────────────────────


def mean_loss(layers, f, X, labels):
    """The net and its loss out of nodes alone; `layers` holds (W, b) as lists of nodes."""
    losses = []
    for row, label in zip(X, labels, strict=True):
        a = [Node(float(x)) for x in row]
        for l, (W, b) in enumerate(layers):
            z = [b[j] + sum(a[i] * W[i][j] for i in range(len(a))) for j in range(len(b))]
            a = [f(z_j) for z_j in z] if l < len(layers) - 1 else z
        losses.append(graph.log(sum(graph.exp(z_j) for z_j in a)) - a[label])
    return sum(losses) / len(losses)


@pytest.mark.parametrize("name", ["relu", "tanh"])
@pytest.mark.parametrize("sizes", [(2, 3), (2, 3, 3), (3, 5, 4, 3)], ids=str)
def test_graph_and_mlp_have_the_same_gradients(name, sizes):
    rng = np.random.default_rng(0)
    net = MLP.init(sizes, rng, getattr(functions, name))
    net = net._replace(layers=[Layer(W, rng.normal(size=b.shape)) for W, b in net.layers])
    X, labels = rng.normal(size=(4, sizes[0])), rng.integers(0, 3, 4)

    outputs = net.forward(X)
    L, dZ = softmax_cross_entropy(outputs[-1], labels)
    by_net = net.backward(outputs, dZ)

    layers = [([[Node(w) for w in row] for row in W.tolist()], [Node(b) for b in b.tolist()]) for W, b in net.layers]
    target = mean_loss(layers, getattr(graph, name), X, labels)
    derivative = gradients(target)

    assert target.value == pytest.approx(L, abs=1e-12)
    for (W, b), (dW, db) in zip(layers, by_net, strict=True):
        np.testing.assert_allclose([[derivative[w] for w in row] for row in W], dW, atol=1e-12, rtol=0)
        np.testing.assert_allclose([derivative[node] for node in b], db, atol=1e-12, rtol=0)


# ── Long and wide diagrams ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_chain_of_5000_nodes():
    x = Node(1.0)
    y = x
    for _ in range(5000):
        y = graph.tanh(y)
    assert len(topological_order(y)) == 5001
    [road] = paths(x, y)
    assert gradients(y)[x] == pytest.approx(math.prod(local for _, local in road), rel=1e-12)
    assert path_count(x, y) == 1


def forks(x, n):
    for _ in range(n):
        x = (x + x) * 0.5
    return x


def test_5000_forks_are_counted_though_nobody_could_walk_all_their_roads():
    x = Node(1.0)
    y = forks(x, 5000)
    assert path_count(x, y) == 2**5000
    assert gradients(y)[x] == 1


def test_paths_yields_one_road_at_a_time():
    x = Node(1.0)
    assert products(x, forks(x, 60), most=3) == [2.0**-60] * 3


# ── Nodes ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nodes_of_equal_value_are_different_nodes():
    x, y = Node(1.0), Node(1.0)
    assert x != y
    f = x * 3 + y * 4
    assert (gradients(f)[x], gradients(f)[y]) == (3, 4)


def test_nodes_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Node(1.0).value = 2.0


def test_a_node_that_does_not_influence_the_target_has_no_road_to_it():
    x, stranger = Node(2.0), Node(3.0)
    target = x * x
    assert stranger not in gradients(target)
    assert list(paths(stranger, target)) == []
    assert path_count(stranger, target) == 0


def test_a_node_reaches_itself_by_the_empty_road():
    x = Node(2.0)
    assert gradients(x) == {x: 1.0}
    assert list(paths(x, x)) == [[]]
    assert path_count(x, x) == 1


def test_derivatives_of_inner_nodes_do_not_see_what_is_before_them():
    x = Node(2.0)
    u = x * x
    f = u * u
    assert gradients(f)[u] == 2 * u.value
    assert products(u, f) == [4, 4]


def test_as_node_leaves_a_node_alone():
    x = Node(1.0)
    assert as_node(x) is x
    assert as_node(3).edges == ()
    assert type(as_node(3).value) is float


def test_a_node_shows_its_value_and_name():
    assert repr(Node(2.0, name="x")) == "Node(2, 'x')"
    assert repr(Node(1 / 3)) == "Node(0.333333)"
    assert repr(Node(2.0).named("u")) == "Node(2, 'u')"


@pytest.mark.parametrize("x", [0.0, -1.0])
def test_log_of_what_is_not_positive_is_refused(x):
    with pytest.raises(ValueError, match=r"domain|positive"):
        graph.log(Node(x))


# ── The way forward, once more with other values ─────────────────────────────────────────────────────────────────────


def test_reevaluate_agrees_with_building_the_diagram_anew():
    def build(x):
        return graph.exp(-x) * (x**3 - 2 / x) + graph.tanh(x) + graph.relu(x) - graph.log(x)

    x = Node(0.7)
    f = build(x)
    assert graph.reevaluate(f, {x: 1.9})[f] == pytest.approx(build(Node(1.9)).value)
    assert graph.reevaluate(f, {})[f] == f.value


def test_a_node_made_by_hand_follows_its_local_derivatives():
    x = Node(2.0)
    u = Node(10.0, ((x, 3.0),), "u")
    assert graph.reevaluate(u * u, {x: 2.5})[u] == 11.5


def test_an_inner_node_can_be_held_at_a_value():
    x = Node(2.0)
    u = x**2
    f = u + x
    assert graph.reevaluate(f, {u: 0.0})[f] == 2.0


def test_paths_does_not_walk_into_dead_ends():
    other = Node(1.0)
    forks = other
    for _ in range(60):
        forks = forks + forks  # 2^60 roads from `other`, and none from x
    x = Node(2.0)
    assert len(list(paths(x, x * forks))) == 1


def test_a_copy_of_a_node_is_the_node():
    x = Node(2.0)
    assert copy.deepcopy([x])[0] is x
