"""Answers about coverage and exposure: what a set of parks hosts of a chain, and what depends on what is removed."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from graphapi.answers.documents import ScopeName, ServedNode, StageName, StatusName
from graphapi.answers.encoding import answer
from graphapi.answers.envelopes import GraphAnswer, ListAnswer
from graphapi.answers.graphs import EvidencePath

Share: TypeAlias = Annotated[float, Field(ge=0, le=1)]
Number: TypeAlias = Literal["none", "one", "several"]


class LinkState(StrEnum):
    """How far a set of parks hosts a link, strongest first; `docs/questions/coverage.md` defines each."""

    DIRECT = "direct"
    DERIVED = "derived"
    ONE_HOP = "one_hop"
    ABSENT = "absent"


@answer
class SupplyBase:
    """The parks that host a segment and the companies known to make it there, and whether it depends on just one."""

    parks: Sequence[str]
    companies: Sequence[str]
    by_park: Number
    by_company: Annotated[
        Literal["none", "one", "several", "unknown"],
        Field(description="`unknown` if at most one company is known and for some park the maker is not known."),
    ]


@answer
class HostedSegment:
    """A segment that the set hosts: one that feeds a link, or one that nothing links to the chain."""

    segment: str
    parks: Sequence[str]
    edges: Sequence[str]


@answer
class NearestPark:
    """A park outside the set that hosts the link, and how far it is in kilometres, by owner or in hops."""

    park: str
    km: Annotated[float | None, Field(description="To the nearest park of the set; absent without coordinates.")] = None
    owner: Annotated[str | None, Field(description="A company active in both, or that owns companies in both.")] = None
    makes: Annotated[bool | None, Field(description="Whether that owner's company makes the link in the park.")] = None
    hops: int | None = None
    credit: Share
    edges: Annotated[Sequence[str], Field(description="The `hosts` edges of the park.")]
    path: EvidencePath | None = None


@answer
class NearestParks:
    """The nearest parks for a gap in three orders; `candidates` counts all parks outside that host it."""

    candidates: int
    by_km: Sequence[NearestPark]
    by_owner: Sequence[NearestPark]
    by_hops: Sequence[NearestPark]


@answer
class SegmentCoverage:
    """A segment of the chain in the set; only gaps have `nearest`."""

    segment: str
    stage: StageName
    state: LinkState
    credit: Share
    set: SupplyBase
    graph: SupplyBase
    edges: Annotated[Sequence[str], Field(description="Edges that say that the set hosts it, and who makes it there.")]
    suppliers: Sequence[HostedSegment]
    statuses: Sequence[StatusName] | None = None
    scope: Annotated[ScopeName | None, Field(description="The narrowest place that the hosting is known for.")] = None
    nearest: NearestParks | None = None

    @property
    def evidence(self) -> list[str]:
        """Ids of the edges that support the state: those of its hosts, then those of its suppliers."""
        return [*self.edges, *(edge for supplier in self.suppliers for edge in supplier.edges)]


@answer
class StateCounts:
    """Links by state; no score of an empty set, nor of a chain without links."""

    score: Share | None = None
    links: int
    direct: int
    derived: int
    one_hop: int
    absent: int


@answer
class CoverageSummary(StateCounts):
    """The score of the set and its formula."""

    parks: Sequence[str]
    formula: str


@answer
class SinglePointLinks:
    """Links that only one park hosts, and links that only one known company makes."""

    by_park: Sequence[str]
    by_company: Sequence[str]


@answer
class SinglePoints:
    """Single points within the set, and within the whole graph."""

    set: SinglePointLinks
    graph: SinglePointLinks


@answer
class Coverage(GraphAnswer):
    """What a set of parks hosts of a chain, what is missing, and which parks are nearest."""

    coverage: CoverageSummary
    segments: Sequence[SegmentCoverage]
    unplaced: Annotated[
        Sequence[HostedSegment],
        Field(description="Hosted segments of the chain that no `feeds` edge makes a link."),
    ]
    single_points: SinglePoints


@answer
class LinksByState:
    """Segments by state."""

    direct: Sequence[str]
    derived: Sequence[str]
    one_hop: Sequence[str]


@answer
class RankedCoverage:
    """A park or province with its score and the edges that support it."""

    node: ServedNode
    parks: Sequence[str]
    score: Share | None = None
    links: int
    direct: int
    derived: int
    one_hop: int
    absent: int
    segments: LinksByState
    edges: Sequence[str]
    rank: int


@answer
class CoverageRanking(ListAnswer):
    """A part of a ranking."""

    items: Sequence[RankedCoverage]


ExposureTable = Literal["segments", "parks", "companies"]


class ImpactDirection(StrEnum):
    """`itself`: removed; `down`: fed by what is removed; `up`: feeds what is removed."""

    ITSELF = "itself"
    DOWN = "down"
    UP = "up"


@answer
class RemovedIds:
    """What is removed with the given ids."""

    segments: Sequence[str]
    parks: Sequence[str]
    companies: Sequence[str]


@answer
class ExposureCounts:
    """Numbers of one direction."""

    segments: int
    parks: int
    companies: int


@answer
class ExposureSummary:
    """What is removed, how much is affected, and what the answer assumes."""

    removed: Annotated[RemovedIds, Field(alias="falls_out")]
    not_hosted: Annotated[Sequence[str], Field(description="Requested segments that none of the ids hosts or makes.")]
    counts: Mapping[str, ExposureCounts]
    assumption: str


@answer
class ExposedSegment:
    """A segment with its hop; one at hop 0 is removed itself."""

    segment: str
    direction: ImpactDirection
    hop: int
    replaceability: Annotated[
        Share | None,
        Field(description="Share of the hosting parks that remain; absent if no park is known to host it."),
    ] = None
    hosts: int
    remaining: Sequence[str]
    lost: Sequence[str]
    edges: Annotated[Sequence[str], Field(description="The `hosts` edges counted.")]
    feeds: Annotated[Sequence[str] | None, Field(description="The `feeds` edges by which it is affected.")] = None
    others: Annotated[
        Sequence[str] | None,
        Field(description="Unaffected segments that feed it too (up: that it feeds)."),
    ] = None
    path: EvidencePath


@answer
class ExposedPark:
    """A park with its smallest hop and all segments by which it is affected."""

    id: str
    direction: ImpactDirection
    hop: int
    segments: Sequence[str]
    edges: Sequence[str]
    path: EvidencePath


@answer
class ExposedCompany(ExposedPark):
    """A listed company, by its own plants and activities or by those of companies that it owns."""

    listings: Annotated[Sequence[str], Field(examples=[["XSHE:300750", "XHKG:3750"]])]
    parks: Sequence[str]
    through: Sequence[str]
    evidence: Annotated[Literal["plant", "activity"], Field(description="What the path passes through.")]


@answer
class Exposure(GraphAnswer):
    """Who is exposed, hop by hop, with a path of evidence for each."""

    exposure: ExposureSummary
    segments: Sequence[ExposedSegment]
    parks: Sequence[ExposedPark]
    companies: Sequence[ExposedCompany]
    table: Annotated[ExposureTable, Field(exclude=True)]
