"""The one loop over edges: hops out of a node in their order, filtered, within the budget. All searches call it."""

from typing import NamedTuple

from graphapi.graph.snapshot.kernels import Bytes, Ints, Longs, inlined, kernel, numbered
from graphapi.graph.snapshot.kernels.filters import (
    RULE,
    Allowed,
    edge_passes,
    node_passes,
    repeats_loops,
    span,
    step_degree,
)
from graphapi.graph.snapshot.topology import Topology

DONE, PAUSED, FULL, CONTINUE = 0, 1, 2, 3
"""A search is over, was paused, asks for more room, or goes on."""


class CursorSlots(NamedTuple):
    """The first slots of the state of every search: where it goes on, and what it has spent."""

    rel: int  # Block to go on with, as a place in the step's blocks.
    edge: int  # Edge of the block to go on with; -1 is its first.
    left: int  # Edges that may still be examined at this node: a hub has fewer than it has edges.
    examined: int  # Edges examined since the search began.
    budget: int  # How many may be.
    stopped: int  # Whether the budget was spent.
    hubs: int  # Rows in the table of hubs.


CURSOR = numbered(CursorSlots)


class HopBuffer(NamedTuple):
    """Nodes and edges of the hops just walked, and the table of hubs: node, its edges, and how many were kept."""

    nodes: Ints
    edges: Ints
    hubs: Ints


@inlined
def rewind(state: Longs) -> None:
    """Puts the cursor before the first edge of the next node."""
    state[CURSOR.rel], state[CURSOR.edge] = 0, -1


@inlined
def walk(
    pointers: Ints,
    blocks: Longs,
    heads: Ints,
    tails: Ints,
    incoming: Ints,
    basis_status: Bytes,
    periods: Ints,
    kinds: Bytes,
    provinces: Ints,
    degrees: Ints,
    rels: Ints,
    rules: Longs,
    sets: Ints,
    nodes: Ints,
    edges: Ints,
    hubs: Ints,
    state: Longs,
    node: int,
) -> int:
    """Walks on from the cursor over at most as many edges as `nodes` and `edges` hold; how many of them passed.

    The cursor is over when its block is behind the last. The table of hubs must have room for one row more.
    """
    if state[CURSOR.rel] == 0 and state[CURSOR.edge] < 0:
        state[CURSOR.left] = rules[RULE.most]
        if degrees[node] > rules[RULE.most]:
            enter_hub(pointers, blocks, tails, rels, rules, hubs, state, node)
    count, examined, left = 0, state[CURSOR.examined], state[CURSOR.left]
    most = min(examined + len(nodes), state[CURSOR.budget])
    rel, edge, pausing = state[CURSOR.rel], state[CURSOR.edge], False
    while rel < len(rels) and left > 0 and not pausing:
        block = rels[rel]
        begin, end = span(pointers, blocks, block, node)
        side, second = block & 1, repeats_loops(rels, rel)
        for place in range(begin if edge < 0 else edge, end):
            other = tails[place] if side else heads[place]
            if second and other == node:
                continue
            if left == 0:
                break
            if examined == most:
                edge, pausing = place, True
                break
            examined += 1
            left -= 1
            if edge_passes(basis_status, periods, rules, side, place) and node_passes(
                kinds, provinces, rules, sets, other
            ):
                nodes[count], edges[count] = other, incoming[place] if side else place
                count += 1
        if not pausing:
            rel += 1
            edge = -1
    state[CURSOR.stopped] = pausing and examined == state[CURSOR.budget]
    state[CURSOR.rel], state[CURSOR.edge] = (rel, edge) if pausing else (len(rels), -1)
    state[CURSOR.examined], state[CURSOR.left] = examined, left
    return count


@kernel
def enter_hub(
    pointers: Ints, blocks: Longs, tails: Ints, rels: Ints, rules: Longs, hubs: Ints, state: Longs, node: int
) -> None:
    """Sets how many edges of a node may be examined, where it may be a hub; a hub gets its row."""
    edges = step_degree(pointers, blocks, tails, rels, node)
    if edges > rules[RULE.most]:
        state[CURSOR.left] = 0 if rules[RULE.skips] else rules[RULE.most]
        number = state[CURSOR.hubs]
        hubs[number, 0], hubs[number, 1], hubs[number, 2] = node, edges, state[CURSOR.left]
        state[CURSOR.hubs] += 1


@kernel
def expand_frontier(
    graph: Topology, allowed: Allowed, hops: HopBuffer, state: Longs, frontier: Ints, origins: Ints, at: int
) -> tuple[int, int]:
    """Walks the first nodes of a frontier from `at` on, over as many edges as there is room for.

    HopBuffer that passed and the first node that is not over; `origins` gets the place of each hop's node.
    """
    pointers, blocks, heads, tails, incoming, basis_status, periods, kinds, provinces, degrees = graph
    rels, rules, sets = allowed
    nodes, edges, hubs = hops
    count, most = 0, state[CURSOR.examined] + len(nodes)
    while at < len(frontier) and state[CURSOR.examined] < most and state[CURSOR.hubs] < len(hubs):
        room = count + min(len(nodes) - count, most - state[CURSOR.examined])
        passed = walk(
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
            nodes[count:room],
            edges[count:room],
            hubs,
            state,
            frontier[at],
        )
        origins[count : count + passed] = at
        count += passed
        if state[CURSOR.stopped] or state[CURSOR.rel] < len(rels):
            break
        rewind(state)
        at += 1
    return count, at
