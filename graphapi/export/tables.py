"""Tables as CSV, Parquet and Arrow: stable column names and types, known before the first row."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from types import MappingProxyType
from typing import IO, Any

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet

from graphapi.answers.tables import Table, TableColumn
from graphapi.model.columns import EXECUTED, GUARD, SEPARATOR
from graphapi.model.kinds import ValueType

_BATCH = 20_000
_ARROW: Mapping[ValueType, pa.DataType] = MappingProxyType(
    {
        ValueType.STRING: pa.string(),
        ValueType.DATE: pa.string(),
        ValueType.URI: pa.string(),
        ValueType.INTEGER: pa.int64(),
        ValueType.NUMBER: pa.float64(),
        ValueType.BOOLEAN: pa.bool_(),
        ValueType.STRINGS: pa.list_(pa.string()),
    }
)


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
    return pa.schema(
        [
            pa.field(column.name, _ARROW[column.type], metadata={"unit": column.unit} if column.unit else None)
            for column in table.columns
        ],
        metadata=dict(table.metadata),
    )


def _arrow(table: Table, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    schema = _schema(table)
    arrays = [
        pa.array(_values(rows, column.name), type=field.type)
        for column, field in zip(table.columns, schema, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


FORMATS: Sequence[TableFormat] = (
    TableFormat("csv", "text/csv", ".csv", write_csv),
    TableFormat("parquet", "application/vnd.apache.parquet", ".parquet", write_parquet),
    TableFormat("arrow", "application/vnd.apache.arrow.file", ".arrow", write_arrow),
)


def _values(rows: Iterable[Mapping[str, Any]], name: str) -> list[Any]:
    found = (row.get(name) for row in rows)
    return [list(value) if isinstance(value, tuple) else value for value in found]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return _harmless(SEPARATOR.join(map(str, value)))
    return _harmless(value) if isinstance(value, str) else str(value)


def _harmless(text: str) -> str:
    return f"{GUARD}{text}" if text.lstrip(GUARD).startswith(EXECUTED) else text
