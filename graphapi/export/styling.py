"""How nodes and edges style: label, colour by kind, size by degree, position by the wanted layout."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import sqrt

from graphapi.export.chain_layout import chain_positions
from graphapi.export.flatten import Row, node_row
from graphapi.export.layout import MOST_NODES, Point, force_positions, positions
from graphapi.export.options import Export, ExportOptions, LabelLanguage, LayoutName, Loss
from graphapi.export.places import Place, places
from graphapi.model.documents import Edge, Node, Subgraph
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS
from graphapi.names.spelling import romanised


def node_label(node: Node, language: LabelLanguage) -> str:
    """The node's name in this language, else in the other one."""
    if language == "en" or node.name_zh is None:
        return node.label
    return node.name_zh if language == "zh" else romanised(node.name_zh)


def edge_label(edge: Edge, language: LabelLanguage) -> str:
    """What the kind of the edge is called; in English where pinyin is wanted."""
    label = EDGE_KINDS[edge.kind].label
    return label.zh if language == "zh" else label.en


def layout_positions(subgraph: Subgraph, places: Mapping[str, Place], layout: LayoutName) -> Mapping[str, Point]:
    """A position for every node. Too many nodes for `force` are placed on the map instead: see `layout_loss`."""
    if layout == "chain":
        return chain_positions(subgraph)
    if layout == "force" and len(subgraph.nodes) <= MOST_NODES:
        return force_positions(subgraph, places)
    return positions((node.id for node in subgraph.nodes), places)


def layout_loss(subgraph: Subgraph, options: ExportOptions) -> tuple[Loss, ...]:
    """What the wanted layout could not do."""
    count = len(subgraph.nodes)
    if options.layout != "force" or count <= MOST_NODES:
        return ()
    why = f"More than {MOST_NODES:,} nodes are not laid out by forces: they stand on the map."
    return (Loss("layout", count, subgraph.nodes[0].id, why),)


_SMALLEST, _LARGEST, _GROWTH = 4.0, 40.0, 2.5


@dataclass(frozen=True, slots=True)
class NodeStyle:
    """Look of a node; y grows to the north, size is a diameter in the units of the position."""

    label: str
    colour: str
    size: float
    x: float
    y: float


class Scene:
    """Places and degrees of a subgraph, known before the first node is written, and positions once one is wanted."""

    def __init__(self, export: Export) -> None:
        self.evidence = export.evidence
        self._subgraph = export.subgraph
        self._options = export.options
        self._places: Mapping[str, Place] = places(export.subgraph)

    @cached_property
    def _degrees(self) -> Mapping[str, int]:
        return Counter(end for edge in self._subgraph.edges for end in (edge.tail, edge.head))

    @cached_property
    def _points(self) -> Mapping[str, Point]:
        return layout_positions(self._subgraph, self._places, self._options.layout)

    def row(self, node: Node) -> Row:
        """The columns of a node, coordinates that it borrows included."""
        return node_row(node, self._places.get(node.id))

    def label(self, node: Node) -> str:
        """The label of a node."""
        return node_label(node, self._options.label)

    def style(self, node: Node) -> NodeStyle:
        """The style of a node of this subgraph."""
        x, y = self._points[node.id]
        return NodeStyle(self.label(node), NODE_KINDS[node.kind].colour, node_size(self._degrees[node.id]), x, y)

    def edge_label(self, edge: Edge) -> str:
        """The label of an edge."""
        return edge_label(edge, self._options.label)


def node_size(degree: int) -> float:
    """Grows with the square root of the degree, from 4 to at most 40, whatever else is in the file."""
    return round(min(_LARGEST, _SMALLEST + _GROWTH * sqrt(degree)), 2)


def edge_colour(edge: Edge) -> str:
    """The colour of the edge's kind."""
    return EDGE_KINDS[edge.kind].colour
