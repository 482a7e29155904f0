"""Shortest paths by breadth-first search from both ends, layer by layer, the smaller side first."""

from enum import IntEnum, auto
from typing import NamedTuple

import numpy as np

from graphapi.graph.snapshot.kernels import Ints, Longs, allocating, inlined, kernel
from graphapi.graph.snapshot.kernels.arrays import sort_numbers
from graphapi.graph.snapshot.kernels.filters import Allowed
from graphapi.graph.snapshot.kernels.hops import (
    CONTINUE,
    DONE,
    FULL,
    PAUSED,
    CursorSlot,
    HopBuffer,
    rewind,
    walk,
)
from graphapi.graph.snapshot.topology import Topology


class BidirectionalSlot(IntEnum):
    """The slots of the state after those of the cursor; those of both sides follow from `SIDES` on."""

    TURN = len(CursorSlot)  # The side under way, 0 or 1; -1 between two layers.
    AT = auto()  # Node being expanded, as a place in the queue of the side.
    MET = auto()  # Nodes where the sides met.
    MOST_HOPS = auto()
    EPOCH = auto()  # Number of this search.


class SideSlot(IntEnum):
    """The slots of one side, counted from where the side begins."""

    DEPTH = 0  # Whole layers walked.
    BEGIN = 1  # Where the frontier begins in the queue.
    END = 2  # Where it ends.
    NEXT = 3  # Where the layer under way ends.
    LINKS = 4  # Hops recorded.


SIDES = len(CursorSlot) + len(BidirectionalSlot)
WIDTH = len(SideSlot)
STATE = SIDES + 2 * WIDTH
EPOCH_SHIFT, ON_PATH, DEPTHS = 7, 64, 63
"""A mark holds the number of the search, whether the node lies on a path, and its depth."""
MAX_HOPS = 60


class SideArrays(NamedTuple):
    """What one end of a search works on.

    - `marks`: int32 (nodes), see `EPOCH_SHIFT`
    - `queue`: int32 (nodes), nodes by depth, sorted within each
    - `links`: int32 (n, 3), origin, node and edge of each hop to a node of the next depth, in the order of walking
    """

    marks: Ints
    queue: Ints
    links: Ints


@kernel
def push_ends(ahead: SideArrays, behind: SideArrays, state: Longs, source: int, target: int) -> None:
    """Puts both ends into a fresh state."""
    ahead.marks[source] = behind.marks[target] = state[BidirectionalSlot.EPOCH] << EPOCH_SHIFT
    ahead.queue[0], behind.queue[0] = source, target
    for mine in (SIDES, SIDES + WIDTH):
        state[mine + SideSlot.END] = state[mine + SideSlot.NEXT] = 1
    state[BidirectionalSlot.TURN] = -1


@kernel
def run_bidirectional_bfs(
    graph: Topology,
    forth: Allowed,
    back: Allowed,
    ahead: SideArrays,
    behind: SideArrays,
    hops: HopBuffer,
    state: Longs,
    pause: int,
) -> int:
    """Goes on until the sides meet, one is exhausted, the budget is spent, or about `pause` edges have been examined.

    `FULL` asks for more room in the links or hubs.
    """
    while state[BidirectionalSlot.TURN] >= 0 or _choose_side(state):
        if state[BidirectionalSlot.TURN] == 0:
            outcome = _advance_layer(graph, forth, ahead, behind, hops, state, pause)
        else:
            outcome = _advance_layer(graph, back, behind, ahead, hops, state, pause)
        if outcome != CONTINUE:
            return outcome
        state[BidirectionalSlot.TURN] = -1
        if state[BidirectionalSlot.MET]:
            return DONE
    return DONE


@allocating
def links_on_paths(side: SideArrays, state: Longs, mine: int) -> Ints:
    """Links of a side that lead to where the sides met, its own end last; call it once for each side."""
    links = np.empty((state[mine + SideSlot.LINKS], 3), np.int32)
    count = 0
    marks, walked = side.marks, side.links
    for number in range(state[mine + SideSlot.LINKS] - 1, -1, -1):
        origin, node = walked[number, 0], walked[number, 1]
        if marks[node] & ON_PATH:
            marks[origin] |= ON_PATH
            links[count, 0], links[count, 1], links[count, 2] = origin, node, walked[number, 2]
            count += 1
    return links[:count]


@kernel
def _choose_side(state: Longs) -> bool:
    """Turns to the side with the smaller frontier; false when there is nowhere to go."""
    fore, aft = SIDES, SIDES + WIDTH
    ahead, behind = (
        state[fore + SideSlot.END] - state[fore + SideSlot.BEGIN],
        state[aft + SideSlot.END] - state[aft + SideSlot.BEGIN],
    )
    if (
        state[fore + SideSlot.DEPTH] + state[aft + SideSlot.DEPTH] >= state[BidirectionalSlot.MOST_HOPS]
        or ahead == 0
        or behind == 0
    ):
        return False
    state[BidirectionalSlot.TURN] = 0 if ahead <= behind else 1
    state[BidirectionalSlot.AT] = state[SIDES + state[BidirectionalSlot.TURN] * WIDTH + SideSlot.BEGIN]
    rewind(state)
    return True


@kernel
def _advance_layer(
    graph: Topology, allowed: Allowed, side: SideArrays, other: SideArrays, hops: HopBuffer, state: Longs, pause: int
) -> int:
    """One more layer of a side; nodes that the other side knows are marked and counted."""
    pointers, blocks, heads, tails, incoming, basis_status, periods, kinds, provinces, degrees = graph
    rels, rules, sets = allowed
    nodes, edges, hubs = hops
    marks, queue, links = side
    mine = SIDES + state[BidirectionalSlot.TURN] * WIDTH
    while state[BidirectionalSlot.AT] < state[mine + SideSlot.END]:
        node = queue[state[BidirectionalSlot.AT]]
        while state[CursorSlot.REL] < len(rels):
            if state[CursorSlot.EXAMINED] >= pause:
                return PAUSED
            if state[mine + SideSlot.LINKS] + len(edges) > len(links) or state[CursorSlot.HUBS] == len(hubs):
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
                edges,
                hubs,
                state,
                node,
            )
            for place in range(count):
                _link(marks, queue, links, state, mine, node, nodes[place], edges[place])
            if state[CursorSlot.STOPPED]:
                return DONE
        state[BidirectionalSlot.AT] += 1
        rewind(state)
    _finish_layer(marks, queue, other.marks, state, mine)
    return CONTINUE


@kernel
def _finish_layer(marks: Ints, queue: Ints, others: Ints, state: Longs, mine: int) -> None:
    """Ends a layer; it is sorted unless it was the last.

    Where hubs were cut the sides are not alike, and nodes of a layer may lie at different depths of the other side:
    only those at the least depth are on shortest paths.
    """
    state[mine + SideSlot.DEPTH] += 1
    state[mine + SideSlot.BEGIN], state[mine + SideSlot.END] = state[mine + SideSlot.END], state[mine + SideSlot.NEXT]
    least = DEPTHS
    for place in range(state[mine + SideSlot.BEGIN], state[mine + SideSlot.END]):
        if others[queue[place]] >> EPOCH_SHIFT == state[BidirectionalSlot.EPOCH]:
            least = min(least, others[queue[place]] & DEPTHS)
    for place in range(state[mine + SideSlot.BEGIN], state[mine + SideSlot.END]):
        node = queue[place]
        if others[node] >> EPOCH_SHIFT == state[BidirectionalSlot.EPOCH] and others[node] & DEPTHS == least:
            marks[node] |= ON_PATH
            others[node] |= ON_PATH
            state[BidirectionalSlot.MET] += 1
    if not state[BidirectionalSlot.MET]:  # the order matters for the next layer alone, and the last one is the largest
        sort_numbers(queue, state[mine + SideSlot.BEGIN], state[mine + SideSlot.END])


@inlined
def _link(marks: Ints, queue: Ints, links: Ints, state: Longs, mine: int, origin: int, node: int, edge: int) -> None:
    """Keeps a hop to a node of the next depth."""
    depth = state[mine + SideSlot.DEPTH] + 1
    is_new = marks[node] >> EPOCH_SHIFT != state[BidirectionalSlot.EPOCH]
    if is_new:
        marks[node] = state[BidirectionalSlot.EPOCH] << EPOCH_SHIFT | depth
        queue[state[mine + SideSlot.NEXT]] = node
        state[mine + SideSlot.NEXT] += 1
    if is_new or marks[node] & DEPTHS == depth:
        place = state[mine + SideSlot.LINKS]
        links[place, 0], links[place, 1], links[place, 2] = origin, node, edge
        state[mine + SideSlot.LINKS] += 1
