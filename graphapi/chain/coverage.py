"""How much of a chain a set of parks hosts: the state of each link, its credit, and the score."""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from graphapi.answers.coverage import HostedSegment, LinkState, Number, StateCounts, SupplyBase
from graphapi.chain.hosting import WIDER, Hosted, hosting
from graphapi.documents.edge_reader import EdgeReader
from graphapi.model.documents import Edge, Node
from graphapi.model.grouping import grouped, narrowest_scope, statuses_of
from graphapi.model.kinds import STAGES, Basis
from graphapi.model.steps import Direction, EdgeFilter, Rel

DERIVED_FACTOR = 0.75
ONE_HOP_FACTOR = 0.25
WIDER_FACTOR = 0.5
ANNOUNCED_FACTOR = 0.5
_ANNOUNCED = frozenset({"signed", "planned"})
FORMULA = (
    "score = mean over the links of credit; credit = max(c(link), 0.25 * max of c over the links that feed it); "
    "c = best hosts edge in the set: (1 direct, 0.75 derived) * (0.5 if known for the city or province only) "
    "* (0.5 if signed or planned), 0 without one"
)


@dataclass(frozen=True, slots=True)
class Supplier:
    """A segment that feeds a link and is hosted in the set: the `feeds` edges, and where it is hosted."""

    segment: str
    feeds: Sequence[Edge]
    hosted: Sequence[Hosted]

    @property
    def edges(self) -> list[str]:
        """Ids of the edges that say so, `feeds` first."""
        return [*(edge.id for edge in self.feeds), *hosting_edges(self.hosted)]


@dataclass(frozen=True, slots=True)
class LinkCoverage:
    """A segment of the chain as a set of parks has it; `anywhere` is where the whole graph hosts it."""

    segment: Node
    credit: float
    hosted: Sequence[Hosted]
    suppliers: Sequence[Supplier]
    anywhere: Sequence[Hosted]

    @property
    def state(self) -> LinkState:
        """Direct, derived, one hop away or absent."""
        if self.hosted:
            return LinkState.DIRECT if any(host.direct for host in self.hosted) else LinkState.DERIVED
        return LinkState.ONE_HOP if self.suppliers else LinkState.ABSENT

    @property
    def scope(self) -> str | None:
        """The narrowest place that any `hosts` edge is known for; None where none says."""
        return narrowest_scope(edge for host in self.hosted for edge in host.edges)

    @property
    def statuses(self) -> list[str]:
        """Statuses of the `hosts` edges in table order; an edge without one counts as unknown."""
        return statuses_of(edge for host in self.hosted for edge in host.edges)

    @property
    def evidence(self) -> list[str]:
        """Ids of the edges that support the state; one hop away, `feeds` edges and then the hosts of the suppliers."""
        if self.hosted:
            return hosting_edges(self.hosted)
        feeds = [edge.id for supplier in self.suppliers for edge in supplier.feeds]
        return feeds + hosting_edges([host for supplier in self.suppliers for host in supplier.hosted])


@dataclass(frozen=True, slots=True)
class HostedChain:
    """The links of a chain by stage and id, the `feeds` edges into each, and who hosts them or their suppliers.

    `unplaced` are segments of the chain that no `feeds` edge joins to another: sources name them without saying which
    link they are, so that they can be neither covered nor missing.
    """

    links: Mapping[str, Node]
    unplaced: Mapping[str, Node]
    feeders: Mapping[str, Sequence[Edge]]
    hosted: Mapping[str, Sequence[Hosted]]

    def hosted_in(self, parks: AbstractSet[str], segment: str) -> list[Hosted]:
        """Where the parks host the segment, by park."""
        return [hosted for hosted in self.hosted.get(segment, ()) if hosted.park in parks]

    def unplaced_in(self, parks: AbstractSet[str]) -> list[HostedSegment]:
        """The unplaced segments that the parks host."""
        found = {segment: self.hosted_in(parks, segment) for segment in self.unplaced}
        return [hosted_segment(segment, hosted, hosting_edges(hosted)) for segment, hosted in found.items() if hosted]

    def coverage(self, parks: AbstractSet[str]) -> list[LinkCoverage]:
        """Every segment of the chain as the parks have it, by stage and id."""
        return [self._link(segment, parks) for segment in self.links.values()]

    def _link(self, segment: Node, parks: AbstractSet[str]) -> LinkCoverage:
        hosted, suppliers = self.hosted_in(parks, segment.id), self._suppliers(parks, segment.id)
        supplied = max((hosting_credit(supplier.hosted) for supplier in suppliers), default=0.0)
        credit = max(hosting_credit(hosted), ONE_HOP_FACTOR * supplied)
        return LinkCoverage(segment, credit, hosted, suppliers, self.hosted.get(segment.id, ()))

    def _suppliers(self, parks: AbstractSet[str], segment: str) -> list[Supplier]:
        feeding = grouped(self.feeders[segment], lambda edge: edge.tail)
        found = [Supplier(tail, edges, self.hosted_in(parks, tail)) for tail, edges in feeding.items()]
        return [supplier for supplier in found if supplier.hosted]


async def hosted_chain(reader: EdgeReader, chain: str, edge: EdgeFilter) -> HostedChain:
    """The chain and its hosts by edges that pass the filter; which segments are links does not depend on the filter."""
    view = reader.view
    nodes = (await view.nodes(await view.node_ids("segment"))).values()
    own = sorted((node for node in nodes if node.attributes["chain"] == chain), key=_place)
    read = await reader.edges([node.id for node in own], Rel("feeds", Direction.BOTH))
    feeds = [feed for feed in read if feed.tail != feed.head]
    placed = {end for feed in feeds for end in (feed.tail, feed.head)}
    feeders: dict[str, list[Edge]] = {node.id: [] for node in own}
    for feed in sorted(feeds, key=lambda feed: (feed.tail, feed.id)):
        if feed.basis.rank <= edge.basis.rank and feed.head in feeders:
            feeders[feed.head].append(feed)
    segments = sorted({*feeders, *(feed.tail for into in feeders.values() for feed in into)})
    return HostedChain(
        {node.id: node for node in own if node.id in placed},
        {node.id: node for node in own if node.id not in placed},
        feeders,
        (await hosting(reader, segments=segments, edge=edge)).by_segment,
    )


def coverage_score(links: Sequence[LinkCoverage]) -> float | None:
    """Mean credit of the links, 0 to 1; None where the chain has no links."""
    return round(sum(link.credit for link in links) / len(links), 6) if links else None


def state_counts(links: Sequence[LinkCoverage], *, score: float | None) -> StateCounts:
    """The number of links in each state, and the score."""
    counts = Counter(link.state for link in links)
    return StateCounts(score=score, links=len(links), **{state.value: counts[state] for state in LinkState})


def hosting_credit(hosted: Sequence[Hosted]) -> float:
    """The credit of the best `hosts` edge, 0 without one."""
    return max((_credit(edge) for host in hosted for edge in host.edges), default=0.0)


def supply_base(hosted: Sequence[Hosted]) -> SupplyBase:
    """The parks and companies that a segment rests on.

    Companies are `unknown` where at most one is known and some park does not say who makes it there.
    """
    parks, companies = [host.park for host in hosted], sorted({key for host in hosted for key in host.companies})
    known = len(companies) > 1 or all(host.companies for host in hosted)
    return SupplyBase(
        parks=parks,
        companies=companies,
        by_park=_number(len(parks)),
        by_company=_number(len(companies)) if known else "unknown",
    )


def hosted_segment(segment: str, hosted: Sequence[Hosted], edges: Sequence[str]) -> HostedSegment:
    """A segment with the parks that host it and the edges that say so."""
    return HostedSegment(segment=segment, parks=[host.park for host in hosted], edges=edges)


def hosting_edges(hosted: Sequence[Hosted]) -> list[str]:
    """Ids of the `hosts` edges, each park's followed by those of its plants."""
    return [edge.id for host in hosted for edge in (*host.edges, *host.plants)]


def _credit(edge: Edge) -> float:
    kind = DERIVED_FACTOR if edge.basis is Basis.DERIVED else 1.0
    wider = WIDER_FACTOR if edge.attributes.get("scope") in WIDER else 1.0
    return kind * wider * (ANNOUNCED_FACTOR if edge.attributes.get("status") in _ANNOUNCED else 1.0)


def _number(count: int) -> Number:
    return "several" if count > 1 else "one" if count else "none"


def _place(segment: Node) -> tuple[int, str]:
    return STAGES.index(str(segment.attributes["stage"])), segment.id
