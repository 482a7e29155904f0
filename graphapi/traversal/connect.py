"""A small subgraph that links given nodes."""

from dataclasses import dataclass, field, replace
from typing import Any

from graphapi.documents.lookup import known_node
from graphapi.graph.base import GraphView
from graphapi.graph.meter import Budget, Meter
from graphapi.model.answers import COMPLETE, Completeness
from graphapi.model.errors import InvalidRequest
from graphapi.model.steps import Step
from graphapi.traversal.answer import GraphAnswer, answered

MAX_TERMINALS = 50
METHOD = (
    "Mehlhorn 1988: Voronoi regions by breadth-first search, minimum spanning tree over the terminals, pruned; at most "
    "2 - 2/n times the hops of the smallest tree for n linked terminals, when complete"
)


@dataclass(frozen=True, slots=True)
class ConnectRequest:
    """2 to 50 nodes to link over a step; `max_hops` bounds how far a region grows from its terminal."""

    terminals: tuple[str, ...]
    step: Step = field(default_factory=Step)
    max_hops: int = 6
    budget: Budget = field(default_factory=Budget)


async def connect(
    view: GraphView, request: ConnectRequest, *, query: dict[str, Any], meter: Meter | None = None
) -> GraphAnswer:
    """A tree that links the nodes as far as they can be linked; `meta.components` tells the groups that cannot.

    Relations are walked both ways or as the step says from either side. Hops cost one each.

    Raises:
        InvalidRequest: fewer than 2 or more than 50 different nodes.
        NodeNotFound, NodeMoved, DocumentGone, InvalidIdentifier: about a node.
    """
    terminals = tuple(dict.fromkeys(request.terminals))
    if not 2 <= len(terminals) <= MAX_TERMINALS:
        raise InvalidRequest(
            f"connect links 2 to {MAX_TERMINALS} different nodes, not {len(terminals)}", parameter="ids"
        )
    for terminal in terminals:
        await known_node(view, terminal, parameter="ids")
    meter = meter or Meter(request.budget)
    regions = _Regions(terminals)
    complete = await regions.grow(view, request, meter)
    edges = regions.tree()
    nodes = {node for edge in (await view.edges(list(edges))).values() for node in (edge.tail, edge.head)}
    ordered = await view.ordered(nodes | set(terminals))
    return answered(
        meter,
        nodes=ordered,
        edges=await view.ordered(edges),
        query=query,
        completeness=complete,
        facts={"components": regions.components(), "length": len(edges), "method": METHOD},
    )


class _Regions:
    """Each node belongs to its nearest terminal; bridges are edges between regions."""

    def __init__(self, terminals: tuple[str, ...]) -> None:
        self.terminals = terminals
        self.owner = {terminal: terminal for terminal in terminals}
        self.hops = dict.fromkeys(terminals, 0)
        self.back: dict[str, tuple[str, str]] = {}
        self.bridges: list[tuple[int, str, str, str]] = []
        self.root = {terminal: terminal for terminal in terminals}

    async def grow(self, view: GraphView, request: ConnectRequest, meter: Meter) -> Completeness:
        both = tuple(dict.fromkeys((*request.step.rels, *request.step.reverse.rels)))
        step = replace(request.step, rels=both, exempt=frozenset(self.terminals))
        frontier = sorted(self.terminals)
        for hop in range(1, request.max_hops + 1):
            expansion = await view.expand(frontier, step, meter)
            reached = []
            for origin, edge, node in expansion.hops:
                if node not in self.owner:
                    self.owner[node], self.hops[node] = self.owner[origin], hop
                    self.back[node] = (origin, edge)
                    reached.append(node)
                elif self.owner[node] != self.owner[origin]:
                    self.bridges.append((self.hops[origin] + 1 + self.hops[node], edge, origin, node))
            if meter.stopped:
                return Completeness(False, meter.stopped, hop, len(frontier) - expansion.expanded + len(reached))
            frontier = sorted(reached)
            if not frontier:
                break
        return COMPLETE

    def tree(self) -> set[str]:
        """Edges of the paths that Kruskal's algorithm chooses among the bridges."""
        edges: set[str] = set()
        for _, edge, one, other in sorted(self.bridges):
            first, second = self._find(self.owner[one]), self._find(self.owner[other])
            if first != second:
                self.root[second] = first
                edges |= {edge, *self._way(one), *self._way(other)}
        return edges

    def components(self) -> list[list[str]]:
        """Terminals by linked group, in the order given."""
        groups: dict[str, list[str]] = {}
        for terminal in self.terminals:
            groups.setdefault(self._find(terminal), []).append(terminal)
        return list(groups.values())

    def _find(self, terminal: str) -> str:
        while self.root[terminal] != terminal:
            terminal = self.root[terminal]
        return terminal

    def _way(self, node: str) -> set[str]:
        edges = set()
        while node in self.back:
            node, edge = self.back[node]
            edges.add(edge)
        return edges
