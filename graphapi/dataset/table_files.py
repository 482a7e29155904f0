"""The file formats of a table: CSV, JSON Lines and Parquet. Typed values become the texts that CSV would hold."""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Final

import orjson
import pyarrow as pa
from pyarrow import parquet

from graphapi.dataset.cells import BadCell
from graphapi.dataset.tables import BATCH, TableFile, TableRow, check_characters
from graphapi.model.errors import did_you_mean


def text_of(value: Any, *, takes_list: bool) -> str:
    """The text of a cell: nothing is empty, items of a list are joined by bars, days are ISO 8601.

    Raises:
        BadCell: it has no form as text.
    """
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, list):
        return _joined_items(value, takes_list=takes_list)
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))  # tables with gaps often hold whole numbers as floats
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    raise BadCell(f"is of type {type(value).__name__}", "write a text, a number, true, false or a list of texts")


def _joined_items(items: list[Any], *, takes_list: bool) -> str:
    if not takes_list:
        raise BadCell("is a list", "write one value: the column takes no lists")
    texts = [item.strip() if isinstance(item, str) else _scalar(item) for item in items]
    if any("|" in text for text in texts):
        raise BadCell(
            "an item of the list contains a bar", "write it without '|', which separates items in a CSV table"
        )
    return " | ".join(texts)


_CHUNK = 1 << 20
CSV_REMEDY: Final = 'put texts with commas or line breaks in double quotes and write a quote as ""'


class CsvTable(TableFile):
    """Rows are numbered as in a spreadsheet: the header is row 1, a quoted line break does not begin a row."""

    suffix = ".csv"

    def rows(self) -> Iterator[TableRow]:
        """See `TableFile.rows`."""
        if not self._is_utf_8():
            return
        with self.path.open("rb") as raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text:
            records = self._records(text, raw)
            _, header = next(records, (0, []))
            if not header:
                self.refuse("the table is empty", f"write the header row: {','.join(self.layout.columns)}")
                return
            while not header[-1]:  # spreadsheets write commas after the last column
                del header[-1]
            columns = self.columns_of(header, 1)
            if columns is None:
                self.whole = False
                return
            for number, cells in records:
                yield self._row(number, columns, cells, len(header))

    def _row(self, number: int, columns: Mapping[str, int], cells: list[str], width: int) -> TableRow:
        row = TableRow(self.file, number, columns, [*cells, *[""] * (width - len(cells)), ""], self.problems)
        if len(cells) < width or any(cells[width:]):
            problem = f"the row has {len(cells)} cells, the header {width}"
            row.fault(None, problem, "check the commas and quotes of the row", value=",".join(cells))
        check_characters(row, columns, cells)
        return row

    def _is_utf_8(self) -> bool:
        """Reads the file once: a row before the fault would be of no use, since others may name rows after it."""
        decoder, row = codecs.getincrementaldecoder("utf-8")(), 1
        with self.path.open("rb") as raw:
            while True:
                chunk = raw.read(_CHUNK)
                try:
                    decoder.decode(chunk, final=not chunk)
                except UnicodeDecodeError as error:
                    row += error.object.count(b"\n", 0, error.start)
                    bad = error.object[error.start : error.start + 8].hex(" ")
                    self.refuse("the file is not UTF-8", "save the table as CSV UTF-8", row, bad)
                    return False
                row += chunk.count(b"\n")
                if not chunk:
                    return True

    def _records(self, text: io.TextIOWrapper, raw: io.BufferedReader) -> Iterator[tuple[int, list[str]]]:
        """Numbered rows that are not empty; a row that is no CSV ends the table."""
        number = 0
        try:
            for number, cells in enumerate(csv.reader(text, strict=True), 1):
                stripped = [cell.strip() for cell in cells]
                if any(stripped):
                    yield number, stripped
                if number % 1_000 == 0:
                    self.position = raw.tell()
        except csv.Error as error:
            self.refuse(f"the row is not CSV; the rest of the table was not read: {error}", CSV_REMEDY, number + 1)


_LONGEST: Final = 16_000_000
"""Bytes of a line, so that a file without line breaks does not fill the memory."""


class JsonLinesTable(TableFile):
    """Rows are numbered by line, from 1. A line that is no object is a problem, the lines after it are read."""

    suffix = ".jsonl"

    def rows(self) -> Iterator[TableRow]:
        """See `TableFile.rows`."""
        columns = {column: place for place, column in enumerate(self.layout.columns)}
        self.headed = True
        with self.path.open("rb") as file:
            for number, line in enumerate(iter(lambda: file.readline(_LONGEST), b""), 1):
                self.position += len(line)
                if len(line) == _LONGEST and not line.endswith(b"\n"):
                    self._refuse_line(
                        number, line, f"the line is longer than {_LONGEST:,} bytes, the rest was not read"
                    )
                    return
                if line.strip() and (fields := self._fields(number, line)):
                    yield self._row(number, columns, fields)

    def _fields(self, number: int, line: bytes) -> dict[str, Any]:
        try:
            fields = orjson.loads(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line)
            if isinstance(fields, dict):
                return fields
            fault = "the line is not a JSON object"
        except orjson.JSONDecodeError as error:
            fault = f"the line is not JSON: {error.msg}"
        self._refuse_line(number, line, fault)
        return {}

    def _refuse_line(self, number: int, line: bytes, fault: str) -> None:
        shown = line[:200].decode("utf-8", "backslashreplace").strip()
        self.refuse(fault, "write one JSON object per line, in UTF-8", number, shown)

    def _row(self, number: int, columns: Mapping[str, int], fields: dict[str, Any]) -> TableRow:
        cells, faults = [], []
        for column in self.layout.columns:
            value = fields.get(column)
            try:
                cells.append(text_of(value, takes_list=column in self.layout.lists))
            except BadCell as error:
                cells.append("")
                faults.append((column, error.problem, error.remedy, str(value)))
        row = TableRow(self.file, number, columns, [*cells, ""], self.problems)
        check_characters(row, columns, cells)
        for column, problem, remedy, shown in faults:
            row.fault(column, problem, remedy, value=shown)
        free = sorted(columns.keys() - fields.keys())
        for name in [name for name in fields if name not in columns]:
            remedy = did_you_mean(name, free) or f"the columns are {', '.join(columns)}"
            row.fault(name, "unknown column", remedy, value=name)
        return row


class ParquetTable(TableFile):
    """Rows are numbered from 1."""

    suffix = ".parquet"

    def rows(self) -> Iterator[TableRow]:
        """See `TableFile.rows`."""
        try:
            with parquet.ParquetFile(self.path) as file:
                names = file.schema_arrow.names
                columns = self.columns_of(names, None)
                if columns is None or len(set(names)) < len(names):
                    self.whole = False
                    return
                yield from self._rows(file, columns)
        except (pa.ArrowException, OSError) as error:
            self.refuse(f"the file cannot be read as Parquet: {str(error).splitlines()[0]}", "write the table again")

    def _rows(self, file: parquet.ParquetFile, columns: Mapping[str, int]) -> Iterator[TableRow]:
        names, number = list(columns), 0
        places = {name: place for place, name in enumerate(names)}
        for batch in file.iter_batches(BATCH, columns=names):
            faults: dict[int, list[tuple[str, BadCell, str]]] = {}
            texts = [self._texts(name, batch.column(name), faults) for name in names]
            for place, cells in enumerate(zip(*texts, strict=True)):
                if not any(cells) and place not in faults:
                    continue
                row = TableRow(self.file, number + place + 1, places, (*cells, ""), self.problems)
                check_characters(row, names, cells)
                for column, error, shown in faults.get(place, ()):
                    row.fault(column, error.problem, error.remedy, value=shown)
                yield row
            number += batch.num_rows
            self.position = self.size * number // file.metadata.num_rows

    def _texts(self, name: str, column: pa.Array, faults: dict[int, list[tuple[str, BadCell, str]]]) -> Sequence[str]:
        takes_list, texts = name in self.layout.lists, []
        for place, value in enumerate(column.to_pylist()):
            try:
                texts.append(text_of(value, takes_list=takes_list))
            except BadCell as error:
                texts.append("")
                faults.setdefault(place, []).append((name, error, str(value)))
        return texts
