"""Requests made to hurt, and how long another client waits meanwhile. Run by `make bench`.

A complete graph of 300 segments and a star of 100,000 companies; one client asks the hurtful question again and again
while another asks for one node and waits a moment in between. Prints the median and the 95th percentile of the other
client, and what the hurtful answer said of its completeness.
"""

import json
import multiprocessing
import socket
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import uvicorn

from benchmarks.http import Client
from graphapi.api.app import create_app
from graphapi.graph.memory import MemoryView
from graphapi.ledger.sqlite import SqliteLedger
from graphapi.model.changes import Revision
from graphapi.model.documents import Document, Edge, Node
from graphapi.model.identifiers import edge_id
from graphapi.model.kinds import Basis
from graphapi.settings import Settings

COMPLETE = 300
STAR = 100_000
ASKED = 60
HURTFUL: dict[str, tuple[str, dict[str, Any]]] = {
    "nothing": ("", {}),
    "simple paths of 12 hops in the complete graph": (
        "/v1/paths",
        {
            "from": "segment:s0",
            "to": "segment:s1",
            "mode": "simple",
            "max_hops": 12,
            "steps": [{"rel": ["feeds"]}],
            "avoid": {"ids": ["segment:hub"]},
        },
    ),
    "10 shortest by evidence in the complete graph": (
        "/v1/paths",
        {
            "from": "segment:s0",
            "to": "segment:s1",
            "mode": "k_shortest",
            "cost": "evidence",
            "max_hops": 12,
            "steps": [{"rel": ["feeds"]}],
            "budget": {"results": 10},
        },
    ),
    "the star, every leaf": (
        "/v1/neighborhood",
        {"start": ["segment:hub"], "steps": [{"rel": ["<active_in"]}], "hubs": {"max_degree": 1_000_000}},
    ),
    "depth 6 from 200 nodes": (
        "/v1/neighborhood",
        {"start": [f"segment:s{n}" for n in range(200)], "depth": 6, "induced": True},
    ),
    "pairs of leaves in the star": (
        "/v1/patterns",
        {"pattern": "company -active_in-> segment <-active_in- company", "count_only": True},
    ),
}


def documents() -> list[Document]:
    """The complete graph and the star."""
    kind = {"stage": "resource", "chain": "other"}
    segments = [f"segment:s{number}" for number in range(COMPLETE)]
    found: list[Document] = [
        Node(key, key, None, Basis.UNVERIFIED, attributes=kind) for key in (*segments, "segment:hub")
    ]
    found += [_edge("feeds", tail, head) for tail in segments for head in segments if tail != head]
    companies = [f"company:c{number}" for number in range(STAR)]
    found += [Node(key, key, None, Basis.UNVERIFIED) for key in companies]
    return found + [_edge("active_in", company, "segment:hub") for company in companies]


def _edge(kind: str, tail: str, head: str) -> Edge:
    return Edge(edge_id(kind, tail, head), tail, head, Basis.UNVERIFIED)


def serve(home: Path, port: int) -> None:
    """The production app over the hurtful graph, without a cache."""
    settings = Settings(home=home, cache_bytes=0, log_level="error")
    view = MemoryView(Revision(1, "bench", "adversarial", "2026-01-01T00:00:00Z", "sha256:0"), documents())
    app = create_app(settings, SqliteLedger(home / "ledger.sqlite"), view)
    uvicorn.run(app, port=port, log_level="error", access_log=False)


def post(port: int, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """One question over a connection of its own."""
    content = json.dumps(body).encode()
    with socket.create_connection(("127.0.0.1", port)) as connection:
        head = f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nConnection: close\r\n"
        connection.sendall(f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content)
        parts = []
        while part := connection.recv(1 << 20):
            parts.append(part)
    answer: dict[str, Any] = json.loads(b"".join(parts).partition(b"\r\n\r\n")[2])
    return answer


def row(port: int, title: str, path: str, body: dict[str, Any]) -> str:
    """One line of the table."""
    over = threading.Event()
    told: list[str] = ["-"]
    took: list[float] = []

    def hurt() -> None:
        while path and not over.is_set():
            begin = time.perf_counter()
            answer = post(port, path, body)
            took.append(time.perf_counter() - begin)
            complete = answer["meta"]["completeness"]
            told[0] = "complete" if complete["complete"] else f"{complete['reason']} at hop {complete['hop']}"

    attacker = threading.Thread(target=hurt)
    attacker.start()
    time.sleep(0.2)
    client, times = Client(port), []
    for _ in range(ASKED):
        begin = time.perf_counter()
        client.send("/v1/nodes/segment:s7")
        client.receive()
        times.append((time.perf_counter() - begin) * 1000)
        time.sleep(0.02)
    over.set()
    attacker.join()
    slowest = statistics.quantiles(times, n=20)[18]
    own = f"{statistics.median(took):.2f} s" if took else "-"
    return f"| {title} | {own} | {told[0]} | {statistics.median(times):.1f} | {slowest:.1f} |"


def main() -> int:
    """Print the table."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as home:
        process = multiprocessing.get_context("spawn").Process(target=serve, args=(Path(home), port))
        process.start()
        try:
            for _ in range(1200):
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    time.sleep(0.1)
            print("| meanwhile | takes | its answer | other client p50 ms | p95 ms |\n|---|---|---|---|---|")
            for title, (path, body) in HURTFUL.items():
                print(row(port, title, path, body), flush=True)
        finally:
            process.terminate()
            process.join(10)
    return 0


if __name__ == "__main__":
    sys.exit(main())
