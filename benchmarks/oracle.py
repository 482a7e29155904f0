"""Right answers, found in plain numpy by other means than any contender's, and the comparison with them.

A neighborhood below the limit must be equal as a set; one above it must be `LIMIT` different nodes of it, whichever:
that favours engines that stop early in an order of their own. Paths must be walkable, loopless, different and as
short as can be; which of several equally short ones is told does not matter.

How many paths there are of the least length d, and of d + 1, is counted as walks: without self-loops, no walk of
d + 1 hops visits a node twice, for cutting the loop out would leave less than d.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from benchmarks.adjacency import Adjacency, Layer, adjacency
from benchmarks.graphs.arrays import Graph, Numbers
from benchmarks.questions import HOPS, LIMIT, PATH_HOPS, Ask, Filters, K, Question, drawn

Answer: TypeAlias = Iterable[int] | Iterable[Sequence[int]]
"""Nodes reached, the nodes of one path, or several paths."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """Hops of the shortest path, none when it is beyond `PATH_HOPS`; how many paths have that length and one more."""

    least: int | None
    counts: tuple[int, int] = (0, 0)

    @property
    def of_k(self) -> tuple[int, ...] | None:
        """Hops of the `K` shortest paths; nothing when they are not all of the least length or one more."""
        if self.least is None or self.least >= PATH_HOPS or sum(self.counts) < K:
            return None
        first = min(K, self.counts[0])
        return (self.least,) * first + (self.least + 1,) * (K - first)


@dataclass
class Oracle:
    """Knows what is right for one graph and its filters; `asks` are drawn, the same `count` for every contender.

    Pairs are asked for their `K` shortest paths when those are all of the least length or one more.
    """

    graph: Graph
    filters: Filters
    count: int
    asks: Mapping[Question, Sequence[Ask]] = field(init=False)

    def __post_init__(self) -> None:
        alone, pairs = drawn(self.reach, self.count, 1), drawn(self.path, self.count, 2)
        self._lengths = {pair: self.lengths(*pair) for pair in pairs}
        self.asks = {
            Question.TWO_HOPS: alone,
            Question.THREE_HOPS: alone,
            Question.SHORTEST: pairs,
            Question.K_SHORTEST: [pair for pair in pairs if self._lengths[pair].of_k],
            Question.CLOSURE: drawn(self.upstream, self.count, 1),
        }

    @cached_property
    def reach(self) -> Adjacency:
        """Rows of the neighborhoods' filter."""
        return adjacency(self.graph, self.filters.reach)

    @cached_property
    def path(self) -> Adjacency:
        """Rows of the paths' filter."""
        return adjacency(self.graph, self.filters.path)

    @cached_property
    def upstream(self) -> Adjacency:
        """Rows of what lies upstream."""
        return adjacency(self.graph, self.filters.upstream)

    @cached_property
    def hosting(self) -> Adjacency:
        """Rows of who hosts."""
        return adjacency(self.graph, self.filters.hosting)

    def wrong(self, question: Question, ask: Ask, answer: Answer) -> str | None:
        """What is wrong with an answer; nothing when it is right."""
        if question in HOPS:
            return _wrong_nodes(self.reach.reached(ask[0], HOPS[question]), answer, LIMIT)
        if question is Question.CLOSURE:
            return _wrong_nodes(self.hosts(ask[0]), answer, None)
        lengths = self._lengths[ask]
        if question is Question.SHORTEST:
            path = [int(node) for node in answer]
            return self._wrong_paths(ask, [path] if path else [], () if lengths.least is None else (lengths.least,))
        return self._wrong_paths(ask, [[int(node) for node in path] for path in answer], lengths.of_k or ())

    def hosts(self, start: int) -> Numbers:
        """Nodes one hosting hop from the start or anything upstream of it."""
        upstream = np.append(self.upstream.reached(start), start)
        return np.unique(self.hosting.spread(upstream)[0])

    def lengths(self, source: int, target: int) -> Lengths:
        """Least hops between two nodes, and the number of paths of that length and of one more."""
        sides = [Layer(np.array([end]), np.array([1.0])) for end in (source, target)]
        for hops in range(1, PATH_HOPS + 1):
            self._lengthen(sides)
            if count := _met(*sides):
                self._lengthen(sides)
                return Lengths(hops, (count, _met(*sides)))
        return Lengths(None)

    def _lengthen(self, sides: list[Layer]) -> None:
        smaller = int(len(sides[1].nodes) < len(sides[0].nodes))
        sides[smaller] = self.path.longer(sides[smaller])

    def _wrong_paths(self, ask: Ask, paths: Sequence[Sequence[int]], lengths: tuple[int, ...]) -> str | None:
        found = tuple(len(path) - 1 for path in paths)
        if tuple(sorted(found)) != lengths:
            return f"paths of {found} hops instead of {lengths}"
        if len({tuple(path) for path in paths}) < len(paths):
            return "the same path twice"
        for path in paths:
            if (path[0], path[-1]) != ask or len(set(path)) < len(path):
                return f"{path} is no loopless path from {ask[0]} to {ask[1]}"
            for tail, head in pairwise(path):
                if not self.path.has(tail, head):
                    return f"no allowed edge joins {tail} and {head}"
        return None


def _wrong_nodes(right: Numbers, answer: Answer, limit: int | None) -> str | None:
    nodes = np.sort(np.array(list(answer), np.int64))
    expected = len(right) if limit is None else min(limit, len(right))
    if len(nodes) != expected or len(np.unique(nodes)) != len(nodes):
        return f"{len(np.unique(nodes))} different nodes of {len(nodes)} told instead of {expected}"
    strange = np.setdiff1d(nodes, right)
    return f"node {strange[0]} does not belong to the answer" if len(strange) else None


def _met(ahead: Layer, behind: Layer) -> int:
    _, one, other = np.intersect1d(ahead.nodes, behind.nodes, assume_unique=True, return_indices=True)
    return int((ahead.counts[one] * behind.counts[other]).sum())
