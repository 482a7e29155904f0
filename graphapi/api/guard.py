"""What is checked before any route: length of the URL, repeated parameters, the formats a client accepts."""

import re
from collections import Counter
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from graphapi.api.addresses import route_path
from graphapi.api.problems import problem

JSON_LINES = "application/jsonl"
"""Media type of streamed paths, one JSON object a line."""

_WEIGHT = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")


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
        offered = media_type_of(route_path(scope))
        if offered and not accepts(scope["headers"], offered) and not _streams(scope):
            accept = Headers(scope=scope).get("accept")
            detail = f"this address answers {offered} only"
            return problem("not_acceptable", detail, scope, parameter="Accept", value=accept,
                           suggestion=f"Accept: {offered}")  # fmt: skip
        return None


def _streams(scope: Scope) -> bool:
    return scope["method"] == "POST" and route_path(scope) == "/v1/paths" and accepts(scope["headers"], JSON_LINES)


def media_type_of(path: str) -> str | None:
    """What an address under `/v1` answers; nothing elsewhere."""
    if not path.startswith("/v1"):
        return None
    return "application/gexf+xml" if path.endswith(".gexf") else "application/json"


def accepts(headers: list[tuple[bytes, bytes]], offered: str) -> bool:
    """Whether the Accept headers (RFC 9110, 12.5.1) allow the media type; the most specific range decides."""
    texts = [value.decode("latin-1") for name, value in headers if name == b"accept"]
    ranges = [part.strip() for text in texts for part in text.split(",") if part.strip()]
    if not ranges:
        return True
    best: tuple[int, float] = (-1, 0.0)
    for text in ranges:
        media, _, rest = text.partition(";")
        specificity = _specificity(media.strip().lower(), offered)
        best = max(best, (specificity, quality(rest))) if specificity >= 0 else best
    return best[0] >= 0 and best[1] > 0


def _specificity(media: str, offered: str) -> int:
    if media == offered:
        return 2
    if media == offered.partition("/")[0] + "/*":
        return 1
    return 0 if media == "*/*" else -1


def quality(parameters: str) -> float:
    """Weight among the parameters of an element (RFC 9110, 12.4.2): 1 when absent, 0 when it is no weight."""
    for part in parameters.split(";"):
        name, _, value = part.partition("=")
        if name.strip().lower() == "q":
            return float(value) if _WEIGHT.fullmatch(value.strip()) else 0.0
    return 1.0
