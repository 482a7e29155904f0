"""The list of companies: filters, facets, what stands behind each row, and the table."""

from typing import Any

import pytest

from graphapi.answers.companies import CompanyItem
from graphapi.companies.companies import CompaniesRequest, companies, companies_table
from graphapi.graph.base import GraphView
from graphapi.model.documents import Location
from graphapi.model.errors import InvalidCursor, InvalidIdentifier, InvalidRequest, NodeNotFound
from graphapi.model.kinds import Basis
from tests.contract.sample import PLANT, SECOND_PLANT

pytestmark = pytest.mark.anyio


async def found(view: GraphView, **filters: Any) -> list[CompanyItem]:
    return list((await companies(view, CompaniesRequest(**filters))).items)


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        ({"listed": True}, ["company:catl"]),
        ({"listed": False}, ["company:catl-sichuan", "company:envision", "company:ouroboros"]),
        ({"exchange": "XHKG"}, ["company:catl"]),
        ({"province": "province:sc"}, ["company:catl-sichuan"]),
        ({"province": "province:nm"}, []),
        ({"segment": "segment:cell"}, ["company:catl", "company:catl-sichuan", "company:envision"]),
        ({"segment": "segment:cell", "park": "park:mengsu"}, ["company:envision"]),
        ({"park": "park:yibin-east"}, ["company:catl-sichuan"]),
        ({"q": "宁德"}, ["company:catl"]),
        ({"q": "catl sichuan"}, ["company:catl-sichuan"]),
        ({"basis": Basis.OFFICIAL}, ["company:catl"]),
    ],
)
async def test_filters_keep_what_is_asked_for(view: GraphView, filters: dict[str, Any], kept: list[str]) -> None:
    assert [item.company.id for item in await found(view, **filters)] == kept


async def test_a_row_names_what_stands_behind_it(view: GraphView) -> None:
    (item,) = await found(view, q="sichuan")
    assert item.parents == ["company:catl"]
    assert item.head_office == Location(city="city:yibin", province="province:sc")
    assert (item.parks, item.segments) == (["park:yibin-east"], ["segment:cell", "segment:pack"])
    assert item.edges["operates_in"] == sorted([PLANT.id, SECOND_PLANT.id])
    assert {*PLANT.sources, *SECOND_PLANT.sources} <= set(item.sources)


async def test_a_basis_floor_binds_the_edges_too(view: GraphView) -> None:
    assert await found(view, basis=Basis.OFFICIAL, segment="segment:cell") == []


async def test_facets_count_what_was_found(view: GraphView) -> None:
    facets = (await companies(view, CompaniesRequest())).meta.facets
    assert facets is not None
    assert facets["listed"] == {"false": 3, "true": 1}
    assert facets["exchange"] == {"XHKG": 1, "XSHE": 1}
    assert facets["province"] == {"province:sc": 1}
    assert facets["segment"] == {"segment:cell": 3, "segment:pack": 1}
    assert facets["park"] == {"park:mengsu": 1, "park:yibin-east": 1}


async def test_pages_make_up_the_whole(view: GraphView) -> None:
    first = await companies(view, CompaniesRequest(limit=3))
    second = await companies(view, CompaniesRequest(limit=3, cursor=first.next))
    assert [*first.items, *second.items] == await found(view)
    with pytest.raises(InvalidCursor):
        await companies(view, CompaniesRequest(limit=3, cursor=first.next, listed=True))


async def test_the_table_has_a_row_a_company(view: GraphView) -> None:
    table = await companies_table(view, await companies(view, CompaniesRequest()))
    rows = {row["id"]: row for row in table.rows}
    assert rows["company:catl"]["listings"] == ["XSHE:300750", "XHKG:3750"]
    assert (rows["company:catl-sichuan"]["city_name"], rows["company:catl-sichuan"]["listed"]) == ("Yibin", False)
    assert all(set(row) == {column.name for column in table.columns} for row in table.rows)


@pytest.mark.parametrize(
    ("filters", "error", "parameter"),
    [
        ({"province": "province:zz"}, NodeNotFound, "province"),
        ({"segment": "park:mengsu"}, InvalidIdentifier, "segment"),
        ({"park": "park:mengsuu"}, NodeNotFound, "park"),
        ({"exchange": "XSHEE"}, InvalidRequest, "exchange"),
    ],
)
async def test_what_is_not_there_is_refused(
    view: GraphView, filters: dict[str, Any], error: type[InvalidRequest], parameter: str
) -> None:
    with pytest.raises(error) as refused:
        await found(view, **filters)
    assert refused.value.parameter == parameter
    if parameter == "exchange":
        assert refused.value.suggestion == "did you mean 'XSHE'?"
