"""What a graph query hands to the envelope: ids in order, and what is said about them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphapi.graph.base import GraphView
from graphapi.graph.meter import Meter
from graphapi.model.answers import Completeness, Cost, Subgraph
from graphapi.model.identifiers import kind_of
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS

_NODE_ORDER = {kind: place for place, kind in enumerate(NODE_KINDS)}
_EDGE_ORDER = {kind: place for place, kind in enumerate(EDGE_KINDS)}


@dataclass(frozen=True, slots=True)
class GraphAnswer:
    """Nodes and edges by id, each once, in the order of the answer; `query` is the request as understood.

    `extra` holds further members of the envelope (paths), `facts` further members of `meta` (nodes per hop).
    """

    nodes: Sequence[str]
    edges: Sequence[str]
    query: Mapping[str, Any]
    completeness: Completeness
    cost: Cost
    facts: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)


def cost_of(meter: Meter, nodes: int) -> Cost:
    """The work of a traversal so far."""
    return Cost(edges=meter.edges, nodes=nodes, ms=meter.ms)


def nodes_in_order(hop_of: Mapping[str, int]) -> list[str]:
    """Nodes by hop, then kind as in the kinds table, then id."""
    return sorted(hop_of, key=lambda node: (hop_of[node], _NODE_ORDER[kind_of(node)], node))


async def edges_in_order(view: GraphView, ids: Iterable[str]) -> list[str]:
    """Edges by kind as in the kinds table, then tail, head and id."""
    edges = (await view.edges(list(ids))).values()
    return [edge.id for edge in sorted(edges, key=lambda edge: (_EDGE_ORDER[edge.kind], edge.tail, edge.head, edge.id))]


async def subgraph(view: GraphView, answer: GraphAnswer) -> Subgraph:
    """The documents of an answer, for exporters."""
    nodes = await view.nodes(answer.nodes)
    edges = await view.edges(answer.edges)
    return Subgraph(list(nodes.values()), list(edges.values()))


async def whole_graph(view: GraphView) -> Subgraph:
    """Every node and edge of the view, in the order of the view."""
    nodes = await view.nodes(await view.node_ids())
    edges = await view.edges(await view.edge_ids())
    return Subgraph(list(nodes.values()), list(edges.values()))
