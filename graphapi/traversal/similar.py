"""Nodes similar to a node: by the neighbours they share over a chosen relation."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log, sqrt

from pydantic import Field

from graphapi.answers.encoding import extended
from graphapi.answers.envelopes import GraphIds
from graphapi.answers.graphs import SimilarMeta, SimilarNode, SimilarNodes
from graphapi.documents.lookup import known_node
from graphapi.documents.requests import MAX_LIMIT, Request
from graphapi.graph.base import GraphView, Hop
from graphapi.graph.meter import Budget, Meter
from graphapi.model.completeness import COMPLETE, Completeness
from graphapi.model.identifiers import kind_of
from graphapi.model.steps import Step
from graphapi.traversal.answer import graph_meta
from graphapi.traversal.requests import RelWords, parse_rels


class Metric(StrEnum):
    """Jaccard: shared over all; Adamic-Adar: shared neighbours weighted by 1/ln(degree); cosine: shared over root."""

    JACCARD = "jaccard"
    ADAMIC_ADAR = "adamic_adar"
    COSINE = "cosine"


class SimilarRequest(Request):
    """How similar nodes are found: `rel` is the step whose neighbours are compared."""

    rel: RelWords = None
    metric: Metric = Field(Metric.JACCARD, description="jaccard, adamic_adar or cosine.")
    limit: int = Field(20, ge=1, le=MAX_LIMIT, description="Maximum number of similar nodes.")


async def similar(view: GraphView, node: str, request: SimilarRequest, *, meter: Meter | None = None) -> SimilarNodes:
    """Nodes of the same kind that share neighbours, best first, ties by id, with the shared nodes as reasons.

    No node is its own neighbour. Degrees of Adamic-Adar (2003) count neighbours over the chosen relation; a shared
    node of degree 1 cannot occur. The graph of the answer holds the node, those similar to it, the shared nodes and
    the edges between them. When a budget cuts the search, only nodes that were compared in full are returned.

    Raises:
        UnknownKind: about `rel`.
        NodeNotFound, NodeMoved, DocumentGone, InvalidIdentifier: about the node.
    """
    rels = parse_rels(request.rel)
    await known_node(view, node)
    meter = meter or Meter(Budget(results=request.limit))
    found = await _compared(view, node, Step(rels=rels), meter)
    scores = {
        other: score
        for other, theirs in found.theirs.items()
        if (score := _SCORES[request.metric](found.own, theirs, found.own & theirs, found.degrees)) > 0
    }
    ranked = sorted(scores, key=lambda other: (-scores[other], other))
    best = [_similar_node(found, other, scores[other]) for other in ranked[: meter.budget.results]]
    reasons = await view.ordered({reason for other in best for reason in other.shared})
    nodes = dict.fromkeys([node, *(other.node for other in best), *reasons])
    asked = {
        "node": node,
        "rel": [str(rel) for rel in rels],
        "metric": request.metric,
        "limit": meter.budget.results,
    }
    edges = await view.ordered({hop.edge for hop in found.hops if hop.origin in nodes and hop.node in nodes})
    meta = graph_meta(view, meter, query=asked, completeness=found.completeness, nodes=len(nodes))
    return SimilarNodes(
        graph=GraphIds(nodes=list(nodes), edges=edges),
        meta=extended(SimilarMeta, meta, candidates=len(ranked)),
        similar=best,
    )


@dataclass(frozen=True, slots=True)
class _Compared:
    """Neighbours of the node, of each node that shares some, degrees of the former, and the hops between them."""

    own: set[str]
    theirs: Mapping[str, set[str]]
    degrees: Mapping[str, int]
    hops: Sequence[Hop]
    completeness: Completeness


def _similar_node(found: _Compared, node: str, score: float) -> SimilarNode:
    theirs = found.theirs[node]
    return SimilarNode(
        node=node,
        score=round(score, 6),
        shared=sorted(found.own & theirs),
        only_here=len(found.own - theirs),
        only_there=len(theirs - found.own),
    )


async def _compared(view: GraphView, node: str, step: Step, meter: Meter) -> _Compared:
    first = await view.expand([node], step, meter)
    own = _neighbours(first.hops).get(node, set())
    sharers = _neighbours((await view.expand(sorted(own), step.reverse, meter)).hops)
    sharing = sorted({key for found in sharers.values() for key in found if kind_of(key) == kind_of(node)} - {node})
    if meter.stopped:
        return _Compared(own, {}, {}, first.hops, Completeness(False, meter.stopped, 2, len(sharing)))
    expansion = await view.expand(sharing, step, meter)
    compared, theirs = sharing[: expansion.expanded], _neighbours(expansion.hops)
    completeness = COMPLETE
    if meter.stopped:
        completeness = Completeness(False, meter.stopped, 3, len(sharing) - len(compared))
    return _Compared(
        own,
        {other: theirs[other] for other in compared},
        {reason: len(found) for reason, found in sharers.items()},
        [*first.hops, *expansion.hops],
        completeness,
    )


def _neighbours(hops: Sequence[Hop]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for hop in hops:
        if hop.node != hop.origin:
            found[hop.origin].add(hop.node)
    return found


def _jaccard(own: set[str], their: set[str], shared: set[str], _: Mapping[str, int]) -> float:
    return len(shared) / len(own | their)


def _cosine(own: set[str], their: set[str], shared: set[str], _: Mapping[str, int]) -> float:
    return len(shared) / sqrt(len(own) * len(their))


def _adamic_adar(own: set[str], their: set[str], shared: set[str], degrees: Mapping[str, int]) -> float:
    return sum(1 / log(degrees[node]) for node in shared)


_SCORES = {Metric.JACCARD: _jaccard, Metric.ADAMIC_ADAR: _adamic_adar, Metric.COSINE: _cosine}
