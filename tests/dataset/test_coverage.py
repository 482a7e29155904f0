"""What is known of each park, counted."""

from pathlib import Path

from graphapi.dataset.coverage import ParkCoverage, park_coverage
from tests.dataset.packages import read_package, small_package, write_package


def test_a_park_counts_companies_segments_energy_and_sources_once(tmp_path: Path) -> None:
    package = small_package()
    package["nodes/park.csv"].append({"id": "park:bare", "name_zh": "空园", "status": "unknown", "basis": "unverified"})
    package["nodes/energy.csv"] = [
        {"id": "energy:sun", "name_en": "Sun", "energy_type": "solar", "basis": "unverified"}
    ]
    package["edges/powered_by.csv"] = [{"tail": "park:east", "head": "energy:sun", "basis": "unverified"}]
    package["edges/operates_in.csv"].append(
        {"tail": "company:acme", "head": "park:east", "discriminator": "2", "basis": "unverified"}
    )
    documents = read_package(write_package(tmp_path, package)).documents
    assert park_coverage(documents) == [
        ParkCoverage("park:bare", "空园", companies=0, segments=0, energy=0, sources=0),
        ParkCoverage("park:east", "East Park", companies=1, segments=2, energy=1, sources=2),
    ]


def test_a_source_that_only_a_statement_names_counts_too(tmp_path: Path) -> None:
    package = small_package()
    package["edges/operates_in.csv"][0] |= {"sources": "", "basis": "unverified"}
    documents = read_package(write_package(tmp_path, package)).documents
    assert [park.sources for park in park_coverage(documents)] == [2]
    assert [park.sources for park in park_coverage(d for d in documents if d.type != "statement")] == [1]
