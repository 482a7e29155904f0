"""Documents of the graph as they are served. The model writes their JSON; these types describe it."""

from collections.abc import Mapping, Sequence
from typing import Annotated, TypeAlias

from pydantic import Field

from graphapi.answers.encoding import ServedAs, answer
from graphapi.model.documents import RANKS, Edge, Location, Node, Source, Statement
from graphapi.model.kinds import CHAINS, EDGE_KINDS, NODE_KINDS, SCOPES, STAGES, STATUSES, Basis

JsonValue: TypeAlias = bool | int | float | str | Sequence[str]
NodeKindName = Annotated[str, Field(json_schema_extra={"enum": list(NODE_KINDS)})]
EdgeKindName = Annotated[str, Field(json_schema_extra={"enum": list(EDGE_KINDS)})]
StageName = Annotated[str, Field(json_schema_extra={"enum": list(STAGES)})]
ChainName = Annotated[str, Field(json_schema_extra={"enum": list(CHAINS)})]
ScopeName = Annotated[str, Field(json_schema_extra={"enum": list(SCOPES)})]
StatusName = Annotated[str, Field(json_schema_extra={"enum": list(STATUSES)})]
Rank = Annotated[str, Field(json_schema_extra={"enum": list(RANKS)})]
Counts: TypeAlias = Mapping[str, int]


@answer
class Name:
    """A text in English and Chinese; a language in which it is not known is absent."""

    en: str | None = None
    zh: str | None = None


@answer
class SourceDocument:
    """A page or document that says something."""

    component = "Source"
    id: Annotated[str, Field(examples=["source:0123456789ab"])]
    url: str | None = None
    publisher: str | None = None
    date: Annotated[str | None, Field(description="Year, month or day.")] = None
    title: str | None = None


@answer
class StatementDocument:
    """One sourced assertion about a field of a node or edge."""

    component = "Statement"
    id: str
    subject: str
    field: str
    value: JsonValue
    rank: Rank
    basis: Basis
    sources: Annotated[
        Sequence[str] | Sequence[SourceDocument],
        Field(description="Whole sources with `provenance=inline`, else ids."),
    ]
    unit: str | None = None
    period: str | None = None
    caveat: str | None = None


@answer
class FieldStatements:
    """All that is said about one field, conflicting values included, and the rule that chose the shown one."""

    field: str
    shown: JsonValue
    disputed: bool
    rule: str
    values: Sequence[StatementDocument]


@answer
class _Document:
    attributes: Annotated[Mapping[str, JsonValue], Field(description="As listed for the kind in `/v1/schema`.")]
    basis: Basis
    sources: Annotated[
        Sequence[str] | Sequence[SourceDocument] | None,
        Field(description="Ids; absent with `provenance=none`, whole sources with `provenance=inline`."),
    ] = None
    statements: Annotated[Sequence[FieldStatements] | None, Field(description="With `provenance=inline`.")] = None


@answer
class NodeDocument(_Document):
    """An entity in the graph."""

    component = "Node"
    id: Annotated[str, Field(examples=["park:ordos-mengsu"])]
    kind: NodeKindName
    name: Name
    aliases: Sequence[str]


@answer
class EdgeDocument(_Document):
    """One fact, `tail` to `head`, and the sources that support it."""

    component = "Edge"
    id: Annotated[str, Field(examples=["hosts:0123456789ab"])]
    kind: EdgeKindName
    tail: str
    head: str
    valid_from: str | None = None
    valid_to: str | None = None
    caveat: str | None = None


@answer
class PlaceIds:
    """Where something is."""

    city: str | None = None
    province: str | None = None


ServedNode: TypeAlias = Annotated[Node, ServedAs(NodeDocument)]
ServedEdge: TypeAlias = Annotated[Edge, ServedAs(EdgeDocument)]
ServedSource: TypeAlias = Annotated[Source, ServedAs(SourceDocument)]
ServedStatement: TypeAlias = Annotated[Statement, ServedAs(StatementDocument)]
ServedPlace: TypeAlias = Annotated[Location, ServedAs(PlaceIds)]
NodeBytes: TypeAlias = Annotated[bytes, ServedAs(NodeDocument)]
"""A node as ready JSON, with as much of its evidence as was asked for."""
EdgeBytes: TypeAlias = Annotated[bytes, ServedAs(EdgeDocument)]
SourceBytes: TypeAlias = Annotated[bytes, ServedAs(SourceDocument)]
