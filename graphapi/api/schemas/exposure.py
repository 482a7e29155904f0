"""Answers about exposure: segments, parks and listed companies that depend on what falls out."""

from typing import Annotated

from pydantic import Field

from graphapi.api.schemas.coverage import Share, Way
from graphapi.api.schemas.documents import Answer
from graphapi.api.schemas.graphs import Graph, GraphMeta, Links
from graphapi.chain.propagation import Side

Evidence = Annotated[str, Field(json_schema_extra={"enum": ["plant", "activity"]})]


class FallsOut(Answer):
    """What falls out with the given ids."""

    segments: list[str]
    parks: list[str]
    companies: list[str]


class ExposureCounts(Answer):
    """Numbers of one direction."""

    segments: int
    parks: int
    companies: int


class ExposureSummary(Answer):
    """What falls out, how much is affected, and what the answer assumes."""

    falls_out: FallsOut
    not_hosted: list[str] = Field(description="Segments of the request that none of the ids hosts or makes.")
    counts: dict[str, ExposureCounts]
    assumption: str


class ExposedSegment(Answer):
    """A segment with its hop; hop 0 falls out itself."""

    segment: str
    direction: Side
    hop: int
    replaceability: Share | None = Field(
        None, description="Share of the hosting parks that remain; absent where no park is known to host it."
    )
    hosts: int
    remaining: list[str]
    lost: list[str]
    edges: list[str] = Field(description="The `hosts` edges counted.")
    feeds: list[str] | None = Field(None, description="The `feeds` edges by which it is affected.")
    others: list[str] | None = Field(
        None, description="Segments that feed it too (up: that it feeds), and are not affected."
    )
    path: Way


class ExposedPark(Answer):
    """A park with its smallest hop and all segments by which it is affected."""

    id: str
    direction: Side
    hop: int
    segments: list[str]
    edges: list[str]
    path: Way


class ExposedCompany(ExposedPark):
    """A listed company, by its own plants and activities or by those of companies that it owns."""

    listings: list[str] = Field(examples=[["XSHE:300750", "XHKG:3750"]])
    parks: list[str]
    through: list[str]
    evidence: Evidence = Field(description="Whether the path told leads by a plant, or by an activity alone.")


class ExposureEnvelope(Answer):
    """Who is exposed, hop by hop, with a path of evidence for each."""

    graph: Graph
    meta: GraphMeta
    links: Links
    exposure: ExposureSummary
    segments: list[ExposedSegment]
    parks: list[ExposedPark]
    companies: list[ExposedCompany]
