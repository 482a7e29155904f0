"""How nodes are connected: paths in every mode, bounded and explained, and why there is none."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

from pydantic import Field

from graphapi.answers.encoding import extended
from graphapi.answers.envelopes import GraphIds, Query
from graphapi.answers.graphs import NoPath, Path, PathMeta, Paths, Relaxed, StreamEnd
from graphapi.documents.lookup import known_node
from graphapi.documents.requests import BASIS, Day, Request, Word, words
from graphapi.evidence.evidence_paths import edges_of, explain_path
from graphapi.graph.base import GraphView
from graphapi.graph.costs import MICRO, MODELS, CostName
from graphapi.graph.k_shortest import KShortestPaths
from graphapi.graph.meter import Budget, Meter
from graphapi.graph.results import FoundPath, PathQuery, PathSet
from graphapi.graph.shortest_paths import shortest
from graphapi.model.completeness import COMPLETE, Completeness, Shortfall
from graphapi.model.errors import InvalidRequest
from graphapi.model.kinds import Basis
from graphapi.model.steps import Barrier, EdgeFilter, Step
from graphapi.traversal.answer import graph_meta, with_hubs
from graphapi.traversal.requests import (
    MAX_EDGES,
    MAX_HOPS,
    VALID_ON,
    AvoidanceByWords,
    BudgetRequest,
    NodeSelection,
    RelWords,
    StepRequest,
    TraversalPlan,
    TraversalRequest,
    chosen,
    parse_rels,
)
from graphapi.traversal.why_not import why_not

MAX_ENDS = 200
MAX_VIA = 5
_REUSE = 1_000 * MICRO
"""Penalty of an inner node that an earlier path of a diverse answer uses: more than any path costs by itself."""


class PathMode(StrEnum):
    """One shortest path, every path of that length, the k cheapest, every simple one, or the best supported."""

    SHORTEST = "shortest"
    ALL_SHORTEST = "all_shortest"
    K_SHORTEST = "k_shortest"
    SIMPLE = "simple"
    WIDEST = "widest"


@dataclass(frozen=True, slots=True)
class PathPlan(TraversalPlan):
    """Paths from any of `sources` to any of `targets` by `steps`, of at most `max_hops` hops."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    mode: PathMode = PathMode.SHORTEST
    max_hops: int = 6
    steps: tuple[Step, ...] = (Step(repeat=(1, 6)),)
    cost: CostName = CostName.HOPS
    via: tuple[str, ...] = ()
    via_ordered: bool = False
    diverse: bool = False
    each_pair: bool = False

    @property
    def plain(self) -> bool:
        """Whether breadth-first search from both ends answers it."""
        return (
            self.mode in {PathMode.SHORTEST, PathMode.ALL_SHORTEST}
            and self.cost is CostName.HOPS
            and len(self.sources) == len(self.targets) == len(self.steps) == 1
            and self.steps[0].repeat[0] <= 1
            and not (self.via or self.diverse)
        )

    @property
    def one_by_one(self) -> bool:
        """Whether its paths can be served as they are found."""
        return self.mode is PathMode.SIMPLE and not (self.diverse or self.each_pair or self.strict)


class PathRequest(TraversalRequest):
    """Paths between sets of nodes in every mode. A single step without `repeat` is repeated up to `max_hops` times."""

    source: list[Word] | NodeSelection | Word = Field(
        alias="from", description=f"An id, ids, or a filter; 1 to {MAX_ENDS}."
    )
    target: list[Word] | NodeSelection | Word = Field(
        alias="to", description=f"An id, ids, or a filter; 1 to {MAX_ENDS}."
    )
    mode: PathMode = PathMode.SHORTEST
    max_hops: int = Field(6, ge=1, le=MAX_HOPS)
    steps: list[StepRequest] = Field(default_factory=lambda: [StepRequest()], min_length=1, max_length=MAX_HOPS)
    cost: CostName = CostName.HOPS
    via: list[Word] = Field(default_factory=list, max_length=MAX_VIA, description="Nodes that every path passes.")
    via_order: Literal["any", "given"] = "any"
    pairs: Literal["any", "each"] = Field("any", description="The best paths of all pairs, or the best of each pair.")
    diverse: bool = Field(False, description="Alternatives that share as few inner nodes as possible.")

    async def checked(self, view: GraphView, ceiling: Budget, *, query: Query | None = None) -> PathPlan:
        """The plan that answers it; `query` is the request as understood where it was asked in other words.

        Raises:
            UnknownKind, UnknownField, InvalidRequest: about a part of the request.
            NodeNotFound, NodeMoved, DocumentGone, InvalidIdentifier: about an avoided node.
        """
        sources, targets = await chosen(view, self.source, "from"), await chosen(view, self.target, "to")
        steps, most = self._bounded(await self.barrier(view))
        budget = self.budget.within(ceiling)
        return PathPlan(
            sources,
            targets,
            self.mode,
            most,
            steps,
            self.cost,
            tuple(dict.fromkeys(self.via)),
            via_ordered=self.via_order == "given",
            diverse=self.diverse,
            each_pair=self.pairs == "each",
            strict=self.strict,
            budget=budget,
            query=query or self.understood(budget, from_=sources, to=targets, max_hops=most),
        )

    def _bounded(self, barrier: Barrier) -> tuple[tuple[Step, ...], int]:
        """The steps and the most hops: `max_hops` when it is given, else as many as the steps allow."""
        steps = self.all_steps(self.steps, barrier, alone=(1, self.max_hops))
        most = sum(step.repeat[1] for step in steps)
        if "max_hops" in self.model_fields_set:
            most = min(most, self.max_hops)
        least = sum(step.repeat[0] for step in steps)
        if least > most:
            raise InvalidRequest(
                f"the steps require {least} hops, more than max_hops {most}", value=most, parameter="/max_hops"
            )
        if len(steps) == 1:
            steps = (replace(steps[0], repeat=(least, most)),)
        return steps, most


class PathParams(Request):
    """Bounds and filters of the paths between two nodes, as in a URL."""

    source: str = Field(alias="from", max_length=200, description="Id of the node to start from.")
    target: str = Field(alias="to", max_length=200, description="Id of the node to reach.")
    mode: PathMode = Field(PathMode.SHORTEST, description="One shortest path, or all of that length.")
    max_hops: int = Field(6, ge=1, le=MAX_HOPS, description="Maximum number of hops of a path.")
    rel: RelWords = None
    cost: CostName = Field(CostName.HOPS, description="What a hop costs: hops, evidence, informative or distance_km.")
    avoid: str | None = Field(None, max_length=4000, description="Ids and node kinds to avoid, separated by commas.")
    basis: Basis = Field(Basis.UNVERIFIED, description=BASIS)
    valid_on: Day | None = Field(None, description=VALID_ON)
    limit: int | None = Field(None, ge=1, description="Maximum number of paths, up to the server's own limit.")
    max_edges: int | None = Field(None, ge=1, description=MAX_EDGES)

    async def checked(self, view: GraphView, ceiling: Budget) -> PathPlan:
        """The plan that answers it, as for the same request in a body.

        Raises:
            UnknownKind, InvalidRequest: about `rel` or `avoid`.
            NodeNotFound, NodeMoved, DocumentGone, InvalidIdentifier: about an avoided node.
        """
        rels, avoid = [str(rel) for rel in parse_rels(self.rel)], words(self.avoid, "avoid")
        limits = BudgetRequest(edges=self.max_edges, results=self.limit)
        ends = {"source": self.source, "target": self.target, "avoid": AvoidanceByWords.of(avoid)}
        request = PathRequest(
            source=[],
            target=[],
            mode=self.mode,
            max_hops=self.max_hops,
            steps=[StepRequest(rel=rels)],
            cost=self.cost,
            basis=self.basis,
            valid_on=self.valid_on,
            budget=limits,
        ).model_copy(update=ends)  # ids of a URL are refused when they are looked up, not for their length
        budget = limits.within(ceiling)
        query = self.model_dump(by_alias=True, exclude={"provenance", "limit", "max_edges"})
        query |= {"rel": rels, "avoid": avoid, "limit": budget.results, "max_edges": budget.edges}
        return await request.checked(view, ceiling, query=query)


async def paths(view: GraphView, plan: PathPlan, *, meter: Meter | None = None) -> Paths:
    """Paths ordered by cost, hops and node ids; each hop with its edges, evidence and one sentence in each language.

    The ends are exempt from filters on nodes. No path is an answer too: `paths` is empty and `meta.no_path` says how
    far both sides came and which one constraint, relaxed, would connect them.

    Raises:
        InvalidRequest: the ends are the same node, too many, or barred.
        BudgetExceeded: the budget was hit and only a whole answer will do.
        NodeNotFound, NodeMoved, DocumentGone, InvalidIdentifier: about an end or a via node.
    """
    await _check_ends(view, plan)
    meter = meter or Meter(plan.budget)
    found = await _search(view, plan, meter)
    plan.refuse_partial(meter.stopped or found.completeness.reason, meter)
    nodes = list(dict.fromkeys(node for path in found.paths for node in path.nodes))
    nodes = nodes or list(await view.ordered({*plan.sources, *plan.targets}))
    edges = await view.ordered(edges_of(found.paths))
    why = None
    if not found.paths and with_hubs(found.completeness, meter).complete:
        why = await _no_path(view, plan, meter)
    meta = graph_meta(view, meter, query=plan.query, completeness=found.completeness, nodes=len(nodes))
    return Paths(
        graph=GraphIds(nodes=nodes, edges=edges),
        meta=extended(PathMeta, meta, no_path=why),
        paths=[await explain_path(view, path) for path in found.paths],
    )


async def stream_paths(view: GraphView, plan: PathPlan, meter: Meter) -> AsyncIterator[Path | StreamEnd]:
    """Paths one by one as the search finds them; the last item holds the completeness.

    Raises:
        InvalidRequest, NodeNotFound, NodeMoved, DocumentGone, InvalidIdentifier: as `paths`, before the first item.
    """
    await _check_ends(view, plan)
    return _streamed(view, plan, meter)


async def _streamed(view: GraphView, plan: PathPlan, meter: Meter) -> AsyncIterator[Path | StreamEnd]:
    ranking = KShortestPaths(view, _query(plan), MODELS[plan.cost](view), meter)
    count, cut = 0, None
    async for path in ranking.paths():
        if count == plan.budget.results:
            cut = Completeness(False, Shortfall.RESULT_LIMIT, ranking.deepest, 0)
            break
        count += 1
        yield await explain_path(view, path)
    completeness = with_hubs(cut or ranking.completeness, meter)
    yield StreamEnd(paths=count, completeness=completeness, cost={"edges": meter.edges})


async def _check_ends(view: GraphView, plan: PathPlan) -> None:
    """Refuse ends that are the same, unknown, too many or barred, and via nodes that are ends."""
    for ends, name in ((plan.sources, "from"), (plan.targets, "to")):
        if not 1 <= len(ends) <= MAX_ENDS:
            raise InvalidRequest(f"{name} names {len(ends)} nodes; 1 to {MAX_ENDS} are allowed", parameter=name)
        for end in ends:
            await known_node(view, end, parameter=name)
    if plan.sources == plan.targets and len(plan.sources) == 1:
        raise InvalidRequest(
            f"from and to are both {plan.sources[0]!r}; a path needs two different nodes",
            value=plan.sources[0],
            parameter="to",
            suggestion="GET /v1/nodes/{id}/cycles finds cycles",
        )
    for node in plan.via:
        await known_node(view, node, parameter="via")
    both = {*plan.sources, *plan.targets}
    for node in sorted(both & {*plan.via, *(bar for step in plan.steps for bar in step.barrier.ids)}):
        raise InvalidRequest(f"{node!r} is an end of the path and cannot be avoided or passed", value=node)
    if len(plan.via) > MAX_VIA:
        raise InvalidRequest(f"via names {len(plan.via)} nodes; at most {MAX_VIA} are allowed", parameter="via")


async def _search(view: GraphView, plan: PathPlan, meter: Meter) -> PathSet:
    if plan.each_pair and len(plan.sources) * len(plan.targets) > 1:
        return await _each_pair(view, plan, meter)
    if plan.plain:
        most = 1 if plan.mode is PathMode.SHORTEST else plan.budget.results
        found = await shortest(view, plan.sources[0], plan.targets[0], plan.steps[0], meter, most=most)
        if plan.mode is PathMode.SHORTEST and found.paths:
            return replace(found, completeness=COMPLETE)
        return found
    if plan.mode is PathMode.WIDEST:
        return await _widest(view, plan, meter)
    return await (_diverse if plan.diverse else _ranked)(view, plan, meter)


async def _ranked(view: GraphView, plan: PathPlan, meter: Meter) -> PathSet:
    ranking = KShortestPaths(view, _query(plan), MODELS[plan.cost](view), meter)
    most = 1 if plan.mode is PathMode.SHORTEST else plan.budget.results
    found: list[FoundPath] = []
    async for path in ranking.paths():
        if plan.mode is PathMode.ALL_SHORTEST and found and path.costs[-1] > found[0].costs[-1]:
            return PathSet(found, COMPLETE)
        if len(found) == most:
            complete = plan.mode in {PathMode.SHORTEST, PathMode.K_SHORTEST}
            cut = COMPLETE if complete else Completeness(False, Shortfall.RESULT_LIMIT, ranking.deepest, 0)
            return PathSet(found, cut)
        found.append(path)
        if plan.mode is PathMode.SHORTEST:
            return PathSet(found, COMPLETE)
    return PathSet(found, ranking.completeness)


async def _diverse(view: GraphView, plan: PathPlan, meter: Meter) -> PathSet:
    """Greedy: the cheapest path, then the cheapest that uses the fewest inner nodes of those before, and so on."""
    used: dict[str, int] = {}
    found: dict[tuple[str, ...], FoundPath] = {}
    completeness = COMPLETE
    while len(found) < plan.budget.results:
        penalised = replace(_query(plan), penalties=used)
        ranking = KShortestPaths(view, penalised, MODELS[plan.cost](view), meter)
        fresh = None
        async for path in ranking.paths():
            if path.nodes not in found:
                fresh = path
                break
        completeness = ranking.completeness
        if fresh is None:
            break
        found[fresh.nodes] = _without(fresh, used)
        for node in fresh.nodes[1:-1]:
            used[node] = used.get(node, 0) + _REUSE
    return PathSet(list(found.values()), completeness)


def _without(path: FoundPath, penalties: dict[str, int]) -> FoundPath:
    costs, reuse = [], 0
    for cost, node in zip(path.costs, path.nodes[1:], strict=True):
        reuse += penalties.get(node, 0)
        costs.append(cost - reuse)
    return replace(path, costs=tuple(costs))


async def _widest(view: GraphView, plan: PathPlan, meter: Meter) -> PathSet:
    """The strongest basis floor under which there is a path, and the shortest paths under it."""
    found = PathSet((), COMPLETE)
    for floor in Basis:
        if floor.rank > max(step.edge.basis.rank for step in plan.steps):
            break
        narrowed = tuple(replace(step, edge=_floor(step.edge, floor)) for step in plan.steps)
        found = await _ranked(view, replace(plan, steps=narrowed, mode=PathMode.ALL_SHORTEST), meter)
        if found.paths or not found.completeness.complete:
            break
    return found


def _floor(edge: EdgeFilter, floor: Basis) -> EdgeFilter:
    return replace(edge, basis=min(edge.basis, floor, key=lambda basis: basis.rank))


async def _no_path(view: GraphView, plan: PathPlan, meter: Meter) -> NoPath:
    """Why there is none between the first two ends that differ; `via` is one of the constraints."""
    pairs = ((source, target) for source in plan.sources for target in plan.targets if source != target)
    source, target = next(pairs, (plan.sources[0], plan.targets[0]))
    why = await why_not(view, source, target, plan.steps, meter)
    if plan.via:
        free = replace(plan, via=(), mode=PathMode.SHORTEST, each_pair=False, diverse=False)
        for path in (await _search(view, free, meter)).paths[:1]:
            without_via = Relaxed(constraint="via", hops=len(path.hops), nodes=path.nodes)
            why = replace(why, relax=[without_via, *(why.relax or ())])
    return why


async def _each_pair(view: GraphView, plan: PathPlan, meter: Meter) -> PathSet:
    """The best path of every pair, in the order of the pairs; the best supported where that is the mode."""
    found: list[FoundPath] = []
    mode = PathMode.WIDEST if plan.mode is PathMode.WIDEST else PathMode.SHORTEST
    of_pair = replace(plan, each_pair=False, mode=mode)
    pairs = [(source, target) for source in plan.sources for target in plan.targets if source != target]
    for number, (source, target) in enumerate(pairs):
        if len(found) == plan.budget.results:
            return PathSet(found, Completeness(False, Shortfall.RESULT_LIMIT, None, len(pairs) - number))
        best = await _search(view, replace(of_pair, sources=(source,), targets=(target,)), meter)
        found += best.paths[:1]
        if meter.stopped:
            return PathSet(found, Completeness(False, meter.stopped, best.completeness.hop, len(pairs) - number))
    return PathSet(found, COMPLETE)


def _query(plan: PathPlan) -> PathQuery:
    return PathQuery(plan.sources, frozenset(plan.targets), plan.steps, plan.max_hops, plan.via, plan.via_ordered)
