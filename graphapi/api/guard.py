"""What is checked before any route: length of the URL, repeated parameters, the formats a client accepts."""

from collections import Counter
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Receive, Scope, Send

from graphapi.api.problems import problem


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
            return problem(414, "url_too_long", "URL too long", detail, suggestion="use the POST form of the query")
        names = Counter(name for name, _ in parse_qsl(query.decode("latin-1"), keep_blank_values=True))
        twice = next((name for name, count in names.items() if count > 1), None)
        if twice is not None:
            detail = f"{twice[:80]!r} is given {names[twice]} times; give it once, several words joined by commas"
            return problem(400, "invalid_request", "Invalid request", detail, parameter=twice[:80])
        offered = media_type_of(scope["path"])
        if offered and not accepts(scope["headers"], offered):
            detail = f"this address answers {offered} only"
            return problem(406, "not_acceptable", "Not acceptable", detail, suggestion=f"Accept: {offered}")
        return None


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
        best = max(best, (specificity, _quality(rest))) if specificity >= 0 else best
    return best[0] >= 0 and best[1] > 0


def _specificity(media: str, offered: str) -> int:
    if media == offered:
        return 2
    if media == offered.partition("/")[0] + "/*":
        return 1
    return 0 if media == "*/*" else -1


def _quality(parameters: str) -> float:
    for part in parameters.split(";"):
        name, _, value = part.strip().partition("=")
        if name == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
