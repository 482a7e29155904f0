"""JSON Lines: one object a line, its keys the columns."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson

from graphapi.dataset.cells import BadCell
from graphapi.dataset.problems import Row
from graphapi.dataset.tables import Table, check_characters
from graphapi.dataset.typed_cells import text_of
from graphapi.model.nearest import did_you_mean

_LONGEST: Final = 16_000_000
"""Bytes of a line, so that a file without line breaks does not fill the memory."""


class JsonLinesTable(Table):
    """Rows are numbered by line, from 1. A line that is no object is a problem, the lines after it are read."""

    suffix = ".jsonl"

    def rows(self) -> Iterator[Row]:
        """See `Table.rows`."""
        columns = {column: place for place, column in enumerate(self.layout.columns)}
        self.headed = True
        with self.path.open("rb") as file:
            for number, line in enumerate(iter(lambda: file.readline(_LONGEST), b""), 1):
                self.position += len(line)
                if len(line) == _LONGEST and not line.endswith(b"\n"):
                    self._refuse(number, line, f"the line is longer than {_LONGEST:,} bytes, the rest was not read")
                    return
                if line.strip() and (fields := self._fields(number, line)):
                    yield self._row(number, columns, fields)

    def _fields(self, number: int, line: bytes) -> dict[str, Any]:
        try:
            fields = orjson.loads(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line)
            if isinstance(fields, dict):
                return fields
            fault = "the line is no JSON object"
        except orjson.JSONDecodeError as error:
            fault = f"the line is no JSON: {error.msg}"
        self._refuse(number, line, fault)
        return {}

    def _refuse(self, number: int, line: bytes, fault: str) -> None:
        self.whole = False
        shown = line[:200].decode("utf-8", "backslashreplace").strip()
        self.problems.add(self.file, fault, "write one JSON object a line, in UTF-8", row=number, value=shown)

    def _row(self, number: int, columns: Mapping[str, int], fields: dict[str, Any]) -> Row:
        cells, faults = [], []
        for column in self.layout.columns:
            value = fields.get(column)
            try:
                cells.append(text_of(value, takes_list=column in self.layout.lists))
            except BadCell as error:
                cells.append("")
                faults.append((column, error.problem, error.remedy, str(value)))
        row = Row(self.file, number, columns, [*cells, ""], self.problems)
        check_characters(row, columns, cells)
        for column, problem, remedy, shown in faults:
            row.fault(column, problem, remedy, value=shown)
        for name in [name for name in fields if name not in columns]:
            remedy = (
                did_you_mean(name, sorted(columns.keys() - fields.keys())) or f"the columns are {', '.join(columns)}"
            )
            row.fault(name, "unknown column", remedy, value=name)
        return row
