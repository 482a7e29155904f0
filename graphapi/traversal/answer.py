"""What every graph answer says of itself, the order of its nodes, and the whole graph."""

from collections.abc import Iterable, Mapping, Sequence

from graphapi.answers.documents import Counts
from graphapi.answers.envelopes import Cost, GraphIds, GraphMeta, Hub, Query
from graphapi.answers.graphs import Neighborhood
from graphapi.graph.base import GraphView
from graphapi.graph.meter import Budget, Meter
from graphapi.model.completeness import COMPLETE, Completeness, Shortfall
from graphapi.model.documents import Subgraph
from graphapi.model.errors import BudgetExceeded
from graphapi.model.kinds import EDGE_KINDS
from graphapi.model.steps import NO_HUBS, Barrier, Direction, Rel, Step

MAX_WHOLE = 500_000
"""Edges of a graph that is answered as a whole."""


def graph_meta(
    view: GraphView,
    meter: Meter,
    *,
    query: Query,
    completeness: Completeness,
    nodes: int,
    hops: Sequence[int] | None = None,
    counts: Sequence[Counts] | None = None,
) -> GraphMeta:
    """The `meta` of a traversal with its cost; hubs that were cut are listed and make the answer incomplete.

    `nodes` counts what was found, whether its documents are part of the answer or not.
    """
    return GraphMeta(
        revision=view.revision.number,
        query=query,
        completeness=with_hubs(completeness, meter),
        cost=Cost(edges=meter.edges, nodes=nodes, ms=meter.ms),
        hops=hops,
        counts=counts,
        hubs={node: Hub(edges=edges, kept=kept) for node, (edges, kept) in sorted(meter.hubs.items())} or None,
    )


def with_hubs(completeness: Completeness, meter: Meter) -> Completeness:
    """The completeness, which a hub that was cut takes away."""
    if completeness.complete and meter.hubs:
        return Completeness(False, Shortfall.HUB_LIMIT, None, len(meter.hubs))
    return completeness


async def nodes_in_order(view: GraphView, hop_of: Mapping[str, int]) -> list[str]:
    """Nodes by hop, then kind as in the kinds table, then id."""
    return sorted(await view.ordered(hop_of), key=hop_of.__getitem__)


async def graph_of_edges(view: GraphView, edges: Iterable[str], nodes: Iterable[str]) -> GraphIds:
    """The edges with the nodes that they join, and further nodes, in the order of the view."""
    ids = sorted(edges)
    ends = {end for edge in (await view.edges(ids)).values() for end in (edge.tail, edge.head)}
    return GraphIds(nodes=await view.ordered(ends.union(nodes)), edges=await view.ordered(ids))


async def subgraph(view: GraphView, graph: GraphIds) -> Subgraph:
    """The documents of a graph, for exporters."""
    nodes = await view.nodes(graph.nodes)
    edges = await view.edges(graph.edges)
    return Subgraph(list(nodes.values()), list(edges.values()))


async def everything(view: GraphView, *, most: int | None = None) -> Neighborhood:
    """Every node and edge in the order of the view; of more than `most` nodes the first, with the edges among them.

    Raises:
        BudgetExceeded: all are asked for, and they are more than one answer can hold.
    """
    nodes, edges = await view.node_ids(), await view.edge_ids()
    completeness = COMPLETE
    if most is not None and len(nodes) > most:
        completeness = Completeness(False, Shortfall.RESULT_LIMIT, None, len(nodes) - most)
        nodes = nodes[:most]
        edges = await _among(view, nodes)
    elif len(edges) > MAX_WHOLE:
        raise BudgetExceeded(
            f"the graph has {len(edges):,} edges; one answer holds at most {MAX_WHOLE:,}",
            value=len(edges),
            suggestion="ask for a neighborhood, paths or a pattern",
        )
    return Neighborhood(
        graph=GraphIds(nodes=nodes, edges=edges),
        meta=GraphMeta(
            revision=view.revision.number,
            query={"graph": "all"},
            completeness=completeness,
            cost=Cost(edges=len(edges), nodes=len(nodes)),
        ),
    )


async def whole_graph(view: GraphView) -> Subgraph:
    """Every node and edge of the view, in the order of the view.

    Raises:
        BudgetExceeded: they are more than one answer can hold.
    """
    return await subgraph(view, (await everything(view)).graph)


async def _among(view: GraphView, nodes: Sequence[str]) -> Sequence[str]:
    """The edges whose both ends are among the nodes."""
    rels = tuple(Rel(kind, Direction.OUT) for kind in EDGE_KINDS)
    step = Step(rels, barrier=Barrier(within=frozenset(nodes)), hubs=NO_HUBS)
    expansion = await view.expand(nodes, step, Meter(Budget(edges=10**9, ms=600_000)))
    return await view.ordered(hop.edge for hop in expansion.hops)
