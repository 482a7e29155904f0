"""GEXF 1.3 as Gephi, Gephi Lite and networkx read it alike; see the specification at https://gexf.net/schema.html."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from math import sqrt

from graphapi.export.flatten import Cell, Column, Row, edge_columns, edge_row, node_columns, node_row
from graphapi.export.layout import Point, positions
from graphapi.export.losses import Feature
from graphapi.export.options import Export, Imprint, LabelLanguage
from graphapi.export.places import Place, places
from graphapi.export.registry import exporter
from graphapi.export.xml_text import check_texts, xml_text
from graphapi.model.answers import Subgraph
from graphapi.model.documents import Edge, Node
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS

_CHUNK = 64 * 1024
_LOSES = {
    Feature.LISTS: "GEXF has no lists that Gephi, Gephi Lite and networkx read alike: items are joined by ' | '.",
    Feature.PARALLEL_EDGES: "The file holds them; Gephi merges them unless its import dialog is told not to.",
    Feature.PERIODS: "They are texts here; dynamic=true writes them as intervals for the timeline.",
    Feature.STATEMENTS: "A column holds one value: the preferred one.",
}
_SMALLEST, _LARGEST, _GROWTH = 4.0, 40.0, 2.5


@exporter(
    "gexf", media_type="application/gexf+xml", suffix=".gexf", purpose="Gephi and Gephi Lite, with looks and places",
    loses=_LOSES, dynamic=True, placed=True,
)  # fmt: skip
def write_gexf(export: Export) -> Iterator[bytes]:
    """The subgraph as GEXF 1.3 in UTF-8, in chunks of about 64 kB; the same subgraph and imprint give the same bytes.

    Every column has one type; a value nobody knows is left out. Columns carry their name as id and title. Nodes have
    colour by kind, size by degree and a position on the map; edges have colour and `kind`.

    Raises:
        UnexportableText: before the first chunk, if XML cannot carry a text.
    """
    check_texts(export.subgraph, export.imprint.title)
    return _encoded(_document(export.subgraph, export.imprint, export.options.label))


def node_size(degree: int) -> float:
    """Grows with the square root of the degree, from 4 to at most 40, whatever else is in the file."""
    return round(min(_LARGEST, _SMALLEST + _GROWTH * sqrt(degree)), 2)


def _encoded(parts: Iterable[str]) -> Iterator[bytes]:
    pending: list[str] = []
    length = 0
    for part in parts:
        pending.append(part)
        length += len(part)
        if length >= _CHUNK:
            yield "".join(pending).encode()
            pending, length = [], 0
    if pending:
        yield "".join(pending).encode()


def _document(subgraph: Subgraph, imprint: Imprint, label: LabelLanguage) -> Iterator[str]:
    yield _head(imprint)
    yield _declared("node", node_columns({node.kind for node in subgraph.nodes}))
    yield _declared("edge", edge_columns({edge.kind for edge in subgraph.edges}))
    yield f'<nodes count="{len(subgraph.nodes)}">\n'
    yield from _nodes(subgraph, label)
    yield f'</nodes>\n<edges count="{len(subgraph.edges)}">\n'
    colours = {name: _colour(kind.colour) for name, kind in EDGE_KINDS.items()}
    yield from (_edge(edge, colours[edge.kind], label) for edge in subgraph.edges)
    yield "</edges>\n</graph>\n</gexf>\n"


def _head(imprint: Imprint) -> str:
    # The schema of 1.3 knows no title in `meta`: it opens the description.
    description = f"{imprint.title} (revision {imprint.revision}, {imprint.time})"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">\n'
        f'<meta lastmodifieddate="{xml_text(imprint.time[:10])}">\n<creator>graphapi</creator>\n'
        f"<description>{xml_text(description)}</description>\n</meta>\n"
        '<graph defaultedgetype="directed" idtype="string" mode="static">\n'
    )


def _declared(of: str, columns: Iterable[Column]) -> str:
    # Gephi Lite keeps one block a class, and takes a column's id for its name.
    lines = (f'<attribute id="{c.name}" title="{c.name}" type="{c.type}"/>\n' for c in columns)
    return f'<attributes class="{of}">\n{"".join(lines)}</attributes>\n'


def _nodes(subgraph: Subgraph, label: LabelLanguage) -> Iterator[str]:
    found = places(subgraph)
    points = positions((node.id for node in subgraph.nodes), found)
    degrees = Counter(end for edge in subgraph.edges for end in (edge.tail, edge.head))
    colours = {name: _colour(kind.colour) for name, kind in NODE_KINDS.items()}
    for node in subgraph.nodes:
        look = f'{colours[node.kind]}<viz:size value="{node_size(degrees[node.id])}"/>{_position(points[node.id])}'
        yield _node(node, found, look, label)


def _node(node: Node, found: Mapping[str, Place], look: str, label: LabelLanguage) -> str:
    name = (node.name_zh or node.label) if label == "zh" else node.label
    cells = _cells(node_row(node, found.get(node.id)))
    return f'<node id="{node.id}" label="{xml_text(name)}">{cells}{look}</node>\n'


def _edge(edge: Edge, colour: str, label: LabelLanguage) -> str:
    names = EDGE_KINDS[edge.kind].label
    name = xml_text(names.zh if label == "zh" else names.en)
    opening = f'<edge id="{edge.id}" source="{edge.tail}" target="{edge.head}" kind="{edge.kind}" label="{name}">'
    return f"{opening}{_cells(edge_row(edge))}{colour}</edge>\n"


def _cells(row: Row) -> str:
    values = (f'<attvalue for="{name}" value="{_written(cell)}"/>' for name, cell in row.items())
    return f"<attvalues>{''.join(values)}</attvalues>"


def _written(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return xml_text(cell) if isinstance(cell, str) else repr(cell)


def _colour(hexadecimal: str) -> str:
    red, green, blue = bytes.fromhex(hexadecimal.removeprefix("#"))
    return f'<viz:color r="{red}" g="{green}" b="{blue}"/>'


def _position(point: Point) -> str:
    return f'<viz:position x="{point[0]}" y="{point[1]}" z="0.0"/>'
