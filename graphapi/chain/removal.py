"""What falls out when given segments, parks, companies, provinces, cities or lists do, and the way to it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from graphapi.chain.hosting import Hosted
from graphapi.companies.ownership import ownership_filter, subsidiaries
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import known_node
from graphapi.evidence.evidence_paths import along, onward, start
from graphapi.graph.results import FoundPath
from graphapi.model.documents import Edge
from graphapi.model.errors import InvalidRequest
from graphapi.model.identifiers import kind_of
from graphapi.model.nearest import did_you_mean
from graphapi.model.steps import Direction, EdgeFilter, Rel

KINDS = ("segment", "park", "company", "province", "city", "list")
NOT_CONTROLLED = frozenset({"joint_venture", "shareholding"})
_PLACED = {"province": "located_in", "city": "located_in", "list": "listed_in"}
Pair = tuple[str, str]
"""A park and a segment that it hosts."""


@dataclass(slots=True)
class Removal:
    """What falls out, each with its shortest way from a given id.

    `pairs` are parks with segments that they cease to host; `segments` the seeds of the exposure; `plants` the
    `operates_in` edges that stop; `whole` the parks given, or within what is given; `gone` the companies
    that stop altogether.
    """

    segments: dict[str, FoundPath] = field(default_factory=dict)
    parks: dict[str, FoundPath] = field(default_factory=dict)
    companies: dict[str, FoundPath] = field(default_factory=dict)
    pairs: dict[Pair, Hosted] = field(default_factory=dict)
    plants: dict[str, Edge] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class RemovalReader:
    """Reads what falls out; with `only`, no other segments do, and plants whose products nobody states stay."""

    reader: EdgeReader
    by_segment: Mapping[str, Sequence[Hosted]]
    by_park: Mapping[str, Sequence[Hosted]]
    edge: EdgeFilter
    only: frozenset[str] = frozenset()

    async def of(self, ids: Iterable[str]) -> Removal:
        """What falls out with the ids.

        Raises:
            InvalidRequest: an id of a kind that hosts, makes or holds nothing.
            NodeNotFound, NodeMoved, DocumentGone, InvalidIdentifier.
        """
        fallen, companies = Removal(), dict[str, FoundPath]()
        for one in sorted(ids):
            await known_node(self.reader.view, one, parameter="ids")
            if kind_of(one) not in KINDS:
                raise _wrong_kind(one)
            if kind_of(one) == "segment":
                self._segment(fallen, one)
            elif kind_of(one) == "company":
                for company, way in (await self._group(one)).items():
                    _shorter(companies, company, way)
            else:
                for way in await self._parks(one):
                    self._park(fallen, way)
        await self._companies(fallen, companies)
        if not self.only:
            await self._whole(fallen, companies)
        return fallen

    def _segment(self, fallen: Removal, segment: str) -> None:
        if self._counts(segment):
            fallen.segments[segment] = start(segment)
            for one in self.by_segment.get(segment, ()):
                way = onward(start(segment), one.park, one.edges)
                _shorter(fallen.parks, one.park, way)
                self._falls(fallen, one)

    def _park(self, fallen: Removal, way: FoundPath) -> None:
        found = [one for one in self.by_park.get(way.nodes[-1], ()) if self._counts(one.segment)]
        if found or not self.only:
            _shorter(fallen.parks, way.nodes[-1], way)
            fallen.whole.add(way.nodes[-1])
        for one in found:
            _shorter(fallen.segments, one.segment, onward(way, one.segment, one.edges))
            self._falls(fallen, one)

    async def _companies(self, fallen: Removal, companies: Mapping[str, FoundPath]) -> None:
        """Plants of the companies stop; a park ceases to host what it is known to host by them alone."""
        for hosted in self._hosted() if companies else ():
            stopped = [plant for plant in hosted.plants if plant.tail in companies]
            if not stopped or not self._counts(hosted.segment):
                continue
            for company in dict.fromkeys(plant.tail for plant in stopped):
                own = [plant for plant in stopped if plant.tail == company]
                way = onward(companies[company], hosted.park, own)
                _shorter(fallen.companies, company, companies[company])
                _shorter(fallen.segments, hosted.segment, onward(way, hosted.segment, hosted.edges))
            fallen.plants |= {plant.id: plant for plant in stopped}
            if len(stopped) == len(hosted.plants):
                first = min((companies[plant.tail] for plant in stopped), key=_length)
                own = [plant for plant in stopped if plant.tail == first.nodes[-1]]
                _shorter(fallen.parks, hosted.park, onward(first, hosted.park, own))
                self._falls(fallen, hosted)

    async def _whole(self, fallen: Removal, companies: Mapping[str, FoundPath]) -> None:
        """All plants of the parks and companies given, whatever they make."""
        rels = {Direction.IN: sorted(fallen.whole), Direction.OUT: sorted(companies)}
        for direction, ends in rels.items():
            hops = await self.reader.hops(ends, [Rel("operates_in", direction)], edge=self.edge)
            fallen.plants |= await self.reader.view.edges([hop.edge for hop in hops])
        fallen.companies |= companies
        fallen.gone |= companies.keys()

    async def _group(self, company: str) -> dict[str, FoundPath]:
        """The company and what it controls; joint ventures and shareholdings have other owners, and stay."""
        group = await subsidiaries(self.reader, company, ownership_filter(basis=self.edge.basis))
        return {
            one.company: along(start(company), one.via[::-1])
            for one in group.members.values()
            if not any(link.attributes.get("relation") in NOT_CONTROLLED for link in one.via)
        }

    async def _parks(self, place: str) -> list[FoundPath]:
        """Ways from a park, city, province or list to its parks."""
        if kind_of(place) == "park":
            return [start(place)]
        first = await self._below([start(place)], _PLACED[kind_of(place)])
        cities = [way for way in first if kind_of(way.nodes[-1]) == "city"]
        return [way for way in (*first, *await self._below(cities, "located_in")) if kind_of(way.nodes[-1]) == "park"]

    async def _below(self, ways: Sequence[FoundPath], kind: str) -> list[FoundPath]:
        hops = await self.reader.hops([way.nodes[-1] for way in ways], [Rel(kind, Direction.IN)])
        edges = await self.reader.view.edges([hop.edge for hop in hops])
        by_place = {way.nodes[-1]: way for way in ways}
        return [onward(by_place[hop.origin], hop.node, [edges[hop.edge]]) for hop in hops]

    def _hosted(self) -> Iterator[Hosted]:
        return (one for found in self.by_park.values() for one in found)

    def _falls(self, fallen: Removal, hosted: Hosted) -> None:
        fallen.pairs[hosted.park, hosted.segment] = hosted
        fallen.plants |= {plant.id: plant for plant in hosted.plants}

    def _counts(self, segment: str) -> bool:
        return not self.only or segment in self.only


def remaining(hosted: Sequence[Hosted], fallen: Mapping[Pair, Hosted]) -> list[Hosted]:
    """Where the segment is still hosted."""
    return [one for one in hosted if (one.park, one.segment) not in fallen]


def replaceability(hosted: Sequence[Hosted], fallen: Mapping[Pair, Hosted]) -> float | None:
    """Share of the hosting parks that remain; nothing where no park is known to host the segment."""
    return round(len(remaining(hosted, fallen)) / len(hosted), 6) if hosted else None


def _length(way: FoundPath) -> tuple[int, tuple[str, ...]]:
    return len(way.hops), way.nodes


def _shorter(ways: dict[str, FoundPath], key: str, way: FoundPath) -> None:
    if key not in ways or _length(way) < _length(ways[key]):
        ways[key] = way


def _wrong_kind(one: str) -> InvalidRequest:
    return InvalidRequest(
        f"{one!r} is a {kind_of(one)}; exposure starts from {', '.join(KINDS)}",
        value=one,
        parameter="ids",
        suggestion=did_you_mean(kind_of(one), KINDS),
    )
