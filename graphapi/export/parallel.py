"""Parallel edges of one kind, found in eight bytes an edge."""

from array import array
from collections.abc import Iterator, Sequence
from hashlib import blake2b

import pyarrow as pa
import pyarrow.compute as pc

from graphapi.model.documents import Edge


def parallel_edges(edges: Sequence[Edge], *, across_kinds: bool = False) -> Iterator[str]:
    """Ids of the edges that follow another of the same tail, head and kind (or any kind), in order.

    Edges are told apart by 64 bits of a hash: among 10^6 edges one in 10^7 graphs has a false one.
    """
    marks = array("Q", (_mark("" if across_kinds else edge.kind, edge.tail, edge.head) for edge in edges))
    counted = pc.value_counts(pa.Array.from_buffers(pa.uint64(), len(marks), [None, pa.py_buffer(marks)]))
    shared = set(counted.filter(pc.greater(counted.field("counts"), 1)).field("values").to_pylist())
    if not shared:
        return
    seen: set[int] = set()
    for edge, mark in zip(edges, marks, strict=True):
        if mark in seen:
            yield edge.id
        elif mark in shared:
            seen.add(mark)


def _mark(*parts: str) -> int:
    return int.from_bytes(blake2b(" ".join(parts).encode(), digest_size=8).digest(), "little")
