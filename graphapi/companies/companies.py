"""The list of companies: listings, owners, head office, parks and segments of each, with filters and facets."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphapi.answers.tables import Table, TableColumn
from graphapi.companies.company_activity import products_of
from graphapi.companies.footprint import tickers_of
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import node_of_kind
from graphapi.documents.pages import Page, paged
from graphapi.graph.base import GraphView, Location
from graphapi.model.documents import Edge, Node
from graphapi.model.errors import InvalidRequest
from graphapi.model.kinds import Basis, ValueType
from graphapi.model.nearest import did_you_mean
from graphapi.model.steps import Direction, EdgeFilter, Rel

_RELS = tuple(Rel(kind, Direction.OUT) for kind in ("owned_by", "headquartered_in", "operates_in", "active_in"))
_FACETS = ("listed", "exchange", "province", "segment", "park", "basis")


@dataclass(frozen=True, slots=True)
class CompaniesRequest:
    """Filters are joined by *and*; `province` is that of the head office, `segment` and `park` are its own."""

    listed: bool | None = None
    province: str | None = None
    segment: str | None = None
    park: str | None = None
    exchange: str | None = None
    q: str | None = None
    basis: Basis = Basis.UNVERIFIED
    limit: int = 50
    cursor: str | None = None

    def normalised(self) -> dict[str, Any]:
        """The filters as understood, those not given left out."""
        names = ("listed", "province", "segment", "park", "exchange", "q", "basis")
        return {name: value for name in names if (value := getattr(self, name)) is not None}


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """A company, where it has its head office, and the edges that say what it owns to whom and does where."""

    node: Node
    place: Location
    edges: Sequence[Edge]

    def heads(self, kind: str) -> list[str]:
        """Ids at the other end of its edges of a kind, in order."""
        return sorted({edge.head for edge in self.edges if edge.kind == kind})

    @property
    def segments(self) -> list[str]:
        """Segments that it is active in, stated or by the product of a plant, in order."""
        made = {product for edge in self.edges for product in products_of(edge)}
        return sorted({*made, *self.heads("active_in")})

    @property
    def exchanges(self) -> list[str]:
        """Market identifier codes (ISO 10383) of its listings, in order."""
        return sorted({ticker["mic"] for ticker in tickers_of(self.node)})

    def to_json(self) -> dict[str, Any]:
        """The row as served: the company with ids, tickers, and the edges behind by kind."""
        behind: dict[str, list[str]] = defaultdict(list)
        for edge in self.edges:
            behind[edge.kind].append(edge.id)
        place = {"city": self.place.city, "province": self.place.province}
        return {
            "company": self.node.to_json(),
            "tickers": tickers_of(self.node),
            "parents": self.heads("owned_by"),
            "head_office": {name: key for name, key in place.items() if key is not None},
            "parks": self.heads("operates_in"),
            "segments": self.segments,
            "edges": {kind: sorted(edges) for kind, edges in behind.items()},
            "sources": sorted({*self.node.sources, *(key for edge in self.edges for key in edge.sources)}),
        }


async def companies(view: GraphView, request: CompaniesRequest) -> Page[CompanyRow]:
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
    hops = await reader.hops(list(kept), _RELS, edge=EdgeFilter(basis=request.basis))
    edges_of: dict[str, list[Edge]] = defaultdict(list)
    for edge in (await view.edges([hop.edge for hop in hops])).values():
        edges_of[edge.tail].append(edge)
    rows = [await _row(view, node, edges_of.get(key, [])) for key, node in kept.items()]
    found = [row for row in rows if _fits(request, row)]
    page = paged(
        view, found, request.normalised(), limit=request.limit, cursor=request.cursor, completeness=reader.completeness
    )
    return Page(page.items, page.next, page.total, page.query, _facets(found), page.completeness)


async def companies_table(view: GraphView, rows: Sequence[CompanyRow]) -> Table:
    """One row a company."""
    ends = {key for row in rows for key in (row.place.city, row.place.province) if key is not None}
    names = {key: node.label for key, node in (await view.nodes(sorted(ends))).items()}
    return Table("companies", COLUMNS, [_cells(row, names) for row in rows])


COLUMNS = (
    TableColumn("id"),
    TableColumn("name_en"),
    TableColumn("name_zh"),
    TableColumn("listed", ValueType.BOOLEAN),
    TableColumn("listings", ValueType.STRINGS),
    TableColumn("unverified_listings", ValueType.STRINGS),
    TableColumn("parents", ValueType.STRINGS),
    TableColumn("city"),
    TableColumn("city_name"),
    TableColumn("province"),
    TableColumn("province_name"),
    TableColumn("parks", ValueType.STRINGS),
    TableColumn("segments", ValueType.STRINGS),
    TableColumn("basis"),
    TableColumn("edges", ValueType.STRINGS),
    TableColumn("sources", ValueType.STRINGS),
)


def _cells(row: CompanyRow, names: Mapping[str, str]) -> dict[str, Any]:
    tickers, told = tickers_of(row.node), row.to_json()
    return {
        "id": row.node.id,
        "name_en": row.node.name_en,
        "name_zh": row.node.name_zh,
        "listed": bool(tickers),
        "listings": [ticker["listing"] for ticker in tickers],
        "unverified_listings": [ticker["listing"] for ticker in tickers if not ticker["verified"]],
        "city": row.place.city,
        "city_name": names.get(row.place.city or ""),
        "province": row.place.province,
        "province_name": names.get(row.place.province or ""),
        "basis": row.node.basis.value,
        "edges": sorted(edge.id for edge in row.edges),
        **{name: told[name] for name in ("parents", "parks", "segments", "sources")},
    }


async def _row(view: GraphView, node: Node, edges: Sequence[Edge]) -> CompanyRow:
    seated = any(edge.kind == "headquartered_in" for edge in edges)
    return CompanyRow(node, await view.location(node.id) if seated else Location(), edges)


def _wanted(request: CompaniesRequest, node: Node) -> bool:
    tickers = tickers_of(node)
    return (
        node.basis.rank <= request.basis.rank
        and request.listed in (None, bool(tickers))
        and (request.exchange is None or request.exchange in {ticker["mic"] for ticker in tickers})
        and _named(node, request.q)
    )


def _fits(request: CompaniesRequest, row: CompanyRow) -> bool:
    return (
        request.province in (None, row.place.province)
        and (request.segment is None or request.segment in row.segments)
        and (request.park is None or request.park in row.heads("operates_in"))
    )


def _named(node: Node, words: str | None) -> bool:
    names = " ".join((node.name_en or "", node.name_zh or "", *node.aliases, node.id)).casefold()
    return words is None or all(word in names for word in words.casefold().split())


def _check_exchange(exchange: str | None, nodes: Iterable[Node]) -> None:
    known = sorted({ticker["mic"] for node in nodes for ticker in tickers_of(node)})
    if exchange is not None and exchange not in known:
        raise InvalidRequest(
            f"no company is listed at {exchange!r}; there are {', '.join(known) or 'no listings'}",
            value=exchange,
            parameter="exchange",
            suggestion=did_you_mean(exchange, known),
        )


def _facets(rows: Iterable[CompanyRow]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {name: Counter() for name in _FACETS}
    for row in rows:
        counts["listed"]["true" if row.exchanges else "false"] += 1
        counts["basis"][row.node.basis.value] += 1
        counts["province"].update([row.place.province] if row.place.province else [])
        counts["exchange"].update(row.exchanges)
        counts["segment"].update(row.segments)
        counts["park"].update(row.heads("operates_in"))
    return {name: dict(sorted(count.items(), key=lambda item: (-item[1], item[0]))) for name, count in counts.items()}
