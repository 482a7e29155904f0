"""A node table and an edge table for Gephi's spreadsheet import, in a zip."""

from collections.abc import Iterator
from typing import Any

from graphapi.export.archive import Content, companions, lines, zipped
from graphapi.export.document_tables import evidence_tables, table_columns
from graphapi.export.flatten import edge_row, node_row
from graphapi.export.header import edge_kinds, node_kinds
from graphapi.export.labels import edge_label, node_label
from graphapi.export.losses import Feature
from graphapi.export.mapped import Mapped
from graphapi.export.options import Export
from graphapi.export.places import places
from graphapi.export.registry import exporter
from graphapi.export.tables import csv_lines
from graphapi.export.texts import check_texts
from graphapi.model.columns import edge_columns, node_columns
from graphapi.model.documents import Edge
from graphapi.model.tables import Table

_LOSES = {
    Feature.LISTS: "A cell holds one text: items are joined by ' | '.",
    Feature.PARALLEL_EDGES: "The file holds them; Gephi merges them unless its import dialog is told not to.",
    Feature.PERIODS: "Gephi reads them as texts.",
    Feature.LOOKS: "Gephi's spreadsheet import takes none; the columns lat and lon serve the Geo Layout plug-in.",
    Feature.FORMULAS: "An apostrophe in front keeps a spreadsheet from executing them.",
}
_EDGE = ("Source", "Target", "Type", "Kind", "Id", "Label")
_HOW = """Gephi: File > Import spreadsheet, first nodes.csv as a nodes table, then edges.csv as an edges table into the
same workspace; choose "Don't merge" for parallel edges. UTF-8, comma, dot as decimal sign.
sources.csv says who published what and where, statements.csv what else sources say; ids join them all."""


@exporter(
    "csv", media_type="application/vnd.graphapi.csv+zip", suffix=".csv.zip", loses=_LOSES, evident=True,
    purpose="Gephi's spreadsheet import, Excel, R: nodes.csv and edges.csv in a zip",
)  # fmt: skip
def write_csv_pair(export: Export) -> Iterator[bytes]:
    """nodes.csv, edges.csv, sources.csv, statements.csv, README.txt and losses.json; columns are those of the kinds."""
    check_texts(export, "UTF-8")
    tables = (_nodes(export), _edges(export), *evidence_tables(export))
    files: dict[str, Content] = {f"{table.name}.csv": lines(csv_lines(table)) for table in tables}
    return zipped({**files, **companions(export, _HOW)})


def _nodes(export: Export) -> Table:
    subgraph, language = export.subgraph, export.options.label
    located = places(subgraph)
    rows = Mapped(
        lambda node: {"Id": node.id, "Label": node_label(node, language), **node_row(node, located.get(node.id))},
        subgraph.nodes,
    )
    return Table("nodes", table_columns(("Id", "Label"), node_columns(node_kinds(subgraph))), rows)


def _edges(export: Export) -> Table:
    rows = Mapped(lambda edge: _ends(edge, export) | edge_row(edge), export.subgraph.edges)
    return Table("edges", table_columns(_EDGE, edge_columns(edge_kinds(export.subgraph))), rows)


def _ends(edge: Edge, export: Export) -> dict[str, Any]:
    label = edge_label(edge, export.options.label)
    return dict(zip(_EDGE, (edge.tail, edge.head, "Directed", edge.kind, edge.id, label), strict=True))
