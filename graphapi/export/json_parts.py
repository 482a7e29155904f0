"""JSON written part by part, and what every JSON format says of nodes and edges."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from graphapi.export.evidence import named_sources
from graphapi.export.flatten import edge_row
from graphapi.export.header import metadata
from graphapi.export.options import Evidence, Export
from graphapi.export.styling import Scene, edge_colour
from graphapi.model.documents import Edge, Node


def array(items: Iterable[Any]) -> Iterator[bytes]:
    """A JSON array, one item a line."""
    yield from _enclosed(b"[", (orjson.dumps(item) for item in items), b"]")


def mapping(items: Iterable[tuple[str, Any]]) -> Iterator[bytes]:
    """A JSON object, one member a line."""
    yield from _enclosed(b"{", (orjson.dumps(key) + b":" + orjson.dumps(item) for key, item in items), b"}")


def member(name: str, content: Iterable[bytes], *, first: bool = False) -> Iterator[bytes]:
    """One member of an object that the caller opens and closes."""
    yield (b"" if first else b",\n") + orjson.dumps(name) + b":"
    yield from content


def whole(value: Any) -> Iterator[bytes]:
    """A value that is small enough to be written at once."""
    yield orjson.dumps(value)


def node_fields(node: Node, scene: Scene, evidence: Evidence) -> dict[str, Any]:
    """Label, colour, size and columns of a node; lists stay lists, statements follow where there are any."""
    look = scene.look(node)
    shown = {"label": look.label, "color": look.colour, "size": look.size}
    return shown | scene.row(node) | statements_of(node.id, evidence)


def edge_fields(edge: Edge, scene: Scene, evidence: Evidence) -> dict[str, Any]:
    """Label, colour and columns of an edge; lists stay lists, statements follow where there are any."""
    shown = {"label": scene.edge_label(edge), "color": edge_colour(edge)}
    return shown | edge_row(edge) | statements_of(edge.id, evidence)


def metadata_with_sources(export: Export) -> dict[str, Any]:
    """Metadata, and the sources that documents name, in the order of their ids."""
    return metadata(export) | {"sources": {one.id: one.to_json() for one in named_sources(export)}}


def statements_of(identifier: str, evidence: Evidence) -> dict[str, Any]:
    """The member `statements` of a document, if there are any."""
    found = evidence.statements.get(identifier, ())
    return {"statements": [statement.to_json() for statement in found]} if found else {}


def _enclosed(opening: bytes, items: Iterable[bytes], closing: bytes) -> Iterator[bytes]:
    yield opening
    separator = b"\n"
    for item in items:
        yield separator + item
        separator = b",\n"
    yield b"\n" + closing
