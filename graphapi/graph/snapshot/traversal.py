"""Searches over one topology; each goes on for so many edges at a time, and its results are arrays of numbers."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from graphapi.graph.snapshot.bfs import Reaching
from graphapi.graph.snapshot.bidirectional_bfs import Meeting
from graphapi.graph.snapshot.k_shortest import CompiledQuery, Ranking
from graphapi.graph.snapshot.kernels.filters import Allowed, unhubbed
from graphapi.graph.snapshot.scratch import Fields
from graphapi.graph.snapshot.search import UNBOUNDED
from graphapi.graph.snapshot.spreading import Spreading
from graphapi.graph.snapshot.topology import Ints, Topology

_LOOK_BACK = 50_000
"""Edges that the search back from a target may look at: beyond them a bound of hops is known all the same."""


@dataclass(frozen=True, slots=True)
class Reached:
    """Nodes in the order of discovery with their hops, and the edges walked, each once."""

    nodes: Ints
    depths: Ints
    edges: Ints
    looked: int
    complete: bool


class Traversal:
    """What can be asked of one topology; searches of the same traversal may be under way side by side."""

    def __init__(self, graph: Topology) -> None:
        self.graph = graph
        self._fields = Fields(graph.nodes)

    @contextmanager
    def reaching(
        self, starts: Ints, allowed: Allowed, hops: int, *, limit: int, budget: int = UNBOUNDED, edges: bool = True
    ) -> Iterator[Reaching]:
        """Breadth-first search from the starts, each named once, for at most `limit` further nodes."""
        with self._fields.lent() as field:
            yield Reaching(self.graph, field, starts, allowed, hops, limit, budget, edges)

    @contextmanager
    def spreading(self, frontier: Ints, allowed: Allowed, *, budget: int = UNBOUNDED) -> Iterator[Spreading]:
        """One hop out of each node of a frontier."""
        with self._fields.lent() as field:
            yield Spreading(self.graph, field, frontier, allowed, budget)

    @contextmanager
    def meeting(
        self, source: int, target: int, forth: Allowed, back: Allowed, hops: int, *, budget: int = UNBOUNDED
    ) -> Iterator[Meeting]:
        """Search from both ends for the shortest paths; `back` is the step the other way."""
        with self._fields.lent() as ahead, self._fields.lent() as behind:
            yield Meeting(self.graph, (ahead, behind), (source, target), (forth, back), hops, budget)

    @contextmanager
    def ranking(
        self, behind: Reaching, allowed: Allowed, quest: CompiledQuery, *, budget: int = UNBOUNDED
    ) -> Iterator[Ranking]:
        """Loopless paths by cost, after a search back from the targets in which no node counted as a hub."""
        search = Ranking(self.graph, behind, allowed, quest, budget)
        try:
            yield search
        except GeneratorExit:  # After any other failure a thread may still be at work, and the field is not used again.
            search.close()
            raise
        search.close()

    def neighborhood(
        self, starts: Sequence[int], allowed: Allowed, hops: int, limit: int, *, edges: bool = True
    ) -> Reached:
        """What lies within so many hops, in one go. Without edges it ends as soon as the limit is met."""
        field = self._fields.taken()
        search = Reaching(self.graph, field, np.array(starts, np.int32), allowed, hops, limit, UNBOUNDED, edges)
        search.go(UNBOUNDED)
        found = Reached(
            search.nodes.copy(), search.depths.copy(), search.edges.copy(), search.looked, not search.crowded
        )
        self._fields.put_back(field)
        return found

    def shortest(self, source: int, target: int, forth: Allowed, back: Allowed, hops: int) -> Sequence[int]:
        """The nodes of a shortest path, the first by node numbers; none when there is no path."""
        with self.meeting(source, target, forth, back, hops) as search:
            search.go(UNBOUNDED)
            return next(search.paths(search.links()), ())

    def k_shortest(
        self, source: int, target: int, forth: Allowed, back: Allowed, hops: int, k: int
    ) -> Sequence[Sequence[int]]:
        """The nodes of the `k` shortest paths without loops, by hops, then node numbers."""
        found: list[Sequence[int]] = []
        starts = np.array([target], np.int32)
        every = self.graph.nodes
        with self.reaching(starts, unhubbed(back), hops, limit=every, budget=_LOOK_BACK, edges=False) as behind:
            behind.go(UNBOUNDED)
            with self.ranking(behind, forth, CompiledQuery((source,), (target,), hops)) as search:
                while len(found) < k and search.go(UNBOUNDED) and search.row is not None:
                    found.append(search.path)
        return found
