"""JSON-LD 1.1 that carries its context, and Turtle: the same triples, in words made from the kinds table.

Names that others have coined come first: PROV-O for sources, SKOS for names, schema.org for places and periods. The
rest stands in a namespace of our own, a name only: no server has to answer there.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from graphapi.export.chunks import array, member, whole
from graphapi.export.flatten import Row, edge_row, node_row
from graphapi.export.losses import LossKind
from graphapi.export.options import Export
from graphapi.export.places import own_place
from graphapi.export.registry import Exporter
from graphapi.model.columns import (
    NAMESPACE,
    Column,
    ColumnType,
    columns_where,
    date_columns,
    edge_columns,
    node_columns,
)
from graphapi.model.documents import Edge, Node, Source, Statement
from graphapi.model.identifiers import is_edge_id, is_node_id, is_source_id
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS

DOCUMENTS = "https://zero-carbon-parks.example/id/"
"""Prefix of the id of a node, edge, source or statement."""

PREFIXES: Mapping[str, str] = {
    "zcp": NAMESPACE,
    "id": DOCUMENTS,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "prov": "http://www.w3.org/ns/prov#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "schema": "https://schema.org/",
    "dcterms": "http://purl.org/dc/terms/",
}


@dataclass(frozen=True, slots=True)
class Term:
    """What a key means: `type` is `@id`, `@vocab`, a datatype, or nothing for values that carry their own."""

    iri: str
    type: str | None = None
    language: str | None = None
    many: bool = False

    def to_json(self) -> Mapping[str, str]:
        """The definition in a JSON-LD context."""
        container = "@set" if self.many else None
        found = {"@id": self.iri, "@type": self.type, "@language": self.language, "@container": container}
        return {key: value for key, value in found.items() if value is not None}


_OTHERS: Mapping[str, Term] = {
    "name_en": Term("skos:prefLabel", language="en"),
    "name_zh": Term("skos:prefLabel", language="zh"),
    "aliases": Term("skos:altLabel", many=True),
    "sources": Term("prov:hadPrimarySource", "@id", many=True),
    "derived_from": Term("prov:wasDerivedFrom", "@id", many=True),
    "lat": Term("schema:latitude", "xsd:double"),
    "lon": Term("schema:longitude", "xsd:double"),
    "valid_from": Term("schema:startDate"),
    "valid_to": Term("schema:endDate"),
    "tail": Term("rdf:subject", "@id"),
    "predicate": Term("rdf:predicate", "@id"),
    "head": Term("rdf:object", "@id"),
    "about": Term("zcp:about", "@id"),
    "field": Term("zcp:field"),
    "stated": Term("zcp:stated"),
    "rank": Term("zcp:rank"),
    "period": Term("zcp:period"),
    "url": Term("schema:url"),
    "publisher": Term("dcterms:publisher"),
    "date": Term("dcterms:date"),
    "title": Term("dcterms:title"),
    "revision": Term("schema:version", "xsd:integer"),
    "time": Term("prov:generatedAtTime", "xsd:dateTime"),
    "comment": Term("rdfs:comment", many=True),
}
_XSD: Mapping[ColumnType, str] = {
    ColumnType.INTEGER: "xsd:integer",
    ColumnType.LONG: "xsd:integer",
    ColumnType.DOUBLE: "xsd:double",
    ColumnType.BOOLEAN: "xsd:boolean",
}
_DROPPED = frozenset({"kind", "edge_kind", "label_en", "label_zh", "source_count", "geo_precision"})
"""Columns that RDF expresses otherwise: by class, predicate or what they count."""


@cache
def terms() -> Mapping[str, Term]:
    """Every key of a document, by name; columns mean the same for nodes and edges."""
    found = dict(_OTHERS)
    for column in (*node_columns(NODE_KINDS), *edge_columns(EDGE_KINDS)):
        if column.name not in _DROPPED:
            term = _OTHERS.get(column.name) or _term(column)
            if found.setdefault(column.name, term) != term:
                raise ValueError(f"{column.name} has two types: rename an attribute in the kinds table")
    return MappingProxyType(found | {name: Term(f"zcp:{name}", "@id") for name in EDGE_KINDS})


def context() -> Mapping[str, str | Mapping[str, str]]:
    """The JSON-LD context that every exported file carries, to be published as `{"@context": ...}`."""
    return dict(PREFIXES) | {name: term.to_json() for name, term in terms().items()}


def classes_of(kind: str) -> list[str]:
    """RDF classes of a kind of node: our own, then the published one above it if the kinds table names one."""
    row = NODE_KINDS[kind]
    return [f"zcp:{row.rdf_class}", *filter(None, [row.rdf_superclass])]


def is_date_column(name: str) -> bool:
    """Whether a column holds dates of reduced precision."""
    return name in date_columns() or name in {"valid_from", "valid_to", "date", "period"}


@cache
def references() -> frozenset[str]:
    """Columns whose items are ids."""
    return columns_where(lambda attribute: attribute.references is not None)


def _term(column: Column) -> Term:
    many = column.type is ColumnType.STRINGS
    if column.name in references():
        return Term(f"zcp:{column.name}", "@id", many=many)
    return Term(f"zcp:{column.name}", _XSD.get(column.type), many=many)


_LOSES = {
    LossKind.LOOKS: "Triples say what is, not how it looks; borrowed coordinates are left out too.",
    LossKind.LISTS: "Items of a list are there, but their order is not.",
}
"""What RDF loses, in any syntax."""
_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f-\x9f]')
_STATED = ("rank", "basis", "unit", "period", "caveat", "sources")
_DATES: Mapping[int, str] = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}


def linked(export: Export) -> Iterator[dict[str, Any]]:
    """One object for the file, each node, edge, statement and source, in this order; keys are those of the context.

    An edge is a statement of its own with sources and period, and, as another object, a plain triple from tail to head.
    """
    yield _about(export)
    yield from map(_node, export.subgraph.nodes)
    for edge in export.subgraph.edges:
        yield _edge(edge)
        yield {"@id": f"id:{edge.tail}", edge.kind: f"id:{edge.head}"}
    yield from map(_statement, export.named_statements())
    yield from map(_source, export.named_sources())


def _about(export: Export) -> dict[str, Any]:
    """What the file says about itself, losses included."""
    imprint = export.imprint
    comments = [str(imprint)] + [f"Not carried as it is: {loss}" for loss in export.losses]
    return {
        "@id": f"id:revision:{imprint.revision}",
        "@type": ["schema:Dataset", "prov:Entity"],
        "title": imprint.title,
        "revision": imprint.revision,
        "time": imprint.time,
        "comment": comments,
    }


def _node(node: Node) -> dict[str, Any]:
    return {"@id": f"id:{node.id}", "@type": classes_of(node.kind)} | _cells(node_row(node, own_place(node)))


def _edge(edge: Edge) -> dict[str, Any]:
    ends = {"tail": f"id:{edge.tail}", "predicate": f"zcp:{edge.kind}", "head": f"id:{edge.head}"}
    return {"@id": f"id:{edge.id}", "@type": ["rdf:Statement", "prov:Entity"]} | ends | _cells(edge_row(edge))


def _statement(statement: Statement) -> dict[str, Any]:
    found = statement.to_json()
    cells = {"about": f"id:{statement.subject}", "field": statement.field, "stated": found["value"]}
    rest = _cells({key: found[key] for key in _STATED if key in found})
    return {"@id": f"id:{statement.id}", "@type": ["zcp:Statement", "prov:Entity"]} | cells | rest


def _source(source: Source) -> dict[str, Any]:
    found = source.to_json()
    return {"@id": f"id:{found.pop('id')}", "@type": ["schema:CreativeWork", "prov:Entity"]} | _cells(found)


def _cells(row: Row | dict[str, Any]) -> dict[str, Any]:
    return {name: _value(name, cell) for name, cell in row.items() if name in terms()}


def _value(name: str, cell: Any) -> Any:
    if name in references() or name == "sources":
        return [_reference(item) for item in cell]
    if is_date_column(name):
        return {"@type": _DATES[len(cell)], "@value": cell}
    return list(cell) if isinstance(cell, tuple) else cell


def _reference(item: str) -> str | dict[str, str]:
    # The kinds table does not force a reference to be an id; what is none is a text.
    is_id = is_node_id(item) or is_edge_id(item) or is_source_id(item)
    return f"id:{item}" if is_id else {"@value": item}


@Exporter(
    "json-ld",
    media_type="application/ld+json",
    suffix=".jsonld",
    purpose="linked data, with provenance as PROV-O",
    loses=_LOSES,
    carries_evidence=True,
)
def write_json_ld(export: Export) -> Iterator[bytes]:
    """One `@graph`: the file, nodes, edges as statements with sources and as plain triples, statements, sources."""
    yield b"{"
    yield from member("@context", whole(context()), first=True)
    yield from member("@graph", array(linked(export)))
    yield b"}\n"


@Exporter(
    "turtle",
    media_type="text/turtle",
    suffix=".ttl",
    purpose="triple stores and SHACL",
    loses=_LOSES,
    carries_evidence=True,
)
def write_turtle(export: Export) -> Iterator[str]:
    """The same triples as JSON-LD."""
    yield from (f"# {line}\n" for line in export.description().splitlines())
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
