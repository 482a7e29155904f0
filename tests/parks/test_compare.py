"""Nodes side by side: cells, verdicts, what is shared, kinds mixed, and the table."""

from collections.abc import Sequence
from typing import Any

import orjson
import pytest

from graphapi.answers.encoding import encode
from graphapi.answers.parks import ComparisonAnswer
from graphapi.graph.base import GraphView
from graphapi.model.errors import InvalidIdentifier, InvalidRequest, NodeNotFound
from graphapi.model.kinds import Basis
from graphapi.parks.compare import CompareRequest, compare_table
from graphapi.parks.compare import compare as compare_nodes
from tests.contract.sample import BLOG, MENGSU_HOSTS, NEWS, NOTICE, YIBIN_HOSTS

pytestmark = pytest.mark.anyio

TWO = ("park:mengsu", "park:yibin-east")


async def compare(view: GraphView, ids: Sequence[str], **filters: Any) -> ComparisonAnswer:
    return await compare_nodes(view, CompareRequest(ids=",".join(ids), **filters))


def rows(found: ComparisonAnswer) -> dict[str, dict[str, Any]]:
    return {row.field: orjson.loads(encode(row)) for row in found.compare.rows}


async def test_attributes_stand_side_by_side_with_the_sources_of_the_value_shown(view: GraphView) -> None:
    area = rows(await compare(view, TWO))["area_km2"]
    assert (area["section"], area["unit"], area["verdict"], area["unknown"]) == ("attributes", "km2", "different", [])
    assert area["cells"]["park:mengsu"] == {"value": 62.0, "sources": [NOTICE.id]}
    assert area["cells"]["park:yibin-east"] == {"value": 20, "sources": [NEWS.id]}


async def test_rows_agree_differ_or_are_partly_known(view: GraphView) -> None:
    found = rows(await compare(view, (*TWO, "park:lonely")))
    assert found["status"]["verdict"] == "same"
    assert found["construction_end"]["verdict"] == "different"
    assert found["construction_end"]["unknown"] == ["park:lonely"]
    assert (found["name_zh"]["verdict"], found["name_zh"]["unknown"]) == ("partly", ["park:yibin-east", "park:lonely"])
    assert found["status"]["cells"]["park:lonely"]["sources"] == [BLOG.id]
    assert "park_type" not in found


async def test_relations_tell_what_is_shared_and_what_only_one_has(view: GraphView) -> None:
    found = await compare(view, TWO)
    hosts = rows(found)["hosts>"]
    assert (hosts["verdict"], hosts["shared"]) == ("different", ["segment:cell"])
    assert hosts["only"] == {"park:mengsu": [], "park:yibin-east": ["segment:cathode"]}
    assert hosts["cells"]["park:mengsu"]["edges"] == [MENGSU_HOSTS.id]
    assert YIBIN_HOSTS.id in hosts["cells"]["park:yibin-east"]["edges"]
    named = {key for row in rows(found).values() for cell in row["cells"].values() for key in cell.get("edges", ())}
    assert named == set(found.graph.edges)


async def test_a_basis_floor_binds_the_relations(view: GraphView) -> None:
    hosts = rows(await compare(view, TWO, basis=Basis.OFFICIAL))["hosts>"]
    assert (hosts["cells"].keys(), hosts["unknown"]) == ({"park:yibin-east"}, ["park:mengsu"])


async def test_kinds_mixed_are_compared_by_what_they_share(view: GraphView) -> None:
    found = rows(await compare(view, ("company:catl-sichuan", "park:yibin-east")))
    assert found["province"]["verdict"] == "same"
    assert found.keys() == {"name_en", "name_zh", "basis", "city", "province"}


async def test_an_order_of_ids_changes_the_order_of_cells_alone(view: GraphView) -> None:
    one, two = rows(await compare(view, TWO)), rows(await compare(view, TWO[::-1]))
    assert one == two
    assert list(one["status"]["cells"]) == list(two["status"]["cells"])[::-1]


async def test_the_table_has_a_row_for_each_field_and_node(view: GraphView) -> None:
    found = await compare(view, (*TWO, "park:lonely"))
    table = await compare_table(view, found)
    assert len(table.rows) == 3 * len(found.compare.rows)
    cells = {(row["field"], row["node"]): row for row in table.rows}
    assert cells["area_km2", "park:mengsu"]["number"] == 62.0
    assert cells["lithium_or_new_energy", "park:mengsu"]["value"] == "true"
    assert cells["hosts>", "park:mengsu"]["nodes"] == ["segment:cell"]
    assert (cells["area_km2", "park:lonely"]["known"], cells["area_km2", "park:lonely"]["value"]) == (False, None)
    unknown = [row for row in table.rows if not row["known"]]
    assert unknown
    assert all(not row["sources"] for row in unknown)


@pytest.mark.parametrize(
    ("ids", "error"),
    [
        (["park:mengsu"], InvalidRequest),
        ([f"park:p{number}" for number in range(11)], InvalidRequest),
        (["park:mengsu", "park:mengsuu"], NodeNotFound),
        (["park:mengsu", "mengsu"], InvalidIdentifier),
    ],
)
async def test_wrong_ids_are_refused(view: GraphView, ids: list[str], error: type[InvalidRequest]) -> None:
    with pytest.raises(error) as refused:
        await compare(view, ids)
    assert refused.value.parameter == "ids"
