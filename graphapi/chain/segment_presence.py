"""Where segments are present: parks, companies and provinces of each, direct told apart from derived."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphapi.answers.chain import ChainSegment, FlowNode, Members, ParkMembers, ProvinceMembers
from graphapi.answers.encoding import extended
from graphapi.chain.hosting import Hosted, hosting
from graphapi.documents.edge_reader import EdgeReader
from graphapi.model.documents import Edge, Node
from graphapi.model.kinds import Basis
from graphapi.model.steps import Direction, EdgeFilter, Rel

WIDER = frozenset({"city", "province"})
"""Scopes of what is known of a place around the park, not of the park itself."""
Found = Iterable[tuple[str, bool]]
"""Ids, and whether each is direct."""


@dataclass(frozen=True, slots=True)
class Presence:
    """The parks, companies and provinces where a segment is present, and the edges that support it."""

    parks: ParkMembers
    companies: Members
    provinces: ProvinceMembers
    edges: Sequence[Edge] = ()

    @property
    def edge_ids(self) -> list[str]:
        """Ids of the edges, in order."""
        return [edge.id for edge in self.edges]

    @property
    def sources(self) -> list[str]:
        """Ids of the sources behind it, in order of the edges."""
        return list(dict.fromkeys(key for edge in self.edges for key in edge.sources))


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
    hosts it; `reader.completeness` tells afterwards whether all of it was read.
    """
    hosted = (await hosting(reader, segments=segments, edge=edge)).by_segment
    hops = await reader.hops(segments, [Rel("active_in", Direction.IN)], edge=edge)
    active: dict[str, list[Edge]] = defaultdict(list)
    for found in (await reader.view.edges([hop.edge for hop in hops])).values():
        active[found.head].append(found)
    return {segment: await _presence(reader, hosted.get(segment, []), active[segment]) for segment in segments}


def joint_presence(found: Sequence[Presence]) -> Presence:
    """Several segments as one, without the edges; a park is of wider scope where it is for every segment of it."""
    wider = {park for presence in found for park in presence.parks.wider_scope_ids}
    narrow = {park for presence in found for park in {*presence.parks.ids} - {*presence.parks.wider_scope_ids}}
    return _counted(
        parks=_pairs(presence.parks for presence in found),
        companies=_pairs(presence.companies for presence in found),
        provinces=_pairs(presence.provinces for presence in found),
        wider=wider - narrow,
        unplaced={park for presence in found for park in presence.provinces.unplaced_park_ids},
    )


def is_wider(edges: Iterable[Edge]) -> bool:
    """Whether all of the edges speak of the city or province around a park."""
    return all(edge.attributes.get("scope") in WIDER for edge in edges)


@dataclass(frozen=True)
class SegmentColumns:
    """The first columns of a table of segments."""

    segment: str
    name_en: str | None
    name_zh: str | None
    stage: str
    chain: str


@dataclass(frozen=True)
class PresenceColumns:
    """The last columns of a table of segments."""

    parks: int
    parks_direct: int
    parks_derived: int
    companies: int
    companies_direct: int
    companies_derived: int
    provinces: int
    provinces_direct: int
    provinces_derived: int
    park_ids: Sequence[str]
    wider_scope_park_ids: Sequence[str]
    company_ids: Sequence[str]
    province_ids: Sequence[str]
    edges: Sequence[str]
    sources: Sequence[str]


def segment_cells(node: Node, segment: ChainSegment | FlowNode) -> dict[str, Any]:
    """The cells of both groups of columns by name."""
    counts = {"parks": segment.parks, "companies": segment.companies, "provinces": segment.provinces}
    return {
        "segment": node.id,
        "name_en": node.name_en,
        "name_zh": node.name_zh,
        "stage": segment.stage,
        "chain": segment.chain,
        **{name: members.total for name, members in counts.items()},
        **{f"{name}_direct": members.direct for name, members in counts.items()},
        **{f"{name}_derived": members.derived for name, members in counts.items()},
        "park_ids": segment.parks.ids,
        "wider_scope_park_ids": segment.parks.wider_scope_ids,
        "company_ids": segment.companies.ids,
        "province_ids": segment.provinces.ids,
        "edges": segment.edges,
        "sources": segment.sources,
    }


async def _presence(reader: EdgeReader, hosted: Sequence[Hosted], active: Sequence[Edge]) -> Presence:
    provinces = [((await reader.view.location(pair.park)).province, pair) for pair in hosted]
    makers = [(edge.tail, edge.basis is not Basis.DERIVED) for edge in active]
    makers += [(company, False) for pair in hosted for company in pair.companies]
    return _counted(
        parks=((pair.park, pair.direct) for pair in hosted),
        companies=makers,
        provinces=((province, pair.direct) for province, pair in provinces if province is not None),
        wider={pair.park for pair in hosted if is_wider(pair.edges)},
        unplaced={pair.park for province, pair in provinces if province is None},
        edges=[*(edge for pair in hosted for edge in (*pair.edges, *pair.plants)), *active],
    )


def _counted(
    *,
    parks: Found,
    companies: Found,
    provinces: Found,
    wider: Iterable[str],
    unplaced: Iterable[str],
    edges: Sequence[Edge] = (),
) -> Presence:
    return Presence(
        extended(ParkMembers, members_of(parks), wider_scope_ids=sorted(wider)),
        members_of(companies),
        extended(ProvinceMembers, members_of(provinces), unplaced_park_ids=sorted(unplaced)),
        edges,
    )


def _pairs(found: Iterable[Members]) -> Found:
    for members in found:
        derived = {*members.derived_ids}
        yield from ((key, key not in derived) for key in members.ids)
