"""How much of a chain a set of parks hosts: each state and factor, gaps and who is nearest, and what always holds."""

from dataclasses import replace
from math import acos, cos, radians, sin
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphapi.answers.coverage import Coverage, LinkState, NearestParks, SegmentCoverage, SinglePointLinks, SinglePoints
from graphapi.chain.coverage_report import (
    CoverageBody,
    CoverageRequest,
    ParkRankingRequest,
    ParkSet,
    ProvinceRankingRequest,
    chosen_parks,
    coverage,
    parks_of_province,
    rank_parks,
    rank_provinces,
)
from graphapi.graph.base import GraphView
from graphapi.graph.meter import Budget, Meter
from graphapi.model.documents import Edge
from graphapi.model.errors import InvalidRequest, NodeNotFound
from graphapi.model.kinds import Basis
from tests.chain.battery_chain import LINKS, PARKS, fillings, graph, hosts, ids, one_more, plant
from tests.examples import examples

pytestmark = pytest.mark.anyio

often = settings(max_examples=examples(50), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
some_parks = st.lists(st.sampled_from(PARKS), min_size=1, max_size=4, unique=True)


async def asked(view: GraphView, *parks: str, edges: int = 200_000, **filters: Any) -> Coverage:
    chosen = ParkSet(ids("park", parks), {})
    return await coverage(view, chosen, CoverageRequest(**filters), meter=Meter(Budget(edges=edges)))


def states(answer: Coverage) -> dict[str, str]:
    return {one.segment.removeprefix("segment:"): one.state for one in answer.segments}


def score(answer: Coverage) -> float:
    assert answer.coverage.score is not None
    return answer.coverage.score


def link(answer: Coverage, segment: str) -> SegmentCoverage:
    return next(one for one in answer.segments if one.segment == f"segment:{segment}")


def gap(answer: Coverage, segment: str) -> NearestParks:
    found = link(answer, segment).nearest
    assert found is not None
    return found


async def test_each_link_is_direct_derived_one_hop_or_absent() -> None:
    view = graph(hosts("east", "cell"), hosts("east", "ore", basis=Basis.DERIVED))
    answer = await asked(view, "east")
    assert states(answer) == {
        "ore": "derived",
        "salt": "one_hop",
        "recycling": "absent",
        "cathode": "absent",
        "cell": "direct",
        "pack": "one_hop",
    }
    summary = answer.coverage
    assert (summary.direct, summary.derived, summary.one_hop, summary.absent) == (1, 1, 2, 2)
    assert summary.score == round((1 + 0.75 + 0.25 * 0.75 + 0.25) / 6, 6)


async def test_links_come_by_stage_then_id() -> None:
    answer = await asked(graph(), "east")
    assert list(states(answer)) == ["ore", "salt", "cathode", "cell", "pack", "recycling"]


@pytest.mark.parametrize(
    ("attributes", "credit"),
    [
        ({}, 1.0),
        ({"scope": "park"}, 1.0),
        ({"scope": "city"}, 0.5),
        ({"scope": "province"}, 0.5),
        ({"status": "operating"}, 1.0),
        ({"status": "under_construction"}, 1.0),
        ({"status": "unknown"}, 1.0),
        ({"status": "signed"}, 0.5),
        ({"status": "planned"}, 0.5),
        ({"status": "planned", "scope": "city"}, 0.25),
    ],
)
async def test_wider_scope_and_mere_announcements_count_half(attributes: dict[str, str], credit: float) -> None:
    direct = await asked(graph(hosts("east", "cell", **attributes)), "east")
    assert (link(direct, "cell").credit, link(direct, "pack").credit) == (credit, credit / 4)
    derived = await asked(graph(hosts("east", "cell", basis=Basis.DERIVED, **attributes)), "east")
    assert link(derived, "cell").credit == 0.75 * credit


async def test_the_best_edge_counts_and_the_narrowest_scope_is_named() -> None:
    view = graph(hosts("east", "cell", scope="city", status="planned"), hosts("north", "cell", scope="park"))
    cell = link(await asked(view, "east", "north"), "cell")
    assert (cell.credit, cell.scope, cell.statuses) == (1.0, "park", ["planned", "unknown"])


async def test_a_supplier_of_another_chain_counts_as_a_hop_and_a_self_loop_does_not() -> None:
    answer = await asked(graph(hosts("east", "metal"), hosts("east", "pack")), "east")
    assert link(answer, "cathode").suppliers[0].segment == "segment:metal"
    assert states(answer)["cathode"] == "one_hop"
    assert link(answer, "cell").suppliers == []


async def test_segments_that_nothing_places_in_the_chain_are_listed_apart_and_not_counted() -> None:
    answer = await asked(graph(hosts("east", "murky")), "east")
    assert [one.segment for one in answer.unplaced] == ["segment:murky"]
    assert answer.coverage.score == 0
    assert answer.coverage.links == len(LINKS)


async def test_a_basis_floor_binds_hosts_and_feeds_but_not_which_segments_are_links() -> None:
    answer = await asked(graph(hosts("east", "cell")), "east", basis=Basis.OFFICIAL)
    assert set(states(answer).values()) == {"absent"}
    assert answer.coverage.links == len(LINKS)


async def test_statuses_choose_the_hosts_that_count() -> None:
    view = graph(hosts("east", "cell", status="operating"), hosts("east", "ore", status="planned"))
    assert states(await asked(view, "east", status="operating"))["ore"] == "absent"


async def test_single_points_within_the_set_and_within_the_graph() -> None:
    view = graph(
        hosts("east", "cell"),
        plant("maker", "east", "cell"),
        hosts("north", "cell"),
        hosts("east", "ore"),
        hosts("north", "pack"),
        plant("maker", "north", "pack"),
    )
    answer = await asked(view, "east")
    assert answer.single_points == SinglePoints(
        set=SinglePointLinks(by_park=["segment:ore", "segment:cell"], by_company=["segment:cell"]),
        graph=SinglePointLinks(by_park=["segment:ore", "segment:pack"], by_company=["segment:pack"]),
    )
    assert link(answer, "cell").graph.by_company == "unknown"
    assert link(answer, "ore").set.by_company == "unknown"
    assert link(answer, "salt").set.by_company == "none"


async def test_two_known_companies_are_several_even_where_others_are_not_known() -> None:
    view = graph(
        hosts("east", "cell"), hosts("north", "cell"), plant("maker", "east", "cell"), plant("other", "east", "cell")
    )
    assert link(await asked(view, "east", "north"), "cell").set.by_company == "several"


async def test_the_nearest_by_kilometres_come_with_the_distance_of_the_great_circle() -> None:
    view = graph(hosts("north", "ore"), hosts("south", "ore"), hosts("west", "ore"))
    nearest = gap(await asked(view, "east"), "ore")
    lat, lon, lat2, lon2 = map(radians, (30, 120, 30, 110))
    expected = 6371.0088 * acos(sin(lat) * sin(lat2) + cos(lat) * cos(lat2) * cos(lon2 - lon))
    assert nearest.candidates == 3
    assert [one.park for one in nearest.by_km] == ["park:south", "park:north"]
    assert nearest.by_km[0].km == pytest.approx(expected, abs=0.06)


async def test_a_shared_owner_comes_with_the_path_over_it_makers_of_the_link_first() -> None:
    view = graph(
        hosts("north", "ore"),
        hosts("south", "ore"),
        hosts("west", "ore"),
        plant("maker", "east", "cell"),
        plant("maker", "north", "pack"),
        plant("other", "south", "ore"),
        plant("trader", "west", "ore"),
    )
    nearest = gap(await asked(view, "east"), "ore").by_owner
    assert [(one.park, one.owner, one.makes) for one in nearest] == [
        ("park:south", "company:owner", True),
        ("park:north", "company:maker", False),
    ]
    over_owner, over_maker = [one.path for one in nearest]
    assert over_owner is not None
    assert over_owner.nodes == (
        "park:east",
        "company:maker",
        "company:owner",
        "company:other",
        "park:south",
    )
    assert over_maker is not None
    assert over_maker.nodes == ("park:east", "company:maker", "park:north")
    assert [str(hop.sentence.en).split(" (")[0] for hop in over_maker.explanation] == [
        "Maker operates in East",
        "Maker operates in North",
    ]


async def test_hops_go_by_companies_and_the_chain_and_start_at_the_nearest_park_of_the_set() -> None:
    view = graph(
        hosts("south", "ore"),
        hosts("north", "ore"),
        plant("maker", "east", "cell"),
        plant("maker", "south", "ore"),
        plant("trader", "west", "cell"),
    )
    nearest = gap(await asked(view, "west", "east"), "ore").by_hops
    assert [(one.park, one.hops) for one in nearest] == [("park:south", 2)]
    assert nearest[0].path is not None
    assert nearest[0].path.nodes == ("park:east", "company:maker", "park:south")


async def test_a_gap_that_nobody_hosts_has_no_nearest_park() -> None:
    nearest = gap(await asked(graph(hosts("east", "cell")), "east"), "ore")
    assert nearest == NearestParks(candidates=0, by_km=[], by_owner=[], by_hops=[])


async def test_no_more_than_nearest_parks_are_named_and_hosted_links_have_none() -> None:
    view = graph(hosts("north", "ore"), hosts("south", "ore"), hosts("east", "cell"))
    answer = await asked(view, "east", nearest=1)
    assert len(gap(answer, "ore").by_km) == 1
    assert link(answer, "cell").nearest is None
    assert gap(await asked(view, "east", nearest=0), "ore").by_km == []


async def test_the_graph_of_the_answer_holds_every_edge_named_and_both_ends() -> None:
    view = graph(
        hosts("east", "cell"),
        plant("maker", "east", "cell"),
        hosts("south", "ore"),
        plant("other", "south", "ore"),
        hosts("east", "murky"),
    )
    answer = await asked(view, "east")
    named = {edge for one in answer.segments for edge in one.edges}
    paths = [one.path for one in gap(answer, "ore").by_owner if one.path]
    named |= {edge for path in paths for edge in path.edges}
    assert paths
    assert named <= set(answer.graph.edges)
    ends = {end for edge in (await view.edges(list(answer.graph.edges))).values() for end in (edge.tail, edge.head)}
    assert ends <= set(answer.graph.nodes)


async def test_a_search_cut_by_its_budget_says_so() -> None:
    view = graph(
        hosts("east", "cell"), hosts("south", "ore"), plant("maker", "east", "cell"), plant("other", "south", "ore")
    )
    assert not (await asked(view, "east", edges=1)).meta.completeness.complete
    assert (await asked(view, "east")).meta.completeness.complete


async def test_a_province_is_the_set_of_its_parks_by_city_too() -> None:
    view = graph()
    assert (await parks_of_province(view, "province:p")).parks == ("park:east", "park:north")
    empty = await parks_of_province(view, "province:empty")
    assert empty.parks == ()
    answer = await coverage(view, empty, CoverageRequest(), meter=Meter(Budget()))
    assert answer.coverage.score is None


async def test_a_set_of_no_parks_or_of_other_things_is_refused() -> None:
    view = graph()
    with pytest.raises(InvalidRequest):
        await chosen_parks(view, CoverageBody(parks=[]))
    with pytest.raises(NodeNotFound) as refused:
        await chosen_parks(view, CoverageBody(parks=["park:eastt"]))
    assert refused.value.suggestion == "did you mean 'park:east'?"


async def test_parks_and_provinces_are_ranked_by_score_and_equal_scores_share_a_rank() -> None:
    view = graph(hosts("east", "cell"), hosts("south", "ore"), hosts("north", "pack"))
    parks = (await rank_parks(view, ParkRankingRequest())).items
    assert [(one.rank, one.node.id, one.score) for one in parks] == [
        (1, "park:east", 0.208333),
        (1, "park:north", 0.208333),
        (1, "park:south", 0.208333),
        (4, "park:west", 0.0),
    ]
    provinces = (await rank_provinces(view, ProvinceRankingRequest())).items
    assert [(one.node.id, one.parks, one.direct) for one in provinces] == [
        ("province:p", ["park:east", "park:north"], 2),
        ("province:q", ["park:south"], 1),
    ]


async def test_a_ranking_counts_the_parks_of_a_list_or_a_province_alone() -> None:
    view = graph(hosts("east", "cell"))
    listed = await rank_provinces(view, ProvinceRankingRequest(list="list:l"))
    assert [one.parks for one in listed.items] == [["park:south"]]
    inside = await rank_parks(view, ParkRankingRequest(province="province:p", limit=1))
    assert (inside.meta.total, [one.node.id for one in inside.items]) == (2, ["park:east"])


@often
@given(edges=fillings(), parks=some_parks)
async def test_credits_and_score_lie_between_0_and_1_and_agree(edges: tuple[Edge, ...], parks: list[str]) -> None:
    answer = await asked(graph(*edges), *parks, nearest=0)
    credits = [one.credit for one in answer.segments]
    assert all(0 <= credit <= 1 for credit in credits)
    assert answer.coverage.score == round(sum(credits) / len(credits), 6)
    assert all((one.state is LinkState.ABSENT) is (one.credit == 0) for one in answer.segments)


@often
@given(edges=fillings(), more=one_more(), parks=some_parks)
async def test_one_more_host_never_lowers_a_credit(edges: tuple[Edge, ...], more: Edge, parks: list[str]) -> None:
    before = await asked(graph(*edges), *parks, nearest=0)
    after = await asked(graph(*edges, more), *parks, nearest=0)
    pairs = zip(before.segments, after.segments, strict=True)
    assert all(one.credit <= other.credit for one, other in pairs)
    assert score(before) <= score(after)


@often
@given(edges=fillings(), parks=some_parks, park=st.sampled_from(PARKS))
async def test_one_more_park_never_lowers_the_score(edges: tuple[Edge, ...], parks: list[str], park: str) -> None:
    view = graph(*edges)
    fewer, wider = await asked(view, *parks, nearest=0), await asked(view, *{*parks, park}, nearest=0)
    assert score(fewer) <= score(wider)


@often
@given(edges=fillings(), parks=some_parks)
async def test_the_order_of_the_documents_does_not_matter(edges: tuple[Edge, ...], parks: list[str]) -> None:
    one, other = await asked(graph(*edges), *parks), await asked(graph(*edges, reverse=True), *parks)
    assert replace(one, meta=other.meta) == other
    assert one.meta.completeness == other.meta.completeness


@often
@given(edges=fillings())
async def test_the_ranking_gives_each_park_the_score_of_its_own_coverage(edges: tuple[Edge, ...]) -> None:
    view = graph(*edges)
    for one in (await rank_parks(view, ParkRankingRequest())).items:
        own = await asked(view, one.node.id.removeprefix("park:"), nearest=0)
        assert one.score == own.coverage.score
