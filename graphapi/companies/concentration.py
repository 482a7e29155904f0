"""How concentrated a segment is: Herfindahl-Hirschman index and shares by province, park or company."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum
from math import fsum
from typing import Any

from graphapi.answers.tables import Table, TableColumn
from graphapi.chain.hosting import Hosted, hosting
from graphapi.companies.company_activity import products_of, status_of, without_absent
from graphapi.companies.ownership import RELATIONS, Ultimate, ownership_filter, ultimate_parents
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import node_of_kind
from graphapi.graph.base import GraphView
from graphapi.graph.filters import edge_test
from graphapi.model.answers import Completeness
from graphapi.model.documents import Edge
from graphapi.model.kinds import SCOPES, STATUSES, Basis, ValueType, attributes_of
from graphapi.model.steps import EdgeFilter

CAPACITIES = tuple(name for name in attributes_of("operates_in") if name.startswith("capacity_"))


class By(StrEnum):
    """Among whom a segment is divided."""

    PROVINCE = "province"
    PARK = "park"
    COMPANY = "company"


class Weight(StrEnum):
    """What is counted: hosting parks or plants, or the capacity of the plants."""

    COUNT = "count"
    CAPACITY = "capacity"


@dataclass(frozen=True, slots=True)
class ConcentrationRequest:
    """`basis` and `statuses` bind `hosts` edges and plants, `relations` the ownership that `owners` rolls up."""

    segment: str
    by: By = By.PROVINCE
    weight: Weight = Weight.COUNT
    owners: bool = False
    relations: frozenset[str] = frozenset()
    basis: Basis = Basis.UNVERIFIED
    statuses: frozenset[str] = frozenset()

    def normalised(self) -> dict[str, Any]:
        """The request as understood, what was not given left out."""
        fields: dict[str, Any] = {
            "segment": self.segment,
            "by": self.by,
            "weight": self.weight,
            "owners": self.owners,
            "relation": [one for one in RELATIONS if one in self.relations] or None,
            "basis": self.basis,
            "status": [one for one in STATUSES if one in self.statuses] or None,
        }
        return {name: value for name, value in fields.items() if value is not None}


@dataclass(slots=True)
class Holding:
    """What one of those who divide a segment holds of it, and on whose word."""

    id: str
    weights: list[float] = field(default_factory=list)
    edges: dict[str, Edge] = field(default_factory=dict)
    owned: dict[str, Edge] = field(default_factory=dict)
    parks: set[str] = field(default_factory=set)
    companies: set[str] = field(default_factory=set)

    @property
    def weight(self) -> float:
        """The sum, which does not depend on the order of its parts."""
        return fsum(sorted(self.weights))


@dataclass(frozen=True, slots=True)
class Entry:
    """A hosting park or a plant: what it counts, and the edges that say so."""

    park: str
    weight: float
    edges: tuple[Edge, ...]
    company: str | None = None


def herfindahl(weights: Iterable[float]) -> float | None:
    """Sum of the squared shares, between 1/n and 1; nothing where there is nothing to divide."""
    held = sorted(weights)
    total = fsum(held)
    return fsum((weight / total) ** 2 for weight in held) if total > 0 else None


async def concentration(view: GraphView, request: ConcentrationRequest) -> tuple[dict[str, Any], Completeness]:
    """Index, shares and what they rest on, and how completely it was read.

    Counted are hosting parks (`by=province`) or plants: `operates_in` edges with the segment among their products. By
    capacity, plants are weighed in the unit that most of them state. Parks of no known province and plants of no
    known capacity stand outside the shares, under `left_out`.

    Raises:
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone: about the segment.
    """
    await node_of_kind(view, request.segment, "segment", parameter="segment")
    reader = EdgeReader(view)
    hosted = await _hosted(reader, request)
    found = sorted({plant.id: plant for one in hosted for plant in one.plants}.values(), key=lambda plant: plant.id)
    counting_parks = request.by is By.PROVINCE and request.weight is Weight.COUNT
    figure = _figure(found) if request.weight is Weight.CAPACITY else None
    entries = _parks(hosted) if counting_parks else _plants(found, request.weight, figure)
    holdings = await _divided(reader, request, entries)
    held = {edge for holding in holdings for edge in holding.edges}
    told = {
        "counted": "parks" if counting_parks else "plants",
        **_index(holdings),
        "unit": attributes_of("operates_in")[figure].unit if figure else None,
        "capacity": _known_capacities(found, figure) if request.weight is Weight.CAPACITY else None,
        "shares": _shares(holdings, {one.park for one in hosted if one.direct}),
        "left_out": {
            "parks": sorted({one.park for one in hosted} - {park for holding in holdings for park in holding.parks}),
            "plants": sorted(plant.id for plant in found if plant.id not in held) if not counting_parks else [],
        },
        "scopes": _counted([_scope(entry) for entry in entries], SCOPES),
        "statuses": _counted([_status(entry) for entry in entries], STATUSES),
    }
    return without_absent(told), reader.completeness


async def _hosted(reader: EdgeReader, request: ConcentrationRequest) -> list[Hosted]:
    """Hosted once more from the edges that pass: a plant may be better vouched for than what is derived from it."""
    passes = edge_test(EdgeFilter(basis=request.basis, statuses=request.statuses)) or (lambda _: True)
    found = (await hosting(reader, segments=[request.segment])).hosted.values()
    kept = [
        Hosted(one.park, one.segment, list(filter(passes, one.edges)), list(filter(passes, one.plants)))
        for one in found
    ]
    return [one for one in kept if one.edges or one.plants]


def _parks(hosted: Iterable[Hosted]) -> list[Entry]:
    return [Entry(one.park, 1, (*one.edges, *one.plants)) for one in hosted]


def _plants(plants: Iterable[Edge], weight: Weight, figure: str | None) -> list[Entry]:
    if weight is Weight.COUNT:
        return [Entry(plant.head, 1, (plant,), plant.tail) for plant in plants]
    known = [(plant, _capacity(plant, figure)) for plant in plants]
    return [Entry(plant.head, size, (plant,), plant.tail) for plant, size in known if size]


def _figure(plants: Sequence[Edge]) -> str | None:
    """The capacity that most plants state, the first of equals in the order of the kinds table."""
    stated = {name: sum(1 for plant in plants if _capacity(plant, name)) for name in CAPACITIES}
    best = max(CAPACITIES, key=lambda name: stated[name])
    return best if stated[best] else None


def _capacity(plant: Edge, figure: str | None) -> float | None:
    size = plant.attributes.get(figure or "")
    return float(size) if isinstance(size, int | float) else None


def _known_capacities(plants: Sequence[Edge], figure: str | None) -> dict[str, Any]:
    known = [plant for plant in plants if _capacity(plant, figure) is not None]
    shared = sorted(plant.id for plant in known if len(products_of(plant)) > 1)
    told = {"attribute": figure, "plants": len(plants), "known": len(known), "shared_with_other_segments": shared}
    return without_absent(told | {"known_share": round(len(known) / len(plants), 6) if plants else None})


async def _divided(reader: EdgeReader, request: ConcentrationRequest, entries: Sequence[Entry]) -> list[Holding]:
    """Who holds what, the greatest first, then by id."""
    ultimate: Mapping[str, Ultimate] = {}
    if request.by is By.COMPANY and request.owners:
        makers = [entry.company for entry in entries if entry.company]
        ultimate = await ultimate_parents(reader, makers, ownership_filter(request.relations, request.basis))
    found: dict[str, Holding] = {}
    for entry in entries:
        holders = await _holders(reader.view, request.by, entry, ultimate)
        for key in holders:
            holding = found.setdefault(key, Holding(key))
            holding.weights.append(entry.weight / len(holders))
            holding.edges |= {edge.id: edge for edge in entry.edges}
            holding.parks.add(entry.park)
            if entry.company is not None:
                holding.companies.add(entry.company)
                holding.owned |= {edge.id: edge for edge in _way(ultimate, entry.company)}
    return sorted(found.values(), key=lambda holding: (-holding.weight, holding.id))


async def _holders(view: GraphView, by: By, entry: Entry, ultimate: Mapping[str, Ultimate]) -> Sequence[str]:
    if by is By.PARK:
        return (entry.park,)
    if by is By.PROVINCE:
        province = (await view.location(entry.park)).province
        return (province,) if province is not None else ()
    company = entry.company or ""
    return ultimate[company].parents if company in ultimate else (company,)


def _way(ultimate: Mapping[str, Ultimate], company: str) -> Sequence[Edge]:
    return ultimate[company].edges if company in ultimate else ()


def _index(holdings: Sequence[Holding]) -> dict[str, Any]:
    """Index and number of equal holders that would have it; absent where nothing is held."""
    index = herfindahl([holding.weight for holding in holdings])
    told: dict[str, Any] = {"holders": len(holdings), "total": round(fsum(sorted(one.weight for one in holdings)), 6)}
    if index is None:
        return told
    return told | {"hhi": round(index, 6), "hhi_10000": round(index * 10_000, 2), "equal_holders": round(1 / index, 6)}


def _shares(holdings: Sequence[Holding], direct: AbstractSet[str]) -> list[dict[str, Any]]:
    total = fsum(sorted(holding.weight for holding in holdings))
    return [
        {
            "id": holding.id,
            "weight": round(holding.weight, 6),
            "share": round(holding.weight / total, 6),
            "parks": sorted(holding.parks),
            "derived_parks": sorted(holding.parks - direct),
            "companies": sorted(holding.companies),
            "edges": sorted(holding.edges),
            "ownership": sorted(holding.owned),
            "sources": sorted(
                {key for edge in (*holding.edges.values(), *holding.owned.values()) for key in edge.sources}
            ),
        }
        for holding in holdings
    ]


def _scope(entry: Entry) -> str:
    scopes = {edge.attributes.get("scope") for edge in entry.edges}
    return next((scope for scope in SCOPES if scope in scopes), "unknown")


def _status(entry: Entry) -> str:
    statuses = {status_of(edge) for edge in entry.edges}
    return next(status for status in STATUSES if status in statuses)


def _counted(words: Sequence[str], order: Sequence[str]) -> dict[str, int]:
    return {
        word: words.count(word) for word in (*order, *(() if "unknown" in order else ("unknown",))) if word in words
    }


COLUMNS = (
    TableColumn("segment"),
    TableColumn("by"),
    TableColumn("id"),
    TableColumn("weight", ValueType.NUMBER),
    TableColumn("unit"),
    TableColumn("share", ValueType.NUMBER),
    TableColumn("hhi", ValueType.NUMBER),
    TableColumn("name_en"),
    TableColumn("name_zh"),
    TableColumn("parks", ValueType.STRINGS),
    TableColumn("derived_parks", ValueType.STRINGS),
    TableColumn("companies", ValueType.STRINGS),
    TableColumn("edges", ValueType.STRINGS),
    TableColumn("ownership", ValueType.STRINGS),
    TableColumn("sources", ValueType.STRINGS),
)


async def concentration_table(view: GraphView, request: ConcentrationRequest, told: Mapping[str, Any]) -> Table:
    """One row a holder; the index stands in every row."""
    nodes = await view.nodes([share["id"] for share in told["shares"]])
    same = {
        "segment": request.segment,
        "by": request.by.value,
        "unit": told.get("unit", told["counted"]),
        "hhi": told.get("hhi"),
    }
    rows = [
        {**same, **share, "name_en": nodes[share["id"]].name_en, "name_zh": nodes[share["id"]].name_zh}
        for share in told["shares"]
    ]
    return Table("concentration", COLUMNS, rows)
