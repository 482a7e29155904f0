"""What is affected when segments fall out: hop by hop along `feeds`, then the parks and listed companies behind."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

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


class Side(StrEnum):
    """`itself`: falls out; `down`: is fed by what falls out; `up`: feeds what falls out."""

    ITSELF = "itself"
    DOWN = "down"
    UP = "up"


@dataclass(frozen=True, slots=True)
class ReachedSegment:
    """A segment with its hop and the way from a given id; `others` also feed it (or are fed by it), unaffected."""

    segment: str
    side: Side
    hop: int
    way: FoundPath
    edges: Sequence[Edge] = ()
    others: Sequence[str] = ()


@dataclass(slots=True)
class Impact:
    """A park or listed company with its smallest hop, the segments through which, and the way there.

    `edges` say so; `through` are the companies whose plants or activities they are; `by_plant` is of the way told.
    """

    node: str
    side: Side
    hop: int
    way: FoundPath
    segments: dict[str, None] = field(default_factory=dict)
    parks: dict[str, None] = field(default_factory=dict)
    through: dict[str, None] = field(default_factory=dict)
    edges: dict[str, None] = field(default_factory=dict)
    by_plant: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """All segments of one side in order of hop and id, and the `feeds` edges walked."""

    segments: Mapping[str, ReachedSegment]
    edges: Sequence[str]
    completeness: Completeness


async def reached(reader: EdgeReader, fallen: Removal, side: Side, hops: int, basis: Basis, meter: Meter) -> Reach:
    """The segments at most so many hops down or up the chain from those that fall out, those left out.

    The way to each goes by the nearest segment before it, of those the one with the best vouched edge, then by id.
    """
    onwards = Direction.OUT if side is Side.DOWN else Direction.IN
    step = Step((Rel("feeds", onwards),), EdgeFilter(basis=basis), repeat=(1, hops))
    found = await breadth_first(reader.view, sorted(fallen.segments), [step], meter)
    edges = [edge for edge in (await reader.view.edges(list(found.edges))).values() if edge.tail != edge.head]
    into: dict[str, dict[str, list[Edge]]] = defaultdict(lambda: defaultdict(list))
    for edge in edges:
        before, after = (edge.tail, edge.head) if side is Side.DOWN else (edge.head, edge.tail)
        into[after][before].append(edge)
    others = await _others(reader, found.hop_of, basis, onwards.reverse)
    ways: dict[str, FoundPath] = dict(fallen.segments)
    segments: dict[str, ReachedSegment] = {}
    for segment, hop in sorted(found.hop_of.items(), key=lambda item: (item[1], item[0])):
        if hop:
            near = [before for before in into[segment] if found.hop_of[before] == hop - 1]
            best = min(near, key=lambda before: (min(edge.basis.rank for edge in into[segment][before]), before))
            ways[segment] = onward(ways[best], segment, into[segment][best])
            of = [edge for before in into[segment].values() for edge in before]
            segments[segment] = ReachedSegment(segment, side, hop, ways[segment], of, others.get(segment, ()))
    return Reach(segments, list(found.edges), found.completeness)


async def _others(
    reader: EdgeReader, affected: Mapping[str, int], basis: Basis, back: Direction
) -> Mapping[str, Sequence[str]]:
    hops = await reader.hops(sorted(affected), [Rel("feeds", back)], edge=EdgeFilter(basis=basis))
    found: dict[str, set[str]] = defaultdict(set)
    for hop in hops:
        if hop.node not in affected:
            found[hop.origin].add(hop.node)
    return {segment: sorted(of) for segment, of in found.items()}


def fallen_segments(fallen: Removal) -> dict[str, ReachedSegment]:
    """The segments that fall out, as hop 0."""
    return {one: ReachedSegment(one, Side.ITSELF, 0, way) for one, way in sorted(fallen.segments.items())}


@dataclass(slots=True)
class ImpactReader:
    """Reads the parks and listed companies behind segments; `parks` are those that count, all where not given."""

    reader: EdgeReader
    by_segment: Mapping[str, Sequence[Hosted]]
    fallen: Removal
    edge: EdgeFilter
    parks: frozenset[str] | None = None
    _groups: dict[str, CompanyGroup] = field(default_factory=dict)
    _listed: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def counts(self, park: str) -> bool:
        """Whether the park is one of those asked for."""
        return self.parks is None or park in self.parks

    def parks_of(self, segments: Mapping[str, ReachedSegment]) -> list[Impact]:
        """Parks that host a segment and do not cease to, by hop and id."""
        found: dict[str, Impact] = {}
        for one, hosted in self._standing(segments):
            way = onward(one.way, hosted.park, hosted.edges)
            touched = found.setdefault(hosted.park, Impact(hosted.park, one.side, one.hop, way))
            touched.segments[one.segment] = None
            touched.edges |= dict.fromkeys(edge.id for edge in hosted.edges)
        return _in_order(found)

    def fallen_parks(self) -> list[Impact]:
        """Parks that cease to host segments, by id."""
        found: dict[str, Impact] = {}
        for park, way in self.fallen.parks.items():
            if self.counts(park):
                found[park] = Impact(park, Side.ITSELF, 0, way)
        for (park, segment), hosted in self.fallen.pairs.items():
            if park in found:
                found[park].segments[segment] = None
                found[park].edges |= dict.fromkeys(edge.id for edge in hosted.edges)
        return _in_order(found)

    async def companies_of(self, segments: Mapping[str, ReachedSegment]) -> list[Impact]:
        """Listed companies with plants that make a segment in a park, or active in it, by hop and id."""
        found: dict[str, Impact] = {}
        for one, hosted in self._standing(segments):
            way = onward(one.way, hosted.park, hosted.edges)
            await self._makers(found, hosted.plants, way, one)
        if self.parks is None:
            await self._active(found, segments)
        return _in_order(found)

    async def fallen_companies(self) -> list[Impact]:
        """Listed companies whose plants stop, who own those that do, or who are active in a segment given, by id."""
        found: dict[str, Impact] = {}
        for plant in self.fallen.plants.values():
            if self.counts(plant.head):
                await self._stopped(found, plant)
        for company, way in self.fallen.companies.items() if self.parks is None else ():
            await self._touch(found, company, way, Side.ITSELF, 0, by_plant=False)
        given = {key: one for key, one in fallen_segments(self.fallen).items() if not one.way.hops}
        if self.parks is None:
            await self._active(found, given)
        return _in_order(found)

    def _standing(self, segments: Mapping[str, ReachedSegment]) -> list[tuple[ReachedSegment, Hosted]]:
        """What is hosted of the segments after all, nearest hop first, direct before derived."""
        found = [
            (one, hosted)
            for one in segments.values()
            for hosted in self.by_segment.get(one.segment, ())
            if (hosted.park, hosted.segment) not in self.fallen.pairs and self.counts(hosted.park)
        ]
        return sorted(found, key=lambda pair: (pair[0].hop, not pair[1].direct, pair[0].segment, pair[1].park))

    async def _stopped(self, found: dict[str, Impact], plant: Edge) -> None:
        products = set(_texts(plant.attributes.get("products"))) & self.fallen.segments.keys()
        if plant.tail in self.fallen.companies:
            way = self.fallen.companies[plant.tail]
        elif plant.head in self.fallen.parks:
            way = onward(self.fallen.parks[plant.head], plant.tail, [plant])
        else:
            return
        for owner in await self._touch(found, plant.tail, way, Side.ITSELF, 0, by_plant=True):
            owner.parks[plant.head] = None
            owner.segments |= dict.fromkeys(sorted(products))
            owner.edges[plant.id] = None

    async def _makers(
        self, found: dict[str, Impact], plants: Iterable[Edge], way: FoundPath, one: ReachedSegment
    ) -> None:
        by_company: dict[str, list[Edge]] = defaultdict(list)
        for plant in plants:
            by_company[plant.tail].append(plant)
        for company in sorted(by_company.keys() - self.fallen.gone):
            own = by_company[company]
            further = onward(way, company, own)
            for owner in await self._touch(found, company, further, one.side, one.hop, by_plant=True):
                owner.segments[one.segment] = None
                owner.parks[way.nodes[-1]] = None
                owner.edges |= dict.fromkeys(plant.id for plant in own)

    async def _active(self, found: dict[str, Impact], segments: Mapping[str, ReachedSegment]) -> None:
        """Activities that a source states; the derived ones say no more than the plants."""
        wanted = sorted(segments.values(), key=lambda one: (one.hop, one.segment))
        hops = await self.reader.hops([one.segment for one in wanted], [Rel("active_in", Direction.IN)], edge=self.edge)
        edges = await self.reader.view.edges([hop.edge for hop in hops])
        for hop in hops:
            edge, one = edges[hop.edge], segments[hop.origin]
            if edge.basis is Basis.DERIVED or hop.node in self.fallen.gone:
                continue
            way = onward(one.way, hop.node, [edge])
            for owner in await self._touch(found, hop.node, way, one.side, one.hop, by_plant=False):
                owner.segments[one.segment] = None
                owner.edges[edge.id] = None

    async def _touch(
        self, found: dict[str, Impact], company: str, way: FoundPath, side: Side, hop: int, *, by_plant: bool
    ) -> list[Impact]:
        """The company and its owners as far as they are listed, each kept with its best way: hop, plant, length."""
        touched = []
        for owner, up in await self._owners(company):
            whole = along(way, up)
            one = found.setdefault(owner, Impact(owner, side, hop, whole, by_plant=by_plant))
            if (hop, not by_plant, len(whole.hops)) < (one.hop, not one.by_plant, len(one.way.hops)):
                one.hop, one.way, one.by_plant = hop, whole, by_plant
            one.through[company] = None
            one.edges |= dict.fromkeys(edge.id for edge in up)
            touched.append(one)
        return touched

    async def _owners(self, company: str) -> list[tuple[str, tuple[Edge, ...]]]:
        if company not in self._groups:
            above = ownership_filter(basis=self.edge.basis)
            self._groups[company] = await parents(self.reader, company, above)
            unknown = [one for one in self._groups[company].members if one not in self._listed]
            for key, node in (await self.reader.view.nodes(unknown)).items():
                self._listed[key] = _texts(node.attributes.get("listings"))
        members = self._groups[company].members.values()
        return [
            (one.company, one.via[::-1])
            for one in members
            if self._listed.get(one.company) and (company == one.company or one.company not in self.fallen.gone)
        ]


def _in_order(found: Mapping[str, Impact]) -> list[Impact]:
    return sorted(found.values(), key=lambda one: (one.hop, one.node))


def _texts(value: Value | None) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()
