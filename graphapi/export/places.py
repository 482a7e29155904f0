"""Where a node stands on the map: its own coordinates, else those of what it touches, marked as such."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import fsum

from graphapi.model.answers import Subgraph
from graphapi.model.documents import Edge, Node

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
    its companies' Chinese parks would be false, not imprecise.
    """
    found = {node.id: place for node in subgraph.nodes if (place := own_place(node)) is not None}
    closed = found.keys() | {node.id for node in subgraph.nodes if node.attributes.get("level") == "foreign"}
    precision = GeoPrecision.FROM_PARKS
    for _ in range(ROUNDS):
        placed = {
            node_id: _centroid([found[neighbour] for neighbour in neighbours], precision)
            for node_id, neighbours in _touching(subgraph.edges, found, closed).items()
        }
        if not placed:
            break
        found |= placed
        closed |= placed.keys()
        precision = GeoPrecision.FROM_NEIGHBOURS
    return found


def own_place(node: Node) -> Place | None:
    """The coordinates that a node has itself, if any."""
    lat, lon = node.attributes.get("lat"), node.attributes.get("lon")
    if isinstance(lat, int | float) and isinstance(lon, int | float):
        return Place(float(lat), float(lon), GeoPrecision.OWN)
    return None


def _touching(
    edges: Iterable[Edge], placed: Mapping[str, Place], closed: Collection[str]
) -> Mapping[str, set[str]]:  # fmt: skip
    touching: dict[str, set[str]] = defaultdict(set)
    for edge in edges:
        for node_id, neighbour in _both_ways(edge):
            if node_id not in closed and neighbour in placed:
                touching[node_id].add(neighbour)
    return touching


def _both_ways(edge: Edge) -> Iterator[tuple[str, str]]:
    yield edge.tail, edge.head
    yield edge.head, edge.tail


def _centroid(of: list[Place], precision: GeoPrecision) -> Place:
    # fsum is exact, so the order of a set cannot change the last digit.
    lat = round(fsum(place.lat for place in of) / len(of), _DIGITS)
    lon = round(fsum(place.lon for place in of) / len(of), _DIGITS)
    return Place(lat, lon, precision)
