"""Breadth-first search over a topology, so many edges at a time."""

import numpy as np

from graphapi.graph.snapshot.kernels import bfs, bidirectional_bfs, hops
from graphapi.graph.snapshot.kernels.filters import Allowed
from graphapi.graph.snapshot.scratch import Field
from graphapi.graph.snapshot.search import Search
from graphapi.graph.snapshot.topology import Ints, Topology


class Reaching(Search):
    """A breadth-first search under way; `stopped` by its budget, `crowded` nodes had neighbours beyond the limit."""

    def __init__(
        self,
        graph: Topology,
        field: Field,
        starts: Ints,
        allowed: Allowed,
        depth: int,
        limit: int,
        budget: int,
        edges: bool,
    ) -> None:
        super().__init__(field, bfs.STATE, budget)
        self._graph, self._allowed = graph, allowed
        room = min(graph.nodes, limit + len(starts))
        self._state[bfs.MOST_HOPS], self._state[bfs.ROOM] = depth, limit + len(starts)
        self._state[bfs.KEEPS] = edges
        self._state[bfs.EPOCH] = field.begin() << bidirectional_bfs.EPOCH_SHIFT
        self._found, self._hops, self._queue = np.empty(room, np.int32), np.empty(room, np.int32), field.queue
        self._found[: len(starts)] = starts
        self._state[bfs.FOUND] = len(starts)

    def go(self, pause: int) -> bool:
        """Goes on until `pause` edges have been looked at since the search began; true when there is no more to do."""
        while True:
            outcome = bfs.reach(self._graph, self._allowed, self._ground(), self.field.hops, self._state, pause)
            if outcome != hops.FULL:
                return bool(outcome == hops.DONE)
            self._make_room()

    @property
    def nodes(self) -> Ints:
        """Nodes in the order of discovery, the starts first."""
        return self._found[: self._state[bfs.FOUND]]

    @property
    def depths(self) -> Ints:
        """Hops of each node."""
        return self._hops[: self._state[bfs.FOUND]]

    @property
    def edges(self) -> Ints:
        """Edges walked, each once."""
        return self.field.edges[: self._state[bfs.EDGES]]

    @property
    def hop(self) -> int:
        """The hop under way."""
        return int(self._state[bfs.HOP])

    def interrupt(self) -> None:
        """Ends the search as if its budget were spent."""
        self._state[hops.STOPPED] = 1

    @property
    def crowded(self) -> int:
        """Nodes of the last hop with neighbours that found no room."""
        return int(self._state[bfs.CROWDED])

    @property
    def waiting(self) -> int:
        """Nodes found in the hop under way."""
        return int(self._state[bfs.REACHED])

    @property
    def unexpanded(self) -> int:
        """Nodes of the frontier that were not left to their last edge."""
        return int(self._state[bfs.LAYER_END] - self._state[bfs.AT])

    def _ground(self) -> bfs.Ground:
        field = self.field
        return bfs.Ground(field.marks, self._found, self._hops, self._queue, field.edges, field.walked)

    def _make_room(self) -> None:
        self._make_room_for_hubs()
        if self._state[bfs.EDGES] + len(self.field.hops.edges) > len(self.field.edges):
            self.field.with_room_for_edges()
            bfs.refill(self.field.edges, self.field.walked, self._state)
