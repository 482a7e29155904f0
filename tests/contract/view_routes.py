"""Shortest paths: one, all, within so many hops, past barriers, and none."""

from dataclasses import replace
from itertools import pairwise

import pytest

from graphapi.graph.base import GraphView
from graphapi.graph.meter import Budget, Meter
from graphapi.graph.results import PathSet, SearchSide
from graphapi.graph.shortest_paths import shortest
from graphapi.model.completeness import COMPLETE, Completeness, Shortfall
from graphapi.model.kinds import Basis
from graphapi.model.steps import Barrier, Direction, EdgeFilter, NodeFilter, Rel, Step
from tests.contract.sample import LFP, NEWS, NOTICE, TERNARY, edge, node
from tests.contract.views import MakeView, OnEveryView

ANY = Step(repeat=(1, 6))
ALONG = Step(rels=(Rel("feeds", Direction.OUT),), repeat=(1, 6))


async def routes(
    view: GraphView, source: str, target: str, step: Step = ANY, *, most: int = 1000, edges: int = 10_000
) -> PathSet:
    return await shortest(view, source, target, step, Meter(Budget(edges=edges)), most=most)


def segments(*slugs: str) -> tuple[str, ...]:
    return tuple(f"segment:{slug}" for slug in slugs)


def lattice(make: MakeView, width: int, depth: int) -> GraphView:
    """Segments in layers, each feeding all of the next: `width ** depth` shortest paths from start to goal."""
    layers = [["segment:start"], *([f"segment:l{layer}n{number}" for number in range(width)] for layer in range(depth))]
    layers.append(["segment:goal"])
    pairs = [(tail, head) for upper, lower in pairwise(layers) for tail in upper for head in lower]
    nodes = [node(name) for layer in layers for name in layer]
    return make([NOTICE, NEWS, *nodes, *(edge("feeds", tail, head) for tail, head in pairs)])


class RouteSuite(OnEveryView):
    """What `graph.shortest_paths.shortest` promises on any view."""

    async def test_a_neighbour_is_one_hop_away_over_all_parallel_edges(self, view: GraphView) -> None:
        found = await routes(view, "segment:cathode", "segment:cell")
        assert [route.nodes for route in found.paths] == [segments("cathode", "cell")]
        assert [set(hop) for hop in found.paths[0].hops] == [{LFP.id, TERNARY.id}]
        assert found.completeness == COMPLETE

    async def test_all_shortest_paths_come_in_the_order_of_their_nodes(self, view: GraphView) -> None:
        found = await routes(view, "park:mengsu", "park:yibin-east")
        assert [route.nodes for route in found.paths] == [("park:mengsu", "segment:cell", "park:yibin-east")]
        found = await routes(view, "company:catl", "park:yibin-east")
        assert [route.nodes for route in found.paths] == [
            ("company:catl", "company:catl-sichuan", "park:yibin-east"),
            ("company:catl", "segment:cell", "park:yibin-east"),
        ]

    async def test_directions_are_kept(self, view: GraphView) -> None:
        found = await routes(view, "segment:pack", "segment:cathode", ALONG)
        assert [route.nodes for route in found.paths] == [segments("pack", "recycling", "lithium-carbonate", "cathode")]

    async def test_the_first_path_alone_when_one_is_asked_for(self, make: MakeView) -> None:
        found = await routes(lattice(make, 3, 3), "segment:start", "segment:goal", most=1)
        assert [route.nodes for route in found.paths] == [segments("start", "l0n0", "l1n0", "l2n0", "goal")]
        assert found.completeness.reason is Shortfall.RESULT_LIMIT

    @pytest.mark.parametrize("most", [1, 5, 26])
    async def test_a_result_limit_keeps_the_first_paths_in_order(self, make: MakeView, most: int) -> None:
        view = lattice(make, 3, 3)
        whole = await routes(view, "segment:start", "segment:goal")
        part = await routes(view, "segment:start", "segment:goal", most=most)
        assert len(whole.paths) == 27
        assert list(part.paths) == list(whole.paths)[:most]
        assert (part.completeness.complete, part.completeness.reason) == (False, Shortfall.RESULT_LIMIT)

    async def test_a_result_limit_that_just_fits_is_complete(self, make: MakeView) -> None:
        found = await routes(lattice(make, 3, 3), "segment:start", "segment:goal", most=27)
        assert (len(found.paths), found.completeness) == (27, COMPLETE)

    async def test_very_many_paths_are_not_made_before_they_are_wanted(self, make: MakeView) -> None:
        found = await routes(
            lattice(make, 6, 11), "segment:start", "segment:goal", replace(ANY, repeat=(1, 12)), most=3
        )
        assert len(found.paths) == 3

    @pytest.mark.parametrize(("hops", "paths"), [(1, 0), (2, 0), (3, 1), (4, 1)])
    async def test_no_path_is_longer_than_asked_for(self, view: GraphView, hops: int, paths: int) -> None:
        step = replace(ALONG, repeat=(1, hops))
        found = await routes(view, "segment:pack", "segment:cathode", step)
        assert (len(found.paths), found.completeness) == (paths, COMPLETE)

    async def test_within_too_few_hops_neither_side_is_exhausted(self, view: GraphView) -> None:
        found = await routes(view, "segment:pack", "segment:cathode", replace(ALONG, repeat=(1, 2)))
        assert not found.source_side.exhausted
        assert not found.target_side.exhausted
        assert found.source_side.hops + found.target_side.hops == 2

    async def test_a_barrier_is_gone_round(self, view: GraphView) -> None:
        barrier = Barrier(ids=frozenset({"segment:cell"}))
        found = await routes(view, "company:catl", "park:yibin-east", replace(ANY, barrier=barrier))
        assert [route.nodes for route in found.paths] == [("company:catl", "company:catl-sichuan", "park:yibin-east")]

    async def test_a_barrier_all_round_leaves_no_path(self, view: GraphView) -> None:
        barrier = Barrier(kinds=frozenset({"segment", "company"}))
        found = await routes(view, "company:catl", "park:yibin-east", replace(ANY, barrier=barrier))
        assert (list(found.paths), found.completeness) == ([], COMPLETE)
        assert found.source_side == SearchSide(1, 1, True)

    async def test_both_ends_are_exempt_from_filters_on_nodes(self, view: GraphView) -> None:
        step = replace(
            ANY, to=NodeFilter(kinds=frozenset({"segment"})), barrier=Barrier(kinds=frozenset({"company", "park"}))
        )
        found = await routes(view, "company:catl", "park:yibin-east", step)
        assert [route.nodes for route in found.paths] == [("company:catl", "segment:cell", "park:yibin-east")]

    async def test_filters_on_edges_bind_every_hop(self, view: GraphView) -> None:
        step = replace(ANY, edge=EdgeFilter(basis=Basis.OFFICIAL))
        found = await routes(view, "company:catl-sichuan", "segment:cell", step)
        assert [route.nodes for route in found.paths] == [
            ("company:catl-sichuan", "park:yibin-east", "segment:cathode", "segment:cell")
        ]
        assert found.paths[0].hops[-1] == (TERNARY.id,)

    async def test_no_path_is_proved_by_an_exhausted_side(self, view: GraphView) -> None:
        found = await routes(view, "park:lonely", "park:mengsu")
        assert (list(found.paths), found.completeness) == ([], COMPLETE)
        assert found.source_side == SearchSide(1, 1, True)
        assert not found.target_side.exhausted

    async def test_against_the_one_way_there_is_no_path(self, view: GraphView) -> None:
        step = Step(rels=(Rel("located_in", Direction.OUT),), repeat=(1, 6))
        assert [route.nodes for route in (await routes(view, "park:mengsu", "province:nm", step)).paths] == [
            ("park:mengsu", "city:ordos", "province:nm")
        ]
        back = await routes(view, "province:nm", "park:mengsu", step)
        assert list(back.paths) == []
        assert back.source_side.exhausted or back.target_side.exhausted

    @pytest.mark.parametrize("edges", range(3))
    async def test_an_edge_budget_stops_the_search_without_a_path(self, view: GraphView, edges: int) -> None:
        found = await routes(view, "segment:pack", "segment:cathode", ALONG, edges=edges)
        assert list(found.paths) == []
        assert found.completeness == Completeness(
            False, Shortfall.EDGE_BUDGET, found.completeness.hop, found.completeness.unexpanded
        )
        assert (found.completeness.hop or 0) >= 1
        assert (found.completeness.unexpanded or 0) >= 1
