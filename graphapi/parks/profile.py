"""Everything known about one park, on one page."""

from graphapi.answers.parks import NOT_DISCLOSED, ConstructionPeriod, Measurement, ParkPlace, ParkProfile, ProfileEntry
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import node_of_kind
from graphapi.documents.pages import meta_of
from graphapi.evidence.sentences import sentence
from graphapi.graph.base import GraphView
from graphapi.model.documents import Edge, Node
from graphapi.model.grouping import grouped, sources_of
from graphapi.model.kinds import EDGE_KINDS
from graphapi.model.steps import Direction, Rel
from graphapi.parks.indicators import against, disclosures, official_indicators

_SECTIONS = {"operates_in": "companies", "hosts": "segments", "powered_by": "energy", "listed_in": "lists"}


async def park_profile(view: GraphView, identifier: str) -> ParkProfile:
    """Place, lists, period, companies, segments, energy, reported values against thresholds, and all sources.

    Each entry of a section holds the other node, the edge and a sentence. `measurements` holds what the park reports;
    `not_disclosed` the official indicators for which no value is known, as `indicators` reads them. Listed is not
    accepted: see `park.status`.

    Raises:
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone.
    """
    park = await node_of_kind(view, identifier, "park")
    reader = EdgeReader(view)
    edges = await reader.edges([identifier], *(Rel(kind, Direction.BOTH) for kind in EDGE_KINDS))
    others = await view.nodes([_other(edge, identifier) for edge in edges])
    by_kind = grouped(edges, lambda edge: edge.kind)
    sections = {
        name: [await _entry(view, edge, park, others[_other(edge, identifier)]) for edge in by_kind[kind]]
        for kind, name in _SECTIONS.items()
    }
    place = await view.location(identifier)
    places = await view.nodes([key for key in (place.city, place.province) if key])
    years = (park.attributes.get(f"construction_{name}") for name in ("start", "end"))
    start, end = (year if isinstance(year, int) else None for year in years)
    sources = await view.sources(sources_of((park, *edges)))
    official = disclosures(await official_indicators(view), by_kind["reports"])
    undisclosed = [disclosure.official for disclosure in official if disclosure.word == NOT_DISCLOSED]
    return ParkProfile(
        park=park,
        place=ParkPlace(city=places.get(place.city or ""), province=places.get(place.province or "")),
        period=ConstructionPeriod(start=start, end=end),
        measurements=[_measurement(edge, others[edge.head]) for edge in by_kind["reports"]],
        not_disclosed=[node for indicator in undisclosed for node in indicator.classes],
        sources=list(sources.values()),
        meta=meta_of(view, completeness=reader.completeness),
        **sections,
    )


def _other(edge: Edge, identifier: str) -> str:
    return edge.head if edge.tail == identifier else edge.tail


async def _entry(view: GraphView, edge: Edge, park: Node, other: Node) -> ProfileEntry:
    sources = await view.sources(edge.sources)
    tail, head = (park, other) if edge.tail == park.id else (other, park)
    return ProfileEntry(node=other, edge=edge, sentence=sentence(edge, tail, head, list(sources.values())))


def _measurement(edge: Edge, indicator: Node) -> Measurement:
    found = against(indicator, edge)
    meets = found.meets_threshold if found else None
    return Measurement(indicator=indicator, edge=edge, gap=found.gap if found else None, meets_threshold=meets)
