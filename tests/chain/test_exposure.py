"""Who is exposed to a removal: ids of each kind, hops, shares that remain, paths, and what always holds."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from graphapi.answers.coverage import ExposedPark, ExposedSegment, Exposure
from graphapi.chain.exposure import MAX_IDS, ExposureRequest, exposure
from graphapi.chain.segment_chain import ChainDirection
from graphapi.graph.base import GraphView
from graphapi.graph.meter import Budget, Meter
from graphapi.model.completeness import Shortfall
from graphapi.model.documents import Edge
from graphapi.model.errors import InvalidRequest, NodeNotFound
from graphapi.model.kinds import Basis
from tests.chain.battery_chain import LINKS, PARKS, fillings, graph, hosts, plant, with_derived
from tests.contract.sample import edge
from tests.examples import examples

pytestmark = pytest.mark.anyio

often = settings(max_examples=examples(50), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
UP, BOTH = ChainDirection.UP, ChainDirection.BOTH
some_ids = st.lists(
    st.sampled_from(
        [
            *(f"park:{one}" for one in PARKS),
            "company:owner",
            "company:maker",
            "company:trader",
            "province:p",
            "city:c",
            "list:l",
            "segment:cell",
            "segment:ore",
        ]
    ),
    min_size=1,
    max_size=2,
    unique=True,
)


async def asked(view: GraphView, *ids: str, budget: Budget | None = None, **more: Any) -> Exposure:
    return await exposure(view, ExposureRequest(ids=list(ids), **more), meter=Meter(budget or Budget()))


def shares(answer: Exposure) -> dict[tuple[str, str], float | None]:
    return {(one.direction, one.segment): one.replaceability for one in answer.segments}


def hops(answer: Exposure, of: Literal["segments", "parks", "companies"] = "segments") -> list[tuple[str, int, str]]:
    found: Sequence[ExposedSegment | ExposedPark] = getattr(answer, of)
    ids = [one.segment if isinstance(one, ExposedSegment) else one.id for one in found]
    return [(one.direction, one.hop, key.partition(":")[2]) for one, key in zip(found, ids, strict=True)]


BASE = (
    hosts("east", "ore"),
    hosts("north", "ore"),
    hosts("east", "salt"),
    hosts("south", "cathode"),
    hosts("north", "cell"),
)


async def test_a_park_stands_for_the_segments_that_it_hosts() -> None:
    answer = await asked(graph(*BASE), "park:east", hops=2)
    assert hops(answer) == [
        ("itself", 0, "ore"),
        ("itself", 0, "salt"),
        ("down", 1, "cathode"),
        ("down", 2, "cell"),
    ]
    assert shares(answer) == {
        ("itself", "segment:ore"): 0.5,
        ("itself", "segment:salt"): 0.0,
        ("down", "segment:cathode"): 1.0,
        ("down", "segment:cell"): 1.0,
    }
    assert hops(answer, "parks") == [("itself", 0, "east"), ("down", 1, "south"), ("down", 2, "north")]


async def test_a_segment_that_nobody_hosts_has_no_share() -> None:
    answer = await asked(graph(hosts("east", "salt")), "park:east", hops=1)
    (cathode,) = [one for one in answer.segments if one.hop]
    assert (cathode.segment, cathode.hosts, cathode.replaceability) == ("segment:cathode", 0, None)


async def test_others_that_feed_a_segment_are_named() -> None:
    answer = await asked(graph(*BASE), "segment:ore", hops=2)
    others = {one.segment: one.others for one in answer.segments if one.hop}
    assert others == {"segment:salt": ["segment:recycling"], "segment:cathode": ["segment:metal"]}


async def test_upstream_is_what_the_ids_depend_on() -> None:
    answer = await asked(graph(*BASE), "segment:cathode", direction=UP, hops=2)
    assert hops(answer) == [
        ("itself", 0, "cathode"),
        ("up", 1, "metal"),
        ("up", 1, "salt"),
        ("up", 2, "ore"),
        ("up", 2, "recycling"),
    ]
    both = await asked(graph(*BASE), "segment:cathode", direction=BOTH, hops=1)
    assert [one[0] for one in hops(both)] == ["itself", "down", "up", "up"]


async def test_a_segment_given_is_removed_everywhere() -> None:
    answer = await asked(graph(*BASE), "segment:ore", hops=1)
    assert shares(answer)["itself", "segment:ore"] == 0.0
    assert answer.exposure.removed.parks == ["park:east", "park:north"]


@pytest.mark.parametrize(
    ("given_id", "parks", "path"),
    [
        ("province:p", ["park:east", "park:north"], ["province:p", "city:c", "park:north", "segment:cell"]),
        ("city:c", ["park:north"], ["city:c", "park:north", "segment:cell"]),
        ("list:l", ["park:south"], ["list:l", "park:south", "segment:cathode"]),
    ],
)
async def test_places_and_lists_stand_for_their_parks(given_id: str, parks: list[str], path: list[str]) -> None:
    answer = await asked(graph(*BASE), given_id, hops=1)
    assert answer.exposure.removed.parks == parks
    assert path in [list(one.path.nodes) for one in answer.segments]


async def test_only_the_segments_asked_for_are_removed() -> None:
    answer = await asked(graph(*BASE), "park:east", segments=["segment:ore", "segment:pack"], hops=1)
    assert (answer.exposure.removed.segments, answer.exposure.not_hosted) == (["segment:ore"], ["segment:pack"])
    assert shares(answer) == {("itself", "segment:ore"): 0.5, ("down", "segment:salt"): 1.0}
    assert hops(answer, "parks") == [("itself", 0, "east"), ("down", 1, "east")]


async def test_a_company_stops_a_park_only_where_nobody_else_is_known_to_make_it() -> None:
    view = graph(
        hosts("east", "cell"),
        plant("maker", "east", "cell"),
        hosts("north", "cell"),
        plant("maker", "north", "cell"),
        plant("trader", "north", "cell"),
        hosts("south", "cell"),
    )
    answer = await asked(view, "company:maker", hops=1)
    (cell, _) = answer.segments
    assert (cell.lost, cell.remaining) == (["park:east"], ["park:north", "park:south"])
    assert cell.replaceability == 0.666667
    assert cell.path.nodes == ("company:maker", "park:east", "segment:cell")


async def test_a_company_takes_subsidiaries_along_and_leaves_joint_ventures() -> None:
    view = graph(
        hosts("east", "cell"), plant("maker", "east", "cell"), hosts("north", "pack"), plant("other", "north", "pack")
    )
    answer = await asked(view, "company:owner", hops=1)
    assert answer.exposure.removed.companies == ["company:maker", "company:owner"]
    assert ("itself", 0, "cell") in hops(answer)
    assert shares(answer)["down", "segment:pack"] == 1.0


async def test_listed_companies_are_found_through_their_plants_and_those_that_they_own() -> None:
    view = graph(*BASE, plant("other", "south", "cathode"), plant("maker", "south", "cathode"))
    answer = await asked(view, "segment:salt", hops=1)
    (owner,) = answer.companies
    assert (owner.id, owner.listings, owner.hop) == ("company:owner", ("XSHE:1",), 1)
    assert (owner.through, owner.parks) == (["company:maker", "company:other"], ["park:south"])
    assert owner.path.nodes == (
        "segment:salt",
        "segment:cathode",
        "park:south",
        "company:maker",
        "company:owner",
    )
    assert owner.evidence == "plant"


async def test_an_activity_counts_where_a_source_states_it_and_a_plant_comes_first() -> None:
    active = edge("active_in", "company:trader", "segment:cathode")
    derived = edge("active_in", "company:owner", "segment:cathode", basis=Basis.DERIVED)
    answer = await asked(graph(*BASE, active, derived), "segment:salt", hops=1)
    assert [(one.id, one.evidence) for one in answer.companies] == [("company:trader", "activity")]
    more = await asked(graph(*BASE, active, plant("trader", "south", "cathode")), "segment:salt", hops=1)
    assert [(one.id, one.evidence) for one in more.companies] == [("company:trader", "plant")]
    listed = await asked(graph(*BASE, active), "segment:salt", hops=1, list="list:l")
    assert listed.companies == []


async def test_companies_whose_plants_stop_are_hop_0_whatever_they_make() -> None:
    view = graph(*BASE, plant("trader", "east", "ore"), edge("operates_in", "company:maker", "park:east"))
    answer = await asked(view, "park:east", hops=1)
    assert hops(answer, "companies") == [("itself", 0, "owner"), ("itself", 0, "trader")]
    narrowed = await asked(view, "park:east", segments=["segment:ore"], hops=1)
    assert hops(narrowed, "companies") == [("itself", 0, "trader")]


async def test_a_company_that_is_removed_is_not_affected_by_itself_further_down() -> None:
    view = graph(
        hosts("east", "cell"),
        plant("trader", "east", "cell"),
        hosts("north", "pack"),
        edge("active_in", "company:trader", "segment:pack"),
    )
    assert hops(await asked(view, "company:trader"), "companies") == [("itself", 0, "trader")]


async def test_parks_of_a_list_or_a_province_are_kept() -> None:
    listed = await asked(graph(*BASE), "segment:salt", list="list:l")
    assert hops(listed, "parks") == [("down", 1, "south")]
    inside = await asked(graph(*BASE), "segment:salt", province="province:p")
    assert hops(inside, "parks") == [("itself", 0, "east"), ("down", 2, "north")]
    assert shares(listed) == shares(inside)


async def test_a_basis_floor_binds_hosts_and_feeds() -> None:
    answer = await asked(graph(*BASE), "park:east", basis=Basis.OFFICIAL)
    assert (answer.segments, answer.meta.completeness.complete) == ([], True)


async def test_every_path_is_explained_hop_by_hop_by_edges_that_the_graph_holds() -> None:
    view = graph(*BASE, plant("maker", "south", "cathode"))
    answer = await asked(view, "city:c", "park:east", hops=3, direction=BOTH)
    exposed: Sequence[ExposedSegment | ExposedPark] = [*answer.segments, *answer.parks, *answer.companies]
    for one in exposed:
        path = one.path
        assert len(path.nodes) == len(path.edges) + 1 == path.hops + 1
        assert len(path.explanation) == path.hops
        assert {*path.edges, *one.edges} <= set(answer.graph.edges)
        assert path.nodes[0] in {"city:c", "park:east"}
    edges = await view.edges(list(answer.graph.edges))
    assert {end for found in edges.values() for end in (found.tail, found.head)} <= set(answer.graph.nodes)


async def test_nothing_is_cut_in_silence() -> None:
    view = graph(*BASE)
    few = await asked(view, "segment:ore", budget=Budget(edges=1))
    assert few.meta.completeness.reason is Shortfall.EDGE_BUDGET
    short = await asked(view, "province:p", budget=Budget(results=1))
    assert (short.meta.completeness.reason, len(short.parks)) == (Shortfall.RESULT_LIMIT, 1)


@pytest.mark.parametrize(
    ("ids", "segments", "error", "parameter"),
    [
        (("segment:oree",), (), NodeNotFound, "ids"),
        (("park:east",), ("segment:oree",), NodeNotFound, "segments"),
        (("park:east",), ("park:east",), InvalidRequest, "segments"),
    ],
)
async def test_wrong_ids_are_refused_by_the_name_of_their_field(
    ids: tuple[str, ...], segments: tuple[str, ...], error: type[NodeNotFound], parameter: str
) -> None:
    with pytest.raises(error) as refused:
        await asked(graph(), *ids, segments=list(segments))
    assert refused.value.parameter == parameter


def test_a_request_has_ids_and_names_each_once() -> None:
    with pytest.raises(ValidationError, match="ids"):
        ExposureRequest(ids=[])
    with pytest.raises(ValidationError, match="ids"):
        ExposureRequest(ids=["park:east"] * (MAX_IDS + 1))
    assert ExposureRequest(ids=["park:west", "park:east", "park:west"]).ids == ["park:west", "park:east"]


@often
@given(edges=fillings(), ids=some_ids)
async def test_shares_lie_between_0_and_1_and_count_the_parks_named(edges: tuple[Edge, ...], ids: list[str]) -> None:
    answer = await asked(graph(*edges), *ids, hops=6, direction=BOTH)
    for one in answer.segments:
        assert one.hosts == len(one.remaining) + len(one.lost)
        assert one.replaceability == (round(len(one.remaining) / one.hosts, 6) if one.hosts else None)


@often
@given(edges=fillings(), ids=some_ids, segments=st.sets(st.sampled_from(LINKS), min_size=3))
async def test_suppliers_outside_a_removal_never_lower_a_share(
    edges: tuple[Edge, ...], ids: list[str], segments: set[str]
) -> None:
    more = [hosts("newcomer", segment) for segment in segments]
    before = shares(await asked(_grown(edges), *ids, hops=6))
    after = shares(await asked(_grown((*edges, *more)), *ids, hops=6))
    removed_everywhere = {("itself", one) for one in ids}
    for key in before.keys() - removed_everywhere:
        assert _at_least(after[key], before[key])
        assert after[key] is not None or key[1].removeprefix("segment:") not in segments


@often
@given(edges=fillings(), ids=some_ids, parks=st.sets(st.sampled_from(PARKS), min_size=2))
async def test_further_makers_who_are_not_removed_never_lower_a_share(
    edges: tuple[Edge, ...], ids: list[str], parks: set[str]
) -> None:
    more = [plant("bystander", park, *LINKS) for park in parks]
    before = shares(await asked(_grown(edges), *ids, hops=6))
    after = shares(await asked(_grown((*edges, *more)), *ids, hops=6))
    kept = {key for key in before if not {"park:" + park for park in parks} & _removed_parks(ids)}
    assert all(_at_least(after[key], before[key]) for key in kept)


@often
@given(edges=fillings(), ids=some_ids)
async def test_the_order_of_ids_and_documents_does_not_matter(edges: tuple[Edge, ...], ids: list[str]) -> None:
    one = await asked(graph(*edges), *ids, direction=BOTH)
    other = await asked(graph(*edges, reverse=True), *ids[::-1], direction=BOTH)
    assert replace(one, meta=other.meta) == other
    assert one.meta.completeness == other.meta.completeness


def _grown(edges: tuple[Edge, ...]) -> GraphView:
    return graph(*with_derived(edges), newcomer=True)


def _at_least(after: float | None, before: float | None) -> bool:
    return before is None or (after is not None and after >= before)


def _removed_parks(ids: list[str]) -> set[str]:
    """Parks that the ids hold themselves."""
    within = {"province:p": {"park:east", "park:north"}, "city:c": {"park:north"}, "list:l": {"park:south"}}
    return {park for one in ids for park in within.get(one, {one})}
