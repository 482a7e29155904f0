"""Nodes with too many edges: each policy, its report, and that nothing is proved by what a policy left out."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphapi.answers.envelopes import Hub
from graphapi.graph.bfs import breadth_first
from graphapi.graph.costs import MODELS, CostName
from graphapi.graph.k_shortest import KShortestPaths
from graphapi.graph.meter import Budget, Meter
from graphapi.graph.results import PathQuery
from graphapi.graph.shortest_paths import shortest
from graphapi.model.completeness import Shortfall
from graphapi.model.errors import BudgetExceeded
from graphapi.model.kinds import Basis
from graphapi.model.steps import Direction, EdgeFilter, HubPolicy, Hubs, Rel, Step
from graphapi.traversal.neighborhood import NeighborhoodPlan, neighborhood
from graphapi.traversal.paths import PathMode, PathPlan, paths
from tests.contract.graphs import Graph, arcs, nodes, random_graphs, steps
from tests.contract.sample import NEWS, NOTICE, edge, node
from tests.contract.view_expansion import star
from tests.contract.views import MakeView, OnEveryView
from tests.examples import examples

often = settings(max_examples=examples(60), deadline=None)
pairs = st.lists(nodes(), min_size=2, max_size=2, unique=True)
PLENTY = Budget(edges=10**7, ms=60_000, results=10_000)
KEEPING = [HubPolicy.FIRST, HubPolicy.SAMPLE, HubPolicy.SKIP]


def crowded(graph: Graph, step: Step) -> set[str]:
    """Nodes with more edges of the step than it allows, whatever its filters."""
    every = [origin for origin, *_ in arcs(graph, Step(rels=step.rels))]
    return {key for key in every if every.count(key) > step.hubs.max_degree}


class HubSuite(OnEveryView):
    """What `graph.hubs` promises on any view."""

    @pytest.mark.parametrize("policy", KEEPING)
    @often
    @given(
        graph=random_graphs(), step=steps(), frontier=st.lists(nodes(), max_size=4, unique=True), most=st.integers(1, 6)
    )
    async def test_a_policy_keeps_so_many_edges_at_a_hub_in_order_and_reports_it(
        self, make: MakeView, graph: Graph, step: Step, frontier: list[str], most: int, policy: HubPolicy
    ) -> None:
        step = replace(step, hubs=Hubs(most, policy))
        view, meter = make(graph.documents), Meter(PLENTY)
        hops = [tuple(hop) for hop in (await view.expand(frontier, step, meter)).hops]
        every, allowed, hubs = arcs(graph, Step(rels=step.rels)), arcs(graph, step), crowded(graph, step)
        kept = 0 if policy is HubPolicy.SKIP else most
        assert meter.hubs == {key: (sum(1 for arc in every if arc[0] == key), kept) for key in frontier if key in hubs}
        for key in frontier:
            walked = [hop for hop in hops if hop[0] == key]
            whole = [arc for arc in allowed if arc[0] == key]
            if key not in hubs:
                assert walked == whole
            elif policy is HubPolicy.FIRST:
                assert walked == [arc for arc in [arc for arc in every if arc[0] == key][:most] if arc in whole]
            else:
                assert walked == [arc for arc in whole if arc in walked]
                assert len(walked) <= kept

    @often
    @given(
        graph=random_graphs(),
        step=steps(),
        frontier=st.lists(nodes(), min_size=1, max_size=4, unique=True),
        most=st.integers(1, 6),
    )
    async def test_the_policy_to_fail_fails_at_a_hub_and_nowhere_else(
        self, make: MakeView, graph: Graph, step: Step, frontier: list[str], most: int
    ) -> None:
        step = replace(step, hubs=Hubs(most, HubPolicy.ERROR))
        view, hubs = make(graph.documents), crowded(graph, step)
        met = [key for key in frontier if key in hubs]
        if not met:
            await view.expand(frontier, step, Meter(PLENTY))
            return
        with pytest.raises(BudgetExceeded) as failure:
            await view.expand(frontier, step, Meter(PLENTY))
        assert failure.value.value == met[0]

    async def test_a_sample_is_the_same_in_every_run_and_another_with_another_seed(self, make: MakeView) -> None:
        async def sample(seed: int) -> list[str]:
            step = Step(hubs=Hubs(20, HubPolicy.SAMPLE, seed))
            random.seed(seed + 1)
            return [hop.node for hop in (await star(make, 100).expand(["company:hub"], step, Meter(PLENTY))).hops]

        assert await sample(1) == await sample(1)
        assert await sample(1) != await sample(2)
        assert len(set(await sample(1))) == 20

    @often
    @given(graph=random_graphs(), ends=pairs, most=st.integers(1, 5))
    async def test_paths_past_skipped_hubs_are_all_that_leave_none(
        self, make: MakeView, graph: Graph, ends: list[str], most: int
    ) -> None:
        step = Step(hubs=Hubs(most, HubPolicy.SKIP), repeat=(1, 4))
        view, meter, hubs = make(graph.documents), Meter(PLENTY), crowded(graph, step)
        query = PathQuery((ends[0],), frozenset(ends[1:]), (step,), 4)
        found = [route.nodes async for route in KShortestPaths(view, query, MODELS[CostName.HOPS](view), meter).paths()]
        open_query = replace(query, steps=(replace(step, hubs=Hubs()),))
        whole = KShortestPaths(view, open_query, MODELS[CostName.HOPS](view), Meter(PLENTY))
        assert found == [route.nodes async for route in whole.paths() if not hubs & set(route.nodes[:-1])]

    @pytest.mark.parametrize("mode", [PathMode.SHORTEST, PathMode.SIMPLE, PathMode.WIDEST])
    @pytest.mark.parametrize("policy", KEEPING)
    @often
    @given(graph=random_graphs(), ends=pairs, most=st.integers(1, 5))
    async def test_no_path_is_proved_while_a_hub_was_cut(
        self, make: MakeView, graph: Graph, ends: list[str], most: int, policy: HubPolicy, mode: PathMode
    ) -> None:
        step = Step(hubs=Hubs(most, policy), repeat=(1, 4))
        view = make(graph.documents)
        found = await paths(view, PathPlan((ends[0],), (ends[1],), mode, 4, (step,), budget=PLENTY))
        if found.meta.completeness.complete and not found.paths:
            whole = await shortest(view, *ends, replace(step, hubs=Hubs()), Meter(PLENTY), most=1)
            assert not whole.paths
        if found.meta.hubs:
            assert found.meta.completeness.reason is Shortfall.HUB_LIMIT

    async def test_a_hub_that_was_cut_is_listed_and_makes_an_answer_incomplete(self, make: MakeView) -> None:
        step = Step(hubs=Hubs(5), repeat=(1, 2))
        found = await neighborhood(star(make, 30), NeighborhoodPlan(("company:ray-3",), (step,)))
        assert found.meta.hubs == {"company:hub": Hub(edges=30, kept=5)}
        assert (found.meta.completeness.reason, found.meta.hops) == (Shortfall.HUB_LIMIT, [1, 1, 5])

    async def test_edges_are_counted_after_the_policy_and_before_the_filters(self, make: MakeView) -> None:
        step = Step((Rel("owned_by"),), EdgeFilter(basis=Basis.OFFICIAL), hubs=Hubs(5))
        meter = Meter(PLENTY)
        found = await breadth_first(star(make, 30), ["company:hub"], [step], meter)
        assert (meter.edges, list(found.hop_of)) == (5, ["company:hub"])

    async def test_a_hub_that_is_cut_lets_no_longer_path_in(self, make: MakeView) -> None:
        joins = [(0, 1), (1, 2), (1, 3), (1, 4), (1, 5), (2, 6), (5, 7), (6, 7)]
        names = [f"segment:n{number}" for number in range(8)]
        view = make(
            [NOTICE, NEWS, *map(node, names), *(edge("feeds", names[tail], names[head]) for tail, head in joins)]
        )
        step = Step((Rel("feeds", Direction.OUT),), repeat=(1, 9), hubs=Hubs(3))
        found = await shortest(view, names[0], names[7], step, Meter(PLENTY), most=9)
        assert {len(route.nodes) for route in found.paths} == {4}
