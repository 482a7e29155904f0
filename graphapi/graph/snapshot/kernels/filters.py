"""What an edge and a node must be, inside the loops. `Allowed` is the compiled form of a step."""

from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from graphapi.graph.snapshot.topology import Topology

RANK, STATUSES, FIRST_DAY, LAST_DAY, MOST, SKIPS = 0, 1, 2, 3, 4, 5
TO_KINDS, BARRED_KINDS, STOP_KINDS = 6, 7, 8
SETS = 9
TO_IDS, BARRED_IDS, PROVINCES, WITHIN, EXEMPT, STOP_IDS = 9, 10, 11, 12, 13, 14
RULES = 16


class Allowed(NamedTuple):
    """A step as kernels read it.

    - `rels`: int32, block numbers in the order of walking, see `Topology.blocks`
    - `rules`: int64 (16), worst rank of the basis, bits of the statuses, first and last day asked for, most edges at
      a node, whether such a node is skipped, bits of kinds wanted, barred and not left; then where each of the six
      sets of nodes begins, and the end of the last
    - `sets`: int32, node numbers, sorted within each set; a set that does not restrict begins with -1
    """

    rels: npt.NDArray[np.int32]
    rules: npt.NDArray[np.int64]
    sets: npt.NDArray[np.int32]


@numba.njit(cache=True, nogil=True, inline="always")
def holds(allowed: Allowed, which: int, node: int) -> bool:
    """Whether a node is in one of the sets."""
    low, high = allowed.rules[which], allowed.rules[which + 1]
    while low < high:
        middle = (low + high) >> 1
        if allowed.sets[middle] < node:
            low = middle + 1
        else:
            high = middle
    return low < allowed.rules[which + 1] and allowed.sets[low] == node


@numba.njit(cache=True, nogil=True, inline="always")
def is_open(allowed: Allowed, which: int) -> bool:
    """Whether a set does not restrict."""
    begin = allowed.rules[which]
    return begin < allowed.rules[which + 1] and allowed.sets[begin] < 0


@numba.njit(cache=True, nogil=True)
def edge_passes(graph: Topology, allowed: Allowed, edge: int) -> bool:
    """Basis, status and validity of an edge."""
    rules, vouched = allowed.rules, graph.vouched[edge]
    if (vouched & 7) > rules[RANK] or not (rules[STATUSES] >> (vouched >> 3)) & 1:
        return False
    return graph.periods[edge, 0] <= rules[LAST_DAY] and rules[FIRST_DAY] <= graph.periods[edge, 1]


@numba.njit(cache=True, nogil=True)
def node_passes(graph: Topology, allowed: Allowed, node: int) -> bool:
    """Kind, ids and barrier of a node reached; an exempt node always passes."""
    if holds(allowed, EXEMPT, node):
        return True
    rules, kind = allowed.rules, graph.kinds[node]
    if not (rules[TO_KINDS] >> kind) & 1 or (rules[BARRED_KINDS] >> kind) & 1:
        return False
    if holds(allowed, BARRED_IDS, node) or not (is_open(allowed, WITHIN) or holds(allowed, WITHIN, node)):
        return False
    if rules[PROVINCES] < rules[PROVINCES + 1] and (
        holds(allowed, PROVINCES, node) or holds(allowed, PROVINCES, graph.provinces[node])
    ):
        return False
    return is_open(allowed, TO_IDS) or holds(allowed, TO_IDS, node)


@numba.njit(cache=True, nogil=True)
def stops(graph: Topology, allowed: Allowed, node: int) -> bool:
    """Whether a node is reached and not left."""
    if not (allowed.rules[STOP_KINDS] >> graph.kinds[node]) & 1:
        return False
    return is_open(allowed, STOP_IDS) or holds(allowed, STOP_IDS, node)


@numba.njit(cache=True, nogil=True)
def span(graph: Topology, block: int, node: int) -> tuple[int, int]:
    """Where a node's edges of a block begin and end."""
    first, last, place = graph.blocks[block]
    if node < first or node > last:
        return 0, 0
    return graph.pointers[place + node - first], graph.pointers[place + node - first + 1]


@numba.njit(cache=True, nogil=True)
def is_second(rels: npt.NDArray[np.int32], rel: int) -> bool:
    """Whether a block goes against edges that were just walked along: it leaves self-loops out."""
    return rel > 0 and rels[rel] & 1 == 1 and rels[rel - 1] == rels[rel] - 1


@numba.njit(cache=True, nogil=True)
def leaving(graph: Topology, allowed: Allowed, node: int) -> int:
    """Edges that a step looks at from a node, before any filter."""
    edges = 0
    for rel in range(len(allowed.rels)):
        begin, end = span(graph, allowed.rels[rel], node)
        edges += end - begin
        if is_second(allowed.rels, rel):
            edges -= loops(graph, allowed.rels[rel], node)
    return edges


@numba.njit(cache=True, nogil=True)
def loops(graph: Topology, block: int, node: int) -> int:
    """Self-loops of a node in a block that goes against the edges."""
    begin, end = span(graph, block, node)
    low, high = begin, end
    while low < high:
        middle = (low + high) >> 1
        if graph.tails[middle] < node:
            low = middle + 1
        else:
            high = middle
    first = low
    while low < end and graph.tails[low] == node:
        low += 1
    return low - first


@numba.njit(cache=True, nogil=True)
def quota(graph: Topology, allowed: Allowed, node: int) -> tuple[int, int]:
    """Edges that a step looks at from a node, and how many of them: fewer, or none, where it is a hub."""
    most = allowed.rules[MOST]
    if graph.degrees[node] <= most:
        return 0, most
    edges = leaving(graph, allowed, node)
    if edges <= most:
        return 0, most
    return edges, 0 if allowed.rules[SKIPS] else most


def unhubbed(allowed: Allowed) -> Allowed:
    """The same step where no node counts as a hub."""
    rules = allowed.rules.copy()
    rules[MOST] = np.iinfo(np.int64).max
    return Allowed(allowed.rels, rules, allowed.sets)
