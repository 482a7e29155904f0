"""Names: which nodes a text may mean, by which of their names, and what made it so."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated

from pydantic import Field, JsonValue

from graphapi.answers.documents import Name, NodeBytes, NodeKindName, ServedNode
from graphapi.answers.encoding import answer
from graphapi.answers.envelopes import ListAnswer, ThingAnswer

FIELDS = (
    "name.zh",
    "name.en",
    "alias",
    "legal_name",
    "ticker",
    "document_number",
    "gbt_2260",
    "iso_3166_2",
    "lei",
    "wikidata",
    "id",
)
"""Fields a name can stand in, in the order in which one is preferred among equals."""

PINYIN, INITIALS = "pinyin", "initials"
"""Given as the field when these were typed."""

_MATCHED: dict[str, JsonValue] = {"enum": [*FIELDS, PINYIN, INITIALS]}
_Range = Annotated[Sequence[int], Field(min_length=2, max_length=2)]


class How(StrEnum):
    """Why a search found a name."""

    EXACT = "exact"
    SOUND = "sound"
    PREFIX = "prefix"
    WORDS = "words"
    FUZZY = "fuzzy"


class Decision(StrEnum):
    """What to do with a hit: take it, review it, or there is none."""

    MATCH = "match"
    CANDIDATE = "candidate"
    NONE = "none"


@answer
class NameMatch:
    """Which name was found, by what, and which of its letters are meant."""

    name: Annotated[str, Field(description="The name as it stands in the document.")]
    field: Annotated[str, Field(description="Where it stands, or what was typed of it.", json_schema_extra=_MATCHED)]
    how: How
    highlight: Annotated[Sequence[_Range], Field(description="`[begin, end)` in code points of `name`.")]
    score: Annotated[float, Field(ge=0, le=1)]


@answer
class SearchHit:
    """A node and the name of it that fits best."""

    node: NodeBytes
    match: NameMatch


@answer
class SearchList(ListAnswer):
    """A part of the nodes found, best first."""

    items: Sequence[SearchHit]


@answer
class Suggestion:
    """A node by its names alone."""

    id: Annotated[str, Field(examples=["company:catl"])]
    kind: NodeKindName
    name: Name
    match: NameMatch


@answer
class Suggestions(ThingAnswer):
    """The first few nodes for what somebody is typing."""

    items: Sequence[Suggestion]


@answer
class ResolvedNodes(ThingAnswer):
    """The nodes that have an identifier; almost always one."""

    nodes: Sequence[NodeBytes]


@answer
class MatchFeature:
    """One comparison: what it adds to the score, in a word, and both sides."""

    score: float
    detail: Annotated[str, Field(description="The relation of two names, or same, other, unknown.")]
    query: str
    candidate: str | None


@answer
class MatchHit:
    """A node that may be meant."""

    node: ServedNode
    score: Annotated[float, Field(ge=0, le=1)]
    decision: Decision
    features: Annotated[
        Mapping[str, MatchFeature], Field(description="`name`, `ticker`, `province`: those that were compared.")
    ]


@answer
class MatchResult:
    """Hits of one example, best first, and what to do."""

    decision: Decision
    hits: Sequence[MatchHit]


@answer
class Matches(ThingAnswer):
    """Results by the keys of the queries."""

    results: Mapping[str, MatchResult]
