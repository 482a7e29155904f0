"""Tables as CSV, Parquet and Arrow, and the tables of a graph in a zip: for Gephi, spreadsheets and data frames.

Names and types of columns are stable, and known before the first row.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from typing import IO, Any, TypeAlias

import orjson
import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet

from graphapi.answers.tables import Table, TableColumn
from graphapi.export.chunks import Content, lines, zipped
from graphapi.export.flatten import Row, edge_row, edges_table, evidence_tables, placed_nodes_table, table_columns
from graphapi.export.losses import NUMBERED, LossKind, numbered_kinds
from graphapi.export.options import Export
from graphapi.export.registry import Exporter
from graphapi.export.styling import Scene, edge_label
from graphapi.model.columns import OPEN, SEPARATOR, VALID, Column, date_columns, edge_columns, guarded, node_columns
from graphapi.model.kinds import ValueType

_BATCH = 20_000
_ARROW: Mapping[ValueType, pa.DataType] = {
    ValueType.STRING: pa.string(),
    ValueType.DATE: pa.string(),
    ValueType.URI: pa.string(),
    ValueType.INTEGER: pa.int64(),
    ValueType.NUMBER: pa.float64(),
    ValueType.BOOLEAN: pa.bool_(),
    ValueType.STRINGS: pa.list_(pa.string()),
}


@dataclass(frozen=True, slots=True)
class TableFormat:
    """A tabular format: its name, media type, file suffix with the dot, and its writer."""

    name: str
    media_type: str
    suffix: str
    write: Callable[[Table], bytes]


def write_csv(table: Table) -> bytes:
    """UTF-8 with a header line; lists joined by ` | `, booleans `true` and `false`.

    A text that a spreadsheet would execute (it begins with =, +, -, @, tab or return) gets an apostrophe in front, and
    so does one that begins like a text so guarded: taking one apostrophe off gives back what was written.
    """
    return "".join(csv_lines(table.columns, table.rows)).encode()


def csv_lines(columns: Sequence[TableColumn], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The lines of `write_csv`, one at a time; rows may come from anywhere and are read once."""
    text = io.StringIO(newline="")
    # What stands in the line end is quoted in cells, a lone return too; the lines themselves end as they should.
    writer = csv.writer(text, lineterminator="\r\n")
    names = [column.name for column in columns]
    for cells in chain([names], ([_cell(row.get(name)) for name in names] for row in rows)):
        writer.writerow(cells)
        yield text.getvalue().removesuffix("\r\n") + "\n"
        text.seek(0)
        text.truncate()


def write_parquet(table: Table) -> bytes:
    """A row group for each 20,000 rows, zstd; units and metadata in the schema."""
    sink = io.BytesIO()
    stream_parquet(table, sink)
    return sink.getvalue()


def stream_parquet(table: Table, sink: IO[bytes]) -> None:
    """Writes the table of `write_parquet` without holding it."""
    with pa.parquet.ParquetWriter(sink, _schema(table), compression="zstd") as writer:
        rows = iter(table.rows)
        while batch := list(islice(rows, _BATCH)):
            writer.write_table(_arrow(table, batch))


def write_arrow(table: Table) -> bytes:
    """Arrow IPC file."""
    sink = io.BytesIO()
    found = arrow_table(table)
    with pa.ipc.new_file(sink, found.schema) as writer:
        writer.write_table(found)
    return sink.getvalue()


def arrow_table(table: Table) -> pa.Table:
    """The table with typed columns, whatever the rows hold."""
    return _arrow(table, list(table.rows))


def _schema(table: Table) -> pa.Schema:
    units = ({"unit": column.unit} if column.unit else None for column in table.columns)
    members = zip(table.columns, units, strict=True)
    fields = [pa.field(column.name, _ARROW[column.type], metadata=unit) for column, unit in members]
    return pa.schema(fields, metadata=dict(table.metadata))


def _arrow(table: Table, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=_schema(table))


FORMATS: Sequence[TableFormat] = (
    TableFormat("csv", "text/csv", ".csv", write_csv),
    TableFormat("parquet", "application/vnd.apache.parquet", ".parquet", write_parquet),
    TableFormat("arrow", "application/vnd.apache.arrow.file", ".arrow", write_arrow),
)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return guarded(SEPARATOR.join(map(str, value)))
    return guarded(value) if isinstance(value, str) else str(value)


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


@Exporter(
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
    scene, subgraph = Scene(export), export.subgraph
    columns = _columns(("Id", "Label"), node_columns(subgraph.node_kinds))

    def rows() -> Iterator[Cells]:
        for node in subgraph.nodes:
            yield {"Id": node.id, "Label": scene.label(node), **_with_intervals(scene.row(node))}

    return csv_lines(columns, type_samples_first(columns, rows))


def _edges(export: Export) -> Iterator[str]:
    edges, language = export.subgraph.edges, export.options.label
    columns = _columns(_EDGE, edge_columns(export.subgraph.edge_kinds))

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


@Exporter(
    "parquet",
    media_type="application/vnd.graphapi.parquet+zip",
    suffix=".parquet.zip",
    loses=_PARQUET_LOSES,
    carries_evidence=True,
    purpose="pandas, polars, DuckDB, Spark: nodes.parquet and edges.parquet in a zip",
)
def write_parquet_pair(export: Export) -> Iterator[bytes]:
    """nodes, edges, sources and statements as Parquet, README.txt and losses.json."""
    about = orjson.dumps(export.metadata()).decode()
    subgraph = export.subgraph
    tables = (placed_nodes_table(subgraph), edges_table(subgraph.edges), *evidence_tables(export))
    marked = (replace(table, metadata={"graphapi": about}) for table in tables)
    files = {f"{table.name}.parquet": partial(stream_parquet, table) for table in marked}
    # Parquet is compressed already.
    return zipped({**files, **_companions(export, _PARQUET_README)}, compressed=False)


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
    readme = f"{export.description()}\n\n{how}\n"
    losses = orjson.dumps(export.metadata(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    return {"README.txt": lines([readme]), "losses.json": lines([losses.decode()])}
