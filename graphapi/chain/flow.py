"""Whole chains: the list of them, and each as a flow with segments in columns, ready for a Sankey."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import TypeVar

from pydantic import Field

from graphapi.answers.chain import ChainFlow, ChainItem, ChainList, Flow, FlowCounts, FlowLink, FlowNode
from graphapi.answers.documents import Name
from graphapi.answers.envelopes import GraphIds
from graphapi.answers.tables import Table, table_of
from graphapi.chain.hosting import Presence, joint_presence, presence_of
from graphapi.chain.segment_chain import PresenceColumns, SegmentColumns, segment_row
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.pages import paged
from graphapi.documents.requests import BASIS, PageRequest, Request
from graphapi.graph.base import GraphView
from graphapi.model.documents import Edge, Node
from graphapi.model.errors import InvalidRequest
from graphapi.model.grouping import ids_of
from graphapi.model.kinds import CHAINS, STAGES, Basis
from graphapi.model.steps import Direction, EdgeFilter, Rel
from graphapi.traversal.answer import graph_meta

SLUGS: Mapping[str, str] = {chain.replace(" ", "-"): chain for chain in CHAINS}
"""Chains by their slug in a URL."""

T = TypeVar("T", bound=Hashable)
_UNLINKED = -1

Pair = tuple[str, str]
"""Tail and head of a link."""


@dataclass(frozen=True, slots=True)
class Layering:
    """`layer` of each linked node over the condensation, `column` over the links that do not lead `back`.

    Nodes of one loop (a strongly connected component of several nodes) share a layer and have the same number in
    `loop`; nodes outside loops are absent there.
    """

    layer: Mapping[str, int]
    column: Mapping[str, int]
    loop: Mapping[str, int]
    back: frozenset[Pair]


class ChainListRequest(PageRequest):
    """Filters of the list of chains."""

    basis: Basis = Field(Basis.UNVERIFIED, description=BASIS)


class FlowRequest(Request):
    """Filters of a whole chain."""

    basis: Basis = Field(Basis.UNVERIFIED, description=BASIS)


def known_chain(text: str, *, parameter: str = "chain") -> str:
    """The chain that a slug or a name means; case, spaces and underscores do not matter.

    Raises:
        InvalidRequest: there is no such chain; the nearest is suggested.
    """
    slug = "-".join(text.lower().replace("_", " ").replace("-", " ").split())
    if slug not in SLUGS:
        raise InvalidRequest.unknown(text, "chain", SLUGS, parameter=parameter, like=slug)
    return SLUGS[slug]


async def list_chains(view: GraphView, request: ChainListRequest) -> ChainList:
    """Every chain in table order with its segments by stage, links, and parks, companies and provinces.

    A park counts once for a chain; it is direct when it is for one of its segments.

    Raises:
        InvalidCursor.
    """
    reader, edge = EdgeReader(view), EdgeFilter(basis=request.basis)
    nodes = await view.nodes(await view.node_ids("segment"))
    links = await _links(reader, list(nodes), edge)
    found = await presence_of(reader, list(nodes), edge)
    touching = [{_chain(nodes[link.tail]), _chain(nodes[link.head])} for link in links]
    items = [
        _item(slug, [node for node in nodes.values() if _chain(node) == chain], touching, found)
        for slug, chain in SLUGS.items()
    ]
    return paged(view, items, request.normalised(), request, completeness=reader.completeness).answer(ChainList)


async def chain_flow(view: GraphView, chain: str, request: FlowRequest) -> ChainFlow:
    """The segments of a chain, those of other chains that they are linked with, and all `feeds` links at the chain.

    Nodes come by stage, column and id. Layers and columns are those of `layered`, ranked by stage, over the links
    shown; a segment without a link has none.

    Raises:
        InvalidRequest: there is no such chain.
    """
    chain = known_chain(chain)
    reader, edge = EdgeReader(view), EdgeFilter(basis=request.basis)
    segments = await view.nodes(await view.node_ids("segment"))
    own = [key for key, node in segments.items() if _chain(node) == chain]
    links = await _links(reader, own, edge)
    shown = {key: segments[key] for key in dict.fromkeys([*own, *(end for link in links for end in _ends(link))])}
    layering = layered(map(_ends, links), {key: _stage_rank(node) for key, node in shown.items()})
    found = await presence_of(reader, list(shown), edge)
    column = layering.column
    nodes = sorted(shown.values(), key=lambda node: (_stage_rank(node), column.get(node.id, _UNLINKED), node.id))
    flow = Flow(
        chain=chain,
        nodes=[_node(node, chain, layering, found[node.id]) for node in nodes],
        links=[_link(link, shown, layering) for link in links],
        counts=_counts(nodes, links, layering, chain, joint_presence([found[key] for key in own])),
    )
    query = {"chain": chain, **request.normalised()}
    meta = graph_meta(view, reader.meter, query=query, completeness=reader.completeness, nodes=len(nodes))
    graph = GraphIds(nodes=[node.id for node in nodes], edges=[link.id for link in links])
    return ChainFlow(graph=graph, meta=meta, flow=flow)


async def _links(reader: EdgeReader, segments: Sequence[str], edge: EdgeFilter) -> list[Edge]:
    found = {link.id: link for link in await reader.edges(segments, Rel("feeds", Direction.BOTH), edge=edge)}
    return [found[key] for key in await reader.view.ordered(found)]


def _item(slug: str, own: Sequence[Node], touching: Sequence[set[str]], found: Mapping[str, Presence]) -> ChainItem:
    chain, presence = SLUGS[slug], joint_presence([found[node.id] for node in own])
    return ChainItem(
        slug=slug,
        chain=chain,
        segments=len(own),
        stages=_stages(own),
        links=touching.count({chain}),
        cross_chain=sum(chain in chains and len(chains) > 1 for chains in touching),
        parks=presence.parks,
        companies=presence.companies,
        provinces=presence.provinces,
    )


def _node(node: Node, chain: str, layering: Layering, presence: Presence) -> FlowNode:
    return FlowNode(
        id=node.id,
        name=Name(**node.name),
        stage=str(node.attributes["stage"]),
        chain=_chain(node),
        outside=_chain(node) != chain,
        layer=layering.layer.get(node.id),
        column=layering.column.get(node.id),
        loop=layering.loop.get(node.id),
        parks=presence.parks,
        companies=presence.companies,
        provinces=presence.provinces,
        edges=ids_of(presence.edges),
        sources=presence.sources,
    )


def _link(link: Edge, shown: Mapping[str, Node], layering: Layering) -> FlowLink:
    reason = link.attributes.get("reason")
    return FlowLink(
        edge=link.id,
        source=link.tail,
        target=link.head,
        value=1,
        cross_chain=_chain(shown[link.tail]) != _chain(shown[link.head]),
        back=_ends(link) in layering.back,
        basis=link.basis,
        sources=link.sources,
        reason=str(reason) if reason is not None else None,
        caveat=link.caveat,
    )


def _counts(
    nodes: Sequence[Node], links: Sequence[Edge], layering: Layering, chain: str, presence: Presence
) -> FlowCounts:
    own = {node.id for node in nodes if _chain(node) == chain}
    return FlowCounts(
        segments=len(own),
        outside=len(nodes) - len(own),
        unlinked=sum(node.id not in layering.layer for node in nodes),
        links=len(links),
        cross_chain=sum(not own.issuperset(_ends(link)) for link in links),
        back=sum(_ends(link) in layering.back for link in links),
        loops=len(set(layering.loop.values())),
        stages=_stages([node for node in nodes if node.id in own]),
        parks=presence.parks,
        companies=presence.companies,
        provinces=presence.provinces,
    )


def _stages(segments: Sequence[Node]) -> dict[str, int]:
    return {stage: sum(node.attributes["stage"] == stage for node in segments) for stage in STAGES}


def _chain(segment: Node) -> str:
    return str(segment.attributes["chain"])


def _stage_rank(segment: Node) -> int:
    return STAGES.index(str(segment.attributes["stage"]))


def _ends(link: Edge) -> Pair:
    return link.tail, link.head


@dataclass(frozen=True)
class _FlowColumns:
    outside: bool
    layer: int | None
    column: int | None
    loop: int | None


@dataclass(frozen=True)
class FlowRow(PresenceColumns, _FlowColumns, SegmentColumns):
    """A segment of a flow; without a link it has no layer and no column."""


async def flow_table(view: GraphView, answer: ChainFlow) -> Table:
    """One row a segment, in the order of the flow."""
    nodes = await view.nodes([segment.id for segment in answer.flow.nodes])
    return table_of("chain", FlowRow, [segment_row(FlowRow, nodes[found.id], found) for found in answer.flow.nodes])


def layered(links: Iterable[Pair], rank: Mapping[str, int]) -> Layering:
    """Layers of the linked nodes: the number of links of the longest path to a node, each loop taken as one node.

    A link inside a loop leads back when its head has a lower `rank` than its tail; where loops are left among nodes of
    equal rank, a depth-first search by rank and id decides: links to a node on the path to the current one lead back. A
    self-loop leads back. Without the links that lead back there is no loop. Linear in nodes and links (Tarjan 1972).
    """
    pairs = sorted(set(links))
    components = _components(pairs, rank)
    group = {node: number for number, component in enumerate(components) for node in component}
    inside = [pair for pair in pairs if group[pair[0]] == group[pair[1]]]
    back = {pair for pair in inside if pair[0] == pair[1] or rank[pair[0]] > rank[pair[1]]}
    back |= set(_closing([pair for pair in inside if pair not in back], rank))
    layer = _longest(range(len(components)), [(group[tail], group[head]) for tail, head in {*pairs} - {*inside}])
    loops = [component for component in reversed(components) if len(component) > 1]
    return Layering(
        layer={node: layer[number] for node, number in group.items()},
        column=_longest(group, [pair for pair in pairs if pair not in back]),
        loop={node: number for number, component in enumerate(loops, 1) for node in component},
        back=frozenset(back),
    )


def _longest(nodes: Iterable[T], links: Iterable[tuple[T, T]]) -> dict[T, int]:
    """Length of the longest path to each node; the links must not close a loop."""
    tails: dict[T, list[T]] = {node: [] for node in nodes}
    for tail, head in links:
        tails[head].append(tail)
    length: dict[T, int] = {}
    for node in TopologicalSorter(tails).static_order():
        length[node] = max((length[tail] + 1 for tail in tails[node]), default=0)
    return length


def _components(pairs: Sequence[Pair], rank: Mapping[str, int]) -> list[list[str]]:
    """Strongly connected components, each sorted; a component comes before those that lead to it."""
    heads = _heads(pairs)
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    open_: dict[str, None] = {}
    found: list[list[str]] = []
    for root in _roots(pairs, rank):
        if root in index:
            continue
        path: list[tuple[str, Iterator[str]]] = [(root, iter(heads[root]))]
        index[root] = low[root] = len(index)
        open_[root] = None
        while path:
            node, left = path[-1]
            head = next((head for head in left if head not in index or head in open_), None)
            if head is None:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[node])
                if low[node] == index[node]:
                    found.append(_closed(node, open_))
            elif head in index:
                low[node] = min(low[node], index[head])
            else:
                index[head] = low[head] = len(index)
                open_[head] = None
                path.append((head, iter(heads[head])))
    return found


def _closed(root: str, open_: dict[str, None]) -> list[str]:
    component: list[str] = []
    while not component or component[-1] != root:
        component.append(open_.popitem()[0])
    return sorted(component)


def _closing(pairs: Sequence[Pair], rank: Mapping[str, int]) -> Iterator[Pair]:
    """Links that close a loop in a depth-first search."""
    heads, seen = _heads(pairs), set[str]()
    for root in _roots(pairs, rank):
        if root in seen:
            continue
        seen.add(root)
        path: dict[str, Iterator[str]] = {root: iter(heads[root])}
        while path:
            node, left = next(reversed(path.items()))
            head = next(left, None)
            if head is None:
                del path[node]
            elif head in path:
                yield node, head
            elif head not in seen:
                seen.add(head)
                path[head] = iter(heads[head])


def _heads(pairs: Sequence[Pair]) -> Mapping[str, list[str]]:
    heads: dict[str, list[str]] = defaultdict(list)
    for tail, head in pairs:
        heads[tail].append(head)
    return heads


def _roots(pairs: Sequence[Pair], rank: Mapping[str, int]) -> list[str]:
    return sorted({end for pair in pairs for end in pair}, key=lambda node: (rank.get(node, 0), node))
