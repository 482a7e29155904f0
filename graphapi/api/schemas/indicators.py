"""Official indicators, park by park: thresholds, values, targets, gaps, or nothing disclosed."""

from pydantic import Field

from graphapi.api.schemas.documents import Answer, Name, Node, Source
from graphapi.api.schemas.graphs import Links, Meta
from graphapi.api.schemas.lists import ListMeta
from graphapi.model.kinds import Basis
from graphapi.parks.measurements import DISCLOSURES


class Threshold(Answer):
    """What an indicator asks, in figures or words, and of which parks."""

    indicator: str
    applies_to: str | None = None
    threshold: float | None = None
    threshold_text: str | None = None
    direction: str | None = None
    unit: str | None = None
    sources: list[str]


class Against(Answer):
    """A measured value beside a threshold; whether it is met is absent where the value is a bound that leaves it open.

    `gap` is value minus threshold.
    """

    indicator: str
    gap: float
    meets_threshold: bool | None = None


class IndicatorValue(Answer):
    """A value that the park reports; `against` holds the thresholds of each size class that may hold."""

    value: float
    unit: str
    qualifier: str | None = None
    year: int | None = None
    state: str
    metric: str | None = None
    against: list[Against]
    basis: Basis
    edge: str
    sources: list[str]
    caveat: str | None = None


class IndicatorEntry(Answer):
    """An official indicator of a park; `size_class` is the core indicator whose class a source states, or unknown."""

    indicator: str
    name: Name
    role: str
    size_class: str | None = None
    thresholds: list[Threshold]
    disclosure: str = Field(json_schema_extra={"enum": list(DISCLOSURES)})
    latest: IndicatorValue | None = Field(None, description="The measured value of the last year.")
    target: IndicatorValue | None = Field(None, description="The target of the first year.")
    values: list[IndicatorValue]


class ListingOfPark(Answer):
    """A list that names the park: document number and date are those of the list."""

    id: str
    name: Name
    document_number: str | None = None
    published: str | None = None
    number: int | None = None
    edge: str
    basis: Basis
    sources: list[str]


class ParkStatus(Answer):
    """Listed is not accepted: the status stays `listed_for_construction` until a source says otherwise."""

    value: str
    basis: Basis
    sources: list[str]
    listings: list[ListingOfPark]


class IndicatorPlace(Answer):
    """Ids of where the park lies."""

    city: str | None = None
    province: str | None = None


class OtherValue(IndicatorValue):
    """A value of an indicator that is not official; some of them have a threshold too."""

    indicator: str
    name: Name
    threshold: Threshold | None = None


class ParkIndicators(Answer):
    """The official indicators of a park, all other values that it reports, and what all this rests on."""

    park: Node
    place: IndicatorPlace
    status: ParkStatus
    indicators: list[IndicatorEntry]
    disclosed: dict[str, int] = Field(description="How many official indicators stand at each disclosure.")
    other: list[OtherValue]
    sources: list[Source]
    meta: Meta
    links: Links


class ParkIndicator(IndicatorEntry):
    """An official indicator of one of many parks."""

    park: str
    park_name: Name
    place: IndicatorPlace
    status: ParkStatus


class IndicatorList(Answer):
    """A part of the official indicators across parks; `meta.facets` counts the disclosures of each indicator."""

    items: list[ParkIndicator]
    next: str | None = Field(description="Cursor of the following part; null at the end.")
    meta: ListMeta
    links: Links
