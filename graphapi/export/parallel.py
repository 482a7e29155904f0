"""Parallel edges of one kind, found in eight bytes an edge."""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import blake2b

import pyarrow as pa

from graphapi.model.documents import Edge

NUMBERED = "Gephi would make one of them: a repeat has a numbered kind such as `hosts 2`, and edge_kind the plain one."
"""What becomes of parallel edges in the files that Gephi reads."""


def numbered_kinds(edges: Sequence[Edge]) -> Iterator[str]:
    """The kind of each edge, numbered where an edge before has the same tail, head and kind: `hosts`, `hosts 2`, ...

    Gephi keeps parallel edges apart by this name alone: of two that share it, its import makes one.
    """
    for edge, number in zip(edges, _occurrences(edges), strict=True):
        yield edge.kind if number == 1 else f"{edge.kind} {number}"


def parallel_edges(edges: Sequence[Edge]) -> Iterator[str]:
    """Ids of the edges that follow another of the same tail, head and kind, in order."""
    return (edge.id for edge, number in zip(edges, _occurrences(edges), strict=True) if number > 1)


def _occurrences(edges: Sequence[Edge]) -> Iterator[int]:
    """1 for the first edge of a tail, head and kind, 2 for the second, and so on, whatever the order of the edges.

    Edges are told apart by 64 bits of a hash: among 10^6 edges one in 10^7 graphs has a false repeat.
    """
    # Not at the top: a start would wait for it, and no other module needs it.
    import pyarrow.compute as pc

    marks = array("Q", (_mark(edge) for edge in edges))
    counted = pc.value_counts(pa.Array.from_buffers(pa.uint64(), len(marks), [None, pa.py_buffer(marks)]))
    shared = set(counted.filter(pc.greater(counted.field("counts"), 1)).field("values").to_pylist())
    seen: Counter[int] = Counter()
    for mark in marks:
        if mark in shared:
            seen[mark] += 1
        yield seen[mark] or 1


def _mark(edge: Edge) -> int:
    text = f"{edge.kind} {edge.tail} {edge.head}"
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")
