"""How nodes hang together: paths in every mode, bounded and explained, and why there is none."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from graphapi.documents.lookup import known_node
from graphapi.evidence.evidence_paths import told
from graphapi.graph.base import GraphView
from graphapi.graph.costs import MICRO, MODELS, CostName
from graphapi.graph.k_shortest import KShortestPaths
from graphapi.graph.meter import Budget, Meter
from graphapi.graph.results import FoundPath, PathQuery, PathSet
from graphapi.graph.shortest_paths import shortest
from graphapi.model.answers import COMPLETE, Completeness, Shortfall
from graphapi.model.errors import BudgetExceeded, InvalidRequest
from graphapi.model.kinds import NODE_KINDS, Basis
from graphapi.model.steps import Barrier, EdgeFilter, Step
from graphapi.traversal.answer import GraphAnswer, answered, with_hubs
from graphapi.traversal.why_not import why_not

MAX_HOPS = 12
MAX_ENDS = 200
MAX_VIA = 5
_REUSE = 1_000 * MICRO
"""Penalty of an inner node that an earlier path of a diverse answer uses: more than any path costs by itself."""


class PathMode(StrEnum):
    """One shortest path, every path of that length, the k cheapest, every simple one, or the best vouched for."""

    SHORTEST = "shortest"
    ALL_SHORTEST = "all_shortest"
    K_SHORTEST = "k_shortest"
    SIMPLE = "simple"
    WIDEST = "widest"


@dataclass(frozen=True, slots=True)
class PathRequest:
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
    strict: bool = False
    budget: Budget = field(default_factory=Budget)

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


async def paths(
    view: GraphView, request: PathRequest, *, meter: Meter | None = None, query: dict[str, Any]
) -> GraphAnswer:
    """Paths ordered by cost, hops and node ids; each hop with its edges, evidence and one sentence in each language.

    The ends are exempt from filters on nodes. No path is an answer too: `paths` is empty and `meta.no_path` says how
    far both sides came and which one constraint, relaxed, would connect them. `query` is the request as understood.

    Raises:
        InvalidRequest: the ends are the same node, too many, or barred.
        BudgetExceeded: the budget was hit and the request is strict.
        NodeNotFound, NodeMoved, DocumentGone, InvalidIdentifier: about an end, an avoided or a via node.
    """
    await check_ends(view, request)
    meter = meter or Meter(request.budget)
    found = await _search(view, request, meter)
    if request.strict and meter.stopped:
        raise BudgetExceeded(
            f"the search stopped at its {meter.stopped} after {meter.edges} edges",
            value=meter.edges,
            parameter="budget",
            suggestion="narrow the query or use on_budget=partial",
        )
    nodes = list(dict.fromkeys(node for route in found.paths for node in route.nodes))
    edges = await view.ordered({edge for route in found.paths for hop in route.hops for edge in hop})
    facts: dict[str, Any] = {}
    if not found.paths and with_hubs(found.completeness, meter).complete:
        facts["no_path"] = await _no_path(view, request, meter)
    return answered(
        meter,
        nodes=nodes or await view.ordered({*request.sources, *request.targets}),
        edges=edges,
        query=query,
        completeness=found.completeness,
        facts=facts,
        extra={"paths": [await told(view, route) for route in found.paths]},
    )


async def stream_paths(view: GraphView, request: PathRequest, meter: Meter) -> AsyncIterator[dict[str, Any]]:
    """Paths one by one as the search finds them; the last item holds the completeness.

    Raises:
        InvalidRequest, NodeNotFound, NodeMoved, DocumentGone, InvalidIdentifier: as `paths`, before the first item.
    """
    search = KShortestPaths(view, _query(request), MODELS[request.cost](view), meter)
    count, complete = 0, COMPLETE
    async for route in search.paths():
        if count == request.budget.results:
            complete = Completeness(False, Shortfall.RESULT_LIMIT, search.deepest, 0)
            break
        count += 1
        yield {"path": await told(view, route)}
    told_whole = with_hubs(complete if not complete.complete else search.completeness, meter)
    yield {"paths": count, "completeness": told_whole.to_json(), "cost": {"edges": meter.edges}}


async def check_ends(view: GraphView, request: PathRequest) -> None:
    """Refuse ends that are the same, unknown, too many or barred, and via nodes that are ends.

    Raises:
        InvalidRequest, NodeNotFound, NodeMoved, DocumentGone, InvalidIdentifier.
    """
    for ends, name in ((request.sources, "from"), (request.targets, "to")):
        if not 1 <= len(ends) <= MAX_ENDS:
            raise InvalidRequest(f"{name} names {len(ends)} nodes; 1 to {MAX_ENDS} are possible", parameter=name)
        for end in ends:
            await known_node(view, end, parameter=name)
    if request.sources == request.targets and len(request.sources) == 1:
        raise InvalidRequest(
            f"from and to are both {request.sources[0]!r}; a path needs two different nodes",
            value=request.sources[0],
            parameter="to",
            suggestion="GET /v1/nodes/{id}/cycles finds rings",
        )
    for node in request.via:
        await known_node(view, node, parameter="via")
    both = {*request.sources, *request.targets}
    for node in sorted(both & {*request.via, *(bar for step in request.steps for bar in step.barrier.ids)}):
        raise InvalidRequest(f"{node!r} is an end of the path and cannot be avoided or passed", value=node)
    if len(request.via) > MAX_VIA:
        raise InvalidRequest(f"via names {len(request.via)} nodes; at most {MAX_VIA} are possible", parameter="via")


async def avoided(view: GraphView, words: Sequence[str]) -> Barrier:
    """A barrier from words: node kinds, ids of provinces (with all that lies in them), ids of nodes.

    Raises:
        NodeNotFound, NodeMoved, DocumentGone, InvalidIdentifier: about an id.
    """
    ids = [word for word in words if word not in NODE_KINDS]
    for word in ids:
        await known_node(view, word, parameter="avoid")
    return Barrier(
        ids=frozenset(ids),
        kinds=frozenset(word for word in words if word in NODE_KINDS),
        provinces=frozenset(word for word in ids if word.startswith("province:")),
    )


async def _search(view: GraphView, request: PathRequest, meter: Meter) -> PathSet:
    if request.each_pair and len(request.sources) * len(request.targets) > 1:
        return await _each_pair(view, request, meter)
    if request.plain:
        most = 1 if request.mode is PathMode.SHORTEST else request.budget.results
        found = await shortest(view, request.sources[0], request.targets[0], request.steps[0], meter, most=most)
        if request.mode is PathMode.SHORTEST and found.paths:
            return replace(found, completeness=COMPLETE)
        return found
    if request.mode is PathMode.WIDEST:
        return await _widest(view, request, meter)
    return await (_diverse if request.diverse else _ranked)(view, request, meter)


async def _ranked(view: GraphView, request: PathRequest, meter: Meter) -> PathSet:
    search = KShortestPaths(view, _query(request), MODELS[request.cost](view), meter)
    most = 1 if request.mode is PathMode.SHORTEST else request.budget.results
    found: list[FoundPath] = []
    async for route in search.paths():
        if request.mode is PathMode.ALL_SHORTEST and found and route.costs[-1] > found[0].costs[-1]:
            return PathSet(found, COMPLETE)
        if len(found) == most:
            complete = request.mode in {PathMode.SHORTEST, PathMode.K_SHORTEST}
            cut = COMPLETE if complete else Completeness(False, Shortfall.RESULT_LIMIT, search.deepest, 0)
            return PathSet(found, cut)
        found.append(route)
        if request.mode is PathMode.SHORTEST:
            return PathSet(found, COMPLETE)
    return PathSet(found, search.completeness)


async def _diverse(view: GraphView, request: PathRequest, meter: Meter) -> PathSet:
    """Greedy: the cheapest path, then the cheapest that uses the fewest inner nodes of those before, and so on."""
    used: dict[str, int] = {}
    found: dict[tuple[str, ...], FoundPath] = {}
    completeness = COMPLETE
    while len(found) < request.budget.results:
        penalised = replace(_query(request), penalties=used)
        search = KShortestPaths(view, penalised, MODELS[request.cost](view), meter)
        fresh = None
        async for route in search.paths():
            if route.nodes not in found:
                fresh = route
                break
        completeness = search.completeness
        if fresh is None:
            break
        inner = fresh.nodes[1:-1]
        found[fresh.nodes] = _without(fresh, used)
        for node in inner:
            used[node] = used.get(node, 0) + _REUSE
    return PathSet(list(found.values()), completeness)


def _without(route: FoundPath, penalties: dict[str, int]) -> FoundPath:
    costs, reuse = [], 0
    for cost, node in zip(route.costs, route.nodes[1:], strict=True):
        reuse += penalties.get(node, 0)
        costs.append(cost - reuse)
    return replace(route, costs=tuple(costs))


async def _widest(view: GraphView, request: PathRequest, meter: Meter) -> PathSet:
    """The strongest basis floor under which there is a path, and the shortest paths under it."""
    found = PathSet((), COMPLETE)
    for floor in Basis:
        if floor.rank > max(step.edge.basis.rank for step in request.steps):
            break
        narrowed = tuple(replace(step, edge=_floor(step.edge, floor)) for step in request.steps)
        found = await _ranked(view, replace(request, steps=narrowed, mode=PathMode.ALL_SHORTEST), meter)
        if found.paths or not found.completeness.complete:
            break
    return found


def _floor(edge: EdgeFilter, floor: Basis) -> EdgeFilter:
    return replace(edge, basis=min(edge.basis, floor, key=lambda basis: basis.rank))


async def _no_path(view: GraphView, request: PathRequest, meter: Meter) -> dict[str, Any]:
    """Why there is none, told for the first two ends that differ; `via` is one of the constraints."""
    pairs = ((one, other) for one in request.sources for other in request.targets if one != other)
    source, target = next(pairs, (request.sources[0], request.targets[0]))
    told_why = await why_not(view, source, target, request.steps, meter)
    if request.via:
        free = replace(request, via=(), mode=PathMode.SHORTEST, each_pair=False, diverse=False)
        for route in (await _search(view, free, meter)).paths[:1]:
            found = {"constraint": "via", "hops": len(route.hops), "nodes": list(route.nodes)}
            told_why["relax"] = [found, *told_why.get("relax", ())]
    return told_why


async def _each_pair(view: GraphView, request: PathRequest, meter: Meter) -> PathSet:
    """The best path of every pair, in the order of the pairs; the best vouched for where that is the mode."""
    found: list[FoundPath] = []
    mode = PathMode.WIDEST if request.mode is PathMode.WIDEST else PathMode.SHORTEST
    one = replace(request, each_pair=False, mode=mode)
    pairs = [(source, target) for source in request.sources for target in request.targets if source != target]
    for number, (source, target) in enumerate(pairs):
        if len(found) == request.budget.results:
            return PathSet(found, Completeness(False, Shortfall.RESULT_LIMIT, None, len(pairs) - number))
        routes = await _search(view, replace(one, sources=(source,), targets=(target,)), meter)
        found += routes.paths[:1]
        if meter.stopped:
            return PathSet(found, Completeness(False, meter.stopped, routes.completeness.hop, len(pairs) - number))
    return PathSet(found, COMPLETE)


def _query(request: PathRequest) -> PathQuery:
    return PathQuery(
        request.sources, frozenset(request.targets), request.steps, request.max_hops, request.via, request.via_ordered
    )
