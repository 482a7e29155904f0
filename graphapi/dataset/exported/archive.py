"""The CSV pair as we write it, a zip -> texts under the names of columns."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from graphapi.dataset.exported.content import MOST_BYTES, SAVED_ELSEWHERE, Content, Item, check_format
from graphapi.dataset.problems import Problems
from graphapi.model.interchange import EXECUTED, GUARD

_NAMES: Final = {"Id": "id", "Source": "tail", "Target": "head"}
_GEPHIS: Final = frozenset({"Label", "Type", "Kind"})
"""Columns that only Gephi needs: they are made anew for each file."""

_HEADER: Final = "losses.json"


def read_archive(path: Path, problems: Problems) -> Content:
    """The items of nodes.csv, edges.csv, sources.csv and statements.csv, each with its row; other files are not read.

    Unpacked, they may hold 512 MiB together.
    """
    content = Content()
    tables = {
        "nodes.csv": content.nodes,
        "edges.csv": content.edges,
        "sources.csv": content.sources,
        "statements.csv": content.statements,
    }
    for name, text in _texts(path, problems).items():
        if name == _HEADER:
            place = f"the member format of {_HEADER}"
            check_format(_format(text), path.name, place, problems)
        else:
            tables[name].extend(_items(text, name, problems))
    return content


def _texts(path: Path, problems: Problems) -> dict[str, str]:
    texts: dict[str, str] = {}
    left = MOST_BYTES
    try:
        with zipfile.ZipFile(path) as archive:
            # A spreadsheet's user may have packed the folder instead of the files in it.
            entries = {PurePosixPath(name).name: name for name in archive.namelist() if "__MACOSX" not in name}
            for name in (_HEADER, "nodes.csv", "edges.csv", "sources.csv", "statements.csv"):
                if name in entries:
                    texts[name] = _text(archive, entries[name], left)
                    left -= len(texts[name])
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        problems.add(path.name, f"the archive cannot be read: {error}", "export it anew")
    except UnicodeDecodeError:
        problems.add(path.name, "a table is not UTF-8", "save it as CSV UTF-8")
    for name in (_HEADER, "nodes.csv", "edges.csv"):
        if name not in texts:
            problems.add(path.name, f"the archive has no {name}", SAVED_ELSEWHERE)
    return texts


def _text(archive: zipfile.ZipFile, name: str, most: int) -> str:
    # Never more is unpacked than an entry says of itself.
    if archive.getinfo(name).file_size > most:
        raise zipfile.BadZipFile(f"unpacked it is larger than {MOST_BYTES:,} bytes")
    return archive.read(name).decode("utf-8-sig")


def _format(text: str) -> str | None:
    try:
        header = json.loads(text)
    except (ValueError, RecursionError):
        return None
    named = header.get("format") if isinstance(header, Mapping) else None
    return None if named is None else str(named)


def _items(text: str, file: str, problems: Problems) -> Iterator[Item]:
    number = 0
    try:
        rows = csv.reader(io.StringIO(text, newline=""), strict=True)
        columns = [_NAMES.get(name, name) for name in next(rows, [])]
        for number, cells in enumerate(rows, 2):
            if any(cells) and len(cells) != len(columns):
                problems.add(
                    file,
                    f"the row has {len(cells)} cells, the header {len(columns)}",
                    "check the commas and quotes of the row",
                    row=number,
                )
            elif any(cells):
                yield Item(file, number, _known(zip(columns, cells, strict=True)))
    except csv.Error as error:
        problems.add(
            file,
            f"the row is no CSV, the rest of the table was not read: {error}",
            'put texts with commas or line breaks in double quotes and write a quote as ""',
            row=number + 1,
        )


def _known(cells: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {column: _unguarded(cell) for column, cell in cells if cell and column not in _GEPHIS}


def _unguarded(cell: str) -> str:
    return cell[len(GUARD) :] if cell.startswith(GUARD) and cell.lstrip(GUARD).startswith(EXECUTED) else cell
