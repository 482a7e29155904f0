"""Graph answers: the one envelope, and what paths add to it."""

from typing import Any, Literal, TypeAlias

from pydantic import Field

from graphapi.api.schemas.documents import Answer, Edge, EdgeKindName, Name, Node, Source, Statement
from graphapi.model.answers import Shortfall
from graphapi.model.kinds import Basis


class Complete(Answer):
    """Nothing was left out."""

    complete: Literal[True]


class Incomplete(Answer):
    """Why the answer is a part of the whole, at which hop the search stopped, and what was left to expand."""

    complete: Literal[False]
    reason: Shortfall
    hop: int | None
    unexpanded: int | None


Completeness: TypeAlias = Complete | Incomplete


class Cost(Answer):
    """Work done: edges looked at and nodes answered. Milliseconds are in the header `Server-Timing`."""

    edges: int
    nodes: int


class Links(Answer):
    """Addresses of this answer, of the part that follows, and of the same graph as a file, in Gephi Lite too."""

    self: str
    next: str | None = None
    gexf: str | None = None
    gephi_lite: str | None = None


class Meta(Answer):
    """The revision that answered, and whether the answer is whole."""

    revision: int
    completeness: Completeness
    query: dict[str, Any] | None = Field(None, description="What was asked, as understood.")


class GraphMeta(Meta):
    """What was asked, as understood; `hops` counts nodes per hop."""

    query: dict[str, Any]
    cost: Cost
    hops: list[int] | None = None


class SearchSide(Answer):
    """How far the search came from one end."""

    nodes_reached: int
    hops: int
    exhausted: bool


class Relaxed(Answer):
    """A constraint without which there would be a path."""

    constraint: str
    hops: int
    nodes: list[str]


class NoPath(Answer):
    """Why there is no path: how far the search came from both ends, and what would connect them."""

    source: SearchSide | None = Field(None, alias="from")
    target: SearchSide | None = Field(None, alias="to")
    relax: list[Relaxed] | None = Field(None, description="Constraints which, each by itself, bar the way.")
    matched: list[int] | None = Field(None, description="For a sequence of steps: nodes reached by one, two ... steps.")


class PathMeta(GraphMeta):
    """As of a graph; `no_path` where there is none."""

    no_path: NoPath | None = None


class GraphCounts(Answer):
    """Sizes of a graph."""

    nodes: int
    edges: int


class Graph(Answer):
    """Nodes and edges, each once, in a stable order; both ends of every edge are among the nodes."""

    nodes: list[Node]
    edges: list[Edge]
    counts: GraphCounts


class PathHop(Answer):
    """One hop of a path: its strongest edge, parallel ones under `also`, and who says so."""

    edge: str
    also: list[str]
    kind: EdgeKindName | None = None
    basis: Basis
    sentence: Name
    sources: list[Source]
    statements: list[Statement] | None = None
    caveat: str | None = None


class Path(Answer):
    """A path by ids, with one explanation per hop."""

    nodes: list[str]
    edges: list[str]
    hops: int
    cost: float
    costs: list[float] | None = Field(None, description="Cost so far, hop by hop.")
    weakest_basis: Basis | None = None
    oldest_source: str | None = Field(None, description="Year, month or day.")
    explanation: list[PathHop]


class PathEnvelope(Answer):
    """Paths, and the graph that they make together."""

    graph: Graph
    meta: PathMeta
    links: Links
    paths: list[Path]
