"""The conditions of a screen. Each ticks every park true, false or unknown; `docs/questions/screen.md` defines them."""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graphapi.chain.hosting import Hosted, hosting
from graphapi.companies.company_activity import products_of, status_of
from graphapi.companies.ownership import CompanyGroup, GroupMember, ownership_filter, subsidiaries
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import node_of_kind
from graphapi.evidence.provenance import value_sources
from graphapi.graph.base import GraphView
from graphapi.graph.filters import edge_test, node_field, node_test
from graphapi.model.documents import Edge, Node
from graphapi.model.kinds import Basis
from graphapi.model.steps import Barrier, Direction, EdgeFilter, NodeFilter, Operator, Predicate, Rel
from graphapi.parks.three_valued import Interval, Ticked, Truth, joined, tick_of

Ticks = Mapping[str, Ticked]


class ScreenCondition(ABC):
    """Something that may hold of a park."""

    async def check(self, view: GraphView, pointer: str) -> None:
        """Refuse ids that are not there; `pointer` is the condition's JSON pointer.

        Raises:
            NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone.
        """
        for name, kind, ids in self.named():
            for number, identifier in enumerate(ids):
                await node_of_kind(view, identifier, kind, parameter=f"{pointer}/{name}/{number}")

    def named(self) -> Iterable[tuple[str, str, Sequence[str]]]:
        """Fields that hold ids, the kind of node that they must be, and the ids."""
        return ()

    @abstractmethod
    async def ticks(self, reader: EdgeReader, parks: Mapping[str, Node]) -> Ticks:
        """A tick for every park."""


@dataclass(frozen=True, slots=True)
class Hosts(ScreenCondition):
    """Hosts any (or every) of the segments; `direct` leaves out what follows from a plant alone."""

    segments: tuple[str, ...]
    every: bool = False
    direct: bool = False
    statuses: frozenset[str] = frozenset()
    basis: Basis = Basis.UNVERIFIED

    def named(self) -> Iterable[tuple[str, str, Sequence[str]]]:
        return (("segments", "segment", self.segments),)

    async def ticks(self, reader: EdgeReader, parks: Mapping[str, Node]) -> Ticks:
        """Unknown where nothing that the park hosts is known, or the status asked for is not."""
        hosted = (await hosting(reader, parks=list(parks))).by_park
        return {park: self._tick(hosted.get(park, [])) for park in parks}

    def _tick(self, hosted: Sequence[Hosted]) -> Ticked:
        if not hosted:
            return Ticked(Truth.UNKNOWN)
        found = {one.segment: one for one in hosted}
        return joined([self._segment(found.get(segment)) for segment in self.segments], every=self.every)

    def _segment(self, hosted: Hosted | None) -> Ticked:
        passes = edge_test(EdgeFilter(basis=self.basis)) or _always
        edges = [edge for edge in hosted.edges if passes(edge)] if hosted else []
        if self.direct:
            edges = [edge for edge in edges if edge.basis is not Basis.DERIVED]
        plants = [] if self.direct or hosted is None else [plant for plant in hosted.plants if passes(plant)]
        return _by_status([*edges, *plants], self.statuses)


@dataclass(frozen=True, slots=True)
class Operates(ScreenCondition):
    """Any (or every) of the companies operates there, itself or through subsidiaries."""

    companies: tuple[str, ...]
    every: bool = False
    roll_up: bool = True
    statuses: frozenset[str] = frozenset()
    basis: Basis = Basis.UNVERIFIED

    def named(self) -> Iterable[tuple[str, str, Sequence[str]]]:
        return (("companies", "company", self.companies),)

    async def ticks(self, reader: EdgeReader, parks: Mapping[str, Node]) -> Ticks:
        """Unknown where no company of the park is known, or the status asked for is not."""
        plants = await _edges(reader, parks, Rel("operates_in", Direction.IN))
        groups = [await self._group(reader, company) for company in self.companies]
        return {park: self._tick(plants.get(park, []), groups) for park in parks}

    async def _group(self, reader: EdgeReader, company: str) -> CompanyGroup:
        if not self.roll_up:
            return CompanyGroup(company, {company: GroupMember(company, 0)})
        return await subsidiaries(reader, company, ownership_filter(basis=self.basis))

    def _tick(self, plants: Sequence[Edge], groups: Sequence[CompanyGroup]) -> Ticked:
        if not plants:
            return Ticked(Truth.UNKNOWN)
        kept = [plant for plant in plants if plant.basis.rank <= self.basis.rank]
        return joined([self._company(kept, group) for group in groups], every=self.every)

    def _company(self, plants: Sequence[Edge], group: CompanyGroup) -> Ticked:
        found = _by_status([plant for plant in plants if plant.tail in group.members], self.statuses)
        return Ticked(found.tick, found.edges, tuple(group.via({plant.tail for plant in found.edges})))


@dataclass(frozen=True, slots=True)
class InProvince(ScreenCondition):
    """Lies in one of the provinces."""

    provinces: tuple[str, ...]

    def named(self) -> Iterable[tuple[str, str, Sequence[str]]]:
        return (("provinces", "province", self.provinces),)

    async def ticks(self, reader: EdgeReader, parks: Mapping[str, Node]) -> Ticks:
        """Unknown where no source places the park."""
        located = await _edges(reader, parks, Rel("located_in", Direction.OUT))
        found = {}
        for park in parks:
            province = (await reader.view.location(park)).province
            edges = tuple(located.get(park, ()))
            found[park] = Ticked(tick_of(province in self.provinces if province else None), edges)
        return found


@dataclass(frozen=True, slots=True)
class OnList(ScreenCondition):
    """Stands on any (or every) of the lists. A list is known as a whole, so that this is never unknown."""

    lists: tuple[str, ...]
    every: bool = False

    def named(self) -> Iterable[tuple[str, str, Sequence[str]]]:
        return (("lists", "list", self.lists),)

    async def ticks(self, reader: EdgeReader, parks: Mapping[str, Node]) -> Ticks:
        """True with the entry of the list."""
        listed = await _edges(reader, parks, Rel("listed_in", Direction.OUT))
        return {
            park: joined([_named(listed.get(park, ()), one) for one in self.lists], every=self.every) for park in parks
        }


@dataclass(frozen=True, slots=True)
class ParkFields(ScreenCondition):
    """The park's own attributes: periods, status, area ..., every test of them."""

    where: tuple[Predicate, ...]

    async def ticks(self, reader: EdgeReader, parks: Mapping[str, Node]) -> Ticks:
        """Unknown where the park has no such value, or the value is `unknown` and was not asked for."""
        return {
            key: joined([await self._tick(reader.view, node, one) for one in self.where], every=True)
            for key, node in parks.items()
        }

    async def _tick(self, view: GraphView, park: Node, wanted: Predicate) -> Ticked:
        place = await view.location(park.id)
        value = node_field(park, place, wanted.field)
        holds = (node_test(NodeFilter(where=(wanted,)), Barrier()) or _always)(park, place)
        if wanted.op is Operator.EXISTS:
            return Ticked(tick_of(holds), (), (), park.sources)
        if value is None:
            return Ticked(Truth.UNKNOWN)
        sources = tuple(await value_sources(view, park, wanted.field, value))
        told = {wanted.field: list(value) if isinstance(value, tuple) else value}
        decided = value != "unknown" or (holds and wanted.op in {Operator.EQ, Operator.IN})
        return Ticked(tick_of(holds if decided else None), (), (), sources, told)


@dataclass(frozen=True, slots=True)
class PlantStatus(ScreenCondition):
    """Has a plant of one of the statuses, of any of the segments where some are given."""

    statuses: frozenset[str]
    segments: tuple[str, ...] = ()
    basis: Basis = Basis.UNVERIFIED

    def named(self) -> Iterable[tuple[str, str, Sequence[str]]]:
        return (("segments", "segment", self.segments),)

    async def ticks(self, reader: EdgeReader, parks: Mapping[str, Node]) -> Ticks:
        """Unknown where no such plant is known, or the status of some is not and none has the one asked for."""
        plants = await _edges(reader, parks, Rel("operates_in", Direction.IN))
        return {park: self._tick(plants.get(park, [])) for park in parks}

    def _tick(self, plants: Sequence[Edge]) -> Ticked:
        kept = [plant for plant in plants if plant.basis.rank <= self.basis.rank]
        if self.segments:
            kept = [plant for plant in kept if not set(self.segments).isdisjoint(products_of(plant))]
        return _by_status(kept, self.statuses) if kept else Ticked(Truth.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Measured(ScreenCondition):
    """Reports a value of the indicator that compares as asked, in the given unit (else the indicator's own)."""

    indicator: str
    op: Operator
    value: float
    unit: str | None = None
    states: frozenset[str] = frozenset({"status"})

    def named(self) -> Iterable[tuple[str, str, Sequence[str]]]:
        return ()

    async def check(self, view: GraphView, pointer: str) -> None:
        await node_of_kind(view, self.indicator, "indicator", parameter=f"{pointer}/indicator")

    async def ticks(self, reader: EdgeReader, parks: Mapping[str, Node]) -> Ticks:
        """One value that passes is enough; unknown where none is disclosed, in this unit and as exactly as it takes."""
        own = (await reader.view.nodes([self.indicator]))[self.indicator].attributes.get("unit")
        reports = await _edges(reader, parks, Rel("reports", Direction.OUT))
        return {park: self._tick(reports.get(park, []), self.unit or own) for park in parks}

    def _tick(self, reports: Sequence[Edge], unit: object) -> Ticked:
        told = [one for one in reports if one.head == self.indicator and one.attributes["state"] in self.states]
        if not told:
            return Ticked(Truth.UNKNOWN)
        return joined([Ticked(self._compared(one, unit), (one,)) for one in told], every=False)

    def _compared(self, report: Edge, unit: object) -> Truth:
        value = report.attributes["value"]
        if not isinstance(value, int | float) or (unit is not None and report.attributes["unit"] != unit):
            return Truth.UNKNOWN
        return Interval.of(value, str(report.attributes.get("qualifier", "="))).compared(self.op, self.value)


@dataclass(frozen=True, slots=True)
class Discloses(ScreenCondition):
    """A source gives any figure of any (or every) of the indicators. False: none that we have seen does."""

    indicators: tuple[str, ...]
    every: bool = False
    states: frozenset[str] = frozenset()

    def named(self) -> Iterable[tuple[str, str, Sequence[str]]]:
        return (("indicators", "indicator", self.indicators),)

    async def ticks(self, reader: EdgeReader, parks: Mapping[str, Node]) -> Ticks:
        """Never unknown: it is about what pages disclose."""
        reports = await _edges(reader, parks, Rel("reports", Direction.OUT))
        return {park: self._tick(reports.get(park, [])) for park in parks}

    def _tick(self, reports: Sequence[Edge]) -> Ticked:
        told = [one for one in reports if not self.states or one.attributes["state"] in self.states]
        return joined([_named(told, one) for one in self.indicators], every=self.every)


def _always(*_: object) -> bool:
    return True


def _by_status(edges: Sequence[Edge], statuses: frozenset[str]) -> Ticked:
    """True with the edges of a status asked for, unknown with those of unknown status, else false."""
    passing = [edge for edge in edges if not statuses or status_of(edge) in statuses]
    if passing:
        return Ticked(Truth.TRUE, tuple(passing))
    silent = [edge for edge in edges if status_of(edge) == "unknown"]
    return Ticked(Truth.UNKNOWN, tuple(silent)) if silent else Ticked(Truth.FALSE, tuple(edges))


def _named(edges: Iterable[Edge], head: str) -> Ticked:
    found = tuple(edge for edge in edges if edge.head == head)
    return Ticked(tick_of(bool(found)), found)


async def _edges(reader: EdgeReader, parks: Mapping[str, Node], rel: Rel) -> Mapping[str, list[Edge]]:
    """Edges of a relation by park."""
    hops = await reader.hops(list(parks), [rel])
    edges = await reader.view.edges([hop.edge for hop in hops])
    found: dict[str, list[Edge]] = defaultdict(list)
    for hop in hops:
        found[hop.origin].append(edges[hop.edge])
    return found
