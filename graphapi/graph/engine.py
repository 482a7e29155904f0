"""Contract of an engine: what a view answers by itself, faster than the generic loops and with the same answers."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence

from graphapi.graph.meter import Meter
from graphapi.graph.results import Found, PathQuery, PathSet, Route
from graphapi.model.answers import COMPLETE, Completeness
from graphapi.model.steps import NodeFilter, Step


class Ranked(ABC):
    """A search for paths by cost; `completeness` and `deepest` tell how far it came."""

    completeness: Completeness = COMPLETE
    deepest: int = 0

    @abstractmethod
    def routes(self) -> AsyncIterator[Route]:
        """See `graph.ranked.KShortestPaths.routes`."""


class Engine(ABC):
    """Each question may be declined by answering nothing; then `walk`, `routes` and `ranked` answer it."""

    @abstractmethod
    async def neighborhood(
        self, starts: Sequence[str], step: Step, meter: Meter, *, stop_at: NodeFilter | None
    ) -> Found | None:
        """See `graph.walk.neighborhood`, for one step that may be repeated."""

    @abstractmethod
    async def shortest(self, source: str, target: str, step: Step, meter: Meter, *, most: int) -> PathSet | None:
        """See `graph.routes.shortest`."""

    @abstractmethod
    def ranked(self, quest: PathQuery, least: int, cost: str, meter: Meter) -> Ranked | None:
        """See `graph.k_shortest.KShortestPaths`: one step that may be repeated; paths of `least` hops or more."""
