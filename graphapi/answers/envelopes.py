"""The envelopes: graph answers, lists, and single things; each says which revision answered and whether it is whole.

The API adds `links` to every one of them.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from graphapi.answers.documents import (
    Counts,
    EdgeBytes,
    EdgeDocument,
    NodeBytes,
    NodeDocument,
    ServedSource,
    SourceDocument,
)
from graphapi.answers.encoding import ServedAs, answer
from graphapi.model.completeness import Completeness, Shortfall

Query: TypeAlias = Mapping[str, object]
"""A request as interpreted, defaults included."""


@answer
class Complete:
    """Nothing was left out."""

    complete: Literal[True]


@answer
class Incomplete:
    """Why the answer is incomplete, at which hop the search stopped, and what was not expanded."""

    complete: Literal[False]
    reason: Shortfall
    hop: int | None
    unexpanded: int | None


ServedCompleteness: TypeAlias = Annotated[Completeness, ServedAs(Complete | Incomplete)]


@answer
class Links:
    """Addresses of this answer, of the part that follows, and of the same graph as a file, in Gephi Lite too."""

    this: Annotated[str, Field(alias="self")]
    next: str | None = None
    gexf: str | None = None
    gephi_lite: str | None = None


@answer
class Meta:
    """The revision that answered, and whether the answer is complete."""

    revision: int
    completeness: ServedCompleteness
    query: Annotated[Query | None, Field(description="The query as interpreted.")] = None


@answer
class Cost:
    """Work done: edges examined and nodes returned. Milliseconds are in the header `Server-Timing`."""

    edges: int
    nodes: int
    ms: Annotated[float, Field(exclude=True)] = 0.0


@answer
class Hub:
    """Edges at a node with very many, and how many of them were followed."""

    edges: int
    kept: int


@answer
class GraphMeta:
    """The query as interpreted; `hops` counts nodes per hop, `hubs` lists nodes to which a hub policy was applied."""

    revision: int
    query: Query
    completeness: ServedCompleteness
    cost: Cost
    hops: Sequence[int] | None = None
    counts: Annotated[Sequence[Counts] | None, Field(description="Nodes per hop and kind.")] = None
    hubs: Mapping[str, Hub] | None = None


@answer
class GraphCounts:
    """Sizes of a graph."""

    nodes: int
    edges: int


@answer
class Graph:
    """Nodes and edges, each once, in a stable order; both ends of every edge are among the nodes."""

    nodes: Sequence[NodeDocument]
    edges: Sequence[EdgeDocument]
    counts: GraphCounts


@answer
class GraphIds:
    """Ids of the nodes and edges of an answer, each once, in order; they are served as documents."""

    nodes: Sequence[str]
    edges: Sequence[str]


@answer
class GraphAnswer:
    """A graph; subclasses add what the question is about."""

    graph: Annotated[GraphIds, ServedAs(Graph)]
    meta: GraphMeta


@answer
class ListMeta:
    """The query as interpreted; `total` counts the whole list."""

    revision: int
    query: Query
    total: int
    completeness: ServedCompleteness
    facets: Mapping[str, Counts] | None = None


@answer
class ListAnswer:
    """A part of a list; subclasses say of what."""

    items: Sequence[object]
    next: Annotated[str | None, Field(description="Cursor of the following part; null at the end.")]
    meta: ListMeta


@answer
class DocumentList(ListAnswer):
    """A part of a list of documents: their ids, in order; they are served as documents."""

    items: Sequence[str]


@answer
class ThingAnswer:
    """One thing with what belongs to it; subclasses say what."""

    meta: Meta


Envelope: TypeAlias = GraphAnswer | ListAnswer | ThingAnswer


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
    """Ids of what a source supports."""

    nodes: Sequence[str]
    edges: Sequence[str]
    statements: Sequence[str]


@answer
class SourceAnswer(ThingAnswer):
    """One source and what it supports."""

    source: ServedSource
    supports: Supports
