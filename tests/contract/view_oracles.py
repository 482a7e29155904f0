"""Every traversal against networkx or the plainest recomputation, on random multigraphs."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import networkx as nx
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graphapi.graph.base import GraphView
from graphapi.graph.bfs import breadth_first
from graphapi.graph.meter import Budget, Meter
from graphapi.graph.results import PathSet, Reached
from graphapi.graph.shortest_paths import shortest
from graphapi.model.completeness import COMPLETE, Shortfall
from graphapi.model.steps import NodeFilter, Step
from tests.contract.graphs import IDS, Graph, arcs, nodes, projection, random_graphs, steps, walks
from tests.contract.views import MakeView, OnEveryView
from tests.examples import examples

often = settings(max_examples=examples(100), deadline=None)
seldom = settings(max_examples=examples(40), deadline=None)
pairs = st.lists(nodes(), min_size=2, max_size=2, unique=True)
some_nodes = st.frozensets(nodes(), min_size=1, max_size=4)


async def walk(make: MakeView, graph: Graph, starts: Sequence[str], step: Step, **budget: int) -> Reached:
    return await breadth_first(make(graph.documents), starts, [step], Meter(Budget(**budget)))


async def routes(make: MakeView, graph: Graph, ends: Sequence[str], step: Step, *, most: int = 10_000) -> PathSet:
    return await shortest(make(graph.documents), ends[0], ends[1], step, Meter(Budget()), most=most)


async def agree(
    view: GraphView,
    graph: Graph,
    starts: frozenset[str],
    plan: Sequence[Step],
    stop: frozenset[str],
    ends: frozenset[str] | None,
) -> None:
    """A walk finds the nodes and edges that the plainest reading of its plan finds."""
    found = await breadth_first(
        view,
        sorted(starts),
        plan,
        Meter(Budget()),
        stop_at=NodeFilter(ids=stop) if stop else None,
        end_at=NodeFilter(ids=ends) if ends else None,
    )
    kept = walks(graph, sorted(starts), plan, stop, ends)
    assert found.hop_of.keys() == kept.hop_of.keys()
    assert found.edges.keys() == kept.edges
    assert found.completeness == COMPLETE


class OracleSuite(OnEveryView):
    """What holds on every graph."""

    @often
    @given(graph=random_graphs(), step=steps(), frontier=st.lists(nodes(), max_size=4))
    async def test_expansion_is_all_allowed_hops_in_order(
        self, make: MakeView, graph: Graph, step: Step, frontier: list[str]
    ) -> None:
        expansion = await make(graph.documents).expand(frontier, step, Meter(Budget()))
        allowed = arcs(graph, step)
        assert [tuple(hop) for hop in expansion.hops] == [arc for key in frontier for arc in allowed if arc[0] == key]
        assert expansion.expanded == len(frontier)

    @often
    @given(graph=random_graphs(), step=steps(repeat=(1, 5)), start=nodes())
    async def test_hops_agree_with_networkx(self, make: MakeView, graph: Graph, step: Step, start: str) -> None:
        found = await walk(make, graph, [start], step)
        lengths = nx.single_source_shortest_path_length(projection(graph, step), start, cutoff=step.repeat[1])
        assert found.hop_of == dict(lengths)
        assert list(found.hop_of.values()) == sorted(found.hop_of.values())
        assert found.completeness == COMPLETE

    @often
    @given(graph=random_graphs(), step=steps(repeat=(1, 5)), starts=some_nodes)
    async def test_edges_are_all_those_that_leave_a_node_before_the_last_hop(
        self, make: MakeView, graph: Graph, step: Step, starts: frozenset[str]
    ) -> None:
        found = await walk(make, graph, sorted(starts), step)
        inner = {key for key, hop in found.hop_of.items() if hop < step.repeat[1]}
        assert found.edges.keys() == {arc[1] for arc in arcs(graph, step) if arc[0] in inner}

    @often
    @given(graph=random_graphs(), step=steps(repeat=(1, 4)), starts=some_nodes)
    async def test_several_starts_reach_what_each_reaches(
        self, make: MakeView, graph: Graph, step: Step, starts: frozenset[str]
    ) -> None:
        together = await walk(make, graph, sorted(starts), step)
        left = projection(graph, step)
        alone = [nx.single_source_shortest_path_length(left, start, cutoff=step.repeat[1]) for start in starts]
        assert together.hop_of == {
            key: min(lengths[key] for lengths in alone if key in lengths)
            for key in IDS
            if any(key in lengths for lengths in alone)
        }

    @often
    @given(
        graph=random_graphs(),
        plan=st.lists(steps(repeat=(0, 2)) | steps(repeat=(1, 2)), min_size=2, max_size=3)
        | st.lists(steps(repeat=(2, 3)), min_size=1, max_size=2),
        starts=some_nodes,
        stop=st.just(frozenset[str]()) | some_nodes,
        ends=st.none() | some_nodes,
    )
    async def test_walks_agree_with_every_sequence_tried_in_turn(
        self,
        make: MakeView,
        graph: Graph,
        plan: list[Step],
        starts: frozenset[str],
        stop: frozenset[str],
        ends: frozenset[str] | None,
    ) -> None:
        await agree(make(graph.documents), graph, starts, plan, stop, ends)

    @often
    @given(
        graph=random_graphs(),
        step=steps(repeat=(1, 4)),
        starts=some_nodes,
        stop=st.just(frozenset[str]()) | some_nodes,
        ends=some_nodes,
    )
    async def test_walks_to_an_end_are_no_longer_than_the_step_may_be_repeated(
        self,
        make: MakeView,
        graph: Graph,
        step: Step,
        starts: frozenset[str],
        stop: frozenset[str],
        ends: frozenset[str],
    ) -> None:
        await agree(make(graph.documents), graph, starts, [step], stop - starts, ends)

    @often
    @given(graph=random_graphs(), step=steps(repeat=(1, 6)), ends=pairs)
    async def test_all_shortest_paths_agree_with_networkx_in_order(
        self, make: MakeView, graph: Graph, step: Step, ends: list[str]
    ) -> None:
        found = await routes(make, graph, ends, step)
        left = projection(graph, replace(step, exempt=frozenset(ends)))
        expected = _all_shortest(left, ends, step.repeat[1])
        assert [route.nodes for route in found.paths] == sorted(expected)
        assert found.completeness == COMPLETE
        for route in found.paths:
            assert [set(hop) for hop in route.hops] == [set(left[tail][head]) for tail, head in pairwise(route.nodes)]
            assert all(len(set(hop)) == len(hop) for hop in route.hops)

    @often
    @given(graph=random_graphs(), step=steps(repeat=(1, 6)), ends=pairs)
    async def test_turning_ends_and_directions_round_turns_the_paths_round(
        self, make: MakeView, graph: Graph, step: Step, ends: list[str]
    ) -> None:
        there = await routes(make, graph, ends, step)
        back = await routes(make, graph, ends[::-1], step.reverse)
        assert {(route.nodes, tuple(map(frozenset, route.hops))) for route in there.paths} == {
            (route.nodes[::-1], tuple(map(frozenset, route.hops[::-1]))) for route in back.paths
        }

    @often
    @given(graph=random_graphs(), step=steps(repeat=(1, 6)), ends=pairs)
    async def test_no_path_is_proved_unless_the_hops_ran_out(
        self, make: MakeView, graph: Graph, step: Step, ends: list[str]
    ) -> None:
        found = await routes(make, graph, ends, step)
        assume(not found.paths)
        exhausted = found.source_side.exhausted or found.target_side.exhausted
        assert exhausted or found.source_side.hops + found.target_side.hops == step.repeat[1]
        if exhausted:
            assert not nx.has_path(projection(graph, replace(step, exempt=frozenset(ends))), *ends)

    @seldom
    @given(graph=random_graphs(), step=steps(repeat=(1, 4)), start=nodes(), most=st.integers(0, 6))
    async def test_limited_results_are_the_first_of_all(
        self, make: MakeView, graph: Graph, step: Step, start: str, most: int
    ) -> None:
        whole = await walk(make, graph, [start], step)
        part = await walk(make, graph, [start], step, results=most)
        assert list(part.hop_of.items()) == list(whole.hop_of.items())[: most + 1]
        assert part.edges.keys() <= whole.edges.keys()
        assert part.completeness.complete is (len(whole.hop_of) <= most + 1)
        assert part.completeness.reason in (None, Shortfall.RESULT_LIMIT)

    @seldom
    @given(graph=random_graphs(), step=steps(repeat=(1, 4)), start=nodes(), budget=st.integers(0, 20))
    async def test_a_larger_edge_budget_never_finds_less(
        self, make: MakeView, graph: Graph, step: Step, start: str, budget: int
    ) -> None:
        less = await walk(make, graph, [start], step, edges=budget)
        more = await walk(make, graph, [start], step, edges=budget + 1)
        assert list(more.hop_of.items())[: len(less.hop_of)] == list(less.hop_of.items())
        assert less.edges.keys() <= more.edges.keys()
        assert more.completeness.complete >= less.completeness.complete

    @seldom
    @given(graph=random_graphs(), step=steps(repeat=(1, 5)), ends=pairs, most=st.integers(1, 3))
    async def test_limited_paths_are_the_first_of_all(
        self, make: MakeView, graph: Graph, step: Step, ends: list[str], most: int
    ) -> None:
        whole = await routes(make, graph, ends, step)
        part = await routes(make, graph, ends, step, most=most)
        assert list(part.paths) == list(whole.paths)[:most]
        assert part.completeness.complete is (len(whole.paths) <= most)

    @seldom
    @given(graph=random_graphs(), step=steps(repeat=(1, 5)), ends=pairs, budget=st.integers(0, 20))
    async def test_a_path_search_within_its_budget_is_exact_and_beyond_it_silent(
        self, make: MakeView, graph: Graph, step: Step, ends: list[str], budget: int
    ) -> None:
        whole = await routes(make, graph, ends, step)
        meter = Meter(Budget(edges=budget))
        part = await shortest(make(graph.documents), ends[0], ends[1], step, meter, most=10_000)
        assert meter.edges <= budget
        if part.completeness.complete:
            assert list(part.paths) == list(whole.paths)
        else:
            assert (list(part.paths), part.completeness.reason) == ([], Shortfall.EDGE_BUDGET)


def _all_shortest(left: "nx.MultiDiGraph[str]", ends: Sequence[str], hops: int) -> list[tuple[str, ...]]:
    try:
        found = [tuple(path) for path in nx.all_shortest_paths(nx.DiGraph(left), *ends)]
    except nx.NetworkXNoPath:
        return []
    return [path for path in found if len(path) - 1 <= hops]
