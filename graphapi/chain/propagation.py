"""What a removal affects: segments hop by hop along `feeds`, then the parks and listed companies behind them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graphapi.answers.exposure import ImpactDirection
from graphapi.chain.hosting import Hosted
from graphapi.chain.removal import Removal
from graphapi.companies.ownership import CompanyGroup, ownership_filter, parents
from graphapi.documents.edge_reader import EdgeReader
from graphapi.evidence.evidence_paths import along, onward
from graphapi.graph.bfs import breadth_first
from graphapi.graph.meter import Meter
from graphapi.graph.results import FoundPath
from graphapi.model.answers import Completeness
from graphapi.model.documents import Edge, Value
from graphapi.model.kinds import Basis
from graphapi.model.steps import Direction, EdgeFilter, Rel, Step


@dataclass(frozen=True, slots=True)
class AffectedSegment:
    """A segment with its hop and the path from a given id; `others` feed it too (or are fed by it), unaffected."""

    segment: str
    direction: ImpactDirection
    hop: int
    path: FoundPath
    feeds: Sequence[Edge] = ()
    others: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Propagation:
    """The segments affected in one direction by hop and id, without those removed, and the `feeds` edges walked."""

    segments: Sequence[AffectedSegment]
    edges: Sequence[str]
    completeness: Completeness


@dataclass(slots=True)
class Impact:
    """A park or listed company with its smallest hop, the segments by which it is affected, and the path to it.

    `edges` say so; `through` are the companies whose plants or activities they are; `by_plant` is about the path.
    Segments, parks, companies and edges stand in order, each once.
    """

    node: str
    direction: ImpactDirection
    hop: int
    path: FoundPath
    segments: dict[str, None] = field(default_factory=dict)
    parks: dict[str, None] = field(default_factory=dict)
    through: dict[str, None] = field(default_factory=dict)
    edges: dict[str, None] = field(default_factory=dict)
    by_plant: bool = False

    def add_edges(self, edges: Iterable[Edge]) -> None:
        """Keep the edges as evidence."""
        self.edges |= dict.fromkeys(edge.id for edge in edges)


def removed_segments(removal: Removal) -> list[AffectedSegment]:
    """The segments that are removed themselves, at hop 0, by id."""
    return [
        AffectedSegment(segment, ImpactDirection.ITSELF, 0, path) for segment, path in sorted(removal.segments.items())
    ]


async def propagate(
    reader: EdgeReader, removal: Removal, direction: ImpactDirection, hops: int, basis: Basis, meter: Meter
) -> Propagation:
    """The segments at most so many hops down or up the chain from those that are removed.

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
    return Propagation(segments, list(found.edges), found.completeness)


@dataclass(slots=True)
class ImpactReader:
    """Reads the parks and listed companies behind segments; `parks` are those that count, all when it is None."""

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
                found[park].add_edges(hosted.edges)
        return _in_order(found)

    def affected_parks(self, segments: Iterable[AffectedSegment]) -> list[Impact]:
        """Parks that still host a segment, by hop and id."""
        found: dict[str, Impact] = {}
        for affected, hosted in self._still_hosted(segments):
            path = onward(affected.path, hosted.park, hosted.edges)
            impact = found.setdefault(hosted.park, Impact(hosted.park, affected.direction, affected.hop, path))
            impact.segments[affected.segment] = None
            impact.add_edges(hosted.edges)
        return _in_order(found)

    async def removed_companies(self) -> list[Impact]:
        """Listed companies whose plants stop, who own those that do, or who are active in a segment given, by id."""
        found: dict[str, Impact] = {}
        for plant in self.removal.plants.values():
            if self._counts(plant.head):
                await self._add_stopped(found, plant)
        if self.parks is None:
            for company, path in self.removal.companies.items():
                await self._add(found, company, path, ImpactDirection.ITSELF, 0, by_plant=False)
            given = [affected for affected in removed_segments(self.removal) if not affected.path.hops]
            await self._add_active(found, given)
        return _in_order(found)

    async def affected_companies(self, segments: Sequence[AffectedSegment]) -> list[Impact]:
        """Listed companies with plants that make a segment in a park, or active in it, by hop and id."""
        found: dict[str, Impact] = {}
        for affected, hosted in self._still_hosted(segments):
            await self._add_makers(found, affected, hosted)
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

    async def _add_stopped(self, found: dict[str, Impact], plant: Edge) -> None:
        if plant.tail in self.removal.companies:
            path = self.removal.companies[plant.tail]
        elif plant.head in self.removal.parks:
            path = onward(self.removal.parks[plant.head], plant.tail, [plant])
        else:
            return
        products = set(_texts(plant.attributes.get("products"))) & self.removal.segments.keys()
        for impact in await self._add(found, plant.tail, path, ImpactDirection.ITSELF, 0, by_plant=True):
            impact.parks[plant.head] = None
            impact.segments |= dict.fromkeys(sorted(products))
            impact.add_edges([plant])

    async def _add_makers(self, found: dict[str, Impact], affected: AffectedSegment, hosted: Hosted) -> None:
        to_park = onward(affected.path, hosted.park, hosted.edges)
        for company in hosted.companies:
            if company not in self.removal.stopped:
                plants = [plant for plant in hosted.plants if plant.tail == company]
                path = onward(to_park, company, plants)
                for impact in await self._add(found, company, path, affected.direction, affected.hop, by_plant=True):
                    impact.segments[affected.segment] = None
                    impact.parks[hosted.park] = None
                    impact.add_edges(plants)

    async def _add_active(self, found: dict[str, Impact], segments: Iterable[AffectedSegment]) -> None:
        """Activities that a source states; the derived ones say no more than the plants."""
        wanted = {one.segment: one for one in sorted(segments, key=lambda one: (one.hop, one.segment))}
        hops = await self.reader.hops(list(wanted), [Rel("active_in", Direction.IN)], edge=self.edge)
        edges = await self.reader.view.edges([hop.edge for hop in hops])
        for hop in hops:
            edge, affected = edges[hop.edge], wanted[hop.origin]
            if edge.basis is not Basis.DERIVED and hop.node not in self.removal.stopped:
                path = onward(affected.path, hop.node, [edge])
                for impact in await self._add(found, hop.node, path, affected.direction, affected.hop, by_plant=False):
                    impact.segments[affected.segment] = None
                    impact.add_edges([edge])

    async def _add(
        self, found: dict[str, Impact], company: str, path: FoundPath, way: ImpactDirection, hop: int, *, by_plant: bool
    ) -> list[Impact]:
        """The company and its owners as far as they are listed, each kept with its best path: hop, plant, length."""
        impacts = []
        for owner, up in await self._listed_owners(company):
            whole = along(path, up)
            impact = found.setdefault(owner, Impact(owner, way, hop, whole, by_plant=by_plant))
            if (hop, not by_plant, len(whole.hops)) < (impact.hop, not impact.by_plant, len(impact.path.hops)):
                impact.hop, impact.path, impact.by_plant = hop, whole, by_plant
            impact.through[company] = None
            impact.add_edges(up)
            impacts.append(impact)
        return impacts

    async def _listed_owners(self, company: str) -> list[tuple[str, tuple[Edge, ...]]]:
        """Listed companies from the company upwards, with the edges to each; further owners that stop are left out."""
        if company not in self._groups:
            self._groups[company] = await parents(self.reader, company, ownership_filter(basis=self.edge.basis))
            unknown = [owner for owner in self._groups[company].members if owner not in self._listed]
            for key, node in (await self.reader.view.nodes(unknown)).items():
                self._listed[key] = bool(_texts(node.attributes.get("listings")))
        return [
            (owner.company, owner.via[::-1])
            for owner in self._groups[company].members.values()
            if self._listed.get(owner.company)
            and (company == owner.company or owner.company not in self.removal.stopped)
        ]


def _in_order(found: Mapping[str, Impact]) -> list[Impact]:
    return sorted(found.values(), key=lambda impact: (impact.hop, impact.node))


def _texts(value: Value | None) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()
