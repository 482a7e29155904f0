"""Whole questions answered by compiled kernels: neighborhoods, shortest paths, paths by cost."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np

from graphapi.graph.engine import Engine, PathSearch
from graphapi.graph.meter import CHECK_EVERY, Budget, Meter
from graphapi.graph.results import FoundPath, PathQuery, PathSet, Reached
from graphapi.graph.snapshot.compiled_steps import StepCompiler
from graphapi.graph.snapshot.ids import IdTable
from graphapi.graph.snapshot.kernels import bidirectional_bfs, k_shortest
from graphapi.graph.snapshot.kernels.filters import Allowed, without_hubs
from graphapi.graph.snapshot.searches import Bfs, BidirectionalBfs, CompiledQuery, KShortest
from graphapi.graph.snapshot.topology import NOWHERE
from graphapi.graph.snapshot.traversal import Traversal
from graphapi.model.completeness import COMPLETE, Completeness, Shortfall
from graphapi.model.steps import NodeFilter, Step

_COSTS: Final = {
    "hops": k_shortest.BY_HOPS,
    "evidence": k_shortest.BY_EVIDENCE,
    "informative": k_shortest.BY_INFORMATION,
}
_IN_THREAD: Final = 16 * CHECK_EVERY
"""Edges examined on the event loop before a search goes on in a thread."""
_LONGEST: Final = 256 * CHECK_EVERY
"""Most edges between two checks of the clock, in a thread."""


async def run(search: Bfs | BidirectionalBfs | KShortest, meter: Meter) -> bool:
    """Whether a search came to its end before the meter stopped it; edges are charged as it goes.

    Each stretch is as long as all before it together, so that a short search never waits and a long one seldom does.
    """
    base = meter.edges
    while True:
        stretch = min(max(CHECK_EVERY, search.examined), _LONGEST)
        pause = search.examined + stretch
        over = search.advance(pause) if stretch < _IN_THREAD else await asyncio.to_thread(search.advance, pause)
        meter.edges = base + search.examined
        if over:
            return True
        if not await meter.checkpoint():
            return False


class CompiledEngine(Engine):
    """Answers what compiles: no conditions on attributes, no sample at hubs, no cycles, no distances."""

    def __init__(self, traversal: Traversal, ids: IdTable, steps: StepCompiler) -> None:
        self.traversal, self.ids, self.steps = traversal, ids, steps

    async def breadth_first(
        self, starts: Sequence[str], step: Step, meter: Meter, *, stop_at: NodeFilter | None
    ) -> Reached | None:
        allowed = self.steps.allowed(step, stop_at)
        numbers = [self.ids.node(start) for start in dict.fromkeys(starts)]
        if allowed is None or NOWHERE in numbers:
            return None
        begin, hops = np.array(numbers, np.int32), step.repeat[1]
        left, limit = meter.budget.edges - meter.edges, meter.budget.results
        with self.traversal.bfs(begin, allowed, hops, limit=limit, budget=left) as search:
            await run(search, meter)
            if search.stopped:
                meter.stopped = Shortfall.EDGE_BUDGET
            self.steps.note_hubs(search.hubs, meter)
            nodes = self.ids.nodes(search.nodes.tolist())
            hop_of = dict(zip(nodes, search.depths.tolist(), strict=True))
            return Reached(hop_of, dict.fromkeys(self.ids.edges(search.edges)), _completeness(search, hops, meter))

    async def shortest(self, source: str, target: str, step: Step, meter: Meter, *, most: int) -> PathSet | None:
        ends = self.ids.node(source), self.ids.node(target)
        step = replace(step, exempt=step.exempt | {source, target})
        forth, back = self.steps.allowed(step, None), self.steps.allowed(step.reverse, None)
        if forth is None or back is None or NOWHERE in ends or source == target:
            return None
        if step.repeat[1] > bidirectional_bfs.MAX_HOPS:
            return None
        budget = meter.budget.edges - meter.edges
        with self.traversal.bidirectional_bfs(*ends, forth, back, step.repeat[1], budget=budget) as search:
            await run(search, meter)
            if search.stopped:
                meter.stopped = Shortfall.EDGE_BUDGET
            self.steps.note_hubs(search.hubs, meter)
            return self._paths(search, meter, most)

    def k_shortest(self, query: PathQuery, least: int, cost: str, meter: Meter) -> PathSearch | None:
        (step,) = query.steps
        forth, back = self.steps.allowed(step, None), self.steps.allowed(step.reverse, None)
        if forth is None or back is None or cost not in _COSTS:
            return None
        number = self.ids.node
        if NOWHERE in map(number, (*query.sources, *query.targets, *query.via, *query.penalties)):
            return None
        compiled = CompiledQuery(
            sources=tuple(map(number, query.sources)),
            targets=tuple(map(number, query.targets)),
            hops=query.max_hops,
            least=least,
            cost=_COSTS[cost],
            via=tuple(map(number, query.via)),
            ordered=query.ordered,
            penalties=tuple((number(node), penalty) for node, penalty in query.penalties.items()),
        )
        return CompiledPathSearch(self, compiled, forth, without_hubs(back), meter)

    def _paths(self, search: BidirectionalBfs, meter: Meter, most: int) -> PathSet:
        sides = [search.side(number) for number in (0, 1)]
        depth = sides[0].hops + sides[1].hops
        if meter.stopped:
            return PathSet((), Completeness(False, meter.stopped, depth + 1, search.unexpanded), *sides)
        links = search.links()
        found: list[FoundPath] = []
        completeness = COMPLETE
        for path in search.paths(links):
            if len(found) == most:
                completeness = Completeness(False, Shortfall.RESULT_LIMIT, depth, 0)
                break
            hops = tuple(tuple(self.ids.edges(np.array(links[tail][head]))) for tail, head in pairwise(path))
            found.append(FoundPath(tuple(self.ids.nodes(path)), hops))
        return PathSet(found, completeness, *sides)


class CompiledPathSearch(PathSearch):
    """See `graph.k_shortest.KShortestPaths`."""

    def __init__(
        self, engine: CompiledEngine, query: CompiledQuery, forth: Allowed, back: Allowed, meter: Meter
    ) -> None:
        self._engine, self._query, self._forth, self._back, self._meter = engine, query, forth, back, meter

    async def paths(self) -> AsyncIterator[FoundPath]:
        meter, traversal = self._meter, self._engine.traversal
        targets = np.array(sorted(set(self._query.targets)), np.int32)
        left = (meter.budget.edges - meter.edges) // 4
        behind = Meter(Budget(left, max(0, int(meter.budget.ms - meter.ms))), cancelled=meter.cancelled)
        every = traversal.graph.nodes
        with traversal.bfs(targets, self._back, self._query.hops, limit=every, budget=left, edges=False) as back:
            if not await run(back, behind):
                back.interrupt()
            meter.charge(behind.edges)
            left = meter.budget.edges - meter.edges
            with traversal.k_shortest(back, self._forth, self._query, budget=left) as search:
                async for path in self._found(search):
                    yield path

    async def _found(self, search: KShortest) -> AsyncIterator[FoundPath]:
        base = self._meter.edges
        while True:
            self._meter.edges = base
            over = await run(search, self._meter)
            self.deepest = search.deepest
            if search.stopped:
                self._meter.stopped = Shortfall.EDGE_BUDGET
            self._engine.steps.note_hubs(search.hubs, self._meter)
            if over and search.row is not None:
                yield self._path(search)
                if self._meter.stopped is None and await self._meter.checkpoint():
                    continue
            if self._meter.stopped:
                self.completeness = Completeness(False, self._meter.stopped, search.deepest, search.queued + 1)
            return

    def _path(self, search: KShortest) -> FoundPath:
        ids, nodes = self._engine.ids, search.path
        hops = tuple(tuple(ids.edges(np.array(search.edges_between(*pair)))) for pair in pairwise(nodes))
        return FoundPath(tuple(ids.nodes(nodes)), hops, search.costs)


def _completeness(search: Bfs, hops: int, meter: Meter) -> Completeness:
    """Completeness of a neighborhood, as in `graph.bfs`."""
    if not (meter.stopped or search.over_limit):
        return COMPLETE
    pending = search.pending if search.hop < hops else 0
    unexpanded = search.unexpanded if meter.stopped else 0
    reason = meter.stopped or Shortfall.RESULT_LIMIT
    return Completeness(False, reason, search.hop, max(unexpanded, search.over_limit) + pending)
