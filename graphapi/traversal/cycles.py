"""Cycles through a node."""

from pydantic import Field

from graphapi.answers.graphs import Cycles
from graphapi.documents.lookup import known_node
from graphapi.documents.requests import MAX_LIMIT, Request
from graphapi.evidence.evidence_paths import edges_of, explain_path
from graphapi.graph.base import GraphView
from graphapi.graph.costs import MODELS, CostName
from graphapi.graph.k_shortest import KShortestPaths
from graphapi.graph.meter import Budget, Meter
from graphapi.graph.results import FoundPath, PathQuery
from graphapi.model.completeness import Completeness, Shortfall
from graphapi.model.steps import Step
from graphapi.traversal.answer import graph_meta, graph_of_edges
from graphapi.traversal.requests import MAX_HOPS, RelWords, parse_rels


class CyclesRequest(Request):
    """Bounds of the cycles through a node."""

    rel: RelWords = None
    max_hops: int = Field(6, ge=1, le=MAX_HOPS, description="Maximum number of hops of a cycle.")
    limit: int = Field(20, ge=1, le=MAX_LIMIT, description="Most cycles.")


async def cycles(view: GraphView, node: str, request: CyclesRequest, *, meter: Meter | None = None) -> Cycles:
    """Simple cycles through the node, shortest first, ties by node ids; each starts and ends at the node.

    A cycle that can be walked either way over the same edges is returned once. A cycle never goes back over the single
    edge that it came by; two parallel edges make a cycle of two. At most as many as the meter's budget allows.

    Raises:
        UnknownKind: about `rel`.
        NodeNotFound, NodeMoved, DocumentGone, InvalidIdentifier: about the node.
    """
    rels = parse_rels(request.rel)
    await known_node(view, node)
    meter = meter or Meter(Budget(results=request.limit))
    step = Step(rels=rels, repeat=(1, request.max_hops))
    query = PathQuery((node,), frozenset({node}), (step,), request.max_hops)
    search = KShortestPaths(view, query, MODELS[CostName.HOPS](view), meter)
    found: list[FoundPath] = []
    walked: set[tuple[frozenset[str], ...]] = set()
    cut: Completeness | None = None
    async for path in search.paths():
        cycle = tuple(map(frozenset, path.hops))
        if cycle[::-1] in walked:
            continue
        walked.add(cycle)
        if len(found) == meter.budget.results:
            cut = Completeness(False, Shortfall.RESULT_LIMIT, search.deepest, 0)
            break
        found.append(path)
    graph = await graph_of_edges(view, edges_of(found), [node])
    asked = {
        "node": node,
        "rel": [str(rel) for rel in rels],
        "max_hops": request.max_hops,
        "limit": meter.budget.results,
    }
    completeness = cut or search.completeness
    return Cycles(
        graph=graph,
        meta=graph_meta(view, meter, query=asked, completeness=completeness, nodes=len(graph.nodes)),
        paths=[await explain_path(view, path) for path in found],
    )
