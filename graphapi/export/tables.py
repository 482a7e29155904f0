"""Tables as CSV, Parquet and Arrow: stable column names and types, known before the first row."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet

from graphapi.export.flatten import SEPARATOR
from graphapi.model.kinds import ValueType
from graphapi.model.tables import Table

_EXECUTED = ("=", "+", "-", "@", "\t", "\r")

_ARROW: Mapping[ValueType, pa.DataType] = MappingProxyType({
    ValueType.STRING: pa.string(),
    ValueType.DATE: pa.string(),
    ValueType.URI: pa.string(),
    ValueType.INTEGER: pa.int64(),
    ValueType.NUMBER: pa.float64(),
    ValueType.BOOLEAN: pa.bool_(),
    ValueType.STRINGS: pa.list_(pa.string()),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class TableFormat:
    """A tabular format: its name, media type, file suffix with the dot, and its writer."""

    name: str
    media_type: str
    suffix: str
    write: Callable[[Table], bytes]


def write_csv(table: Table) -> bytes:
    """UTF-8 with a header line; lists joined by ` | `, booleans `true` and `false`.

    A text that a spreadsheet would execute (it begins with =, +, -, @, tab or return) gets an apostrophe in front.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    names = [column.name for column in table.columns]
    writer.writerow(names)
    writer.writerows([_cell(row.get(name)) for name in names] for row in table.rows)
    return text.getvalue().encode()


def write_parquet(table: Table) -> bytes:
    """One row group, zstd; units and metadata in the schema."""
    sink = io.BytesIO()
    pa.parquet.write_table(arrow_table(table), sink, compression="zstd")
    return sink.getvalue()


def write_arrow(table: Table) -> bytes:
    """Arrow IPC file."""
    sink = io.BytesIO()
    found = arrow_table(table)
    with pa.ipc.new_file(sink, found.schema) as writer:
        writer.write_table(found)
    return sink.getvalue()


def arrow_table(table: Table) -> pa.Table:
    """The table with typed columns, whatever the rows hold."""
    schema = pa.schema(
        [
            pa.field(column.name, _ARROW[column.type], metadata={"unit": column.unit} if column.unit else None)
            for column in table.columns
        ],
        metadata=dict(table.metadata),
    )
    arrays = [
        pa.array(_values(table.rows, column.name), type=field.type)
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
    return f"'{text}" if text.startswith(_EXECUTED) else text
