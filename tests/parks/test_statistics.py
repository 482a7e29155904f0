"""Statistics: counts, groups with ids, what is unknown; and the three counts of the real seed, read from its files."""

import csv
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import orjson
import pytest

from graphapi.answers.encoding import encode
from graphapi.answers.statistics import BatteryParkList
from graphapi.graph.base import GraphView
from graphapi.model.completeness import COMPLETE
from graphapi.model.errors import InvalidCursor, InvalidIdentifier, NodeNotFound
from graphapi.parks.statistics import (
    CELLS,
    CHAIN,
    NATIONAL,
    BatteryParksRequest,
    StatisticsRequest,
    battery_parks,
    statistics,
)
from tests.contract.sample import DOCUMENTS, EDGES, NODES, edge
from tests.contract.views import VIEWS
from tests.dataset.packages import read_package

pytestmark = pytest.mark.anyio

SEED = Path(__file__).parents[2] / "seed"
BATCH = "list:batch-1"


async def counted(view: GraphView, on_list: str = BATCH) -> dict[str, Any]:
    found = await statistics(view, StatisticsRequest(list=on_list))
    assert found.meta.completeness == COMPLETE
    return dict(orjson.loads(encode(found)))


async def listed(view: GraphView, on_list: str, limit: int, cursor: str | None = None) -> BatteryParkList:
    return await battery_parks(view, BatteryParksRequest(list=on_list, limit=limit, cursor=cursor))


@pytest.fixture(scope="module")
def real() -> GraphView:
    return VIEWS["memory"](read_package(SEED).documents)


def rows_of(name: str) -> list[dict[str, str]]:
    with (SEED / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


async def test_the_whole_is_counted_by_kind_basis_stage_and_chain(view: GraphView) -> None:
    counts = (await counted(view))["counts"]
    assert counts["nodes"]["segment"] == sum(counts["segments_by_stage"].values()) == 5
    assert counts["segments_by_chain"]["cross"] == 1
    assert sum(counts["nodes_by_basis"].values()) == len(NODES)
    assert sum(counts["edges_by_basis"].values()) == len(EDGES)
    assert counts["edges_by_kind_and_basis"]["hosts"] == {
        "official": 1,
        "reported": 1,
        "derived": 1,
        "unverified": 0,
    }
    assert all(
        sum(found.values()) == counts["edges"][kind] for kind, found in counts["edges_by_kind_and_basis"].items()
    )


async def test_the_parks_of_the_list_are_grouped_with_their_ids(view: GraphView) -> None:
    parks = (await counted(view))["parks"]
    one = {"total": 1, "ids": ["park:mengsu"]}
    assert parks["total"] == 1
    assert parks["by_province"] == [{"key": "province:nm"} | one]
    assert parks["by_construction_end"] == [{"key": "2027"} | one]
    assert parks["by_hosted_stage"]["manufacturing"]["direct"] == 1
    assert parks["by_hosted_stage"]["resource"]["ids"] == []


async def test_a_park_of_no_known_place_or_year_stands_in_a_group_without_a_key() -> None:
    lonely = edge("listed_in", "park:lonely", BATCH)
    members = await counted(VIEWS["memory"]([*DOCUMENTS, lonely]))
    unkeyed = {"total": 1, "ids": ["park:lonely"]}
    assert members["parks"]["by_province"][-1] == members["parks"]["by_construction_end"][-1] == unkeyed
    names = (
        "no_hosted_segment",
        "no_direct_hosted_segment",
        "no_company",
        "no_lithium_or_new_energy_flag",
        "no_construction_end",
        "no_area",
        "no_province",
    )
    assert {name: members["unknown"][name] for name in names} == dict.fromkeys(names, unkeyed)
    assert members["unknown"]["only_wider_scope"]["ids"] == []


async def test_what_is_unknown_is_counted(view: GraphView) -> None:
    unknown = (await counted(view))["unknown"]
    assert unknown["no_hosted_segment"] == {"total": 0, "ids": []}
    assert unknown["hosted_segments"] == {"total": 1, "status_unknown": 0, "only_wider_scope": 0}
    assert "segment:cell" not in unknown["segments_without_park"]["ids"]
    assert unknown["segments_without_park"]["total"] == 4


async def test_lists_tell_what_the_graph_holds_and_what_they_state(real: GraphView) -> None:
    assert (await counted(real, NATIONAL))["lists"] == [
        {"id": "list:guangdong-batch-1", "parks": 15, "stated_size": 15},
        {"id": NATIONAL, "parks": 52, "stated_size": 52},
    ]


async def test_the_order_of_documents_does_not_matter() -> None:
    assert await counted(VIEWS["memory"](reversed(DOCUMENTS))) == await counted(VIEWS["memory"](DOCUMENTS))


async def test_only_lists_have_statistics(view: GraphView) -> None:
    for wrong, error in (("park:mengsu", InvalidIdentifier), ("list:nothing", NodeNotFound)):
        with pytest.raises(error):
            await counted(view, wrong)
        with pytest.raises(error):
            await listed(view, wrong, 1)


async def test_the_parks_of_a_list_page_by_page_are_all_of_them(real: GraphView) -> None:
    whole = await listed(real, NATIONAL, 500)
    first = await listed(real, NATIONAL, 20)
    rest = await listed(real, NATIONAL, 500, first.next)
    assert [*first.items, *rest.items] == list(whole.items)
    assert whole.meta.total == 52
    with pytest.raises(InvalidCursor):
        await listed(real, "list:guangdong-batch-1", 20, first.next)


async def test_golden_the_three_counts_are_those_of_the_files(real: GraphView) -> None:
    """25, 19 and 18 of 52, read from the tables without the graph."""
    listed = {row["tail"] for row in rows_of("edges/listed_in.csv") if row["head"] == NATIONAL}
    segments = {row["id"] for row in rows_of("nodes/segment.csv") if row["chain"] == CHAIN}
    scopes = defaultdict(set)
    for row in rows_of("edges/hosts.csv"):
        if row["tail"] in listed and row["head"] in segments:
            scopes[row["tail"]].add(row["scope"])
    makers = {row["head"] for row in rows_of("edges/operates_in.csv") if set(row["products"].split(" | ")) & set(CELLS)}
    flagged = {row["id"] for row in rows_of("nodes/park.csv") if row["lithium_or_new_energy"] == "true"} & listed
    expected = [set(scopes), set(scopes) & makers, flagged]
    assert [len(found) for found in expected] == [25, 19, 18]
    battery = (await counted(real, NATIONAL))["battery"]
    definitions = battery["definitions"]
    assert [set(one["park_ids"]) for one in definitions] == expected
    assert [(one["denominator"], one["share"], one["points_from_claim"]) for one in definitions] == [
        (52, 0.4808, 8.08),
        (52, 0.3654, -3.46),
        (52, 0.3462, -5.38),
    ]
    city_wide = {park for park, found in scopes.items() if "park" not in found}
    assert set(definitions[0]["only_wider_scope_ids"]) == city_wide
    assert (len(city_wide), definitions[1]["only_wider_scope"]) == (9, 7)
    assert set(battery["cell_maker_without_hosts_ids"]) == (makers & listed) - set(scopes)


async def test_golden_the_claim_stands_beside_with_its_source_and_its_nearly(real: GraphView) -> None:
    (claim,) = (await counted(real, NATIONAL))["battery"]["claims"]
    assert (claim["value"], claim["unit"], claim["caveat"].partition(";")[0]) == (40, "%", "Nearly")
    (source,) = claim["sources"]
    assert source["url"] == "https://reportify.ai/social-media/757936257106450"
    assert (source["publisher"].partition(" (")[0], source["date"]) == ("高工锂电 GGII", "2025-12-31")
    assert (await counted(real, "list:guangdong-batch-1"))["battery"]["claims"] == []


async def test_golden_years_and_provinces_of_the_national_list(real: GraphView) -> None:
    parks = (await counted(real, NATIONAL))["parks"]
    listed = {row["tail"] for row in rows_of("edges/listed_in.csv") if row["head"] == NATIONAL}
    ends = Counter(row["construction_end"] for row in rows_of("nodes/park.csv") if row["id"] in listed)
    assert {one["key"]: one["total"] for one in parks["by_construction_end"]} == ends
    assert ends == {"2027": 6, "2028": 15, "2029": 6, "2030": 25}
    places = Counter(
        row["head"]
        for row in rows_of("edges/located_in.csv")
        if row["tail"] in listed and row["head"].startswith("province:")
    )
    assert {one["key"]: one["total"] for one in parks["by_province"]} == places
    assert (len(places), parks["by_status"][0]["key"]) == (32, "listed_for_construction")
