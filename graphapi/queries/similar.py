"""Nodes like a node: by the neighbours they share over a chosen relation."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import log, sqrt
from typing import Any

from graphapi.graph.base import GraphView
from graphapi.graph.meter import Budget, Meter
from graphapi.model.answers import COMPLETE, Completeness
from graphapi.model.identifiers import kind_of
from graphapi.model.steps import DEFAULT_RELS, NodeFilter, Rel, Step
from graphapi.queries.answer import GraphAnswer, answered
from graphapi.queries.lookup import known_node


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

    Degrees of Adamic-Adar (2003) are those over the chosen relation; a shared node of degree 1 cannot occur. The
    graph of the answer holds the node, its likes, the shared nodes and the edges between them.

    Raises:
        NodeNotFound, NodeMoved, DocumentGone, InvalidIdentifier: about the node.
    """
    await known_node(view, request.node)
    meter = meter or Meter(request.budget)
    step = Step(rels=request.rels)
    own = _neighbours((await view.expand([request.node], step, meter)).hops)[request.node]
    back = Step(rels=step.reverse.rels, to=NodeFilter(kinds=frozenset({kind_of(request.node)})))
    sharing: dict[str, set[str]] = defaultdict(set)
    for hop in (await view.expand(sorted(own), back, meter)).hops:
        if hop.node != request.node:
            sharing[hop.node].add(hop.origin)
    theirs = _neighbours((await view.expand(sorted(sharing), step, meter)).hops)
    degrees = {node: len(likes) for node, likes in (await _likes(view, own, step, meter)).items()}
    scores = {
        node: _SCORES[request.metric](own, theirs[node], sharing[node] & theirs[node], degrees) for node in sharing
    }
    ranked = sorted((node for node in scores if scores[node] > 0), key=lambda node: (-scores[node], node))
    chosen = ranked[: request.budget.results]
    shared = {node: sorted(sharing[node] & theirs[node]) for node in chosen}
    nodes = [request.node, *chosen, *await view.ordered({one for reasons in shared.values() for one in reasons})]
    return answered(
        meter,
        nodes=list(dict.fromkeys(nodes)),
        edges=await _edges(view, [request.node, *chosen], frozenset(nodes), step, meter),
        query=request.normalised(),
        completeness=Completeness(False, meter.stopped, 2, len(sharing)) if meter.stopped else COMPLETE,
        facts={"candidates": len(ranked)},
        extra={
            "similar": [
                {"node": node, "score": round(scores[node], 6), "shared": shared[node],
                 "only_here": len(own - theirs[node]), "only_there": len(theirs[node] - own)}
                for node in chosen
            ]
        },
    )  # fmt: skip


async def _likes(view: GraphView, own: set[str], step: Step, meter: Meter) -> Mapping[str, set[str]]:
    return _neighbours((await view.expand(sorted(own), step.reverse, meter)).hops)


async def _edges(
    view: GraphView, ends: Sequence[str], nodes: frozenset[str], step: Step, meter: Meter
) -> Sequence[str]:
    found = await view.expand(ends, Step(rels=step.rels, to=NodeFilter(ids=nodes)), meter)
    return await view.ordered({hop.edge for hop in found.hops})


def _neighbours(hops: Sequence[Any]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for hop in hops:
        found[hop.origin].add(hop.node)
    return found


def _jaccard(own: set[str], their: set[str], shared: set[str], _: Mapping[str, int]) -> float:
    return len(shared) / len(own | their)


def _cosine(own: set[str], their: set[str], shared: set[str], _: Mapping[str, int]) -> float:
    return len(shared) / sqrt(len(own) * len(their))


def _adamic_adar(own: set[str], their: set[str], shared: set[str], degrees: Mapping[str, int]) -> float:
    return sum(1 / log(degrees[node]) for node in shared if degrees[node] > 1)


_SCORES = {Metric.JACCARD: _jaccard, Metric.ADAMIC_ADAR: _adamic_adar, Metric.COSINE: _cosine}
