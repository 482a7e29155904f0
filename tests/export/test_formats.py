"""What holds for every format."""

import json
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from graphapi.export.options import Export, ExportOptions, legend
from graphapi.export.registry import Exporter, exporter_for_path, exporter_named, exporters
from graphapi.model.completeness import Completeness, Shortfall
from graphapi.model.documents import Subgraph
from graphapi.model.errors import UnexportableText
from tests.export.evidence import evidence
from tests.export.golden import FOLDER, golden_files
from tests.export.samples import IMPRINT, full_graph, node, small_graph
from tests.export.strategies import nasty_graph

ZIPPED = ("csv", "parquet")


@pytest.fixture(params=exporters(), ids=lambda known: known.name)
def known(request: pytest.FixtureRequest) -> Exporter:
    found: Exporter = request.param
    return found


def written(known: Exporter, subgraph: Subgraph, **options: object) -> bytes:
    return b"".join(known.write(Export(subgraph, imprint=IMPRINT, options=ExportOptions(**options))))  # type: ignore[arg-type]


def readable(known: Exporter, content: bytes) -> str:
    """The text of the file that tells the losses."""
    if known.name in ZIPPED:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return archive.read("losses.json").decode()
    return content.decode()


def test_the_small_graph_is_written_as_in_the_golden_file(known: Exporter) -> None:
    """After a wanted change: `python -m tests.export.golden NAME`, then look at the difference."""
    for path, expected in golden_files(known, written(known, small_graph())).items():
        assert path.read_bytes() == expected


def test_with_intervals_the_chain_and_pinyin_it_is_written_as_in_its_golden_file() -> None:
    content = written(exporter_named("gexf"), small_graph(), label="pinyin", layout="chain", dynamic=True)
    assert content.decode() == (FOLDER / "small.dynamic.gexf").read_text(encoding="utf-8")


@pytest.mark.parametrize("subgraph", [full_graph(), nasty_graph(), Subgraph((), ())], ids=["full", "nasty", "empty"])
def test_the_same_arguments_give_the_same_bytes(known: Exporter, subgraph: Subgraph) -> None:
    assert written(known, subgraph) == written(known, subgraph)


def test_the_losses_stand_in_the_file_itself(known: Exporter) -> None:
    text = readable(known, written(known, small_graph()))
    for loss in known.losses(Export(small_graph(), IMPRINT)):
        assert loss.what in text
        assert json.dumps(loss.why, ensure_ascii=False)[1:-1].split('"')[0].split("'")[0].rstrip("\\") in text


def test_a_file_says_that_its_answer_was_cut(known: Exporter) -> None:
    cut = replace(IMPRINT, completeness=Completeness(False, Shortfall.EDGE_BUDGET, 2, 5))
    content = b"".join(known.write(Export(small_graph(), imprint=cut)))
    assert "edge_budget" in readable(known, content)


def test_what_cannot_be_encoded_is_refused_by_name_before_the_first_byte(known: Exporter) -> None:
    subgraph = Subgraph([node("company:c", note="half a character: \ud83d")], [])
    with pytest.raises(UnexportableText) as refusal:
        known.write(Export(subgraph, imprint=IMPRINT))
    assert (refusal.value.value, refusal.value.parameter) == ("company:c", "note")


@pytest.mark.parametrize("name", ["gexf", "graphml", "dot"])
def test_what_xml_forbids_is_refused_where_it_would_be_xml(name: str) -> None:
    with pytest.raises(UnexportableText, match="cannot carry U\\+0000 at character 2"):
        exporter_named(name).write(Export(Subgraph([node("company:c", "a\x00")], []), imprint=IMPRINT))


@pytest.mark.parametrize("options", [{"layout": "chain"}, {"layout": "force"}, {"label": "zh"}, {"dynamic": True}])
def test_every_option_can_be_asked_of_every_format(known: Exporter, options: dict[str, object]) -> None:
    assert written(known, small_graph(), **options)


def test_carriers_of_evidence_tell_it_and_others_report_what_they_lose(known: Exporter) -> None:
    lost = {loss.what for loss in known.losses(Export(small_graph(), IMPRINT, evidence=evidence()))}
    assert known.carries_evidence != ("further or conflicting statements" in lost)


def test_a_suffix_may_hold_dots_and_gephi_lite_sees_the_last_part(known: Exporter) -> None:
    assert exporter_for_path(f"/v1/exports/token/graph{known.suffix}") is known
    if known.name in {"gephi-lite", "graphology"}:
        assert known.suffix.rpartition(".")[2] == "json"


@pytest.mark.parametrize("name", ["gexf", "graphml"])
def test_gephi_lite_recognises_xml_by_its_first_two_lines(name: str) -> None:
    first, second, *_ = written(exporter_named(name), small_graph()).decode().splitlines()
    assert first.startswith("<?xml")
    assert second.startswith(f"<{name}")


def test_the_page_lists_the_formats_with_what_each_loses() -> None:
    page = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `") and "| `." in line]
    expected = [
        f"| `{one.name}` | `{one.suffix}` | `{one.media_type}` | {one.purpose} | {', '.join(one.loses) or 'nothing'} |"
        for one in exporters()
    ]
    assert rows == expected


def test_the_page_shows_the_legend() -> None:
    page = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
    for entry in legend():
        assert f"{entry.label.en} {entry.label.zh} {entry.colour}" in page
