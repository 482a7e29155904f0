"""Every kind of problem of a row: one spoilt cell, one problem, at its place."""

from pathlib import Path

import pytest

from graphapi.dataset.package import validate_package
from graphapi.model.loading import PackageProblem
from tests.dataset.packages import PLANT, Package, small_package, write_package

FAR = "source:000000000000"

# file, row of the file, column, what the cell is changed to, words of the problem, words of the remedy
SPOILT = {
    "unknown kind in a node id": ("nodes/park.csv", 2, "id", "prak:east", "unknown kind 'prak'", "'park'"),
    "no node id": ("nodes/province.csv", 2, "id", "province:S C", "not a node id", "lower-case"),
    "id of another kind": (
        "nodes/province.csv",
        2,
        "id",
        "city:sc",
        "not an id of the kind province",
        "nodes/city.csv",
    ),
    "no id": ("nodes/indicator.csv", 2, "id", "", "id is missing", "kind:slug"),
    "no name": ("nodes/province.csv", 2, "name_en", "", "no name", "name_zh"),
    "unknown kind of an end": ("edges/located_in.csv", 2, "head", "provinze:sc", "unknown kind", "'province'"),
    "dangling end": ("edges/operates_in.csv", 2, "tail", "company:acmee", "dangling id", "'company:acme'"),
    "no end": ("edges/located_in.csv", 2, "head", "", "head is missing", "kind:slug"),
    "wrong end": ("edges/located_in.csv", 2, "head", "company:acme", "is of the kind company", "right kind"),
    "dangling source": ("nodes/company.csv", 2, "sources", FAR, "dangling id", "sources.csv"),
    "no source id": ("nodes/company.csv", 2, "sources", "example.org", "not a source id", "12 hex"),
    "dangling subject": ("statements.csv", 2, "subject", "park:eats", "dangling id", "'park:east'"),
    "dangling edge subject": ("statements.csv", 3, "subject", "hosts:000000000000", "dangling id", "edges/hosts.csv"),
    "no edge subject": ("statements.csv", 3, "subject", "hosts:east", "not an edge id", "12 hex"),
    "dangling product": ("edges/operates_in.csv", 2, "products", "segment:cell", "dangling id", "'segment:cells'"),
    "product of another kind": (
        "edges/operates_in.csv",
        2,
        "products",
        "park:east",
        "is of the kind park",
        "right kind",
    ),
    "dangling stated product": ("statements.csv", 4, "value", "segment:pack", "dangling id", "'segment:packs'"),
    "dangling redirect": ("redirects.csv", 2, "target", "company:acm", "dangling id", "'company:acme'"),
    "redirect of a node that is there": ("redirects.csv", 2, "old", "province:sc", "still in the package", "remove"),
    "redirect of no id": ("redirects.csv", 2, "old", "ACME", "not a node id", "kind:slug"),
    "given id of another edge": ("edges/reports.csv", 2, "id", PLANT, "does not match", "leave it empty"),
    "given id of another source": ("sources.csv", 2, "id", FAR, "does not match", "leave it empty"),
    "given id of another statement": ("statements.csv", 2, "id", "x", "does not match", "leave it empty"),
    "bad date of a source": ("sources.csv", 2, "date", "8.7.2025", "bad date", "2025-07-08"),
    "day that does not exist": ("edges/operates_in.csv", 2, "valid_from", "2023-02-29", "bad date", "2025-07"),
    "bad period": ("statements.csv", 2, "period", "soon", "bad date", "2025"),
    "thousands separator": ("edges/operates_in.csv", 2, "capacity_gwh_per_year", "1,200", "bad number", "separator"),
    "number with unit": ("edges/reports.csv", 2, "value", "60 %", "bad number", "without unit"),
    "endless number": ("edges/reports.csv", 2, "value", "1e999", "bad number", "digits"),
    "no whole number": ("edges/reports.csv", 2, "year", "2024.5", "bad number", "whole number"),
    "huge whole number": ("edges/reports.csv", 2, "year", "9" * 30, "bad number", "15 digits"),
    "bad stated number": ("statements.csv", 2, "value", "about 30", "bad number", "digits"),
    "bad boolean": ("nodes/park.csv", 2, "lithium_or_new_energy", "TRUE", "bad boolean", "'true'"),
    "value not in the list": ("edges/operates_in.csv", 2, "status", "operatin", "is not one of", "'operating'"),
    "below the bound": ("edges/operates_in.csv", 2, "capacity_gwh_per_year", "-1", "below 0", "GWh/a"),
    "above the bound": ("edges/reports.csv", 2, "year", "2999", "above 2100", "check"),
    "required attribute": ("nodes/indicator.csv", 2, "role", "", "role is missing", "core, guiding"),
    "unit of a measured value": ("edges/reports.csv", 2, "unit", "", "unit is missing", "unit"),
    "unit of a stated value": ("statements.csv", 2, "unit", "", "unit missing", "km2"),
    "fact without source": ("edges/located_in.csv", 2, "sources", "", "fact without source", "unverified"),
    "no basis": ("nodes/province.csv", 2, "basis", "", "basis is missing", "official, reported, unverified"),
    "unknown basis": ("nodes/company.csv", 2, "basis", "report", "unknown basis", "'reported'"),
    "basis derived": ("edges/located_in.csv", 2, "basis", "derived", "derived by hand", "on loading"),
    "discriminator derived": ("edges/located_in.csv", 2, "discriminator", "derived", "reserved for", "another"),
    "south of China": ("nodes/park.csv", 2, "lat", "2.9", "outside China", "swapped"),
    "east of China": ("nodes/park.csv", 2, "lon", "140", "outside China", "swapped"),
    "latitude without longitude": ("nodes/park.csv", 2, "lon", "", "lat without lon", "both"),
    "longitude without latitude": ("nodes/park.csv", 2, "lat", "", "lon without lat", "both"),
    "validity backwards": ("edges/operates_in.csv", 2, "valid_to", "2020-12", "ends before it begins", "valid_from"),
    "construction backwards": ("nodes/park.csv", 2, "construction_end", "2024", "ends before", "construction_start"),
    "empty item": ("nodes/park.csv", 2, "aliases", "东区 | | E. P.", "empty item", "' | '"),
    "empty item at the end": ("edges/operates_in.csv", 2, "products", "segment:cells |", "empty item", "' | '"),
    "repeated item": ("edges/operates_in.csv", 2, "products", "segment:cells|segment:cells", "twice", "once"),
    "unknown field": ("statements.csv", 2, "field", "area_km", "no such field", "'area_km2'"),
    "nameless figure": ("statements.csv", 3, "field", "figure:", "no such field", "figure:"),
    "no value": ("statements.csv", 3, "value", "", "value is missing", "write"),
    "unknown rank": ("statements.csv", 2, "rank", "prefered", "unknown rank", "'preferred'"),
    "source without address or publisher": ("sources.csv", 3, "publisher", "", "neither page nor", "url, publisher"),
    "address of another kind": ("sources.csv", 3, "url", "javascript:alert(1)", "not a web address", "https://"),
    "control character": ("nodes/province.csv", 2, "name_zh", "四\x00川", "U+0000", "remove"),
    "fact left out without a reason": ("left_out.csv", 2, "reason", "", "reason is missing", "why"),
}


def problems_of(folder: Path, package: Package) -> tuple[PackageProblem, ...]:
    return validate_package(write_package(folder, package)).problems


@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=list(SPOILT))
def test_a_spoilt_cell_is_reported_at_its_place_with_a_remedy(
    tmp_path: Path, spoilt: tuple[str, int, str, str, str, str]
) -> None:
    file, row, column, value, problem, remedy = spoilt
    package = small_package()
    package[file][row - 2][column] = value
    found = [one for one in problems_of(tmp_path, package) if (one.file, one.row, one.column) == (file, row, column)]
    assert [problem in one.problem for one in found] == [True], found
    assert remedy in found[0].remedy
    assert found[0].value == value or value == ""


def test_cells_that_name_nothing_and_are_named_by_nothing_give_no_other_problem(tmp_path: Path) -> None:
    package = small_package()
    package["nodes/park.csv"][0]["lat"] = "95"
    package["edges/reports.csv"][0]["unit"] = ""
    assert [problem.column for problem in problems_of(tmp_path, package)] == ["unit", "lat"]


def test_all_problems_come_at_once_ordered_by_file_and_row(tmp_path: Path) -> None:
    package = small_package()
    package["edges/located_in.csv"].append({"tail": "park:west", "head": "province:sx", "basis": "guess"})
    package["nodes/segment.csv"][1] |= {"stage": "?", "chain": ""}
    found = [(problem.file, problem.row, problem.column) for problem in problems_of(tmp_path, package)]
    assert found == [
        ("edges/located_in.csv", 3, "tail"),
        ("edges/located_in.csv", 3, "head"),
        ("edges/located_in.csv", 3, "basis"),
        ("nodes/segment.csv", 3, "stage"),
        ("nodes/segment.csv", 3, "chain"),
    ]


@pytest.mark.parametrize("file", ["sources.csv", "nodes/segment.csv", "edges/reports.csv", "statements.csv"])
def test_a_row_that_stands_twice_is_a_duplicate_of_the_first(tmp_path: Path, file: str) -> None:
    package = small_package()
    package[file].append(dict(package[file][0]))
    (problem,) = problems_of(tmp_path, package)
    assert (problem.file, problem.row, problem.column) == (file, len(package[file]) + 1, "id")
    assert "duplicate id: row 2" in problem.problem


def test_a_discriminator_tells_parallel_edges_apart(tmp_path: Path) -> None:
    package = small_package()
    package["edges/reports.csv"].append(package["edges/reports.csv"][0] | {"discriminator": "2025"})
    assert problems_of(tmp_path, package) == ()


def test_a_node_is_merged_only_once(tmp_path: Path) -> None:
    package = small_package()
    package["redirects.csv"].append({"old": "company:acme-battery", "target": "park:east"})
    (problem,) = problems_of(tmp_path, package)
    assert problem.row == 3
    assert "row 2" in problem.problem


def test_ends_that_are_allowed_one_by_one_may_not_be_joined(tmp_path: Path) -> None:
    package = small_package()
    package["nodes/city.csv"] = [
        {"id": f"city:{name}", "name_en": name, "basis": "unverified"} for name in ("one", "two")
    ]
    package["edges/located_in.csv"].append({"tail": "city:one", "head": "city:two", "basis": "unverified"})
    (problem,) = problems_of(tmp_path, package)
    assert problem.problem == "located_in cannot join city to city"
    assert problem.remedy == "allowed: park → city, park → province, city → province"


def test_derived_from_is_never_written_by_hand(tmp_path: Path) -> None:
    package = small_package()
    package["edges/hosts.csv"] = [
        {"tail": "park:east", "head": "segment:cells", "derived_from": PLANT, "basis": "unverified"}
    ]
    (problem,) = problems_of(tmp_path, package)
    assert (problem.column, problem.problem) == ("derived_from", "derived by hand")


def test_a_long_value_is_cut_in_the_report(tmp_path: Path) -> None:
    package = small_package()
    package["nodes/province.csv"][0]["basis"] = "x" * 10_000
    (problem,) = problems_of(tmp_path, package)
    assert len(problem.value) < 200


def test_thousands_of_dangling_ids_are_all_reported(tmp_path: Path) -> None:
    package = small_package()
    package["nodes/company.csv"] += [
        {"id": f"company:c{number}", "name_en": "C", "basis": "unverified"} for number in range(3000)
    ]
    package["edges/owned_by.csv"] = [
        {"tail": f"company:c{number}", "head": f"company:x{number}", "basis": "unverified"} for number in range(3000)
    ]
    assert len(problems_of(tmp_path, package)) == 3000
