"""Screens and comparisons over the seed: the investor's question in one call, bodies refused, tables read back."""

import csv
import io
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet
import pytest

from tests.api.client import Answer, Client

GREEN = ["green-power-share", "direct-green-power", "direct-green-power-volume", "green-power-capacity"]
STORAGE = ["storage-battery-cells", "energy-storage-equipment", "grid-storage", "commercial-storage", "data-centres"]
READY = {"kind": "park", "where": [{"field": "construction_end", "op": "<=", "value": 2028}]}
HOSTS = {"kind": "hosts", "segments": [f"segment:{one}" for one in STORAGE]}
DISCLOSES = {"kind": "discloses", "indicators": [f"indicator:{one}" for one in GREEN]}


def screen(seed: Client, body: dict[str, Any], suffix: str = "") -> Answer:
    return seed.request("POST", f"/v1/screen{suffix}", {"content-type": "application/json"}, orjson.dumps(body))


def test_parks_done_by_2028_that_host_storage_or_data_centres_and_disclose_green_power(seed: Client) -> None:
    found = screen(seed, {"conditions": [READY, HOSTS, DISCLOSES]}).json()
    (item,) = found["items"]
    assert (item["park"]["id"], item["verdict"], item["counts"]["true"]) == ("park:ordos-mengsu", "met", 3)
    period, hosts, green = item["conditions"]
    assert period["values"] == {"construction_end": 2028}
    assert {"hosts:047c4cb25652", "operates_in:2bd5fd381ec7"} <= set(hosts["edges"])
    assert green["edges"] == ["reports:ec9538fd8c85"]
    assert all(source.get("url") or source.get("title") or source.get("publisher") for source in item["sources"])
    assert found["meta"]["verdicts"] == {"met": 1, "undecided": 0, "failed": 66}


def test_two_of_three_name_the_next_best_park_and_what_it_lacks(seed: Client) -> None:
    body = {"conditions": [READY, HOSTS, DISCLOSES], "require": 2, "limit": 100}
    items = {item["park"]["id"]: item for item in screen(seed, body).json()["items"]}
    yancheng = items["park:yancheng-dafeng-port"]
    assert [one["tick"] for one in yancheng["conditions"]] == ["true", "false", "true"]
    assert set(yancheng["conditions"][2]["edges"]) == {
        "reports:64cb6625b1ab",
        "reports:8d378e2a7449",
        "reports:a236db13596d",
        "reports:27b3b4fd7500",
    }


def test_a_target_is_no_measured_value_unless_asked_for(seed: Client) -> None:
    measured = {"kind": "measured", "indicator": "indicator:green-power-share", "op": ">=", "value": 70}
    found = screen(seed, {"conditions": [measured]}).json()
    assert [item["park"]["id"] for item in found["items"]] == ["park:ordos-mengsu"]
    planned = screen(seed, {"conditions": [measured | {"state": ["status", "target"]}]}).json()
    assert {item["park"]["id"] for item in planned["items"]} == {
        "park:ordos-mengsu",
        "park:siping-new-industrial",
        "park:yancheng-dafeng-port",
    }


def test_the_parks_of_a_company_are_those_of_its_footprint(seed: Client) -> None:
    found = screen(seed, {"conditions": [{"kind": "company", "companies": ["company:catl"]}], "limit": 500}).json()
    footprint = seed.get("/v1/companies/company:catl/footprint").json()["footprint"]
    assert sorted(item["park"]["id"] for item in found["items"]) == [park["id"] for park in footprint["parks"]]


def test_completeness_is_that_of_the_coverage_of_the_park(seed: Client) -> None:
    body = {"conditions": [{"kind": "coverage", "value": 0.3}], "limit": 500}
    for item in screen(seed, body).json()["items"]:
        score = item["conditions"][0]["values"]["score"]
        coverage = seed.get(f"/v1/parks/{item['park']['id']}/coverage?nearest=0").json()["coverage"]
        assert score == coverage["score"]
        assert score >= 0.3


def test_pages_follow_the_cursor_in_the_body(seed: Client) -> None:
    body = {"conditions": [READY], "limit": 20}
    first = screen(seed, body).json()
    assert "next" not in first["links"]
    second = screen(seed, body | {"cursor": first["next"]}).json()
    assert second["next"] is None
    assert len({item["park"]["id"] for item in (*first["items"], *second["items"])}) == first["meta"]["total"] == 22


@pytest.mark.parametrize(
    ("body", "parameter", "suggestion"),
    [
        ({"conditions": [{"kind": "host", "segments": ["segment:x"]}]}, "conditions.0", "did you mean 'hosts'?"),
        ({"conditions": [READY, {"kind": "hosts"}]}, "conditions.1.segments", None),
        ({"conditions": [HOSTS | {"mach": "all"}]}, "conditions.0.mach", None),
        (
            {"conditions": [{"kind": "plant_status", "status": ["operatin"]}]},
            "conditions.0.status.0",
            "did you mean 'operating'?",
        ),
        (
            {"conditions": [HOSTS | {"segments": ["segment:data-centers"]}]},
            "/conditions/0/segments/0",
            "did you mean 'segment:data-centres'?",
        ),
        (
            {"conditions": [{"kind": "park", "where": [{"field": "construction_ends", "value": 1}]}]},
            "/conditions/0/where/0/field",
            "did you mean 'construction_end'?",
        ),
        ({"conditions": [READY], "require": 2}, "/require", "at most 1"),
        ({"conditions": [READY], "require": "al"}, "require", "did you mean 'all'?"),
        ({"conditions": []}, "conditions", None),
        (
            {"conditions": [{"kind": "measured", "indicator": "indicator:core-small", "op": "in", "value": 1}]},
            "conditions.0.op",
            None,
        ),
        (
            {"conditions": [{"kind": "coverage", "chain": "lithium-batery", "value": 0.5}]},
            "/conditions/0/chain",
            "did you mean 'lithium-battery'?",
        ),
        ({"conditions": [{"kind": "coverage", "value": 1.5}]}, "conditions.0.value", None),
    ],
)
def test_a_wrong_body_is_refused_by_its_pointer(
    seed: Client, body: dict[str, Any], parameter: str, suggestion: str | None
) -> None:
    answer = screen(seed, body)
    assert answer.status in {400, 404}
    assert (answer.json()["parameter"], answer.json().get("suggestion")) == (parameter, suggestion)


def test_the_table_of_a_screen_has_a_boolean_column_a_condition(seed: Client) -> None:
    body = {"conditions": [READY, HOSTS, DISCLOSES], "show": "all", "limit": 500}
    items = screen(seed, body).json()["items"]
    texts = list(csv.DictReader(io.StringIO(screen(seed, body, ".csv").content.decode())))
    written = {"true": "true", "false": "false", "unknown": ""}
    assert [[row["park"], row["c0"], row["c1"], row["c2"]] for row in texts] == [
        [item["park"]["id"], *(written[one["tick"]] for one in item["conditions"])] for item in items
    ]
    table = pa.parquet.read_table(io.BytesIO(screen(seed, body, ".parquet").content))
    assert table.schema.field("c1").type == pa.bool_()
    assert table.column("c1").null_count == sum(item["conditions"][1]["tick"] == "unknown" for item in items) > 0


def test_two_parks_side_by_side(seed: Client) -> None:
    answer = seed.get("/v1/compare?ids=park:ordos-mengsu,park:yichun-etdz").json()
    rows = {row["field"]: row for row in answer["compare"]["rows"]}
    assert rows["construction_end"]["verdict"] == "different"
    assert [rows["construction_end"]["cells"][key]["value"] for key in answer["compare"]["nodes"]] == [2028, 2030]
    assert rows["listed_in>"]["shared"] == ["list:national-batch-1"]
    assert rows["hosts>"]["shared"] == [
        f"segment:{name}"
        for name in (
            "battery-cells-unspecified",
            "battery-materials-unspecified",
            "power-battery-cells",
            "storage-battery-cells",
        )
    ]
    assert rows["reports>"]["unknown"] == ["park:yichun-etdz"]
    edges = {edge["id"] for edge in answer["graph"]["edges"]}
    assert all(set(cell.get("edges", ())) <= edges for row in rows.values() for cell in row["cells"].values())


def test_a_comparison_as_a_table(seed: Client) -> None:
    query = "?ids=company:catl,company:byd"
    rows = seed.get(f"/v1/compare{query}").json()["compare"]["rows"]
    table = pa.parquet.read_table(io.BytesIO(seed.get(f"/v1/compare.parquet{query}").content))
    assert table.num_rows == 2 * len(rows)
    texts = list(csv.DictReader(io.StringIO(seed.get(f"/v1/compare.csv{query}").content.decode())))
    assert {row["field"] for row in texts} == {row["field"] for row in rows}
