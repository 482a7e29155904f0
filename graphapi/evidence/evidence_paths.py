"""Ways as evidence: a route by its edges, and told in short where the graph of the answer holds the documents."""

from collections.abc import Iterable, Sequence
from typing import Any

from graphapi.evidence.path_explanation import strength, told
from graphapi.graph.base import GraphView
from graphapi.graph.results import FoundPath
from graphapi.model.documents import Edge

_SHORT = ("nodes", "edges", "hops", "weakest_basis", "oldest_source")
_HOP = ("edge", "also", "kind", "basis", "sentence", "caveat")


def start(node: str) -> FoundPath:
    """The way of no hop."""
    return FoundPath((node,), ())


def onward(route: FoundPath, node: str, edges: Iterable[Edge]) -> FoundPath:
    """The way with one more hop over parallel edges, the best vouched for first."""
    return FoundPath((*route.nodes, node), (*route.hops, tuple(edge.id for edge in sorted(edges, key=strength))))


def along(route: FoundPath, edges: Iterable[Edge]) -> FoundPath:
    """The way with one more hop over each of the edges in turn, from whichever end it stands at."""
    for edge in edges:
        route = onward(route, edge.head if edge.tail == route.nodes[-1] else edge.tail, [edge])
    return route


def edges_of(routes: Iterable[FoundPath]) -> set[str]:
    """Ids of all edges on the ways."""
    return {edge for route in routes for hop in route.hops for edge in hop}


async def told_short(view: GraphView, route: FoundPath) -> dict[str, Any]:
    """Nodes, edges and one sentence a hop; sources and statements are those of the edges in the answer's graph."""
    if not route.hops:
        return {"nodes": list(route.nodes), "edges": [], "hops": 0, "explanation": []}
    whole = await told(view, route)
    short = {name: whole[name] for name in _SHORT if name in whole}
    return short | {"explanation": [{name: hop[name] for name in _HOP if name in hop} for hop in whole["explanation"]]}


def sentences(path: Sequence[dict[str, Any]], language: str) -> str:
    """The sentences of an explanation as one text."""
    return " ".join(hop["sentence"][language] for hop in path)
