"""The words of our RDF: a published JSON-LD context, made from the kinds table like every column.

Names that others have coined come first: PROV-O for sources, SKOS for names, schema.org for places and periods. The
rest stands in a namespace of our own, which promises no page: nobody has to run a server under that name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from graphapi.model.columns import (
    NAMESPACE,
    Column,
    ColumnType,
    columns_where,
    date_columns,
    edge_columns,
    node_columns,
)
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS

DOCUMENTS = "https://zero-carbon-parks.example/id/"
"""What stands before the id of a node, edge, source or statement."""

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
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
)


@dataclass(frozen=True, slots=True)
class Term:
    """What a key stands for: `type` is `@id`, `@vocab`, a datatype, or nothing for values that carry their own."""

    iri: str
    type: str | None = None
    language: str | None = None
    many: bool = False

    def to_json(self) -> Mapping[str, str]:
        """The definition in a JSON-LD context."""
        container = "@set" if self.many else None
        found = {"@id": self.iri, "@type": self.type, "@language": self.language, "@container": container}
        return {key: value for key, value in found.items() if value is not None}


_OTHERS: Mapping[str, Term] = MappingProxyType(
    {
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
)
_XSD: Mapping[ColumnType, str] = MappingProxyType(
    {
        ColumnType.INTEGER: "xsd:integer",
        ColumnType.LONG: "xsd:integer",
        ColumnType.DOUBLE: "xsd:double",
        ColumnType.BOOLEAN: "xsd:boolean",
    }
)
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
