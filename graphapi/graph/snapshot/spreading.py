"""One hop out of a frontier, so many edges at a time."""

import numpy as np

from graphapi.graph.snapshot.kernels import hops
from graphapi.graph.snapshot.kernels.filters import Allowed
from graphapi.graph.snapshot.scratch import Field
from graphapi.graph.snapshot.search import Search
from graphapi.graph.snapshot.topology import Ints, Topology


class Spreading(Search):
    """An expansion under way: after each `go` the hops just walked, with the place of their node in the frontier."""

    def __init__(self, graph: Topology, field: Field, frontier: Ints, allowed: Allowed, budget: int) -> None:
        super().__init__(field, hops.CURSOR, budget)
        self._graph, self._frontier, self._allowed = graph, frontier, allowed
        hops.rewind(self._state)
        self._origins: Ints = np.empty(len(field.hops.nodes), np.int32)
        self._count = self.at = 0

    def go(self) -> bool:
        """Walks over the next edges; true when the frontier is behind it or the budget is spent."""
        self._make_room_for_hubs()
        self._count, self.at = hops.spread(
            self._graph, self._allowed, self.field.hops, self._state, self._frontier, self._origins, self.at
        )
        return self.stopped or self.at == len(self._frontier)

    @property
    def walked(self) -> tuple[Ints, Ints, Ints]:
        """Places in the frontier, edges and nodes of the hops just walked."""
        found = self.field.hops
        return self._origins[: self._count], found.edges[: self._count], found.nodes[: self._count]
