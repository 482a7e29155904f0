"""Answers about companies: the list of companies, footprints, overlaps, and concentration."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from graphapi.answers.documents import Counts, ScopeName, ServedNode, ServedPlace, StageName, StatusName
from graphapi.answers.encoding import answer
from graphapi.answers.envelopes import GraphAnswer, ListAnswer, ThingAnswer
from graphapi.model.kinds import Basis, attributes_of

RELATIONS = attributes_of("owned_by")["relation"].values
RelationName = Annotated[str, Field(json_schema_extra={"enum": list(RELATIONS)})]
Through: TypeAlias = Literal["itself", "subsidiaries", "both"]
TwoOf = Field(min_length=2, max_length=2)
_THROUGH = "Whether the company is connected itself, through subsidiaries, or both."
_OWNERSHIP = "The `owned_by` edges between those companies and the one asked for."


@answer
class Listing:
    """A listing; not verified if no source shows it."""

    listing: Annotated[str, Field(examples=["XSHE:300750"])]
    mic: str
    ticker: str
    verified: bool


@answer
class CompanyItem:
    """A company with the ids that its own edges lead to; `edges` by kind."""

    company: ServedNode
    tickers: Sequence[Listing]
    parents: Sequence[str]
    head_office: ServedPlace
    parks: Sequence[str]
    segments: Sequence[str]
    edges: Mapping[str, Sequence[str]]
    sources: Sequence[str]


@answer
class CompaniesList(ListAnswer):
    """A part of the list of companies."""

    items: Sequence[CompanyItem]


@answer
class Involvement:
    """What a group of companies has to do with a thing: ids of edges, whose documents are in `graph`, and of sources.

    The id is served by the subclasses of a footprint; a side of an overlap goes without.
    """

    id: Annotated[str, Field(exclude=True)]
    through: Annotated[Through, Field(description=_THROUGH)]
    companies: Sequence[str]
    basis: Annotated[Basis, Field(description="Of the best supported edge; ownership and places are not counted.")]
    edges: Sequence[str]
    ownership: Annotated[Sequence[str], Field(description=_OWNERSHIP)]
    sources: Sequence[str]


@answer
class ParkSide(Involvement):
    """What one of two groups has in a park."""

    province: Annotated[str | None, Field(exclude=True)] = None
    scope: Annotated[
        ScopeName | None, Field(description="The nearest to the park that any of the plants is known for.")
    ] = None
    plants: int
    statuses: Sequence[StatusName]
    segments: Sequence[str]


@answer
class ProvinceSide(Involvement):
    """What one of two groups has in a province."""

    parks: Sequence[str]
    head_offices: Sequence[str]


@answer
class SegmentSide(Involvement):
    """What one of two groups has in a segment."""

    stage: Annotated[StageName | None, Field(exclude=True)] = None
    direct: Annotated[bool, Field(description="Stated of a company, not only of the product of a plant.")]
    parks: Sequence[str]


@answer
class FootprintPark(ParkSide):
    """A park with plants."""

    id: str
    province: str | None = None


@answer
class FootprintProvince(ProvinceSide):
    """A province with plants or head offices."""

    id: str


@answer
class FootprintSegment(SegmentSide):
    """A segment that some of the companies are active in."""

    id: str
    stage: StageName | None = None


@answer
class FootprintStage:
    """A stage of the chain with its segments."""

    id: StageName
    through: Annotated[Through, Field(description=_THROUGH)]
    basis: Annotated[Basis, Field(description="That of the best supported segment.")]
    companies: Sequence[str]
    edges: Sequence[str]
    ownership: Annotated[Sequence[str], Field(description=_OWNERSHIP)]
    sources: Sequence[str]
    segments: Sequence[str]


@answer
class FootprintStatus(Involvement):
    """Plants of a status."""

    id: StatusName
    plants: int
    parks: Sequence[str]


@answer
class Ownership:
    """One `owned_by` edge."""

    edge: str
    company: str
    owner: str
    basis: Basis
    caveat: str | None = None
    relation: RelationName | None = None
    share_percent: float | None = None
    as_of: str | None = None
    sources: Sequence[str]


@answer
class Affiliate:
    """A company below or above the one asked for: its level, the shortest ownership path, and its ownership edges."""

    company: str
    level: int
    via: Sequence[str]
    links: Sequence[Ownership]


@answer
class Deeper:
    """Companies just beyond the depth, which are not part of the answer."""

    subsidiaries: int
    parents: int


@answer
class FootprintTicker(Listing):
    """A listing of the company, of a subsidiary or of a parent."""

    company: str
    standing: Literal["itself", "subsidiary", "parent"]
    level: int
    ownership: Sequence[str]
    sources: Sequence[str]


@answer
class Footprint:
    """What a company and its subsidiaries are connected to."""

    company: str
    subsidiaries: Sequence[Affiliate]
    parents: Sequence[Affiliate]
    deeper: Deeper
    tickers: Sequence[FootprintTicker]
    parks: Sequence[FootprintPark]
    provinces: Sequence[FootprintProvince]
    segments: Sequence[FootprintSegment]
    stages: Sequence[FootprintStage]
    statuses: Sequence[FootprintStatus]


@answer
class FootprintAnswer(GraphAnswer):
    """A footprint and the graph of its evidence."""

    footprint: Footprint


@answer
class SharedThing:
    """What both groups touch; the sides are in the order in which the companies were named."""

    id: str
    sides: Annotated[Sequence[Involvement], TwoOf]


@answer
class SharedPark(SharedThing):
    """A park where both have plants; `shared_segments` are those that both make there."""

    sides: Annotated[Sequence[ParkSide], TwoOf]
    shared_segments: Sequence[str]


@answer
class SharedProvince(SharedThing):
    """A province where both have plants or head offices."""

    sides: Annotated[Sequence[ProvinceSide], TwoOf]


@answer
class SharedSegment(SharedThing):
    """A segment that both are active in."""

    sides: Annotated[Sequence[SegmentSide], TwoOf]


@answer
class SharedCompany:
    """A company in both groups, with its ownership path to each side."""

    id: str
    ownership: Annotated[Sequence[Sequence[str]], TwoOf]


@answer
class OverlapSize:
    """Sizes of both sets, of their intersection and of their union."""

    first: int
    second: int
    shared: int
    union: int
    jaccard: Annotated[float | None, Field(ge=0, le=1, description="shared / union; absent if both are empty.")] = None


@answer
class OverlapSizes:
    """Sizes by part."""

    parks: OverlapSize
    provinces: OverlapSize
    segments: OverlapSize


@answer
class Overlap:
    """What two companies share; `sides` are in the order of `of`."""

    of: Annotated[Sequence[str], TwoOf]
    measures: OverlapSizes
    parks: Sequence[SharedPark]
    provinces: Sequence[SharedProvince]
    segments: Sequence[SharedSegment]
    companies: Sequence[SharedCompany]


@answer
class OverlapAnswer(GraphAnswer):
    """An overlap and the graph of its evidence."""

    overlap: Overlap


@answer
class HolderShare:
    """What one province, park or company holds; `derived_parks` host the segment only by a plant's products."""

    id: str
    weight: float
    share: Annotated[float, Field(ge=0, le=1)]
    parks: Sequence[str]
    derived_parks: Sequence[str]
    companies: Sequence[str]
    edges: Sequence[str]
    ownership: Sequence[str]
    sources: Sequence[str]


@answer
class KnownCapacity:
    """How many plants state the capacity, and which of those make other segments with it too."""

    attribute: str | None = None
    plants: int
    known: int
    shared_with_other_segments: Sequence[str]
    known_share: float | None = None


@answer
class LeftOut:
    """What is not part of the shares: hosting parks, and plants of no known capacity or province."""

    parks: Sequence[str]
    plants: Sequence[str]


@answer
class Concentration(ThingAnswer):
    """Index and shares; the index is absent if there are no shares."""

    counted: Literal["parks", "plants"]
    holders: int
    total: float
    hhi: Annotated[float | None, Field(ge=0, le=1)] = None
    hhi_10000: Annotated[float | None, Field(ge=0, le=10_000)] = None
    equal_holders: Annotated[float | None, Field(ge=1)] = None
    unit: str | None = None
    capacity: KnownCapacity | None = None
    shares: Sequence[HolderShare]
    left_out: LeftOut
    scopes: Counts
    statuses: Counts
