"""The name index of a view: opened in a thread of its own; requests that come meanwhile wait a moment."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from graphapi.graph.base import GraphView
from graphapi.model.errors import NamesNotReady
from graphapi.names.base import NameIndex

LOG = logging.getLogger("graphapi.names")
NamesOf = Callable[[GraphView], NameIndex]
"""The name index of a view's revision, made where there is none; called in a thread of its own."""

PATIENCE_S = 20.0
"""Seconds that a request waits for an index that is being made."""

_KEPT = 2


class NameIndexes:
    """The indexes of the last revisions that answered; without `names_of` every question is refused."""

    def __init__(self, names_of: NamesOf | None, *, patience: float = PATIENCE_S) -> None:
        self._names_of = names_of
        self._patience = patience
        self._maker = ThreadPoolExecutor(1, thread_name_prefix="names")
        self._opened: dict[str, Future[NameIndex]] = {}

    def prepare(self, view: GraphView) -> Future[NameIndex] | None:
        """Begin to open the index of a view, unless that was begun; a failed one is tried again."""
        if self._names_of is None:
            return None
        key = f"{view.revision.number} {view.revision.content_hash}"
        held = self._opened.pop(key, None)
        if held is None or (held.done() and held.exception() is not None):
            held = self._maker.submit(self._names_of, view)
        self._opened[key] = held
        for old in list(self._opened)[:-_KEPT]:
            del self._opened[old]
        return held

    async def of(self, view: GraphView) -> NameIndex:
        """The index of a view.

        Raises:
            NamesNotReady: it is still being made, it could not be made, or this service has none.
        """
        opening = self.prepare(view)
        if opening is None:
            raise NamesNotReady("this service was started without a name index")
        try:
            return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(opening)), self._patience)
        except TimeoutError:
            raise NamesNotReady("the name index of this revision is being built; try again in a moment") from None
        except OSError as error:
            LOG.warning("the name index could not be made: %s", error)
            raise NamesNotReady("the name index could not be written to the home folder") from error

    async def ready(self, view: GraphView) -> None:
        """Wait until the index of a view is there, so that both begin to answer together; a failure is only logged."""
        opening = self.prepare(view)
        if opening is not None:
            try:
                await asyncio.wrap_future(opening)
            except OSError as error:
                LOG.warning("the name index could not be made: %s", error)

    def close(self) -> None:
        """Begin nothing more; an index that is being made is finished."""
        self._maker.shutdown(wait=False, cancel_futures=True)
