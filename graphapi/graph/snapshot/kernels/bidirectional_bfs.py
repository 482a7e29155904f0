"""Shortest paths by breadth-first search from both ends, layer by layer, the smaller side first."""

from typing import NamedTuple

import numpy as np

from graphapi.graph.snapshot.kernels import Ints, Longs, allocating, inlined, kernel, numbered
from graphapi.graph.snapshot.kernels.arrays import sort_numbers
from graphapi.graph.snapshot.kernels.filters import Allowed
from graphapi.graph.snapshot.kernels.hops import (
    CONTINUE,
    CURSOR,
    DONE,
    FULL,
    PAUSED,
    HopBuffer,
    rewind,
    walk,
)
from graphapi.graph.snapshot.topology import Topology


class BidirectionalSlots(NamedTuple):
    """The slots of the state after those of the cursor; those of both sides follow from `SIDES` on."""

    turn: int  # The side under way, 0 or 1; -1 between two layers.
    at: int  # Node being expanded, as a place in the queue of the side.
    met: int  # Nodes where the sides met.
    most_hops: int
    epoch: int  # Number of this search.


SLOT = numbered(BidirectionalSlots, first=len(CURSOR))


class SideSlots(NamedTuple):
    """The slots of one side, counted from where the side begins."""

    depth: int  # Whole layers walked.
    begin: int  # Where the frontier begins in the queue.
    end: int  # Where it ends.
    next: int  # Where the layer under way ends.
    links: int  # Hops recorded.


SIDE = numbered(SideSlots)


SIDES = len(CURSOR) + len(SLOT)
WIDTH = len(SIDE)
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
    ahead.marks[source] = behind.marks[target] = state[SLOT.epoch] << EPOCH_SHIFT
    ahead.queue[0], behind.queue[0] = source, target
    for mine in (SIDES, SIDES + WIDTH):
        state[mine + SIDE.end] = state[mine + SIDE.next] = 1
    state[SLOT.turn] = -1


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
    while state[SLOT.turn] >= 0 or _choose_side(state):
        if state[SLOT.turn] == 0:
            outcome = _advance_layer(graph, forth, ahead, behind, hops, state, pause)
        else:
            outcome = _advance_layer(graph, back, behind, ahead, hops, state, pause)
        if outcome != CONTINUE:
            return outcome
        state[SLOT.turn] = -1
        if state[SLOT.met]:
            return DONE
    return DONE


@allocating
def links_on_paths(side: SideArrays, state: Longs, mine: int) -> Ints:
    """Links of a side that lead to where the sides met, its own end last; call it once for each side."""
    links = np.empty((state[mine + SIDE.links], 3), np.int32)
    count = 0
    marks, walked = side.marks, side.links
    for number in range(state[mine + SIDE.links] - 1, -1, -1):
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
        state[fore + SIDE.end] - state[fore + SIDE.begin],
        state[aft + SIDE.end] - state[aft + SIDE.begin],
    )
    if state[fore + SIDE.depth] + state[aft + SIDE.depth] >= state[SLOT.most_hops] or ahead == 0 or behind == 0:
        return False
    state[SLOT.turn] = 0 if ahead <= behind else 1
    state[SLOT.at] = state[SIDES + state[SLOT.turn] * WIDTH + SIDE.begin]
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
    mine = SIDES + state[SLOT.turn] * WIDTH
    while state[SLOT.at] < state[mine + SIDE.end]:
        node = queue[state[SLOT.at]]
        while state[CURSOR.rel] < len(rels):
            if state[CURSOR.examined] >= pause:
                return PAUSED
            if state[mine + SIDE.links] + len(edges) > len(links) or state[CURSOR.hubs] == len(hubs):
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
            if state[CURSOR.stopped]:
                return DONE
        state[SLOT.at] += 1
        rewind(state)
    _finish_layer(marks, queue, other.marks, state, mine)
    return CONTINUE


@kernel
def _finish_layer(marks: Ints, queue: Ints, others: Ints, state: Longs, mine: int) -> None:
    """Ends a layer; it is sorted unless it was the last.

    Where hubs were cut the sides are not alike, and nodes of a layer may lie at different depths of the other side:
    only those at the least depth are on shortest paths.
    """
    state[mine + SIDE.depth] += 1
    state[mine + SIDE.begin], state[mine + SIDE.end] = state[mine + SIDE.end], state[mine + SIDE.next]
    least = DEPTHS
    for place in range(state[mine + SIDE.begin], state[mine + SIDE.end]):
        if others[queue[place]] >> EPOCH_SHIFT == state[SLOT.epoch]:
            least = min(least, others[queue[place]] & DEPTHS)
    for place in range(state[mine + SIDE.begin], state[mine + SIDE.end]):
        node = queue[place]
        if others[node] >> EPOCH_SHIFT == state[SLOT.epoch] and others[node] & DEPTHS == least:
            marks[node] |= ON_PATH
            others[node] |= ON_PATH
            state[SLOT.met] += 1
    if not state[SLOT.met]:  # the order matters for the next layer alone, and the last one is the largest
        sort_numbers(queue, state[mine + SIDE.begin], state[mine + SIDE.end])


@inlined
def _link(marks: Ints, queue: Ints, links: Ints, state: Longs, mine: int, origin: int, node: int, edge: int) -> None:
    """Keeps a hop to a node of the next depth."""
    depth = state[mine + SIDE.depth] + 1
    is_new = marks[node] >> EPOCH_SHIFT != state[SLOT.epoch]
    if is_new:
        marks[node] = state[SLOT.epoch] << EPOCH_SHIFT | depth
        queue[state[mine + SIDE.next]] = node
        state[mine + SIDE.next] += 1
    if is_new or marks[node] & DEPTHS == depth:
        place = state[mine + SIDE.links]
        links[place, 0], links[place, 1], links[place, 2] = origin, node, edge
        state[mine + SIDE.links] += 1
