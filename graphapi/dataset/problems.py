"""The list in which the readers and checks of a package note what they find."""

from collections.abc import Mapping, Sequence
from typing import Final

from graphapi.model.loading import PackageProblem, Report

MOST_KEPT: Final = 10_000
"""Problems of one report that are kept; the others are counted."""
_SHOWN: Final = 120
"""Characters of a value that a report shows; a cell can hold a whole page."""


class Problems:
    """Notes of one run over one package."""

    def __init__(self) -> None:
        self._found: list[PackageProblem] = []
        self._rows: dict[str, int] = {}
        self.total = 0

    def add(
        self,
        file: str,
        problem: str,
        remedy: str,
        *,
        row: int | None = None,
        column: str | None = None,
        value: str = "",
    ) -> None:
        """Notes one problem; long values are cut."""
        self.total += 1
        if len(self._found) < MOST_KEPT:
            shown = value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"
            self._found.append(PackageProblem(file, row, column, shown, problem, remedy))

    def count_rows(self, file: str, rows: int) -> None:
        """Notes how many rows a table has."""
        self._rows[file] = rows

    def report(self) -> Report:
        """Everything noted so far, ordered by file and row, columns as found."""
        ordered = sorted(self._found, key=lambda found: (found.file, found.row or 0))
        return Report(tuple(ordered), self._rows, self.total)


class TableRow:
    """One row of a table: its cells by column, stripped, and the problems found in it.

    `number` counts as in the file, in CSV with the header as row 1; a quoted line break does not begin a row. `columns`
    gives the position of each column in `cells` and is shared by all rows of a table; the last cell is an empty one
    more. `id` is given by the index.
    """

    __slots__ = ("_cells", "_columns", "_problems", "file", "id", "number", "sound")

    def __init__(
        self, file: str, number: int, columns: Mapping[str, int], cells: Sequence[str], problems: Problems
    ) -> None:
        self.file = file
        self.number = number
        self.sound = True
        self.id = ""
        self._columns = columns
        self._cells = cells
        self._problems = problems

    def __getitem__(self, column: str) -> str:
        """The text of a cell; empty where the table has no such column."""
        return self._cells[self._columns.get(column, -1)]

    def get(self, column: str) -> str | None:
        """The text of a cell, nothing where it is empty."""
        return self[column] or None

    def fault(self, column: str | None, problem: str, remedy: str, *, value: str | None = None) -> None:
        """Notes a problem of a cell, or of the row where no column is named; the row will not be loaded."""
        self.sound = False
        shown = self[column] if value is None and column else value or ""
        self._problems.add(self.file, problem, remedy, row=self.number, column=column, value=shown)
