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
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, suppress
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
        """End the process and all that it started: they are a group of their own."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid or 0, signal.SIGKILL)
        self._process.join()
        self._home.cleanup()


def _run(contender: str, folder: Path, home: Path, filters: Filters, pipe: Connection) -> None:
    """What the process does: load, tell, answer until nothing is asked any more."""
    os.setsid()
    folder = folder.absolute()
    os.chdir(home)
    warnings.simplefilter("ignore")
    with ExitStack() as stack:
        ways: list[Way] = []

        def begin() -> tuple[Loaded, list[Offer]]:
            module, _, name = CONTENDERS.get(contender, contender).partition(":")
            engine: Contender = getattr(importlib.import_module(module), name)()
            stack.callback(engine.close)
            loaded = _load(engine, folder, home, filters)
            ways.extend(engine.ways())
            gc.freeze()
            return loaded, [Offer(number, way.question, way.name, way.prepared) for number, way in enumerate(ways)]

        pipe.send(_told(begin))
        while (wanted := pipe.recv()) is not None:
            number, asks, seconds = wanted
            pipe.send(_told(partial(_timed, ways[number].ask, asks, seconds)))


def _told(work: Callable[[], object]) -> object:
    """What the work gives, or its error as something that can be sent."""
    try:
        return work()
    except Exception as error:  # noqa: BLE001
        return Failed(f"{type(error).__name__}: {error}"[:300])


def _load(engine: Contender, folder: Path, home: Path, filters: Filters) -> Loaded:
    before = memory([os.getpid()])
    graph = Graph.open(folder)
    begin = time.perf_counter()
    engine.load(graph, home)
    load_s = time.perf_counter() - begin
    del graph
    resident, own = memory(engine.processes())
    begin = time.perf_counter()
    engine.prepare(Graph.open(folder), filters)
    prepare_s = time.perf_counter() - begin
    prepared, _ = memory(engine.processes())
    stored = engine.stored()
    return Loaded(
        engine.version, load_s, prepare_s, resident - before[0], own - before[1], prepared - before[0],
        None if stored is None else stored / _MEGABYTE,
    )  # fmt: skip


def _timed(way: Callable[..., Answer], asks: Sequence[Ask], seconds: float) -> list[Timed]:
    """Answers of a warm contender: before the stopwatch runs, it answers for a quarter of the seconds, or thrice."""
    warm = time.perf_counter() + seconds / 4
    for number, ask in enumerate(asks):
        if number >= WARM and time.perf_counter() > warm:
            break
        way(*ask)
    found: list[Timed] = []
    started = time.perf_counter()
    for ask in asks:
        begin = time.perf_counter()
        answer = way(*ask)
        found.append((time.perf_counter() - begin, answer))
        spent = time.perf_counter() - started
        if spent > seconds * (1 if len(found) >= LEAST else 4):
            break
    return found


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
