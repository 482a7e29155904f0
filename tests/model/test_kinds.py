"""The kinds table is sound: everything made from it relies on that."""

import re
from collections.abc import Sequence
from itertools import chain
from string import Formatter

import pytest

from graphapi.model.kinds import (
    EDGE_KINDS,
    FOLLOWED,
    NODE_KINDS,
    Attribute,
    Basis,
    EdgeKind,
    NodeKind,
    ValueType,
    attributes_of,
)
from graphapi.model.steps import DEFAULT_RELS, Direction, Rel, Step

KINDS: Sequence[NodeKind | EdgeKind] = (*NODE_KINDS.values(), *EDGE_KINDS.values())
ATTRIBUTES = [pytest.param(kind, row, id=f"{kind.name}.{row.name}") for kind in KINDS for row in kind.attributes]


def test_each_kind_stands_under_its_own_name() -> None:
    assert [kind.name for kind in NODE_KINDS.values()] == list(NODE_KINDS)
    assert [kind.name for kind in EDGE_KINDS.values()] == list(EDGE_KINDS)


def test_no_name_is_a_node_kind_and_an_edge_kind() -> None:
    assert not {"source", "statement"} & {kind.name for kind in KINDS}
    assert len({kind.name for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("table", [NODE_KINDS, EDGE_KINDS], ids=["nodes", "edges"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_labels_are_unique(table: dict[str, NodeKind | EdgeKind], language: str) -> None:
    labels = [getattr(kind.label, language) for kind in table.values()]
    assert len(set(labels)) == len(labels)
    assert all(labels)


def test_each_node_kind_has_a_colour_a_mark_and_an_rdf_class_of_its_own() -> None:
    for of in ("colour", "rdf_class"):
        assert len({getattr(kind, of) for kind in NODE_KINDS.values()}) == len(NODE_KINDS)
    for language in ("en", "zh"):
        marks = {getattr(kind.short, language) for kind in NODE_KINDS.values()}
        assert len(marks) == len(NODE_KINDS)
        assert all(1 <= len(mark) <= 2 for mark in marks)
    assert all(re.fullmatch(r"([A-Z][a-z]+)+", kind.rdf_class) for kind in NODE_KINDS.values())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_names_and_colours_are_well_formed(kind: NodeKind | EdgeKind) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", kind.name)
    assert re.fullmatch(r"#[0-9a-f]{6}", kind.colour)


@pytest.mark.parametrize("kind", EDGE_KINDS.values(), ids=lambda kind: kind.name)
def test_ends_are_known_node_kinds_and_named_once(kind: EdgeKind) -> None:
    assert kind.ends
    assert set(chain.from_iterable(kind.ends)) <= set(NODE_KINDS)
    assert len(set(kind.ends)) == len(kind.ends)


def test_every_node_kind_is_an_end_of_some_edge() -> None:
    assert {end for kind in EDGE_KINDS.values() for end in chain.from_iterable(kind.ends)} == set(NODE_KINDS)


@pytest.mark.parametrize("kind", EDGE_KINDS.values(), ids=lambda kind: kind.name)
def test_sentences_name_tail_and_head_once_and_nothing_else(kind: EdgeKind) -> None:
    for sentence in (kind.sentence.en, kind.sentence.zh):
        assert sorted(name for _, name, _, _ in Formatter().parse(sentence) if name is not None) == ["head", "tail"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_attributes_are_named_and_labelled_once(kind: NodeKind | EdgeKind) -> None:
    names = [row.name for row in kind.attributes]
    assert len(set(names)) == len(names)
    assert list(attributes_of(kind.name)) == names
    assert {"id", "kind", "basis", "aliases", "province", "city", "valid_from", "valid_to", "caveat"}.isdisjoint(names)
    for language in ("en", "zh"):
        labels = [getattr(row.label, language) for row in kind.attributes]
        assert all(labels)
        assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(("kind", "row"), ATTRIBUTES)
def test_an_attribute_is_consistent_in_itself(kind: NodeKind | EdgeKind, row: Attribute) -> None:
    assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", row.name)
    assert not row.values or row.type is ValueType.STRING
    assert len(set(row.values)) == len(row.values)
    numeric = row.type in {ValueType.INTEGER, ValueType.NUMBER}
    assert numeric or (row.minimum, row.maximum, row.unit) == (None, None, None)
    assert row.minimum is None or row.maximum is None or row.minimum < row.maximum
    assert row.references is None or row.references in {*NODE_KINDS, "edge"}
    if row.references:
        assert row.type is ValueType.STRINGS


def test_an_attribute_of_one_name_has_one_type_unit_and_label_everywhere() -> None:
    seen: dict[str, Attribute] = {}
    for row in chain.from_iterable(kind.attributes for kind in KINDS):
        first = seen.setdefault(row.name, row)
        assert (row.type, row.unit) == (first.type, first.unit), row.name


def test_an_unknown_kind_has_no_attributes() -> None:
    assert attributes_of("prak") == {}


def test_the_strongest_basis_ranks_first() -> None:
    assert sorted(Basis, key=lambda basis: basis.rank) == [
        Basis.OFFICIAL,
        Basis.REPORTED,
        Basis.DERIVED,
        Basis.UNVERIFIED,
    ]


def test_hubs_of_administration_are_not_followed_unless_asked() -> None:
    assert set(EDGE_KINDS) - FOLLOWED == {"listed_in", "issued_under", "measured_by", "reports"}
    assert [rel.kind for rel in DEFAULT_RELS] == [kind for kind in EDGE_KINDS if kind in FOLLOWED]
    assert {rel.direction for rel in DEFAULT_RELS} == {Direction.BOTH}


def test_a_step_turned_round_twice_is_itself() -> None:
    step = Step(rels=tuple(Rel("feeds", direction) for direction in Direction))
    assert [rel.direction for rel in step.reverse.rels] == [Direction.IN, Direction.OUT, Direction.BOTH]
    assert step.reverse.reverse == step
