"""Graphology's JSON, which sigma.js applications and Gephi Lite import."""

from collections.abc import Iterator
from typing import Any

from graphapi.export.chunks import gathered
from graphapi.export.json_parts import array, edge_fields, member, metadata_with_sources, node_fields, whole
from graphapi.export.options import Export
from graphapi.export.registry import exporter
from graphapi.export.styling import Scene
from graphapi.export.texts import check_texts
from graphapi.model.documents import Edge, Node


@exporter(
    "graphology",
    media_type="application/vnd.graphology+json",
    suffix=".graphology.json",
    purpose="graphology and sigma.js, with looks and places",
    placed=True,
    evident=True,
)
def write_graphology(export: Export) -> Iterator[bytes]:
    """A serialized directed multigraph for `Graph.from`."""
    check_texts(export, "UTF-8")
    return gathered(_document(export))


def _document(export: Export) -> Iterator[bytes]:
    scene = Scene(export)
    yield b'{"options":{"type":"directed","multi":true,"allowSelfLoops":true}'
    yield from member("attributes", whole(metadata_with_sources(export)))
    yield from member("nodes", array(_node(node, scene, export) for node in export.subgraph.nodes))
    yield from member("edges", array(_edge(edge, scene, export) for edge in export.subgraph.edges))
    yield b"}\n"


def _node(node: Node, scene: Scene, export: Export) -> dict[str, Any]:
    look = scene.look(node)
    attributes = {"x": look.x, "y": look.y} | node_fields(node, scene, export.evidence)
    return {"key": node.id, "attributes": attributes}


def _edge(edge: Edge, scene: Scene, export: Export) -> dict[str, Any]:
    attributes = {"kind": edge.kind} | edge_fields(edge, scene, export.evidence)
    return {"key": edge.id, "source": edge.tail, "target": edge.head, "attributes": attributes}
