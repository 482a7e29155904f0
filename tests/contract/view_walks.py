"""Neighborhoods: hops, sequences of steps, budgets, where to stop and where to end."""

from dataclasses import replace

import pytest

from graphapi.graph.base import GraphView
from graphapi.graph.bfs import breadth_first
from graphapi.graph.meter import CHECK_EVERY, Budget, Meter
from graphapi.graph.results import Reached
from graphapi.model.completeness import COMPLETE, Completeness, Shortfall
from graphapi.model.identifiers import edge_id
from graphapi.model.steps import Barrier, Direction, NodeFilter, Operator, Predicate, Rel, Step
from tests.contract.sample import LFP, MENGSU_HOSTS, SCRAP, TERNARY, YIBIN_HOSTS
from tests.contract.view_expansion import star
from tests.contract.views import MakeView, OnEveryView

ALONG = Step(rels=(Rel("feeds", Direction.OUT),))
HOSTS = Step(rels=(Rel("hosts", Direction.IN),))
CITY = Step(rels=(Rel("located_in", Direction.OUT),), to=NodeFilter(kinds=frozenset({"city"})))


async def walk(view: GraphView, start: str | list[str], *steps: Step, **ends: NodeFilter) -> Reached:
    starts = [start] if isinstance(start, str) else start
    return await breadth_first(view, starts, steps, Meter(Budget()), **ends)


def within(hops: int, step: Step = ALONG) -> Step:
    return replace(step, repeat=(1, hops))


def exactly(hops: int, step: Step = ALONG) -> Step:
    return replace(step, repeat=(hops, hops))


def only(*ids: str) -> NodeFilter:
    return NodeFilter(ids=frozenset(ids))


def feeds(tail: str, head: str) -> str:
    return edge_id("feeds", f"segment:{tail}", f"segment:{head}")


class WalkSuite(OnEveryView):
    """What `graph.bfs.breadth_first` promises on any view."""

    async def test_each_node_stands_at_its_smallest_hop_in_order_of_discovery(self, view: GraphView) -> None:
        found = await walk(view, "segment:lithium-carbonate", within(6))
        assert list(found.hop_of.items()) == [
            ("segment:lithium-carbonate", 0),
            ("segment:cathode", 1),
            ("segment:cell", 2),
            ("segment:pack", 3),
            ("segment:recycling", 4),
        ]
        assert found.completeness == COMPLETE

    async def test_edges_are_those_walked_parallel_reciprocal_and_loops_included(self, view: GraphView) -> None:
        found = await walk(view, "segment:cathode", within(4))
        assert set(found.edges) == {
            LFP.id,
            TERNARY.id,
            SCRAP.id,
            feeds("cell", "pack"),
            feeds("pack", "recycling"),
            feeds("recycling", "pack"),
            feeds("recycling", "lithium-carbonate"),
        }

    async def test_edges_among_the_outermost_nodes_are_not_walked(self, view: GraphView) -> None:
        found = await walk(view, "segment:cathode", within(1))
        assert set(found.edges) == {LFP.id, TERNARY.id}

    async def test_a_lonely_or_unknown_start_is_alone(self, view: GraphView) -> None:
        for start in ("park:lonely", "park:nowhere"):
            found = await walk(view, start, within(3, Step()))
            assert (found.hop_of, found.edges, found.completeness) == ({start: 0}, {}, COMPLETE)

    async def test_no_steps_reach_nothing(self, view: GraphView) -> None:
        assert (await walk(view, "segment:cell")).hop_of == {"segment:cell": 0}

    async def test_several_starts_are_each_at_hop_nought(self, view: GraphView) -> None:
        found = await walk(view, ["segment:cell", "segment:recycling", "segment:cell"], within(1))
        assert list(found.hop_of.items()) == [
            ("segment:cell", 0),
            ("segment:recycling", 0),
            ("segment:pack", 1),
            ("segment:lithium-carbonate", 1),
        ]

    async def test_steps_follow_one_another(self, view: GraphView) -> None:
        found = await walk(view, "segment:cell", HOSTS, CITY)
        assert found.hop_of == {
            "segment:cell": 0,
            "park:mengsu": 1,
            "park:yibin-east": 1,
            "city:ordos": 2,
            "city:yibin": 2,
        }

    async def test_what_leads_nowhere_is_left_out_of_a_sequence(self, view: GraphView) -> None:
        company = Step(rels=(Rel("owned_by", Direction.IN),))
        found = await walk(view, "segment:cell", Step(rels=(Rel("active_in"), Rel("hosts"))), company)
        assert found.hop_of == {"segment:cell": 0, "company:catl": 1, "company:catl-sichuan": 2}
        assert MENGSU_HOSTS.id not in found.edges

    async def test_a_sequence_that_nothing_fulfils_keeps_the_starts_alone(self, view: GraphView) -> None:
        found = await walk(view, "segment:cathode", CITY, HOSTS)
        assert (found.hop_of, found.edges, found.completeness) == ({"segment:cathode": 0}, {}, COMPLETE)

    async def test_an_optional_step_may_be_left_out(self, view: GraphView) -> None:
        maybe = replace(ALONG, repeat=(0, 1))
        found = await walk(view, "segment:cathode", maybe, HOSTS)
        assert found.hop_of == {"segment:cathode": 0, "segment:cell": 1, "park:yibin-east": 1, "park:mengsu": 2}

    async def test_a_repeated_step_stands_for_any_number_of_hops_in_its_range(self, view: GraphView) -> None:
        found = await walk(view, "segment:lithium-carbonate", replace(ALONG, repeat=(2, 3)), HOSTS)
        assert {node for node in found.hop_of if node.startswith("park:")} == {"park:mengsu", "park:yibin-east"}
        assert found.hop_of["park:mengsu"] == 3

    async def test_exact_hops_keep_only_walks_of_that_length(self, view: GraphView) -> None:
        found = await walk(view, "segment:lithium-carbonate", exactly(2))
        assert set(found.hop_of) == {"segment:lithium-carbonate", "segment:cathode", "segment:cell"}
        assert set(found.edges) == {feeds("lithium-carbonate", "cathode"), LFP.id, TERNARY.id}

    async def test_an_exact_walk_may_turn_in_a_self_loop(self, view: GraphView) -> None:
        found = await walk(view, "segment:cathode", exactly(2), end_at=only("segment:cell"))
        assert set(found.edges) == {LFP.id, TERNARY.id, SCRAP.id}

    async def test_a_node_to_stop_at_is_reached_and_not_left(self, view: GraphView) -> None:
        found = await walk(view, "segment:lithium-carbonate", within(6), stop_at=only("segment:cell"))
        assert list(found.hop_of) == ["segment:lithium-carbonate", "segment:cathode", "segment:cell"]
        assert SCRAP.id not in found.edges

    async def test_a_start_is_left_even_if_it_is_one_to_stop_at(self, view: GraphView) -> None:
        stop = NodeFilter(kinds=frozenset({"segment"}))
        found = await walk(view, "segment:cell", within(6), stop_at=stop)
        assert list(found.hop_of) == ["segment:cell", "segment:pack"]

    async def test_where_to_stop_may_be_told_by_predicates(self, view: GraphView) -> None:
        stop = NodeFilter(where=(Predicate("stage", Operator.EQ, "application"),))
        found = await walk(view, "segment:cell", within(6), stop_at=stop)
        assert list(found.hop_of) == ["segment:cell", "segment:pack", "segment:recycling"]

    async def test_with_ends_only_walks_that_reach_one_are_kept(self, view: GraphView) -> None:
        out = Step(rels=(Rel("hosts"), Rel("located_in", Direction.OUT)))
        found = await walk(view, "segment:cell", within(3, out), end_at=only("province:sc"))
        assert found.hop_of == {"segment:cell": 0, "park:yibin-east": 1, "city:yibin": 2, "province:sc": 3}
        assert YIBIN_HOSTS.id in found.edges
        assert MENGSU_HOSTS.id not in found.edges

    async def test_an_end_out_of_reach_keeps_the_starts_alone(self, view: GraphView) -> None:
        found = await walk(view, "segment:cell", within(1), end_at=only("segment:recycling"))
        assert (found.hop_of, found.edges) == ({"segment:cell": 0}, {})

    async def test_a_walk_to_an_end_and_on_to_another_keeps_both(self, view: GraphView) -> None:
        found = await walk(view, "segment:lithium-carbonate", within(6), end_at=only("segment:cathode", "segment:pack"))
        assert {"segment:cathode", "segment:cell", "segment:pack"} <= set(found.hop_of)

    async def test_a_barrier_is_not_passed(self, view: GraphView) -> None:
        barred = replace(within(6), barrier=Barrier(ids=frozenset({"segment:pack"})))
        assert list((await walk(view, "segment:cathode", barred)).hop_of) == ["segment:cathode", "segment:cell"]


class WalkBudgetSuite(OnEveryView):
    """What a walk says when it may not go on."""

    @pytest.mark.parametrize("limit", range(5))
    async def test_a_result_limit_keeps_the_nodes_discovered_first(self, view: GraphView, limit: int) -> None:
        start, steps = "park:mengsu", [within(3, Step())]
        whole = await breadth_first(view, [start], steps, Meter(Budget()))
        part = await breadth_first(view, [start], steps, Meter(Budget(results=limit)))
        assert list(part.hop_of.items()) == list(whole.hop_of.items())[: limit + 1]
        assert part.edges.keys() <= whole.edges.keys()
        assert part.completeness.reason is Shortfall.RESULT_LIMIT

    async def test_a_result_limit_that_just_fits_is_complete(self, view: GraphView) -> None:
        found = await breadth_first(view, ["segment:cathode"], [within(6)], Meter(Budget(results=4)))
        assert (len(found.hop_of), found.completeness) == (5, COMPLETE)

    async def test_a_result_limit_tells_hop_and_unexpanded_nodes(self, view: GraphView) -> None:
        found = await breadth_first(view, ["segment:cathode"], [within(6)], Meter(Budget(results=2)))
        assert found.completeness == Completeness(False, Shortfall.RESULT_LIMIT, 3, 1)

    async def test_starts_do_not_count_as_results(self, view: GraphView) -> None:
        starts = ["segment:cell", "segment:recycling"]
        found = await breadth_first(view, starts, [within(1)], Meter(Budget(results=2)))
        assert (len(found.hop_of), found.completeness) == (4, COMPLETE)

    async def test_an_edge_budget_tells_hop_and_unexpanded_nodes(self, view: GraphView) -> None:
        found = await breadth_first(view, ["segment:cathode"], [within(6)], Meter(Budget(edges=3)))
        assert list(found.hop_of) == ["segment:cathode", "segment:cell"]
        assert found.completeness == Completeness(False, Shortfall.EDGE_BUDGET, 2, 1)

    @pytest.mark.parametrize(("hops", "unexpanded"), [(1, 1), (2, 4)])
    async def test_nodes_just_found_are_unexpanded_too_unless_the_walk_ends_with_them(
        self, view: GraphView, hops: int, unexpanded: int
    ) -> None:
        found = await breadth_first(view, ["segment:cell"], [within(hops, Step())], Meter(Budget(edges=3)))
        assert list(found.hop_of) == ["segment:cell", "park:mengsu", "park:yibin-east", "company:catl"]
        assert found.completeness == Completeness(False, Shortfall.EDGE_BUDGET, 1, unexpanded)

    async def test_an_edge_budget_that_just_fits_is_complete(self, view: GraphView) -> None:
        meter = Meter(Budget())
        await breadth_first(view, ["segment:cathode"], [within(6)], meter)
        tight = Meter(Budget(edges=meter.edges))
        assert (await breadth_first(view, ["segment:cathode"], [within(6)], tight)).completeness == COMPLETE

    async def test_a_caller_who_has_gone_gets_what_was_found_so_far(self, make: MakeView) -> None:
        meter = Meter(Budget(results=10**6), cancelled=lambda: True)
        found = await breadth_first(star(make, 3 * CHECK_EVERY), ["company:ray-0"], [within(2, Step())], meter)
        assert found.completeness == Completeness(False, Shortfall.TIME_BUDGET, 2, 1)
        assert CHECK_EVERY <= len(found.hop_of) <= 2 * CHECK_EVERY + 2

    async def test_a_caller_who_leaves_later_is_noticed_at_the_next_breath(self, make: MakeView) -> None:
        asked: list[int] = []
        meter = Meter(Budget(results=10**6), cancelled=lambda: bool(asked.append(1)) or len(asked) == 2)
        found = await breadth_first(star(make, 4 * CHECK_EVERY), ["company:hub"], [within(1, Step())], meter)
        assert (len(asked), found.completeness.reason) == (2, Shortfall.TIME_BUDGET)
        assert meter.edges <= 3 * CHECK_EVERY
