"""One contender in a process of its own: loaded, measured, and asked from outside."""

import ctypes
import gc
import importlib
import multiprocessing
import os
import signal
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any

from benchmarks.contenders.base import Contender, Way
from benchmarks.graphs.arrays import Graph
from benchmarks.oracle import Answer
from benchmarks.questions import Ask, Filters, Question

CONTENDERS = {
    "snapshot": "benchmarks.contenders.snapshot_arrays:Snapshot",
    "snapshot, ids": "benchmarks.contenders.views:SnapshotIds",
    "memory, ids": "benchmarks.contenders.views:MemoryIds",
    "networkx": "benchmarks.contenders.networkx_graph:Networkx",
    "rustworkx": "benchmarks.contenders.rustworkx_graph:Rustworkx",
    "igraph": "benchmarks.contenders.igraph_graph:Igraph",
    "ladybug": "benchmarks.contenders.ladybug_db:Ladybug",
    "falkordb": "benchmarks.contenders.falkordb_db:Falkordb",
    "arcadedb": "benchmarks.contenders.arcadedb_db:Arcadedb",
}
WARM = 3
LEAST = 10
"""Asks below which a way gets four times its seconds."""
RESIDENT = -1
"""Asks, in place of the number of a way, for the memory in use."""
_MEASURING = 60
_MEGABYTE = 1 << 20


class Ended(Exception):
    """The process of a contender is gone: it took too long and was ended, or it died."""


class Failed(Exception):
    """A contender raised an error, told as text; its process goes on."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Seconds and megabytes: `resident` after loading, `own` its part that no other process shares."""

    version: str
    load_s: float
    prepare_s: float
    resident_mb: float
    own_mb: float
    prepared_mb: float
    disk_mb: float | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A way as seen from outside, by its number."""

    number: int
    question: Question
    name: str
    prepared: bool


Timed = tuple[float, Answer]
"""Seconds of one answer, and the answer."""


class Trial:
    """A started contender; ends its process on leaving."""

    def __init__(self, contender: str, folder: Path, filters: Filters, *, patience: float) -> None:
        """Load the graph of `folder` into a contender (its name, or `module:Class`); ended after `patience` seconds."""
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._home = tempfile.TemporaryDirectory()
        self._process = context.Process(target=_run, args=(contender, folder, Path(self._home.name), filters, theirs))
        self._process.start()
        theirs.close()
        self.loaded: Loaded
        self.offers: Sequence[Offer]
        try:
            self.loaded, self.offers = self._receive(patience)
        except Failed:
            self._end()
            raise

    def ask(self, offer: Offer, asks: Sequence[Ask], *, seconds: float, patience: float) -> list[Timed]:
        """Answers in turn until `seconds` are over; at least one."""
        self._pipe.send((offer.number, asks, seconds))
        found: list[Timed] = self._receive(5 * seconds + patience)
        return found

    def resident_mb(self) -> float:
        """Megabytes resident now, over those before loading."""
        self._pipe.send((RESIDENT, (), 0))
        found: float = self._receive(_MEASURING)
        return found

    def __enter__(self) -> "Trial":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with suppress(OSError):
            self._pipe.send(None)
            self._process.join(10)
        self._end()

    def _receive(self, patience: float) -> Any:
        if not self._pipe.poll(patience):
            self._end()
            raise Ended(f"more than {patience:.0f} s")
        try:
            found = self._pipe.recv()
        except (EOFError, ConnectionResetError):
            self._end()
            raise Ended("its process died") from None
        if isinstance(found, Failed):
            raise found
        return found

    def _end(self) -> None:
        """End the process and all that it started: they are a group of their own once it runs."""
        if self._process.pid:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.join()
        self._home.cleanup()


def _run(contender: str, folder: Path, home: Path, filters: Filters, pipe: Connection) -> None:
    """What the process does: load, tell, answer until nothing is asked any more."""
    os.setsid()
    host, folder = _Host(home), folder.absolute()
    os.chdir(home)
    warnings.simplefilter("ignore")
    try:
        pipe.send(_told(partial(host.load, contender, folder, filters)))
        while (wanted := pipe.recv()) is not None:
            pipe.send(_told(partial(host.answer, *wanted)))
    finally:
        if host.engine:
            host.engine.close()


class _Host:
    """A contender in its own process."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.engine: Contender | None = None
        self.ways: list[Way] = []
        self.before = (0.0, 0.0)

    def load(self, contender: str, folder: Path, filters: Filters) -> tuple[Loaded, list[Offer]]:
        module, _, name = CONTENDERS.get(contender, contender).partition(":")
        engine: Contender = getattr(importlib.import_module(module), name)()
        self.engine, self.before = engine, memory([os.getpid()])
        graph = Graph.open(folder)
        begin = time.perf_counter()
        engine.load(graph, self.home)
        load_s = time.perf_counter() - begin
        del graph
        resident, own = self._grown()
        begin = time.perf_counter()
        engine.prepare(Graph.open(folder), filters)
        prepare_s = time.perf_counter() - begin
        prepared, _ = self._grown()
        stored = engine.stored()
        disk = None if stored is None else stored / _MEGABYTE
        self.ways = list(engine.ways())
        gc.freeze()
        loaded = Loaded(engine.version, load_s, prepare_s, resident, own, prepared, disk)
        return loaded, [Offer(number, way.question, way.name, way.prepared) for number, way in enumerate(self.ways)]

    def answer(self, number: int, asks: Sequence[Ask], seconds: float) -> object:
        """Times and answers of a way, or the memory in use."""
        return self._grown()[0] if number == RESIDENT else _timed(self.ways[number], asks, seconds)

    def _grown(self) -> tuple[float, float]:
        """Resident and own megabytes over those before loading."""
        now = memory(self.engine.processes() if self.engine else ())
        return now[0] - self.before[0], now[1] - self.before[1]


def _told(work: Callable[[], object]) -> object:
    """What the work gives, or its error as something that can be sent."""
    try:
        return work()
    except Exception as error:  # noqa: BLE001
        return Failed(f"{type(error).__name__}: {error}"[:300])


def _timed(way: Way, asks: Sequence[Ask], seconds: float) -> list[Timed]:
    """Answers of a warm contender: before the stopwatch runs, it answers for a quarter of the seconds, or thrice.

    One that needs all its seconds for the first answer is not asked again for warmth.
    """
    first = _answered(way, asks[0])
    if first[0] > seconds:
        return [first, *_answering(way, asks[1:], 3 * seconds - first[0], 0)]
    warm = time.perf_counter() + seconds / 4
    for number, ask in enumerate(asks):
        if number >= WARM and time.perf_counter() > warm:
            break
        way.ask(*ask)
    return list(_answering(way, asks, seconds, LEAST))


def _answering(way: Way, asks: Sequence[Ask], seconds: float, least: int) -> Iterator[Timed]:
    """Answers until the seconds are over, or four times as many while there are fewer than `least`."""
    started = time.perf_counter()
    for number, ask in enumerate(asks):
        if time.perf_counter() - started > seconds * (4 if number < least else 1):
            return
        yield _answered(way, ask)


def _answered(way: Way, ask: Ask) -> Timed:
    begin = time.perf_counter()
    answer = way.ask(*ask)
    took = time.perf_counter() - begin
    return took, way.read(answer) if way.read else answer


def memory(processes: Iterable[int]) -> tuple[float, float]:
    """Resident and own megabytes of processes, what is free given back to the system first."""
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
    kilobytes = [_smaps(process) for process in processes]
    own = sum(one["Private_Clean"] + one["Private_Dirty"] for one in kilobytes)
    return sum(one["Rss"] for one in kilobytes) / 1024, own / 1024


def _smaps(process: int) -> dict[str, int]:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text("utf-8").splitlines()[1:]
    return {line.split(":")[0]: int(line.split()[1]) for line in lines}
