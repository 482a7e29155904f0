"""Cost models of a hop, in millionths so that sums are exact. `docs/asking.md` publishes the formulas."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from enum import StrEnum
from math import asin, cos, log2, radians, sin, sqrt
from typing import ClassVar

from graphapi.graph.base import GraphView
from graphapi.model.documents import Node
from graphapi.model.kinds import Basis

MICRO = 1_000_000
Point = tuple[float, float]
EARTH_RADIUS_KM = 6371.0088


class CostName(StrEnum):
    """Names of the cost models."""

    HOPS = "hops"
    EVIDENCE = "evidence"
    INFORMATIVE = "informative"
    DISTANCE_KM = "distance_km"


class CostModel(ABC):
    """What a hop costs. `least` is at most the cost of any hop: the search prunes with it, so it is never too high."""

    name: ClassVar[CostName]
    least = 0

    def __init__(self, view: GraphView) -> None:
        self.view = view

    async def start(self, node: str) -> Point | None:
        """What a path carries along from its first node."""
        return None

    @abstractmethod
    async def hop(self, carried: Point | None, node: str, edges: Sequence[str], *, end: bool) -> int:
        """Millionths for entering a node over parallel edges; `end` says that the node is where paths may end."""

    async def carry(self, carried: Point | None, node: str) -> Point | None:
        """What a path carries along after entering a node."""
        return carried


class HopCost(CostModel):
    """One for each hop."""

    name = CostName.HOPS
    least = MICRO

    async def hop(self, carried: Point | None, node: str, edges: Sequence[str], *, end: bool) -> int:
        return MICRO


class EvidenceCost(CostModel):
    """Official 1, reported 1.5, derived 2.5, unverified 4; the best of parallel edges counts."""

    name = CostName.EVIDENCE
    least = MICRO
    weights: Mapping[Basis, int] = {
        Basis.OFFICIAL: MICRO,
        Basis.REPORTED: MICRO * 3 // 2,
        Basis.DERIVED: MICRO * 5 // 2,
        Basis.UNVERIFIED: 4 * MICRO,
    }

    async def hop(self, carried: Point | None, node: str, edges: Sequence[str], *, end: bool) -> int:
        return min(self.weights[edge.basis] for edge in (await self.view.edges(edges)).values())


class InformativeCost(CostModel):
    """One for each hop, and log2 of the degree of each inner node: a path through a hub says little."""

    name = CostName.INFORMATIVE
    least = MICRO

    async def hop(self, carried: Point | None, node: str, edges: Sequence[str], *, end: bool) -> int:
        return MICRO if end else MICRO + round(MICRO * log2(max(1, await self.view.degree(node))))


class DistanceCost(CostModel):
    """Great-circle kilometres between one node with coordinates of its own and the next such node on the path."""

    name = CostName.DISTANCE_KM

    async def start(self, node: str) -> Point | None:
        return await self._point(node)

    async def hop(self, carried: Point | None, node: str, edges: Sequence[str], *, end: bool) -> int:
        point = await self._point(node)
        return round(MICRO * kilometres(carried, point)) if carried and point else 0

    async def carry(self, carried: Point | None, node: str) -> Point | None:
        return await self._point(node) or carried

    async def _point(self, node: str) -> Point | None:
        found = (await self.view.nodes([node])).get(node)
        return point_of(found) if found else None


MODELS: Mapping[CostName, type[CostModel]] = {
    CostName.HOPS: HopCost,
    CostName.EVIDENCE: EvidenceCost,
    CostName.INFORMATIVE: InformativeCost,
    CostName.DISTANCE_KM: DistanceCost,
}


def point_of(node: Node) -> Point | None:
    """Latitude and longitude of a node's own, in degrees."""
    lat, lon = node.attributes.get("lat"), node.attributes.get("lon")
    return (float(lat), float(lon)) if isinstance(lat, int | float) and isinstance(lon, int | float) else None


def kilometres(one: Point, other: Point) -> float:
    """Great-circle distance by the haversine formula on a sphere of mean radius."""
    lat, lon, lat2, lon2 = map(radians, (*one, *other))
    chord = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(chord)))
