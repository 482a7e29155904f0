"""What lies within a few hops of one or many nodes."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from graphapi.answers.envelopes import GraphIds, Query
from graphapi.answers.graphs import Neighborhood
from graphapi.documents.lookup import known_node
from graphapi.graph.base import GraphView
from graphapi.graph.bfs import breadth_first, matching
from graphapi.graph.meter import Budget, Meter
from graphapi.graph.results import Reached
from graphapi.model.answers import Completeness
from graphapi.model.errors import BudgetExceeded, InvalidRequest
from graphapi.model.identifiers import kind_of
from graphapi.model.steps import Barrier, NodeFilter, Step
from graphapi.traversal.answer import graph_meta, nodes_in_order

MAX_DEPTH = 6
MAX_STARTS = 200


@dataclass(frozen=True, slots=True)
class NeighborhoodRequest:
    """`kinds` are the node kinds kept in the answer (all when empty); traversal passes through the others.

    `exact` keeps the nodes at the largest number of hops alone, beside the starts. `induced` adds the edges among the
    nodes found, of the same relations. `counted` leaves the documents out.
    """

    starts: tuple[str, ...]
    steps: tuple[Step, ...]
    kinds: frozenset[str] = frozenset()
    stop_at: NodeFilter | None = None
    end_at: NodeFilter | None = None
    exact: bool = False
    induced: bool = False
    counted: bool = False
    strict: bool = False
    budget: Budget = field(default_factory=Budget)

    @property
    def hops(self) -> int:
        """Most hops that the steps allow."""
        return sum(step.repeat[1] for step in self.steps)


async def neighborhood(
    view: GraphView, request: NeighborhoodRequest, *, query: Query, meter: Meter | None = None
) -> Neighborhood:
    """Nodes and edges that the steps reach from the starts, the starts included, each node at its smallest hop.

    Edges are those walked, so both ends are in the answer; those among the outermost nodes are part of it only when
    `induced`. `meta.hops` counts nodes per hop, `meta.counts` per hop and kind. `query` is the request as understood.

    Raises:
        InvalidRequest: no start, or more than 200.
        BudgetExceeded: the budget was hit and the request is strict.
        NodeNotFound, NodeMoved, DocumentGone, InvalidIdentifier: about a start.
    """
    if not 1 <= len(request.starts) <= MAX_STARTS:
        raise InvalidRequest(
            f"the query starts from {len(request.starts)} nodes; 1 to {MAX_STARTS} are possible", parameter="start"
        )
    for start in request.starts:
        await known_node(view, start, parameter="start")
    meter = meter or Meter(request.budget)
    found = await breadth_first(
        view, request.starts, request.steps, meter, stop_at=request.stop_at, end_at=request.end_at
    )
    if request.induced and not meter.stopped:
        await _induce(view, request, found, meter)
    if request.strict and not found.completeness.complete:
        raise BudgetExceeded(
            f"the search stopped at its {found.completeness.reason} after {meter.edges} edges",
            value=meter.edges,
            parameter="budget",
            suggestion="narrow the query or use on_budget=partial",
        )
    return await _answer(view, request, found, meter, query)


async def chosen_starts(view: GraphView, wanted: NodeFilter, *, parameter: str = "start") -> tuple[str, ...]:
    """The nodes that pass a filter, in the order of the view.

    Raises:
        InvalidRequest: none passes, or more than 200.
    """
    kinds: Iterable[str | None] = sorted(wanted.kinds) or [None]
    ids = sorted(wanted.ids) or [key for kind in kinds for key in await view.node_ids(kind)]
    found = await view.ordered(await matching(view, ids, wanted))
    if not 1 <= len(found) <= MAX_STARTS:
        raise InvalidRequest(f"{len(found)} nodes pass the filter; 1 to {MAX_STARTS} are possible", parameter=parameter)
    return tuple(found)


async def _induce(view: GraphView, request: NeighborhoodRequest, found: Reached, meter: Meter) -> None:
    """Add the edges among the nodes found to what was found."""
    inside = Barrier(within=frozenset(found.hop_of))
    nodes = await view.ordered(found.hop_of)
    for step in request.steps:
        expansion = await view.expand(nodes, replace(step, to=NodeFilter(), barrier=inside), meter)
        found.edges.update(dict.fromkeys(hop.edge for hop in expansion.hops))
        if meter.stopped:
            found.completeness = Completeness(False, meter.stopped, request.hops, len(nodes) - expansion.expanded)
            return


async def _answer(
    view: GraphView, request: NeighborhoodRequest, found: Reached, meter: Meter, query: Query
) -> Neighborhood:
    hop_of, edges = _kept(request, found.hop_of), list(await view.ordered(found.edges))
    if len(hop_of) < len(found.hop_of):
        ends = await view.edges(edges)
        edges = [key for key, edge in ends.items() if edge.tail in hop_of and edge.head in hop_of]
    sizes = Counter(hop_of.values())
    meta = graph_meta(
        view,
        meter,
        query=query,
        completeness=found.completeness,
        nodes=len(hop_of),
        hops=[sizes[hop] for hop in range(max(sizes) + 1)],
        counts=_counts(hop_of) if request.counted else None,
    )
    if request.counted:
        return Neighborhood(graph=GraphIds(nodes=(), edges=()), meta=meta)
    return Neighborhood(graph=GraphIds(nodes=await nodes_in_order(view, hop_of), edges=edges), meta=meta)


def _kept(request: NeighborhoodRequest, hop_of: dict[str, int]) -> dict[str, int]:
    def keeps(node: str, hop: int) -> bool:
        if hop == 0:
            return True
        return (not request.kinds or kind_of(node) in request.kinds) and (not request.exact or hop == request.hops)

    return {node: hop for node, hop in hop_of.items() if keeps(node, hop)}


def _counts(hop_of: dict[str, int]) -> list[dict[str, int]]:
    by_hop = [Counter[str]() for _ in range(max(hop_of.values()) + 1)]
    for node, hop in hop_of.items():
        by_hop[hop][kind_of(node)] += 1
    return [dict(sorted(counter.items())) for counter in by_hop]
