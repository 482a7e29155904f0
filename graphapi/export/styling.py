"""How nodes and edges look: label, colour by kind, size by degree, position by the wanted layout."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from typing import Any

from graphapi.export.arrange import arranged
from graphapi.export.flatten import Row, node_row
from graphapi.export.labels import edge_label, node_label
from graphapi.export.layout import Point
from graphapi.export.options import Export
from graphapi.export.places import Place, places
from graphapi.model.documents import Edge, Node
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, Label

_SMALLEST, _LARGEST, _GROWTH = 4.0, 40.0, 2.5


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """What a colour stands for: a kind of node or edge."""

    of: str
    kind: str
    label: Label
    colour: str

    def to_json(self) -> dict[str, Any]:
        """The entry as files and the API tell it."""
        label = {"en": self.label.en, "zh": self.label.zh}
        return {"of": self.of, "kind": self.kind, "label": label, "colour": self.colour}


@dataclass(frozen=True, slots=True)
class NodeLook:
    """Look of a node; y grows to the north, size is a diameter in the units of the position."""

    label: str
    colour: str
    size: float
    x: float
    y: float


class Scene:
    """Places and degrees of a subgraph, known before the first node is written, and positions once one is wanted."""

    def __init__(self, export: Export) -> None:
        self._subgraph = export.subgraph
        self._options = export.options
        self._places: Mapping[str, Place] = places(export.subgraph)
        self._degrees = Counter(end for edge in export.subgraph.edges for end in (edge.tail, edge.head))

    @cached_property
    def _points(self) -> Mapping[str, Point]:
        return arranged(self._subgraph, self._places, self._options.layout)

    def row(self, node: Node) -> Row:
        """The columns of a node, coordinates that it borrows included."""
        return node_row(node, self._places.get(node.id))

    def label(self, node: Node) -> str:
        """The label of a node."""
        return node_label(node, self._options.label)

    def look(self, node: Node) -> NodeLook:
        """The look of a node of this subgraph."""
        x, y = self._points[node.id]
        return NodeLook(self.label(node), NODE_KINDS[node.kind].colour, node_size(self._degrees[node.id]), x, y)

    def edge_label(self, edge: Edge) -> str:
        """The label of an edge."""
        return edge_label(edge, self._options.label)


def node_size(degree: int) -> float:
    """Grows with the square root of the degree, from 4 to at most 40, whatever else is in the file."""
    return round(min(_LARGEST, _SMALLEST + _GROWTH * sqrt(degree)), 2)


def edge_colour(edge: Edge) -> str:
    """The colour of an edge, told by its kind."""
    return EDGE_KINDS[edge.kind].colour


def legend(nodes: Collection[str] = NODE_KINDS, edges: Collection[str] = EDGE_KINDS) -> tuple[LegendEntry, ...]:
    """What the colours of these kinds stand for, in the order of the kinds table; of all kinds by default."""
    sides = (("node", NODE_KINDS, nodes), ("edge", EDGE_KINDS, edges))
    return tuple(
        LegendEntry(of, name, kind.label, kind.colour)
        for of, kinds, wanted in sides
        for name, kind in kinds.items()
        if name in wanted
    )
