"""Texts: what must be escaped in XML, and what a format cannot carry at all and refuses by name."""

import re
from itertools import chain
from typing import Final
from xml.sax.saxutils import escape

from graphapi.export.evidence import named_sources
from graphapi.export.flatten import Scalar
from graphapi.export.losses import texts_of
from graphapi.export.options import Export
from graphapi.model.documents import Edge, Node
from graphapi.model.errors import UnexportableText

# https://www.w3.org/TR/xml/#charsets; lone surrogates cannot even be encoded.
NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NOT_UTF8: Final = re.compile("[\ud800-\udfff]")

# A raw line end or tab in an attribute is read as a space; NEL and LS are line ends for readers that follow XML 1.1.
_ENTITIES = {
    '"': "&quot;",
    "\t": "&#9;",
    "\n": "&#10;",
    "\r": "&#13;",
    "\x85": "&#133;",
    "\u2028": "&#8232;",
}


def xml_text(text: str) -> str:
    """The text escaped for an element's content or an attribute in double quotes; every character survives."""
    return escape(text, _ENTITIES)


def written(cell: Scalar) -> str:
    """The value as XML Schema writes it, escaped."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return xml_text(cell) if isinstance(cell, str) else repr(cell)


def check_texts(export: Export, carrier: str, forbidden: re.Pattern[str] = NOT_UTF8) -> None:
    """Nothing, if the carrier can take every text of the export.

    Raises:
        UnexportableText: a text holds a forbidden character; the message names document and field.
    """
    _check("title", "title", export.imprint.title, carrier, forbidden)
    for document in chain[Node | Edge](export.subgraph.nodes, export.subgraph.edges):
        for field, text in texts_of(document):
            _check(document.id, field, text, carrier, forbidden)
        for statement in export.evidence.statements.get(document.id, ()):
            for text in (str(statement.value), statement.caveat or "", statement.unit or "", statement.field):
                _check(statement.id, statement.field, text, carrier, forbidden)
    for source in named_sources(export):
        for field, text in source.to_json().items():
            _check(source.id, field, text, carrier, forbidden)


def _check(identifier: str, field: str, text: str, carrier: str, forbidden: re.Pattern[str]) -> None:
    match = forbidden.search(text)
    if match is None:
        return
    what = f"U+{ord(match.group()):04X} at character {match.start() + 1}"
    raise UnexportableText(f"{identifier}: {field}: {carrier} cannot carry {what}", value=identifier, parameter=field)
