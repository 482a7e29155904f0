"""Neighborhoods over HTTP beside a route that returns constant bytes of the same size, on the same server.

Run by `make bench`. Prints the median latency of single requests and the requests per second of pipelined ones, both
in alternating rounds so that a drifting machine hits all contenders alike. Trust the ratios.
"""

import argparse
import multiprocessing
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import uvicorn
from starlette.responses import Response

from benchmarks.measures import keep
from benchmarks.report import http_table
from graphapi.api.app import create_app
from graphapi.bootstrap import ensure_loaded, open_ledger, open_view, snapshot_of
from graphapi.settings import Settings

ROUNDS = 5
SINGLES = 150
BATCHES = 8
PIPELINED = 50
QUERY = "/v1/nodes/park:ordos-mengsu/neighborhood?depth=2"


def serve(home: Path, port: int, view: str, cache_bytes: int, size: int) -> None:
    """The production app over a view in memory or in a snapshot, with one more route: `size` constant bytes."""
    settings = Settings(home=home, cache_bytes=cache_bytes, log_level="error")
    ledger = open_ledger(settings)
    revision = ensure_loaded(ledger, settings)
    opened = snapshot_of(ledger, revision, settings) if view == "snapshot" else open_view(ledger)
    app = create_app(settings, ledger, opened)
    constant = b"x" * size

    async def constant_bytes() -> Response:
        return Response(constant, media_type="application/json")

    app.add_api_route("/bench/constant", constant_bytes)
    uvicorn.run(app, port=port, log_level="error", access_log=False)


@contextmanager
def server(home: Path, *, view: str = "memory", cache_bytes: int, size: int) -> Iterator[int]:
    """A server of its own process; yields its port once it is ready."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    arguments = (home, port, view, cache_bytes, size)
    process = multiprocessing.get_context("spawn").Process(target=serve, args=arguments)
    process.start()
    try:
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.join(10)


class Client:
    """One keep-alive connection that knows nothing but status and length."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.held = b""

    def send(self, path: str, times: int = 1) -> None:
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode() * times)

    def receive(self) -> int:
        """Bytes of the next body; refuses anything but 200."""
        while b"\r\n\r\n" not in self.held:
            self.held += self.socket.recv(1 << 20)
        head, _, rest = self.held.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"unexpected answer: {head[:200]!r}")
        size = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        while len(rest) < size:
            rest += self.socket.recv(1 << 20)
        self.held = rest[size:]
        return size


def latency(port: int, path: str) -> float:
    """Median milliseconds of one request at a time."""
    client, times = Client(port), []
    for _ in range(SINGLES):
        begin = time.perf_counter()
        client.send(path)
        client.receive()
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times)


def throughput(port: int, path: str) -> float:
    """Requests per second of one pipelined connection."""
    client = Client(port)
    begin = time.perf_counter()
    for _ in range(BATCHES):
        client.send(path, PIPELINED)
        for _ in range(PIPELINED):
            client.receive()
    return BATCHES * PIPELINED / (time.perf_counter() - begin)


@dataclass(frozen=True, slots=True)
class Row:
    """A view with or without its cache beside the constant route: medians, and the median of the rounds' shares."""

    view: str
    cached: bool
    p50_ms: float
    constant_p50_ms: float
    per_second: float
    constant_per_second: float
    share: float


def compare(home: Path, size: int, *, view: str, cached: bool) -> Row:
    """The neighborhood beside the constant route, in alternating rounds."""
    with server(home, view=view, cache_bytes=64_000_000 if cached else 0, size=size) as port:
        latencies: dict[str, list[float]] = {QUERY: [], "/bench/constant": []}
        rates: dict[str, list[float]] = {QUERY: [], "/bench/constant": []}
        for _ in range(ROUNDS):
            for path in latencies:
                latencies[path].append(latency(port, path))
                rates[path].append(throughput(port, path))
    share = statistics.median(a / b for a, b in zip(rates[QUERY], rates["/bench/constant"], strict=True))
    ours_ms, constant_ms = map(statistics.median, latencies.values())
    ours, constant = map(statistics.median, rates.values())
    return Row(view, cached, ours_ms, constant_ms, ours, constant, share)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure both views with and without the cache of ready bytes."""
    parser = argparse.ArgumentParser(description="Measure the API beside constant bytes.")
    parser.add_argument("--keep", action="store_true", help="write benchmarks/results/http.json")
    kept = parser.parse_args(arguments).keep
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with server(home, cache_bytes=0, size=1) as port:
            client = Client(port)
            client.send(QUERY)
            size = client.receive()
        rows = [
            asdict(compare(home, size, view=view, cached=cached))
            for view in ("memory", "snapshot")
            for cached in (True, False)
        ]
    print(f"2-hop neighborhood of park:ordos-mengsu, {size:,} bytes, one connection, {ROUNDS} alternating rounds\n")
    print(http_table(rows))
    if kept:
        keep("http", {"query": QUERY, "bytes": size, "rounds": ROUNDS, "rows": rows})
    return 0


if __name__ == "__main__":
    sys.exit(main())
