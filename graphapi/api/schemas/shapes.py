"""Answers of the traversal language: counts, matches, likes, connections and estimates."""

from pydantic import Field

from graphapi.api.schemas.documents import Answer, Name
from graphapi.api.schemas.graphs import Graph, GraphMeta, Links, Meta, PathEnvelope


class Match(Answer):
    """Nodes of a match in the order of the template, and the parallel edges between each two."""

    nodes: list[str]
    edges: list[list[str]]


class Group(Answer):
    """Nodes at the chosen places and the number of matches behind them."""

    nodes: list[str]
    matches: int


class PatternMeta(GraphMeta):
    """As of a graph; `matches` counts all matches seen."""

    matches: int


class PatternEnvelope(Answer):
    """Matches of a template, or their nodes at chosen places."""

    graph: Graph
    meta: PatternMeta
    links: Links
    matches: list[Match] | None = None
    distinct: list[Group] | None = None
    groups: list[Group] | None = None


class ConnectMeta(GraphMeta):
    """As of a graph; groups of nodes that could be linked, edges of the tree, and the method with its guarantee."""

    components: list[list[str]]
    length: int
    method: str


class ConnectEnvelope(Answer):
    """A small subgraph that links the given nodes."""

    graph: Graph
    meta: ConnectMeta
    links: Links


class Like(Answer):
    """A node like the one asked for, the shared neighbours, and how many only one of the two has."""

    node: str
    score: float
    shared: list[str]
    only_here: int
    only_there: int


class SimilarMeta(GraphMeta):
    """As of a graph; `candidates` counts all nodes that share a neighbour."""

    candidates: int


class SimilarEnvelope(Answer):
    """Likes, best first."""

    graph: Graph
    meta: SimilarMeta
    links: Links
    similar: list[Like]


class TemplateRow(Answer):
    """A named pattern."""

    name: str
    pattern: str
    title: Name


class Templates(Answer):
    """Named patterns."""

    patterns: list[TemplateRow]
    meta: Meta
    links: Links


class HopEstimate(Answer):
    """Predicted work of one hop."""

    edges: int
    nodes: int


class Estimate(Answer):
    """Predicted work of a query."""

    edges: int
    nodes: int
    hops: list[HopEstimate]
    advice: str = Field(description="What to narrow when the budget would not do.")


class EstimateAnswer(Answer):
    """What a query would cost; it was not run."""

    estimate: Estimate
    meta: Meta
    links: Links


class CyclesEnvelope(PathEnvelope):
    """Rings through a node; each starts and ends there."""


class ExportLinks(Answer):
    """Permalinks of an answer by format, and the address that opens it in Gephi Lite."""

    files: dict[str, str]
    gexf: str
    gephi_lite: str
    meta: Meta
    links: Links
