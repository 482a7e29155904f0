"""How two nodes hang together: shortest paths with the evidence of each hop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from graphapi.graph.base import GraphView
from graphapi.graph.meter import Budget, Meter
from graphapi.graph.routes import Route, shortest
from graphapi.model.documents import Edge
from graphapi.model.errors import InvalidRequest
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, Basis
from graphapi.model.steps import DEFAULT_RELS, Barrier, EdgeFilter, Rel, Step
from graphapi.queries.answer import GraphAnswer, cost_of
from graphapi.queries.explain import sentence
from graphapi.queries.lookup import known_node

MAX_HOPS = 12


class PathMode(StrEnum):
    """`shortest` answers one path, `all_shortest` every path of that length."""

    SHORTEST = "shortest"
    ALL_SHORTEST = "all_shortest"


@dataclass(frozen=True, slots=True)
class PathRequest:
    """Paths from `source` to `target`; `avoid` holds ids and node kinds that no path may pass."""

    source: str
    target: str
    mode: PathMode = PathMode.SHORTEST
    max_hops: int = 6
    rels: tuple[Rel, ...] = DEFAULT_RELS
    avoid: tuple[str, ...] = ()
    basis: Basis = Basis.UNVERIFIED
    valid_on: str | None = None
    budget: Budget = field(default_factory=Budget)

    def normalised(self) -> dict[str, Any]:
        """The request as understood, defaults included."""
        return {
            "from": self.source,
            "to": self.target,
            "mode": self.mode,
            "max_hops": self.max_hops,
            "rel": [str(rel) for rel in self.rels],
            "avoid": list(self.avoid),
            "basis": self.basis,
            "valid_on": self.valid_on,
            "limit": self.budget.results,
            "max_edges": self.budget.edges,
        }


async def paths(view: GraphView, request: PathRequest) -> GraphAnswer:
    """Shortest paths, ordered by the ids of their nodes; each hop with its edges and one sentence in each language.

    Both ends are exempt from `avoid`. No path is an answer too: `paths` is empty and `meta.no_path` says how far both
    sides came.

    Raises:
        InvalidRequest: both ends are the same node, or `avoid` names one of them.
        NodeNotFound, NodeMoved, DocumentGone, InvalidIdentifier: about an end or an avoided id.
    """
    await _check(view, request)
    meter = Meter(request.budget)
    barrier = Barrier(
        ids=frozenset(word for word in request.avoid if word not in NODE_KINDS),
        kinds=frozenset(word for word in request.avoid if word in NODE_KINDS),
    )
    edge = EdgeFilter(basis=request.basis, valid_on=request.valid_on)
    step = Step(rels=request.rels, edge=edge, repeat=(1, request.max_hops), barrier=barrier)
    most = 1 if request.mode is PathMode.SHORTEST else request.budget.results
    found = await shortest(view, request.source, request.target, step, meter, most=most)
    complete = found.completeness
    if request.mode is PathMode.SHORTEST and found.routes:
        complete = type(complete)()
    nodes = list(dict.fromkeys(node for route in found.routes for node in route.nodes))
    edges = await view.ordered({edge for route in found.routes for hop in route.hops for edge in hop})
    told = [await _told(view, route) for route in found.routes]
    facts: dict[str, Any] = {}
    if not found.routes:
        sides = {"from": found.source_side, "to": found.target_side}
        facts["no_path"] = {
            name: {"nodes_reached": side.nodes, "hops": side.hops, "exhausted": side.exhausted}
            for name, side in sides.items()
        }
    return GraphAnswer(
        nodes=nodes or [request.source, request.target],
        edges=edges,
        query=request.normalised(),
        completeness=complete,
        cost=cost_of(meter, len(nodes)),
        facts=facts,
        extra={"paths": told},
    )


async def _check(view: GraphView, request: PathRequest) -> None:
    await known_node(view, request.source, parameter="from")
    await known_node(view, request.target, parameter="to")
    if request.source == request.target:
        raise InvalidRequest(
            f"from and to are both {request.source!r}; a path needs two different nodes",
            value=request.source, parameter="to",
        )  # fmt: skip
    for word in request.avoid:
        if word not in NODE_KINDS:
            await known_node(view, word, parameter="avoid")
        if word in {request.source, request.target}:
            raise InvalidRequest(f"{word!r} is an end of the path and cannot be avoided", value=word, parameter="avoid")


async def _told(view: GraphView, route: Route) -> dict[str, Any]:
    hops = [await _hop(view, edges) for edges in route.hops]
    return {
        "nodes": list(route.nodes),
        "edges": [hop["edge"] for hop in hops],
        "hops": len(route.hops),
        "cost": len(route.hops),
        "explanation": hops,
    }


async def _hop(view: GraphView, ids: Sequence[str]) -> dict[str, Any]:
    edges = await view.edges(ids)
    best, *others = sorted(edges.values(), key=_strength)
    ends = await view.nodes([best.tail, best.head])
    sources = await view.sources(best.sources)
    hop: dict[str, Any] = {
        "edge": best.id,
        "also": [edge.id for edge in others],
        "basis": best.basis,
        "sentence": sentence(best, ends[best.tail], ends[best.head], list(sources.values())),
        "sources": [source.to_json() for source in sources.values()],
    }
    return hop | ({"caveat": best.caveat} if best.caveat else {})


_ORDER: Mapping[str, int] = {kind: place for place, kind in enumerate(EDGE_KINDS)}


def _strength(edge: Edge) -> tuple[int, int, str]:
    return edge.basis.rank, _ORDER[edge.kind], edge.id
