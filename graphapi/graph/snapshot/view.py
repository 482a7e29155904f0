"""The view over a snapshot: documents are bytes of a mapped file, hops come from compiled kernels."""

import weakref
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import orjson

from graphapi.graph.base import Expansion, GraphView
from graphapi.graph.meter import Meter
from graphapi.graph.snapshot.build import EDGE_CODES, NODE_CODES
from graphapi.graph.snapshot.compiled_steps import StepCompiler
from graphapi.graph.snapshot.engine import CompiledEngine
from graphapi.graph.snapshot.expansion import Expander
from graphapi.graph.snapshot.ids import IdTable, edge_ids, node_ids
from graphapi.graph.snapshot.kernels import Longs
from graphapi.graph.snapshot.topology import NOWHERE, Topology
from graphapi.graph.snapshot.traversal import Traversal
from graphapi.model.changes import Revision
from graphapi.model.documents import DOCUMENT_TYPES, Edge, Location, Node, Source, Statement
from graphapi.model.identifiers import kind_of
from graphapi.model.steps import Step
from graphapi.storage.arrays import load_array, load_blob

T = TypeVar("T", Node, Edge, Source)
_PARSED = 1 << 14
"""Documents kept as objects; all are forgotten when there are more."""


class SnapshotView(GraphView):
    """One revision in mapped files, shared by all processes that serve it; for graphs of any size.

    `folder` holds what `build` wrote from the records of the revision.
    """

    def __init__(self, folder: Path, revision: Revision) -> None:
        self.revision = revision
        self.graph = Topology(*(load_array(folder, f"graph_{name}") for name in Topology._fields))
        self.traversal = Traversal(self.graph)
        self.ids = IdTable(folder, self.graph)
        self._blob = load_blob(folder / "documents.bin")
        self._begins = load_array(folder, "document_begins")
        self._first_node = len(self._begins) - 1 - self.graph.nodes - self.graph.edges
        self._statement_subjects = load_array(folder, "statement_subjects")
        self._statement_spans = load_array(folder, "statement_begins"), load_array(folder, "statement_ends")
        self._supported, self._supported_begins = (
            load_array(folder, "supported"),
            load_array(folder, "supported_begins"),
        )
        self._cities = load_array(folder, "cities")
        self._fates: Mapping[str, str] = orjson.loads((folder / "fates.json").read_bytes())
        self._parsed: dict[str, Node | Edge | Source] = {}
        steps = StepCompiler(self.ids)
        self._expander = Expander(self.traversal, self.ids, steps, weakref.proxy(self))
        self.engine = CompiledEngine(self.traversal, self.ids, steps)

    async def nodes(self, ids: Sequence[str]) -> Mapping[str, Node]:
        return self._pick(ids, Node)

    async def edges(self, ids: Sequence[str]) -> Mapping[str, Edge]:
        return self._pick(ids, Edge)

    async def sources(self, ids: Sequence[str]) -> Mapping[str, Source]:
        return self._pick(ids, Source)

    async def statements(self, subject: str) -> Sequence[Statement]:
        number = self._item(subject)
        if number == NOWHERE:
            return []
        first, last = np.searchsorted(self._statement_subjects, [number, number + 1]).tolist()
        return [
            Statement.from_json(orjson.loads(self._blob[begin:end]))
            for begin, end in zip(*(part[first:last].tolist() for part in self._statement_spans), strict=True)
        ]

    async def documents(self, ids: Sequence[str]) -> Sequence[bytes]:
        places = np.array([place for place in map(self._document, ids) if place != NOWHERE], np.int64)
        spans = zip(self._begins[places].tolist(), self._begins[places + 1].tolist(), strict=True)
        return [self._blob[begin:end] for begin, end in spans]

    async def node_ids(self, kind: str | None = None) -> Sequence[str]:
        return node_ids(self.ids, kind)

    async def edge_ids(self, kind: str | None = None) -> Sequence[str]:
        return edge_ids(self.ids, kind)

    async def ordered(self, ids: Iterable[str]) -> Sequence[str]:
        nodes, edges = [], []
        for key in ids:
            if self._type(key) == Edge.type:
                if (number := self.ids.edge(key)) != NOWHERE:
                    edges.append((number, key))
            elif (number := self.ids.node(key)) != NOWHERE:
                nodes.append((int(self.graph.kinds[number]), number, key))
        return [*(key for _, _, key in sorted(nodes)), *(key for _, key in sorted(edges))]

    async def source_ids(self) -> Sequence[str]:
        return self.ids.sources()

    async def supported_by(self, source: str) -> Sequence[str]:
        number = self.ids.source(source)
        if number == NOWHERE:
            return []
        items: Longs = self._supported[self._supported_begins[number] : self._supported_begins[number + 1]]
        nodes, edges = np.searchsorted(items, [self.graph.nodes, self.graph.nodes + self.graph.edges])
        return [
            *self.ids.nodes(items[:nodes].tolist()),
            *self.ids.edges_by_id((items[nodes:edges] - self.graph.nodes).astype(np.int32)),
            *self.ids.statements(items[edges:] - self.graph.nodes - self.graph.edges),
        ]

    async def fate(self, identifier: str) -> str | None:
        return self._fates.get(identifier)

    async def location(self, node: str) -> Location:
        number = self.ids.node(node)
        return _NOWHERE if number == NOWHERE else self._location(number)

    async def degree(self, node: str) -> int:
        number = self.ids.node(node)
        return 0 if number == NOWHERE else int(self.graph.degrees[number])

    async def expand(self, frontier: Sequence[str], step: Step, meter: Meter) -> Expansion:
        return await self._expander.expand(frontier, step, meter)

    def edge(self, identifier: str) -> Edge:
        """An edge that is there."""
        return self._pick([identifier], Edge)[identifier]

    def node(self, identifier: str) -> tuple[Node, Location]:
        """A node that is there, and where it lies."""
        return self._pick([identifier], Node)[identifier], self._location(self.ids.node(identifier))

    def _pick(self, ids: Sequence[str], kind: type[T]) -> dict[str, T]:
        found: dict[str, T] = {}
        for key in ids:
            document = self._parsed.get(key) or self._parse(key)
            if isinstance(document, kind):
                found[key] = document
        return found

    def _parse(self, key: str) -> Node | Edge | Source | None:
        raw = self._bytes(key)
        if raw is None:
            return None
        if len(self._parsed) >= _PARSED:
            self._parsed = {}
        document = DOCUMENT_TYPES[self._type(key)].from_json(orjson.loads(raw))
        if not isinstance(document, Statement):
            self._parsed[key] = document
            return document
        return None

    def _type(self, key: str) -> str:
        kind = kind_of(key)
        return Node.type if kind in NODE_CODES else Edge.type if kind in EDGE_CODES else Source.type

    def _bytes(self, key: str) -> bytes | None:
        place = self._document(key)
        return None if place == NOWHERE else self._blob[int(self._begins[place]) : int(self._begins[place + 1])]

    def _document(self, key: str) -> int:
        """Number of the document of a source, node or edge; -1 when it is not there."""
        kind = self._type(key)
        if kind == Node.type:
            number, before = self.ids.node(key), self._first_node
        elif kind == Edge.type:
            number, before = self.ids.edge_place(key), self._first_node + self.graph.nodes
        else:
            number, before = self.ids.source(key), 0
        return NOWHERE if number == NOWHERE else before + number

    def _item(self, subject: str) -> int:
        """Number of a node, or of an edge in the order of ids after all nodes; -1 when it is not there."""
        number = self.ids.node(subject)
        if number != NOWHERE:
            return number
        place = self.ids.edge_place(subject)
        return NOWHERE if place == NOWHERE else self.graph.nodes + place

    def _location(self, node: int) -> Location:
        ends = int(self._cities[node]), int(self.graph.provinces[node])
        city, province = (None if end == NOWHERE else self.ids.nodes([end])[0] for end in ends)
        return Location(city, province)


_NOWHERE = Location()
