"""What the service says about itself: counts, the kinds table, problem codes."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from graphapi.answers.documents import Counts, Name
from graphapi.answers.encoding import ServedAs, answer
from graphapi.answers.envelopes import Meta
from graphapi.model.changes import Revision
from graphapi.model.kinds import Basis, ValueType
from graphapi.model.steps import Operator


@answer
class RevisionDocument:
    """A committed change of the graph."""

    component = "Revision"
    number: int
    author: str
    message: str
    time: str
    content_hash: str
    counts: Counts
    added: int
    changed: int
    deleted: int


@answer
class RootCounts:
    """Documents by kind."""

    nodes: Counts
    edges: Counts
    sources: Counts


@answer
class Root:
    """Overview, and links to start from."""

    counts: RootCounts
    revision: Annotated[Revision, ServedAs(RevisionDocument)]
    links: Mapping[str, str]
    meta: Meta


@answer
class AttributeRow:
    """One attribute of a kind."""

    name: str
    type: ValueType
    label: Name
    unit: str | None = None
    values: Sequence[str] | None = None
    minimum: float | None = None
    maximum: float | None = None
    references: str | None = None
    required: bool | None = None


@answer
class NodeKindRow:
    """A kind of node; `short` is shown in its marker; `hub` kinds link most nodes together, so traversals skip them."""

    label: Name
    short: Name
    colour: str
    hub: bool
    attributes: Sequence[AttributeRow]


@answer
class EdgeEnds:
    """Kinds of node that an edge may join."""

    tail: str
    head: str


@answer
class EdgeKindRow:
    """A kind of edge; `followed` says whether traversals follow it by default."""

    label: Name
    colour: str
    ends: Sequence[EdgeEnds]
    sentence: Name
    followed: bool
    attributes: Sequence[AttributeRow]


@answer
class SchemaMeta:
    """The revision that answered."""

    revision: int


@answer
class Schema:
    """The kinds table."""

    nodes: Mapping[str, NodeKindRow]
    edges: Mapping[str, EdgeKindRow]
    basis: Sequence[Basis]
    operators: Sequence[Operator]
    meta: SchemaMeta


@answer
class Context:
    """The JSON-LD context of exported files."""

    context: Annotated[Mapping[str, str | Mapping[str, str]], Field(alias="@context")]


@answer
class ProblemCode:
    """What a problem code means."""

    status: int
    title: str
    meaning: str


@answer
class ProblemCodes:
    """Every problem code."""

    problems: Mapping[str, ProblemCode]
