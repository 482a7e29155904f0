"""Official indicators of a park and across parks, on the sample."""

from typing import Any

import orjson
import pytest

from graphapi.answers.encoding import encode
from graphapi.graph.base import GraphView
from graphapi.model.errors import InvalidIdentifier, InvalidRequest, NodeNotFound
from graphapi.parks.indicators import IndicatorsRequest, list_indicators, park_indicators
from graphapi.parks.profile import park_profile
from tests.contract.sample import REPORTED_CARBON

pytestmark = pytest.mark.anyio


async def told(view: GraphView, park: str) -> dict[str, Any]:
    return dict(orjson.loads(encode(await park_indicators(view, park))))


async def rows(view: GraphView, **request: Any) -> list[tuple[str, str, str]]:
    page = await list_indicators(view, IndicatorsRequest(**request))
    return [(entry.park, entry.indicator.partition(":")[2], entry.disclosure) for entry in page.items]


async def test_each_official_indicator_stands_once_core_before_guiding(view: GraphView) -> None:
    for park in ("park:mengsu", "park:yibin-east", "park:lonely"):
        entries = (await told(view, park))["indicators"]
        assert [(one["indicator"], one["role"]) for one in entries] == [
            ("indicator:carbon", "core"),
            ("indicator:green-power", "core"),
            ("indicator:reuse", "guiding"),
        ]


async def test_a_measured_value_stands_beside_its_threshold(view: GraphView) -> None:
    carbon = (await told(view, "park:mengsu"))["indicators"][0]
    assert carbon["disclosure"] == "status"
    latest = carbon["latest"]
    assert (latest["value"], latest["year"], latest["edge"]) == (0.15, 2024, REPORTED_CARBON.id)
    assert latest["against"] == [{"indicator": "indicator:carbon", "gap": -0.05, "meets_threshold": True}]
    assert latest["sources"] == list(REPORTED_CARBON.sources)
    assert carbon["thresholds"][0]["threshold"] == 0.2
    assert "size_class" not in carbon


async def test_a_target_is_no_value_and_has_no_gap(view: GraphView) -> None:
    carbon = (await told(view, "park:yibin-east"))["indicators"][0]
    assert carbon["disclosure"] == "target"
    assert "latest" not in carbon
    assert (carbon["target"]["value"], carbon["target"]["against"]) == (150, [])


async def test_what_is_not_disclosed_is_said(view: GraphView) -> None:
    found = await told(view, "park:lonely")
    assert [one["disclosure"] for one in found["indicators"]] == ["not_disclosed"] * 3
    assert found["disclosed"] == {"status": 0, "target": 0, "under_construction": 0, "not_disclosed": 3}
    assert all(not one["values"] for one in found["indicators"])


async def test_the_page_of_the_park_reads_them_the_same_way(view: GraphView) -> None:
    for park in ("park:mengsu", "park:yibin-east", "park:lonely"):
        missing = [node.id for node in (await park_profile(view, park)).not_disclosed]
        entries = (await told(view, park))["indicators"]
        assert missing == [one["indicator"] for one in entries if one["disclosure"] == "not_disclosed"]


async def test_the_status_says_listed_with_document_and_date(view: GraphView) -> None:
    status = (await told(view, "park:mengsu"))["status"]
    assert status["value"] == "listed_for_construction"
    (listing,) = status["listings"]
    assert (listing["id"], listing["published"], listing["number"]) == ("list:batch-1", "2025-12-31", 1)
    assert listing["edge"].startswith("listed_in:")
    assert (await told(view, "park:yibin-east"))["status"]["listings"] == []


async def test_across_parks_each_park_has_each_indicator(view: GraphView) -> None:
    page = await list_indicators(view, IndicatorsRequest(limit=100))
    assert page.meta.total == 9
    assert page.meta.facets == {
        "indicator:carbon": {"status": 1, "target": 1, "under_construction": 0, "not_disclosed": 1},
        "indicator:green-power": {"status": 1, "target": 0, "under_construction": 0, "not_disclosed": 2},
        "indicator:reuse": {"status": 0, "target": 0, "under_construction": 0, "not_disclosed": 3},
    }
    for item in page.items:
        row = orjson.loads(encode(item))
        entries = {one["indicator"]: one for one in (await told(view, row["park"]))["indicators"]}
        own = {"park", "park_name", "place", "status"}
        assert {name: value for name, value in row.items() if name not in own} == entries[row["indicator"]]


async def test_filters_keep_what_is_asked_for_and_counts_do_not_follow_disclosed(view: GraphView) -> None:
    assert await rows(view, disclosed=True) == [
        ("park:mengsu", "carbon", "status"),
        ("park:yibin-east", "carbon", "target"),
        ("park:yibin-east", "green-power", "status"),
    ]
    assert len(await rows(view, disclosed=False)) == 6
    assert {park for park, _, _ in await rows(view, province="province:nm")} == {"park:mengsu"}
    assert {park for park, _, _ in await rows(view, list="list:batch-1")} == {"park:mengsu"}
    assert {name for _, name, _ in await rows(view, indicator="indicator:reuse")} == {"reuse"}
    page = await list_indicators(view, IndicatorsRequest(disclosed=True))
    assert {sum(counts.values()) for counts in (page.meta.facets or {}).values()} == {3}


async def test_pages_make_up_the_whole(view: GraphView) -> None:
    whole = await rows(view, limit=100)
    first = await list_indicators(view, IndicatorsRequest(limit=5))
    assert whole == await rows(view, limit=5) + await rows(view, limit=5, cursor=first.next)


@pytest.mark.parametrize(
    ("request_", "error", "parameter"),
    [
        (IndicatorsRequest(province="province:zz"), NodeNotFound, "province"),
        (IndicatorsRequest(list="park:mengsu"), InvalidIdentifier, "list"),
        (IndicatorsRequest(indicator="indicator:carbo"), InvalidRequest, "indicator"),
        (IndicatorsRequest(indicator="indicator:jobs"), InvalidRequest, "indicator"),
    ],
    ids=["unknown province", "not a list", "unknown indicator", "not official"],
)
async def test_wrong_filters_are_refused_by_name(
    view: GraphView, request_: IndicatorsRequest, error: type[NodeNotFound], parameter: str
) -> None:
    with pytest.raises(error) as refused:
        await list_indicators(view, request_)
    assert refused.value.parameter == parameter


async def test_only_parks_have_indicators(view: GraphView) -> None:
    with pytest.raises(InvalidIdentifier, match="id must look like 'park:"):
        await told(view, "company:catl")
