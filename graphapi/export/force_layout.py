"""Positions by forces after ForceAtlas2 (Jacomy et al. 2014), without chance: the same graph gives the same places.

What differs from the plug-in: nodes start where they lie on the map, else at a point made of their id, and steps cool
down by a fixed schedule instead of a speed that depends on the whole graph. So a node that stays keeps its place, but
for what its neighbours change.
"""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from math import cos, pi, sin, sqrt
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from graphapi.export.layout import CLEARANCE, Plane, Point, project, rounded
from graphapi.export.places import Place
from graphapi.model.documents import Subgraph

MOST_NODES = 5_000
"""Larger graphs are not laid out by forces: each step computes every pair."""

_Points: TypeAlias = npt.NDArray[np.float64]
_ROOMY = 20.0
_GRAVITY = 0.02
_WORK = 1e9
_STEPS = (40, 120)
_ROWS = 256
_DECIMALS = 3


def force_positions(subgraph: Subgraph, places: Mapping[str, Place]) -> dict[str, Point]:
    """A position for every node; at most 5,000 of them."""
    ids = sorted(node.id for node in subgraph.nodes)
    if not ids:
        return {}
    spread = _ROOMY * sqrt(len(ids))
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
    room = _ROOMY**2
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
