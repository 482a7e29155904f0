"""Which parks host a segment, or what feeds it, or what it feeds: ranked, with the companies and sources behind."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from pydantic import Field

from graphapi.answers.chain import BestPark, ChainPath, GroupMember, Host, HostGroup, HostsList, Maker, ReachedSegment
from graphapi.answers.tables import Table, row_of, table_of
from graphapi.chain.factors import REACH_WEIGHTS, WEIGHTS, FactorContext, ParkEvidence, candidate, factor_context
from graphapi.chain.hosting import hosting, parks_within
from graphapi.chain.ranking import Candidate, FactorRanking, parse_weights
from graphapi.chain.segment_chain import MAX_REACH, Reach, WithinReach, chain_path, segments_within
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import node_of_kind
from graphapi.documents.pages import paged
from graphapi.documents.requests import EvidenceRequest, PageRequest
from graphapi.evidence.sentences import sentence
from graphapi.graph.base import GraphView
from graphapi.model.documents import Edge, Node
from graphapi.model.errors import InvalidRequest
from graphapi.model.grouping import basis_rank, ids_of
from graphapi.model.steps import Direction, Rel

CHECK_EVERY_PARKS = 64
"""Parks whose factors are read before other requests get their turn."""


class Rollup(StrEnum):
    """What parks are grouped by. A park is in the group of each of its companies or lists."""

    PROVINCE = "province"
    CITY = "city"
    COMPANY = "company"
    LIST = "list"


class HostsRequest(EvidenceRequest, PageRequest):
    """`basis` binds every edge that is read, `status` the `hosts` edges and the company edges behind them."""

    province: str | None = Field(None, max_length=200, description="Id of a province.")
    list: str | None = Field(None, max_length=200, description="Id of a list.")
    reach: Reach = Field(Reach.DIRECT, description="The segment itself, what feeds it, or what it feeds.")
    hops: int | None = Field(
        None,
        ge=1,
        le=MAX_REACH,
        description="Maximum number of hops over `feeds` edges, with reach=upstream or reach=downstream.",
    )
    weights: str | None = Field(
        None,
        min_length=1,
        max_length=300,
        description="Weights of some factors; the others keep their defaults.",
        examples=["direct:2,status:1,capacity:0"],
    )
    sensitivity: bool = Field(False, description="Return the weights at which the order of the top three flips.")
    rollup: Rollup | None = Field(None, description="Group the parks by province, city, company or list.")

    @property
    def factor_weights(self) -> Mapping[str, Fraction]:
        """The weight of every factor of the reach; errors as of `parse_weights`."""
        return parse_weights(self.weights, WEIGHTS if self.reach is Reach.DIRECT else REACH_WEIGHTS)

    @property
    def distance(self) -> int:
        """Most hops from the segment along the chain; given for the segment itself, they raise InvalidRequest."""
        if self.hops is not None and self.reach is Reach.DIRECT:
            raise InvalidRequest(
                f"hops must be from 1 to {MAX_REACH} with reach=upstream or reach=downstream",
                value=self.hops,
                parameter="hops",
                suggestion="add reach=upstream or reach=downstream",
            )
        return self.hops or 1

    def normalised(self) -> dict[str, object]:
        chained = self.reach is not Reach.DIRECT
        fields: dict[str, object] = {
            "reach": self.reach if chained else None,
            "hops": self.distance if chained else None,
            "province": self.province,
            "list": self.list,
            "basis": self.basis,
            "status": self.statuses or None,
            "weights": _floats(self.factor_weights) if self.weights else None,
            "sensitivity": self.sensitivity or None,
            "rollup": self.rollup,
        }
        return {name: value for name, value in fields.items() if value is not None}


async def hosts(view: GraphView, segment: str, request: HostsRequest) -> HostsList:
    """Parks ranked by the weighted sum of published factors, best first, ties by the park's id.

    With the default weights, those that a source says so directly come before those that follow from a plant. Each
    item holds the park, its `hosts` edges, the companies that make the product there with their edges and sentences,
    all sources, and the score taken apart; along the chain also what is reached and by which path. With `rollup` the
    items are groups of parks. `meta` holds the weights, and the sensitivity where asked for.

    Raises:
        InvalidRequest, UnknownField: a status, a weight or the number of hops makes no sense.
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone, InvalidCursor.
    """
    edge, weights, hops = request.edge, request.factor_weights, request.distance
    await node_of_kind(view, segment, "segment")
    reader = EdgeReader(view)
    within = await segments_within(reader, segment, request.reach, hops, edge)
    found = await hosting(reader, segments=list(within.distance), edge=edge)
    by_park = found.by_park
    kept = await parks_within(reader, by_park, on_list=request.list, province=request.province)
    parks = {park: ParkEvidence(park, by_park[park]) for park in kept}
    context = await factor_context(reader, found, list(parks.values()), edge)
    ranking = FactorRanking(await _candidates(parks.values(), context, within), weights)
    ranked = _RankedHosts(reader, parks, ranking, within)
    query = {"segment": segment, **request.normalised()}
    sensitivity = ranking.sensitivity() if request.sensitivity else None
    meta = {"weights": _floats(weights), "sensitivity": sensitivity}
    if request.rollup is not None:
        groups = paged(view, await ranked.groups(request.rollup), query, request)
        items = [await ranked.group(key, members) for key, members in groups.items]
        return groups.answer(HostsList, items, completeness=reader.completeness, **meta)
    page = paged(view, range(len(parks)), query, request)
    hosting_parks = await ranked.hosts(page.items)
    return page.answer(HostsList, hosting_parks, completeness=reader.completeness, **meta)


def _floats(weights: Mapping[str, Fraction]) -> dict[str, float]:
    return {name: float(weight) for name, weight in weights.items()}


async def _candidates(parks: Iterable[ParkEvidence], context: FactorContext, within: WithinReach) -> list[Candidate]:
    distance = None if within.reach is Reach.DIRECT else within.distance
    found = []
    for number, park in enumerate(parks):
        if number % CHECK_EVERY_PARKS == 0:
            await asyncio.sleep(0)
        found.append(candidate(park, context, distance))
    return found


@dataclass(frozen=True, slots=True)
class _RankedHosts:
    """Parks and the ranking of them; the places of the ranking count from 0."""

    reader: EdgeReader
    parks: Mapping[str, ParkEvidence]
    ranking: FactorRanking
    within: WithinReach

    async def hosts(self, places: Sequence[int]) -> list[Host]:
        """The parks at these places; along the chain with the path to each segment that they host."""
        evidence = [self.parks[self.ranking.order[place].id] for place in places]
        segments = sorted({hosted.segment for park in evidence for hosted in park.hosted})
        paths = {key: await chain_path(self.reader, self.within, key) for key in segments if self.within.distance[key]}
        return [await self._host(place, park, paths) for place, park in zip(places, evidence, strict=True)]

    async def _host(self, place: int, evidence: ParkEvidence, paths: Mapping[str, ChainPath | None]) -> Host:
        view, distance = self.reader.view, self.within.distance
        park = (await view.nodes([evidence.park]))[evidence.park]
        reached = [
            ReachedSegment(
                segment=hosted.segment,
                distance=distance[hosted.segment],
                direct=hosted.direct,
                edges=ids_of((*hosted.edges, *hosted.plants)),
                path=paths.get(hosted.segment),
            )
            for hosted in sorted(evidence.hosted, key=lambda hosted: (distance[hosted.segment], hosted.segment))
        ]
        return Host(
            rank=place + 1,
            park=park,
            place=await view.location(park.id),
            direct=evidence.direct,
            edges=sorted(evidence.edges, key=basis_rank),
            companies=[await _maker(view, edge, park) for edge in evidence.plants],
            sources=list((await view.sources(evidence.source_ids)).values()),
            score=self.ranking.explained(place),
            reached=None if self.within.reach is Reach.DIRECT else reached,
        )

    async def groups(self, by: Rollup) -> list[tuple[str | None, list[GroupMember]]]:
        """Groups by their best park, then more parks, then id; parks without group, under None, come last."""
        belonging: dict[str, dict[str | None, list[str]]] = {park: {} for park in self.parks}
        for park, key, edges in await self._memberships(by):
            belonging[park].setdefault(key, []).extend(edges)
        groups: dict[str | None, list[GroupMember]] = defaultdict(list)
        for place, found in enumerate(self.ranking.order):
            evidence, score = self.parks[found.id], self.ranking.score(place)
            for group, edges in (belonging[found.id] or {None: []}).items():
                named = list(dict.fromkeys((*ids_of(evidence.edges), *edges)))
                groups[group].append(
                    GroupMember(park=found.id, rank=place + 1, score=score, direct=evidence.direct, edges=named)
                )
        order = sorted(groups.items(), key=lambda group: (-group[1][0].score, -len(group[1]), group[0] or ""))
        return sorted(order, key=lambda group: group[0] is None)

    async def group(self, key: str | None, members: Sequence[GroupMember]) -> HostGroup:
        """The parks of one province, city, company or list, best first, and the edges that put each there."""
        companies = {plant.tail for member in members for plant in self.parks[member.park].plants}
        return HostGroup(
            group=(await self.reader.view.nodes([key]))[key] if key is not None else None,
            parks=len(members),
            direct=sum(member.direct for member in members),
            companies=1 if key is not None and key.startswith("company:") else len(companies),
            best=BestPark(park=members[0].park, rank=members[0].rank, score=members[0].score),
            members=members,
        )

    async def _memberships(self, by: Rollup) -> Sequence[tuple[str, str, Sequence[str]]]:
        """Parks with a group that each is in, and the edges that say so."""
        if by is Rollup.COMPANY:
            ranked = (self.parks[found.id] for found in self.ranking.order)
            return [(park.park, plant.tail, [plant.id]) for park in ranked for plant in park.plants]
        ids = sorted(self.parks)
        if by is Rollup.LIST:
            hops = await self.reader.hops(ids, [Rel("listed_in", Direction.OUT)])
            return [(hop.origin, hop.node, [hop.edge]) for hop in hops]
        return await _places(self.reader, ids, by)


async def _maker(view: GraphView, edge: Edge, park: Node) -> Maker:
    company = (await view.nodes([edge.tail]))[edge.tail]
    sources = list((await view.sources(edge.sources)).values())
    return Maker(company=company, edge=edge, sentence=sentence(edge, company, park, sources))


async def _places(reader: EdgeReader, parks: Sequence[str], by: Rollup) -> list[tuple[str, str, Sequence[str]]]:
    located_in = [Rel("located_in", Direction.OUT)]
    hops = await reader.hops(parks, located_in)
    cities = sorted({hop.node for hop in hops if hop.node.startswith("city:")})
    between: dict[tuple[str | None, str | None], list[str]] = defaultdict(list)
    for hop in (*hops, *await reader.hops(cities, located_in)):
        between[hop.origin, hop.node].append(hop.edge)
    found: list[tuple[str, str, Sequence[str]]] = []
    for park in parks:
        place = await reader.view.location(park)
        group = place.province if by is Rollup.PROVINCE else place.city
        if group is not None:
            through = [*between[park, place.city], *between[place.city, group]] if group != place.city else []
            found.append((park, group, between[park, group] or through))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class HostRow:
    """A ranked park. `capacity` is the one whose share of the largest counts; the rest is in the JSON answer.

    `value_` and `contribution_` columns hold the factors, null where not known or not a factor of the reach.
    """

    rank: int
    park: str
    park_name_en: str | None
    park_name_zh: str | None
    city: str | None
    province: str | None
    direct: bool
    distance: int | None
    segments: Sequence[str]
    status: str | None
    scope: str | None
    basis: str | None
    companies: Sequence[str]
    anchors: Sequence[str]
    listings: Sequence[str]
    capacity: float | None
    capacity_unit: str | None
    publishers: int
    score: float
    score_at_most: float
    value_direct: float | None
    value_status: float | None
    value_scope: float | None
    value_companies: float | None
    value_capacity: float | None
    value_publishers: float | None
    value_basis: float | None
    value_distance: float | None = None
    contribution_direct: float | None
    contribution_status: float | None
    contribution_scope: float | None
    contribution_companies: float | None
    contribution_capacity: float | None
    contribution_publishers: float | None
    contribution_basis: float | None
    contribution_distance: float | None = None
    caveats: Sequence[str]
    edges: Sequence[str]
    sources: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class HostGroupRow:
    """A group of parks, best first in `members`; the group of parks without one has no id."""

    group: str | None
    group_name_en: str | None
    group_name_zh: str | None
    parks: int
    direct_parks: int
    makers: int
    best_park: str
    best_score: float
    members: Sequence[str]
    edges: Sequence[str]


async def hosts_table(view: GraphView, answer: HostsList) -> Table:
    """One row a park, or one row a group with `rollup`."""
    rows = [_group_row(item) if isinstance(item, HostGroup) else _host_row(item) for item in answer.items]
    grouped = "rollup" in answer.meta.query
    return table_of("host_groups", HostGroupRow, rows) if grouped else table_of("hosts", HostRow, rows)


def _host_row(host: Host) -> HostRow:
    factors = host.score.factors
    evidence = {name: factor.evidence for name, factor in factors.items()}
    makers, reached = evidence["companies"].companies or (), host.reached or ()
    listings = (ticker for maker in makers for ticker in maker.listings or maker.owner_listings or ())
    edges = [*host.edges, *(maker.edge for maker in host.companies)]
    capacities = evidence["capacity"].capacities or ()
    capacity = max(capacities, key=lambda share: share.value / share.largest, default=None)
    return row_of(
        HostRow,
        host,
        host.place,
        distance=min((segment.distance for segment in reached), default=None),
        segments=[segment.segment for segment in reached] or list(dict.fromkeys(edge.head for edge in host.edges)),
        **{name: getattr(evidence[name], name) for name in ("status", "scope", "basis")},
        companies=[maker.company for maker in makers],
        anchors=[maker.company for maker in makers if maker.anchor],
        listings=list(dict.fromkeys(listings)),
        capacity=capacity.value if capacity else None,
        capacity_unit=capacity.unit if capacity else None,
        publishers=len(evidence["publishers"].publishers or ()),
        score=host.score.value,
        caveats=list(dict.fromkeys(edge.caveat for edge in edges if edge.caveat)),
        edges=edges,
        **{f"value_{name}": factor.value for name, factor in factors.items()},
        **{f"contribution_{name}": factor.contribution for name, factor in factors.items()},
    )


def _group_row(group: HostGroup) -> HostGroupRow:
    return row_of(
        HostGroupRow,
        group,
        group_name_en=group.group.name_en if group.group else None,
        group_name_zh=group.group.name_zh if group.group else None,
        direct_parks=group.direct,
        makers=group.companies,
        members=[member.park for member in group.members],
        edges=list(dict.fromkeys(edge for member in group.members for edge in member.edges)),
    )
