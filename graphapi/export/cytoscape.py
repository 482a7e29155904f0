"""Cytoscape.js JSON, which Cytoscape desktop and `networkx.cytoscape_graph` read too."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graphapi.export.chunks import gathered
from graphapi.export.json_parts import array, edge_fields, member, metadata_with_sources, node_fields, whole
from graphapi.export.options import Export
from graphapi.export.registry import exporter
from graphapi.export.styling import Scene
from graphapi.export.texts import check_texts
from graphapi.model.documents import Edge, Node

_STYLE: Sequence[Mapping[str, Any]] = (
    {
        "selector": "node",
        "style": {
            "label": "data(label)",
            "background-color": "data(color)",
            "width": "data(size)",
            "height": "data(size)",
        },
    },
    {
        "selector": "edge",
        "style": {
            "line-color": "data(color)",
            "target-arrow-color": "data(color)",
            "target-arrow-shape": "triangle",
            "curve-style": "bezier",
        },
    },
)


@exporter(
    "cytoscape",
    media_type="application/vnd.cytoscape+json",
    suffix=".cytoscape.json",
    purpose="Cytoscape.js and Cytoscape, with looks and places",
    placed=True,
    evident=True,
)
def write_cytoscape(export: Export) -> Iterator[bytes]:
    """Elements with data and position, and a style that shows colours and sizes. Its y grows downwards."""
    check_texts(export, "UTF-8")
    return gathered(_document(export))


def _document(export: Export) -> Iterator[bytes]:
    scene = Scene(export)
    yield b'{"format_version":"1.0","generated_by":"graphapi","target_cytoscapejs_version":"~3"'
    yield b',"directed":true,"multigraph":true,"layout":{"name":"preset"}'
    yield from member("data", whole(metadata_with_sources(export)))
    yield from member("style", whole(_STYLE))
    yield b',"elements":{'
    yield from member("nodes", array(_node(node, scene, export) for node in export.subgraph.nodes), first=True)
    yield from member("edges", array(_edge(edge, scene, export) for edge in export.subgraph.edges))
    yield b"}}\n"


def _node(node: Node, scene: Scene, export: Export) -> dict[str, Any]:
    # networkx takes the node from `value`.
    look = scene.look(node)
    data = {"id": node.id, "value": node.id, "name": look.label} | node_fields(node, scene, export.evidence)
    return {"data": data, "position": {"x": look.x, "y": -look.y + 0.0}}


def _edge(edge: Edge, scene: Scene, export: Export) -> dict[str, Any]:
    ends = {"id": edge.id, "key": edge.id, "source": edge.tail, "target": edge.head, "kind": edge.kind}
    return {"data": ends | edge_fields(edge, scene, export.evidence)}
