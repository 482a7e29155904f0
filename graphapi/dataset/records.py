"""Rows of text -> documents of the model. A row with a fault gives no document."""

from collections.abc import Callable
from functools import partial

from graphapi.dataset.cells import figure_of, items_of, value_of
from graphapi.dataset.derive import DISCRIMINATOR
from graphapi.dataset.facts import (
    attempt,
    attributes,
    basis_and_sources,
    check_period,
    check_place,
    check_references,
    check_years,
    dates,
)
from graphapi.dataset.index import NODE_ID_REMEDY, Index
from graphapi.dataset.problems import Row
from graphapi.model.changes import Redirect
from graphapi.model.documents import FIGURE_PREFIX, RANKS, Edge, Node, Source, Statement, Value, field_is_known
from graphapi.model.identifiers import is_node_id, kind_of
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, Attribute, Basis, Label, ValueType, attributes_of
from graphapi.model.nearest import did_you_mean

_UNITS_IN_THE_NAME = frozenset({"year", "deg"})
"""Units that a value never comes without: nobody gives a year in anything else."""
_ENDS = {
    kind.name: (sorted({tail for tail, _ in kind.ends}), sorted({head for _, head in kind.ends}))
    for kind in EDGE_KINDS.values()
}


def source(row: Row, index: Index) -> Source | None:
    """A source from its row."""
    (date,) = dates(row, "date")
    if not (row["url"] or row["publisher"] or row["title"]):
        row.fault("publisher", "the source names neither page nor publisher", "write url, publisher or title")
    if row["url"] and not row["url"].startswith(("https://", "http://")):
        row.fault("url", "is no web address", "begin it with https:// or http://; leave it empty if none was recorded")
    if not row.sound:
        return None
    return Source(row.id, row.get("url"), row.get("publisher"), date, row.get("title"))


def node(row: Row, kind: str, index: Index) -> Node | None:
    """A node of the kind from its row."""
    if not (row["name_en"] or row["name_zh"]):
        row.fault("name_en", "the node has no name", "write name_en or name_zh")
    aliases = attempt(row, "aliases", items_of) or ()
    found = attributes(row, kind, index)
    check_years(row, found)
    check_place(row, found)
    basis, sources = basis_and_sources(row, index)
    if not row.sound:
        return None
    return Node(row["id"], row.get("name_en"), row.get("name_zh"), basis, sources, aliases, found)


def edge(row: Row, kind: str, index: Index) -> Edge | None:
    """An edge of the kind from its row."""
    _check_ends(row, kind, index)
    if row["discriminator"] == DISCRIMINATOR:
        row.fault("discriminator", "is kept for derived edges", "choose another discriminator")
    if row["derived_from"]:
        row.fault("derived_from", "derived by hand", "leave it empty: derived edges are made on loading")
    return _edge(row, kind, index, partial(basis_and_sources, row, index))


def derived_edge(row: Row, kind: str, index: Index) -> Edge | None:
    """An edge from its row in a file that we exported, where derived ones stand beside the others."""
    _check_ends(row, kind, index)
    sources = attempt(row, "sources", items_of) or ()
    for source in sources:
        index.check_source(row, "sources", source)
    return _edge(row, kind, index, lambda: (Basis.DERIVED, sources))


def _edge(row: Row, kind: str, index: Index, vouched: Callable[[], tuple[Basis, tuple[str, ...]]]) -> Edge | None:
    found = attributes(row, kind, index)
    begins, ends = dates(row, "valid_from", "valid_to")
    check_period(row, begins, ends)
    basis, sources = vouched()
    if not row.sound:
        return None
    return Edge(row.id, row["tail"], row["head"], basis, sources, found, begins, ends, row.get("caveat"))


def statement(row: Row, index: Index) -> Statement | None:
    """A statement from its row. The value has the type of the field; a figure is a number where it looks like one."""
    kind = kind_of(row["subject"])
    if kind in EDGE_KINDS:
        index.check_edge(row, "subject", row["subject"])
    else:
        index.check_node(row, "subject", row["subject"])
    value = _stated_value(row, kind, index)
    (period,) = dates(row, "period")
    if row["rank"] not in {"", *RANKS}:
        row.fault("rank", "unknown rank", did_you_mean(row["rank"], RANKS) or f"write one of {', '.join(RANKS)}")
    basis, sources = basis_and_sources(row, index)
    if value is None or not row.sound:
        return None
    return Statement(
        row.id,
        row["subject"],
        row["field"],
        value,
        basis,
        sources,
        row.get("unit"),
        period,
        row["rank"] or "normal",
        row.get("caveat"),
    )


def redirect(row: Row, index: Index) -> Redirect | None:
    """A merge from its row: the old id is free, the target is a node."""
    index.check_node(row, "target", row["target"])
    if index.holds(row["old"]):
        row.fault("old", "the merged node is still in the package", "remove its row, or this one")
    elif kind_of(row["old"]) not in NODE_KINDS or not is_node_id(row["old"]):
        row.fault("old", "is no node id", NODE_ID_REMEDY)
    return Redirect(row["old"], row["target"]) if row.sound else None


def check_left_out(row: Row) -> None:
    """Notes a fact that was left out without a reason."""
    for column in ("fact", "reason"):
        if not row[column]:
            row.fault(column, f"the {column} is missing", "say which fact was left out, and why")


def _check_ends(row: Row, kind: str, index: Index) -> None:
    allowed, (tails, heads) = EDGE_KINDS[kind].ends, _ENDS[kind]
    index.check_node(row, "tail", row["tail"], tails)
    index.check_node(row, "head", row["head"], heads)
    ends = (kind_of(row["tail"]), kind_of(row["head"]))
    if ends[0] in tails and ends[1] in heads and ends not in allowed:
        pairs = ", ".join(f"{tail} → {head}" for tail, head in allowed)
        row.fault("head", f"{kind} cannot join {ends[0]} to {ends[1]}", f"allowed: {pairs}")


def _stated_value(row: Row, kind: str, index: Index) -> Value | None:
    field, attribute = row["field"], _stated_attribute(row["field"], kind)
    if kind in NODE_KINDS or kind in EDGE_KINDS:
        _check_field(row, kind)
    if not row["value"]:
        row.fault("value", "the value is missing", "write the value that the source gives")
        return None
    if field.startswith(FIGURE_PREFIX) or attribute is None:
        return attempt(row, "value", figure_of)
    value = attempt(row, "value", lambda text: value_of(text, attribute))
    if value is not None:
        check_references(row, "value", attribute, value, index)
        _check_unit(row, attribute)
    return value


def _stated_attribute(field: str, kind: str) -> Attribute | None:
    if field in {"name_en", "name_zh"}:
        return Attribute(field, ValueType.STRING, Label("Name", "名称"))
    if field in {"valid_from", "valid_to"}:
        return Attribute(field, ValueType.DATE, Label("Validity", "有效期"))
    return attributes_of(kind).get(field)


def _check_field(row: Row, kind: str) -> None:
    if not field_is_known(row["subject"], row["field"]):
        known = [*attributes_of(kind), "name_en", "name_zh", "valid_from", "valid_to"]
        remedy = did_you_mean(row["field"], known) or f"write an attribute of a {kind}, or {FIGURE_PREFIX} and a name"
        row.fault("field", f"a {kind} has no such field", remedy)


def _check_unit(row: Row, attribute: Attribute) -> None:
    if attribute.unit and attribute.unit not in _UNITS_IN_THE_NAME and not row["unit"]:
        row.fault("unit", "unit missing", f"write the unit of the value; the attribute is in {attribute.unit}")
