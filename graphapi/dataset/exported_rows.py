"""Texts under the names of columns -> the rows that a data package would have, so that one validation serves both."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Final

from graphapi.dataset.exported_files import Content, Item
from graphapi.dataset.layout import EDGE_TABLES, NODE_TABLES, SOURCES, STATEMENTS, Layout
from graphapi.dataset.problems import Problems, TableRow
from graphapi.dataset.tables import check_characters
from graphapi.model.columns import OPEN, VALID, Column, ColumnType, date_columns, edge_table, node_table
from graphapi.model.errors import did_you_mean
from graphapi.model.identifiers import kind_of
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS

_LAYOUTS: Final[Mapping[str, Layout]] = MappingProxyType({table.kind: table for table in (*NODE_TABLES, *EDGE_TABLES)})
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
            self._cells[attribute] = self._day(name, text) if name in date_columns() else _plain(column, text)
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
            self._fault(
                name, f"the kind {self._layout.kind} has no such column", did_you_mean(name, known) or "remove it"
            )

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


def _plain(column: Column, text: str) -> str:
    return _without_zero(text) if column.type is ColumnType.DOUBLE else text


def _without_zero(text: str) -> str:
    # A column of doubles writes 60.0 where the graph holds 60.
    whole = _WHOLE.fullmatch(text)
    return whole[1] if whole else text
