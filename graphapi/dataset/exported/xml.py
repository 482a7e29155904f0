"""GEXF and GraphML as we write them -> texts under the names of columns, read element by element."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, TypeAlias
from xml.sax import SAXException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl, Locator

from defusedxml import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from graphapi.dataset.exported.content import Content, Item, check_format
from graphapi.dataset.problems import Problems
from graphapi.model.interchange import GEXF, GRAPHML, NAMESPACE

_Name: TypeAlias = tuple[str | None, str]
_Begin: TypeAlias = Callable[[_Name, Mapping[str, str], AttributesNSImpl], None]

_LOOKS: Final = frozenset({"label", "r", "g", "b", "x", "y", "size"})
"""Keys of GraphML that say how things look, which is made anew for each file."""

_REMEDY: Final = "name a .gexf, .graphml or .csv.zip file that graphapi exported, or the folder of a data package"


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
        problems.add(path.name, f"is no XML: {error.getMessage()}", _REMEDY, row=handler.line)
    return handler.content


class _Elements(ContentHandler):
    """Gathers the cells of the element that is open; whatever else stands in the file is passed over."""

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
        self._begin: _Begin = self._root
        self._locator: Locator | None = None

    @property
    def line(self) -> int:
        """Line of the file that was reached."""
        return (self._locator and self._locator.getLineNumber()) or 1

    def setDocumentLocator(self, locator: Locator) -> None:
        self._locator = locator

    def startElementNS(self, name: _Name, qname: str | None, attrs: AttributesNSImpl) -> None:
        plain = {local: text for (space, local), text in attrs.items() if not space}
        self._begin(name, plain, attrs)

    def endElementNS(self, name: _Name, qname: str | None) -> None:
        if self._key is not None and name == (GRAPHML, "data"):
            self._cell(self._key, "".join(self._text))
            self._key = None
            self._text.clear()
        elif name[1] in {"node", "edge"}:
            self._of = ""

    def characters(self, content: str) -> None:
        if self._key is not None:
            self._text.append(content)

    def _root(self, name: _Name, plain: Mapping[str, str], attrs: AttributesNSImpl) -> None:
        readers: Mapping[_Name, _Begin] = {
            (GEXF, "gexf"): self._gexf,
            (GRAPHML, "graphml"): self._graphml,
        }
        if name not in readers:
            self._problems.add(self._file, "is neither GEXF 1.3 nor GraphML", _REMEDY, row=self.line, value=name[1])
            self._begin = self._nothing
            return
        place = "the attribute format of the first element, in the namespace of graphapi,"
        check_format(attrs.get((NAMESPACE, "format")), self._file, place, self._problems)
        self._begin = readers[name]

    def _nothing(self, name: _Name, plain: Mapping[str, str], attrs: AttributesNSImpl) -> None:
        """Passes over the rest of a file that is not ours."""

    def _gexf(self, name: _Name, plain: Mapping[str, str], attrs: AttributesNSImpl) -> None:
        match name:
            case (space, "attributes") if space == GEXF:
                self._class = plain.get("class", "")
            case (space, "attribute") if space == GEXF:
                self._columns[self._class, plain.get("id", "")] = plain.get("title", "")
            case (space, "attvalue") if space == GEXF:
                self._cell(plain.get("for", ""), plain.get("value", ""))
            case _:
                self._item(name, plain, GEXF)

    def _graphml(self, name: _Name, plain: Mapping[str, str], attrs: AttributesNSImpl) -> None:
        match name:
            case (space, "key") if space == GRAPHML:
                self._columns[plain.get("for", ""), plain.get("id", "")] = plain.get("attr.name", "")
            case (space, "data") if space == GRAPHML:
                self._key = plain.get("key", "")
            case _:
                self._item(name, plain, GRAPHML)

    def _item(self, name: _Name, plain: Mapping[str, str], space: str) -> None:
        items = {
            (space, "node"): self.content.nodes,
            (space, "edge"): self.content.edges,
            (NAMESPACE, "source"): self.content.sources,
            (NAMESPACE, "statement"): self.content.statements,
        }
        if name not in items:
            return
        self._of = name[1]
        self._cells = dict(plain) if name[0] == NAMESPACE else _ends(plain)
        items[name].append(Item(self._file, self.line, self._cells))

    def _cell(self, key: str, text: str) -> None:
        column = self._columns.get((self._of, key), key)
        if self._of and column not in _LOOKS:
            self._cells[column] = text


def _ends(plain: Mapping[str, str]) -> dict[str, str]:
    names = {"id": "id", "source": "tail", "target": "head"}
    return {names[name]: text for name, text in plain.items() if name in names}
