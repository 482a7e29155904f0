"""Permalinks of graph answers as files: `/v1/exports/{token}/graph.gexf`.

The token is self-contained: the request, the options of the file and the revision, canonical JSON, compressed. No state
is kept, and the same token always gives the same bytes. Gephi Lite chooses a format by the end of the path, so the
suffix is there and no query follows.
"""

import asyncio
import base64
import binascii
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import quote

import orjson
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graphapi.api.addresses import route_path
from graphapi.api.formats import FILE, MEDIA, FileChoice
from graphapi.api.operations import answers_graph
from graphapi.api.problems import of_error
from graphapi.export.registry import exporter_for_suffix
from graphapi.graph.base import GraphView
from graphapi.model.errors import GraphError, InvalidRequest

GEPHI_LITE = "https://gephi.org/gephi-lite/?file="
LONGEST = 8_000
"""Bytes of a token; an answer whose request needs a longer one has no permalink."""

_UNPACKED = 200_000
VIEW = "graphapi.view"
"""Where the scope of a request names its view, if it is not the newest."""

_ADDRESS = re.compile(r"/v1/exports/([A-Za-z0-9_-]+)/graph((?:\.[a-z-]+)+)", re.ASCII)

ViewAt = Callable[[int], GraphView]
"""The view of a revision; raises RevisionNotFound."""


@dataclass(frozen=True, slots=True)
class Permalink:
    """A request for a graph, and how its file shall look."""

    method: str
    path: str
    query: str
    body: Any
    revision: int
    options: Mapping[str, str]

    def token(self) -> str | None:
        """The request in characters that need no escaping in a URL; none if it would be too long."""
        content = [self.method, self.path, self.query, self.body, self.revision, dict(self.options)]
        packed = zlib.compress(orjson.dumps(content, option=orjson.OPT_SORT_KEYS), 9)
        token = base64.urlsafe_b64encode(packed).decode().rstrip("=")
        return token if len(token) <= LONGEST else None

    @classmethod
    def of_token(cls, token: str) -> Self:
        """Inverse of `token`.

        Raises:
            InvalidRequest: the token was not made by this service.
        """
        try:
            packed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
            unpacked = zlib.decompressobj().decompress(packed, _UNPACKED)
            found = cls(*orjson.loads(unpacked))
            sound = isinstance(found.revision, int) and isinstance(found.options, dict)
            if not sound or found.method not in {"GET", "POST"} or not answers_graph(found.method, found.path):
                raise ValueError("no request for a graph")
        except (binascii.Error, zlib.error, ValueError, TypeError):
            raise InvalidRequest(
                "the token of this permalink was not made by this service",
                value=token[:80],
                parameter="token",
                suggestion="take links.gexf of a graph answer, or POST /v1/exports",
            ) from None
        return found


def permalink_of(scope: Scope, body: bytes, revision: int) -> Permalink:
    """The permalink of a request that is being answered."""
    parsed = orjson.loads(body) if body else None
    query = scope["query_string"].decode("latin-1")
    return Permalink(scope["method"], route_path(scope), query, parsed, revision, {})


def permalinks(scope: Scope, permalink: Permalink) -> dict[str, str]:
    """Addresses of the answer as GEXF and in Gephi Lite, which wants an absolute one; none for too long a request."""
    token = permalink.token()
    if token is None:
        return {}
    path = f"{scope.get('root_path', '')}/v1/exports/{token}/graph.gexf"
    base = f"{scope.get('scheme', 'http')}://{Headers(scope=scope).get('host', '')}"
    return {"gexf": path, "gephi_lite": GEPHI_LITE + quote(base + path, safe="")}


class Permalinks:
    """ASGI middleware: answers a permalink by asking the app what the token holds, of the revision that it names."""

    def __init__(self, app: ASGIApp, *, view_at: ViewAt) -> None:
        self.app = app
        self.view_at = view_at

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = _ADDRESS.fullmatch(route_path(scope)) if scope["type"] == "http" else None
        if found is None:
            await self.app(scope, receive, send)
            return
        try:
            inner, content = await self._asked(scope, found[1], found[2])
        except GraphError as error:
            await of_error(error, scope)(scope, receive, send)
            return
        sent = False

        async def given() -> Message:
            nonlocal sent
            if sent:
                return await receive()
            sent = True
            return {"type": "http.request", "body": content, "more_body": False}

        await self.app(inner, given, send)
        scope["graphapi.route"] = "/v1/exports/{token}/graph"

    async def _asked(self, scope: Scope, token: str, suffix: str) -> tuple[Scope, bytes]:
        permalink = Permalink.of_token(token)
        media = exporter_for_suffix(suffix).media_type
        choice = FileChoice.of(permalink.options)
        content = orjson.dumps(permalink.body) if permalink.body is not None else b""
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
        path = scope.get("root_path", "") + permalink.path
        inner = {
            **scope,
            "method": permalink.method,
            "path": path,
            "raw_path": path.encode(),
            "headers": headers,
            "query_string": permalink.query.encode("latin-1", "replace"),
            MEDIA: media,
            FILE: choice,
            VIEW: await asyncio.to_thread(self.view_at, permalink.revision),
        }
        return inner, content
