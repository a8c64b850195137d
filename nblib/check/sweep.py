"""The exercise of the backward sweep: a dict of derivatives for a list of nodes, on diagrams from simple to hard."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from nblib.check.function import Function
from nblib.check.reading import Unreadable, a_value, kind, read_array, refuse_blank
from nblib.check.showing import close, show
from nblib.graph import Node


class Drawn(NamedTuple):
    """A diagram in words and as a list of nodes, sources first."""

    words: str  # Markdown
    nodes: list


@dataclass(frozen=True, kw_only=True)
class Sweep(Function):
    """The answer is `backward(nodes)`, a dict {node: ∂last/∂node}; `cases(rng)` gives `Drawn`s."""

    def arguments(self, case):
        """The list alone."""
        return (case.nodes,)

    def read(self, value, case):
        """One array: the derivatives in the order of the nodes."""
        refuse_blank(value)
        if not isinstance(value, Mapping):
            raise Unreadable(f"{kind(value)}, not a dict {{node: derivative}}", name="no dict of derivatives")
        if not all(isinstance(node, Node) for node in value):
            raise Unreadable("a dict whose keys are not all nodes", name="no dict of derivatives")
        missing = [node.name for node in case.nodes if node not in value]
        if missing:
            raise Unreadable(f"a dict without {', '.join(missing)}", name="nodes without a derivative")
        entries = [value[node] for node in case.nodes]
        refuse_blank(entries)
        return [read_array(entries)]

    def expected(self, case):
        """The derivatives in the order of the nodes."""
        derivative = self.reference(case.nodes)
        return [read_array([derivative[node] for node in case.nodes])], ("the dict",)

    def describe(self, case):
        """The diagram in words."""
        return case.words

    def traits(self, case):
        """How the diagram branches."""
        sources = [source for node in case.nodes for source, _ in node.edges]
        return {
            "there is a single node": len(case.nodes) == 1,
            "no node feeds two others": len(set(sources)) == len(sources),
            "some node feeds nothing": len(set(sources)) < len(case.nodes) - 1,
            "some node feeds the same one twice": any(
                len({source for source, _ in node.edges}) < len(node.edges) for node in case.nodes
            ),
        }

    def difference(self, case, got):
        """Which nodes have a wrong derivative."""
        [[right], _], [found] = self.expected(case), got
        wrong = [i for i in range(len(right)) if not close(found[i], right[i])]
        facts = [
            f"the derivative by {case.nodes[i].name} should be {show(right[i])} and is {show(found[i])}"
            for i in wrong[:2]
        ]
        more = f", and {len(wrong) - 2} more {'is' if len(wrong) == 3 else 'are'} wrong" if len(wrong) > 2 else ""
        return f"{' and '.join(facts)}{more}."

    def _failure(self, answer, case, seen):
        if seen.unreadable is not None and seen.type != "NoneType":
            wanted = "a dict {node: derivative} with a number for every node of the list is asked for"
            return (
                "type or shape",
                f"`{self.name}` returned {a_value(seen.unreadable)}; {wanted}.",
                seen.unreadable.name,
            )
        return super()._failure(answer, case, seen)

    def remark(self, observation):
        """A dict is what is asked for."""
        return ""
