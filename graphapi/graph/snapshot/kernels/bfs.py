"""Breadth-first expansion with filters, hubs, a limit and a budget; the same order as `graph.bfs`."""

from enum import IntEnum, auto
from typing import NamedTuple

from graphapi.graph.snapshot.kernels import Bytes, Ints, Longs, inlined, kernel
from graphapi.graph.snapshot.kernels.filters import Allowed, stops
from graphapi.graph.snapshot.kernels.hops import (
    DONE,
    FULL,
    PAUSED,
    CursorSlot,
    HopBuffer,
    rewind,
    walk,
)
from graphapi.graph.snapshot.topology import Topology


class BfsSlot(IntEnum):
    """The slots of the state after those of the cursor."""

    HOP = len(CursorSlot)  # The hop under way; 0 before the first call.
    MOST_HOPS = auto()
    AT = auto()  # Node being expanded, as a place in the queue.
    LAYER_END = auto()  # Where the nodes of the hop before end in the queue.
    FOUND = auto()  # Nodes found.
    QUEUED = auto()  # Nodes queued: those found that may be left.
    REACHED = auto()  # Nodes found in the hop under way.
    ROOM = auto()  # Most nodes to find, the starts included.
    EDGES = auto()  # Edges collected.
    COLLECTS_EDGES = auto()  # Whether edges are wanted; without them a search ends as soon as its room is used up.
    OVER_LIMIT = auto()  # Nodes with a neighbour that found no room.
    OVER_LIMIT_AT = auto()  # The last of them, as a place in the queue.
    EPOCH = auto()  # The mark of this search.


STATE = len(CursorSlot) + len(BfsSlot)


class BfsArrays(NamedTuple):
    """What a search works on; `slots` has a power of two of places, at least twice those of `edges`.

    - `marks`: int32 (nodes), epoch of the search that found the node last
    - `found`, `hops`, `queue`: int32, nodes in the order of discovery, their hop, and those still to be left
    - `edges`: int32, edges walked in the order of discovery, each once
    - `slots`: int64, hash set of them, each with the epoch in its upper half
    """

    marks: Ints
    found: Ints
    hops: Ints
    queue: Ints
    edges: Ints
    slots: Longs


@kernel
def run_bfs(  # noqa: C901  (one loop, since a call inside it costs more than examining an edge)
    graph: Topology, allowed: Allowed, arrays: BfsArrays, hops: HopBuffer, state: Longs, pause: int
) -> int:
    """Goes on until all is found, the budget is spent, or about `pause` edges have been examined in all.

    A fresh state has the starts, each once, among the nodes found. `FULL` asks for more room in edges, slots or hubs.
    """
    pointers, blocks, heads, tails, incoming, basis_status, periods, kinds, provinces, degrees = graph
    rels, rules, sets = allowed
    nodes, walked, hubs = hops
    marks, found, depths, queue, edges, slots = arrays
    if state[BfsSlot.HOP] == 0:
        _push_starts(marks, found, depths, queue, state)
    while True:
        while state[BfsSlot.AT] < state[BfsSlot.LAYER_END]:
            while state[CursorSlot.REL] < len(rels):
                if state[CursorSlot.EXAMINED] >= pause:
                    return PAUSED
                if state[BfsSlot.EDGES] + len(walked) > len(edges) or state[CursorSlot.HUBS] == len(hubs):
                    return FULL
                count = walk(
                    pointers,
                    blocks,
                    heads,
                    tails,
                    incoming,
                    basis_status,
                    periods,
                    kinds,
                    provinces,
                    degrees,
                    rels,
                    rules,
                    sets,
                    nodes,
                    walked,
                    hubs,
                    state,
                    queue[state[BfsSlot.AT]],
                )
                for place in range(count):
                    if _admit(marks, found, depths, queue, kinds, rules, sets, state, nodes[place]):
                        _record_edge(edges, slots, state, walked[place])
                if state[CursorSlot.STOPPED] or (state[BfsSlot.OVER_LIMIT] and not state[BfsSlot.COLLECTS_EDGES]):
                    return DONE
            state[BfsSlot.AT] += 1
            rewind(state)
        if (
            state[BfsSlot.OVER_LIMIT]
            or state[BfsSlot.HOP] == state[BfsSlot.MOST_HOPS]
            or state[BfsSlot.QUEUED] == state[BfsSlot.LAYER_END]
        ):
            return DONE
        state[BfsSlot.HOP] += 1
        state[BfsSlot.LAYER_END], state[BfsSlot.REACHED] = state[BfsSlot.QUEUED], 0


@kernel
def _push_starts(marks: Ints, found: Ints, depths: Ints, queue: Ints, state: Longs) -> None:
    """Begins at the nodes found already."""
    for place in range(state[BfsSlot.FOUND]):
        marks[found[place]] = state[BfsSlot.EPOCH]
        depths[place], queue[place] = 0, found[place]
    state[BfsSlot.QUEUED] = state[BfsSlot.LAYER_END] = state[BfsSlot.FOUND]
    state[BfsSlot.HOP], state[BfsSlot.OVER_LIMIT_AT] = 1, -1
    rewind(state)


@inlined
def _admit(
    marks: Ints,
    found: Ints,
    depths: Ints,
    queue: Ints,
    kinds: Bytes,
    rules: Longs,
    sets: Ints,
    state: Longs,
    node: int,
) -> bool:
    """Whether a hop that passed is kept: unless its node is new and there is no room left."""
    taken = True
    if marks[node] != state[BfsSlot.EPOCH]:
        place = state[BfsSlot.FOUND]
        if place == state[BfsSlot.ROOM]:
            taken = False
            if state[BfsSlot.OVER_LIMIT_AT] != state[BfsSlot.AT]:
                state[BfsSlot.OVER_LIMIT] += 1
                state[BfsSlot.OVER_LIMIT_AT] = state[BfsSlot.AT]
        else:
            marks[node] = state[BfsSlot.EPOCH]
            found[place], depths[place] = node, state[BfsSlot.HOP]
            state[BfsSlot.FOUND] += 1
            state[BfsSlot.REACHED] += 1
            if not stops(kinds, rules, sets, node):
                queue[state[BfsSlot.QUEUED]] = node
                state[BfsSlot.QUEUED] += 1
    return taken and state[BfsSlot.COLLECTS_EDGES] == 1


@inlined
def _record_edge(edges: Ints, slots: Longs, state: Longs, edge: int) -> None:
    """Adds an edge to those walked, once."""
    mask = len(slots) - 1
    key = (state[BfsSlot.EPOCH] << 32) | edge
    # Knuth's multiplicative hash; the low bits are the weak ones.
    slot = ((edge * 2654435761) >> 7) & mask
    while slots[slot] >> 32 == state[BfsSlot.EPOCH] and slots[slot] != key:
        slot = (slot + 1) & mask
    if slots[slot] != key:
        slots[slot] = key
        edges[state[BfsSlot.EDGES]] = edge
        state[BfsSlot.EDGES] += 1


@kernel
def rehash_edges(edges: Ints, slots: Longs, state: Longs) -> None:
    """Fills a larger hash set with the edges kept so far."""
    count = state[BfsSlot.EDGES]
    state[BfsSlot.EDGES] = 0
    for place in range(count):
        _record_edge(edges, slots, state, edges[place])
