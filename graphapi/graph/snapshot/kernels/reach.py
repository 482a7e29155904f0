"""Breadth-first expansion with filters, hubs, a limit and a budget; the same order as `graph.walk`."""

from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from graphapi.graph.snapshot.kernels.filters import Allowed, stops
from graphapi.graph.snapshot.kernels.hops import (
    CURSOR,
    DONE,
    FULL,
    HUBS,
    LOOKED,
    ON,
    PAUSED,
    STOPPED,
    Hops,
    is_over,
    rewind,
    walk,
)
from graphapi.graph.snapshot.topology import Topology

HOP, MOST_HOPS, AT, LAYER_END = CURSOR, CURSOR + 1, CURSOR + 2, CURSOR + 3
FOUND, QUEUED, REACHED, ROOM, EDGES, KEEPS = CURSOR + 4, CURSOR + 5, CURSOR + 6, CURSOR + 7, CURSOR + 8, CURSOR + 9
CROWDED, CROWDED_BY, EPOCH = CURSOR + 10, CURSOR + 11, CURSOR + 12
STATE = CURSOR + 13


class Ground(NamedTuple):
    """What a search works on; `slots` has a power of two of places, at least twice those of `edges`.

    - `marks`: int32 (nodes), epoch of the search that found the node last
    - `found`, `hops`, `queue`: int32, nodes in the order of discovery, their hop, and those still to be left
    - `edges`: int32, edges walked in the order of discovery, each once
    - `slots`: int64, hash set of them, each with the epoch in its upper half
    """

    marks: npt.NDArray[np.int32]
    found: npt.NDArray[np.int32]
    hops: npt.NDArray[np.int32]
    queue: npt.NDArray[np.int32]
    edges: npt.NDArray[np.int32]
    slots: npt.NDArray[np.int64]


@numba.njit(cache=True, nogil=True)
def set_out(ground: Ground, state: npt.NDArray[np.int64], starts: npt.NDArray[np.int32]) -> None:
    """Puts the starts, each once, into a fresh state."""
    for place in range(len(starts)):
        ground.marks[starts[place]] = state[EPOCH]
        ground.found[place], ground.hops[place], ground.queue[place] = starts[place], 0, starts[place]
    state[FOUND] = state[QUEUED] = state[LAYER_END] = len(starts)
    state[HOP], state[CROWDED_BY] = 1, -1
    rewind(state)


@numba.njit(cache=True, nogil=True)
def reach(
    graph: Topology, allowed: Allowed, ground: Ground, hops: Hops, state: npt.NDArray[np.int64], pause: int
) -> int:  # fmt: skip
    """Goes on until all is found, the budget is spent, or about `pause` edges have been looked at in all.

    `FULL` asks for more room in edges, slots or hubs.
    """
    while True:
        while state[AT] < state[LAYER_END]:
            outcome = _leave(graph, allowed, ground, hops, state, pause)
            if outcome != ON:
                return outcome
            state[AT] += 1
            rewind(state)
        if state[CROWDED] or state[HOP] == state[MOST_HOPS] or state[QUEUED] == state[LAYER_END]:
            return DONE
        state[HOP] += 1
        state[LAYER_END], state[REACHED] = state[QUEUED], 0


@numba.njit(cache=True, nogil=True)
def _leave(
    graph: Topology, allowed: Allowed, ground: Ground, hops: Hops, state: npt.NDArray[np.int64], pause: int
) -> int:  # fmt: skip
    """All hops out of one node of the frontier; `ON` when the next one is due."""
    while not is_over(allowed, state):
        if state[LOOKED] >= pause:
            return PAUSED
        if state[EDGES] + len(hops.edges) > len(ground.edges) or state[HUBS] == len(hops.hubs):
            return FULL
        count = walk(graph, allowed, hops, state, ground.queue[state[AT]])
        for place in range(count):
            _take(graph, allowed, ground, state, hops.nodes[place], hops.edges[place])
        if state[STOPPED] or (state[CROWDED] and not state[KEEPS]):
            return DONE
    return ON


@numba.njit(cache=True, nogil=True)
def _take(
    graph: Topology, allowed: Allowed, ground: Ground, state: npt.NDArray[np.int64], node: int, edge: int
) -> None:  # fmt: skip
    """Keeps a hop that passed, unless the node is new and there is no room left."""
    if ground.marks[node] != state[EPOCH]:
        place = state[FOUND]
        if place == state[ROOM]:
            if state[CROWDED_BY] != state[AT]:
                state[CROWDED] += 1
                state[CROWDED_BY] = state[AT]
            return
        ground.marks[node] = state[EPOCH]
        ground.found[place], ground.hops[place] = node, state[HOP]
        state[FOUND] += 1
        state[REACHED] += 1
        if not stops(graph, allowed, node):
            ground.queue[state[QUEUED]] = node
            state[QUEUED] += 1
    if state[KEEPS]:
        _keep(ground.edges, ground.slots, state, edge)


@numba.njit(cache=True, nogil=True)
def _keep(
    edges: npt.NDArray[np.int32], slots: npt.NDArray[np.int64], state: npt.NDArray[np.int64], edge: int
) -> None:  # fmt: skip
    """Adds an edge to those walked, once."""
    mask = len(slots) - 1
    key = (state[EPOCH] << 32) | edge
    # Knuth's multiplicative hash; the low bits are the weak ones.
    slot = ((edge * 2654435761) >> 7) & mask
    while slots[slot] >> 32 == state[EPOCH]:
        if slots[slot] == key:
            return
        slot = (slot + 1) & mask
    slots[slot] = key
    edges[state[EDGES]] = edge
    state[EDGES] += 1


@numba.njit(cache=True, nogil=True)
def refill(edges: npt.NDArray[np.int32], slots: npt.NDArray[np.int64], state: npt.NDArray[np.int64]) -> None:
    """Fills a larger hash set with the edges kept so far."""
    count = state[EDGES]
    state[EDGES] = 0
    for place in range(count):
        _keep(edges, slots, state, edges[place])
