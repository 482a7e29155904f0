"""A data package of any size -> its graph sorted by type and id, with memory for the ids alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Final

from graphapi.dataset.derive import derived_edge, follows_from
from graphapi.dataset.package import refuse_problems
from graphapi.dataset.reading import Reading
from graphapi.dataset.sorter import RUN_BYTES, Sorter
from graphapi.model.canonical import RANK, TYPES, canonical, parsed
from graphapi.model.changes import Sealed, SortedGraph
from graphapi.model.documents import Document, Edge
from graphapi.model.progress import Stage, Watch, unwatched

_TOLD: Final = 50_000


@contextmanager
def sorted_package(
    folder: Path, scratch: Path | None = None, *, watch: Watch = unwatched, run_bytes: int = RUN_BYTES
) -> Iterator[SortedGraph]:
    """The whole graph of a package with its derived edges; what memory does not hold lies in `scratch` meanwhile.

    Raises:
        InvalidPackage: something is wrong; its report holds every problem, and nothing is given.
    """
    reading = Reading(folder, watch=watch)
    with Sorter(scratch, run_bytes=run_bytes) as documents, Sorter(scratch, run_bytes=run_bytes // 4) as bases:
        for document in reading.documents():
            line = _line(document)
            documents.add(line)
            if isinstance(document, Edge):
                for key in follows_from(document):
                    bases.add(" ".join((*key, document.id)).encode() + line[line.index(b"\t") :])
        refuse_problems(folder, reading.report)
        for edge in _derived(bases):
            documents.add(_line(edge))
        redirects = tuple(reading.redirects)
        del reading  # its index is of no use from here on
        yield SortedGraph(_watched(documents, watch), redirects)


def _line(document: Document) -> bytes:
    """Type and id in front of the document, so that the order of lines is that of a state.

    A tab sorts before everything that ids are made of, so an id stands before those that begin with it.
    """
    return b"%d%s\t%s" % (RANK[document.type], document.id.encode(), canonical(document))


def _derived(bases: Sorter) -> Iterator[Edge]:
    """Derived edges from lines of kind, tail, head and id of an edge that they follow from, then that edge."""
    split = ((line.partition(b"\t")[0].decode().split(" "), line) for line in bases)
    for (kind, tail, head), group in groupby(split, key=lambda one: tuple(one[0][:3])):
        edges = [parsed(Edge.type, line.partition(b"\t")[2]) for _, line in group]
        yield derived_edge(kind, tail, head, [edge for edge in edges if isinstance(edge, Edge)])


def _watched(documents: Sorter, watch: Watch) -> Iterator[Sealed]:
    for number, line in enumerate(documents, 1):
        key, _, document = line.partition(b"\t")
        yield Sealed(TYPES[key[0] - ord("0")], key[1:].decode(), document)
        if number % _TOLD == 0 or number == documents.lines:
            watch(Stage("writing", number, number / documents.lines))
