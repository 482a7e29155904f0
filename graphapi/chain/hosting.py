"""Who hosts what: the one reading of `hosts` edges and of the plants behind them, for all questions about the chain.

From it follows where segments are present: parks, companies and provinces of each, direct and derived.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graphapi.answers.chain import Members, ParkMembers, ProvinceMembers
from graphapi.answers.encoding import extended
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import node_of_kind
from graphapi.model.documents import Edge
from graphapi.model.grouping import grouped, products_of, sources_of
from graphapi.model.kinds import Basis
from graphapi.model.steps import Direction, EdgeFilter, NodeFilter, Rel

WIDER = frozenset({"city", "province"})
"""Scopes of what is known of the place where a park lies, not of the park itself."""
Found = Iterable[tuple[str, bool]]
"""Ids, and whether each is direct."""


@dataclass(slots=True)
class Hosted:
    """A segment in a park: the `hosts` edges that say so, and the `operates_in` edges of plants that make it there."""

    park: str
    segment: str
    edges: list[Edge] = field(default_factory=list)
    plants: list[Edge] = field(default_factory=list)

    @property
    def direct(self) -> bool:
        """Whether a source says so of the park itself, not only of a company's product in it."""
        return any(edge.basis is not Basis.DERIVED for edge in self.edges)

    @property
    def companies(self) -> list[str]:
        """Ids of the companies that make it there, in order."""
        return sorted({plant.tail for plant in self.plants})

    @property
    def sources(self) -> list[str]:
        """Ids of the sources behind it, in order of the edges."""
        return sources_of((*self.edges, *self.plants))


@dataclass(frozen=True, slots=True)
class Hosting:
    """Every hosted segment once, in order of park and segment."""

    hosted: Mapping[tuple[str, str], Hosted]

    @property
    def by_segment(self) -> dict[str, list[Hosted]]:
        """Hosted segments by segment; a segment without hosts is absent."""
        return grouped(self.hosted.values(), lambda pair: pair.segment)

    @property
    def by_park(self) -> dict[str, list[Hosted]]:
        """Hosted segments by park; a park that hosts none is absent."""
        return grouped(self.hosted.values(), lambda pair: pair.park)


async def hosting(
    reader: EdgeReader,
    *,
    parks: Sequence[str] | None = None,
    segments: Sequence[str] | None = None,
    edge: EdgeFilter | None = None,
) -> Hosting:
    """What the parks host of the segments (all where not given, none of an empty list), by edges that pass the filter.

    `reader.completeness` says afterwards whether all of it was read.
    """
    hosted: dict[tuple[str, str], Hosted] = {}
    for found in await _hosts_edges(reader, parks, segments, edge):
        hosted.setdefault((found.tail, found.head), Hosted(found.tail, found.head)).edges.append(found)
    hosting_parks = sorted({park for park, _ in hosted})
    for plant in await reader.edges(hosting_parks, Rel("operates_in", Direction.IN), edge=edge):
        for segment in products_of(plant):
            if (plant.head, segment) in hosted:
                hosted[plant.head, segment].plants.append(plant)
    return Hosting(dict(sorted(hosted.items())))


async def parks_within(
    reader: EdgeReader, parks: Iterable[str] | None = None, *, on_list: str | None = None, province: str | None = None
) -> Sequence[str]:
    """Those of the parks (of all where not given) that are on a list and in a province, where these are given; by id.

    Raises:
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone: about the province or the list.
    """
    view = reader.view
    found = sorted(parks if parks is not None else await view.node_ids("park"))
    if province is not None:
        await node_of_kind(view, province, "province", parameter="province")
        found = [park for park in found if (await view.location(park)).province == province]
    if on_list is not None:
        await node_of_kind(view, on_list, "list", parameter="list")
        only = NodeFilter(ids=frozenset({on_list}))
        found = sorted({hop.origin for hop in await reader.hops(found, [Rel("listed_in", Direction.OUT)], to=only)})
    return found


async def _hosts_edges(
    reader: EdgeReader, parks: Sequence[str] | None, segments: Sequence[str] | None, edge: EdgeFilter | None
) -> Sequence[Edge]:
    """Read from the side that is given, from the segments where only they are."""
    if segments is None:
        starts = list(parks if parks is not None else await reader.view.node_ids("park"))
        return await reader.edges(starts, Rel("hosts", Direction.OUT), edge=edge)
    if not segments or (parks is not None and not parks):
        return ()
    only = NodeFilter(ids=frozenset(parks)) if parks is not None else None
    return await reader.edges(sorted(segments), Rel("hosts", Direction.IN), edge=edge, to=only)


@dataclass(frozen=True, slots=True)
class Presence:
    """Where segments are present: the parks that host them, the provinces of these, and who is active in them."""

    hosted: Sequence[Hosted]
    active: Sequence[Edge]
    province_of: Mapping[str, str | None]

    @property
    def parks(self) -> ParkMembers:
        """The parks; one is of wider scope where it is for every segment."""
        narrow = {pair.park for pair in self.hosted if not is_wider(pair.edges)}
        wider = sorted({pair.park for pair in self.hosted} - narrow)
        members = members_of((pair.park, pair.direct) for pair in self.hosted)
        return extended(ParkMembers, members, wider_scope_ids=wider)

    @property
    def companies(self) -> Members:
        """The companies that are active, and those whose plants make a segment in a park that hosts it."""
        active = [(edge.tail, edge.basis is not Basis.DERIVED) for edge in self.active]
        return members_of([*active, *((company, False) for pair in self.hosted for company in pair.companies)])

    @property
    def provinces(self) -> ProvinceMembers:
        """The provinces of the parks."""
        placed = [(self.province_of[pair.park], pair) for pair in self.hosted]
        known = ((province, pair.direct) for province, pair in placed if province is not None)
        unplaced = sorted({pair.park for province, pair in placed if province is None})
        return extended(ProvinceMembers, members_of(known), unplaced_park_ids=unplaced)

    @property
    def edges(self) -> list[Edge]:
        """The edges that support it."""
        return [*(edge for pair in self.hosted for edge in (*pair.edges, *pair.plants)), *self.active]

    @property
    def sources(self) -> list[str]:
        """Ids of the sources behind it, in order of the edges."""
        return sources_of(self.edges)


def members_of(found: Found) -> Members:
    """Members in order of their ids; an id found several times is direct if it is direct once."""
    known = set(found)
    ids, direct = {key for key, _ in known}, {key for key, is_direct in known if is_direct}
    derived = sorted(ids - direct)
    return Members(total=len(ids), direct=len(direct), derived=len(derived), ids=sorted(ids), derived_ids=derived)


async def presence_of(
    reader: EdgeReader, segments: Sequence[str], edge: EdgeFilter | None = None
) -> Mapping[str, Presence]:
    """Where each segment is present, in their order, by edges that pass the filter.

    A company belongs to a segment when an `active_in` edge says so or when its plant makes the product in a park that
    hosts it; `reader.completeness` says afterwards whether all of it was read.
    """
    found = await hosting(reader, segments=segments, edge=edge)
    hosted = found.by_segment
    active = await reader.edges_at(segments, Rel("active_in", Direction.IN), edge=edge)
    province_of = {pair.park: (await reader.view.location(pair.park)).province for pair in found.hosted.values()}
    return {segment: Presence(hosted[segment], active[segment], province_of) for segment in segments}


def joint_presence(found: Sequence[Presence]) -> Presence:
    """Several segments as one."""
    return Presence(
        [pair for presence in found for pair in presence.hosted],
        [edge for presence in found for edge in presence.active],
        {park: province for presence in found for park, province in presence.province_of.items()},
    )


def is_wider(edges: Iterable[Edge]) -> bool:
    """Whether all of the edges are about the city or province of a park, not the park itself."""
    return all(edge.attributes.get("scope") in WIDER for edge in edges)
