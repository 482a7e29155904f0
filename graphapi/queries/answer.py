"""What a graph query hands to the envelope: ids in order, and what is said about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphapi.graph.base import GraphView
from graphapi.graph.meter import Meter
from graphapi.model.answers import Completeness, Cost, Subgraph


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


async def nodes_in_order(view: GraphView, hop_of: Mapping[str, int]) -> list[str]:
    """Nodes by hop, then kind as in the kinds table, then id."""
    return sorted(await view.ordered(hop_of), key=hop_of.__getitem__)


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
