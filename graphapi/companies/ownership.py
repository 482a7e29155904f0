"""Who owns whom: the group below a company, its parents, the ultimate parents of many. Rings of owners end."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import networkx as nx

from graphapi.documents.edge_reader import EdgeReader
from graphapi.graph.bfs import breadth_first
from graphapi.model.documents import Edge
from graphapi.model.kinds import Basis, attributes_of
from graphapi.model.steps import NO_HUBS, Direction, EdgeFilter, NodeFilter, Operator, Predicate, Rel, Step

RELATIONS = attributes_of("owned_by")["relation"].values
MAX_LEVELS = 12
LEVELS = 8


@dataclass(frozen=True, slots=True)
class Owned:
    """A company of a group; `via` leads from it to the group's company: fewest levels, then the best vouched for."""

    company: str
    level: int
    via: tuple[Edge, ...] = ()
    links: tuple[Edge, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A company and those below (or above) it by level, then id; `deeper` counts the ones just beyond the depth."""

    company: str
    members: Mapping[str, Owned]
    deeper: int = 0

    @property
    def others(self) -> Sequence[Owned]:
        """The members but the company itself."""
        return [one for one in self.members.values() if one.level]

    def via(self, companies: Iterable[str]) -> list[Edge]:
        """The ownership behind some of the members, each edge once."""
        found = chain.from_iterable(self.members[one].via for one in companies if one in self.members)
        return list({edge.id: edge for edge in found}.values())


def ownership_filter(relations: frozenset[str] = frozenset(), basis: Basis = Basis.UNVERIFIED) -> EdgeFilter:
    """Edges of ownership to follow; with relations, those whose relation is stated and one of them."""
    wanted = tuple(relation for relation in RELATIONS if relation in relations)
    return EdgeFilter(basis=basis, where=(Predicate("relation", Operator.IN, wanted),) if wanted else ())


async def subsidiaries(reader: EdgeReader, company: str, edge: EdgeFilter, *, depth: int = LEVELS) -> Group:
    """The company and all that it owns, directly or through others, down to `depth` levels."""
    return await _group(reader, company, edge, depth, Direction.IN)


async def parents(reader: EdgeReader, company: str, edge: EdgeFilter, *, depth: int = LEVELS) -> Group:
    """The company and all that own it, directly or through others, up to `depth` levels."""
    return await _group(reader, company, edge, depth, Direction.OUT)


async def _group(reader: EdgeReader, company: str, edge: EdgeFilter, depth: int, direction: Direction) -> Group:
    level_of, edges = await _walked(reader, [company], edge, depth + 1, direction)
    links: dict[str, list[Edge]] = defaultdict(list)
    for link in edges:
        if max(level_of[link.tail], level_of[link.head]) <= depth:
            links[_ends(link, direction)[0]].append(link)
    members: dict[str, Owned] = {company: Owned(company, 0, (), tuple(links[company]))}
    for one, level in sorted(level_of.items(), key=lambda item: (item[1], item[0])):
        if 0 < level <= depth:
            up = [link for link in links[one] if level_of[_ends(link, direction)[1]] == level - 1]
            best = min(up, key=lambda link: (link.basis.rank, link.id))
            via = (best, *members[_ends(best, direction)[1]].via)
            members[one] = Owned(one, level, via, tuple(links[one]))
    return Group(company, members, sum(1 for level in level_of.values() if level > depth))


def _ends(link: Edge, direction: Direction) -> tuple[str, str]:
    """The company farther from the group's own, and the one nearer to it."""
    return (link.tail, link.head) if direction is Direction.IN else (link.head, link.tail)


async def _walked(
    reader: EdgeReader, starts: Sequence[str], edge: EdgeFilter, depth: int, direction: Direction
) -> tuple[Mapping[str, int], Sequence[Edge]]:
    step = Step((Rel("owned_by", direction),), edge, NodeFilter(), (1, depth), hubs=NO_HUBS)
    found = await breadth_first(reader.view, starts, [step], reader.meter)
    if not found.completeness.complete:
        reader.completeness = found.completeness
    edges = list((await reader.view.edges(list(found.edges))).values())
    return found.hop_of, [edge for edge in edges if edge.tail != edge.head]


@dataclass(frozen=True, slots=True)
class Ultimate:
    """The ultimate parents of a company, ordered by id (itself if nobody owns it), and all ownership on the way."""

    parents: tuple[str, ...]
    edges: tuple[Edge, ...] = ()


async def ultimate_parents(reader: EdgeReader, companies: Sequence[str], edge: EdgeFilter) -> Mapping[str, Ultimate]:
    """The ultimate parents of each company: those above it that nobody outside their own ring of owners owns.

    Companies that own each other in a ring stand for one; the first by id is named.
    """
    _, edges = await _walked(reader, sorted(set(companies)), edge, MAX_LEVELS, Direction.OUT)
    owners: nx.DiGraph[str] = nx.DiGraph((link.tail, link.head) for link in edges)
    owners.add_nodes_from(companies)
    top = {one: min(ring) for ring in nx.attracting_components(owners) for one in ring}
    found: dict[str, Ultimate] = {}
    for company in sorted(set(companies)):
        above = {company, *nx.descendants(owners, company)}
        links = tuple(link for link in edges if link.tail in above)
        found[company] = Ultimate(tuple(sorted({top[one] for one in above if one in top})), links)
    return found
