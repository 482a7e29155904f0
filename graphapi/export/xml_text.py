"""Texts in XML 1.0: what must be escaped, and what cannot be written at all and is refused by name."""

import re
from itertools import chain
from xml.sax.saxutils import escape

from graphapi.export.losses import texts_of
from graphapi.model.answers import Subgraph
from graphapi.model.documents import Edge, Node
from graphapi.model.errors import UnexportableText

# https://www.w3.org/TR/xml/#charsets; lone surrogates cannot even be encoded.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A raw line end or tab in an attribute is read as a space; NEL and LS are line ends for readers that follow XML 1.1.
_ENTITIES = {
    '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;", "\x85": "&#133;", "\u2028": "&#8232;",
}  # fmt: skip


def xml_text(text: str) -> str:
    """The text escaped for an element's content or an attribute in double quotes; every character survives."""
    return escape(text, _ENTITIES)


def check_texts(subgraph: Subgraph, title: str) -> None:
    """Nothing, if XML can carry every text of the subgraph.

    Raises:
        UnexportableText: a control character, noncharacter or lone surrogate; the message names document and field.
    """
    _check("title", "title", title)
    for document in chain[Node | Edge](subgraph.nodes, subgraph.edges):
        for field, text in texts_of(document):
            _check(document.id, field, text)


def _check(identifier: str, field: str, text: str) -> None:
    match = _FORBIDDEN.search(text)
    if match is None:
        return
    what = f"U+{ord(match.group()):04X} at character {match.start() + 1}"
    raise UnexportableText(f"{identifier}: {field}: XML cannot carry {what}", value=identifier, parameter=field)
