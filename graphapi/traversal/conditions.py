"""Filters as callers write them, checked against the kinds table before anything runs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from graphapi.documents.lookup import known_kinds
from graphapi.documents.requests import Request, Word
from graphapi.graph.filters import EDGE_FIELDS, NODE_FIELDS
from graphapi.model.errors import InvalidRequest, UnknownField
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, Basis, ValueType, attributes_of
from graphapi.model.steps import NodeFilter, Operator, Predicate, Scalar

_ORDERED = {Operator.LT, Operator.LE, Operator.GT, Operator.GE}
_NUMERIC = {ValueType.INTEGER, ValueType.NUMBER}
_UNORDERED = {ValueType.BOOLEAN, ValueType.STRINGS}
_TEXTS = set(ValueType) - _NUMERIC - {ValueType.BOOLEAN}
_MOST = 2**53
"""Numbers above this, in either direction, are not exact in JSON."""

_CLOSED: Mapping[str, tuple[str, ...]] = {
    "kind": (*NODE_KINDS, *EDGE_KINDS),
    "basis": tuple(basis.value for basis in Basis),
}
"""Words that a field common to all documents can hold."""


@dataclass(frozen=True, slots=True)
class _Field:
    """What a field can hold; closed to `words` when there are any."""

    type: ValueType
    words: tuple[str, ...] = ()


class Condition(Request):
    """A typed test of one field; a field that is absent fails every test but `exists: false`."""

    field: Word = Field(
        description=f"An attribute of `/v1/schema`, or {', '.join(NODE_FIELDS)}; of an edge {', '.join(EDGE_FIELDS)}."
    )
    op: Operator = Operator.EQ
    value: Scalar | list[Scalar]


def node_filter(
    *, kinds: Iterable[str] = (), ids: Iterable[str] = (), where: Sequence[Condition] = (), pointer: str = "to"
) -> NodeFilter:
    """A filter of nodes, each kind, field and value known and of the right type.

    Raises:
        UnknownKind, UnknownField, InvalidRequest: `parameter` is a JSON pointer below `pointer`.
    """
    known = known_kinds(kinds, parameter=f"{pointer}/kind")
    predicates = predicates_of(where, sorted(known) or list(NODE_KINDS), NODE_FIELDS, pointer=f"{pointer}/where")
    return NodeFilter(kinds=known, ids=frozenset(ids), where=predicates)


def edge_predicates(where: Sequence[Condition], kinds: Iterable[str], *, pointer: str) -> tuple[Predicate, ...]:
    """Predicates on edges of the given kinds; `pointer` is that of the list.

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
    fields = _fields(kinds, common) if where else {}
    return tuple(_checked(condition, fields, f"{pointer}/{number}") for number, condition in enumerate(where))


def _fields(kinds: Sequence[str], common: Sequence[str]) -> dict[str, _Field]:
    """Fields by name; one that several kinds have is closed only when it is closed in each."""
    fields: dict[str, _Field] = {}
    for kind in kinds:
        for name, attribute in attributes_of(kind).items():
            words = attribute.values
            if name in fields:
                words = tuple(dict.fromkeys(fields[name].words + words)) if words and fields[name].words else ()
            fields[name] = _Field(attribute.type, words)
    ours = {
        name: _Field(ValueType.STRINGS if name == "aliases" else ValueType.STRING, _CLOSED.get(name, ()))
        for name in common
    }
    return ours | {name: found for name, found in fields.items() if name not in ours}


def _checked(condition: Condition, fields: Mapping[str, _Field], pointer: str) -> Predicate:
    if condition.field not in fields:
        raise UnknownField.unknown(condition.field, "field", fields, parameter=f"{pointer}/field")
    wanted, value = fields[condition.field], condition.value
    problem = _problem(condition, wanted.type)
    if problem:
        raise InvalidRequest(
            f"{condition.field} {condition.op} {str(value)[:80]!r}: {problem}",
            value=str(value)[:80],
            parameter=f"{pointer}/value",
        )
    _check_words(condition, wanted.words, pointer)
    checked: Scalar | tuple[Scalar, ...] = tuple(value) if isinstance(value, list) else value
    return Predicate(condition.field, condition.op, checked)


def _check_words(condition: Condition, words: Sequence[str], pointer: str) -> None:
    if not words or condition.op not in {Operator.EQ, Operator.NE, Operator.IN}:
        return
    asked = condition.value if isinstance(condition.value, list) else [condition.value]
    for word in map(str, asked):
        if word not in words:
            raise InvalidRequest.unknown(word, condition.field, words, parameter=f"{pointer}/value")


def _problem(condition: Condition, kind: ValueType) -> str | None:
    op, value = condition.op, condition.value
    if op is Operator.EXISTS:
        return None if isinstance(value, bool) else "exists takes true or false"
    if op is Operator.CONTAINS:
        if kind not in _TEXTS:
            return f"contains looks inside texts and lists; the field is of type {kind}"
        return _unreadable(value) if isinstance(value, str) and value else "contains takes a text"
    if kind is ValueType.STRINGS or (op in _ORDERED and kind in _UNORDERED):
        return f"{op} cannot compare a field of type {kind}; {_INSTEAD[kind]}"
    if op is Operator.IN:
        if not isinstance(value, list) or not value or len(value) > 200:
            return "in takes a list of 1 to 200 values"
        return next((wrong for wrong in (_mismatch(item, kind) for item in value) if wrong), None)
    return _mismatch(value, kind)


_INSTEAD = {
    ValueType.STRINGS: "contains finds one of its texts, exists whether there are any",
    ValueType.BOOLEAN: "= and != can",
}


def _mismatch(value: Any, kind: ValueType) -> str | None:
    if kind in _NUMERIC:
        fits = isinstance(value, int | float) and not isinstance(value, bool)
    elif kind is ValueType.BOOLEAN:
        fits = isinstance(value, bool)
    else:
        fits = isinstance(value, str)
    if not fits:
        return f"the field is of type {kind}; {str(value)[:80]!r} is not"
    if isinstance(value, str):
        return _unreadable(value)
    return None if abs(value) <= _MOST else f"numbers are finite and at most {_MOST} in size"


def _unreadable(text: str) -> str | None:
    return "half a surrogate pair is no text" if any("\ud800" <= sign <= "\udfff" for sign in text) else None
