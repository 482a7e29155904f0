"""How much of a chain a set of parks hosts: the state of each link, and the score. Policy without any telling."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from graphapi.chain.hosting import Hosted, hosting
from graphapi.documents.edge_reader import EdgeReader
from graphapi.model.documents import Edge, Node
from graphapi.model.kinds import SCOPES, STAGES, STATUSES, Basis
from graphapi.model.steps import Direction, EdgeFilter, Rel

DERIVED_COUNTS = 0.75
ONE_HOP_COUNTS = 0.25
WIDER_COUNTS = 0.5
ANNOUNCED_COUNTS = 0.5
_WIDER = frozenset({"city", "province"})
_ANNOUNCED = frozenset({"signed", "planned"})
FORMULA = (
    "score = mean over the links of credit; credit = max(c(link), 0.25 * max of c over the links that feed it); "
    "c = best hosts edge in the set: (1 direct, 0.75 derived) * (0.5 if known for the city or province only) "
    "* (0.5 if signed or planned), 0 without one"
)


class State(StrEnum):
    """How a link stands in a set of parks, strongest first; `docs/questions/coverage.md` defines each."""

    DIRECT = "direct"
    DERIVED = "derived"
    ONE_HOP = "one_hop"
    ABSENT = "absent"


GAPS = frozenset({State.ONE_HOP, State.ABSENT})


@dataclass(frozen=True, slots=True)
class Chain:
    """The links of a chain by stage and id, and the `feeds` edges into each.

    `unplaced` are segments of the chain that no `feeds` edge joins to another: sources name them without saying which
    link they are, so that they can be neither covered nor missing.
    """

    name: str
    links: Mapping[str, Node]
    unplaced: Mapping[str, Node]
    feeders: Mapping[str, Sequence[Edge]]


@dataclass(frozen=True, slots=True)
class Landscape:
    """A chain, and who hosts its segments and their suppliers anywhere."""

    chain: Chain
    hosted: Mapping[str, Sequence[Hosted]]

    def within(self, segment: str, parks: AbstractSet[str]) -> list[Hosted]:
        """Where the parks host the segment, by park."""
        return [one for one in self.hosted.get(segment, ()) if one.park in parks]


@dataclass(frozen=True, slots=True)
class Supplier:
    """A segment that feeds a link and is hosted in the set."""

    segment: str
    edges: Sequence[Edge]
    hosted: Sequence[Hosted]


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the chain as a set of parks has it; `everywhere` is where the whole graph hosts it."""

    segment: Node
    state: State
    credit: float
    hosted: Sequence[Hosted]
    suppliers: Sequence[Supplier]
    everywhere: Sequence[Hosted]


async def landscape(reader: EdgeReader, chain: str, edge: EdgeFilter) -> Landscape:
    """The chain and its hosts by edges that pass the filter; which segments are links does not depend on the filter."""
    found = await _chain(reader, chain, edge.basis)
    feeders = {link.tail for into in found.feeders.values() for link in into}
    segments = sorted({*found.links, *found.unplaced, *feeders})
    return Landscape(found, (await hosting(reader, segments=segments, edge=edge)).by_segment)


def links(land: Landscape, parks: AbstractSet[str]) -> list[Link]:
    """Every link of the chain, by stage and id."""
    return [_link(land, segment, parks) for segment in land.chain.links.values()]


def score(found: Sequence[Link]) -> float | None:
    """Mean credit of the links, 0 to 1; nothing where the chain has no links."""
    return round(sum(link.credit for link in found) / len(found), 6) if found else None


def credit(hosted: Sequence[Hosted]) -> float:
    """What the best `hosts` edge counts, 0 without one."""
    return max((_worth(edge) for one in hosted for edge in one.edges), default=0.0)


def spread(hosted: Sequence[Hosted]) -> dict[str, Any]:
    """On how many parks and companies a segment rests: `none`, `one` or `several`.

    Companies are `unknown` where at most one is known and some park does not say who makes it there.
    """
    parks, companies = [one.park for one in hosted], sorted({key for one in hosted for key in one.companies})
    known = len(companies) > 1 or all(one.companies for one in hosted)
    return {
        "parks": parks,
        "companies": companies,
        "by_park": _number(len(parks)),
        "by_company": _number(len(companies)) if known else "unknown",
    }


def scope_of(hosted: Sequence[Hosted]) -> str | None:
    """The narrowest place that any `hosts` edge is known for; nothing where none says."""
    found = {edge.attributes.get("scope") for one in hosted for edge in one.edges}
    return next((scope for scope in SCOPES if scope in found), None)


def statuses_of(hosted: Sequence[Hosted]) -> list[str]:
    """Statuses of the `hosts` edges in table order; an edge without one counts as unknown."""
    found = {edge.attributes.get("status", "unknown") for one in hosted for edge in one.edges}
    return [status for status in STATUSES if status in found]


async def _chain(reader: EdgeReader, name: str, basis: Basis) -> Chain:
    nodes = (await reader.view.nodes(await reader.view.node_ids("segment"))).values()
    own = sorted((node for node in nodes if node.attributes["chain"] == name), key=_place)
    hops = await reader.hops([node.id for node in own], [Rel("feeds", Direction.BOTH)])
    edges = [edge for edge in (await reader.view.edges([hop.edge for hop in hops])).values() if edge.tail != edge.head]
    placed = {end for edge in edges for end in (edge.tail, edge.head)}
    feeders: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        if edge.basis.rank <= basis.rank:
            feeders[edge.head].append(edge)
    of_links = {node.id: sorted(feeders[node.id], key=lambda edge: (edge.tail, edge.id)) for node in own}
    return Chain(
        name,
        {node.id: node for node in own if node.id in placed},
        {node.id: node for node in own if node.id not in placed},
        of_links,
    )


def _link(land: Landscape, segment: Node, parks: AbstractSet[str]) -> Link:
    hosted, suppliers = land.within(segment.id, parks), _suppliers(land, segment.id, parks)
    supplied = max((credit(one.hosted) for one in suppliers), default=0.0)
    worth = max(credit(hosted), ONE_HOP_COUNTS * supplied)
    return Link(segment, _state(hosted, suppliers), worth, hosted, suppliers, land.hosted.get(segment.id, ()))


def _suppliers(land: Landscape, segment: str, parks: AbstractSet[str]) -> list[Supplier]:
    feeding: dict[str, list[Edge]] = defaultdict(list)
    for edge in land.chain.feeders[segment]:
        feeding[edge.tail].append(edge)
    found = [Supplier(tail, edges, land.within(tail, parks)) for tail, edges in feeding.items()]
    return [one for one in found if one.hosted]


def _state(hosted: Sequence[Hosted], suppliers: Sequence[Supplier]) -> State:
    if hosted:
        return State.DIRECT if any(one.direct for one in hosted) else State.DERIVED
    return State.ONE_HOP if suppliers else State.ABSENT


def _worth(edge: Edge) -> float:
    kind = DERIVED_COUNTS if edge.basis is Basis.DERIVED else 1.0
    wider = WIDER_COUNTS if edge.attributes.get("scope") in _WIDER else 1.0
    return kind * wider * (ANNOUNCED_COUNTS if edge.attributes.get("status") in _ANNOUNCED else 1.0)


def _place(segment: Node) -> tuple[int, str]:
    return STAGES.index(str(segment.attributes["stage"])), segment.id


def _number(count: int) -> str:
    return ("none", "one")[count] if count < 2 else "several"
