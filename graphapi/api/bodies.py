"""Bodies of the POST queries: described, bounded, turned into requests."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from graphapi.api.dependencies import ceiling
from graphapi.api.params import REL, Day
from graphapi.documents.kinds import known_kinds
from graphapi.documents.requests import Status, Word
from graphapi.evidence.provenance import Provenance
from graphapi.graph.costs import CostName
from graphapi.graph.meter import Budget
from graphapi.model.errors import InvalidRequest
from graphapi.model.kinds import Basis
from graphapi.model.nearest import did_you_mean
from graphapi.model.steps import (
    DEFAULT_RELS,
    Barrier,
    EdgeFilter,
    HubPolicy,
    Hubs,
    NodeFilter,
    Rel,
    Step,
)
from graphapi.settings import Settings
from graphapi.traversal.conditions import Condition, edge_predicates, node_filter
from graphapi.traversal.neighborhood import MAX_DEPTH, MAX_STARTS
from graphapi.traversal.paths import MAX_ENDS, MAX_HOPS, MAX_VIA, PathMode
from graphapi.traversal.patterns import TEMPLATES, PatternRequest, parse_pattern
from graphapi.traversal.rels import parse_rels

__all__ = ["Body", "BudgetBody", "NodesBody", "Status", "Word"]


class Body(BaseModel):
    """Base of all bodies; a field that is not known is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class NodesBody(Body):
    """What a node must be: one of the kinds, one of the ids, and every condition."""

    kind: list[Word] = Field(default_factory=list, max_length=20)
    ids: list[Word] = Field(default_factory=list, max_length=1000)
    where: list[Condition] = Field(default_factory=list, max_length=20)

    def filter(self, pointer: str) -> NodeFilter:
        """The filter, checked against the kinds table."""
        conditions = self.where
        return node_filter(kinds=self.kind, ids=self.ids, where=conditions, pointer=pointer)


class StepBody(Body):
    """One allowed hop, taken `repeat[0]` to `repeat[1]` times."""

    rel: list[Word] | None = Field(None, max_length=40, description=REL)
    where: list[Condition] = Field(default_factory=list, max_length=20, description="Conditions on the edge.")
    to: NodesBody = Field(default_factory=NodesBody, description="What the node reached must be.")
    repeat: tuple[int, int] | None = Field(None, description="Least and most times; [1, 1] unless the step is alone.")


class AvoidBody(Body):
    """Nodes that no path may pass."""

    ids: list[Word] = Field(default_factory=list, max_length=1000)
    kinds: list[Word] = Field(default_factory=list, max_length=20)
    provinces: list[Word] = Field(default_factory=list, max_length=40, description="With all that lies in them.")


class BudgetBody(Body):
    """Ceilings of the caller; the server's own hold above them."""

    edges: int | None = Field(None, ge=1, description="Most edges looked at.")
    ms: int | None = Field(None, ge=1, description="Most milliseconds.")
    results: int | None = Field(None, ge=1, description="Most nodes, paths or matches.")


class HubsBody(Body):
    """How nodes with very many edges are treated."""

    max_degree: int = Field(10_000, ge=1, le=1_000_000)
    policy: HubPolicy = HubPolicy.FIRST
    seed: int = Field(0, ge=0, le=2**31)


class TraversalBody(Body):
    """What every traversal can be told."""

    basis: Basis = Field(Basis.UNVERIFIED, description="Least basis of an edge.")
    valid_on: Day | None = Field(None, description="Only edges valid in this year, month or day.")
    status: list[Status] = Field(default_factory=list, description="Status of edges whose kind has one.")
    avoid: AvoidBody = Field(default_factory=AvoidBody)
    within: list[Word] | None = Field(None, max_length=5000, description="Only these nodes may be entered.")
    stop_at: NodesBody | None = Field(None, description="Nodes beyond which no walk goes.")
    hubs: HubsBody = Field(default_factory=HubsBody)
    budget: BudgetBody = Field(default_factory=BudgetBody)
    on_budget: Literal["partial", "error"] = Field("partial", description="What to do when a budget is hit.")
    estimate: bool = Field(False, description="Predict the work instead of doing it.")
    provenance: Provenance = Provenance.IDS

    def barrier(self, *, stopping: bool = False) -> Barrier:
        """What may not be entered; nodes to stop at too, where every node entered is to be left (`stopping`)."""
        return Barrier(
            ids=frozenset(self.avoid.ids),
            kinds=known_kinds(self.avoid.kinds, parameter="/avoid/kinds"),
            provinces=frozenset(self.avoid.provinces),
            within=frozenset(self.within) if self.within is not None else None,
            filters=(self.stop_at.filter("/stop_at"),) if stopping and self.stop_at is not None else (),
        )

    def held(self, settings: Settings, *, results: int | None = None) -> Budget:
        """What the caller asks for, never above the ceiling of the settings; `results` is the default of the query."""
        held = ceiling(settings, edges=self.budget.edges, results=self.budget.results or results)
        return Budget(held.edges, min(self.budget.ms or held.ms, held.ms), held.results)

    def understood(self, held: Budget, **ends: Sequence[str]) -> dict[str, Any]:
        """The request as understood: the body with its defaults, ends resolved, and the budget that holds."""
        query = self.model_dump(mode="json", by_alias=True, exclude={"provenance", "estimate"})
        query["budget"] = {"edges": held.edges, "ms": held.ms, "results": held.results}
        return query | {name.strip("_"): list(nodes) for name, nodes in ends.items()}

    def edge(self, where: list[Condition], rels: tuple[Rel, ...], pointer: str) -> EdgeFilter:
        """What an edge must be: what holds for the whole traversal, and conditions of its own."""
        predicates = edge_predicates(where, {rel.kind for rel in rels}, pointer=pointer)
        return EdgeFilter(self.basis, self.valid_on, frozenset(self.status), predicates)

    def step(self, body: StepBody, pointer: str, barrier: Barrier, repeat: tuple[int, int]) -> Step:
        """A step with what holds for the whole traversal."""
        rels = parse_rels(",".join(body.rel), parameter=f"{pointer}/rel") if body.rel is not None else DEFAULT_RELS
        times = _repeat(body.repeat or repeat, pointer)
        to = body.to.filter(f"{pointer}/to")
        return Step(rels, self.edge(body.where, rels, f"{pointer}/where"), to, times, barrier, hubs=self.hub_policy())

    def hub_policy(self) -> Hubs:
        """How nodes with very many edges are treated."""
        return Hubs(self.hubs.max_degree, self.hubs.policy, self.hubs.seed)

    def all_steps(self, bodies: list[StepBody], barrier: Barrier, *, alone: tuple[int, int]) -> tuple[Step, ...]:
        """The steps, at most twelve hops in all; a step alone without `repeat` is taken as `alone` says."""
        repeat = alone if len(bodies) == 1 else (1, 1)
        steps = tuple(self.step(body, f"/steps/{number}", barrier, repeat) for number, body in enumerate(bodies))
        hops = sum(step.repeat[1] for step in steps)
        if not 1 <= hops <= MAX_HOPS:
            raise InvalidRequest(f"the steps allow {hops} hops; 1 to {MAX_HOPS} are possible", parameter="/steps")
        return steps


class NeighborhoodBody(TraversalBody):
    """Many starts, steps and ends. A single step without `repeat` is taken up to `depth` times."""

    start: list[Word] | NodesBody = Field(description=f"Ids, or a filter; at most {MAX_STARTS} nodes.")
    steps: list[StepBody] = Field(default_factory=lambda: [StepBody()], min_length=1, max_length=MAX_HOPS)
    depth: int = Field(1, ge=1, le=MAX_DEPTH)
    kind: list[Word] = Field(default_factory=list, max_length=20, description="Node kinds kept in the answer.")
    end_at: NodesBody | None = Field(None, description="Keep only walks that end here.")
    induced: bool = Field(False, description="Add the edges among the nodes found.")
    exact_hops: bool = Field(False, description="Keep the nodes at the largest number of hops alone.")
    count_only: bool = Field(False, description="Counts by hop and kind instead of documents.")


class PathsBody(TraversalBody):
    """Paths between sets of nodes in every mode. A single step without `repeat` is taken up to `max_hops` times."""

    source: list[Word] | NodesBody | Word = Field(
        alias="from", description=f"An id, ids, or a filter; 1 to {MAX_ENDS}."
    )
    target: list[Word] | NodesBody | Word = Field(alias="to", description=f"An id, ids, or a filter; 1 to {MAX_ENDS}.")
    mode: PathMode = PathMode.SHORTEST
    max_hops: int = Field(6, ge=1, le=MAX_HOPS)
    steps: list[StepBody] = Field(default_factory=lambda: [StepBody()], min_length=1, max_length=MAX_HOPS)
    cost: CostName = CostName.HOPS
    via: list[Word] = Field(default_factory=list, max_length=MAX_VIA, description="Nodes that every path passes.")
    via_order: Literal["any", "given"] = "any"
    pairs: Literal["any", "each"] = Field("any", description="The best paths of all pairs, or the best of each pair.")
    diverse: bool = Field(False, description="Alternatives that share as few inner nodes as possible.")

    def bounded(self, barrier: Barrier) -> tuple[tuple[Step, ...], int]:
        """The steps and the most hops: `max_hops` when it is given, else as many as the steps allow.

        Raises:
            InvalidRequest: the steps demand more hops than `max_hops` allows.
        """
        steps = self.all_steps(self.steps, barrier, alone=(1, self.max_hops))
        most = sum(step.repeat[1] for step in steps)
        if "max_hops" in self.model_fields_set:
            most = min(most, self.max_hops)
        least = sum(step.repeat[0] for step in steps)
        if least > most:
            raise InvalidRequest(
                f"the steps demand {least} hops, more than max_hops {most}", value=most, parameter="/max_hops"
            )
        if len(steps) == 1:
            steps = (replace(steps[0], repeat=(least, most)),)
        return steps, most


class PatternBody(TraversalBody):
    """A path template, or the name of one of `GET /v1/patterns`, with filters by place (from 0)."""

    pattern: str | None = Field(None, max_length=500, examples=["park -hosts-> segment <-active_in- company"])
    template: Word | None = Field(None, examples=["neighbours-in-park"])
    bind: dict[str, Word] = Field(default_factory=dict, max_length=8, description='Ids by place, such as {"0": id}.')
    nodes: dict[str, NodesBody] = Field(default_factory=dict, max_length=8, description="Filters by place.")
    edges: dict[str, list[Condition]] = Field(default_factory=dict, max_length=8, description="Edge filters.")
    distinct: list[int] = Field(default_factory=list, max_length=8, description="Places whose nodes are told once.")
    group_by: list[int] = Field(default_factory=list, max_length=8, description="Places to count by.")
    count_only: bool = False

    def request(self, settings: Settings) -> PatternRequest:
        """The template with its filters by place.

        Raises:
            InvalidRequest: neither or both of pattern and template, an unknown template, a place that is not there.
            UnknownKind, UnknownField: in the template or a filter.
        """
        nodes, steps = parse_pattern(self._text())
        filters = list(nodes)
        for place, body in self.nodes.items():
            found = body.filter(f"/nodes/{place}")
            number = _place(place, len(nodes), "/nodes")
            filters[number] = replace(
                found, kinds=found.kinds or nodes[number].kinds, ids=found.ids or nodes[number].ids
            )
        for place, identifier in self.bind.items():
            number = _place(place, len(nodes), "/bind")
            filters[number] = replace(filters[number], ids=frozenset({identifier}))
        if self.distinct and self.group_by:
            raise InvalidRequest("distinct and group_by exclude each other", parameter="/group_by")
        edges = {_place(place, len(steps), "/edges"): where for place, where in self.edges.items()}
        barrier, hubs = self.barrier(), self.hub_policy()
        made = tuple(
            Step(
                step.rels,
                self.edge(edges.get(number, []), step.rels, f"/edges/{number}"),
                to,
                barrier=barrier,
                hubs=hubs,
            )
            for number, (step, to) in enumerate(zip(steps, filters[1:], strict=True))
        )
        return PatternRequest(
            tuple(filters),
            made,
            tuple(_place(one, len(nodes), "/distinct") for one in self.distinct),
            tuple(_place(one, len(nodes), "/group_by") for one in self.group_by),
            self.count_only,
            self.on_budget == "error",
            self.held(settings, results=100),
            self.stop_at.filter("/stop_at") if self.stop_at is not None else None,
        )

    def _text(self) -> str:
        if self.pattern is not None and self.template is None:
            return self.pattern
        if self.template is not None and self.template in TEMPLATES and self.pattern is None:
            return TEMPLATES[self.template].pattern
        raise InvalidRequest(
            f"give either a pattern or one of the templates {', '.join(TEMPLATES)}",
            value=self.template,
            parameter="/template",
            suggestion=did_you_mean(self.template or "", TEMPLATES),
        )


class ConnectBody(TraversalBody):
    """Nodes to link by a small subgraph."""

    ids: list[Word] = Field(min_length=2, max_length=50)
    steps: list[StepBody] = Field(default_factory=lambda: [StepBody()], min_length=1, max_length=1)
    max_hops: int = Field(6, ge=1, le=MAX_HOPS, description="How far to search from each node.")


def _place(text: str | int, places: int, pointer: str) -> int:
    if str(text) not in map(str, range(places)):
        raise InvalidRequest(
            f"{str(text)[:80]!r} is no place of the pattern; there are 0 to {places - 1}",
            value=str(text)[:80],
            parameter=pointer,
        )
    return int(text)


def _repeat(repeat: tuple[int, int], pointer: str) -> tuple[int, int]:
    least, most = repeat
    if not 0 <= least <= most <= MAX_HOPS or most == 0:
        raise InvalidRequest(
            f"repeat {list(repeat)} is not [least, most] with 0 <= least <= most and 1 <= most <= {MAX_HOPS}",
            value=str(list(repeat)),
            parameter=f"{pointer}/repeat",
        )
    return least, most
