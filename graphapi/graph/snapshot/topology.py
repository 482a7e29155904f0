"""The graph as arrays: compressed adjacency for each edge kind and direction.

Nodes are numbered in the order of their ids, so the nodes of a kind follow each other. Edges are numbered by kind,
tail, head and id: the edges of a kind that leave a node follow each other too, and an edge number is a place in the
adjacency along the edges. Against the edges a second pair of arrays gives tail and edge number, by head and tail.
"""

from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from graphapi.graph.snapshot.kernels import Bytes, Ints, Longs
from graphapi.graph.snapshot.kernels.arrays import degrees_of, pointers_of

T = TypeVar("T", bound=np.generic)

EVER = np.iinfo(np.int32).max
"""Day of an open end; the open beginning is its negative."""
NOWHERE = -1
MAX_KINDS = 32


class Topology(NamedTuple):
    """The arrays that kernels read. `blocks` has two rows for each edge kind: along, then against.

    - `pointers`: int32, for each block the begin of each node's part, and one end more
    - `blocks`: int64 (2 x kinds, 3), first node of the block, last node, place of its pointers
    - `heads`: int32 (edges), head by edge number
    - `tails`, `incoming`: int32 (edges), tail and edge number by head
    - `basis_status`: uint8 (2, edges), rank of the basis + 8 x code of the status, by edge number and as `incoming`
    - `periods`: int32 (2, edges, 2), first and last day of validity as proleptic ordinals, in the same two orders
    - `kinds`: uint8 (nodes), `provinces`: int32 (nodes), number of the province or -1
    - `degrees`: int32 (nodes), edges at a node, a self-loop twice
    """

    pointers: Ints
    blocks: Longs
    heads: Ints
    tails: Ints
    incoming: Ints
    basis_status: Bytes
    periods: Ints
    kinds: Bytes
    provinces: Ints
    degrees: Ints

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        return len(self.kinds)

    @property
    def edges(self) -> int:
        """How many edges there are."""
        return len(self.heads)


def edge_order(edge_kinds: Bytes, tails: Ints, heads: Ints) -> Longs:
    """The rows of an edge table in the order of edge numbers: by kind, tail, head, then as they come."""
    return np.lexsort((heads, tails, edge_kinds))


def topology(
    *,
    node_kinds: Bytes,
    edge_kinds: Bytes,
    tails: Ints,
    heads: Ints,
    basis_status: Bytes | None = None,
    periods: Ints | None = None,
    provinces: Ints | None = None,
    kinds: int = MAX_KINDS,
) -> Topology:
    """The arrays of edges given in the order of `edge_order`; without basis, periods and provinces all are open.

    Raises:
        ValueError: more edges than 32-bit numbers hold, more kinds than bits, or edges that are not in order.
    """
    edges, nodes = len(heads), len(node_kinds)
    if edges >= EVER or nodes >= EVER or kinds > MAX_KINDS:
        raise ValueError(f"{nodes} nodes, {edges} edges or {kinds} kinds are too many for one snapshot")
    starts = np.searchsorted(edge_kinds, np.arange(kinds + 1, dtype=np.uint8 if kinds < 256 else np.int64))
    incoming = np.empty(edges, np.int32)
    blocks, pointers, place = np.zeros((2 * kinds, 3), np.int64), [], 0
    for kind in range(kinds):
        begin, end = int(starts[kind]), int(starts[kind + 1])
        order = np.lexsort((tails[begin:end], heads[begin:end])).astype(np.int32)
        incoming[begin:end] = order + np.int32(begin)
        for side, ends in enumerate((tails[begin:end], heads[begin:end][order])):
            first, last = (int(ends[0]), int(ends[-1])) if end > begin else (0, -1)
            blocks[2 * kind + side] = first, last, place
            pointers.append(pointers_of(ends, first, last, begin))
            place += len(pointers[-1])
    return frozen(
        Topology(
            pointers=np.concatenate(pointers) if pointers else np.zeros(0, np.int32),
            blocks=blocks,
            heads=heads.astype(np.int32, copy=False),
            tails=tails[incoming].astype(np.int32, copy=False),
            incoming=incoming,
            basis_status=_both(np.zeros(edges, np.uint8) if basis_status is None else basis_status, incoming),
            periods=_both(_ever(edges) if periods is None else periods, incoming),
            kinds=node_kinds,
            provinces=np.full(nodes, NOWHERE, np.int32) if provinces is None else provinces,
            degrees=degrees_of(tails, heads, nodes),
        )
    )


def frozen(arrays: Topology) -> Topology:
    """The same arrays, read-only: one type for kernels, mapped or not."""
    for array in arrays:
        array.flags.writeable = False
    return arrays


def _both(facts: npt.NDArray[T], incoming: Ints) -> npt.NDArray[T]:
    """Facts by edge number and by place against the edges, so that either side reads them in a row."""
    return np.stack([facts, facts[incoming]])


def _ever(edges: int) -> Ints:
    periods = np.empty((edges, 2), np.int32)
    periods[:, 0], periods[:, 1] = -EVER, EVER
    return periods
