"""Sources and statements in XML: elements of our own namespace behind the graph, which other readers pass over."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from graphapi.export.document_tables import evidence_tables
from graphapi.export.options import Export
from graphapi.export.texts import xml_text
from graphapi.model.columns import SEPARATOR
from graphapi.model.interchange import FORMAT_VERSION, NAMESPACE

MARK: Final = f'xmlns:zcp="{NAMESPACE}" zcp:format="{FORMAT_VERSION}"'
"""Attributes of the first element, by which `graphapi load` knows the file for one of ours."""


def evidence_elements(export: Export) -> Iterator[str]:
    """One element a line for each source and statement of the export, those that documents name."""
    for table in evidence_tables(export):
        element = table.name.removesuffix("s")
        for row in table.rows:
            yield f"<zcp:{element} {_attributes(row)}/>\n"


def _attributes(row: Mapping[str, Any]) -> str:
    texts = ((name, SEPARATOR.join(cell) if isinstance(cell, list) else cell) for name, cell in row.items())
    return " ".join(f'{name}="{xml_text(text)}"' for name, text in texts)
