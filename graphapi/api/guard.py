"""What is checked before any route: length of the URL, repeated parameters, the formats a client accepts."""

from collections import Counter
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from graphapi.api.formats import negotiate
from graphapi.api.negotiation import accepts
from graphapi.api.problems import of_error, problem
from graphapi.model.errors import GraphError


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
            detail = f"{twice[:80]!r} is given {names[twice]} times; give it once, several values separated by commas"
            return problem("invalid_request", detail, scope, parameter=twice)
        try:
            offered = negotiate(scope)
        except GraphError as error:
            return of_error(error, scope)
        if offered and not any(accepts(scope["headers"], media) for media in offered):
            accept = Headers(scope=scope).get("accept")
            detail = f"this URL is only available as {', '.join(offered)}"
            return problem(
                "not_acceptable", detail, scope, parameter="Accept", value=accept, suggestion=f"Accept: {offered[0]}"
            )
        return None
