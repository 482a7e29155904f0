"""Contract of an engine: what a view answers by itself, faster than the generic loops and with the same answers."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence

from graphapi.graph.meter import Meter
from graphapi.graph.results import FoundPath, PathQuery, PathSet, Reached
from graphapi.model.completeness import COMPLETE, Completeness
from graphapi.model.steps import NodeFilter, Step


class PathSearch(ABC):
    """A search for paths by cost; `completeness` and `deepest` say how far it got."""

    completeness: Completeness = COMPLETE
    deepest: int = 0

    @abstractmethod
    def paths(self) -> AsyncIterator[FoundPath]:
        """See `graph.k_shortest.KShortestPaths.paths`."""


class Engine(ABC):
    """Each question may be declined by answering nothing; then `bfs`, `shortest_paths` and `k_shortest` answer it."""

    @abstractmethod
    async def breadth_first(
        self, starts: Sequence[str], step: Step, meter: Meter, *, stop_at: NodeFilter | None
    ) -> Reached | None:
        """See `graph.bfs.breadth_first`, for one step that may be repeated."""

    @abstractmethod
    async def shortest(self, source: str, target: str, step: Step, meter: Meter, *, most: int) -> PathSet | None:
        """See `graph.shortest_paths.shortest`."""

    @abstractmethod
    def k_shortest(self, query: PathQuery, least: int, cost: str, meter: Meter) -> PathSearch | None:
        """See `graph.k_shortest.KShortestPaths`: one step that may be repeated; paths of `least` hops or more."""
