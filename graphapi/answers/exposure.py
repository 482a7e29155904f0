"""Answers about exposure: segments, parks and listed companies that depend on what is removed."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from graphapi.answers.coverage import Share
from graphapi.answers.encoding import answer
from graphapi.answers.envelopes import GraphAnswer
from graphapi.answers.evidence import EvidencePath

ExposureTable = Literal["segments", "parks", "companies"]


class ImpactDirection(StrEnum):
    """`itself`: is removed; `down`: is fed by what is removed; `up`: feeds what is removed."""

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
        Field(description="Share of the hosting parks that remain; absent where no park is known to host it."),
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
    evidence: Annotated[Literal["plant", "activity"], Field(description="What the path leads by.")]


@answer
class Exposure(GraphAnswer):
    """Who is exposed, hop by hop, with a path of evidence for each."""

    exposure: ExposureSummary
    segments: Sequence[ExposedSegment]
    parks: Sequence[ExposedPark]
    companies: Sequence[ExposedCompany]
    table: Annotated[ExposureTable, Field(exclude=True)]
