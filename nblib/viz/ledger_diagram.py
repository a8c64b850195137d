"""A diagram of the path ledger on the page: boxes, curves and labels."""

from functools import lru_cache

import numpy as np
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.patches import BoxStyle

from nblib.viz.models import ledger_words as words
from nblib.viz.models.ledger import LISTED, short
from nblib.viz.models.tracks import ROOMY, label_places, tracks
from nblib.viz.plots import change
from nblib.viz.style import BLUE, FAINT, GREEN, GREY, INK, MUTED, ORANGE, PAPER, PURPLE, RED

ROADS = (  # colour and dash of paths 1, 2, …
    (BLUE, "solid"),
    (ORANGE, (0, (5, 2))),
    (PURPLE, (0, (2, 1.5))),
    (GREEN, (0, (4, 1.2, 1, 1.2))),
    (RED, (0, (1, 1.5))),
)
WALK = {"sweep": (PURPLE, "#f0e6f7"), "nudge": (GREEN, "#e3f2e8")}
ENDS = ("#e4f0fb", "#fff1d6")  # faces of the source and the target
FEW = 8  # edges: so many have labels all the time
NO_PATH = np.empty((0, 2))


@lru_cache(maxsize=64)
def placed_at(diagram, height):
    """The diagram's tracks, computed once."""
    return tracks(diagram.places, height)


class LedgerDiagram:
    """The left part; `most` texts for names, values and tags are kept ready."""

    def __init__(self, ax, most):
        def texts(count, **look):
            return [ax.text(0, 0, "", ha="center", va="center_baseline", zorder=6, **look) for _ in range(count)]

        def lines(zorder):
            return ax.add_collection(LineCollection([], zorder=zorder), autolim=False)

        self.height = int(ax.get_ylim()[0])
        self.names, self.values = texts(most), texts(most)
        self.tags = texts(most, fontsize=12)
        self.labels = texts(2 * FEW, fontsize=12, bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1})
        self.badges = texts(LISTED, fontsize=12, fontweight="bold", bbox={"boxstyle": "circle,pad=0.18"})
        self.edges, self.roads = lines(1), [lines(3) for _ in range(LISTED)]
        self.heads = ax.scatter([], [], marker=">", s=60, color=MUTED, zorder=4)
        self.boxes = ax.add_collection(PathCollection([], zorder=5), autolim=False)

    @property
    def artists(self):
        """Everything that moves."""
        texts = [*self.names, *self.values, *self.tags, *self.labels, *self.badges]
        return [self.edges, *self.roads, self.heads, self.boxes, *texts]

    def update(self, data):
        """Draw this state."""
        placed = placed_at(data.diagram, self.height)
        self._draw_edges(data, placed)
        shown = self._draw_roads(data, placed)
        self._draw_labels(data, placed, shown)
        self._draw_nodes(data, placed)

    def _draw_edges(self, data, placed):
        used = set(data.passing[: data.step]) if data.show == "sweep" else set()
        walked = [edge.node in used for edge in data.diagram.edges]
        self.edges.set_segments(placed.curves)
        self.edges.set_color([PURPLE if done else GREY for done in walked])
        self.edges.set_linewidth([1.6 if done else 1.0 for done in walked])
        ends = [curve[-1] for curve in placed.curves] if placed.style is ROOMY else NO_PATH
        self.heads.set_offsets(np.array(ends).reshape(-1, 2) - (4, 0))

    def _draw_roads(self, data, placed):
        """The highlighted edges; returns {path: its edges} of the paths shown."""
        if data.show == "paths":
            chosen = range(len(data.listed)) if data.step == 0 else [data.step - 1]
            shown = {i: data.listed[i] for i in chosen}
        else:
            shown = {0: data.now}
        index = {edge: i for i, edge in enumerate(data.diagram.edges)}
        users = {}
        for i, road in shown.items():
            for edge in road:
                users.setdefault(edge, []).append(i)
        for i, lines in enumerate(self.roads):
            colour, dash = ROADS[i] if data.show == "paths" else (WALK[data.show][0], "solid")
            curves = []
            for edge in shown.get(i, []):
                aside = users[edge].index(i) - (len(users[edge]) - 1) / 2
                curves.append(placed.curves[index[edge]] + (0, 5 * aside))
            lines.set_segments(curves)
            lines.set(color=colour, linestyle=dash, linewidth=3.2)
        return shown

    def _draw_labels(self, data, placed, shown):
        """Local derivatives on edges, and the numbers of the paths."""
        edges = data.diagram.edges
        walked = {edge for road in shown.values() for edge in road}
        few = len(edges) <= FEW
        one = data.show != "paths" or data.step > 0
        labelled = [i for i, edge in enumerate(edges) if few or (one and len(walked) <= FEW // 2 and edge in walked)]
        if placed.style.name == "dots":
            labelled = []
        told_apart = placed.style is ROOMY and data.show == "paths" and 1 < len(shown) <= 3
        numbered = [i for i, road in shown.items() if road and told_apart]
        alone = [_own_edge(edges, shown, i) for i in numbered]
        words_ = [short(edges[i].local, 3 if placed.style is ROOMY else 2) for i in labelled]
        widths = [7.5 * len(word) + 3 for word in words_] + [28] * len(numbered)
        half = np.array(placed.style.box) / 2
        boxes = [(*(centre - half), *placed.style.box) for centre in placed.centres.values()]
        curves = [placed.curves[i] for i in [*labelled, *alone]]
        others = [curve for i, curve in enumerate(placed.curves) if i not in labelled]
        places = label_places(curves, widths, boxes, others, always=placed.style is ROOMY)
        free = [(word, place) for word, place in zip(words_, places, strict=False) if place is not None]
        _write(self.labels, free)
        _write(self.badges, zip([str(i + 1) for i in numbered], places[len(labelled) :], strict=True))
        for text, i in zip(self.badges, numbered, strict=False):
            text.get_bbox_patch().set(facecolor=PAPER, edgecolor=ROADS[i][0], linewidth=2)

    def _draw_nodes(self, data, placed):
        width, height = placed.style.box
        rounded = BoxStyle("round", pad=0, rounding_size=min(width, height) * 0.2)
        nodes = data.diagram.nodes
        centres = [placed.centres[node] for node in nodes]
        self.boxes.set_paths([rounded(x - width / 2, y - height / 2, width, height, 1) for x, y in centres])
        looks = [_look(data, node) for node in nodes]
        self.boxes.set_facecolor([face for face, _, _ in looks])
        self.boxes.set_edgecolor([edge for _, edge, _ in looks])
        self.boxes.set_linewidth([thick for _, _, thick in looks])
        roomy, plain = placed.style is ROOMY, placed.style.name != "dots"
        names, values, tags = [], [], []
        for node, centre in zip(nodes, centres, strict=True):
            tag, colour = _tag(data, node, roomy)
            label = data.diagram.labels[node] if roomy else data.diagram.short(node)
            names.append((_cut(label, 9 if roomy else 6) if plain else "", centre - [0, 10 if roomy else 8]))
            value = tag if tag and not roomy else _in_box(node.value, 9 if roomy else 7)
            values.append((value if plain else "", centre - [0, -11 if roomy else -9]))
            tags.append((tag if roomy else "", centre - [0, -height / 2 - 11]))
            own = colour if tag and not roomy else INK
            weight = "bold" if roomy or tag else "normal"
            change(self.values[len(values) - 1], color=own, fontsize=14 if roomy else 12, fontweight=weight)
            change(self.names[len(names) - 1], fontsize=13 if roomy else 12)
            change(self.tags[len(tags) - 1], color=colour)
        for texts, entries in ((self.names, names), (self.values, values), (self.tags, tags)):
            _write(texts, entries)


def _look(data, node):
    """Face, edge and line width of a node's box."""
    if node not in set(data.influence):
        return PAPER, FAINT, 1.0
    ends = {data.source: ENDS[0], data.target: ENDS[1]}
    thick = 2.2 if node in ends else 1.2
    if data.show == "sweep" and data.step and node is data.passing[data.step - 1]:
        return WALK["sweep"][1], PURPLE, 3.0
    if data.show == "nudge" and data.step and node is data.reached[data.step - 1]:
        return WALK["nudge"][1], GREEN, 3.0
    return ends.get(node, PAPER), INK, thick


def _tag(data, node, roomy):
    """(what a node has in the sweep or the nudge, its colour)."""
    if data.show == "sweep" and node in data.adjoints:
        value, final = data.adjoints[node]
        if roomy:
            return f"{words.slope(data, node)} = {short(value)}" + ("" if final else " …"), PURPLE
        return _in_box(value, 7 if final else 5) + ("" if final else " …"), PURPLE
    if data.show == "nudge" and node in data.bumps:
        text = ("+" if data.bumps[node] > 0 else "") + _in_box(data.bumps[node], 6)
        return text, GREEN
    return "", INK


def _own_edge(edges, shown, i):
    """The edge of path i that the fewest shown paths use, the longest-lasting first."""
    uses = [sum(edge in road for road in shown.values()) for edge in shown[i]]
    return edges.index(shown[i][uses.index(min(uses))])


def _in_box(value, letters):
    """The number with as many digits as fit, three at most."""
    texts = [short(value, digits) for digits in (3, 2, 1)]
    return next((text for text in texts if len(text) <= letters), texts[-1])


def _cut(text, letters):
    return text if len(text) <= letters else text[: letters - 1] + "…"


def _write(texts, entries):
    entries = list(entries)
    for i, text in enumerate(texts):
        written, place = entries[i] if i < len(entries) else ("", (0, 0))
        change(text, text=written, position=tuple(place))
