"""Filters as callers write them, checked against the kinds table before anything runs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from graphapi.graph.filters import EDGE_FIELDS, NODE_FIELDS
from graphapi.model.errors import InvalidRequest, UnknownField
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, Attribute, ValueType, attributes_of
from graphapi.model.nearest import did_you_mean
from graphapi.model.steps import NodeFilter, Operator, Predicate, Scalar
from graphapi.queries.rels import known_kinds

_ORDERED = {Operator.LT, Operator.LE, Operator.GT, Operator.GE}
_NUMERIC = {ValueType.INTEGER, ValueType.NUMBER}


@dataclass(frozen=True, slots=True)
class Condition:
    """A predicate as a caller wrote it; `value` is not checked yet."""

    field: str
    op: Operator
    value: Any


def node_filter(
    *, kinds: Iterable[str] = (), ids: Iterable[str] = (), where: Sequence[Condition] = (), pointer: str = "to"
) -> NodeFilter:
    """A filter of nodes, each kind, field and value known and of the right type.

    Raises:
        UnknownKind, UnknownField, InvalidRequest: `parameter` is a JSON pointer below `pointer`.
    """
    known = known_kinds(kinds, parameter=f"{pointer}/kind")
    predicates = predicates_of(where, sorted(known) or list(NODE_KINDS), NODE_FIELDS, pointer=pointer)
    return NodeFilter(kinds=known, ids=frozenset(ids), where=predicates)


def edge_predicates(where: Sequence[Condition], kinds: Iterable[str], *, pointer: str) -> tuple[Predicate, ...]:
    """Predicates on edges of the given kinds.

    Raises:
        UnknownField, InvalidRequest: as `node_filter`.
    """
    return predicates_of(where, sorted(set(kinds)) or list(EDGE_KINDS), EDGE_FIELDS, pointer=pointer)


def predicates_of(
    where: Sequence[Condition], kinds: Sequence[str], common: Sequence[str], *, pointer: str
) -> tuple[Predicate, ...]:
    """Predicates whose fields are common to all documents or attributes of one of the kinds, values of their type.

    Raises:
        UnknownField: no such field; the nearest is suggested.
        InvalidRequest: the value does not fit the field or the operator.
    """
    attributes = {name: attribute for kind in kinds for name, attribute in attributes_of(kind).items()}
    return tuple(
        _checked(condition, attributes, common, f"{pointer}/where/{number}") for number, condition in enumerate(where)
    )


def _checked(condition: Condition, attributes: dict[str, Attribute], common: Sequence[str], pointer: str) -> Predicate:
    known = [*common, *attributes]
    if condition.field not in known:
        raise UnknownField(
            f"{condition.field[:80]!r} is no field here; there are {', '.join(known)}",
            value=condition.field[:80], parameter=f"{pointer}/field", suggestion=did_you_mean(condition.field, known),
        )  # fmt: skip
    attribute = attributes.get(condition.field)
    value = condition.value
    problem = _problem(condition, attribute.type if attribute else ValueType.STRING)
    if problem:
        raise InvalidRequest(
            f"{condition.field} {condition.op} {value!r}: {problem}"[:300], value=str(value)[:80], parameter=pointer
        )
    checked: Scalar | tuple[Scalar, ...] = tuple(value) if isinstance(value, list) else value
    return Predicate(condition.field, condition.op, checked)


def _problem(condition: Condition, kind: ValueType) -> str | None:
    op, value = condition.op, condition.value
    if op is Operator.EXISTS:
        return None if isinstance(value, bool) else "exists takes true or false"
    if op is Operator.IN:
        if not isinstance(value, list) or not value or len(value) > 200:
            return "in takes a list of 1 to 200 values"
        return next((wrong for wrong in (_mismatch(item, kind) for item in value) if wrong), None)
    if op in _ORDERED and kind in {ValueType.BOOLEAN, ValueType.STRINGS}:
        return f"{op} cannot compare a field of type {kind}"
    if op is Operator.CONTAINS:
        return None if isinstance(value, str) and value else "contains takes a text"
    return _mismatch(value, kind)


def _mismatch(value: Any, kind: ValueType) -> str | None:
    if kind in _NUMERIC:
        fits = isinstance(value, int | float) and not isinstance(value, bool)
    elif kind is ValueType.BOOLEAN:
        fits = isinstance(value, bool)
    else:
        fits = isinstance(value, str)
    return None if fits else f"the field is of type {kind}; {value!r} is not"
