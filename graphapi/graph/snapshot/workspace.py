"""Arrays that searches work on, kept and used again: marks are told apart by the number of the search."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from graphapi.graph.snapshot.kernels import Ints, Longs
from graphapi.graph.snapshot.kernels.hops import HopBuffer

T = TypeVar("T", bound=np.generic)

_FEW = 1 << 12
_AT_A_TIME = 1 << 10
_LAST_EPOCH = 1 << 23


class Workspace:
    """Marks of one search: a node is marked when its mark holds the epoch, so that nothing has to be cleared.

    `to_go` and `slots` are all zero between searches where a search uses them.
    """

    def __init__(self, nodes: int) -> None:
        self.marks: Ints = np.zeros(nodes, np.int32)
        self.queue: Ints = np.empty(nodes, np.int32)
        self.edges: Ints = np.empty(_FEW, np.int32)
        self.edge_slots: Longs = np.zeros(2 * _FEW, np.int64)
        self.links: Ints = np.empty((_FEW, 3), np.int32)
        self.hops = HopBuffer(
            np.empty(_AT_A_TIME, np.int32), np.empty(_AT_A_TIME, np.int32), np.empty((64, 3), np.int32)
        )
        self.slots: Ints | None = None
        self.to_go: npt.NDArray[np.int8] | None = None
        self.epoch = 0

    def begin(self) -> int:
        """The epoch of a new search."""
        self.epoch += 1
        if self.epoch == _LAST_EPOCH:
            self.marks[:] = 0
            self.edge_slots[:] = 0
            self.epoch = 1
        return self.epoch

    def with_room_for_edges(self) -> None:
        """Doubles the room for edges walked; the hash set is empty afterwards."""
        self.edges = doubled(self.edges)
        self.edge_slots = np.zeros(2 * len(self.edges), np.int64)

    def with_room_for_hubs(self) -> None:
        """Doubles the table of hubs."""
        self.hops = HopBuffer(self.hops.nodes, self.hops.edges, doubled(self.hops.hubs))

    def for_paths(self) -> tuple[Ints, npt.NDArray[np.int8]]:
        """Slots of opened nodes and hops to go, made when a search first asks for them."""
        if self.slots is None or self.to_go is None:
            self.slots, self.to_go = np.zeros(len(self.marks), np.int32), np.zeros(len(self.marks), np.int8)
        return self.slots, self.to_go


class WorkspacePool:
    """WorkspacePool that no search works on at the moment; lent to one search at a time."""

    def __init__(self, nodes: int) -> None:
        self._nodes = nodes
        self._idle: list[Workspace] = []

    def take(self) -> Workspace:
        """A workspace for one search; its user gives it back, unless the search failed in a thread at work on it."""
        return self._idle.pop() if self._idle else Workspace(self._nodes)

    def give_back(self, workspace: Workspace) -> None:
        """Ends the use of a workspace."""
        self._idle.append(workspace)

    @contextmanager
    def lend(self) -> Iterator[Workspace]:
        """A workspace for one search that may be interrupted."""
        workspace = self.take()
        try:
            yield workspace
        except GeneratorExit:  # Whoever asked has found enough.
            self.give_back(workspace)
            raise
        self.give_back(workspace)


def doubled(array: npt.NDArray[T]) -> npt.NDArray[T]:
    """The array with twice the rows; the new ones are not set."""
    larger = np.empty((2 * len(array), *array.shape[1:]), array.dtype)
    larger[: len(array)] = array
    return larger
