"""Questions that the service is for: of the real graph with one call each, of a small one with exact answers."""

from typing import Any

import pytest

from tests.api.client import Client
from tests.api.small import CATL, CELLS, EAST, LITHIUM, MENGSU, NEWS, NOTICE, PLANT

EASTERN = "park:yibin-lingang-east"
VOUCHED = {"official", "reported"}


def sourced(documents: list[dict[str, Any]]) -> bool:
    """Whether each document names a source or says that it is derived or unverified."""
    return all(found["sources"] or found["basis"] not in VOUCHED for found in documents)


def test_which_parks_host_power_battery_cells_who_makes_them_there_and_who_says_so(seed: Client) -> None:
    told = seed.get("/v1/segments/segment:power-battery-cells/hosts?limit=500").json()
    parks = {item["park"]["id"]: item for item in told["items"]}
    assert {"park:ordos-mengsu", EASTERN} <= parks.keys()
    assert len(parks) == told["meta"]["total"]
    assert "company:sichuan-catl" in {maker["company"]["id"] for maker in parks[EASTERN]["companies"]}
    for item in parks.values():
        assert item["sources"]
        assert all(source.get("url") or source.get("publisher") or source.get("title") for source in item["sources"])
        assert all(maker["edge"]["sources"] and maker["sentence"]["en"] for maker in item["companies"])
        assert sourced(item["edges"])
    direct = [item["direct"] for item in told["items"]]
    assert direct == sorted(direct, reverse=True)


def test_how_catl_is_connected_to_the_eastern_park_of_yibin(seed: Client) -> None:
    told = seed.get(f"/v1/paths?from=company:catl&to={EASTERN}&mode=all_shortest").json()
    (path, *_) = told["paths"]
    assert (path["nodes"][0], path["nodes"][-1]) == ("company:catl", EASTERN)
    assert told["meta"]["completeness"] == {"complete": True}
    for hop in path["explanation"]:
        assert hop["sources"] or hop["basis"] not in VOUCHED
        assert hop["sentence"]["en"]
        assert hop["sentence"]["zh"]
    assert any(hop["sources"] for hop in path["explanation"])


def test_what_lies_within_two_hops_of_the_mengsu_park(seed: Client) -> None:
    told = seed.get("/v1/nodes/park:ordos-mengsu/neighborhood?depth=2").json()
    assert told["meta"]["completeness"] == {"complete": True}
    assert told["graph"]["nodes"][0]["id"] == "park:ordos-mengsu"
    assert {"company", "segment", "energy", "city"} <= {found["kind"] for found in told["graph"]["nodes"]}
    assert sum(told["meta"]["hops"]) == told["graph"]["counts"]["nodes"]
    assert sourced([*told["graph"]["nodes"], *told["graph"]["edges"]])


def test_which_parks_of_the_national_list_must_be_ready_by_2027(seed: Client) -> None:
    told = seed.get("/v1/nodes?kind=park&list=list:national-batch-1&ready_by=2027&provenance=inline").json()
    assert told["items"]
    for park in told["items"]:
        assert park["attributes"]["construction_end"] <= 2027
        assert any(source.get("url") for source in park["sources"])
    later = seed.get("/v1/nodes?kind=park&list=list:national-batch-1&limit=500").json()
    early = [park["id"] for park in later["items"] if park["attributes"].get("construction_end", 9999) <= 2027]
    assert [park["id"] for park in told["items"]] == early


def test_the_national_list_holds_52_parks_and_that_of_guangdong_15(seed: Client) -> None:
    for batch, size in (("national-batch-1", 52), ("guangdong-batch-1", 15)):
        assert seed.get(f"/v1/nodes?kind=park&list=list:{batch}&limit=1").json()["meta"]["total"] == size


def test_a_park_on_one_page_has_sources_for_all_it_says(seed: Client) -> None:
    told = seed.get("/v1/parks/park:ordos-mengsu").json()
    named = {source["id"] for source in told["sources"]}
    for section in ("companies", "segments", "energy", "lists"):
        assert told[section]
        for entry in told[section]:
            assert set(entry["edge"]["sources"]) <= named
            assert entry["sentence"]["en"]
    assert told["park"]["attributes"]["status"] == "listed_for_construction"
    assert told["place"]["province"]["id"] == "province:nm"


def test_a_name_in_either_language_finds_the_company(seed: Client) -> None:
    for words in ("CATL", "%E5%AE%81%E5%BE%B7%E6%97%B6%E4%BB%A3"):
        assert "company:catl" in [item["id"] for item in seed.get(f"/v1/nodes?kind=company&q={words}").json()["items"]]


def test_a_node_comes_with_the_number_of_its_edges(small: Client) -> None:
    told = small.get(f"/v1/nodes/{CATL}").json()
    assert told["node"] == {
        "id": CATL,
        "kind": "company",
        "name": {"en": "CATL", "zh": "宁德时代"},
        "aliases": ["Contemporary Amperex"],
        "attributes": {"listings": ["XSHE:300750"]},
        "basis": "official",
        "sources": [NOTICE.id],
    }
    assert told["degree"] == 1
    assert told["links"] == {"self": f"/v1/nodes/{CATL}"}


@pytest.mark.parametrize(
    ("provenance", "sources"),
    [
        ("none", None),
        ("ids", [NEWS.id]),
        ("inline", [NEWS.to_json()]),
    ],
)
def test_evidence_is_carried_as_asked(small: Client, provenance: str, sources: object) -> None:
    edge = small.get(f"/v1/edges/{PLANT.id}?provenance={provenance}").json()["edge"]
    assert edge.get("sources") == sources
    assert ("statements" in edge) is (provenance == "inline")


def test_conflicting_statements_stand_side_by_side_with_the_rule_that_chose(small: Client) -> None:
    (capacity,) = small.get(f"/v1/edges/{PLANT.id}?provenance=inline").json()["edge"]["statements"]
    assert (capacity["field"], capacity["shown"]) == ("capacity_gwh_per_year", 75)
    assert [(one["value"], one["rank"], one["unit"]) for one in capacity["values"]] == [(60, "deprecated", "GWh/a")]
    assert capacity["rule"].startswith("rank")


def test_hosts_come_with_makers_and_those_without_after_them(small: Client) -> None:
    told = small.get(f"/v1/segments/{CELLS}/hosts").json()
    makers = {item["park"]["id"]: [maker["company"]["id"] for maker in item["companies"]] for item in told["items"]}
    assert list(makers.items()) == [(EAST, [CATL]), (MENGSU, [])]
    planned = small.get(f"/v1/segments/{CELLS}/hosts?status=planned&province=province:nm").json()
    assert [item["park"]["id"] for item in planned["items"]] == [MENGSU]


def test_a_path_explains_each_hop(small: Client) -> None:
    (path,) = small.get(f"/v1/paths?from={CATL}&to={LITHIUM}").json()["paths"]
    assert path["nodes"] == [CATL, EAST, CELLS, LITHIUM]
    assert path["hops"] == 3
    assert [hop["edge"] for hop in path["explanation"]] == path["edges"]
    assert path["explanation"][0]["sentence"] == {
        "en": "CATL operates in Yibin eastern park (reported, operating) — Daily 2024-05.",
        "zh": "宁德时代在宜宾东部园区有布局(报道、运营)——Daily 2024-05。",
    }


def test_no_path_says_how_far_the_search_came(small: Client) -> None:
    told = small.get(f"/v1/paths?from={CATL}&to={MENGSU}&rel=listed_in").json()
    assert told["paths"] == []
    assert {"from", "to"} <= told["meta"]["no_path"].keys()


def test_measured_values_stand_against_their_thresholds(small: Client) -> None:
    told = small.get(f"/v1/parks/{MENGSU}").json()
    (measured,) = told["measurements"]
    assert (measured["indicator"]["id"], measured["gap"], measured["meets_threshold"]) == (
        "indicator:core",
        -0.05,
        True,
    )
    assert told["not_disclosed"] == []
    assert told["period"] == {"end": 2027}


def test_a_source_tells_what_rests_on_it(small: Client) -> None:
    told = small.get(f"/v1/sources/{NEWS.id}").json()
    assert told["source"] == NEWS.to_json()
    assert PLANT.id in told["supports"]["edges"]
    assert told["supports"]["nodes"] == []


@pytest.mark.parametrize(("bound", "reason"), [("limit", "result_limit"), ("max_edges", "edge_budget")])
def test_nothing_is_cut_in_silence(small: Client, bound: str, reason: str) -> None:
    completeness = small.get(f"/v1/nodes/{MENGSU}/neighborhood?depth=3&{bound}=1").json()["meta"]["completeness"]
    assert (completeness["complete"], completeness["reason"]) == (False, reason)
    assert completeness["unexpanded"] >= 1


def test_the_root_counts_what_there_is(small: Client) -> None:
    told = small.get("/v1").json()
    assert told["revision"]["number"] == 2
    assert told["counts"]["nodes"]["park"] == 2
    assert told["counts"]["edges"]["hosts"] == 2
    assert told["counts"]["sources"] == {"source": 2}
