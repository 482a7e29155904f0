"""What every search over a topology has in common: its cursor, its counts and the hubs that it met."""

import numpy as np

from graphapi.graph.snapshot.kernels import hops
from graphapi.graph.snapshot.scratch import Field
from graphapi.graph.snapshot.topology import Ints, Longs

UNBOUNDED = 1 << 62


class Search:
    """A search on the arrays of one field; its state begins with the cursor of `kernels.hops`."""

    def __init__(self, field: Field, size: int, budget: int) -> None:
        self.field = field
        self._state: Longs = np.zeros(size, np.int64)
        self._state[hops.BUDGET] = budget

    @property
    def looked(self) -> int:
        """Edges looked at."""
        return int(self._state[hops.LOOKED])

    @property
    def stopped(self) -> bool:
        """Whether the budget was spent."""
        return bool(self._state[hops.STOPPED])

    @property
    def hubs(self) -> Ints:
        """Nodes with too many edges, how many, and how many were kept."""
        return self.field.hops.hubs[: self._state[hops.HUBS]]

    def _make_room_for_hubs(self) -> None:
        if self._state[hops.HUBS] == len(self.field.hops.hubs):
            self.field.with_room_for_hubs()
