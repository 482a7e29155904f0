"""Positions on a plane: on a map of China about 2,000 units wide, north up, without heaps; or by forces."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from math import ceil, cos, dist, floor, log2, pi, radians, sin, sqrt
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from graphapi.export.places import GeoPrecision, Place
from graphapi.model.documents import Subgraph

Point: TypeAlias = tuple[float, float]
"""x to the east, y to the north, in the units of the drawing."""

CLEARANCE = 14.0
"""Distance that two nodes keep, in units; at scale 1 a unit is a fortieth of a degree of latitude, about 2.8 km."""

_CENTRE_LAT, _CENTRE_LON = 36.0, 104.0
_UNITS_PER_DEGREE = 40.0
_SQUEEZE = cos(radians(35))
_GOLDEN_ANGLE = pi * (3 - sqrt(5))
_TRIES = 64
_ROOMY = 2500
_BOTTOM = -900.0
_ROW_LENGTH = 100
_ROW_STEP = 2 * CLEARANCE


def project(place: Place, scale: int = 1) -> Point:
    """Equirectangular projection, true to scale at 35°N: China falls within about ±1,000 by ±720, times the scale."""
    x = (place.lon - _CENTRE_LON) * _SQUEEZE * _UNITS_PER_DEGREE * scale
    y = (place.lat - _CENTRE_LAT) * _UNITS_PER_DEGREE * scale
    return rounded(x, y)


def scale_for(count: int) -> int:
    """1 for up to 2,500 nodes, then the powers of two that leave each node as much room."""
    return 1 << max(0, ceil(log2(max(count, 1) / _ROOMY) / 2))


def positions(node_ids: Iterable[str], places: Mapping[str, Place]) -> dict[str, Point]:
    """A position for every node; the same nodes get the same positions whatever their order.

    Nodes with coordinates of their own settle first. One that finds its place taken moves outwards along a spiral to
    the first free point; after 64 failures in a row it stays where it is, too near to others. Nodes without any place
    stand in rows of 100 below the map.
    """
    settled: dict[str, Point] = {}
    plane = Plane()
    ids = sorted(node_ids)
    placed = sorted(places.keys() & set(ids), key=lambda key: (places[key].precision is not GeoPrecision.OWN, key))
    scale = scale_for(len(placed))
    for node_id in placed:
        settled[node_id] = plane.settle(project(places[node_id], scale))
    return settled | in_rows(
        [key for key in ids if key not in places], min([_BOTTOM, *(y - _ROW_STEP for _, y in settled.values())])
    )


def in_rows(node_ids: Sequence[str], bottom: float) -> dict[str, Point]:
    """Positions in centred rows of 100, the first at this height, the others below."""
    return {node_id: _in_row(index, len(node_ids), bottom) for index, node_id in enumerate(node_ids)}


def _in_row(index: int, count: int, bottom: float) -> Point:
    row, column = divmod(index, _ROW_LENGTH)
    width = min(count - row * _ROW_LENGTH, _ROW_LENGTH)
    return rounded((column - (width - 1) / 2) * _ROW_STEP, bottom - row * _ROW_STEP)


class Plane:
    """Points taken so far, in square cells as wide as the clearance: only nine of them can hold a point too near."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[Point]] = defaultdict(list)
        self._next_turn: dict[Point, int] = defaultdict(int)

    def settle(self, home: Point) -> Point:
        """Takes and answers the first free point of the spiral around `home`, going on where the last one stopped."""
        start = self._next_turn[home]
        for turn in range(start, start + _TRIES):
            point = _on_spiral(home, turn)
            if self._is_free(point):
                self._cells[_cell(point)].append(point)
                break
        self._next_turn[home] = turn + 1
        return point

    def _is_free(self, point: Point) -> bool:
        x, y = _cell(point)
        near = (self._cells.get((column, row), ()) for column in (x, x - 1, x + 1) for row in (y, y - 1, y + 1))
        return not any(dist(point, other) < CLEARANCE for others in near for other in others)


def _on_spiral(home: Point, turn: int) -> Point:
    # Vogel's sunflower: equal area per point, so neighbours keep about the same distance at any radius.
    radius, angle = CLEARANCE * 1.01 * sqrt(turn), turn * _GOLDEN_ANGLE
    return rounded(home[0] + radius * cos(angle), home[1] + radius * sin(angle))


def _cell(point: Point) -> tuple[int, int]:
    return floor(point[0] / CLEARANCE), floor(point[1] / CLEARANCE)


def rounded(x: float, y: float) -> Point:
    """The point with two decimals."""
    # Adding zero turns -0.0 into 0.0.
    return round(x, 2) + 0.0, round(y, 2) + 0.0


MOST_NODES = 5_000
"""Larger graphs are not laid out by forces: each step computes every pair."""

_Points: TypeAlias = npt.NDArray[np.float64]
_SPACING = 20.0
_GRAVITY = 0.02
_WORK = 1e9
_STEPS = (40, 120)
_ROWS = 256
_DECIMALS = 3


def force_positions(subgraph: Subgraph, places: Mapping[str, Place]) -> dict[str, Point]:
    """A position for every node; at most 5,000 of them.

    After ForceAtlas2 (Jacomy et al. 2014), but without chance: nodes start where they lie on the map, else at a point
    made of their id, and steps cool down by a fixed schedule instead of a speed that depends on the whole graph. So the
    same graph gives the same places, and a node that stays keeps its place, but for what its neighbours change.
    """
    ids = sorted(node.id for node in subgraph.nodes)
    if not ids:
        return {}
    spread = _SPACING * sqrt(len(ids))
    start = np.array([_start(node_id, places.get(node_id), spread) for node_id in ids])
    settled = _settled(start, _links(subgraph, ids), spread)
    plane = Plane()
    return {node_id: plane.settle(rounded(x, y)) for node_id, (x, y) in zip(ids, settled.tolist(), strict=True)}


def _start(node_id: str, place: Place | None, spread: float) -> Point:
    digest = blake2b(node_id.encode(), digest_size=8).digest()
    radius = sqrt(int.from_bytes(digest[:4], "big") / 2**32)
    angle = 2 * pi * int.from_bytes(digest[4:], "big") / 2**32
    x, y = radius * cos(angle), radius * sin(angle)
    if place is None:
        return x * spread, y * spread
    home = project(place)
    scale = spread / 1000
    return home[0] * scale + x * CLEARANCE, home[1] * scale + y * CLEARANCE


def _links(subgraph: Subgraph, ids: Sequence[str]) -> npt.NDArray[np.int64]:
    index = {node_id: number for number, node_id in enumerate(ids)}
    pairs = {tuple(sorted((index[edge.tail], index[edge.head]))) for edge in subgraph.edges if edge.tail != edge.head}
    return np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)


def _settled(points: _Points, links: npt.NDArray[np.int64], spread: float) -> _Points:
    count = len(points)
    steps = int(min(max(_WORK / count**2, _STEPS[0]), _STEPS[1]))
    mass = np.bincount(links.ravel(), minlength=count).astype(np.float64) + 1.0
    room = _SPACING**2
    for step in range(steps):
        force = _repulsion(points, mass) * room - _GRAVITY * mass[:, None] * points * 10
        pull = points[links[:, 1]] - points[links[:, 0]]
        for end, sign in ((0, 1.0), (1, -1.0)):
            force[:, 0] += sign * np.bincount(links[:, end], pull[:, 0], count)
            force[:, 1] += sign * np.bincount(links[:, end], pull[:, 1], count)
        move = force / mass[:, None]
        length = np.maximum(np.hypot(move[:, 0], move[:, 1]), 1e-9)
        most = spread * 0.1 * (1 - step / steps) ** 2
        points = points + move * (np.minimum(length * 0.1, most) / length)[:, None]
        # Rounding forgets the last digits, in which processors differ.
        points = np.round(points, _DECIMALS) + 0.0
    return points


def _repulsion(points: _Points, mass: npt.NDArray[np.float64]) -> _Points:
    """Of every node by all the others: the product of their masses over the distance, away from them."""
    force = np.empty_like(points)
    squares = (points * points).sum(axis=1)
    # Columns: x, y and 1, each times the mass, so that one product sums both what pulls and how much.
    masses = np.column_stack([points, np.ones(len(points))]) * mass[:, None]
    for first in range(0, len(points), _ROWS):
        rows = slice(first, first + _ROWS)
        distances = points[rows] @ points.T
        distances *= -2.0
        distances += squares[rows, None]
        distances += squares
        np.maximum(distances, 1.0, out=distances)
        sums = np.reciprocal(distances, out=distances) @ masses
        force[rows] = mass[rows, None] * (points[rows] * sums[:, 2:] - sums[:, :2])
    return force
