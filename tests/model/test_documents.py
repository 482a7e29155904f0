"""Documents are valid once they exist, and come back from JSON as they went."""

from dataclasses import FrozenInstanceError, replace

import orjson
import pytest
from hypothesis import given, settings

from graphapi.model.documents import (
    DOCUMENT_TYPES,
    Edge,
    Node,
    Source,
    Statement,
    Value,
    attribute_problem,
    field_is_known,
)
from graphapi.model.errors import InvalidDocument
from graphapi.model.kinds import Basis, attributes_of
from tests.contract.sample import GIGAFACTORY, NEWS, NODES, REPORTED_CARBON, STATEMENTS
from tests.model.strategies import documents

PARK = NODES[0]
STATEMENT = STATEMENTS[0]
ABSENT = object()


@settings(deadline=None)
@given(documents())
def test_a_document_survives_its_json(document: Node | Edge | Statement | Source) -> None:
    text = orjson.dumps(document.to_json())
    back = DOCUMENT_TYPES[document.type].from_json(orjson.loads(text))
    assert back == document
    assert orjson.dumps(back.to_json()) == text


@settings(deadline=None)
@given(documents())
def test_json_has_no_empty_keys(document: Node | Edge | Statement | Source) -> None:
    assert None not in document.to_json().values()


def test_a_node_is_served_with_both_names_and_its_kind() -> None:
    assert PARK.to_json() == {
        "id": "park:mengsu",
        "kind": "park",
        "name": {"en": "Mengsu", "zh": "蒙苏园区"},
        "aliases": ["Ordos Mengsu", "鄂尔多斯蒙苏"],
        "attributes": dict(PARK.attributes),
        "basis": "official",
        "sources": list(PARK.sources),
    }


def test_an_edge_is_served_with_period_and_caveat_only_where_there_are_any() -> None:
    assert list(GIGAFACTORY.to_json()) == [
        "id",
        "kind",
        "tail",
        "head",
        "attributes",
        "basis",
        "sources",
        "valid_from",
        "valid_to",
        "caveat",
    ]
    assert GIGAFACTORY.to_json()["attributes"]["products"] == ["segment:cell"]
    assert {"valid_from", "valid_to", "caveat"}.isdisjoint(REPORTED_CARBON.to_json())


@pytest.mark.parametrize(
    ("en", "zh", "label"), [("North", "北", "North"), (None, "北", "北"), ("", "北", "北"), ("North", None, "North")]
)
def test_the_label_is_english_else_chinese(en: str | None, zh: str | None, label: str) -> None:
    assert replace(PARK, name_en=en, name_zh=zh).label == label


@pytest.mark.parametrize("document", [PARK, GIGAFACTORY, STATEMENT, NEWS], ids=lambda one: one.type)
def test_documents_cannot_be_changed(document: Node | Edge | Statement | Source) -> None:
    with pytest.raises(FrozenInstanceError):
        document.id = "park:other"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("change", "named", "told"),
    [
        ({"id": "park:Mengsu"}, "id", "not a node id"),
        ({"id": "hosts:0123456789ab"}, "id", "not a node id"),
        ({"name_en": None, "name_zh": None}, "name", "no name"),
        ({"name_en": "", "name_zh": ""}, "name", "no name"),
        ({"sources": ()}, "sources", "names no source"),
        ({"basis": Basis.REPORTED, "sources": ()}, "sources", "names no source"),
        ({"sources": ("https://example.org",)}, "sources", "not a source id"),
        ({"basis": Basis.UNVERIFIED, "sources": ("x",)}, "sources", "not a source id"),
    ],
)
def test_an_invalid_node_is_refused(change: dict[str, object], named: str, told: str) -> None:
    with pytest.raises(InvalidDocument, match=told) as refused:
        replace(PARK, **change)
    assert refused.value.parameter == named


@pytest.mark.parametrize("basis", [Basis.UNVERIFIED, Basis.DERIVED])
def test_what_is_unverified_or_derived_may_name_no_source(basis: Basis) -> None:
    assert replace(PARK, basis=basis, sources=()).sources == ()
    assert replace(GIGAFACTORY, basis=basis, sources=()).sources == ()


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("colour", "red", "not an attribute of the kind park"),
        ("products", ("segment:cell",), "not an attribute of the kind park"),
        ("status", "open", "not one of"),
        ("status", ABSENT, "missing"),
        ("status", 1, "not of type string"),
        ("construction_start", 1999, "below 2000"),
        ("construction_start", 2101, "above 2100"),
        ("construction_start", 2025.0, "not of type integer"),
        ("construction_start", True, "not of type integer"),
        ("construction_start", "2025", "not of type integer"),
        ("area_km2", -1, "below 0"),
        ("area_km2", float("nan"), "not of type number"),
        ("area_km2", float("inf"), "not of type number"),
        ("area_km2", False, "not of type number"),
        ("lat", 90.1, "above 90"),
        ("lithium_or_new_energy", 1, "not of type boolean"),
        ("summary", None, "not of type string"),
    ],
)
def test_an_invalid_attribute_is_refused_by_name(name: str, value: object, told: str) -> None:
    attributes = {**PARK.attributes, name: value}
    if value is ABSENT:
        del attributes[name]
    with pytest.raises(InvalidDocument, match=told) as refused:
        replace(PARK, attributes=attributes)
    assert refused.value.parameter == name


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("company", "listings", "XSHE:300750"),
        ("company", "listings", ["XSHE:300750"]),
        ("company", "listings", (300750,)),
        ("list", "published", "2025-13"),
        ("list", "published", 2025),
        ("owned_by", "share_percent", 100.5),
    ],
)
def test_other_types_of_attributes_are_checked_too(kind: str, name: str, value: Value) -> None:
    assert attribute_problem(attributes_of(kind)[name], value) is not None


@pytest.mark.parametrize(
    ("change", "named", "told"),
    [
        ({"id": "operates_in:xyz"}, "id", "not an edge id"),
        ({"id": "park:0123456789ab"}, "id", "not an edge id"),
        ({"tail": "company:Envision"}, "tail", "not a node id"),
        ({"head": "park:"}, "head", "not a node id"),
        ({"tail": "park:mengsu", "head": "company:envision"}, "head", "cannot join park to company"),
        ({"tail": "nobody"}, "tail", "not a node id"),
        ({"sources": ()}, "sources", "names no source"),
        ({"attributes": {"capacity": 1}}, "capacity", "not an attribute of the kind operates_in"),
        ({"valid_from": "2021-13"}, "valid_from", "not a date"),
        ({"valid_to": "soon"}, "valid_to", "not a date"),
        ({"valid_from": "2024-07"}, "valid_to", "before it begins"),
        ({"valid_from": "2025", "valid_to": "2024-12-31"}, "valid_to", "before it begins"),
    ],
)
def test_an_invalid_edge_is_refused(change: dict[str, object], named: str, told: str) -> None:
    with pytest.raises(InvalidDocument, match=told) as refused:
        replace(GIGAFACTORY, **change)
    assert refused.value.parameter == named


@pytest.mark.parametrize(("begin", "end"), [("2024", "2024"), ("2024-06-30", "2024-06"), ("2024-12-31", "2024")])
def test_a_period_may_end_within_the_date_on_which_it_begins(begin: str, end: str) -> None:
    assert replace(GIGAFACTORY, valid_from=begin, valid_to=end).valid_to == end


@pytest.mark.parametrize("name", ["value", "unit", "state"])
def test_a_report_needs_value_unit_and_state(name: str) -> None:
    attributes = {key: value for key, value in REPORTED_CARBON.attributes.items() if key != name}
    with pytest.raises(InvalidDocument, match="is missing"):
        replace(REPORTED_CARBON, attributes=attributes)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"id": "statement:1"}, "id"),
        ({"subject": "source:0123456789ab"}, "subject"),
        ({"subject": "nothing"}, "subject"),
        ({"rank": "best"}, "rank"),
        ({"period": "Q1"}, "period"),
        ({"field": "share_percent"}, "field"),
        ({"field": "figure:"}, "field"),
        ({"sources": ()}, "sources"),
    ],
)
def test_an_invalid_statement_is_refused(change: dict[str, object], named: str) -> None:
    with pytest.raises(InvalidDocument) as refused:
        replace(STATEMENT, **change)
    assert refused.value.parameter == named


@pytest.mark.parametrize(
    ("subject", "field", "known"),
    [
        ("park:a", "area_km2", True),
        ("park:a", "name_zh", True),
        ("park:a", "figure:jobs", True),
        ("park:a", "share_percent", False),
        ("owned_by:0123456789ab", "share_percent", True),
        ("owned_by:0123456789ab", "valid_to", True),
        ("owned_by:0123456789ab", "name_en", False),
        ("prak:a", "area_km2", False),
    ],
)
def test_a_statement_speaks_of_a_field_of_its_subject(subject: str, field: str, known: bool) -> None:
    assert field_is_known(subject, field) is known


@pytest.mark.parametrize(
    ("change", "named"),
    [({"id": "source:x"}, "id"), ({"date": "May 2024"}, "date"), ({"url": None, "publisher": None}, "url")],
)
def test_an_invalid_source_is_refused(change: dict[str, object], named: str) -> None:
    with pytest.raises(InvalidDocument) as refused:
        replace(NEWS, **change)
    assert refused.value.parameter == named
