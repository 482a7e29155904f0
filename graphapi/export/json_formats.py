"""JSON graph formats: node-link for networkx and D3, JSON Graph Format, Cytoscape, graphology; and what they share."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from graphapi.export.chunks import array, mapping, member, whole
from graphapi.export.flatten import edge_row
from graphapi.export.options import Export, SubgraphEvidence
from graphapi.export.registry import Exporter
from graphapi.export.styling import Scene, edge_colour
from graphapi.model.documents import Edge, Node

_json_exporter = partial(Exporter, carries_positions=True, carries_evidence=True)


def node_fields(node: Node, scene: Scene) -> dict[str, Any]:
    """Label, colour, size and columns of a node; lists stay lists, statements follow where there are any."""
    style = scene.style(node)
    shown = {"label": style.label, "color": style.colour, "size": style.size}
    return shown | scene.row(node) | statements_of(node.id, scene.evidence)


def edge_fields(edge: Edge, scene: Scene) -> dict[str, Any]:
    """Label, colour and columns of an edge; lists stay lists, statements follow where there are any."""
    shown = {"label": scene.edge_label(edge), "color": edge_colour(edge)}
    return shown | edge_row(edge) | statements_of(edge.id, scene.evidence)


def metadata_with_sources(export: Export) -> dict[str, Any]:
    """Metadata, and the sources that documents name, in the order of their ids."""
    return export.metadata() | {"sources": {source.id: source.to_json() for source in export.named_sources()}}


def statements_of(identifier: str, evidence: SubgraphEvidence) -> dict[str, Any]:
    """The member `statements` of a document, if there are any."""
    found = evidence.statements.get(identifier, ())
    return {"statements": [statement.to_json() for statement in found]} if found else {}


def _positioned_fields(node: Node, scene: Scene) -> dict[str, Any]:
    style = scene.style(node)
    return {"x": style.x, "y": style.y} | node_fields(node, scene)


@_json_exporter(
    "node-link",
    media_type="application/vnd.networkx.node-link+json",
    suffix=".node-link.json",
    purpose="networkx, D3 and scripts",
)
def write_node_link(export: Export) -> Iterator[bytes]:
    """A directed multigraph; edges under `edges`, their id as key; imprint, legend and sources under `graph`."""
    scene, graph = Scene(export), export.subgraph
    edges = (
        {"source": edge.tail, "target": edge.head, "key": edge.id, "kind": edge.kind} | edge_fields(edge, scene)
        for edge in graph.edges
    )
    yield b'{"directed":true,"multigraph":true'
    yield from member("graph", whole(metadata_with_sources(export)))
    yield from member("nodes", array({"id": node.id} | _positioned_fields(node, scene) for node in graph.nodes))
    yield from member("edges", array(edges))
    yield b"}\n"


@_json_exporter(
    "jgf", media_type="application/vnd.jgf+json", suffix=".jgf.json", purpose="tools that read JSON Graph Format"
)
def write_json_graph(export: Export) -> Iterator[bytes]:
    """One directed graph: nodes by id, edges with their kind as relation, everything else in metadata."""
    scene, graph = Scene(export), export.subgraph
    yield b'{"graph":{"directed":true,"type":"zero-carbon park graph"'
    yield from member("label", whole(export.imprint.title))
    yield from member("metadata", whole(metadata_with_sources(export)))
    nodes = ((node.id, _labelled(_positioned_fields(node, scene))) for node in graph.nodes)
    yield from member("nodes", mapping(nodes))
    yield from member("edges", array(_jgf_edge(edge) | _labelled(edge_fields(edge, scene)) for edge in graph.edges))
    yield b"}}\n"


def _jgf_edge(edge: Edge) -> dict[str, Any]:
    return {"id": edge.id, "source": edge.tail, "target": edge.head, "relation": edge.kind, "directed": True}


def _labelled(fields: dict[str, Any]) -> dict[str, Any]:
    return {"label": fields.pop("label"), "metadata": fields}


_NODE_STYLE = {"label": "data(label)", "background-color": "data(color)", "width": "data(size)", "height": "data(size)"}
_EDGE_STYLE = {
    "line-color": "data(color)",
    "target-arrow-color": "data(color)",
    "target-arrow-shape": "triangle",
    "curve-style": "bezier",
}
_CYTOSCAPE_STYLE = ({"selector": "node", "style": _NODE_STYLE}, {"selector": "edge", "style": _EDGE_STYLE})


@_json_exporter(
    "cytoscape",
    media_type="application/vnd.cytoscape+json",
    suffix=".cytoscape.json",
    purpose="Cytoscape.js and Cytoscape, with styles and positions",
)
def write_cytoscape(export: Export) -> Iterator[bytes]:
    """Elements with data and position, and a style that shows colours and sizes. Its y grows downwards."""
    scene, graph = Scene(export), export.subgraph
    yield b'{"format_version":"1.0","generated_by":"graphapi","target_cytoscapejs_version":"~3"'
    yield b',"directed":true,"multigraph":true,"layout":{"name":"preset"}'
    yield from member("data", whole(metadata_with_sources(export)))
    yield from member("style", whole(_CYTOSCAPE_STYLE))
    yield b',"elements":{'
    yield from member("nodes", array(_cytoscape_node(node, scene) for node in graph.nodes), first=True)
    yield from member("edges", array(_cytoscape_edge(edge, scene) for edge in graph.edges))
    yield b"}}\n"


def _cytoscape_node(node: Node, scene: Scene) -> dict[str, Any]:
    # networkx takes the node from `value`.
    style = scene.style(node)
    data = {"id": node.id, "value": node.id, "name": style.label} | node_fields(node, scene)
    return {"data": data, "position": {"x": style.x, "y": -style.y + 0.0}}


def _cytoscape_edge(edge: Edge, scene: Scene) -> dict[str, Any]:
    ends = {"id": edge.id, "key": edge.id, "source": edge.tail, "target": edge.head, "kind": edge.kind}
    return {"data": ends | edge_fields(edge, scene)}


@_json_exporter(
    "graphology",
    media_type="application/vnd.graphology+json",
    suffix=".graphology.json",
    purpose="graphology and sigma.js, with styles and positions",
)
def write_graphology(export: Export) -> Iterator[bytes]:
    """A serialized directed multigraph for `Graph.from`."""
    scene, graph = Scene(export), export.subgraph
    yield b'{"options":{"type":"directed","multi":true,"allowSelfLoops":true}'
    yield from member("attributes", whole(metadata_with_sources(export)))
    nodes = ({"key": node.id, "attributes": _positioned_fields(node, scene)} for node in graph.nodes)
    yield from member("nodes", array(nodes))
    yield from member("edges", array(_graphology_edge(edge, scene) for edge in graph.edges))
    yield b"}\n"


def _graphology_edge(edge: Edge, scene: Scene) -> dict[str, Any]:
    attributes = {"kind": edge.kind} | edge_fields(edge, scene)
    return {"key": edge.id, "source": edge.tail, "target": edge.head, "attributes": attributes}
