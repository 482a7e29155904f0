"""How much evidence documents carry: none, ids, or everything said, conflicts and the rule included."""

from typing import Any

import orjson
import pytest

from graphapi.evidence.provenance import RULE, Provenance, documents
from graphapi.graph.base import GraphView
from graphapi.model.documents import Statement, Value
from graphapi.model.kinds import Basis
from tests.contract.sample import BLOG, DOCUMENTS, NEWS, NOTICE, PLANT, edge, said
from tests.contract.views import VIEWS

pytestmark = pytest.mark.anyio

BOTH = ["park:mengsu", PLANT.id]


async def told(view: GraphView, ids: list[str], provenance: Provenance) -> list[dict[str, Any]]:
    return [orjson.loads(document) for document in await documents(view, ids, provenance)]


async def field(view: GraphView, subject: str, name: str) -> dict[str, Any]:
    document = (await told(view, [subject], Provenance.INLINE))[0]
    return dict(next(one for one in document["statements"] if one["field"] == name))


async def test_with_ids_documents_are_as_the_view_holds_them(view: GraphView) -> None:
    assert list(await documents(view, BOTH, Provenance.IDS)) == list(await view.documents(BOTH))


async def test_without_evidence_documents_name_no_sources(view: GraphView) -> None:
    bare = await told(view, BOTH, Provenance.NONE)
    whole = await told(view, BOTH, Provenance.IDS)
    assert bare == [{key: value for key, value in one.items() if key != "sources"} for one in whole]


async def test_inline_sources_are_documents(view: GraphView) -> None:
    park, plant = await told(view, BOTH, Provenance.INLINE)
    assert park["sources"] == plant["sources"] == [NOTICE.to_json()]


async def test_inline_statements_stand_by_field_each_field_once(view: GraphView) -> None:
    park, plant = await told(view, BOTH, Provenance.INLINE)
    assert [one["field"] for one in park["statements"]] == ["area_km2", "figure:output_cny", "name_en"]
    assert plant["statements"] == []


async def test_conflicting_statements_stand_side_by_side_with_the_rule(view: GraphView) -> None:
    area = await field(view, "park:mengsu", "area_km2")
    assert (area["shown"], area["disputed"], area["rule"]) == (62.0, True, RULE)
    assert [(one["rank"], one["value"]) for one in area["values"]] == [
        ("preferred", 62.0),
        ("normal", 80.5),
        ("deprecated", 6.2),
    ]
    assert area["values"][1]["caveat"] == "planned area"
    assert [one["sources"] for one in area["values"]] == [[page.to_json()] for page in (NOTICE, NEWS, BLOG)]


async def test_values_of_different_periods_are_no_dispute(view: GraphView) -> None:
    output = await field(view, "park:mengsu", "figure:output_cny")
    assert {one["period"]: one["value"] for one in output["values"]} == {"2023": 100, "2024": 120}
    assert output["disputed"] is False
    assert output["shown"] in (100, 120)


async def test_a_statement_against_the_shown_value_is_a_dispute(view: GraphView) -> None:
    area = await field(view, "park:yibin-east", "area_km2")
    assert (area["shown"], len(area["values"]), area["disputed"]) == (20, 1, True)


async def test_the_shown_name_is_the_one_of_the_document(view: GraphView) -> None:
    name = await field(view, "park:mengsu", "name_en")
    assert (name["shown"], name["disputed"]) == ("Mengsu", True)


async def test_a_field_that_the_document_lacks_shows_the_best_statement(view: GraphView) -> None:
    note = await field(view, "company:catl", "note")
    assert (note["shown"], note["disputed"]) == ("largest maker", False)


def stated(value: Value, basis: Basis, identifier: str, rank: str = "normal") -> Statement:
    return Statement(f"statement:{identifier * 12}", "park:lonely", "figure:x", value, basis, (NEWS.id,), rank=rank)


@pytest.mark.parametrize("make", VIEWS)
async def test_rank_then_basis_then_id_choose_what_is_shown(make: str) -> None:
    extra = (
        stated(1, Basis.OFFICIAL, "0", "deprecated"),
        stated(2, Basis.UNVERIFIED, "1"),
        stated(3, Basis.OFFICIAL, "3"),
        stated(4, Basis.OFFICIAL, "2"),
        stated(5, Basis.REPORTED, "4"),
    )
    figure = await field(VIEWS[make]((*DOCUMENTS, *extra)), "park:lonely", "figure:x")
    assert [one["value"] for one in figure["values"]] == [4, 3, 5, 2, 1]
    assert figure["shown"] == 4


@pytest.mark.parametrize("make", VIEWS)
async def test_the_same_value_from_two_sources_is_no_dispute(make: str) -> None:
    extra = (said("park:lonely", "figure:x", 1, NEWS), said("park:lonely", "figure:x", 1.0, BLOG))
    figure = await field(VIEWS[make]((*DOCUMENTS, *extra)), "park:lonely", "figure:x")
    assert (len(figure["values"]), figure["disputed"]) == (2, False)


@pytest.mark.parametrize("make", VIEWS)
async def test_the_shown_period_of_an_edge_is_the_one_of_the_edge(make: str) -> None:
    plant = edge("operates_in", "company:envision", "park:lonely", period=("2020", "2024"))
    extra = (plant, said(plant.id, "valid_to", "2025", NEWS), said(plant.id, "valid_from", "2020", NEWS))
    view = VIEWS[make]((*DOCUMENTS, *extra))
    assert (await field(view, plant.id, "valid_to"))["shown"] == "2024"
    assert (await field(view, plant.id, "valid_to"))["disputed"] is True
    assert (await field(view, plant.id, "valid_from"))["disputed"] is False


@pytest.mark.parametrize("provenance", Provenance)
async def test_an_id_that_is_not_there_is_left_out(view: GraphView, provenance: Provenance) -> None:
    assert [one["id"] for one in await told(view, ["park:nowhere", "park:lonely"], provenance)] == ["park:lonely"]
