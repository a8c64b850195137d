"""What the path ledger says: its title, a line for each path or message, the total, the two counters."""

from nblib.viz.models.ledger import LISTED, NUDGE, short
from nblib.viz.style import number

ROW_LETTERS = 28  # what fits beside a diagram
SPOKEN = 9  # values and local derivatives in the description
DONE = {"paths": "", "sweep": "Every node has its derivative.", "nudge": "The bump has arrived."}


def name(ledger, node):
    """The node's name alone."""
    return ledger.diagram.short(node)


def slope(ledger, node):
    """∂f/∂x in words that fit a line."""
    return f"∂{name(ledger, ledger.target)}/∂{name(ledger, node)}"


def factor(value, digits=3):
    """A number that may follow a sign: negative ones in brackets."""
    return f"({short(value, digits)})" if value < 0 else short(value, digits)


def title(ledger):
    """What is listed."""
    source, target = name(ledger, ledger.source), name(ledger, ledger.target)
    if ledger.show == "paths":
        return f"{ledger.count:,} path{'' if ledger.count == 1 else 's'} from {source} to {target}"
    if ledger.show == "nudge":
        return f"{source} is raised by {NUDGE:g}"
    return f"Sweep from {target} back"


def road(ledger, path):
    """x → u → f; the middle of a long one is left out."""
    stops = [name(ledger, ledger.source), *(name(ledger, edge.node) for edge in path)]
    whole = " → ".join(stops)
    return whole if len(whole) <= ROW_LETTERS else " → ".join([*stops[:2], "…", *stops[-2:]])


def multiplied(path, product):
    """4 · 6 = 24; only the product where the factors would not fit."""
    if not path:
        return "1, without an edge"
    written = " · ".join(factor(edge.local) for edge in path) + f" = {short(product)}"
    return short(product) if len(path) == 1 else written if len(written) <= ROW_LETTERS else f"product {short(product)}"


def rows(ledger):
    """The lines of the ledger: (road, product) for each path, or (what happens,) for each message of this step."""
    if ledger.show == "paths":
        pairs = zip(ledger.listed, ledger.products, strict=True)
        return [(road(ledger, path), multiplied(path, product)) for path, product in pairs]
    return [(line,) for line in (_sweep_lines if ledger.show == "sweep" else _nudge_lines)(ledger)]


def _sweep_lines(ledger):
    if ledger.step == 0:
        return [f"{slope(ledger, ledger.target)} = 1 to begin with; all else 0"]
    node = ledger.passing[ledger.step - 1]
    derivative = ledger.derivatives[node]
    lines, digits = [f"{name(ledger, node)} passes {short(derivative)} on:"], _digits(ledger)
    for edge in ledger.now:
        value, final = ledger.adjoints[edge.source]
        sent = f"{name(ledger, edge.source)} += {factor(derivative, digits)} · {factor(edge.local, digits)}"
        lines.append(f"{sent}  →  {short(value, digits)}{'' if final else ' …'}")
    return lines


def _digits(ledger):
    """Fewer where a node of a net has many edges, so that the lines stay short."""
    return 3 if len(ledger.now) <= 3 else 2


def _nudge_lines(ledger):
    if ledger.step == 0:
        return ["bumps in thousandths:", f"{name(ledger, ledger.source)}: 1"]
    node = ledger.reached[ledger.step - 1]
    lines, digits = [], _digits(ledger)
    for edge in ledger.now:
        bump = ledger.bumps[edge.source]
        sent = f"{factor(bump, digits)} · {factor(edge.local, digits)} = {short(bump * edge.local, digits)}"
        lines.append(f"from {name(ledger, edge.source)}: {sent}")
    return ["bumps in thousandths:", *lines, f"{name(ledger, node)} moves by {short(ledger.bumps[node])}"]


def total(ledger):
    """The sum over all paths; or how far the sweep or the nudge is."""
    slope_of_source = slope(ledger, ledger.source)
    if ledger.show == "paths":
        if ledger.count == 0:
            return f"No path: {slope_of_source} = 0"
        parts = " + ".join(factor(product) for product in ledger.products) + " = "
        parts = parts if 1 < ledger.count <= 3 else ""
        return f"{slope_of_source} = {parts}{short(ledger.derivative)}"
    if ledger.step < ledger.steps:
        return f"step {ledger.step} of {ledger.steps}"
    if ledger.show == "sweep":
        return f"{slope_of_source} = {short(ledger.derivative)}"
    return f"predicted {thousandths(ledger.derivative)},\ntrue {thousandths(ledger.true_bump)}"


def thousandths(change):
    """A change of the target in units of the nudge, as the number it is."""
    return number(change * NUDGE, 6)


def more(ledger):
    """What the list leaves out."""
    left = ledger.count - LISTED if ledger.show == "paths" else 0
    return f"… and {left:,} more" if left > 0 else ""


def counters(ledger):
    """Multiplications, one for each edge walked."""
    used, edges = ledger.sweep_products
    so_far = f"{used} of {edges}" if ledger.show == "sweep" else f"{edges}"
    source = name(ledger, ledger.source)
    return f"Multiplications, one per edge:\nby paths: {ledger.path_products:,}, for {source} alone\n" + (
        f"by sweep: {so_far}, for every node"
    )


def describe(ledger):
    """Everything in sentences."""
    source = f", source {name(ledger, ledger.source)}" if ledger.show == "sweep" else ""
    parts = [f"{title(ledger)}{source}."]
    if ledger.show == "paths":
        parts += [f"{i}: {way}: {product}." for i, (way, product) in enumerate(rows(ledger), start=1)]
        parts += [f"{more(ledger)[2:]}."] if more(ledger) else []
        parts += [f"Highlighted: path {ledger.step}."] if ledger.step else []
    else:
        parts += [
            f"Step {ledger.step} of {ledger.steps}.",
            "; ".join(line for (line,) in rows(ledger)).replace(":;", ":") + ".",
        ]
        parts += [DONE[ledger.show]] if ledger.step == ledger.steps else []
    if ledger.show == "paths" or ledger.step == ledger.steps:
        parts.append(" ".join(total(ledger).split()) + ".")
    used, edges = ledger.sweep_products
    parts.append(
        f"Multiplications: {ledger.path_products:,} path by path, {edges} by the sweep"
        + (f", {used} of them done." if ledger.show == "sweep" else ".")
    )
    return " ".join([*parts, _diagram_in_words(ledger.diagram)])


def _diagram_in_words(diagram):
    """Values of the first nodes; the local derivatives, if they are few."""
    values = [f"{diagram.labels[node]}: {short(node.value)}" for node in diagram.nodes[:SPOKEN]]
    more = ", …" if len(diagram.nodes) > SPOKEN else ""
    edges = [f"{diagram.short(edge.source)} → {diagram.short(edge.node)} {short(edge.local)}" for edge in diagram.edges]
    spoken = f" Local derivatives: {', '.join(edges)}." if len(edges) <= SPOKEN else ""
    return f"Values: {', '.join(values)}{more}.{spoken}"
