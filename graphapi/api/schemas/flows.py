"""Answers about chains: a segment's chain layer by layer, the list of chains, a whole chain as a flow."""

from typing import Any

from pydantic import Field

from graphapi.api.schemas.documents import Answer, Counts, Name
from graphapi.api.schemas.graphs import Graph, GraphMeta, Links
from graphapi.api.schemas.lists import ListMeta
from graphapi.model.kinds import CHAINS, STAGES, Basis

_STAGE: dict[str, Any] = {"enum": list(STAGES)}
_CHAIN: dict[str, Any] = {"enum": list(CHAINS)}


class HomeMembers(Answer):
    """How many, and which; `derived_ids` are those of `ids` that follow from a plant alone."""

    total: int
    direct: int = Field(description="Stated by an edge that is not derived.")
    derived: int = Field(description="Following from a plant alone.")
    ids: list[str]
    derived_ids: list[str]


class ParkMembers(HomeMembers):
    """Parks; of those of `wider_scope_ids` it is known for the city or province only."""

    wider_scope_ids: list[str]


class ProvinceMembers(HomeMembers):
    """Provinces of the parks; of `unplaced_park_ids` the province is not known."""

    unplaced_park_ids: list[str]


class _Home(Answer):
    parks: ParkMembers
    companies: HomeMembers
    provinces: ProvinceMembers


class _Segment(_Home):
    id: str = Field(examples=["segment:lfp-cathode"])
    stage: str = Field(json_schema_extra=_STAGE)
    chain: str = Field(json_schema_extra=_CHAIN)
    edges: list[str] = Field(description="Ids of the edges behind the counts.")
    sources: list[str] = Field(description="Ids of the sources behind the counts.")


class ChainSegment(_Segment):
    """A segment of the chain; a distance that does not exist is absent."""

    layer: int
    upstream_hops: int | None = Field(None, description="Fewest hops from it to the segment asked for.")
    downstream_hops: int | None = Field(None, description="Fewest hops from the segment asked for to it.")


class ChainLayer(Answer):
    """Segments at the same signed distance."""

    layer: int = Field(description="Below zero upstream, 0 the segment asked for, above zero downstream.")
    segments: list[ChainSegment]


class ChainEnvelope(Answer):
    """The chain of a segment."""

    graph: Graph
    meta: GraphMeta
    links: Links
    layers: list[ChainLayer]


class ChainItem(_Home):
    """A chain; `links` join its own segments, `cross_chain` lead to or from other chains."""

    slug: str
    chain: str = Field(json_schema_extra=_CHAIN)
    segments: int
    stages: Counts
    links: int
    cross_chain: int


class ChainList(Answer):
    """A part of the list of chains."""

    items: list[ChainItem]
    next: str | None = Field(description="Cursor of the following part; null at the end.")
    meta: ListMeta
    links: Links


class FlowNode(_Segment):
    """A segment; one without a link has no layer and no column."""

    name: Name
    outside: bool = Field(description="Of another chain, shown because it is linked.")
    layer: int | None = Field(None, description="Longest way to it, each loop taken as one node.")
    column: int | None = Field(None, description="Longest way to it over the links that do not lead back.")
    loop: int | None = Field(None, description="Number of the loop that it is part of.")


class FlowLink(Answer):
    """A `feeds` edge from `source` (its tail) to `target` (its head); `sources` vouch for it."""

    edge: str
    source: str
    target: str
    value: int = Field(description="1: how much flows is not known.")
    cross_chain: bool
    back: bool = Field(description="Leads back in a loop; without these links there is no loop.")
    basis: Basis
    sources: list[str]
    reason: str | None = None
    caveat: str | None = None


class FlowCounts(_Home):
    """Sizes of the flow, and parks, companies and provinces of the chain's own segments."""

    segments: int
    outside: int
    unlinked: int
    links: int
    cross_chain: int
    back: int
    loops: int
    stages: Counts


class Flow(Answer):
    """A chain ready for a Sankey: leave out the links that lead back and use `column`."""

    chain: str = Field(json_schema_extra=_CHAIN)
    nodes: list[FlowNode]
    links: list[FlowLink]
    counts: FlowCounts


class FlowEnvelope(Answer):
    """A whole chain."""

    graph: Graph
    meta: GraphMeta
    links: Links
    flow: Flow
