"""Statistics over HTTP: the envelope, the table of battery parks, another list."""

import csv
import io

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet

from tests.api.client import Client
from tests.api.small import BATCH, MENGSU

PARKS = "/v1/statistics/battery-parks"
FLAGS = ("hosts_battery_segment", "hosts_and_cell_maker", "flagged")


def test_statistics_tell_the_list_and_that_they_are_whole(small: Client) -> None:
    told = small.get("/v1/statistics").json()
    assert (told["meta"]["query"], told["meta"]["completeness"]) == ({"list": BATCH}, {"complete": True})
    share = told["battery"]["definitions"][0]
    assert (share["numerator"], share["denominator"], share["park_ids"]) == (1, 1, [MENGSU])
    assert told["battery"]["claims"] == []
    assert told["unknown"]["no_company"]["ids"] == [MENGSU]


def test_the_claim_and_the_definitions_stand_side_by_side(seed: Client) -> None:
    battery = seed.get("/v1/statistics").json()["battery"]
    assert [one["numerator"] for one in battery["definitions"]] == [25, 19, 18]
    assert (battery["claims"][0]["value"], battery["claims"][0]["sources"][0]["date"]) == (40, "2025-12-31")
    assert all(seed.get(f"/v1/edges/{edge}").status == 200 for edge in battery["definitions"][1]["edges"][:10])


def test_another_list_may_be_chosen(seed: Client) -> None:
    told = seed.get("/v1/statistics?list=list:guangdong-batch-1").json()
    assert (told["parks"]["total"], told["battery"]["definitions"][0]["denominator"]) == (15, 15)
    assert "points_from_claim" not in told["battery"]["definitions"][0]


def test_a_list_that_is_none_is_refused(seed: Client) -> None:
    answer = seed.get("/v1/statistics?list=list:national-batch-2")
    told = answer.json()
    assert (answer.status, told["parameter"]) == (404, "list")
    assert told["suggestion"] == "did you mean 'list:national-batch-1'?"
    assert seed.get(f"{PARKS}?list=park:ordos-mengsu").status == 400


def test_battery_parks_agree_with_the_shares(seed: Client) -> None:
    items = seed.get(f"{PARKS}?limit=500").json()["items"]
    definitions = seed.get("/v1/statistics").json()["battery"]["definitions"]
    for flag, share in zip(FLAGS, definitions, strict=True):
        assert [item["park"] for item in items if item.get(flag)] == share["park_ids"]
        assert [item["park"] for item in items if flag not in item] == share["unknown_ids"]


def test_battery_parks_are_a_table_with_unknown_flags_null(seed: Client) -> None:
    items = seed.get(f"{PARKS}?limit=500").json()["items"]
    table = pa.parquet.read_table(io.BytesIO(seed.get(f"{PARKS}.parquet?limit=500").content))
    assert {str(table.schema.field(flag).type) for flag in FLAGS} == {"bool"}
    rows = table.to_pylist()
    assert [row["park"] for row in rows] == [item["park"] for item in items]
    for row, item in zip(rows, items, strict=True):
        assert [row[flag] for flag in FLAGS] == [item.get(flag) for flag in FLAGS]
        assert (row["edges"], row["caveats"]) == (item["edges"], item["caveats"])
    arrow = pa.ipc.open_file(io.BytesIO(seed.get(f"{PARKS}.arrow?limit=500").content)).read_all()
    assert arrow.to_pylist() == rows
    read = list(csv.DictReader(io.StringIO(seed.get(f"{PARKS}.csv?limit=500").content.decode())))
    assert {row["flagged"] for row in read} == {"true", ""}
    assert sum(row["hosts_battery_segment"] == "true" for row in read) == 25


def test_a_part_of_the_table_has_the_same_columns(small: Client, seed: Client) -> None:
    assert seed.get(f"{PARKS}.csv?limit=1").content.splitlines()[0] == small.get(f"{PARKS}.csv").content.splitlines()[0]
