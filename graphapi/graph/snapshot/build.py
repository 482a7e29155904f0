"""From documents in order to the folder of a snapshot, in one pass that keeps ids and ends, but no document."""

from array import array
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import orjson

from graphapi.graph.snapshot.kernels import Ints, Longs
from graphapi.graph.snapshot.topology import EVER, NOWHERE, Topology, edge_order, topology
from graphapi.model.changes import RANK, TYPES, LedgerEntry
from graphapi.model.dates import first_day, last_day
from graphapi.model.documents import RANKS, Edge, Node, Source, Statement
from graphapi.model.errors import InvalidDocument
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, STATUSES, Basis, attributes_of
from graphapi.storage.arrays import save_array

Record = tuple[str, Mapping[str, Any]]
"""Type and JSON of a document, as served."""

NODE_CODES = {kind: code for code, kind in enumerate(NODE_KINDS)}
EDGE_CODES = {kind: code for code, kind in enumerate(EDGE_KINDS)}
KEY_BITS = 48
"""Hex digits of an edge, source or statement id; the code of an edge's kind is above them."""
EDGE_KEYS = {kind: place << KEY_BITS for place, kind in enumerate(sorted(EDGE_KINDS))}

_BASES = {basis.value: basis.rank for basis in Basis}
_STATUSES = {status: code for code, status in enumerate(STATUSES, start=1)}
_WITH_STATUS = frozenset(kind for kind in EDGE_KINDS if "status" in attributes_of(kind))
_RANKS = {rank: place for place, rank in enumerate(RANKS)}


def build(folder: Path, records: Iterable[Record], tombstones: Iterable[LedgerEntry] = ()) -> None:
    """Writes the files of a snapshot into an empty folder; whoever asked for it seals the folder.

    The records come by type (source, node, edge, statement) and id. A statement about something that is not there is
    never found.

    Raises:
        InvalidDocument: an edge ends at a node that is not there, or the records are not in order.
    """
    with (folder / "documents.bin").open("wb") as blob:
        columns = _Columns(blob)
        for kind, document in records:
            columns.add(kind, document)
    columns.write(folder)
    fates = {entry.id: entry.target or "" for entry in tombstones}
    (folder / "fates.json").write_bytes(orjson.dumps(fates))


class _Columns:
    """What is kept of the records: a few numbers of each."""

    def __init__(self, blob: BinaryIO) -> None:
        self.blob, self.place = blob, 0
        self.begins = {kind: array("q") for kind in TYPES}
        self.ids: list[str] = []
        self.numbers: dict[str, int] = {}
        self.keys = {kind: array("Q") for kind in (Source.type, Edge.type, Statement.type)}
        self.source_numbers: dict[str, int] = {}
        self.node_kinds, self.edge_kinds, self.basis_status = array("B"), array("B"), array("B")
        self.tails, self.heads = array("i"), array("i")
        self.periods = array("i")
        self.subjects, self.ranks = array("q"), array("B")
        self.supported_sources, self.supported_items = array("i"), array("q")
        self.last = (0, "")
        self._adders = {
            Source.type: self._source,
            Node.type: self._node,
            Edge.type: self._edge,
            Statement.type: self._statement,
        }

    def add(self, kind: str, document: Mapping[str, Any]) -> None:
        """Takes one record in."""
        here = (RANK[kind], document["id"])
        if here <= self.last:
            raise InvalidDocument(f"{document['id']}: comes after {self.last[1]}", value=document["id"])
        self.last = here
        self._adders[kind](document)
        self.begins[kind].append(self.place)
        self.place += self.blob.write(orjson.dumps(document))

    def _source(self, document: Mapping[str, Any]) -> None:
        self.source_numbers[document["id"]] = len(self.source_numbers)
        self.keys[Source.type].append(key_of(document["id"]))

    def _node(self, document: Mapping[str, Any]) -> None:
        number = len(self.ids)
        self.ids.append(document["id"])
        self.numbers[document["id"]] = number
        self.node_kinds.append(NODE_CODES[document["kind"]])
        self._rest(document, number)

    def _edge(self, document: Mapping[str, Any]) -> None:
        kind, tail, head = document["kind"], document["tail"], document["head"]
        for end in (tail, head):
            if end not in self.numbers:
                raise InvalidDocument(f"{document['id']}: there is no node {end!r}", value=end)
        self._rest(document, len(self.ids) + len(self.tails))
        self.keys[Edge.type].append(edge_key(document["id"]))
        self.edge_kinds.append(EDGE_CODES[kind])
        self.tails.append(self.numbers[tail])
        self.heads.append(self.numbers[head])
        status = _STATUSES[document["attributes"].get("status", "unknown")] if kind in _WITH_STATUS else 0
        self.basis_status.append(_BASES[document["basis"]] | status << 3)
        begins, ends = document.get("valid_from"), document.get("valid_to")
        self.periods.append(first_day(begins).toordinal() if begins else -EVER)
        self.periods.append(last_day(ends).toordinal() if ends else EVER)

    def _statement(self, document: Mapping[str, Any]) -> None:
        subject = self._subject(document["subject"])
        self._rest(document, len(self.ids) + len(self.tails) + len(self.subjects))
        self.subjects.append(subject)
        self.ranks.append(_RANKS[document["rank"]])
        self.keys[Statement.type].append(key_of(document["id"]))

    def _subject(self, subject: str) -> int:
        """Number of a node, or of an edge in the order of ids after all nodes; -1 when it is not there."""
        if subject in self.numbers:
            return self.numbers[subject]
        keys = np.frombuffer(self.keys[Edge.type], np.uint64)
        if subject.partition(":")[0] not in EDGE_CODES or not len(keys):
            return NOWHERE
        place = int(np.searchsorted(keys, np.uint64(edge_key(subject))))
        found = place < len(keys) and int(keys[place]) == edge_key(subject)
        return len(self.ids) + place if found else NOWHERE

    def _rest(self, document: Mapping[str, Any], item: int) -> None:
        for source in dict.fromkeys(document["sources"]):
            if source in self.source_numbers:
                self.supported_sources.append(self.source_numbers[source])
                self.supported_items.append(item)

    def write(self, folder: Path) -> None:
        """Writes all arrays."""
        self._edges(folder)
        save_array(folder, "source_keys", _array(self.keys[Source.type], np.uint64))
        parts = [_array(self.begins[kind], np.int64) for kind in (Source.type, Node.type, Edge.type)]
        save_array(folder, "document_begins", np.concatenate([*parts, self._begins(Statement.type)[:1]]))
        self._names(folder)
        self._statements(folder)
        sources = _array(self.supported_sources, np.int32)
        by_source = np.argsort(sources, kind="stable")
        save_array(folder, "supported", _array(self.supported_items, np.int64)[by_source])
        ends = np.searchsorted(sources[by_source], np.arange(len(self.source_numbers) + 1))
        save_array(folder, "supported_begins", ends.astype(np.int64))

    def _edges(self, folder: Path) -> None:
        """Writes the topology, keys in the order of ids, and how numbers and that order belong together."""
        kinds, keys = _array(self.edge_kinds, np.uint8), _array(self.keys[Edge.type], np.uint64)
        tails, heads = _array(self.tails, np.int32), _array(self.heads, np.int32)
        # A stable sort keeps the order of ids among edges of the same kind and ends.
        order = edge_order(kinds, tails, heads)
        graph = topology(
            node_kinds=_array(self.node_kinds, np.uint8),
            edge_kinds=kinds[order],
            tails=tails[order],
            heads=heads[order],
            basis_status=_array(self.basis_status, np.uint8)[order],
            periods=_array(self.periods, np.int32).reshape(-1, 2)[order],
            kinds=len(EDGE_KINDS),
        )
        cities, provinces = _places(graph)
        graph = graph._replace(provinces=provinces)
        for name, values in graph._asdict().items():
            save_array(folder, f"graph_{name}", values)
        numbers = np.empty(len(order), np.int32)
        numbers[order] = np.arange(len(order), dtype=np.int32)
        save_array(folder, "cities", cities)
        save_array(folder, "edge_tails", tails[order])
        save_array(folder, "edge_keys", keys)
        save_array(folder, "edge_order", order.astype(np.int32))
        save_array(folder, "edge_numbers", numbers)

    def _names(self, folder: Path) -> None:
        joined = "".join(self.ids).encode("ascii")
        sizes = np.fromiter(map(len, self.ids), np.int64, len(self.ids))
        save_array(folder, "id_texts", np.frombuffer(joined, np.uint8))
        save_array(folder, "id_begins", np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64))

    def _statements(self, folder: Path) -> None:
        subjects = _array(self.subjects, np.int64)
        sorting = np.lexsort((_array(self.ranks, np.uint8), subjects))
        begins = self._begins(Statement.type)
        save_array(folder, "statement_keys", _array(self.keys[Statement.type], np.uint64))
        save_array(folder, "statement_subjects", subjects[sorting])
        save_array(folder, "statement_begins", begins[:-1][sorting])
        save_array(folder, "statement_ends", begins[1:][sorting])

    def _begins(self, kind: str) -> Longs:
        """Where each document of a type begins, and where the last ends."""
        following = TYPES[TYPES.index(kind) + 1 :]
        end = next((self.begins[other][0] for other in following if self.begins[other]), self.place)
        return np.append(_array(self.begins[kind], np.int64), np.int64(end))


def key_of(identifier: str) -> int:
    """The hex digits of an id as a number."""
    return int(identifier.partition(":")[2], 16)


def edge_key(identifier: str) -> int:
    """A number for an edge id; numbers are ordered as ids are."""
    kind, _, digits = identifier.partition(":")
    return EDGE_KEYS[kind] | int(digits, 16)


def _places(graph: Topology) -> tuple[Ints, Ints]:
    """City and province of each node, as `GraphView.location` defines them; -1 where there is none."""
    cities, provinces = (np.full(graph.nodes, NOWHERE, np.int32) for _ in range(2))
    is_province = graph.kinds == NODE_CODES["province"]
    # Backwards, so that the first of several stays: the second kind of edge is written before the first.
    for kind in ("headquartered_in", "located_in"):
        tails, heads = _along(graph, EDGE_CODES[kind])
        there = is_province[heads]
        provinces[tails[there][::-1]] = heads[there][::-1]
        cities[tails[~there][::-1]] = heads[~there][::-1]
    own = np.flatnonzero(graph.kinds == NODE_CODES["city"])
    cities[own] = own
    first = np.full(graph.nodes, NOWHERE, np.int32)
    tails, heads = _along(graph, EDGE_CODES["located_in"])
    first[tails[::-1]] = heads[::-1]
    lacking = np.flatnonzero((provinces == NOWHERE) & (cities != NOWHERE))
    provinces[lacking] = first[cities[lacking]]
    return cities, provinces


def _along(graph: Topology, kind: int) -> tuple[Ints, Ints]:
    """Tails and heads of the edges of a kind in the order of their numbers."""
    first, last, place = graph.blocks[2 * kind].tolist()
    pointers = graph.pointers[place : place + last - first + 2]
    tails = np.repeat(np.arange(first, last + 1, dtype=np.int32), np.diff(pointers))
    return tails, graph.heads[pointers[0] : pointers[-1]]


def _array(values: "array[int]", kind: type[np.generic]) -> npt.NDArray[Any]:
    """The values as an array over the same memory."""
    return np.frombuffer(values, kind) if len(values) else np.zeros(0, kind)
