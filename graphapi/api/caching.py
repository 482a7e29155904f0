"""Strong ETags, 304, gzip, and a bounded cache of ready answers, all keyed by revision and normalised query."""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

GZIP_FROM = 1_000
"""Bytes from which an answer is compressed."""
_GZIP_LEVEL = 5


@dataclass(frozen=True, slots=True)
class Stored:
    """A ready answer with its headers; `route` is the template for the metrics."""

    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    route: str


class AnswerCache:
    """ASGI middleware for GET and HEAD under `/v1`: the same bytes for the same query and revision.

    `mark` gives what tells two revisions apart. Answers above a sixteenth of the memory are not kept.
    """

    def __init__(self, app: ASGIApp, *, mark: Callable[[], str], memory: int, max_age: int) -> None:
        self.app = app
        self.mark = mark
        self.memory = memory
        self.max_age = max_age
        self._kept: OrderedDict[str, Stored] = OrderedDict()
        self._held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"} or not scope["path"].startswith("/v1"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        zipped = "gzip" in headers.get("accept-encoding", "")
        tag = self._tag(scope, zipped=zipped)
        if tag in _tags(headers.get("if-none-match", "")) and tag in self._kept:
            await _send(send, 304, [*_validators(tag, self.max_age)], b"")
            return
        bodiless = scope["method"] == "HEAD"
        stored = self._kept.get(tag)
        if stored is not None:
            self._kept.move_to_end(tag)
            scope["graphapi.route"], scope["graphapi.cached"] = stored.route, True
            await _send(send, 200, [*stored.headers], b"" if bodiless else stored.body)
            return
        answer = _Capture(tag, zipped=zipped, max_age=self.max_age, known=_tags(headers.get("if-none-match", "")))
        await self.app({**scope, "method": "GET"} | {"graphapi.scope": scope}, receive, answer.take)
        await self._finish(answer, scope, send, bodiless=bodiless)

    async def _finish(self, answer: "_Capture", scope: Scope, send: Send, *, bodiless: bool) -> None:
        status, headers, body = answer.finished()
        if status == 200 and answer.storable:
            self._keep(answer.tag, Stored(tuple(headers), body, scope.get("graphapi.route", "")))
        if status == 200 and answer.tag in answer.known and answer.storable:
            await _send(send, 304, [*_validators(answer.tag, self.max_age)], b"")
            return
        await _send(send, status, headers, b"" if bodiless else body)

    def _keep(self, tag: str, stored: Stored) -> None:
        size = len(stored.body)
        if size > self.memory // 16:
            return
        self._held += size
        self._kept[tag] = stored
        while self._held > self.memory:
            _, dropped = self._kept.popitem(last=False)
            self._held -= len(dropped.body)

    def _tag(self, scope: Scope, *, zipped: bool) -> str:
        query = normalised(scope["query_string"])
        key = f"{self.mark()}\n{scope.get('root_path', '')}\n{scope['path']}\n{query}"
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        return f'"{digest}{"-gzip" if zipped else ""}"'


def normalised(query: bytes) -> str:
    """Parameters in order of their names, written in one way."""
    return urlencode(sorted(parse_qsl(query.decode("latin-1"), keep_blank_values=True)), quote_via=quote)


class _Capture:
    """Collects an answer and gives it its validators and its encoding."""

    def __init__(self, tag: str, *, zipped: bool, max_age: int, known: frozenset[str]) -> None:
        self.tag, self.zipped, self.max_age, self.known = tag, zipped, max_age, known
        self.status = 500
        self.raw: list[tuple[bytes, bytes]] = []
        self.chunks: list[bytes] = []
        self.storable = False

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.raw = message["status"], list(message["headers"])
        elif message["type"] == "http.response.body":
            self.chunks.append(message.get("body", b""))

    def finished(self) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        body = b"".join(self.chunks)
        headers = MutableHeaders(raw=self.raw)
        headers["Vary"] = "Accept, Accept-Encoding"
        self.storable = self.status == 200 and "cache-control" not in headers
        if self.storable:
            for name, value in _validators(self.tag, self.max_age):
                headers[name.decode()] = value.decode()
        if self.zipped and len(body) >= GZIP_FROM:
            body = gzip.compress(body, _GZIP_LEVEL, mtime=0)
            headers["Content-Encoding"] = "gzip"
        headers["Content-Length"] = str(len(body))
        return self.status, headers.raw, body


def _validators(tag: str, max_age: int) -> list[tuple[bytes, bytes]]:
    return [
        (b"etag", tag.encode()),
        (b"cache-control", f"public, max-age={max_age}".encode()),
        (b"vary", b"Accept, Accept-Encoding"),
    ]


def _tags(header: str) -> frozenset[str]:
    return frozenset(tag.strip().removeprefix("W/") for tag in header.split(",") if tag.strip())


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
