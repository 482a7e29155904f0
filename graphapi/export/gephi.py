"""What Gephi and Gephi Lite open: GEXF 1.3, the workspace of Gephi Lite (version 1.0), and Gephi's graph streaming.

GEXF is written so that Gephi, Gephi Lite and networkx all read it; see the specification at https://gexf.net/schema.html.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from graphapi.export.chunks import FORMAT_MARK, array, evidence_elements, mapping, member, whole, xml_text, xml_value
from graphapi.export.flatten import Row, edge_row, with_joined_lists
from graphapi.export.losses import NUMBERED, XML, LossKind, numbered_kinds
from graphapi.export.options import Export
from graphapi.export.registry import Exporter
from graphapi.export.styling import NodeStyle, Scene, edge_colour
from graphapi.model.columns import GEXF, SEPARATOR, Column, ColumnType, columns_where, edge_columns, node_columns
from graphapi.model.dates import first_day, last_day
from graphapi.model.documents import Edge, Node
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS

_GEXF_LOSES = {
    LossKind.LISTS: "GEXF has no lists that Gephi, Gephi Lite and networkx read alike: items are joined by ' | '.",
    LossKind.PARALLEL_EDGES: NUMBERED,
    LossKind.PERIODS: "They are texts here; dynamic=true writes them as intervals for the timeline.",
}


@Exporter(
    "gexf",
    media_type="application/gexf+xml",
    suffix=".gexf",
    purpose="Gephi and Gephi Lite, with styles and positions",
    loses=_GEXF_LOSES,
    carrier=XML,
    dynamic=True,
    carries_positions=True,
    carries_evidence=True,
)
def write_gexf(export: Export) -> Iterator[str]:
    """GEXF 1.3 in UTF-8.

    Every column has one type; an unknown value is left out. Columns carry their name as id and title. Nodes have colour
    by kind, size by degree and a position; edges have colour and `kind`, numbered where it repeats between two nodes.
    With `dynamic`, parks exist from the beginning to the end of their construction and edges while they are valid.
    """
    subgraph, scene, dynamic = export.subgraph, Scene(export), export.options.dynamic
    yield _gexf_head(export)
    yield _declared("node", node_columns(subgraph.node_kinds))
    yield _declared("edge", edge_columns(subgraph.edge_kinds))
    yield f'<nodes count="{len(subgraph.nodes)}">\n'
    for node in subgraph.nodes:
        yield _gexf_node(node, scene.row(node), scene.style(node), _construction(node) if dynamic else "")
    yield f'</nodes>\n<edges count="{len(subgraph.edges)}">\n'
    for edge, kind in zip(subgraph.edges, numbered_kinds(subgraph.edges), strict=True):
        yield _gexf_edge(edge, kind, scene.edge_label(edge), _period(edge.valid_from, edge.valid_to) if dynamic else "")
    yield "</edges>\n</graph>\n"
    yield from evidence_elements(export)
    yield "</gexf>\n"


def _gexf_head(export: Export) -> str:
    # The schema of 1.3 knows no title in `meta`: it opens the description. Gephi Lite looks for <gexf in line 2.
    time = 'mode="dynamic" timeformat="date" timerepresentation="interval"'
    mode = time if export.options.dynamic else 'mode="static"'
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<gexf xmlns="{GEXF}" xmlns:viz="{GEXF}/viz" {FORMAT_MARK} version="1.3">\n'
        f'<meta lastmodifieddate="{xml_text(export.imprint.time[:10])}">\n<creator>graphapi</creator>\n'
        f"<description>{xml_text(export.description())}</description>\n</meta>\n"
        f'<graph defaultedgetype="directed" idtype="string" {mode}>\n'
    )


def _declared(of: str, columns: Iterable[Column]) -> str:
    # Gephi Lite keeps one block a class, and takes a column's id for its name.
    lines = (f'<attribute id="{c.name}" title="{c.name}" type="{_gexf_type(c.type)}"/>\n' for c in columns)
    return f'<attributes class="{of}">\n{"".join(lines)}</attributes>\n'


def _gexf_type(column_type: ColumnType) -> str:
    return "string" if column_type is ColumnType.STRINGS else column_type.value


def _gexf_node(node: Node, row: Row, style: NodeStyle, period: str) -> str:
    position = f'<viz:position x="{style.x}" y="{style.y}" z="0.0"/>'
    appearance = f'{_gexf_colour(style.colour)}<viz:size value="{style.size}"/>{position}'
    return f'<node id="{node.id}" label="{xml_text(style.label)}"{period}>{_gexf_cells(row)}{appearance}</node>\n'


def _gexf_edge(edge: Edge, kind: str, label: str, period: str) -> str:
    ends = f'source="{edge.tail}" target="{edge.head}" kind="{kind}" label="{xml_text(label)}"'
    return (
        f'<edge id="{edge.id}" {ends}{period}>{_gexf_cells(edge_row(edge))}{_gexf_colour(edge_colour(edge))}</edge>\n'
    )


def _construction(node: Node) -> str:
    """A park exists from the first to the last day of its construction, any other node always."""
    years = (node.attributes.get(name) for name in ("construction_start", "construction_end"))
    return _period(*(f"{year:04}" if isinstance(year, int) else None for year in years))


def _period(begins: str | None, ends: str | None) -> str:
    """Attributes for the first and the last day; an end that is open has none."""
    start = "" if begins is None else f' start="{first_day(begins)}"'
    return start if ends is None else f'{start} end="{last_day(ends)}"'


def _gexf_cells(row: Row) -> str:
    values = (f'<attvalue for="{name}" value="{xml_value(cell)}"/>' for name, cell in with_joined_lists(row).items())
    return f"<attvalues>{''.join(values)}</attvalues>"


def _gexf_colour(hexadecimal: str) -> str:
    red, green, blue = bytes.fromhex(hexadecimal.removeprefix("#"))
    return f'<viz:color r="{red}" g="{green}" b="{blue}"/>'


LITE_VERSION = "1.0.2"
"""Gephi Lite opens files of its own major and minor version as they are, others as bare graphs."""

_LITE_LOSES = {
    LossKind.LISTS: "Gephi Lite has keywords instead: items are joined by ' | '.",
    LossKind.PERIODS: "Gephi Lite has no timeline: they are dates and years.",
    LossKind.STATEMENTS: "A field holds one value: the preferred one.",
    LossKind.SOURCES: "Only their ids are fields; the API tells who published what and where.",
}
_GREY = "#999999"
_CATEGORIES = frozenset({"kind", "edge_kind", "basis", "geo_precision", "label_en", "label_zh"}).union(
    columns_where(lambda attribute: bool(attribute.values))
)
_FIELD_TYPES = {ColumnType.STRING: "text", ColumnType.BOOLEAN: "category", ColumnType.STRINGS: "keywords"}


@Exporter(
    "gephi-lite",
    media_type="application/vnd.gephi-lite+json",
    suffix=".gephi-lite.json",
    purpose="Gephi Lite, ready coloured and labelled",
    loses=_LITE_LOSES,
    carries_positions=True,
)
def write_gephi_lite(export: Export) -> Iterator[bytes]:
    """A workspace: positions, colours by kind, sizes and labels as fields that its appearance panel goes on from."""
    yield b'{"type":"gephi-lite"'
    yield from member("version", whole(LITE_VERSION))
    yield from member("graphDataset", _dataset(export))
    yield from member("filters", whole({"filters": []}))
    yield from member("appearance", whole(_appearance()))
    yield b"}\n"


def _dataset(export: Export) -> Iterator[bytes]:
    scene, nodes, edges = Scene(export), export.subgraph.nodes, export.subgraph.edges
    about = {"title": export.imprint.title, "description": export.description(), "authors": "graphapi"}
    yield b"{"
    yield from member("metadata", whole(about), first=True)
    node_fields = _fields("nodes", node_columns(export.subgraph.node_kinds), ("size", "number"))
    yield from member("nodeFields", whole(node_fields))
    yield from member("edgeFields", whole(_fields("edges", edge_columns(export.subgraph.edge_kinds))))
    yield from member("layout", mapping((node.id, _point(node, scene)) for node in nodes))
    yield from member("nodeData", mapping((node.id, _lite_node(node, scene)) for node in nodes))
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
    named = "category" if column.name in _CATEGORIES else _FIELD_TYPES.get(column.type, "number")
    return {"type": named, "separator": SEPARATOR} if named == "keywords" else {"type": named}


def _field(name: str, item_type: str, **spec: str) -> dict[str, str]:
    return {"id": name, "itemType": item_type, **spec}


def _point(node: Node, scene: Scene) -> dict[str, float]:
    style = scene.style(node)
    return {"x": style.x, "y": style.y}


def _lite_node(node: Node, scene: Scene) -> dict[str, Any]:
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


STREAM_MEDIA_TYPE = "application/json"


def stream_graph(export: Export) -> Iterator[bytes]:
    """Events of Gephi's graph-streaming protocol that add every node, then every edge.

    One JSON event after another, each closed by a carriage return, as in the Graph Streaming plugin: `an`, `cn`, `dn`
    add, change and drop a node, `ae`, `ce`, `de` an edge.
    """
    scene = Scene(export)
    yield from (_event("an", node.id, _stream_node(node, scene)) for node in export.subgraph.nodes)
    yield from (_event("ae", edge.id, _stream_edge(edge, scene)) for edge in export.subgraph.edges)


def stream_changes(before: Export, after: Export) -> Iterator[bytes]:
    """Events that turn one graph into the other: edges dropped first, then nodes; nodes added first, then edges."""
    old, new = Scene(before), Scene(after)
    nodes = {node.id: _stream_node(node, old) for node in before.subgraph.nodes}
    edges = {edge.id: _stream_edge(edge, old) for edge in before.subgraph.edges}
    nodes_now = {node.id: _stream_node(node, new) for node in after.subgraph.nodes}
    edges_now = {edge.id: _stream_edge(edge, new) for edge in after.subgraph.edges}
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


def _stream_node(node: Node, scene: Scene) -> dict[str, Any]:
    style = scene.style(node)
    red, green, blue = (int(style.colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    place = {"label": scene.label(node), "x": style.x, "y": style.y, "size": style.size}
    return scene.row(node) | place | {"r": red, "g": green, "b": blue}


def _stream_edge(edge: Edge, scene: Scene) -> dict[str, Any]:
    ends = {"source": edge.tail, "target": edge.head, "directed": True, "label": scene.edge_label(edge)}
    return edge_row(edge) | ends


def _event(event: str, key: str, attributes: Mapping[str, Any]) -> bytes:
    return orjson.dumps({event: {key: attributes}}) + b"\r"
