"""Breadth-first expansion with filters, hubs, a limit and a budget; the same order as `graph.bfs`."""

from typing import NamedTuple

from graphapi.graph.snapshot.kernels import Bytes, Ints, Longs, inlined, kernel, numbered
from graphapi.graph.snapshot.kernels.filters import Allowed, stops
from graphapi.graph.snapshot.kernels.hops import (
    CURSOR,
    DONE,
    FULL,
    PAUSED,
    HopBuffer,
    rewind,
    walk,
)
from graphapi.graph.snapshot.topology import Topology


class BfsSlots(NamedTuple):
    """The slots of the state after those of the cursor."""

    hop: int  # The hop under way; 0 before the first call.
    most_hops: int
    at: int  # Node being expanded, as a place in the queue.
    layer_end: int  # Where the nodes of the hop before end in the queue.
    found: int  # Nodes found.
    queued: int  # Nodes queued: those found that may be left.
    reached: int  # Nodes found in the hop under way.
    room: int  # Most nodes to find, the starts included.
    edges: int  # Edges collected.
    collects_edges: int  # Whether edges are wanted; without them a search ends as soon as its room is used up.
    over_limit: int  # Nodes with a neighbour that found no room.
    over_limit_at: int  # The last of them, as a place in the queue.
    epoch: int  # The mark of this search.


SLOT = numbered(BfsSlots, first=len(CURSOR))


STATE = len(CURSOR) + len(SLOT)


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
    if state[SLOT.hop] == 0:
        _push_starts(marks, found, depths, queue, state)
    while True:
        while state[SLOT.at] < state[SLOT.layer_end]:
            while state[CURSOR.rel] < len(rels):
                if state[CURSOR.examined] >= pause:
                    return PAUSED
                if state[SLOT.edges] + len(walked) > len(edges) or state[CURSOR.hubs] == len(hubs):
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
                    queue[state[SLOT.at]],
                )
                for place in range(count):
                    if _admit(marks, found, depths, queue, kinds, rules, sets, state, nodes[place]):
                        _record_edge(edges, slots, state, walked[place])
                if state[CURSOR.stopped] or (state[SLOT.over_limit] and not state[SLOT.collects_edges]):
                    return DONE
            state[SLOT.at] += 1
            rewind(state)
        if (
            state[SLOT.over_limit]
            or state[SLOT.hop] == state[SLOT.most_hops]
            or state[SLOT.queued] == state[SLOT.layer_end]
        ):
            return DONE
        state[SLOT.hop] += 1
        state[SLOT.layer_end], state[SLOT.reached] = state[SLOT.queued], 0


@kernel
def _push_starts(marks: Ints, found: Ints, depths: Ints, queue: Ints, state: Longs) -> None:
    """Begins at the nodes found already."""
    for place in range(state[SLOT.found]):
        marks[found[place]] = state[SLOT.epoch]
        depths[place], queue[place] = 0, found[place]
    state[SLOT.queued] = state[SLOT.layer_end] = state[SLOT.found]
    state[SLOT.hop], state[SLOT.over_limit_at] = 1, -1
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
    if marks[node] != state[SLOT.epoch]:
        place = state[SLOT.found]
        if place == state[SLOT.room]:
            taken = False
            if state[SLOT.over_limit_at] != state[SLOT.at]:
                state[SLOT.over_limit] += 1
                state[SLOT.over_limit_at] = state[SLOT.at]
        else:
            marks[node] = state[SLOT.epoch]
            found[place], depths[place] = node, state[SLOT.hop]
            state[SLOT.found] += 1
            state[SLOT.reached] += 1
            if not stops(kinds, rules, sets, node):
                queue[state[SLOT.queued]] = node
                state[SLOT.queued] += 1
    return taken and state[SLOT.collects_edges] == 1


@inlined
def _record_edge(edges: Ints, slots: Longs, state: Longs, edge: int) -> None:
    """Adds an edge to those walked, once."""
    mask = len(slots) - 1
    key = (state[SLOT.epoch] << 32) | edge
    # Knuth's multiplicative hash; the low bits are the weak ones.
    slot = ((edge * 2654435761) >> 7) & mask
    while slots[slot] >> 32 == state[SLOT.epoch] and slots[slot] != key:
        slot = (slot + 1) & mask
    if slots[slot] != key:
        slots[slot] = key
        edges[state[SLOT.edges]] = edge
        state[SLOT.edges] += 1


@kernel
def rehash_edges(edges: Ints, slots: Longs, state: Longs) -> None:
    """Fills a larger hash set with the edges kept so far."""
    count = state[SLOT.edges]
    state[SLOT.edges] = 0
    for place in range(count):
        _record_edge(edges, slots, state, edges[place])
