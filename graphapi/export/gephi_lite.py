"""Gephi Lite's own file (version 1.0): the graph, the meaning of its fields, and its appearance."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from graphapi.export.chunks import array, mapping, member, whole
from graphapi.export.flatten import edge_row, with_joined_lists
from graphapi.export.header import description, edge_kinds, node_kinds
from graphapi.export.losses import LossKind
from graphapi.export.options import Export
from graphapi.export.registry import exporter
from graphapi.export.styling import Scene
from graphapi.model.columns import SEPARATOR, Column, ColumnType, columns_where, edge_columns, node_columns
from graphapi.model.documents import Node
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS

VERSION = "1.0.2"
"""Gephi Lite opens files of its own major and minor version as they are, others as bare graphs."""

_LOSES = {
    LossKind.LISTS: "Gephi Lite has keywords instead: items are joined by ' | '.",
    LossKind.PERIODS: "Gephi Lite has no timeline: they are dates and years.",
    LossKind.STATEMENTS: "A field holds one value: the preferred one.",
    LossKind.SOURCES: "Only their ids are fields; the API tells who published what and where.",
}
_GREY = "#999999"
_CATEGORIES = frozenset({"kind", "edge_kind", "basis", "geo_precision", "label_en", "label_zh"}).union(
    columns_where(lambda attribute: bool(attribute.values))
)
_FIELD_TYPES: Mapping[ColumnType, Mapping[str, str]] = MappingProxyType(
    {
        ColumnType.STRING: {"type": "text"},
        ColumnType.INTEGER: {"type": "number"},
        ColumnType.LONG: {"type": "number"},
        ColumnType.DOUBLE: {"type": "number"},
        ColumnType.BOOLEAN: {"type": "category"},
        ColumnType.STRINGS: {"type": "keywords", "separator": SEPARATOR},
    }
)


@exporter(
    "gephi-lite",
    media_type="application/vnd.gephi-lite+json",
    suffix=".gephi-lite.json",
    purpose="Gephi Lite, ready coloured and labelled",
    loses=_LOSES,
    carries_positions=True,
)
def write_gephi_lite(export: Export) -> Iterator[bytes]:
    """A workspace: positions, colours by kind, sizes and labels as fields that its appearance panel goes on from."""
    yield b'{"type":"gephi-lite"'
    yield from member("version", whole(VERSION))
    yield from member("graphDataset", _dataset(export))
    yield from member("filters", whole({"filters": []}))
    yield from member("appearance", whole(_appearance()))
    yield b"}\n"


def _dataset(export: Export) -> Iterator[bytes]:
    scene, nodes, edges = Scene(export), export.subgraph.nodes, export.subgraph.edges
    about = {"title": export.imprint.title, "description": description(export), "authors": "graphapi"}
    yield b"{"
    yield from member("metadata", whole(about), first=True)
    node_fields = _fields("nodes", node_columns(node_kinds(export.subgraph)), ("size", "number"))
    yield from member("nodeFields", whole(node_fields))
    yield from member("edgeFields", whole(_fields("edges", edge_columns(edge_kinds(export.subgraph)))))
    yield from member("layout", mapping((node.id, _point(node, scene)) for node in nodes))
    yield from member("nodeData", mapping((node.id, _node(node, scene)) for node in nodes))
    yield from member(
        "edgeData",
        mapping((edge.id, {"label": scene.edge_label(edge)} | with_joined_lists(edge_row(edge))) for edge in edges),
    )
    yield b',"fullGraph":{"attributes":{},"options":{"type":"directed","multi":true,"allowSelfLoops":true}'
    yield from member("nodes", array({"key": node.id} for node in nodes))
    yield from member("edges", array({"key": edge.id, "source": edge.tail, "target": edge.head} for edge in edges))
    yield b"}}"


def _fields(item_type: str, columns: Iterable[Column], *more: tuple[str, str]) -> list[dict[str, str]]:
    named: dict[str, Mapping[str, str]] = {name: {"type": of} for name, of in (("label", "text"), *more)}
    named |= {column.name: _field_type(column) for column in columns}
    return [_field(name, item_type, **spec) for name, spec in named.items()]


def _field_type(column: Column) -> Mapping[str, str]:
    # Dates may be years or months, which Gephi Lite would refuse as dates: they stay texts.
    return {"type": "category"} if column.name in _CATEGORIES else _FIELD_TYPES[column.type]


def _field(name: str, item_type: str, **spec: str) -> dict[str, str]:
    return {"id": name, "itemType": item_type, **spec}


def _point(node: Node, scene: Scene) -> dict[str, float]:
    style = scene.style(node)
    return {"x": style.x, "y": style.y}


def _node(node: Node, scene: Scene) -> dict[str, Any]:
    style = scene.style(node)
    return {"label": style.label, "size": style.size} | with_joined_lists(scene.row(node))


def _appearance() -> dict[str, Any]:
    fixed_labels = {"type": "fixed", "value": 14, "density": 1, "zoomCorrelation": 0, "labelsCount": 40}
    ellipsis = {"type": "ellipsis", "enabled": True, "maxLength": 40}
    return {
        "showEdges": {"value": True},
        "backgroundColor": "#FFFFFF00",
        "layoutGridColor": "#666666",
        "nodesSize": {"type": "ranking", "field": _field("size", "nodes", type="number"), "missingSize": 4},
        "nodesColor": _partition("kind", "nodes", {name: kind.colour for name, kind in NODE_KINDS.items()}),
        "nodesLabel": {"type": "field", "field": _field("label", "nodes", type="text"), "missingValue": None},
        "nodesLabelSize": fixed_labels,
        "nodesLabelEllipsis": ellipsis,
        "nodesImage": {"type": "none"},
        "edgesSize": {"type": "fixed", "value": 1},
        "edgesColor": _partition("edge_kind", "edges", {name: kind.colour for name, kind in EDGE_KINDS.items()}),
        "edgesLabel": {"type": "none"},
        "edgesLabelSize": fixed_labels,
        "edgesLabelEllipsis": ellipsis,
        "edgesZIndex": {"type": "none"},
    }


def _partition(name: str, item_type: str, palette: Mapping[str, str]) -> dict[str, Any]:
    field = _field(name, item_type, type="category")
    return {"type": "partition", "field": field, "colorPalette": dict(palette), "missingColor": _GREY}
