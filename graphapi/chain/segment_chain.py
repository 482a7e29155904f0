"""Along the chain from one segment: what feeds it and what it feeds, and where each of these segments is present."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from pydantic import Field

from graphapi.answers.chain import ChainLayer, ChainPath, ChainSegment, FlowNode, SegmentChain
from graphapi.answers.envelopes import GraphIds
from graphapi.answers.tables import Table, row_of, table_of
from graphapi.chain.hosting import Presence, presence_of
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import node_of_kind
from graphapi.documents.requests import BASIS, Request
from graphapi.evidence.evidence_paths import explain_path
from graphapi.graph.base import GraphView
from graphapi.graph.bfs import breadth_first
from graphapi.graph.meter import Meter
from graphapi.graph.shortest_paths import shortest
from graphapi.model.completeness import first_shortfall
from graphapi.model.documents import Node
from graphapi.model.grouping import grouped, ids_of
from graphapi.model.kinds import STAGES, Basis
from graphapi.model.steps import NO_HUBS, Direction, EdgeFilter, Rel, Step
from graphapi.traversal.answer import graph_meta

R = TypeVar("R")
MAX_DEPTH = 12
MAX_REACH = 4


class Reach(StrEnum):
    """Direct: the segment itself. Upstream: what feeds it. Downstream: what it feeds."""

    DIRECT = "direct"
    UPSTREAM = "upstream"
    DOWNSTREAM = "downstream"


@dataclass(frozen=True, slots=True)
class WithinReach:
    """The segments within reach by their distance in hops over `feeds` edges; the segment asked for only if direct."""

    segment: str
    reach: Reach
    hops: int
    edge: EdgeFilter
    distance: Mapping[str, int]


async def segments_within(reader: EdgeReader, segment: str, reach: Reach, hops: int, edge: EdgeFilter) -> WithinReach:
    """What feeds the segment, or what it feeds, within so many hops; each segment at its smallest distance."""
    if reach is Reach.DIRECT:
        return WithinReach(segment, reach, hops, edge, {segment: 0})
    direction = Direction.IN if reach is Reach.UPSTREAM else Direction.OUT
    step = Step((Rel("feeds", direction),), edge, repeat=(1, hops), hubs=NO_HUBS)
    found = await breadth_first(reader.view, [segment], [step], reader.meter)
    if not found.completeness.complete:
        reader.completeness = found.completeness
    distance = {node: hop for node, hop in found.hop_of.items() if hop}
    return WithinReach(segment, reach, hops, edge, dict(sorted(distance.items(), key=lambda item: (item[1], item[0]))))


async def chain_path(reader: EdgeReader, within: WithinReach, segment: str) -> ChainPath | None:
    """A shortest path between a segment within reach and the one asked for, in the flow of the material.

    The first by node ids; nothing when time ran out.
    """
    ends = (segment, within.segment) if within.reach is Reach.UPSTREAM else (within.segment, segment)
    step = Step((Rel("feeds", Direction.OUT),), within.edge, repeat=(1, within.hops), hubs=NO_HUBS)
    found = await shortest(reader.view, *ends, step, reader.meter, most=1)
    if not found.paths:
        return None
    path = await explain_path(reader.view, found.paths[0])
    return row_of(ChainPath, path, sentences=[hop.sentence for hop in path.explanation])


class ChainDirection(StrEnum):
    """`up` towards the resources, `down` towards the applications, or both."""

    DOWN = "down"
    UP = "up"
    BOTH = "both"


class ChainRequest(Request):
    """Bounds of the chain of a segment; `basis` binds its links and what is said of parks and companies."""

    direction: ChainDirection = Field(ChainDirection.BOTH, description="`up` to resources, `down` to uses, or `both`.")
    depth: int = Field(MAX_DEPTH, ge=1, le=MAX_DEPTH, description="Maximum number of hops in each direction.")
    basis: Basis = Field(Basis.UNVERIFIED, description=BASIS)
    max_edges: int | None = Field(
        None, ge=1, description="Maximum number of `feeds` edges examined, up to the server's own limit."
    )

    def normalised(self) -> dict[str, object]:
        return self.model_dump(mode="json", include={"direction", "depth", "basis"})

    def step_to(self, direction: ChainDirection) -> Step:
        """The step along `feeds` edges in one of the directions."""
        rel = Rel("feeds", Direction.IN if direction is ChainDirection.UP else Direction.OUT)
        return Step((rel,), EdgeFilter(basis=self.basis), repeat=(1, self.depth))


async def segment_chain(view: GraphView, segment: str, request: ChainRequest, meter: Meter) -> SegmentChain:
    """The segments within `depth` hops of `feeds`; the nodes of the graph come by stage, then layer, then id.

    Edges are those walked: each lies on a path of at most `depth` hops. `layers` holds the same segments layer by
    layer with parks, companies and provinces.

    Raises:
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone.
    """
    await node_of_kind(view, segment, "segment")
    walks = {
        direction: await breadth_first(view, [segment], [request.step_to(direction)], meter)
        for direction in (ChainDirection.UP, ChainDirection.DOWN)
        if request.direction in (direction, ChainDirection.BOTH)
    }
    hops = {direction: walk.hop_of for direction, walk in walks.items()}
    up, down = hops.get(ChainDirection.UP, {}), hops.get(ChainDirection.DOWN, {})
    nodes = await view.nodes(sorted({*up, *down}))
    reader = EdgeReader(view)
    found = await presence_of(reader, list(nodes), EdgeFilter(basis=request.basis))
    meter.edges += reader.meter.edges
    segments = [_segment(node, found[key], up.get(key), down.get(key)) for key, node in nodes.items()]
    segments.sort(key=lambda segment: (STAGES.index(segment.stage), segment.layer, segment.id))
    edges = await view.ordered({edge: None for walk in walks.values() for edge in walk.edges})
    query = {"segment": segment, **request.normalised()}
    whole = first_shortfall(*(walk.completeness for walk in walks.values()), reader.completeness)
    meta = graph_meta(view, meter, query=query, completeness=whole, nodes=len(segments))
    by_layer = sorted(grouped(segments, lambda segment: segment.layer).items())
    layers = [ChainLayer(layer=layer, segments=found) for layer, found in by_layer]
    return SegmentChain(graph=GraphIds(nodes=[found.id for found in segments], edges=edges), meta=meta, layers=layers)


def _segment(node: Node, presence: Presence, upstream: int | None, downstream: int | None) -> ChainSegment:
    """The layer is the distance, below zero upstream; of a segment that lies both ways the nearer, else upstream."""
    above = downstream is None or (upstream is not None and upstream <= downstream)
    return ChainSegment(
        id=node.id,
        layer=-(upstream or 0) if above else downstream or 0,
        stage=str(node.attributes["stage"]),
        chain=str(node.attributes["chain"]),
        upstream_hops=upstream,
        downstream_hops=downstream,
        parks=presence.parks,
        companies=presence.companies,
        provinces=presence.provinces,
        edges=ids_of(presence.edges),
        sources=presence.sources,
    )


@dataclass(frozen=True)
class SegmentColumns:
    segment: str
    name_en: str | None
    name_zh: str | None
    stage: str
    chain: str


@dataclass(frozen=True)
class PresenceColumns:
    parks: int
    parks_direct: int
    parks_derived: int
    companies: int
    companies_direct: int
    companies_derived: int
    provinces: int
    provinces_direct: int
    provinces_derived: int
    park_ids: Sequence[str]
    wider_scope_park_ids: Sequence[str]
    company_ids: Sequence[str]
    province_ids: Sequence[str]
    edges: Sequence[str]
    sources: Sequence[str]


@dataclass(frozen=True)
class _ChainColumns:
    layer: int
    upstream_hops: int | None
    downstream_hops: int | None


# A dataclass has the members of its last base first, so the order of columns is that of the bases from the right.
@dataclass(frozen=True)
class ChainRow(PresenceColumns, _ChainColumns, SegmentColumns):
    """A segment of a chain."""


async def chain_table(view: GraphView, chain: SegmentChain) -> Table:
    """One row a segment, in stage order."""
    segments = {segment.id: segment for layer in chain.layers for segment in layer.segments}
    nodes = await view.nodes(chain.graph.nodes)
    return table_of("chain", ChainRow, [segment_row(ChainRow, node, segments[key]) for key, node in nodes.items()])


def segment_row(row: type[R], node: Node, segment: ChainSegment | FlowNode) -> R:
    """A row of a table of segments."""
    return row_of(
        row,
        segment,
        node,
        segment=node.id,
        park_ids=segment.parks.ids,
        wider_scope_park_ids=segment.parks.wider_scope_ids,
        company_ids=segment.companies.ids,
        province_ids=segment.provinces.ids,
        **{name: getattr(segment, name).total for name in ("parks", "companies", "provinces")},
    )
