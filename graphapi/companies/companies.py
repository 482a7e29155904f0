"""The list of companies: listings, owners, head office, parks and segments of each, with filters and facets."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import Field

from graphapi.answers.companies import CompaniesList, CompanyItem
from graphapi.answers.tables import Table, row_of, table_of
from graphapi.companies.company_activity import listings_of
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import node_of_kind
from graphapi.documents.pages import paged
from graphapi.documents.requests import BASIS, PageRequest
from graphapi.graph.base import GraphView
from graphapi.model.documents import Edge, Location, Node
from graphapi.model.errors import InvalidRequest, did_you_mean
from graphapi.model.grouping import grouped, ids_of, products_of, sources_of
from graphapi.model.kinds import Basis
from graphapi.model.steps import Direction, EdgeFilter, Rel

_RELS = tuple(Rel(kind, Direction.OUT) for kind in ("owned_by", "headquartered_in", "operates_in", "active_in"))


class CompaniesRequest(PageRequest):
    """Filters of the list of companies, joined by *and*."""

    listed: bool | None = Field(None, description="With (true) or without (false) a listing.")
    province: str | None = Field(None, max_length=200, description="Id of the province of the head office.")
    segment: str | None = Field(None, max_length=200, description="Id of a segment that the company is active in.")
    park: str | None = Field(None, max_length=200, description="Id of a park that the company itself operates in.")
    exchange: str | None = Field(
        None, max_length=10, description="Market identifier code (ISO 10383) of a listing.", examples=["XSHE"]
    )
    q: str | None = Field(None, min_length=1, max_length=200, description="Words of names and aliases, zh or en.")
    basis: Basis = Field(Basis.UNVERIFIED, description=BASIS)


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """A company as a row."""

    id: str
    name_en: str | None
    name_zh: str | None
    listed: bool
    listings: Sequence[str]
    unverified_listings: Sequence[str]
    parents: Sequence[str]
    city: str | None
    city_name: str | None
    province: str | None
    province_name: str | None
    parks: Sequence[str]
    segments: Sequence[str]
    basis: str
    edges: Sequence[str]
    sources: Sequence[str]


async def companies(view: GraphView, request: CompaniesRequest) -> CompaniesList:
    """Companies that pass the filters, by id, with counts of what they share.

    Raises:
        NodeNotFound, InvalidIdentifier: about province, segment or park.
        InvalidRequest: no company is listed at the exchange.
        InvalidCursor: about the cursor.
    """
    for name in ("province", "segment", "park"):
        if (identifier := getattr(request, name)) is not None:
            await node_of_kind(view, identifier, name, parameter=name)
    nodes = await view.nodes(await view.node_ids("company"))
    _check_exchange(request.exchange, nodes.values())
    kept = {key: node for key, node in nodes.items() if _wanted(request, node)}
    reader = EdgeReader(view)
    edges = await reader.edges(list(kept), *_RELS, edge=EdgeFilter(basis=request.basis))
    edges_of = grouped(edges, lambda edge: edge.tail)
    items = [await _item(view, node, edges_of[key]) for key, node in kept.items()]
    found = [item for item in items if _fits(request, item)]
    page = paged(view, found, request.normalised(), request, completeness=reader.completeness)
    return page.answer(CompaniesList, facets=_facets(found))


async def companies_table(view: GraphView, found: CompaniesList) -> Table:
    """One row a company."""
    offices = [item.head_office for item in found.items]
    places = {key for office in offices for key in (office.city, office.province) if key is not None}
    names = {key: node.label for key, node in (await view.nodes(sorted(places))).items()}
    rows = [
        row_of(
            CompanyRow,
            item,
            item.head_office,
            item.company,
            basis=item.company.basis,
            listed=bool(item.tickers),
            listings=[ticker.listing for ticker in item.tickers],
            unverified_listings=[ticker.listing for ticker in item.tickers if not ticker.verified],
            city_name=names.get(item.head_office.city or ""),
            province_name=names.get(item.head_office.province or ""),
            edges=sorted(edge for edges in item.edges.values() for edge in edges),
        )
        for item in found.items
    ]
    return table_of("companies", CompanyRow, rows)


async def _item(view: GraphView, node: Node, edges: Sequence[Edge]) -> CompanyItem:
    by_kind = grouped(edges, lambda edge: edge.kind)
    heads = {kind: sorted({edge.head for edge in found}) for kind, found in by_kind.items()}
    place = await view.location(node.id) if "headquartered_in" in heads else Location()
    made = {product for edge in edges for product in products_of(edge)}
    return CompanyItem(
        company=node,
        tickers=listings_of(node),
        parents=heads.get("owned_by", []),
        head_office=place,
        parks=heads.get("operates_in", []),
        segments=sorted({*made, *heads.get("active_in", ())}),
        edges={kind: sorted(ids_of(found)) for kind, found in by_kind.items()},
        sources=sorted(sources_of((node, *edges))),
    )


def _wanted(request: CompaniesRequest, node: Node) -> bool:
    listings = listings_of(node)
    return (
        node.basis.rank <= request.basis.rank
        and request.listed in (None, bool(listings))
        and (request.exchange is None or any(listing.mic == request.exchange for listing in listings))
        and _named(node, request.q)
    )


def _fits(request: CompaniesRequest, item: CompanyItem) -> bool:
    return (
        request.province in (None, item.head_office.province)
        and (request.segment is None or request.segment in item.segments)
        and (request.park is None or request.park in item.parks)
    )


def _named(node: Node, words: str | None) -> bool:
    names = " ".join((node.name_en or "", node.name_zh or "", *node.aliases, node.id)).casefold()
    return words is None or all(word in names for word in words.casefold().split())


def _check_exchange(exchange: str | None, nodes: Iterable[Node]) -> None:
    known = sorted({listing.mic for node in nodes for listing in listings_of(node)})
    if exchange is not None and exchange not in known:
        detail = f"no company is listed at {exchange!r}; there are {', '.join(known) or 'no listings'}"
        raise InvalidRequest(detail, value=exchange, parameter="exchange", suggestion=did_you_mean(exchange, known))


def _facets(items: Sequence[CompanyItem]) -> dict[str, dict[str, int]]:
    """What the items have, by facet, the most frequent first."""
    words: dict[str, Iterable[str | None]] = {
        "listed": ("true" if item.tickers else "false" for item in items),
        "exchange": (mic for item in items for mic in {ticker.mic for ticker in item.tickers}),
        "province": (item.head_office.province for item in items),
        "segment": (segment for item in items for segment in item.segments),
        "park": (park for item in items for park in item.parks),
        "basis": (item.company.basis.value for item in items),
    }
    counts = {name: Counter(word for word in found if word) for name, found in words.items()}
    return {name: dict(sorted(count.items(), key=lambda pair: (-pair[1], pair[0]))) for name, count in counts.items()}
