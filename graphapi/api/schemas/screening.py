"""Answers of screens and comparisons."""

from typing import Any

from pydantic import Field

from graphapi.api.schemas.documents import Answer, Edge, Node, Source, Value
from graphapi.api.schemas.graphs import Links
from graphapi.api.schemas.lists import ListMeta
from graphapi.parks.screen import Verdict
from graphapi.parks.three_valued import Truth


class TickCounts(Answer):
    """Conditions or parks by tick."""

    true: int
    false: int
    unknown: int


class ConditionTick(Answer):
    """One condition of one park, and the ids of what speaks for or against it."""

    name: str = Field(examples=["c0"])
    tick: Truth
    edges: list[str]
    ownership: list[str] = Field(description="The `owned_by` edges between plants and the companies asked for.")
    sources: list[str]
    values: dict[str, Value] | None = Field(None, description="Values of the park's own.")


class ScreenItem(Answer):
    """A park with its ticks; edges and sources stand once."""

    park: Node
    province: str | None = None
    verdict: Verdict
    counts: TickCounts
    conditions: list[ConditionTick]
    edges: list[Edge]
    sources: list[Source]


class ConditionCounts(TickCounts):
    """Parks by their tick of one condition."""

    name: str


class VerdictCounts(Answer):
    """Parks by verdict."""

    met: int
    undecided: int
    failed: int


class ScreenMeta(ListMeta):
    """As of a list, with counts over all parks screened."""

    query: dict[str, Any]
    verdicts: VerdictCounts
    conditions: list[ConditionCounts]


class ScreenList(Answer):
    """A part of the parks of the verdicts asked for."""

    items: list[ScreenItem]
    next: str | None = Field(description="Cursor of the following part, for the same body; null at the end.")
    meta: ScreenMeta
    links: Links
