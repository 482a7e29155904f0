"""Positions along the chain: stages from left to right, chains as bands, the rest beside the segments it deals with."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from hashlib import blake2b
from math import ceil
from typing import TypeAlias

from graphapi.export.layout import Plane, Point, in_rows, rounded
from graphapi.model.answers import Subgraph
from graphapi.model.documents import Edge, Node
from graphapi.model.kinds import CHAINS, STAGES

Cell: TypeAlias = tuple[str, str]
"""Chain and stage."""

STEP_X, STEP_Y = 300.0, 150.0
"""Room of one segment and what settles around it, in the units of the map."""

_ROWS = 5

_MOST_DEPTH = 12
_ROUNDS = 6
_GAP = 1.5


def chain_positions(subgraph: Subgraph) -> dict[str, Point]:
    """A position for every node; the same subgraph gives the same positions whatever its order.

    Within a stage, what feeds others stands left of what it feeds. A park or company settles around one of its segments
    in the chain and stage where it has most of them, and the others around what they touch, in the same way; what
    touches nothing stands below.
    """
    segments = [node for node in subgraph.nodes if node.kind == "segment"]
    homes = _segment_homes(segments, subgraph.edges)
    cells = {node.id: _cell(node) for node in segments}
    plane = Plane()
    settled = {node_id: plane.settle(homes[node_id]) for node_id in sorted(homes)}
    for _ in range(_ROUNDS):
        touching = sorted(_touching(subgraph.edges, homes).items())
        if not touching:
            break
        chosen = {node_id: _beside(node_id, neighbours, cells) for node_id, neighbours in touching}
        for node_id, neighbour in chosen.items():
            homes[node_id], cells[node_id] = homes[neighbour], cells[neighbour]
            settled[node_id] = plane.settle(homes[node_id])
    lost = sorted(node.id for node in subgraph.nodes if node.id not in settled)
    return settled | in_rows(lost, min((y for _, y in settled.values()), default=0.0) - STEP_Y)


def _cell(segment: Node) -> Cell:
    return str(segment.attributes["chain"]), str(segment.attributes["stage"])


def _segment_homes(segments: Collection[Node], edges: Iterable[Edge]) -> dict[str, Point]:
    depths = _depths(segments, edges)
    members: dict[Cell, list[str]] = defaultdict(list)
    for segment in sorted(segments, key=lambda node: (depths[node.id], node.id)):
        members[_cell(segment)].append(segment.id)
    rows = {cell: min(len(ids), _ROWS) for cell, ids in members.items()}
    lefts = _offsets(STAGES, ((cell[1], ceil(len(ids) / _ROWS)) for cell, ids in members.items()))
    tops = _offsets(CHAINS, ((cell[0], count) for cell, count in rows.items()))
    return {
        node_id: rounded((lefts[cell[1]] + index // _ROWS) * STEP_X, -(tops[cell[0]] + index % _ROWS) * STEP_Y)
        for cell, ids in members.items()
        for index, node_id in enumerate(ids)
    }


def _offsets(names: Iterable[str], sizes: Iterable[tuple[str, int]]) -> dict[str, float]:
    """Where each band begins: after the bands before it, each as wide as its widest cell, with a gap between."""
    widest: dict[str, int] = defaultdict(int)
    for name, size in sizes:
        widest[name] = max(widest[name], size)
    offsets: dict[str, float] = {}
    reached = 0.0
    for name in names:
        offsets[name] = reached
        reached += widest[name] + _GAP if name in widest else 0.0
    return offsets


def _depths(segments: Iterable[Node], edges: Iterable[Edge]) -> dict[str, int]:
    # Longest way from a source; a ring would never end, so depth stops at a bound.
    depths = {segment.id: 0 for segment in segments}
    feeds = [(edge.tail, edge.head) for edge in edges if edge.kind == "feeds"]
    for _ in range(_MOST_DEPTH):
        before = dict(depths)
        for tail, head in feeds:
            depths[head] = max(depths[head], min(depths[tail] + 1, _MOST_DEPTH))
        if depths == before:
            break
    return depths


def _touching(edges: Iterable[Edge], placed: Mapping[str, Point]) -> Mapping[str, set[str]]:
    touching: dict[str, set[str]] = defaultdict(set)
    for edge in edges:
        for node_id, neighbour in ((edge.tail, edge.head), (edge.head, edge.tail)):
            if neighbour in placed and node_id not in placed:
                touching[node_id].add(neighbour)
    return touching


def _beside(node_id: str, neighbours: Collection[str], cells: Mapping[str, Cell]) -> str:
    """One neighbour in the cell that has most of them, chosen by hash: amid all of them would be a heap."""
    counted = Counter(cells[neighbour] for neighbour in neighbours)
    most = min(counted, key=lambda cell: (-counted[cell], cell))
    return min(
        (neighbour for neighbour in neighbours if cells[neighbour] == most),
        key=lambda neighbour: blake2b(f"{node_id} {neighbour}".encode()).digest(),
    )
