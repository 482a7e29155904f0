"""A data package of any size -> its graph sorted by type and id, with memory for the ids alone."""

import heapq
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import groupby
from pathlib import Path
from typing import IO, Final, Self

from graphapi.dataset.derive import derived_edge, follows_from
from graphapi.dataset.package import PackageReader, refuse_problems
from graphapi.model.changes import RANK, TYPES, SortedGraph, StoredDocument, canonical_json, parse_document
from graphapi.model.documents import Document, Edge
from graphapi.model.loading import Stage, Watch, no_watch

RUN_BYTES: Final = 64_000_000
"""Bytes of lines that are held before they are written as a run; each line takes some 33 bytes more in memory."""
_BUFFER: Final = 1 << 18


class Sorter:
    """Lines of bytes without line breaks, given back in order.

    What does not fit into memory lies in files of the folder (that of the system for temporary files, if none is
    given) that have no name, so that nothing of them stays when the process is killed.
    """

    def __init__(self, folder: Path | None, *, run_bytes: int = RUN_BYTES) -> None:
        self._folder = folder
        self._run_bytes = run_bytes
        self._files = ExitStack()
        self._runs: list[IO[bytes]] = []
        self._held: list[bytes] = []
        self._bytes = 0
        self.lines = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    def add(self, line: bytes) -> None:
        """Takes a line."""
        self._held.append(line)
        self._bytes += len(line)
        self.lines += 1
        if self._bytes >= self._run_bytes:
            self._write()

    def __iter__(self) -> Iterator[bytes]:
        """All lines in order of their bytes, once."""
        self._held.sort()
        for run in self._runs:
            run.seek(0)
        files = ((line[:-1] for line in run) for run in self._runs)
        return heapq.merge(*files, self._held)

    def _write(self) -> None:
        self._held.sort()
        unnamed = tempfile.TemporaryFile(dir=self._folder, buffering=_BUFFER)  # noqa: SIM115  (the stack closes it)
        run = self._files.enter_context(unnamed)
        run.writelines(line + b"\n" for line in self._held)
        self._runs.append(run)
        self._held, self._bytes = [], 0


_TOLD: Final = 50_000


@contextmanager
def sorted_package(
    folder: Path, scratch: Path | None = None, *, watch: Watch = no_watch, run_bytes: int = RUN_BYTES
) -> Iterator[SortedGraph]:
    """The whole graph of a package with its derived edges; what memory does not hold lies in `scratch` meanwhile.

    Raises:
        InvalidPackage: something is wrong; its report holds every problem, and nothing is given.
    """
    reader = PackageReader(folder, watch=watch)
    with Sorter(scratch, run_bytes=run_bytes) as documents, Sorter(scratch, run_bytes=run_bytes // 4) as bases:
        for document in reader.documents():
            line = _line(document)
            documents.add(line)
            if isinstance(document, Edge):
                for key in follows_from(document):
                    bases.add(" ".join((*key, document.id)).encode() + line[line.index(b"\t") :])
        refuse_problems(folder, reader.report)
        for edge in _derived(bases):
            documents.add(_line(edge))
        redirects = tuple(reader.redirects)
        del reader  # its index is of no use from here on
        yield SortedGraph(_watched(documents, watch), redirects)


def _line(document: Document) -> bytes:
    """Type and id in front of the document, so that the order of lines is that of a state.

    A tab sorts before everything that ids are made of, so an id comes before those that begin with it.
    """
    return b"%d%s\t%s" % (RANK[document.type], document.id.encode(), canonical_json(document))


def _derived(bases: Sorter) -> Iterator[Edge]:
    """Derived edges from lines of kind, tail, head and id of an edge that they follow from, then that edge."""
    split = ((line.partition(b"\t")[0].decode().split(" "), line) for line in bases)
    for (kind, tail, head), group in groupby(split, key=lambda line: tuple(line[0][:3])):
        edges = [parse_document(Edge.type, line.partition(b"\t")[2]) for _, line in group]
        yield derived_edge(kind, tail, head, [edge for edge in edges if isinstance(edge, Edge)])


def _watched(documents: Sorter, watch: Watch) -> Iterator[StoredDocument]:
    for number, line in enumerate(documents, 1):
        key, _, document = line.partition(b"\t")
        yield StoredDocument(TYPES[key[0] - ord("0")], key[1:].decode(), document)
        if number % _TOLD == 0 or number == documents.lines:
            watch(Stage("writing", number, number / documents.lines))
