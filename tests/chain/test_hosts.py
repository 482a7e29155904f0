"""Which parks host a segment: direct before derived, with companies and sources, each filter."""

from collections.abc import Iterable
from typing import Any

import pytest

from graphapi.answers.chain import HostsList
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


async def ask(view: GraphView, segment: str = "segment:cell", **filters: Any) -> HostsList:
    return await hosts(view, segment, HostsRequest(**filters))


async def found(view: GraphView, **filters: Any) -> list[Any]:
    return list((await ask(view, **filters)).items)


def parks(items: Iterable[Any]) -> list[str]:
    return [item.park.id for item in items]


async def test_parks_that_a_source_names_come_before_those_that_follow_from_a_plant(view: GraphView) -> None:
    items = await found(view)
    assert [(item.park.id, item.direct) for item in items] == [
        ("park:mengsu", True),
        ("park:yibin-east", False),
    ]


async def test_each_park_comes_with_its_edges_companies_sentences_and_sources(view: GraphView) -> None:
    yibin = (await found(view))[1]
    assert yibin.edges == [YIBIN_HOSTS]
    assert {maker.edge.id for maker in yibin.companies} == {PLANT.id, SECOND_PLANT.id}
    assert {maker.company.id for maker in yibin.companies} == {"company:catl-sichuan"}
    assert all(maker.sentence.en.startswith("Catl Sichuan operates in") for maker in yibin.companies)
    assert sorted(source.id for source in yibin.sources) == sorted([NEWS.id, NOTICE.id, BLOG.id])


async def test_only_companies_that_make_the_product_stand_behind_a_park(view: GraphView) -> None:
    items = await found(view, segment="segment:cathode")
    assert parks(items) == ["park:yibin-east"]
    assert items[0].companies == []


async def test_a_segment_that_nobody_hosts_has_no_parks(view: GraphView) -> None:
    page = await ask(view, "segment:recycling")
    assert (list(page.items), page.meta.total, page.next) == ([], 0, None)


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        ({"province": "province:nm"}, ["park:mengsu"]),
        ({"province": "province:sc"}, ["park:yibin-east"]),
        ({"list": "list:batch-1"}, ["park:mengsu"]),
        ({"list": "list:batch-1", "province": "province:sc"}, []),
        ({"basis": Basis.OFFICIAL}, []),
        ({"basis": Basis.REPORTED}, ["park:mengsu"]),
        ({"basis": Basis.DERIVED}, ["park:mengsu", "park:yibin-east"]),
        ({"status": "operating"}, ["park:mengsu"]),
        ({"status": "unknown"}, ["park:yibin-east"]),
        ({"status": "planned"}, []),
    ],
)
async def test_filters_keep_what_is_asked_for(view: GraphView, filters: dict[str, Any], kept: list[str]) -> None:
    assert parks(await found(view, **filters)) == kept


async def test_a_basis_floor_binds_the_companies_too(view: GraphView) -> None:
    derived = (await found(view, basis=Basis.DERIVED))[1]
    assert [maker.edge.id for maker in derived.companies] == [PLANT.id]


async def test_statuses_bind_the_companies_too(view: GraphView) -> None:
    mengsu = (await found(view, status="operating"))[0]
    assert (mengsu.edges, mengsu.companies) == ([MENGSU_HOSTS], [])
    both = (await found(view, status="operating,under_construction"))[0]
    assert [maker.edge.id for maker in both.companies] == [GIGAFACTORY.id]


@pytest.mark.parametrize("make", VIEWS)
async def test_within_a_group_more_companies_then_more_sources_then_the_id_decide(make: str) -> None:
    names = ("poor", "rich", "twin-a", "twin-b", "well-sourced")
    extra = [node(f"park:{name}") for name in names]
    extra += [edge("hosts", f"park:{name}", "segment:pack") for name in names]
    extra += [
        edge("hosts", "park:well-sourced", "segment:pack", "again", source=NOTICE),
        edge("operates_in", "company:envision", "park:rich", products=("segment:pack",)),
    ]
    page = await ask(VIEWS[make]((*DOCUMENTS, *extra)), "segment:pack")
    assert parks(page.items) == [
        "park:rich",
        "park:well-sourced",
        "park:poor",
        "park:twin-a",
        "park:twin-b",
    ]


async def test_the_query_is_given_as_understood_statuses_in_table_order(view: GraphView) -> None:
    page = await ask(view, status="planned,operating", list="list:batch-1", limit=3)
    assert page.meta.query == {
        "segment": "segment:cell",
        "list": "list:batch-1",
        "basis": "unverified",
        "status": ["operating", "planned"],
        "limit": 3,
    }


async def test_pages_make_up_the_whole(view: GraphView) -> None:
    first = await ask(view, limit=1)
    second = await ask(view, limit=1, cursor=first.next)
    assert [*first.items, *second.items] == await found(view)
    assert second.next is None
    with pytest.raises(InvalidCursor):
        await ask(view, "segment:cathode", limit=1, cursor=first.next)


@pytest.mark.parametrize(
    ("question", "error", "parameter"),
    [
        ({"segment": "segment:celll"}, NodeNotFound, "id"),
        ({"segment": "park:mengsu"}, InvalidIdentifier, "id"),
        ({"province": "province:zz"}, NodeNotFound, "province"),
        ({"list": "park:mengsu"}, InvalidIdentifier, "list"),
    ],
    ids=["unknown segment", "not a segment", "unknown province", "not a list"],
)
async def test_wrong_ids_are_refused_by_the_name_of_their_parameter(
    view: GraphView, question: dict[str, str], error: type[NodeNotFound], parameter: str
) -> None:
    with pytest.raises(error) as refused:
        await ask(view, **question)
    assert refused.value.parameter == parameter
