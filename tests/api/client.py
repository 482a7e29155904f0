"""A client that talks ASGI to an app and holds every answer to the rules of HTTP."""

import asyncio
import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import unquote

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Scope


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it goes over the wire; `body` is not decompressed."""

    status: int
    headers: Headers
    body: bytes

    @property
    def content(self) -> bytes:
        """The body without its content encoding."""
        return gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body

    @property
    def media_type(self) -> str:
        """The content type without parameters."""
        return self.headers.get("content-type", "").partition(";")[0]

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.content)


class Client:
    """Sends one request at a time; the URL is handed on as written, bytes that are no text as surrogate escapes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._runner = asyncio.Runner()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.close()

    def get(self, url: str, **headers: str) -> Answer:
        """A GET; underscores in the names of headers stand for hyphens."""
        return self.request("GET", url, {name.replace("_", "-"): value for name, value in headers.items()})

    def request(self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Answer:
        """Any request; the answer has passed `_check`."""
        answer = self._runner.run(self.send(method, url, headers or {}, body))
        _check(method, answer)
        return answer

    async def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """The request inside a running loop."""
        scope = _scope(method, url, headers)
        sent: list[Message] = []
        requested = False

        async def receive() -> Message:
            nonlocal requested
            if requested:
                await asyncio.Event().wait()
            requested = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def collect(message: Message) -> None:
            sent.append(message)

        await self.app(scope, receive, collect)
        start, *chunks = sent
        assert start["type"] == "http.response.start"
        assert [chunk["type"] for chunk in chunks] == ["http.response.body"] * len(chunks)
        return Answer(
            start["status"], Headers(raw=start["headers"]), b"".join(chunk.get("body", b"") for chunk in chunks)
        )


def _scope(method: str, url: str, headers: Mapping[str, str]) -> Scope:
    path, _, query = url.partition("?")
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode("utf-8", "surrogateescape"),
        "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()],
        "root_path": "",
        "server": ("testserver", 80),
        "client": ("testclient", 1),
    }


def _check(method: str, answer: Answer) -> None:
    names = [name for name in answer.headers if name != "set-cookie"]
    assert len(names) == len(set(names)), f"a header stands twice: {names}"
    if answer.status in {204, 304}:
        assert answer.body == b""
    if method != "HEAD" and "content-length" in answer.headers:
        assert int(answer.headers["content-length"]) == len(answer.body)
