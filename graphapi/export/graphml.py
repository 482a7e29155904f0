"""GraphML with typed keys that Gephi, Gephi Lite, networkx and igraph all read."""

from collections.abc import Iterable, Iterator, Mapping

from graphapi.export.chunks import FORMAT_MARK, evidence_elements, xml_text, xml_value
from graphapi.export.flatten import Scalar, edge_row, with_joined_lists
from graphapi.export.losses import NUMBERED, XML, LossKind, numbered_kinds
from graphapi.export.options import Export
from graphapi.export.registry import Exporter
from graphapi.export.styling import NodeStyle, Scene, edge_colour
from graphapi.model.columns import GRAPHML, Column, ColumnType, edge_columns, node_columns
from graphapi.model.documents import Edge, Node

_LOSES = {
    LossKind.LISTS: "GraphML has no lists: items are joined by ' | '.",
    LossKind.PARALLEL_EDGES: NUMBERED,
    LossKind.PERIODS: "GraphML has no time: they are texts.",
}
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<graphml xmlns="{GRAPHML}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" {FORMAT_MARK} '
    'xmlns:gephi="https://zero-carbon-parks.example/ns/gephi#" '
    f'xsi:schemaLocation="{GRAPHML} {GRAPHML}/1.0/graphml.xsd">\n'
)
_TYPES = {known: known.value for known in ColumnType} | {ColumnType.INTEGER: "int", ColumnType.STRINGS: "string"}
_COLOUR = (("r", "int"), ("g", "int"), ("b", "int"))
_NODE_LOOK = (("label", "string"), *_COLOUR, ("x", "double"), ("y", "double"), ("size", "double"))
_EDGE_LOOK = (("label", "string"), *_COLOUR)


@Exporter(
    "graphml",
    media_type="application/graphml+xml",
    suffix=".graphml",
    purpose="networkx, igraph, yEd, Cytoscape, Gephi: almost everything reads it",
    loses=_LOSES,
    carrier=XML,
    carries_positions=True,
    carries_evidence=True,
)
def write_graphml(export: Export) -> Iterator[str]:
    """GraphML in UTF-8: every key has one type, an unknown value is left out, every edge has its id.

    The names label, r, g, b, x, y and size are those from which Gephi and Gephi Lite take the style.
    """
    subgraph, scene = export.subgraph, Scene(export)
    yield _HEAD
    yield f"<desc>{xml_text(export.description())}</desc>\n"
    yield from _keys("graph", "", [("title", "string"), ("revision", "int"), ("time", "string")])
    yield from _keys("node", "", (*_NODE_LOOK, *_typed(node_columns(subgraph.node_kinds))))
    yield from _keys("edge", "edge_", (*_EDGE_LOOK, *_typed(edge_columns(subgraph.edge_kinds))))
    yield '<graph edgedefault="directed">\n'
    imprint = export.imprint
    yield _values("", {"title": imprint.title, "revision": imprint.revision, "time": imprint.time}) + "\n"
    for node in subgraph.nodes:
        yield f'<node id="{node.id}">{_values("", _node_cells(node, scene))}</node>\n'
    for edge, kind in zip(subgraph.edges, numbered_kinds(subgraph.edges), strict=True):
        cells = _values("edge_", _edge_cells(edge, scene))
        # Gephi takes an attribute of this name, in whatever namespace, for the type of the edge.
        ends = f'source="{edge.tail}" target="{edge.head}" gephi:label="{kind}"'
        yield f'<edge id="{edge.id}" {ends}>{cells}</edge>\n'
    yield "</graph>\n"
    yield from evidence_elements(export)
    yield "</graphml>\n"


def _keys(of: str, prefix: str, keys: Iterable[tuple[str, str]]) -> Iterator[str]:
    # Ids are unique in the document, names only per side.
    for name, key_type in keys:
        yield f'<key id="{prefix}{name}" for="{of}" attr.name="{name}" attr.type="{key_type}"/>\n'


def _typed(columns: Iterable[Column]) -> Iterator[tuple[str, str]]:
    return ((column.name, _TYPES[column.type]) for column in columns)


def _node_cells(node: Node, scene: Scene) -> dict[str, Scalar]:
    style: NodeStyle = scene.style(node)
    place = {"x": style.x, "y": style.y, "size": style.size}
    return {"label": style.label, **_rgb(style.colour), **place, **with_joined_lists(scene.row(node))}


def _edge_cells(edge: Edge, scene: Scene) -> dict[str, Scalar]:
    return {"label": scene.edge_label(edge), **_rgb(edge_colour(edge)), **with_joined_lists(edge_row(edge))}


def _rgb(hexadecimal: str) -> dict[str, Scalar]:
    return dict(zip("rgb", bytes.fromhex(hexadecimal.removeprefix("#")), strict=True))


def _values(prefix: str, cells: Mapping[str, Scalar]) -> str:
    return "".join(f'<data key="{prefix}{name}">{xml_value(cell)}</data>' for name, cell in cells.items())
