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
from graphapi.graph.snapshot import k_shortest as arrays
from graphapi.graph.snapshot.bfs import Reaching
from graphapi.graph.snapshot.bidirectional_bfs import Meeting
from graphapi.graph.snapshot.k_shortest import Ranking
from graphapi.graph.snapshot.kernels import bidirectional_bfs, k_shortest
from graphapi.graph.snapshot.kernels.filters import Allowed, unhubbed
from graphapi.graph.snapshot.plans import Plans
from graphapi.graph.snapshot.texts import Names
from graphapi.graph.snapshot.topology import NOWHERE
from graphapi.graph.snapshot.traversal import Traversal
from graphapi.model.answers import COMPLETE, Completeness, Shortfall
from graphapi.model.steps import NodeFilter, Step

_COSTS: Final = {
    "hops": k_shortest.BY_HOPS,
    "evidence": k_shortest.BY_EVIDENCE,
    "informative": k_shortest.BY_INFORMATION,
}
_HERE: Final = 16 * CHECK_EVERY
"""Edges looked at on the event loop before a search goes on in a thread."""
_THERE: Final = 256 * CHECK_EVERY
"""Edges between two looks at the clock in a thread."""


async def pursued(search: Reaching | Meeting | Ranking, meter: Meter) -> bool:
    """Whether a search came to its end before the meter stopped it; edges are counted as it goes."""
    base = meter.edges
    while True:
        step = min(max(CHECK_EVERY, search.looked), _THERE)
        pause = search.looked + step
        over = search.go(pause) if step < _HERE else await asyncio.to_thread(search.go, pause)
        meter.edges = base + search.looked
        if over:
            return True
        if not await meter.checkpoint():
            return False


class CompiledEngine(Engine):
    """Answers what compiles: no conditions on attributes, no sample at hubs, no ring, no distances."""

    def __init__(self, traversal: Traversal, names: Names, plans: Plans) -> None:
        self.traversal, self.names, self.plans = traversal, names, plans

    async def breadth_first(
        self, starts: Sequence[str], step: Step, meter: Meter, *, stop_at: NodeFilter | None
    ) -> Reached | None:
        allowed = self.plans.stopping(step, stop_at)
        numbers = [self.names.node(start) for start in dict.fromkeys(starts)]
        if allowed is None or NOWHERE in numbers:
            return None
        begin = np.array(numbers, np.int32)
        left, limit, hops = meter.budget.edges - meter.edges, meter.budget.results, step.repeat[1]
        with self.traversal.reaching(begin, allowed, hops, limit=limit, budget=left) as search:
            await pursued(search, meter)
            if search.stopped:
                meter.stopped = Shortfall.EDGE_BUDGET
            self.plans.note_hubs(search.hubs, meter)
            nodes = self.names.nodes(search.nodes.tolist())
            hop_of = dict(zip(nodes, search.depths.tolist(), strict=True))
            return Reached(hop_of, dict.fromkeys(self.names.edges(search.edges)), _told(search, hops, meter))

    async def shortest(self, source: str, target: str, step: Step, meter: Meter, *, most: int) -> PathSet | None:
        ends = self.names.node(source), self.names.node(target)
        step = replace(step, exempt=step.exempt | {source, target})
        forth, back = self.plans.stopping(step, None), self.plans.stopping(step.reverse, None)
        if (
            forth is None
            or back is None
            or NOWHERE in ends
            or step.repeat[1] > bidirectional_bfs.MAX_HOPS
            or source == target
        ):
            return None
        budget = meter.budget.edges - meter.edges
        with self.traversal.meeting(*ends, forth, back, step.repeat[1], budget=budget) as search:
            await pursued(search, meter)
            if search.stopped:
                meter.stopped = Shortfall.EDGE_BUDGET
            self.plans.note_hubs(search.hubs, meter)
            return self._routes(search, meter, most)

    def k_shortest(self, quest: PathQuery, least: int, cost: str, meter: Meter) -> PathSearch | None:
        (step,) = quest.steps
        forth, back = self.plans.stopping(step, None), self.plans.stopping(step.reverse, None)
        if forth is None or back is None or cost not in _COSTS:
            return None
        named = (*quest.sources, *quest.targets, *quest.via, *quest.penalties)
        if NOWHERE in map(self.names.node, named):
            return None
        wanted = arrays.CompiledQuery(
            sources=tuple(map(self.names.node, quest.sources)),
            targets=tuple(map(self.names.node, quest.targets)),
            hops=quest.max_hops,
            least=least,
            cost=_COSTS[cost],
            via=tuple(map(self.names.node, quest.via)),
            ordered=quest.ordered,
            penalties=tuple((self.names.node(node), penalty) for node, penalty in quest.penalties.items()),
        )
        return CompiledRanked(self, wanted, forth, unhubbed(back), meter)

    def _routes(self, search: Meeting, meter: Meter, most: int) -> PathSet:
        sides = [search.side(number) for number in (0, 1)]
        depth = sides[0].hops + sides[1].hops
        if meter.stopped:
            return PathSet((), Completeness(False, meter.stopped, depth + 1, search.unexpanded), *sides)
        onward = search.links()
        found: list[FoundPath] = []
        completeness = COMPLETE
        for path in search.paths(onward):
            if len(found) == most:
                completeness = Completeness(False, Shortfall.RESULT_LIMIT, depth, 0)
                break
            hops = tuple(tuple(self.names.edges(np.array(onward[one][other]))) for one, other in pairwise(path))
            found.append(FoundPath(tuple(self.names.nodes(path)), hops))
        return PathSet(found, completeness, *sides)


class CompiledRanked(PathSearch):
    """See `graph.k_shortest.KShortestPaths`."""

    def __init__(
        self, engine: CompiledEngine, quest: arrays.CompiledQuery, forth: Allowed, back: Allowed, meter: Meter
    ) -> None:
        self._engine, self._quest, self._forth, self._back, self._meter = engine, quest, forth, back, meter

    async def paths(self) -> AsyncIterator[FoundPath]:
        meter, traversal = self._meter, self._engine.traversal
        targets = np.array(sorted(set(self._quest.targets)), np.int32)
        left = (meter.budget.edges - meter.edges) // 4
        behind = Meter(Budget(left, max(0, int(meter.budget.ms - meter.ms))), cancelled=meter.cancelled)
        every = traversal.graph.nodes
        with traversal.reaching(targets, self._back, self._quest.hops, limit=every, budget=left, edges=False) as back:
            if not await pursued(back, behind):
                back.interrupt()
            meter.charge(behind.edges)
            with traversal.ranking(back, self._forth, self._quest, budget=meter.budget.edges - meter.edges) as search:
                async for route in self._pursued(search):
                    yield route

    async def _pursued(self, search: Ranking) -> AsyncIterator[FoundPath]:
        base = self._meter.edges
        while True:
            self._meter.edges = base
            over = await pursued(search, self._meter)
            self.deepest = search.deepest
            if search.stopped:
                self._meter.stopped = Shortfall.EDGE_BUDGET
            self._engine.plans.note_hubs(search.hubs, self._meter)
            if over and search.row is not None:
                yield self._route(search)
                if self._meter.stopped is None and await self._meter.checkpoint():
                    continue
            if self._meter.stopped:
                self.completeness = Completeness(False, self._meter.stopped, search.deepest, search.waiting + 1)
            return

    def _route(self, search: Ranking) -> FoundPath:
        names, path = self._engine.names, search.path
        hops = (tuple(names.edges(np.array(search.between(*pair)))) for pair in pairwise(path))
        return FoundPath(tuple(names.nodes(path)), tuple(hops), search.costs)


def _told(search: Reaching, hops: int, meter: Meter) -> Completeness:
    """Completeness of a neighborhood, as `graph.bfs` tells it."""
    if not (meter.stopped or search.crowded):
        return COMPLETE
    waiting = search.waiting if search.hop < hops else 0
    unexpanded = search.unexpanded if meter.stopped else 0
    reason = meter.stopped or Shortfall.RESULT_LIMIT
    return Completeness(False, reason, search.hop, max(unexpanded, search.crowded) + waiting)
