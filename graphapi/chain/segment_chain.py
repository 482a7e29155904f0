"""The chain of a segment: what feeds it and what it feeds, layer by layer, and where each link is at home."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from graphapi.answers.tables import Table, TableColumn
from graphapi.chain.segment_presence import (
    HOME_COLUMNS,
    SEGMENT_COLUMNS,
    Presence,
    home_row,
    presence_of,
    segment_row,
)
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import node_of_kind
from graphapi.graph.base import GraphView
from graphapi.graph.bfs import breadth_first
from graphapi.graph.meter import Meter
from graphapi.graph.results import Reached
from graphapi.model.answers import COMPLETE, Completeness
from graphapi.model.documents import Node
from graphapi.model.kinds import STAGES, Basis, ValueType
from graphapi.model.steps import Direction, EdgeFilter, Rel, Step
from graphapi.traversal.answer import GraphAnswer, answered

MAX_DEPTH = 12


class ChainDirection(StrEnum):
    """`up` towards the resources, `down` towards the applications, or both."""

    UP = "up"
    DOWN = "down"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class ChainRequest:
    """`basis` binds the links of the chain and what is said of parks and companies."""

    segment: str
    direction: ChainDirection = ChainDirection.BOTH
    depth: int = MAX_DEPTH
    basis: Basis = Basis.UNVERIFIED

    def normalised(self) -> dict[str, Any]:
        """The request as understood."""
        return {"segment": self.segment, "direction": self.direction, "depth": self.depth, "basis": self.basis}


@dataclass(frozen=True, slots=True)
class Link:
    """A segment of the chain and its distances from the asked one, absent where no way leads."""

    segment: Node
    homes: Presence
    upstream: int | None
    downstream: int | None

    @property
    def layer(self) -> int:
        """The signed distance, below zero upstream; of a segment that lies both ways the nearer, upstream of equals."""
        if self.downstream is None or (self.upstream is not None and self.upstream <= self.downstream):
            return -(self.upstream or 0)
        return self.downstream

    def to_json(self) -> dict[str, Any]:
        """The link as served; a distance that does not exist is left out."""
        found: dict[str, Any] = {"id": self.segment.id, "layer": self.layer, **stage_of(self.segment)}
        hops = {"upstream_hops": self.upstream, "downstream_hops": self.downstream}
        found |= {name: value for name, value in hops.items() if value is not None}
        return found | self.homes.to_json()


@dataclass(frozen=True, slots=True)
class Chain:
    """The links in stage order and the answer about them."""

    links: list[Link]
    answer: GraphAnswer

    @property
    def table(self) -> Table:
        """One row a segment, in stage order."""
        hops = ("layer", "upstream_hops", "downstream_hops")
        columns = (*SEGMENT_COLUMNS, *(TableColumn(name, ValueType.INTEGER) for name in hops), *HOME_COLUMNS)
        return Table(
            "chain",
            columns,
            [
                segment_row(link.segment)
                | home_row(link.homes)
                | dict(zip(hops, (link.layer, link.upstream, link.downstream), strict=True))
                for link in self.links
            ],
        )


async def segment_chain(view: GraphView, request: ChainRequest, meter: Meter) -> Chain:
    """The segments within `depth` hops of `feeds`, in the order of stage, layer and id.

    Edges are those walked: each lies on a way of at most `depth` hops. The member `layers` holds the same segments
    layer by layer with parks, companies and provinces.

    Raises:
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone.
    """
    await node_of_kind(view, request.segment, "segment")
    edge = EdgeFilter(basis=request.basis)
    walks = [await breadth_first(view, [request.segment], [_step(request, edge, way)], meter) for way in _ways(request)]
    up, down = _hops(request, walks, ChainDirection.UP), _hops(request, walks, ChainDirection.DOWN)
    segments = await view.nodes(sorted({*up, *down}))
    reader = EdgeReader(view)
    found = await presence_of(reader, list(segments), edge)
    meter.edges += reader.meter.edges
    links = [Link(node, found[key], up.get(key), down.get(key)) for key, node in segments.items()]
    links.sort(key=lambda link: (stage_rank(link.segment), link.layer, link.segment.id))
    answer = answered(
        meter,
        nodes=[link.segment.id for link in links],
        edges=await view.ordered({edge: None for one in walks for edge in one.edges}),
        query=request.normalised(),
        completeness=first_shortfall(*(one.completeness for one in walks), reader.completeness),
        extra={"layers": _layers(links)},
    )
    return Chain(links, answer)


def stage_of(segment: Node) -> dict[str, Any]:
    """Stage and chain of a segment."""
    return {name: segment.attributes[name] for name in ("stage", "chain")}


def stage_rank(segment: Node) -> int:
    """Place of a segment's stage: resource, manufacturing, application."""
    return STAGES.index(str(segment.attributes["stage"]))


def first_shortfall(*found: Completeness) -> Completeness:
    """The first that is not complete; complete when all are."""
    return next((one for one in found if not one.complete), COMPLETE)


def _ways(request: ChainRequest) -> list[ChainDirection]:
    both = request.direction is ChainDirection.BOTH
    return [ChainDirection.UP, ChainDirection.DOWN] if both else [request.direction]


def _step(request: ChainRequest, edge: EdgeFilter, way: ChainDirection) -> Step:
    rel = Rel("feeds", Direction.IN if way is ChainDirection.UP else Direction.OUT)
    return Step((rel,), edge, repeat=(1, request.depth))


def _hops(request: ChainRequest, walks: list[Reached], way: ChainDirection) -> Mapping[str, int]:
    return dict(zip(_ways(request), (one.hop_of for one in walks), strict=True)).get(way, {})


def _layers(links: list[Link]) -> list[dict[str, Any]]:
    by_layer: dict[int, list[dict[str, Any]]] = {layer: [] for layer in sorted({link.layer for link in links})}
    for link in links:
        by_layer[link.layer].append(link.to_json())
    return [{"layer": layer, "segments": found} for layer, found in by_layer.items()]
