"""Chains over HTTP: words of the request, the envelope, tables, refusals."""

import csv
import io
from typing import Any

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet
import pytest

from tests.api.client import Answer, Client
from tests.api.small import CELLS, EAST, LITHIUM, MENGSU

CHAIN = f"/v1/segments/{CELLS}/chain"
FLOW = "/v1/chains/lithium-battery"
LFP = "/v1/segments/segment:lfp-cathode/chain"


def table_of(answer: Answer) -> list[dict[str, Any]]:
    """Rows of a Parquet or Arrow answer."""
    source = io.BytesIO(answer.content)
    if answer.media_type.endswith("parquet"):
        return list(pa.parquet.read_table(source).to_pylist())
    return list(pa.ipc.open_file(source).read_all().to_pylist())


def test_the_chain_of_a_segment_tells_parks_companies_and_provinces(small: Client) -> None:
    body = small.get(CHAIN).json()
    assert body["meta"]["query"] == {"segment": CELLS, "direction": "both", "depth": 12, "basis": "unverified"}
    assert [node["id"] for node in body["graph"]["nodes"]] == [LITHIUM, CELLS]
    assert [layer["layer"] for layer in body["layers"]] == [-1, 0]
    cells = body["layers"][1]["segments"][0]
    assert cells["parks"]["ids"] == sorted([EAST, MENGSU])
    assert (cells["parks"]["direct"], cells["companies"]["derived_ids"]) == (2, ["company:catl"])
    assert {edge.partition(":")[0] for edge in cells["edges"]} == {"hosts", "operates_in"}


def test_every_count_names_edges_that_exist(seed: Client) -> None:
    body = seed.get(f"{LFP}?depth=1").json()
    for layer in body["layers"]:
        for segment in layer["segments"]:
            assert bool(segment["edges"]) == bool(segment["parks"]["total"] + segment["companies"]["total"])
            assert all(seed.get(f"/v1/edges/{edge}").status == 200 for edge in segment["edges"][:3])


def test_a_caller_may_lower_the_budget_and_is_told(seed: Client) -> None:
    body = seed.get(f"{LFP}?max_edges=2").json()
    assert body["meta"]["completeness"]["reason"] == "edge_budget"


def test_a_whole_chain_is_ready_for_a_sankey(seed: Client) -> None:
    flow = seed.get(FLOW).json()["flow"]
    columns = {node["id"]: node.get("column") for node in flow["nodes"]}
    assert len(columns) == len(flow["nodes"]) == flow["counts"]["segments"] + flow["counts"]["outside"]
    for link in flow["links"]:
        assert columns[link["source"]] is not None
        assert columns[link["target"]] is not None
        assert link["sources"] or link["basis"] == "unverified"
    assert any(link["cross_chain"] and "reason" in link for link in flow["links"])


@pytest.mark.parametrize("written", ["lithium-battery", "Lithium%20Battery", "lithium_battery"])
def test_a_chain_may_be_written_with_spaces(seed: Client, written: str) -> None:
    assert seed.get(f"/v1/chains/{written}").json()["meta"]["query"]["chain"] == "lithium battery"


def test_an_unknown_chain_is_refused_with_the_nearest(seed: Client) -> None:
    answer = seed.get("/v1/chains/lithum-batery")
    body = answer.json()
    assert (answer.status, body["code"], body["parameter"]) == (400, "invalid_request", "chain")
    assert (body["value"], body["suggestion"]) == ("lithum-batery", "did you mean 'lithium-battery'?")


@pytest.mark.parametrize(
    ("url", "status", "parameter"),
    [
        ("/v1/segments/park:ordos-mengsu/chain", 400, "id"),
        ("/v1/segments/segment:lfp-catode/chain", 404, "id"),
        (f"{LFP}?direction=sideways", 400, "direction"),
        (f"{LFP}?depth=13", 400, "depth"),
        (f"{LFP}?depth=0", 400, "depth"),
        (f"/v1/chains/{'x' * 201}", 400, "chain"),
    ],
)
def test_what_cannot_be_understood_is_named(seed: Client, url: str, status: int, parameter: str) -> None:
    answer = seed.get(url)
    assert (answer.status, answer.json()["parameter"]) == (status, parameter)


@pytest.mark.parametrize("url", [f"{LFP}%s?depth=2", f"{FLOW}%s"])
def test_a_chain_is_a_table_that_says_the_same(seed: Client, url: str) -> None:
    body = seed.get(url % "").json()
    layered = [segment for layer in body.get("layers", ()) for segment in layer["segments"]]
    segments = layered or body["flow"]["nodes"]
    parquet, arrow = (table_of(seed.get(url % suffix)) for suffix in (".parquet", ".arrow"))
    assert parquet == arrow
    read = {row["segment"]: row for row in parquet}
    assert read.keys() == {segment["id"] for segment in segments}
    for segment in segments:
        row = read[segment["id"]]
        assert (row["stage"], row["layer"]) == (segment["stage"], segment.get("layer"))
        for name in ("parks", "companies", "provinces"):
            assert (row[name], row[f"{name}_direct"]) == (segment[name]["total"], segment[name]["direct"])
        assert (row["park_ids"], row["edges"]) == (segment["parks"]["ids"], segment["edges"])
    text = seed.get(url % ".csv")
    rows = list(csv.DictReader(io.StringIO(text.content.decode())))
    assert [row["segment"] for row in rows] == [row["segment"] for row in parquet]
    assert rows[0]["park_ids"] == " | ".join(parquet[0]["park_ids"])
    assert text.headers["x-completeness"] == '{"complete":true}'


def test_the_columns_of_a_chain_do_not_depend_on_its_rows(seed: Client) -> None:
    heads = {seed.get(f"/v1/chains/{chain}.csv").content.splitlines()[0] for chain in ("wind", "other", "cross")}
    assert heads == {
        b"segment,name_en,name_zh,stage,chain,outside,layer,column,loop,parks,parks_direct,parks_derived,companies,"
        b"companies_direct,companies_derived,provinces,provinces_direct,provinces_derived,park_ids,"
        b"wider_scope_park_ids,company_ids,province_ids,edges,sources"
    }


def test_the_list_of_chains_comes_page_by_page(seed: Client) -> None:
    first = seed.get("/v1/chains?limit=4").json()
    rest = seed.get(first["links"]["next"]).json()
    assert [item["slug"] for item in first["items"] + rest["items"]] == [
        "lithium-battery",
        "photovoltaics",
        "wind",
        "hydrogen",
        "cross",
        "other",
    ]
    assert sum(item["segments"] for item in first["items"] + rest["items"]) == 145
