"""Contract of an engine: what a view answers by itself, faster than the generic loops and with the same answers."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence

from graphapi.graph.found import Found, Quest, Route, Routes
from graphapi.graph.meter import Meter
from graphapi.model.answers import COMPLETE, Completeness
from graphapi.model.steps import NodeFilter, Step


class Ranked(ABC):
    """A search for paths by cost; `completeness` and `deepest` tell how far it came."""

    completeness: Completeness = COMPLETE
    deepest: int = 0

    @abstractmethod
    def routes(self) -> AsyncIterator[Route]:
        """See `graph.ranked.RankedSearch.routes`."""


class Engine(ABC):
    """Each question may be declined by answering nothing; then `walk`, `routes` and `ranked` answer it."""

    @abstractmethod
    async def neighborhood(
        self, starts: Sequence[str], step: Step, meter: Meter, *, stop_at: NodeFilter | None
    ) -> Found | None:
        """See `graph.walk.neighborhood`, for one step that may be repeated."""

    @abstractmethod
    async def shortest(self, source: str, target: str, step: Step, meter: Meter, *, most: int) -> Routes | None:
        """See `graph.routes.shortest`."""

    @abstractmethod
    def ranked(self, quest: Quest, least: int, cost: str, meter: Meter) -> Ranked | None:
        """See `graph.ranked.RankedSearch`: a quest of one step that may be repeated; paths of `least` hops or more."""
