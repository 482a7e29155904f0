"""Loopless paths in the order of their cost, against networkx and against paths tried one by one."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graphapi.graph.base import GraphView
from graphapi.graph.costs import MICRO, MODELS, CostName
from graphapi.graph.k_shortest import KShortestPaths
from graphapi.graph.meter import Budget, Meter
from graphapi.graph.results import FoundPath, PathQuery
from graphapi.graph.shortest_paths import shortest
from graphapi.model.completeness import COMPLETE
from graphapi.model.steps import Step
from tests.contract.graphs import Graph, nodes, projection, random_graphs, steps
from tests.contract.naive import Ranked, plans, ranked, walks_of
from tests.contract.views import MakeView, OnEveryView
from tests.examples import examples

often = settings(max_examples=examples(80), deadline=None)
pairs = st.lists(nodes(), min_size=2, max_size=2, unique=True)
some = st.lists(nodes(), min_size=1, max_size=3, unique=True)


def between(source: str, target: str, *steps: Step, most: int = 6) -> PathQuery:
    return PathQuery((source,), frozenset({target}), steps, most)


async def routes(view: GraphView, query: PathQuery, model: CostName = CostName.HOPS) -> list[FoundPath]:
    """All paths of the query, which the search calls complete."""
    search = KShortestPaths(view, query, MODELS[model](view), Meter(Budget(edges=10**7, ms=60_000)))
    found = [route async for route in search.paths()]
    assert search.completeness == COMPLETE
    return found


def told(found: Sequence[FoundPath]) -> Ranked:
    return [(route.costs[-1], len(route.hops), route.nodes) for route in found]


class RankedSuite(OnEveryView):
    """What `graph.k_shortest.KShortestPaths` promises on any view."""

    @often
    @given(graph=random_graphs(), step=steps(repeat=(1, 5)), ends=pairs)
    async def test_simple_paths_are_those_of_networkx_by_hops_then_nodes(
        self, make: MakeView, graph: Graph, step: Step, ends: list[str]
    ) -> None:
        found = await routes(make(graph.documents), between(*ends, step))
        left = projection(graph, replace(step, exempt=frozenset(ends)))
        expected = map(tuple, nx.all_simple_paths(nx.DiGraph(left), *ends, cutoff=step.repeat[1]))
        assert [route.nodes for route in found] == sorted(expected, key=lambda path: (len(path), path))
        for route in found:
            assert [set(hop) for hop in route.hops] == [set(left[tail][head]) for tail, head in pairwise(route.nodes)]
            assert route.costs == tuple(range(MICRO, (len(route.hops) + 1) * MICRO, MICRO))

    @often
    @given(graph=random_graphs(), step=steps(repeat=(1, 5)), ends=pairs)
    async def test_the_lengths_are_those_of_the_k_shortest_of_networkx(
        self, make: MakeView, graph: Graph, step: Step, ends: list[str]
    ) -> None:
        found = await routes(make(graph.documents), between(*ends, step))
        left = nx.DiGraph(projection(graph, replace(step, exempt=frozenset(ends))))
        expected = list(nx.shortest_simple_paths(left, *ends)) if nx.has_path(left, *ends) else []
        lengths = [len(path) - 1 for path in expected if len(path) - 1 <= step.repeat[1]]
        assert [len(route.hops) for route in found] == lengths

    @pytest.mark.parametrize("model", CostName)
    @often
    @given(graph=random_graphs(), plan=plans(), sources=some, targets=some)
    async def test_paths_of_any_plan_come_in_the_order_of_their_published_cost(
        self, make: MakeView, graph: Graph, plan: list[Step], sources: list[str], targets: list[str], model: CostName
    ) -> None:
        query = PathQuery(tuple(sources), frozenset(targets), tuple(plan), 5)
        assume(not query.is_cycle)
        assert told(await routes(make(graph.documents), query, model)) == ranked(graph, query, model)

    @often
    @given(graph=random_graphs(), plan=plans(), ends=pairs)
    async def test_each_hop_names_edges_that_the_plan_allows_there(
        self, make: MakeView, graph: Graph, plan: list[Step], ends: list[str]
    ) -> None:
        query = between(*ends, *plan)
        allowed = {(walk.nodes, walk.hops) for walk in walks_of(graph, query)}
        for route in await routes(make(graph.documents), query):
            assert (route.nodes, tuple(map(frozenset, route.hops))) in allowed

    @often
    @given(graph=random_graphs(), step=steps(repeat=(1, 5)), ends=pairs, model=st.sampled_from(CostName))
    async def test_costs_add_up_along_the_path(
        self, make: MakeView, graph: Graph, step: Step, ends: list[str], model: CostName
    ) -> None:
        for route in await routes(make(graph.documents), between(*ends, step), model):
            assert list(route.costs) == sorted(route.costs)
            assert len(route.costs) == len(route.hops) == len(route.nodes) - 1
            assert min(route.costs) >= 0

    @often
    @given(
        graph=random_graphs(),
        plan=plans(),
        ends=st.lists(nodes(), min_size=3, max_size=5, unique=True),
        ordered=st.booleans(),
    )
    async def test_paths_over_given_nodes_are_all_paths_that_pass_them(
        self, make: MakeView, graph: Graph, plan: list[Step], ends: list[str], ordered: bool
    ) -> None:
        query = replace(between(*ends[:2], *plan), via=tuple(ends[2:]), ordered=ordered)
        assert told(await routes(make(graph.documents), query)) == ranked(graph, query)

    @often
    @given(graph=random_graphs(), step=steps(repeat=(1, 6)), ends=pairs)
    async def test_the_cheapest_by_hops_are_all_shortest_paths(
        self, make: MakeView, graph: Graph, step: Step, ends: list[str]
    ) -> None:
        view = make(graph.documents)
        found = await routes(view, between(*ends, step))
        expected = (await shortest(view, *ends, step, Meter(Budget()), most=10_000)).paths
        least = [route for route in found if len(route.hops) == len(found[0].hops)]
        assert [(route.nodes, list(map(set, route.hops))) for route in least] == [
            (route.nodes, list(map(set, route.hops))) for route in expected
        ]

    @often
    @given(graph=random_graphs(), step=steps(repeat=(1, 5)), ends=pairs, model=st.sampled_from(CostName))
    async def test_turning_ends_and_directions_round_turns_every_path_round_at_the_same_cost(
        self, make: MakeView, graph: Graph, step: Step, ends: list[str], model: CostName
    ) -> None:
        view = make(graph.documents)
        there = await routes(view, between(*ends, step), model)
        back = await routes(view, between(*ends[::-1], step.reverse), model)
        assert {_turned(route) for route in there} == {
            (route.nodes, tuple(map(frozenset, route.hops)), route.costs[-1]) for route in back
        }


def _turned(route: FoundPath) -> tuple[object, ...]:
    return route.nodes[::-1], tuple(map(frozenset, route.hops[::-1])), route.costs[-1]
