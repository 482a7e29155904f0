"""Which parks host a segment, or what feeds it, or what it feeds: ranked, with the companies and sources behind."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from pydantic import Field

from graphapi.answers.chain import (
    BestPark,
    ChainPath,
    GroupMember,
    Host,
    HostGroup,
    HostPlace,
    HostsList,
    Maker,
    ReachedSegment,
)
from graphapi.chain.factors import REACH_WEIGHTS, WEIGHTS, FactorContext, ParkEvidence, candidate, factor_context
from graphapi.chain.hosting import hosting, parks_within
from graphapi.chain.ranking import Candidate, FactorRanking, parse_weights
from graphapi.chain.segment_chain import MAX_REACH, Reach, WithinReach, chain_path, segments_within
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import node_of_kind
from graphapi.documents.pages import paged
from graphapi.documents.requests import BASIS, STATUS, PageRequest, known_words
from graphapi.evidence.sentences import sentence
from graphapi.graph.base import GraphView
from graphapi.model.documents import Edge, Node
from graphapi.model.errors import InvalidRequest
from graphapi.model.kinds import STATUSES, Basis
from graphapi.model.steps import Direction, EdgeFilter, Rel

CHECK_EVERY_PARKS = 64
"""Parks whose factors are read before other requests get their turn."""


class Rollup(StrEnum):
    """What parks are grouped by. A park is in the group of each of its companies or lists."""

    PROVINCE = "province"
    CITY = "city"
    COMPANY = "company"
    LIST = "list"


class HostsRequest(PageRequest):
    """`basis` binds every edge that is read, `status` the `hosts` edges and the company edges behind them."""

    province: str | None = Field(None, max_length=200, description="Id of a province.")
    list: str | None = Field(None, max_length=200, description="Id of a list.")
    basis: Basis = Field(Basis.UNVERIFIED, description=BASIS)
    status: str | None = Field(None, max_length=200, description=STATUS)
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
    def statuses(self) -> frozenset[str]:
        """The statuses that count, all when there are none.

        Raises:
            InvalidRequest: one is not known; the nearest is suggested.
        """
        return known_words(self.status, "status", STATUSES)

    @property
    def factor_weights(self) -> Mapping[str, Fraction]:
        """The weight of every factor of the reach.

        Raises:
            UnknownField, InvalidRequest: as `parse_weights`.
        """
        return parse_weights(self.weights, WEIGHTS if self.reach is Reach.DIRECT else REACH_WEIGHTS)

    @property
    def distance(self) -> int:
        """Most hops from the segment along the chain.

        Raises:
            InvalidRequest: hops are given for the segment itself.
        """
        if self.hops is not None and self.reach is Reach.DIRECT:
            raise InvalidRequest(
                f"hops goes from 1 to {MAX_REACH} with reach=upstream or reach=downstream",
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
            "status": [status for status in STATUSES if status in self.statuses] or None,
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
    edge = EdgeFilter(basis=request.basis, statuses=request.statuses)
    weights, hops = request.factor_weights, request.distance
    await node_of_kind(view, segment, "segment")
    reader = EdgeReader(view)
    within = await segments_within(reader, segment, request.reach, hops, edge)
    found = await hosting(reader, segments=list(within.distance), edge=edge)
    by_park = found.by_park
    kept = await parks_within(reader, by_park, on_list=request.list, province=request.province)
    parks = [ParkEvidence(park, by_park[park]) for park in kept]
    context = await factor_context(reader, found, parks, edge)
    ranking = FactorRanking(await _candidates(parks, context, within), weights)
    evidence = {park.park: park for park in parks}
    scored = [
        _ScoredPark(evidence[found.id], place + 1, ranking.score(place)) for place, found in enumerate(ranking.order)
    ]
    query = {"segment": segment, **request.normalised()}
    meta = {"weights": _floats(weights), "sensitivity": ranking.sensitivity() if request.sensitivity else None}
    if request.rollup is not None:
        groups = paged(view, await _rolled_up(reader, scored, request.rollup), query, request)
        items = [await _host_group(view, group) for group in groups.items]
        return groups.answer(HostsList, items, completeness=reader.completeness, **meta)
    page = paged(view, scored, query, request)
    paths = await _paths(reader, within, page.items)
    ranked = [await _host(view, park, paths, within, ranking) for park in page.items]
    return page.answer(HostsList, ranked, completeness=reader.completeness, **meta)


@dataclass(frozen=True, slots=True)
class _ScoredPark:
    evidence: ParkEvidence
    rank: int
    score: float

    @property
    def id(self) -> str:
        return self.evidence.park


def _floats(weights: Mapping[str, Fraction]) -> dict[str, float]:
    return {name: float(weight) for name, weight in weights.items()}


async def _candidates(parks: Sequence[ParkEvidence], context: FactorContext, within: WithinReach) -> list[Candidate]:
    distance = None if within.reach is Reach.DIRECT else within.distance
    found = []
    for number, park in enumerate(parks):
        if number % CHECK_EVERY_PARKS == 0:
            await asyncio.sleep(0)
        found.append(candidate(park, context, distance))
    return found


async def _paths(
    reader: EdgeReader, within: WithinReach, parks: Sequence[_ScoredPark]
) -> Mapping[str, ChainPath | None]:
    """The path along the chain for each segment that the parks of the page host; none is needed where direct."""
    if within.reach is Reach.DIRECT:
        return {}
    segments = sorted({hosted.segment for park in parks for hosted in park.evidence.hosted})
    return {segment: await chain_path(reader, within, segment) for segment in segments}


async def _host(
    view: GraphView,
    scored: _ScoredPark,
    paths: Mapping[str, ChainPath | None],
    within: WithinReach,
    ranking: FactorRanking,
) -> Host:
    evidence = scored.evidence
    park = (await view.nodes([scored.id]))[scored.id]
    located = await view.location(park.id)
    nearest = sorted(evidence.hosted, key=lambda hosted: (within.distance[hosted.segment], hosted.segment))
    reached = [
        ReachedSegment(
            segment=hosted.segment,
            distance=within.distance[hosted.segment],
            direct=hosted.direct,
            edges=[edge.id for edge in (*hosted.edges, *hosted.plants)],
            path=paths.get(hosted.segment),
        )
        for hosted in nearest
    ]
    return Host(
        rank=scored.rank,
        park=park,
        place=HostPlace(city=located.city, province=located.province),
        direct=evidence.direct,
        edges=sorted(evidence.edges, key=lambda edge: (edge.basis.rank, edge.id)),
        companies=[await _maker(view, edge, park) for edge in evidence.plants],
        sources=list((await view.sources(evidence.source_ids)).values()),
        score=ranking.explained(scored.rank - 1),
        reached=None if within.reach is Reach.DIRECT else reached,
    )


async def _maker(view: GraphView, edge: Edge, park: Node) -> Maker:
    company = (await view.nodes([edge.tail]))[edge.tail]
    sources = list((await view.sources(edge.sources)).values())
    return Maker(company=company, edge=edge, sentence=sentence(edge, company, park, sources))


@dataclass(frozen=True, slots=True)
class _Group:
    """Parks of one province, city, company or list, best first, and for each the edges that put it there.

    The group of parks of which it is not known has no id.
    """

    id: str | None
    members: list[_ScoredPark] = field(default_factory=list)
    edges: dict[str, list[str]] = field(default_factory=dict)


async def _rolled_up(reader: EdgeReader, parks: Sequence[_ScoredPark], by: Rollup) -> list[_Group]:
    """Groups by their best park, then more parks, then id; parks without group come last.

    The parks must be given in order, best first.
    """
    belonging: dict[str, dict[str | None, list[str]]] = {park.id: {} for park in parks}
    for park, key, edges in await _memberships(reader, parks, by):
        belonging[park].setdefault(key, []).extend(edges)
    groups: dict[str | None, _Group] = {}
    for scored in parks:
        for group, edges in (belonging[scored.id] or {None: []}).items():
            found = groups.setdefault(group, _Group(group))
            found.members.append(scored)
            found.edges[scored.id] = edges
    return sorted(
        groups.values(),
        key=lambda group: (group.id is None, -group.members[0].score, -len(group.members), group.id or ""),
    )


async def _memberships(
    reader: EdgeReader, parks: Sequence[_ScoredPark], by: Rollup
) -> Sequence[tuple[str, str, Sequence[str]]]:
    """Parks with a group that each is in, and the edges that say so."""
    if by is Rollup.COMPANY:
        return [(park.id, plant.tail, [plant.id]) for park in parks for plant in park.evidence.plants]
    ids = sorted(park.id for park in parks)
    if by is Rollup.LIST:
        hops = await reader.hops(ids, [Rel("listed_in", Direction.OUT)])
        return [(hop.origin, hop.node, [hop.edge]) for hop in hops]
    return await _places(reader, ids, by)


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


async def _host_group(view: GraphView, group: _Group) -> HostGroup:
    companies = {plant.tail for member in group.members for plant in member.evidence.plants}
    best = group.members[0]
    return HostGroup(
        group=(await view.nodes([group.id]))[group.id] if group.id is not None else None,
        parks=len(group.members),
        direct=sum(member.evidence.direct for member in group.members),
        companies=1 if group.id is not None and group.id.startswith("company:") else len(companies),
        best=BestPark(park=best.id, rank=best.rank, score=best.score),
        members=[_member(member, group) for member in group.members],
    )


def _member(member: _ScoredPark, group: _Group) -> GroupMember:
    edges = dict.fromkeys((*(edge.id for edge in member.evidence.edges), *group.edges[member.id]))
    return GroupMember(
        park=member.id, rank=member.rank, score=member.score, direct=member.evidence.direct, edges=list(edges)
    )
