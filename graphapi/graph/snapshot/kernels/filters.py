"""What an edge and a node must be, inside the loops. `Allowed` is the compiled form of a step."""

from typing import NamedTuple

import numpy as np

from graphapi.graph.snapshot.kernels import Bytes, Ints, Longs, inlined, kernel, numbered
from graphapi.graph.snapshot.topology import Topology


class Rules(NamedTuple):
    """The numbers of a step's `rules`."""

    rank: int  # Worst rank of the basis.
    statuses: int  # Bits of the statuses.
    first_day: int
    last_day: int
    most: int  # Most edges at a node; one with more is a hub.
    skips: int  # Whether hubs are skipped.
    to_kinds: int  # Bits of the kinds wanted.
    barred_kinds: int
    stop_kinds: int  # Bits of the kinds that are reached and not left.
    to_ids: int  # Where this set of nodes begins, and the one before it ends; so on to the last.
    barred_ids: int
    provinces: int
    within: int
    exempt: int
    stop_ids: int
    sets_end: int
    ever: int  # Whether any day will do.


RULE = numbered(Rules)


class Allowed(NamedTuple):
    """A step as kernels read it.

    - `rels`: int32, block numbers in the order of walking, see `Topology.blocks`
    - `rules`: int64 (17), see `Rules`
    - `sets`: int32, node numbers, sorted within each set; a set that does not restrict begins with -1
    """

    rels: Ints
    rules: Longs
    sets: Ints


# Helpers take arrays, not tuples of arrays, and are inlined: taking an array out of a tuple inside a loop, or handing
# it to a function, counts references, which costs more than examining an edge.


@inlined
def holds(rules: Longs, sets: Ints, which: int, node: int) -> bool:
    """Whether a node is in one of the sets."""
    low, end = rules[which], rules[which + 1]
    high = end
    while low < high:
        middle = (low + high) >> 1
        if sets[middle] < node:
            low = middle + 1
        else:
            high = middle
    return low < end and sets[low] == node


@inlined
def admits(rules: Longs, sets: Ints, which: int, node: int) -> bool:
    """Whether a set does not restrict, or holds a node."""
    begin = rules[which]
    return (begin < rules[which + 1] and sets[begin] < 0) or holds(rules, sets, which, node)


@inlined
def edge_passes(basis_status: Bytes, periods: Ints, rules: Longs, side: int, place: int) -> bool:
    """Basis, status and validity of the edge at a place of a block, along (0) or against the edges (1)."""
    return (
        (basis_status[side, place] & 7) <= rules[RULE.rank]
        and (rules[RULE.statuses] >> (basis_status[side, place] >> 3)) & 1 == 1
        and (
            rules[RULE.ever] == 1
            or (periods[side, place, 0] <= rules[RULE.last_day] and rules[RULE.first_day] <= periods[side, place, 1])
        )
    )


@inlined
def node_passes(kinds: Bytes, provinces: Ints, rules: Longs, sets: Ints, node: int) -> bool:
    """Kind, ids and barrier of a node reached; an exempt node always passes."""
    kind = kinds[node]
    open_to = (
        (rules[RULE.to_kinds] >> kind) & 1 == 1
        and (rules[RULE.barred_kinds] >> kind) & 1 == 0
        and not holds(rules, sets, RULE.barred_ids, node)
        and admits(rules, sets, RULE.within, node)
        and admits(rules, sets, RULE.to_ids, node)
    )
    if open_to and rules[RULE.provinces] < rules[RULE.provinces + 1]:
        open_to = not holds(rules, sets, RULE.provinces, node) and not holds(
            rules, sets, RULE.provinces, provinces[node]
        )
    return open_to or holds(rules, sets, RULE.exempt, node)


@inlined
def stops(kinds: Bytes, rules: Longs, sets: Ints, node: int) -> bool:
    """Whether a node is reached and not left."""
    return (rules[RULE.stop_kinds] >> kinds[node]) & 1 == 1 and admits(rules, sets, RULE.stop_ids, node)


@inlined
def span(pointers: Ints, blocks: Longs, block: int, node: int) -> tuple[int, int]:
    """Where a node's edges of a block begin and end."""
    begin = end = 0
    if blocks[block, 0] <= node <= blocks[block, 1]:
        place = blocks[block, 2] + node - blocks[block, 0]
        begin, end = int(pointers[place]), int(pointers[place + 1])
    return begin, end


@inlined
def repeats_loops(rels: Ints, rel: int) -> bool:
    """Whether a block goes against edges that were just walked along: it leaves self-loops out."""
    return rel > 0 and rels[rel] & 1 == 1 and rels[rel - 1] == rels[rel] - 1


@kernel
def step_degree(pointers: Ints, blocks: Longs, tails: Ints, rels: Ints, node: int) -> int:
    """Edges that a step examines from a node, before any filter."""
    edges = 0
    for rel in range(len(rels)):
        begin, end = span(pointers, blocks, rels[rel], node)
        edges += end - begin
        if repeats_loops(rels, rel):
            edges -= count_loops(tails, begin, end, node)
    return edges


@kernel
def count_loops(tails: Ints, begin: int, end: int, node: int) -> int:
    """Self-loops of a node in its part of a block that goes against the edges: tails that are the node itself."""
    count = 0
    for place in range(begin, end):
        if tails[place] == node:
            count += 1
    return count


def hub_quota(graph: Topology, allowed: Allowed, node: int) -> tuple[int, int]:
    """Edges that a step examines from a node and how many of them are kept where it is a hub; none is 0 edges."""
    edges = step_degree(graph.pointers, graph.blocks, graph.tails, allowed.rels, node)
    most = int(allowed.rules[RULE.most])
    return (0, most) if edges <= most else (edges, 0 if allowed.rules[RULE.skips] else most)


def without_hubs(allowed: Allowed) -> Allowed:
    """The same step where no node counts as a hub."""
    rules = allowed.rules.copy()
    rules[RULE.most] = np.iinfo(np.int64).max
    return Allowed(allowed.rels, rules, allowed.sets)
