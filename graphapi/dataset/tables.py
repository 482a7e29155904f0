"""CSV files -> rows of text. Whatever a file holds, it ends in rows or in problems."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from graphapi.dataset.layout import LAYOUTS, NODE_TABLES, Layout
from graphapi.dataset.problems import Problems, Row
from graphapi.model.nearest import did_you_mean

# What XML, and so GEXF and GraphML, cannot carry: control characters and non-characters. Line breaks and tabs may stay.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one file. A table that could not be read is not `whole`: nothing can be said about its ids."""

    layout: Layout
    rows: tuple[Row, ...] = ()
    whole: bool = True


def read_tables(folder: Path, problems: Problems) -> Mapping[str, Table]:
    """All tables of a package by file; a table without a file has no rows."""
    try:
        present = _csv_files(folder)
    except OSError as error:
        remedy = "name the folder of a data package"
        problems.add(".", f"the folder cannot be read: {error.strerror}", remedy, value=str(folder))
        return {}
    for file in sorted(present - LAYOUTS.keys()):
        near = did_you_mean(file, LAYOUTS) or "see docs/data-package.md for the tables; remove or rename the file"
        problems.add(file, "is no table of a data package: unknown kind", near)
    if not any(layout.file in present for layout in NODE_TABLES):
        problems.add("nodes", "the package has no table of nodes", "write nodes/KIND.csv, one file per node kind")
    return {
        file: read_table(folder, layout, problems) if file in present else Table(layout)
        for file, layout in LAYOUTS.items()
    }


def _csv_files(folder: Path) -> set[str]:
    places = [folder, *(place for place in (folder / "nodes", folder / "edges") if place.exists())]
    return {
        entry.relative_to(folder).as_posix()
        for place in places
        for entry in place.iterdir()
        if entry.suffix.lower() == ".csv" and not entry.name.startswith((".", "~$"))
    }


def read_table(folder: Path, layout: Layout, problems: Problems) -> Table:
    """The rows of one file; an unreadable file or header gives a table without rows that is not whole."""
    text = _text(folder / layout.file, layout.file, problems)
    if text is None:
        return Table(layout, whole=False)
    records, whole = _records(text, layout.file, problems)
    if not records:
        problems.add(layout.file, "the table is empty", f"write the header row: {','.join(layout.columns)}")
        return Table(layout, whole=False)
    header = _trimmed(records[0][1])
    columns = _columns(header, layout, problems)
    if columns is None:
        return Table(layout, whole=False)
    rows = tuple(_row(number, cells, columns, len(header), layout.file, problems) for number, cells in records[1:])
    problems.count_rows(layout.file, len(rows))
    return Table(layout, rows, whole)


def _text(path: Path, file: str, problems: Problems) -> str | None:
    try:
        # A pipe would be waited for without end.
        content = path.read_bytes() if path.is_file() else None
    except OSError as error:
        problems.add(file, f"the file cannot be read: {error.strerror}", "check the permissions of the file")
        return None
    if content is None:
        problems.add(file, "is no regular file", "replace it by a CSV table")
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.add(file, "the file is not UTF-8", "save the table as CSV UTF-8",
                     row=content.count(b"\n", 0, error.start) + 1,
                     value=content[error.start : error.start + 8].hex(" "))  # fmt: skip
        return None


def _records(text: str, file: str, problems: Problems) -> tuple[list[tuple[int, list[str]]], bool]:
    """Numbered rows that are not empty, and whether the file was read to its end."""
    records: list[tuple[int, list[str]]] = []
    number = 0
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), 1):
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                records.append((number, stripped))
    except csv.Error as error:
        problems.add(file, f"the row is no CSV, the rest of the table was not read: {error}",
                     'put texts with commas or line breaks in double quotes and write a quote as ""',
                     row=number + 1)  # fmt: skip
        return records, False
    return records, True


def _trimmed(header: list[str]) -> list[str]:
    """Spreadsheets write commas after the last column."""
    while not header[-1]:
        header = header[:-1]
    return header


def _columns(header: list[str], layout: Layout, problems: Problems) -> dict[str, int] | None:
    """Position of each known column; nothing where a required one is not there."""
    columns: dict[str, int] = {}
    for position, name in enumerate(header):
        if name not in layout.columns:
            free = [column for column in layout.columns if column not in header]
            remedy = did_you_mean(name, free) or f"the columns are {', '.join(layout.columns)}"
            problems.add(
                layout.file, "unknown column", remedy, row=1, column=name or f"column {position + 1}", value=name
            )
        elif name in columns:
            problems.add(layout.file, "the column stands twice", "keep one of them", row=1, column=name, value=name)
        else:
            columns[name] = position
    missing = [column for column in layout.columns if column in layout.required and column not in columns]
    for column in missing:
        problems.add(layout.file, "missing column", f"write the header row: {','.join(layout.columns)}",
                     row=1, column=column)  # fmt: skip
    return None if missing else columns


def _row(number: int, cells: list[str], columns: Mapping[str, int], width: int, file: str, problems: Problems) -> Row:
    row = Row(file, number, columns, cells, problems)
    if len(cells) < width or any(cells[width:]):
        row.fault(None, f"the row has {len(cells)} cells, the header {width}",
                  "check the commas and quotes of the row", value=",".join(cells))  # fmt: skip
    check_characters(row, columns)
    return row


def check_characters(row: Row, columns: Iterable[str]) -> None:
    """Notes each cell that holds a character which files of the graph could not carry."""
    for column in columns:
        if found := _CONTROL.search(row[column]):
            row.fault(column, f"holds the control character U+{ord(found[0]):04X}", "remove it")
