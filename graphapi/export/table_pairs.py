"""A node table and an edge table in a zip: as CSV for Gephi and spreadsheets, and as Parquet."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import IO, Any, TypeAlias

import orjson

from graphapi.answers.tables import Table, TableColumn
from graphapi.export.chunks import Content, lines, zipped
from graphapi.export.flatten import (
    Row,
    edge_row,
    edges_table,
    evidence_tables,
    node_row,
    placed_nodes_table,
    table_columns,
)
from graphapi.export.header import description, edge_kinds, metadata, node_kinds
from graphapi.export.losses import NUMBERED, LossKind, numbered_kinds
from graphapi.export.options import Export
from graphapi.export.places import places
from graphapi.export.registry import exporter
from graphapi.export.styling import edge_label, node_label
from graphapi.export.tables import csv_lines, stream_parquet
from graphapi.model.columns import OPEN, VALID, Column, date_columns, edge_columns, node_columns

Cells: TypeAlias = Mapping[str, Any]

_SAMPLED = 25
"""Rows from which Gephi 0.10 guesses the types."""

_MOST_GROUPS = 10_000
"""Rows are grouped by the columns that they fill; a table is read until so many groups are found."""

# What Gephi would take for a number, a truth value, a moment or an interval if nothing else stood in the column.
_NO_PLAIN_TEXT = re.compile(r"[-+\d\s.,:;/<>()\[\]eEdDfFxXpPtTzZlL]*|[+-]?(?:nan|infinity)|true|false|yes|no", re.I)

_CSV_LOSES = {
    LossKind.LISTS: "A cell holds one text: items are joined by ' | '.",
    LossKind.PARALLEL_EDGES: NUMBERED,
    LossKind.PERIODS: "Gephi reads them as texts: an ISO interval such as 2022-04/.. in the column valid.",
    LossKind.LOOKS: "Gephi's spreadsheet import takes none; the columns lat and lon serve the Geo Layout plug-in.",
    LossKind.FORMULAS: "An apostrophe in front keeps a spreadsheet from executing them.",
    LossKind.DIGITS: "Gephi and spreadsheets read a column that holds nothing else as numbers; zeros in front go.",
}
_EDGE = ("Source", "Target", "Type", "Kind", "Id", "Label")
_CSV_README = """\
Gephi: File > Import spreadsheet, first nodes.csv as a nodes table, then edges.csv as an edges table into the
same workspace, everything else as the dialogs open. UTF-8, comma, dot as decimal sign. Dates are ISO intervals, and
rows that show the types of columns come first, because Gephi guesses types.
sources.csv says who published what and where, statements.csv what else sources say; ids join them all."""


@exporter(
    "csv",
    media_type="application/vnd.graphapi.csv+zip",
    suffix=".csv.zip",
    loses=_CSV_LOSES,
    carries_evidence=True,
    purpose="Gephi's spreadsheet import, Excel, R: nodes.csv and edges.csv in a zip",
)
def write_csv_pair(export: Export) -> Iterator[bytes]:
    """nodes.csv, edges.csv, sources.csv, statements.csv, README.txt and losses.json; columns are those of the kinds."""
    files: dict[str, Content] = {"nodes.csv": lines(_nodes(export)), "edges.csv": lines(_edges(export))}
    for table in evidence_tables(export):
        files[f"{table.name}.csv"] = lines(csv_lines(table.columns, table.rows))
    return zipped({**files, **_companions(export, _CSV_README)})


def _nodes(export: Export) -> Iterator[str]:
    subgraph, language = export.subgraph, export.options.label
    located = places(subgraph)
    columns = _columns(("Id", "Label"), node_columns(node_kinds(subgraph)))

    def rows() -> Iterator[Cells]:
        for node in subgraph.nodes:
            row = node_row(node, located.get(node.id))
            yield {"Id": node.id, "Label": node_label(node, language), **_with_intervals(row)}

    return csv_lines(columns, type_samples_first(columns, rows))


def _edges(export: Export) -> Iterator[str]:
    edges, language = export.subgraph.edges, export.options.label
    columns = _columns(_EDGE, edge_columns(edge_kinds(export.subgraph)))

    def rows() -> Iterator[Cells]:
        for edge, kind in zip(edges, numbered_kinds(edges), strict=True):
            ends = (edge.tail, edge.head, "Directed", kind, edge.id, edge_label(edge, language))
            yield dict(zip(_EDGE, ends, strict=True)) | _with_intervals(edge_row(edge))

    return csv_lines(columns, type_samples_first(columns, rows))


def _columns(first: Sequence[str], columns: Sequence[Column]) -> Sequence[TableColumn]:
    """The columns as in other tables, but with one of validity instead of two."""
    kept = (column for column in columns if column.name != "valid_to")
    named = [replace(column, name=VALID) if column.name == "valid_from" else column for column in kept]
    return table_columns(first, named)


def _with_intervals(row: Row) -> dict[str, Any]:
    # Gephi would take a column of plain dates for moments of its timeline, and stop at the first that is no day.
    cells = {name: f"{cell}/{cell}" if name in date_columns() else cell for name, cell in row.items()}
    begins, ends = cells.pop("valid_from", OPEN), cells.pop("valid_to", OPEN)
    return cells if begins == ends == OPEN else cells | {VALID: f"{begins}/{ends}"}


_PARQUET_LOSES = {LossKind.LOOKS: "Tables have no looks; lat and lon are columns."}
_PARQUET_README = """Tables of the same columns and types in every answer; the schema of each column names its unit.
sources.parquet says who published what and where, statements.parquet what else sources say; ids join them all."""


@exporter(
    "parquet",
    media_type="application/vnd.graphapi.parquet+zip",
    suffix=".parquet.zip",
    loses=_PARQUET_LOSES,
    carries_evidence=True,
    purpose="pandas, polars, DuckDB, Spark: nodes.parquet and edges.parquet in a zip",
)
def write_parquet_pair(export: Export) -> Iterator[bytes]:
    """nodes, edges, sources and statements as Parquet, README.txt and losses.json."""
    about = orjson.dumps(metadata(export)).decode()
    subgraph = export.subgraph
    tables = (placed_nodes_table(subgraph), edges_table(subgraph.edges), *evidence_tables(export))
    marked = (replace(table, metadata={"graphapi": about}) for table in tables)
    files = {f"{table.name}.parquet": _parquet(table) for table in marked}
    # Parquet is compressed already.
    return zipped({**files, **_companions(export, _PARQUET_README)}, compressed=False)


def _parquet(table: Table) -> Content:
    def write(file: IO[bytes]) -> None:
        stream_parquet(table, file)

    return write


def type_samples_first(columns: Sequence[TableColumn], rows: Callable[[], Iterable[Cells]]) -> Iterator[Cells]:
    """All rows once: first at most 25 that between them show the type of every column, then the others in their order.

    `rows` is called twice and gives the same rows both times. A text shows that its column holds texts unless it
    could be taken for something else; where no row shows a column, Gephi goes on guessing.
    """
    chosen = _chosen([column.name for column in columns], rows())
    yield from chosen.values()
    yield from (row for number, row in enumerate(rows()) if number not in chosen)


def _chosen(names: Sequence[str], rows: Iterable[Cells]) -> Mapping[int, Cells]:
    """The rows that come first, by their place among all; greedily, those that show most columns."""
    bits = {name: 1 << place for place, name in enumerate(names)}
    groups: dict[int, tuple[int, Cells]] = {}
    for number, row in enumerate(rows):
        shown = sum(bits.get(name, 0) for name, cell in row.items() if _reveals_type(cell))
        groups.setdefault(shown, (number, row))
        if len(groups) == _MOST_GROUPS:
            break
    chosen: dict[int, Cells] = {}
    missing = (1 << len(names)) - 1
    while len(chosen) < _SAMPLED:
        best = max(groups, key=lambda shown: ((shown & missing).bit_count(), -groups[shown][0]), default=0)
        if not best & missing:
            break
        missing &= ~best
        number, row = groups[best]
        chosen[number] = row
    return dict(sorted(chosen.items()))


def _reveals_type(cell: Any) -> bool:
    if isinstance(cell, str | tuple):
        return _NO_PLAIN_TEXT.fullmatch(" ".join(cell) if isinstance(cell, tuple) else cell) is None
    return cell is not None


def _companions(export: Export, how: str) -> Mapping[str, Content]:
    """README.txt, which says what the files are, and losses.json with the metadata of the export."""
    readme = f"{description(export)}\n\n{how}\n"
    losses = orjson.dumps(metadata(export), option=orjson.OPT_INDENT_2) + b"\n"
    return {"README.txt": _once(readme.encode()), "losses.json": _once(losses)}


def _once(content: bytes) -> Content:
    def write(file: IO[bytes]) -> None:
        file.write(content)

    return write
