"""The evidence of a path: each hop with its edge, sources, statements, caveat and a sentence in both languages."""

from collections.abc import Mapping, Sequence
from typing import Any

from graphapi.evidence.sentences import sentence
from graphapi.graph.base import GraphView
from graphapi.graph.costs import MICRO
from graphapi.graph.results import FoundPath
from graphapi.model.dates import first_day
from graphapi.model.documents import Edge
from graphapi.model.kinds import EDGE_KINDS, Basis

_ORDER: Mapping[str, int] = {kind: place for place, kind in enumerate(EDGE_KINDS)}


async def told(view: GraphView, route: FoundPath) -> dict[str, Any]:
    """A path as served: nodes, edges, hops, cost, the weakest basis and oldest source, and each hop explained.

    Of parallel edges the one with the strongest basis is told, the others stand in `also`. `costs` is cumulative.
    """
    hops = [await _hop(view, edges) for edges in route.hops]
    costs = [cost / MICRO for cost in route.costs] or list(range(1, len(hops) + 1))
    dated = [source["date"] for hop in hops for source in hop["sources"] if "date" in source]
    head: dict[str, Any] = {
        "nodes": list(route.nodes),
        "edges": [hop["edge"] for hop in hops],
        "hops": len(hops),
        "cost": costs[-1],
        "costs": costs,
        "weakest_basis": max((Basis(hop["basis"]) for hop in hops), key=lambda basis: basis.rank),
        "explanation": hops,
    }
    return head | ({"oldest_source": min(dated, key=first_day)} if dated else {})


def strength(edge: Edge) -> tuple[int, int, str]:
    """Sort key of parallel edges: strongest basis first, then the kinds table, then the id."""
    return edge.basis.rank, _ORDER[edge.kind], edge.id


async def _hop(view: GraphView, ids: Sequence[str]) -> dict[str, Any]:
    best, *others = sorted((await view.edges(ids)).values(), key=strength)
    ends = await view.nodes([best.tail, best.head])
    sources = list((await view.sources(best.sources)).values())
    hop: dict[str, Any] = {
        "edge": best.id,
        "also": [edge.id for edge in others],
        "kind": best.kind,
        "basis": best.basis,
        "sentence": sentence(best, ends[best.tail], ends[best.head], sources),
        "sources": [source.to_json() for source in sources],
        "statements": [statement.to_json() for statement in await view.statements(best.id)],
    }
    return hop | ({"caveat": best.caveat} if best.caveat else {})
