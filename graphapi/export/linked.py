"""Documents as JSON-LD objects, from which Turtle is written too."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphapi.export.evidence import named_sources, named_statements
from graphapi.export.flatten import Row, edge_row, node_row
from graphapi.export.options import Export
from graphapi.export.places import own_place
from graphapi.export.vocabulary import classes_of, is_date, references, terms
from graphapi.model.documents import Edge, Node, Source, Statement
from graphapi.model.identifiers import is_edge_id, is_node_id, is_source_id

_STATEMENT = ("rank", "basis", "unit", "period", "caveat", "sources")
_DATES: Mapping[int, str] = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}


def linked(export: Export) -> Iterator[dict[str, Any]]:
    """One object for the file, each node, edge, statement and source, in this order; keys are those of the context.

    An edge is a statement of its own with sources and period, and, as another object, a plain triple from tail to head.
    """
    yield about(export)
    yield from map(_node, export.subgraph.nodes)
    for edge in export.subgraph.edges:
        yield _edge(edge)
        yield {"@id": f"id:{edge.tail}", edge.kind: f"id:{edge.head}"}
    yield from map(_statement, named_statements(export))
    yield from map(_source, named_sources(export))


def about(export: Export) -> dict[str, Any]:
    """What the file says about itself, losses included."""
    imprint = export.imprint
    told = [str(imprint)] + [f"Not carried as it is: {loss}" for loss in export.losses]
    return {
        "@id": f"id:revision:{imprint.revision}",
        "@type": ["schema:Dataset", "prov:Entity"],
        "title": imprint.title,
        "revision": imprint.revision,
        "time": imprint.time,
        "comment": told,
    }


def _node(node: Node) -> dict[str, Any]:
    return {"@id": f"id:{node.id}", "@type": classes_of(node.kind)} | _cells(node_row(node, own_place(node)))


def _edge(edge: Edge) -> dict[str, Any]:
    ends = {"tail": f"id:{edge.tail}", "predicate": f"zcp:{edge.kind}", "head": f"id:{edge.head}"}
    return {"@id": f"id:{edge.id}", "@type": ["rdf:Statement", "prov:Entity"]} | ends | _cells(edge_row(edge))


def _statement(statement: Statement) -> dict[str, Any]:
    found = statement.to_json()
    cells = {"about": f"id:{statement.subject}", "field": statement.field, "stated": found["value"]}
    rest: dict[str, Any] = {
        key: found[key] for key in ("rank", "basis", "unit", "period", "caveat", "sources") if key in found
    }
    return {"@id": f"id:{statement.id}", "@type": ["zcp:Statement", "prov:Entity"]} | cells | _cells(rest)


def _source(source: Source) -> dict[str, Any]:
    found = source.to_json()
    return {"@id": f"id:{found.pop('id')}", "@type": ["schema:CreativeWork", "prov:Entity"]} | _cells(found)


def _cells(row: Row | dict[str, Any]) -> dict[str, Any]:
    return {name: _value(name, cell) for name, cell in row.items() if name in terms()}


def _value(name: str, cell: Any) -> Any:
    if name in references() or name == "sources":
        return [_reference(item) for item in cell]
    if is_date(name):
        return {"@type": _DATES[len(cell)], "@value": cell}
    return list(cell) if isinstance(cell, tuple) else cell


def _reference(item: str) -> str | dict[str, str]:
    # The kinds table does not force a reference to be an id; what is none is a text.
    is_id = is_node_id(item) or is_edge_id(item) or is_source_id(item)
    return f"id:{item}" if is_id else {"@value": item}
