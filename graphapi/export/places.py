"""The position of a node on the map: its own coordinates, else those of its neighbours, marked as such."""

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from math import fsum

import numpy as np

from graphapi.model.documents import Edge, Node, Subgraph

ROUNDS = 6
"""How far coordinates travel along edges; what is further from every park stays without a place."""

_DIGITS = 6


class GeoPrecision(StrEnum):
    """Where a node's coordinates come from."""

    OWN = "own"
    FROM_PARKS = "from parks"
    FROM_NEIGHBOURS = "from neighbours"


@dataclass(frozen=True, slots=True)
class Place:
    """Coordinates in degrees and where they come from."""

    lat: float
    lon: float
    precision: GeoPrecision


def places(subgraph: Subgraph) -> dict[str, Place]:
    """The place of every node that can get one from this subgraph, by node id.

    A node without coordinates takes the centroid of the distinct parks that it touches, whatever the direction; the
    others take, round by round, the centroid of the neighbours placed before. A city abroad gets none: the middle of
    its companies' Chinese parks would be false, not imprecise. Takes eight bytes an edge.
    """
    ids = [node.id for node in subgraph.nodes]
    found = {node.id: place for node in subgraph.nodes if (place := own_place(node)) is not None}
    abroad = {node.id for node in subgraph.nodes if node.attributes.get("level") == "foreign"}
    index = {node_id: number for number, node_id in enumerate(ids)}
    precision = GeoPrecision.FROM_PARKS
    for _ in range(ROUNDS if found and len(found) + len(abroad) < len(ids) else 0):
        placed = {
            node_id: _centroid([found[neighbour] for neighbour in neighbours], precision)
            for node_id, neighbours in _touching(subgraph.edges, ids, index, found, abroad)
        }
        if not placed:
            break
        found |= placed
        precision = GeoPrecision.FROM_NEIGHBOURS
    return found


def own_place(node: Node) -> Place | None:
    """The coordinates that a node has itself, if any."""
    lat, lon = node.attributes.get("lat"), node.attributes.get("lon")
    if isinstance(lat, int | float) and isinstance(lon, int | float):
        return Place(float(lat), float(lon), GeoPrecision.OWN)
    return None


def _touching(
    edges: Iterable[Edge],
    ids: Sequence[str],
    index: Mapping[str, int],
    placed: Mapping[str, Place],
    abroad: Collection[str],
) -> Iterator[tuple[str, list[str]]]:
    """Each node that has no place yet, with the distinct placed nodes that it touches."""
    count = len(ids)
    keys = array("q")
    for edge in edges:
        for node_id, neighbour in ((edge.tail, edge.head), (edge.head, edge.tail)):
            if neighbour in placed and node_id not in placed and node_id not in abroad:
                keys.append(index[node_id] * count + index[neighbour])
    pairs = np.unique(np.frombuffer(keys, dtype=np.int64))
    for number, group in groupby(pairs, key=lambda key: key // count):
        yield ids[number], [ids[key % count] for key in group]


def _centroid(of: list[Place], precision: GeoPrecision) -> Place:
    # fsum is exact, so the order of a set cannot change the last digit.
    lat = round(fsum(place.lat for place in of) / len(of), _DIGITS)
    lon = round(fsum(place.lon for place in of) / len(of), _DIGITS)
    return Place(lat, lon, precision)
