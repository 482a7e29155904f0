"""Files that are broken, hostile or none of ours are refused whole."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from graphapi.dataset.exported_files import MOST_BYTES
from graphapi.ledger.base import Ledger
from tests.dataset.exports import exported, problems, replaced, taken, written


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "is not XML"),
        (b"{}", "is not XML"),
        (b"<gexf", "is not XML"),
        (b"<html/>", "is neither GEXF 1.3 nor GraphML"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "has a document type or entities"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/hostname"><a/>', "has a document type or entities"),
        (b"PK\x03\x04 no archive", "is not XML"),
        (b"\xff\xfe\x00", "is not XML"),
    ],
)
def test_what_is_no_graph_is_refused_and_never_expanded(
    content: bytes, what: str, small: Ledger, tmp_path: Path
) -> None:
    path = tmp_path / "graph.gexf"
    path.write_bytes(content)
    assert what in problems(small, path)[0].problem


def test_a_file_cut_in_the_middle_is_refused(small: Ledger, tmp_path: Path) -> None:
    content = exported(small.state(), "gexf")
    for part in (0.3, 0.6, 0.9):
        found = problems(small, written(tmp_path, content[: int(len(content) * part)], "gexf"))
        assert any("is not XML" in one.problem for one in found)


def test_a_file_that_is_too_large_is_refused_unread(small: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "graph.gexf"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    assert "larger than" in problems(small, path)[0].problem


def test_an_archive_that_unpacks_to_too_much_is_refused_unpacked(small: Ledger, tmp_path: Path) -> None:
    content = bytearray(exported(small.state(), "csv"))
    entry = content.index(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = (MOST_BYTES + 1).to_bytes(4, "little")
    found = problems(small, written(tmp_path, bytes(content), "csv"))
    assert any("larger than" in one.problem for one in found)


@pytest.mark.parametrize("missing", ["losses.json", "nodes.csv", "edges.csv"])
def test_an_archive_without_one_of_its_tables_is_refused(missing: str, small: Ledger, tmp_path: Path) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(exported(small.state(), "csv"))) as before, zipfile.ZipFile(packed, "w") as after:
        for entry in before.namelist():
            if entry != missing:
                after.writestr(entry, before.read(entry))
    found = problems(small, written(tmp_path, packed.getvalue(), "csv"))
    assert any(one.problem == f"the archive has no {missing}" for one in found)


def test_an_archive_packed_anew_as_a_folder_with_marks_of_a_spreadsheet_is_taken(small: Ledger, tmp_path: Path) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(exported(small.state(), "csv"))) as before, zipfile.ZipFile(packed, "w") as after:
        for entry in before.namelist():
            after.writestr(f"graph/{entry}", b"\xef\xbb\xbf" * entry.endswith(".csv") + before.read(entry))
    assert taken(small, written(tmp_path, packed.getvalue(), "csv")) == 1


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("2021/2024-06", "2021", "valid"),
        ("2021/2024-06", "2021/..-06", "valid_to"),
        ("2021/2024-06", "2025/2024", "valid_to"),
        (",12.5,", ",12.5,,", None),
        ("source_count", "edge_kind", "edge_kind"),
    ],
)
def test_a_bad_row_of_the_csv_pair_is_told(old: str, new: str, column: str, small: Ledger, tmp_path: Path) -> None:
    content = exported(small.state(), "csv")
    found = problems(small, written(tmp_path, replaced(content, "csv", (old, new)), "csv"))
    assert column in {one.column for one in found}
