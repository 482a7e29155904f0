"""Footprints, overlaps, the list of companies and concentration over the seed, checked by hand against its tables."""

import csv
import io
from typing import Any

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet
import pytest

from tests.api.client import Client

BYD, CATL = "company:byd", "company:catl"


def footprint(seed: Client, company: str, query: str = "") -> dict[str, Any]:
    return dict(seed.get(f"/v1/companies/{company}/footprint{query}").json()["footprint"])


def through(entries: list[dict[str, Any]]) -> dict[str, str]:
    return {entry["id"].partition(":")[2]: entry["through"] for entry in entries}


def test_the_footprint_of_byd(seed: Client) -> None:
    found = footprint(seed, BYD)
    assert [(one["company"], one["level"], one["via"]) for one in found["subsidiaries"]] == [
        ("company:byd-zhengzhou", 1, ["owned_by:9e9da5cea263"]),
        ("company:findreams", 1, ["owned_by:eed86f92f2a2"]),
        ("company:findreams-zhengzhou", 1, ["owned_by:a6bc0e0b1672"]),
    ]
    assert found["parents"] == []
    assert [ticker["listing"] for ticker in found["tickers"]] == ["XSHE:002594", "XHKG:1211"]
    assert [(one["id"], one["through"], one["edges"], one["scope"]) for one in found["parks"]] == [
        ("park:xining-nanchuan", "itself", ["operates_in:a36d2daf295d"], "park"),
        ("park:zhengzhou-airport", "subsidiaries", ["operates_in:3a1146d53197", "operates_in:524d27753347"], "city"),
    ]
    assert through(found["provinces"]) == {"gd": "itself", "ha": "subsidiaries", "qh": "itself"}
    assert through(found["segments"]) == {
        "battery-packs": "itself",
        "electric-trucks": "itself",
        "electric-vehicles": "both",
        "power-battery-cells": "both",
        "semiconductors-displays": "itself",
        "storage-battery-cells": "itself",
    }
    assert {one["id"]: len(one["segments"]) for one in found["stages"]} == {"manufacturing": 4, "application": 2}
    assert {one["id"]: one["plants"] for one in found["statuses"]} == {"operating": 2, "unknown": 1}


def test_the_footprint_of_catl(seed: Client) -> None:
    found = footprint(seed, CATL)
    levels = {one["company"].partition(":")[2]: one["level"] for one in found["subsidiaries"]}
    assert len(levels) == 16
    assert {name for name, level in levels.items() if level == 2} == {"hunan-brunp", "ningde-brunp"}
    assert [ticker["listing"] for ticker in found["tickers"]] == ["XSHE:300750", "XHKG:3750"]
    assert through(found["parks"]) == {
        "beijing-etown": "subsidiaries",
        "changzhou-liyang": "both",
        "dongying-kenli": "itself",
        "fuding": "subsidiaries",
        "lingang-zero-carbon-bay": "subsidiaries",
        "qujing-etdz": "itself",
        "xiamen-tongxiang": "subsidiaries",
        "xining-nanchuan": "subsidiaries",
        "yibin-lingang-east": "both",
        "yichun-etdz": "subsidiaries",
    }
    assert set(through(found["provinces"])) == {"bj", "fj", "gd", "hn", "js", "jx", "qh", "sc", "sd", "sh", "yn"}
    assert {one["id"]: one["plants"] for one in found["statuses"]} == {
        "operating": 5,
        "under_construction": 3,
        "signed": 1,
        "planned": 1,
        "unknown": 8,
    }
    segments = {one["id"].partition(":")[2]: one for one in found["segments"]}
    assert len(segments) == 16
    assert {name for name, one in segments.items() if not one["direct"]} == {
        "small-battery-cells",
        "battery-cells-unspecified",
        "battery-chain-unspecified",
        "ev-drive-chassis",
        "cathode-materials-unspecified",
    }
    (fuding,) = (one for one in found["parks"] if one["id"] == "park:fuding")
    assert (fuding["scope"], fuding["plants"]) == ("city", 2)
    assert fuding["ownership"] == ["owned_by:17d9ff68e131", "owned_by:7aeefec29e78", "owned_by:9d9e65b43c08"]


def test_a_footprint_of_what_sources_state_alone_is_smaller(seed: Client) -> None:
    reported = footprint(seed, CATL, "?basis=reported&relation=wholly_owned")
    assert {one["company"] for one in reported["subsidiaries"]} == {
        "company:fuding-catl",
        "company:jiangsu-catl",
        "company:sichuan-catl",
    }
    assert set(through(reported["parks"])) < set(through(footprint(seed, CATL)["parks"]))


def test_caveats_and_scopes_stand_in_the_graph_of_a_footprint(seed: Client) -> None:
    edges = {edge["id"]: edge for edge in seed.get(f"/v1/companies/{BYD}/footprint").json()["graph"]["edges"]}
    assert edges["operates_in:3a1146d53197"]["attributes"]["scope"] == "city"
    assert "selected zero-carbon sub-park" in edges["operates_in:3a1146d53197"]["caveat"]
    assert "Inferred from the name" in edges["owned_by:146df97f361d"]["caveat"]


def test_where_byd_and_catl_overlap(seed: Client) -> None:
    answer = seed.get(f"/v1/companies/{CATL}/overlap?with={BYD}").json()
    found, edges = answer["overlap"], {edge["id"]: edge for edge in answer["graph"]["edges"]}
    (park,) = found["parks"]
    assert park["id"] == "park:xining-nanchuan"
    assert [side["companies"] for side in park["sides"]] == [["company:qinghai-catl"], [BYD]]
    assert park["sides"][0]["ownership"] == ["owned_by:c14a1d54f6d5"]
    assert [one["id"] for one in found["provinces"]] == ["province:gd", "province:qh"]
    assert [one["id"].partition(":")[2] for one in found["segments"]] == [
        "battery-packs",
        "power-battery-cells",
        "storage-battery-cells",
    ]
    assert found["measures"]["parks"] == {"first": 10, "second": 2, "shared": 1, "union": 11, "jaccard": 0.090909}
    assert all(edges[key] for side in park["sides"] for key in (*side["edges"], *side["ownership"]))
    assert answer["meta"]["query"]["with"] == BYD


def test_joint_ventures_belong_to_both(seed: Client) -> None:
    found = seed.get(f"/v1/companies/{CATL}/overlap?with=company:saic").json()["overlap"]
    assert [one["id"] for one in found["companies"]] == ["company:catl-saic", "company:saic-catl"]


LFP = "/v1/concentration?segment=segment:lfp-cathode"


@pytest.mark.parametrize(
    ("query", "weights", "index"),
    [
        ("", {"province:hn": 1, "province:nm": 1, "province:qh": 1, "province:gx": 1, "province:yn": 1}, 0.2),
        (
            "&by=park",
            {"park:ordos-mengsu": 3, "park:qujing-etdz": 2, "park:xining-nanchuan": 1, "park:yulin-longtan": 1},
            15 / 49,
        ),
        (
            "&by=company",
            {
                "company:huayou-cobalt": 2,
                "company:defang-eve": 1,
                "company:huajing-new-materials": 1,
                "company:jiangxi-shenghua": 1,
                "company:qujing-dynanonic": 1,
                "company:taifeng-pulead": 1,
            },
            9 / 49,
        ),
        (
            "&by=company&owners=true",
            {
                "company:huayou-cobalt": 2,
                "company:dynanonic": 1.5,
                "company:fulin-precision": 1,
                "company:huajing-new-materials": 1,
                "company:taifeng-pulead": 1,
                "company:eve-energy": 0.5,
            },
            9.5 / 49,
        ),
    ],
)
def test_how_concentrated_lfp_cathode_is(seed: Client, query: str, weights: dict[str, float], index: float) -> None:
    found = seed.get(LFP + query).json()
    assert {share["id"]: share["weight"] for share in found["shares"]} == weights
    assert (found["hhi"], found["hhi_10000"]) == (round(index, 6), round(index * 10_000, 2))
    assert found["left_out"]["parks"] == ([] if not query else ["park:xiangtan-etdz"])


def test_capacity_is_known_for_a_part_only_and_that_is_said(seed: Client) -> None:
    found = seed.get(f"{LFP}&by=company&weight=capacity").json()
    known = found["capacity"]
    assert (found["unit"], known["plants"], known["known"]) == ("t/a", 7, len(found["shares"]))
    assert known["known"] < known["plants"]
    assert len(found["left_out"]["plants"]) == known["plants"] - known["known"]


def test_listed_companies_by_exchange(seed: Client) -> None:
    found = seed.get("/v1/companies?listed=true&exchange=BJSE").json()
    assert all(any(ticker["mic"] == "BJSE" for ticker in item["tickers"]) for item in found["items"])
    assert (found["meta"]["total"], found["meta"]["facets"]["exchange"]["BJSE"]) == (1, 1)
    refused = seed.get("/v1/companies?exchange=XSHF")
    assert (refused.status, refused.json()["parameter"]) == (400, "exchange")
    assert refused.json()["suggestion"] == "did you mean 'XSHE'?"


@pytest.mark.parametrize(
    ("url", "parameter", "suggestion"),
    [
        (f"/v1/companies/{CATL}/footprint?relation=wholy_owned", "relation", "did you mean 'wholly_owned'?"),
        (f"/v1/companies/{CATL}/footprint?status=operatin", "status", "did you mean 'operating'?"),
        (f"/v1/companies/{CATL}/overlap?with=company:bydd", "with", "did you mean 'company:byd'?"),
        ("/v1/concentration?segment=segment:lfp-cathod", "segment", "did you mean 'segment:lfp-cathode'?"),
        (f"{LFP}&by=provinces", "by", "did you mean 'province'?"),
    ],
)
def test_wrong_words_are_refused_and_the_right_ones_named(
    seed: Client, url: str, parameter: str, suggestion: str
) -> None:
    told = seed.get(url).json()
    assert (told["parameter"], told["suggestion"]) == (parameter, suggestion)


def rows_of(seed: Client, path: str, query: str) -> tuple[list[dict[str, Any]], list[pa.Table]]:
    texts = list(csv.DictReader(io.StringIO(seed.get(f"{path}.csv{query}").content.decode())))
    parquet = pa.parquet.read_table(io.BytesIO(seed.get(f"{path}.parquet{query}").content))
    with pa.ipc.open_file(io.BytesIO(seed.get(f"{path}.arrow{query}").content)) as reader:
        return texts, [parquet, reader.read_all()]


def test_the_tables_hold_what_the_json_holds(seed: Client) -> None:
    query = "?segment=segment:lfp-cathode&by=company&owners=true"
    shares = seed.get(f"/v1/concentration{query}").json()["shares"]
    texts, tables = rows_of(seed, "/v1/concentration", query)
    assert [(row["id"], float(row["share"])) for row in texts] == [(one["id"], one["share"]) for one in shares]
    for table in tables:
        assert table.column("edges").to_pylist() == [one["edges"] for one in shares]
        assert table.schema.field("share").type == pa.float64()
    items = seed.get("/v1/companies?listed=true&limit=500").json()["items"]
    texts, tables = rows_of(seed, "/v1/companies", "?listed=true&limit=500")
    assert [row["id"] for row in texts] == [item["company"]["id"] for item in items]
    for table in tables:
        assert table.column("segments").to_pylist() == [item["segments"] for item in items]
        assert table.schema.field("listed").type == pa.bool_()
