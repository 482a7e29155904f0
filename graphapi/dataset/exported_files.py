"""Files that we exported, GEXF, GraphML or a CSV pair -> texts under the names of columns."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final, TypeAlias
from xml.sax import SAXException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl, Locator

from defusedxml import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from graphapi.dataset.table_files import CSV_REMEDY
from graphapi.dataset.tables import Problems
from graphapi.model.columns import FORMAT_VERSION, GEXF, GRAPHML, NAMESPACE, unguarded

MOST_BYTES: Final = 512 * 1024 * 1024
"""Largest file that is read, unpacked; about 800,000 edges."""

SAVED_ELSEWHERE: Final = "take a file as graphapi exported it: other programs leave this out when they save"


@dataclass(frozen=True, slots=True)
class Item:
    """A node, edge, source or statement: its file and line or row, and its texts by column."""

    file: str
    place: int
    cells: Mapping[str, str]


@dataclass(slots=True)
class Content:
    """Everything in a file. Nodes and edges have `id`, edges also `tail` and `head`, then their columns."""

    nodes: list[Item] = field(default_factory=list)
    edges: list[Item] = field(default_factory=list)
    sources: list[Item] = field(default_factory=list)
    statements: list[Item] = field(default_factory=list)


def check_format(named: str | None, file: str, place: str, problems: Problems) -> None:
    """Notes a file that is not one of ours, or of another version."""
    if named is None:
        problems.add(file, f"does not say that graphapi wrote it: {place} is missing", SAVED_ELSEWHERE)
    elif named != str(FORMAT_VERSION):
        what = f"is of another format version; this one is {FORMAT_VERSION}"
        problems.add(file, what, "export it again with this version of graphapi", value=named)


_NAMES: Final = {"Id": "id", "Source": "tail", "Target": "head"}
_GEPHIS: Final = frozenset({"Label", "Type", "Kind"})
"""Columns that only Gephi needs, and that every export computes."""

_HEADER: Final = "losses.json"
_TABLES: Final = ("nodes.csv", "edges.csv", "sources.csv", "statements.csv")


def read_archive(path: Path, problems: Problems) -> Content:
    """The items of nodes.csv, edges.csv, sources.csv and statements.csv, each with its row; other files are not read.

    Unpacked, they may hold 512 MiB together.
    """
    texts = _texts(path, problems)
    if _HEADER in texts:
        check_format(_format(texts[_HEADER]), path.name, f"the member format of {_HEADER}", problems)
    return Content(*(list(_items(texts.get(name, ""), name, problems)) for name in _TABLES))


def _texts(path: Path, problems: Problems) -> dict[str, str]:
    texts: dict[str, str] = {}
    left = MOST_BYTES
    try:
        with zipfile.ZipFile(path) as archive:
            # A spreadsheet's user may have packed the folder instead of the files in it.
            entries = {PurePosixPath(name).name: name for name in archive.namelist() if "__MACOSX" not in name}
            for name in (_HEADER, *_TABLES):
                if name in entries:
                    texts[name] = _text(archive, entries[name], left)
                    left -= len(texts[name])
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        problems.add(path.name, f"the archive cannot be read: {error}", "export it again")
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
                what = f"the row has {len(cells)} cells, the header {len(columns)}"
                problems.add(file, what, "check the commas and quotes of the row", row=number)
            elif any(cells):
                known = {name: cell for name, cell in zip(columns, cells, strict=True) if cell and name not in _GEPHIS}
                yield Item(file, number, {name: unguarded(cell) for name, cell in known.items()})
    except csv.Error as error:
        what = f"the row is not CSV; the rest of the table was not read: {error}"
        problems.add(file, what, CSV_REMEDY, row=number + 1)


_Name: TypeAlias = tuple[str | None, str]
_ENDS: Final = {"id": "id", "source": "tail", "target": "head"}

_LOOKS: Final = frozenset({"label", "r", "g", "b", "x", "y", "size"})
"""Keys of GraphML for labels, colours, sizes and positions, which every export computes."""

_XML_REMEDY: Final = "name a .gexf, .graphml or .csv.zip file that graphapi exported, or the folder of a data package"


def read_xml(path: Path, problems: Problems) -> Content:
    """The items of a GEXF or GraphML file, each with its line.

    A document type is refused, and with it every entity: nothing is expanded, nothing is fetched.
    """
    handler = _Elements(path.name, problems)
    parser = DefusedExpatParser(forbid_dtd=True)
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(handler)
    try:
        with path.open("rb") as file:
            parser.parse(file)
    except DefusedXmlException:
        problems.add(path.name, "has a document type or entities, which are never read", "remove the DOCTYPE")
    except SAXException as error:
        problems.add(path.name, f"is not XML: {error.getMessage()}", _XML_REMEDY, row=handler.line)
    return handler.content


class _Elements(ContentHandler):
    """Gathers the cells of the element that is open; whatever else is in the file is skipped."""

    def __init__(self, file: str, problems: Problems) -> None:
        super().__init__()
        self.content = Content()
        self._file = file
        self._problems = problems
        self._columns: dict[tuple[str, str], str] = {}
        self._class = ""
        self._cells: dict[str, str] = {}
        self._of = ""
        self._key: str | None = None
        self._text: list[str] = []
        self._space: str | None = None
        self._locator: Locator | None = None

    @property
    def line(self) -> int:
        """Line of the file that was reached."""
        return (self._locator and self._locator.getLineNumber()) or 1

    def setDocumentLocator(self, locator: Locator) -> None:
        self._locator = locator

    def startElementNS(self, name: _Name, qname: str | None, attrs: AttributesNSImpl) -> None:
        plain = {local: text for (space, local), text in attrs.items() if not space}
        if self._space is None:
            self._root(name, attrs)
        elif self._space and name[0] == NAMESPACE and name[1] in {"source", "statement"}:
            self._item(name[1], plain)
        elif name[0] == self._space:
            self._element(name[1], plain)

    def endElementNS(self, name: _Name, qname: str | None) -> None:
        if self._key is not None and name == (self._space, "data"):
            self._cell(self._key, "".join(self._text))
            self._key = None
            self._text.clear()
        elif name[1] in {"node", "edge"}:
            self._of = ""

    def characters(self, content: str) -> None:
        if self._key is not None:
            self._text.append(content)

    def _root(self, name: _Name, attrs: AttributesNSImpl) -> None:
        """Takes the namespace of the first element; of a file that is not ours nothing more is read."""
        self._space = name[0] if name in {(GEXF, "gexf"), (GRAPHML, "graphml")} else ""
        if not self._space:
            self._problems.add(self._file, "is neither GEXF 1.3 nor GraphML", _XML_REMEDY, row=self.line, value=name[1])
            return
        place = "the attribute format of the first element, in the namespace of graphapi,"
        check_format(attrs.get((NAMESPACE, "format")), self._file, place, self._problems)

    def _element(self, local: str, plain: Mapping[str, str]) -> None:
        match local:
            case "attributes":  # of GEXF, as the two after it
                self._class = plain.get("class", "")
            case "attribute":
                self._columns[self._class, plain.get("id", "")] = plain.get("title", "")
            case "attvalue":
                self._cell(plain.get("for", ""), plain.get("value", ""))
            case "key":  # of GraphML, as the one after it
                self._columns[plain.get("for", ""), plain.get("id", "")] = plain.get("attr.name", "")
            case "data":
                self._key = plain.get("key", "")
            case "node" | "edge":
                self._item(local, {_ENDS[name]: text for name, text in plain.items() if name in _ENDS})

    def _item(self, of: str, cells: dict[str, str]) -> None:
        self._of, self._cells = of, cells
        items: list[Item] = getattr(self.content, f"{of}s")
        items.append(Item(self._file, self.line, cells))

    def _cell(self, key: str, text: str) -> None:
        column = self._columns.get((self._of, key), key)
        if self._of and column not in _LOOKS:
            self._cells[column] = text
