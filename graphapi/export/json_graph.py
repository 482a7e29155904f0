"""JSON Graph Format 2, see https://jsongraphformat.info."""

from collections.abc import Iterator
from typing import Any

from graphapi.export.chunks import gathered
from graphapi.export.json_parts import array, edge_fields, mapping, member, metadata_with_sources, node_fields, whole
from graphapi.export.options import Export
from graphapi.export.registry import exporter
from graphapi.export.styling import Scene
from graphapi.export.texts import check_texts
from graphapi.model.documents import Edge, Node


@exporter(
    "jgf",
    media_type="application/vnd.jgf+json",
    suffix=".jgf.json",
    purpose="tools that read JSON Graph Format",
    placed=True,
    evident=True,
)
def write_json_graph(export: Export) -> Iterator[bytes]:
    """One directed graph: nodes by id, edges with their kind as relation, everything else in metadata."""
    check_texts(export, "UTF-8")
    return gathered(_document(export))


def _document(export: Export) -> Iterator[bytes]:
    scene = Scene(export)
    yield b'{"graph":{"directed":true,"type":"zero-carbon park graph"'
    yield from member("label", whole(export.imprint.title))
    yield from member("metadata", whole(metadata_with_sources(export)))
    yield from member("nodes", mapping((node.id, _node(node, scene, export)) for node in export.subgraph.nodes))
    yield from member("edges", array(_edge(edge, scene, export) for edge in export.subgraph.edges))
    yield b"}}\n"


def _node(node: Node, scene: Scene, export: Export) -> dict[str, Any]:
    look = scene.look(node)
    fields = node_fields(node, scene, export.evidence)
    return {"label": fields.pop("label"), "metadata": {"x": look.x, "y": look.y} | fields}


def _edge(edge: Edge, scene: Scene, export: Export) -> dict[str, Any]:
    fields = edge_fields(edge, scene, export.evidence)
    ends = {"id": edge.id, "source": edge.tail, "target": edge.head, "relation": edge.kind, "directed": True}
    return ends | {"label": fields.pop("label"), "metadata": fields}
