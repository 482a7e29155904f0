"""Parks and provinces by how much of a chain they host."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphapi.chain.coverage import GAPS, Link, State, landscape, links
from graphapi.chain.coverage_answer import summary
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import node_of_kind
from graphapi.documents.pages import Page, paged
from graphapi.graph.base import GraphView
from graphapi.model.kinds import STATUSES, Basis
from graphapi.model.steps import Direction, EdgeFilter, NodeFilter, Rel


@dataclass(frozen=True, slots=True)
class RankingRequest:
    """`kind` is park or province; `on_list` and `province` choose the parks that count."""

    kind: str
    chain: str = "lithium battery"
    on_list: str | None = None
    province: str | None = None
    basis: Basis = Basis.UNVERIFIED
    statuses: frozenset[str] = frozenset()
    limit: int = 50
    cursor: str | None = None

    def normalised(self) -> dict[str, Any]:
        """The request as understood, filters not given left out."""
        query = {
            "kind": self.kind,
            "chain": self.chain,
            "list": self.on_list,
            "province": self.province,
            "basis": self.basis,
            "status": [status for status in STATUSES if status in self.statuses] or None,
        }
        return {name: value for name, value in query.items() if value is not None}


async def ranking(view: GraphView, request: RankingRequest) -> Page[dict[str, Any]]:
    """Parks, or provinces as the set of their parks, by score, then direct links, then id.

    Each item holds the node, its parks, rank, score, counts, links by state and the edges behind them. Equal scores
    share a rank. A province without parks that count is left out; a park of which nothing is known has the score 0.

    Raises:
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone: about the list or the province.
        InvalidCursor: about the cursor.
    """
    reader = EdgeReader(view)
    counted = await parks_that_count(reader, request.on_list, request.province)
    land = await landscape(reader, request.chain, EdgeFilter(basis=request.basis, statuses=request.statuses))
    sets = await _sets(view, counted, request.kind)
    found = {key: links(land, parks) for key, parks in sets.items()}
    rows = [_row(key, sets[key], found[key]) for key in sets] if land.chain.links else []
    rows.sort(key=lambda row: (-row["score"], -row["direct"], row["id"]))
    scores = [row["score"] for row in rows]
    ranked = [row | {"rank": scores.index(row["score"]) + 1} for row in rows]
    page = paged(
        view, ranked, request.normalised(), limit=request.limit, cursor=request.cursor, completeness=reader.completeness
    )
    return Page(await _with_nodes(view, page.items), page.next, page.total, page.query, None, page.completeness)


async def parks_that_count(reader: EdgeReader, on_list: str | None, province: str | None) -> list[str]:
    """Ids of all parks, or those of a list or a province, ordered.

    Raises:
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone.
    """
    view = reader.view
    found: Sequence[str] = await view.node_ids("park")
    if on_list is not None:
        await node_of_kind(view, on_list, "list", parameter="list")
        only = NodeFilter(ids=frozenset({on_list}))
        hops = await reader.hops(found, [Rel("listed_in", Direction.OUT)], to=only)
        found = sorted({hop.origin for hop in hops})
    if province is not None:
        await node_of_kind(view, province, "province", parameter="province")
        found = [park for park in found if (await view.location(park)).province == province]
    return list(found)


async def _sets(view: GraphView, parks: Iterable[str], kind: str) -> Mapping[str, frozenset[str]]:
    if kind == "park":
        return {park: frozenset({park}) for park in parks}
    found: dict[str, set[str]] = defaultdict(set)
    for park in parks:
        province = (await view.location(park)).province
        if province is not None:
            found[province].add(park)
    return {province: frozenset(inside) for province, inside in found.items()}


def _row(key: str, parks: frozenset[str], found: Sequence[Link]) -> dict[str, Any]:
    by_state = {state: [link for link in found if link.state is state] for state in State if state is not State.ABSENT}
    return {
        "id": key,
        "parks": sorted(parks),
        **summary(found, measured=True),
        "segments": {state.value: [link.segment.id for link in of] for state, of in by_state.items()},
        "edges": evidence(found),
    }


def evidence(found: Iterable[Link]) -> list[str]:
    """Ids of the edges behind the states of the links: hosts and plants, `feeds` and its hosts for a hop away."""
    edges: dict[str, None] = {}
    for link in found:
        suppliers = link.suppliers if link.state in GAPS else ()
        edges |= dict.fromkeys(edge.id for one in suppliers for edge in one.edges)
        hosted = [*link.hosted, *(one for supplier in suppliers for one in supplier.hosted)]
        edges |= dict.fromkeys(edge.id for one in hosted for edge in (*one.edges, *one.plants))
    return list(edges)


async def _with_nodes(view: GraphView, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    nodes = await view.nodes([row["id"] for row in rows])
    return [{"node": nodes[row["id"]].to_json(), **{key: row[key] for key in row if key != "id"}} for row in rows]
