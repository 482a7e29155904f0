"""Lists, and single things with what belongs to them."""

from typing import Any

from pydantic import Field

from graphapi.api.schemas.documents import Answer, Counts, Edge, Name, Node, Source
from graphapi.api.schemas.graphs import Links, Meta


class ListMeta(Meta):
    """What was asked, as understood; `total` counts the whole list."""

    query: dict[str, Any]
    total: int
    facets: dict[str, Counts] | None = None


class _List(Answer):
    next: str | None = Field(description="Cursor of the following part; null at the end.")
    meta: ListMeta
    links: Links


class Entry(Answer):
    """A node linked with the park, the edge between, and a sentence that tells it."""

    node: Node
    edge: Edge
    sentence: Name


class Measurement(Answer):
    """A value that the park reports; `gap` and `meets_threshold` where indicator and value share a unit."""

    indicator: Node
    edge: Edge
    gap: float | None = None
    meets_threshold: bool | None = None


class ParkPlace(Answer):
    """Where the park lies."""

    city: Node | None = None
    province: Node | None = None


class Period(Answer):
    """Years of construction."""

    start: int | None = None
    end: int | None = None


class ParkProfile(Answer):
    """A park on one page."""

    park: Node
    place: ParkPlace
    period: Period
    companies: list[Entry]
    segments: list[Entry]
    energy: list[Entry]
    lists: list[Entry]
    measurements: list[Measurement]
    not_disclosed: list[Node]
    sources: list[Source]
    meta: Meta
    links: Links
