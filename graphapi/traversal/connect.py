"""A small subgraph that links given nodes."""

from dataclasses import dataclass, field, replace

from pydantic import Field

from graphapi.answers.encoding import extended
from graphapi.answers.graphs import Connection, ConnectionMeta
from graphapi.documents.lookup import known_node
from graphapi.documents.requests import Word
from graphapi.graph.base import GraphView
from graphapi.graph.meter import Budget, Meter
from graphapi.model.completeness import COMPLETE, Completeness
from graphapi.model.errors import InvalidRequest
from graphapi.model.steps import Step
from graphapi.traversal.answer import graph_meta, graph_of_edges
from graphapi.traversal.requests import MAX_HOPS, StepRequest, TraversalPlan, TraversalRequest

MAX_TERMINALS = 50
METHOD = (
    "Mehlhorn 1988: Voronoi regions by breadth-first search, minimum spanning tree over the terminals, pruned; at most "
    "2 - 2/n times the hops of the smallest tree for n linked terminals, when complete"
)


@dataclass(frozen=True, slots=True)
class ConnectPlan(TraversalPlan):
    """2 to 50 nodes to link over a step; `max_hops` bounds how far a region grows from its terminal."""

    terminals: tuple[str, ...]
    step: Step = field(default_factory=Step)
    max_hops: int = 6


class ConnectRequest(TraversalRequest):
    """Nodes to link by a small subgraph."""

    ids: list[Word] = Field(min_length=2, max_length=MAX_TERMINALS)
    steps: list[StepRequest] = Field(default_factory=lambda: [StepRequest()], min_length=1, max_length=1)
    max_hops: int = Field(6, ge=1, le=MAX_HOPS, description="How far to search from each node.")

    async def checked(self, view: GraphView, ceiling: Budget) -> ConnectPlan:
        """The plan that answers it.

        Raises:
            UnknownKind, UnknownField, InvalidRequest: about a part of the request.
            NodeNotFound, NodeMoved, DocumentGone, InvalidIdentifier: about an avoided node.
        """
        if self.steps[0].repeat is not None:
            raise InvalidRequest(
                "connect takes max_hops, not repeat, as the bound of its step", parameter="/steps/0/repeat"
            )
        step = self.step(self.steps[0], "/steps/0", await self.barrier(view), (1, 1))
        budget = self.budget.within(ceiling)
        return ConnectPlan(
            tuple(self.ids), step, self.max_hops, strict=self.strict, budget=budget, query=self.understood(budget)
        )


async def connect(view: GraphView, plan: ConnectPlan, *, meter: Meter | None = None) -> Connection:
    """A tree that links the nodes as far as they can be linked; `meta.components` holds the groups that cannot.

    Relations are walked both ways or as the step says from either side. Hops cost one each.

    Raises:
        InvalidRequest: fewer than 2 or more than 50 different nodes.
        BudgetExceeded: the budget was hit and only a whole answer will do.
        NodeNotFound, NodeMoved, DocumentGone, InvalidIdentifier: about a node.
    """
    terminals = tuple(dict.fromkeys(plan.terminals))
    if not 2 <= len(terminals) <= MAX_TERMINALS:
        raise InvalidRequest(
            f"connect links 2 to {MAX_TERMINALS} different nodes, not {len(terminals)}", parameter="ids"
        )
    for terminal in terminals:
        await known_node(view, terminal, parameter="ids")
    meter = meter or Meter(plan.budget)
    regions = _Regions(terminals)
    completeness = await regions.grow(view, plan, meter)
    plan.refuse_partial(completeness.reason, meter)
    graph = await graph_of_edges(view, regions.tree(), terminals)
    meta = graph_meta(view, meter, query=plan.query, completeness=completeness, nodes=len(graph.nodes))
    size = len(graph.edges)
    return Connection(
        graph=graph, meta=extended(ConnectionMeta, meta, components=regions.components(), length=size, method=METHOD)
    )


class _Regions:
    """Each node belongs to its nearest terminal; bridges are edges between regions."""

    def __init__(self, terminals: tuple[str, ...]) -> None:
        self.terminals = terminals
        self.owner = {terminal: terminal for terminal in terminals}
        self.hops = dict.fromkeys(terminals, 0)
        self.back: dict[str, tuple[str, str]] = {}
        self.bridges: list[tuple[int, str, str, str]] = []
        self.root = {terminal: terminal for terminal in terminals}

    async def grow(self, view: GraphView, plan: ConnectPlan, meter: Meter) -> Completeness:
        both = tuple(dict.fromkeys((*plan.step.rels, *plan.step.reverse.rels)))
        step = replace(plan.step, rels=both, exempt=frozenset(self.terminals))
        frontier = sorted(self.terminals)
        for hop in range(1, plan.max_hops + 1):
            expansion = await view.expand(frontier, step, meter)
            reached = []
            for origin, edge, node in expansion.hops:
                if node not in self.owner:
                    self.owner[node], self.hops[node] = self.owner[origin], hop
                    self.back[node] = (origin, edge)
                    reached.append(node)
                elif self.owner[node] != self.owner[origin]:
                    self.bridges.append((self.hops[origin] + 1 + self.hops[node], edge, origin, node))
            if meter.stopped:
                return Completeness(False, meter.stopped, hop, len(frontier) - expansion.expanded + len(reached))
            frontier = sorted(reached)
            if not frontier:
                break
        return COMPLETE

    def tree(self) -> set[str]:
        """Edges of the paths that Kruskal's algorithm chooses among the bridges."""
        edges: set[str] = set()
        for _, edge, near, far in sorted(self.bridges):
            first, second = self._find(self.owner[near]), self._find(self.owner[far])
            if first != second:
                self.root[second] = first
                edges |= {edge, *self._way_back(near), *self._way_back(far)}
        return edges

    def components(self) -> list[list[str]]:
        """Terminals by linked group, in the order given."""
        groups: dict[str, list[str]] = {}
        for terminal in self.terminals:
            groups.setdefault(self._find(terminal), []).append(terminal)
        return list(groups.values())

    def _find(self, terminal: str) -> str:
        while self.root[terminal] != terminal:
            terminal = self.root[terminal]
        return terminal

    def _way_back(self, node: str) -> set[str]:
        edges = set()
        while node in self.back:
            node, edge = self.back[node]
            edges.add(edge)
        return edges
