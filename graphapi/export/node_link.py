"""Node-link JSON, which `networkx.node_link_graph` reads as it is."""

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
    "node-link",
    media_type="application/vnd.networkx.node-link+json",
    suffix=".node-link.json",
    purpose="networkx, D3 and scripts",
    placed=True,
    evident=True,
)
def write_node_link(export: Export) -> Iterator[bytes]:
    """A directed multigraph; edges under `edges`, their id as key; imprint, legend and sources under `graph`."""
    check_texts(export, "UTF-8")
    return gathered(_document(export))


def _document(export: Export) -> Iterator[bytes]:
    scene = Scene(export)
    yield b'{"directed":true,"multigraph":true'
    yield from member("graph", whole(metadata_with_sources(export)))
    yield from member("nodes", array(_node(node, scene, export) for node in export.subgraph.nodes))
    yield from member("edges", array(_edge(edge, scene, export) for edge in export.subgraph.edges))
    yield b"}\n"


def _node(node: Node, scene: Scene, export: Export) -> dict[str, Any]:
    look = scene.look(node)
    return {"id": node.id, "x": look.x, "y": look.y} | node_fields(node, scene, export.evidence)


def _edge(edge: Edge, scene: Scene, export: Export) -> dict[str, Any]:
    ends = {"source": edge.tail, "target": edge.head, "key": edge.id, "kind": edge.kind}
    return ends | edge_fields(edge, scene, export.evidence)
