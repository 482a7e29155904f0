"""What the service says about itself."""

from pydantic import Field

from graphapi.api.schemas.documents import Answer, Counts, Name
from graphapi.api.schemas.graphs import Meta
from graphapi.model.kinds import Basis, ValueType
from graphapi.model.steps import Operator


class Revision(Answer):
    """A committed change of the graph."""

    number: int
    author: str
    message: str
    time: str
    content_hash: str
    counts: Counts
    added: int
    changed: int
    deleted: int


class RootCounts(Answer):
    """Documents by kind."""

    nodes: Counts
    edges: Counts
    sources: Counts


class Root(Answer):
    """What there is."""

    counts: RootCounts
    revision: Revision
    links: dict[str, str]
    meta: Meta


class AttributeRow(Answer):
    """One attribute of a kind."""

    name: str
    type: ValueType
    label: Name
    unit: str | None = None
    values: list[str] | None = None
    minimum: float | None = None
    maximum: float | None = None
    references: str | None = None
    required: bool | None = None


class NodeKindRow(Answer):
    """A kind of node; `short` stands in its mark, `hub` kinds connect everything with everything."""

    label: Name
    short: Name
    colour: str
    hub: bool
    attributes: list[AttributeRow]


class EdgeEnds(Answer):
    """Kinds of node that an edge may join."""

    tail: str
    head: str


class EdgeKindRow(Answer):
    """A kind of edge; `followed` ones are followed unless asked otherwise."""

    label: Name
    colour: str
    ends: list[EdgeEnds]
    sentence: Name
    followed: bool
    attributes: list[AttributeRow]


class SchemaMeta(Answer):
    """The revision that answered."""

    revision: int


class Schema(Answer):
    """The kinds table."""

    nodes: dict[str, NodeKindRow]
    edges: dict[str, EdgeKindRow]
    basis: list[Basis]
    operators: list[Operator]
    meta: SchemaMeta


class Context(Answer):
    """The JSON-LD context of exported files."""

    context: dict[str, str | dict[str, str]] = Field(alias="@context")


class ProblemCode(Answer):
    """What a problem code means."""

    status: int
    title: str
    meaning: str


class ProblemCodes(Answer):
    """Every problem code."""

    problems: dict[str, ProblemCode]
