"""Budgets, hubs and clients that leave, in every question: what is returned is a part of the whole, and says so."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graphapi.answers.envelopes import GraphAnswer
from graphapi.answers.graphs import Connection, Cycles, Paths, PatternMatches, SimilarNode, SimilarNodes
from graphapi.graph.base import Expansion, GraphView
from graphapi.graph.costs import CostName
from graphapi.graph.meter import CHECK_EVERY, Budget, Meter
from graphapi.model.completeness import Shortfall
from graphapi.model.errors import BudgetExceeded
from graphapi.model.steps import Step
from graphapi.traversal.connect import ConnectPlan, connect
from graphapi.traversal.cycles import CyclesRequest, cycles
from graphapi.traversal.paths import PathMode, PathPlan, paths
from graphapi.traversal.patterns import PatternPlan, parse_pattern, patterns
from graphapi.traversal.similar import SimilarRequest, similar
from tests.contract.graphs import Graph, nodes, random_graphs
from tests.contract.sample import NEWS, NOTICE, edge, node
from tests.contract.views import MakeView, OnEveryView
from tests.examples import examples

often = settings(max_examples=examples(60), deadline=None)
pairs = st.lists(nodes(), min_size=2, max_size=2, unique=True)
edges = st.integers(0, 80)
PLENTY = Budget(edges=10**7, ms=60_000, results=10_000)
CUT = {Shortfall.EDGE_BUDGET, Shortfall.TIME_BUDGET, Shortfall.RESULT_LIMIT}


class Watched:
    """A view that counts for itself how many edges are examined, by whatever meter."""

    def __init__(self, view: GraphView) -> None:
        self.view, self.examined = view, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.view, name)

    async def expand(self, frontier: list[str], step: Step, meter: Meter) -> Expansion:
        before = meter.edges
        found = await self.view.expand(frontier, step, meter)
        self.examined += meter.edges - before
        return found


Ask = Callable[[Any, str, str, Meter], Awaitable[GraphAnswer]]


def by_mode(mode: PathMode, **more: Any) -> Ask:
    async def ask(view: GraphView, one: str, other: str, meter: Meter) -> GraphAnswer:
        search = PathPlan((one,), (other,), mode, 4, (Step(repeat=(1, 4)),), budget=meter.budget, **more)
        return await paths(view, search, meter=meter)

    return ask


async def round_trips(view: GraphView, one: str, _: str, meter: Meter) -> Cycles:
    return await cycles(view, one, CyclesRequest(max_hops=4), meter=meter)


async def matches(view: GraphView, one: str, other: str, meter: Meter) -> PatternMatches:
    places, hops = parse_pattern(f"{one} -- * -- *")
    return await patterns(view, PatternPlan(places, hops, budget=meter.budget), meter=meter)


async def alike(view: GraphView, one: str, _: str, meter: Meter) -> SimilarNodes:
    return await similar(view, one, SimilarRequest(), meter=meter)


async def joined(view: GraphView, one: str, other: str, meter: Meter) -> Connection:
    return await connect(view, ConnectPlan((one, other), budget=meter.budget), meter=meter)


IN_ORDER: Mapping[str, Ask] = {
    "simple": by_mode(PathMode.SIMPLE),
    "k_shortest": by_mode(PathMode.K_SHORTEST),
    "evidence": by_mode(PathMode.SIMPLE, cost=CostName.EVIDENCE),
    "informative": by_mode(PathMode.ALL_SHORTEST, cost=CostName.INFORMATIVE),
    "all_shortest": by_mode(PathMode.ALL_SHORTEST),
    "via": by_mode(PathMode.SIMPLE, via=("segment:n1",)),
    "cycles": round_trips,
    "patterns": matches,
}
"""Queries whose answers under a budget are the first of the whole answer."""

OTHERS: Mapping[str, Ask] = {
    "shortest": by_mode(PathMode.SHORTEST),
    "widest": by_mode(PathMode.WIDEST),
    "diverse": by_mode(PathMode.K_SHORTEST, diverse=True),
    "similar": alike,
    "connect": joined,
}
EVERY = {**IN_ORDER, **OTHERS}


def found_by(answer: GraphAnswer) -> list[Any]:
    """Paths, matches or similar nodes; the edges of a connection."""
    match answer:
        case Paths() | Cycles():
            return list(answer.paths)
        case PatternMatches():
            return list(answer.matches or ())
        case SimilarNodes():
            return list(answer.similar)
    return list(answer.graph.edges)


def by_node(answer: SimilarNodes) -> dict[str, SimilarNode]:
    return {other.node: other for other in answer.similar}


class BudgetSuite(OnEveryView):
    """What every query does at the end of its budget."""

    @pytest.mark.parametrize("name", EVERY)
    @often
    @given(graph=random_graphs(), ends=pairs, most=edges)
    async def test_no_query_examines_more_edges_than_its_budget(
        self, make: MakeView, graph: Graph, ends: list[str], most: int, name: str
    ) -> None:
        assume("segment:n1" not in ends)
        view, meter = Watched(make(graph.documents)), Meter(replace(PLENTY, edges=most))
        found = await EVERY[name](view, *ends, meter)
        assert view.examined <= most
        assert found.meta.cost.edges == meter.edges <= most

    @pytest.mark.parametrize("name", IN_ORDER)
    @often
    @given(graph=random_graphs(), ends=pairs, most=edges, results=st.integers(1, 6))
    async def test_an_answer_that_was_cut_is_the_beginning_of_the_whole_and_says_so(
        self, make: MakeView, graph: Graph, ends: list[str], most: int, results: int, name: str
    ) -> None:
        assume("segment:n1" not in ends)
        view = make(graph.documents)
        whole = await IN_ORDER[name](view, *ends, Meter(PLENTY))
        part = await IN_ORDER[name](view, *ends, Meter(Budget(most, 60_000, results)))
        assert whole.meta.completeness.complete
        assert found_by(part) == found_by(whole)[: len(found_by(part))]
        if part.meta.completeness.complete:
            assert found_by(part) == found_by(whole) or name == "k_shortest"
        else:
            assert part.meta.completeness.reason in CUT
            assert part.meta.completeness.unexpanded is not None
            assert not isinstance(part, Paths) or part.meta.no_path is None

    @often
    @given(graph=random_graphs(), ends=pairs, most=edges)
    async def test_similar_nodes_under_a_budget_have_the_scores_of_the_whole(
        self, make: MakeView, graph: Graph, ends: list[str], most: int
    ) -> None:
        view = make(graph.documents)
        whole = by_node(await alike(view, *ends, Meter(PLENTY)))
        part = await alike(view, *ends, Meter(replace(PLENTY, edges=most)))
        assert by_node(part).items() <= whole.items()
        assert len(part.similar) == len(whole) or part.meta.completeness.reason is Shortfall.EDGE_BUDGET

    @often
    @given(graph=random_graphs(), ends=pairs, most=edges)
    async def test_a_connection_under_a_budget_joins_no_more_than_the_whole(
        self, make: MakeView, graph: Graph, ends: list[str], most: int
    ) -> None:
        view = make(graph.documents)
        whole = await joined(view, *ends, Meter(PLENTY))
        part = await joined(view, *ends, Meter(replace(PLENTY, edges=most)))
        assert len(part.meta.components) >= len(whole.meta.components)
        if part.meta.completeness.complete:
            assert list(part.graph.edges) == list(whole.graph.edges)

    @pytest.mark.parametrize("mode", PathMode)
    @often
    @given(graph=random_graphs(), ends=pairs, most=edges)
    async def test_a_strict_request_fails_just_when_the_budget_stops_it(
        self, make: MakeView, graph: Graph, ends: list[str], most: int, mode: PathMode
    ) -> None:
        view = make(graph.documents)
        meter = Meter(replace(PLENTY, edges=most))
        await by_mode(mode)(view, *ends, meter)
        strict = by_mode(mode, strict=True)(view, *ends, Meter(replace(PLENTY, edges=most)))
        if meter.stopped:
            with pytest.raises(BudgetExceeded):
                await strict
        else:
            assert (await strict).meta.completeness.complete

    @pytest.mark.parametrize("name", EVERY)
    async def test_a_client_who_has_gone_stops_every_query_soon(self, make: MakeView, name: str) -> None:
        meter = Meter(PLENTY, cancelled=lambda: True)
        found = await EVERY[name](crowd(make, 90), "company:n0", "company:n1", meter)
        assert meter.edges <= 6 * CHECK_EVERY
        assert (found.meta.completeness.complete, meter.stopped) in {(False, Shortfall.TIME_BUDGET), (True, None)}
        assert meter.stopped or name in {"shortest", "all_shortest"}

    @pytest.mark.parametrize("name", EVERY)
    async def test_time_that_is_up_stops_every_query_soon(self, make: MakeView, name: str) -> None:
        meter = Meter(replace(PLENTY, ms=0))
        found = await EVERY[name](crowd(make, 90), "company:n0", "company:n1", meter)
        assert meter.edges <= 6 * CHECK_EVERY
        assert found.meta.completeness.reason in {None, Shortfall.TIME_BUDGET}


def crowd(make: MakeView, size: int) -> GraphView:
    """Companies each of which owns every other; one segment for those who look for it."""
    names = [f"company:n{number}" for number in range(size)]
    owning = [edge("owned_by", one, other) for one, other in combinations(names, 2)]
    return make([NEWS, NOTICE, *map(node, names), node("segment:n1"), *owning])
