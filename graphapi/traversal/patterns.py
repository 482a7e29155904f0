"""Patterns: matches of a path template, which joins node kinds, ids or `*` by arrows of edge kinds."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import Field

from graphapi.answers.encoding import extended
from graphapi.answers.envelopes import GraphIds
from graphapi.answers.graphs import Match, MatchGroup, PatternMatches, PatternMeta, PatternTemplate
from graphapi.documents.lookup import known_edge_kind, known_kinds, known_node
from graphapi.documents.requests import Word
from graphapi.graph.base import GraphView
from graphapi.graph.bfs import matching
from graphapi.graph.meter import Budget, Meter
from graphapi.model.completeness import COMPLETE, Completeness, Shortfall
from graphapi.model.errors import InvalidRequest, did_you_mean
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS
from graphapi.model.steps import DEFAULT_RELS, Direction, NodeFilter, Rel, Step
from graphapi.traversal.answer import graph_meta
from graphapi.traversal.conditions import Condition
from graphapi.traversal.requests import NodeSelection, TraversalPlan, TraversalRequest

MAX_NODES = 8
RESULTS = 100
"""Most matches of an answer unless more are asked for."""

_TOKEN = re.compile(r"\s*(?:(?P<arrow><?-+[a-z_|]*-+>?)|(?P<node>\*|[a-z_]+(?::[a-z0-9-]+)?))\s*", re.ASCII)
_KIND, _ENDS = next((name, kind.ends[0]) for name, kind in EDGE_KINDS.items())
EXAMPLE = f"{_ENDS[0]} -{_KIND}-> {_ENDS[1]} <-{_KIND}- {_ENDS[0]}"


@dataclass(frozen=True, slots=True)
class PatternPlan(TraversalPlan):
    """Filters of the nodes by place and the steps between them; `distinct` and `group_by` are places from 0.

    The barrier of the steps holds at every place, `stop_at` at all but the first and the last.
    """

    nodes: tuple[NodeFilter, ...]
    steps: tuple[Step, ...]
    distinct: tuple[int, ...] = ()
    group_by: tuple[int, ...] = ()
    counted: bool = False
    stop_at: NodeFilter | None = None

    @property
    def grouped(self) -> bool:
        """Whether nodes at chosen places are answered in place of matches."""
        return bool(self.distinct or self.group_by)


class PatternRequest(TraversalRequest):
    """A path template, or the name of one of `GET /v1/patterns`, with filters by place (from 0)."""

    pattern: str | None = Field(None, max_length=500, examples=[EXAMPLE])
    template: Word | None = None
    bind: dict[str, Word] = Field(default_factory=dict, max_length=8, description='Ids by place, such as {"0": id}.')
    nodes: dict[str, NodeSelection] = Field(default_factory=dict, max_length=8, description="Filters by place.")
    edges: dict[str, list[Condition]] = Field(default_factory=dict, max_length=8, description="Edge filters.")
    distinct: list[int] = Field(
        default_factory=list, max_length=8, description="Places to list the nodes of, once each."
    )
    group_by: list[int] = Field(default_factory=list, max_length=8, description="Places to count by.")
    count_only: bool = False

    async def checked(self, view: GraphView, ceiling: Budget, templates: Mapping[str, PatternTemplate]) -> PatternPlan:
        """The plan that answers it.

        Raises:
            InvalidRequest: neither or both of pattern and template, an unknown template, a place that is not there.
            UnknownKind, UnknownField: in the template or a filter.
            NodeNotFound, NodeMoved, DocumentGone, InvalidIdentifier: about an avoided node.
        """
        example = next((template.pattern for template in templates.values()), EXAMPLE)
        nodes, steps = parse_pattern(self._text(templates), example=example)
        filters = self._filters(nodes)
        if self.distinct and self.group_by:
            raise InvalidRequest("distinct and group_by exclude each other", parameter="/group_by")
        edges = {_place(place, len(steps), "/edges"): where for place, where in self.edges.items()}
        barrier, hubs, budget = (
            await self.barrier(view, stopping=False),
            self.hub_policy,
            self.budget.within(ceiling, results=RESULTS),
        )
        return PatternPlan(
            tuple(filters),
            tuple(
                replace(
                    step,
                    edge=self.edge(edges.get(number, ()), step.rels, f"/edges/{number}"),
                    to=to,
                    barrier=barrier,
                    hubs=hubs,
                )
                for number, (step, to) in enumerate(zip(steps, filters[1:], strict=True))
            ),
            tuple(_place(place, len(nodes), "/distinct") for place in self.distinct),
            tuple(_place(place, len(nodes), "/group_by") for place in self.group_by),
            self.count_only,
            self.stop_at.filter("/stop_at") if self.stop_at is not None else None,
            strict=self.strict,
            budget=budget,
            query=self.understood(budget),
        )

    def _filters(self, nodes: Sequence[NodeFilter]) -> Sequence[NodeFilter]:
        """The filters of the template, narrowed by those of the request."""
        filters = list(nodes)
        for place, selection in self.nodes.items():
            found = selection.filter(f"/nodes/{place}")
            number = _place(place, len(nodes), "/nodes")
            filters[number] = replace(
                found, kinds=found.kinds or nodes[number].kinds, ids=found.ids or nodes[number].ids
            )
        for place, identifier in self.bind.items():
            number = _place(place, len(nodes), "/bind")
            filters[number] = replace(filters[number], ids=frozenset({identifier}))
        return filters

    def _text(self, templates: Mapping[str, PatternTemplate]) -> str:
        if self.pattern is not None and self.template is None:
            return self.pattern
        if self.template is not None and self.template in templates and self.pattern is None:
            return templates[self.template].pattern
        raise InvalidRequest(
            f"give either a pattern or one of the templates {', '.join(templates)}",
            value=self.template,
            parameter="/template",
            suggestion=did_you_mean(self.template or "", templates),
        )


def parse_pattern(text: str, *, example: str = EXAMPLE) -> tuple[tuple[NodeFilter, ...], tuple[Step, ...]]:
    """Node filters and steps of a template: nodes are kinds, ids or `*`; `-a|b->`, `<-a-`, `-a-`, `-->` join them.

    A text that is no template is refused with the example.

    Raises:
        InvalidRequest: the text is no template.
        UnknownKind: a node or edge kind is not in the kinds table.
    """
    nodes: list[NodeFilter] = []
    rels: list[tuple[Rel, ...]] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        wants_node = len(nodes) == len(rels)
        if match is None or bool(match["node"]) is not wants_node:
            raise _unreadable(text, position, example)
        if wants_node:
            nodes.append(_node(match["node"]))
        else:
            rels.append(_rels(match["arrow"], text, position, example))
        position = match.end()
    if len(nodes) != len(rels) + 1 or not 2 <= len(nodes) <= MAX_NODES:
        raise _unreadable(text, position, example)
    return tuple(nodes), tuple(Step(rels=between, to=to) for between, to in zip(rels, nodes[1:], strict=True))


async def patterns(view: GraphView, plan: PatternPlan, *, meter: Meter | None = None) -> PatternMatches:
    """Matches in the order of their node ids, from the last place on if only that is bound to ids; no node occurs
    twice.

    With `distinct`, nodes at those places once each, with the number of matches behind them; with `group_by`, counts
    per nodes at those places, most first. `counted` leaves matches and documents out.

    Raises:
        BudgetExceeded: the budget was hit and only a whole answer will do.
        NodeNotFound, NodeMoved, DocumentGone, InvalidIdentifier: about an id of the template.
    """
    for number, wanted in enumerate(plan.nodes):
        for identifier in sorted(wanted.ids):
            await known_node(view, identifier, parameter=f"pattern/{number}")
    meter = meter or Meter(plan.budget)
    finder = _Finder(view, plan, meter)
    listed, kept = not (plan.counted or plan.grouped), list[Match]()
    keys: Counter[tuple[str, ...]] = Counter()
    total = 0
    async for match in finder.matches():
        if listed and len(kept) == plan.budget.results:
            finder.completeness = Completeness(False, Shortfall.RESULT_LIMIT, None, 0)
            break
        total += 1
        keys[tuple(match.nodes[place] for place in plan.distinct or plan.group_by)] += 1
        if listed:
            kept.append(match)
    groups = _groups(plan, finder, keys) if plan.grouped else None
    plan.refuse_partial(finder.completeness.reason, meter)
    named = {node for found in (kept if groups is None else groups) for node in found.nodes}
    nodes = [] if plan.counted else await view.ordered(named)
    edges = await view.ordered({edge for match in kept for hop in match.edges for edge in hop})
    meta = graph_meta(view, meter, query=plan.query, completeness=finder.completeness, nodes=len(nodes))
    return PatternMatches(
        graph=GraphIds(nodes=nodes, edges=edges),
        meta=extended(PatternMeta, meta, matches=total),
        matches=kept if groups is None else None,
        distinct=groups if plan.distinct else None,
        groups=groups if plan.group_by else None,
    )


async def outlook(view: GraphView, plan: PatternPlan) -> tuple[Sequence[str], tuple[Step, ...]]:
    """Where the search for matches starts, and the steps in the order that it takes them."""
    finder = _Finder(view, plan, Meter(plan.budget))
    return await finder.starts(), finder.steps


def _groups(plan: PatternPlan, finder: "_Finder", keys: Counter[tuple[str, ...]]) -> Sequence[MatchGroup]:
    """The nodes at the chosen places with their matches, as many as the budget allows."""
    ranked = sorted(keys.items(), key=lambda item: (-item[1], item[0]) if plan.group_by else (0, item[0]))
    limited = ranked[: plan.budget.results]
    if len(limited) < len(ranked) and finder.completeness.complete:
        finder.completeness = Completeness(False, Shortfall.RESULT_LIMIT, None, len(ranked) - len(limited))
    return [MatchGroup(nodes=nodes, matches=count) for nodes, count in limited]


class _Finder:
    """Depth-first over the template from the end that is narrower; expansions are kept for the next match."""

    def __init__(self, view: GraphView, plan: PatternPlan, meter: Meter) -> None:
        self.view, self.meter = view, meter
        self.nodes, self.steps = plan.nodes, plan.steps
        self.completeness = COMPLETE
        self.barrier = plan.steps[0].barrier
        self.turned = bool(plan.nodes[-1].ids) and not plan.nodes[0].ids
        if self.turned:
            self.nodes = tuple(reversed(plan.nodes))
            turned = zip(reversed(plan.steps), self.nodes[1:], strict=True)
            self.steps = tuple(replace(step.reverse, to=to) for step, to in turned)
        if plan.stop_at is not None:
            self.steps = (*(_stopped(step, plan.stop_at) for step in self.steps[:-1]), self.steps[-1])
        self._onward: dict[tuple[int, str], list[tuple[str, tuple[str, ...]]]] = {}

    async def matches(self) -> AsyncIterator[Match]:
        starts = await self.starts()
        stack = [Match(nodes=(start,), edges=()) for start in reversed(starts)]
        while stack:
            match = stack.pop()
            if len(match.nodes) == len(self.nodes):
                yield self._facing(match)
                continue
            for node, edges in reversed(await self._moves(len(match.edges), match.nodes[-1])):
                if node not in match.nodes and self.meter.charge():
                    stack.append(Match(nodes=(*match.nodes, node), edges=(*match.edges, edges)))
            if self.meter.stopped or not await self.meter.checkpoint():
                self.completeness = Completeness(False, self.meter.stopped, len(match.nodes), len(stack) + 1)
                return

    async def starts(self) -> Sequence[str]:
        """The nodes that the search starts from."""
        wanted = self.nodes[0]
        kinds: Sequence[str | None] = sorted(wanted.kinds) or [None]
        ids = sorted(wanted.ids) or [node for kind in kinds for node in await self.view.node_ids(kind)]
        return sorted(await matching(self.view, ids, wanted, self.barrier))

    async def _moves(self, place: int, node: str) -> list[tuple[str, tuple[str, ...]]]:
        known = self._onward.get((place, node))
        if known is None:
            found: dict[str, list[str]] = {}
            for hop in (await self.view.expand([node], self.steps[place], self.meter)).hops:
                found.setdefault(hop.node, []).append(hop.edge)
            known = self._onward[place, node] = [(head, tuple(edges)) for head, edges in sorted(found.items())]
        return known

    def _facing(self, match: Match) -> Match:
        return Match(nodes=match.nodes[::-1], edges=match.edges[::-1]) if self.turned else match


def _stopped(step: Step, at: NodeFilter) -> Step:
    return replace(step, barrier=replace(step.barrier, filters=(*step.barrier.filters, at)))


def _node(word: str) -> NodeFilter:
    if word == "*":
        return NodeFilter()
    if ":" in word:
        return NodeFilter(ids=frozenset({word}))
    return NodeFilter(kinds=known_kinds([word], parameter="pattern"))


def _rels(arrow: str, text: str, position: int, example: str) -> tuple[Rel, ...]:
    against, along = arrow.startswith("<"), arrow.endswith(">")
    if against and along:
        raise _unreadable(text, position, example)
    direction = Direction.IN if against else Direction.OUT if along else Direction.BOTH
    names = [name for name in arrow.strip("<>-").split("|") if name]
    if not names:
        return tuple(Rel(rel.kind, direction) for rel in DEFAULT_RELS)
    return tuple(Rel(known_edge_kind(name, parameter="pattern"), direction) for name in names)


def _unreadable(text: str, position: int, example: str) -> InvalidRequest:
    return InvalidRequest(
        f"the pattern cannot be read from {text[position : position + 40]!r} on; it joins 2 to {MAX_NODES} nodes "
        f"({', '.join(NODE_KINDS)}, an id or *) by arrows such as {' or '.join(example.split()[1::2])}",
        value=text[:80],
        parameter="pattern",
        suggestion=example,
    )


def _place(text: str | int, places: int, pointer: str) -> int:
    if str(text) not in map(str, range(places)):
        raise InvalidRequest(
            f"{str(text)[:80]!r} is not a place of the pattern; places are numbered 0 to {places - 1}",
            value=str(text)[:80],
            parameter=pointer,
        )
    return int(text)
