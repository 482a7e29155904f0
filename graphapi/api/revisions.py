"""The service as of an older revision: all that stands at `/`, asked below `/revisions/{n}`."""

import re
from collections.abc import MutableMapping
from typing import Any

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from graphapi.api.addresses import route_path

REVISION = "graphapi.revision"
"""Where the scope of a request names its revision, if it is not the newest."""

_BELOW = re.compile(r"/revisions/([1-9][0-9]{0,8})(?=/|$)", re.ASCII)


class AsOf:
    """ASGI middleware: takes `/revisions/{n}` for a prefix, so that links in answers stay with the revision."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = _BELOW.match(route_path(scope)) if scope["type"] == "http" else None
        if found is None:
            await self.app(scope, receive, send)
            return
        root = scope.get("root_path", "") + found[0]
        if scope["path"] == root:
            await RedirectResponse(f"{root}/", 308)(scope, receive, send)
            return
        await self.app({**scope, "root_path": root, REVISION: int(found[1])}, receive, send)


def revision_asked(scope: MutableMapping[str, Any]) -> int | None:
    """The revision below which a request was asked; nothing for the newest."""
    asked: int | None = scope.get(REVISION)
    return asked
