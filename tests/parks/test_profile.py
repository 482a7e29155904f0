"""The profile of a park: place, sections, measurements against thresholds, what is not disclosed."""

from typing import Any

import orjson
import pytest

from graphapi.answers.encoding import encode
from graphapi.graph.base import GraphView
from graphapi.model.documents import Value
from graphapi.model.errors import DocumentGone, InvalidIdentifier, NodeNotFound
from graphapi.parks.profile import park_profile
from tests.contract.sample import CLOSED, DOCUMENTS, EDGES, GIGAFACTORY, REPORTED_CARBON, edge, node
from tests.contract.views import VIEWS

pytestmark = pytest.mark.anyio


async def profile_of(view: GraphView, park: str) -> dict[str, Any]:
    return dict(orjson.loads(encode(await park_profile(view, park))))


async def test_a_profile_holds_place_period_and_sections(view: GraphView) -> None:
    profile = await profile_of(view, "park:mengsu")
    assert profile["park"]["id"] == "park:mengsu"
    assert {kind: place["id"] for kind, place in profile["place"].items()} == {
        "city": "city:ordos",
        "province": "province:nm",
    }
    assert profile["period"] == {"start": 2025, "end": 2027}
    sections = {
        name: [entry["node"]["id"] for entry in profile[name]] for name in ("companies", "segments", "energy", "lists")
    }
    assert sections == {
        "companies": ["company:envision"],
        "segments": ["segment:cell"],
        "energy": ["energy:ordos-wind"],
        "lists": ["list:batch-1"],
    }


async def test_an_entry_holds_the_edge_and_a_sentence_from_tail_to_head(view: GraphView) -> None:
    entry = (await profile_of(view, "park:mengsu"))["companies"][0]
    assert entry["edge"] == GIGAFACTORY.to_json()
    assert entry["sentence"]["en"].startswith(
        "Envision operates in Mengsu (reported, under construction, known for the"
    )


async def test_parallel_plants_are_two_entries(view: GraphView) -> None:
    companies = (await profile_of(view, "park:yibin-east"))["companies"]
    assert [entry["node"]["id"] for entry in companies] == ["company:catl-sichuan"] * 2


async def test_a_park_of_which_nothing_is_known_has_empty_sections(view: GraphView) -> None:
    profile = await profile_of(view, "park:lonely")
    for name in ("place", "period", "companies", "segments", "energy", "lists", "measurements"):
        assert not profile[name]
    assert len(profile["sources"]) == 1


async def test_all_sources_are_told_once_those_of_the_park_first(view: GraphView) -> None:
    profile = await profile_of(view, "park:mengsu")
    told = [source["id"] for source in profile["sources"]]
    assert told[0] == profile["park"]["sources"][0]
    assert len(set(told)) == len(told)
    resting = {key for one in EDGES if "park:mengsu" in (one.tail, one.head) for key in one.sources}
    assert set(told) == {*profile["park"]["sources"], *resting}


async def test_a_measured_value_is_held_against_its_threshold(view: GraphView) -> None:
    measured = (await profile_of(view, "park:mengsu"))["measurements"]
    assert [entry["edge"]["id"] for entry in measured] == [REPORTED_CARBON.id]
    assert (measured[0]["gap"], measured[0]["meets_threshold"]) == (-0.05, True)
    green = (await profile_of(view, "park:yibin-east"))["measurements"][1]
    assert green["indicator"]["id"] == "indicator:green-power"
    assert (green["gap"], green["meets_threshold"]) == (-10, False)


async def reported(make: str, indicator: dict[str, Value], **values: Value) -> dict[str, Any]:
    extra = (node("indicator:x", role="core", **indicator), edge("reports", "park:lonely", "indicator:x", **values))
    profile = await profile_of(VIEWS[make]((*DOCUMENTS, *extra)), "park:lonely")
    return dict(profile["measurements"][0])


@pytest.mark.parametrize("make", VIEWS)
@pytest.mark.parametrize(
    ("direction", "value", "meets"),
    [("at_most", 0.2, True), ("at_most", 0.21, False), ("at_least", 0.2, True), ("at_least", 0.19, False)],
)
async def test_the_threshold_itself_is_met(make: str, direction: str, value: float, meets: bool) -> None:
    indicator: dict[str, Value] = {"threshold": 0.2, "direction": direction, "unit": "t/t"}
    told = await reported(make, indicator, value=value, unit="t/t", state="status")
    assert told["meets_threshold"] is meets
    assert told["gap"] == pytest.approx(value - 0.2)


@pytest.mark.parametrize("make", VIEWS)
@pytest.mark.parametrize(
    ("indicator", "unit", "state"),
    [
        ({"threshold": 1, "direction": "at_most", "unit": "t/t"}, "kg/t", "status"),
        ({"threshold": 1, "direction": "at_most"}, "t/t", "status"),
        ({"direction": "at_most", "unit": "t/t"}, "t/t", "status"),
        ({"threshold": 1, "unit": "t/t"}, "t/t", "status"),
        ({"threshold": 1, "direction": "at_most", "unit": "t/t"}, "t/t", "target"),
        ({"threshold": 1, "direction": "at_most", "unit": "t/t"}, "t/t", "under_construction"),
    ],
    ids=["another unit", "no unit", "no threshold", "no direction", "a target", "under construction"],
)
async def test_what_cannot_be_compared_has_no_gap(
    make: str, indicator: dict[str, Value], unit: str, state: str
) -> None:
    told = await reported(make, indicator, value=1, unit=unit, state=state)
    assert set(told) == {"indicator", "edge"}


async def test_official_indicators_without_value_are_not_disclosed(view: GraphView) -> None:
    async def missing(park: str) -> list[str]:
        return [node["id"] for node in (await profile_of(view, park))["not_disclosed"]]

    assert await missing("park:mengsu") == ["indicator:green-power", "indicator:reuse"]
    assert await missing("park:yibin-east") == ["indicator:reuse"]
    assert await missing("park:lonely") == ["indicator:carbon", "indicator:green-power", "indicator:reuse"]


async def test_only_parks_have_this_profile(view: GraphView) -> None:
    with pytest.raises(InvalidIdentifier, match="id must look like 'park:"):
        await park_profile(view, "company:catl")
    with pytest.raises(NodeNotFound):
        await park_profile(view, "park:nowhere")
    with pytest.raises(DocumentGone):
        await park_profile(view, CLOSED)
