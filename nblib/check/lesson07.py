"""Lesson 07, influence diagrams: the two roads by hand, the backward sweep as a function, and what it saves."""

from nblib.check.choice import Choice, Option
from nblib.check.exercise import Prediction, Wrong
from nblib.check.sweep import Drawn, Sweep
from nblib.check.value import Value
from nblib.graph import Node, backward

# 7.1 --------------------------------------------------------------------------------------------------------------

TWO_ROADS = Value(
    id="7.1",
    title="Two roads by hand",
    task="x = 2, u = x², v = 3x, f = u · v. What is df/dx, from the four local derivatives?",
    hints=(
        "Write the local derivative on each of the four edges first. For f = u · v, what does f answer when only u "
        "moves a little?",
        "The edges are 4 (x to u), 3 (x to v), 6 (u to f, which is the value of v) and 4 (v to f, the value of u). "
        "Along a road they multiply.",
        "4 · 6 + 3 · 4 = 24 + 12 = **36**",
    ),
    because="Through u the bump arrives 4 · 6 = 24 times as large, through v 3 · 4 = 12 times, and f feels both.",
    expected=36,
    tolerance=0.05,
    wrong=(
        Wrong(
            "roads multiplied",
            "You multiplied the two *roads* as well. Along a road one edge passes on what the edge before it did, so "
            "they multiply; two roads arrive side by side.",
            288,
        ),
        Wrong(
            "only through u",
            "That is the road through u alone (and, as it happens, the value of f). When x moves, v moves too.",
            24,
        ),
        Wrong("only through v", "That is the road through v alone. When x moves, u moves too.", 12),
        Wrong(
            "all added",
            "You added the four edges. Along one road they multiply: u moves 4 times as far as x, and f 6 times as far "
            "as u.",
            17,
        ),
        Wrong(
            "average",
            "You took the mean of the two roads. Nothing is shared out between them: each road brings its whole bump "
            "to f.",
            18,
        ),
        Wrong(
            "roads that do not exist",
            "(6 + 4)(4 + 3) pairs every edge on the left with every edge on the right. No road goes from x to u and "
            "then from v to f.",
            70,
        ),
        Wrong(
            "edges crossed",
            "You paired the edge to u with the edge from v, and the other way round. The slope of u · v by u is the "
            "value of v, and by v the value of u: look at u to f once more.",
            34,
        ),
        Wrong(
            "the bump itself",
            "That is how far f moves when x is raised by 0.001. The derivative says how many times as far as x.",
            0.036,
        ),
    ),
)

NEEDS_VALUES = Choice(
    id="7.1b",
    title="What the forward pass has to leave behind",
    task="Select all operations whose local derivative can be known only **after the forward pass**, from a value.",
    options=(
        Option("$f = u \\cdot v$", True, "∂f/∂u is the value of v, and ∂f/∂v the value of u."),
        Option("$f = u + v$", False, "both local derivatives are 1, whatever u and v are."),
        Option("$f = 3u$", False, "it is 3, whatever u is: that can be written on the edge beforehand."),
        Option("$f = u^2$", True, "it is 2u, and u must be known."),
        Option("$f = e^u$", True, "it is e to the power of u, which is the output itself: keep it."),
        Option("$f = \\mathrm{relu}(u)$", True, "it is 1 or 0, and only the value of u says which."),
    ),
    select_all=True,
    hints=(
        "Write each local derivative down. Does a letter remain in it?",
        "v and u; 1 and 1; 3; 2u; e to the power of u; 1 if u > 0, else 0.",
        "a, d, e and f: a value remains in their local derivatives.",
    ),
    because="So the forward pass comes first, and keeps its values: the way back reads them.",
)

# 7.2 --------------------------------------------------------------------------------------------------------------


def _node(name, value, *edges):
    return Node(float(value), tuple((source, float(local)) for source, local in edges), name)


def _chain():
    x = _node("x", 1)
    u = _node("u", 3, (x, 3))
    return Drawn("the chain x, u = 3x, f = u² at x = 1", [x, u, _node("f", 9, (u, 6))])


def _two_roads():
    x = _node("x", 2)
    u, v = _node("u", 4, (x, 4)), _node("v", 6, (x, 3))
    return Drawn("x = 2, u = x², v = 3x, f = u · v", [x, u, v, _node("f", 24, (u, 6), (v, 4))])


def _twice():
    x = _node("x", 5)
    s = _node("s", 5, (x, 1))
    return Drawn("s = x, f = s + s", [x, s, _node("f", 10, (s, 1), (s, 1))])


def _shortcut():
    x = _node("x", 3)
    u = _node("u", 9, (x, 6))
    w = _node("w", 18, (u, 2))
    return Drawn("x = 3, u = x², w = 2u, f = u · w", [x, u, w, _node("f", 162, (u, 18), (w, 9))])


def _aside():
    x, y = _node("x", 2), _node("y", 5)
    a, u = _node("a", 7, (x, 1), (y, 1)), _node("u", 10, (x, 5), (y, 2))
    return Drawn(
        "x = 2, y = 5, a = x + y, u = x · y, f = u² (a does not feed f)", [x, y, a, u, _node("f", 100, (u, 20))]
    )


def _doublings(count):
    nodes = [_node("n0", 1)]
    for i in range(1, count + 1):
        nodes.append(_node(f"n{i}", 2**i, (nodes[-1], 1), (nodes[-1], 1)))
    return Drawn(f"{count} doublings in a row, n1 = n0 + n0 and so on, with {2**count:,} roads", nodes)


def _random(rng, count):
    nodes = [_node("n0", rng.integers(-3, 4)), _node("n1", rng.integers(-3, 4))]
    for i in range(2, count):
        chosen = rng.choice(i, size=min(i, int(rng.integers(2, 4))), replace=False)
        locals_ = rng.choice([-3, -2, 2, 3, 4], size=len(chosen))
        edges = [(nodes[j], local) for j, local in zip(chosen, locals_, strict=True)]
        nodes.append(_node(f"n{i}", rng.integers(-3, 4), *edges))
    return Drawn(f"a diagram of {count} nodes with random edges", nodes)


def _sweep_cases(rng):
    lone = Drawn("a list with the node x alone", [_node("x", 4)])
    drawn = [_chain(), _two_roads(), _twice(), _shortcut(), _aside(), lone, _random(rng, 6), _random(rng, 8)]
    return [*drawn, _doublings(24)]


def _sweep(
    start=0.0, seed=lambda nodes: 1.0, order=reversed, send=lambda old, node, source, d, local: old + d[node] * local
):
    """graph.backward with one of its parts exchanged."""

    def backward(nodes):
        d = dict.fromkeys(nodes, start)
        d[nodes[-1]] = seed(nodes)
        for node in order(nodes):
            for source, local in node.edges:
                d[source] = send(d[source], node, source, d, local)
        return d

    return backward


def _overwriting_as_it_goes_down(nodes):
    d = dict.fromkeys(nodes, 0.0)
    d[nodes[-1]] = 1.0

    def visit(node):
        for source, local in node.edges:
            d[source] = d[node] * local
            visit(source)

    visit(nodes[-1])
    return d


def _pushing_on_each_visit(nodes):
    d = dict.fromkeys(nodes, 0.0)
    d[nodes[-1]] = 1.0

    def visit(node):
        for source, local in node.edges:
            d[source] += d[node] * local
            visit(source)

    visit(nodes[-1])
    return d


def _pushing_on_the_first_visit(nodes, take):
    d, waiting, seen = dict.fromkeys(nodes, 0.0), [nodes[-1]], set()
    d[nodes[-1]] = 1.0
    while waiting:
        node = waiting.pop(take)
        if node not in seen:
            seen.add(node)
            for source, local in node.edges:
                d[source] += d[node] * local
                waiting.append(source)
    return d


def _depth_first_once(nodes):
    d, seen = dict.fromkeys(nodes, 0.0), set()
    d[nodes[-1]] = 1.0

    def visit(node):
        for source, local in node.edges:
            d[source] += d[node] * local
            if source not in seen:
                seen.add(source)
                visit(source)

    visit(nodes[-1])
    return d


def _seed_on_the_first(nodes):
    d = dict.fromkeys(nodes, 0.0)
    d[nodes[0]] = 1.0
    for node in reversed(nodes):
        for source, local in node.edges:
            d[source] += d[node] * local
    return d


def _forward_derivatives(nodes):
    d = dict.fromkeys(nodes, 0.0)
    d[nodes[0]] = 1.0
    for node in nodes:
        for source, local in node.edges:
            d[node] += d[source] * local
    return d


def _asking_the_sources(nodes):
    d = dict.fromkeys(nodes, 0.0)
    d[nodes[-1]] = 1.0
    for node in reversed(nodes):
        for source, local in node.edges:
            d[node] += d[source] * local
    return d


def _walking_every_road(nodes):
    d = dict.fromkeys(nodes, 0.0)

    def visit(node, bump):
        d[node] += bump
        for source, local in node.edges:
            visit(source, bump * local)

    visit(nodes[-1], 1.0)
    return d


def _nothing_but_the_last(nodes):
    return dict.fromkeys(nodes, 0.0) | {nodes[-1]: 1.0}


BACKWARD_SWEEP = Sweep(
    id="7.2",
    title="The backward sweep",
    task=(
        "Write `backward(nodes)`. In the list every node comes after its sources, and the last one is f. "
        "`node.edges` holds pairs (source, local derivative). Return a dict that gives ∂f/∂node for every node of the "
        "list."
    ),
    hints=(
        "Begin with 0 for every node (`dict.fromkeys(nodes, 0.0)`) and with 1 for the last: df/df = 1.",
        "Walk through the list from its end. Each node hands its derivative, times the local derivative of the edge, "
        "to each of its sources, where it is added to what is there.",
        "```python\n"
        "def backward(nodes):\n"
        "    derivative = dict.fromkeys(nodes, 0.0)\n"
        "    derivative[nodes[-1]] = 1.0\n"
        "    for node in reversed(nodes):\n"
        "        for source, local in node.edges:\n"
        "            derivative[source] += derivative[node] * local\n"
        "    return derivative\n"
        "```",
    ),
    because="Each edge is used once, and a node passes its derivative on when everything it feeds has reported.",
    name="backward",
    parameters=("nodes",),
    reference=backward,
    library_name="nblib.graph.backward",
    cases=_sweep_cases,
    on_change={
        "nodes": (
            "The list belongs to the caller. `reversed(nodes)` walks through it from the end and leaves it as it is; "
            "`nodes.reverse()` and `nodes.pop()` do not."
        )
    },
    wrong=(
        Wrong(
            "= instead of +=",
            "Where two roads meet, the second wipes out what the first has brought: on x = 2, f = x² · 3x, x is left "
            "with 24 or 12, whichever comes last. Roads add.",
            _sweep(send=lambda old, node, source, d, local: d[node] * local),
            _overwriting_as_it_goes_down,
        ),
        Wrong(
            "forward order",
            "Only the direct sources of the last node have a derivative. At the time you come to the others, they have "
            "nothing yet to pass on: the message travels from f back, so the list has to be walked from its end.",
            _sweep(order=iter),
            _sweep(order=lambda nodes: nodes[-1:]),
        ),
        Wrong(
            "passes on at every visit",
            "A node that is reached twice passes on twice, and the second time with what the first has passed on "
            "already: for s = x, f = s + s you get 3 by x. A node may pass its derivative on only when *all* that it "
            "feeds have reported.",
            _pushing_on_each_visit,
        ),
        Wrong(
            "passes on too early",
            "Every node passes on once, but some do before all that they feed have reported; what arrives later is "
            "stuck there. The order of the list prevents that: walk through the list itself, from its end.",
            lambda nodes: _pushing_on_the_first_visit(nodes, 0),
            lambda nodes: _pushing_on_the_first_visit(nodes, -1),
            _depth_first_once,
        ),
        Wrong(
            "begins with 0",
            "Everything is 0: no derivative was there to be passed on. What is the derivative of f by f itself?",
            _sweep(seed=lambda nodes: 0.0),
            _sweep(seed=lambda nodes: 0.0, order=iter),
        ),
        Wrong(
            "begins with the value of f",
            "You began with the value of f. How f answers to f is asked, not how large it is; everything is too large "
            "by one factor.",
            _sweep(seed=lambda nodes: nodes[-1].value),
        ),
        Wrong(
            "all begin with 1",
            "Every node began with 1, so each has 1 too much, and passes it on. Only f has a derivative before "
            "anything was passed on.",
            _sweep(start=1.0),
        ),
        Wrong(
            "begins at the first node",
            "You put the 1 on the first node of the list. The message starts at f, the last one.",
            _seed_on_the_first,
        ),
        Wrong(
            "forward from the first node",
            "You went forward and found how each node answers to the *first* one: a derivative by one input. Asked is "
            "how f answers to every node, and that is found from the other end.",
            _forward_derivatives,
        ),
        Wrong(
            "only the last edge",
            "You added local derivatives without the derivative of the node they lead to. That is right for the "
            "edges into f; along a longer road the factors have to be multiplied.",
            _sweep(send=lambda old, node, source, d, local: old + local),
            lambda nodes: _sweep(send=lambda old, node, source, d, local: old + d[nodes[-1]] * local)(nodes),
        ),
        Wrong(
            "added along the road",
            "Along a road you added derivative and edge. One edge stretches what the other has passed on: they "
            "multiply.",
            _sweep(send=lambda old, node, source, d, local: old + d[node] + local),
        ),
        Wrong(
            "without the edges",
            "You passed the derivative on as it was. The number on the edge is missing: it says how many times as far "
            "the node moves as its source.",
            _sweep(send=lambda old, node, source, d, local: old + d[node]),
        ),
        Wrong(
            "value instead of edge",
            "You multiplied by a value. The edge has its own number, the local derivative, and `node.edges` gives it "
            "beside the source.",
            _sweep(send=lambda old, node, source, d, local: old + d[node] * source.value),
            _sweep(send=lambda old, node, source, d, local: old + d[node] * node.value),
        ),
        Wrong(
            "value instead of derivative",
            "You multiplied the edge by the node's value. What has to be passed on is the node's *derivative*, the "
            "number that has arrived from f.",
            _sweep(send=lambda old, node, source, d, local: old + node.value * local),
            _sweep(send=lambda old, node, source, d, local: old + source.value * local),
        ),
        Wrong(
            "nothing arrives",
            "All but f are still 0 at the end. The node gives and its *source* receives: what arrives is added to the "
            "source. Whoever asks the sources, or multiplies into what they have, finds a 0.",
            _sweep(send=lambda old, node, source, d, local: old * d[node] * local),
            _sweep(send=lambda old, node, source, d, local: old + d[source] * local),
            _asking_the_sources,
            _nothing_but_the_last,
        ),
        Wrong(
            "subtracted",
            "You take away what arrives, so the sign changes with every edge. Descent brings in its one minus later, "
            "when the gradient is complete.",
            _sweep(send=lambda old, node, source, d, local: old - d[node] * local),
        ),
        Wrong(
            "every road walked",
            "Your sums over all roads are right, and you walk every road to its end. Their number doubles with every "
            "fork. Let each node collect first and pass on once, so that each edge is used once.",
            _walking_every_road,
        ),
    ),
)

# 7.3 --------------------------------------------------------------------------------------------------------------

COUNT_ROADS = Value(
    id="7.3",
    title="Count the roads",
    task="How many roads lead from ONE pixel to the loss in the network 784-128-64-10?",
    hints=(
        "From the pixel, how many hidden units can the road visit next? And from there?",
        "A road is a choice of one unit in each layer that it passes: 128 ways, then 64, then 10, and from each output "
        "one edge to the loss.",
        "128 · 64 · 10 = **81920**",
    ),
    because="128 · 64 · 10: one unit is chosen in each layer, and choices multiply.",
    expected=81920,
    tolerance=0.5,
    wrong=(
        Wrong(
            "sizes added",
            "You added the sizes of the layers. A road chooses one unit in *each* of them, and choices multiply.",
            202,
        ),
        Wrong(
            "one layer short",
            "That is one layer short: you have come to the last hidden layer. Each of the 10 outputs reaches the loss.",
            8192,
        ),
        Wrong("all pixels", "That is from all 784 pixels together. Asked is one pixel.", 64225280),
        Wrong(
            "edges",
            "Those are the edges, 784·128 + 128·64 + 64·10: what the sweep pays, once for all pixels. Roads share "
            "edges, so there are other numbers of them.",
            109184,
        ),
        Wrong("first hidden layer left out", "The road also chooses one of the 128 units of the first layer.", 640),
        Wrong("middle layer left out", "The road also chooses one of the 64 units of the second layer.", 1280),
        Wrong("nodes", "That is the number of nodes in the network. A road is a way through them.", 986),
        Wrong(
            "weights of the first layer",
            "That is the number of weights in the first layer, of all pixels.",
            100352,
        ),
    ),
)

COUNT_PASSES = Choice(
    id="7.3b",
    title="The price of nudging",
    task=(
        "The network 784-128-64-10 has 109,184 weights and 202 biases. Instead of a sweep you nudge: centred "
        "differences for every parameter. How many forward passes is one gradient?"
    ),
    options=(
        Option("2", False, "about that much is what one forward pass and one sweep cost, for all parameters."),
        Option("109,184", False, "the biases are parameters too, and a centred difference looks at both sides."),
        Option("109,386", False, "that is one pass a parameter; a centred difference needs L(w + h) and L(w − h)."),
        Option("109,387", False, "that is the one-sided quotient: one pass a parameter, and one without a nudge."),
        Option("218,368", False, "two passes are right; but the 202 biases are parameters too."),
        Option("218,772", True, "two passes for each of the 109,386 parameters."),
    ),
    select_all=False,
    hints=(
        "First the number of parameters; then, how many losses does one centred difference compare?",
        "109,184 + 202 = 109,386 parameters, each nudged up and down.",
        "f: 2 · 109,386 = 218,772",
    ),
    because="2 · 109,386 = 218,772 forward passes, against one forward pass and one sweep.",
)

EXERCISES = (TWO_ROADS, NEEDS_VALUES, BACKWARD_SWEEP, COUNT_ROADS, COUNT_PASSES)

PREDICTIONS = (
    Prediction(
        id="7.a",
        question=(
            "Two roads lead from $x$ to $f$. Along one a small change of $x$ arrives 24 times as large, along the "
            "other 12 times. What is $df/dx$?"
        ),
        options=("24 · 12 = 288: multiply the roads", "24 + 12 = 36: add the roads", "18: the mean of the roads"),
        answer=1,
        reveal=(
            "Raise x by 0.001. Through u alone f would rise by 0.024, through v alone by 0.012, and both happen: f "
            "rises by 0.036. To multiply is tempting because along *one* road that is right: there, each edge "
            "stretches what the edge before has passed on. Two roads do not stretch each other; they arrive side by "
            "side."
        ),
    ),
    Prediction(
        id="7.b",
        question="The edge from $u$ to $f$ is cut: $f$ no longer hears of $u$. What is $df/dx$ now?",
        options=("12", "24", "36, since x is what it was", "0"),
        answer=0,
        reveal=(
            "12. One road is left, x → v → f, with 3 · 4. The edge from x to u is still there, but it leads nowhere: "
            "u goes on moving, and f does not hear of it. A derivative counts whole roads, not edges."
        ),
    ),
    Prediction(
        id="7.c",
        question="How many sweeps does it take to have the derivatives of $f$ by all the inputs, if there are four?",
        options=("four, one for each input", "one", "one for each road"),
        answer=1,
        reveal=(
            "One. The sweep starts at f and passes every node, so it comes out at all inputs at once, and at every "
            "node between. “Four” is right for the nudge, which starts at one input and finds out about that one "
            "alone. A network has one loss and many weights: that is why one goes backward."
        ),
    ),
    Prediction(
        id="7.d",
        question=(
            "A net 4-8-8-3 gets a third hidden layer of 8 units. What becomes of the roads from one input to the loss, "
            "192 of them, and of the 120 weights?"
        ),
        options=(
            "8 times as many roads, and 64 more weights",
            "64 more roads, and 64 more weights",
            "8 times as many roads, and 8 times as many weights",
        ),
        answer=0,
        reveal=(
            "1536 roads and 184 weights. A road has one more choice of 8 units: choices multiply. The layer brings "
            "8 · 8 weights: layers add. So with depth the roads outgrow the edges without limit, and who walks every "
            "road is lost; who uses every edge once is not."
        ),
    ),
)
