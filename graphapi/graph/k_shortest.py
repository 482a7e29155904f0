"""Loopless paths in the order of their cost, on any view: best-first search over partial paths.

The search is A* over paths (Hart, Nilsson, Raphael 1968) with the hops still needed as lower bound, found by a
breadth-first search back from the targets. Each path is complete when it leaves the queue, so the paths come in
order of (cost, hops, node ids) without a second sorting, and filters hold before the search, not after.
"""

import heapq
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from graphapi.graph.base import GraphView
from graphapi.graph.bfs import NodeState, StepAutomaton
from graphapi.graph.costs import CostModel, Point
from graphapi.graph.engine import PathSearch
from graphapi.graph.meter import Budget, Meter
from graphapi.graph.results import FoundPath, PathQuery
from graphapi.model.completeness import COMPLETE, Completeness
from graphapi.model.steps import NO_HUBS, Barrier, NodeFilter, Step

_Move = tuple[int, str, int, tuple[str, ...]]
"""Hops still to go at least, the node entered, its state, and the parallel edges."""


@dataclass(frozen=True, slots=True, order=True)
class _Partial:
    """A path begun; the order of the fields is the order of the queue."""

    bound: int
    bound_hops: int
    nodes: tuple[str, ...]
    state: int
    passed: int
    costs: tuple[int, ...] = field(compare=False)
    hops: tuple[tuple[str, ...], ...] = field(compare=False)
    carried: Point | None = field(compare=False)


class KShortestPaths:
    """One search; `paths` yields them, and `completeness` says afterwards whether all were found."""

    def __init__(self, view: GraphView, query: PathQuery, costs: CostModel, meter: Meter) -> None:
        ends = frozenset(query.targets) | frozenset(query.sources)
        self.steps = tuple(replace(step, exempt=step.exempt | ends) for step in query.steps)
        self.view, self.query, self.costs, self.meter = view, query, costs, meter
        self.automaton = StepAutomaton.of(self.steps)
        self.most = min(query.max_hops, self.automaton.hops)
        self.completeness = COMPLETE
        self.deepest = 0
        self._moves_from: dict[NodeState, list[_Move]] = {}
        self._hops_to_go: dict[NodeState, int] = {}
        self._beyond: int | None = None

    async def paths(self) -> AsyncIterator[FoundPath]:
        """Paths by cost, then hops, then node ids; the same nodes never twice."""
        compiled = self._compiled()
        if compiled is None:
            async for path in self._searched():
                yield path
            return
        async for path in compiled.paths():
            self.deepest = compiled.deepest
            yield path
        self.deepest, self.completeness = compiled.deepest, compiled.completeness

    def _compiled(self) -> PathSearch | None:
        """The search by the view's own engine, where it has one that can."""
        if self.view.engine is None or self.query.is_cycle or len(self.automaton.transitions) > 1:
            return None
        query = replace(self.query, steps=self.steps, max_hops=self.most)
        return self.view.engine.k_shortest(query, self.automaton.least, self.costs.name, self.meter)

    async def _searched(self) -> AsyncIterator[FoundPath]:
        await self._search_back()
        queue = [partial for source in sorted(set(self.query.sources)) for partial in await self._begin(source)]
        heapq.heapify(queue)
        emitted: set[tuple[str, ...]] = set()
        expanded: set[tuple[tuple[str, ...], int]] = set()
        while queue:
            partial = heapq.heappop(queue)
            if (partial.nodes, partial.state) in expanded:
                continue
            if len(self.automaton.transitions) > 1:
                expanded.add((partial.nodes, partial.state))
            self.deepest = max(self.deepest, len(partial.hops))
            if self._arrived(partial) and partial.nodes not in emitted:
                emitted.add(partial.nodes)
                yield FoundPath(partial.nodes, partial.hops, partial.costs)
            if len(partial.hops) < self.most and not self._closed(partial):
                for longer in await self._extended(partial):
                    heapq.heappush(queue, longer)
            if self.meter.stopped or not await self.meter.checkpoint():
                self.completeness = Completeness(False, self.meter.stopped, self.deepest, len(queue) + 1)
                return

    async def _begin(self, source: str) -> list[_Partial]:
        go = self._to_go(source, 0)
        if go is None or (self.query.ordered and source in self.query.via[1:]):
            return []
        passed = self._pass(0, source) or 0
        return [_Partial(go * self.costs.least, go, (source,), 0, passed, (), (), await self.costs.start(source))]

    def _arrived(self, partial: _Partial) -> bool:
        return (
            len(partial.hops) >= max(1, self.automaton.least)
            and partial.nodes[-1] in self.query.targets
            and partial.state in self.automaton.accepting
            and partial.passed == (1 << len(self.query.via)) - 1
        )

    def _closed(self, partial: _Partial) -> bool:
        return len(partial.nodes) > 1 and partial.nodes[0] == partial.nodes[-1]

    async def _extended(self, partial: _Partial) -> list[_Partial]:
        longer = []
        length = len(partial.hops) + 1
        for go, node, state, edges in await self._moves(partial.nodes[-1], partial.state):
            if length + go > self.most:
                break
            closing = self.query.is_cycle and node == partial.nodes[0]
            if (node in partial.nodes and not closing) or (closing and not _is_cycle(partial, edges)):
                continue
            passed = self._pass(partial.passed, node)
            if passed is None:
                continue
            if not self.meter.charge():
                break
            end = node in self.query.targets
            spent = await self.costs.hop(partial.carried, node, edges, end=end) + self.query.penalties.get(node, 0)
            cost = (partial.costs[-1] if partial.costs else 0) + spent
            carried = await self.costs.carry(partial.carried, node)
            longer.append(
                _Partial(
                    cost + go * self.costs.least,
                    length + go,
                    (*partial.nodes, node),
                    state,
                    passed,
                    (*partial.costs, cost),
                    (*partial.hops, edges),
                    carried,
                )
            )
        return longer

    async def _moves(self, node: str, state: int) -> list[_Move]:
        """Hops out of a position that can still lead to a target, those with the fewest hops to go first."""
        known = self._moves_from.get((node, state))
        if known is not None:
            return known
        found: dict[tuple[str, int], list[str]] = defaultdict(list)
        for step, target in self.automaton.transitions[state]:
            for hop in (await self.view.expand([node], step, self.meter)).hops:
                found[hop.node, target].append(hop.edge)
        moves = [
            (go, head, target, tuple(dict.fromkeys(edges)))
            for (head, target), edges in found.items()
            if (go := self._to_go(head, target)) is not None
        ]
        self._moves_from[node, state] = sorted(moves)
        return self._moves_from[node, state]

    def _pass(self, passed: int, node: str) -> int | None:
        """The via nodes passed so far, as bits; nothing when one comes out of order."""
        if node not in self.query.via:
            return passed
        place = self.query.via.index(node)
        if self.query.ordered and passed != (1 << place) - 1:
            return None
        return passed | 1 << place

    def _to_go(self, node: str, state: int) -> int | None:
        """Fewest hops from here to a target, never too many; nothing when no target can be reached."""
        return self._hops_to_go.get((node, state), self._beyond)

    async def _search_back(self) -> None:
        """Breadth-first search back from the targets, with a quarter of what is left of the budget at most.

        Hubs are not cut here: a bound that leaves edges out would be too high.
        """
        left = self.meter.budget.edges - self.meter.edges
        meter = Meter(
            Budget(left // 4, max(0, int(self.meter.budget.ms - self.meter.ms))), cancelled=self.meter.cancelled
        )
        back: dict[int, list[tuple[Step, int]]] = defaultdict(list)
        for state, moves in enumerate(self.automaton.transitions):
            for step, target in moves:
                back[target].append((_backward(step, alone=len(self.automaton.transitions) == 1), state))
        frontier = [(node, state) for node in sorted(self.query.targets) for state in sorted(self.automaton.accepting)]
        self._hops_to_go = dict.fromkeys(frontier, 0)
        for hop in range(1, self.most + 1):
            reached = await self._back_from(frontier, back, meter)
            if meter.stopped:
                self._beyond = hop
                break
            frontier = [position for position in reached if position not in self._hops_to_go]
            self._hops_to_go.update(dict.fromkeys(frontier, hop))
            if not frontier:
                break
        self.meter.charge(meter.edges)

    async def _back_from(
        self, frontier: Sequence[NodeState], back: Mapping[int, list[tuple[Step, int]]], meter: Meter
    ) -> list[NodeState]:
        groups: dict[int, list[str]] = defaultdict(list)
        for node, state in frontier:
            groups[state].append(node)
        reached: dict[NodeState, None] = {}
        for state, nodes in groups.items():
            for step, before in back[state]:
                for hop in (await self.view.expand(nodes, step, meter)).hops:
                    reached[hop.node, before] = None
        return list(reached)


def _is_cycle(partial: _Partial, edges: tuple[str, ...]) -> bool:
    """Whether coming back over these edges closes a cycle: not over the single edge that was taken out."""
    return len(partial.hops) != 1 or len({*partial.hops[0], *edges}) > 1


def _backward(step: Step, *, alone: bool) -> Step:
    """The step from its end; in a sequence another step's filters hold for the node that it is left by."""
    turned = replace(step.reverse, hubs=NO_HUBS)
    return turned if alone else replace(turned, to=NodeFilter(), barrier=Barrier())
