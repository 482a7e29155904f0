"""The only place that turns documents into columns and tables.

Types and order come from the kinds table, never from values.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from graphapi.answers.tables import Table, TableColumn
from graphapi.export.options import Export
from graphapi.export.places import Place, places
from graphapi.model.columns import SEPARATOR, Column, ColumnType, edge_columns, edge_table, node_columns, node_table
from graphapi.model.documents import Edge, Node, Source, Statement, Subgraph, Value
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, ValueType

Scalar: TypeAlias = str | int | float | bool
Cell: TypeAlias = Scalar | tuple[str, ...]
Row: TypeAlias = dict[str, Cell]
"""Known values by column name, in the order of the columns; unknown ones are absent."""


def node_row(node: Node, place: Place | None) -> Row:
    """The known values of a node. Half a coordinate is no place and has no column."""
    row: Row = {"kind": node.kind}
    row |= _known({"name_en": node.name_en, "name_zh": node.name_zh, "aliases": node.aliases or None})
    row |= {"basis": node.basis.value} | _sources(node.sources)
    if place is not None:
        row |= {"lat": place.lat, "lon": place.lon, "geo_precision": place.precision.value}
    return row | _attribute_cells(node_table().columns[node.kind], node.attributes)


def with_joined_lists(row: Row) -> dict[str, Scalar]:
    """The row for formats without lists: their items in one string."""
    return {name: SEPARATOR.join(cell) if isinstance(cell, tuple) else cell for name, cell in row.items()}


def edge_row(edge: Edge) -> Row:
    """The known values of an edge."""
    label = EDGE_KINDS[edge.kind].label
    row: Row = {"edge_kind": edge.kind, "label_en": label.en, "label_zh": label.zh, "basis": edge.basis.value}
    row |= _sources(edge.sources)
    row |= _known({"caveat": edge.caveat, "valid_from": edge.valid_from, "valid_to": edge.valid_to})
    return row | _attribute_cells(edge_table().columns[edge.kind], edge.attributes)


def _attribute_cells(columns: Mapping[str, Column], attributes: Mapping[str, Value]) -> Row:
    return {column.name: _cell(attributes[name], column.type) for name, column in columns.items() if name in attributes}


def _cell(value: Value, column_type: ColumnType) -> Cell:
    return float(value) if column_type is ColumnType.DOUBLE and not isinstance(value, tuple) else value


def _sources(sources: tuple[str, ...]) -> Row:
    return _known({"sources": sources or None}) | {"source_count": len(sources)}


def _known(cells: Mapping[str, str | tuple[str, ...] | None]) -> Row:
    return {name: cell for name, cell in cells.items() if cell is not None}


_TYPES: Mapping[ColumnType, ValueType] = {
    ColumnType.STRING: ValueType.STRING,
    ColumnType.INTEGER: ValueType.INTEGER,
    ColumnType.LONG: ValueType.INTEGER,
    ColumnType.DOUBLE: ValueType.NUMBER,
    ColumnType.BOOLEAN: ValueType.BOOLEAN,
    ColumnType.STRINGS: ValueType.STRINGS,
}


def nodes_table(nodes: Sequence[Node]) -> Table:
    """One row a node; coordinates are the node's own."""
    return placed_nodes_table(Subgraph(nodes, ()))


def placed_nodes_table(subgraph: Subgraph) -> Table:
    """One row a node; coordinates may be borrowed over the edges."""
    located = places(subgraph)
    rows = _Rows(lambda node: {"id": node.id, **node_row(node, located.get(node.id))}, subgraph.nodes)
    return Table("nodes", table_columns(("id",), node_columns(NODE_KINDS)), rows)


def edges_table(edges: Sequence[Edge]) -> Table:
    """One row an edge."""
    rows = _Rows(lambda edge: {"id": edge.id, "tail": edge.tail, "head": edge.head, **edge_row(edge)}, edges)
    return Table("edges", table_columns(("id", "tail", "head"), edge_columns(EDGE_KINDS)), rows)


def sources_table(sources: Iterable[Source]) -> Table:
    """One row a source."""
    rows: list[Mapping[str, Any]] = [source.to_json() for source in sources]
    return Table("sources", [TableColumn(name) for name in Source.members], rows)


def statements_table(statements: Iterable[Statement]) -> Table:
    """One row a statement; values of every type are texts."""
    names = ("id", "subject", "field", "value", "unit", "period", "rank", "basis", "caveat")
    columns = [*(TableColumn(name) for name in names), TableColumn("sources", ValueType.STRINGS)]
    return Table("statements", columns, [_statement(statement.to_json()) for statement in statements])


def evidence_tables(export: Export) -> tuple[Table, ...]:
    """Sources and statements of an export, each only if there are any."""
    found = (sources_table(export.named_sources()), statements_table(export.named_statements()))
    return tuple(table for table in found if table.rows)


def _statement(document: dict[str, Any]) -> dict[str, Any]:
    value = document["value"]
    if isinstance(value, list):
        return document | {"value": SEPARATOR.join(value)}
    if isinstance(value, bool):
        return document | {"value": "true" if value else "false"}
    return document | {"value": value if isinstance(value, str) else repr(value)}


def table_columns(first: Iterable[str], columns: Iterable[Column]) -> list[TableColumn]:
    """Columns of texts, then these."""
    typed = [TableColumn(column.name, _TYPES[column.type], column.unit) for column in columns]
    return [*(TableColumn(name) for name in first), *typed]


class _Rows(Sequence[Mapping[str, Any]]):
    """Items seen through a function: a row is computed when it is read and never kept."""

    def __init__(self, row_of: Callable[[Any], Mapping[str, Any]], items: Sequence[Node | Edge]) -> None:
        self._row_of = row_of
        self._items = items

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        return map(self._row_of, self._items)

    def __getitem__(self, index: Any) -> Any:
        found = self._items[index]
        return _Rows(self._row_of, found) if isinstance(index, slice) else self._row_of(found)
