"""Lists of nodes and edges with filters and facets."""

from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from typing import Literal

from pydantic import Field

from graphapi.answers.envelopes import EdgeList, NodeList
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import known_edge_kind, known_kinds, known_node, node_of_kind
from graphapi.documents.pages import paged
from graphapi.documents.requests import BASIS, PageRequest, words
from graphapi.graph.base import GraphView
from graphapi.graph.meter import CHECK_EVERY, Budget, Meter
from graphapi.model.completeness import COMPLETE, Completeness
from graphapi.model.documents import Location, Node
from graphapi.model.kinds import CHAINS, EDGE_KINDS, NODE_KINDS, STAGES, Basis
from graphapi.model.steps import Direction, Rel


class NodeListRequest(PageRequest):
    """Filters are joined by *and*; kinds among themselves by *or*."""

    kind: str | None = Field(None, max_length=200, description="Node kinds, separated by commas.", examples=["park"])
    province: str | None = Field(None, max_length=200, description="Id of a province.", examples=["province:nm"])
    list: str | None = Field(None, max_length=200, description="Id of a list.", examples=["list:national-batch-1"])
    stage: Literal[STAGES] | None = Field(None, description="Stage of a segment.")  # type: ignore[valid-type]
    chain: Literal[CHAINS] | None = Field(None, description="Chain of a segment.")  # type: ignore[valid-type]
    basis: Basis = Field(Basis.UNVERIFIED, description=BASIS)
    ready_by: int | None = Field(None, ge=2000, le=2100, description="Parks to be built by the end of this year.")
    listed: bool | None = Field(None, description="Companies with (true) or without (false) a listing.")
    q: str | None = Field(None, min_length=1, max_length=200, description="Words of names and aliases, zh or en.")

    @property
    def kinds(self) -> frozenset[str]:
        """The node kinds, all when there are none.

        Raises:
            UnknownKind: one is not in the kinds table.
            InvalidRequest: a word is empty.
        """
        return known_kinds(words(self.kind, "kind"))

    def normalised(self) -> dict[str, object]:
        kinds = {"kind": sorted(self.kinds)} if self.kind else {}
        return super().normalised() | kinds


class EdgeListRequest(PageRequest):
    """Filters of the edges at a node."""

    kind: str | None = Field(None, max_length=200, description="Edge kind.", examples=["operates_in"])
    direction: Direction = Field(Direction.BOTH, description="`out` along the edge, `in` against it, `both`.")


async def list_nodes(view: GraphView, request: NodeListRequest) -> NodeList:
    """The nodes that pass the filters, ordered by kind and id, with counts of what else they share.

    As much as time allows is read; when it runs out, total and facets count what was read.

    Raises:
        NodeNotFound, InvalidIdentifier: about the province or the list.
        InvalidCursor: about the cursor.
    """
    kinds = request.kinds
    if request.province is not None:
        await node_of_kind(view, request.province, "province", parameter="province")
    lists = await _lists(view)
    if request.list is not None:
        await node_of_kind(view, request.list, "list", parameter="list")
    found: list[tuple[Node, Location]] = []
    meter, completeness = Meter(Budget(edges=10**9)), COMPLETE
    async for part, left in _parts(view, kinds):
        for node in part:
            place = await view.location(node.id)
            if _wanted(request, kinds, node, place) and request.list in (None, *lists.get(node.id, ())):
                found.append((node, place))
        meter.charge(CHECK_EVERY)
        if not await meter.checkpoint():
            completeness = Completeness(False, meter.stopped, None, left)
            break
    page = paged(view, [node.id for node, _ in found], request.normalised(), request, completeness=completeness)
    return page.answer(NodeList, facets=_facets(found, lists))


async def list_edges(view: GraphView, node: str, request: EdgeListRequest) -> EdgeList:
    """The edges at a node, by kind, outgoing before incoming, then by the other end.

    Raises:
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone, UnknownKind, InvalidCursor.
    """
    kind = known_edge_kind(request.kind) if request.kind is not None else None
    await known_node(view, node)
    rels = tuple(Rel(name, request.direction) for name in EDGE_KINDS if kind in (None, name))
    reader = EdgeReader(view)
    hops = await reader.hops([node], rels)
    query = {"node": node, "kind": kind, "direction": request.direction}
    edges = [hop.edge for hop in hops]
    return paged(view, edges, query, request, completeness=reader.completeness).answer(EdgeList)


async def _parts(view: GraphView, kinds: frozenset[str]) -> AsyncIterator[tuple[Collection[Node], int]]:
    """All nodes of the kinds in their order, so many at a time, and how many are left."""
    ids = [await view.node_ids(kind) for kind in NODE_KINDS if kind in kinds or not kinds]
    left = sum(map(len, ids))
    for of_kind in ids:
        for begin in range(0, len(of_kind), CHECK_EVERY):
            part = of_kind[begin : begin + CHECK_EVERY]
            left -= len(part)
            yield (await view.nodes(part)).values(), left


def _wanted(request: NodeListRequest, kinds: frozenset[str], node: Node, place: Location) -> bool:
    attributes = node.attributes
    return (
        (not kinds or node.kind in kinds)
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
