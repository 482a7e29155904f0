"""Positions along the chain: stages from left to right, chains as bands, the rest below the segments it deals with."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import blake2b
from itertools import count
from math import ceil, sqrt
from typing import NamedTuple, TypeAlias

from graphapi.export.layout import Point, in_rows, rounded
from graphapi.model.documents import Edge, Node, Subgraph
from graphapi.model.kinds import CHAINS, STAGES

Cell: TypeAlias = tuple[str, str]
"""Chain and stage."""


class _Slot(NamedTuple):
    """The position of a segment in the grid: bands of its stage and chain, column and row within them."""

    column: tuple[int, int]
    row: tuple[int, int]


_WIDE, _HIGH = 200.0, 50.0
"""Room of a node below its segment, in the units of the map: about a label's length, and more than the largest node."""

_HEAD = 70.0
"""From a segment to the first row below it."""

_LEAST_WIDE, _LEAST_HIGH = 360.0, 100.0
_MARGIN = 80.0
_GAP = 150.0
"""Between bands."""

_ROWS = 5

_MOST_DEPTH = 12
_ROUNDS = 6


def chain_positions(subgraph: Subgraph) -> dict[str, Point]:
    """A position for every node; the same subgraph gives the same positions whatever its order.

    Within a stage, what feeds others is left of what it feeds. A park or company is in the block below one of its
    segments in the chain and stage where it has most of them, and the others with what they touch, in the same way;
    columns and rows are as wide and high as their largest block. What has no edges is at the bottom.
    """
    segments = [node for node in subgraph.nodes if node.kind == "segment"]
    slots = _slots(segments, subgraph.edges)
    members = _members(segments, subgraph.edges)
    columns = _bounds((slots[key].column, _block(len(found))[0]) for key, found in members.items())
    rows = _bounds((slots[key].row, _block(len(found))[1]) for key, found in members.items())
    points: dict[str, Point] = {}
    for key, found in members.items():
        left, right = columns[slots[key].column]
        top, _ = rows[slots[key].row]
        points |= _placed(key, found, (left + right) / 2, top)
    lost = sorted(node.id for node in subgraph.nodes if node.id not in points)
    return points | in_rows(lost, min((y for _, y in points.values()), default=0.0) - _GAP)


def _cell(segment: Node) -> Cell:
    return str(segment.attributes["chain"]), str(segment.attributes["stage"])


def _slots(segments: Collection[Node], edges: Iterable[Edge]) -> Mapping[str, _Slot]:
    depths = _depths(segments, edges)
    places: dict[Cell, count[int]] = defaultdict(count)
    slots: dict[str, _Slot] = {}
    for segment in sorted(segments, key=lambda node: (depths[node.id], node.id)):
        chain, stage = cell = _cell(segment)
        column, row = divmod(next(places[cell]), _ROWS)
        slots[segment.id] = _Slot((STAGES.index(stage), column), (CHAINS.index(chain), row))
    return slots


def _members(segments: Collection[Node], edges: Collection[Edge]) -> Mapping[str, Sequence[str]]:
    """What is placed below each segment, round by round, ordered by id within a round."""
    homes = {segment.id: segment.id for segment in segments}
    cells = {segment.id: _cell(segment) for segment in segments}
    members: dict[str, list[str]] = {segment_id: [] for segment_id in sorted(homes)}
    for _ in range(_ROUNDS):
        touching = sorted(_touching(edges, homes).items())
        if not touching:
            break
        chosen = {node_id: _beside(node_id, neighbours, cells) for node_id, neighbours in touching}
        for node_id, neighbour in chosen.items():
            homes[node_id], cells[node_id] = homes[neighbour], cells[neighbour]
            members[homes[node_id]].append(node_id)
    return members


def _columns(number: int) -> int:
    """Columns of a block of so many nodes that is about as wide as high."""
    return max(1, ceil(sqrt(number * _HIGH / _WIDE)))


def _block(number: int) -> tuple[float, float]:
    """Width and height of a segment with so many nodes below it, margins included."""
    columns = _columns(number)
    if not number:
        return _LEAST_WIDE, _LEAST_HIGH
    return max(columns * _WIDE + _MARGIN, _LEAST_WIDE), _HEAD + ceil(number / columns) * _HIGH + _MARGIN


def _placed(segment_id: str, members: Sequence[str], centre: float, top: float) -> dict[str, Point]:
    columns = _columns(len(members))
    points = {segment_id: rounded(centre, -top)}
    for place, node_id in enumerate(members):
        row, column = divmod(place, columns)
        x = centre + (column - (min(columns, len(members)) - 1) / 2) * _WIDE
        points[node_id] = rounded(x, -(top + _HEAD + row * _HIGH))
    return points


def _bounds(sizes: Iterable[tuple[tuple[int, int], float]]) -> Mapping[tuple[int, int], tuple[float, float]]:
    """Where each column or row begins and ends, as wide as its largest block, with gaps between bands."""
    widest: dict[tuple[int, int], float] = defaultdict(float)
    for place, size in sizes:
        widest[place] = max(widest[place], size)
    bounds: dict[tuple[int, int], tuple[float, float]] = {}
    reached, band = 0.0, None
    for place in sorted(widest):
        reached += 0.0 if band in {None, place[0]} else _GAP
        band = place[0]
        bounds[place] = (reached, reached + widest[place])
        reached += widest[place]
    return bounds


def _depths(segments: Iterable[Node], edges: Iterable[Edge]) -> dict[str, int]:
    # Longest path from a source; a cycle would never end, so depth stops at a bound.
    depths = {segment.id: 0 for segment in segments}
    feeds = [(edge.tail, edge.head) for edge in edges if edge.kind == "feeds"]
    for _ in range(_MOST_DEPTH):
        before = dict(depths)
        for tail, head in feeds:
            depths[head] = max(depths[head], min(depths[tail] + 1, _MOST_DEPTH))
        if depths == before:
            break
    return depths


def _touching(edges: Iterable[Edge], placed: Collection[str]) -> Mapping[str, set[str]]:
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
