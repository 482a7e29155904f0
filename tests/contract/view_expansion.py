"""One hop out of a frontier: order, filters on edges and nodes, and the meter."""

from dataclasses import replace

import pytest

from graphapi.graph.base import Expansion, GraphView
from graphapi.graph.meter import CHECK_EVERY, Budget, Meter
from graphapi.model.completeness import Shortfall
from graphapi.model.identifiers import edge_id
from graphapi.model.kinds import EDGE_KINDS, Basis
from graphapi.model.steps import Barrier, Direction, EdgeFilter, NodeFilter, Rel, Step
from tests.contract.sample import (
    GIGAFACTORY,
    LFP,
    MENGSU_HOSTS,
    NEWS,
    NOTICE,
    PLANT,
    SCRAP,
    SECOND_PLANT,
    TERNARY,
    YIBIN_HOSTS,
    edge,
    node,
)
from tests.contract.views import MakeView, OnEveryView

EVERY_REL = tuple(Rel(kind) for kind in EDGE_KINDS)
FEEDS = Step(rels=(Rel("feeds"),))
PLANTS = Step(rels=(Rel("operates_in", Direction.IN),))


async def walked(view: GraphView, frontier: list[str], step: Step, **budget: int) -> list[tuple[str, str]]:
    """Edge and node of each hop."""
    expansion = await view.expand(frontier, step, Meter(Budget(**budget)))
    return [(hop.edge, hop.node) for hop in expansion.hops]


async def reached(view: GraphView, start: str, step: Step) -> list[str]:
    return [found for _, found in await walked(view, [start], step)]


def feeds(tail: str, head: str) -> str:
    return edge_id("feeds", f"segment:{tail}", f"segment:{head}")


class ExpansionSuite(OnEveryView):
    """What `expand` promises."""

    async def test_hops_come_by_kind_then_direction_then_neighbour_then_edge(self, view: GraphView) -> None:
        assert await walked(view, ["segment:cell"], Step()) == [
            (MENGSU_HOSTS.id, "park:mengsu"),
            (YIBIN_HOSTS.id, "park:yibin-east"),
            (edge_id("active_in", "company:catl", "segment:cell"), "company:catl"),
            (SCRAP.id, "segment:cell"),
            (feeds("cell", "pack"), "segment:pack"),
            *sorted([(LFP.id, "segment:cathode"), (TERNARY.id, "segment:cathode")]),
        ]

    async def test_the_order_of_rels_does_not_matter(self, view: GraphView) -> None:
        backwards = Step(rels=tuple(reversed(EVERY_REL)))
        assert await walked(view, ["park:mengsu"], backwards) == await walked(
            view, ["park:mengsu"], Step(rels=EVERY_REL)
        )

    async def test_hops_keep_the_order_of_the_frontier(self, view: GraphView) -> None:
        expansion = await view.expand(["segment:pack", "segment:cell"], FEEDS, Meter(Budget()))
        assert [hop.origin for hop in expansion.hops] == ["segment:pack"] * 3 + ["segment:cell"] * 4
        assert expansion.expanded == 2

    async def test_a_reciprocal_pair_is_two_hops_along_before_against(self, view: GraphView) -> None:
        assert await walked(view, ["segment:pack"], FEEDS) == [
            (feeds("pack", "recycling"), "segment:recycling"),
            (feeds("cell", "pack"), "segment:cell"),
            (feeds("recycling", "pack"), "segment:recycling"),
        ]

    @pytest.mark.parametrize("direction", Direction)
    async def test_a_self_loop_is_walked_once_in_every_direction(self, view: GraphView, direction: Direction) -> None:
        step = Step(rels=(Rel("owned_by", direction),))
        assert await reached(view, "company:ouroboros", step) == ["company:ouroboros"]

    @pytest.mark.parametrize(
        ("direction", "found"),
        [
            (Direction.OUT, ["segment:recycling"]),
            (Direction.IN, ["segment:cell", "segment:recycling"]),
            (Direction.BOTH, ["segment:recycling", "segment:cell", "segment:recycling"]),
        ],
    )
    async def test_a_rel_goes_along_against_or_both(
        self, view: GraphView, direction: Direction, found: list[str]
    ) -> None:
        assert await reached(view, "segment:pack", Step(rels=(Rel("feeds", direction),))) == found

    async def test_along_and_against_together_are_both(self, view: GraphView) -> None:
        twice = Step(rels=(Rel("feeds", Direction.IN), Rel("feeds", Direction.OUT), Rel("feeds", Direction.IN)))
        assert await walked(view, ["segment:cell"], twice) == await walked(view, ["segment:cell"], FEEDS)

    async def test_no_rel_is_no_hop(self, view: GraphView) -> None:
        assert await walked(view, ["segment:cell"], Step(rels=())) == []

    async def test_lists_policies_and_indicators_are_not_followed_unless_asked(self, view: GraphView) -> None:
        kinds = {edge.partition(":")[0] for edge, _ in await walked(view, ["park:mengsu"], Step())}
        assert kinds == {"located_in", "operates_in", "hosts", "powered_by"}
        asked = {edge.partition(":")[0] for edge, _ in await walked(view, ["park:mengsu"], Step(rels=EVERY_REL))}
        assert asked == {*kinds, "listed_in", "reports"}

    async def test_an_unknown_node_has_no_hops_and_counts_as_expanded(self, view: GraphView) -> None:
        expansion = await view.expand(["park:nowhere", "", "park:lonely"], Step(), Meter(Budget()))
        assert (list(expansion.hops), expansion.expanded) == ([], 3)

    async def test_an_empty_frontier_has_no_hops(self, view: GraphView) -> None:
        expansion = await view.expand([], Step(), Meter(Budget()))
        assert (list(expansion.hops), expansion.expanded) == ([], 0)

    @pytest.mark.parametrize(
        ("floor", "plants"),
        [
            (Basis.OFFICIAL, {PLANT.id}),
            (Basis.REPORTED, {PLANT.id}),
            (Basis.DERIVED, {PLANT.id}),
            (Basis.UNVERIFIED, {PLANT.id, SECOND_PLANT.id}),
        ],
    )
    async def test_a_basis_floor_keeps_what_is_at_least_as_well_vouched_for(
        self, view: GraphView, floor: Basis, plants: set[str]
    ) -> None:
        step = replace(PLANTS, edge=EdgeFilter(basis=floor))
        assert {edge for edge, _ in await walked(view, ["park:yibin-east"], step)} == plants

    async def test_derived_stands_below_reported_and_above_unverified(self, view: GraphView) -> None:
        hosting = Step(rels=(Rel("hosts", Direction.IN),), edge=EdgeFilter(basis=Basis.REPORTED))
        assert await reached(view, "segment:cell", hosting) == ["park:mengsu"]
        hosting = replace(hosting, edge=EdgeFilter(basis=Basis.DERIVED))
        assert await reached(view, "segment:cell", hosting) == ["park:mengsu", "park:yibin-east"]

    @pytest.mark.parametrize(
        ("day", "valid"),
        [
            ("2020", False),
            ("2020-12", False),
            ("2020-12-31", False),
            ("2021", True),
            ("2021-01", True),
            ("2021-01-01", True),
            ("2024", True),
            ("2024-06", True),
            ("2024-06-30", True),
            ("2024-07", False),
            ("2024-07-01", False),
            ("2025", False),
        ],
    )
    async def test_validity_is_overlap_at_the_precision_of_both(self, view: GraphView, day: str, valid: bool) -> None:
        step = replace(PLANTS, edge=EdgeFilter(valid_on=day))
        assert await walked(view, ["park:mengsu"], step) == ([(GIGAFACTORY.id, "company:envision")] if valid else [])

    @pytest.mark.parametrize(("day", "valid"), [("2022-03-31", False), ("2022-04", True), ("2099", True)])
    async def test_an_open_end_never_ends(self, view: GraphView, day: str, valid: bool) -> None:
        step = replace(PLANTS, edge=EdgeFilter(valid_on=day))
        assert (PLANT.id in dict(await walked(view, ["park:yibin-east"], step))) is valid

    async def test_an_edge_without_period_is_always_valid(self, view: GraphView) -> None:
        step = replace(FEEDS, edge=EdgeFilter(valid_on="1990-01-01"))
        assert await walked(view, ["segment:pack"], step) == await walked(view, ["segment:pack"], FEEDS)

    @pytest.mark.parametrize(
        ("statuses", "plants"),
        [
            ({"operating"}, {PLANT.id}),
            ({"planned"}, {SECOND_PLANT.id}),
            ({"signed"}, set()),
            ({"operating", "planned"}, {PLANT.id, SECOND_PLANT.id}),
        ],
    )
    async def test_statuses_keep_any_of_those_named(
        self, view: GraphView, statuses: set[str], plants: set[str]
    ) -> None:
        step = replace(PLANTS, edge=EdgeFilter(statuses=frozenset(statuses)))
        assert {edge for edge, _ in await walked(view, ["park:yibin-east"], step)} == plants

    async def test_an_edge_of_a_kind_with_status_but_without_one_counts_as_unknown(self, view: GraphView) -> None:
        hosting = Step(rels=(Rel("hosts"),), edge=EdgeFilter(statuses=frozenset({"unknown"})))
        assert await reached(view, "segment:cell", hosting) == ["park:yibin-east"]

    async def test_statuses_do_not_bind_edges_of_kinds_that_have_none(self, view: GraphView) -> None:
        step = replace(FEEDS, edge=EdgeFilter(statuses=frozenset({"signed"})))
        assert await walked(view, ["segment:cell"], step) == await walked(view, ["segment:cell"], FEEDS)

    @pytest.mark.parametrize(
        ("to", "found"),
        [
            (NodeFilter(kinds=frozenset({"company"})), ["company:catl-sichuan", "company:catl-sichuan"]),
            (NodeFilter(kinds=frozenset({"segment", "city"})), ["city:yibin", "segment:cathode", "segment:cell"]),
            (NodeFilter(ids=frozenset({"segment:cell", "segment:pack"})), ["segment:cell"]),
            (NodeFilter(kinds=frozenset({"city"}), ids=frozenset({"segment:cell"})), []),
        ],
    )
    async def test_a_node_filter_joins_its_parts_by_and(
        self, view: GraphView, to: NodeFilter, found: list[str]
    ) -> None:
        assert await reached(view, "park:yibin-east", Step(to=to)) == found

    @pytest.mark.parametrize(
        ("barrier", "found"),
        [
            (Barrier(ids=frozenset({"city:ordos"})), ["company:envision", "segment:cell", "energy:ordos-wind"]),
            (Barrier(kinds=frozenset({"company", "energy"})), ["city:ordos", "segment:cell"]),
            (Barrier(provinces=frozenset({"province:nm"})), ["company:envision", "segment:cell", "energy:ordos-wind"]),
            (Barrier(within=frozenset({"city:ordos", "park:mengsu"})), ["city:ordos"]),
            (Barrier(within=frozenset()), []),
        ],
    )
    async def test_a_barrier_keeps_out(self, view: GraphView, barrier: Barrier, found: list[str]) -> None:
        assert await reached(view, "park:mengsu", Step(barrier=barrier)) == found

    async def test_a_barred_province_bars_itself_and_all_that_lies_in_it(self, view: GraphView) -> None:
        barrier = Barrier(provinces=frozenset({"province:sc"}))
        assert await reached(view, "city:yibin", Step(barrier=barrier)) == []

    async def test_a_barred_node_can_be_left(self, view: GraphView) -> None:
        barrier = Barrier(ids=frozenset({"park:mengsu"}), kinds=frozenset({"park"}))
        assert await reached(view, "park:mengsu", Step(barrier=barrier)) == await reached(view, "park:mengsu", Step())

    async def test_an_exempt_node_passes_every_filter_on_nodes_and_none_on_edges(self, view: GraphView) -> None:
        step = Step(
            rels=(Rel("hosts"),),
            edge=EdgeFilter(basis=Basis.REPORTED),
            to=NodeFilter(kinds=frozenset({"segment"})),
            barrier=Barrier(kinds=frozenset({"park"})),
            exempt=frozenset({"park:mengsu", "park:yibin-east"}),
        )
        assert await reached(view, "segment:cell", step) == ["park:mengsu"]


class MeterSuite(OnEveryView):
    """How a meter counts and stops an expansion."""

    async def test_the_meter_counts_each_edge_looked_at_whether_it_passes_or_not(self, view: GraphView) -> None:
        meter = Meter(Budget())
        await view.expand(["segment:cell"], replace(FEEDS, edge=EdgeFilter(basis=Basis.OFFICIAL)), meter)
        assert (meter.edges, meter.stopped) == (4, None)
        await view.expand(["segment:pack"], FEEDS, meter)
        assert meter.edges == 7

    async def test_a_budget_that_just_fits_does_not_stop(self, view: GraphView) -> None:
        meter = Meter(Budget(edges=7))
        expansion = await view.expand(["segment:cell", "segment:pack", "park:lonely"], FEEDS, meter)
        assert (len(expansion.hops), expansion.expanded, meter.stopped) == (7, 3, None)

    @pytest.mark.parametrize("edges", range(7))
    async def test_a_budget_that_does_not_fit_gives_the_first_hops(self, view: GraphView, edges: int) -> None:
        frontier = ["segment:cell", "segment:pack"]
        whole = await view.expand(frontier, FEEDS, Meter(Budget()))
        meter = Meter(Budget(edges=edges))
        part = await view.expand(frontier, FEEDS, meter)
        assert list(part.hops) == list(whole.hops)[:edges]
        assert (part.expanded, meter.edges, meter.stopped) == (edges // 4, edges, Shortfall.EDGE_BUDGET)

    async def test_a_caller_who_has_gone_stops_the_expansion_within_two_breaths(self, make: MakeView) -> None:
        expansion, meter = await self._abandoned(make, Step())
        assert meter.stopped is Shortfall.TIME_BUDGET
        assert 0 < len(expansion.hops) <= meter.edges <= 2 * CHECK_EVERY
        assert expansion.expanded == 0

    async def test_an_expansion_that_lets_nothing_pass_can_be_stopped_too(self, make: MakeView) -> None:
        expansion, meter = await self._abandoned(make, Step(edge=EdgeFilter(valid_on="1999")))
        assert (list(expansion.hops), meter.stopped) == ([], Shortfall.TIME_BUDGET)
        assert meter.edges <= 2 * CHECK_EVERY

    async def test_time_that_is_up_stops_the_expansion(self, make: MakeView) -> None:
        meter = Meter(Budget(ms=0))
        await star(make, 3 * CHECK_EVERY).expand(["company:hub"], Step(), meter)
        assert meter.stopped is Shortfall.TIME_BUDGET

    async def _abandoned(self, make: MakeView, step: Step) -> tuple[Expansion, Meter]:
        meter = Meter(Budget(), cancelled=lambda: True)
        return await star(make, 3 * CHECK_EVERY).expand(["company:hub"], step, meter), meter


def star(make: MakeView, rays: int) -> GraphView:
    """A company that many others belong to since the year 2000."""
    others = [f"company:ray-{number}" for number in range(rays)]
    edges = [edge("owned_by", other, "company:hub", period=("2000", None)) for other in others]
    return make([NEWS, NOTICE, node("company:hub"), *map(node, others), *edges])
