"""What a valid package becomes."""

from pathlib import Path

import pytest

from graphapi.dataset.package import validate_package
from graphapi.ledger.sqlite import SqliteLedger
from graphapi.model.changes import Redirect
from graphapi.model.documents import DOCUMENT_TYPES, Edge, Node, Source, Statement
from graphapi.model.errors import InvalidPackage
from graphapi.model.kinds import Basis
from tests.dataset.packages import BOOK, PAGE, PLANT, read_package, small_package, write_package


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return write_package(tmp_path / "package", small_package())


def test_a_valid_package_has_no_problem(package: Path) -> None:
    report = validate_package(package)
    assert report.problems == ()
    assert report.ok
    assert report.rows["nodes/segment.csv"] == 2


def test_every_document_is_read_with_its_types(package: Path) -> None:
    documents = {document.id: document for document in read_package(package).documents}
    assert documents[PAGE] == Source(PAGE, "https://example.org/a", "Example", "2025-07-08", "A, quoted")
    assert documents[BOOK] == Source(BOOK, None, "The Printing Session", "2025")
    assert documents["park:east"] == Node(
        "park:east",
        "East Park",
        "东园",
        Basis.OFFICIAL,
        (PAGE,),
        ("东区", "E. P."),
        {
            "status": "listed_for_construction",
            "construction_start": 2025,
            "construction_end": 2027,
            "lat": 29.5,
            "lon": 104.6,
            "lithium_or_new_energy": True,
        },
    )
    assert documents[PLANT] == Edge(
        PLANT,
        "company:acme",
        "park:east",
        Basis.REPORTED,
        (PAGE, BOOK),
        {
            "products": ("segment:cells", "segment:packs"),
            "status": "operating",
            "scope": "park",
            "anchor": False,
            "capacity_gwh_per_year": 12.5,
        },
        "2021",
        "2024-06",
        "City-wide,\nnot proven inside the zone",
    )
    values = {d.field: (d.value, d.unit, d.rank) for d in documents.values() if isinstance(d, Statement)}
    assert values == {
        "area_km2": (30, "km2", "deprecated"),
        "figure:phases": (2, None, "normal"),
        "products": (("segment:cells",), None, "normal"),
    }


def test_documents_come_by_type_and_id_and_redirects_with_them(package: Path) -> None:
    changes = read_package(package)
    order = [(list(DOCUMENT_TYPES).index(document.type), document.id) for document in changes.documents]
    assert order == sorted(order)
    assert changes.redirects == (Redirect("company:acme-battery", "company:acme"),)
    assert changes.complete


def test_a_byte_order_mark_changes_nothing(package: Path) -> None:
    before = read_package(package)
    for path in package.rglob("*.csv"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_package(package) == before


def test_unix_line_ends_trailing_commas_and_empty_rows_change_nothing(package: Path) -> None:
    before = read_package(package)
    path = package / "nodes" / "segment.csv"
    lines = path.read_text().split("\n")
    path.write_text("\n".join(line.strip() + ",," if line.strip() else ",,,\n\n" for line in lines), newline="\n")
    assert read_package(package) == before


def test_columns_may_stand_in_any_order_and_optional_ones_be_absent(tmp_path: Path) -> None:
    package = write_package(tmp_path, small_package())
    (tmp_path / "nodes" / "province.csv").write_text(
        "sources,basis,name_zh,name_en,id\n,unverified,,Sichuan,province:sc\n"
    )
    assert validate_package(package).ok


def test_tables_without_a_file_are_empty(tmp_path: Path) -> None:
    package = write_package(tmp_path, {"nodes/province.csv": small_package()["nodes/province.csv"]})
    assert [document.id for document in read_package(package).documents] == ["province:sc"]


def test_other_files_of_the_folder_are_left_alone(package: Path) -> None:
    for name in ("datapackage.json", "README.md", ".hidden.csv", "nodes/~$park.csv", "nodes/notes.txt"):
        (package / name).write_bytes(b"\xff")
    assert validate_package(package).ok


def test_a_package_goes_into_the_ledger_and_comes_out_unchanged(package: Path, tmp_path: Path) -> None:
    changes = read_package(package)
    ledger = SqliteLedger(tmp_path / "ledger.sqlite")
    revision = ledger.apply(changes, author="curator", message="first")
    assert tuple(ledger.state()) == changes.documents
    assert ledger.apply(read_package(package), author="curator", message="again") == revision
    assert [(entry.id, entry.target) for entry in ledger.tombstones()] == [("company:acme-battery", "company:acme")]
    ledger.close()


def test_one_bad_row_keeps_the_whole_package_out(tmp_path: Path) -> None:
    package = small_package()
    package["nodes/segment.csv"][1]["stage"] = "nowhere"
    with pytest.raises(InvalidPackage, match=r"1 problem; the first: nodes/segment\.csv") as raised:
        read_package(write_package(tmp_path, package))
    assert raised.value.report == validate_package(tmp_path)
    assert [problem.row for problem in raised.value.report.problems] == [3]
