"""The obvious view: a networkx MultiDiGraph and the documents. The reference for every other view."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import networkx as nx
import orjson

from graphapi.graph.base import Expansion, GraphView, Hop
from graphapi.graph.filters import edge_test, node_test
from graphapi.graph.hubs import kept_at_hub
from graphapi.graph.meter import CHECK_EVERY, Meter
from graphapi.model.changes import LedgerEntry, Revision
from graphapi.model.documents import RANKS, Document, Edge, Location, Node, Source, Statement
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS
from graphapi.model.steps import Direction, Step

_NODE_ORDER = {kind: place for place, kind in enumerate(NODE_KINDS)}
_EDGE_ORDER = {kind: place for place, kind in enumerate(EDGE_KINDS)}

_KEPT = 256
"""Compiled steps kept; all are forgotten when there are more. A cache over a method would keep the view in a cycle."""

_Block = tuple[str, Direction]
_Compiled = tuple[Sequence[_Block], Callable[[Hop], bool] | None]
_Links = Mapping[_Block, Sequence[Hop]]
T = TypeVar("T")


class MemoryView(GraphView):
    """All documents of one revision in Python objects; for graphs of up to 100,000 edges.

    `graph` is the multigraph with edge ids as keys, for analytics and oracles; traversal uses its own loops.
    """

    def __init__(
        self, revision: Revision, documents: Iterable[Document], tombstones: Iterable[LedgerEntry] = ()
    ) -> None:
        self.revision = revision
        self.graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        self._nodes: dict[str, Node] = {}
        self._edges: dict[str, Edge] = {}
        self._sources: dict[str, Source] = {}
        self._statements: dict[str, list[Statement]] = defaultdict(list)
        self._fates = {entry.id: entry.target or "" for entry in tombstones}
        for document in documents:
            self._keep(document)
        self._nodes = dict(sorted(self._nodes.items(), key=lambda item: (_NODE_ORDER[item[1].kind], item[0])))
        self._edges = dict(sorted(self._edges.items(), key=_edge_key))
        self._sources = dict(sorted(self._sources.items()))
        self.graph.add_nodes_from(self._nodes)
        for edge in self._edges.values():
            self.graph.add_edge(edge.tail, edge.head, key=edge.id)
        self._bytes = {key: orjson.dumps(document.to_json()) for key, document in self._documents().items()}
        self._supported = self._by_source()
        self._rank = {key: rank for rank, key in enumerate((*self._nodes, *self._edges))}
        self._degrees: dict[str, int] = dict(self.graph.degree())
        self._links = self._by_kind_and_direction()
        self._locations = {key: self._locate(key) for key in self._nodes}
        self._tests: dict[Step, _Compiled] = {}

    async def nodes(self, ids: Sequence[str]) -> Mapping[str, Node]:
        return _pick(self._nodes, ids)

    async def edges(self, ids: Sequence[str]) -> Mapping[str, Edge]:
        return _pick(self._edges, ids)

    async def sources(self, ids: Sequence[str]) -> Mapping[str, Source]:
        return _pick(self._sources, ids)

    async def statements(self, subject: str) -> Sequence[Statement]:
        return self._statements.get(subject, [])

    async def documents(self, ids: Sequence[str]) -> Sequence[bytes]:
        return [self._bytes[key] for key in ids if key in self._bytes]

    async def node_ids(self, kind: str | None = None) -> Sequence[str]:
        return [key for key, node in self._nodes.items() if kind in (None, node.kind)]

    async def edge_ids(self, kind: str | None = None) -> Sequence[str]:
        return [key for key, edge in self._edges.items() if kind in (None, edge.kind)]

    async def source_ids(self) -> Sequence[str]:
        return list(self._sources)

    async def supported_by(self, source: str) -> Sequence[str]:
        return self._supported.get(source, [])

    async def fate(self, identifier: str) -> str | None:
        return self._fates.get(identifier)

    async def location(self, node: str) -> Location:
        return self._locations.get(node, _NOWHERE)

    async def degree(self, node: str) -> int:
        return self._degrees.get(node, 0)

    async def ordered(self, ids: Iterable[str]) -> Sequence[str]:
        return sorted((key for key in ids if key in self._rank), key=self._rank.__getitem__)

    async def expand(self, frontier: Sequence[str], step: Step, meter: Meter) -> Expansion:
        hops: list[Hop] = []
        blocks, passes = self._tests.get(step) or self._compiled(step)
        for number, origin in enumerate(frontier):
            links = self._links.get(origin, {})
            found = [links[block] for block in blocks if block in links]
            if sum(map(len, found)) > step.hubs.max_degree:
                found = [kept_at_hub(origin, [hop for part in found for hop in part], step.hubs, meter)]
            for part in _slices(found):
                held = part[: meter.charge(len(part))]
                hops.extend(held if passes is None else filter(passes, held))
                if meter.stopped or (meter.edges >= meter.next_check and not await meter.checkpoint()):
                    return Expansion(hops, number)
        return Expansion(hops, len(frontier))

    def _compiled(self, step: Step) -> _Compiled:
        wanted: dict[str, Direction] = {}
        for rel in step.rels:
            wanted[rel.kind] = rel.direction if wanted.get(rel.kind, rel.direction) is rel.direction else Direction.BOTH
        blocks = [(kind, wanted[kind]) for kind in sorted(wanted, key=_EDGE_ORDER.__getitem__)]
        edge_passes, node_passes = edge_test(step.edge), node_test(step.to, step.barrier, step.exempt)
        if len(self._tests) >= _KEPT:
            self._tests = {}
        if edge_passes is None and node_passes is None:
            self._tests[step] = blocks, None
            return blocks, None

        def passes(hop: Hop) -> bool:
            return (edge_passes is None or edge_passes(self._edges[hop.edge])) and (
                node_passes is None or node_passes(self._nodes[hop.node], self._locations[hop.node])
            )

        self._tests[step] = blocks, passes
        return blocks, passes

    def _keep(self, document: Document) -> None:
        if isinstance(document, Node):
            self._nodes[document.id] = document
        elif isinstance(document, Edge):
            self._edges[document.id] = document
        elif isinstance(document, Source):
            self._sources[document.id] = document
        else:
            self._statements[document.subject].append(document)
            self._statements[document.subject].sort(key=lambda found: (RANKS.index(found.rank), found.id))

    def _documents(self) -> dict[str, Node | Edge | Source]:
        return {**self._nodes, **self._edges, **self._sources}

    def _by_source(self) -> dict[str, list[str]]:
        supported: dict[str, list[str]] = defaultdict(list)
        statements = sorted((one for found in self._statements.values() for one in found), key=_id)
        sourced: list[Node | Edge | Statement] = [
            *sorted(self._nodes.values(), key=_id),
            *sorted(self._edges.values(), key=_id),
            *statements,
        ]
        for document in sourced:
            for source in dict.fromkeys(document.sources):
                supported[source].append(document.id)
        return supported

    def _by_kind_and_direction(self) -> dict[str, _Links]:
        links: dict[str, dict[_Block, list[Hop]]] = defaultdict(lambda: defaultdict(list))
        for edge in self._edges.values():
            links[edge.tail][edge.kind, Direction.OUT].append(Hop(edge.tail, edge.id, edge.head))
            links[edge.head][edge.kind, Direction.IN].append(Hop(edge.head, edge.id, edge.tail))
        for blocks in links.values():
            for block in blocks.values():
                block.sort(key=lambda hop: (hop.node, hop.edge))
            for kind in {kind for kind, _ in blocks}:
                along = blocks.get((kind, Direction.OUT), [])
                against = [hop for hop in blocks.get((kind, Direction.IN), []) if hop.node != hop.origin]
                blocks[kind, Direction.BOTH] = along + against
        return {node: dict(blocks) for node, blocks in links.items()}

    def _locate(self, key: str) -> Location:
        city, province = None, None
        for kind in ("located_in", "headquartered_in"):
            for _, _, head in self._links.get(key, {}).get((kind, Direction.OUT), ()):
                if head.startswith("province:"):
                    province = province or head
                else:
                    city = city or head
        if key.startswith("city:"):
            city = key
        if city and not province:
            province = next(
                (hop.node for hop in self._links.get(city, {}).get(("located_in", Direction.OUT), ())), None
            )
        return Location(city, province)


_NOWHERE = Location()


def _slices(blocks: Sequence[Sequence[Hop]]) -> Iterator[Sequence[Hop]]:
    for block in blocks:
        if len(block) <= CHECK_EVERY:
            yield block
        else:
            yield from (block[begin : begin + CHECK_EVERY] for begin in range(0, len(block), CHECK_EVERY))


def _pick(table: Mapping[str, T], ids: Sequence[str]) -> dict[str, T]:
    return {key: table[key] for key in ids if key in table}


def _id(document: Node | Edge | Statement) -> str:
    return document.id


def _edge_key(item: tuple[str, Edge]) -> tuple[int, str, str, str]:
    edge = item[1]
    return _EDGE_ORDER[edge.kind], edge.tail, edge.head, edge.id
