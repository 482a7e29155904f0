"""Loopless paths in the order of (cost, hops, node ids): A* over partial paths, as `graph.ranked`."""

from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from graphapi.graph.snapshot.kernels.filters import (
    Allowed,
    edge_passes,
    is_second,
    leaving,
    loops,
    quota,
    span,
)
from graphapi.graph.snapshot.kernels.hops import (
    BUDGET,
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

ARRIVED = 4
MICRO = 1_000_000

QUEUED, PARTIALS, MOVES, OPENED, CURRENT, DEEPEST = CURSOR, CURSOR + 1, CURSOR + 2, CURSOR + 3, CURSOR + 4, CURSOR + 5
FAR, MOST_HOPS, LEAST_HOPS, COST, VIA_IN_ORDER = CURSOR + 6, CURSOR + 7, CURSOR + 8, CURSOR + 9, CURSOR + 10
EPOCH, TOLD, OPENING = CURSOR + 11, CURSOR + 12, CURSOR + 13
STATE = CURSOR + 14
BY_HOPS, BY_EVIDENCE, BY_INFORMATION = 0, 1, 2


class Ends(NamedTuple):
    """Targets, sorted; via nodes in their order; nodes with a penalty, sorted, and the penalty in millionths."""

    targets: npt.NDArray[np.int32]
    via: npt.NDArray[np.int32]
    shunned: npt.NDArray[np.int32]
    penalties: npt.NDArray[np.int64]


class Paths(NamedTuple):
    """Partial paths and the queue of them.

    - `queue`: int32, a binary heap of rows
    - `rows`: int32 (n, hops + 1), nodes of a path; `lengths`: int32, how many
    - `parents`: int32, the row that was extended
    - `keys`: int64 (n, 4), least cost of a whole path, its hops, cost so far, bits of the via nodes passed
    """

    queue: npt.NDArray[np.int32]
    rows: npt.NDArray[np.int32]
    lengths: npt.NDArray[np.int32]
    parents: npt.NDArray[np.int32]
    keys: npt.NDArray[np.int64]


class Moves(NamedTuple):
    """Hops out of nodes that were opened, sorted by hops still to go, then node.

    - `slots`: int32 (nodes), 1 + number of the opened node; 0 when it was not opened
    - `opened`: int64 (n, 3), node, begin and end of its moves
    - `table`: int64 (n, 3), hops still to go, node, cost of its best parallel edge
    - `marks`, `to_go`: of the search back from the targets, nodes it found and their hops
    """

    slots: npt.NDArray[np.int32]
    opened: npt.NDArray[np.int64]
    table: npt.NDArray[np.int64]
    marks: npt.NDArray[np.int32]
    to_go: npt.NDArray[np.int8]


@numba.njit(cache=True, nogil=True)
def remember(to_go: npt.NDArray[np.int8], found: npt.NDArray[np.int32], hops: npt.NDArray[np.int32]) -> None:
    """Notes the hops of each node found by the search back."""
    for place in range(len(found)):
        to_go[found[place]] = hops[place]


@numba.njit(cache=True, nogil=True)
def set_out(ends: Ends, paths: Paths, moves: Moves, state: npt.NDArray[np.int64], source: int) -> None:
    """Queues the path of one node, unless no target can be reached from it."""
    go = _to_go(moves, state, source)
    passed = _passed(ends, state, 0, source)
    if go < 0 or (passed < 0 and state[VIA_IN_ORDER]):
        return
    row = state[PARTIALS]
    paths.rows[row, 0], paths.lengths[row], paths.parents[row] = source, 1, -1
    paths.keys[row, 0], paths.keys[row, 1], paths.keys[row, 2], paths.keys[row, 3] = go * MICRO, go, 0, passed
    state[PARTIALS] += 1
    _push(paths, state, row)


@numba.njit(cache=True, nogil=True)
def search(
    graph: Topology, allowed: Allowed, ends: Ends, paths: Paths, moves: Moves, hops: Hops,
    state: npt.NDArray[np.int64], pause: int,
) -> int:  # fmt: skip
    """Goes on to the next whole path (`ARRIVED`, its row in `state[CURRENT]`), or as `reach.reach`.

    `FULL` asks for more room: in moves and hubs while a node is being opened, else in paths.
    """
    while True:
        if state[CURRENT] < 0:
            if state[QUEUED] == 0:
                return DONE
            state[CURRENT], state[TOLD] = _pop(paths, state), 0
        row = state[CURRENT]
        length = paths.lengths[row]
        state[DEEPEST] = max(state[DEEPEST], length - 1)
        if not state[TOLD]:
            state[TOLD] = 1
            if _arrived(ends, paths, state, row):
                return ARRIVED
        if state[LOOKED] >= pause:
            return PAUSED
        if length <= state[MOST_HOPS]:
            outcome = _extend(graph, allowed, ends, paths, moves, hops, state, row)
            if outcome != ON:
                return outcome
        state[CURRENT] = -1


@numba.njit(cache=True, nogil=True)
def between(graph: Topology, allowed: Allowed, tail: int, head: int) -> npt.NDArray[np.int32]:
    """Edges of a hop that pass, in the order of walking; what a hub leaves out is not among them."""
    edges = np.empty(leaving(graph, allowed, tail), np.int32)
    count = before = 0
    _, most = quota(graph, allowed, tail)
    for rel in range(len(allowed.rels)):
        block = allowed.rels[rel]
        begin, end = span(graph, block, tail)
        skipped = loops(graph, block, tail) if is_second(allowed.rels, rel) else 0
        others = graph.tails if block & 1 else graph.heads
        place = begin + int(np.searchsorted(others[begin:end], head))
        while place < end and others[place] == head and tail != head:
            passed = place - begin - (skipped if head > tail else 0)
            number = graph.backs[place] if block & 1 else place
            if before + passed < most and edge_passes(graph, allowed, number):
                edges[count] = number
                count += 1
            place += 1
        before += end - begin - skipped
    return edges[:count]


@numba.njit(cache=True, nogil=True)
def close(moves: Moves, state: npt.NDArray[np.int64]) -> None:
    """Clears what the next search must not find."""
    for number in range(state[OPENED]):
        moves.slots[moves.opened[number, 0]] = 0


@numba.njit(cache=True, nogil=True)
def _arrived(ends: Ends, paths: Paths, state: npt.NDArray[np.int64], row: int) -> bool:
    length = paths.lengths[row]
    if length - 1 < max(1, state[LEAST_HOPS]) or paths.keys[row, 3] != (1 << len(ends.via)) - 1:
        return False
    return _place(ends.targets, paths.rows[row, length - 1]) >= 0


@numba.njit(cache=True, nogil=True)
def _extend(
    graph: Topology, allowed: Allowed, ends: Ends, paths: Paths, moves: Moves, hops: Hops,
    state: npt.NDArray[np.int64], row: int,
) -> int:  # fmt: skip
    """Queues each path that is one hop longer; `ON` when all are."""
    length = paths.lengths[row]
    node = paths.rows[row, length - 1]
    if moves.slots[node] == 0:
        outcome = _open(graph, allowed, moves, hops, state, node)
        if outcome != ON:
            return outcome
    _, begin, end = moves.opened[moves.slots[node] - 1]
    if state[PARTIALS] + end - begin > len(paths.queue):
        return FULL
    for place in range(begin, end):
        go, other, cost = moves.table[place]
        if length + go > state[MOST_HOPS]:
            break
        passed = _passed(ends, state, paths.keys[row, 3], other)
        if passed < 0 or _visits(paths, row, other):
            continue
        if state[LOOKED] == state[BUDGET]:
            state[STOPPED] = 1
            return DONE
        state[LOOKED] += 1
        spent = _spent(graph, ends, state, other, cost)
        _add(paths, state, row, other, go, paths.keys[row, 2] + spent, passed)
    return ON


@numba.njit(cache=True, nogil=True)
def _add(
    paths: Paths, state: npt.NDArray[np.int64], row: int, node: int, go: int, cost: int, passed: int
) -> None:  # fmt: skip
    fresh, length = state[PARTIALS], paths.lengths[row]
    paths.rows[fresh, :length] = paths.rows[row, :length]
    paths.rows[fresh, length] = node
    paths.lengths[fresh], paths.parents[fresh] = length + 1, row
    keys = paths.keys[fresh]
    keys[0], keys[1], keys[2], keys[3] = cost + go * MICRO, length + go, cost, passed
    state[PARTIALS] += 1
    _push(paths, state, fresh)


@numba.njit(cache=True, nogil=True)
def _open(
    graph: Topology, allowed: Allowed, moves: Moves, hops: Hops, state: npt.NDArray[np.int64], node: int
) -> int:  # fmt: skip
    """Finds and sorts the hops out of a node."""
    if not state[OPENING]:
        state[OPENING], state[MOVES] = 1, moves.opened[state[OPENED] - 1, 2] if state[OPENED] else 0
        rewind(state)
    while not is_over(allowed, state):
        room = len(moves.table) - state[MOVES]
        if room < len(hops.nodes) or state[OPENED] + 1 >= len(moves.opened) or state[HUBS] == len(hops.hubs):
            return FULL
        count = walk(graph, allowed, hops, state, node)
        for place in range(count):
            go = _to_go(moves, state, hops.nodes[place])
            if go >= 0:
                move = moves.table[state[MOVES]]
                move[0], move[1] = go, hops.nodes[place]
                move[2] = _weight(graph.vouched[hops.edges[place]] & 7, state[COST])
                state[MOVES] += 1
        if state[STOPPED]:
            return DONE
    opened = moves.opened[state[OPENED]]
    begin = moves.opened[state[OPENED] - 1, 2] if state[OPENED] else 0
    opened[0], opened[1], opened[2] = node, begin, begin + _merged(moves.table[begin : state[MOVES]])
    state[OPENED] += 1
    moves.slots[node] = state[OPENED]
    state[OPENING] = 0
    return ON


@numba.njit(cache=True, nogil=True)
def _merged(table: npt.NDArray[np.int64]) -> int:
    """Sorts moves and keeps the cheapest of those to the same node; how many are left."""
    keys = np.empty(len(table), np.int64)
    for place in range(len(table)):
        keys[place] = table[place, 0] << 32 | table[place, 1]
    sorted_table = table[np.argsort(keys)]
    count = 0
    for place in range(len(sorted_table)):
        if count and table[count - 1, 1] == sorted_table[place, 1]:
            table[count - 1, 2] = min(table[count - 1, 2], sorted_table[place, 2])
            continue
        table[count] = sorted_table[place]
        count += 1
    return count


@numba.njit(cache=True, nogil=True)
def _weight(rank: int, cost: int) -> int:
    """Millionths of one edge: official 1, reported 1.5, derived 2.5, unverified 4."""
    if cost != BY_EVIDENCE:
        return MICRO
    return (2, 3, 5, 8)[rank] * MICRO // 2


@numba.njit(cache=True, nogil=True)
def _spent(graph: Topology, ends: Ends, state: npt.NDArray[np.int64], node: int, cost: int) -> int:
    """Millionths of a hop with what entering the node adds."""
    place = _place(ends.shunned, node)
    spent = cost if place < 0 else cost + ends.penalties[place]
    if state[COST] == BY_INFORMATION and _place(ends.targets, node) < 0:
        spent += int(np.rint(MICRO * np.log2(max(1, graph.degrees[node]))))
    return spent


@numba.njit(cache=True, nogil=True)
def _to_go(moves: Moves, state: npt.NDArray[np.int64], node: int) -> int:
    """Fewest hops from a node to a target, never too many; -1 when there is no way."""
    return moves.to_go[node] if moves.marks[node] == state[EPOCH] else state[FAR]


@numba.njit(cache=True, nogil=True)
def _passed(ends: Ends, state: npt.NDArray[np.int64], passed: int, node: int) -> int:
    """The via nodes passed, as bits; -1 when one comes out of turn."""
    for place in range(len(ends.via)):
        if ends.via[place] == node:
            if state[VIA_IN_ORDER] and passed != (1 << place) - 1:
                return -1
            return passed | 1 << place
    return passed


@numba.njit(cache=True, nogil=True)
def _visits(paths: Paths, row: int, node: int) -> bool:
    for place in range(paths.lengths[row]):  # noqa: SIM110  (compiled code has no generators)
        if paths.rows[row, place] == node:
            return True
    return False


@numba.njit(cache=True, nogil=True)
def _place(numbers: npt.NDArray[np.int32], number: int) -> int:
    place = int(np.searchsorted(numbers, number))
    return place if place < len(numbers) and numbers[place] == number else -1


@numba.njit(cache=True, nogil=True)
def _before(paths: Paths, one: int, other: int) -> bool:
    """Whether a path comes before another: least cost, hops, nodes."""
    for key in range(2):
        if paths.keys[one, key] != paths.keys[other, key]:
            return paths.keys[one, key] < paths.keys[other, key]
    for place in range(min(paths.lengths[one], paths.lengths[other])):
        if paths.rows[one, place] != paths.rows[other, place]:
            return paths.rows[one, place] < paths.rows[other, place]
    return paths.lengths[one] < paths.lengths[other]


@numba.njit(cache=True, nogil=True)
def _push(paths: Paths, state: npt.NDArray[np.int64], row: int) -> None:
    place = state[QUEUED]
    state[QUEUED] += 1
    while place > 0 and _before(paths, row, paths.queue[(place - 1) >> 1]):
        paths.queue[place] = paths.queue[(place - 1) >> 1]
        place = (place - 1) >> 1
    paths.queue[place] = row


@numba.njit(cache=True, nogil=True)
def _pop(paths: Paths, state: npt.NDArray[np.int64]) -> int:
    first = paths.queue[0]
    state[QUEUED] -= 1
    count = state[QUEUED]
    last = paths.queue[count]
    place = 0
    while 2 * place + 1 < count:
        child = 2 * place + 1
        if child + 1 < count and _before(paths, paths.queue[child + 1], paths.queue[child]):
            child += 1
        if not _before(paths, paths.queue[child], last):
            break
        paths.queue[place] = paths.queue[child]
        place = child
    paths.queue[place] = last
    return first
