"""Turtle: the triples of the JSON-LD, one subject a line."""

import re
from collections.abc import Iterator
from typing import Any

from graphapi.export.chunks import encoded
from graphapi.export.header import description
from graphapi.export.json_ld import LOSES
from graphapi.export.linked import linked
from graphapi.export.options import Export
from graphapi.export.registry import exporter
from graphapi.export.texts import check_texts
from graphapi.export.vocabulary import PREFIXES, Term, terms

_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f-\x9f]')


@exporter(
    "turtle", media_type="text/turtle", suffix=".ttl", purpose="triple stores and SHACL", loses=LOSES, evident=True
)
def write_turtle(export: Export) -> Iterator[bytes]:
    """The same triples as JSON-LD."""
    check_texts(export, "UTF-8")
    return encoded(_document(export))


def _document(export: Export) -> Iterator[str]:
    yield from (f"# {line}\n" for line in description(export).splitlines())
    yield from (f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    for subject in linked(export):
        pairs = " ; ".join(_pairs(subject))
        yield f"{subject['@id']} {pairs} .\n"


def _pairs(subject: dict[str, Any]) -> Iterator[str]:
    for key, value in subject.items():
        if key == "@type":
            yield f"a {', '.join(value)}"
        elif key != "@id":
            term = terms()[key]
            items = value if isinstance(value, list) else [value]
            if items:
                yield f"{term.iri} {', '.join(_object(item, term) for item in items)}"


def _object(value: Any, term: Term) -> str:
    if isinstance(value, dict):
        quoted = _quoted(value["@value"])
        return f"{quoted}^^{value['@type']}" if "@type" in value else quoted
    if term.type == "@id":
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        plain = "xsd:integer" if isinstance(value, int) else "xsd:double"
        return f'"{value!r}"^^{term.type or plain}'
    if term.language:
        return f"{_quoted(value)}@{term.language}"
    return f"{_quoted(value)}^^{term.type}" if term.type else _quoted(value)


def _quoted(text: str) -> str:
    escaped = _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04X}", text)
    return f'"{escaped}"'
