"""What every traversal may be asked: steps, filters and ceilings, checked once and compiled.

The same model validates a body, is built from the parameters of a URL, and is asked in code. `checked` of each request
compiles it into the plan that its question carries out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from graphapi.answers.envelopes import Query
from graphapi.documents.lookup import AREA_KIND, known_edge_kind, known_kinds, known_node, node_of_kind
from graphapi.documents.requests import Day, Request, Status, Word
from graphapi.evidence.provenance import Provenance
from graphapi.graph.base import GraphView
from graphapi.graph.bfs import matching
from graphapi.graph.meter import Budget, Meter
from graphapi.model.completeness import Shortfall
from graphapi.model.errors import BudgetExceeded, InvalidRequest
from graphapi.model.identifiers import kind_of
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, Basis
from graphapi.model.steps import (
    DEFAULT_RELS,
    Barrier,
    Direction,
    EdgeFilter,
    HubPolicy,
    Hubs,
    NodeFilter,
    Rel,
    Step,
)
from graphapi.traversal.conditions import Condition, edge_predicates, node_filter

MAX_HOPS = 12
MAX_STARTS = 200
REL = "Edge kinds to follow, separated by commas: `kind>` along the edge, `<kind` against it, `kind` both ways."
VALID_ON = "Only edges valid in this year, month or day."
MAX_EDGES = "Maximum number of edges examined, up to the server's own limit."

RelWords = Annotated[str | None, Field(max_length=500, description=REL)]


@dataclass(frozen=True, slots=True, kw_only=True)
class TraversalPlan:
    """A request that was checked: its budget, the request as understood, and whether only a whole answer will do."""

    budget: Budget = field(default_factory=Budget)
    query: Query = field(default_factory=dict)
    strict: bool = False

    def refuse_partial(self, reason: Shortfall | None, meter: Meter) -> None:
        """Refuse an answer that a budget cut, if only a whole one will do; hubs that were cut do not count.

        Raises:
            BudgetExceeded.
        """
        if self.strict and reason not in {None, Shortfall.HUB_LIMIT}:
            raise BudgetExceeded(
                f"the search stopped at its {reason} after {meter.edges} edges",
                value=reason,
                parameter="/budget",
                suggestion="narrow the query or use on_budget=partial",
            )


class NodeSelection(Request):
    """Conditions on a node: one of the kinds, one of the ids, and every condition of `where`."""

    kind: list[Word] = Field(default_factory=list, max_length=20)
    ids: list[Word] = Field(default_factory=list, max_length=1000)
    where: list[Condition] = Field(default_factory=list, max_length=20)

    def filter(self, pointer: str) -> NodeFilter:
        """The filter, checked against the kinds table; `pointer` is the position of the selection in the request."""
        return node_filter(kinds=self.kind, ids=self.ids, where=self.where, pointer=pointer)


class StepRequest(Request):
    """One allowed hop, repeated `repeat[0]` to `repeat[1]` times."""

    rel: list[Word] | None = Field(None, max_length=40, description=REL)
    where: list[Condition] = Field(default_factory=list, max_length=20, description="Conditions on the edge.")
    to: NodeSelection = Field(default_factory=NodeSelection, description="Conditions on the node reached.")
    repeat: tuple[int, int] | None = Field(
        None, description="Minimum and maximum number of times; default [1, 1] unless it is the only step."
    )

    def times(self, default: tuple[int, int], pointer: str) -> tuple[int, int]:
        """How often the step is taken.

        Raises:
            InvalidRequest: `repeat` is out of order or above 12.
        """
        least, most = self.repeat or default
        if not 0 <= least <= most <= MAX_HOPS or most == 0:
            raise InvalidRequest(
                f"repeat {[least, most]} is not [least, most] with 0 <= least <= most and 1 <= most <= {MAX_HOPS}",
                value=str([least, most]),
                parameter=f"{pointer}/repeat",
            )
        return least, most


class Avoidance(Request):
    """Nodes that may not be passed."""

    ids: list[Word] = Field(default_factory=list, max_length=1000)
    kinds: list[Word] = Field(default_factory=list, max_length=20)
    provinces: list[Word] = Field(default_factory=list, max_length=40, description="With all that lies in them.")
    parameters: ClassVar[tuple[str, str, str]] = ("/avoid/ids", "/avoid/kinds", "/avoid/provinces")

    async def check(self, view: GraphView) -> None:
        """Refuse what is not there.

        Raises:
            NodeNotFound, NodeMoved, DocumentGone, InvalidIdentifier, UnknownKind.
        """
        of_ids, of_kinds, of_areas = self.parameters
        for node in self.ids:
            await known_node(view, node, parameter=of_ids)
        for area in self.provinces:
            await node_of_kind(view, area, AREA_KIND, parameter=of_areas)
        known_kinds(self.kinds, parameter=of_kinds)


class AvoidanceByWords(Avoidance):
    """The same in a URL: kinds and ids separated by commas, whatever lies in an area included."""

    parameters: ClassVar[tuple[str, str, str]] = ("avoid", "avoid", "avoid")

    @classmethod
    def of(cls, found: Sequence[str]) -> "AvoidanceByWords":
        """What the words name; they are as long and as many as a URL allows."""
        ids = [word for word in found if word not in NODE_KINDS]
        areas = [word for word in ids if kind_of(word) == AREA_KIND]
        kinds = [word for word in found if word in NODE_KINDS]
        return cls().model_copy(update={"ids": ids, "kinds": kinds, "provinces": areas})


class BudgetRequest(Request):
    """The caller's limits; the server's own limits apply in any case."""

    edges: int | None = Field(None, ge=1, description="Maximum number of edges examined.")
    ms: int | None = Field(None, ge=1, description="Maximum number of milliseconds.")
    results: int | None = Field(None, ge=1, description="Maximum number of nodes, paths or matches.")

    def within(self, ceiling: Budget, *, results: int | None = None) -> Budget:
        """What the caller asks for, never above the ceiling; `results` is the default of the question."""
        return Budget(
            min(self.edges or ceiling.edges, ceiling.edges),
            min(self.ms or ceiling.ms, ceiling.ms),
            min(self.results or results or ceiling.results, ceiling.results),
        )


class HubRequest(Request):
    """How nodes with very many edges are treated."""

    max_degree: int = Field(10_000, ge=1, le=1_000_000)
    policy: HubPolicy = HubPolicy.FIRST
    seed: int = Field(0, ge=0, le=2**31)


class TraversalRequest(Request):
    """What every traversal can be asked."""

    basis: Basis = Field(Basis.UNVERIFIED, description="Least basis of an edge.")
    valid_on: Day | None = Field(None, description=VALID_ON)
    status: list[Status] = Field(default_factory=list, description="Status of edges whose kind has one.")
    avoid: Avoidance = Field(default_factory=Avoidance)
    within: list[Word] | None = Field(None, max_length=5000, description="Only these nodes may be entered.")
    stop_at: NodeSelection | None = Field(None, description="Nodes that are not expanded further.")
    hubs: HubRequest = Field(default_factory=HubRequest)
    budget: BudgetRequest = Field(default_factory=BudgetRequest)
    on_budget: Literal["partial", "error"] = Field("partial", description="What to do when a budget is hit.")
    estimate: bool = Field(False, description="Predict the work instead of doing it.")
    provenance: Provenance = Provenance.IDS

    @property
    def strict(self) -> bool:
        """Whether an answer that a budget cut is refused."""
        return self.on_budget == "error"

    async def barrier(self, view: GraphView, *, stopping: bool = True) -> Barrier:
        """What may not be entered; the nodes to stop at too, where every node entered is to be left (`stopping`).

        Raises:
            NodeNotFound, NodeMoved, DocumentGone, InvalidIdentifier, UnknownKind, UnknownField, InvalidRequest.
        """
        await self.avoid.check(view)
        return Barrier(
            ids=frozenset(self.avoid.ids),
            kinds=frozenset(self.avoid.kinds),
            provinces=frozenset(self.avoid.provinces),
            within=frozenset(self.within) if self.within is not None else None,
            filters=(self.stop_at.filter("/stop_at"),) if stopping and self.stop_at is not None else (),
        )

    def all_steps(
        self, requests: Sequence[StepRequest], barrier: Barrier, *, alone: tuple[int, int]
    ) -> tuple[Step, ...]:
        """The steps, at most twelve hops in all; a step alone without `repeat` is taken as `alone` says.

        Raises:
            InvalidRequest: too many hops, or none; else as `step`.
        """
        times = alone if len(requests) == 1 else (1, 1)
        steps = tuple(self.step(hop, f"/steps/{number}", barrier, times) for number, hop in enumerate(requests))
        hops = sum(step.repeat[1] for step in steps)
        if not 1 <= hops <= MAX_HOPS:
            raise InvalidRequest(f"the steps allow {hops} hops; 1 to {MAX_HOPS} are allowed", parameter="/steps")
        return steps

    def step(self, request: StepRequest, pointer: str, barrier: Barrier, repeat: tuple[int, int]) -> Step:
        """A step with what holds for the whole traversal.

        Raises:
            UnknownKind, UnknownField, InvalidRequest: `parameter` is a JSON pointer below `pointer`.
        """
        rels = DEFAULT_RELS
        if request.rel is not None:
            rels = parse_rels(",".join(request.rel), parameter=f"{pointer}/rel")
        times, to = request.times(repeat, pointer), request.to.filter(f"{pointer}/to")
        return Step(rels, self.edge(request.where, rels, f"{pointer}/where"), to, times, barrier, hubs=self.hub_policy)

    def edge(self, where: Sequence[Condition], rels: Sequence[Rel], pointer: str) -> EdgeFilter:
        """What an edge must be: what holds for the whole traversal, and conditions of its own."""
        predicates = edge_predicates(where, {rel.kind for rel in rels}, pointer=pointer)
        return EdgeFilter(self.basis, self.valid_on, frozenset(self.status), predicates)

    @property
    def hub_policy(self) -> Hubs:
        """How nodes with very many edges are treated."""
        return Hubs(self.hubs.max_degree, self.hubs.policy, self.hubs.seed)

    def understood(self, budget: Budget, **more: object) -> Query:
        """The request as understood: with defaults, the budget that holds, and `more` in place of what was given."""
        query = self.model_dump(mode="json", by_alias=True, exclude={"provenance", "estimate"})
        held = {"edges": budget.edges, "ms": budget.ms, "results": budget.results}
        return query | {"budget": held} | {name.strip("_"): value for name, value in more.items()}


async def chosen(view: GraphView, wanted: Sequence[str] | NodeSelection | str, parameter: str) -> tuple[str, ...]:
    """Ids as given, each once, not looked up; or the nodes that pass a filter, in the order of the view.

    Raises:
        InvalidRequest: no node passes the filter, or more than 200.
        UnknownKind, UnknownField: about the filter.
    """
    if not isinstance(wanted, NodeSelection):
        return tuple(dict.fromkeys([wanted] if isinstance(wanted, str) else wanted))
    passing = wanted.filter(f"/{parameter}")
    kinds: Sequence[str | None] = sorted(passing.kinds) or [None]
    ids = sorted(passing.ids) or [key for kind in kinds for key in await view.node_ids(kind)]
    found = await view.ordered(await matching(view, ids, passing))
    if not 1 <= len(found) <= MAX_STARTS:
        raise InvalidRequest(f"{len(found)} nodes match the filter; 1 to {MAX_STARTS} are allowed", parameter=parameter)
    return tuple(found)


def parse_rels(text: str | None, *, parameter: str = "rel") -> tuple[Rel, ...]:
    """Relations in the order of the kinds table; every followed kind both ways when the text is absent.

    `kind>` goes along the edge, `<kind` against it, `kind` both ways.

    Raises:
        UnknownKind: an edge kind that the kinds table does not have; the nearest is suggested.
    """
    if text is None:
        return DEFAULT_RELS
    found = [_rel(part.strip(), parameter) for part in text.split(",")]
    order = list(EDGE_KINDS)
    return tuple(sorted(dict.fromkeys(found), key=lambda rel: (order.index(rel.kind), rel.direction)))


def _rel(part: str, parameter: str) -> Rel:
    against, along = part.startswith("<"), part.endswith(">")
    kind = known_edge_kind(part.removeprefix("<").removesuffix(">"), parameter=parameter)
    if against == along:
        return Rel(kind, Direction.BOTH)
    return Rel(kind, Direction.IN if against else Direction.OUT)
