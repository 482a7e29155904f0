"""The searches over a topology as objects: each works in a workspace and advances by so many edges at a time.

`docs/snapshot.md` describes how a kernel is resumed; here is the Python side of it: the state before the first call,
more room when a kernel asks for it, and the results as arrays of numbers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graphapi.graph.results import SearchSide
from graphapi.graph.snapshot.kernels import Ints, Longs, bfs, bidirectional_bfs, hops, k_shortest
from graphapi.graph.snapshot.kernels.filters import Allowed
from graphapi.graph.snapshot.topology import Topology
from graphapi.graph.snapshot.workspace import Workspace, doubled

UNBOUNDED = 1 << 62


class Search:
    """A search under way; its state begins with the cursor of `kernels.hops`."""

    def __init__(self, workspace: Workspace, size: int, budget: int) -> None:
        self.workspace = workspace
        self._state: Longs = np.zeros(size, np.int64)
        self._state[hops.CURSOR.budget] = budget

    @property
    def examined(self) -> int:
        """Edges examined."""
        return int(self._state[hops.CURSOR.examined])

    @property
    def stopped(self) -> bool:
        """Whether the budget was spent."""
        return bool(self._state[hops.CURSOR.stopped])

    @property
    def hubs(self) -> Ints:
        """Nodes with too many edges, how many, and how many were kept."""
        return self.workspace.hops.hubs[: self._state[hops.CURSOR.hubs]]

    def _make_room_for_hubs(self) -> None:
        if self._state[hops.CURSOR.hubs] == len(self.workspace.hops.hubs):
            self.workspace.with_room_for_hubs()


class OneHopExpansion(Search):
    """One hop out of a frontier: after each `advance` the hops just walked, with the place of their node in it."""

    def __init__(self, graph: Topology, workspace: Workspace, frontier: Ints, allowed: Allowed, budget: int) -> None:
        super().__init__(workspace, len(hops.CURSOR), budget)
        self._graph, self._frontier, self._allowed = graph, frontier, allowed
        hops.rewind(self._state)
        self._origins: Ints = np.empty(len(workspace.hops.nodes), np.int32)
        self._count = self.at = 0

    def advance(self) -> bool:
        """Walks over the next edges; true when the whole frontier has been expanded or the budget is spent."""
        self._make_room_for_hubs()
        self._count, self.at = hops.expand_frontier(
            self._graph, self._allowed, self.workspace.hops, self._state, self._frontier, self._origins, self.at
        )
        return self.stopped or self.at == len(self._frontier)

    @property
    def walked(self) -> tuple[Ints, Ints, Ints]:
        """Places in the frontier, edges and nodes of the hops just walked."""
        found = self.workspace.hops
        return self._origins[: self._count], found.edges[: self._count], found.nodes[: self._count]


class Bfs(Search):
    """Breadth-first search; `stopped` by its budget, `over_limit` counts nodes with neighbours beyond the limit."""

    def __init__(
        self,
        graph: Topology,
        workspace: Workspace,
        starts: Ints,
        allowed: Allowed,
        depth: int,
        limit: int,
        budget: int,
        edges: bool,
    ) -> None:
        super().__init__(workspace, bfs.STATE, budget)
        self._graph, self._allowed = graph, allowed
        room = min(graph.nodes, limit + len(starts))
        self._state[bfs.SLOT.most_hops], self._state[bfs.SLOT.room] = depth, limit + len(starts)
        self._state[bfs.SLOT.collects_edges] = edges
        self._state[bfs.SLOT.epoch] = workspace.begin() << bidirectional_bfs.EPOCH_SHIFT
        self._found, self._hops, self._queue = np.empty(room, np.int32), np.empty(room, np.int32), workspace.queue
        self._found[: len(starts)] = starts
        self._state[bfs.SLOT.found] = len(starts)

    def advance(self, pause: int) -> bool:
        """Goes on until `pause` edges have been examined since the search began; true when there is no more to do."""
        while True:
            arrays, buffer = self._arrays(), self.workspace.hops
            outcome = bfs.run_bfs(self._graph, self._allowed, arrays, buffer, self._state, pause)
            if outcome != hops.FULL:
                return bool(outcome == hops.DONE)
            self._make_room()

    @property
    def nodes(self) -> Ints:
        """Nodes in the order of discovery, the starts first."""
        return self._found[: self._state[bfs.SLOT.found]]

    @property
    def depths(self) -> Ints:
        """Hops of each node."""
        return self._hops[: self._state[bfs.SLOT.found]]

    @property
    def edges(self) -> Ints:
        """Edges walked, each once."""
        return self.workspace.edges[: self._state[bfs.SLOT.edges]]

    @property
    def hop(self) -> int:
        """The hop under way."""
        return int(self._state[bfs.SLOT.hop])

    def interrupt(self) -> None:
        """Ends the search as if its budget were spent."""
        self._state[hops.CURSOR.stopped] = 1

    @property
    def over_limit(self) -> int:
        """Nodes of the last hop with neighbours that found no room."""
        return int(self._state[bfs.SLOT.over_limit])

    @property
    def pending(self) -> int:
        """Nodes found in the hop under way."""
        return int(self._state[bfs.SLOT.reached])

    @property
    def unexpanded(self) -> int:
        """Nodes of the frontier that were not expanded to their last edge."""
        return int(self._state[bfs.SLOT.layer_end] - self._state[bfs.SLOT.at])

    def _arrays(self) -> bfs.BfsArrays:
        workspace = self.workspace
        return bfs.BfsArrays(
            workspace.marks, self._found, self._hops, self._queue, workspace.edges, workspace.edge_slots
        )

    def _make_room(self) -> None:
        self._make_room_for_hubs()
        if self._state[bfs.SLOT.edges] + len(self.workspace.hops.edges) > len(self.workspace.edges):
            self.workspace.with_room_for_edges()
            bfs.rehash_edges(self.workspace.edges, self.workspace.edge_slots, self._state)


class BidirectionalBfs(Search):
    """Breadth-first search from both ends; `met` when there is a path."""

    def __init__(
        self,
        graph: Topology,
        workspaces: tuple[Workspace, Workspace],
        ends: tuple[int, int],
        allowed: tuple[Allowed, Allowed],
        depth: int,
        budget: int,
    ) -> None:
        super().__init__(workspaces[0], bidirectional_bfs.STATE, budget)
        self._graph, self._workspaces, self.ends, self._allowed = graph, workspaces, ends, allowed
        epoch = max(workspace.begin() for workspace in workspaces)
        for workspace in workspaces:
            workspace.epoch = epoch
        self._state[bidirectional_bfs.SLOT.most_hops], self._state[bidirectional_bfs.SLOT.epoch] = depth, epoch
        bidirectional_bfs.push_ends(*self._sides(), self._state, *ends)

    def advance(self, pause: int) -> bool:
        """Goes on until `pause` edges have been examined since the search began; true when there is no more to do."""
        while True:
            outcome = bidirectional_bfs.run_bidirectional_bfs(
                self._graph, *self._allowed, *self._sides(), self.workspace.hops, self._state, pause
            )
            if outcome != hops.FULL:
                return bool(outcome == hops.DONE)
            self._make_room()

    def side(self, number: int) -> SearchSide:
        """How far a side came in whole layers."""
        seen = self._of(number, bidirectional_bfs.SIDE.end)
        frontier = seen - self._of(number, bidirectional_bfs.SIDE.begin)
        return SearchSide(seen, self._of(number, bidirectional_bfs.SIDE.depth), not frontier)

    @property
    def met(self) -> int:
        """Nodes where the sides met."""
        return int(self._state[bidirectional_bfs.SLOT.met])

    @property
    def unexpanded(self) -> int:
        """Nodes of the frontier that were not expanded to their last edge."""
        turn = int(self._state[bidirectional_bfs.SLOT.turn])
        return self._of(turn, bidirectional_bfs.SIDE.end) - int(self._state[bidirectional_bfs.SLOT.at])

    def links(self) -> dict[int, dict[int, list[int]]]:
        """For each node on a shortest path the nodes after it, and the edges that lead there."""
        if not self.met:
            return {}
        successors: dict[int, dict[int, list[int]]] = {}
        for number, side in enumerate(self._sides()):
            first = bidirectional_bfs.SIDES + number * bidirectional_bfs.WIDTH
            for origin, node, edge in bidirectional_bfs.links_on_paths(side, self._state, first)[::-1].tolist():
                tail, head = (node, origin) if number else (origin, node)
                successors.setdefault(tail, {}).setdefault(head, []).append(edge)
        return successors

    def paths(self, links: Mapping[int, Mapping[int, Sequence[int]]]) -> Iterator[tuple[int, ...]]:
        """Shortest paths along the links in the order of their node numbers, lazily: there may be very many."""
        stack: list[tuple[int, ...]] = [(self.ends[0],)] if links else []
        while stack:
            path = stack.pop()
            if path[-1] == self.ends[1]:
                yield path
                continue
            stack.extend((*path, node) for node in sorted(links[path[-1]], reverse=True))

    def _of(self, side: int, slot: int) -> int:
        """A number of a side: depth, begin and end of its frontier, hops walked."""
        return int(self._state[bidirectional_bfs.SIDES + side * bidirectional_bfs.WIDTH + slot])

    def _sides(self) -> tuple[bidirectional_bfs.SideArrays, bidirectional_bfs.SideArrays]:
        ahead, behind = (bidirectional_bfs.SideArrays(one.marks, one.queue, one.links) for one in self._workspaces)
        return ahead, behind

    def _make_room(self) -> None:
        for number, workspace in enumerate(self._workspaces):
            if self._of(number, bidirectional_bfs.SIDE.links) + len(workspace.hops.edges) > len(workspace.links):
                workspace.links = doubled(workspace.links)
        self._make_room_for_hubs()


@dataclass(frozen=True, slots=True)
class CompiledQuery:
    """From any source to any target over all of `via`; `penalties` are millionths for entering a node."""

    sources: tuple[int, ...]
    targets: tuple[int, ...]
    hops: int
    least: int = 0
    cost: int = k_shortest.BY_HOPS
    via: tuple[int, ...] = ()
    ordered: bool = False
    penalties: tuple[tuple[int, int], ...] = ()


class KShortest(Search):
    """Paths by cost: `advance` is true at each whole path, with its `row`, and at the end, with none.

    `back` is a finished search from the targets; its workspace serves this search too.
    """

    def __init__(self, graph: Topology, back: Bfs, allowed: Allowed, query: CompiledQuery, budget: int) -> None:
        super().__init__(back.workspace, k_shortest.STATE, budget)
        self._graph, self._allowed = graph, allowed
        self._slots, self._to_go = self.workspace.for_paths()
        self._state[k_shortest.SLOT.current], self._state[k_shortest.SLOT.most_hops] = -1, query.hops
        self._state[k_shortest.SLOT.least_hops], self._state[k_shortest.SLOT.cost] = query.least, query.cost
        self._state[k_shortest.SLOT.via_in_order] = query.ordered
        self._state[k_shortest.SLOT.epoch] = self.workspace.epoch << bidirectional_bfs.EPOCH_SHIFT
        self._state[k_shortest.SLOT.far] = back.hop if back.stopped else -1
        k_shortest.store_hops_to_go(self._to_go, back.nodes, back.depths)
        self._ends = k_shortest.PathEnds(
            np.array(sorted(query.targets), np.int32),
            np.array(query.via, np.int32),
            np.array([node for node, _ in sorted(query.penalties)], np.int32),
            np.array([penalty for _, penalty in sorted(query.penalties)], np.int64),
        )
        room = 256 + len(query.sources)
        self._partials = k_shortest.PartialPaths(
            np.empty(room, np.int32),
            np.empty((room, query.hops + 1), np.int32),
            np.empty(room, np.int32),
            np.empty(room, np.int32),
            np.empty((room, 4), np.int64),
        )
        self._opened, self._table = np.empty((64, 3), np.int64), np.empty((1024, 3), np.int64)
        for source in sorted(set(query.sources)):
            k_shortest.push_source(self._ends, self._partials, self._moves(), self._state, source)
        self.row: int | None = None

    def advance(self, pause: int) -> bool:
        """Goes on to the next whole path, or until `pause` edges have been examined: then it is not true."""
        while True:
            moves, buffer = self._moves(), self.workspace.hops
            outcome = k_shortest.run_k_shortest(
                self._graph, self._allowed, self._ends, self._partials, moves, buffer, self._state, pause
            )
            if outcome != hops.FULL:
                self.row = int(self._state[k_shortest.SLOT.current]) if outcome == k_shortest.ARRIVED else None
                return bool(outcome != hops.PAUSED)
            self._make_room()

    @property
    def path(self) -> tuple[int, ...]:
        """Nodes of the path just found."""
        length = self._partials.lengths[self.row]
        return tuple(self._partials.rows[self.row, :length].tolist())

    @property
    def costs(self) -> tuple[int, ...]:
        """Cost of the path just found after each hop, in millionths."""
        costs, row = [], self.row or 0
        while self._partials.parents[row] >= 0:
            costs.append(int(self._partials.keys[row, 2]))
            row = int(self._partials.parents[row])
        return tuple(reversed(costs))

    def edges_between(self, tail: int, head: int) -> list[int]:
        """Edges of a hop, in the order of walking."""
        edges: list[int] = k_shortest.edges_between(self._graph, self._allowed, tail, head).tolist()
        return edges

    @property
    def deepest(self) -> int:
        """Hops of the longest path examined."""
        return int(self._state[k_shortest.SLOT.deepest])

    @property
    def queued(self) -> int:
        """Paths still in the queue."""
        return int(self._state[k_shortest.SLOT.queued])

    def close(self) -> None:
        """Clears what the next search in this workspace must not find."""
        k_shortest.clear_opened(self._moves(), self._state)

    def _moves(self) -> k_shortest.Moves:
        return k_shortest.Moves(self._slots, self._opened, self._table, self.workspace.marks, self._to_go)

    def _make_room(self) -> None:
        if not self._state[k_shortest.SLOT.opening]:
            queue, rows, lengths, parents, keys = self._partials
            self._partials = k_shortest.PartialPaths(
                doubled(queue), doubled(rows), doubled(lengths), doubled(parents), doubled(keys)
            )
            return
        if self._state[k_shortest.SLOT.opened] + 1 >= len(self._opened):
            self._opened = doubled(self._opened)
        if self._state[k_shortest.SLOT.moves] + len(self.workspace.hops.nodes) > len(self._table):
            self._table = doubled(self._table)
        self._make_room_for_hubs()
