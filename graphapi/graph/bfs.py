"""Neighborhoods on any view: breadth-first search over nodes and the position in the sequence of steps."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from graphapi.graph.base import GraphView, Hop
from graphapi.graph.filters import node_test
from graphapi.graph.meter import CHECK_EVERY, Meter
from graphapi.graph.results import Reached
from graphapi.model.completeness import COMPLETE, Completeness, Shortfall
from graphapi.model.identifiers import kind_of
from graphapi.model.steps import Barrier, NodeFilter, Step


@dataclass(frozen=True, slots=True)
class StepAutomaton:
    """A sequence of steps as an automaton: from a state, one hop by a step leads to the next state.

    A single step repeated is one state, so that each node is expanded once; a sequence has one state a hop.
    """

    transitions: tuple[tuple[tuple[Step, int], ...], ...]
    accepting: frozenset[int]
    hops: int
    least: int = 0

    @classmethod
    def of(cls, steps: Sequence[Step]) -> "StepAutomaton":
        """The automaton of the steps; `hops` is the length of the longest walk that it accepts."""
        if len(steps) == 1 and steps[0].repeat[0] <= 1:
            return cls((((steps[0], 0),),), frozenset({0}), steps[0].repeat[1], steps[0].repeat[0])
        units = [(step, turn >= step.repeat[0]) for step in steps for turn in range(step.repeat[1])]
        ends = list(accumulate(step.repeat[1] for step in steps))
        after = [next(end for end in ends if end > number) for number in range(len(units))]
        transitions = []
        for state in range(len(units) + 1):
            reachable: list[tuple[Step, int]] = []
            number = state
            while number < len(units):
                reachable.append((units[number][0], number + 1))
                number = after[number] if units[number][1] else len(units)
            transitions.append(tuple(reachable))
        accepting = {state for state in range(len(units) + 1) if all(optional for _, optional in units[state:])}
        return cls(tuple(transitions), frozenset(accepting), len(units))


NodeState = tuple[str, int]
"""A node and the state of the automaton in which it was reached."""


async def breadth_first(
    view: GraphView,
    starts: Sequence[str],
    steps: Sequence[Step],
    meter: Meter,
    *,
    stop_at: NodeFilter | None = None,
    end_at: NodeFilter | None = None,
) -> Reached:
    """Everything the steps reach from the starts, each node at its smallest number of hops.

    Nodes of `stop_at` are reached and not left. With `end_at`, or steps that demand more than one hop, only walks
    that end there are kept, with the nodes and edges on them. The starts are always part of the answer. At most
    `meter.budget.results` further nodes are found; which ones is defined by the order of `GraphView.expand`.
    """
    automaton = StepAutomaton.of(steps)
    keeps_all = end_at is None and automaton.accepting.issuperset(range(len(automaton.transitions)))
    if keeps_all and view.engine is not None and len(automaton.transitions) == len(steps) == 1:
        found = await view.engine.breadth_first(starts, steps[0], meter, stop_at=stop_at)
        if found is not None:
            return found
    search = _Search(view, automaton, meter, stop_at, keep_links=not keeps_all)
    await search.run(starts)
    if keeps_all:
        return Reached(search.hop_of, search.edges, search.completeness)
    return await search.pruned(starts, end_at or NodeFilter())


class _Search:
    def __init__(
        self, view: GraphView, automaton: StepAutomaton, meter: Meter, stop_at: NodeFilter | None, *, keep_links: bool
    ) -> None:
        self.view, self.automaton, self.meter, self.stop_at = view, automaton, meter, stop_at
        self.hop_of: dict[str, int] = {}
        self.edges: dict[str, None] = {}
        self.seen: dict[NodeState, int] = {}
        self.back: dict[NodeState, list[tuple[NodeState, str]]] | None = defaultdict(list) if keep_links else None
        self.completeness = COMPLETE
        self.over_limit: set[str] = set()

    async def run(self, starts: Sequence[str]) -> None:
        self.hop_of = dict.fromkeys(starts, 0)
        room = self.meter.budget.results
        frontier = [(start, 0) for start in dict.fromkeys(starts)]
        self.seen.update(dict.fromkeys(frontier, 0))
        for hop in range(1, self.automaton.hops + 1):
            reached: list[NodeState] = []
            unexpanded = await self._expand(frontier, hop, room + len(set(starts)), reached)
            if self.meter.stopped or self.over_limit:
                waiting = len(reached) if hop < self.automaton.hops else 0
                reason = self.meter.stopped or Shortfall.RESULT_LIMIT
                self.completeness = Completeness(False, reason, hop, max(unexpanded, len(self.over_limit)) + waiting)
                return
            frontier = await self._next_frontier(reached)
            if not frontier:
                return

    async def _expand(self, frontier: Sequence[NodeState], hop: int, room: int, reached: list[NodeState]) -> int:
        """Nodes of the frontier that were not examined to their last edge."""
        groups: dict[int, list[str]] = defaultdict(list)
        for node, state in frontier:
            groups[state].append(node)
        left = len(frontier)
        for state, nodes in groups.items():
            for step, target in self.automaton.transitions[state]:
                expansion = await self.view.expand(nodes, step, self.meter)
                self._reach(expansion.hops, state, target, hop, room, reached)
                if self.meter.stopped:
                    return left - expansion.expanded
            left -= len(nodes)
        return left

    def _reach(
        self, hops: Sequence[Hop], state: int, target: int, hop: int, room: int, reached: list[NodeState]
    ) -> None:
        hop_of, edges, seen, back = self.hop_of, self.edges, self.seen, self.back
        for origin, edge, node in hops:
            if node not in hop_of:
                if len(hop_of) >= room:
                    self.over_limit.add(origin)
                    continue
                hop_of[node] = hop
            edges[edge] = None
            position = (node, target)
            if back is not None:
                back[position].append(((origin, state), edge))
            if position not in seen:
                seen[position] = hop
                reached.append(position)

    async def _next_frontier(self, reached: Sequence[NodeState]) -> list[NodeState]:
        if self.stop_at is None:
            return list(reached)
        stopped = await matching(self.view, {node for node, _ in reached}, self.stop_at)
        return [position for position in reached if position[0] not in stopped]

    async def pruned(self, starts: Sequence[str], end_at: NodeFilter) -> Reached:
        ends = [
            position
            for position in self.seen
            if position[1] in self.automaton.accepting and position[0] not in set(starts)
        ]
        wanted = await matching(self.view, {node for node, _ in ends}, end_at)
        back = self.back or {}
        queue = [position for position in ends if position[0] in wanted]
        to_end = dict.fromkeys(queue, 0)
        for position in queue:
            for origin, _ in back.get(position, ()):
                if origin not in to_end:
                    to_end[origin] = to_end[position] + 1
                    queue.append(origin)
        kept, edges = {position for position in ends if position[0] in wanted}, set()
        for position, hops in to_end.items():
            for origin, edge in back.get(position, ()):
                if self.seen[origin] + 1 + hops <= self.automaton.hops:
                    edges.add(edge)
                    kept |= {origin, position}
        nodes = {node for node, _ in kept} | set(starts)
        hop_of = {node: hop for node, hop in self.hop_of.items() if node in nodes}
        return Reached(hop_of, {edge: None for edge in self.edges if edge in edges}, self.completeness)


async def matching(view: GraphView, ids: Iterable[str], wanted: NodeFilter, barrier: Barrier | None = None) -> set[str]:
    """Those of the ids that pass the filter and the barrier; documents are read only where a test needs them."""
    ids = sorted(ids)
    if (barrier is None or barrier.is_open) and not wanted.where:
        named = (key for key in ids if kind_of(key) in wanted.kinds or not wanted.kinds)
        return {key for key in await view.ordered(named) if key in wanted.ids or not wanted.ids}
    test = node_test(wanted, barrier or Barrier())
    found: set[str] = set()
    for begin in range(0, len(ids), CHECK_EVERY):
        nodes = await view.nodes(ids[begin : begin + CHECK_EVERY])
        found |= {key for key, node in nodes.items() if test is None or test(node, await view.location(key))}
        await asyncio.sleep(0)
    return found
