"""Graph answers: paths and their evidence, patterns, connections, similar nodes, cycles, and what they would cost."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from graphapi.answers.documents import Counts, EdgeKindName, Name, ServedSource, ServedStatement
from graphapi.answers.encoding import answer
from graphapi.answers.envelopes import GraphAnswer, GraphMeta, ServedCompleteness, ThingAnswer
from graphapi.model.kinds import Basis

OldestSource = Annotated[str | None, Field(description="Year, month or day.")]


@answer
class EvidenceHop:
    """One hop of a path of evidence: its strongest edge and the parallel ones; `graph` has the documents."""

    edge: str
    also: Sequence[str]
    kind: EdgeKindName
    basis: Basis
    sentence: Name
    caveat: str | None = None


@answer
class EvidencePath:
    """A path of evidence by ids, with one sentence a hop."""

    nodes: Sequence[str]
    edges: Sequence[str]
    hops: int
    weakest_basis: Basis | None = None
    oldest_source: OldestSource = None
    explanation: Sequence[EvidenceHop]


@answer
class PathHop:
    """One hop of a path: its strongest edge, parallel ones under `also`, and the sources that support it."""

    edge: str
    also: Sequence[str]
    kind: EdgeKindName
    basis: Basis
    sentence: Name
    sources: Sequence[ServedSource]
    statements: Sequence[ServedStatement]
    caveat: str | None = None


@answer
class Path:
    """A path by ids, with one explanation per hop."""

    nodes: Sequence[str]
    edges: Sequence[str]
    hops: int
    cost: float
    costs: Annotated[Sequence[float], Field(description="Cost so far, hop by hop.")]
    weakest_basis: Basis
    explanation: Sequence[PathHop]
    oldest_source: OldestSource = None


@answer
class Neighborhood(GraphAnswer):
    """What steps reach."""


@answer
class ReachedFromEnd:
    """How far the search came from one end."""

    component = "SearchSide"
    nodes_reached: int
    hops: int
    exhausted: bool


@answer
class Relaxed:
    """A constraint without which there would be a path."""

    constraint: str
    hops: int
    nodes: Sequence[str]


@answer
class NoPath:
    """Why there is no path: how far the search got from both ends, and what would connect them."""

    source: Annotated[ReachedFromEnd | None, Field(alias="from")] = None
    target: Annotated[ReachedFromEnd | None, Field(alias="to")] = None
    matched: Annotated[
        Sequence[int] | None, Field(description="For a sequence of steps: nodes reached by one, two ... steps.")
    ] = None
    relax: Annotated[Sequence[Relaxed] | None, Field(description="Constraints that each rule a path out.")] = None


@answer
class PathMeta(GraphMeta):
    """As for a graph; has `no_path` if there is none."""

    no_path: NoPath | None = None


@answer
class Paths(GraphAnswer):
    """Paths, and the graph that they make together."""

    meta: PathMeta
    paths: Sequence[Path]


@answer
class StreamEnd:
    """The last line of a stream: how many paths came, and whether they are all."""

    paths: int
    completeness: ServedCompleteness
    cost: Annotated[Counts, Field(description="Edges examined.")]


@answer
class Cycles(GraphAnswer):
    """Cycles through a node; each starts and ends there."""

    paths: Sequence[Path]


@answer
class Match:
    """Nodes of a match in the order of the template, and the parallel edges between each two."""

    nodes: Sequence[str]
    edges: Sequence[Sequence[str]]


@answer
class MatchGroup:
    """Nodes at the chosen places and the number of matches behind them."""

    nodes: Sequence[str]
    matches: int


@answer
class PatternMeta(GraphMeta):
    """As of a graph; `matches` counts all matches seen."""

    matches: int


@answer
class PatternMatches(GraphAnswer):
    """Matches of a template, or their nodes at chosen places."""

    meta: PatternMeta
    matches: Sequence[Match] | None = None
    distinct: Sequence[MatchGroup] | None = None
    groups: Sequence[MatchGroup] | None = None


@answer
class PatternTemplate:
    """A named pattern."""

    name: str
    pattern: str
    title: Name


@answer
class PatternTemplates(ThingAnswer):
    """Named patterns."""

    patterns: Sequence[PatternTemplate]


@answer
class ConnectionMeta(GraphMeta):
    """As of a graph; groups of nodes that could be linked, edges of the tree, and the method with its guarantee."""

    components: Sequence[Sequence[str]]
    length: int
    method: str


@answer
class Connection(GraphAnswer):
    """A small subgraph that links the given nodes."""

    meta: ConnectionMeta


@answer
class SimilarNode:
    """A node similar to the one asked for, the shared neighbours, and how many only one of the two has."""

    node: str
    score: float
    shared: Sequence[str]
    only_here: int
    only_there: int


@answer
class SimilarMeta(GraphMeta):
    """As of a graph; `candidates` counts all nodes that share a neighbour."""

    candidates: int


@answer
class SimilarNodes(GraphAnswer):
    """Similar nodes, best first."""

    meta: SimilarMeta
    similar: Sequence[SimilarNode]


@answer
class HopEstimate:
    """Predicted work of one hop."""

    edges: int
    nodes: int


@answer
class Estimate:
    """Predicted work of a query."""

    edges: int
    nodes: int
    hops: Sequence[HopEstimate]
    advice: Annotated[str, Field(description="What to narrow if the budget would not suffice.")]


@answer
class EstimateAnswer(ThingAnswer):
    """Estimated cost of a query that was not run."""

    estimate: Estimate


@answer
class ExportLinks(ThingAnswer):
    """Permalinks of an answer by format, and the address that opens it in Gephi Lite."""

    files: Mapping[str, str]
    gexf: str
    gephi_lite: str
