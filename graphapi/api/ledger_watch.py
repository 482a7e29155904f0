"""A running service follows its ledger: a new revision is opened aside and then answers, without a request lost."""

import asyncio
import logging

from fastapi import FastAPI

from graphapi.api.permalinks import ViewAt
from graphapi.ledger.base import Ledger
from graphapi.model.errors import GraphError

LOG = logging.getLogger("graphapi.following")
SECONDS = 1.0
"""Between two looks at the ledger."""


async def follow(app: FastAPI, ledger: Ledger, view_at: ViewAt, *, seconds: float = SECONDS) -> None:
    """Swap the app's view whenever the ledger has a newer revision; a request keeps the view that it began with.

    A ledger that cannot be read is looked at again later: the view in memory still answers.
    """
    while True:
        await asyncio.sleep(seconds)
        try:
            head = await asyncio.to_thread(ledger.head)
            if head is not None and head.number != app.state.view.revision.number:
                view = await asyncio.to_thread(view_at, head.number)
                await app.state.names.ready(view)
                app.state.view = view
                LOG.info("revision %d answers now", head.number)
        except GraphError as error:
            LOG.warning("the ledger could not be followed: %s", error.detail)
        except Exception:  # whatever it is: the view in memory still answers, and a later look may succeed
            LOG.exception("the ledger could not be followed")
