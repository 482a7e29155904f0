"""Breadth-first expansion with filters, hubs, a limit and a budget; the same order as `graph.bfs`."""

from typing import NamedTuple

from graphapi.graph.snapshot.kernels import inlined, kernel
from graphapi.graph.snapshot.kernels.filters import Allowed, Bytes, Ints, Longs, stops
from graphapi.graph.snapshot.kernels.hops import (
    CURSOR,
    DONE,
    EXAMINED,
    FULL,
    HUBS,
    PAUSED,
    REL,
    STOPPED,
    HopBuffer,
    rewind,
    walk,
)
from graphapi.graph.snapshot.topology import Topology

HOP, MOST_HOPS, AT, LAYER_END = CURSOR, CURSOR + 1, CURSOR + 2, CURSOR + 3
FOUND, QUEUED, REACHED, ROOM, EDGES, COLLECTS_EDGES = (
    CURSOR + 4,
    CURSOR + 5,
    CURSOR + 6,
    CURSOR + 7,
    CURSOR + 8,
    CURSOR + 9,
)
OVER_LIMIT, OVER_LIMIT_AT, EPOCH = CURSOR + 10, CURSOR + 11, CURSOR + 12
STATE = CURSOR + 13


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
    if state[HOP] == 0:
        _push_starts(marks, found, depths, queue, state)
    while True:
        while state[AT] < state[LAYER_END]:
            while state[REL] < len(rels):
                if state[EXAMINED] >= pause:
                    return PAUSED
                if state[EDGES] + len(walked) > len(edges) or state[HUBS] == len(hubs):
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
                    queue[state[AT]],
                )
                for place in range(count):
                    if _admit(marks, found, depths, queue, kinds, rules, sets, state, nodes[place]):
                        _record_edge(edges, slots, state, walked[place])
                if state[STOPPED] or (state[OVER_LIMIT] and not state[COLLECTS_EDGES]):
                    return DONE
            state[AT] += 1
            rewind(state)
        if state[OVER_LIMIT] or state[HOP] == state[MOST_HOPS] or state[QUEUED] == state[LAYER_END]:
            return DONE
        state[HOP] += 1
        state[LAYER_END], state[REACHED] = state[QUEUED], 0


@kernel
def _push_starts(marks: Ints, found: Ints, depths: Ints, queue: Ints, state: Longs) -> None:
    """Begins at the nodes found already."""
    for place in range(state[FOUND]):
        marks[found[place]] = state[EPOCH]
        depths[place], queue[place] = 0, found[place]
    state[QUEUED] = state[LAYER_END] = state[FOUND]
    state[HOP], state[OVER_LIMIT_AT] = 1, -1
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
    if marks[node] != state[EPOCH]:
        place = state[FOUND]
        if place == state[ROOM]:
            taken = False
            if state[OVER_LIMIT_AT] != state[AT]:
                state[OVER_LIMIT] += 1
                state[OVER_LIMIT_AT] = state[AT]
        else:
            marks[node] = state[EPOCH]
            found[place], depths[place] = node, state[HOP]
            state[FOUND] += 1
            state[REACHED] += 1
            if not stops(kinds, rules, sets, node):
                queue[state[QUEUED]] = node
                state[QUEUED] += 1
    return taken and state[COLLECTS_EDGES] == 1


@inlined
def _record_edge(edges: Ints, slots: Longs, state: Longs, edge: int) -> None:
    """Adds an edge to those walked, once."""
    mask = len(slots) - 1
    key = (state[EPOCH] << 32) | edge
    # Knuth's multiplicative hash; the low bits are the weak ones.
    slot = ((edge * 2654435761) >> 7) & mask
    while slots[slot] >> 32 == state[EPOCH] and slots[slot] != key:
        slot = (slot + 1) & mask
    if slots[slot] != key:
        slots[slot] = key
        edges[state[EDGES]] = edge
        state[EDGES] += 1


@kernel
def rehash_edges(edges: Ints, slots: Longs, state: Longs) -> None:
    """Fills a larger hash set with the edges kept so far."""
    count = state[EDGES]
    state[EDGES] = 0
    for place in range(count):
        _record_edge(edges, slots, state, edges[place])
