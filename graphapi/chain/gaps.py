"""The parks nearest to a set of parks for what it lacks: by kilometres, by a shared owner, by hops in the graph."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from graphapi.answers.coverage import LinkState, NearestPark, NearestParks
from graphapi.chain.coverage import LinkCoverage, hosting_credit
from graphapi.chain.hosting import Hosted
from graphapi.companies.ownership import ownership_filter, parents
from graphapi.documents.edge_reader import EdgeReader
from graphapi.evidence.evidence_paths import along, evidence_path, onward, start
from graphapi.graph.bfs import breadth_first
from graphapi.graph.costs import kilometres, point_of
from graphapi.graph.meter import Meter
from graphapi.graph.results import FoundPath
from graphapi.graph.shortest_paths import shortest
from graphapi.model.completeness import COMPLETE, Completeness
from graphapi.model.documents import Edge
from graphapi.model.grouping import grouped, ids_of
from graphapi.model.kinds import Basis
from graphapi.model.steps import Direction, EdgeFilter, NodeFilter, Rel, Step

GAPS = frozenset({LinkState.ONE_HOP, LinkState.ABSENT})
MAX_HOPS = 6
_RELS = tuple(Rel(kind) for kind in ("operates_in", "owned_by", "active_in", "feeds"))
"""Relations of business. Not `hosts`: all parks that host one segment would be two hops apart."""


@dataclass(frozen=True, slots=True)
class _Connection:
    """A path from a park of the set over an owner to a park outside; `makes` as in the answer."""

    hosted: Hosted
    owner: str
    makes: bool
    path: FoundPath


@dataclass(frozen=True, slots=True)
class _Site:
    """A company in a park, and the ownership edges from it up to an owner (none to itself)."""

    park: str
    company: str
    plants: Sequence[Edge]
    up: tuple[Edge, ...]

    @property
    def key(self) -> tuple[int, str, str]:
        return len(self.up), self.company, self.park


@dataclass(slots=True)
class NearestParkSearch:
    """Searches the parks outside a set that host its gaps; what lies around the set is read once for all gaps.

    `limit` bounds the parks of each order, `meter` the search by hops; `completeness` says afterwards whether it held.
    """

    reader: EdgeReader
    meter: Meter
    parks: frozenset[str]
    basis: Basis
    limit: int
    completeness: Completeness = COMPLETE
    _km: dict[str, float] = field(default_factory=dict)
    _hops: Mapping[str, int] = field(default_factory=dict)
    _sites: dict[str, dict[str, list[_Site]]] = field(default_factory=dict)
    _paths: dict[str, FoundPath | None] = field(default_factory=dict)

    async def nearest(self, links: Sequence[LinkCoverage]) -> Mapping[str, NearestParks]:
        """The nearest parks outside the set for each gap among the links, by segment."""
        gaps = [link for link in links if link.state in GAPS]
        outside = sorted({hosted.park for gap in gaps for hosted in gap.anywhere})
        if self.limit and outside and self.parks:
            self._km = await self._distances(outside)
            self._sites = await self._sites_by_owner([*sorted(self.parks), *outside])
            found = await breadth_first(self.reader.view, sorted(self.parks), [self._step], self.meter)
            self.completeness, self._hops = found.completeness, found.hop_of
        return {gap.segment.id: await self._nearest(gap.anywhere) for gap in gaps}

    async def _nearest(self, hosts: Sequence[Hosted]) -> NearestParks:
        placed = sorted((host for host in hosts if host.park in self._km), key=self._distance)
        reached = [host for host in hosts if host.park in self._hops]
        reached.sort(key=lambda host: (self._hops[host.park], self._distance(host)))
        owned = [connection for host in hosts if (connection := self._connection(host)) is not None]
        owned.sort(key=lambda found: (not found.makes, len(found.path.hops), self._distance(found.hosted)))
        return NearestParks(
            candidates=len(hosts),
            by_km=[await self._park(host) for host in placed[: self.limit]],
            by_owner=[
                await self._park(found.hosted, found.path, owner=found.owner, makes=found.makes)
                for found in owned[: self.limit]
            ],
            by_hops=[
                await self._park(host, path)
                for host in reached[: self.limit]
                if (path := await self._path(host.park)) is not None
            ],
        )

    async def _park(
        self, hosted: Hosted, path: FoundPath | None = None, *, owner: str | None = None, makes: bool | None = None
    ) -> NearestPark:
        return NearestPark(
            park=hosted.park,
            km=self._km.get(hosted.park),
            owner=owner,
            makes=makes,
            hops=len(path.hops) if path else None,
            credit=hosting_credit([hosted]),
            edges=ids_of(hosted.edges),
            path=await evidence_path(self.reader.view, path) if path else None,
        )

    def _distance(self, hosted: Hosted) -> tuple[float, str]:
        """Sort key: kilometres, parks without coordinates last, then the id."""
        return self._km.get(hosted.park, float("inf")), hosted.park

    async def _distances(self, outside: Sequence[str]) -> dict[str, float]:
        """Kilometres from the nearest park of the set; parks without coordinates are absent."""
        nodes = await self.reader.view.nodes([*sorted(self.parks), *outside])
        points = {key: point for key, node in nodes.items() if (point := point_of(node))}
        own = [point for key, point in points.items() if key in self.parks]
        return {
            park: round(min(kilometres(point, points[park]) for point in own), 1)
            for park in outside
            if own and park in points
        }

    async def _sites_by_owner(self, parks: Sequence[str]) -> dict[str, dict[str, list[_Site]]]:
        """By park and owner, the companies there that belong to it, nearest to the owner first."""
        reader, edge = self.reader, EdgeFilter(basis=self.basis)
        read = await reader.edges(parks, Rel("operates_in", Direction.IN), edge=edge)
        plants = grouped(read, lambda plant: (plant.head, plant.tail))
        ownership = ownership_filter(basis=self.basis)
        groups = {key: await parents(reader, key, ownership) for key in sorted({company for _, company in plants})}
        found: dict[str, dict[str, list[_Site]]] = defaultdict(lambda: defaultdict(list))
        for (park, company), edges in plants.items():
            for owner in groups[company].members.values():
                found[park][owner.company].append(_Site(park, company, edges, owner.via[::-1]))
        return found

    def _connection(self, hosted: Hosted) -> _Connection | None:
        """The best one over an owner active in both: to a maker of the link first, then the shortest."""
        there, makers = self._sites.get(hosted.park, {}), set(hosted.companies)
        found = [
            ((site.company not in makers, len(near.up) + len(site.up), owner, near.key, site.key), near, site)
            for park in self.parks
            for owner, sites in self._sites.get(park, {}).items()
            if owner in there
            for near in [min(sites, key=lambda site: site.key)]
            for site in there[owner]
        ]
        if not found:
            return None
        (other, _, owner, *_), near, site = min(found, key=lambda connection: connection[0])
        path = along(along(onward(start(near.park), near.company, near.plants), near.up), site.up[::-1])
        return _Connection(hosted, owner, not other, onward(path, site.park, site.plants))

    @property
    def _step(self) -> Step:
        return Step(_RELS, EdgeFilter(basis=self.basis), repeat=(1, MAX_HOPS))

    async def _path(self, park: str) -> FoundPath | None:
        """A shortest path to a park, from the first park of the set; None when the budget was hit."""
        if park not in self._paths:
            step = replace(self._step, repeat=(1, self._hops[park]))
            origin = await self._origin(park, step)
            found = await shortest(self.reader.view, origin, park, step, self.meter, most=1) if origin else None
            self._paths[park] = next(iter(found.paths), None) if found else None
        return self._paths[park]

    async def _origin(self, park: str, step: Step) -> str | None:
        """The first park of the set that lies as near to the park as any."""
        if len(self.parks) == 1:
            return next(iter(self.parks))
        ends = NodeFilter(ids=self.parks)
        found = await breadth_first(self.reader.view, [park], [step.reverse], self.meter, end_at=ends)
        if not found.completeness.complete:
            self.completeness = found.completeness
        near = [key for key, hop in found.hop_of.items() if key in self.parks and hop == self._hops[park]]
        return min(near, default=None)
