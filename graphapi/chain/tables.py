"""Tables of hosts, chains and flows: a row a park, a group of parks or a segment."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from graphapi.answers.chain import ChainFlow, ChainSegment, FlowNode, Host, HostGroup, HostsList, SegmentChain
from graphapi.answers.tables import Table, row_of, table_of
from graphapi.graph.base import GraphView
from graphapi.model.documents import Node

R = TypeVar("R")


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
        park=host.park.id,
        park_name_en=host.park.name_en,
        park_name_zh=host.park.name_zh,
        distance=min((segment.distance for segment in reached), default=None),
        segments=[segment.segment for segment in reached] or list(dict.fromkeys(edge.head for edge in host.edges)),
        status=evidence["status"].status,
        scope=evidence["scope"].scope,
        basis=evidence["basis"].basis,
        companies=[maker.company for maker in makers],
        anchors=[maker.company for maker in makers if maker.anchor],
        listings=list(dict.fromkeys(listings)),
        capacity=capacity.value if capacity else None,
        capacity_unit=capacity.unit if capacity else None,
        publishers=len(evidence["publishers"].publishers or ()),
        score=host.score.value,
        score_at_most=host.score.at_most,
        caveats=list(dict.fromkeys(edge.caveat for edge in edges if edge.caveat)),
        edges=[edge.id for edge in edges],
        sources=[source.id for source in host.sources],
        **{f"value_{name}": factor.value for name, factor in factors.items()},
        **{f"contribution_{name}": factor.contribution for name, factor in factors.items()},
    )


def _group_row(group: HostGroup) -> HostGroupRow:
    node, edges = group.group, dict.fromkeys(edge for member in group.members for edge in member.edges)
    return row_of(
        HostGroupRow,
        group,
        group=node.id if node else None,
        group_name_en=node.name_en if node else None,
        group_name_zh=node.name_zh if node else None,
        direct_parks=group.direct,
        makers=group.companies,
        best_park=group.best.park,
        best_score=group.best.score,
        members=[member.park for member in group.members],
        edges=list(edges),
    )


@dataclass(frozen=True)
class _SegmentColumns:
    segment: str
    name_en: str | None
    name_zh: str | None
    stage: str
    chain: str


@dataclass(frozen=True)
class _PresenceColumns:
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


@dataclass(frozen=True)
class _FlowColumns:
    outside: bool
    layer: int | None
    column: int | None
    loop: int | None


# A dataclass has the members of its last base first, so the order of columns is that of the bases from the right.
@dataclass(frozen=True)
class ChainRow(_PresenceColumns, _ChainColumns, _SegmentColumns):
    """A segment of a chain."""


@dataclass(frozen=True)
class FlowRow(_PresenceColumns, _FlowColumns, _SegmentColumns):
    """A segment of a flow; without a link it has no layer and no column."""


async def chain_table(view: GraphView, chain: SegmentChain) -> Table:
    """One row a segment, in stage order."""
    segments = {segment.id: segment for layer in chain.layers for segment in layer.segments}
    nodes = await view.nodes(chain.graph.nodes)
    return table_of("chain", ChainRow, [_segment_row(ChainRow, node, segments[key]) for key, node in nodes.items()])


async def flow_table(view: GraphView, answer: ChainFlow) -> Table:
    """One row a segment, in the order of the flow."""
    nodes = await view.nodes([segment.id for segment in answer.flow.nodes])
    return table_of("chain", FlowRow, [_segment_row(FlowRow, nodes[found.id], found) for found in answer.flow.nodes])


def _segment_row(row: type[R], node: Node, segment: ChainSegment | FlowNode) -> R:
    counted = {"parks": segment.parks, "companies": segment.companies, "provinces": segment.provinces}
    return row_of(
        row,
        segment,
        node,
        segment=node.id,
        park_ids=segment.parks.ids,
        wider_scope_park_ids=segment.parks.wider_scope_ids,
        company_ids=segment.companies.ids,
        province_ids=segment.provinces.ids,
        **{name: members.total for name, members in counted.items()},
        **{f"{name}_direct": members.direct for name, members in counted.items()},
        **{f"{name}_derived": members.derived for name, members in counted.items()},
    )
