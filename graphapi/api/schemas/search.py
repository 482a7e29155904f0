"""Answers of search: nodes with the name that was found, and why."""

from typing import Annotated

from pydantic import Field

from graphapi.api.schemas.documents import Answer, Name, Node, NodeKindName
from graphapi.api.schemas.graphs import Links, Meta
from graphapi.api.schemas.lists import ListMeta
from graphapi.names.compare import INITIALS, PINYIN, How
from graphapi.names.entries import FIELDS
from graphapi.names.match import Decision

MatchedField = Annotated[str, Field(json_schema_extra={"enum": [*FIELDS, PINYIN, INITIALS]})]
Range = Annotated[list[int], Field(min_length=2, max_length=2)]


class NameMatch(Answer):
    """Which name was found, by what, and which of its letters are meant."""

    name: str = Field(description="The name as it stands in the document.")
    field: MatchedField = Field(description="Where the name stands, or that its pinyin or initials were typed.")
    how: How
    highlight: list[Range] = Field(description="`[begin, end)` in code points of `name`.")
    score: float = Field(ge=0, le=1)


class SearchHit(Answer):
    """A node and the name of it that fits best."""

    node: Node
    match: NameMatch


class SearchList(Answer):
    """A part of the nodes found, best first."""

    items: list[SearchHit]
    next: str | None = Field(description="Cursor of the following part; null at the end.")
    meta: ListMeta
    links: Links


class Suggestion(Answer):
    """A node by its names alone."""

    id: str = Field(examples=["company:catl"])
    kind: NodeKindName
    name: Name
    match: NameMatch


class Suggestions(Answer):
    """The first few nodes for what somebody is typing."""

    items: list[Suggestion]
    meta: Meta
    links: Links


class ResolvedNodes(Answer):
    """The nodes that have an identifier; almost always one."""

    nodes: list[Node]
    meta: Meta
    links: Links


class MatchFeature(Answer):
    """One comparison: what it gives to the score, in a word, and both sides."""

    score: float
    detail: str = Field(description="The relation of two names, or same, other, unknown.")
    query: str
    candidate: str | None


class MatchHit(Answer):
    """A node that may be meant."""

    node: Node
    score: float = Field(ge=0, le=1)
    decision: Decision
    features: dict[str, MatchFeature] = Field(description="`name`, `ticker`, `province`: those that were compared.")


class MatchResult(Answer):
    """Hits of one example, best first, and what to do."""

    decision: Decision
    hits: list[MatchHit]


class Matches(Answer):
    """Results by the keys of the queries."""

    results: dict[str, MatchResult]
    meta: Meta
    links: Links
