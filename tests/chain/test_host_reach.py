"""Parks along the chain, and groups of parks."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from graphapi.answers.chain import BestPark, Host, HostsList
from graphapi.chain.factors import REACH_WEIGHTS, WEIGHTS
from graphapi.chain.hosts import HostsRequest, Rollup, hosts
from graphapi.chain.segment_chain import Reach
from graphapi.graph.base import GraphView
from graphapi.model.errors import InvalidRequest
from graphapi.model.kinds import Basis
from tests.contract.sample import DOCUMENTS, PLANT, TERNARY, YIBIN_HOSTS, edge, node
from tests.contract.views import VIEWS
from tests.examples import examples

pytestmark = pytest.mark.anyio


async def ask(view: GraphView, segment: str, **request: Any) -> HostsList:
    return await hosts(view, f"segment:{segment}", HostsRequest(**request))


async def found(view: GraphView, segment: str, **request: Any) -> list[Any]:
    return list((await ask(view, segment, **request)).items)


def reached(items: list[Host]) -> dict[str, list[tuple[str, int]]]:
    return {
        item.park.id.partition(":")[2]: [(one.segment.partition(":")[2], one.distance) for one in item.reached or ()]
        for item in items
    }


async def test_upstream_are_parks_that_host_what_feeds_the_segment(view: GraphView) -> None:
    (item,) = await found(view, "cell", reach=Reach.UPSTREAM)
    assert reached([item]) == {"yibin-east": [("cathode", 1)]}
    path = item.reached[0].path
    assert list(path.nodes) == ["segment:cathode", "segment:cell"]
    assert path.edges == [TERNARY.id]
    assert (path.hops, path.weakest_basis) == (1, "official")
    assert path.sentences[0].en == "Cathode feeds Cell (official) — NDRC 2025-12-31."
    assert item.score.factors["distance"].value == 1


async def test_downstream_are_parks_that_host_what_the_segment_feeds(view: GraphView) -> None:
    assert await found(view, "lithium-carbonate", reach=Reach.DOWNSTREAM) == await found(
        view, "lithium-carbonate", reach=Reach.DOWNSTREAM, hops=1
    )
    one = await found(view, "lithium-carbonate", reach=Reach.DOWNSTREAM, hops=1)
    assert reached(one) == {"yibin-east": [("cathode", 1)]}
    two = await found(view, "lithium-carbonate", reach=Reach.DOWNSTREAM, hops=2)
    assert reached(two) == {"yibin-east": [("cathode", 1), ("cell", 2)], "mengsu": [("cell", 2)]}
    path = two[0].reached[1].path
    assert list(path.nodes) == ["segment:lithium-carbonate", "segment:cathode", "segment:cell"]
    assert [item.score.factors["distance"].value for item in two] == [1, 0.5]


async def test_the_segment_itself_is_not_reached_through_a_loop(view: GraphView) -> None:
    items = await found(view, "cell", reach=Reach.UPSTREAM, hops=4)
    assert all(one.segment != "segment:cell" for item in items for one in item.reached)


async def test_what_is_reached_comes_with_all_its_edges(view: GraphView) -> None:
    items = await found(view, "lithium-carbonate", reach=Reach.DOWNSTREAM, hops=2)
    yibin = items[0]
    assert yibin.reached[1].edges[0] == YIBIN_HOSTS.id
    assert PLANT.id in yibin.reached[1].edges
    edges = {edge.id for edge in yibin.edges} | {maker.edge.id for maker in yibin.companies}
    assert {key for one in yibin.reached for key in one.edges} == edges


async def test_a_basis_floor_binds_the_chain_too(view: GraphView) -> None:
    two = {"reach": Reach.DOWNSTREAM, "hops": 2}
    assert len(await found(view, "lithium-carbonate", **two)) == 2
    assert await found(view, "lithium-carbonate", basis=Basis.OFFICIAL, **two) == []


async def test_the_reach_is_part_of_the_query(view: GraphView) -> None:
    page = await ask(view, "cell", reach=Reach.UPSTREAM)
    assert page.meta.query == {
        "segment": "segment:cell",
        "reach": "upstream",
        "hops": 1,
        "basis": "unverified",
        "limit": 50,
    }
    assert page.meta.weights == {name: float(weight) for name, weight in REACH_WEIGHTS.items()}
    direct = await ask(view, "cell")
    assert direct.meta.weights == {name: float(weight) for name, weight in WEIGHTS.items()}


async def test_hops_are_refused_for_the_segment_itself(view: GraphView) -> None:
    with pytest.raises(InvalidRequest) as refused:
        await ask(view, "cell", hops=1)
    assert refused.value.parameter == "hops"


@pytest.mark.parametrize(("reach", "hops"), [(Reach.UPSTREAM, 0), (Reach.DOWNSTREAM, 5)])
def test_hops_are_bounded_along_the_chain(reach: Reach, hops: int) -> None:
    with pytest.raises(ValidationError) as refused:
        HostsRequest(reach=reach, hops=hops)
    assert [error["loc"] for error in refused.value.errors()] == [("hops",)]


@given(
    st.integers(1, 3),
    st.sampled_from(["cell", "pack", "cathode", "recycling", "lithium-carbonate"]),
    st.sampled_from([Reach.UPSTREAM, Reach.DOWNSTREAM]),
    st.sampled_from(list(VIEWS)),
)
@settings(max_examples=examples(30))
async def test_more_hops_reach_no_less_and_leave_distances_as_they_are(
    hops: int, segment: str, reach: Reach, make: str
) -> None:
    sample = VIEWS[make](DOCUMENTS)
    near = reached(await found(sample, segment, reach=reach, hops=hops))
    far = reached(await found(sample, segment, reach=reach, hops=hops + 1))
    assert near.keys() <= far.keys()
    for park, segments in near.items():
        assert set(segments) <= set(far[park])


async def test_given_weights_change_the_order_and_are_returned(view: GraphView) -> None:
    weights = ",".join(f"{name}:{int(name == 'companies')}" for name in WEIGHTS)
    page = await ask(view, "cell", weights=weights, sensitivity=True)
    assert [item.park.id for item in page.items] == ["park:yibin-east", "park:mengsu"]
    assert page.items[0].score.value == pytest.approx(2.5 / 5.5, abs=1e-6)
    assert page.meta.weights["companies"] == 1
    flips = {one.factor: one.flips for one in page.meta.sensitivity or ()}
    assert [flip.overtaking for flip in flips["direct"]] == ["park:mengsu"]


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        (Rollup.PROVINCE, [("province:nm", ["park:mengsu"]), ("province:sc", ["park:yibin-east"])]),
        (Rollup.CITY, [("city:ordos", ["park:mengsu"]), ("city:yibin", ["park:yibin-east"])]),
        (Rollup.LIST, [("list:batch-1", ["park:mengsu"]), (None, ["park:yibin-east"])]),
        (Rollup.COMPANY, [("company:envision", ["park:mengsu"]), ("company:catl-sichuan", ["park:yibin-east"])]),
    ],
)
async def test_groups_hold_the_ranked_parks_with_counts_and_the_best(
    view: GraphView, by: Rollup, groups: list[tuple[str | None, list[str]]]
) -> None:
    items = await found(view, "cell", rollup=by)
    ranking = {item.park.id: item.score.value for item in await found(view, "cell")}
    assert [(item.group and item.group.id, [member.park for member in item.members]) for item in items] == groups
    for item in items:
        assert item.parks == len(item.members)
        assert item.direct == sum(member.direct for member in item.members)
        assert item.companies == 1
        best = max(item.members, key=lambda member: member.score)
        assert item.best == BestPark(park=best.park, rank=best.rank, score=best.score)
        assert all(member.score == ranking[member.park] for member in item.members)


@pytest.mark.parametrize("make", VIEWS)
async def test_a_group_names_the_edges_that_put_its_parks_there(make: str) -> None:
    view = VIEWS[make](DOCUMENTS)
    (nm, _) = await found(view, "cell", rollup=Rollup.PROVINCE)
    kinds = [key.partition(":")[0] for key in nm.members[0].edges]
    assert kinds == ["hosts", "located_in", "located_in"]
    (batch, _) = await found(view, "cell", rollup=Rollup.LIST)
    assert [key.partition(":")[0] for key in batch.members[0].edges] == ["hosts", "listed_in"]


@pytest.mark.parametrize("make", VIEWS)
async def test_a_park_of_two_makers_stands_in_both_groups_and_one_without_in_none(make: str) -> None:
    extra = (
        edge("operates_in", "company:catl", "park:mengsu", products=("segment:cell",)),
        edge("hosts", "park:lonely", "segment:cell"),
    )
    items = await found(VIEWS[make]((*DOCUMENTS, *extra)), "cell", rollup=Rollup.COMPANY)
    groups = {item.group and item.group.id: [member.park for member in item.members] for item in items}
    assert groups["company:catl"] == groups["company:envision"] == ["park:mengsu"]
    assert list(groups)[-1] is None
    assert groups[None] == ["park:lonely"]


@pytest.mark.parametrize("make", VIEWS)
async def test_a_segment_without_chain_reaches_nothing(make: str) -> None:
    view = VIEWS[make]((*DOCUMENTS, node("segment:alone"), edge("hosts", "park:lonely", "segment:alone")))
    for reach in (Reach.UPSTREAM, Reach.DOWNSTREAM):
        assert await found(view, "alone", reach=reach, hops=4) == []
