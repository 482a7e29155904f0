"""Nodes, edges and sources as tables; columns are those of every kind, so they are the same in every answer."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from graphapi.export.flatten import Column, ColumnType, edge_columns, edge_row, node_columns, node_row
from graphapi.export.places import places
from graphapi.model.answers import Subgraph
from graphapi.model.documents import Edge, Node, Source
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, ValueType
from graphapi.model.tables import Table, TableColumn

_TYPES: Mapping[ColumnType, ValueType] = MappingProxyType({
    ColumnType.STRING: ValueType.STRING,
    ColumnType.INTEGER: ValueType.INTEGER,
    ColumnType.LONG: ValueType.INTEGER,
    ColumnType.DOUBLE: ValueType.NUMBER,
    ColumnType.BOOLEAN: ValueType.BOOLEAN,
})  # fmt: skip


def nodes_table(nodes: Sequence[Node]) -> Table:
    """One row a node; coordinates are the node's own."""
    located = places(Subgraph(nodes, ()))
    rows = [{"id": node.id, **node_row(node, located.get(node.id))} for node in nodes]
    return Table("nodes", _columns(("id",), node_columns(NODE_KINDS)), rows)


def edges_table(edges: Sequence[Edge]) -> Table:
    """One row an edge."""
    rows = [{"id": edge.id, "tail": edge.tail, "head": edge.head, **edge_row(edge)} for edge in edges]
    return Table("edges", _columns(("id", "tail", "head"), edge_columns(EDGE_KINDS)), rows)


def sources_table(sources: Iterable[Source]) -> Table:
    """One row a source."""
    names = ("id", "url", "publisher", "date", "title")
    return Table("sources", [TableColumn(name) for name in names], [source.to_json() for source in sources])


def _columns(first: Iterable[str], columns: Iterable[Column]) -> list[TableColumn]:
    typed = [TableColumn(column.name, _TYPES[column.type], column.unit) for column in columns]
    return [*(TableColumn(name) for name in first), *typed]
