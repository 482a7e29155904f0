"""Loopless paths in the order of (cost, hops, node ids): A* over partial paths, as `graph.k_shortest`."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from graphapi.graph.snapshot.kernels import Ints, Longs, allocating, inlined, kernel, numbered
from graphapi.graph.snapshot.kernels.arrays import sort_rows
from graphapi.graph.snapshot.kernels.filters import (
    RULE,
    Allowed,
    count_loops,
    edge_passes,
    repeats_loops,
    span,
    step_degree,
)
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

ARRIVED = 4
MICRO = 1_000_000

BY_HOPS, BY_EVIDENCE, BY_INFORMATION = 0, 1, 2


class KShortestSlots(NamedTuple):
    """The slots of the state after those of the cursor."""

    queued: int  # Partial paths in the queue.
    partials: int  # Rows of partial paths in use.
    moves: int  # Rows of the table of moves in use.
    opened: int  # Nodes opened.
    current: int  # Row of the partial path taken from the queue; -1 when the next one is due.
    emitted: int  # Whether the current path has been tested for being a whole path.
    opening: int  # Whether a node is being opened: the cursor stands somewhere in its edges.
    deepest: int  # Hops of the longest path taken from the queue.
    far: int  # Hops to go from a node that the search back did not find: a bound, or -1 when it found all.
    most_hops: int
    least_hops: int
    cost: int  # The cost model, one of `BY_HOPS` and so on.
    via_in_order: int  # Whether via nodes must be passed in their order.
    epoch: int  # The mark of the search back.


SLOT = numbered(KShortestSlots, first=len(CURSOR))


STATE = len(CURSOR) + len(SLOT)


class PathEnds(NamedTuple):
    """Targets, sorted; via nodes in their order; nodes with a penalty, sorted, and the penalty in millionths."""

    targets: Ints
    via: Ints
    penalised: Ints
    penalties: Longs


class PartialPaths(NamedTuple):
    """Partial paths and the queue of them.

    - `queue`: int32, a binary heap of rows
    - `rows`: int32 (n, hops + 1), nodes of a path; `lengths`: int32, how many
    - `parents`: int32, the row that was extended
    - `keys`: int64 (n, 4), least cost of a whole path, its hops, cost so far, bits of the via nodes passed
    """

    queue: Ints
    rows: Ints
    lengths: Ints
    parents: Ints
    keys: Longs


class Moves(NamedTuple):
    """Hops out of nodes that were opened, sorted by hops still to go, then node.

    - `slots`: int32 (nodes), 1 + number of the opened node; 0 when it was not opened
    - `opened`: int64 (n, 3), node, begin and end of its moves
    - `table`: int64 (n, 3), hops still to go, node, cost of its best parallel edge
    - `marks`, `to_go`: of the search back from the targets, nodes it found and their hops
    """

    slots: Ints
    opened: Longs
    table: Longs
    marks: Ints
    to_go: npt.NDArray[np.int8]


@kernel
def store_hops_to_go(to_go: npt.NDArray[np.int8], found: Ints, hops: Ints) -> None:
    """Notes the hops of each node found by the search back."""
    for place in range(len(found)):
        to_go[found[place]] = hops[place]


@kernel
def push_source(ends: PathEnds, partials: PartialPaths, moves: Moves, state: Longs, source: int) -> None:
    """Queues the path of one node, unless no target can be reached from it."""
    queue, rows, lengths, parents, keys = partials
    go = _to_go(moves.marks, moves.to_go, state, source)
    passed = _passed(ends.via, state, 0, source)
    if go < 0 or passed < 0:
        return
    row = state[SLOT.partials]
    rows[row, 0], lengths[row], parents[row] = source, 1, -1
    keys[row, 0], keys[row, 1], keys[row, 2], keys[row, 3] = go * MICRO, go, 0, passed
    state[SLOT.partials] += 1
    _push(queue, rows, lengths, keys, state, row)


@kernel
def run_k_shortest(
    graph: Topology,
    allowed: Allowed,
    ends: PathEnds,
    partials: PartialPaths,
    moves: Moves,
    hops: HopBuffer,
    state: Longs,
    pause: int,
) -> int:
    """Goes on to the next whole path (`ARRIVED`, its row in `state[SLOT.current]`), or as `bfs.run_bfs`.

    `FULL` asks for more room: in moves and hubs while a node is being opened, else in partial paths.
    """
    queue, rows, lengths, _, keys = partials
    targets, via = ends.targets, ends.via
    while True:
        if state[SLOT.current] < 0:
            if state[SLOT.queued] == 0:
                return DONE
            state[SLOT.current], state[SLOT.emitted] = _pop(queue, rows, lengths, keys, state), 0
        row = state[SLOT.current]
        length = lengths[row]
        state[SLOT.deepest] = max(state[SLOT.deepest], length - 1)
        if not state[SLOT.emitted]:
            state[SLOT.emitted] = 1
            passed_all = keys[row, 3] == (1 << len(via)) - 1
            if (
                length > max(1, state[SLOT.least_hops])
                and passed_all
                and _index_of(targets, rows[row, length - 1]) >= 0
            ):
                return ARRIVED
        if state[CURSOR.examined] >= pause:
            return PAUSED
        if length <= state[SLOT.most_hops]:
            outcome = _extend_paths(graph, allowed, ends, partials, moves, hops, state, row, pause)
            if outcome != CONTINUE:
                return outcome
        state[SLOT.current] = -1


@allocating
def edges_between(graph: Topology, allowed: Allowed, tail: int, head: int) -> Ints:
    """Edges of a hop that pass, in the order of walking; what a hub leaves out is not among them."""
    pointers, blocks, rels, rules = graph.pointers, graph.blocks, allowed.rels, allowed.rules
    every = step_degree(pointers, blocks, graph.tails, rels, tail)
    most = every if every <= rules[RULE.most] else 0 if rules[RULE.skips] else rules[RULE.most]
    edges = np.empty(every, np.int32)
    count = before = 0
    for rel in range(len(rels)):
        block = rels[rel]
        begin, end = span(pointers, blocks, block, tail)
        others = (graph.tails if block & 1 else graph.heads)[begin:end]
        skipped = count_loops(graph.tails, begin, end, tail) if repeats_loops(rels, rel) else 0
        place = int(np.searchsorted(others, head))
        while place < len(others) and others[place] == head and tail != head:
            number = graph.incoming[begin + place] if block & 1 else begin + place
            rank = before + place - (skipped if head > tail else 0)
            if rank < most and edge_passes(graph.basis_status, graph.periods, rules, block & 1, begin + place):
                edges[count] = number
                count += 1
            place += 1
        before += len(others) - skipped
    return edges[:count]


@kernel
def clear_opened(moves: Moves, state: Longs) -> None:
    """Clears what the next search must not find."""
    for number in range(state[SLOT.opened]):
        moves.slots[moves.opened[number, 0]] = 0


@kernel
def _extend_paths(
    graph: Topology,
    allowed: Allowed,
    ends: PathEnds,
    partials: PartialPaths,
    moves: Moves,
    hops: HopBuffer,
    state: Longs,
    row: int,
    pause: int,
) -> int:
    """Queues each path that is one hop longer; `CONTINUE` when all are."""
    queue, rows, lengths, parents, keys = partials
    targets, via, penalised, penalties = ends
    slots, opened, table, degrees = moves.slots, moves.opened, moves.table, graph.degrees
    length = lengths[row]
    node = rows[row, length - 1]
    if slots[node] == 0:
        outcome = _open_node(graph, allowed, moves, hops, state, node, pause)
        if outcome != CONTINUE:
            return outcome
    begin, end = opened[slots[node] - 1, 1], opened[slots[node] - 1, 2]
    if state[SLOT.partials] + end - begin > len(queue):
        return FULL
    for place in range(begin, end):
        go, other = table[place, 0], table[place, 1]
        if length + go > state[SLOT.most_hops]:
            break
        passed = _passed(via, state, keys[row, 3], other)
        if passed < 0 or _visits(rows, row, length, other):
            continue
        if state[CURSOR.examined] == state[CURSOR.budget]:
            state[CURSOR.stopped] = 1
            return DONE
        state[CURSOR.examined] += 1
        cost = keys[row, 2] + table[place, 2] + _node_penalty(targets, penalised, penalties, degrees, state, other)
        fresh = state[SLOT.partials]
        for step in range(length):
            rows[fresh, step] = rows[row, step]
        rows[fresh, length], lengths[fresh], parents[fresh] = other, length + 1, row
        keys[fresh, 0], keys[fresh, 1], keys[fresh, 2], keys[fresh, 3] = cost + go * MICRO, length + go, cost, passed
        state[SLOT.partials] += 1
        _push(queue, rows, lengths, keys, state, fresh)
    return CONTINUE


@kernel
def _open_node(
    graph: Topology, allowed: Allowed, moves: Moves, hops: HopBuffer, state: Longs, node: int, pause: int
) -> int:
    """Finds and sorts the hops out of a node."""
    pointers, blocks, heads, tails, incoming, basis_status, periods, kinds, provinces, degrees = graph
    rels, rules, sets = allowed
    nodes, edges, hubs = hops
    slots, opened, table, marks, to_go = moves
    begin = opened[state[SLOT.opened] - 1, 2] if state[SLOT.opened] else 0
    if not state[SLOT.opening]:
        state[SLOT.opening], state[SLOT.moves] = 1, begin
        rewind(state)
    while state[CURSOR.rel] < len(rels):
        if state[CURSOR.examined] >= pause:
            return PAUSED
        if (
            len(table) - state[SLOT.moves] < len(nodes)
            or state[SLOT.opened] + 1 >= len(opened)
            or state[CURSOR.hubs] == len(hubs)
        ):
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
            go = _to_go(marks, to_go, state, nodes[place])
            if go >= 0:
                move = state[SLOT.moves]
                table[move, 0], table[move, 1] = go, nodes[place]
                table[move, 2] = _weight(basis_status[0, edges[place]] & 7, state[SLOT.cost])
                state[SLOT.moves] += 1
        if state[CURSOR.stopped]:
            return DONE
    number = state[SLOT.opened]
    opened[number, 0], opened[number, 1], opened[number, 2] = (
        node,
        begin,
        _merge_parallel(table, begin, state[SLOT.moves]),
    )
    state[SLOT.opened] += 1
    slots[node] = state[SLOT.opened]
    state[SLOT.opening] = 0
    return CONTINUE


@kernel
def _merge_parallel(table: Longs, begin: int, end: int) -> int:
    """Sorts moves by hops to go and node and keeps the cheapest of those to the same node; where they end now."""
    sort_rows(table, begin, end)
    last = begin
    for place in range(begin, end):
        if last > begin and table[last - 1, 1] == table[place, 1]:
            table[last - 1, 2] = min(table[last - 1, 2], table[place, 2])
            continue
        for column in range(3):
            table[last, column] = table[place, column]
        last += 1
    return last


@inlined
def _weight(rank: int, cost: int) -> int:
    """Millionths of one edge: official 1, reported 1.5, derived 2.5, unverified 4."""
    return MICRO if cost != BY_EVIDENCE else (2, 3, 5, 8)[rank] * MICRO // 2


@kernel
def _node_penalty(targets: Ints, penalised: Ints, penalties: Longs, degrees: Ints, state: Longs, node: int) -> int:
    """Millionths for entering a node, beside the edge."""
    place = _index_of(penalised, node)
    penalty = penalties[place] if place >= 0 else 0
    if state[SLOT.cost] == BY_INFORMATION and _index_of(targets, node) < 0:
        penalty += int(np.rint(MICRO * np.log2(max(1, degrees[node]))))
    return penalty


@inlined
def _to_go(marks: Ints, to_go: npt.NDArray[np.int8], state: Longs, node: int) -> int:
    """Fewest hops from a node to a target, never too many; -1 when there is no way."""
    return int(to_go[node]) if marks[node] == state[SLOT.epoch] else state[SLOT.far]


@kernel
def _passed(via: Ints, state: Longs, passed: int, node: int) -> int:
    """The via nodes passed, as bits; -1 when one comes out of turn."""
    for place in range(len(via)):
        if via[place] == node:
            if state[SLOT.via_in_order] and passed != (1 << place) - 1:
                return -1
            return passed | 1 << place
    return passed


@kernel
def _visits(rows: Ints, row: int, length: int, node: int) -> bool:
    for place in range(length):  # noqa: SIM110  (compiled code has no generators)
        if rows[row, place] == node:
            return True
    return False


@kernel
def _index_of(numbers: Ints, number: int) -> int:
    """Where a number stands among sorted ones; -1 when it is not there."""
    low, high = 0, len(numbers)
    while low < high:
        middle = (low + high) >> 1
        if numbers[middle] < number:
            low = middle + 1
        else:
            high = middle
    return low if low < len(numbers) and numbers[low] == number else -1


@kernel
def _is_before(rows: Ints, lengths: Ints, keys: Longs, one: int, other: int) -> bool:
    """Whether a path comes before another: least cost, hops, nodes."""
    for key in range(2):
        if keys[one, key] != keys[other, key]:
            return keys[one, key] < keys[other, key]
    for place in range(min(lengths[one], lengths[other])):
        if rows[one, place] != rows[other, place]:
            return rows[one, place] < rows[other, place]
    return lengths[one] < lengths[other]


@kernel
def _push(queue: Ints, rows: Ints, lengths: Ints, keys: Longs, state: Longs, row: int) -> None:
    place = state[SLOT.queued]
    state[SLOT.queued] += 1
    while place > 0 and _is_before(rows, lengths, keys, row, queue[(place - 1) >> 1]):
        queue[place] = queue[(place - 1) >> 1]
        place = (place - 1) >> 1
    queue[place] = row


@kernel
def _pop(queue: Ints, rows: Ints, lengths: Ints, keys: Longs, state: Longs) -> int:
    first = queue[0]
    state[SLOT.queued] -= 1
    count = state[SLOT.queued]
    last = queue[count]
    place = 0
    while 2 * place + 1 < count:
        child = 2 * place + 1
        if child + 1 < count and _is_before(rows, lengths, keys, queue[child + 1], queue[child]):
            child += 1
        if not _is_before(rows, lengths, keys, queue[child], last):
            break
        queue[place] = queue[child]
        place = child
    queue[place] = last
    return first
