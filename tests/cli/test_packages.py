"""Load, validate, export, coverage."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from graphapi.bootstrap import open_ledger
from graphapi.dataset.package import validate_package
from graphapi.export.registry import Exporter, exporters
from graphapi.settings import Settings
from tests.cli.conftest import Run, served
from tests.dataset.packages import small_package, write_package


@pytest.fixture
def broken(package: Path) -> Path:
    spoilt = small_package()
    spoilt["nodes/park.csv"][0] |= {"lat": "north", "construction_start": "2030", "name_en": "\x1b[31m[bold]red"}
    spoilt["edges/operates_in.csv"][0]["head"] = "park:est"
    return write_package(package, spoilt)


def test_a_package_is_loaded_as_one_revision_and_the_same_one_again_as_none(run: Run, package: Path) -> None:
    first, again = run("load", str(package), "--author", "Ada", "--message", "first"), run("load", str(package))
    assert (first.status, again.status) == (0, 0)
    assert first.out.startswith("revision 1: ")
    assert again.out == "nothing new: revision 1 holds all of it already\n"


def test_author_and_message_stand_in_the_ledger(run: Run, package: Path, home: Path) -> None:
    run("load", str(package), "--author", "Ada", "--message", "first")
    ledger = open_ledger(Settings())
    head = ledger.head()
    ledger.close()
    assert head is not None
    assert (head.author, head.message) == ("Ada", "first")


def test_a_broken_package_is_told_as_a_table_and_changes_nothing(run: Run, package: Path, broken: Path) -> None:
    outcome = run("load", str(broken))
    assert (outcome.status, outcome.out) == (1, "")
    assert "did you mean 'park:east'?" in outcome.err
    write_package(package, small_package())
    assert run("load", str(package)).out.startswith("revision 1: ")


@pytest.mark.parametrize("name", ["gexf", "graphml", "csv"])
def test_what_was_exported_is_loaded_back_and_a_change_in_it_is_a_revision(
    run: Run, package: Path, tmp_path: Path, name: str
) -> None:
    path = tmp_path / f"graph.{name}"
    run("load", str(package))
    assert run("export", name, "--out", str(path)).status == 0
    assert run("load", str(path)).out == "nothing new: revision 1 holds all of it already\n"
    changed = small_package()
    changed["nodes/park.csv"][0]["name_en"] = "West Park"
    run("load", str(write_package(package, changed)))
    assert run("load", str(path)).out == "revision 3: 0 added, 1 changed, 0 deleted\n"


def test_a_file_that_is_no_export_is_told_as_a_table_and_changes_nothing(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "graph.gexf"
    path.write_text('<gexf xmlns="http://gexf.net/1.3" version="1.3"/>')
    outcome = run("load", str(path))
    assert (outcome.status, outcome.out) == (1, "")
    assert "does not say that graphapi wrote it" in " ".join(outcome.err.split())
    assert run("load", str(tmp_path / "absent.gexf")).status == 1


def test_a_valid_package_is_one_line(run: Run, package: Path) -> None:
    outcome = run("validate", str(package))
    rows = sum(validate_package(package).rows.values())
    assert outcome.status == 0
    assert outcome.out.startswith(f"{rows} rows in ")
    assert outcome.out.endswith("tables, no problems\n")


def test_every_problem_is_printed_with_its_place_and_remedy(run: Run, broken: Path) -> None:
    outcome = run("validate", str(broken))
    report = validate_package(broken)
    shown = " ".join(outcome.out.split())
    assert outcome.status == 1
    assert len(report.problems) > 2
    for found in report.problems:
        assert f"{found.file} {found.row} {found.column}" in shown
    assert outcome.out.splitlines()[-1].endswith(f"{len(report.problems)} problems in 3 files")
    assert "\x1b" not in outcome.out


def test_problems_as_json_are_the_report(run: Run, package: Path, broken: Path) -> None:
    outcome = run("validate", str(broken), "--json")
    assert outcome.status == 1
    assert json.loads(outcome.out) == validate_package(broken).to_json()
    write_package(package, small_package())
    outcome = run("validate", str(package), "--json")
    assert outcome.status == 0
    assert json.loads(outcome.out)["ok"] is True


def test_a_folder_that_is_not_there_is_a_problem(run: Run, tmp_path: Path) -> None:
    assert run("validate", str(tmp_path / "nowhere")).status == 1
    assert run("load", str(tmp_path / "nowhere")).status == 1


@pytest.fixture(params=exporters(), ids=lambda known: known.name)
def known(request: pytest.FixtureRequest) -> Exporter:
    found: Exporter = request.param
    return found


def test_a_file_is_what_http_gives(known: Exporter, run: Run, tmp_path: Path) -> None:
    path = tmp_path / f"graph{known.suffix}"
    written = run("export", known.name, "--label", "zh", "--out", str(path))
    assert (written.status, written.out) == (0, "")
    assert path.read_bytes() == served(f"/v1/graph{known.suffix}?label=zh").content


def test_stdout_gives_the_same_and_any_graph_answer_can_be_a_file(run: Run) -> None:
    of = "/v1/nodes/park:east/neighborhood?depth=2"
    printed = run("export", "gexf", "--of", of, "--layout", "chain")
    address, _, query = of.partition("?")
    assert printed.out == served(f"{address}.gexf?{query}&layout=chain").text


def test_a_report_tells_what_a_format_loses(run: Run) -> None:
    assert json.loads(run("export", "gexf", "--report").out)["format"] == "gexf"


def test_a_file_that_cannot_be_written_leaves_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    outcome = run("export", "gexf", "--out", str(tmp_path / "taken"))
    assert outcome.status == 1
    assert outcome.err == f"graphapi: {tmp_path}/taken cannot be written: Is a directory\n"
    assert list(tmp_path.glob(".taken*")) == []


def test_an_unknown_format_is_told_with_those_there_are(run: Run) -> None:
    outcome = run("export", "gefx")
    assert outcome.status == 1
    assert "use one of gexf" in outcome.err


def test_the_exported_graph_has_every_node_of_the_package(run: Run) -> None:
    nodes = ET.fromstring(run("export", "gexf").out).iter("{http://gexf.net/1.3}node")  # noqa: S314
    written = {row["id"] for file, rows in small_package().items() if file.startswith("nodes/") for row in rows}
    assert {node.get("id") for node in nodes} == written


def test_coverage_counts_what_is_known_of_each_park(run: Run) -> None:
    table, printed = run("coverage"), run("coverage", "--json")
    answer = json.loads(printed.out)
    park = {"park": "park:east", "label": "East Park", "companies": 1, "segments": 2, "energy": 0, "sources": 2}
    assert answer["items"] == [park]
    assert answer["meta"] == {"revision": 1, "total": 1, "completeness": {"complete": True}}
    assert "park:east" in table.out
    assert table.out.endswith("1 park, 0 without company, segment or energy system; revision 1\n")
