"""Every id of a package and the row that has it: who is named twice, who is named but not there."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graphapi.dataset.tables import SOURCES, STATEMENTS, TableFile, TableRow
from graphapi.model.errors import did_you_mean, nearest
from graphapi.model.identifiers import (
    SOURCE_PREFIX,
    edge_id,
    is_edge_id,
    is_node_id,
    is_source_id,
    kind_of,
    source_id,
    statement_id,
)
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS

NODE_ID_REMEDY: Final = "an id is kind:slug in lower-case ASCII letters, digits and hyphens, such as park:ordos-mengsu"
_MAX_SEARCHES: Final = 300
"""Searches for a similar id per package: each compares with every id of the kind."""
_MAX_COMPARED: Final = 100_000
"""Ids of a kind among which a similar one is searched for; a larger kind gets no suggestions."""
_COMPUTED: Final = frozenset({*EDGE_KINDS, SOURCES.kind, STATEMENTS.kind})


class Index:
    """Ids by kind, as far as the tables have been read; sources, edges and statements have their computed id.

    A table refers only to tables read before it, so one pass is enough.
    """

    def __init__(self, tables: Iterable[TableFile] = ()) -> None:
        self._tables = {table.layout.kind: table for table in tables}
        self._nodes: dict[str, dict[str, int]] = defaultdict(dict)
        self._computed: dict[str, Keys] = defaultdict(Keys)
        self._sources: set[str] = set()
        self._searches: dict[str, str | None] = {}

    def register(self, rows: Sequence[TableRow], kind: str) -> None:
        """Takes in the ids of further rows; notes a fault if one is wrong or occurs twice."""
        if kind in NODE_KINDS:
            for row in rows:
                self._register_node(row, kind)
        elif kind in _COMPUTED:
            self._register_computed(rows, kind)

    def holds(self, identifier: str) -> bool:
        """Whether a row has this id."""
        kind, _, rest = identifier.partition(":")
        if kind == SOURCE_PREFIX:
            return identifier in self._sources
        if kind in EDGE_KINDS:
            return is_edge_id(identifier) and rest in self._computed[kind]
        return kind in self._nodes and identifier in self._nodes[kind]

    def check_node(self, row: TableRow, column: str, identifier: str, kinds: Collection[str] = ()) -> None:
        """Notes a fault unless the id is one of a node of the package, of one of the kinds if any are named."""
        kind = kind_of(identifier)
        if identifier in self._nodes.get(kind, ()) and (not kinds or kind in kinds):
            return
        if not identifier:
            row.fault(column, f"the {column} is missing", NODE_ID_REMEDY)
        elif kind not in NODE_KINDS:
            remedy = did_you_mean(kind, NODE_KINDS) or NODE_ID_REMEDY
            row.fault(column, f"unknown kind {kind!r} in the id", remedy, value=identifier)
        elif not is_node_id(identifier):
            row.fault(column, "is not a node id", NODE_ID_REMEDY, value=identifier)
        elif kinds and kind not in kinds:
            problem = f"is of the kind {kind}, not {' or '.join(kinds)}"
            row.fault(column, problem, "name a node of the right kind", value=identifier)
        else:
            self._check_held(row, column, identifier)

    def check_edge(self, row: TableRow, column: str, identifier: str) -> None:
        """Notes a fault unless the id is one of an edge of the package."""
        if not is_edge_id(identifier):
            remedy = "an edge id is its kind, a colon and 12 hex digits"
            row.fault(column, "is not an edge id", remedy, value=identifier)
        else:
            self._check_held(row, column, identifier)

    def check_source(self, row: TableRow, column: str, identifier: str) -> None:
        """Notes a fault unless the id is one of a source of the package."""
        if not is_source_id(identifier):
            row.fault(column, "is not a source id", "a source id is source: and 12 hex digits", value=identifier)
        elif identifier not in self._sources:
            self._check_held(row, column, identifier)

    def _check_held(self, row: TableRow, column: str, identifier: str) -> None:
        kind = kind_of(identifier)
        if self.holds(identifier) or (kind in self._tables and not self._tables[kind].whole):
            return
        problem, remedy = self.absent(kind)
        near = self._nearest(identifier)
        row.fault(column, problem, f"did you mean {near!r}?" if near else remedy, value=identifier)

    def absent(self, kind: str) -> tuple[str, str]:
        """What is wrong with an unknown id, and what to do."""
        file = self._tables[kind].file
        return f"dangling id: the package has no such {kind}", f"add it to {file} or correct the id"

    def identify(self, row: TableRow, kind: str) -> str:
        """The id of a source, edge or statement; empty where the content that makes it is missing."""
        computed = _computed_id(row, kind)
        if computed and row["id"] not in {"", computed}:
            problem = f"the id does not match the row, whose id is {computed}"
            row.fault("id", problem, f"leave it empty or write {computed}")
        return computed

    def _nearest(self, identifier: str) -> str | None:
        """The most similar id of the same kind; kinds are not compared, or all ids would be similar."""
        if identifier not in self._searches and len(self._searches) < _MAX_SEARCHES:
            kind, _, slug = identifier.partition(":")
            near = nearest(slug, list(self._slugs(kind)))
            self._searches[identifier] = near and f"{kind}:{near}"
        return self._searches.get(identifier)

    def _slugs(self, kind: str) -> Iterator[str]:
        if kind in NODE_KINDS and len(self._nodes[kind]) <= _MAX_COMPARED:
            yield from (known.partition(":")[2] for known in self._nodes[kind])
        elif kind in _COMPUTED and len(self._computed[kind]) <= _MAX_COMPARED:
            yield from self._computed[kind]

    def _register_node(self, row: TableRow, kind: str) -> None:
        identifier = row.id = row["id"]
        if not identifier:
            row.fault("id", "the id is missing", NODE_ID_REMEDY)
            return
        found = kind_of(identifier)
        if found not in NODE_KINDS:
            row.fault("id", f"unknown kind {found!r} in the id", did_you_mean(found, NODE_KINDS) or NODE_ID_REMEDY)
        elif not is_node_id(identifier):
            row.fault("id", "is not a node id", NODE_ID_REMEDY)
        elif found != kind:
            row.fault("id", f"is not an id of the kind {kind}", f"move the row to nodes/{found}.csv or correct the id")
        # What is not an id of the kind is kept apart: nothing can refer to it, but it may occur twice.
        known = self._nodes[kind if row.sound or (found == kind and is_node_id(identifier)) else f"not {kind}"]
        first = known.setdefault(identifier, row.number)
        if first != row.number:
            _fault_duplicate(row, first, "keep one row")

    def _register_computed(self, rows: Sequence[TableRow], kind: str) -> None:
        for row in rows:
            row.id = self.identify(row, kind)
        known = [row for row in rows if row.id]
        remedy = "keep one row" if kind not in EDGE_KINDS else "keep one row, or distinguish them by discriminator"
        digits = [row.id.partition(":")[2] for row in known]
        for place, first in self._computed[kind].add(digits, [row.number for row in known]).items():
            _fault_duplicate(known[place], first, remedy)
        if kind == SOURCES.kind:
            self._sources.update(row.id for row in known)


def _fault_duplicate(row: TableRow, first: int, remedy: str) -> None:
    row.fault("id", f"duplicate id: row {first} has it already", remedy, value=row.id)


def _computed_id(row: TableRow, kind: str) -> str:
    """Id after the content of the row; empty where the content that makes it is missing."""
    if kind == SOURCES.kind:
        return source_id(row["url"], row["publisher"], row["date"], row["title"])
    if kind == STATEMENTS.kind:
        sources = tuple(item.strip() for item in row["sources"].split("|") if item.strip())
        return statement_id(row["subject"], row["field"], row["value"], row["period"], sources)
    tail, head = row["tail"], row["head"]
    return edge_id(kind, tail, head, row["discriminator"]) if tail and head else ""


_Keys = NDArray[np.uint64]
_Rows = NDArray[np.uint32]


class Keys:
    """The hex digits of computed ids, such as those of edges, exact and without an object each."""

    def __init__(self) -> None:
        self._runs: list[tuple[_Keys, _Rows]] = []

    def __len__(self) -> int:
        return sum(len(keys) for keys, _ in self._runs)

    def __contains__(self, digits: object) -> bool:
        key = np.uint64(int(str(digits), 16))
        return any(_place(keys, key) is not None for keys, _ in self._runs)

    def __iter__(self) -> Iterator[str]:
        for keys, _ in self._runs:
            yield from (f"{key:012x}" for key in keys.tolist())

    def add(self, digits: Sequence[str], rows: Sequence[int]) -> Mapping[int, int]:
        """Adds the ids in these rows; returns, for each place whose id is known already, its row."""
        keys = np.array([int(text, 16) for text in digits], dtype=np.uint64)
        numbers = np.array(rows, dtype=np.uint32)
        firsts: dict[int, int] = {}
        for known, holders in self._runs:
            _note(firsts, keys, known, holders)
        order = np.argsort(keys, kind="stable")
        fresh = np.ones(len(keys), dtype=bool)
        fresh[1:] = keys[order][1:] != keys[order][:-1]
        begins = order[np.maximum.accumulate(np.where(fresh, np.arange(len(keys)), 0))]
        for place, first in zip(order[~fresh].tolist(), begins[~fresh].tolist(), strict=True):
            firsts.setdefault(place, int(numbers[first]))
        new = order[fresh]
        if firsts:
            new = new[~np.isin(new, list(firsts))]
        self._push(keys[new], numbers[new])
        return firsts

    def _push(self, keys: _Keys, rows: _Rows) -> None:
        """Merges runs of about the same size, so that there are only as many as the logarithm of all ids."""
        while self._runs and len(self._runs[-1][0]) <= 2 * len(keys):
            before, holders = self._runs.pop()
            keys, rows = np.concatenate((before, keys)), np.concatenate((holders, rows))
            order = np.argsort(keys, kind="stable")  # the row that came first stays before
            keys, rows = keys[order], rows[order]
        if len(keys):
            self._runs.append((keys, rows))


def _place(keys: _Keys, key: np.uint64) -> int | None:
    place = int(np.searchsorted(keys, key))
    return place if place < len(keys) and keys[place] == key else None


def _note(firsts: dict[int, int], keys: _Keys, known: _Keys, holders: _Rows) -> None:
    places = np.searchsorted(known, keys)
    places[places == len(known)] = 0
    for place in np.flatnonzero(known[places] == keys).tolist():
        first = int(holders[places[place]])
        firsts[place] = min(first, firsts.get(place, first))
