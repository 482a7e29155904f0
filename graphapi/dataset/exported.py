"""A file that we exported -> a change set, or a report of everything that is wrong with it.

Texts under the names of columns become the rows that a data package would have, so that one validation serves both.
"""

import re
import zipfile
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from graphapi.dataset import records
from graphapi.dataset.derive import derived_edges
from graphapi.dataset.exported_files import MOST_BYTES, Content, Item, read_archive, read_xml
from graphapi.dataset.index import Index
from graphapi.dataset.package import in_state_order, refuse_problems
from graphapi.dataset.tables import (
    EDGE_TABLES,
    NODE_TABLES,
    SOURCES,
    STATEMENTS,
    Layout,
    Problems,
    TableRow,
    check_characters,
)
from graphapi.model.changes import ChangeSet
from graphapi.model.columns import OPEN, VALID, Column, ColumnType, date_columns, edge_table, node_table
from graphapi.model.documents import Document, Edge
from graphapi.model.errors import did_you_mean
from graphapi.model.identifiers import edge_id, is_edge_id, is_source_id, is_statement_id, kind_of, source_id
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, Basis


class FileIndex(Index):
    """Ids as the file gives them: the discriminator behind the id of an edge is in no file."""

    def __init__(self, held: Container[str]) -> None:
        super().__init__()
        self._held = held

    def holds(self, identifier: str) -> bool:
        """Whether the file or the ledger has this id."""
        return identifier in self._held or super().holds(identifier)

    def absent(self, kind: str) -> tuple[str, str]:
        """See `Index.absent`."""
        what = f"dangling id: neither the file nor the ledger has such a {kind}"
        return what, "load a file that holds it, or correct the id"

    def identify(self, row: TableRow, kind: str) -> str:
        """The id that the row gives, if it is one of its kind; only that of a source can be computed."""
        identifier = row["id"]
        if kind == SOURCES.kind:
            computed = source_id(row["url"], row["publisher"], row["date"], row["title"])
            if identifier == computed:
                return identifier
            row.fault("id", f"the id does not match the source, whose id is {computed}", f"write {computed} everywhere")
            return identifier if is_source_id(identifier) else ""
        if kind == STATEMENTS.kind:
            if is_statement_id(identifier):
                return identifier
            row.fault("id", "is not a statement id", "a statement id is statement: and 12 hex digits")
            return ""
        if is_edge_id(identifier):
            return identifier
        example = edge_id(kind, row["tail"], row["head"])
        row.fault("id", "is not an edge id", f"a new edge between these nodes has the id {example}")
        return ""


def read_export(path: Path, held: Iterable[Document] = ()) -> ChangeSet:
    """The whole graph as it is after the file was laid over what the ledger holds.

    What the file does not name stays as it is: nothing is deleted, but for derived edges that follow no longer. A
    derived edge of the file must be one that the ledger has or that follows from the others.

    Raises:
        InvalidPackage: something is wrong with the file; its report holds every problem, and nothing is loaded.
    """
    problems = Problems()
    state = {document.id: document for document in held}
    found = _found(_content(path, problems), state, problems)
    changes = _overlay(state, found)
    refuse_problems(path, problems.report())
    return changes


@dataclass(frozen=True, slots=True)
class _Found:
    """The sound documents of a file; derived edges with their rows, to be compared with those that follow."""

    documents: list[Document]
    derived: list[tuple[TableRow, Edge]]


def _content(path: Path, problems: Problems) -> Content:
    size = path.stat().st_size
    if size > MOST_BYTES:
        what = f"the file is larger than {MOST_BYTES:,} bytes"
        problems.add(path.name, what, "export a part of the graph", value=f"{size:,} bytes")
        return Content()
    return read_archive(path, problems) if zipfile.is_zipfile(path) else read_xml(path, problems)


def _found(content: Content, state: Mapping[str, Document], problems: Problems) -> _Found:
    tables = package_rows(content, problems)
    index = FileIndex(state)
    for kind, rows in tables.items():
        index.register(rows, kind)
    found = _Found([document for document in _plain_documents(tables, index) if document is not None], [])
    for layout in EDGE_TABLES:
        for row in tables[layout.kind]:
            derived = row["basis"] == Basis.DERIVED
            edge = (records.exported_derived_edge if derived else records.edge)(row, layout.kind, index)
            if edge is not None and _same_ends(row, edge, state):
                if derived:
                    found.derived.append((row, edge))
                else:
                    found.documents.append(edge)
    return found


def _plain_documents(tables: Mapping[str, Sequence[TableRow]], index: FileIndex) -> Iterator[Document | None]:
    for row in tables[SOURCES.kind]:
        yield records.source(row, index)
    for layout in NODE_TABLES:
        for row in tables[layout.kind]:
            yield records.node(row, layout.kind, index)
    for row in tables[STATEMENTS.kind]:
        yield records.statement(row, index)


def _same_ends(row: TableRow, edge: Edge, state: Mapping[str, Document]) -> bool:
    before = state.get(edge.id)
    if isinstance(before, Edge) and (before.tail, before.head) != (edge.tail, edge.head):
        row.fault("id", f"the edge joins {before.tail} to {before.head} in the ledger", "ends of an edge never change")
        return False
    return True


def _overlay(state: Mapping[str, Document], found: _Found) -> ChangeSet:
    derived = {key for key, document in state.items() if isinstance(document, Edge) and document.basis is Basis.DERIVED}
    after = {key: document for key, document in state.items() if key not in derived}
    for document in found.documents:
        # Equal values may be written apart, 60 and 60.0: the ledger's stay.
        if after.get(document.id) != document:
            after[document.id] = document
    for edge in derived_edges(document for document in after.values() if isinstance(document, Edge)):
        before = state.get(edge.id)
        after[edge.id] = edge if before is None or before != edge else before
    for row, edge in found.derived:
        if edge not in (after.get(edge.id), state.get(edge.id)):
            remedy = "remove it, derived edges are computed on loading; correct the edges behind it"
            row.fault("id", "the derived edge does not follow from the edges that it names", remedy)
    return ChangeSet(in_state_order(after.values()))


_LAYOUTS: Final[Mapping[str, Layout]] = {table.kind: table for table in (*NODE_TABLES, *EDGE_TABLES)}
_PRECISIONS: Final = ("own", "from parks", "from neighbours")
_PLACE: Final = frozenset({"lat", "lon", "geo_precision"})
_WHOLE: Final = re.compile(r"([+-]?\d{1,15})\.0", re.ASCII)
_INTERVAL_REMEDY: Final = "write an interval such as 2022-12/.., ../2030 or 2022/2025-07"


def package_rows(content: Content, problems: Problems) -> Mapping[str, Sequence[TableRow]]:
    """Rows of each kind, and those of sources and statements, by kind in the order of a data package.

    Columns that are computed must say what would be computed; styles and borrowed coordinates are left out.
    """
    rows: dict[str, list[TableRow]] = defaultdict(list)
    for item in (*content.nodes, *content.edges):
        layout = _layout(item, problems)
        if layout is not None:
            rows[layout.kind].append(_RowBuilder(item, layout).row(problems))
    for layout, items in ((SOURCES, content.sources), (STATEMENTS, content.statements)):
        rows[layout.kind] = [_RowBuilder(item, layout).row(problems) for item in items]
    layouts = (SOURCES, *_LAYOUTS.values(), STATEMENTS)
    return {layout.kind: rows[layout.kind] for layout in layouts}


def _layout(item: Item, problems: Problems) -> Layout | None:
    identifier = item.cells.get("id", "")
    kinds = EDGE_KINDS if item.cells.keys() & {"tail", "head"} else NODE_KINDS
    kind = kind_of(identifier)
    if kind in kinds:
        return _LAYOUTS[kind]
    what = f"unknown kind {kind!r} in the id" if identifier else "the id is missing"
    remedy = did_you_mean(kind, kinds) or f"an id begins with one of {', '.join(kinds)}"
    problems.add(item.file, what, remedy, row=item.place, column="id", value=identifier)
    return None


class _RowBuilder:
    """The cells of one item under the names of a data package, and what is wrong with them."""

    def __init__(self, item: Item, layout: Layout) -> None:
        self._item = item
        self._layout = layout
        self._cells: dict[str, str] = {}
        self._faults: list[tuple[str, str, str]] = []
        self._computed = dict(_computed(item, layout.kind))

    def row(self, problems: Problems) -> TableRow:
        """The row, its faults noted."""
        for name, text in self._item.cells.items():
            self._take(name, text)
        self._take_place()
        places = {name: place for place, name in enumerate(self._cells)}
        cells = [*self._cells.values(), ""]
        row = TableRow(self._item.file, self._item.place, places, cells, problems)
        for name, problem, remedy in self._faults:
            row.fault(name, problem, remedy, value=self._item.cells.get(name, ""))
        check_characters(row, places, cells)
        return row

    def _take(self, name: str, text: str) -> None:
        columns = _attributes(self._layout.kind)
        if name in columns:
            attribute, column = columns[name]
            if name in date_columns():
                text = self._day(name, text)
            self._cells[attribute] = _without_zero(text) if column.type is ColumnType.DOUBLE else text
        elif name in self._layout.columns and name not in _PLACE:
            self._cells[name] = text
        elif name == VALID and self._layout.kind in EDGE_KINDS:
            self._cells |= self._period(name, text)
        elif name in self._computed:
            if text != self._computed[name]:
                fitting = self._computed[name]
                self._fault(name, "is computed and does not match the rest", f"write {fitting} or leave it out")
        elif not (name in _PLACE and self._layout.kind in NODE_KINDS):
            known = [*columns, *self._layout.columns]
            remedy = did_you_mean(name, known) or "remove it"
            self._fault(name, f"the kind {self._layout.kind} has no such column", remedy)

    def _take_place(self) -> None:
        cells = self._item.cells
        precision = cells.get("geo_precision", "own")
        if precision not in _PRECISIONS:
            self._fault("geo_precision", "unknown precision", f"write one of {', '.join(_PRECISIONS)}")
        for name in {"lat", "lon"} & cells.keys() if precision == "own" else ():
            if name in self._layout.columns:
                self._cells[name] = _without_zero(cells[name])
            else:
                self._fault(name, f"the kind {self._layout.kind} has no coordinates of its own", "remove it")

    def _day(self, name: str, text: str) -> str:
        begins, slash, ends = text.partition("/")
        if slash and begins != ends:
            self._fault(name, "is a period, not a date", f"write {begins}/{begins}")
        return begins

    def _period(self, name: str, text: str) -> dict[str, str]:
        begins, slash, ends = text.partition("/")
        if not (slash and begins and ends):
            self._fault(name, "is not an interval", _INTERVAL_REMEDY)
            return {}
        found = {"valid_from": begins, "valid_to": ends}
        return {name: date for name, date in found.items() if date != OPEN}

    def _fault(self, name: str, problem: str, remedy: str) -> None:
        self._faults.append((name, problem, remedy))


def _computed(item: Item, kind: str) -> Iterator[tuple[str, str]]:
    """Columns of nodes and edges that follow from others."""
    if kind in EDGE_KINDS:
        label = EDGE_KINDS[kind].label
        yield from (("edge_kind", kind), ("label_en", label.en), ("label_zh", label.zh))
    elif kind in NODE_KINDS:
        yield "kind", kind
    sources = item.cells.get("sources", "")
    yield "source_count", str(len(sources.split("|")) if sources else 0)


@cache
def _attributes(kind: str) -> Mapping[str, tuple[str, Column]]:
    """The attribute that each column of the kind holds."""
    table = node_table() if kind in NODE_KINDS else edge_table()
    return {column.name: (name, column) for name, column in table.columns.get(kind, {}).items()}


def _without_zero(text: str) -> str:
    # A column of doubles writes 60.0 where the graph holds 60.
    whole = _WHOLE.fullmatch(text)
    return whole[1] if whole else text
