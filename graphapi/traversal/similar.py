"""Nodes like a node: by the neighbours they share over a chosen relation."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import log, sqrt
from typing import Any

from graphapi.documents.lookup import known_node
from graphapi.graph.base import GraphView, Hop
from graphapi.graph.meter import Budget, Meter
from graphapi.model.answers import COMPLETE, Completeness
from graphapi.model.identifiers import kind_of
from graphapi.model.steps import DEFAULT_RELS, Rel, Step
from graphapi.traversal.answer import GraphAnswer, answered


class Metric(StrEnum):
    """Jaccard: shared over all; Adamic-Adar: shared neighbours weighted by 1/ln(degree); cosine: shared over root."""

    JACCARD = "jaccard"
    ADAMIC_ADAR = "adamic_adar"
    COSINE = "cosine"


@dataclass(frozen=True, slots=True)
class SimilarRequest:
    """`rels` is the step whose neighbours are compared; candidates are nodes of the same kind."""

    node: str
    rels: tuple[Rel, ...] = DEFAULT_RELS
    metric: Metric = Metric.JACCARD
    budget: Budget = field(default_factory=lambda: Budget(results=20))

    def normalised(self) -> dict[str, Any]:
        """The request as understood."""
        return {
            "node": self.node,
            "rel": [str(rel) for rel in self.rels],
            "metric": self.metric,
            "limit": self.budget.results,
        }


async def similar(view: GraphView, request: SimilarRequest, *, meter: Meter | None = None) -> GraphAnswer:
    """Nodes of the same kind that share neighbours, best first, ties by id, with the shared nodes as reasons.

    No node is its own neighbour. Degrees of Adamic-Adar (2003) count neighbours over the chosen relation; a shared
    node of degree 1 cannot occur. The graph of the answer holds the node, its likes, the shared nodes and the edges
    between them. When a budget cuts the search, only nodes that were compared in full are told.

    Raises:
        NodeNotFound, NodeMoved, DocumentGone, InvalidIdentifier: about the node.
    """
    await known_node(view, request.node)
    meter = meter or Meter(request.budget)
    step = Step(rels=request.rels)
    found = await _compared(view, request.node, step, meter)
    scores = {
        node: _SCORES[request.metric](found.own, theirs, found.own & theirs, found.degrees)
        for node, theirs in found.theirs.items()
    }
    ranked = sorted((node for node in scores if scores[node] > 0), key=lambda node: (-scores[node], node))
    chosen = ranked[: request.budget.results]
    shared = {node: sorted(found.own & found.theirs[node]) for node in chosen}
    reasons = await view.ordered({one for same in shared.values() for one in same})
    nodes = dict.fromkeys([request.node, *chosen, *reasons])
    return answered(
        meter,
        nodes=list(nodes),
        edges=await view.ordered({hop.edge for hop in found.hops if hop.origin in nodes and hop.node in nodes}),
        query=request.normalised(),
        completeness=found.completeness,
        facts={"candidates": len(ranked)},
        extra={
            "similar": [
                {
                    "node": node,
                    "score": round(scores[node], 6),
                    "shared": shared[node],
                    "only_here": len(found.own - found.theirs[node]),
                    "only_there": len(found.theirs[node] - found.own),
                }
                for node in chosen
            ]
        },
    )


@dataclass(frozen=True, slots=True)
class _Compared:
    """Neighbours of the node, of each node that shares some, degrees of the former, and the hops between them."""

    own: set[str]
    theirs: Mapping[str, set[str]]
    degrees: Mapping[str, int]
    hops: Sequence[Hop]
    completeness: Completeness


async def _compared(view: GraphView, node: str, step: Step, meter: Meter) -> _Compared:
    first = await view.expand([node], step, meter)
    own = _neighbours(first.hops).get(node, set())
    likes = _neighbours((await view.expand(sorted(own), step.reverse, meter)).hops)
    sharing = sorted({one for found in likes.values() for one in found if kind_of(one) == kind_of(node)} - {node})
    if meter.stopped:
        return _Compared(own, {}, {}, first.hops, Completeness(False, meter.stopped, 2, len(sharing)))
    expansion = await view.expand(sharing, step, meter)
    compared, theirs = sharing[: expansion.expanded], _neighbours(expansion.hops)
    completeness = COMPLETE
    if meter.stopped:
        completeness = Completeness(False, meter.stopped, 3, len(sharing) - len(compared))
    return _Compared(
        own,
        {one: theirs[one] for one in compared},
        {one: len(found) for one, found in likes.items()},
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
