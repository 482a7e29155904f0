"""The same package as CSV, JSON Lines and Parquet: one graph, one validation."""

import csv
import datetime
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from graphapi.dataset.package import validate_package
from graphapi.dataset.tables import LAYOUTS
from graphapi.model.kinds import ValueType, attributes_of
from graphapi.model.loading import PackageProblem
from tests.dataset.packages import read_package, small_package, write_package

SEED = Path(__file__).parents[2] / "seed"
Rows = list[dict[str, Any]]


def typed(kind: str, column: str, text: str) -> Any:
    """The value of a cell as a typed format holds it; nothing for an empty one."""
    lists = next(layout.lists for layout in LAYOUTS.values() if layout.kind == kind)
    attribute = attributes_of(kind).get(column)
    if not text:
        return None
    if column in lists and column != "value":
        return [item.strip() for item in text.split("|")]
    if attribute and attribute.type is ValueType.BOOLEAN:
        return text == "true"
    if attribute and attribute.type in {ValueType.INTEGER, ValueType.NUMBER} and not text.endswith(".0"):
        return float(text) if "." in text else int(text)
    return text


def rows_of(folder: Path, file: str) -> Rows:
    with (folder / file).open(encoding="utf-8-sig", newline="") as stream:
        kind = LAYOUTS[file].kind
        return [{name: typed(kind, name, cell) for name, cell in row.items()} for row in csv.DictReader(stream)]


def write_json(path: Path, rows: Rows) -> None:
    lines = [json.dumps({name: value for name, value in row.items() if value is not None}) for row in rows]
    path.with_suffix(".jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def write_parquet(path: Path, rows: Rows) -> None:
    columns = {name: [row[name] for row in rows] for name in rows[0]} if rows else {}
    empty = {name for name, values in columns.items() if all(value is None for value in values)}
    arrays = {name: pa.array(values, pa.string() if name in empty else None) for name, values in columns.items()}
    parquet.write_table(pa.table(arrays), path.with_suffix(".parquet"))


WRITERS: Mapping[str, Callable[[Path, Rows], None]] = {"jsonl": write_json, "parquet": write_parquet}


@pytest.fixture(params=WRITERS)
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def converted(source: Path, folder: Path, form: str) -> Path:
    """The package with every table in the other form."""
    for file in LAYOUTS:
        if (source / file).is_file() and (rows := rows_of(source, file)):
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            WRITERS[form](folder / file, rows)
    return folder


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return write_package(tmp_path / "package", small_package())


def test_a_package_is_the_same_graph_in_every_form(package: Path, tmp_path: Path, form: str) -> None:
    other = converted(package, tmp_path / "other", form)
    assert list(other.rglob("*.csv")) == []
    assert read_package(other) == read_package(package)


@pytest.mark.skipif(not SEED.is_dir(), reason="the checkout has no seed")
def test_the_seed_is_the_same_graph_in_every_form(tmp_path: Path, form: str) -> None:
    assert read_package(converted(SEED, tmp_path, form)) == read_package(SEED)


def test_forms_may_be_mixed_and_reports_name_the_files_that_are_there(package: Path, tmp_path: Path, form: str) -> None:
    rows = rows_of(package, "nodes/segment.csv")
    (package / "nodes" / "segment.csv").unlink()
    WRITERS[form](package / "nodes" / "segment.csv", rows[:1])
    (problem, *_) = validate_package(package).problems
    assert (problem.file, problem.column) == ("edges/operates_in.csv", "products")
    WRITERS[form](package / "nodes" / "segment.csv", [rows[0], rows[1] | {"stage": "nowhere"}])
    (problem,) = validate_package(package).problems
    assert (problem.file, problem.row, problem.column) == (f"nodes/segment.{form}", 2, "stage")
    assert validate_package(package).rows[f"nodes/segment.{form}"] == 2


def test_a_table_in_two_forms_is_a_problem(package: Path, form: str) -> None:
    WRITERS[form](package / "nodes" / "segment.csv", rows_of(package, "nodes/segment.csv"))
    (problem,) = validate_package(package).problems
    assert problem.problem == "the table is given twice: nodes/segment.csv is there too"


def test_an_unknown_table_of_another_form_is_named_with_the_nearest_one(package: Path, form: str) -> None:
    (package / "nodes" / f"parks.{form}").write_bytes(b"")
    (problem,) = validate_package(package).problems
    assert problem.remedy == f"did you mean 'nodes/park.{form}'?"


def provinces(package: Path, form: str, rows: Rows) -> tuple[PackageProblem, ...]:
    """Problems when the table of provinces holds these rows."""
    (package / "nodes" / "province.csv").unlink(missing_ok=True)
    WRITERS[form](package / "nodes" / "province.csv", rows)
    return validate_package(package).problems


SICHUAN = {"id": "province:sc", "name_en": "Sichuan", "name_zh": "四川", "basis": "unverified", "sources": None}


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("name_en", ["Sichuan", "Szechwan"], "is a list"),
        ("aliases", ["Szechwan | Chuan"], "contains a bar"),
        ("aliases", ["Chuan", ""], "empty item"),
        ("name_en", "Si\x00chuan", "U+0000"),
        ("name_en", {"en": "Sichuan"}, "is of type dict"),
        ("basis", 5, "unknown basis"),
    ],
)
def test_a_value_of_the_wrong_type_is_a_problem_of_its_cell(
    package: Path, form: str, column: str, value: Any, words: str
) -> None:
    (problem,) = provinces(package, form, [SICHUAN | {column: value}])
    assert problem.column == column
    assert words in problem.problem
    assert problem.remedy


def test_a_time_is_no_date(package: Path) -> None:
    rows = rows_of(package, "sources.csv")
    (package / "sources.csv").unlink()
    noon = datetime.datetime(2025, 7, 8, 12, tzinfo=datetime.UTC)
    WRITERS["parquet"](package / "sources.csv", [row | {"date": noon} for row in rows])
    found = [(problem.file, problem.column, problem.problem) for problem in validate_package(package).problems]
    assert ("sources.parquet", "date", "is of type datetime") in found


def test_numbers_days_and_booleans_are_taken_as_they_are(package: Path, form: str) -> None:
    park = rows_of(package, "nodes/park.csv")[0]
    (package / "nodes" / "park.csv").unlink()
    WRITERS[form](
        package / "nodes" / "park.csv", [park | {"construction_start": 2025.0, "lat": 29.5, "area_km2": 30.0}]
    )
    if form == "parquet":
        source = rows_of(package, "sources.csv")
        (package / "sources.csv").unlink()
        days = [row | {"date": datetime.date(2025, 7, 8)} for row in source[:1]]
        WRITERS[form](package / "sources.csv", days)
        (package / "statements.csv").unlink()
        (package / "edges" / "operates_in.csv").unlink()
    (node,) = (document for document in read_package(package).documents if document.id == "park:east")
    assert {name: node.to_json()["attributes"][name] for name in ("construction_start", "lat", "area_km2")} == {
        "construction_start": 2025,
        "lat": 29.5,
        "area_km2": 30,
    }


def test_an_unknown_column_is_named_with_the_nearest_one(package: Path, form: str) -> None:
    (problem,) = provinces(package, form, [SICHUAN | {"iso_3166": "CN-SC"}])
    assert (problem.problem, problem.column) == ("unknown column", "iso_3166")
    assert problem.remedy == "did you mean 'iso_3166_2'?"


def test_a_column_that_must_be_there_is_missed(package: Path) -> None:
    found = provinces(package, "parquet", [{"id": "province:sc", "name_en": "Sichuan", "name_zh": None}])
    assert [(problem.problem, problem.column) for problem in found] == [
        ("missing column", "basis"),
        ("missing column", "sources"),
    ]


@pytest.mark.parametrize("line", ["{", "[]", "5", '{"id": NaN}', "\udcff"])
def test_a_line_that_is_no_json_object_is_a_problem_and_the_others_are_read(package: Path, line: str) -> None:
    (package / "nodes" / "province.csv").unlink()
    lines = f"{line}\n\n{json.dumps({'id': 'province:gd', 'name_en': 'G', 'basis': 'guess'})}\n"
    (package / "nodes" / "province.jsonl").write_bytes(lines.encode("utf-8", "surrogateescape"))
    found = validate_package(package).problems
    assert [(problem.row, problem.problem[:11]) for problem in found] == [(1, "the line is"), (3, "unknown bas")]


def test_a_line_without_end_is_one_problem(package: Path) -> None:
    (package / "nodes" / "province.csv").unlink()
    (package / "nodes" / "province.jsonl").write_bytes(b'{"id": "' + b"x" * 20_000_000)
    (problem,) = validate_package(package).problems
    assert problem.problem == "the line is longer than 16,000,000 bytes, the rest was not read"


@pytest.mark.parametrize("content", [b"", b"PAR1", b"id,name\n"])
def test_a_file_that_is_no_parquet_is_one_problem(package: Path, content: bytes) -> None:
    (package / "nodes" / "province.csv").unlink()
    (package / "nodes" / "province.parquet").write_bytes(content)
    (problem,) = validate_package(package).problems
    assert problem.problem.startswith("the file cannot be read as Parquet: ")
