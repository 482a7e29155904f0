"""All edges at nodes, for lists and profiles: hubs included, bounded in time."""

from collections.abc import Mapping, Sequence

from graphapi.graph.base import GraphView, Hop
from graphapi.graph.meter import Budget, Meter
from graphapi.model.completeness import COMPLETE, Completeness
from graphapi.model.documents import Edge
from graphapi.model.grouping import grouped
from graphapi.model.steps import NO_HUBS, EdgeFilter, NodeFilter, Rel, Step

_MS = 5_000


class EdgeReader:
    """Reads edges for one answer under one time budget; `completeness` says afterwards whether it sufficed."""

    def __init__(self, view: GraphView) -> None:
        self.view = view
        self.meter = Meter(Budget(edges=10**9, ms=_MS))
        self.completeness: Completeness = COMPLETE

    async def hops(
        self,
        nodes: Sequence[str],
        rels: Sequence[Rel],
        *,
        edge: EdgeFilter | None = None,
        to: NodeFilter | None = None,
    ) -> Sequence[Hop]:
        """Hops out of the nodes over the relations, in the order of `GraphView.expand`."""
        step = Step(tuple(rels), edge or EdgeFilter(), to or NodeFilter(), hubs=NO_HUBS)
        expansion = await self.view.expand(nodes, step, self.meter)
        if self.meter.stopped:
            self.completeness = Completeness(False, self.meter.stopped, 1, len(nodes) - expansion.expanded)
        return expansion.hops

    async def edges(
        self,
        nodes: Sequence[str],
        *rels: Rel,
        edge: EdgeFilter | None = None,
        to: NodeFilter | None = None,
    ) -> list[Edge]:
        """The edges of the hops, each once, in the order of `hops`."""
        hops = await self.hops(nodes, rels, edge=edge, to=to)
        return list((await self.view.edges([hop.edge for hop in hops])).values())

    async def edges_at(
        self, nodes: Sequence[str], rel: Rel, *, edge: EdgeFilter | None = None
    ) -> Mapping[str, list[Edge]]:
        """Edges of a relation at each of the nodes, in the order of `hops`."""
        hops = await self.hops(nodes, [rel], edge=edge)
        edges, by_node = await self.view.edges([hop.edge for hop in hops]), grouped(hops, lambda hop: hop.origin)
        return {node: [edges[hop.edge] for hop in by_node[node]] for node in nodes}
