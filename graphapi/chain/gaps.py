"""Who is nearest to a set of parks for what it lacks: by kilometres, by a shared owner, by hops in the graph."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from graphapi.chain.coverage import Link, credit
from graphapi.chain.hosting import Hosted
from graphapi.companies.ownership import ownership_filter, parents
from graphapi.documents.edge_reader import EdgeReader
from graphapi.evidence.evidence_paths import along, onward, start
from graphapi.graph.bfs import breadth_first
from graphapi.graph.costs import kilometres, point_of
from graphapi.graph.meter import Meter
from graphapi.graph.results import FoundPath
from graphapi.graph.shortest_paths import shortest
from graphapi.model.answers import COMPLETE, Completeness
from graphapi.model.documents import Edge
from graphapi.model.kinds import Basis
from graphapi.model.steps import Direction, EdgeFilter, NodeFilter, Rel, Step

MAX_HOPS = 6
_RELS = tuple(Rel(kind) for kind in ("operates_in", "owned_by", "active_in", "feeds"))
"""Ways of business. Not `hosts`: two parks that host one segment would all be two hops apart, and tell nothing."""


@dataclass(frozen=True, slots=True)
class Near:
    """A park outside the set that hosts a link which the set lacks; `way` leads to it from a park of the set."""

    park: str
    hosted: Hosted
    km: float | None = None
    owner: str | None = None
    makes: bool | None = None
    way: FoundPath | None = None

    def to_json(self) -> dict[str, Any]:
        """The park with the `hosts` edges that say so, what they count, and the distance; ways are told elsewhere."""
        told = {
            "park": self.park,
            "km": self.km,
            "owner": self.owner,
            "makes": self.makes,
            "hops": len(self.way.hops) if self.way else None,
            "credit": credit([self.hosted]),
            "edges": [edge.id for edge in self.hosted.edges],
        }
        return {name: value for name, value in told.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest parks for one gap in three orders; `candidates` counts all parks outside that host it."""

    candidates: int = 0
    by_km: Sequence[Near] = ()
    by_owner: Sequence[Near] = ()
    by_hops: Sequence[Near] = ()

    @property
    def all(self) -> list[Near]:
        """The parks of all orders."""
        return [*self.by_km, *self.by_owner, *self.by_hops]


@dataclass(slots=True)
class _Seat:
    """A company in a park, and its way up to an owner (or itself)."""

    park: str
    company: str
    plants: list[Edge]
    up: tuple[Edge, ...]

    @property
    def key(self) -> tuple[int, str, str]:
        return len(self.up), self.company, self.park


@dataclass(slots=True)
class Surroundings:
    """What lies around a set of parks, read once for all of its gaps."""

    reader: EdgeReader
    meter: Meter
    parks: frozenset[str]
    basis: Basis
    most: int
    completeness: Completeness = COMPLETE
    _km: dict[str, float] = field(default_factory=dict)
    _hops: Mapping[str, int] = field(default_factory=dict)
    _seats: dict[str, dict[str, list[_Seat]]] = field(default_factory=dict)
    _ways: dict[str, FoundPath | None] = field(default_factory=dict)

    async def nearest(self, gaps: Sequence[Link]) -> Mapping[str, Nearest]:
        """The nearest parks outside the set for each gap, by segment; at most `most` of each order."""
        outside = sorted({one.park for gap in gaps for one in gap.everywhere})
        if self.most == 0 or not outside or not self.parks:
            return {gap.segment.id: Nearest(len(gap.everywhere)) for gap in gaps}
        self._km = await self._distances(outside)
        self._seats = await self._owners([*sorted(self.parks), *outside])
        self._hops = await self._reached()
        return {gap.segment.id: await self._nearest(gap) for gap in gaps}

    async def _nearest(self, gap: Link) -> Nearest:
        hosts = {one.park: one for one in gap.everywhere}
        placed = sorted((km, park) for park, km in self._km.items() if park in hosts)
        by_km = [Near(park, hosts[park], km) for km, park in placed]
        reached = sorted((self._hops[park], self._far(park), park) for park in hosts if park in self._hops)
        by_hops = [
            Near(park, hosts[park], self._km.get(park), way=way)
            for _, _, park in reached[: self.most]
            if (way := await self._way(park)) is not None
        ]
        by_owner = [near for one in gap.everywhere if (near := self._shared(one)) is not None]
        by_owner.sort(key=lambda near: (not near.makes, len(near.way.hops) if near.way else 0, self._far(near.park)))
        return Nearest(len(hosts), by_km[: self.most], by_owner[: self.most], by_hops)

    def _far(self, park: str) -> tuple[float, str]:
        return self._km.get(park, float("inf")), park

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

    async def _owners(self, parks: Sequence[str]) -> dict[str, dict[str, list[_Seat]]]:
        """By park and owner, the companies there that belong to it, nearest to the owner first."""
        reader, edge = self.reader, EdgeFilter(basis=self.basis)
        hops = await reader.hops(parks, [Rel("operates_in", Direction.IN)], edge=edge)
        plants: dict[tuple[str, str], list[Edge]] = defaultdict(list)
        for plant in (await reader.view.edges([hop.edge for hop in hops])).values():
            plants[plant.head, plant.tail].append(plant)
        above = ownership_filter(basis=self.basis)
        groups = {one: await parents(reader, one, above) for one in sorted({company for _, company in plants})}
        found: dict[str, dict[str, list[_Seat]]] = defaultdict(lambda: defaultdict(list))
        for (park, company), edges in plants.items():
            for owner in groups[company].members.values():
                found[park][owner.company].append(_Seat(park, company, edges, owner.via[::-1]))
        return found

    def _shared(self, hosted: Hosted) -> Near | None:
        """The best way over an owner active in both: through a maker of the link first, then the shortest."""
        here = [seats for park in self.parks for seats in self._seats.get(park, {}).items()]
        best: tuple[tuple[Any, ...], Near] | None = None
        for owner, seats in here:
            for there in self._seats.get(hosted.park, {}).get(owner, ()):
                seat = min(seats, key=lambda one: one.key)
                makes = there.company in hosted.companies
                key = (not makes, len(seat.up) + len(there.up), owner, seat.key, there.key)
                if best is None or key < best[0]:
                    way = _over(owner, seat, there)
                    best = key, Near(hosted.park, hosted, self._km.get(hosted.park), owner, makes, way)
        return best[1] if best else None

    @property
    def _step(self) -> Step:
        return Step(_RELS, EdgeFilter(basis=self.basis), repeat=(1, MAX_HOPS))

    async def _reached(self) -> Mapping[str, int]:
        found = await breadth_first(self.reader.view, sorted(self.parks), [self._step], self.meter)
        self.completeness = found.completeness
        return found.hop_of

    async def _way(self, park: str) -> FoundPath | None:
        """A shortest way from the set to a park, from the first park of the set; nothing when the budget was hit."""
        if park not in self._ways:
            step = replace(self._step, repeat=(1, self._hops[park]))
            origin = await self._origin(park, step)
            found = await shortest(self.reader.view, origin, park, step, self.meter, most=1) if origin else None
            self._ways[park] = next(iter(found.paths), None) if found else None
        return self._ways[park]

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


def _over(owner: str, seat: _Seat, there: _Seat) -> FoundPath:
    """Park of the set, its company, up to the owner, down to the other company, its park."""
    way = along(onward(start(seat.park), seat.company, seat.plants), seat.up)
    down = along(way, there.up[::-1])
    return onward(down, there.park, there.plants)
