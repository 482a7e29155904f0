"""Search for paths by cost over a topology, so many edges at a time."""

from dataclasses import dataclass

import numpy as np

from graphapi.graph.snapshot.bfs import Reaching
from graphapi.graph.snapshot.kernels import bidirectional_bfs, hops
from graphapi.graph.snapshot.kernels import k_shortest as kernel
from graphapi.graph.snapshot.kernels.filters import Allowed
from graphapi.graph.snapshot.scratch import doubled
from graphapi.graph.snapshot.search import Search
from graphapi.graph.snapshot.topology import Topology


@dataclass(frozen=True, slots=True)
class CompiledQuery:
    """From any source to any target over all of `via`; `penalties` are millionths for entering a node."""

    sources: tuple[int, ...]
    targets: tuple[int, ...]
    hops: int
    least: int = 0
    cost: int = kernel.BY_HOPS
    via: tuple[int, ...] = ()
    ordered: bool = False
    penalties: tuple[tuple[int, int], ...] = ()


class Ranking(Search):
    """A search for paths under way: `go` is true at each whole path, with its `row`, and at the end, with none."""

    def __init__(self, graph: Topology, back: Reaching, allowed: Allowed, quest: CompiledQuery, budget: int) -> None:
        super().__init__(back.field, kernel.STATE, budget)
        self._graph, self._allowed = graph, allowed
        self._slots, self._to_go = self.field.for_paths()
        self._state[[kernel.CURRENT, kernel.MOST_HOPS]] = -1, quest.hops
        self._state[[kernel.LEAST_HOPS, kernel.COST, kernel.VIA_IN_ORDER]] = (
            quest.least,
            quest.cost,
            quest.ordered,
        )
        self._state[[kernel.EPOCH, kernel.FAR]] = (
            self.field.epoch << bidirectional_bfs.EPOCH_SHIFT,
            back.hop if back.stopped else -1,
        )
        kernel.remember(self._to_go, back.nodes, back.depths)
        self._ends = kernel.Ends(
            np.array(sorted(quest.targets), np.int32),
            np.array(quest.via, np.int32),
            np.array([node for node, _ in sorted(quest.penalties)], np.int32),
            np.array([penalty for _, penalty in sorted(quest.penalties)], np.int64),
        )
        room = 256 + len(quest.sources)
        self._paths = kernel.Paths(
            np.empty(room, np.int32),
            np.empty((room, quest.hops + 1), np.int32),
            np.empty(room, np.int32),
            np.empty(room, np.int32),
            np.empty((room, 4), np.int64),
        )
        self._opened, self._table = np.empty((64, 3), np.int64), np.empty((1024, 3), np.int64)
        for source in sorted(set(quest.sources)):
            kernel.set_out(self._ends, self._paths, self._moves(), self._state, source)
        self.row: int | None = None

    def go(self, pause: int) -> bool:
        """Goes on to the next whole path, or until `pause` edges have been looked at: then it is not true."""
        while True:
            moves = self._moves()
            outcome = kernel.search(
                self._graph, self._allowed, self._ends, self._paths, moves, self.field.hops, self._state, pause
            )
            if outcome != hops.FULL:
                self.row = int(self._state[kernel.CURRENT]) if outcome == kernel.ARRIVED else None
                return bool(outcome != hops.PAUSED)
            self._make_room()

    @property
    def path(self) -> tuple[int, ...]:
        """Nodes of the path just found."""
        length = self._paths.lengths[self.row]
        return tuple(self._paths.rows[self.row, :length].tolist())

    @property
    def costs(self) -> tuple[int, ...]:
        """Cost of the path just found after each hop, in millionths."""
        costs, row = [], self.row or 0
        while self._paths.parents[row] >= 0:
            costs.append(int(self._paths.keys[row, 2]))
            row = int(self._paths.parents[row])
        return tuple(reversed(costs))

    def between(self, tail: int, head: int) -> list[int]:
        """Edges of a hop, in the order of walking."""
        edges: list[int] = kernel.between(self._graph, self._allowed, tail, head).tolist()
        return edges

    @property
    def deepest(self) -> int:
        """Hops of the longest path looked at."""
        return int(self._state[kernel.DEEPEST])

    @property
    def waiting(self) -> int:
        """Paths still in the queue."""
        return int(self._state[kernel.QUEUED])

    def close(self) -> None:
        """Leaves the field as it was."""
        kernel.close(self._moves(), self._state)

    def _moves(self) -> kernel.Moves:
        field = self.field
        return kernel.Moves(self._slots, self._opened, self._table, field.marks, self._to_go)

    def _make_room(self) -> None:
        if not self._state[kernel.OPENING]:
            paths = self._paths
            self._paths = kernel.Paths(
                doubled(paths.queue),
                doubled(paths.rows),
                doubled(paths.lengths),
                doubled(paths.parents),
                doubled(paths.keys),
            )
            return
        if self._state[kernel.OPENED] + 1 >= len(self._opened):
            self._opened = doubled(self._opened)
        if self._state[kernel.MOVES] + len(self.field.hops.nodes) > len(self._table):
            self._table = doubled(self._table)
        self._make_room_for_hubs()
