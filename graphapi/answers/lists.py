"""Documents as lists and one by one."""

from collections.abc import Sequence
from typing import Annotated

from graphapi.answers.documents import EdgeBytes, EdgeDocument, NodeBytes, NodeDocument, ServedSource, SourceDocument
from graphapi.answers.encoding import ServedAs, answer
from graphapi.answers.envelopes import DocumentList, ThingAnswer


@answer
class NodeList(DocumentList):
    """A part of a list of nodes."""

    items: Annotated[Sequence[str], ServedAs(Sequence[NodeDocument])]


@answer
class EdgeList(DocumentList):
    """A part of a list of edges."""

    items: Annotated[Sequence[str], ServedAs(Sequence[EdgeDocument])]


@answer
class SourceList(DocumentList):
    """A part of a list of sources."""

    items: Annotated[Sequence[str], ServedAs(Sequence[SourceDocument])]


@answer
class NodeAnswer(ThingAnswer):
    """One node and the number of its edges."""

    node: NodeBytes
    degree: int


@answer
class EdgeAnswer(ThingAnswer):
    """One edge with its tail and head."""

    edge: EdgeBytes
    ends: Sequence[NodeBytes]


@answer
class Supports:
    """Ids of what rests on a source."""

    nodes: Sequence[str]
    edges: Sequence[str]
    statements: Sequence[str]


@answer
class SourceAnswer(ThingAnswer):
    """One source and what rests on it."""

    source: ServedSource
    supports: Supports
