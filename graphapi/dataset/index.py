"""Every id of a package and the row that has it: who is named twice, who is named but not there."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Final

from graphapi.dataset.layout import SOURCES, STATEMENTS
from graphapi.dataset.problems import Row
from graphapi.dataset.tables import Table
from graphapi.model.identifiers import (
    SOURCE_PREFIX,
    edge_id,
    is_edge_id,
    is_node_id,
    is_source_id,
    kind_of,
    source_id,
    statement_id,
)  # fmt: skip
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS
from graphapi.model.nearest import did_you_mean, nearest

NODE_ID_REMEDY: Final = "an id is kind:slug in lower-case ASCII letters, digits and hyphens, such as park:ordos-mengsu"
_MAX_SEARCHES: Final = 300
"""Searches for a similar id per package: each compares with every id of the kind."""


class Index:
    """Ids by kind; sources and edges have their computed id, whether or not the row gives one."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self._rows: dict[str, dict[str, Row]] = defaultdict(dict)
        self._identity: dict[tuple[str, int], str] = {}
        self._unseen = {table.layout.kind for table in tables.values() if not table.whole}
        self._searches: dict[str, str | None] = {}
        for table in tables.values():
            for row in table.rows:
                self._register(row, table.layout.kind)

    def id_of(self, row: Row) -> str:
        """The id of a row of nodes, edges, sources or statements."""
        return self._identity[row.file, row.number]

    def holds(self, identifier: str) -> bool:
        """Whether a row has this id."""
        return identifier in self._rows.get(kind_of(identifier), ())

    def check_node(self, row: Row, column: str, identifier: str, kinds: Collection[str] = ()) -> None:
        """Notes a fault unless the id is one of a node of the package, of one of the kinds if any are named."""
        kind = kind_of(identifier)
        if not identifier:
            row.fault(column, f"the {column} is missing", NODE_ID_REMEDY)
        elif kind not in NODE_KINDS:
            row.fault(column, f"unknown kind {kind!r} in the id",
                      did_you_mean(kind, NODE_KINDS) or NODE_ID_REMEDY, value=identifier)  # fmt: skip
        elif not is_node_id(identifier):
            row.fault(column, "is no node id", NODE_ID_REMEDY, value=identifier)
        elif kinds and kind not in kinds:
            row.fault(
                column, f"is a {kind}, not a {' or '.join(kinds)}", "name a node of the right kind", value=identifier
            )
        else:
            self._check_held(row, column, identifier)

    def check_edge(self, row: Row, column: str, identifier: str) -> None:
        """Notes a fault unless the id is one of an edge of the package."""
        if is_edge_id(identifier):
            self._check_held(row, column, identifier)
        else:
            row.fault(column, "is no edge id", "an edge id is its kind, a colon and 12 hex digits", value=identifier)

    def check_source(self, row: Row, column: str, identifier: str) -> None:
        """Notes a fault unless the id is one of a source of the package."""
        if is_source_id(identifier):
            self._check_held(row, column, identifier)
        else:
            row.fault(column, "is no source id", "a source id is source: and 12 hex digits", value=identifier)

    def _check_held(self, row: Row, column: str, identifier: str) -> None:
        kind = kind_of(identifier)
        if self.holds(identifier) or kind in self._unseen:
            return
        problem, remedy = self._absent(kind)
        near = self._nearest(identifier)
        row.fault(column, problem, f"did you mean {near!r}?" if near else remedy, value=identifier)

    def _absent(self, kind: str) -> tuple[str, str]:
        """What is wrong with an id that nobody has, and what to do."""
        file = {SOURCE_PREFIX: SOURCES.file}.get(kind, f"{'edges' if kind in EDGE_KINDS else 'nodes'}/{kind}.csv")
        return f"dangling id: the package has no such {kind}", f"add it to {file} or mend the id"

    def _nearest(self, identifier: str) -> str | None:
        """The id of the same kind most alike; kinds are left out of the comparison, all would be alike."""
        if identifier not in self._searches and len(self._searches) < _MAX_SEARCHES:
            kind, _, slug = identifier.partition(":")
            near = nearest(slug, [known.partition(":")[2] for known in self._rows.get(kind, ())])
            self._searches[identifier] = near and f"{kind}:{near}"
        return self._searches.get(identifier)

    def _register(self, row: Row, kind: str) -> None:
        identifier = self._node(row, kind) if kind in NODE_KINDS else self._computed(row, kind)
        if not identifier:
            return
        self._identity[row.file, row.number] = identifier
        first = self._rows[kind].setdefault(identifier, row)
        if first is not row:
            remedy = "keep one row" if kind not in EDGE_KINDS else "keep one row, or tell them apart by discriminator"
            row.fault("id", f"duplicate id: row {first.number} has it already", remedy, value=identifier)

    def _node(self, row: Row, kind: str) -> str:
        identifier = row["id"]
        if not identifier:
            row.fault("id", "the id is missing", NODE_ID_REMEDY)
        elif kind_of(identifier) not in NODE_KINDS:
            found = kind_of(identifier)
            row.fault("id", f"unknown kind {found!r} in the id", did_you_mean(found, NODE_KINDS) or NODE_ID_REMEDY)
        elif not is_node_id(identifier):
            row.fault("id", "is no node id", NODE_ID_REMEDY)
        elif kind_of(identifier) != kind:
            row.fault("id", f"is no id of a {kind}", f"move the row to nodes/{kind_of(identifier)}.csv or mend the id")
        return identifier

    def _computed(self, row: Row, kind: str) -> str:
        if kind not in {*EDGE_KINDS, SOURCES.kind, STATEMENTS.kind}:
            return ""
        computed = _computed_id(row, kind)
        if computed and row["id"] not in {"", computed}:
            row.fault(
                "id", f"the id does not match the row, whose id is {computed}", f"leave it empty or write {computed}"
            )
        return computed


def _computed_id(row: Row, kind: str) -> str:
    """Id after the content of the row; empty where the content that makes it is missing."""
    if kind == SOURCES.kind:
        return source_id(row["url"], row["publisher"], row["date"], row["title"])
    if kind == STATEMENTS.kind:
        sources = tuple(item.strip() for item in row["sources"].split("|") if item.strip())
        return statement_id(row["subject"], row["field"], row["value"], row["period"], sources)
    if not (row["tail"] and row["head"]):
        return ""
    return edge_id(kind, row["tail"], row["head"], row["discriminator"])
