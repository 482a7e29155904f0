"""What is removed with given segments, parks, companies, provinces, cities or lists, and the path of evidence to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from graphapi.chain.hosting import Hosted
from graphapi.companies.ownership import ownership_filter, subsidiaries
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import known_node
from graphapi.evidence.evidence_paths import along, onward, start
from graphapi.graph.results import FoundPath
from graphapi.model.documents import Edge
from graphapi.model.errors import InvalidRequest, did_you_mean
from graphapi.model.identifiers import kind_of
from graphapi.model.steps import Direction, EdgeFilter, Rel

REMOVABLE_KINDS = ("segment", "park", "company", "province", "city", "list")
NOT_CONTROLLED = frozenset({"joint_venture", "shareholding"})
_PLACED = {"province": "located_in", "city": "located_in", "list": "listed_in"}


@dataclass(slots=True)
class Removal:
    """What is removed; segments, parks and companies each with its shortest path from a given id.

    `hosting` holds the pairs of park and segment that end, `plants` the `operates_in` edges that stop, `whole_parks`
    the parks given or within what is given, and `stopped` the companies of which nothing remains.
    """

    segments: dict[str, FoundPath] = field(default_factory=dict)
    parks: dict[str, FoundPath] = field(default_factory=dict)
    companies: dict[str, FoundPath] = field(default_factory=dict)
    hosting: dict[tuple[str, str], Hosted] = field(default_factory=dict)
    plants: dict[str, Edge] = field(default_factory=dict)
    whole_parks: set[str] = field(default_factory=set)
    stopped: set[str] = field(default_factory=set)

    def spares(self, hosted: Hosted) -> bool:
        """Whether the park still hosts the segment."""
        return (hosted.park, hosted.segment) not in self.hosting

    def replaceability(self, hosted: Sequence[Hosted]) -> float | None:
        """Share of the hosting parks that remain; None where no park is known to host the segment."""
        return round(sum(map(self.spares, hosted)) / len(hosted), 6) if hosted else None

    def end(self, hosted: Hosted) -> None:
        """The park no longer hosts the segment, and the plants that make it there stop."""
        self.hosting[hosted.park, hosted.segment] = hosted
        self.plants |= {plant.id: plant for plant in hosted.plants}


@dataclass(frozen=True, slots=True)
class RemovalReader:
    """Reads what is removed; with `only`, no other segments are, and plants whose products are not stated stay."""

    reader: EdgeReader
    by_segment: Mapping[str, Sequence[Hosted]]
    by_park: Mapping[str, Sequence[Hosted]]
    edge: EdgeFilter
    only: frozenset[str] = frozenset()
    removal: Removal = field(default_factory=Removal)

    async def remove(self, ids: Iterable[str]) -> Removal:
        """All that is removed with the ids.

        Raises:
            InvalidRequest: an id of a kind that hosts, makes or holds nothing.
            NodeNotFound, NodeMoved, DocumentGone, InvalidIdentifier.
        """
        companies: dict[str, FoundPath] = {}
        for identifier in sorted(ids):
            await known_node(self.reader.view, identifier, parameter="ids")
            kind = kind_of(identifier)
            if kind not in REMOVABLE_KINDS:
                raise _wrong_kind(identifier)
            if kind == "segment":
                self._remove_segment(identifier)
            elif kind == "company":
                for path in await self._paths_to_controlled(identifier):
                    _keep_shorter(companies, path)
            else:
                for path in await self._paths_to_parks(identifier):
                    self._remove_park(path)
        self._remove_plants(companies)
        if not self.only:
            await self._remove_other_plants(companies)
        return self.removal

    def _remove_segment(self, segment: str) -> None:
        if self._counts(segment):
            self.removal.segments[segment] = start(segment)
            for hosted in self.by_segment.get(segment, ()):
                _keep_shorter(self.removal.parks, onward(start(segment), hosted.park, hosted.edges))
                self.removal.end(hosted)

    def _remove_park(self, path: FoundPath) -> None:
        park = path.nodes[-1]
        found = [hosted for hosted in self.by_park.get(park, ()) if self._counts(hosted.segment)]
        if found or not self.only:
            _keep_shorter(self.removal.parks, path)
            self.removal.whole_parks.add(park)
        for hosted in found:
            _keep_shorter(self.removal.segments, onward(path, hosted.segment, hosted.edges))
            self.removal.end(hosted)

    def _remove_plants(self, companies: Mapping[str, FoundPath]) -> None:
        """Plants of the companies stop; a park no longer hosts what it is known to host by them alone."""
        for hosted in chain.from_iterable(self.by_park.values()) if companies else ():
            stopped = [plant for plant in hosted.plants if plant.tail in companies]
            if not stopped or not self._counts(hosted.segment):
                continue
            paths = {}
            for company in dict.fromkeys(plant.tail for plant in stopped):
                own = [plant for plant in stopped if plant.tail == company]
                paths[company] = onward(companies[company], hosted.park, own)
                _keep_shorter(self.removal.companies, companies[company])
                _keep_shorter(self.removal.segments, onward(paths[company], hosted.segment, hosted.edges))
            self.removal.plants |= {plant.id: plant for plant in stopped}
            if len(stopped) == len(hosted.plants):
                nearest = min(paths, key=lambda company: _length(companies[company]))
                _keep_shorter(self.removal.parks, paths[nearest])
                self.removal.end(hosted)

    async def _remove_other_plants(self, companies: Mapping[str, FoundPath]) -> None:
        """All plants of the parks and companies given, whatever they make."""
        for direction, ends in ((Direction.IN, sorted(self.removal.whole_parks)), (Direction.OUT, sorted(companies))):
            hops = await self.reader.hops(ends, [Rel("operates_in", direction)], edge=self.edge)
            self.removal.plants |= await self.reader.view.edges([hop.edge for hop in hops])
        self.removal.companies |= companies
        self.removal.stopped |= companies.keys()

    async def _paths_to_controlled(self, company: str) -> list[FoundPath]:
        """Paths to the company and what it controls; joint ventures and shareholdings have other owners, and stay."""
        group = await subsidiaries(self.reader, company, ownership_filter(basis=self.edge.basis))
        return [
            along(start(company), owned.via[::-1])
            for owned in group.members.values()
            if not any(link.attributes.get("relation") in NOT_CONTROLLED for link in owned.via)
        ]

    async def _paths_to_parks(self, place: str) -> list[FoundPath]:
        """Paths from a park, city, province or list to its parks."""
        if kind_of(place) == "park":
            return [start(place)]
        first = await self._paths_below([start(place)], _PLACED[kind_of(place)])
        cities = [path for path in first if kind_of(path.nodes[-1]) == "city"]
        found = [*first, *await self._paths_below(cities, "located_in")]
        return [path for path in found if kind_of(path.nodes[-1]) == "park"]

    async def _paths_below(self, paths: Sequence[FoundPath], kind: str) -> list[FoundPath]:
        by_place = {path.nodes[-1]: path for path in paths}
        hops = await self.reader.hops([path.nodes[-1] for path in paths], [Rel(kind, Direction.IN)])
        edges = await self.reader.view.edges([hop.edge for hop in hops])
        return [onward(by_place[hop.origin], hop.node, [edges[hop.edge]]) for hop in hops]

    def _counts(self, segment: str) -> bool:
        return not self.only or segment in self.only


def _length(path: FoundPath) -> tuple[int, tuple[str, ...]]:
    return len(path.hops), path.nodes


def _keep_shorter(paths: dict[str, FoundPath], path: FoundPath) -> None:
    """Keep the path as that to its last node, unless a shorter one is known."""
    end = path.nodes[-1]
    if end not in paths or _length(path) < _length(paths[end]):
        paths[end] = path


def _wrong_kind(identifier: str) -> InvalidRequest:
    return InvalidRequest(
        f"{identifier!r} is of the kind {kind_of(identifier)}; exposure starts from {', '.join(REMOVABLE_KINDS)}",
        value=identifier,
        parameter="ids",
        suggestion=did_you_mean(kind_of(identifier), REMOVABLE_KINDS),
    )
