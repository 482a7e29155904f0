"""The factors by which parks that host a segment are ranked. `docs/questions/hosts.md` publishes the formulas."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from graphapi.answers.chain import CapacityShare, FactorEvidence, MakerWorth
from graphapi.answers.encoding import extended
from graphapi.chain.hosting import Hosted, Hosting
from graphapi.chain.ranking import Candidate, Factor
from graphapi.documents.edge_reader import EdgeReader
from graphapi.evidence.provenance import publishers
from graphapi.model.documents import Edge, Node, Source
from graphapi.model.grouping import basis_rank, each_once, grouped, ids_of, products_of, sources_of, texts_of
from graphapi.model.kinds import STATUSES, Basis, attributes_of
from graphapi.model.steps import Direction, EdgeFilter, Rel

STATUS_VALUES: Mapping[str, Fraction] = {status: Fraction(4 - place, 4) for place, status in enumerate(STATUSES[:4])}
SCOPE_VALUES: Mapping[str, Fraction] = {"park": Fraction(1), "city": Fraction(1, 2), "province": Fraction(1, 4)}
BASIS_VALUES: Mapping[Basis, Fraction] = {basis: Fraction(3 - basis.rank, 3) for basis in Basis}
HALF_COMPANIES = 3
"""Company points at which the factor is one half: one company that is an anchor and listed."""
HALF_PUBLISHERS = 2

WEIGHTS: Mapping[str, Fraction] = {
    "direct": Fraction(6),
    **dict.fromkeys(("status", "scope", "companies", "capacity", "publishers", "basis"), Fraction(1)),
}
"""What is said of the park itself weighs as much as all the rest, and so comes first."""
REACH_WEIGHTS: Mapping[str, Fraction] = {**WEIGHTS, "distance": Fraction(6)}
"""The weights along the chain."""

_PLANT = attributes_of("operates_in")
_CAPACITIES = {name: row.unit or "" for name, row in _PLANT.items() if name.startswith("capacity_")}
Capacity = tuple[str, str]
"""A segment and an attribute that holds a capacity."""


@dataclass(frozen=True, slots=True)
class FactorContext:
    """What the factors are read against: companies, their direct owners, sources, and capacities.

    `largest` holds the largest known capacity for a segment in one unit and the park that has it.
    """

    companies: Mapping[str, Node]
    owners: Mapping[str, Sequence[Edge]]
    sources: Mapping[str, Source]
    largest: Mapping[Capacity, tuple[Fraction, str]]


@dataclass(slots=True)
class ParkEvidence:
    """All that a park hosts within reach; `edges` and `plants` hold each edge once, in order."""

    park: str
    hosted: Sequence[Hosted]
    edges: list[Edge] = field(init=False)
    plants: list[Edge] = field(init=False)

    def __post_init__(self) -> None:
        self.edges = each_once(edge for hosted in self.hosted for edge in hosted.edges)
        self.plants = each_once(plant for hosted in self.hosted for plant in hosted.plants)

    @property
    def direct(self) -> bool:
        """Whether a source says of any of it that the park itself hosts it."""
        return any(hosted.direct for hosted in self.hosted)

    @property
    def source_ids(self) -> list[str]:
        """Ids of all sources behind it, in order of the edges."""
        return sources_of((*self.edges, *self.plants))


async def factor_context(
    reader: EdgeReader, found: Hosting, parks: Sequence[ParkEvidence], edge: EdgeFilter
) -> FactorContext:
    """What the factors of these parks need; capacities are compared over all of `found`, whatever is ranked."""
    makers = sorted({plant.tail for park in parks for plant in park.plants})
    owners = await reader.edges_at(makers, Rel("owned_by", Direction.OUT), edge=edge)
    companies = dict.fromkeys((*makers, *(owned.head for edges in owners.values() for owned in edges)))
    sources = dict.fromkeys(key for park in parks for key in park.source_ids)
    return FactorContext(
        companies=await reader.view.nodes(list(companies)),
        owners=owners,
        sources=await reader.view.sources(list(sources)),
        largest=_largest(found),
    )


def candidate(park: ParkEvidence, context: FactorContext, distance: Mapping[str, int] | None = None) -> Candidate:
    """The park with every factor; `distance` of each segment where parks lie along the chain."""
    factors = {
        "direct": _direct(park),
        "status": _best(park, "status", STATUS_VALUES),
        "scope": _best(park, "scope", SCOPE_VALUES),
        "companies": _companies(park, context),
        "capacity": _capacity(park, context),
        "publishers": _publishers(park, context),
        "basis": _basis(park),
    }
    if distance is not None:
        factors["distance"] = _distance(park, distance)
    return Candidate(park.park, factors)


def _direct(park: ParkEvidence) -> Factor:
    stated = [edge for edge in park.edges if edge.basis is not Basis.DERIVED]
    return Factor(Fraction(bool(stated)), FactorEvidence(edges=ids_of(stated or park.edges)))


def _best(park: ParkEvidence, name: str, values: Mapping[str, Fraction]) -> Factor:
    """The best word that any edge has; not known where no edge has one that counts."""
    by_word = grouped((*park.edges, *park.plants), lambda edge: str(edge.attributes.get(name, "")))
    word = max((word for word in by_word if word in values), key=values.__getitem__, default=None)
    if word is None:
        return Factor(None, FactorEvidence(edges=ids_of((*park.edges, *park.plants))))
    return Factor(values[word], extended(FactorEvidence, FactorEvidence(edges=ids_of(by_word[word])), **{name: word}))


def _companies(park: ParkEvidence, context: FactorContext) -> Factor:
    by_company = grouped(park.plants, lambda plant: plant.tail)
    makers = [_worth(company, plants, context) for company, plants in sorted(by_company.items())]
    points = sum((Fraction(maker.points) for maker in makers), Fraction())
    value = points / (points + HALF_COMPANIES) if makers else None
    return Factor(value, FactorEvidence(companies=makers, edges=ids_of(park.plants)))


def _worth(company: str, plants: Sequence[Edge], context: FactorContext) -> MakerWorth:
    """Without listings of its own, those of the first listed company that owns it directly count half."""
    anchor = any(plant.attributes.get("anchor") is True for plant in plants)
    listings = _tickers(company, context)
    owned = sorted(context.owners.get(company, ()), key=basis_rank)
    owner = next((edge for edge in owned if _tickers(edge.head, context)), None) if not listings else None
    return MakerWorth(
        company=company,
        points=float(1 + anchor + (1 if listings else 0.5 if owner else 0)),
        anchor=anchor,
        edges=ids_of(plants),
        listings=listings or None,
        owner=owner.head if owner else None,
        owner_edge=owner.id if owner else None,
        owner_listings=_tickers(owner.head, context) if owner else None,
    )


def _tickers(company: str, context: FactorContext) -> list[str]:
    node = context.companies.get(company)
    return list(texts_of(node, "listings")) if node else []


def _capacity(park: ParkEvidence, context: FactorContext) -> Factor:
    capacities: list[CapacityShare] = []
    shares: list[Fraction] = []
    for hosted in park.hosted:
        for name, unit in _CAPACITIES.items():
            plants = [plant for plant in hosted.plants if name in plant.attributes]
            if not plants or (hosted.segment, name) not in context.largest:
                continue
            value, (largest, largest_in) = _total(plants, name), context.largest[hosted.segment, name]
            products = {product for plant in plants for product in products_of(plant)}
            shares.append(value / largest)
            capacities.append(
                CapacityShare(
                    segment=hosted.segment,
                    value=float(value),
                    unit=unit,
                    largest=float(largest),
                    largest_in=largest_in,
                    edges=ids_of(plants),
                    shared_with=sorted(products - {hosted.segment}),
                )
            )
    edges = list(dict.fromkeys(edge for share in capacities for edge in share.edges))
    return Factor(max(shares, default=None), FactorEvidence(capacities=capacities, edges=edges))


def _largest(found: Hosting) -> Mapping[Capacity, tuple[Fraction, str]]:
    largest: dict[Capacity, tuple[Fraction, str]] = {}
    for hosted in found.hosted.values():
        for name in _CAPACITIES:
            value = _total(hosted.plants, name)
            if value > largest.get((hosted.segment, name), (0, ""))[0]:
                largest[hosted.segment, name] = value, hosted.park
    return largest


def _total(plants: Iterable[Edge], name: str) -> Fraction:
    values = (plant.attributes.get(name) for plant in plants)
    return sum((Fraction(value) for value in values if isinstance(value, int | float)), Fraction())


def _publishers(park: ParkEvidence, context: FactorContext) -> Factor:
    sources = [context.sources[key] for key in park.source_ids if key in context.sources]
    names = publishers(sources)
    evidence = FactorEvidence(publishers=names, sources=[source.id for source in sources], edges=[])
    return Factor(Fraction(len(names), len(names) + HALF_PUBLISHERS), evidence)


def _basis(park: ParkEvidence) -> Factor:
    edges = (*park.edges, *park.plants)
    best = min((edge.basis for edge in edges), key=lambda basis: basis.rank)
    evidence = FactorEvidence(basis=best, edges=ids_of(edge for edge in edges if edge.basis is best))
    return Factor(BASIS_VALUES[best], evidence)


def _distance(park: ParkEvidence, distance: Mapping[str, int]) -> Factor:
    hops = min(distance[hosted.segment] for hosted in park.hosted)
    near = [hosted for hosted in park.hosted if distance[hosted.segment] == hops]
    edges = ids_of(edge for hosted in near for edge in hosted.edges)
    evidence = FactorEvidence(hops=hops, segments=[hosted.segment for hosted in near], edges=edges)
    return Factor(Fraction(1, hops), evidence)
