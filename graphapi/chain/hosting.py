"""Who hosts what: the one reading of `hosts` edges and of the plants behind them, for all questions about the chain."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graphapi.documents.edge_reader import EdgeReader
from graphapi.graph.base import Hop
from graphapi.model.documents import Edge
from graphapi.model.kinds import Basis
from graphapi.model.steps import Direction, EdgeFilter, NodeFilter, Rel


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
        return list(dict.fromkeys(key for edge in (*self.edges, *self.plants) for key in edge.sources))


@dataclass(frozen=True, slots=True)
class Hosting:
    """Every hosted segment once, in order of park and segment."""

    hosted: Mapping[tuple[str, str], Hosted]

    @property
    def by_segment(self) -> Mapping[str, list[Hosted]]:
        """Hosted segments by segment; a segment that nobody hosts is absent."""
        found: dict[str, list[Hosted]] = defaultdict(list)
        for one in self.hosted.values():
            found[one.segment].append(one)
        return found

    @property
    def by_park(self) -> Mapping[str, list[Hosted]]:
        """Hosted segments by park; a park that hosts none is absent."""
        found: dict[str, list[Hosted]] = defaultdict(list)
        for one in self.hosted.values():
            found[one.park].append(one)
        return found


async def hosting(
    reader: EdgeReader,
    *,
    parks: Sequence[str] | None = None,
    segments: Sequence[str] | None = None,
    edge: EdgeFilter | None = None,
) -> Hosting:
    """What the parks host of the segments (all where not given, none of an empty list), by edges that pass the filter.

    `reader.completeness` tells afterwards whether all of it was read.
    """
    view = reader.view
    hops = await _hosts_edges(reader, parks, segments, edge)
    hosted: dict[tuple[str, str], Hosted] = {}
    for found in (await view.edges([hop.edge for hop in hops])).values():
        hosted.setdefault((found.tail, found.head), Hosted(found.tail, found.head)).edges.append(found)
    hosting_parks = sorted({park for park, _ in hosted})
    plants = await reader.hops(hosting_parks, [Rel("operates_in", Direction.IN)], edge=edge)
    for plant in (await view.edges([hop.edge for hop in plants])).values():
        products = plant.attributes.get("products")
        for segment in products if isinstance(products, tuple) else ():
            if (plant.head, segment) in hosted:
                hosted[plant.head, segment].plants.append(plant)
    return Hosting(dict(sorted(hosted.items())))


async def _hosts_edges(
    reader: EdgeReader, parks: Sequence[str] | None, segments: Sequence[str] | None, edge: EdgeFilter | None
) -> Sequence[Hop]:
    """Read from the side that is given, from the segments where only they are."""
    if segments is None:
        starts = list(parks if parks is not None else await reader.view.node_ids("park"))
        return await reader.hops(starts, [Rel("hosts", Direction.OUT)], edge=edge)
    if not segments or (parks is not None and not parks):
        return ()
    only = NodeFilter(ids=frozenset(parks)) if parks is not None else None
    return await reader.hops(sorted(segments), [Rel("hosts", Direction.IN)], edge=edge, to=only)
