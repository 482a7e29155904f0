"""Whatever the files hold, there are rows or problems, never a traceback."""

import csv
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphapi.dataset.package import validate_package
from graphapi.dataset.tables import LAYOUTS
from graphapi.model.loading import PackageProblem
from tests.dataset.packages import small_package, write_package
from tests.examples import examples

PROVINCES = "nodes/province.csv"
HEADER = "id,name_en,name_zh,basis,sources\n"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return write_package(tmp_path / "package", small_package())


def problems_with(package: Path, content: bytes | str, file: str = PROVINCES) -> tuple[PackageProblem, ...]:
    (package / file).write_bytes(content.encode() if isinstance(content, str) else content)
    return validate_package(package).problems


def test_a_folder_that_is_not_there_is_one_problem(tmp_path: Path) -> None:
    (problem,) = validate_package(tmp_path / "nowhere").problems
    assert "No such file or directory" in problem.problem


def test_a_file_in_place_of_the_folder_is_one_problem(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (problem,) = validate_package(tmp_path / "file").problems
    assert "Not a directory" in problem.problem


def test_a_folder_without_nodes_is_one_problem(tmp_path: Path) -> None:
    (problem,) = validate_package(tmp_path).problems
    assert problem.problem == "the package has no table of nodes"


@pytest.mark.parametrize(
    ("file", "remedy"),
    [
        ("nodes/parks.csv", "did you mean 'nodes/park.csv'?"),
        ("nodes/Park.csv", "did you mean 'nodes/park.csv'?"),
        ("edges/host.csv", "did you mean 'edges/hosts.csv'?"),
        ("statement.csv", "did you mean 'statements.csv'?"),
        ("zzz.csv", "see docs/data-package.md for the tables; remove or rename the file"),
    ],
)
def test_an_unknown_table_is_named_with_the_nearest_one(package: Path, file: str, remedy: str) -> None:
    (problem,) = problems_with(package, "id\n", file)
    assert (problem.file, problem.problem, problem.remedy) == (
        file,
        "is not a table of a data package: unknown kind",
        remedy,
    )


@pytest.mark.parametrize(
    "content",
    ["四川".encode("gb18030"), (HEADER + "province:sc,四川").encode("utf-16"), HEADER.encode() + b"\n\n\xed\xa0\x80"],
)
def test_a_file_that_is_not_utf_8_is_one_problem(package: Path, content: bytes) -> None:
    (problem,) = problems_with(package, content)
    assert problem.problem == "the file is not UTF-8"
    assert problem.row == content.count(b"\n") + 1 or content[:2] == b"\xff\xfe"


@pytest.mark.parametrize("content", ["", "\n\n", ",,,\n", "\ufeff"])
def test_an_empty_table_is_one_problem(package: Path, content: str) -> None:
    (problem,) = problems_with(package, content)
    assert problem.problem == "the table is empty"


def test_a_table_of_nothing_but_its_header_is_fine(package: Path) -> None:
    assert problems_with(package, HEADER, "nodes/policy.csv") == ()


def test_unknown_and_missing_columns_are_named(package: Path) -> None:
    found = problems_with(package, "id,name_en,name_cn,sources\nprovince:sc,Sichuan,,\n")
    assert [(problem.problem, problem.column) for problem in found] == [
        ("unknown column", "name_cn"),
        ("missing column", "name_zh"),
        ("missing column", "basis"),
    ]
    assert found[0].remedy == "did you mean 'name_zh'?"


def test_a_column_that_stands_twice_is_a_problem(package: Path) -> None:
    (problem,) = problems_with(package, HEADER.strip() + ",id\nprovince:sc,Sichuan,,unverified,,\n")
    assert problem.problem == "the column is given twice"


def test_a_column_without_a_name_is_a_problem(package: Path) -> None:
    (problem,) = problems_with(package, "id,,name_en,name_zh,basis,sources\nprovince:sc,,Sichuan,,unverified,\n")
    assert (problem.problem, problem.column) == ("unknown column", "column 2")


@pytest.mark.parametrize("row", ["province:sc,Sichuan,,unverified,,,surplus", "province:sc,Sichuan,,unverified"])
def test_a_row_with_too_many_or_too_few_cells_is_a_problem(package: Path, row: str) -> None:
    (problem,) = problems_with(package, f"{HEADER}{row}\n")
    assert (problem.file, problem.row) == (PROVINCES, 2)
    assert f"the row has {row.count(',') + 1} cells, the header 5" in problem.problem


def test_rows_are_counted_with_empty_lines_and_quoted_line_breaks_as_a_spreadsheet_does(package: Path) -> None:
    content = f'{HEADER}province:sc,"Si\nchuan",,unverified,\n\nprovince:gd,Guangdong,,guess,\n'
    assert [problem.row for problem in problems_with(package, content)] == [4]


@pytest.mark.parametrize(
    "row",
    ['province:sc,"Si"chuan,,unverified,', 'province:sc,"Sichuan,,unverified,\n', f"province:sc,{'x' * 140_000},,,"],
)
def test_quotes_that_do_not_fit_and_fields_without_end_are_one_problem(package: Path, row: str) -> None:
    (problem,) = problems_with(package, f"{HEADER}province:gd,Guangdong,,unverified,\n{row}\n")
    assert problem.row == 3
    assert "the rest of the table was not read" in problem.problem


def test_what_names_an_unreadable_table_is_not_called_dangling(package: Path) -> None:
    (problem,) = problems_with(package, b"\xff", "sources.csv")
    assert problem.file == "sources.csv"


def test_a_folder_or_a_pipe_in_place_of_a_table_is_a_problem(package: Path) -> None:
    (package / "nodes" / "policy.csv").mkdir()
    os.mkfifo(package / "nodes" / "list.csv")
    found = validate_package(package).problems
    assert [(problem.file, problem.problem) for problem in found] == [
        ("nodes/list.csv", "is not a regular file"),
        ("nodes/policy.csv", "is not a regular file"),
    ]


def test_a_dangling_link_in_place_of_a_table_is_a_problem(package: Path) -> None:
    (package / "nodes" / "policy.csv").symlink_to("nowhere")
    (problem,) = validate_package(package).problems
    assert problem.problem == "is not a regular file"


BYTES = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.lists(
        st.sampled_from([b",", b'"', b"\n", b"\r", b"\x00", b"|", b"\xff", b"province:sc", b"unverified", b"1e999"])
    ).map(b"".join),
)


@settings(deadline=None, max_examples=examples(150))
@given(file=st.sampled_from(sorted(LAYOUTS)), content=BYTES, with_header=st.booleans())
def test_any_bytes_give_a_report(
    tmp_path_factory: pytest.TempPathFactory, file: str, content: bytes, with_header: bool
) -> None:
    folder = write_package(tmp_path_factory.mktemp("any"), small_package())
    header = ",".join(LAYOUTS[file].columns).encode() + b"\n" if with_header else b""
    (folder / file).write_bytes(header + content)
    for problem in validate_package(folder).problems:
        assert problem.problem
        assert problem.remedy


CELLS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "park:east",
            "company:acme",
            "segment:cells",
            "a | b",
            "|",
            "derived",
            "true",
            "-1",
            "2024",
            "9" * 400,
            "figure:x",
            "hosts:000000000000",
            "source:000000000000",
            "\x00",
            "a" * 300,
            "products",
            "1e300",
            "https://x",
        ]
    ),
)


@settings(deadline=None, max_examples=examples(150))
@given(data=st.data(), file=st.sampled_from(sorted(LAYOUTS)))
def test_any_cells_give_a_report(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, file: str) -> None:
    folder = write_package(tmp_path_factory.mktemp("any"), small_package())
    columns = LAYOUTS[file].columns
    rows = data.draw(st.lists(st.lists(CELLS, min_size=len(columns), max_size=len(columns)), max_size=4))
    with (folder / file).open("w", encoding="utf-8", errors="replace", newline="") as stream:
        csv.writer(stream).writerows([columns, *rows])
    assert all(problem.remedy for problem in validate_package(folder).problems)
