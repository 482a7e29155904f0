"""The budget of one traversal, counted in edges examined and in milliseconds."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from graphapi.model.completeness import Shortfall

CHECK_EVERY = 1024
"""Edges between two checks of the clock; at each, other requests get their turn."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Ceilings of one traversal: edges examined, milliseconds, results (nodes or paths)."""

    edges: int = 200_000
    ms: int = 5_000
    results: int = 1_000


class Meter:
    """Counts the work of one traversal and stops it; `stopped` says why, nothing while it may go on.

    `hubs` holds the nodes where a hub policy was applied, with the edges there and the edges kept.
    """

    __slots__ = ("_deadline", "budget", "cancelled", "edges", "hubs", "next_check", "started", "stopped")

    def __init__(self, budget: Budget, *, cancelled: Callable[[], bool] = lambda: False) -> None:
        self.budget = budget
        self.edges = 0
        self.stopped: Shortfall | None = None
        self.cancelled = cancelled
        self.hubs: dict[str, tuple[int, int]] = {}
        self.started = time.perf_counter()
        self._deadline = self.started + budget.ms / 1000
        self.next_check = CHECK_EVERY

    def charge(self, edges: int = 1) -> int:
        """Count edges about to be examined; how many of them the budget holds."""
        held = min(edges, self.budget.edges - self.edges)
        self.edges += held
        if held < edges:
            self.stopped = Shortfall.EDGE_BUDGET
        return held

    async def checkpoint(self) -> bool:
        """Let others run every `CHECK_EVERY` edges and check the clock; false when the traversal has to stop."""
        if self.edges >= self.next_check:
            self.next_check = self.edges + CHECK_EVERY
            await asyncio.sleep(0)
            if self.stopped is None and (time.perf_counter() > self._deadline or self.cancelled()):
                self.stopped = Shortfall.TIME_BUDGET
        return self.stopped is None

    @property
    def ms(self) -> float:
        """Milliseconds since the traversal began."""
        return (time.perf_counter() - self.started) * 1000
