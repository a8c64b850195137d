"""Where the nodes of a diagram stand: sources left, targets right, few crossings, and no edge through a node.

Four steps, after Sugiyama, Tagawa and Toda (1981), "Methods for visual understanding of hierarchical systems": columns
by the longest path; a place kept free in every column that an edge only passes; an order within each column with few
crossings; heights that keep edges short.
"""

from itertools import pairwise
from typing import NamedTuple

SWEEPS = 13  # over all columns, to and fro


class Layout(NamedTuple):
    """`at[node]` is (column, row); `routes[i]` are the (column, row) that edge i runs through, from source to node.

    Neighbours in a column are at least 1 row apart, and the uppermost row is 0; rows need not be whole numbers.
    """

    at: dict
    routes: list
    columns: int
    height: float  # the lowest row


def layout(nodes, edges):
    """The layout of a diagram: nodes in topological order, edges as (source, node) pairs.

    >>> placed = layout("xuvf", ["xu", "xv", "uf", "vf"])
    >>> placed.at
    {'x': (0, 0.5), 'u': (1, 0.0), 'v': (1, 1.0), 'f': (2, 0.5)}
    """
    column = columns_of(nodes, edges)
    chains = [_stations(i, source, node, column) for i, (source, node) in enumerate(edges)]
    links = [link for chain in chains for link in pairwise(chain)]
    columns = [[] for _ in range(max(column.values()) + 1)]
    for node in nodes:
        columns[column[node]].append(node)
    for chain in chains:
        for stop in chain[1:-1]:
            columns[stop[2]].append(stop)
    row = _heights(_few_crossings(columns, links), links)
    top = min(row.values())
    row = {stop: round(y - top, 6) for stop, y in row.items()}
    place = {node: (column[node], row[node]) for node in nodes}
    routes = [[place[stop] if stop in place else (stop[2], row[stop]) for stop in chain] for chain in chains]
    return Layout(place, routes, len(columns), max(row.values()))


def columns_of(nodes, edges):
    """{node: column}, the longest path from any source; what has no source stands close before what it feeds.

    Two edges between the same two nodes need a column between them, in which they can part.

    >>> columns_of("xbuf", ["xu", "uf", "bf"])
    {'x': 0, 'b': 1, 'u': 1, 'f': 2}
    """
    edges = [tuple(edge) for edge in edges]
    length = {edge: 1 if edges.count(edge) == 1 else 2 for edge in edges}
    column = {}
    for node in nodes:
        column[node] = max((column[source] + length[source, node] for source, fed in edges if fed == node), default=0)
    for node in nodes:
        feeds = [column[fed] - length[node, fed] for source, fed in edges if source == node]
        if feeds and not any(fed == node for _, fed in edges):
            column[node] = min(feeds)
    return column


def crossings(columns, links):
    """How many pairs of links between neighbouring columns cross.

    >>> crossings([["a", "b"], ["c", "d"]], [("a", "d"), ("b", "c")])
    1
    """
    rank = {stop: i for column in columns for i, stop in enumerate(column)}
    where = {stop: k for k, column in enumerate(columns) for stop in column}
    found = 0
    for k in range(len(columns) - 1):
        pairs = [(rank[a], rank[b]) for a, b in links if where[a] == k]
        found += sum((a < c and b > d) or (a > c and b < d) for i, (a, b) in enumerate(pairs) for c, d in pairs[:i])
    return found


def spread(wanted):
    """Heights in the same order, at least 1 apart, as near to the wanted ones as least squares allows.

    >>> spread([0.0, 0.0, 5.0])
    [-0.5, 0.5, 5.0]
    """
    blocks = []  # [sum, count] of what must share one level, after i is taken off the i-th
    for i, y in enumerate(wanted):
        blocks.append([y - i, 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            total, count = blocks.pop()
            blocks[-1] = [blocks[-1][0] + total, blocks[-1][1] + count]
    levels = [total / count for total, count in blocks for _ in range(count)]
    return [level + i for i, level in enumerate(levels)]


def _stations(i, source, node, column):
    """The source, a stop in every column that edge i passes, the node."""
    return [source, *(("edge", i, k) for k in range(column[source] + 1, column[node])), node]


def _neighbours(links):
    before, after = {}, {}
    for a, b in links:
        before.setdefault(b, []).append(a)
        after.setdefault(a, []).append(b)
    return before, after


def _few_crossings(columns, links):
    """Order every column by the mean place of its neighbours, to and fro; the best order seen wins."""
    before, after = _neighbours(links)
    best, fewest = columns, crossings(columns, links)
    for sweep in range(SWEEPS):
        columns, near = [list(column) for column in columns], (before, after)[sweep % 2]
        ahead = range(len(columns)) if sweep % 2 == 0 else reversed(range(len(columns)))
        for k in ahead:
            rank = {stop: i - len(column) / 2 for column in columns for i, stop in enumerate(column)}
            columns[k].sort(key=lambda stop, near=near, rank=rank: _mean([rank[n] for n in near.get(stop, [stop])]))
        count = crossings(columns, links)
        if count < fewest:
            best, fewest = columns, count
    return best


def _heights(columns, links):
    """Rows near the mean of the rows before in one sweep and of those behind in the next, each column in its order."""
    before, after = _neighbours(links)
    row = {stop: i - (len(column) - 1) / 2 for column in columns for i, stop in enumerate(column)}
    for sweep in range(SWEEPS):
        near = (before, after)[sweep % 2]
        for column in columns if sweep % 2 == 0 else columns[::-1]:
            wanted = [_mean([row[n] for n in near.get(stop, [stop])]) for stop in column]
            row |= dict(zip(column, spread(wanted), strict=True))
    return row


def _mean(numbers):
    return sum(numbers) / len(numbers)
