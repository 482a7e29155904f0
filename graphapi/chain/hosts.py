"""Which parks host a segment, or what feeds it, or what it feeds: ranked, with the companies and sources behind."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from graphapi.chain.factors import REACH_WEIGHTS, WEIGHTS, Known, ParkEvidence, candidate, known
from graphapi.chain.hosting import Hosted, hosting
from graphapi.chain.ranking import Candidate, Ranking
from graphapi.chain.reach import MAX_REACH, Reach, Within, chain_path, segments_within
from graphapi.chain.rollup import Rollup, ScoredPark, group_item, rolled_up
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import node_of_kind
from graphapi.documents.pages import Page, paged
from graphapi.evidence.sentences import sentence
from graphapi.graph.base import GraphView
from graphapi.model.documents import Edge, Node
from graphapi.model.errors import InvalidRequest
from graphapi.model.kinds import STATUSES, Basis
from graphapi.model.steps import Direction, EdgeFilter, NodeFilter, Rel

CHECK_EVERY_PARKS = 64
"""Parks whose factors are read before others get their turn."""


@dataclass(frozen=True, slots=True)
class HostsRequest:
    """`basis` binds every edge that is read, `statuses` the `hosts` edges and the company edges behind them.

    `hops` (1 to 4) is for reaches up and down the chain; `weights` are those of all factors of the reach.
    """

    segment: str
    province: str | None = None
    on_list: str | None = None
    basis: Basis = Basis.UNVERIFIED
    statuses: frozenset[str] = frozenset()
    reach: Reach = Reach.DIRECT
    hops: int | None = None
    weights: Mapping[str, Fraction] | None = None
    sensitivity: bool = False
    rollup: Rollup | None = None
    limit: int = 50
    cursor: str | None = None

    def __post_init__(self) -> None:
        if self.hops is not None and (self.reach is Reach.DIRECT or not 1 <= self.hops <= MAX_REACH):
            raise InvalidRequest(
                f"hops goes from 1 to {MAX_REACH} with reach=upstream or reach=downstream",
                value=self.hops,
                parameter="hops",
                suggestion="add reach=upstream or reach=downstream",
            )

    @property
    def distance(self) -> int:
        """Most hops from the segment along the chain."""
        return self.hops or 1

    def normalised(self) -> dict[str, Any]:
        """The filters as understood, those not given left out."""
        chained = self.reach is not Reach.DIRECT
        fields: dict[str, Any] = {
            "segment": self.segment,
            "reach": self.reach if chained else None,
            "hops": self.distance if chained else None,
            "province": self.province,
            "list": self.on_list,
            "basis": self.basis,
            "status": [status for status in STATUSES if status in self.statuses] or None,
            "weights": {name: float(weight) for name, weight in self.weights.items()} if self.weights else None,
            "sensitivity": self.sensitivity or None,
            "rollup": self.rollup,
        }
        return {name: value for name, value in fields.items() if value is not None}


def default_weights(reach: Reach) -> Mapping[str, Fraction]:
    """The weight of every factor of the reach unless others are given."""
    return WEIGHTS if reach is Reach.DIRECT else REACH_WEIGHTS


async def hosts(view: GraphView, request: HostsRequest) -> Page[dict[str, Any]]:
    """Parks ranked by the weighted sum of published factors, best first, ties by the park's id.

    With the default weights, those that a source says so directly come before those that follow from a plant. Each
    item holds the park, its `hosts` edges, the companies that make the product there with their edges and sentences,
    all sources, and the score taken apart; along the chain also what is reached and by which way. With `rollup` the
    items are groups of parks. `meta` holds the weights, and the sensitivity where asked for.

    Raises:
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone, InvalidCursor.
    """
    await node_of_kind(view, request.segment, "segment")
    reader, weights = EdgeReader(view), request.weights or default_weights(request.reach)
    edge = EdgeFilter(basis=request.basis, statuses=request.statuses)
    within = await segments_within(reader, request.segment, request.reach, request.distance, edge)
    found = await hosting(reader, segments=list(within.distance), edge=edge)
    by_park = found.by_park
    parks = [ParkEvidence(park, by_park[park]) for park in await _kept(reader, by_park, request)]
    context = await known(reader, found, parks, edge)
    distance = None if request.reach is Reach.DIRECT else within.distance
    ranking = Ranking(await _candidates(parks, context, distance), weights)
    evidence = {park.park: park for park in parks}
    scored = [ScoredPark(evidence[one.id], place + 1, ranking.score(place)) for place, one in enumerate(ranking.order)]
    page = await _page(reader, request, scored, within, ranking)
    facts: dict[str, Any] = {"weights": {name: float(weight) for name, weight in weights.items()}}
    if request.sensitivity:
        facts["sensitivity"] = ranking.sensitivity()
    return replace(page, facts=facts, completeness=reader.completeness)


async def _candidates(
    parks: Sequence[ParkEvidence], context: Known, distance: Mapping[str, int] | None
) -> list[Candidate]:
    """The factors of each park; other requests get their turn in between."""
    found = []
    for number, park in enumerate(parks):
        if number % CHECK_EVERY_PARKS == 0:
            await asyncio.sleep(0)
        found.append(candidate(park, context, distance))
    return found


async def _page(
    reader: EdgeReader, request: HostsRequest, scored: Sequence[ScoredPark], within: Within, ranking: Ranking
) -> Page[dict[str, Any]]:
    view, query = reader.view, request.normalised()
    if request.rollup is not None:
        groups = await rolled_up(reader, scored, request.rollup)
        chosen = paged(view, groups, query, limit=request.limit, cursor=request.cursor)
        items = [await group_item(reader, group) for group in chosen.items]
        return Page(items, chosen.next, chosen.total, chosen.query)
    shown = paged(view, scored, query, limit=request.limit, cursor=request.cursor)
    ways = await _ways(reader, within, shown.items)
    items = [await _item(view, one, ways, within, ranking) for one in shown.items]
    return Page(items, shown.next, shown.total, shown.query)


async def _kept(reader: EdgeReader, parks: Iterable[str], request: HostsRequest) -> list[str]:
    view, kept = reader.view, sorted(parks)
    if request.province is not None:
        await node_of_kind(view, request.province, "province", parameter="province")
        kept = [park for park in kept if (await view.location(park)).province == request.province]
    if request.on_list is not None:
        await node_of_kind(view, request.on_list, "list", parameter="list")
        only = NodeFilter(ids=frozenset({request.on_list}))
        kept = sorted({hop.origin for hop in await reader.hops(kept, [Rel("listed_in", Direction.OUT)], to=only)})
    return kept


async def _ways(
    reader: EdgeReader, within: Within, scored: Sequence[ScoredPark]
) -> Mapping[str, dict[str, Any] | None]:
    """The way along the chain for each segment that the parks of the page host; none is needed where direct."""
    if within.reach is Reach.DIRECT:
        return {}
    segments = sorted({hosted.segment for one in scored for hosted in one.park.hosted})
    return {segment: await chain_path(reader, within, segment) for segment in segments}


async def _item(
    view: GraphView, scored: ScoredPark, ways: Mapping[str, dict[str, Any] | None], within: Within, ranking: Ranking
) -> dict[str, Any]:
    evidence = scored.park
    park = (await view.nodes([evidence.park]))[evidence.park]
    located = await view.location(park.id)
    sources = await view.sources(evidence.source_ids)
    item: dict[str, Any] = {
        "rank": scored.rank,
        "park": park.to_json(),
        "place": {name: key for name, key in (("city", located.city), ("province", located.province)) if key},
        "direct": evidence.direct,
        "edges": [edge.to_json() for edge in sorted(evidence.edges, key=lambda edge: (edge.basis.rank, edge.id))],
        "companies": [await _maker(view, edge, park) for edge in evidence.plants],
        "sources": [source.to_json() for source in sources.values()],
        "score": ranking.told(scored.rank - 1),
    }
    if within.reach is not Reach.DIRECT:
        nearest = sorted(evidence.hosted, key=lambda one: (within.distance[one.segment], one.segment))
        item["reached"] = [_reached(one, within, ways[one.segment]) for one in nearest]
    return item


def _reached(hosted: Hosted, within: Within, way: dict[str, Any] | None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "segment": hosted.segment,
        "distance": within.distance[hosted.segment],
        "direct": hosted.direct,
        "edges": [edge.id for edge in (*hosted.edges, *hosted.plants)],
    }
    return told | ({"path": way} if way else {})


async def _maker(view: GraphView, edge: Edge, park: Node) -> dict[str, Any]:
    company = (await view.nodes([edge.tail]))[edge.tail]
    sources = await view.sources(edge.sources)
    return {
        "company": company.to_json(),
        "edge": edge.to_json(),
        "sentence": sentence(edge, company, park, list(sources.values())),
    }
