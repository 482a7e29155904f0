"""Coverage as answers: each link with its hosts, suppliers and nearest parks; rankings of parks and provinces; rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from graphapi.answers import coverage as answers
from graphapi.answers.encoding import extended
from graphapi.answers.envelopes import Query
from graphapi.answers.tables import Table, Unit, row_of, table_of
from graphapi.chain.coverage import (
    FORMULA,
    LinkCoverage,
    coverage_score,
    hosted_chain,
    hosted_segment,
    hosting_edges,
    state_counts,
    supply_base,
)
from graphapi.chain.flow import SLUGS, known_chain
from graphapi.chain.gaps import NearestParkSearch
from graphapi.chain.hosting import parks_within
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import node_of_kind
from graphapi.documents.pages import paged
from graphapi.documents.requests import BASIS, STATUS, PageRequest, Request, Statuses, Word, known_words
from graphapi.evidence.provenance import Provenance
from graphapi.graph.base import GraphView
from graphapi.graph.meter import Meter
from graphapi.model.completeness import first_shortfall
from graphapi.model.documents import Edge, Node
from graphapi.model.errors import InvalidRequest
from graphapi.model.grouping import grouped, sources_of
from graphapi.model.kinds import STATUSES, Basis
from graphapi.model.steps import EdgeFilter
from graphapi.traversal.answer import graph_meta, graph_of_edges
from graphapi.traversal.requests import NodeSelection, chosen

MAX_PARKS = 200
MAX_NEAREST = 20
_ORDER = ("chain", "list", "province", "basis", "nearest", "status")
ChainWord = Annotated[str, Field(min_length=1, max_length=100, description=f"Any of {', '.join(SLUGS)}.")]
StatusWords = Annotated[str | None, Field(max_length=200, description=STATUS)]


class ChainFilters(Request):
    """A chain, and what edges must be: `basis` binds all of them, `status` those of hosting and plants."""

    chain: ChainWord = "lithium-battery"
    basis: Basis = Field(Basis.UNVERIFIED, description=BASIS)
    status: str | Sequence[str] | None = None

    @property
    def edge(self) -> EdgeFilter:
        """What an edge must be; an unknown status raises InvalidRequest."""
        return EdgeFilter(basis=self.basis, statuses=known_words(self.status, "status", STATUSES))

    def normalised(self) -> dict[str, object]:
        statuses = [status for status in STATUSES if status in self.edge.statuses]
        found = super().normalised() | {"chain": known_chain(self.chain), "status": statuses or None}
        return {name: found[name] for name in _ORDER if found.get(name) is not None}


class CoverageRequest(ChainFilters):
    """The chain, the evidence that counts, and how many nearest parks to return."""

    nearest: int = Field(3, ge=0, le=MAX_NEAREST, description="Maximum number of parks in each order for each gap.")


ParkChoice = list[Word] | NodeSelection
"""Named here: in the class below `list` is a field, and from Python 3.14 on its annotations see that one."""


class CoverageBody(CoverageRequest):
    """A set of parks, the chain, and the evidence that counts."""

    parks: ParkChoice = Field(description=f"Ids, or a filter of parks; at most {MAX_PARKS}.")
    status: Statuses = Field([], description="Status of hosting and plants.")
    list: Word | None = Field(None, description="Id of a list: only its parks count.")
    provenance: Provenance = Provenance.IDS


class ProvinceRankingRequest(ChainFilters, PageRequest):
    """The chain, and the parks that count."""

    status: StatusWords = None
    list: str | None = Field(None, max_length=200, description="Id of a list: only its parks count.")


class ParkRankingRequest(ProvinceRankingRequest):
    """The chain, and the parks to rank."""

    province: str | None = Field(None, max_length=200, description="Id of a province: only its parks.")


@dataclass(frozen=True, slots=True)
class ParkSet:
    """Ids of parks, ordered; `query` says what they were chosen by."""

    parks: tuple[str, ...]
    query: Query


async def one_park(view: GraphView, park: str) -> ParkSet:
    """The set of one park; errors as of `node_of_kind`."""
    await node_of_kind(view, park, "park")
    return ParkSet((park,), {"park": park})


async def parks_of_province(view: GraphView, province: str) -> ParkSet:
    """The parks in a province, which may be none; errors as of `node_of_kind`."""
    await node_of_kind(view, province, "province")
    return ParkSet(tuple(await parks_within(EdgeReader(view), province=province)), {"province": province})


async def chosen_parks(view: GraphView, request: CoverageBody) -> ParkSet:
    """The parks of the request by id, and of those the ones on the list where one is given.

    Raises:
        InvalidRequest: none, or more than 200.
        UnknownKind, UnknownField: about the filter.
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone: about a park or the list.
    """
    found, listed = sorted(await chosen(view, request.parks, "parks")), {}
    if request.list is not None:
        listed = {"list": request.list}
        within = set(await parks_within(EdgeReader(view), on_list=request.list))
        found = [park for park in found if park in within]
    if not 1 <= len(found) <= MAX_PARKS:
        raise InvalidRequest(
            f"the set has {len(found)} parks; 1 to {MAX_PARKS} are allowed", value=len(found), parameter="parks"
        )
    for park in found:
        await node_of_kind(view, park, "park", parameter="parks")
    return ParkSet(tuple(found), {"parks": found, **listed})


async def coverage(view: GraphView, of: ParkSet, request: CoverageRequest, *, meter: Meter) -> answers.Coverage:
    """The state of every segment of the chain in the set, the score, single points, and the nearest hosts of each gap.

    The graph of the answer holds the edges named in it, as its evidence, and the nodes that they join. `meter` bounds
    the search by hops; the reading of hosts is bounded in time. A set without parks has no score.

    Raises:
        InvalidRequest: about a status or the chain.
    """
    reader, parks, edge = EdgeReader(view), frozenset(of.parks), request.edge
    chain = await hosted_chain(reader, known_chain(request.chain), edge)
    links = chain.coverage(parks)
    search = NearestParkSearch(reader, meter, parks, request.basis, request.nearest)
    nearest = await search.nearest(links)
    segments = [_segment(link, nearest.get(link.segment.id)) for link in links]
    unplaced = chain.unplaced_in(parks)
    counts = state_counts(links, score=coverage_score(links) if parks else None)
    meter.edges += reader.meter.edges
    edges = {edge for segment in unplaced for edge in segment.edges}.union(*map(_named_edges, segments))
    graph = await graph_of_edges(view, edges, {*parks, *chain.links})
    query = {**of.query, **request.normalised()}
    whole = first_shortfall(reader.completeness, search.completeness)
    return answers.Coverage(
        graph=graph,
        meta=graph_meta(view, meter, query=query, completeness=whole, nodes=len(graph.nodes)),
        coverage=extended(answers.CoverageSummary, counts, parks=sorted(parks), formula=FORMULA),
        segments=segments,
        unplaced=unplaced,
        single_points=answers.SinglePoints(
            set=_single_points({link.segment: link.set for link in segments}),
            graph=_single_points({link.segment: link.graph for link in segments}),
        ),
    )


async def rank_parks(view: GraphView, request: ParkRankingRequest) -> answers.CoverageRanking:
    """Parks by score, then direct links, then id; equal scores share a rank.

    A park of which nothing is known has the score 0. The edges of an item support the states of its links.

    Raises:
        InvalidRequest: about the chain or a status.
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone: about the list or the province.
        InvalidCursor: about the cursor.
    """
    query = {"kind": "park", **request.normalised()}
    reader = EdgeReader(view)
    parks = await parks_within(reader, on_list=request.list, province=request.province)
    return await _ranking(reader, {park: [park] for park in parks}, request, query)


async def rank_provinces(view: GraphView, request: ProvinceRankingRequest) -> answers.CoverageRanking:
    """Provinces as the sets of their parks, ordered as by `rank_parks`; those without parks that count are left out.

    Errors are those of `rank_parks`.
    """
    query = {"kind": "province", **request.normalised()}
    reader = EdgeReader(view)
    parks = await parks_within(reader, on_list=request.list)
    province_of = {park: found for park in parks if (found := (await view.location(park)).province)}
    return await _ranking(reader, grouped(province_of, province_of.__getitem__), request, query)


async def _ranking(
    reader: EdgeReader, sets: Mapping[str, Sequence[str]], request: ProvinceRankingRequest, query: Query
) -> answers.CoverageRanking:
    chain = await hosted_chain(reader, known_chain(request.chain), request.edge)
    links = {key: chain.coverage(frozenset(parks)) for key, parks in sets.items()} if chain.links else {}
    counts = {key: state_counts(found, score=coverage_score(found)) for key, found in links.items()}
    order = sorted(links, key=lambda key: (-(counts[key].score or 0), -counts[key].direct, key))
    scores = [counts[key].score for key in order]
    page = paged(reader.view, order, query, request, completeness=reader.completeness)
    nodes = await reader.view.nodes(page.items)
    items = [
        extended(
            answers.RankedCoverage,
            counts[key],
            node=nodes[key],
            parks=sorted(sets[key]),
            segments=answers.LinksByState(
                **{
                    state.value: [link.segment.id for link in links[key] if link.state is state]
                    for state in answers.LinkState
                    if state is not answers.LinkState.ABSENT
                }
            ),
            edges=list(dict.fromkeys(edge for link in links[key] for edge in link.evidence)),
            rank=scores.index(counts[key].score) + 1,
        )
        for key in page.items
    ]
    return page.answer(answers.CoverageRanking, items)


def _segment(link: LinkCoverage, nearest: answers.NearestParks | None) -> answers.SegmentCoverage:
    return answers.SegmentCoverage(
        segment=link.segment.id,
        stage=str(link.segment.attributes["stage"]),
        state=link.state,
        credit=link.credit,
        set=supply_base(link.hosted),
        graph=supply_base(link.anywhere),
        edges=hosting_edges(link.hosted),
        suppliers=[hosted_segment(supplier.segment, supplier.hosted, supplier.edges) for supplier in link.suppliers],
        statuses=link.statuses or None,
        scope=link.scope,
        nearest=nearest,
    )


def _named_edges(segment: answers.SegmentCoverage) -> set[str]:
    near = segment.nearest
    parks = (*near.by_km, *near.by_owner, *near.by_hops) if near else ()
    hops = [hop for park in parks if park.path for hop in park.path.explanation]
    on_paths = {edge for hop in hops for edge in (hop.edge, *hop.also)}
    return {*segment.evidence, *(edge for park in parks for edge in park.edges), *on_paths}


def _single_points(bases: Mapping[str, answers.SupplyBase]) -> answers.SinglePointLinks:
    return answers.SinglePointLinks(
        by_park=[segment for segment, base in bases.items() if base.by_park == "one"],
        by_company=[segment for segment, base in bases.items() if base.by_company == "one"],
    )


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A segment of the chain; only the first of each order of nearest parks."""

    segment: str
    name_en: str | None
    name_zh: str | None
    stage: str
    state: str
    credit: float
    scope: str | None
    statuses: Sequence[str] | None
    parks: Sequence[str]
    companies: Sequence[str]
    by_park: str
    by_company: str
    graph_parks: Sequence[str]
    graph_by_park: str
    graph_by_company: str
    suppliers: Sequence[str]
    candidates: int | None
    nearest_by_km: str | None
    km: Annotated[float | None, Unit("km")]
    nearest_by_owner: str | None
    owner: str | None
    nearest_by_hops: str | None
    hops: int | None
    edges: Sequence[str]
    sources: Sequence[str]


@dataclass(frozen=True, slots=True)
class RankingRow:
    """A park or province in the ranking."""

    rank: int
    id: str
    name_en: str | None
    name_zh: str | None
    parks: Sequence[str]
    score: float | None
    links: int
    direct: int
    derived: int
    one_hop: int
    absent: int
    direct_segments: Sequence[str]
    derived_segments: Sequence[str]
    one_hop_segments: Sequence[str]
    edges: Sequence[str]
    sources: Sequence[str]


async def coverage_table(view: GraphView, answer: answers.Coverage) -> Table:
    """One row per segment of the chain."""
    score = answer.coverage.score
    metadata = {"score": str(score)} if score is not None else {}
    nodes = await view.nodes([link.segment for link in answer.segments])
    edges = await view.edges([edge for link in answer.segments for edge in link.evidence])
    rows = [_link_row(nodes[link.segment], link, [edges[key] for key in link.evidence]) for link in answer.segments]
    return table_of("coverage", LinkRow, rows, formula=FORMULA, **metadata)


async def ranking_table(view: GraphView, answer: answers.CoverageRanking) -> Table:
    """One row a park or province."""
    rows = [
        row_of(
            RankingRow,
            item,
            item.node,
            direct_segments=item.segments.direct,
            derived_segments=item.segments.derived,
            one_hop_segments=item.segments.one_hop,
            sources=sources_of((await view.edges(item.edges)).values()),
        )
        for item in answer.items
    ]
    return table_of("coverage_ranking", RankingRow, rows, formula=FORMULA)


def _link_row(node: Node, link: answers.SegmentCoverage, edges: Sequence[Edge]) -> LinkRow:
    near = link.nearest
    orders = (near.by_km, near.by_owner, near.by_hops) if near else ((), (), ())
    by_km, by_owner, by_hops = (next(iter(parks), None) for parks in orders)
    return row_of(
        LinkRow,
        link,
        node,
        link.set,
        suppliers=[supplier.segment for supplier in link.suppliers],
        candidates=near.candidates if near else None,
        nearest_by_km=by_km.park if by_km else None,
        km=by_km.km if by_km else None,
        nearest_by_owner=by_owner.park if by_owner else None,
        owner=by_owner.owner if by_owner else None,
        nearest_by_hops=by_hops.park if by_hops else None,
        hops=by_hops.hops if by_hops else None,
        edges=edges,
        sources=sources_of(edges),
    )
