"""The tables of a data package, their rows as texts in batches, and the list of what is wrong with them.

Which tables there are, and their columns, follows from the kinds table. Whatever a file holds, it ends in rows or in
problems.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import ClassVar, Final

from graphapi.model.errors import did_you_mean
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, EdgeKind, NodeKind, ValueType
from graphapi.model.loading import PackageProblem, Report


@dataclass(frozen=True, slots=True)
class Layout:
    """One table: its file in the package, the kind of its rows, its columns, those that must be there, those of lists.

    A column that is not required may be left out of a file, so a new attribute does not break older packages. `file` is
    that of a CSV table; other forms have another suffix.
    """

    file: str
    kind: str
    columns: tuple[str, ...]
    required: frozenset[str]
    lists: frozenset[str] = frozenset({"sources"})


def _layout(kind: NodeKind | EdgeKind, folder: str, first: tuple[str, ...], last: tuple[str, ...]) -> Layout:
    """The table of a kind; its attributes are between the first and the last columns."""
    columns = (*first, *(attribute.name for attribute in kind.attributes), *last)
    required = {attribute.name for attribute in kind.attributes if attribute.required} | _REQUIRED.intersection(columns)
    lists = {attribute.name for attribute in kind.attributes if attribute.type is ValueType.STRINGS}
    return Layout(
        file=f"{folder}/{kind.name}.csv",
        kind=kind.name,
        columns=columns,
        required=frozenset(required | ({"id"} if folder == "nodes" else set())),
        lists=frozenset(lists | {"aliases", "sources"}.intersection(columns)),
    )


_REQUIRED = frozenset({"name_en", "name_zh", "tail", "head", "basis", "sources", "caveat"})
_NODE = ("nodes", ("id", "name_en", "name_zh", "aliases"), ("basis", "sources"))
_EDGE = ("edges", ("id", "tail", "head", "discriminator"), ("valid_from", "valid_to", "basis", "sources", "caveat"))

SOURCES: Final = Layout(
    "sources.csv", "source", ("id", "url", "publisher", "date", "title"), frozenset({"url", "publisher"})
)
STATEMENTS: Final = Layout(
    "statements.csv",
    "statement",
    ("id", "subject", "field", "value", "unit", "period", "rank", "basis", "sources", "caveat"),
    frozenset({"subject", "field", "value", "unit", "basis", "sources", "caveat"}),
    frozenset({"value", "sources"}),
)
REDIRECTS: Final = Layout("redirects.csv", "redirect", ("old", "target"), frozenset({"old", "target"}))
LEFT_OUT: Final = Layout("left_out.csv", "left_out", ("fact", "park", "reason"), frozenset({"fact", "reason"}))

NODE_TABLES: Final = tuple(_layout(kind, *_NODE) for kind in NODE_KINDS.values())
EDGE_TABLES: Final = tuple(_layout(kind, *_EDGE) for kind in EDGE_KINDS.values())

LAYOUTS: Mapping[str, Layout] = {
    layout.file: layout for layout in (SOURCES, *NODE_TABLES, *EDGE_TABLES, STATEMENTS, REDIRECTS, LEFT_OUT)
}
"""Every table by its file, in the order in which they are read."""

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


BATCH: Final = 50_000
"""Rows kept in memory at a time."""

# What XML, and so GEXF and GraphML, cannot carry: control characters and non-characters. Line breaks and tabs may stay.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


class TableFile(ABC):
    """The rows of one file, read once. A table that could not be read is not `whole`: nothing is known of its ids.

    It is `headed` once its columns are understood. `position` counts the bytes read so far, of `size`. A table that is
    not `present` has no file, and so no rows.
    """

    suffix: ClassVar[str]

    def __init__(self, layout: Layout, path: Path, problems: Problems, *, present: bool = True) -> None:
        self.present = present
        self.layout = layout
        self.path = path
        self.file = f"{layout.file.removesuffix('.csv')}{self.suffix}"
        self.whole = True
        self.headed = False
        self.problems = problems
        self.size = path.stat().st_size if path.is_file() else 0
        self.position = 0

    def batches(self) -> Iterator[Sequence[TableRow]]:
        """Rows that are not empty, in the order of the file."""
        if not self.present:
            return
        if not self._can_be_read():
            self.whole = False
            return
        number = 0
        rows = self.rows()
        while batch := list(islice(rows, BATCH)):
            number += len(batch)
            yield batch
        if self.headed:
            self.problems.count_rows(self.file, number)

    def note(
        self, problem: str, remedy: str, row: int | None = None, column: str | None = None, value: str = ""
    ) -> None:
        """Notes a problem of the file."""
        self.problems.add(self.file, problem, remedy, row=row, column=column, value=value)

    def refuse(self, problem: str, remedy: str, row: int | None = None, value: str = "") -> None:
        """Notes a problem after which nothing is known of the ids of the table."""
        self.whole = False
        self.note(problem, remedy, row, value=value)

    @abstractmethod
    def rows(self) -> Iterator[TableRow]:
        """Rows that are not empty; what cannot be read becomes problems, and the table is not `whole`."""

    def columns_of(self, header: Sequence[str], row: int | None) -> Mapping[str, int] | None:
        """Position of each known column; nothing where a required one is not there. `row` is that of the header."""
        columns: dict[str, int] = {}
        for position, name in enumerate(header):
            if name not in self.layout.columns:
                free = [column for column in self.layout.columns if column not in header]
                remedy = did_you_mean(name, free) or f"the columns are {', '.join(self.layout.columns)}"
                self.note("unknown column", remedy, row, name or f"column {position + 1}", name)
            elif name in columns:
                self.note("the column is given twice", "keep one of them", row, name, name)
            else:
                columns[name] = position
        missing = [name for name in self.layout.columns if name in self.layout.required and name not in columns]
        for column in missing:
            self.note("missing column", f"write the header row: {','.join(self.layout.columns)}", row, column)
        self.headed = not missing
        return columns if self.headed else None

    def _can_be_read(self) -> bool:
        try:
            # A pipe would be waited for without end.
            if self.path.is_file():
                self.path.open("rb").close()
                return True
        except OSError as error:
            self.note(f"the file cannot be read: {error.strerror}", "check the permissions of the file")
            return False
        self.note("is not a regular file", "replace it by a CSV table")
        return False


def check_characters(row: TableRow, columns: Iterable[str], cells: Sequence[str]) -> None:
    """Notes each column that holds a character which files of the graph could not carry; `cells` are all of the row."""
    if _CONTROL.search("".join(cells)):
        for column in columns:
            if found := _CONTROL.search(row[column]):
                row.fault(column, f"contains the control character U+{ord(found[0]):04X}", "remove it")


def open_tables(folder: Path, forms: Sequence[type[TableFile]], problems: Problems) -> Mapping[str, TableFile]:
    """All tables of a package by the name of their CSV file, in the order in which they are read.

    `forms` are the file formats, by suffix. Nothing when the folder cannot be read.
    """
    suffixes = {form.suffix: form for form in forms}
    try:
        present = _files(folder, suffixes)
    except OSError as error:
        remedy = "name the folder of a data package"
        problems.add(".", f"the folder cannot be read: {error.strerror}", remedy, value=str(folder))
        return {}
    names = {f"{layout.file.removesuffix('.csv')}{suffix}" for layout in LAYOUTS.values() for suffix in suffixes}
    for file in sorted(present - names):
        near = did_you_mean(file, [name for name in sorted(names) if Path(name).suffix == Path(file).suffix.lower()])
        remedy = near or "see docs/data-package.md for the tables; remove or rename the file"
        problems.add(file, "is not a table of a data package: unknown kind", remedy)
    tables = {file: _table(folder, layout, suffixes, present, problems) for file, layout in LAYOUTS.items()}
    if not any(tables[layout.file].present for layout in NODE_TABLES):
        problems.add("nodes", "the package has no table of nodes", "write nodes/KIND.csv, one file per node kind")
    return tables


def _table(
    folder: Path, layout: Layout, suffixes: Mapping[str, type[TableFile]], present: set[str], problems: Problems
) -> TableFile:
    stem = layout.file.removesuffix(".csv")
    found = [suffix for suffix in suffixes if stem + suffix in present]
    for suffix in found[1:]:
        problems.add(stem + suffix, f"the table is given twice: {stem}{found[0]} is there too", "keep one of them")
    suffix = next(iter(found or suffixes))
    return suffixes[suffix](layout, folder / (stem + suffix), problems, present=bool(found))


def _files(folder: Path, suffixes: Mapping[str, type[TableFile]]) -> set[str]:
    places = [folder, *(place for place in (folder / "nodes", folder / "edges") if place.exists())]
    return {
        entry.relative_to(folder).as_posix()
        for place in places
        for entry in place.iterdir()
        if entry.suffix.lower() in suffixes and not entry.name.startswith((".", "~$"))
    }
