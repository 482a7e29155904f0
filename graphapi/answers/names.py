"""Names: which nodes a text may mean, by which of their names, and why; at the end the Reconciliation API 0.2.

The answers of reconciliation have no envelope of ours, because the specification gives their shape.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated

from pydantic import Field, JsonValue, RootModel

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
"""Fields that a name can come from, in the order of preference among equals."""

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
    """What to do with a hit: accept it, review it, or there is none."""

    MATCH = "match"
    CANDIDATE = "candidate"
    NONE = "none"


@answer
class NameMatch:
    """Which name was found, how, and which of its characters match."""

    name: Annotated[str, Field(description="The name as written in the document.")]
    field: Annotated[
        str, Field(description="Where it was found, or the form that was typed.", json_schema_extra=_MATCHED)
    ]
    how: How
    highlight: Annotated[Sequence[_Range], Field(description="`[begin, end)` in code points of `name`.")]
    score: Annotated[float, Field(ge=0, le=1)]


@answer
class SearchHit:
    """A node and the best matching of its names."""

    node: NodeBytes
    match: NameMatch


@answer
class SearchList(ListAnswer):
    """A part of the nodes found, best first."""

    items: Sequence[SearchHit]


@answer
class Suggestion:
    """A node with its names only."""

    id: Annotated[str, Field(examples=["company:catl"])]
    kind: NodeKindName
    name: Name
    match: NameMatch


@answer
class Suggestions(ThingAnswer):
    """The first few nodes for autocomplete."""

    items: Sequence[Suggestion]


@answer
class ResolvedNodes(ThingAnswer):
    """The nodes that have an identifier; almost always one."""

    nodes: Sequence[NodeBytes]


@answer
class MatchFeature:
    """One comparison: its contribution to the score, its outcome in a word, and both sides."""

    score: float
    detail: Annotated[str, Field(description="The relation of two names, or same, other, unknown.")]
    query: str
    candidate: str | None


@answer
class MatchHit:
    """A candidate node."""

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


@answer
class TypeReference:
    """A kind of node."""

    id: str
    name: str


@answer
class ServicePath:
    """Where a service is: URL and path are concatenated."""

    service_url: str
    service_path: str
    flyout_service_url: str | None = None
    flyout_service_path: str | None = None


@answer
class AddressTemplate:
    """An address with `{{id}}` in it."""

    url: str


@answer
class PreviewService:
    """Where a small page about a node is, and its size in pixels."""

    url: str
    width: int
    height: int


@answer
class SuggestServices:
    """Services for autocomplete."""

    entity: ServicePath
    property: ServicePath
    type: ServicePath


@answer
class ExtendService:
    """Where columns are proposed; there are no settings."""

    propose_properties: ServicePath
    property_settings: Sequence[object]


@answer
class ServiceManifest:
    """What the service can do and where."""

    versions: Sequence[str]
    name: str
    identifier_space: Annotated[str, Field(alias="identifierSpace")]
    schema_space: Annotated[str, Field(alias="schemaSpace")]
    documentation: str
    service_version: Annotated[str, Field(alias="serviceVersion")]
    default_types: Annotated[Sequence[TypeReference], Field(alias="defaultTypes")]
    view: AddressTemplate
    preview: PreviewService
    suggest: SuggestServices
    extend: ExtendService
    batch_size: Annotated[int, Field(alias="batchSize")]


@answer
class ProposalFeature:
    """One comparison as a number or a boolean."""

    id: str
    value: bool | float


@answer
class Proposal:
    """A node that a row may mean; `score` is 0 to 100."""

    id: str
    name: str
    description: str
    type: Sequence[TypeReference]
    score: float
    match: bool
    features: Sequence[ProposalFeature]


@answer
class Proposals:
    """Proposals for one query, best first."""

    result: Sequence[Proposal]


class ResultBatch(RootModel[Mapping[str, Proposals]]):
    """Proposals by the keys of the queries."""


@answer
class FetchedColumn:
    """A fetched property; has `type` if its values are nodes."""

    id: str
    name: str
    type: TypeReference | None = None


@answer
class FetchedValue:
    """A node with id and name, or one of `str`, `int`, `float`."""

    id: str | None = None
    name: str | None = None
    text: Annotated[str | None, Field(alias="str")] = None
    integer: Annotated[int | None, Field(alias="int")] = None
    number: Annotated[float | None, Field(alias="float")] = None


@answer
class Extension:
    """Values by node and property."""

    meta: Sequence[FetchedColumn]
    rows: Mapping[str, Mapping[str, Sequence[FetchedValue]]]


@answer
class SuggestedItem:
    """A node, a kind or a property."""

    id: str
    name: str
    description: str
    notable: Sequence[TypeReference] | None = None


@answer
class SuggestedItems:
    """What matches the prefix."""

    result: Sequence[SuggestedItem]


@answer
class Flyout:
    """A piece of HTML about one suggestion."""

    id: str
    html: Annotated[str, Field(description="Text and simple elements; everything from the graph is escaped.")]


@answer
class ProposedProperties:
    """Columns that a kind of node has."""

    type: str
    limit: int
    properties: Sequence[TypeReference]
