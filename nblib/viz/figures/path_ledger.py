"""Path ledger: a diagram of nodes and local derivatives, its paths with their products, the sweep, the nudge."""

from functools import lru_cache, partial
from types import MappingProxyType

import numpy as np

from nblib.graph import Node, backward, topological_order
from nblib.viz.ledger_diagram import LedgerDiagram
from nblib.viz.ledger_list import LedgerList
from nblib.viz.models import ledger_words as words
from nblib.viz.models.expressions import chain, hand_net, layered_net, three_roads, two_roads
from nblib.viz.models.ledger import Ledger, diagram_of
from nblib.viz.models.tracks import WIDTH, height_for
from nblib.viz.spec import Action, Choice, Interactive, Preset, Slider

SHOW = (("the paths", "paths"), ("the sweep back", "sweep"), ("a nudge forward", "nudge"))
LARGEST = 150  # nodes
OPERATIONS = ("", "+", "×", "exp", "ln", "relu", "tanh")


@lru_cache(maxsize=1)
def gallery():
    """The diagrams of the lesson, by name."""
    net = layered_net([4, 8, 8, 3], np.random.default_rng(3))
    made = (chain(), two_roads(), three_roads(), hand_net(), net)
    return dict(zip(("chain", "two roads", "three roads", "hand net", "net 4-8-8-3"), made, strict=True))


def model(targets, sweep, source, target, show, step, diagram=None):
    """One state of the ledger; the derivatives come from `sweep`, which may be the learner's."""
    drawn = diagram_of(targets[diagram or next(iter(targets))])
    end = drawn.node(target)
    return Ledger(drawn, drawn.node(source), end, show, step, sweep(topological_order(end)))


def draw(fig, data, most, height):
    """The diagram and the ledger; `most` says how many nodes and edge labels any state may need."""
    ax = fig.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, WIDTH), ylim=(height, 0))
    ax.axis("off")
    artists = {"diagram": LedgerDiagram(ax, most), "ledger": LedgerList(ax)}
    update(artists, data)
    return artists


def update(artists, data):
    """Draw this state."""
    artists["diagram"].update(data)
    artists["ledger"].update(data)


def sources_first(targets, state):
    """The labels of all nodes of the diagram shown."""
    drawn = diagram_of(targets[state.get("diagram", next(iter(targets)))])
    return tuple(drawn.labels.values())


def targets_first(targets, state):
    """The labels of the nodes that are computed, the last one first."""
    drawn = diagram_of(targets[state.get("diagram", next(iter(targets)))])
    return tuple(drawn.labels[node] for node in reversed(drawn.nodes) if node.edges) or tuple(drawn.labels.values())


def move(model, state, by):
    """The state one step further or back."""
    ledger = model(**state)
    return {"step": min(max(ledger.step + by, 0), ledger.steps)}


def path_ledger(targets=None, backward=backward):
    """The signature figure of lesson 07, for the lesson's diagrams, a Node of your own, or a dict {name: Node}.

    `backward(nodes)` is the sweep that gives the derivatives: the library's, or yours.
    """
    own = targets is not None
    targets = MappingProxyType(_checked(targets) if own else gallery())
    show = partial(model, targets, backward)
    first = next(iter(targets))
    labels = [label for target in targets.values() for label in diagram_of(target).labels.values()]
    offered = partial(sources_first, targets), partial(targets_first, targets)
    starts = [options({"diagram": first})[0] for options in offered]
    every_label = tuple(dict.fromkeys(labels))
    height = height_for([diagram_of(target).places for target in targets.values()])
    longest = max(len(diagram_of(target).nodes) for target in targets.values())
    controls = {
        "diagram": Choice("diagram", tuple(targets), first),
        "source": Choice("from", every_label, starts[0], offered[0]),
        "target": Choice("to", every_label, starts[1], offered[1]),
        "show": Choice("show", SHOW, "paths"),
        "step": Slider("step", 0, longest, 1, 0, digits=0),
    }
    if len(targets) == 1:
        del controls["diagram"]
    return Interactive(
        name="Path ledger",
        size=(WIDTH, height),
        controls=controls,
        model=show,
        draw=partial(draw, most=longest, height=height),
        update=update,
        describe=words.describe,
        actions=(Action("◀ Back", partial(move, show, by=-1)), Action("Next ▶", partial(move, show, by=1))),
        presets=OWN_PRESETS if own else PRESETS,
    )


def _checked(targets):
    targets = targets if isinstance(targets, dict) else {"f": targets}
    if not targets or not all(isinstance(target, Node) for target in targets.values()):
        raise ValueError("path_ledger shows a Node, or a dict {name: Node}; give it the last node of your expression")
    for name, target in targets.items():
        if len(topological_order(target)) > LARGEST:
            count = len(topological_order(target))
            raise ValueError(f"path_ledger draws up to {LARGEST} nodes; {name!r} has {count}")
    return {str(name): _named(target, str(name)) for name, target in targets.items()}


def _named(target, name):
    """The target under this name, if it has none but that of its operation."""
    return target.named(name) if target.name in OPERATIONS or target.name.startswith("^") else target


OWN_PRESETS = (
    Preset("the paths", "Every road from the source to the target, its product, and the sum."),
    Preset("the sweep", "Press Next: from the target back, each edge once.", {"show": "sweep"}),
    Preset("the nudge", "Press Next: the bump travels forward, edge by edge.", {"show": "nudge"}),
)

PRESETS = (
    Preset("chain", "One road: multiply along it. Adding 4 has the local derivative 1.", {"diagram": "chain"}),
    Preset("two roads", "Multiply along each road, then add over the roads.", {"diagram": "two roads"}),
    Preset("three roads", "Two of the three roads share their first edge.", {"diagram": "three roads"}),
    Preset(
        "the sweep",
        "Press Next: from f back, every edge once, also the one that two roads share.",
        {"diagram": "three roads", "show": "sweep", "step": 1},
    ),
    Preset(
        "the nudge",
        "Press Next: x is raised by 0.001, and the bump travels along both roads to f.",
        {"diagram": "two roads", "show": "nudge", "step": 1},
    ),
    Preset(
        "hand net",
        "The lecture's net after its sweep; nine roads lead from x1 to L, and they add up to −0.9.",
        {"diagram": "hand net", "show": "sweep", "step": 7},
    ),
    Preset("a layered net", "192 roads from one input; the sweep uses 123 edges.", {"diagram": "net 4-8-8-3"}),
)

FIGURES = (path_ledger,)
