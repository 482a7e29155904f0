"""Rings through a node, such as the recycling loops of the chain."""

from dataclasses import dataclass, field
from typing import Any

from graphapi.documents.lookup import known_node
from graphapi.evidence.evidence_paths import told
from graphapi.graph.base import GraphView
from graphapi.graph.costs import MODELS, CostName
from graphapi.graph.k_shortest import KShortestPaths
from graphapi.graph.meter import Budget, Meter
from graphapi.graph.results import FoundPath, PathQuery
from graphapi.model.answers import Completeness, Shortfall
from graphapi.model.steps import Rel, Step
from graphapi.traversal.answer import GraphAnswer, answered


@dataclass(frozen=True, slots=True)
class CyclesRequest:
    """Rings of at most `max_hops` hops through a node."""

    node: str
    rels: tuple[Rel, ...]
    max_hops: int = 6
    budget: Budget = field(default_factory=lambda: Budget(results=20))

    def normalised(self) -> dict[str, Any]:
        """The request as understood."""
        return {
            "node": self.node,
            "rel": [str(rel) for rel in self.rels],
            "max_hops": self.max_hops,
            "limit": self.budget.results,
        }


async def cycles(view: GraphView, request: CyclesRequest, *, meter: Meter | None = None) -> GraphAnswer:
    """Simple rings through the node, shortest first, ties by node ids; each starts and ends at the node.

    A ring that can be walked either way over the same edges is told once. A ring never goes back over the single
    edge that it came by; two parallel edges make a ring of two.

    Raises:
        NodeNotFound, NodeMoved, DocumentGone, InvalidIdentifier: about the node.
    """
    await known_node(view, request.node)
    meter = meter or Meter(request.budget)
    step = Step(rels=request.rels, repeat=(1, request.max_hops))
    query = PathQuery((request.node,), frozenset({request.node}), (step,), request.max_hops)
    search = KShortestPaths(view, query, MODELS[CostName.HOPS](view), meter)
    found: list[FoundPath] = []
    walked: set[tuple[frozenset[str], ...]] = set()
    complete: Completeness | None = None
    async for route in search.paths():
        ring = tuple(map(frozenset, route.hops))
        if ring[::-1] in walked:
            continue
        walked.add(ring)
        if len(found) == request.budget.results:
            complete = Completeness(False, Shortfall.RESULT_LIMIT, search.deepest, 0)
            break
        found.append(route)
    nodes = await view.ordered({request.node, *(node for route in found for node in route.nodes)})
    return answered(
        meter,
        nodes=nodes,
        edges=await view.ordered({edge for route in found for hop in route.hops for edge in hop}),
        query=request.normalised(),
        completeness=complete or search.completeness,
        extra={"paths": [await told(view, route) for route in found]},
    )
