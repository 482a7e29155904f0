"""Strong ETags, 304, gzip, and a bounded cache of ready answers, all keyed by revision and normalised query."""

import gzip
import hashlib
import zlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, quote, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graphapi.api.addresses import route_path
from graphapi.api.formats import FILE, MEDIA
from graphapi.api.negotiation import quality

GZIP_FROM = 1_000
"""Bytes from which an answer is compressed."""
_GZIP_LEVEL = 5
_PER_ANSWER = 1_500
"""Bytes that an answer takes besides its body: key, headers and objects (measured: 1,100 to 1,400)."""
_VARY = "Accept, Accept-Encoding"
_PAGES = ("/openapi.json", "/docs")
_ENDLESS = "/v1/stream.gs"


@dataclass(frozen=True, slots=True)
class CachedAnswer:
    """An answer ready to send; `route` is the template for the metrics, `tag` its validator if it may be kept."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    route: str
    tag: str | None


class AnswerStore:
    """Answers by tag within a bound of memory; the longest unused ones leave first.

    An answer above a sixteenth of the memory is not kept.
    """

    def __init__(self, memory: int) -> None:
        self.memory = memory
        self.largest = memory // 16
        self.held = 0
        self._answers: OrderedDict[str, CachedAnswer] = OrderedDict()

    def get(self, tag: str) -> CachedAnswer | None:
        """The answer with this tag, which now counts as used."""
        answer = self._answers.get(tag)
        if answer is not None:
            self._answers.move_to_end(tag)
        return answer

    def put(self, tag: str, answer: CachedAnswer) -> None:
        """Keep an answer, in place of one with the same tag."""
        before = self._answers.pop(tag, None)
        self.held -= _size(before) if before else 0
        size = _size(answer)
        if len(answer.body) > self.largest:
            return
        self.held += size
        self._answers[tag] = answer
        while self.held > self.memory:
            _, dropped = self._answers.popitem(last=False)
            self.held -= _size(dropped)


class AnswerCache:
    """ASGI middleware for GET and HEAD: the same bytes for the same query and mark.

    `mark` gives what an answer depends on besides the URL.
    """

    def __init__(self, app: ASGIApp, *, mark: Callable[[], str], memory: int, max_age: int) -> None:
        self.app = app
        self.mark = mark
        self.store = AnswerStore(memory)
        self.max_age = max_age

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"} or not _has_validators(scope):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        zipped = takes_gzip(", ".join(headers.getlist("accept-encoding")))
        tag = self._tag(scope, zipped=zipped)
        answer = self.store.get(tag)
        if answer is not None:
            scope["graphapi.route"], scope["graphapi.cached"] = answer.route, True
        else:
            answer = await self._fresh(scope, receive, send, tag, zipped=zipped)
        if answer is None:
            return
        if answer.tag and _holds(headers, answer.tag):
            await _send(send, 304, _validators(answer.tag, self.max_age), b"")
            return
        await _send(send, answer.status, answer.headers, b"" if scope["method"] == "HEAD" else answer.body)

    async def _fresh(
        self, scope: Scope, receive: Receive, send: Send, tag: str, *, zipped: bool
    ) -> CachedAnswer | None:
        """The answer of the app; nothing when it was too long to hold and has been sent on as it came."""
        known = _holds(Headers(scope=scope), tag)
        flow = _Flow(send, bodiless=scope["method"] == "HEAD" or known, known=known)
        capture = _Capture(tag, flow, zipped=zipped, max_age=self.max_age, most=self.store.largest)
        await self.app({**scope, "method": "GET", "graphapi.scope": scope}, receive, capture.take)
        if capture.flowing:
            return None
        answer = capture.answer(scope.get("graphapi.route", ""))
        if answer.tag is not None:
            self.store.put(tag, answer)
        return answer

    def _tag(self, scope: Scope, *, zipped: bool) -> str:
        query = normalised(scope["query_string"])
        place = f"{scope.get('scheme', '')}://{Headers(scope=scope).get('host', '')}{scope.get('root_path', '')}"
        key = f"{self.mark()}\n{place}\n{scope['path']}\n{scope.get(MEDIA, '')}\n{scope.get(FILE, '')}\n{query}"
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        return f'"{digest}{"-gzip" if zipped else ""}"'


def normalised(query: bytes) -> str:
    """Parameters in order of their names, written in one way."""
    return urlencode(sorted(parse_qsl(query.decode("latin-1"), keep_blank_values=True)), quote_via=quote)


@lru_cache(maxsize=256)
def takes_gzip(accept_encoding: str) -> bool:
    """Whether a client takes gzip: by name, else by `*`, with a weight above 0 (RFC 9110, 12.5.3)."""
    weights: dict[str, float] = {}
    for element in accept_encoding.lower().split(","):
        coding, _, parameters = element.partition(";")
        weights[coding.strip()] = quality(parameters)
    return weights.get("gzip", weights.get("*", 0.0)) > 0


def _has_validators(scope: Scope) -> bool:
    path = route_path(scope)
    return (path.startswith("/v1") and path != _ENDLESS) or path in _PAGES


def _size(answer: CachedAnswer) -> int:
    return len(answer.body) + _PER_ANSWER


@dataclass(slots=True)
class _Flow:
    """Where an answer goes that is too long to hold; `known` says that the client has it already."""

    send: Send
    bodiless: bool
    known: bool


class _Capture:
    """Collects an answer and gives it its validators and its encoding; one too long to be kept flows on instead."""

    def __init__(self, tag: str, flow: _Flow, *, zipped: bool, max_age: int, most: int) -> None:
        self.tag, self.flow, self.zipped, self.max_age, self.most = tag, flow, zipped, max_age, most
        self.status = 500
        self.raw: list[tuple[bytes, bytes]] = []
        self.chunks: list[bytes] = []
        self.held = 0
        self.flowing = False
        self._packer = zlib.compressobj(_GZIP_LEVEL, wbits=31)

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.raw = message["status"], list(message["headers"])
            return
        self.chunks.append(message.get("body", b""))
        self.held += len(self.chunks[-1])
        more = bool(message.get("more_body", False))
        if self.flowing or (self.status == 200 and more and self.held > self.most):
            await self._flow_on(more=more)

    async def _flow_on(self, *, more: bool) -> None:
        if not self.flowing:
            self.flowing = True
            headers, storable = self._headed()
            del headers["Content-Length"]
            if self.zipped:
                headers["Content-Encoding"] = "gzip"
            known = self.flow.known and storable
            raw = list(_validators(self.tag, self.max_age)) if known else headers.raw
            await self.flow.send({"type": "http.response.start", "status": 304 if known else 200, "headers": raw})
        body, self.chunks = b"".join(self.chunks), []
        if self.zipped:
            body = self._packer.compress(body) + (b"" if more else self._packer.flush())
        sent = b"" if self.flow.bodiless else body
        await self.flow.send({"type": "http.response.body", "body": sent, "more_body": more})

    def _headed(self) -> tuple[MutableHeaders, bool]:
        headers = MutableHeaders(raw=self.raw)
        headers["Vary"] = _VARY
        storable = self.status == 200 and "cache-control" not in headers
        if storable:
            headers["ETag"] = self.tag
            headers["Cache-Control"] = f"public, max-age={self.max_age}"
        return headers, storable

    def answer(self, route: str) -> CachedAnswer:
        """The whole answer, when it did not flow on."""
        body = b"".join(self.chunks)
        headers, storable = self._headed()
        if self.zipped and len(body) >= GZIP_FROM:
            body = gzip.compress(body, _GZIP_LEVEL, mtime=0)
            headers["Content-Encoding"] = "gzip"
        headers["Content-Length"] = str(len(body))
        return CachedAnswer(self.status, tuple(headers.raw), body, route, self.tag if storable else None)


def _validators(tag: str, max_age: int) -> tuple[tuple[bytes, bytes], ...]:
    return (
        (b"etag", tag.encode()),
        (b"cache-control", f"public, max-age={max_age}".encode()),
        (b"vary", _VARY.encode()),
    )


def _holds(headers: Headers, tag: str) -> bool:
    """Whether the client says that it has the answer with this tag."""
    known = _tags(headers)
    return tag in known or "*" in known


def _tags(headers: Headers) -> frozenset[str]:
    listed = ",".join(headers.getlist("if-none-match"))
    return frozenset(tag.strip().removeprefix("W/") for tag in listed.split(",") if tag.strip())


async def _send(send: Send, status: int, headers: tuple[tuple[bytes, bytes], ...], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body", "body": body})
