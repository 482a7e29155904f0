"""A view that answers at once from one that is ready, and from a faster one as soon as that is made."""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from graphapi.graph.base import Expansion, GraphView, Place
from graphapi.graph.engine import Engine
from graphapi.graph.meter import Meter
from graphapi.model.documents import Edge, Node, Source, Statement
from graphapi.model.steps import Step

LOG: Final = logging.getLogger("graphapi.views")


class RisingView(GraphView):
    """Two views of the same revision, one after the other: they give the same answers, so a request may see both.

    `rise` makes the faster one in a thread of its own; where that fails, the first goes on and the log says why.
    """

    def __init__(self, first: GraphView, make: Callable[[], GraphView]) -> None:
        self.revision = first.revision
        self._view, self._make = first, make
        self.risen = threading.Event()

    def rise(self) -> None:
        """Begins to make the faster view; `risen` is set when that is over."""
        threading.Thread(target=self._rise, name="rising-view", daemon=True).start()

    @property
    def engine(self) -> Engine | None:  # type: ignore[override]  # a property, for it changes
        """The engine of the view that answers now."""
        return self._view.engine

    async def nodes(self, ids: Sequence[str]) -> Mapping[str, Node]:
        return await self._view.nodes(ids)

    async def edges(self, ids: Sequence[str]) -> Mapping[str, Edge]:
        return await self._view.edges(ids)

    async def sources(self, ids: Sequence[str]) -> Mapping[str, Source]:
        return await self._view.sources(ids)

    async def statements(self, subject: str) -> Sequence[Statement]:
        return await self._view.statements(subject)

    async def documents(self, ids: Sequence[str]) -> Sequence[bytes]:
        return await self._view.documents(ids)

    async def node_ids(self, kind: str | None = None) -> Sequence[str]:
        return await self._view.node_ids(kind)

    async def edge_ids(self, kind: str | None = None) -> Sequence[str]:
        return await self._view.edge_ids(kind)

    async def ordered(self, ids: Iterable[str]) -> Sequence[str]:
        return await self._view.ordered(ids)

    async def source_ids(self) -> Sequence[str]:
        return await self._view.source_ids()

    async def resting_on(self, source: str) -> Sequence[str]:
        return await self._view.resting_on(source)

    async def fate(self, identifier: str) -> str | None:
        return await self._view.fate(identifier)

    async def place(self, node: str) -> Place:
        return await self._view.place(node)

    async def degree(self, node: str) -> int:
        return await self._view.degree(node)

    async def expand(self, frontier: Sequence[str], step: Step, meter: Meter) -> Expansion:
        return await self._view.expand(frontier, step, meter)

    def _rise(self) -> None:
        try:
            self._view = self._make()
            LOG.info("revision %d answers from %s now", self.revision.number, type(self._view).__name__)
        except Exception:
            LOG.exception("revision %d goes on in %s", self.revision.number, type(self._view).__name__)
        finally:
            self.risen.set()
