"""Everything known about one park, on one page."""

from collections.abc import Sequence
from typing import Any

from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import node_of_kind
from graphapi.evidence.sentences import sentence
from graphapi.graph.base import GraphView
from graphapi.model.documents import Edge, Node
from graphapi.model.identifiers import kind_of
from graphapi.model.kinds import EDGE_KINDS
from graphapi.model.steps import Direction, Rel
from graphapi.parks.measurements import NOT_DISCLOSED, against, disclosures, official_measures

_SECTIONS = {"operates_in": "companies", "hosts": "segments", "powered_by": "energy", "listed_in": "lists"}
_PERIOD = {"start": "construction_start", "end": "construction_end"}


async def park_profile(view: GraphView, identifier: str, reader: EdgeReader | None = None) -> dict[str, Any]:
    """Place, lists, period, companies, segments, energy, reported values against thresholds, and all sources.

    Each entry of a section holds the other node, the edge and a sentence. `measurements` holds what the park reports;
    `not_disclosed` the official indicators for which no value is known, as `indicators` reads them. Listed is not
    accepted: see `park.status`. `reader.completeness` tells afterwards whether every edge was read.

    Raises:
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone.
    """
    park = await node_of_kind(view, identifier, "park")
    edges = await _edges_at(reader or EdgeReader(view), identifier)
    others = await view.nodes([_other(edge, identifier) for edge in edges])
    sections: dict[str, list[dict[str, Any]]] = {name: [] for name in _SECTIONS.values()}
    for edge in edges:
        if edge.kind in _SECTIONS:
            sections[_SECTIONS[edge.kind]].append(await _entry(view, edge, park, others[_other(edge, identifier)]))
    place = await view.location(identifier)
    places = await view.nodes([key for key in (place.city, place.province) if key])
    reported = [edge for edge in edges if edge.kind == "reports"]
    sources = await view.sources(list(dict.fromkeys((*park.sources, *(key for edge in edges for key in edge.sources)))))
    return {
        "park": park.to_json(),
        "place": {kind_of(key): node.to_json() for key, node in places.items()},
        "period": {name: park.attributes[key] for name, key in _PERIOD.items() if key in park.attributes},
        **sections,
        "measurements": [_measurement(edge, others[edge.head]) for edge in reported],
        "not_disclosed": await _not_disclosed(view, reported),
        "sources": [source.to_json() for source in sources.values()],
    }


async def _edges_at(reader: EdgeReader, identifier: str) -> Sequence[Edge]:
    rels = tuple(Rel(kind, Direction.BOTH) for kind in EDGE_KINDS)
    hops = await reader.hops([identifier], rels)
    return list((await reader.view.edges([hop.edge for hop in hops])).values())


def _other(edge: Edge, identifier: str) -> str:
    return edge.head if edge.tail == identifier else edge.tail


async def _entry(view: GraphView, edge: Edge, park: Node, other: Node) -> dict[str, Any]:
    sources = await view.sources(edge.sources)
    tail, head = (park, other) if edge.tail == park.id else (other, park)
    return {
        "node": other.to_json(),
        "edge": edge.to_json(),
        "sentence": sentence(edge, tail, head, list(sources.values())),
    }


def _measurement(edge: Edge, indicator: Node) -> dict[str, Any]:
    return {"indicator": indicator.to_json(), "edge": edge.to_json(), **against(indicator, edge)}


async def _not_disclosed(view: GraphView, reported: Sequence[Edge]) -> list[dict[str, Any]]:
    told = disclosures(await official_measures(view), reported)
    return [node.to_json() for one in told if one.word == NOT_DISCLOSED for node in one.measure.classes]
