"""Lists of nodes and edges with filters and facets."""

from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import known_node, node_of_kind
from graphapi.documents.pages import Page, paged
from graphapi.graph.base import GraphView, Location
from graphapi.graph.meter import CHECK_EVERY, Budget, Meter
from graphapi.model.answers import COMPLETE, Completeness
from graphapi.model.documents import Node
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, Basis
from graphapi.model.steps import Direction, Rel


@dataclass(frozen=True, slots=True)
class NodeListRequest:
    """Filters are joined by *and*; kinds among themselves by *or*. `ready_by` keeps parks to be built by that year."""

    kinds: frozenset[str] = frozenset()
    province: str | None = None
    on_list: str | None = None
    stage: str | None = None
    chain: str | None = None
    basis: Basis = Basis.UNVERIFIED
    ready_by: int | None = None
    listed: bool | None = None
    q: str | None = None
    limit: int = 50
    cursor: str | None = None

    def normalised(self) -> dict[str, Any]:
        """The filters as understood, those not given left out."""
        fields: dict[str, Any] = {
            "kind": sorted(self.kinds) or None,
            "province": self.province,
            "list": self.on_list,
            "stage": self.stage,
            "chain": self.chain,
            "basis": self.basis,
            "ready_by": self.ready_by,
            "listed": self.listed,
            "q": self.q,
        }
        return {name: value for name, value in fields.items() if value is not None}


async def list_nodes(view: GraphView, request: NodeListRequest) -> Page[str]:
    """Ids of the nodes that pass the filters, ordered by kind and id, with counts of what else they share.

    What time allows is looked through; where it did not do, total and facets count what was seen.

    Raises:
        NodeNotFound, InvalidIdentifier: about the province or the list.
        InvalidCursor: about the cursor.
    """
    if request.province is not None:
        await node_of_kind(view, request.province, "province", parameter="province")
    lists = await _lists(view)
    if request.on_list is not None:
        await node_of_kind(view, request.on_list, "list", parameter="list")
    found: list[tuple[Node, Location]] = []
    meter, completeness = Meter(Budget(edges=10**9)), COMPLETE
    async for part, left in _parts(view, request.kinds):
        for node in part:
            place = await view.location(node.id)
            if _wanted(request, node, place) and request.on_list in (None, *lists.get(node.id, ())):
                found.append((node, place))
        meter.charge(CHECK_EVERY)
        if not await meter.checkpoint():
            completeness = Completeness(False, meter.stopped, None, left)
            break
    page = paged(
        view,
        [node.id for node, _ in found],
        request.normalised(),
        limit=request.limit,
        cursor=request.cursor,
        completeness=completeness,
    )
    return replace(page, facets=_facets(found, lists))


async def list_edges(
    view: GraphView, node: str, *, kind: str | None, direction: Direction, limit: int, cursor: str | None
) -> Page[str]:
    """Ids of the edges at a node, by kind, along the edge before against it, then by the other end.

    Raises:
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone, InvalidCursor.
    """
    await known_node(view, node)
    rels = tuple(Rel(name, direction) for name in EDGE_KINDS if kind in (None, name))
    reader = EdgeReader(view)
    hops = await reader.hops([node], rels)
    query = {"node": node, "kind": kind, "direction": direction}
    edges = [hop.edge for hop in hops]
    return paged(view, edges, query, limit=limit, cursor=cursor, completeness=reader.completeness)


async def _parts(view: GraphView, kinds: frozenset[str]) -> AsyncIterator[tuple[Collection[Node], int]]:
    """All nodes of the kinds in their order, so many at a time, and how many are left."""
    ids = [await view.node_ids(kind) for kind in NODE_KINDS if kind in kinds or not kinds]
    left = sum(map(len, ids))
    for of_kind in ids:
        for begin in range(0, len(of_kind), CHECK_EVERY):
            part = of_kind[begin : begin + CHECK_EVERY]
            left -= len(part)
            yield (await view.nodes(part)).values(), left


def _wanted(request: NodeListRequest, node: Node, place: Location) -> bool:
    attributes = node.attributes
    return (
        (not request.kinds or node.kind in request.kinds)
        and request.province in (None, place.province, node.id)
        and request.stage in (None, attributes.get("stage"))
        and request.chain in (None, attributes.get("chain"))
        and node.basis.rank <= request.basis.rank
        and (request.listed is None or (node.kind == "company" and bool(attributes.get("listings")) is request.listed))
        and _ready(attributes.get("construction_end"), request.ready_by)
        and _matches(node, request.q)
    )


def _ready(end: object, by: int | None) -> bool:
    return by is None or (isinstance(end, int) and end <= by)


def _matches(node: Node, words: str | None) -> bool:
    if words is None:
        return True
    names = " ".join((node.name_en or "", node.name_zh or "", *node.aliases, node.id)).casefold()
    return all(word in names for word in words.casefold().split())


async def _lists(view: GraphView) -> Mapping[str, Sequence[str]]:
    lists: dict[str, list[str]] = {}
    for edge in (await view.edges(await view.edge_ids("listed_in"))).values():
        lists.setdefault(edge.tail, []).append(edge.head)
    return lists


def _facets(found: Sequence[tuple[Node, Location]], lists: Mapping[str, Sequence[str]]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {name: Counter() for name in _FACETS}
    for node, place in found:
        counts["kind"][node.kind] += 1
        counts["basis"][node.basis.value] += 1
        counts["list"].update(lists.get(node.id, ()))
        if place.province is not None:
            counts["province"][place.province] += 1
        for name in ("stage", "chain"):
            if name in node.attributes:
                counts[name][str(node.attributes[name])] += 1
    return {name: dict(sorted(count.items(), key=lambda item: (-item[1], item[0]))) for name, count in counts.items()}


_FACETS = ("kind", "province", "list", "stage", "chain", "basis")
