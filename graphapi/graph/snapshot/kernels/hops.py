"""The one loop over edges: hops out of a node in their order, filtered, within the budget. All searches call it."""

from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from graphapi.graph.snapshot.kernels.filters import Allowed, edge_passes, is_second, node_passes, quota, span
from graphapi.graph.snapshot.topology import Topology

DONE, PAUSED, FULL, ON = 0, 1, 2, 3
"""A search is over, was paused, asks for more room, or goes on."""

REL, EDGE, LEFT, LOOKED, BUDGET, STOPPED, HUBS = 0, 1, 2, 3, 4, 5, 6
CURSOR = 7
"""The first numbers of every state: block and edge to go on with, edges left at a hub, edges looked at, their budget,
whether it was spent, and rows in the table of hubs. An edge of -1 is the first of its block."""


class Hops(NamedTuple):
    """Nodes and edges of the hops just walked, and the table of hubs: node, its edges, and how many were kept."""

    nodes: npt.NDArray[np.int32]
    edges: npt.NDArray[np.int32]
    hubs: npt.NDArray[np.int32]


@numba.njit(cache=True, nogil=True)
def rewind(state: npt.NDArray[np.int64]) -> None:
    """Puts the cursor before the first edge of the next node."""
    state[REL], state[EDGE] = 0, -1


@numba.njit(cache=True, nogil=True)
def is_over(allowed: Allowed, state: npt.NDArray[np.int64]) -> bool:
    """Whether the cursor stands behind the last edge of its node."""
    return state[REL] == len(allowed.rels)


@numba.njit(cache=True, nogil=True)
def walk(graph: Topology, allowed: Allowed, hops: Hops, state: npt.NDArray[np.int64], node: int) -> int:
    """Walks on from the cursor, over as many edges as `hops` has room for; how many of them passed.

    The table of hubs must have room for one row more.
    """
    if state[REL] == 0 and state[EDGE] < 0:
        _arrive(graph, allowed, hops.hubs, state, node)
    count, most = 0, state[LOOKED] + len(hops.nodes)
    while state[REL] < len(allowed.rels) and state[LEFT] > 0:
        block = allowed.rels[state[REL]]
        begin, end = span(graph, block, node)
        against, second = block & 1 == 1, is_second(allowed.rels, state[REL])
        for place in range(begin if state[EDGE] < 0 else state[EDGE], end):
            other = graph.tails[place] if against else graph.heads[place]
            if state[LEFT] == 0:
                break
            if second and other == node:
                continue
            if state[LOOKED] == most or state[LOOKED] == state[BUDGET]:
                state[EDGE], state[STOPPED] = place, state[LOOKED] == state[BUDGET]
                return count
            state[LOOKED] += 1
            state[LEFT] -= 1
            number = graph.backs[place] if against else place
            if edge_passes(graph, allowed, number) and node_passes(graph, allowed, other):
                hops.nodes[count], hops.edges[count] = other, number
                count += 1
        state[REL] += 1
        state[EDGE] = -1
    state[REL] = len(allowed.rels)
    return count


@numba.njit(cache=True, nogil=True)
def _arrive(
    graph: Topology, allowed: Allowed, hubs: npt.NDArray[np.int32], state: npt.NDArray[np.int64], node: int
) -> None:  # fmt: skip
    """Sets how many edges of a node may be looked at; a hub gets its row."""
    edges, state[LEFT] = quota(graph, allowed, node)
    if edges:
        row = hubs[state[HUBS]]
        row[0], row[1], row[2] = node, edges, state[LEFT]
        state[HUBS] += 1


@numba.njit(cache=True, nogil=True)
def spread(
    graph: Topology, allowed: Allowed, hops: Hops, state: npt.NDArray[np.int64], frontier: npt.NDArray[np.int32],
    origins: npt.NDArray[np.int32], at: int,
) -> tuple[int, int]:  # fmt: skip
    """Walks the first nodes of a frontier from `at` on, over as many edges as there is room for.

    Hops that passed and the first node that is not over; `origins` gets the place of each hop's node.
    """
    nodes, edges, count = hops.nodes, hops.edges, 0
    most = state[LOOKED] + len(nodes)
    while at < len(frontier) and state[LOOKED] < most and state[HUBS] < len(hops.hubs):
        room = min(len(nodes) - count, most - state[LOOKED])
        part = Hops(nodes[count : count + room], edges[count : count + room], hops.hubs)
        passed = walk(graph, allowed, part, state, frontier[at])
        origins[count : count + passed] = at
        count += passed
        if state[STOPPED] or not is_over(allowed, state):
            break
        rewind(state)
        at += 1
    return count, at
