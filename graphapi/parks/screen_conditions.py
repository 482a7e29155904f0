"""The conditions of a screen. Each ticks every park true, false or unknown; `docs/questions/screen.md` defines them."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Annotated, Literal

from pydantic import Field

from graphapi.answers.documents import JsonValue
from graphapi.answers.parks import ConditionTick, Truth
from graphapi.chain.coverage import coverage_score, hosted_chain
from graphapi.chain.flow import SLUGS, known_chain
from graphapi.chain.hosting import Hosted, hosting
from graphapi.companies.ownership import CompanyGroup, GroupCompany, ownership_filter, subsidiaries
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import node_of_kind
from graphapi.documents.requests import BASIS, Request, Status, Word
from graphapi.evidence.provenance import value_sources
from graphapi.graph.base import GraphView
from graphapi.graph.filters import NODE_FIELDS, edge_test, node_field, node_test
from graphapi.model.documents import Edge, Node
from graphapi.model.grouping import each_once, ids_of, products_of, sources_of, status_of
from graphapi.model.kinds import Basis
from graphapi.model.steps import Barrier, Direction, EdgeFilter, NodeFilter, Operator, Predicate, Rel
from graphapi.traversal.conditions import Condition, predicates_of

Ids = Annotated[list[Word], Field(min_length=1, max_length=100)]
Match = Annotated[Literal["any", "all"], Field(description="Whether any of those named is enough, or all are needed.")]
State = Literal["status", "target", "under_construction"]
Statuses = Annotated[list[Status], Field(default_factory=list, max_length=5, description="Only these; default any.")]
_BASIS = Field(Basis.UNVERIFIED, description=BASIS)
_KIND_OF_IDS = {
    "segments": "segment",
    "companies": "company",
    "provinces": "province",
    "lists": "list",
    "indicators": "indicator",
}
"""Fields of conditions that hold ids, and the kind of node that these must be."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A truth, the edges that speak for or against it, the ownership in between, and values of the park's own."""

    truth: Truth
    edges: tuple[Edge, ...] = ()
    ownership: tuple[Edge, ...] = ()
    sources: tuple[str, ...] = ()
    values: Mapping[str, JsonValue] = field(default_factory=dict)

    def answer(self, name: str) -> ConditionTick:
        """Ids of the evidence; the documents are listed once for the whole park."""
        return ConditionTick(
            name=name,
            tick=self.truth,
            edges=sorted({*ids_of(self.edges)}),
            ownership=sorted({*ids_of(self.ownership)}),
            sources=sorted({*self.sources, *sources_of((*self.edges, *self.ownership))}),
            values=self.values or None,
        )


Ticks = Mapping[str, Tick]
"""A tick for every park."""


def truth_of(holds: bool | None) -> Truth:
    """A boolean that may be unknown as a truth."""
    return Truth.UNKNOWN if holds is None else Truth.TRUE if holds else Truth.FALSE


def combined(parts: Iterable[Tick], *, every: bool) -> Tick:
    """Kleene's *and* or *or* of several ticks; the evidence is that of the parts that decide, of all when none does."""
    found = list(parts)
    decisive = Truth.FALSE if every else Truth.TRUE
    other = Truth.TRUE if every else Truth.FALSE
    truths = {part.truth for part in found}
    truth = decisive if decisive in truths else Truth.UNKNOWN if Truth.UNKNOWN in truths else other
    kept = [part for part in found if part.truth is truth or truth is Truth.UNKNOWN]
    return Tick(
        truth,
        tuple(each_once(edge for part in kept for edge in part.edges)),
        tuple(each_once(edge for part in kept for edge in part.ownership)),
        tuple(dict.fromkeys(key for part in kept for key in part.sources)),
        {name: value for part in kept for name, value in part.values.items()},
    )


@dataclass(frozen=True, slots=True)
class Interval:
    """What is known of a number: `>` and `<` of a report leave one side open."""

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False

    @classmethod
    def of(cls, value: float, qualifier: str) -> "Interval":
        """The numbers that a report allows; `about` counts as the number itself."""
        return {
            ">": cls(value, inf, low_open=True),
            ">=": cls(value, inf),
            "<": cls(-inf, value, high_open=True),
            "<=": cls(-inf, value),
        }.get(qualifier, cls(value, value))

    def compared(self, op: Operator, wanted: float) -> Truth:
        """Whether all numbers of the interval pass (true), none does (false), or some do (unknown)."""
        below = self.high < wanted or (self.high == wanted and self.high_open)
        above = self.low > wanted or (self.low == wanted and self.low_open)
        passes, fails = {
            Operator.GE: (self.low >= wanted, below),
            Operator.GT: (above, self.high <= wanted),
            Operator.LE: (self.high <= wanted, above),
            Operator.LT: (below, self.low >= wanted),
            Operator.EQ: (self.low == wanted == self.high, below or above),
        }[op]
        return truth_of(True if passes else False if fails else None)


class ScreenCondition(Request, ABC):
    """Something that may hold of a park."""

    label: str | None = Field(None, max_length=200, description="A name of the caller's own, repeated in `meta.query`.")

    def check_words(self, pointer: str) -> None:
        """Raise UnknownField or InvalidRequest for what no graph makes right; `pointer` is a JSON pointer."""

    async def check_ids(self, view: GraphView, pointer: str) -> None:
        """Refuse ids that are not there; errors as of `node_of_kind`."""
        for name, kind in _KIND_OF_IDS.items():
            for number, identifier in enumerate(each(getattr(self, name, ()))):
                await node_of_kind(view, identifier, kind, parameter=f"{pointer}/{name}/{number}")

    @abstractmethod
    async def ticks(self, reader: EdgeReader, parks: Mapping[str, Node]) -> Ticks:
        """A tick for every park."""


class HostsCondition(ScreenCondition):
    """The park hosts segments; with `direct`, as a source says of the park itself and not only of a plant."""

    kind: Literal["hosts"]
    segments: Ids
    match: Match = "any"
    direct: bool = False
    status: Statuses
    basis: Basis = _BASIS

    async def ticks(self, reader: EdgeReader, parks: Mapping[str, Node]) -> Ticks:
        """Unknown where nothing that the park hosts is known, or the status asked for is not."""
        hosted = (await hosting(reader, parks=list(parks))).by_park
        return {park: self._tick(hosted.get(park, [])) for park in parks}

    def _tick(self, hosted: Sequence[Hosted]) -> Tick:
        if not hosted:
            return Tick(Truth.UNKNOWN)
        found = {pair.segment: pair for pair in hosted}
        return combined([self._segment(found.get(key)) for key in each(self.segments)], every=self.match == "all")

    def _segment(self, hosted: Hosted | None) -> Tick:
        passes = edge_test(EdgeFilter(basis=self.basis)) or _always
        edges = [edge for edge in hosted.edges if passes(edge)] if hosted else []
        if self.direct:
            edges = [edge for edge in edges if edge.basis is not Basis.DERIVED]
        plants = [] if self.direct or hosted is None else [plant for plant in hosted.plants if passes(plant)]
        return _by_status([*edges, *plants], self.status)


class CompanyCondition(ScreenCondition):
    """Companies operate there, with `subsidiaries` those that they own too."""

    kind: Literal["company"]
    companies: Ids
    match: Match = "any"
    subsidiaries: bool = True
    status: Statuses
    basis: Basis = _BASIS

    async def ticks(self, reader: EdgeReader, parks: Mapping[str, Node]) -> Ticks:
        """Unknown where no company of the park is known, or the status asked for is not."""
        plants = await reader.edges_at(list(parks), Rel("operates_in", Direction.IN))
        groups = [await self._group(reader, company) for company in each(self.companies)]
        return {park: self._tick(plants[park], groups) for park in parks}

    async def _group(self, reader: EdgeReader, company: str) -> CompanyGroup:
        if not self.subsidiaries:
            return CompanyGroup(company, {company: GroupCompany(company, 0)})
        return await subsidiaries(reader, company, ownership_filter(basis=self.basis))

    def _tick(self, plants: Sequence[Edge], groups: Sequence[CompanyGroup]) -> Tick:
        if not plants:
            return Tick(Truth.UNKNOWN)
        kept = [plant for plant in plants if plant.basis.rank <= self.basis.rank]
        return combined([self._company(kept, group) for group in groups], every=self.match == "all")

    def _company(self, plants: Sequence[Edge], group: CompanyGroup) -> Tick:
        found = _by_status([plant for plant in plants if plant.tail in group.members], self.status)
        return Tick(found.truth, found.edges, tuple(group.via({plant.tail for plant in found.edges})))


class ProvinceCondition(ScreenCondition):
    """The park lies in one of the provinces."""

    kind: Literal["province"]
    provinces: Ids

    async def ticks(self, reader: EdgeReader, parks: Mapping[str, Node]) -> Ticks:
        """Unknown where no source places the park."""
        located = await reader.edges_at(list(parks), Rel("located_in", Direction.OUT))
        places = {park: (await reader.view.location(park)).province for park in parks}
        return {
            park: Tick(truth_of(province in self.provinces if province else None), tuple(located[park]))
            for park, province in places.items()
        }


class ListCondition(ScreenCondition):
    """The park is on lists. Lists are known in full, so this is never unknown."""

    kind: Literal["list"]
    lists: Ids
    match: Match = "any"

    async def ticks(self, reader: EdgeReader, parks: Mapping[str, Node]) -> Ticks:
        """True with the entry of the list."""
        listed = await reader.edges_at(list(parks), Rel("listed_in", Direction.OUT))
        every, lists = self.match == "all", each(self.lists)
        return {park: combined([_leading_to(listed[park], key) for key in lists], every=every) for park in parks}


class ParkCondition(ScreenCondition):
    """Tests of the park's own attributes, joined by *and*: period of construction, status, area ..."""

    kind: Literal["park"]
    where: list[Condition] = Field(min_length=1, max_length=20)

    def predicates(self, pointer: str = "") -> tuple[Predicate, ...]:
        """The tests, fields and values checked; wrong ones raise UnknownField or InvalidRequest."""
        return predicates_of(self.where, ["park"], NODE_FIELDS, pointer=f"{pointer}/where")

    def check_words(self, pointer: str) -> None:
        self.predicates(pointer)

    async def ticks(self, reader: EdgeReader, parks: Mapping[str, Node]) -> Ticks:
        """Unknown where the park has no such value, or the value is `unknown` and was not asked for."""
        tests = self.predicates()
        return {
            key: combined([await self._tick(reader.view, node, test) for test in tests], every=True)
            for key, node in parks.items()
        }

    async def _tick(self, view: GraphView, park: Node, wanted: Predicate) -> Tick:
        place = await view.location(park.id)
        value = node_field(park, place, wanted.field)
        holds = (node_test(NodeFilter(where=(wanted,)), Barrier()) or _always)(park, place)
        if wanted.op is Operator.EXISTS:
            return Tick(truth_of(holds), sources=park.sources)
        if value is None:
            return Tick(Truth.UNKNOWN)
        decided = value != "unknown" or (holds and wanted.op in {Operator.EQ, Operator.IN})
        sources = tuple(await value_sources(view, park, wanted.field, value))
        return Tick(truth_of(holds if decided else None), sources=sources, values={wanted.field: value})


class PlantStatusCondition(ScreenCondition):
    """The park has a plant of one of the statuses; with `segments`, one that makes any of these."""

    kind: Literal["plant_status"]
    status: list[Status] = Field(min_length=1, max_length=5)
    segments: list[Word] = Field(default_factory=list, max_length=100)
    basis: Basis = _BASIS

    async def ticks(self, reader: EdgeReader, parks: Mapping[str, Node]) -> Ticks:
        """Unknown where no such plant is known, or the status of some is not and none has the one asked for."""
        plants = await reader.edges_at(list(parks), Rel("operates_in", Direction.IN))
        return {park: self._tick(plants[park]) for park in parks}

    def _tick(self, plants: Sequence[Edge]) -> Tick:
        kept = [plant for plant in plants if plant.basis.rank <= self.basis.rank]
        if self.segments:
            kept = [plant for plant in kept if not set(self.segments).isdisjoint(products_of(plant))]
        return _by_status(kept, self.status) if kept else Tick(Truth.UNKNOWN)


class MeasuredCondition(ScreenCondition):
    """The park reports a value of the indicator that satisfies the comparison, by `state`."""

    kind: Literal["measured"]
    indicator: Word
    op: Literal["=", "<", "<=", ">", ">="]
    value: Annotated[float, Field(allow_inf_nan=False)]
    unit: Word | None = Field(None, description="Unit of the value; by default that of the indicator.")
    state: list[State] = Field(["status"], min_length=1, max_length=3)

    async def check_ids(self, view: GraphView, pointer: str) -> None:
        await node_of_kind(view, self.indicator, "indicator", parameter=f"{pointer}/indicator")

    async def ticks(self, reader: EdgeReader, parks: Mapping[str, Node]) -> Ticks:
        """One value that passes is enough; unknown where none is disclosed, in this unit and as exactly as it takes."""
        own = (await reader.view.nodes([self.indicator]))[self.indicator].attributes.get("unit")
        reports = await reader.edges_at(list(parks), Rel("reports", Direction.OUT))
        return {park: self._tick(reports[park], self.unit or own) for park in parks}

    def _tick(self, reports: Sequence[Edge], unit: object) -> Tick:
        found = [edge for edge in reports if edge.head == self.indicator and edge.attributes["state"] in self.state]
        if not found:
            return Tick(Truth.UNKNOWN)
        return combined([Tick(self._compared(edge, unit), (edge,)) for edge in found], every=False)

    def _compared(self, report: Edge, unit: object) -> Truth:
        value = report.attributes["value"]
        if not isinstance(value, int | float) or (unit is not None and report.attributes["unit"] != unit):
            return Truth.UNKNOWN
        interval = Interval.of(value, str(report.attributes.get("qualifier", "=")))
        return interval.compared(Operator(self.op), self.value)


class DisclosesCondition(ScreenCondition):
    """A source gives a figure of the indicators, measured or as a target unless `state` says which."""

    kind: Literal["discloses"]
    indicators: Ids
    match: Match = "any"
    state: list[State] = Field(default_factory=list, max_length=3)

    async def ticks(self, reader: EdgeReader, parks: Mapping[str, Node]) -> Ticks:
        """Never unknown: it is about what pages disclose; false where none that we have seen does."""
        reports = await reader.edges_at(list(parks), Rel("reports", Direction.OUT))
        return {park: self._tick(reports[park]) for park in parks}

    def _tick(self, reports: Sequence[Edge]) -> Tick:
        found = [edge for edge in reports if not self.state or edge.attributes["state"] in self.state]
        return combined([_leading_to(found, key) for key in each(self.indicators)], every=self.match == "all")


class CoverageCondition(ScreenCondition):
    """The park's coverage score for a chain, 0 to 1, satisfies the comparison; see `/v1/parks/{id}/coverage`."""

    kind: Literal["coverage"]
    chain: Word = Field("lithium-battery", description=f"Any of {', '.join(SLUGS)}.")
    op: Literal["<", "<=", ">", ">="] = ">="
    value: float = Field(ge=0, le=1)
    basis: Basis = _BASIS

    def check_words(self, pointer: str) -> None:
        known_chain(self.chain, parameter=f"{pointer}/chain")

    async def ticks(self, reader: EdgeReader, parks: Mapping[str, Node]) -> Ticks:
        """Unknown where nothing that the park hosts is known, or the chain has no links."""
        chain = await hosted_chain(reader, known_chain(self.chain), EdgeFilter(basis=self.basis))
        known = (await hosting(reader, parks=list(parks))).by_park
        found: dict[str, Tick] = {}
        for park in parks:
            covered = chain.coverage({park})
            reached = coverage_score(covered)
            if reached is None or park not in known:
                found[park] = Tick(Truth.UNKNOWN)
                continue
            edges = tuple(edge for link in covered for hosted in link.hosted for edge in hosted.edges)
            truth = Interval(reached, reached).compared(Operator(self.op), self.value)
            found[park] = Tick(truth, edges, values={"score": reached})
        return found


AnyCondition = Annotated[
    HostsCondition
    | CompanyCondition
    | ProvinceCondition
    | ListCondition
    | ParkCondition
    | PlantStatusCondition
    | MeasuredCondition
    | DisclosesCondition
    | CoverageCondition,
    Field(discriminator="kind"),
]


def each(words: Sequence[str]) -> tuple[str, ...]:
    """The words in order, each once."""
    return tuple(dict.fromkeys(words))


def _always(*_: object) -> bool:
    return True


def _by_status(edges: Sequence[Edge], statuses: Sequence[str]) -> Tick:
    """True with the edges of a status asked for, unknown with those of unknown status, else false."""
    passing = [edge for edge in edges if not statuses or status_of(edge) in statuses]
    if passing:
        return Tick(Truth.TRUE, tuple(passing))
    silent = [edge for edge in edges if status_of(edge) == "unknown"]
    return Tick(Truth.UNKNOWN, tuple(silent)) if silent else Tick(Truth.FALSE, tuple(edges))


def _leading_to(edges: Iterable[Edge], head: str) -> Tick:
    found = tuple(edge for edge in edges if edge.head == head)
    return Tick(truth_of(bool(found)), found)
