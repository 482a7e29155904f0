"""The factors by which parks that host a segment are ranked. `docs/questions/hosts.md` publishes the formulas."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from graphapi.chain.hosting import Hosted, Hosting
from graphapi.chain.ranking import Candidate, Reading
from graphapi.documents.edge_reader import EdgeReader
from graphapi.evidence.publishers import publishers
from graphapi.model.documents import Edge, Node, Source
from graphapi.model.kinds import STATUSES, Basis, attributes_of
from graphapi.model.steps import Direction, EdgeFilter, Rel

STATUS_VALUES: Mapping[str, Fraction] = MappingProxyType(
    {status: Fraction(number, 4) for status, number in zip(STATUSES, (4, 3, 2, 1), strict=False)}
)
SCOPE_VALUES: Mapping[str, Fraction] = MappingProxyType(
    {"park": Fraction(1), "city": Fraction(1, 2), "province": Fraction(1, 4)}
)
BASIS_VALUES: Mapping[Basis, Fraction] = MappingProxyType({basis: Fraction(3 - basis.rank, 3) for basis in Basis})
HALF_COMPANIES = 3
"""Company points at which the factor is one half: one company that is an anchor and listed."""
HALF_PUBLISHERS = 2

WEIGHTS: Mapping[str, Fraction] = MappingProxyType(
    {
        "direct": Fraction(6),
        **dict.fromkeys(("status", "scope", "companies", "capacity", "publishers", "basis"), Fraction(1)),
    }
)
"""What is said of the park itself weighs as much as all the rest, and so comes first."""
REACH_WEIGHTS: Mapping[str, Fraction] = MappingProxyType({**WEIGHTS, "distance": Fraction(6)})
"""Weights where parks are looked for along the chain."""

_CAPACITIES = {
    name: row.unit or "" for name, row in attributes_of("operates_in").items() if name.startswith("capacity_")
}
Capacity = tuple[str, str]
"""A segment and an attribute that holds a capacity."""


@dataclass(frozen=True, slots=True)
class Largest:
    """The largest known capacity for a segment in one unit, and the park that has it."""

    value: Fraction
    park: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the factors are read against: companies, their direct owners, sources, the largest capacities."""

    companies: Mapping[str, Node]
    owners: Mapping[str, Sequence[Edge]]
    sources: Mapping[str, Source]
    largest: Mapping[Capacity, Largest]


@dataclass(slots=True)
class ParkEvidence:
    """All that a park hosts within reach; `edges` and `plants` hold each edge once, in order."""

    park: str
    hosted: Sequence[Hosted]
    edges: list[Edge] = field(init=False)
    plants: list[Edge] = field(init=False)

    def __post_init__(self) -> None:
        self.edges = _once(edge for one in self.hosted for edge in one.edges)
        self.plants = _once(plant for one in self.hosted for plant in one.plants)

    @property
    def direct(self) -> bool:
        """Whether a source says of any of it that the park itself hosts it."""
        return any(one.direct for one in self.hosted)

    @property
    def source_ids(self) -> list[str]:
        """Ids of all sources behind it, in order of the edges."""
        return list(dict.fromkeys(key for edge in (*self.edges, *self.plants) for key in edge.sources))


async def known(reader: EdgeReader, found: Hosting, parks: Sequence[ParkEvidence], edge: EdgeFilter) -> Known:
    """What the factors of these parks need; capacities are compared over all of `found`, whatever is ranked."""
    makers = sorted({plant.tail for park in parks for plant in park.plants})
    owned = await reader.view.edges([hop.edge for hop in await reader.hops(makers, [_OWNED], edge=edge)])
    owners: dict[str, list[Edge]] = defaultdict(list)
    for one in owned.values():
        owners[one.tail].append(one)
    companies = dict.fromkeys((*makers, *(one.head for one in owned.values())))
    sources = dict.fromkeys(key for park in parks for key in park.source_ids)
    return Known(
        await reader.view.nodes(list(companies)), owners, await reader.view.sources(list(sources)), _largest(found)
    )


def candidate(park: ParkEvidence, context: Known, distance: Mapping[str, int] | None = None) -> Candidate:
    """The park with a reading of every factor; `distance` of each segment where parks lie along the chain."""
    readings = {
        "direct": _direct(park),
        "status": _best(park, "status", STATUS_VALUES),
        "scope": _best(park, "scope", SCOPE_VALUES),
        "companies": _companies(park, context),
        "capacity": _capacity(park, context),
        "publishers": _publishers(park, context),
        "basis": _basis(park),
    }
    if distance is not None:
        readings["distance"] = _distance(park, distance)
    return Candidate(park.park, readings)


def _direct(park: ParkEvidence) -> Reading:
    said = [edge for edge in park.edges if edge.basis is not Basis.DERIVED]
    return Reading(Fraction(bool(said)), {"edges": _ids(said or park.edges)})


def _best(park: ParkEvidence, name: str, values: Mapping[str, Fraction]) -> Reading:
    """The best word that any edge has; not known where no edge has one that counts."""
    by_word: dict[str, list[Edge]] = defaultdict(list)
    for edge in (*park.edges, *park.plants):
        by_word[str(edge.attributes.get(name, ""))].append(edge)
    word = max((word for word in by_word if word in values), key=values.__getitem__, default=None)
    if word is None:
        return Reading(None, {"edges": _ids((*park.edges, *park.plants))})
    return Reading(values[word], {name: word, "edges": _ids(by_word[word])})


def _companies(park: ParkEvidence, context: Known) -> Reading:
    by_company: dict[str, list[Edge]] = defaultdict(list)
    for plant in park.plants:
        by_company[plant.tail].append(plant)
    told, points = [], Fraction()
    for company, plants in sorted(by_company.items()):
        anchor = any(plant.attributes.get("anchor") is True for plant in plants)
        listing, listed = _listing(company, context)
        worth = 1 + Fraction(anchor) + listed
        points += worth
        told.append({"company": company, "points": float(worth), "anchor": anchor, "edges": _ids(plants)} | listing)
    value = points / (points + HALF_COMPANIES) if told else None
    return Reading(value, {"companies": told, "edges": _ids(park.plants)})


def _listing(company: str, context: Known) -> tuple[dict[str, Any], Fraction]:
    """Listings of the company: 1; else those of the first listed company that owns it directly: one half."""
    if listings := _tickers(company, context):
        return {"listings": listings}, Fraction(1)
    for edge in sorted(context.owners.get(company, ()), key=lambda edge: (edge.basis.rank, edge.id)):
        if listings := _tickers(edge.head, context):
            return {"owner": edge.head, "owner_edge": edge.id, "owner_listings": listings}, Fraction(1, 2)
    return {}, Fraction()


def _tickers(company: str, context: Known) -> list[str]:
    node = context.companies.get(company)
    listings = node.attributes.get("listings") if node else None
    return list(listings) if isinstance(listings, tuple) else []


def _capacity(park: ParkEvidence, context: Known) -> Reading:
    told: list[dict[str, Any]] = []
    shares: list[Fraction] = []
    for one in park.hosted:
        for name, unit in _CAPACITIES.items():
            plants = [plant for plant in one.plants if name in plant.attributes]
            largest = context.largest.get((one.segment, name))
            if not plants or largest is None:
                continue
            value = _total(plants, name)
            shares.append(value / largest.value)
            told.append(
                {
                    "segment": one.segment,
                    "value": float(value),
                    "unit": unit,
                    "largest": float(largest.value),
                    "largest_in": largest.park,
                    "edges": _ids(plants),
                    "shared_with": sorted(
                        {product for plant in plants for product in _products(plant)} - {one.segment}
                    ),
                }
            )
    edges = dict.fromkeys(edge for one in told for edge in one["edges"])
    return Reading(max(shares, default=None), {"capacities": told, "edges": list(edges)})


def _largest(found: Hosting) -> Mapping[Capacity, Largest]:
    largest: dict[Capacity, Largest] = {}
    for one in found.hosted.values():
        for name in _CAPACITIES:
            value = _total(one.plants, name)
            held = largest.get((one.segment, name))
            if value > (held.value if held else 0):
                largest[one.segment, name] = Largest(value, one.park)
    return largest


def _total(plants: Iterable[Edge], name: str) -> Fraction:
    values = (plant.attributes.get(name) for plant in plants)
    return sum((Fraction(value) for value in values if isinstance(value, int | float)), Fraction())


def _products(plant: Edge) -> tuple[str, ...]:
    products = plant.attributes.get("products")
    return products if isinstance(products, tuple) else ()


def _publishers(park: ParkEvidence, context: Known) -> Reading:
    sources = [context.sources[key] for key in park.source_ids if key in context.sources]
    names = publishers(sources)
    value = Fraction(len(names), len(names) + HALF_PUBLISHERS)
    return Reading(value, {"publishers": names, "sources": [source.id for source in sources], "edges": []})


def _basis(park: ParkEvidence) -> Reading:
    edges = (*park.edges, *park.plants)
    best = min((edge.basis for edge in edges), key=lambda basis: basis.rank)
    return Reading(
        BASIS_VALUES[best], {"basis": best.value, "edges": _ids(edge for edge in edges if edge.basis is best)}
    )


def _distance(park: ParkEvidence, distance: Mapping[str, int]) -> Reading:
    nearest = min(distance[one.segment] for one in park.hosted)
    near = [one for one in park.hosted if distance[one.segment] == nearest]
    evidence = {"hops": nearest, "segments": [one.segment for one in near]}
    return Reading(Fraction(1, nearest), evidence | {"edges": _ids(edge for one in near for edge in one.edges)})


def _once(edges: Iterable[Edge]) -> list[Edge]:
    return list({edge.id: edge for edge in edges}.values())


def _ids(edges: Iterable[Edge]) -> list[str]:
    return [edge.id for edge in edges]


_OWNED = Rel("owned_by", Direction.OUT)
