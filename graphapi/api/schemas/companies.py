"""Answers about companies: footprints, overlaps, the list of companies, and concentration."""

from typing import Annotated, Literal

from pydantic import Field

from graphapi.api.schemas.documents import Answer, Node
from graphapi.api.schemas.graphs import Graph, GraphMeta, Links, Meta
from graphapi.api.schemas.lists import _List
from graphapi.companies.ownership import RELATIONS
from graphapi.model.kinds import SCOPES, STAGES, STATUSES, Basis

Status = Annotated[str, Field(json_schema_extra={"enum": list(STATUSES)})]
Scope = Annotated[str, Field(json_schema_extra={"enum": list(SCOPES)})]
Stage = Annotated[str, Field(json_schema_extra={"enum": list(STAGES)})]
Relation = Annotated[str, Field(json_schema_extra={"enum": list(RELATIONS)})]
Through = Literal["itself", "subsidiaries", "both"]


class Evidence(Answer):
    """Ids of the edges and sources behind; documents of the edges stand in `graph`."""

    through: Through = Field(description="What the company touches itself, through subsidiaries, or both.")
    companies: list[str]
    basis: Basis = Field(description="Of the best vouched of the edges; ownership and places aside.")
    edges: list[str]
    ownership: list[str] = Field(description="The `owned_by` edges between those companies and the one asked for.")
    sources: list[str]


class _ParkSide(Evidence):
    plants: int
    segments: list[str]
    statuses: list[Status]
    scope: Scope | None = Field(None, description="The nearest to the park that any of the plants is known for.")


class _ProvinceSide(Evidence):
    parks: list[str]
    head_offices: list[str]


class _SegmentSide(Evidence):
    direct: bool = Field(description="Stated of a company, not only of the product of a plant.")
    parks: list[str]


class FootprintPark(_ParkSide):
    """A park with plants."""

    id: str
    province: str | None = None


class FootprintProvince(_ProvinceSide):
    """A province with plants or head offices."""

    id: str


class FootprintSegment(_SegmentSide):
    """A segment that some of the companies are active in."""

    id: str
    stage: Stage | None = None


class FootprintStage(Evidence):
    """A stage of the chain with its segments."""

    id: Stage
    segments: list[str]


class FootprintStatus(Evidence):
    """Plants of a status."""

    id: Status
    plants: int
    parks: list[str]


class Ownership(Answer):
    """One `owned_by` edge."""

    edge: str
    company: str
    owner: str
    basis: Basis
    relation: Relation | None = None
    share_percent: float | None = None
    as_of: str | None = None
    caveat: str | None = None
    sources: list[str]


class Owned(Answer):
    """A company below or above the one asked for: its level, the shortest way there, and its ownership edges."""

    company: str
    level: int
    via: list[str]
    links: list[Ownership]


class Deeper(Answer):
    """Companies just beyond the depth, which are not part of the answer."""

    subsidiaries: int
    parents: int


class Listing(Answer):
    """A listing; not verified where no source showed it."""

    listing: str = Field(examples=["XSHE:300750"])
    mic: str
    ticker: str
    verified: bool


class FootprintTicker(Listing):
    """A listing of the company, of a subsidiary or of a parent."""

    company: str
    standing: Literal["itself", "subsidiary", "parent"]
    level: int
    ownership: list[str]
    sources: list[str]


class Footprint(Answer):
    """What a company and its subsidiaries touch."""

    company: str
    subsidiaries: list[Owned]
    parents: list[Owned]
    deeper: Deeper
    tickers: list[FootprintTicker]
    parks: list[FootprintPark]
    provinces: list[FootprintProvince]
    segments: list[FootprintSegment]
    stages: list[FootprintStage]
    statuses: list[FootprintStatus]


class FootprintEnvelope(Answer):
    """A footprint and the graph of its evidence."""

    graph: Graph
    meta: GraphMeta
    links: Links
    footprint: Footprint


class SharedPark(Answer):
    """A park where both have plants; `shared_segments` are those that both make there."""

    id: str
    shared_segments: list[str]
    sides: Annotated[list[_ParkSide], Field(min_length=2, max_length=2)]


class SharedProvince(Answer):
    """A province where both have plants or head offices."""

    id: str
    sides: Annotated[list[_ProvinceSide], Field(min_length=2, max_length=2)]


class SharedSegment(Answer):
    """A segment that both are active in."""

    id: str
    sides: Annotated[list[_SegmentSide], Field(min_length=2, max_length=2)]


class SharedCompany(Answer):
    """A company of both groups, with the ownership that leads to each side."""

    id: str
    ownership: Annotated[list[list[str]], Field(min_length=2, max_length=2)]


class Measure(Answer):
    """Sizes of both sets, of what they share and of their union."""

    first: int
    second: int
    shared: int
    union: int
    jaccard: float | None = Field(None, ge=0, le=1, description="shared / union; absent where the union is empty.")


class Measures(Answer):
    """Sizes by part."""

    parks: Measure
    provinces: Measure
    segments: Measure


class Overlap(Answer):
    """What two companies share; `sides` are in the order of `of`."""

    of: Annotated[list[str], Field(min_length=2, max_length=2)]
    measures: Measures
    parks: list[SharedPark]
    provinces: list[SharedProvince]
    segments: list[SharedSegment]
    companies: list[SharedCompany]


class OverlapEnvelope(Answer):
    """An overlap and the graph of its evidence."""

    graph: Graph
    meta: GraphMeta
    links: Links
    overlap: Overlap


class HeadOffice(Answer):
    """Where the head office is."""

    city: str | None = None
    province: str | None = None


class CompanyItem(Answer):
    """A company with the ids that its own edges lead to; `edges` by kind."""

    company: Node
    tickers: list[Listing]
    parents: list[str]
    head_office: HeadOffice
    parks: list[str]
    segments: list[str]
    edges: dict[str, list[str]]
    sources: list[str]


class CompaniesList(_List):
    """A part of the list of companies."""

    items: list[CompanyItem]


class Share(Answer):
    """What one province, park or company holds; `derived_parks` host the segment by what follows from a plant only."""

    id: str
    weight: float
    share: float = Field(ge=0, le=1)
    parks: list[str]
    derived_parks: list[str]
    companies: list[str]
    edges: list[str]
    ownership: list[str]
    sources: list[str]


class KnownCapacity(Answer):
    """How many plants state the capacity, and which of those make other segments with it too."""

    attribute: str | None = None
    plants: int
    known: int
    known_share: float | None = None
    shared_with_other_segments: list[str]


class LeftOut(Answer):
    """What stands outside the shares: hosting parks, and plants of no known capacity or province."""

    parks: list[str]
    plants: list[str]


class Concentration(Answer):
    """Index and shares; the index is absent where nothing is held."""

    counted: Literal["parks", "plants"]
    holders: int
    total: float
    hhi: float | None = Field(None, ge=0, le=1)
    hhi_10000: float | None = Field(None, ge=0, le=10_000)
    equal_holders: float | None = Field(None, ge=1)
    unit: str | None = None
    capacity: KnownCapacity | None = None
    shares: list[Share]
    left_out: LeftOut
    scopes: dict[str, int]
    statuses: dict[str, int]
    meta: Meta
    links: Links
