"""A node table and an edge table for Gephi's spreadsheet import, in a zip."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from graphapi.answers.tables import TableColumn
from graphapi.export.archive import Content, companions, lines, zipped
from graphapi.export.document_tables import evidence_tables, table_columns
from graphapi.export.flatten import Row, edge_row, node_row
from graphapi.export.gephi_row_order import Cells, telling_first
from graphapi.export.header import edge_kinds, node_kinds
from graphapi.export.labels import edge_label, node_label
from graphapi.export.losses import Feature
from graphapi.export.options import Export
from graphapi.export.parallel import NUMBERED, numbered_kinds
from graphapi.export.places import places
from graphapi.export.registry import exporter
from graphapi.export.tables import csv_lines
from graphapi.export.texts import check_texts
from graphapi.model.columns import Column, date_columns, edge_columns, node_columns
from graphapi.model.interchange import OPEN, VALID

_LOSES = {
    Feature.LISTS: "A cell holds one text: items are joined by ' | '.",
    Feature.PARALLEL_EDGES: NUMBERED,
    Feature.PERIODS: "Gephi reads them as texts: an ISO interval such as 2022-04/.. in the column valid.",
    Feature.LOOKS: "Gephi's spreadsheet import takes none; the columns lat and lon serve the Geo Layout plug-in.",
    Feature.FORMULAS: "An apostrophe in front keeps a spreadsheet from executing them.",
    Feature.DIGITS: "Gephi and spreadsheets read a column that holds nothing else as numbers; zeros in front go.",
}
_EDGE = ("Source", "Target", "Type", "Kind", "Id", "Label")
_HOW = """Gephi: File > Import spreadsheet, first nodes.csv as a nodes table, then edges.csv as an edges table into the
same workspace, everything else as the dialogs open. UTF-8, comma, dot as decimal sign. Dates are ISO intervals, and
rows that show the types of columns come first, because Gephi guesses types.
sources.csv says who published what and where, statements.csv what else sources say; ids join them all."""


@exporter(
    "csv",
    media_type="application/vnd.graphapi.csv+zip",
    suffix=".csv.zip",
    loses=_LOSES,
    evident=True,
    purpose="Gephi's spreadsheet import, Excel, R: nodes.csv and edges.csv in a zip",
)
def write_csv_pair(export: Export) -> Iterator[bytes]:
    """nodes.csv, edges.csv, sources.csv, statements.csv, README.txt and losses.json; columns are those of the kinds."""
    check_texts(export, "UTF-8")
    files: dict[str, Content] = {"nodes.csv": lines(_nodes(export)), "edges.csv": lines(_edges(export))}
    for table in evidence_tables(export):
        files[f"{table.name}.csv"] = lines(csv_lines(table.columns, table.rows))
    return zipped({**files, **companions(export, _HOW)})


def _nodes(export: Export) -> Iterator[str]:
    subgraph, language = export.subgraph, export.options.label
    located = places(subgraph)
    columns = _columns(("Id", "Label"), node_columns(node_kinds(subgraph)))

    def rows() -> Iterator[Cells]:
        for node in subgraph.nodes:
            row = node_row(node, located.get(node.id))
            yield {"Id": node.id, "Label": node_label(node, language), **_with_intervals(row)}

    return csv_lines(columns, telling_first(columns, rows))


def _edges(export: Export) -> Iterator[str]:
    edges, language = export.subgraph.edges, export.options.label
    columns = _columns(_EDGE, edge_columns(edge_kinds(export.subgraph)))

    def rows() -> Iterator[Cells]:
        for edge, kind in zip(edges, numbered_kinds(edges), strict=True):
            ends = (edge.tail, edge.head, "Directed", kind, edge.id, edge_label(edge, language))
            yield dict(zip(_EDGE, ends, strict=True)) | _with_intervals(edge_row(edge))

    return csv_lines(columns, telling_first(columns, rows))


def _columns(first: Sequence[str], columns: Sequence[Column]) -> Sequence[TableColumn]:
    """The columns as in other tables, but for one of validity in the place of two."""
    named = [replace(one, name=VALID) if one.name == "valid_from" else one for one in columns if one.name != "valid_to"]
    return table_columns(first, named)


def _with_intervals(row: Row) -> dict[str, Any]:
    # Gephi would take a column of plain dates for moments of its timeline, and stop at the first that is no day.
    cells = {name: f"{cell}/{cell}" if name in date_columns() else cell for name, cell in row.items()}
    begins, ends = cells.pop("valid_from", OPEN), cells.pop("valid_to", OPEN)
    return cells if begins == ends == OPEN else cells | {VALID: f"{begins}/{ends}"}
