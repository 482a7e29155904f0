"""What GEXF and GraphML share: escaped texts, values, and evidence as elements of our own namespace."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from xml.sax.saxutils import escape

from graphapi.export.flatten import Scalar, evidence_tables
from graphapi.export.options import Export
from graphapi.model.columns import FORMAT_VERSION, NAMESPACE, SEPARATOR

FORMAT_MARK: Final = f'xmlns:zcp="{NAMESPACE}" zcp:format="{FORMAT_VERSION}"'
"""Attributes of the first element, by which `graphapi load` recognises our files."""


def evidence_elements(export: Export) -> Iterator[str]:
    """One element a line for each source and statement of the export, those that documents name."""
    for table in evidence_tables(export):
        element = table.name.removesuffix("s")
        for row in table.rows:
            yield f"<zcp:{element} {_xml_attributes(row)}/>\n"


def _xml_attributes(row: Mapping[str, Any]) -> str:
    texts = ((name, SEPARATOR.join(cell) if isinstance(cell, list) else cell) for name, cell in row.items())
    return " ".join(f'{name}="{xml_text(text)}"' for name, text in texts)


# A raw line end or tab in an attribute is read as a space; NEL and LS are line ends for readers that follow XML 1.1.
_ENTITIES = {'"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;", "\x85": "&#133;", "\u2028": "&#8232;"}


def xml_text(text: str) -> str:
    """The text escaped for an element's content or an attribute in double quotes; every character survives."""
    return escape(text, _ENTITIES)


def xml_value(cell: Scalar) -> str:
    """The value as XML Schema writes it, escaped."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return xml_text(cell) if isinstance(cell, str) else repr(cell)
