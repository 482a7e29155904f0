"""GEXF 1.3 as Gephi, Gephi Lite and networkx read it alike; see the specification at https://gexf.net/schema.html."""

from collections.abc import Iterable, Iterator

from graphapi.export.flatten import Row, edge_row, with_joined_lists
from graphapi.export.header import description, edge_kinds, node_kinds
from graphapi.export.losses import NUMBERED, XML, LossKind, numbered_kinds
from graphapi.export.options import Export
from graphapi.export.registry import exporter
from graphapi.export.styling import NodeStyle, Scene, edge_colour
from graphapi.export.xml_parts import FORMAT_MARK, evidence_elements, xml_text, xml_value
from graphapi.model.columns import GEXF, Column, ColumnType, edge_columns, node_columns
from graphapi.model.dates import first_day, last_day
from graphapi.model.documents import Edge, Node

_LOSES = {
    LossKind.LISTS: "GEXF has no lists that Gephi, Gephi Lite and networkx read alike: items are joined by ' | '.",
    LossKind.PARALLEL_EDGES: NUMBERED,
    LossKind.PERIODS: "They are texts here; dynamic=true writes them as intervals for the timeline.",
}


@exporter(
    "gexf",
    media_type="application/gexf+xml",
    suffix=".gexf",
    purpose="Gephi and Gephi Lite, with styles and positions",
    loses=_LOSES,
    carrier=XML,
    dynamic=True,
    carries_positions=True,
    carries_evidence=True,
)
def write_gexf(export: Export) -> Iterator[str]:
    """GEXF 1.3 in UTF-8.

    Every column has one type; a value nobody knows is left out. Columns carry their name as id and title. Nodes have
    colour by kind, size by degree and a position; edges have colour and `kind`, numbered where it repeats between two
    nodes. With `dynamic`, parks exist from the beginning to the end of their construction and edges
    while they are valid.
    """
    subgraph, scene, dynamic = export.subgraph, Scene(export), export.options.dynamic
    yield _head(export)
    yield _declared("node", node_columns(node_kinds(subgraph)))
    yield _declared("edge", edge_columns(edge_kinds(subgraph)))
    yield f'<nodes count="{len(subgraph.nodes)}">\n'
    for node in subgraph.nodes:
        yield _node(node, scene.row(node), scene.style(node), _construction(node) if dynamic else "")
    yield f'</nodes>\n<edges count="{len(subgraph.edges)}">\n'
    for edge, kind in zip(subgraph.edges, numbered_kinds(subgraph.edges), strict=True):
        yield _edge(edge, kind, scene.edge_label(edge), _period(edge.valid_from, edge.valid_to) if dynamic else "")
    yield "</edges>\n</graph>\n"
    yield from evidence_elements(export)
    yield "</gexf>\n"


def _head(export: Export) -> str:
    # The schema of 1.3 knows no title in `meta`: it opens the description. Gephi Lite looks for <gexf in line 2.
    time = 'mode="dynamic" timeformat="date" timerepresentation="interval"'
    mode = time if export.options.dynamic else 'mode="static"'
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<gexf xmlns="{GEXF}" xmlns:viz="{GEXF}/viz" {FORMAT_MARK} version="1.3">\n'
        f'<meta lastmodifieddate="{xml_text(export.imprint.time[:10])}">\n<creator>graphapi</creator>\n'
        f"<description>{xml_text(description(export))}</description>\n</meta>\n"
        f'<graph defaultedgetype="directed" idtype="string" {mode}>\n'
    )


def _declared(of: str, columns: Iterable[Column]) -> str:
    # Gephi Lite keeps one block a class, and takes a column's id for its name.
    lines = (f'<attribute id="{c.name}" title="{c.name}" type="{_type(c.type)}"/>\n' for c in columns)
    return f'<attributes class="{of}">\n{"".join(lines)}</attributes>\n'


def _type(column_type: ColumnType) -> str:
    return "string" if column_type is ColumnType.STRINGS else column_type.value


def _node(node: Node, row: Row, style: NodeStyle, period: str) -> str:
    position = f'<viz:position x="{style.x}" y="{style.y}" z="0.0"/>'
    appearance = f'{_colour(style.colour)}<viz:size value="{style.size}"/>{position}'
    return f'<node id="{node.id}" label="{xml_text(style.label)}"{period}>{_cells(row)}{appearance}</node>\n'


def _edge(edge: Edge, kind: str, label: str, period: str) -> str:
    ends = f'source="{edge.tail}" target="{edge.head}" kind="{kind}" label="{xml_text(label)}"'
    return f'<edge id="{edge.id}" {ends}{period}>{_cells(edge_row(edge))}{_colour(edge_colour(edge))}</edge>\n'


def _construction(node: Node) -> str:
    """A park exists from the first to the last day of its construction, any other node always."""
    years = (node.attributes.get(name) for name in ("construction_start", "construction_end"))
    return _period(*(f"{year:04}" if isinstance(year, int) else None for year in years))


def _period(begins: str | None, ends: str | None) -> str:
    """Attributes for the first and the last day; an end that is open has none."""
    start = "" if begins is None else f' start="{first_day(begins)}"'
    return start if ends is None else f'{start} end="{last_day(ends)}"'


def _cells(row: Row) -> str:
    values = (f'<attvalue for="{name}" value="{xml_value(cell)}"/>' for name, cell in with_joined_lists(row).items())
    return f"<attvalues>{''.join(values)}</attvalues>"


def _colour(hexadecimal: str) -> str:
    red, green, blue = bytes.fromhex(hexadecimal.removeprefix("#"))
    return f'<viz:color r="{red}" g="{green}" b="{blue}"/>'
