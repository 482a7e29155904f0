"""Shortest paths on any view: bidirectional breadth-first search, layer by layer, the smaller side first."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from graphapi.graph.base import GraphView
from graphapi.graph.meter import Meter
from graphapi.graph.results import FoundPath, PathSet, SearchSide
from graphapi.model.completeness import COMPLETE, Completeness, Shortfall
from graphapi.model.steps import Step


async def shortest(view: GraphView, source: str, target: str, step: Step, meter: Meter, *, most: int) -> PathSet:
    """The shortest paths of at most `step.repeat[1]` hops, by node ids in order, at most `most` of them.

    Source and target are exempt from the filters on nodes; they must differ. Parallel edges make one path. When the
    meter stops the search before the sides meet, there are no paths and the answer is not complete.
    """
    if view.engine is not None:
        routes = await view.engine.shortest(source, target, step, meter, most=most)
        if routes is not None:
            return routes
    ends = frozenset({source, target})
    ahead = _Side(view, source, replace(step, exempt=step.exempt | ends))
    behind = _Side(view, target, replace(step.reverse, exempt=step.exempt | ends))
    meeting: set[str] = set()
    while not meeting and ahead.depth + behind.depth < step.repeat[1] and ahead.frontier and behind.frontier:
        side = ahead if len(ahead.frontier) <= len(behind.frontier) else behind
        unexpanded = await side.advance(meter)
        if meter.stopped:
            cut = Completeness(False, meter.stopped, ahead.depth + behind.depth + 1, unexpanded)
            return PathSet((), cut, ahead.reach(), behind.reach())
        meeting = _met(side.frontier, (behind if side is ahead else ahead).hop_of)
    found: list[FoundPath] = []
    completeness = COMPLETE
    for nodes in _in_order(source, target, meeting, ahead, behind):
        if len(found) == most:
            completeness = Completeness(False, Shortfall.RESULT_LIMIT, ahead.depth + behind.depth, 0)
            break
        found.append(FoundPath(nodes, tuple(_edges_between(pair, ahead, behind) for pair in pairwise(nodes))))
    return PathSet(found, completeness, ahead.reach(), behind.reach())


def _met(frontier: Sequence[str], hop_of: Mapping[str, int]) -> set[str]:
    """Nodes that the other side knows, at its least depth: where hubs were cut, others may lie deeper."""
    known = [node for node in frontier if node in hop_of]
    least = min((hop_of[node] for node in known), default=0)
    return {node for node in known if hop_of[node] == least}


@dataclass(slots=True)
class _Side:
    view: GraphView
    root: str
    step: Step
    depth: int = 0
    frontier: list[str] = field(default_factory=list)
    hop_of: dict[str, int] = field(default_factory=dict)
    links: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    inner: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        self.frontier, self.hop_of = [self.root], {self.root: 0}

    async def advance(self, meter: Meter) -> int:
        """One more layer; the frontier nodes that could not be expanded."""
        expansion = await self.view.expand(self.frontier, self.step, meter)
        if meter.stopped:
            return len(self.frontier) - expansion.expanded
        self.depth += 1
        for hop in expansion.hops:
            if self.hop_of.setdefault(hop.node, self.depth) == self.depth:
                self.inner[hop.node].add(hop.origin)
                self.links[hop.origin, hop.node].append(hop.edge)
        self.frontier = sorted(node for node in {hop.node for hop in expansion.hops} if self.hop_of[node] == self.depth)
        return 0

    def reach(self) -> SearchSide:
        return SearchSide(len(self.hop_of), self.depth, not self.frontier)


def _edges_between(pair: tuple[str, str], ahead: _Side, behind: _Side) -> tuple[str, ...]:
    edges = ahead.links.get(pair) or behind.links.get((pair[1], pair[0])) or []
    return tuple(dict.fromkeys(edges))


def _in_order(source: str, target: str, meeting: set[str], ahead: _Side, behind: _Side) -> Iterator[tuple[str, ...]]:
    """Paths through the meeting nodes in the order of their node ids, lazily: there may be very many."""
    onward: Mapping[str, set[str]] = defaultdict(set)
    queue, seen = sorted(meeting), set(meeting)
    while queue:
        node = queue.pop()
        for before in ahead.inner.get(node, ()):
            onward[before].add(node)
            if before not in seen:
                seen.add(before)
                queue.append(before)
    stack: list[tuple[str, ...]] = [(source,)] if meeting else []
    while stack:
        path = stack.pop()
        if path[-1] == target:
            yield path
            continue
        last = path[-1]
        nexts = behind.inner[last] if last in meeting else onward[last]
        if last not in meeting and not nexts:
            nexts = behind.inner[last]
        stack.extend((*path, node) for node in sorted(nexts, reverse=True))
