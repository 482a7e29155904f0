"""A client that goes away stops its traversal."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Annotated

from fastapi import Depends, Request


async def _departure(request: Request) -> AsyncIterator[Callable[[], bool]]:
    left = asyncio.Event()

    async def watch() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        left.set()

    watching = asyncio.create_task(watch())
    try:
        yield left.is_set
    finally:
        watching.cancel()


DisconnectedDep = Annotated[Callable[[], bool], Depends(_departure)]
"""Whether the client of this request has gone."""
