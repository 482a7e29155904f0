"""Shortest paths by breadth-first search from both ends, layer by layer, the smaller side first, as `graph.routes`."""

from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from graphapi.graph.snapshot.kernels.filters import Allowed
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

TURN, AT, MET, MOST_HOPS, EPOCH = CURSOR, CURSOR + 1, CURSOR + 2, CURSOR + 3, CURSOR + 4
SIDES, WIDTH = CURSOR + 5, 5
DEPTH, BEGIN, END, NEXT, LINKS = 0, 1, 2, 3, 4
STATE = SIDES + 2 * WIDTH
EPOCH_SHIFT, KEPT, DEPTHS = 7, 64, 63
"""A mark holds the number of the search, whether the node lies on a path, and its depth."""
MAX_HOPS = 60


class Side(NamedTuple):
    """What one end of a search works on.

    - `marks`: int32 (nodes), see `EPOCH_SHIFT`
    - `queue`: int32 (nodes), nodes by depth, sorted within each
    - `links`: int32 (n, 3), origin, node and edge of each hop to a node of the next depth, in the order of walking
    """

    marks: npt.NDArray[np.int32]
    queue: npt.NDArray[np.int32]
    links: npt.NDArray[np.int32]


@numba.njit(cache=True, nogil=True)
def set_out(ahead: Side, behind: Side, state: npt.NDArray[np.int64], source: int, target: int) -> None:
    """Puts both ends into a fresh state."""
    ahead.marks[source] = behind.marks[target] = state[EPOCH] << EPOCH_SHIFT
    ahead.queue[0], behind.queue[0] = source, target
    for mine in (SIDES, SIDES + WIDTH):
        state[mine + END] = state[mine + NEXT] = 1
    state[TURN] = -1


@numba.njit(cache=True, nogil=True)
def meet(
    graph: Topology, forth: Allowed, back: Allowed, ahead: Side, behind: Side, hops: Hops,
    state: npt.NDArray[np.int64], pause: int,
) -> int:  # fmt: skip
    """Goes on until the sides meet, one is exhausted, the budget is spent, or about `pause` edges have been looked at.

    `FULL` asks for more room in the links or hubs.
    """
    while state[TURN] >= 0 or _turned(state):
        if state[TURN] == 0:
            outcome = _advance(graph, forth, ahead, behind, hops, state, pause)
        else:
            outcome = _advance(graph, back, behind, ahead, hops, state, pause)
        if outcome != ON:
            return outcome
        state[TURN] = -1
        if state[MET]:
            return DONE
    return DONE


@numba.njit(cache=True, nogil=True)
def traced(side: Side, state: npt.NDArray[np.int64], mine: int) -> npt.NDArray[np.int32]:
    """Links of a side that lead to where the sides met, its own end last; call it once for each side."""
    links = np.empty((state[mine + LINKS], 3), np.int32)
    count = 0
    for number in range(state[mine + LINKS] - 1, -1, -1):
        origin, node, edge = side.links[number]
        if side.marks[node] & KEPT:
            side.marks[origin] |= KEPT
            links[count, 0], links[count, 1], links[count, 2] = origin, node, edge
            count += 1
    return links[:count]


@numba.njit(cache=True, nogil=True)
def _turned(state: npt.NDArray[np.int64]) -> bool:
    """Turns to the side with the smaller frontier; false when there is nowhere to go."""
    fore, aft = SIDES, SIDES + WIDTH
    ahead, behind = state[fore + END] - state[fore + BEGIN], state[aft + END] - state[aft + BEGIN]
    if state[fore + DEPTH] + state[aft + DEPTH] >= state[MOST_HOPS] or ahead == 0 or behind == 0:
        return False
    state[TURN] = 0 if ahead <= behind else 1
    state[AT] = state[SIDES + state[TURN] * WIDTH + BEGIN]
    rewind(state)
    return True


@numba.njit(cache=True, nogil=True)
def _advance(
    graph: Topology, allowed: Allowed, side: Side, other: Side, hops: Hops, state: npt.NDArray[np.int64], pause: int
) -> int:  # fmt: skip
    """One more layer of a side, sorted; nodes that the other side knows are marked and counted."""
    mine = SIDES + state[TURN] * WIDTH
    while state[AT] < state[mine + END]:
        outcome = _leave(graph, allowed, side, hops, state, pause)
        if outcome != ON:
            return outcome
        state[AT] += 1
        rewind(state)
    state[mine + DEPTH] += 1
    state[mine + BEGIN], state[mine + END] = state[mine + END], state[mine + NEXT]
    frontier = side.queue[state[mine + BEGIN] : state[mine + END]]
    frontier.sort()
    for node in frontier:
        if other.marks[node] >> EPOCH_SHIFT == state[EPOCH]:
            side.marks[node] |= KEPT
            other.marks[node] |= KEPT
            state[MET] += 1
    return ON


@numba.njit(cache=True, nogil=True)
def _leave(
    graph: Topology, allowed: Allowed, side: Side, hops: Hops, state: npt.NDArray[np.int64], pause: int
) -> int:  # fmt: skip
    """All hops out of one node of the frontier; `ON` when the next one is due."""
    node = side.queue[state[AT]]
    while not is_over(allowed, state):
        if state[LOOKED] >= pause:
            return PAUSED
        links = state[SIDES + state[TURN] * WIDTH + LINKS]
        if links + len(hops.edges) > len(side.links) or state[HUBS] == len(hops.hubs):
            return FULL
        count = walk(graph, allowed, hops, state, node)
        for place in range(count):
            _link(side, state, node, hops.nodes[place], hops.edges[place])
        if state[STOPPED]:
            return DONE
    return ON


@numba.njit(cache=True, nogil=True)
def _link(side: Side, state: npt.NDArray[np.int64], origin: int, node: int, edge: int) -> None:
    mine = SIDES + state[TURN] * WIDTH
    depth = state[mine + DEPTH] + 1
    if side.marks[node] >> EPOCH_SHIFT != state[EPOCH]:
        side.marks[node] = state[EPOCH] << EPOCH_SHIFT | depth
        side.queue[state[mine + NEXT]] = node
        state[mine + NEXT] += 1
    elif side.marks[node] & DEPTHS != depth:
        return
    place = state[mine + LINKS]
    side.links[place, 0], side.links[place, 1], side.links[place, 2] = origin, node, edge
    state[mine + LINKS] += 1
