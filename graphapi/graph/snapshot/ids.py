"""Ids and numbers of a snapshot: nodes by their sorted texts, edges, sources and statements by their sorted keys."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import cast, overload

import numpy as np
import numpy.typing as npt

from graphapi.graph.snapshot.build import EDGE_CODES, EDGE_KEYS, KEY_BITS, NODE_CODES, key_of
from graphapi.graph.snapshot.kernels import Ints, Longs
from graphapi.graph.snapshot.kernels.arrays import index_of_text
from graphapi.graph.snapshot.topology import NOWHERE, Topology
from graphapi.model.identifiers import SOURCE_PREFIX, STATEMENT_PREFIX, is_edge_id, is_source_id, kind_of
from graphapi.storage.arrays import load_array

_REMEMBERED = 1 << 16
"""LazyIds kept as Python texts; all are forgotten when there are more."""
_AT_A_TIME = 4096
_KINDS_BY_KEY = {place: kind for kind, place in EDGE_KEYS.items()}
_MASK = (1 << KEY_BITS) - 1


class IdTable:
    """From ids to numbers and back. `order` puts node numbers into the order of the kinds table."""

    def __init__(self, folder: Path, graph: Topology) -> None:
        self.graph = graph
        self._texts, self._begins = load_array(folder, "id_texts"), load_array(folder, "id_begins")
        self._edge_keys, self._edge_order = load_array(folder, "edge_keys"), load_array(folder, "edge_order")
        self._edge_numbers = load_array(folder, "edge_numbers")
        self._source_keys = load_array(folder, "source_keys")
        self._statement_keys = load_array(folder, "statement_keys")
        self._numbers: dict[str, int] = {}
        self._nodes: dict[int, str] = {}
        self._edges: dict[str, int] = {}
        self._edge_ids: dict[int, str] = {}

    def node(self, identifier: str) -> int:
        """Number of a node; -1 when it is not there."""
        known = self._numbers.get(identifier)
        if known is not None:
            return known
        if not identifier.isascii():
            return NOWHERE
        number = int(index_of_text(self._texts, self._begins, np.frombuffer(identifier.encode(), np.uint8)))
        if number != NOWHERE:
            self._remember(number, identifier)
        return number

    def nodes(self, numbers: Iterable[int]) -> list[str]:
        """Ids of nodes, in the order given."""
        known = self._nodes
        return [known.get(number) or self._read(number) for number in numbers]

    def edge(self, identifier: str) -> int:
        """Number of an edge; -1 when it is not there."""
        known = self._edges.get(identifier)
        if known is not None:
            return known
        place = self._edge_place(identifier)
        return NOWHERE if place == NOWHERE else int(self._edge_numbers[place])

    def edges(self, numbers: Ints) -> list[str]:
        """Ids of edges, in the order given."""
        found = [self._edge_ids.get(number) for number in numbers.tolist()]
        missing = [place for place, identifier in enumerate(found) if identifier is None]
        if missing:
            for place, identifier in zip(missing, self._read_edges(numbers[missing]), strict=True):
                found[place] = identifier
        return cast("list[str]", found)

    def edge_place(self, identifier: str) -> int:
        """Place of an edge in the order of ids; -1 when it is not there."""
        number = self.edge(identifier)
        return NOWHERE if number == NOWHERE else int(self._edge_order[number])

    def source(self, identifier: str) -> int:
        """Number of a source in the order of ids; -1 when it is not there."""
        return _index_of(self._source_keys, key_of(identifier)) if is_source_id(identifier) else NOWHERE

    def sources(self) -> list[str]:
        """Ids of all sources, ordered."""
        return [f"{SOURCE_PREFIX}:{key:012x}" for key in self._source_keys.tolist()]

    def edges_by_id(self, places: Ints) -> list[str]:
        """Ids of edges by their places in the order of ids."""
        return self.edges(self._edge_numbers[places])

    def statements(self, places: Longs) -> list[str]:
        """Ids of statements by their places in the order of ids."""
        return [f"{STATEMENT_PREFIX}:{key:012x}" for key in self._statement_keys[places].tolist()]

    def _edge_place(self, identifier: str) -> int:
        if not is_edge_id(identifier):
            return NOWHERE
        return _index_of(self._edge_keys, EDGE_KEYS[kind_of(identifier)] | key_of(identifier))

    def _read(self, number: int) -> str:
        begin, end = int(self._begins[number]), int(self._begins[number + 1])
        identifier = self._texts[begin:end].tobytes().decode("ascii")
        self._remember(number, identifier)
        return identifier

    def _read_edges(self, numbers: Ints) -> list[str]:
        keys = self._edge_keys[self._edge_order[numbers]].tolist()
        identifiers = [f"{_KINDS_BY_KEY[key & ~_MASK]}:{key & _MASK:012x}" for key in keys]
        if len(self._edges) >= _REMEMBERED:
            self._edges, self._edge_ids = {}, {}
        if len(identifiers) < _REMEMBERED:
            self._edges.update(zip(identifiers, numbers.tolist(), strict=True))
            self._edge_ids.update(zip(numbers.tolist(), identifiers, strict=True))
        return identifiers

    def _remember(self, number: int, identifier: str) -> None:
        if len(self._numbers) >= _REMEMBERED:
            self._numbers, self._nodes = {}, {}
        self._numbers[identifier] = number
        self._nodes[number] = identifier


class LazyIds(Sequence[str]):
    """Ids of numbers, made when they are asked for: there may be millions."""

    def __init__(self, numbers: Ints, resolve: Callable[[Ints], list[str]]) -> None:
        self._numbers, self._resolve = numbers, resolve

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[str]:
        for begin in range(0, len(self), _AT_A_TIME):
            yield from self[begin : begin + _AT_A_TIME]

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return self._resolve(self._numbers[place])
        return self._resolve(self._numbers[[place]])[0]


def node_ids(ids: IdTable, kind: str | None) -> LazyIds:
    """Ids of all nodes (of one kind), by kind as in the kinds table, then by id."""
    wanted = [code for name, code in NODE_CODES.items() if kind in (None, name)]
    parts = [np.flatnonzero(ids.graph.kinds == code).astype(np.int32) for code in wanted]
    numbers = np.concatenate(parts) if parts else np.zeros(0, np.int32)
    return LazyIds(numbers, lambda some: ids.nodes(some.tolist()))


def edge_ids(ids: IdTable, kind: str | None) -> LazyIds:
    """Ids of all edges (of one kind), by number."""
    first, last = 0, ids.graph.edges
    if kind is not None:
        first, last = _span_of(ids.graph, EDGE_CODES[kind]) if kind in EDGE_CODES else (0, 0)
    return LazyIds(np.arange(first, last, dtype=np.int32), ids.edges)


def _span_of(graph: Topology, kind: int) -> tuple[int, int]:
    first, last, place = graph.blocks[2 * kind].tolist()
    return int(graph.pointers[place]), int(graph.pointers[place + last - first + 1])


def _index_of(keys: npt.NDArray[np.uint64], key: int) -> int:
    place = int(np.searchsorted(keys, np.uint64(key)))
    return place if place < len(keys) and int(keys[place]) == key else NOWHERE
