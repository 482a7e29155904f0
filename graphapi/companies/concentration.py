"""How concentrated a segment is: Herfindahl-Hirschman index and shares by province, park or company."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import fsum

from pydantic import Field

from graphapi.answers.companies import Concentration, HolderShare, KnownCapacity, LeftOut
from graphapi.answers.tables import Table, row_of, table_of
from graphapi.chain.hosting import Hosted, hosting
from graphapi.companies.ownership import OwnershipRequest, UltimateParents, ultimate_parents
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import node_of_kind
from graphapi.documents.pages import meta_of
from graphapi.graph.base import GraphView
from graphapi.graph.filters import edge_test
from graphapi.model.documents import Edge
from graphapi.model.grouping import narrowest_scope, products_of, sources_of, statuses_of
from graphapi.model.kinds import SCOPES, STATUSES, attributes_of

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


class ConcentrationRequest(OwnershipRequest):
    """What is divided, and among whom; `basis` and `status` bind `hosts` edges and plants."""

    segment: str = Field(max_length=200, description="Id of a segment.", examples=["segment:power-battery-cells"])
    by: By = Field(By.PROVINCE, description="Among provinces, parks or companies.")
    weight: Weight = Field(Weight.COUNT, description="Hosting parks or plants, or the capacity of the plants.")
    owners: bool = Field(False, description="With `by=company`: roll companies up to their ultimate parents.")

    def normalised(self) -> dict[str, object]:
        first = {"segment": self.segment, "by": self.by, "weight": self.weight, "owners": self.owners}
        return first | super().normalised()


@dataclass(slots=True)
class Holding:
    """What one of those who divide a segment holds of it, and what supports that."""

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
class CountedItem:
    """A hosting park or a plant: what it counts, and the edges that say so."""

    park: str
    weight: float
    edges: tuple[Edge, ...]
    company: str | None = None


@dataclass(frozen=True, slots=True)
class HolderRow:
    """A holder as a row; the index is in every row."""

    segment: str
    by: str
    id: str
    weight: float
    unit: str
    share: float
    hhi: float | None
    name_en: str | None
    name_zh: str | None
    parks: Sequence[str]
    derived_parks: Sequence[str]
    companies: Sequence[str]
    edges: Sequence[str]
    ownership: Sequence[str]
    sources: Sequence[str]


def herfindahl(weights: Iterable[float]) -> float | None:
    """Sum of the squared shares, between 1/n and 1; nothing where there is nothing to divide."""
    held = sorted(weights)
    total = fsum(held)
    return fsum((weight / total) ** 2 for weight in held) if total > 0 else None


async def concentration(view: GraphView, request: ConcentrationRequest) -> Concentration:
    """Index, shares and what they rest on.

    Counted are hosting parks (`by=province`) or plants: `operates_in` edges with the segment among their products. By
    capacity, plants are weighed in the unit that most of them state. Parks of no known province and plants of no
    known capacity are not part of the shares; `left_out` names them.

    Raises:
        InvalidRequest: an unknown relation or status.
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone: about the segment.
    """
    query = request.normalised()
    await node_of_kind(view, request.segment, "segment", parameter="segment")
    reader = EdgeReader(view)
    hosted = await _hosted(reader, request)
    plants = sorted({plant.id: plant for pair in hosted for plant in pair.plants}.values(), key=lambda plant: plant.id)
    counting_parks = request.by is By.PROVINCE and request.weight is Weight.COUNT
    by_capacity = request.weight is Weight.CAPACITY
    figure = _figure(plants) if by_capacity else None
    parks = [CountedItem(pair.park, 1, (*pair.edges, *pair.plants)) for pair in hosted]
    items = parks if counting_parks else _plants(plants, request.weight, figure)
    holdings = await _divided(reader, request, items)
    held = {edge for holding in holdings for edge in holding.edges}
    holding_parks = {park for holding in holdings for park in holding.parks}
    index = herfindahl([holding.weight for holding in holdings])
    return Concentration(
        counted="parks" if counting_parks else "plants",
        holders=len(holdings),
        total=round(fsum(sorted(holding.weight for holding in holdings)), 6),
        hhi=round(index, 6) if index else None,
        hhi_10000=round(index * 10_000, 2) if index else None,
        equal_holders=round(1 / index, 6) if index else None,
        unit=attributes_of("operates_in")[figure].unit if figure else None,
        capacity=_known_capacity(plants, figure) if by_capacity else None,
        shares=_shares(holdings, {pair.park for pair in hosted if pair.direct}),
        left_out=LeftOut(
            parks=sorted({pair.park for pair in hosted} - holding_parks),
            plants=[plant.id for plant in plants if plant.id not in held] if not counting_parks else [],
        ),
        scopes=_counted([narrowest_scope(item.edges) or "unknown" for item in items], (*SCOPES, "unknown")),
        statuses=_counted([statuses_of(item.edges)[0] for item in items], STATUSES),
        meta=meta_of(view, completeness=reader.completeness, query=query),
    )


async def concentration_table(view: GraphView, found: Concentration) -> Table:
    """One row a holder."""
    query = found.meta.query or {}
    asked = {name: query[name] for name in ("segment", "by")}
    nodes = await view.nodes([share.id for share in found.shares])
    rows = [
        row_of(HolderRow, share, nodes[share.id], found, **asked, unit=found.unit or found.counted)
        for share in found.shares
    ]
    return table_of("concentration", HolderRow, rows)


async def _hosted(reader: EdgeReader, request: ConcentrationRequest) -> list[Hosted]:
    """Filtered after reading: a plant may be better supported than what is derived from it."""
    passes = edge_test(request.edge) or (lambda _: True)
    found = (await hosting(reader, segments=[request.segment])).hosted.values()
    kept = [replace(pair, edges=[*filter(passes, pair.edges)], plants=[*filter(passes, pair.plants)]) for pair in found]
    return [pair for pair in kept if pair.edges or pair.plants]


def _plants(plants: Iterable[Edge], weight: Weight, figure: str | None) -> list[CountedItem]:
    if weight is Weight.COUNT:
        return [CountedItem(plant.head, 1, (plant,), plant.tail) for plant in plants]
    known = [(plant, _capacity(plant, figure)) for plant in plants]
    return [CountedItem(plant.head, size, (plant,), plant.tail) for plant, size in known if size]


def _figure(plants: Sequence[Edge]) -> str | None:
    """The capacity that most plants state, the first of equals in the order of the kinds table."""
    stated = {name: sum(1 for plant in plants if _capacity(plant, name)) for name in CAPACITIES}
    best = max(CAPACITIES, key=lambda name: stated[name])
    return best if stated[best] else None


def _capacity(plant: Edge, figure: str | None) -> float | None:
    size = plant.attributes.get(figure or "")
    return float(size) if isinstance(size, int | float) else None


def _known_capacity(plants: Sequence[Edge], figure: str | None) -> KnownCapacity:
    known = [plant for plant in plants if _capacity(plant, figure) is not None]
    shared = sorted(plant.id for plant in known if len(products_of(plant)) > 1)
    return KnownCapacity(
        attribute=figure,
        plants=len(plants),
        known=len(known),
        shared_with_other_segments=shared,
        known_share=round(len(known) / len(plants), 6) if plants else None,
    )


async def _divided(reader: EdgeReader, request: ConcentrationRequest, items: Sequence[CountedItem]) -> list[Holding]:
    """Who holds what, the greatest first, then by id."""
    ultimate: Mapping[str, UltimateParents] = {}
    if request.by is By.COMPANY and request.owners:
        makers = [item.company for item in items if item.company]
        ultimate = await ultimate_parents(reader, makers, request.ownership)
    found: dict[str, Holding] = {}
    for item in items:
        holders = await _holders(reader.view, request.by, item, ultimate)
        for key in holders:
            holding = found.setdefault(key, Holding(key))
            holding.weights.append(item.weight / len(holders))
            holding.edges |= {edge.id: edge for edge in item.edges}
            holding.parks.add(item.park)
            if item.company is not None:
                holding.companies.add(item.company)
                links = ultimate[item.company].edges if item.company in ultimate else ()
                holding.owned |= {link.id: link for link in links}
    return sorted(found.values(), key=lambda holding: (-holding.weight, holding.id))


async def _holders(
    view: GraphView, by: By, item: CountedItem, ultimate: Mapping[str, UltimateParents]
) -> Sequence[str]:
    if by is By.PARK:
        return (item.park,)
    if by is By.PROVINCE:
        province = (await view.location(item.park)).province
        return (province,) if province is not None else ()
    company = item.company or ""
    return ultimate[company].parents if company in ultimate else (company,)


def _shares(holdings: Sequence[Holding], direct: AbstractSet[str]) -> list[HolderShare]:
    total = fsum(sorted(holding.weight for holding in holdings))
    return [
        HolderShare(
            id=holding.id,
            weight=round(holding.weight, 6),
            share=round(holding.weight / total, 6),
            parks=sorted(holding.parks),
            derived_parks=sorted(holding.parks - direct),
            companies=sorted(holding.companies),
            edges=sorted(holding.edges),
            ownership=sorted(holding.owned),
            sources=sorted(sources_of((*holding.edges.values(), *holding.owned.values()))),
        )
        for holding in holdings
    ]


def _counted(words: Sequence[str], order: Sequence[str]) -> dict[str, int]:
    return {word: words.count(word) for word in order if word in words}
