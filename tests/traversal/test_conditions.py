"""Conditions against the kinds table: every operator on every attribute, and what is refused with what suggestion."""

from collections.abc import Iterator
from typing import Any

import pytest

from graphapi.graph.base import GraphView
from graphapi.graph.meter import Budget, Meter
from graphapi.model.errors import InvalidRequest, UnknownField, UnknownKind
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, Attribute, ValueType, attributes_of
from graphapi.model.steps import EdgeFilter, Operator, Rel, Step
from graphapi.traversal.conditions import Condition, edge_predicates, node_filter

pytestmark = pytest.mark.anyio

ORDERED = {Operator.LT, Operator.LE, Operator.GT, Operator.GE}
NUMBERS = {ValueType.INTEGER, ValueType.NUMBER}
ATTRIBUTES = [(kind, one) for kind in (*NODE_KINDS, *EDGE_KINDS) for one in attributes_of(kind).values()]
every_attribute = pytest.mark.parametrize(
    ("kind", "attribute"), ATTRIBUTES, ids=[f"{kind}.{one.name}" for kind, one in ATTRIBUTES]
)


def values(attribute: Attribute) -> Iterator[tuple[Operator, Any, bool]]:
    """Operator, value, and whether the two fit the attribute."""
    numeric, boolean = attribute.type in NUMBERS, attribute.type is ValueType.BOOLEAN
    listed = attribute.type is ValueType.STRINGS
    word = attribute.values[0] if attribute.values else "x"
    good: Any = 5 if numeric else True if boolean else word
    for op in Operator:
        wrong = {Operator.EXISTS: "yes", Operator.IN: good, Operator.CONTAINS: 5}.get(op, "5" if numeric else 5)
        yield op, wrong, False
        if op is Operator.EXISTS:
            yield op, False, True
        elif op is Operator.CONTAINS:
            yield op, "x", not (numeric or boolean)
        elif op is Operator.IN:
            yield op, [good, good], not listed
            yield op, [], False
            yield op, [good] * 201, False
        else:
            yield op, good, not listed and not (boolean and op in ORDERED)
            yield op, [good], False


def condition(field: str, op: Operator, value: Any) -> Condition:
    """A condition as it stands after validation: texts that no JSON can carry are checked with the field."""
    return Condition.model_construct(field=field, op=op, value=value)


def checked(kind: str, wanted: Condition) -> Step:
    """A step that asks for the condition of the nodes or edges of the kind."""
    if kind in NODE_KINDS:
        return Step(rels=tuple(map(Rel, EDGE_KINDS)), to=node_filter(kinds=[kind], where=[wanted], pointer="/to"))
    predicates = edge_predicates([wanted], [kind], pointer="/to/where")
    return Step(rels=(Rel(kind),), edge=EdgeFilter(where=predicates))


@every_attribute
async def test_every_operator_takes_values_that_fit_and_no_others(
    view: GraphView, kind: str, attribute: Attribute
) -> None:
    everything = await view.node_ids()
    for op, value, fits in values(attribute):
        wanted = condition(attribute.name, op, value)
        if fits:
            await view.expand(everything, checked(kind, wanted), Meter(Budget()))
            continue
        with pytest.raises(InvalidRequest) as refusal:
            checked(kind, wanted)
        assert refusal.value.parameter == "/to/where/0/value", (op, value)


@every_attribute
def test_a_field_that_is_nearly_right_is_named(kind: str, attribute: Attribute) -> None:
    with pytest.raises(UnknownField) as refusal:
        checked(kind, condition(f"{attribute.name}x", Operator.EXISTS, True))
    assert refusal.value.parameter == "/to/where/0/field"
    assert refusal.value.suggestion == f"did you mean {attribute.name!r}?"


def test_a_field_of_another_kind_is_refused() -> None:
    with pytest.raises(UnknownField) as refusal:
        node_filter(kinds=["segment"], where=[condition("area_km2", Operator.GT, 1)])
    assert "stage" in refusal.value.detail
    assert node_filter(kinds=["segment", "park"], where=[condition("area_km2", Operator.GT, 1)]).where


def test_without_kinds_every_field_is_known() -> None:
    wanted = [condition(one.name, Operator.EXISTS, True) for kind in NODE_KINDS for one in attributes_of(kind).values()]
    assert len(node_filter(where=wanted).where) == len(wanted)


def test_an_unknown_kind_is_refused_and_the_nearest_named() -> None:
    with pytest.raises(UnknownKind) as refusal:
        node_filter(kinds=["prak"], pointer="/end_at")
    assert (refusal.value.parameter, refusal.value.suggestion) == ("/end_at/kind", "did you mean 'park'?")


@pytest.mark.parametrize(
    ("field", "op", "value", "suggestion"),
    [
        ("status", "=", "listed_for_constructions", "did you mean 'listed_for_construction'?"),
        ("status", "in", ["accepted", "acepted"], "did you mean 'accepted'?"),
        ("basis", "!=", "oficial", "did you mean 'official'?"),
        ("kind", "=", "pakr", "did you mean 'park'?"),
    ],
)
def test_a_word_that_a_closed_field_never_holds_is_refused(field: str, op: str, value: Any, suggestion: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        node_filter(kinds=["park"], where=[condition(field, Operator(op), value)], pointer="/to")
    assert (refusal.value.parameter, refusal.value.suggestion) == ("/to/where/0/value", suggestion)


def test_a_field_closed_in_one_kind_alone_is_open_over_several() -> None:
    words = [condition("role", Operator.EQ, "anything"), condition("status", Operator.EQ, "operating")]
    edge_predicates(words[:1], ["operates_in"], pointer="/where")
    assert node_filter(kinds=["park", "energy"], where=words[1:]).where
    with pytest.raises(InvalidRequest):
        node_filter(kinds=["park"], where=words[1:])


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**30, -(10**400), [1, 10**30]])
def test_a_number_that_json_cannot_hold_is_refused(value: Any) -> None:
    op = Operator.IN if isinstance(value, list) else Operator.LT
    with pytest.raises(InvalidRequest, match="finite"):
        node_filter(where=[condition("area_km2", op, value)])


@pytest.mark.parametrize("op", [Operator.EQ, Operator.CONTAINS])
def test_half_a_surrogate_pair_is_refused(op: Operator) -> None:
    with pytest.raises(InvalidRequest, match="surrogate"):
        node_filter(where=[condition("name_en", op, "\ud800")])


@pytest.mark.parametrize("op", [op for op in Operator if op not in {Operator.CONTAINS, Operator.EXISTS}])
def test_aliases_are_a_list(op: Operator) -> None:
    with pytest.raises(InvalidRequest, match="contains finds one"):
        node_filter(where=[condition("aliases", op, ["CATL"] if op is Operator.IN else "CATL")])
    assert node_filter(where=[condition("aliases", Operator.CONTAINS, "CATL")]).where
