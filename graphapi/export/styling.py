"""How nodes and edges style: label, colour by kind, size by degree, position by the wanted layout."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import sqrt

from graphapi.export.chain_layout import chain_positions
from graphapi.export.flatten import Row, node_row
from graphapi.export.layout import MOST_NODES, Point, force_positions, positions
from graphapi.export.options import Export, ExportOptions, LabelLanguage, Loss
from graphapi.export.places import Place, places
from graphapi.model.documents import Edge, Node, Subgraph
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS
from graphapi.names.spelling import romanised


def edge_label(edge: Edge, language: LabelLanguage) -> str:
    """What the kind of the edge is called; in English where pinyin is wanted."""
    label = EDGE_KINDS[edge.kind].label
    return label.zh if language == "zh" else label.en


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
    """Places of a subgraph, known before the first node is written; degrees and positions once one is wanted."""

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
        # Too many nodes for `force` are placed on the map instead: see `layout_loss`.
        if self._options.layout == "chain":
            return chain_positions(self._subgraph)
        if self._options.layout == "force" and len(self._subgraph.nodes) <= MOST_NODES:
            return force_positions(self._subgraph, self._places)
        return positions((node.id for node in self._subgraph.nodes), self._places)

    def row(self, node: Node) -> Row:
        """The columns of a node, coordinates that it borrows included."""
        return node_row(node, self._places.get(node.id))

    def label(self, node: Node) -> str:
        """The node's name in the language of the labels, else in the other one."""
        if self._options.label == "en" or node.name_zh is None:
            return node.label
        return node.name_zh if self._options.label == "zh" else romanised(node.name_zh)

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
