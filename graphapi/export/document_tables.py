"""Documents as tables; columns are those of every kind, so they are the same in every answer."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from graphapi.answers.tables import Table, TableColumn
from graphapi.export.evidence import named_sources, named_statements
from graphapi.export.flatten import edge_row, node_row
from graphapi.export.mapped import Mapped
from graphapi.export.options import Export
from graphapi.export.places import places
from graphapi.model.answers import Subgraph
from graphapi.model.columns import SEPARATOR, Column, ColumnType, edge_columns, node_columns
from graphapi.model.documents import Edge, Node, Source, Statement
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, ValueType

_TYPES: Mapping[ColumnType, ValueType] = MappingProxyType(
    {
        ColumnType.STRING: ValueType.STRING,
        ColumnType.INTEGER: ValueType.INTEGER,
        ColumnType.LONG: ValueType.INTEGER,
        ColumnType.DOUBLE: ValueType.NUMBER,
        ColumnType.BOOLEAN: ValueType.BOOLEAN,
        ColumnType.STRINGS: ValueType.STRINGS,
    }
)


def nodes_table(nodes: Sequence[Node]) -> Table:
    """One row a node; coordinates are the node's own."""
    return placed_nodes_table(Subgraph(nodes, ()))


def placed_nodes_table(subgraph: Subgraph) -> Table:
    """One row a node; coordinates may be borrowed over the edges."""
    located = places(subgraph)
    rows = Mapped(lambda node: {"id": node.id, **node_row(node, located.get(node.id))}, subgraph.nodes)
    return Table("nodes", table_columns(("id",), node_columns(NODE_KINDS)), rows)


def edges_table(edges: Sequence[Edge]) -> Table:
    """One row an edge."""
    rows = Mapped(lambda edge: {"id": edge.id, "tail": edge.tail, "head": edge.head, **edge_row(edge)}, edges)
    return Table("edges", table_columns(("id", "tail", "head"), edge_columns(EDGE_KINDS)), rows)


def sources_table(sources: Iterable[Source]) -> Table:
    """One row a source."""
    names = ("id", "url", "publisher", "date", "title")
    return Table("sources", [TableColumn(name) for name in names], [source.to_json() for source in sources])


def statements_table(statements: Iterable[Statement]) -> Table:
    """One row a statement; values of every type are texts."""
    names = ("id", "subject", "field", "value", "unit", "period", "rank", "basis", "caveat")
    columns = [*(TableColumn(name) for name in names), TableColumn("sources", ValueType.STRINGS)]
    return Table("statements", columns, [_statement(one.to_json()) for one in statements])


def evidence_tables(export: Export) -> tuple[Table, ...]:
    """Sources and statements of an export, each only if there are any."""
    found = (sources_table(named_sources(export)), statements_table(named_statements(export)))
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
