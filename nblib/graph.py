"""Influence diagrams: who influences whom, by how much, and along how many roads.

A node holds its value and, for each node it was computed from, the local derivative on the edge between them.
The derivative of one node by another is the sum over all paths of the products along them. `paths` lists the roads;
`gradients` gets the same sums by walking every edge once, backwards. Source: Wengert (1964), "A simple automatic
derivative evaluation program"; Bauer (1974), "Computational graphs and rounding error".
"""

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class Node:
    """A number in a diagram: `edges` holds (source, ∂self/∂source). Nodes are compared by identity, never by value.

    `rule` computes the value from the sources' values: the way forward. The way back needs `edges` alone.

    >>> x = Node(2.0, name="x")
    >>> f = x**2 * (3 * x)
    >>> f.value, gradients(f)[x]
    (24.0, 36.0)
    """

    value: float
    edges: tuple[tuple["Node", float], ...] = ()
    name: str = ""
    rule: Callable[..., float] | None = None

    def __add__(self, other):
        other = as_node(other)
        return Node(self.value + other.value, ((self, 1.0), (other, 1.0)), "+", operator.add)

    def __mul__(self, other):
        other = as_node(other)
        return Node(self.value * other.value, ((self, other.value), (other, self.value)), "×", operator.mul)

    def __pow__(self, n):
        return Node(self.value**n, ((self, n * self.value ** (n - 1)),), f"^{n}", lambda x: x**n)

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -as_node(other)

    def __truediv__(self, other):
        return self * as_node(other) ** -1

    def __rsub__(self, other):
        return as_node(other) - self

    def __rtruediv__(self, other):
        return as_node(other) / self

    __radd__ = __add__
    __rmul__ = __mul__

    def __repr__(self):
        return f"Node({self.value:.6g}{', ' + repr(self.name) if self.name else ''})"

    def named(self, name):
        """The same node under another name; give it at birth, before anything is computed from it."""
        return Node(self.value, self.edges, name, self.rule)

    def __deepcopy__(self, memo):
        return self  # nothing in a node can change, and a copy would be another node


def as_node(value):
    """A number as a node without edges; a node as it is.

    >>> as_node(3).value
    3.0
    """
    return value if isinstance(value, Node) else Node(float(value))


def exp(x):
    """e^x, with dy/dx = y."""
    y = math.exp(x.value)
    return Node(y, ((x, y),), "exp", math.exp)


def log(x):
    """ln x, with dy/dx = 1/x."""
    return Node(math.log(x.value), ((x, 1 / x.value),), "ln", math.log)


def relu(x):
    """max(x, 0), with dy/dx = 1[x > 0]."""
    return Node(max(x.value, 0.0), ((x, float(x.value > 0)),), "relu", lambda z: max(z, 0.0))


def tanh(x):
    """tanh x, with dy/dx = 1 − y²."""
    y = math.tanh(x.value)
    return Node(y, ((x, 1 - y * y),), "tanh", math.tanh)


def topological_order(target):
    """Every node that influences target, sources first, target last. A loop, not a recursion: long chains are fine.

    >>> x = Node(1.0, name="x")
    >>> [node.name for node in topological_order(exp(x) + x)]
    ['x', 'exp', '+']
    """
    order, seen, stack = [], set(), [(target, False)]
    while stack:
        node, sources_done = stack.pop()
        if sources_done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((source, False) for source, _ in reversed(node.edges))
    return order


def gradients(target):
    """{node: ∂target/∂node} for every node that influences target. Each edge is used once.

    >>> x = Node(3.0)
    >>> gradients(x + x)[x]
    2.0
    """
    return backward(topological_order(target))


def backward(nodes):
    """{node: ∂last/∂node} for a list of nodes in which every node comes after its sources; last = nodes[-1].

    A node passes its derivative on only after all the nodes it feeds have reported: the order sees to that.

    >>> x = Node(3.0)
    >>> y = x + x
    >>> backward([x, y])[x]
    2.0
    """
    derivative = dict.fromkeys(nodes, 0.0)
    derivative[nodes[-1]] = 1.0
    for node in reversed(nodes):
        for source, local in node.edges:
            derivative[source] += derivative[node] * local
    return derivative


def paths(source, target):
    """Every road from source to target, as a list of (node, ∂node/∂previous) after the source; yields one at a time.

    >>> x = Node(2.0)
    >>> [[local for _, local in path] for path in paths(x, x**2 * (3 * x))]
    [[4.0, 6.0], [3.0, 4.0]]
    """
    count = _path_counts(source, target)
    stack = [(target, ())]
    while stack:
        node, road = stack.pop()
        if node is source:
            yield list(road)
        else:
            roads = [edge for edge in reversed(node.edges) if count[edge[0]]]  # those that begin at the source
            stack.extend((before, ((node, local), *road)) for before, local in roads)


def path_count(source, target):
    """How many roads lead from source to target, without walking them: counts add where roads meet.

    >>> x = Node(2.0)
    >>> path_count(x, x * x * x)
    3
    """
    return _path_counts(source, target)[target]


def _path_counts(source, target):
    count = {source: 1}
    for node in topological_order(target):
        if node is not source:
            count[node] = sum(count[before] for before, _ in node.edges)
    return count


def reevaluate(target, changed):
    """{node: value} for every node that influences target, if the nodes in `changed` had the values given there.

    A node that was made by hand, without a rule, follows its local derivatives: value + Σ local · change of source.

    >>> x = Node(2.0)
    >>> f = x**2
    >>> reevaluate(f, {x: 3.0})[f]
    9.0
    """
    values = {}
    for node in topological_order(target):
        if node in changed or not node.edges:
            values[node] = changed.get(node, node.value)
        elif node.rule:
            values[node] = node.rule(*(values[source] for source, _ in node.edges))
        else:
            values[node] = node.value + sum(local * (values[source] - source.value) for source, local in node.edges)
    return values
