from collections.abc import Iterator
from dataclasses import replace

import pytest

from graphapi.export.options import Export, Imprint
from graphapi.export.registry import (
    Exporter,
    exporter_for_media_type,
    exporter_for_path,
    exporter_for_suffix,
    exporter_named,
    exporters,
)
from graphapi.model.changes import Revision
from graphapi.model.completeness import Completeness, Shortfall
from graphapi.model.documents import Subgraph
from graphapi.model.errors import UnknownFormat
from tests.export.samples import IMPRINT

NOTHING = Subgraph((), ())


@pytest.fixture(params=exporters(), ids=lambda known: known.name)
def known(request: pytest.FixtureRequest) -> Exporter:
    found: Exporter = request.param
    return found


def test_gexf_comes_first() -> None:
    assert exporters()[0].name == "gexf"


def test_a_format_is_found_by_name_suffix_and_media_type(known: Exporter) -> None:
    assert exporter_named(known.name) is known
    assert exporter_for_suffix(known.suffix) is known
    assert exporter_for_suffix(known.suffix.removeprefix(".").upper()) is known
    assert exporter_for_media_type(f"{known.media_type.upper()}; charset=utf-8") is known


def test_an_empty_answer_can_be_written_in_every_format(known: Exporter) -> None:
    chunks = list(known.write(Export(NOTHING, imprint=IMPRINT)))
    assert all(isinstance(chunk, bytes) and chunk for chunk in chunks)


@pytest.mark.parametrize(
    ("lookup", "wanted", "suggestion"),
    [
        (exporter_named, "gefx", "gexf"),
        (exporter_for_suffix, ".gxf", ".gexf"),
        (exporter_for_media_type, "application/gexf", "application/gexf+xml"),
    ],
)
def test_an_unknown_format_is_refused_with_the_nearest_one(lookup, wanted: str, suggestion: str) -> None:
    with pytest.raises(UnknownFormat) as refusal:
        lookup(wanted)
    assert refusal.value.value == wanted
    assert refusal.value.suggestion == f"did you mean {suggestion!r}?"


def test_a_format_unlike_any_other_gets_no_suggestion() -> None:
    with pytest.raises(UnknownFormat) as refusal:
        exporter_named("%" * 5000)
    assert refusal.value.suggestion is None
    assert len(refusal.value.detail) < 500


@pytest.mark.parametrize(
    ("name", "media_type", "suffix"),
    [("gexf", "a/b", ".c"), ("a", "application/gexf+xml", ".c"), ("a", "a/b", ".gexf")],
)
def test_a_second_format_cannot_take_the_place_of_the_first(name: str, media_type: str, suffix: str) -> None:
    def write_nothing(export: Export) -> Iterator[bytes]:
        return iter(())

    before = exporters()
    with pytest.raises(ValueError, match="gexf"):
        Exporter(name, media_type=media_type, suffix=suffix, purpose="nothing")(write_nothing)
    assert exporters() == before


def test_the_imprint_of_an_answer_is_that_of_its_revision() -> None:
    revision = Revision(3, "curator", "first load", "2026-01-02T03:04:05Z", "c0ffee")
    assert Imprint.of(revision, "All") == Imprint("All", 3, "2026-01-02T03:04:05Z")


def test_a_path_chooses_the_format_by_its_end() -> None:
    chosen = exporter_for_path("/v1/exports/token/Graph.GEXF")
    assert chosen is exporter_named("gexf")
    assert exporter_for_path("/v1/graph") is None


def test_an_imprint_says_what_is_not_complete() -> None:
    cut = replace(IMPRINT, completeness=Completeness(False, Shortfall.EDGE_BUDGET, 2, 5))
    assert str(cut) == f"{IMPRINT}; not complete: edge_budget"
    assert cut.to_json()["completeness"] == {"complete": False, "reason": "edge_budget", "hop": 2, "unexpanded": 5}
