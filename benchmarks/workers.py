"""Workers that map one snapshot: how long until it is mapped, and how much memory each needs of its own.

`python -m benchmarks.workers` takes 100,000 edges; `--full` ten million, and writes `benchmarks/results/workers.json`.
"""

import argparse
import asyncio
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.contenders.views import REVISION, node_ids, records
from benchmarks.graphs.generated import generate
from benchmarks.measures import keep
from benchmarks.questions import LIMIT
from benchmarks.trial import memory
from graphapi.api.app import create_app
from graphapi.graph.bfs import breadth_first
from graphapi.graph.meter import Budget, Meter
from graphapi.graph.snapshot.build import build
from graphapi.graph.snapshot.traversal import warm
from graphapi.graph.snapshot.view import SnapshotView
from graphapi.ledger.sqlite import SqliteLedger
from graphapi.model.steps import Step
from graphapi.settings import Settings

ASKED = 200
PATIENCE = 300


@dataclass(frozen=True, slots=True)
class Worker:
    """Seconds to map, milliseconds to the first answer; megabytes resident and of its own after `ASKED` questions."""

    mapping_s: float
    first_ms: float
    resident_mb: float
    own_mb: float


def work(snapshot: Path, home: Path, starts: Sequence[str], pipe: Connection) -> None:
    """Serve as a worker of `graphapi serve` does, but for the socket."""
    warm()
    begin = time.perf_counter()
    view = SnapshotView(snapshot, REVISION)
    mapping_s = time.perf_counter() - begin
    create_app(Settings(home=home, log_level="error"), SqliteLedger(home / "ledger.sqlite"), view)
    times = []
    for start in starts:
        begin = time.perf_counter()
        asyncio.run(breadth_first(view, [start], [Step(repeat=(1, 2))], Meter(Budget(results=LIMIT))))
        times.append(time.perf_counter() - begin)
    pipe.send(Worker(mapping_s, 1000 * times[0], *memory([os.getpid()])))
    pipe.recv()


def measure(edges: int, count: int = 2) -> tuple[float, float, list[Worker]]:
    """Seconds to build and gigabytes of the snapshot; then workers, each measured while the former still live."""
    graph = generate(edges)
    ids = node_ids(graph)
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        snapshot, home = Path(folder) / "snapshot", Path(folder) / "home"
        snapshot.mkdir()
        home.mkdir()
        begin = time.perf_counter()
        build(snapshot, records(graph, ids))
        built_s = time.perf_counter() - begin
        size = sum(path.stat().st_size for path in snapshot.iterdir()) / 1e9
        found, living = [], []
        for number in range(count):
            ours, theirs = context.Pipe()
            starts = ids[number :: max(1, len(ids) // ASKED)][:ASKED]
            process = context.Process(target=work, args=(snapshot, home, starts, theirs))
            process.start()
            theirs.close()
            living.append((process, ours))
            if not ours.poll(PATIENCE):
                raise SystemExit(f"a worker did not answer within {PATIENCE} s")
            found.append(ours.recv())
        for process, pipe in living:
            pipe.send(None)
            process.join(10)
    return built_s, size, found


def main(arguments: Sequence[str] | None = None) -> int:
    """Print and, with `--full`, keep what was measured."""
    parser = argparse.ArgumentParser(description="Measure workers that map one snapshot.")
    parser.add_argument("--full", action="store_true", help="ten million edges; results are written")
    full = parser.parse_args(arguments).full
    edges = 10_000_000 if full else 100_000
    built_s, size, workers = measure(edges)
    print(f"\nA snapshot of {edges:,} edges, {size:.2f} GB, built in {built_s:.1f} s\n")
    for number, worker in enumerate(workers, start=1):
        print(
            f"worker {number}: mapped in {1000 * worker.mapping_s:.1f} ms, first answer {worker.first_ms:.1f} ms, "
            f"{worker.own_mb:.0f} MB of its own, {worker.resident_mb:.0f} MB resident"
        )
    if full:
        rows = [asdict(worker) for worker in workers]
        keep("workers", {"edges": edges, "built_s": built_s, "disk_gb": size, "workers": rows})
    return 0


if __name__ == "__main__":
    sys.exit(main())
