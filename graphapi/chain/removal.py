"""What is removed with given ids, and what that affects: segments along `feeds`, parks that host, companies that make.

Each comes with its path of evidence from a given id.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from graphapi.answers.coverage import ImpactDirection
from graphapi.chain.hosting import Hosted
from graphapi.companies.ownership import CompanyGroup, ownership_filter, parents, subsidiaries
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import known_node
from graphapi.evidence.evidence_paths import along, onward, start
from graphapi.graph.bfs import breadth_first
from graphapi.graph.meter import Meter
from graphapi.graph.results import FoundPath, Reached
from graphapi.model.documents import Edge
from graphapi.model.errors import InvalidRequest, did_you_mean
from graphapi.model.grouping import products_of, texts_of
from graphapi.model.identifiers import kind_of
from graphapi.model.kinds import Basis
from graphapi.model.steps import Direction, EdgeFilter, Rel, Step

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
                raise InvalidRequest(
                    f"{identifier!r} is of the kind {kind}; exposure starts from {', '.join(REMOVABLE_KINDS)}",
                    value=identifier,
                    parameter="ids",
                    suggestion=did_you_mean(kind, REMOVABLE_KINDS),
                )
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


@dataclass(frozen=True, slots=True)
class AffectedSegment:
    """A segment with its hop and the path from a given id; `others` feed it too (or are fed by it), unaffected."""

    segment: str
    direction: ImpactDirection
    hop: int
    path: FoundPath
    feeds: Sequence[Edge] = ()
    others: Sequence[str] = ()


@dataclass(slots=True)
class Impact:
    """A park or company with its smallest hop, the segments by which it is affected, and the path to it.

    `edges` say so; `through` are the companies whose plants or activities they are; `by_plant` is about the path.
    Segments, parks, companies and edges are keys in order.
    """

    node: str
    direction: ImpactDirection
    hop: int
    path: FoundPath
    segments: dict[str, None] = field(default_factory=dict)
    parks: dict[str, None] = field(default_factory=dict)
    edges: dict[str, None] = field(default_factory=dict)
    through: dict[str, None] = field(default_factory=dict)
    by_plant: bool = False

    @property
    def rank(self) -> tuple[int, bool, int]:
        """Sort key: the smallest hop first, then a path by a plant, then the shortest."""
        return self.hop, not self.by_plant, len(self.path.hops)

    def add(self, other: "Impact") -> None:
        """Take over what the other knows, and its path if that is the better one."""
        if other.rank < self.rank:
            self.hop, self.path, self.by_plant = other.hop, other.path, other.by_plant
        self.segments |= other.segments
        self.parks |= other.parks
        self.edges |= other.edges
        self.through |= other.through


def removed_segments(removal: Removal) -> list[AffectedSegment]:
    """The segments that are removed themselves, at hop 0, by id."""
    itself, found = ImpactDirection.ITSELF, sorted(removal.segments.items())
    return [AffectedSegment(segment, itself, 0, path) for segment, path in found]


async def propagate(
    reader: EdgeReader, removal: Removal, direction: ImpactDirection, hops: int, basis: Basis, meter: Meter
) -> tuple[list[AffectedSegment], Reached]:
    """The segments at most so many hops down or up the chain from those that are removed, by hop and id; the search.

    The path to each goes by the nearest segment before it, of those the one with the best supported edge, then by id.
    """
    down = direction is ImpactDirection.DOWN
    onwards = Direction.OUT if down else Direction.IN
    edge = EdgeFilter(basis=basis)
    step = Step((Rel("feeds", onwards),), edge, repeat=(1, hops))
    found = await breadth_first(reader.view, sorted(removal.segments), [step], meter)
    feeds: dict[str, dict[str, list[Edge]]] = defaultdict(lambda: defaultdict(list))
    for feed in (await reader.view.edges(list(found.edges))).values():
        if feed.tail != feed.head:
            before, after = (feed.tail, feed.head) if down else (feed.head, feed.tail)
            feeds[after][before].append(feed)
    others: dict[str, set[str]] = defaultdict(set)
    for hop in await reader.hops(sorted(found.hop_of), [Rel("feeds", onwards.reverse)], edge=edge):
        if hop.node not in found.hop_of:
            others[hop.origin].add(hop.node)
    paths = dict(removal.segments)
    segments = []
    for segment, distance in sorted(found.hop_of.items(), key=lambda item: (item[1], item[0])):
        if distance:
            into = feeds[segment]
            near = [before for before in into if found.hop_of[before] == distance - 1]
            best = min(near, key=lambda before: (min(feed.basis.rank for feed in into[before]), before))
            paths[segment] = path = onward(paths[best], segment, into[best])
            by = [feed for parallel in into.values() for feed in parallel]
            segments.append(AffectedSegment(segment, direction, distance, path, by, sorted(others[segment])))
    return segments, found


@dataclass(slots=True)
class ImpactReader:
    """Reads the parks that host segments and the listed companies that make them.

    `parks` are those that count, all when it is None.
    """

    reader: EdgeReader
    by_segment: Mapping[str, Sequence[Hosted]]
    removal: Removal
    edge: EdgeFilter
    parks: frozenset[str] | None = None
    _groups: dict[str, CompanyGroup] = field(default_factory=dict)
    _listed: dict[str, bool] = field(default_factory=dict)

    def removed_parks(self) -> list[Impact]:
        """Parks that no longer host what is removed, by id."""
        found = {
            park: Impact(park, ImpactDirection.ITSELF, 0, path)
            for park, path in self.removal.parks.items()
            if self._counts(park)
        }
        for (park, segment), hosted in self.removal.hosting.items():
            if park in found:
                found[park].segments[segment] = None
                found[park].edges |= _ids(hosted.edges)
        return _in_order(found)

    def affected_parks(self, segments: Iterable[AffectedSegment]) -> list[Impact]:
        """Parks that still host a segment, by hop and id; the path is that of the nearest segment."""
        found: dict[str, Impact] = {}
        for affected, hosted in self._still_hosted(segments):
            impact = _impact(affected, onward(affected.path, hosted.park, hosted.edges), hosted.edges)
            known = found.setdefault(hosted.park, impact)
            known.segments |= impact.segments
            known.edges |= impact.edges
        return _in_order(found)

    async def removed_companies(self) -> list[Impact]:
        """Listed companies whose plants stop, who own those that do, or who are active in a segment given, by id."""
        found: dict[str, Impact] = {}
        for plant in self.removal.plants.values():
            path = self._path_to_maker(plant)
            if path is not None and self._counts(plant.head):
                made = sorted(set(products_of(plant)) & self.removal.segments.keys())
                impact = Impact(plant.tail, ImpactDirection.ITSELF, 0, path, dict.fromkeys(made), by_plant=True)
                impact.parks[plant.head], impact.edges[plant.id] = None, None
                await self._add(found, impact)
        if self.parks is None:
            for company, path in self.removal.companies.items():
                await self._add(found, Impact(company, ImpactDirection.ITSELF, 0, path))
            given = [affected for affected in removed_segments(self.removal) if not affected.path.hops]
            await self._add_active(found, given)
        return _in_order(found)

    async def affected_companies(self, segments: Sequence[AffectedSegment]) -> list[Impact]:
        """Listed companies with plants that make a segment in a park, or active in it, by hop and id."""
        found: dict[str, Impact] = {}
        for affected, hosted in self._still_hosted(segments):
            to_park = onward(affected.path, hosted.park, hosted.edges)
            for company in (maker for maker in hosted.companies if maker not in self.removal.stopped):
                plants = [plant for plant in hosted.plants if plant.tail == company]
                impact = _impact(affected, onward(to_park, company, plants), plants, by_plant=True)
                impact.parks[hosted.park] = None
                await self._add(found, impact)
        if self.parks is None:
            await self._add_active(found, segments)
        return _in_order(found)

    def _counts(self, park: str) -> bool:
        return self.parks is None or park in self.parks

    def _still_hosted(self, segments: Iterable[AffectedSegment]) -> list[tuple[AffectedSegment, Hosted]]:
        """Where the segments are still hosted, nearest hop first, direct before derived."""
        found = [
            (affected, hosted)
            for affected in segments
            for hosted in self.by_segment.get(affected.segment, ())
            if self.removal.spares(hosted) and self._counts(hosted.park)
        ]
        return sorted(found, key=lambda pair: (pair[0].hop, not pair[1].direct, pair[0].segment, pair[1].park))

    def _path_to_maker(self, plant: Edge) -> FoundPath | None:
        if plant.tail in self.removal.companies:
            return self.removal.companies[plant.tail]
        to_park = self.removal.parks.get(plant.head)
        return onward(to_park, plant.tail, [plant]) if to_park else None

    async def _add_active(self, found: dict[str, Impact], segments: Iterable[AffectedSegment]) -> None:
        """Activities that a source states; the derived ones say no more than the plants."""
        wanted = {
            affected.segment: affected
            for affected in sorted(segments, key=lambda affected: (affected.hop, affected.segment))
        }
        hops = await self.reader.hops(list(wanted), [Rel("active_in", Direction.IN)], edge=self.edge)
        edges = await self.reader.view.edges([hop.edge for hop in hops])
        for hop in hops:
            edge, affected = edges[hop.edge], wanted[hop.origin]
            if edge.basis is not Basis.DERIVED and hop.node not in self.removal.stopped:
                await self._add(found, _impact(affected, onward(affected.path, hop.node, [edge]), [edge]))

    async def _add(self, found: dict[str, Impact], impact: Impact) -> None:
        """Add what affects a company to the impact on it and on its owners, as far as they are listed."""
        for owner, up in await self._listed_owners(impact.node):
            path, edges = along(impact.path, up), _ids(up) | impact.edges
            known = found.setdefault(owner, Impact(owner, impact.direction, impact.hop, path, by_plant=impact.by_plant))
            known.add(replace(impact, path=path, edges=edges, through={impact.node: None}))

    async def _listed_owners(self, company: str) -> list[tuple[str, tuple[Edge, ...]]]:
        """Listed companies from the company upwards, with the edges to each; further owners that stop are left out."""
        if company not in self._groups:
            self._groups[company] = await parents(self.reader, company, ownership_filter(basis=self.edge.basis))
            unknown = [owner for owner in self._groups[company].members if owner not in self._listed]
            for key, node in (await self.reader.view.nodes(unknown)).items():
                self._listed[key] = bool(texts_of(node, "listings"))
        return [
            (owner.company, owner.via[::-1])
            for owner in self._groups[company].members.values()
            if self._listed.get(owner.company)
            and (company == owner.company or owner.company not in self.removal.stopped)
        ]


def _impact(affected: AffectedSegment, path: FoundPath, edges: Iterable[Edge], *, by_plant: bool = False) -> Impact:
    """What affects the last node of a path by a segment; the edges say so."""
    node, segments = path.nodes[-1], {affected.segment: None}
    return Impact(node, affected.direction, affected.hop, path, segments, edges=_ids(edges), by_plant=by_plant)


def _ids(edges: Iterable[Edge]) -> dict[str, None]:
    return dict.fromkeys(edge.id for edge in edges)


def _in_order(found: Mapping[str, Impact]) -> list[Impact]:
    return sorted(found.values(), key=lambda impact: (impact.hop, impact.node))
