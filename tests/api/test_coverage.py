"""Coverage over HTTP: golden answers checked by hand in the seed's tables, tables read back, refusals."""

import csv
import io
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet
import pytest

from graphapi.answers.tables import columns_of
from graphapi.chain.coverage_report import LinkRow, RankingRow
from tests.api.client import Answer, Client

ORDOS, YICHUN, XINING = "park:ordos-mengsu", "park:yichun-etdz", "park:xining-nanchuan"
JSON = {"content-type": "application/json"}

# Read in seed/edges/hosts.csv and operates_in.csv (products make derived hosts); 29 links have feeds edges.
# One hop: a feeder of the link is hosted; it counts a quarter of what the best feeder counts.
GOLDEN: dict[str, dict[str, dict[str, float]]] = {
    # All five known for the park. Anode feeds next-generation batteries; electric trucks and cells feed recycling.
    ORDOS: {
        "direct": dict.fromkeys(
            ("anode-material", "battery-packs", "lfp-cathode", "power-battery-cells", "storage-battery-cells"), 1.0
        ),
        "derived": {},
        "one_hop": {"next-generation-batteries": 0.25, "battery-recycling": 0.25},
    },
    # Lepidolite and recycling are city-wide; both cells follow from the plants of Gotion and CATL.
    YICHUN: {
        "direct": {"lepidolite-mining": 0.5, "battery-recycling": 0.5},
        "derived": {"power-battery-cells": 0.75, "storage-battery-cells": 0.75},
        "one_hop": {
            "lithium-carbonate": 0.125,
            "iron-phosphate": 0.125,
            "ncm-precursor": 0.125,
            "battery-packs": 0.1875,
        },
    },
    # LFP follows from the Taifeng Pulead plant; carbonate feeds LiPF6, hydroxide and ternary cathode.
    XINING: {
        "direct": dict.fromkeys(
            (
                "lithium-carbonate",
                "battery-packs",
                "power-battery-cells",
                "separator",
                "storage-battery-cells",
                "structural-parts",
            ),
            1.0,
        ),
        "derived": {"lfp-cathode": 0.75},
        "one_hop": dict.fromkeys(
            ("lithium-hydroxide", "lithium-hexafluorophosphate", "ncm-cathode", "battery-recycling"), 0.25
        ),
    },
}


def post(client: Client, body: dict[str, Any], accept: str = "application/json") -> Answer:
    return client.request("POST", "/v1/coverage", {**JSON, "accept": accept}, orjson.dumps(body))


@pytest.mark.parametrize("park", GOLDEN)
def test_three_parks_have_the_links_that_the_tables_say(seed: Client, park: str) -> None:
    told = seed.get(f"/v1/parks/{park}/coverage").json()
    states: dict[str, dict[str, float]] = {"direct": {}, "derived": {}, "one_hop": {}}
    for one in told["segments"]:
        if one["state"] != "absent":
            states[one["state"]][one["segment"].removeprefix("segment:")] = one["credit"]
    assert states == GOLDEN[park]
    credits = [credit for found in GOLDEN[park].values() for credit in found.values()]
    assert told["coverage"]["links"] == 29
    assert told["coverage"]["score"] == round(sum(credits) / 29, 6)
    assert told["meta"]["completeness"] == {"complete": True}


def test_what_inner_mongolia_lacks_for_a_full_battery_chain_and_who_is_nearest(seed: Client) -> None:
    told = seed.get("/v1/provinces/province:nm/coverage").json()
    assert told["coverage"]["parks"] == ["park:baotou-rare-earth", ORDOS]
    assert told["coverage"]["score"] == round(5.5 / 29, 6)
    by_segment = {one["segment"].removeprefix("segment:"): one for one in told["segments"]}
    nowhere = {name for name, one in by_segment.items() if one.get("nearest", {}).get("candidates") == 0}
    assert nowhere == {
        "fluorine-resources",
        "lithium-hydroxide",
        "phosphate-resources",
        "salt-lake-lithium",
        "spodumene-mining",
        "battery-management-systems",
        "lithium-hexafluorophosphate",
    }
    # Ordos (39.57, 109.75) to Jinchang (38.52, 102.19) by the spherical law of cosines; it and Yulin host cobalt.
    cobalt = by_segment["cobalt-resources"]["nearest"]["by_km"]
    assert [one["park"] for one in cobalt] == ["park:jinchang-etdz", "park:yulin-longtan"]
    assert cobalt[0]["km"] == 663.0
    # Huayou Cobalt makes LFP in Ordos and copper foil in Yulin.
    foil = by_segment["copper-foil"]["nearest"]["by_owner"][0]
    assert (foil["park"], foil["owner"], foil["makes"]) == ("park:yulin-longtan", "company:huayou-cobalt", True)
    assert foil["path"]["nodes"] == [ORDOS, "company:huayou-cobalt", "park:yulin-longtan"]
    assert foil["path"]["explanation"][0]["sentence"]["en"]
    assert set(foil["path"]["edges"]) <= {edge["id"] for edge in told["graph"]["edges"]}


def test_unplaced_segments_and_single_points_are_listed(seed: Client) -> None:
    told = seed.get(f"/v1/parks/{YICHUN}/coverage?nearest=0").json()
    assert [one["segment"] for one in told["unplaced"]] == [
        "segment:lithium-salts-unspecified",
        "segment:battery-cells-unspecified",
        "segment:battery-materials-unspecified",
    ]
    assert "segment:lepidolite-mining" in told["single_points"]["graph"]["by_park"]


def test_a_set_by_ids_and_by_a_filter_is_the_same_set(seed: Client) -> None:
    by_ids = post(seed, {"parks": ["park:baotou-rare-earth", ORDOS], "nearest": 1}).json()
    where = [{"field": "province", "op": "=", "value": "province:nm"}]
    by_filter = post(seed, {"parks": {"kind": ["park"], "where": where}, "nearest": 1}).json()
    province = seed.get("/v1/provinces/province:nm/coverage?nearest=1").json()
    assert by_ids["segments"] == by_filter["segments"] == province["segments"]
    assert by_ids["graph"] == province["graph"]


def test_rankings_agree_with_the_coverage_of_their_first(seed: Client) -> None:
    for kind in ("park", "province"):
        first = seed.get(f"/v1/coverage/{kind}s?limit=1").json()["items"][0]
        own = seed.get(f"/v1/{kind}s/{first['node']['id']}/coverage?nearest=0").json()
        assert first["rank"] == 1
        assert first["score"] == own["coverage"]["score"]


def test_pages_of_a_ranking_make_up_the_whole(seed: Client) -> None:
    whole = seed.get("/v1/coverage/parks?limit=500").json()
    first = seed.get("/v1/coverage/parks?limit=40").json()
    rest = seed.get(first["links"]["next"]).json()
    assert [*first["items"], *rest["items"]] == whole["items"]
    assert whole["meta"]["total"] == len(whole["items"]) == 67


@pytest.mark.parametrize(
    ("url", "row"),
    [
        (f"/v1/parks/{YICHUN}/coverage", LinkRow),
        ("/v1/provinces/province:nm/coverage", LinkRow),
        ("/v1/coverage/parks", RankingRow),
        ("/v1/coverage/provinces", RankingRow),
    ],
)
def test_tables_read_back_alike_in_every_format(seed: Client, url: str, row: type) -> None:
    names = [column.name for column in columns_of(row)]
    arrow = pa.ipc.open_file(io.BytesIO(seed.get(f"{url}.arrow").content)).read_all()
    parquet = pa.parquet.read_table(io.BytesIO(seed.get(f"{url}.parquet").content))
    rows = list(csv.DictReader(io.StringIO(seed.get(url, accept="text/csv").content.decode())))
    assert arrow.column_names == parquet.column_names == list(rows[0]) == names
    assert arrow.to_pylist() == parquet.to_pylist()
    assert len(rows) == arrow.num_rows > 0
    assert b"formula" in arrow.schema.metadata


def test_the_table_of_a_park_says_what_the_json_says(seed: Client) -> None:
    rows = list(csv.DictReader(io.StringIO(seed.get(f"/v1/parks/{YICHUN}/coverage.csv").content.decode())))
    told = seed.get(f"/v1/parks/{YICHUN}/coverage").json()["segments"]
    assert [(row["segment"], row["state"], float(row["credit"])) for row in rows] == [
        (one["segment"], one["state"], one["credit"]) for one in told
    ]
    lepidolite = next(row for row in rows if row["segment"] == "segment:lepidolite-mining")
    assert (lepidolite["scope"], lepidolite["graph_by_park"]) == ("city", "one")
    assert lepidolite["edges"].startswith("hosts:")
    assert lepidolite["sources"].startswith("source:")


def test_a_set_goes_out_as_a_table_by_accept(seed: Client) -> None:
    answer = post(seed, {"parks": [ORDOS]}, "text/csv")
    assert (answer.status, answer.media_type) == (200, "text/csv")
    assert answer.content.startswith(b"segment,name_en,name_zh,stage,state,credit")


@pytest.mark.parametrize(
    ("url", "status", "parameter", "suggestion"),
    [
        ("/v1/parks/park:ordos-mengsuu/coverage", 404, "id", "did you mean 'park:ordos-mengsu'?"),
        ("/v1/parks/province:nm/coverage", 400, "id", None),
        ("/v1/provinces/province:nmm/coverage", 404, "id", "did you mean 'province:nm'?"),
        (f"/v1/parks/{ORDOS}/coverage?chain=lithium-batery", 400, "chain", "did you mean 'lithium-battery'?"),
        (f"/v1/parks/{ORDOS}/coverage?status=operatin", 400, "status", "did you mean 'operating'?"),
        (f"/v1/parks/{ORDOS}/coverage?nearest=21", 400, "nearest", None),
        ("/v1/coverage/parks?list=list:nope", 404, "list", None),
        ("/v1/coverage/parks?province=park:ordos-mengsu", 400, "province", None),
    ],
)
def test_wrong_requests_name_what_is_wrong(
    seed: Client, url: str, status: int, parameter: str, suggestion: str | None
) -> None:
    told = seed.get(url)
    assert told.status == status
    assert told.json()["parameter"] == parameter
    if suggestion:
        assert told.json()["suggestion"] == suggestion


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ({"parks": []}, "parks"),
        ({"parks": ["province:nm"]}, "parks"),
        ({"parks": ["park:nowhere"]}, "parks"),
        ({"parks": [ORDOS], "list": "list:nope"}, "list"),
        ({"parks": [ORDOS], "chains": "wind"}, "chains"),
        ({"parks": {"kind": ["company"]}}, "parks"),
    ],
)
def test_wrong_sets_are_refused(seed: Client, body: dict[str, Any], parameter: str) -> None:
    told = post(seed, body)
    assert told.status in {400, 404}
    assert told.json()["parameter"] == parameter
