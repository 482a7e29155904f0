"""Exposure over HTTP: golden answers checked by hand in the seed's tables, tables read back, refusals."""

import csv
import io
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet
import pytest

from graphapi.answers.tables import columns_of
from graphapi.chain.exposure import EXPOSURE_ROWS
from tests.api.client import Answer, Client

JSON = {"content-type": "application/json"}
LITHIUM = {"ids": ["city:yichun"], "segments": ["segment:lepidolite-mining", "segment:lithium-salts-unspecified"]}


def ask(client: Client, body: dict[str, Any], *, accept: str = "application/json", suffix: str = "") -> Answer:
    return client.request("POST", f"/v1/exposure{suffix}", {**JSON, "accept": accept}, orjson.dumps(body))


@pytest.fixture(scope="module")
def yichun(seed: Client) -> dict[str, Any]:
    """What stops when Yichun's lithium does, six hops down."""
    told: dict[str, Any] = ask(seed, LITHIUM | {"hops": 6}).json()
    return told


def test_lepidolite_is_hosted_in_yichun_alone_and_lithium_salts_in_yulin_too(yichun: dict[str, Any]) -> None:
    itself = {one["segment"]: one for one in yichun["segments"] if one["direction"] == "itself"}
    lepidolite, salts = itself["segment:lepidolite-mining"], itself["segment:lithium-salts-unspecified"]
    assert (lepidolite["replaceability"], lepidolite["lost"]) == (0.0, ["park:yichun-etdz"])
    assert (salts["replaceability"], salts["remaining"]) == (0.5, ["park:yulin-longtan"])


def test_the_chain_is_followed_hop_by_hop_along_the_feeds_of_the_tables(yichun: dict[str, Any]) -> None:
    by_hop: dict[int, set[str]] = {}
    for one in yichun["segments"]:
        by_hop.setdefault(one["hop"], set()).add(one["segment"].removeprefix("segment:"))
    assert by_hop[1] == {"lithium-carbonate"}
    assert by_hop[2] == {"lfp-cathode", "lithium-hexafluorophosphate", "lithium-hydroxide", "ncm-cathode"}
    assert by_hop[3] == {"electrolyte", "next-generation-batteries", "power-battery-cells", "storage-battery-cells"}
    carbonate = next(one for one in yichun["segments"] if one["segment"] == "segment:lithium-carbonate")
    assert carbonate["others"] == ["segment:salt-lake-lithium", "segment:spodumene-mining"]
    assert carbonate["remaining"] == ["park:xiangtan-etdz", "park:xining-nanchuan"]


def test_listed_companies_come_with_tickers_and_a_path_of_sentences(yichun: dict[str, Any]) -> None:
    companies = {(one["direction"], one["id"]): one for one in yichun["companies"]}
    ganfeng = companies["itself", "company:ganfeng"]
    assert ganfeng["listings"] == ["XSHE:002460", "XHKG:1772"]
    assert ganfeng["path"]["nodes"] == [
        "city:yichun",
        "park:yichun-etdz",
        "company:yichun-ganfeng",
        "company:ganfeng",
    ]
    assert {"company:catl", "company:byd", "company:eve-energy"} <= {key for _, key in companies}
    edges = {edge["id"] for edge in yichun["graph"]["edges"]}
    for one in yichun["companies"]:
        assert one["listings"]
        assert set(one["path"]["edges"]) <= edges
        assert all(hop["sentence"]["en"] and hop["sentence"]["zh"] for hop in one["path"]["explanation"])
        assert one["hop"] == 0 or one["path"]["hops"] > one["hop"]


def test_the_answer_says_what_it_assumes_and_is_whole(yichun: dict[str, Any]) -> None:
    assert yichun["exposure"]["assumption"].startswith("Every listed feed is needed")
    assert yichun["meta"]["completeness"] == {"complete": True}
    assert yichun["meta"]["query"]["segments"] == LITHIUM["segments"]


def test_a_city_wide_fact_keeps_its_scope_and_caveat(yichun: dict[str, Any]) -> None:
    edge = next(one for one in yichun["graph"]["edges"] if one["id"] == "hosts:ca239e4695da")
    assert edge["attributes"]["scope"] == "city"
    hop = next(
        hop for one in yichun["parks"] for hop in one["path"]["explanation"] if hop["edge"] == "hosts:ca239e4695da"
    )
    assert "known for the city, not the park" in hop["sentence"]["en"]
    assert hop["caveat"] == edge["caveat"]


@pytest.mark.parametrize(("table", "row"), EXPOSURE_ROWS.items())
def test_tables_read_back_alike_in_every_format(seed: Client, table: str, row: type) -> None:
    body = LITHIUM | {"hops": 4, "direction": "both", "table": table}
    arrow = pa.ipc.open_file(io.BytesIO(ask(seed, body, suffix=".arrow", accept="*/*").content)).read_all()
    media = "application/vnd.apache.parquet"
    parquet = pa.parquet.read_table(io.BytesIO(ask(seed, body, accept=media).content))
    rows = list(csv.DictReader(io.StringIO(ask(seed, body, accept="text/csv").content.decode())))
    names = [column.name for column in columns_of(row)]
    assert arrow.column_names == parquet.column_names == list(rows[0]) == names
    assert arrow.to_pylist() == parquet.to_pylist()
    told = ask(seed, body).json()[table]
    key = "segment" if table == "segments" else "id"
    assert [(row["direction"], row["id"]) for row in rows] == [(one["direction"], one[key]) for one in told]


def test_a_share_that_is_not_known_is_null_in_a_table(seed: Client) -> None:
    body = LITHIUM | {"hops": 2, "table": "segments"}
    found = pa.ipc.open_file(io.BytesIO(ask(seed, body, suffix=".arrow", accept="*/*").content)).read_all()
    shares = {row["id"]: row["replaceability"] for row in found.to_pylist()}
    assert shares["segment:lithium-hydroxide"] is None
    assert shares["segment:lepidolite-mining"] == 0.0


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ({"ids": []}, "ids"),
        ({"ids": ["policy:notice"]}, "ids"),
        ({"ids": ["park:nowhere"]}, "ids"),
        ({"ids": ["indicator:x"]}, "ids"),
        ({"ids": ["city:yichun"], "hops": 7}, "hops"),
        ({"ids": ["city:yichun"], "segments": ["segment:nope"]}, "segments"),
        ({"ids": ["city:yichun"], "list": "list:nope"}, "list"),
        ({"ids": ["city:yichun"], "depth": 2}, "depth"),
        ({"ids": ["city:yichun"], "direction": "sideways"}, "direction"),
    ],
)
def test_wrong_requests_name_what_is_wrong(seed: Client, body: dict[str, Any], parameter: str) -> None:
    told = ask(seed, body)
    assert told.status in {400, 404}
    assert told.json()["parameter"] == parameter


def test_a_kind_that_holds_nothing_is_refused_with_those_that_do(seed: Client) -> None:
    told = ask(seed, {"ids": ["energy:yichun-etdz-rooftop-solar"]}).json()
    assert (told["code"], told["parameter"]) == ("invalid_request", "ids")
    assert "segment, park, company, province, city, list" in told["detail"]


def test_a_budget_of_results_cuts_and_says_so(seed: Client) -> None:
    told = ask(seed, LITHIUM | {"hops": 6, "budget": {"results": 5}}).json()
    assert (told["meta"]["completeness"]["complete"], told["meta"]["completeness"]["reason"]) == (False, "result_limit")
    assert len(told["companies"]) <= 5
