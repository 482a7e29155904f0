"""Who is exposed when segments, parks, companies or whole provinces are removed: segments, parks, listed companies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, Field

from graphapi.answers import coverage as answers
from graphapi.answers.coverage import ImpactDirection
from graphapi.answers.encoding import extended
from graphapi.answers.tables import Table, row_of, table_of
from graphapi.chain.hosting import Hosted, hosting, parks_within
from graphapi.chain.removal import (
    REMOVABLE_KINDS,
    AffectedSegment,
    Impact,
    ImpactReader,
    Removal,
    RemovalReader,
    propagate,
    removed_segments,
)
from graphapi.chain.segment_chain import ChainDirection
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import node_of_kind
from graphapi.documents.requests import BASIS, Request, Statuses, Word
from graphapi.evidence.evidence_paths import edges_of, evidence_path, sentences_of
from graphapi.evidence.provenance import Provenance
from graphapi.graph.base import GraphView
from graphapi.graph.meter import Meter
from graphapi.model.completeness import COMPLETE, Completeness, Shortfall, first_shortfall
from graphapi.model.documents import Node
from graphapi.model.grouping import ids_of, sources_of, texts_of
from graphapi.model.kinds import STATUSES, Basis
from graphapi.model.steps import EdgeFilter
from graphapi.traversal.answer import graph_meta, graph_of_edges
from graphapi.traversal.requests import BudgetRequest

MAX_HOPS = 6
MAX_IDS = 200
ASSUMPTION = (
    "Every listed feed is needed: a segment counts as affected when any segment that feeds it (up: that it feeds) is. "
    "`others` names what else feeds it. Replaceability counts parks, not capacity."
)


def _each_once(words: list[str]) -> list[str]:
    return list(dict.fromkeys(words))


Ids = Annotated[list[Word], AfterValidator(_each_once)]


class ExposureRequest(Request):
    """What is removed, how far to follow it, which parks count, and how much work may be done."""

    ids: Ids = Field(min_length=1, max_length=MAX_IDS, description=f"Ids of any of {', '.join(REMOVABLE_KINDS)}.")
    segments: Ids = Field([], max_length=MAX_IDS, description="Only these segments are removed.")
    hops: int = Field(3, ge=1, le=MAX_HOPS, description="Maximum number of hops along `feeds`.")
    direction: ChainDirection = Field(ChainDirection.DOWN, description="What depends on them, what they need, or both.")
    list: Word | None = Field(None, description="Id of a list: only its parks, and plants in them.")
    province: Word | None = Field(None, description="Id of a province: only its parks, and plants in them.")
    basis: Basis = Field(Basis.UNVERIFIED, description=BASIS)
    status: Statuses = Field([], description="Status of hosting and plants.")
    table: answers.ExposureTable = Field("companies", description="Rows of CSV, Parquet and Arrow.")
    budget: BudgetRequest = Field(default_factory=BudgetRequest)
    provenance: Provenance = Provenance.IDS

    def normalised(self) -> dict[str, object]:
        statuses = [status for status in STATUSES if status in self.status]
        found = super().normalised() | {"status": statuses}
        return {name: value for name, value in found.items() if value and name not in {"table", "budget"}}


@dataclass(slots=True)
class _Found:
    """All that is exposed: what is removed itself, then down, then up."""

    removal: Removal
    by_segment: Mapping[str, Sequence[Hosted]]
    segments: list[AffectedSegment]
    parks: list[Impact]
    companies: list[Impact]
    feeds: list[str]
    completeness: Completeness

    @property
    def evidence(self) -> set[str]:
        """Ids of the edges on the paths, those named by parks and companies, all `hosts` of segments, and `feeds`."""
        impacts = [*self.parks, *self.companies]
        paths = [*(affected.path for affected in self.segments), *(impact.path for impact in impacts)]
        hosted = [host for affected in self.segments for host in self.by_segment.get(affected.segment, ())]
        hosts = ids_of(edge for host in hosted for edge in host.edges)
        return edges_of(paths).union(hosts, self.feeds, *(impact.edges for impact in impacts))


async def exposure(view: GraphView, request: ExposureRequest, *, meter: Meter) -> answers.Exposure:
    """What is removed with the ids, and the segments, parks and listed companies that depend on it, hop by hop.

    Each comes with one path of evidence from a given id. The graph of the answer holds the edges named in it and the
    nodes that they join. `meter` bounds the walk along `feeds`, and the parks and companies returned; reading hosts is
    bounded in time.

    Raises:
        InvalidRequest: an id of a kind that hosts, makes and holds nothing.
        NodeNotFound, NodeMoved, DocumentGone, InvalidIdentifier: about an id, a segment, the list or the province.
    """
    for segment in request.segments:
        await node_of_kind(view, segment, "segment", parameter="segments")
    reader = EdgeReader(view)
    found = await _exposed(reader, request, meter)
    limit = meter.budget.results
    cut = [_cut(found.parks, limit), _cut(found.companies, limit)]
    found.parks, found.companies = found.parks[:limit], found.companies[:limit]
    meter.edges += reader.meter.edges
    named = {*request.ids, *(affected.segment for affected in found.segments)}
    graph = await graph_of_edges(view, found.evidence, named)
    companies = await view.nodes([impact.node for impact in found.companies])
    whole = first_shortfall(reader.completeness, found.completeness, *cut)
    return answers.Exposure(
        graph=graph,
        meta=graph_meta(view, meter, query=request.normalised(), completeness=whole, nodes=len(graph.nodes)),
        exposure=_summary(request, found),
        segments=[await _segment(view, affected, found) for affected in found.segments],
        parks=[await _park(view, impact) for impact in found.parks],
        companies=[await _company(view, impact, companies[impact.node]) for impact in found.companies],
        table=request.table,
    )


async def _exposed(reader: EdgeReader, request: ExposureRequest, meter: Meter) -> _Found:
    edge = EdgeFilter(basis=request.basis, statuses=frozenset(request.status))
    hosted = await hosting(reader, edge=edge)
    by_segment, only = hosted.by_segment, frozenset(request.segments)
    removal = await RemovalReader(reader, by_segment, hosted.by_park, edge, only).remove(request.ids)
    counting: frozenset[str] | None = None
    if request.list is not None or request.province is not None:
        counting = frozenset(await parks_within(reader, on_list=request.list, province=request.province))
    impacts = ImpactReader(reader, by_segment, removal, edge, counting)
    segments, completeness = removed_segments(removal), COMPLETE
    feeds: list[str] = []
    parks, companies = impacts.removed_parks(), await impacts.removed_companies()
    for direction in _followed(request.direction):
        affected, search = await propagate(reader, removal, direction, request.hops, request.basis, meter)
        segments += affected
        feeds += search.edges
        completeness = first_shortfall(completeness, search.completeness)
        parks += impacts.affected_parks(affected)
        companies += await impacts.affected_companies(affected)
    return _Found(removal, by_segment, segments, parks, companies, feeds, completeness)


def _followed(direction: ChainDirection) -> Sequence[ImpactDirection]:
    """The directions to follow, down first."""
    return [found for found in (ImpactDirection.DOWN, ImpactDirection.UP) if direction in (found, ChainDirection.BOTH)]


def _summary(request: ExposureRequest, found: _Found) -> answers.ExposureSummary:
    removal = found.removal
    makers = {plant.tail for plant in removal.plants.values()}
    return answers.ExposureSummary(
        removed=answers.RemovedIds(
            segments=sorted(removal.segments),
            parks=sorted(removal.parks),
            companies=sorted(makers.union(removal.companies)),
        ),
        not_hosted=[segment for segment in request.segments if segment not in removal.segments],
        counts={
            direction.value: answers.ExposureCounts(
                segments=sum(affected.direction is direction for affected in found.segments),
                parks=sum(impact.direction is direction for impact in found.parks),
                companies=sum(impact.direction is direction for impact in found.companies),
            )
            for direction in (ImpactDirection.ITSELF, *_followed(request.direction))
        },
        assumption=ASSUMPTION,
    )


async def _segment(view: GraphView, affected: AffectedSegment, found: _Found) -> answers.ExposedSegment:
    hosted = found.by_segment.get(affected.segment, ())
    return answers.ExposedSegment(
        segment=affected.segment,
        direction=affected.direction,
        hop=affected.hop,
        replaceability=found.removal.replaceability(hosted),
        hosts=len(hosted),
        remaining=[host.park for host in hosted if found.removal.spares(host)],
        lost=[host.park for host in hosted if not found.removal.spares(host)],
        edges=[edge.id for host in hosted for edge in host.edges],
        feeds=[edge.id for edge in affected.feeds] if affected.hop else None,
        others=affected.others if affected.hop else None,
        path=await evidence_path(view, affected.path),
    )


async def _park(view: GraphView, impact: Impact) -> answers.ExposedPark:
    return answers.ExposedPark(
        id=impact.node,
        direction=impact.direction,
        hop=impact.hop,
        segments=list(impact.segments),
        edges=list(impact.edges),
        path=await evidence_path(view, impact.path),
    )


async def _company(view: GraphView, impact: Impact, node: Node) -> answers.ExposedCompany:
    return extended(
        answers.ExposedCompany,
        await _park(view, impact),
        listings=texts_of(node, "listings"),
        parks=list(impact.parks),
        through=list(impact.through),
        evidence="plant" if impact.by_plant else "activity",
    )


def _cut(found: Sequence[Impact], limit: int) -> Completeness:
    left = len(found) - limit
    return Completeness(False, Shortfall.RESULT_LIMIT, found[limit].hop, left) if left > 0 else COMPLETE


@dataclass(frozen=True, slots=True)
class ExposedSegmentRow:
    """An affected segment with its path."""

    direction: str
    hop: int
    id: str
    name_en: str | None
    name_zh: str | None
    stage: str | None
    chain: str | None
    replaceability: float | None
    hosts: int
    remaining: Sequence[str]
    lost: Sequence[str]
    others: Sequence[str] | None
    path_nodes: Sequence[str]
    path_edges: Sequence[str]
    path_en: str
    path_zh: str
    edges: Sequence[str]
    sources: Sequence[str]


@dataclass(frozen=True, slots=True)
class ExposedParkRow:
    """An affected park with its path."""

    direction: str
    hop: int
    id: str
    name_en: str | None
    name_zh: str | None
    province: str | None
    segments: Sequence[str]
    path_nodes: Sequence[str]
    path_edges: Sequence[str]
    path_en: str
    path_zh: str
    edges: Sequence[str]
    sources: Sequence[str]


@dataclass(frozen=True, slots=True)
class ExposedCompanyRow:
    """An affected listed company with its path."""

    direction: str
    hop: int
    id: str
    name_en: str | None
    name_zh: str | None
    listings: Sequence[str]
    segments: Sequence[str]
    parks: Sequence[str]
    through: Sequence[str]
    evidence: str
    path_nodes: Sequence[str]
    path_edges: Sequence[str]
    path_en: str
    path_zh: str
    edges: Sequence[str]
    sources: Sequence[str]


EXPOSURE_ROWS: Mapping[answers.ExposureTable, type] = {
    "segments": ExposedSegmentRow,
    "parks": ExposedParkRow,
    "companies": ExposedCompanyRow,
}


async def exposure_table(view: GraphView, answer: answers.Exposure) -> Table:
    """One row a segment, park or listed company and direction, as the request chose, in the order of the answer."""
    row = EXPOSURE_ROWS[answer.table]
    found: Sequence[answers.ExposedSegment | answers.ExposedPark] = getattr(answer, answer.table)
    ids = [part.segment if isinstance(part, answers.ExposedSegment) else part.id for part in found]
    nodes = await view.nodes(ids)
    rows = [await _row(view, row, nodes[key], part) for key, part in zip(ids, found, strict=True)]
    return table_of(f"exposure_{answer.table}", row, rows, assumption=ASSUMPTION)


async def _row(view: GraphView, row: type, node: Node, part: answers.ExposedSegment | answers.ExposedPark) -> object:
    path = part.path
    return row_of(
        row,
        part,
        node,
        await view.location(node.id),
        stage=node.attributes.get("stage"),
        chain=node.attributes.get("chain"),
        path_en=sentences_of(path, "en"),
        path_zh=sentences_of(path, "zh"),
        sources=sources_of((await view.edges([*path.edges, *part.edges])).values()),
    )
