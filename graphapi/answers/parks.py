"""Answers about parks: profile, indicators, screens, comparisons."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from graphapi.answers.documents import (
    Counts,
    JsonValue,
    Name,
    NodeKindName,
    ServedEdge,
    ServedNode,
    ServedPlace,
    ServedSource,
)
from graphapi.answers.encoding import answer
from graphapi.answers.envelopes import GraphAnswer, ListAnswer, ListMeta, ThingAnswer
from graphapi.model.kinds import Basis

NOT_DISCLOSED = "not_disclosed"
DISCLOSURES = ("status", "target", "under_construction", NOT_DISCLOSED)
"""The best that a park discloses of an indicator, best first."""


class Truth(StrEnum):
    """Unknown is neither: what no source says is not false."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    @property
    def boolean(self) -> bool | None:
        """True, false, or nothing for unknown."""
        return {Truth.TRUE: True, Truth.FALSE: False}.get(self)


class Verdict(StrEnum):
    """`undecided` parks would be met if everything unknown about them were true."""

    MET = "met"
    UNDECIDED = "undecided"
    FAILED = "failed"


@answer
class ProfileEntry:
    """A node linked with the park, the edge between, and a sentence that states it."""

    node: ServedNode
    edge: ServedEdge
    sentence: Name


@answer
class Measurement:
    """A value that the park reports; `gap` and `meets_threshold` if indicator and value share a unit."""

    indicator: ServedNode
    edge: ServedEdge
    gap: float | None = None
    meets_threshold: bool | None = None


@answer
class ParkPlace:
    """Where the park lies."""

    city: ServedNode | None = None
    province: ServedNode | None = None


@answer
class ConstructionPeriod:
    """Years of construction."""

    start: int | None = None
    end: int | None = None


@answer
class ParkProfile(ThingAnswer):
    """A park on one page."""

    park: ServedNode
    place: ParkPlace
    period: ConstructionPeriod
    companies: Sequence[ProfileEntry]
    segments: Sequence[ProfileEntry]
    energy: Sequence[ProfileEntry]
    lists: Sequence[ProfileEntry]
    measurements: Sequence[Measurement]
    not_disclosed: Sequence[ServedNode]
    sources: Sequence[ServedSource]


@answer
class Threshold:
    """What an indicator asks, in figures or words, and of which parks."""

    indicator: str
    applies_to: str | None = None
    threshold: float | None = None
    threshold_text: str | None = None
    direction: str | None = None
    unit: str | None = None
    sources: Sequence[str]


@answer
class ThresholdGap:
    """A measured value against a threshold; `meets_threshold` is absent if the value is a bound that leaves it open.

    `gap` is value minus threshold.
    """

    indicator: str
    gap: float
    meets_threshold: bool | None = None


@answer
class IndicatorValue:
    """A value that the park reports; `against` compares it with the threshold of each size class that may apply."""

    indicator: Annotated[str, Field(exclude=True)]
    name: Annotated[Name, Field(exclude=True)]
    threshold: Annotated[Threshold | None, Field(exclude=True)] = None
    value: float
    unit: str
    qualifier: str | None = None
    year: int | None = None
    state: str
    metric: str | None = None
    against: Sequence[ThresholdGap]
    basis: Basis
    edge: str
    sources: Sequence[str]
    caveat: str | None = None


@answer
class OtherValue(IndicatorValue):
    """A value of an indicator that is not official; some of them have a threshold too."""

    indicator: str
    name: Name
    threshold: Threshold | None = None


@answer
class ParkListing:
    """A list that names the park: document number and date are those of the list."""

    id: str
    name: Name
    document_number: str | None = None
    published: str | None = None
    number: int | None = None
    edge: str
    basis: Basis
    sources: Sequence[str]


@answer
class ParkStatus:
    """Listed is not accepted: the status stays `listed_for_construction` until a source says otherwise."""

    value: str
    basis: Basis
    sources: Sequence[str]
    listings: Sequence[ParkListing]


@answer
class IndicatorEntry:
    """An official indicator of a park; `size_class` is the core indicator whose class a source states, or unknown."""

    park: Annotated[str, Field(exclude=True)]
    park_name: Annotated[Name, Field(exclude=True)]
    place: Annotated[ServedPlace, Field(exclude=True)]
    status: Annotated[ParkStatus, Field(exclude=True)]
    indicator: str
    name: Name
    role: str
    thresholds: Sequence[Threshold]
    disclosure: Annotated[str, Field(json_schema_extra={"enum": list(DISCLOSURES)})]
    values: Sequence[IndicatorValue]
    size_class: str | None = None
    latest: Annotated[IndicatorValue | None, Field(description="The measured value of the last year.")] = None
    target: Annotated[IndicatorValue | None, Field(description="The target of the first year.")] = None


@answer
class ParkIndicators(ThingAnswer):
    """The official indicators of a park, all other values that it reports, and their evidence."""

    park: ServedNode
    place: ServedPlace
    status: ParkStatus
    indicators: Sequence[IndicatorEntry]
    disclosed: Annotated[Counts, Field(description="Official indicators by what is disclosed of them.")]
    other: Sequence[OtherValue]
    sources: Sequence[ServedSource]


@answer
class ParkIndicator(IndicatorEntry):
    """An official indicator of one of many parks."""

    park: str
    park_name: Name
    place: ServedPlace
    status: ParkStatus


@answer
class IndicatorList(ListAnswer):
    """A part of the official indicators across parks; `meta.facets` counts the disclosures of each indicator."""

    items: Sequence[ParkIndicator]


@answer
class TickCounts:
    """Conditions by tick."""

    true: int
    false: int
    unknown: int


@answer
class ConditionTick:
    """One condition of one park, and the ids of what speaks for or against it."""

    name: Annotated[str, Field(examples=["c0"])]
    tick: Truth
    edges: Sequence[str]
    ownership: Annotated[
        Sequence[str], Field(description="The `owned_by` edges from plants to the companies asked for.")
    ]
    sources: Sequence[str]
    values: Annotated[Mapping[str, JsonValue] | None, Field(description="Values of the park's own.")] = None


@answer
class ScreenItem:
    """A park with its ticks; edges and sources are listed once."""

    park: ServedNode
    province: str | None = None
    verdict: Verdict
    counts: TickCounts
    conditions: Sequence[ConditionTick]
    edges: Sequence[ServedEdge]
    sources: Sequence[ServedSource]


@answer
class ConditionCounts:
    """Parks by their tick of one condition."""

    name: str
    true: int
    false: int
    unknown: int


@answer
class VerdictCounts:
    """Parks by verdict."""

    met: int
    undecided: int
    failed: int


@answer
class ScreenMeta(ListMeta):
    """As for a list, with counts over all parks screened."""

    verdicts: VerdictCounts
    conditions: Sequence[ConditionCounts]


@answer
class ScreenList(ListAnswer):
    """A page of the parks with the requested verdicts; `next` is the cursor for the same body."""

    items: Sequence[ScreenItem]
    meta: ScreenMeta


@answer
class CompareCell:
    """What one node has in a row: a value, or the nodes at the other end of edges."""

    value: JsonValue | None = None
    nodes: Sequence[str] | None = None
    edges: Sequence[str] | None = None
    sources: Sequence[str]


@answer
class CompareRow:
    """One field of all nodes; `cells` by node id, none for a node without a known value.

    Relations have `shared`, the nodes that all are connected to, and `only`, those that only one is.
    """

    section: Literal["attributes", "relations"]
    field: Annotated[str, Field(examples=["construction_end", "hosts>", "<operates_in"])]
    label: Name
    unit: str | None = None
    verdict: Literal["same", "partly", "different"]
    unknown: Sequence[str]
    cells: Mapping[str, CompareCell]
    shared: Sequence[str] | None = None
    only: Mapping[str, Sequence[str]] | None = None


@answer
class Comparison:
    """Nodes side by side."""

    nodes: Sequence[str]
    kinds: Sequence[NodeKindName]
    rows: Sequence[CompareRow]


@answer
class ComparisonAnswer(GraphAnswer):
    """A comparison and the graph of its evidence."""

    compare: Comparison
