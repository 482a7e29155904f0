"""Answers about chains: ranked hosts of a segment, its chain layer by layer, the list of chains, a chain as a flow."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from graphapi.answers.documents import (
    ChainName,
    Counts,
    Name,
    ServedEdge,
    ServedNode,
    ServedPlace,
    ServedSource,
    StageName,
)
from graphapi.answers.encoding import answer
from graphapi.answers.envelopes import GraphAnswer, ListAnswer, ListMeta
from graphapi.model.kinds import Basis


@answer
class Members:
    """How many, and which; `derived_ids` are those of `ids` that only follow from a plant."""

    total: int
    direct: Annotated[int, Field(description="Stated by an edge that is not derived.")]
    derived: Annotated[int, Field(description="Only following from a plant.")]
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

    layer: Annotated[int, Field(description="Negative upstream, 0 for the segment asked for, positive downstream.")]
    segments: Sequence[ChainSegment]


@answer
class SegmentChain(GraphAnswer):
    """The chain of a segment."""

    layers: Sequence[ChainLayer]


@answer
class ChainItem:
    """A chain; `links` are within the chain, `cross_chain` lead to or from other chains."""

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
    layer: Annotated[int | None, Field(description="Longest path to it, each loop treated as one node.")] = None
    column: Annotated[int | None, Field(description="Longest path to it over the links not marked `back`.")] = None
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
    back: Annotated[bool, Field(description="Closes a loop; without these links there is no cycle.")]
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
    """A chain ready for a Sankey diagram: leave out the links marked `back` and use `column`."""

    chain: ChainName
    nodes: Sequence[FlowNode]
    links: Sequence[FlowLink]
    counts: FlowCounts


@answer
class ChainFlow(GraphAnswer):
    """A whole chain."""

    flow: Flow


@answer
class Maker:
    """A company that makes the product in the park."""

    company: ServedNode
    edge: ServedEdge
    sentence: Name


@answer
class MakerWorth:
    """What a company counts for: 1, plus 1 if an anchor, plus 1 if listed (1/2 if only a direct owner is)."""

    company: str
    points: float
    anchor: bool
    edges: Sequence[str]
    listings: Sequence[str] | None = None
    owner: Annotated[str | None, Field(description="A listed company that owns it directly, by `owner_edge`.")] = None
    owner_edge: str | None = None
    owner_listings: Sequence[str] | None = None


@answer
class CapacityShare:
    """Sum of the known capacities of the park's plants for a segment, and the largest such sum in any park."""

    segment: str
    value: float
    unit: str
    largest: float
    largest_in: Annotated[str, Field(description="Id of the park with the largest.")]
    edges: Sequence[str]
    shared_with: Annotated[Sequence[str], Field(description="Other segments served by the same plants and capacity.")]


@answer
class FactorEvidence:
    """Ids of the edges that a factor was computed from, and what they say."""

    status: str | None = None
    scope: str | None = None
    basis: Basis | None = None
    companies: Sequence[MakerWorth] | None = None
    capacities: Sequence[CapacityShare] | None = None
    publishers: Annotated[Sequence[str] | None, Field(description="Independent publishers of the sources.")] = None
    sources: Sequence[str] | None = None
    hops: int | None = None
    segments: Sequence[str] | None = None
    edges: Sequence[str]


@answer
class FactorScore:
    """A factor of a score; value and contribution are absent if it is not known."""

    value: Annotated[float | None, Field(ge=0, le=1)] = None
    contribution: Annotated[float | None, Field(ge=0, le=1)] = None
    weight: Annotated[float, Field(ge=0)]
    evidence: FactorEvidence


@answer
class Score:
    """The score by factor: the contributions add up to `value`; `at_most` counts unknown factors as 1."""

    value: Annotated[float, Field(ge=0, le=1)]
    at_most: Annotated[float, Field(ge=0, le=1)]
    factors: Mapping[str, FactorScore]


@answer
class ChainPath:
    """A path along `feeds` edges in the flow of the material."""

    nodes: Sequence[str]
    edges: Sequence[str]
    hops: int
    weakest_basis: Basis
    sentences: Sequence[Name]


@answer
class ReachedSegment:
    """A segment within reach that the park hosts, by these `hosts` and `operates_in` edges."""

    segment: str
    distance: int
    direct: bool
    edges: Sequence[str]
    path: Annotated[ChainPath | None, Field(description="Absent if the time budget ran out.")] = None


@answer
class Host:
    """A park that hosts the segment; `direct` if a source says so about the segment itself."""

    rank: int
    park: ServedNode
    place: ServedPlace
    direct: bool
    edges: Sequence[ServedEdge]
    companies: Sequence[Maker]
    sources: Sequence[ServedSource]
    score: Score
    reached: Annotated[
        Sequence[ReachedSegment] | None, Field(description="With `reach=upstream` and `reach=downstream`.")
    ] = None


@answer
class BestPark:
    """The best park of a group."""

    park: str
    rank: int
    score: float


@answer
class GroupMember(BestPark):
    """A park of a group, with the edges that make it a host and those that put it in the group."""

    direct: bool
    edges: Sequence[str]


@answer
class HostGroup:
    """Parks of one province, city, company or list; `group` is absent if it is not known."""

    group: ServedNode | None = None
    parks: int
    direct: int
    companies: int
    best: BestPark
    members: Sequence[GroupMember]


@answer
class Flip:
    """Below or above this weight, `overtaking` comes before `overtaken`; at it too if `inclusive`."""

    when: Literal["below", "above"]
    weight: float
    inclusive: bool
    overtaken: str
    overtaking: str


@answer
class Sensitivity:
    """Where the order of the top three flips if one weight changes."""

    factor: str
    weight: float
    flips: Sequence[Flip]


@answer
class HostsMeta(ListMeta):
    """As for a list, with the weight of every factor."""

    weights: Mapping[str, float]
    sensitivity: Sequence[Sensitivity] | None = None


@answer
class HostsList(ListAnswer):
    """A part of the ranked parks that host a segment, or of their groups with `rollup`."""

    items: Sequence[Host] | Sequence[HostGroup]
    meta: HostsMeta
