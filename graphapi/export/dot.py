"""DOT for Graphviz: `neato -n2` draws it as placed, `dot` as a hierarchy."""

from collections.abc import Iterator, Mapping

from graphapi.export.flatten import Scalar, edge_row, with_joined_lists
from graphapi.export.losses import XML, Carrier, LossKind
from graphapi.export.options import Export
from graphapi.export.registry import Exporter
from graphapi.export.styling import Scene, edge_colour
from graphapi.model.documents import Edge, Node

_LOSES = {
    LossKind.LISTS: "DOT knows texts only: items are joined by ' | '.",
    LossKind.PERIODS: "DOT has no time: they are texts.",
    LossKind.TYPES: "DOT knows texts only.",
    LossKind.BACKSLASHES: "DOT reads a backslash as an escape: each is doubled, and only labels are read back single.",
    LossKind.STATEMENTS: "An attribute holds one value: the preferred one.",
    LossKind.SOURCES: "Only their ids are attributes; the API tells who published what and where.",
}
_DOT = Carrier("DOT", XML.forbidden)  # Graphviz draws SVG, which is XML
_POINTS_PER_INCH = 72
_PIECE = 2000
"""Graphviz reads strings of at most 16,384 bytes, of which `+` joins any number."""


@Exporter(
    "dot",
    media_type="text/vnd.graphviz",
    suffix=".dot",
    purpose="Graphviz, with styles and positions",
    loses=_LOSES,
    carrier=_DOT,
    carries_positions=True,
)
def write_dot(export: Export) -> Iterator[str]:
    """A directed graph in UTF-8; every column is an attribute, positions are pinned."""
    scene = Scene(export)
    yield from (f"// {line}\n" for line in export.description().splitlines())
    yield f"digraph {_quoted(export.imprint.title)} {{\n"
    yield 'graph [charset="UTF-8" outputorder="edgesfirst"]\n'
    yield 'node [shape="circle" style="filled" fixedsize="shape" fontsize="9"]\nedge [arrowsize="0.5"]\n'
    for node in export.subgraph.nodes:
        yield f"{_quoted(node.id)} [{_node(node, scene)}]\n"
    for edge in export.subgraph.edges:
        yield f"{_quoted(edge.tail)} -> {_quoted(edge.head)} [{_edge(edge, scene)}]\n"
    yield "}\n"


def _node(node: Node, scene: Scene) -> str:
    style = scene.style(node)
    colour = {"fillcolor": style.colour, "color": style.colour}
    place: dict[str, Scalar] = {"width": round(style.size / _POINTS_PER_INCH, 4), "pos": f"{style.x},{style.y}!"}
    return f"label={_label(style.label)} {_attributes({**colour, **place, **with_joined_lists(scene.row(node))})}"


def _edge(edge: Edge, scene: Scene) -> str:
    cells = {"id": edge.id, "color": edge_colour(edge), **with_joined_lists(edge_row(edge))}
    return f"label={_label(scene.edge_label(edge))} {_attributes(cells)}"


def _attributes(cells: Mapping[str, Scalar]) -> str:
    return " ".join(f"{name}={_quoted(_written(cell))}" for name, cell in cells.items())


def _written(cell: Scalar) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return str(cell)


def _label(text: str) -> str:
    # Graphviz reads HTML entities in labels.
    return _quoted(text.replace("&", "&amp;"))


def _quoted(text: str) -> str:
    # Without the doubling a backslash at the end would swallow the closing quote.
    pieces = [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)] or [""]
    escaped = (piece.replace("\\", "\\\\").replace('"', '\\"') for piece in pieces)
    return " + ".join(f'"{piece}"' for piece in escaped)
