"""Answers about coverage: links of a chain, single points, gaps, rankings."""

from typing import Annotated

from pydantic import Field

from graphapi.api.schemas.documents import Answer, EdgeKindName, Name, Node
from graphapi.api.schemas.graphs import Graph, GraphMeta, Links
from graphapi.api.schemas.lists import _List
from graphapi.chain.coverage import State
from graphapi.model.kinds import SCOPES, STAGES, STATUSES, Basis

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[str, Field(json_schema_extra={"enum": ["none", "one", "several"]})]
CountIfKnown = Annotated[str, Field(json_schema_extra={"enum": ["none", "one", "several", "unknown"]})]
Stage = Annotated[str, Field(json_schema_extra={"enum": list(STAGES)})]
Scope = Annotated[str, Field(json_schema_extra={"enum": list(SCOPES)})]
Status = Annotated[str, Field(json_schema_extra={"enum": list(STATUSES)})]


class WayHop(Answer):
    """One hop of a way: its strongest edge, parallel ones under `also`; the graph of the answer holds the documents."""

    edge: str
    also: list[str]
    kind: EdgeKindName
    basis: Basis
    sentence: Name
    caveat: str | None = None


class Way(Answer):
    """A path of evidence by ids, with one sentence a hop."""

    nodes: list[str]
    edges: list[str]
    hops: int
    weakest_basis: Basis | None = None
    oldest_source: str | None = Field(None, description="Year, month or day.")
    explanation: list[WayHop]


class Spread(Answer):
    """On how many parks and known companies a segment rests."""

    parks: list[str]
    companies: list[str]
    by_park: Count
    by_company: CountIfKnown = Field(
        description="`unknown` where at most one company is known and some park does not say who makes it there."
    )


class Supplying(Answer):
    """A segment that feeds the link and is hosted in the set."""

    segment: str
    parks: list[str]
    edges: list[str]


class NearPark(Answer):
    """A park outside the set that hosts the link, and how far it is in kilometres, by owner or in hops."""

    park: str
    credit: Share
    edges: list[str] = Field(description="The `hosts` edges of the park.")
    km: float | None = Field(None, description="From the nearest park of the set; absent without coordinates.")
    owner: str | None = Field(None, description="The company that is active in both, or owns companies in both.")
    makes: bool | None = Field(None, description="Whether the company of that owner makes the link in the park.")
    hops: int | None = None
    path: Way | None = None


class NearestParks(Answer):
    """The nearest parks for a gap in three orders; `candidates` counts all parks outside that host it."""

    candidates: int
    by_km: list[NearPark]
    by_owner: list[NearPark]
    by_hops: list[NearPark]


class LinkState(Answer):
    """A link of the chain in the set; `nearest` for gaps alone."""

    segment: str
    stage: Stage
    state: State
    credit: Share
    set: Spread
    graph: Spread
    edges: list[str] = Field(description="Edges that say that the set hosts it, and who makes it there.")
    suppliers: list[Supplying]
    scope: Scope | None = Field(None, description="The narrowest place that the hosting is known for.")
    statuses: list[Status] | None = None
    nearest: NearestParks | None = None


class StateCounts(Answer):
    """Links by state; no score of an empty set, nor of a chain without links."""

    score: Share | None = None
    links: int
    direct: int
    derived: int
    one_hop: int
    absent: int


class CoverageSummary(StateCounts):
    """The score of the set and its formula."""

    parks: list[str]
    formula: str


class Unplaced(Answer):
    """A segment of the chain, hosted in the set, of which nothing says which link it is."""

    segment: str
    parks: list[str]
    edges: list[str]


class Single(Answer):
    """Links that one park alone hosts, and links that one known company alone makes."""

    by_park: list[str]
    by_company: list[str]


class SinglePoints(Answer):
    """Single points within the set, and within the whole graph."""

    set: Single
    graph: Single


class CoverageEnvelope(Answer):
    """What a set of parks hosts of a chain, what it lacks, and who is nearest."""

    graph: Graph
    meta: GraphMeta
    links: Links
    coverage: CoverageSummary
    segments: list[LinkState]
    unplaced: list[Unplaced]
    single_points: SinglePoints


class LinksByState(Answer):
    """Segments by state."""

    direct: list[str]
    derived: list[str]
    one_hop: list[str]


class Ranked(StateCounts):
    """A park or province with its score and the edges behind it."""

    node: Node
    rank: int
    parks: list[str]
    segments: LinksByState
    edges: list[str]


class CoverageRanking(_List):
    """A part of a ranking."""

    items: list[Ranked]
