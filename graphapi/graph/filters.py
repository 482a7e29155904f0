"""Tests of nodes and edges, compiled from the filters of a step. Absent fields fail all but `exists: false`."""

from collections.abc import Callable
from typing import Any

from graphapi.model.dates import holds_on
from graphapi.model.documents import Edge, Location, Node, Value
from graphapi.model.kinds import EDGE_KINDS, attributes_of
from graphapi.model.steps import Barrier, EdgeFilter, NodeFilter, Operator, Predicate

EdgeTest = Callable[[Edge], bool]
NodeTest = Callable[[Node, Location], bool]

_KINDS_WITH_STATUS = frozenset(kind for kind in EDGE_KINDS if "status" in attributes_of(kind))


def edge_test(wanted: EdgeFilter) -> EdgeTest | None:
    """Test of one edge; nothing when every edge passes."""
    if wanted.is_open:
        return None

    def passes(edge: Edge) -> bool:
        if edge.basis.rank > wanted.basis.rank:
            return False
        if wanted.valid_on and not holds_on(edge.valid_from, edge.valid_to, wanted.valid_on):
            return False
        if wanted.statuses and edge.kind in _KINDS_WITH_STATUS:
            status = edge.attributes.get("status", "unknown")
            if status not in wanted.statuses:
                return False
        return all(_holds(predicate, edge_field(edge, predicate.field)) for predicate in wanted.where)

    return passes


def node_test(wanted: NodeFilter, barrier: Barrier, exempt: frozenset[str] = frozenset()) -> NodeTest | None:
    """Test of one node reached; nothing when every node passes."""
    if wanted.is_open and barrier.is_open:
        return None

    def passes(node: Node, place: Location) -> bool:
        if node.id in exempt:
            return True
        return not _barred(barrier, node, place) and _matches(wanted, node, place)

    return passes


def node_field(node: Node, place: Location, field: str) -> Value | None:
    """Value of a field of a node: an attribute, or one of the fields that every node has."""
    common: dict[str, Value | None] = {
        "id": node.id,
        "kind": node.kind,
        "name_en": node.name_en,
        "name_zh": node.name_zh,
        "aliases": node.aliases or None,
        "basis": node.basis.value,
        "province": place.province,
        "city": place.city,
    }
    return common[field] if field in common else node.attributes.get(field)


def edge_field(edge: Edge, field: str) -> Value | None:
    """Value of a field of an edge: an attribute, or one of the fields that every edge has."""
    common: dict[str, Value | None] = {
        "id": edge.id,
        "kind": edge.kind,
        "basis": edge.basis.value,
        "valid_from": edge.valid_from,
        "valid_to": edge.valid_to,
        "caveat": edge.caveat,
    }
    return common[field] if field in common else edge.attributes.get(field)


NODE_FIELDS = ("id", "kind", "name_en", "name_zh", "aliases", "basis", "province", "city")
EDGE_FIELDS = ("id", "kind", "basis", "valid_from", "valid_to", "caveat")


def _barred(barrier: Barrier, node: Node, place: Location) -> bool:
    return (
        node.id in barrier.ids
        or node.kind in barrier.kinds
        or node.id in barrier.provinces
        or (place.province is not None and place.province in barrier.provinces)
        or (barrier.within is not None and node.id not in barrier.within)
        or any(_matches(wanted, node, place) for wanted in barrier.filters)
    )


def _matches(wanted: NodeFilter, node: Node, place: Location) -> bool:
    if (wanted.kinds and node.kind not in wanted.kinds) or (wanted.ids and node.id not in wanted.ids):
        return False
    return all(_holds(predicate, node_field(node, place, predicate.field)) for predicate in wanted.where)


def _holds(predicate: Predicate, value: Value | None) -> bool:
    if predicate.op is Operator.EXISTS:
        return (value is not None) is predicate.value
    return value is not None and _COMPARE[predicate.op](value, predicate.value)


def _contains(value: Any, wanted: Any) -> bool:
    return wanted in value if isinstance(value, tuple) else str(wanted).casefold() in str(value).casefold()


_COMPARE: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQ: lambda value, wanted: value == wanted,
    Operator.NE: lambda value, wanted: value != wanted,
    Operator.LT: lambda value, wanted: value < wanted,
    Operator.LE: lambda value, wanted: value <= wanted,
    Operator.GT: lambda value, wanted: value > wanted,
    Operator.GE: lambda value, wanted: value >= wanted,
    Operator.IN: lambda value, wanted: value in wanted,
    Operator.CONTAINS: _contains,
}
