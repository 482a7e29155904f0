"""Which parks host a segment, with the companies and sources behind each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphapi.graph.base import GraphView, Hop
from graphapi.model.documents import Edge, Node
from graphapi.model.kinds import STATUSES, Basis
from graphapi.model.steps import Direction, EdgeFilter, NodeFilter, Rel
from graphapi.queries.around import Around
from graphapi.queries.explain import sentence
from graphapi.queries.lookup import node_of_kind
from graphapi.queries.pages import Page, paged


@dataclass(frozen=True, slots=True)
class HostsRequest:
    """`basis` and `statuses` bind the `hosts` edges and the company edges behind them."""

    segment: str
    province: str | None = None
    on_list: str | None = None
    basis: Basis = Basis.UNVERIFIED
    statuses: frozenset[str] = frozenset()
    limit: int = 50
    cursor: str | None = None

    def normalised(self) -> dict[str, Any]:
        """The filters as understood, those not given left out."""
        fields: dict[str, Any] = {
            "segment": self.segment,
            "province": self.province,
            "list": self.on_list,
            "basis": self.basis,
            "status": [status for status in STATUSES if status in self.statuses] or None,
        }
        return {name: value for name, value in fields.items() if value is not None}


async def hosts(view: GraphView, request: HostsRequest) -> Page[dict[str, Any]]:
    """Parks that host a segment: those that a source says so directly first, then those that follow from a plant.

    Within both groups more companies come first, then more sources, then the park's id. Each item holds the park, its
    `hosts` edges, the companies that make the product there with their edges and sentences, and all sources.

    Raises:
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone, InvalidCursor.
    """
    await node_of_kind(view, request.segment, "segment")
    edges = EdgeFilter(basis=request.basis, statuses=request.statuses)
    around = Around(view)
    hosting = await around.hops([request.segment], [Rel("hosts", Direction.IN)], edge=edges)
    by_park: dict[str, list[Edge]] = defaultdict(list)
    for edge in (await view.edges([hop.edge for hop in hosting])).values():
        by_park[edge.tail].append(edge)
    wanted = await _kept(around, by_park, request)
    plants = await around.hops(sorted(wanted), [Rel("operates_in", Direction.IN)], edge=edges)
    makers = await _makers(view, plants, request.segment)
    items = [await _item(view, park, by_park[park.id], makers.get(park.id, [])) for park in wanted.values()]
    items.sort(
        key=lambda item: (not item["direct"], -len(item["companies"]), -len(item["sources"]), item["park"]["id"])
    )
    return paged(
        view, items, request.normalised(), limit=request.limit, cursor=request.cursor, completeness=around.completeness
    )


async def _kept(around: Around, parks: Iterable[str], request: HostsRequest) -> Mapping[str, Node]:
    view, kept = around.view, sorted(parks)
    if request.province is not None:
        await node_of_kind(view, request.province, "province", parameter="province")
        kept = [park for park in kept if (await view.place(park)).province == request.province]
    if request.on_list is not None:
        await node_of_kind(view, request.on_list, "list", parameter="list")
        only = NodeFilter(ids=frozenset({request.on_list}))
        kept = sorted({hop.origin for hop in await around.hops(kept, [Rel("listed_in", Direction.OUT)], to=only)})
    return await view.nodes(kept)


async def _makers(view: GraphView, plants: Sequence[Hop], segment: str) -> Mapping[str, list[Edge]]:
    makers: dict[str, list[Edge]] = defaultdict(list)
    for edge in (await view.edges([hop.edge for hop in plants])).values():
        products = edge.attributes.get("products")
        if isinstance(products, tuple) and segment in products:
            makers[edge.head].append(edge)
    return makers


async def _item(view: GraphView, park: Node, hosting: list[Edge], makers: list[Edge]) -> dict[str, Any]:
    sources = await view.sources(list(dict.fromkeys(key for edge in [*hosting, *makers] for key in edge.sources)))
    return {
        "park": park.to_json(),
        "direct": any(edge.basis is not Basis.DERIVED for edge in hosting),
        "edges": [edge.to_json() for edge in sorted(hosting, key=lambda edge: (edge.basis.rank, edge.id))],
        "companies": [await _maker(view, edge, park) for edge in makers],
        "sources": [source.to_json() for source in sources.values()],
    }


async def _maker(view: GraphView, edge: Edge, park: Node) -> dict[str, Any]:
    company = (await view.nodes([edge.tail]))[edge.tail]
    sources = await view.sources(edge.sources)
    return {
        "company": company.to_json(),
        "edge": edge.to_json(),
        "sentence": sentence(edge, company, park, list(sources.values())),
    }
