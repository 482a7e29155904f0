"""What lies within a few hops of a node."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from graphapi.graph.base import GraphView
from graphapi.graph.meter import Budget, Meter
from graphapi.graph.walk import Found
from graphapi.graph.walk import neighborhood as walk
from graphapi.model.identifiers import kind_of
from graphapi.model.kinds import Basis
from graphapi.model.steps import DEFAULT_RELS, EdgeFilter, Rel, Step
from graphapi.queries.answer import GraphAnswer, cost_of, nodes_in_order
from graphapi.queries.lookup import known_node

MAX_DEPTH = 6


@dataclass(frozen=True, slots=True)
class NeighborhoodRequest:
    """`kinds` are the node kinds kept in the answer (all when empty); traversal passes through the others."""

    start: str
    depth: int = 1
    rels: tuple[Rel, ...] = DEFAULT_RELS
    kinds: frozenset[str] = frozenset()
    basis: Basis = Basis.UNVERIFIED
    valid_on: str | None = None
    budget: Budget = field(default_factory=Budget)

    def normalised(self) -> dict[str, Any]:
        """The request as understood, defaults included."""
        return {
            "start": self.start,
            "depth": self.depth,
            "rel": [str(rel) for rel in self.rels],
            "kind": sorted(self.kinds),
            "basis": self.basis,
            "valid_on": self.valid_on,
            "limit": self.budget.results,
            "max_edges": self.budget.edges,
        }


async def neighborhood(view: GraphView, request: NeighborhoodRequest) -> GraphAnswer:
    """Nodes and edges within `depth` hops of the start, the start included, each node at its smallest hop.

    Edges are those walked, so both ends are in the answer; edges among the outermost nodes are not part of it.

    Raises:
        NodeNotFound, NodeMoved, DocumentGone, InvalidIdentifier: about the start.
    """
    await known_node(view, request.start)
    meter = Meter(request.budget)
    edge = EdgeFilter(basis=request.basis, valid_on=request.valid_on)
    step = Step(rels=request.rels, edge=edge, repeat=(1, request.depth))
    found = await walk(view, [request.start], [step], meter)
    return await _answer(view, request, found, meter)


async def _answer(view: GraphView, request: NeighborhoodRequest, found: Found, meter: Meter) -> GraphAnswer:
    hop_of = found.hop_of
    edges = await view.ordered(found.edges)
    if request.kinds:
        hop_of = {node: hop for node, hop in hop_of.items() if hop == 0 or kind_of(node) in request.kinds}
        ends = await view.edges(edges)
        edges = [key for key, edge in ends.items() if edge.tail in hop_of and edge.head in hop_of]
    sizes = Counter(hop_of.values())
    return GraphAnswer(
        nodes=await nodes_in_order(view, hop_of),
        edges=edges,
        query=request.normalised(),
        completeness=found.completeness,
        cost=cost_of(meter, len(hop_of)),
        facts={"hops": [sizes[hop] for hop in range(max(sizes) + 1)]},
    )
