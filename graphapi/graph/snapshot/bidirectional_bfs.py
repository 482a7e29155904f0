"""Search from both ends over a topology, so many edges at a time."""

from collections.abc import Iterator, Mapping, Sequence

from graphapi.graph.results import SearchSide
from graphapi.graph.snapshot.kernels import bidirectional_bfs as kernel
from graphapi.graph.snapshot.kernels import hops
from graphapi.graph.snapshot.kernels.filters import Allowed
from graphapi.graph.snapshot.scratch import Field, doubled
from graphapi.graph.snapshot.search import Search
from graphapi.graph.snapshot.topology import Topology


class Meeting(Search):
    """A search from both ends under way; `met` when there is a path, `hub` when a node has too many edges."""

    def __init__(
        self,
        graph: Topology,
        fields: tuple[Field, Field],
        ends: tuple[int, int],
        allowed: tuple[Allowed, Allowed],
        depth: int,
        budget: int,
    ) -> None:
        super().__init__(fields[0], kernel.STATE, budget)
        self._graph, self._fields, self.ends, self._allowed = graph, fields, ends, allowed
        epoch = max(field.begin() for field in fields)
        for field in fields:
            field.epoch = epoch
        self._state[kernel.MOST_HOPS], self._state[kernel.EPOCH] = depth, epoch
        kernel.set_out(*self._sides(), self._state, *ends)

    def go(self, pause: int) -> bool:
        """Goes on until `pause` edges have been looked at since the search began; true when there is no more to do."""
        while True:
            outcome = kernel.meet(self._graph, *self._allowed, *self._sides(), self.field.hops, self._state, pause)
            if outcome != hops.FULL:
                return bool(outcome == hops.DONE)
            self._make_room()

    def side(self, number: int) -> SearchSide:
        """How far a side came in whole layers."""
        seen, frontier = (
            self.of(number, kernel.END),
            self.of(number, kernel.END) - self.of(number, kernel.BEGIN),
        )
        return SearchSide(seen, self.of(number, kernel.DEPTH), not frontier)

    def of(self, side: int, what: int) -> int:
        """A number of a side: depth, begin and end of its frontier, hops walked."""
        return int(self._state[kernel.SIDES + side * kernel.WIDTH + what])

    @property
    def met(self) -> int:
        """Nodes where the sides met."""
        return int(self._state[kernel.MET])

    @property
    def unexpanded(self) -> int:
        """Nodes of the frontier that were not left to their last edge."""
        return self.of(int(self._state[kernel.TURN]), kernel.END) - int(self._state[kernel.AT])

    def links(self) -> dict[int, dict[int, list[int]]]:
        """For each node on a shortest path the nodes after it, and the edges that lead there."""
        if not self.met:
            return {}
        onward: dict[int, dict[int, list[int]]] = {}
        for side, number in zip(self._sides(), (0, 1), strict=True):
            rows = kernel.traced(side, self._state, kernel.SIDES + number * kernel.WIDTH)
            for origin, node, edge in rows[::-1].tolist():
                tail, head = (node, origin) if number else (origin, node)
                onward.setdefault(tail, {}).setdefault(head, []).append(edge)
        return onward

    def paths(self, onward: Mapping[int, Mapping[int, Sequence[int]]]) -> Iterator[tuple[int, ...]]:
        """Shortest paths along the links in the order of their node numbers, lazily: there may be very many."""
        stack: list[tuple[int, ...]] = [(self.ends[0],)] if onward else []
        while stack:
            path = stack.pop()
            if path[-1] == self.ends[1]:
                yield path
                continue
            stack.extend((*path, node) for node in sorted(onward[path[-1]], reverse=True))

    def _sides(self) -> tuple[kernel.Side, kernel.Side]:
        one, other = (kernel.Side(field.marks, field.queue, field.links) for field in self._fields)
        return one, other

    def _make_room(self) -> None:
        for number, field in enumerate(self._fields):
            if self.of(number, kernel.LINKS) + len(field.hops.edges) > len(field.links):
                field.links = doubled(field.links)
        self._make_room_for_hubs()
