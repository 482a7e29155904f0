"""CSV files, UTF-8 with or without byte order mark."""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping

from graphapi.dataset.problems import Row
from graphapi.dataset.tables import Table, check_characters

_CHUNK = 1 << 20


class CsvTable(Table):
    """Rows are numbered as in a spreadsheet: the header is row 1, a quoted line break does not begin a row."""

    suffix = ".csv"

    def rows(self) -> Iterator[Row]:
        """See `Table.rows`."""
        self.whole = self._is_utf_8()
        if not self.whole:
            return
        with self.path.open("rb") as raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text:
            records = self._records(text, raw)
            _, header = next(records, (0, []))
            if not header:
                remedy = f"write the header row: {','.join(self.layout.columns)}"
                self.problems.add(self.file, "the table is empty", remedy)
                self.whole = False
                return
            while not header[-1]:  # spreadsheets write commas after the last column
                del header[-1]
            columns = self.columns_of(header, 1)
            if columns is None:
                self.whole = False
                return
            for number, cells in records:
                yield self._row(number, columns, cells, len(header))

    def _row(self, number: int, columns: Mapping[str, int], cells: list[str], width: int) -> Row:
        row = Row(self.file, number, columns, [*cells, *[""] * (width - len(cells)), ""], self.problems)
        if len(cells) < width or any(cells[width:]):
            row.fault(
                None,
                f"the row has {len(cells)} cells, the header {width}",
                "check the commas and quotes of the row",
                value=",".join(cells),
            )
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
                    spoilt = error.object
                    self.problems.add(
                        self.file,
                        "the file is not UTF-8",
                        "save the table as CSV UTF-8",
                        row=row + spoilt.count(b"\n", 0, error.start),
                        value=spoilt[error.start : error.start + 8].hex(" "),
                    )
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
            self.whole = False
            self.problems.add(
                self.file,
                f"the row is no CSV, the rest of the table was not read: {error}",
                'put texts with commas or line breaks in double quotes and write a quote as ""',
                row=number + 1,
            )
