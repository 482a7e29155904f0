"""What is checked before any route: length of the URL, repeated parameters, the formats a client accepts."""

from collections import Counter
from collections.abc import Sequence
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from graphapi.api.addresses import route_path
from graphapi.api.files import negotiate_file
from graphapi.api.negotiation import accepts
from graphapi.api.operations import JSON
from graphapi.api.problems import of_error, problem
from graphapi.api.tabular import negotiate, negotiate_suffix, tables_of
from graphapi.model.errors import GraphError

JSON_LINES = "application/jsonl"
"""Media type of streamed paths, one JSON object a line."""

JSON_LD = "application/ld+json"
"""Media type of the published context."""

_OTHERWISE = {"/v1/context": JSON_LD, "/v1/reconcile/preview": "text/html"}
"""Paths that answer neither JSON nor a graph."""


class Guard:
    """ASGI middleware; answers with a problem what no route should have to see."""

    def __init__(self, app: ASGIApp, *, max_url_bytes: int) -> None:
        self.app = app
        self.max_url_bytes = max_url_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        await (refusal or self.app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        raw, query = scope.get("raw_path") or scope["path"].encode(), scope["query_string"]
        length = len(raw) + len(query)
        if length > self.max_url_bytes:
            detail = f"the URL has {length} bytes; at most {self.max_url_bytes} are answered"
            return problem("url_too_long", detail, scope)
        names = Counter(name for name, _ in parse_qsl(query.decode("latin-1"), keep_blank_values=True))
        twice = next((name for name, count in names.items() if count > 1), None)
        if twice is not None:
            detail = f"{twice[:80]!r} is given {names[twice]} times; give it once, several words joined by commas"
            return problem("invalid_request", detail, scope, parameter=twice)
        try:
            offered = _offered(scope)
        except GraphError as error:
            return of_error(error, scope)
        if offered and not any(accepts(scope["headers"], media) for media in offered):
            accept = Headers(scope=scope).get("accept")
            detail = f"this address answers {', '.join(offered)} only"
            return problem(
                "not_acceptable", detail, scope, parameter="Accept", value=accept, suggestion=f"Accept: {offered[0]}"
            )
        return None


def _offered(scope: Scope) -> Sequence[str]:
    also = (*_streamed(scope), *tables_of(scope))
    return negotiate_suffix(scope) or negotiate_file(scope, also) or negotiate(scope) or media_types_of(scope)


def media_types_of(scope: Scope) -> Sequence[str]:
    """What an address under `/v1` answers; nothing elsewhere."""
    path = route_path(scope)
    if not path.startswith("/v1") or path.startswith("/v1/exports/"):
        return ()
    return (_OTHERWISE.get(path, JSON),)


def _streamed(scope: Scope) -> Sequence[str]:
    return (JSON_LINES,) if scope["method"] == "POST" and route_path(scope) == "/v1/paths" else ()
