"""What can be asked of one topology: searches to be advanced step by step, and whole answers as numbers."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import numpy as np

from graphapi.graph.snapshot.compiled_steps import simple_step
from graphapi.graph.snapshot.kernels import Ints
from graphapi.graph.snapshot.kernels.filters import Allowed, without_hubs
from graphapi.graph.snapshot.searches import UNBOUNDED, Bfs, BidirectionalBfs, CompiledQuery, KShortest, OneHopExpansion
from graphapi.graph.snapshot.topology import Topology, topology
from graphapi.graph.snapshot.workspace import WorkspacePool
from graphapi.model.steps import Direction

_LOOK_BACK = 50_000
"""Edges that the search back from a target may examine: beyond them a bound of hops is known all the same."""


@dataclass(frozen=True, slots=True)
class ReachedNumbers:
    """Nodes in the order of discovery with their hops, and the edges walked, each once."""

    nodes: Ints
    depths: Ints
    edges: Ints
    examined: int
    complete: bool


class Traversal:
    """What can be asked of one topology; searches of the same traversal may be under way side by side."""

    def __init__(self, graph: Topology) -> None:
        self.graph = graph
        self._workspaces = WorkspacePool(graph.nodes)

    @contextmanager
    def bfs(
        self, starts: Ints, allowed: Allowed, hops: int, *, limit: int, budget: int = UNBOUNDED, edges: bool = True
    ) -> Iterator[Bfs]:
        """Breadth-first search from the starts, each named once, for at most `limit` further nodes."""
        with self._workspaces.lend() as workspace:
            yield Bfs(self.graph, workspace, starts, allowed, hops, limit, budget, edges)

    @contextmanager
    def one_hop(self, frontier: Ints, allowed: Allowed, *, budget: int = UNBOUNDED) -> Iterator[OneHopExpansion]:
        """One hop out of each node of a frontier."""
        with self._workspaces.lend() as workspace:
            yield OneHopExpansion(self.graph, workspace, frontier, allowed, budget)

    @contextmanager
    def bidirectional_bfs(
        self, source: int, target: int, forth: Allowed, back: Allowed, hops: int, *, budget: int = UNBOUNDED
    ) -> Iterator[BidirectionalBfs]:
        """Search from both ends for the shortest paths; `back` is the step the other way."""
        with self._workspaces.lend() as ahead, self._workspaces.lend() as behind:
            yield BidirectionalBfs(self.graph, (ahead, behind), (source, target), (forth, back), hops, budget)

    @contextmanager
    def k_shortest(
        self, behind: Bfs, allowed: Allowed, query: CompiledQuery, *, budget: int = UNBOUNDED
    ) -> Iterator[KShortest]:
        """Loopless paths by cost, after a search back from the targets in which no node counted as a hub."""
        search = KShortest(self.graph, behind, allowed, query, budget)
        try:
            yield search
        except GeneratorExit:  # After any other failure a thread may still be at work: the workspace is not reused.
            search.close()
            raise
        search.close()

    def neighborhood(
        self, starts: Sequence[int], allowed: Allowed, hops: int, limit: int, *, edges: bool = True
    ) -> ReachedNumbers:
        """What lies within so many hops, in one go. Without edges it ends as soon as the limit is met."""
        workspace = self._workspaces.take()
        search = Bfs(self.graph, workspace, np.array(starts, np.int32), allowed, hops, limit, UNBOUNDED, edges)
        search.advance(UNBOUNDED)
        found = ReachedNumbers(
            search.nodes.copy(), search.depths.copy(), search.edges.copy(), search.examined, not search.over_limit
        )
        self._workspaces.give_back(workspace)
        return found

    def shortest_path(self, source: int, target: int, forth: Allowed, back: Allowed, hops: int) -> Sequence[int]:
        """The nodes of a shortest path, the first by node numbers; none when there is no path."""
        with self.bidirectional_bfs(source, target, forth, back, hops) as search:
            search.advance(UNBOUNDED)
            return next(search.paths(search.links()), ())

    def k_shortest_paths(
        self, source: int, target: int, forth: Allowed, back: Allowed, hops: int, k: int
    ) -> Sequence[Sequence[int]]:
        """The nodes of the `k` shortest paths without loops, by hops, then node numbers."""
        found: list[Sequence[int]] = []
        starts = np.array([target], np.int32)
        every = self.graph.nodes
        with self.bfs(starts, without_hubs(back), hops, limit=every, budget=_LOOK_BACK, edges=False) as behind:
            behind.advance(UNBOUNDED)
            with self.k_shortest(behind, forth, CompiledQuery((source,), (target,), hops)) as search:
                while len(found) < k and search.advance(UNBOUNDED) and search.row is not None:
                    found.append(search.path)
        return found


@cache
def warm() -> None:
    """Compiles all kernels before somebody waits for them, by asking a graph of two nodes every kind of question.

    Takes seconds the first time on a machine, then less than one: compiled kernels are kept on the disk.
    """
    ends = np.zeros(1, np.int32), np.ones(1, np.int32)
    kinds = np.zeros(2, np.uint8), np.zeros(1, np.uint8)
    graph = topology(node_kinds=kinds[0], edge_kinds=kinds[1], tails=ends[0], heads=ends[1])
    traversal = Traversal(graph)
    along, against = (simple_step([(0, direction)]) for direction in (Direction.OUT, Direction.IN))
    with traversal.one_hop(ends[0], along) as search:
        search.advance()
    traversal.neighborhood([0], along, 1, 1)
    traversal.shortest_path(0, 1, along, against, 1)
    traversal.k_shortest_paths(0, 1, along, against, 1, 1)
    with traversal.bfs(ends[1], against, 1, limit=1) as behind:
        behind.advance(1)
        with traversal.k_shortest(behind, along, CompiledQuery((0,), (1,), 1)) as ranking:
            ranking.advance(1)
            ranking.edges_between(0, 1)
