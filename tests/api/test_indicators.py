"""Official indicators of three parks, checked by hand against the seed, and their disclosure across all parks."""

import csv
import io
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

from tests.api.client import Client

SEED = Path(__file__).parents[2] / "seed"
CORE, CLEAN = "indicator:carbon-intensity", "indicator:guiding-clean-energy"
GUIDING = ("clean-energy", "product-energy", "solid-waste", "waste-heat", "water-reuse")
DOCUMENT = ("发改办环资〔2025〕1082号", "2025-12-26")


def rows_of(path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((SEED / path).read_text(encoding="utf-8"))))


def told(seed: Client, park: str) -> dict[str, Any]:
    found: dict[str, Any] = seed.get(f"/v1/parks/park:{park}/indicators").json()
    return found


def entries(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["indicator"]: one for one in found["indicators"]}


@pytest.mark.parametrize(("park", "number"), [("beijing-etown", 1), ("tianjin-teda", 2), ("gulei", 25)])
def test_listed_is_not_accepted(seed: Client, park: str, number: int) -> None:
    status = told(seed, park)["status"]
    assert status["value"] == "listed_for_construction"
    (listing,) = status["listings"]
    assert (listing["document_number"], listing["published"], listing["number"]) == (*DOCUMENT, number)
    assert listing["sources"] == ["source:e81a1fdc05d3"]


@pytest.mark.parametrize("park", ["beijing-etown", "tianjin-teda", "gulei"])
def test_there_are_one_core_and_five_guiding_indicators_with_their_thresholds(seed: Client, park: str) -> None:
    found = entries(told(seed, park))
    assert list(found) == [CORE, *(f"indicator:guiding-{name}" for name in GUIDING)]
    core = found[CORE]
    assert (core["role"], core["size_class"]) == ("core", "unknown")
    assert [(one["indicator"], one["threshold"], one["direction"]) for one in core["thresholds"]] == [
        ("indicator:core-large", 0.3, "at_most"),
        ("indicator:core-small", 0.2, "at_most"),
    ]
    guiding = {name: found[f"indicator:guiding-{name}"]["thresholds"] for name in GUIDING}
    assert {name: one["threshold"] for name, (one,) in guiding.items() if "threshold" in one} == {
        "clean-energy": 90,
        "solid-waste": 80,
        "waste-heat": 50,
        "water-reuse": 80,
    }
    assert guiding["product-energy"][0]["threshold_text"].startswith("Level 2")


def test_beijing_tells_the_core_measure_without_its_size_class(seed: Client) -> None:
    found = told(seed, "beijing-etown")
    assert found["disclosed"] == {"status": 1, "target": 0, "under_construction": 0, "not_disclosed": 5}
    latest = entries(found)[CORE]["latest"]
    assert (latest["value"], latest["unit"], latest["basis"], latest["edge"]) == (
        1.6,
        "tCO2/tce",
        "reported",
        "reports:8069e7fcd2de",
    )
    assert "year" not in latest
    assert latest["caveat"].startswith("Without credit for green power")
    assert latest["against"] == [
        {"indicator": "indicator:core-large", "gap": 1.3, "meets_threshold": False},
        {"indicator": "indicator:core-small", "gap": 1.4, "meets_threshold": False},
    ]
    assert {one["indicator"]: one["value"] for one in found["other"]} == {
        "indicator:high-tech-companies": 2300,
        "indicator:industrial-output": 607.97,
    }


def test_teda_tells_clean_energy_above_the_threshold(seed: Client) -> None:
    found = told(seed, "tianjin-teda")
    assert found["disclosed"] == {"status": 1, "target": 0, "under_construction": 0, "not_disclosed": 5}
    latest = entries(found)[CLEAN]["latest"]
    assert (latest["value"], latest["qualifier"], latest["year"]) == (90, ">", 2024)
    assert latest["against"] == [{"indicator": CLEAN, "gap": 0, "meets_threshold": True}]
    (storage,) = found["other"]
    assert (storage["value"], storage["unit"], storage["state"]) == (1.05, "GWh", "under_construction")


def test_gulei_tells_targets_only(seed: Client) -> None:
    core = entries(told(seed, "gulei"))[CORE]
    assert (core["disclosure"], "latest" in core) == ("target", False)
    assert (core["target"]["value"], core["target"]["year"], core["target"]["against"]) == (0.25, 2029, [])
    assert [(value["year"], value["value"]) for value in core["values"]] == [(2035, 0.3), (2029, 0.25)]


def test_all_sources_that_are_named_are_told(seed: Client) -> None:
    for park in ("beijing-etown", "tianjin-teda", "yancheng-dafeng-port", "ordos-mengsu"):
        found = told(seed, park)
        known = {source["id"] for source in found["sources"]}
        values = [value for one in found["indicators"] for value in one["values"]] + found["other"]
        asked = [threshold for one in found["indicators"] for threshold in one["thresholds"]]
        named = [*values, *asked, found["status"], *found["status"]["listings"]]
        assert {key for one in named for key in one["sources"]} <= known


def test_disclosure_is_counted_across_all_parks(seed: Client) -> None:
    counts = seed.get("/v1/indicators").json()["meta"]["facets"]
    parks = len(rows_of("nodes/park.csv"))
    rows = rows_of("edges/reports.csv")
    core = {row["tail"]: "status" if row["state"] == "status" else "target" for row in rows if row["head"] == CORE}
    assert counts[CORE] == {"status": 1, "target": 2, "under_construction": 0, "not_disclosed": parks - 3}
    assert Counter(core.values()) == {"status": 1, "target": 2}
    assert counts[CLEAN] == {"status": 1, "target": 0, "under_construction": 0, "not_disclosed": parks - 1}
    assert all(sum(found.values()) == parks for found in counts.values())


def test_what_is_disclosed_is_four_rows(seed: Client) -> None:
    items = seed.get("/v1/indicators?disclosed=true").json()["items"]
    assert [(item["park"], item["indicator"], item["disclosure"]) for item in items] == [
        ("park:beijing-etown", CORE, "status"),
        ("park:gulei", CORE, "target"),
        ("park:siping-new-industrial", CORE, "target"),
        ("park:tianjin-teda", CLEAN, "status"),
    ]


def test_tables_hold_the_same_rows(seed: Client) -> None:
    items = seed.get("/v1/indicators?limit=500").json()["items"]
    table = pyarrow.parquet.read_table(io.BytesIO(seed.get("/v1/indicators.parquet?limit=500").content))
    rows = table.to_pylist()
    assert len(rows) == len(items) == 402
    for row, item in zip(rows, items, strict=True):
        latest, target = item.get("latest", {}), item.get("target", {})
        assert (row["park"], row["indicator"], row["disclosure"]) == (
            item["park"],
            item["indicator"],
            item["disclosure"],
        )
        assert (row["value"], row["year"], row["target"]) == (
            latest.get("value"),
            latest.get("year"),
            target.get("value"),
        )
    beijing, teda = (next(row for row in rows if row["value"] == value) for value in (1.6, 90))
    assert (beijing["size_class"], beijing["threshold"], beijing["gap"]) == ("unknown", None, None)
    assert beijing["thresholds"] == ["indicator:core-large <= 0.3 tCO2/tce", "indicator:core-small <= 0.2 tCO2/tce"]
    assert (teda["threshold"], teda["gap"], teda["meets_threshold"]) == (90, 0, True)


def test_the_indicators_of_one_park_are_a_table_with_the_same_columns(seed: Client) -> None:
    one = list(csv.DictReader(io.StringIO(seed.get("/v1/parks/park:gulei/indicators.csv").content.decode())))
    many = csv.DictReader(io.StringIO(seed.get("/v1/indicators.csv?limit=500").content.decode()))
    assert one == [row for row in many if row["park"] == "park:gulei"]


def test_an_indicator_that_is_not_official_is_refused_with_the_nearest(seed: Client) -> None:
    refused = seed.get("/v1/indicators?indicator=indicator:guiding-clean-enrgy").json()
    assert (refused["status"], refused["parameter"]) == (400, "indicator")
    assert refused["suggestion"] == f"did you mean '{CLEAN}'?"
