"""Which parks host a segment: direct before derived, with companies and sources, each filter."""

from typing import Any

import pytest

from graphapi.chain.hosts import HostsRequest, hosts
from graphapi.graph.base import GraphView
from graphapi.model.errors import InvalidCursor, InvalidIdentifier, NodeNotFound
from graphapi.model.kinds import Basis
from tests.contract.sample import (
    BLOG,
    DOCUMENTS,
    GIGAFACTORY,
    MENGSU_HOSTS,
    NEWS,
    NOTICE,
    PLANT,
    SECOND_PLANT,
    YIBIN_HOSTS,
    edge,
    node,
)
from tests.contract.views import VIEWS

pytestmark = pytest.mark.anyio


async def found(view: GraphView, **filters: Any) -> list[dict[str, Any]]:
    return list((await hosts(view, HostsRequest("segment:cell", **filters))).items)


def parks(items: list[dict[str, Any]]) -> list[str]:
    return [item["park"]["id"] for item in items]


async def test_parks_that_a_source_names_come_before_those_that_follow_from_a_plant(view: GraphView) -> None:
    items = await found(view)
    assert [(item["park"]["id"], item["direct"]) for item in items] == [
        ("park:mengsu", True),
        ("park:yibin-east", False),
    ]


async def test_each_park_comes_with_its_edges_companies_sentences_and_sources(view: GraphView) -> None:
    yibin = (await found(view))[1]
    assert yibin["edges"] == [YIBIN_HOSTS.to_json()]
    assert {maker["edge"]["id"] for maker in yibin["companies"]} == {PLANT.id, SECOND_PLANT.id}
    assert {maker["company"]["id"] for maker in yibin["companies"]} == {"company:catl-sichuan"}
    assert all(maker["sentence"].en.startswith("Catl Sichuan operates in") for maker in yibin["companies"])
    assert sorted(source["id"] for source in yibin["sources"]) == sorted([NEWS.id, NOTICE.id, BLOG.id])


async def test_only_companies_that_make_the_product_stand_behind_a_park(view: GraphView) -> None:
    items = list((await hosts(view, HostsRequest("segment:cathode"))).items)
    assert parks(items) == ["park:yibin-east"]
    assert items[0]["companies"] == []


async def test_a_segment_that_nobody_hosts_has_no_parks(view: GraphView) -> None:
    page = await hosts(view, HostsRequest("segment:recycling"))
    assert (list(page.items), page.total, page.next) == ([], 0, None)


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        ({"province": "province:nm"}, ["park:mengsu"]),
        ({"province": "province:sc"}, ["park:yibin-east"]),
        ({"on_list": "list:batch-1"}, ["park:mengsu"]),
        ({"on_list": "list:batch-1", "province": "province:sc"}, []),
        ({"basis": Basis.OFFICIAL}, []),
        ({"basis": Basis.REPORTED}, ["park:mengsu"]),
        ({"basis": Basis.DERIVED}, ["park:mengsu", "park:yibin-east"]),
        ({"statuses": frozenset({"operating"})}, ["park:mengsu"]),
        ({"statuses": frozenset({"unknown"})}, ["park:yibin-east"]),
        ({"statuses": frozenset({"planned"})}, []),
    ],
)
async def test_filters_keep_what_is_asked_for(view: GraphView, filters: dict[str, Any], kept: list[str]) -> None:
    assert parks(await found(view, **filters)) == kept


async def test_a_basis_floor_binds_the_companies_too(view: GraphView) -> None:
    derived = (await found(view, basis=Basis.DERIVED))[1]
    assert [maker["edge"]["id"] for maker in derived["companies"]] == [PLANT.id]


async def test_statuses_bind_the_companies_too(view: GraphView) -> None:
    mengsu = (await found(view, statuses=frozenset({"operating"})))[0]
    assert (mengsu["edges"], mengsu["companies"]) == ([MENGSU_HOSTS.to_json()], [])
    both = (await found(view, statuses=frozenset({"operating", "under_construction"})))[0]
    assert [maker["edge"]["id"] for maker in both["companies"]] == [GIGAFACTORY.id]


@pytest.mark.parametrize("make", VIEWS)
async def test_within_a_group_more_companies_then_more_sources_then_the_id_decide(make: str) -> None:
    names = ("poor", "rich", "twin-a", "twin-b", "well-sourced")
    extra = [node(f"park:{name}") for name in names]
    extra += [edge("hosts", f"park:{name}", "segment:pack") for name in names]
    extra += [
        edge("hosts", "park:well-sourced", "segment:pack", "again", source=NOTICE),
        edge("operates_in", "company:envision", "park:rich", products=("segment:pack",)),
    ]
    page = await hosts(VIEWS[make]((*DOCUMENTS, *extra)), HostsRequest("segment:pack"))
    assert parks(list(page.items)) == [
        "park:rich",
        "park:well-sourced",
        "park:poor",
        "park:twin-a",
        "park:twin-b",
    ]


async def test_the_query_is_told_as_understood_statuses_in_table_order(view: GraphView) -> None:
    request = HostsRequest(
        "segment:cell", statuses=frozenset({"planned", "operating"}), on_list="list:batch-1", limit=3
    )
    page = await hosts(view, request)
    assert page.query == {
        "segment": "segment:cell",
        "list": "list:batch-1",
        "basis": "unverified",
        "status": ["operating", "planned"],
        "limit": 3,
    }


async def test_pages_make_up_the_whole(view: GraphView) -> None:
    first = await hosts(view, HostsRequest("segment:cell", limit=1))
    second = await hosts(view, HostsRequest("segment:cell", limit=1, cursor=first.next))
    assert [*first.items, *second.items] == await found(view)
    assert second.next is None
    with pytest.raises(InvalidCursor):
        await hosts(view, HostsRequest("segment:cathode", limit=1, cursor=first.next))


@pytest.mark.parametrize(
    ("request_", "error", "parameter"),
    [
        (HostsRequest("segment:celll"), NodeNotFound, "id"),
        (HostsRequest("park:mengsu"), InvalidIdentifier, "id"),
        (HostsRequest("segment:cell", province="province:zz"), NodeNotFound, "province"),
        (HostsRequest("segment:cell", on_list="park:mengsu"), InvalidIdentifier, "list"),
    ],
    ids=["unknown segment", "not a segment", "unknown province", "not a list"],
)
async def test_wrong_ids_are_refused_by_the_name_of_their_parameter(
    view: GraphView, request_: HostsRequest, error: type[NodeNotFound], parameter: str
) -> None:
    with pytest.raises(error) as refused:
        await hosts(view, request_)
    assert refused.value.parameter == parameter
