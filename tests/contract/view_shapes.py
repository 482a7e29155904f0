"""Patterns, connections, similar nodes and estimates against networkx and the plainest recomputation."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from math import sqrt

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networkx.algorithms.approximation import steiner_tree

from graphapi.answers.graphs import SimilarNode
from graphapi.graph.base import GraphView
from graphapi.graph.bfs import breadth_first
from graphapi.graph.meter import Budget, Meter
from graphapi.model.identifiers import kind_of
from graphapi.model.steps import Direction, NodeFilter, Rel, Step
from graphapi.traversal.connect import ConnectPlan, connect
from graphapi.traversal.estimate import estimate
from graphapi.traversal.patterns import PatternPlan, parse_pattern, patterns
from graphapi.traversal.similar import Metric, SimilarRequest, similar
from tests.contract.graphs import (
    IDS,
    Graph,
    arcs,
    barriers,
    enters,
    nodes,
    projection,
    random_graphs,
    rels,
    steps,
)
from tests.contract.naive import plans
from tests.contract.views import MakeView, OnEveryView
from tests.examples import examples

often = settings(max_examples=examples(80), deadline=None)
PLENTY = Budget(edges=10**7, ms=60_000, results=10_000)
TEXTS = (
    "park -hosts-> segment",
    "park -hosts-> segment <-active_in- company",
    "company -- park -- company",
    "segment -feeds- segment -feeds- segment",
    "* -hosts|feeds-> segment <-- *",
    "company:n0 -- * -- *",
    "* -- segment -- park:n1",
    "* <-owned_by- company",
)


def places_of(request: PatternPlan) -> st.SearchStrategy[list[int]]:
    """Some places of a template, in any order."""
    return st.lists(st.integers(0, len(request.nodes) - 1), min_size=1, unique=True)


@st.composite
def requests(draw: st.DrawFn) -> PatternPlan:
    """A template with filters on edges, a barrier at times, and a place to stop at."""
    places, hops = parse_pattern(draw(st.sampled_from(TEXTS)))
    barrier, filters = draw(barriers()), [draw(steps()).edge for _ in hops]
    kinds = sorted({kind for place in places for kind in place.kinds}) or ["city"]
    stop = NodeFilter(frozenset({draw(st.sampled_from(kinds))})) if draw(st.integers(0, 9)) in {3, 4, 5} else None
    made = [replace(hop, edge=edge, barrier=barrier) for hop, edge in zip(hops, filters, strict=True)]
    return PatternPlan(places, tuple(made), budget=PLENTY, stop_at=stop)


def matches(graph: Graph, request: PatternPlan) -> list[tuple[str, ...]]:
    """All matches, place by place, in the order of their nodes; from the last on when it alone is bound."""
    places = [Step(to=wanted, barrier=request.steps[0].barrier) for wanted in request.nodes]
    if request.stop_at is not None:
        stops = (*request.steps[0].barrier.filters, request.stop_at)
        places[1:-1] = [replace(one, barrier=replace(one.barrier, filters=stops)) for one in places[1:-1]]
    found = {(key,) for key in IDS if enters(graph, places[0], key)}
    for place, step in zip(places[1:], request.steps, strict=True):
        allowed = arcs(graph, Step(rels=step.rels, edge=step.edge))
        found = {
            (*match, node)
            for match in found
            for origin, _, node in allowed
            if origin == match[-1] and node not in match and enters(graph, place, node)
        }
    turned = request.nodes[-1].ids and not request.nodes[0].ids
    return sorted(found, key=lambda match: match[::-1] if turned else match)


class PatternSuite(OnEveryView):
    """What `traversal.patterns` promises on any view."""

    @often
    @given(graph=random_graphs(), request=requests())
    async def test_matches_are_all_fillings_of_the_template_in_order(
        self, make: MakeView, graph: Graph, request: PatternPlan
    ) -> None:
        found = await patterns(make(graph.documents), request)
        expected = matches(graph, request)
        assert [match.nodes for match in found.matches or ()] == expected
        assert found.meta.matches == len(expected)
        assert found.meta.completeness.complete
        for match in found.matches or ():
            for step, pair, edges in zip(request.steps, pairwise(match.nodes), match.edges, strict=True):
                allowed = arcs(graph, Step(rels=step.rels, edge=step.edge))
                assert sorted(edges) == sorted(key for origin, key, end in allowed if (origin, end) == pair)

    @often
    @given(graph=random_graphs(), template=requests().flatmap(lambda one: st.tuples(st.just(one), places_of(one))))
    async def test_distinct_grouped_and_counted_are_the_same_matches(
        self, make: MakeView, graph: Graph, template: tuple[PatternPlan, list[int]]
    ) -> None:
        request, chosen = template
        view, whole = make(graph.documents), matches(graph, request)
        counts = Counter(tuple(match[place] for place in chosen) for match in whole)
        distinct = await patterns(view, replace(request, distinct=tuple(chosen)))
        assert [(group.nodes, group.matches) for group in distinct.distinct or ()] == sorted(counts.items())
        grouped = await patterns(view, replace(request, group_by=tuple(chosen)))
        assert [(group.nodes, group.matches) for group in grouped.groups or ()] == sorted(
            counts.items(), key=lambda item: (-item[1], item[0])
        )
        counted = await patterns(view, replace(request, counted=True))
        assert (counted.meta.matches, counted.matches) == (len(whole), [])
        assert (list(counted.graph.nodes), list(counted.graph.edges)) == ([], [])


def linked(graph: Graph, step: Step, terminals: Sequence[str]) -> "nx.Graph[str]":
    """What may be walked both ways, the terminals exempt, without loops and parallels."""
    both = replace(step, rels=(*step.rels, *step.reverse.rels), exempt=frozenset(terminals))
    ways = {(origin, node) for origin, _, node in arcs(graph, both) if origin != node}
    found: nx.Graph[str] = nx.Graph([way for way in ways if way[::-1] in ways])
    found.add_nodes_from(terminals)
    return found


def smallest(left: "nx.Graph[str]", terminals: Sequence[str]) -> int:
    """Hops of the smallest tree over connected terminals, every set of further nodes tried."""
    others = sorted(set(left) - set(terminals))
    return next(
        size + len(terminals) - 1
        for size in range(len(others) + 1)
        if any(nx.is_connected(left.subgraph([*terminals, *more])) for more in combinations(others, size))
    )


class ConnectSuite(OnEveryView):
    """What `traversal.connect` promises on any view."""

    @often
    @given(graph=random_graphs(), step=steps(), terminals=st.lists(nodes(), min_size=2, max_size=5, unique=True))
    async def test_a_connection_is_a_forest_over_the_terminals_within_its_guarantee(
        self, make: MakeView, graph: Graph, step: Step, terminals: list[str]
    ) -> None:
        found = await connect(make(graph.documents), ConnectPlan(tuple(terminals), step, budget=PLENTY))
        left, ends = linked(graph, step, terminals), {one.id: (one.tail, one.head) for one in graph.edges}
        tree: nx.Graph[str] = nx.Graph([ends[edge] for edge in found.graph.edges])
        tree.add_nodes_from(terminals)
        groups = [[key for key in terminals if key in part] for part in nx.connected_components(left)]
        expected = sorted((group for group in groups if group), key=lambda group: terminals.index(group[0]))
        assert found.meta.components == expected
        assert (set(found.graph.nodes), found.meta.length) == (set(tree), len(found.graph.edges))
        assert all(left.has_edge(*ends[edge]) for edge in found.graph.edges)
        assert nx.is_forest(tree)
        assert tree.number_of_edges() == len(found.graph.edges)
        assert {node for node, degree in tree.degree() if degree <= 1} <= set(terminals)
        assert {frozenset(part) & frozenset(terminals) for part in nx.connected_components(tree)} == set(
            map(frozenset, expected)
        )
        for group in expected:
            hops = tree.subgraph(nx.node_connected_component(tree, group[0])).number_of_edges()
            assert hops <= (2 - 2 / len(group)) * smallest(left, group)
            part = left.subgraph(nx.node_connected_component(left, group[0]))
            assert hops <= 2 * steiner_tree(part, group).number_of_edges()


def neighbours(graph: Graph, wanted: Sequence[Rel]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {key: set() for key in IDS}
    for origin, _, node in arcs(graph, Step(rels=tuple(wanted))):
        found[origin] |= {node} - {origin}
    return found


async def alike(view: GraphView, node: str, wanted: tuple[Rel, ...], metric: Metric) -> dict[str, SimilarNode]:
    request = SimilarRequest(rel=",".join(map(str, wanted)), metric=metric)
    found = await similar(view, node, request, meter=Meter(PLENTY))
    assert found.meta.completeness.complete
    assert found.similar == sorted(found.similar, key=lambda other: (-other.score, other.node))
    assert found.meta.candidates == len(found.similar)
    return {other.node: other for other in found.similar}


class SimilarSuite(OnEveryView):
    """What `traversal.similar` promises on any view."""

    @often
    @given(graph=random_graphs(), node=nodes(), wanted=rels())
    async def test_scores_of_undirected_relations_are_those_of_networkx(
        self, make: MakeView, graph: Graph, node: str, wanted: tuple[Rel, ...]
    ) -> None:
        both = tuple(dict.fromkeys(Rel(rel.kind) for rel in wanted))
        left = nx.Graph(projection(graph, Step(rels=both)))
        left.remove_edges_from(list(nx.selfloop_edges(left)))
        others = [(node, key) for key in IDS if key != node and kind_of(key) == kind_of(node)]
        for metric, scores in (
            (Metric.JACCARD, nx.jaccard_coefficient(left, others)),
            (Metric.ADAMIC_ADAR, nx.adamic_adar_index(left, others)),
        ):
            found = await alike(make(graph.documents), node, both, metric)
            expected = {key: score for _, key, score in scores if score}
            assert {key: other.score for key, other in found.items()} == pytest.approx(expected, abs=1e-6)

    @often
    @given(graph=random_graphs(), node=nodes(), wanted=rels())
    async def test_similar_nodes_share_neighbours_in_any_direction_and_say_which(
        self, make: MakeView, graph: Graph, node: str, wanted: tuple[Rel, ...]
    ) -> None:
        found = await alike(make(graph.documents), node, wanted, Metric.COSINE)
        of = neighbours(graph, wanted)
        own = of[node]
        assert found.keys() == {key for key in IDS if key != node and kind_of(key) == kind_of(node) and own & of[key]}
        for key, other in found.items():
            assert other.shared == sorted(own & of[key])
            assert other.score == pytest.approx(len(own & of[key]) / sqrt(len(own) * len(of[key])), abs=1e-6)
            assert (other.only_here, other.only_there) == (len(own - of[key]), len(of[key] - own))

    @often
    @given(graph=random_graphs(), node=nodes(), wanted=rels())
    async def test_the_graph_of_similar_nodes_joins_each_to_what_it_shares(
        self, make: MakeView, graph: Graph, node: str, wanted: tuple[Rel, ...]
    ) -> None:
        request = SimilarRequest(rel=",".join(map(str, wanted)))
        found = await similar(make(graph.documents), node, request, meter=Meter(PLENTY))
        ends = [node, *(other.node for other in found.similar)]
        assert list(found.graph.nodes[: len(ends)]) == ends
        assert set(found.graph.nodes) == {*ends, *(key for other in found.similar for key in other.shared)}
        assert set(found.graph.edges) == {
            edge
            for origin, edge, head in arcs(graph, Step(rels=wanted))
            if origin in ends and head in set(found.graph.nodes)
        }


class EstimateSuite(OnEveryView):
    """What `traversal.estimate` promises on any view."""

    @often
    @given(graph=random_graphs(), plan=plans(), starts=st.lists(nodes(), min_size=1, max_size=4))
    async def test_an_estimate_is_exact_while_frontiers_are_small(
        self, make: MakeView, graph: Graph, plan: list[Step], starts: list[str]
    ) -> None:
        view, meter = make(graph.documents), Meter(PLENTY)
        found = await breadth_first(view, starts, plan, meter)
        predicted = (await estimate(view, starts, plan, Budget())).estimate
        assert predicted.edges == meter.edges == sum(hop.edges for hop in predicted.hops)
        assert predicted.advice == "the query fits its budget"
        if len(plan) == 1 and plan[0].repeat[0] <= 1:
            assert predicted.nodes == len(found.hop_of)

    async def test_an_estimate_above_the_budget_names_the_heaviest_hop(self, view: GraphView) -> None:
        step = Step(rels=(Rel("feeds", Direction.OUT),), repeat=(1, 3))
        found = (await estimate(view, ["segment:lithium-carbonate"], [step], Budget(edges=2))).estimate
        assert [hop.edges for hop in found.hops] == [1, 2, 2]
        assert "narrow rel or kind at hop 2" in found.advice
