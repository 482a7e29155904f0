"""Answers about chains: a segment's chain layer by layer, the list of chains, a whole chain as a flow."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from graphapi.answers.documents import ChainName, Counts, Name, StageName
from graphapi.answers.encoding import answer
from graphapi.answers.envelopes import GraphAnswer, ListAnswer
from graphapi.model.kinds import Basis


@answer
class Members:
    """How many, and which; `derived_ids` are those of `ids` that follow from a plant alone."""

    total: int
    direct: Annotated[int, Field(description="Stated by an edge that is not derived.")]
    derived: Annotated[int, Field(description="Following from a plant alone.")]
    ids: Sequence[str]
    derived_ids: Sequence[str]


@answer
class ParkMembers(Members):
    """Parks; of those of `wider_scope_ids` it is known for the city or province only."""

    wider_scope_ids: Sequence[str]


@answer
class ProvinceMembers(Members):
    """Provinces of the parks; of `unplaced_park_ids` the province is not known."""

    unplaced_park_ids: Sequence[str]


EvidenceEdges = Annotated[Sequence[str], Field(description="Ids of the edges behind the counts.")]
EvidenceSources = Annotated[Sequence[str], Field(description="Ids of the sources behind the counts.")]


@answer
class ChainSegment:
    """A segment of the chain; a distance that does not exist is absent."""

    id: Annotated[str, Field(examples=["segment:lfp-cathode"])]
    layer: int
    stage: StageName
    chain: ChainName
    upstream_hops: Annotated[int | None, Field(description="Fewest hops from it to the segment asked for.")] = None
    downstream_hops: Annotated[int | None, Field(description="Fewest hops from the segment asked for to it.")] = None
    parks: ParkMembers
    companies: Members
    provinces: ProvinceMembers
    edges: EvidenceEdges
    sources: EvidenceSources


@answer
class ChainLayer:
    """Segments at the same signed distance."""

    layer: Annotated[int, Field(description="Below zero upstream, 0 the segment asked for, above zero downstream.")]
    segments: Sequence[ChainSegment]


@answer
class SegmentChain(GraphAnswer):
    """The chain of a segment."""

    layers: Sequence[ChainLayer]


@answer
class ChainItem:
    """A chain; `links` join its own segments, `cross_chain` lead to or from other chains."""

    slug: str
    chain: ChainName
    segments: int
    stages: Counts
    links: int
    cross_chain: int
    parks: ParkMembers
    companies: Members
    provinces: ProvinceMembers


@answer
class ChainList(ListAnswer):
    """A part of the list of chains."""

    items: Sequence[ChainItem]


@answer
class FlowNode:
    """A segment; one without a link has no layer and no column."""

    id: Annotated[str, Field(examples=["segment:lfp-cathode"])]
    name: Name
    stage: StageName
    chain: ChainName
    outside: Annotated[bool, Field(description="Of another chain, shown because it is linked.")]
    layer: Annotated[int | None, Field(description="Longest path to it, each loop taken as one node.")] = None
    column: Annotated[int | None, Field(description="Longest path to it over the links that do not lead back.")] = None
    loop: Annotated[int | None, Field(description="Number of the loop that it is part of.")] = None
    parks: ParkMembers
    companies: Members
    provinces: ProvinceMembers
    edges: EvidenceEdges
    sources: EvidenceSources


@answer
class FlowLink:
    """A `feeds` edge from `source` (its tail) to `target` (its head), supported by `sources`."""

    edge: str
    source: str
    target: str
    value: Annotated[int, Field(description="1: how much flows is not known.")]
    cross_chain: bool
    back: Annotated[bool, Field(description="Leads back in a loop; without these links there is no loop.")]
    basis: Basis
    sources: Sequence[str]
    reason: str | None = None
    caveat: str | None = None


@answer
class FlowCounts:
    """Sizes of the flow, and parks, companies and provinces of the chain's own segments."""

    segments: int
    outside: int
    unlinked: int
    links: int
    cross_chain: int
    back: int
    loops: int
    stages: Counts
    parks: ParkMembers
    companies: Members
    provinces: ProvinceMembers


@answer
class Flow:
    """A chain ready for a Sankey: leave out the links that lead back and use `column`."""

    chain: ChainName
    nodes: Sequence[FlowNode]
    links: Sequence[FlowLink]
    counts: FlowCounts


@answer
class ChainFlow(GraphAnswer):
    """A whole chain."""

    flow: Flow
