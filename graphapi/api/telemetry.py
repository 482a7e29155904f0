"""Request ids, one structured log line a request, Prometheus counters, and the answer to a bug."""

import json
import logging
import re
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graphapi.api.addresses import route_path
from graphapi.api.problems import problem

LOG = logging.getLogger("graphapi.access")
_PREFIX = "/v1"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


class Metrics:
    """Counters of one app, in a registry of their own.

    `shared` is the folder in which several workers keep theirs, so that each can report those of all.
    """

    def __init__(self, shared: Path | None = None) -> None:
        self.registry = CollectorRegistry()
        self._shared = shared
        self.requests = Counter(
            "graphapi_requests", "Requests answered.", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "graphapi_request_seconds",
            "Seconds to the end of an answer.",
            ("route",),
            registry=self.registry,
            buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
        )
        self.cached = Counter("graphapi_cached", "Answers from the cache of bytes.", registry=self.registry)

    def exposition(self) -> bytes:
        """The counters in Prometheus' text format, summed over all workers."""
        if self._shared is None:
            return generate_latest(self.registry)
        gathered = CollectorRegistry()
        MultiProcessCollector(gathered, str(self._shared))  # type: ignore[no-untyped-call]  # of a typed package
        return generate_latest(gathered)


class Telemetry:
    """ASGI middleware, outermost: every answer carries `X-Request-Id`, is counted and logged."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        scope["graphapi.request_id"] = request_id
        status, size = 500, 0

        async def counted(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(raw=message["headers"])["X-Request-Id"] = request_id
            elif message["type"] == "http.response.body":
                size += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, counted)
        finally:
            self._record(scope, request_id, status, size, time.perf_counter() - started)

    def _record(self, scope: Scope, request_id: str, status: int, size: int, seconds: float) -> None:
        route, cached = scope.get("graphapi.route") or "other", bool(scope.get("graphapi.cached"))
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self.metrics.requests.labels(method, route, str(status)).inc()
        self.metrics.seconds.labels(route).observe(seconds)
        if cached:
            self.metrics.cached.inc()
        if LOG.isEnabledFor(logging.INFO):
            LOG.info(
                "request",
                extra={
                    "request": {
                        "request_id": request_id,
                        "method": scope["method"],
                        "path": scope["path"],
                        "query": scope["query_string"].decode("latin-1")[:500],
                        "route": route,
                        "status": status,
                        "ms": round(seconds * 1000, 3),
                        "bytes": size,
                        "cached": cached,
                    }
                },
            )


class UnhandledErrors:
    """ASGI middleware: an unexpected exception is logged under the request id and answered with a problem."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except Exception:
            seen = {"request_id": scope.get("graphapi.request_id"), "method": scope["method"], "path": scope["path"]}
            LOG.exception("bug", extra={"request": seen})
            if started:
                raise
            detail = "the service failed on this request; it has been logged under the request id of this answer"
            await problem("internal_error", detail, scope)(scope, receive, send)


class RouteName:
    """ASGI middleware, innermost: reports to the outer ones which route template answered."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        finally:
            template = getattr(scope.get("route"), "path", None)
            if template is not None:
                # The template of an included router comes without the prefix.
                prefix = _PREFIX if route_path(scope).startswith(_PREFIX) else ""
                scope.get("graphapi.scope", scope)["graphapi.route"] = prefix + template.removeprefix(prefix)


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "process": record.process,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "request", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
