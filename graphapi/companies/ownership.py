"""Who owns whom: the group below a company, its parents, the ultimate parents of many. Cycles of owners end."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import networkx as nx
from pydantic import Field

from graphapi.answers.companies import RELATIONS
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.requests import STATUS, EvidenceRequest, known_words
from graphapi.graph.bfs import breadth_first
from graphapi.model.documents import Edge
from graphapi.model.kinds import Basis
from graphapi.model.steps import NO_HUBS, Direction, EdgeFilter, NodeFilter, Operator, Predicate, Rel, Step

MAX_LEVELS = 12
LEVELS = 8
_RELATION = f"Ownership to follow, separated by commas: any of {', '.join(RELATIONS)}; by default all, stated or not."


class OwnershipRequest(EvidenceRequest):
    """What counts as a plant and as a subsidiary."""

    relation: str | None = Field(None, max_length=200, description=_RELATION)
    status: str | None = Field(None, max_length=200, description=f"Status of plants. {STATUS}")

    @property
    def relations(self) -> frozenset[str]:
        """Relations of ownership to follow, none for all; an unknown one raises InvalidRequest."""
        return known_words(self.relation, "relation", RELATIONS)

    @property
    def ownership(self) -> EdgeFilter:
        """Edges of ownership to follow."""
        return ownership_filter(self.relations, self.basis)

    def normalised(self) -> dict[str, object]:
        relation = {"relation": [name for name in RELATIONS if name in self.relations]} if self.relations else {}
        status = {"status": self.statuses} if self.statuses else {}
        return relation | super().normalised() | relation | status


@dataclass(frozen=True, slots=True)
class GroupCompany:
    """A company of a group; `via` leads from it to the group's company: fewest levels, then the best supported."""

    company: str
    level: int
    via: tuple[Edge, ...] = ()
    links: tuple[Edge, ...] = ()


@dataclass(frozen=True, slots=True)
class CompanyGroup:
    """A company and those below (or above) it by level, then id; `deeper` counts the ones just beyond the depth."""

    company: str
    members: Mapping[str, GroupCompany]
    deeper: int = 0

    @property
    def others(self) -> Sequence[GroupCompany]:
        """The members but the company itself."""
        return [member for member in self.members.values() if member.level]

    def via(self, companies: Iterable[str]) -> list[Edge]:
        """The ownership edges that lead from some of the members to the company, each once."""
        found = chain.from_iterable(self.members[key].via for key in companies if key in self.members)
        return list({edge.id: edge for edge in found}.values())


def ownership_filter(relations: frozenset[str] = frozenset(), basis: Basis = Basis.UNVERIFIED) -> EdgeFilter:
    """Edges of ownership to follow; with relations, those whose relation is stated and one of them."""
    wanted = tuple(relation for relation in RELATIONS if relation in relations)
    return EdgeFilter(basis=basis, where=(Predicate("relation", Operator.IN, wanted),) if wanted else ())


async def subsidiaries(reader: EdgeReader, company: str, edge: EdgeFilter, *, depth: int = LEVELS) -> CompanyGroup:
    """The company and all that it owns, directly or through others, down to `depth` levels."""
    return await _group(reader, company, edge, depth, Direction.IN)


async def parents(reader: EdgeReader, company: str, edge: EdgeFilter, *, depth: int = LEVELS) -> CompanyGroup:
    """The company and all that own it, directly or through others, up to `depth` levels."""
    return await _group(reader, company, edge, depth, Direction.OUT)


async def _group(reader: EdgeReader, company: str, edge: EdgeFilter, depth: int, direction: Direction) -> CompanyGroup:
    level_of, edges = await _followed(reader, [company], edge, depth + 1, direction)
    links: dict[str, list[Edge]] = defaultdict(list)
    for link in edges:
        if max(level_of[link.tail], level_of[link.head]) <= depth:
            links[_ends(link, direction)[0]].append(link)
    members: dict[str, GroupCompany] = {company: GroupCompany(company, 0, (), tuple(links[company]))}
    for member, level in sorted(level_of.items(), key=lambda item: (item[1], item[0])):
        if 0 < level <= depth:
            up = [link for link in links[member] if level_of[_ends(link, direction)[1]] == level - 1]
            best = min(up, key=lambda link: (link.basis.rank, link.id))
            via = (best, *members[_ends(best, direction)[1]].via)
            members[member] = GroupCompany(member, level, via, tuple(links[member]))
    return CompanyGroup(company, members, sum(1 for level in level_of.values() if level > depth))


def _ends(link: Edge, direction: Direction) -> tuple[str, str]:
    """The company farther from the group's own, and the one nearer to it."""
    return (link.tail, link.head) if direction is Direction.IN else (link.head, link.tail)


async def _followed(
    reader: EdgeReader, starts: Sequence[str], edge: EdgeFilter, depth: int, direction: Direction
) -> tuple[Mapping[str, int], Sequence[Edge]]:
    step = Step((Rel("owned_by", direction),), edge, NodeFilter(), (1, depth), hubs=NO_HUBS)
    found = await breadth_first(reader.view, starts, [step], reader.meter)
    if not found.completeness.complete:
        reader.completeness = found.completeness
    edges = list((await reader.view.edges(list(found.edges))).values())
    return found.hop_of, [edge for edge in edges if edge.tail != edge.head]


@dataclass(frozen=True, slots=True)
class UltimateParents:
    """The ultimate parents of a company, ordered by id (itself if it has no owner), and all ownership on the way."""

    parents: tuple[str, ...]
    edges: tuple[Edge, ...] = ()


async def ultimate_parents(
    reader: EdgeReader, companies: Sequence[str], edge: EdgeFilter
) -> Mapping[str, UltimateParents]:
    """The ultimate parents of each company: those above it without an owner outside their own cycle of owners.

    Companies that own each other in a cycle count as one; the first by id is named.
    """
    _, edges = await _followed(reader, sorted(set(companies)), edge, MAX_LEVELS, Direction.OUT)
    owners: nx.DiGraph[str] = nx.DiGraph((link.tail, link.head) for link in edges)
    owners.add_nodes_from(companies)
    top = {owner: min(cycle) for cycle in nx.attracting_components(owners) for owner in cycle}
    found: dict[str, UltimateParents] = {}
    for company in sorted(set(companies)):
        above = {company, *nx.descendants(owners, company)}
        links = tuple(link for link in edges if link.tail in above)
        found[company] = UltimateParents(tuple(sorted({top[owner] for owner in above if owner in top})), links)
    return found
