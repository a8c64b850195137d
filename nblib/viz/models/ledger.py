"""The path ledger: what there is to see of a diagram between a source and a target, step by step.

Constants (numbers without a name) are not drawn; the operation they belong to says them: ×3, +4.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from math import prod
from typing import NamedTuple

from nblib.graph import Node, path_count, paths, reevaluate, topological_order
from nblib.viz.models.dag import layout

LISTED = 5  # paths with a line of their own
NUDGE = 1e-3
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class Edge(NamedTuple):
    """From a source to a node; `number` tells apart the two edges of x·x."""

    source: Node
    node: Node
    local: float
    number: int


class Diagram:
    """A target's diagram: nodes to draw in topological order, a label for each, edges, and their layout."""

    def __init__(self, target):
        order = topological_order(target)
        leaves = [node for node in order if not node.edges]
        constants = {leaf for leaf in leaves if not leaf.name} if any(leaf.name for leaf in leaves) else set()
        self.nodes = [node for node in order if node not in constants or node is target]
        self.edges = [
            Edge(source, node, local, number)
            for node in self.nodes
            for number, (source, local) in enumerate(node.edges)
            if source not in constants
        ]
        self.labels = _distinct({node: _label(node, constants) for node in self.nodes})
        self.places = layout(self.nodes, [edge[:2] for edge in self.edges])

    def node(self, label):
        """The node of this label."""
        return next(node for node in self.nodes if self.labels[node] == label)

    def short(self, node):
        """The name alone: u of u = x²."""
        return self.labels[node].split(" = ")[0]


@lru_cache(maxsize=64)
def diagram_of(target):
    """The Diagram, made once: nodes cannot change."""
    return Diagram(target)


def _label(node, constants):
    if node.name in ("×", "+"):
        return node.name + "".join(short(source.value) for source, _ in node.edges if source in constants)
    return (node.name or ("n" if not node.edges else "·")).replace("^-", "^−")


def _distinct(labels):
    """The same labels with ₁, ₂, … where several nodes have the same."""
    often, seen = Counter(labels.values()), Counter()
    for node, label in labels.items():
        if often[label] > 1:
            seen[label] += 1
            labels[node] = label + str(seen[label]).translate(SUBSCRIPTS)
    return labels


def short(x, digits=3):
    """A number in few characters, to three significant digits; whole numbers below 100,000 keep all of theirs.

    >>> short(36.0), short(-0.26894), short(0.00001234), short(81920)
    ('36', '−0.269', '1.23e−5', '81920')
    """
    x = x + 0.0  # turns −0.0 into 0.0
    text = f"{x:.{max(digits, len(str(int(abs(x)))))}g}" if 1e-3 <= abs(x) < 1e5 else f"{x:.{digits}g}"
    mantissa, exponent, power = text.partition("e")
    return (mantissa + (f"e{int(power)}" if exponent else "")).replace("-", "−")


@dataclass(frozen=True)
class Ledger:
    """One state of the figure: `show` is "paths", "sweep" or "nudge", and `step` how far it has gone."""

    diagram: Diagram
    source: Node
    target: Node
    show: str
    asked_step: int
    derivatives: dict  # of the target by every node, from a sweep

    @property
    def step(self):
        """The step within what there is."""
        return min(self.asked_step, self.steps)

    @property
    def steps(self):
        """The last step of what is shown."""
        return len({"paths": self.listed, "sweep": self.passing, "nudge": self.reached}[self.show])

    @cached_property
    def count(self):
        """How many paths lead from the source to the target."""
        return path_count(self.source, self.target)

    @cached_property
    def listed(self):
        """The first paths, each as a list of edges."""
        roads, twins = [], Counter()
        for path in islice(paths(self.source, self.target), LISTED):
            stops = (self.source, *(node for node, _ in path))
            turn, road = twins[stops], []
            for i, (node, local) in enumerate(path):
                same = [edge for edge in self.diagram.edges if edge[:3] == (stops[i], node, local)]
                turn, which = divmod(turn, len(same))  # paths through the same nodes take different edges
                road.append(same[which])
            twins[stops] += 1
            roads.append(road)
        return roads

    @property
    def products(self):
        """The product of the local derivatives along each listed path."""
        return [prod(edge.local for edge in road) for road in self.listed]

    @property
    def derivative(self):
        """∂target/∂source as the sweep gives it; 0 where no path leads."""
        return self.derivatives.get(self.source, 0.0)

    @cached_property
    def influence(self):
        """The nodes drawn that influence the target, sources first."""
        order = set(topological_order(self.target))
        return [node for node in self.diagram.nodes if node in order]

    @cached_property
    def edges(self):
        """The edges that a sweep from the target uses."""
        influence = set(self.influence)
        return [edge for edge in self.diagram.edges if edge.node in influence]

    @cached_property
    def passing(self):
        """The nodes that pass a derivative on, in the order of the sweep."""
        fed = {edge.node for edge in self.edges}
        return [node for node in reversed(self.influence) if node in fed]

    @cached_property
    def reached(self):
        """The nodes that a nudge of the source reaches on its way to the target, in order."""
        on_the_way = [node for node in self.influence if path_count(self.source, node)]
        return [node for node in on_the_way if node is not self.source]

    @cached_property
    def path_products(self):
        """Multiplications path by path: one for each edge of each path."""
        count, walked = {self.source: 1}, {self.source: 0}
        for node in self.influence:
            if node is not self.source:
                before = [source for source, _ in node.edges if source in count]
                count[node] = sum(count[source] for source in before)
                walked[node] = sum(walked[source] + count[source] for source in before)
        return walked.get(self.target, 0)

    @property
    def sweep_products(self):
        """(so far, in all) multiplications of the sweep: one for each edge."""
        used = set(self.passing[: self.step]) if self.show == "sweep" else set()
        return sum(edge.node in used for edge in self.edges), len(self.edges)

    @property
    def now(self):
        """The edges that this step walks: of the path shown, out of the node that passes on, into the node reached."""
        if self.step == 0:
            return []
        if self.show == "paths":
            return self.listed[self.step - 1]
        node = (self.passing if self.show == "sweep" else self.reached)[self.step - 1]
        on_the_way = {self.source, *self.reached}
        return [
            edge for edge in self.edges if edge.node is node and (self.show == "sweep" or edge.source in on_the_way)
        ]

    @cached_property
    def adjoints(self):
        """{node: (what has arrived so far, whether that is all)} of the sweep."""
        waiting = Counter(edge.source for edge in self.edges)
        arrived = {self.target: 1.0}
        for node in self.passing[: self.step]:
            for edge in (edge for edge in self.edges if edge.node is node):
                waiting[edge.source] -= 1
                arrived[edge.source] = arrived.get(edge.source, 0.0) + self.derivatives[node] * edge.local
        return {node: (value, not waiting[node]) for node, value in arrived.items()}

    @cached_property
    def bumps(self):
        """{node: predicted change in units of the nudge} of the source and all that the nudge has reached."""
        change = {self.source: 1.0}
        for node in self.reached[: self.step]:
            change[node] = sum(local * change[source] for source, local in node.edges if source in change)
        return change

    @cached_property
    def true_bump(self):
        """The true change of the target for a nudge of the source, in units of the nudge."""
        nudged = reevaluate(self.target, {self.source: self.source.value + NUDGE})
        return (nudged[self.target] - self.target.value) / NUDGE
