"""Addresses: prefixes of a proxy and of an older revision, the path of a request, links to the same question."""

import re
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

REVISION = "graphapi.revision"
"""Where the scope of a request names its revision, if it is not the newest."""

_BELOW = re.compile(r"/revisions/([1-9][0-9]{0,8})(?=/|$)", re.ASCII)


class Prefix:
    """ASGI middleware: passes the app the prefix under which a proxy serves it, whether the proxy strips it or not.

    The prefix itself leads to the page below it, whose relative addresses need the last slash.
    """

    def __init__(self, app: ASGIApp, *, root_path: str) -> None:
        self.app = app
        self.root_path = root_path.rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope.get("path", "")
        if self.root_path and path == self.root_path:
            await RedirectResponse(f"{self.root_path}/", 308)(scope, receive, send)
            return
        if not f"{path}/".startswith(f"{self.root_path}/"):
            path = self.root_path + path
        await self.app({**scope, "path": path, "root_path": self.root_path}, receive, send)


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


def route_path(scope: Scope) -> str:
    """The path without the prefix under which a proxy serves the API."""
    path: str = scope["path"]
    return path.removeprefix(_root(scope))


def revision_asked(scope: MutableMapping[str, Any]) -> int | None:
    """The revision below which a request was asked; nothing for the newest."""
    asked: int | None = scope.get(REVISION)
    return asked


def raw_path(scope: Scope) -> str:
    """The path as it was sent, percent-encoded ASCII."""
    raw: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
    return raw.decode("ascii", "backslashreplace")


def address(scope: Scope, *, suffix: str = "", **changed: str) -> str:
    """The address of a request with a suffix to its path and changed parameters, which come in order."""
    query = sorted((dict(_parameters(scope)) | changed).items())
    return _root(scope) + route_path(scope) + suffix + (f"?{urlencode(query)}" if query else "")


def moved_address(scope: Scope, *, old: str, new: str) -> str | None:
    """The same question about the node that replaced it; none if the old id is not in the URL."""
    root = _root(scope)
    segments = [unquote(segment) for segment in raw_path(scope).removeprefix(root).split("/")]
    parameters = [(name, value.split(",")) for name, value in _parameters(scope)]
    if old not in segments and not any(old in words for _, words in parameters):
        return None
    path = "/".join(quote(new if segment == old else segment, safe=":") for segment in segments)
    query = [(name, ",".join(new if word == old else word for word in words)) for name, words in parameters]
    return root + path + (f"?{urlencode(query, safe=':,')}" if query else "")


def _root(scope: Scope) -> str:
    return str(scope.get("root_path", ""))


def _parameters(scope: Scope) -> list[tuple[str, str]]:
    return parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
