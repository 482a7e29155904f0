"""Positions along the chain: stages from left to right, chains as bands, the rest beside the segments it deals with."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from math import fsum
from typing import TypeAlias

from graphapi.export.layout import Plane, Point, in_rows, rounded
from graphapi.model.answers import Subgraph
from graphapi.model.documents import Edge, Node
from graphapi.model.kinds import CHAINS, STAGES

Cell: TypeAlias = tuple[str, str]
"""Chain and stage."""

STEP_X, STEP_Y = 150.0, 90.0
"""Room of one segment, in the units of the map."""

_MOST_DEPTH = 12
_ROUNDS = 6
_GAP = 2.0


def chain_positions(subgraph: Subgraph) -> dict[str, Point]:
    """A position for every node; the same subgraph gives the same positions whatever its order.

    Within a stage, what feeds others stands left of what it feeds. A park or company settles beside its segments in the
    chain and stage where it has most of them; the others beside what they touch; what touches nothing below.
    """
    segments = [node for node in subgraph.nodes if node.kind == "segment"]
    homes = _segment_homes(segments, subgraph.edges)
    cells = {node.id: _cell(node) for node in segments}
    plane = Plane()
    settled = {node_id: plane.settle(homes[node_id]) for node_id in sorted(homes)}
    for _ in range(_ROUNDS):
        found = {
            node_id: _beside(neighbours, homes, cells)
            for node_id, neighbours in sorted(_touching(subgraph.edges, homes).items())
        }
        if not found:
            break
        homes |= found
        settled |= {node_id: plane.settle(home) for node_id, home in found.items()}
    lost = sorted(node.id for node in subgraph.nodes if node.id not in settled)
    return settled | in_rows(lost, min((y for _, y in settled.values()), default=0.0) - STEP_Y)


def _cell(segment: Node) -> Cell:
    return str(segment.attributes["chain"]), str(segment.attributes["stage"])


def _segment_homes(segments: Collection[Node], edges: Iterable[Edge]) -> dict[str, Point]:
    depths = _depths(segments, edges)
    columns: dict[Cell, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for segment in sorted(segments, key=lambda node: node.id):
        columns[_cell(segment)][depths[segment.id]].append(segment.id)
    lefts = _offsets(STAGES, {stage: [len(columns[cell]) for cell in columns if cell[1] == stage] for stage in STAGES})
    tops = _offsets(CHAINS, {
        chain: [len(ids) for cell in columns if cell[0] == chain for ids in columns[cell].values()] for chain in CHAINS
    })  # fmt: skip
    return {
        node_id: rounded((lefts[cell[1]] + column) * STEP_X, -(tops[cell[0]] + row + column % 2 / 2) * STEP_Y)
        for cell, by_depth in columns.items()
        for column, depth in enumerate(sorted(by_depth))
        for row, node_id in enumerate(by_depth[depth])
    }


def _offsets(names: Iterable[str], sizes: Mapping[str, list[int]]) -> dict[str, float]:
    """Where each band begins: the bands before it, each as wide as its widest cell, with a gap between."""
    offsets: dict[str, float] = {}
    reached = 0.0
    for name in names:
        offsets[name] = reached
        reached += max(sizes[name]) + _GAP if sizes[name] else 0.0
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
        for node_id, neighbour in _both_ways(edge):
            if neighbour in placed and node_id not in placed:
                touching[node_id].add(neighbour)
    return touching


def _both_ways(edge: Edge) -> Iterator[tuple[str, str]]:
    yield edge.tail, edge.head
    yield edge.head, edge.tail


def _beside(neighbours: Iterable[str], homes: Mapping[str, Point], cells: Mapping[str, Cell]) -> Point:
    counted = Counter(cells[neighbour] for neighbour in neighbours if neighbour in cells)
    if counted:
        most = min(counted, key=lambda cell: (-counted[cell], cell))
        neighbours = [neighbour for neighbour in neighbours if cells.get(neighbour) == most]
    points = [homes[neighbour] for neighbour in neighbours]
    return rounded(fsum(x for x, _ in points) / len(points), fsum(y for _, y in points) / len(points))
