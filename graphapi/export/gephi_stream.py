"""Gephi's graph-streaming protocol: one JSON event after another, each closed by a carriage return.

Events as in the Graph Streaming plugin: `an`, `cn`, `dn` add, change and drop a node, `ae`, `ce`, `de` an edge.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from graphapi.export.flatten import edge_row
from graphapi.export.options import Export
from graphapi.export.styling import Scene
from graphapi.model.documents import Edge, Node

MEDIA_TYPE = "application/json"


def first_load(export: Export) -> Iterator[bytes]:
    """Events that add every node, then every edge."""
    scene = Scene(export)
    yield from (_event("an", node.id, _node(node, scene)) for node in export.subgraph.nodes)
    yield from (_event("ae", edge.id, _edge(edge, scene)) for edge in export.subgraph.edges)


def changes(before: Export, after: Export) -> Iterator[bytes]:
    """Events that turn one graph into the other: edges dropped first, then nodes; nodes added first, then edges."""
    old, new = Scene(before), Scene(after)
    nodes = {node.id: _node(node, old) for node in before.subgraph.nodes}
    edges = {edge.id: _edge(edge, old) for edge in before.subgraph.edges}
    nodes_now = {node.id: _node(node, new) for node in after.subgraph.nodes}
    edges_now = {edge.id: _edge(edge, new) for edge in after.subgraph.edges}
    yield from _dropped("de", edges, edges_now)
    yield from _dropped("dn", nodes, nodes_now)
    yield from _put("an", "cn", nodes, nodes_now)
    yield from _put("ae", "ce", edges, edges_now)


def _dropped(event: str, old: Iterable[str], new: Mapping[str, Any]) -> Iterator[bytes]:
    yield from (_event(event, key, {}) for key in old if key not in new)


def _put(added: str, changed: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[bytes]:
    for key, attributes in new.items():
        if key not in old:
            yield _event(added, key, attributes)
        elif old[key] != attributes:
            yield _event(changed, key, attributes)


def _node(node: Node, scene: Scene) -> dict[str, Any]:
    style = scene.style(node)
    red, green, blue = (int(style.colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    place = {"label": scene.label(node), "x": style.x, "y": style.y, "size": style.size}
    return scene.row(node) | place | {"r": red, "g": green, "b": blue}


def _edge(edge: Edge, scene: Scene) -> dict[str, Any]:
    ends = {"source": edge.tail, "target": edge.head, "directed": True, "label": scene.edge_label(edge)}
    return edge_row(edge) | ends


def _event(event: str, key: str, attributes: Mapping[str, Any]) -> bytes:
    return orjson.dumps({event: {key: attributes}}) + b"\r"
