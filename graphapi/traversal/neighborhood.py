"""What lies within a few hops of one or many nodes."""

from collections import Counter
from dataclasses import dataclass, replace

from pydantic import Field

from graphapi.answers.envelopes import GraphIds, Query
from graphapi.answers.graphs import Neighborhood
from graphapi.documents.lookup import known_kinds, known_node
from graphapi.documents.requests import BASIS, Day, Request, Word, words
from graphapi.graph.base import GraphView
from graphapi.graph.bfs import breadth_first
from graphapi.graph.meter import Budget, Meter
from graphapi.graph.results import Reached
from graphapi.model.completeness import Completeness
from graphapi.model.errors import InvalidRequest
from graphapi.model.identifiers import kind_of
from graphapi.model.kinds import Basis
from graphapi.model.steps import Barrier, NodeFilter, Step
from graphapi.traversal.answer import graph_meta, nodes_in_order
from graphapi.traversal.requests import (
    MAX_EDGES,
    MAX_HOPS,
    MAX_STARTS,
    VALID_ON,
    BudgetRequest,
    NodeSelection,
    RelWords,
    StepRequest,
    TraversalPlan,
    TraversalRequest,
    chosen,
    parse_rels,
)

MAX_DEPTH = 6


@dataclass(frozen=True, slots=True)
class NeighborhoodPlan(TraversalPlan):
    """`kinds` are the node kinds kept in the answer (all when empty); traversal passes through the others.

    `exact` keeps only the nodes at the largest number of hops, and the starts. `induced` adds the edges among the nodes
    found, of the same relations. `counted` leaves the documents out.
    """

    starts: tuple[str, ...]
    steps: tuple[Step, ...]
    kinds: frozenset[str] = frozenset()
    stop_at: NodeFilter | None = None
    end_at: NodeFilter | None = None
    exact: bool = False
    induced: bool = False
    counted: bool = False

    @property
    def hops(self) -> int:
        """Most hops that the steps allow."""
        return sum(step.repeat[1] for step in self.steps)


class NeighborhoodRequest(TraversalRequest):
    """Many starts, steps and ends. A single step without `repeat` is repeated up to `depth` times."""

    start: list[Word] | NodeSelection = Field(description=f"Ids, or a filter; at most {MAX_STARTS} nodes.")
    steps: list[StepRequest] = Field(default_factory=lambda: [StepRequest()], min_length=1, max_length=MAX_HOPS)
    depth: int = Field(1, ge=1, le=MAX_DEPTH)
    kind: list[Word] = Field(default_factory=list, max_length=20, description="Node kinds kept in the answer.")
    end_at: NodeSelection | None = Field(None, description="Keep only walks that end here.")
    induced: bool = Field(False, description="Add the edges among the nodes found.")
    exact_hops: bool = Field(False, description="Keep only the nodes at the largest number of hops.")
    count_only: bool = Field(False, description="Counts by hop and kind instead of documents.")

    async def checked(self, view: GraphView, ceiling: Budget, *, query: Query | None = None) -> NeighborhoodPlan:
        """The plan that answers it; `query` is the request as understood where it was asked in other words.

        Raises:
            UnknownKind, UnknownField, InvalidRequest: about a part of the request.
            NodeNotFound, NodeMoved, DocumentGone, InvalidIdentifier: about an avoided node.
        """
        barrier = await self.barrier(view, stopping=False)
        starts, budget = await chosen(view, self.start, "start"), self.budget.within(ceiling)
        return NeighborhoodPlan(
            starts,
            self.all_steps(self.steps, barrier, alone=(1, self.depth)),
            known_kinds(self.kind),
            self.stop_at.filter("/stop_at") if self.stop_at else None,
            self.end_at.filter("/end_at") if self.end_at else None,
            exact=self.exact_hops,
            induced=self.induced,
            counted=self.count_only,
            strict=self.strict,
            budget=budget,
            query=query or self.understood(budget, start=starts),
        )


class NeighborhoodParams(Request):
    """Bounds and filters of the neighborhood of one node, as in a URL."""

    depth: int = Field(1, ge=1, le=MAX_DEPTH, description="Maximum number of hops.")
    rel: RelWords = None
    kind: str | None = Field(None, max_length=200, description="Node kinds to keep in the answer, separated by commas.")
    basis: Basis = Field(Basis.UNVERIFIED, description=BASIS)
    valid_on: Day | None = Field(None, description=VALID_ON)
    limit: int | None = Field(
        None, ge=1, description="Maximum number of nodes besides the start, up to the server's own limit."
    )
    max_edges: int | None = Field(None, ge=1, description=MAX_EDGES)

    async def checked(self, node: str, view: GraphView, ceiling: Budget) -> NeighborhoodPlan:
        """The plan that answers it, as for the same request in a body.

        Raises:
            UnknownKind, InvalidRequest: about `rel` or `kind`.
        """
        rels, kinds = [str(rel) for rel in parse_rels(self.rel)], sorted(known_kinds(words(self.kind, "kind")))
        limits = BudgetRequest(edges=self.max_edges, results=self.limit)
        request = NeighborhoodRequest(
            start=[],
            steps=[StepRequest(rel=rels)],
            depth=self.depth,
            kind=kinds,
            basis=self.basis,
            valid_on=self.valid_on,
            budget=limits,
        ).model_copy(update={"start": [node]})  # an id of a path may be longer than one of a body
        budget = limits.within(ceiling)
        query = {
            "start": node,
            "depth": self.depth,
            "rel": rels,
            "kind": kinds,
            "basis": self.basis,
            "valid_on": self.valid_on,
            "limit": budget.results,
            "max_edges": budget.edges,
        }
        return await request.checked(view, ceiling, query=query)


async def neighborhood(view: GraphView, plan: NeighborhoodPlan, *, meter: Meter | None = None) -> Neighborhood:
    """Nodes and edges that the steps reach from the starts, the starts included, each node at its smallest hop.

    Edges are those walked, so both ends are in the answer; those among the outermost nodes are part of it only when
    `induced`. `meta.hops` counts nodes per hop, `meta.counts` per hop and kind.

    Raises:
        InvalidRequest: no start, or more than 200.
        BudgetExceeded: the budget was hit and only a whole answer will do.
        NodeNotFound, NodeMoved, DocumentGone, InvalidIdentifier: about a start.
    """
    if not 1 <= len(plan.starts) <= MAX_STARTS:
        raise InvalidRequest(
            f"the query starts from {len(plan.starts)} nodes; 1 to {MAX_STARTS} are allowed", parameter="start"
        )
    for start in plan.starts:
        await known_node(view, start, parameter="start")
    meter = meter or Meter(plan.budget)
    found = await breadth_first(view, plan.starts, plan.steps, meter, stop_at=plan.stop_at, end_at=plan.end_at)
    if plan.induced and not meter.stopped:
        await _induce(view, plan, found, meter)
    plan.refuse_partial(found.completeness.reason, meter)
    return await _answer(view, plan, found, meter)


async def _induce(view: GraphView, plan: NeighborhoodPlan, found: Reached, meter: Meter) -> None:
    """Add the edges among the nodes found to what was found."""
    inside = Barrier(within=frozenset(found.hop_of))
    nodes = await view.ordered(found.hop_of)
    for step in plan.steps:
        expansion = await view.expand(nodes, replace(step, to=NodeFilter(), barrier=inside), meter)
        found.edges.update(dict.fromkeys(hop.edge for hop in expansion.hops))
        if meter.stopped:
            found.completeness = Completeness(False, meter.stopped, plan.hops, len(nodes) - expansion.expanded)
            return


async def _answer(view: GraphView, plan: NeighborhoodPlan, found: Reached, meter: Meter) -> Neighborhood:
    hop_of, edges = _kept(plan, found.hop_of), list(await view.ordered(found.edges))
    if len(hop_of) < len(found.hop_of):
        ends = await view.edges(edges)
        edges = [key for key, edge in ends.items() if edge.tail in hop_of and edge.head in hop_of]
    sizes = Counter(hop_of.values())
    meta = graph_meta(
        view,
        meter,
        query=plan.query,
        completeness=found.completeness,
        nodes=len(hop_of),
        hops=[sizes[hop] for hop in range(max(sizes) + 1)],
        counts=_counts(hop_of) if plan.counted else None,
    )
    if plan.counted:
        return Neighborhood(graph=GraphIds(nodes=(), edges=()), meta=meta)
    return Neighborhood(graph=GraphIds(nodes=await nodes_in_order(view, hop_of), edges=edges), meta=meta)


def _kept(plan: NeighborhoodPlan, hop_of: dict[str, int]) -> dict[str, int]:
    def keeps(node: str, hop: int) -> bool:
        if hop == 0:
            return True
        return (not plan.kinds or kind_of(node) in plan.kinds) and (not plan.exact or hop == plan.hops)

    return {node: hop for node, hop in hop_of.items() if keeps(node, hop)}


def _counts(hop_of: dict[str, int]) -> list[dict[str, int]]:
    by_hop = [Counter[str]() for _ in range(max(hop_of.values()) + 1)]
    for node, hop in hop_of.items():
        by_hop[hop][kind_of(node)] += 1
    return [dict(sorted(counter.items())) for counter in by_hop]
