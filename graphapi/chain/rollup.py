"""Ranked parks gathered by province, city, company or list."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from graphapi.chain.factors import ParkEvidence
from graphapi.documents.edge_reader import EdgeReader
from graphapi.model.steps import Direction, Rel


class Rollup(StrEnum):
    """What parks are gathered by. A park stands in the group of each of its companies or lists."""

    PROVINCE = "province"
    CITY = "city"
    COMPANY = "company"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class ScoredPark:
    """A ranked park with its score."""

    park: ParkEvidence
    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Group:
    """Parks of one province, city, company or list, best first; those of which it is not known have no id.

    `edges` holds for each park the edges that put it there.
    """

    id: str | None
    members: list[ScoredPark] = field(default_factory=list)
    edges: dict[str, list[str]] = field(default_factory=dict)


async def rolled_up(reader: EdgeReader, parks: Sequence[ScoredPark], by: Rollup) -> list[Group]:
    """Groups by their best park, then more parks, then id; parks without group come last.

    The parks must be given in order, best first.
    """
    belonging = await _BELONGING[by](reader, parks, by)
    groups: dict[str | None, Group] = {}
    for park in parks:
        for identifier, edges in (belonging.get(park.park.park) or {None: []}).items():
            group = groups.setdefault(identifier, Group(identifier))
            group.members.append(park)
            group.edges[park.park.park] = edges
    return sorted(
        groups.values(), key=lambda one: (one.id is None, -one.members[0].score, -len(one.members), one.id or "")
    )


async def group_item(reader: EdgeReader, group: Group) -> dict[str, Any]:
    """A group as served: its node, counts, the best park, and every park with score and edges."""
    companies = {plant.tail for member in group.members for plant in member.park.plants}
    best = group.members[0]
    told = {
        "parks": len(group.members),
        "direct": sum(member.park.direct for member in group.members),
        "companies": len(companies if group.id is None or not group.id.startswith("company:") else {group.id}),
        "best": {"park": best.park.park, "rank": best.rank, "score": best.score},
        "members": [_member(member, group) for member in group.members],
    }
    if group.id is None:
        return told
    return {"group": (await reader.view.nodes([group.id]))[group.id].to_json()} | told


def _member(member: ScoredPark, group: Group) -> dict[str, Any]:
    park = member.park
    edges = dict.fromkeys((*(edge.id for edge in park.edges), *group.edges[park.park]))
    return {"park": park.park, "rank": member.rank, "score": member.score, "direct": park.direct, "edges": list(edges)}


Belonging = Mapping[str, dict[str | None, list[str]]]
"""Ids of groups by park, with the edges that say so."""


async def _by_place(reader: EdgeReader, parks: Sequence[ScoredPark], by: Rollup) -> Belonging:
    ids = sorted(park.park.park for park in parks)
    hops = await reader.hops(ids, [Rel("located_in", Direction.OUT)])
    cities = sorted({hop.node for hop in hops if hop.node.startswith("city:")})
    onward = await reader.hops(cities, [Rel("located_in", Direction.OUT)])
    between: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    for hop in (*hops, *onward):
        between[hop.origin, hop.node].append(hop.edge)
    found: dict[str, dict[str | None, list[str]]] = {}
    for park in ids:
        place = await reader.view.location(park)
        group = place.province if by is Rollup.PROVINCE else place.city
        if group is not None:
            through = [*between[park, place.city], *between[place.city or "", group]] if group != place.city else []
            found[park] = {group: between[park, group] or through}
    return found


async def _by_company(reader: EdgeReader, parks: Sequence[ScoredPark], by: Rollup) -> Belonging:
    found: dict[str, dict[str | None, list[str]]] = {}
    for park in parks:
        groups: dict[str | None, list[str]] = defaultdict(list)
        for plant in park.park.plants:
            groups[plant.tail].append(plant.id)
        found[park.park.park] = groups
    return found


async def _by_list(reader: EdgeReader, parks: Sequence[ScoredPark], by: Rollup) -> Belonging:
    found: dict[str, dict[str | None, list[str]]] = defaultdict(dict)
    for hop in await reader.hops(sorted(park.park.park for park in parks), [Rel("listed_in", Direction.OUT)]):
        found[hop.origin].setdefault(hop.node, []).append(hop.edge)
    return found


_BELONGING = {
    Rollup.PROVINCE: _by_place,
    Rollup.CITY: _by_place,
    Rollup.COMPANY: _by_company,
    Rollup.LIST: _by_list,
}
