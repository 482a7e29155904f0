"""Modes of paths that questions build on the search: widest, diverse, of each pair, cycles; and why there is none."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import networkx as nx
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graphapi.answers.graphs import NoPath, Paths, ReachedFromEnd
from graphapi.graph.base import GraphView
from graphapi.graph.costs import CostName
from graphapi.graph.meter import Budget, Meter
from graphapi.graph.results import PathQuery
from graphapi.model.kinds import EDGE_KINDS, Basis
from graphapi.model.steps import Barrier, Direction, NodeFilter, Rel, Step
from graphapi.traversal.cycles import CyclesRequest, cycles
from graphapi.traversal.paths import PathMode, PathPlan, paths
from tests.contract.graphs import Graph, nodes, projection, random_graphs, rels, steps
from tests.contract.naive import plans, ranked, sequences
from tests.contract.views import MakeView, OnEveryView
from tests.examples import examples

often = settings(max_examples=examples(80), deadline=None)
pairs = st.lists(nodes(), min_size=2, max_size=2, unique=True)
some = st.lists(nodes(), min_size=1, max_size=3, unique=True)
PLENTY = Budget(edges=10**7, ms=60_000, results=10_000)


def asked(ends: Sequence[str], *steps: Step, **more: Any) -> PathPlan:
    """A request for paths between two nodes that the plan may take in full."""
    ends = [end for end in ends if not any(end in step.barrier.ids for step in steps)]
    assume(len(ends) == 2)
    most = sum(step.repeat[1] for step in steps)
    return PathPlan((ends[0],), (ends[1],), steps=steps, max_hops=most, **({"budget": PLENTY} | more))


async def answer(view: GraphView, request: PathPlan) -> Paths:
    return await paths(view, request)


async def no_path(view: GraphView, request: PathPlan) -> NoPath:
    """Why there is no path, where there is none."""
    given = await paths(view, request)
    assume(not given.paths)
    assert given.meta.no_path is not None
    return given.meta.no_path


async def found(view: GraphView, request: PathPlan) -> list[tuple[str, ...]]:
    """Nodes of the paths of an answer that is complete."""
    given = await answer(view, request)
    assert given.meta.completeness.complete
    return [tuple(path.nodes) for path in given.paths]


def exempt(step: Step, ends: Sequence[str]) -> Step:
    return replace(step, exempt=frozenset(ends))


class ModesSuite(OnEveryView):
    """What `traversal.paths` promises of each mode on any view."""

    @often
    @given(graph=random_graphs(), step=steps(repeat=(1, 5)), ends=pairs, cost=st.sampled_from(CostName))
    async def test_every_mode_answers_the_paths_tried_one_by_one(
        self, make: MakeView, graph: Graph, step: Step, ends: list[str], cost: CostName
    ) -> None:
        view, request = make(graph.documents), asked(ends, step, cost=cost)
        whole = ranked(graph, PathQuery((ends[0],), frozenset(ends[1:]), (step,), 5), cost)
        expected = [nodes for _, _, nodes in whole]
        least = [nodes for price, _, nodes in whole if price == whole[0][0]]
        assert await found(view, replace(request, mode=PathMode.SIMPLE)) == expected
        assert await found(view, replace(request, mode=PathMode.K_SHORTEST, budget=Budget(results=3))) == expected[:3]
        assert await found(view, replace(request, mode=PathMode.ALL_SHORTEST)) == least
        assert await found(view, replace(request, mode=PathMode.SHORTEST)) == expected[:1]

    @often
    @given(graph=random_graphs(), step=steps(repeat=(1, 5)), ends=pairs)
    async def test_the_widest_paths_have_the_best_weakest_basis_that_can_be_had(
        self, make: MakeView, graph: Graph, step: Step, ends: list[str]
    ) -> None:
        given = await answer(make(graph.documents), asked(ends, step, mode=PathMode.WIDEST))
        floors = [floor for floor in Basis if floor.rank <= step.edge.basis.rank]
        for floor in floors:
            stronger = replace(exempt(step, ends), edge=replace(step.edge, basis=floor))
            left = nx.DiGraph(projection(graph, stronger))
            expected = sorted(map(tuple, nx.all_shortest_paths(left, *ends))) if nx.has_path(left, *ends) else []
            if expected and len(expected[0]) - 1 <= step.repeat[1]:
                assert [tuple(path.nodes) for path in given.paths] == expected
                assert {path.weakest_basis for path in given.paths} == {floor}
                return
        assert given.paths == []
        assert given.meta.completeness.complete

    @often
    @given(graph=random_graphs(), step=steps(repeat=(1, 5)), ends=pairs)
    async def test_diverse_paths_are_those_of_the_naive_greedy(
        self, make: MakeView, graph: Graph, step: Step, ends: list[str]
    ) -> None:
        whole = ranked(graph, PathQuery((ends[0],), frozenset(ends[1:]), (step,), 5))
        expected: list[tuple[str, ...]] = []
        while len(expected) < min(4, len(whole)):
            used = [node for path in expected for node in path[1:-1]]
            left = [one for one in whole if one[2] not in expected]
            expected.append(min(left, key=lambda one: (sum(map(used.count, one[2])), one))[2])
        request = asked(ends, step, mode=PathMode.K_SHORTEST, diverse=True, budget=Budget(results=4))
        given = await answer(make(graph.documents), request)
        assert [tuple(path.nodes) for path in given.paths] == expected
        assert [path.cost for path in given.paths] == [len(path) - 1 for path in expected]

    @often
    @given(graph=random_graphs(), plan=plans(), sources=some, targets=some)
    async def test_between_sets_the_best_path_of_all_pairs_or_of_each(
        self, make: MakeView, graph: Graph, plan: list[Step], sources: list[str], targets: list[str]
    ) -> None:
        assume(sources != targets)
        plan = [replace(step, barrier=replace(step.barrier, ids=frozenset())) for step in plan]
        most = sum(step.repeat[1] for step in plan)
        request = PathPlan(
            tuple(sources), tuple(targets), steps=tuple(plan), max_hops=most, budget=PLENTY, mode=PathMode.SIMPLE
        )
        view, query = make(graph.documents), PathQuery(tuple(sources), frozenset(targets), tuple(plan), most)
        assert await found(view, request) == [nodes for _, _, nodes in ranked(graph, query)]
        best = [
            ranked(graph, replace(query, sources=(source,), targets=frozenset({target})))[:1]
            for source in sources
            for target in targets
            if source != target
        ]
        if len(sources) * len(targets) > 1:
            assert await found(view, replace(request, each_pair=True)) == [nodes for one in best for *_, nodes in one]

    @often
    @given(graph=random_graphs(), node=nodes(), wanted=rels(), most=st.integers(1, 5))
    async def test_cycles_are_the_simple_cycles_of_networkx_each_once(
        self, make: MakeView, graph: Graph, node: str, wanted: tuple[Rel, ...], most: int
    ) -> None:
        request = CyclesRequest(rel=",".join(map(str, wanted)), max_hops=most)
        given = await cycles(make(graph.documents), node, request, meter=Meter(PLENTY))
        left = projection(graph, Step(rels=wanted))
        expected = _rings(left, node, most)
        found = [tuple(path.nodes) for path in given.paths]
        assert len(found) == len(set(found)) == len(expected)
        assert {_ring(left, path) for path in found} == expected
        assert found == sorted(found, key=lambda path: (len(path), path))


Ring = frozenset[tuple[tuple[str, ...], tuple[frozenset[str], ...]]]


def _ring(left: "nx.MultiDiGraph[str]", path: tuple[str, ...]) -> Ring:
    """A ring with its edges, and the same ring walked the other way when its edges can be."""
    hops = tuple(frozenset(left[tail][head]) for tail, head in pairwise(path))
    back = tuple(frozenset(left.get_edge_data(head, tail) or ()) for tail, head in pairwise(path))
    return frozenset({(path, hops), (path[::-1], hops[::-1])} if hops == back else {(path, hops)})


def _rings(left: "nx.MultiDiGraph[str]", node: str, most: int) -> set[Ring]:
    found = set()
    for cycle in nx.simple_cycles(nx.DiGraph(left), length_bound=most):
        if node not in cycle:
            continue
        place = cycle.index(node)
        path = (*cycle[place:], *cycle[:place], node)
        edges = {edge for tail, head in pairwise(path) for edge in left[tail][head]}
        if len(cycle) != 2 or len(edges) > 1:
            found.add(_ring(left, path))
    return found


class WhyNotSuite(OnEveryView):
    """What an answer without a path says."""

    @settings(max_examples=examples(150), deadline=None)
    @given(graph=random_graphs(), step=steps(repeat=(1, 3)), ends=pairs)
    async def test_each_constraint_named_bars_the_way_by_itself_and_no_other_does(
        self, make: MakeView, graph: Graph, step: Step, ends: list[str]
    ) -> None:
        why = await no_path(make(graph.documents), asked(ends, step))
        named = {relaxed.constraint: relaxed.hops for relaxed in why.relax or ()}
        expected = {}
        for name, looser in _looser(step).items():
            left = nx.DiGraph(projection(graph, exempt(looser, ends)))
            length = nx.shortest_path_length(left, *ends) if nx.has_path(left, *ends) else 99
            if length <= looser.repeat[1]:
                expected[name] = length
        assert named == expected
        for relaxed in why.relax or ():
            assert (relaxed.nodes[0], relaxed.nodes[-1], len(relaxed.nodes)) == (*ends, relaxed.hops + 1)

    @often
    @given(graph=random_graphs(), plan=sequences(), ends=pairs)
    async def test_a_sequence_says_how_many_nodes_each_step_reaches_and_what_to_relax(
        self, make: MakeView, graph: Graph, plan: list[Step], ends: list[str]
    ) -> None:
        why, here = await no_path(make(graph.documents), asked(ends, *plan)), {ends[0]}
        assert why.matched is not None
        for step, count in zip(plan, why.matched, strict=True):
            left = projection(graph, exempt(step, ends))
            layers = [here]
            for _ in range(step.repeat[1]):
                layers.append({head for tail in layers[-1] for head in left[tail]})
            here = set().union(*layers[step.repeat[0] :])
            assert count == len(here)
        query = PathQuery((ends[0],), frozenset(ends[1:]), tuple(plan), 99)
        for relaxed in why.relax or ():
            looser = tuple(_looser(step).get(relaxed.constraint, step) for step in plan)
            assert ranked(graph, replace(query, steps=looser))[0][1] == relaxed.hops

    async def test_how_near_both_sides_came_is_part_of_the_answer(self, view: GraphView) -> None:
        why = (await paths(view, PathPlan(("park:lonely",), ("park:mengsu",), budget=PLENTY))).meta.no_path
        assert why is not None
        assert why.source == ReachedFromEnd(nodes_reached=1, hops=1, exhausted=True)
        assert why.target == ReachedFromEnd(nodes_reached=1, hops=0, exhausted=False)
        assert why.matched is None


def _looser(step: Step) -> dict[str, Step]:
    """The step without one constraint, for each constraint that it has."""
    every = tuple(Rel(kind, Direction.BOTH) for kind in EDGE_KINDS)
    barrier = step.barrier
    choices = {
        "rel": replace(step, rels=every),
        "basis": replace(step, edge=replace(step.edge, basis=Basis.UNVERIFIED)),
        "avoid": replace(step, barrier=Barrier(within=barrier.within, filters=barrier.filters)),
        "stop_at": replace(step, barrier=replace(barrier, filters=())),
        "within": replace(step, barrier=replace(barrier, within=None)),
        "max_hops": replace(step, repeat=(step.repeat[0], 12)),
        "valid_on": replace(step, edge=replace(step.edge, valid_on=None)),
        "status": replace(step, edge=replace(step.edge, statuses=frozenset())),
        "where": replace(step, edge=replace(step.edge, where=())),
        "to": replace(step, to=NodeFilter()),
    }
    return {name: looser for name, looser in choices.items() if looser != step}
