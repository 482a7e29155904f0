"""The only place that turns documents into columns. Types and order come from the kinds table, never from values."""

from collections.abc import Mapping
from typing import TypeAlias

from graphapi.export.places import Place
from graphapi.model.columns import SEPARATOR, Column, ColumnType, edge_table, node_table
from graphapi.model.documents import Edge, Node, Value
from graphapi.model.kinds import EDGE_KINDS

Scalar: TypeAlias = str | int | float | bool
Cell: TypeAlias = Scalar | tuple[str, ...]
Row: TypeAlias = dict[str, Cell]
"""Known values by column name, in the order of the columns; what nobody knows is absent."""


def node_row(node: Node, place: Place | None) -> Row:
    """The known values of a node. Half a coordinate is no place and has no column."""
    row: Row = {"kind": node.kind}
    row |= _known({"name_en": node.name_en, "name_zh": node.name_zh, "aliases": node.aliases or None})
    row |= {"basis": node.basis.value} | _sources(node.sources)
    if place is not None:
        row |= {"lat": place.lat, "lon": place.lon, "geo_precision": place.precision.value}
    return row | _attribute_cells(node_table().columns[node.kind], node.attributes)


def joined(row: Row) -> dict[str, Scalar]:
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
