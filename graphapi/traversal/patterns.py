"""Shapes: matches of a path template such as `park -hosts-> segment <-active_in- company`."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from graphapi.documents.kinds import known_edge_kind, known_kinds
from graphapi.documents.lookup import known_node
from graphapi.graph.base import GraphView
from graphapi.graph.bfs import matching
from graphapi.graph.meter import Budget, Meter
from graphapi.model.answers import COMPLETE, Completeness, Shortfall
from graphapi.model.errors import BudgetExceeded, InvalidRequest
from graphapi.model.kinds import NODE_KINDS, Label
from graphapi.model.steps import Direction, NodeFilter, Rel, Step
from graphapi.traversal.answer import GraphAnswer, answered

MAX_NODES = 8
_TOKEN = re.compile(r"\s*(?:(?P<arrow><?-+[a-z_|]*-+>?)|(?P<node>\*|[a-z_]+(?::[a-z0-9-]+)?))\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Template:
    """A pattern with a name and a title in both languages."""

    name: str
    pattern: str
    title: Label


TEMPLATES: Mapping[str, Template] = {
    template.name: template
    for template in (
        Template(
            "segment-meeting",
            "park -hosts-> segment <-active_in- company",
            Label("Parks and companies that meet in a segment", "在同一环节相遇的园区与企业"),
        ),
        Template(
            "neighbours-in-park",
            "company -operates_in-> park <-operates_in- company",
            Label("Companies in the same park", "同一园区内的企业"),
        ),
        Template(
            "parent-presence",
            "company <-owned_by- company -operates_in-> park",
            Label("Parks that a parent reaches through its subsidiaries", "母公司通过子公司进入的园区"),
        ),
        Template(
            "supply-between-parks",
            "park -hosts-> segment -feeds-> segment <-hosts- park",
            Label("Parks whose segments feed segments of other parks", "环节之间存在供给关系的园区"),
        ),
        Template(
            "suppliers-of-park",
            "park -hosts-> segment <-feeds- segment <-active_in- company",
            Label("Companies active one link upstream of a park", "园区上游一环的企业"),
        ),
        Template(
            "company-chain-step",
            "company -active_in-> segment -feeds-> segment <-active_in- company",
            Label("Companies one link apart in the chain", "产业链上相邻一环的企业"),
        ),
        Template(
            "province-peers",
            "park -located_in-> province <-located_in- park",
            Label("Parks of the same province", "同一省份的园区"),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class PatternRequest:
    """Filters of the nodes by place and the steps between them; `distinct` and `group_by` are places from 0.

    The barrier of the steps holds at every place, `stop_at` at all but the first and the last.
    """

    nodes: tuple[NodeFilter, ...]
    steps: tuple[Step, ...]
    distinct: tuple[int, ...] = ()
    group_by: tuple[int, ...] = ()
    counted: bool = False
    strict: bool = False
    budget: Budget = field(default_factory=lambda: Budget(results=100))
    stop_at: NodeFilter | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """Nodes of a match in the order of the template, and the parallel edges between each two."""

    nodes: tuple[str, ...]
    edges: tuple[tuple[str, ...], ...]


def parse_pattern(text: str) -> tuple[tuple[NodeFilter, ...], tuple[Step, ...]]:
    """Node filters and steps of a template: nodes are kinds, ids or `*`; `-a|b->`, `<-a-`, `-a-`, `-->` join them.

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
            raise _unreadable(text, position)
        if wants_node:
            nodes.append(_node(match["node"]))
        else:
            rels.append(_rels(match["arrow"], text, position))
        position = match.end()
    if len(nodes) != len(rels) + 1 or not 2 <= len(nodes) <= MAX_NODES:
        raise _unreadable(text, position)
    return tuple(nodes), tuple(Step(rels=one, to=to) for one, to in zip(rels, nodes[1:], strict=True))


async def patterns(
    view: GraphView, request: PatternRequest, *, query: dict[str, Any], meter: Meter | None = None
) -> GraphAnswer:
    """Matches in the order of their node ids, from the last on when it alone is bound to ids; no node stands twice.

    With `distinct`, nodes at those places once each, with the number of matches behind them; with `group_by`, counts
    per nodes at those places, most first. `counted` leaves matches and documents out.

    Raises:
        BudgetExceeded: the budget was hit and the request is strict.
        NodeNotFound, NodeMoved, DocumentGone, InvalidIdentifier: about an id of the template.
    """
    for number, wanted in enumerate(request.nodes):
        for identifier in sorted(wanted.ids):
            await known_node(view, identifier, parameter=f"pattern/{number}")
    meter = meter or Meter(request.budget)
    finder = _Finder(view, request, meter)
    kept: list[Match] = []
    keys: Counter[tuple[str, ...]] = Counter()
    total = 0
    async for match in finder.matches():
        total += 1
        keys[tuple(match.nodes[place] for place in request.distinct or request.group_by)] += 1
        if not request.counted and len(kept) < request.budget.results:
            kept.append(match)
        elif not (request.counted or request.group_by or request.distinct):
            finder.completeness = Completeness(False, Shortfall.RESULT_LIMIT, None, 0)
            total -= 1
            break
    if request.strict and meter.stopped:
        raise BudgetExceeded(
            f"the search stopped at its {meter.stopped} after {meter.edges} edges",
            value=meter.edges,
            parameter="budget",
            suggestion="narrow the query or use on_budget=partial",
        )
    return await _answer(view, request, finder, kept, keys, total, query)


async def outlook(view: GraphView, request: PatternRequest) -> tuple[Sequence[str], tuple[Step, ...]]:
    """Where the search for matches starts, and the steps in the order that it takes them."""
    finder = _Finder(view, request, Meter(request.budget))
    return await finder.starts(), finder.steps


async def _answer(
    view: GraphView,
    request: PatternRequest,
    finder: "_Finder",
    kept: Sequence[Match],
    keys: Counter[tuple[str, ...]],
    total: int,
    query: dict[str, Any],
) -> GraphAnswer:
    shown = [] if request.counted or request.distinct or request.group_by else kept
    named = {node for match in shown for node in match.nodes}
    extra: dict[str, Any] = {"matches": [{"nodes": match.nodes, "edges": match.edges} for match in shown]}
    if request.distinct or request.group_by:
        name = "distinct" if request.distinct else "groups"
        ranked = sorted(keys.items(), key=lambda item: (-item[1], item[0]) if request.group_by else (0, item[0]))
        limited = ranked[: request.budget.results]
        extra = {name: [{"nodes": nodes, "matches": count} for nodes, count in limited]}
        named = set() if request.counted else {node for nodes, _ in limited for node in nodes}
        if len(limited) < len(ranked) and finder.completeness.complete:
            finder.completeness = Completeness(False, Shortfall.RESULT_LIMIT, None, len(ranked) - len(limited))
    return answered(
        finder.meter,
        nodes=await view.ordered(named),
        edges=await view.ordered({edge for match in shown for edges in match.edges for edge in edges}),
        query=query,
        completeness=finder.completeness,
        facts={"matches": total},
        extra=extra,
    )


class _Finder:
    """Depth-first over the template from the end that is narrower; expansions are kept for the next match."""

    def __init__(self, view: GraphView, request: PatternRequest, meter: Meter) -> None:
        self.view, self.meter = view, meter
        self.nodes, self.steps = request.nodes, request.steps
        self.completeness = COMPLETE
        self.barrier = request.steps[0].barrier
        self.turned = bool(request.nodes[-1].ids) and not request.nodes[0].ids
        if self.turned:
            self.nodes = tuple(reversed(request.nodes))
            turned = zip(reversed(request.steps), self.nodes[1:], strict=True)
            self.steps = tuple(replace(step.reverse, to=to) for step, to in turned)
        if request.stop_at is not None:
            self.steps = (*(_stopped(step, request.stop_at) for step in self.steps[:-1]), self.steps[-1])
        self._onward: dict[tuple[int, str], list[tuple[str, tuple[str, ...]]]] = {}

    async def matches(self) -> AsyncIterator[Match]:
        starts = await self.starts()
        stack = [Match((start,), ()) for start in reversed(starts)]
        while stack:
            match = stack.pop()
            if len(match.nodes) == len(self.nodes):
                yield self._facing(match)
                continue
            for node, edges in reversed(await self._moves(len(match.edges), match.nodes[-1])):
                if node not in match.nodes and self.meter.charge():
                    stack.append(Match((*match.nodes, node), (*match.edges, edges)))
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
        return Match(match.nodes[::-1], match.edges[::-1]) if self.turned else match


def _stopped(step: Step, at: NodeFilter) -> Step:
    return replace(step, barrier=replace(step.barrier, filters=(*step.barrier.filters, at)))


def _node(word: str) -> NodeFilter:
    if word == "*":
        return NodeFilter()
    if ":" in word:
        return NodeFilter(ids=frozenset({word}))
    return NodeFilter(kinds=known_kinds([word], parameter="pattern"))


def _rels(arrow: str, text: str, position: int) -> tuple[Rel, ...]:
    against, along = arrow.startswith("<"), arrow.endswith(">")
    if against and along:
        raise _unreadable(text, position)
    direction = Direction.IN if against else Direction.OUT if along else Direction.BOTH
    names = [name for name in arrow.strip("<>-").split("|") if name]
    if not names:
        return tuple(Rel(rel.kind, direction) for rel in Step().rels)
    return tuple(Rel(known_edge_kind(name, parameter="pattern"), direction) for name in names)


def _unreadable(text: str, position: int) -> InvalidRequest:
    return InvalidRequest(
        f"the pattern cannot be read from {text[position : position + 40]!r} on; it joins 2 to {MAX_NODES} nodes "
        f"({', '.join(NODE_KINDS)}, an id or *) by arrows such as -hosts-> or <-active_in-",
        value=text[:80],
        parameter="pattern",
        suggestion="park -hosts-> segment <-active_in- company",
    )
