"""Rows of text -> documents of the model. A row with a fault gives no document."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, TypeVar

from graphapi.dataset.cells import BadCell, date_of, figure_of, items_of, value_of
from graphapi.dataset.derive import DISCRIMINATOR
from graphapi.dataset.index import NODE_ID_REMEDY, Index
from graphapi.dataset.tables import TableRow
from graphapi.model.changes import Redirect
from graphapi.model.dates import first_day, last_day
from graphapi.model.documents import FIGURE_PREFIX, RANKS, Edge, Node, Source, Statement, Value, field_is_known
from graphapi.model.errors import did_you_mean
from graphapi.model.identifiers import is_node_id, kind_of
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, Attribute, Basis, Label, ValueType, attributes_of

T = TypeVar("T")

_WRITTEN_BASES: Final = tuple(basis.value for basis in Basis if basis is not Basis.DERIVED)

# China with its islands and the South China Sea, in degrees.
_LATITUDES: Final = (3.0, 54.0)
_LONGITUDES: Final = (73.0, 136.0)


_UNITS_IN_THE_NAME = frozenset({"year", "deg"})
"""Units that need not be stated: a year is given in nothing else."""
_ENDS = {
    kind.name: (sorted({tail for tail, _ in kind.ends}), sorted({head for _, head in kind.ends}))
    for kind in EDGE_KINDS.values()
}


def source(row: TableRow, index: Index) -> Source | None:
    """A source from its row."""
    (date,) = _dates(row, "date")
    if not (row["url"] or row["publisher"] or row["title"]):
        row.fault("publisher", "the source names neither page nor publisher", "write url, publisher or title")
    if row["url"] and not row["url"].startswith(("https://", "http://")):
        row.fault(
            "url", "is not a web address", "begin it with https:// or http://; leave it empty if none was recorded"
        )
    if not row.sound:
        return None
    return Source(row.id, row.get("url"), row.get("publisher"), date, row.get("title"))


def node(row: TableRow, kind: str, index: Index) -> Node | None:
    """A node of the kind from its row."""
    if not (row["name_en"] or row["name_zh"]):
        row.fault("name_en", "the node has no name", "write name_en or name_zh")
    aliases = _attempt(row, "aliases", items_of) or ()
    found = _attributes(row, kind, index)
    _check_years(row, found)
    _check_place(row, found)
    basis, sources = _basis_and_sources(row, index)
    if not row.sound:
        return None
    return Node(row["id"], row.get("name_en"), row.get("name_zh"), basis, sources, aliases, found)


def edge(row: TableRow, kind: str, index: Index) -> Edge | None:
    """An edge of the kind from its row."""
    _check_ends(row, kind, index)
    if row["discriminator"] == DISCRIMINATOR:
        row.fault("discriminator", "is reserved for derived edges", "choose another discriminator")
    if row["derived_from"]:
        row.fault("derived_from", "derived by hand", "leave it empty: derived edges are computed on loading")
    return _edge(row, kind, index, partial(_basis_and_sources, row, index))


def exported_derived_edge(row: TableRow, kind: str, index: Index) -> Edge | None:
    """A derived edge from its row in a file that we exported, which holds them too."""
    _check_ends(row, kind, index)
    sources = _attempt(row, "sources", items_of) or ()
    for source in sources:
        index.check_source(row, "sources", source)
    return _edge(row, kind, index, lambda: (Basis.DERIVED, sources))


def _edge(row: TableRow, kind: str, index: Index, support: Callable[[], tuple[Basis, tuple[str, ...]]]) -> Edge | None:
    found = _attributes(row, kind, index)
    begins, ends = _dates(row, "valid_from", "valid_to")
    if begins and ends and last_day(ends) < first_day(begins):
        row.fault("valid_to", f"the period ends before it begins ({begins})", "correct valid_from or valid_to")
    basis, sources = support()
    if not row.sound:
        return None
    return Edge(row.id, row["tail"], row["head"], basis, sources, found, begins, ends, row.get("caveat"))


def statement(row: TableRow, index: Index) -> Statement | None:
    """A statement from its row. The value has the type of the field; a figure is a number where it looks like one."""
    kind = kind_of(row["subject"])
    if kind in EDGE_KINDS:
        index.check_edge(row, "subject", row["subject"])
    else:
        index.check_node(row, "subject", row["subject"])
    value = _stated_value(row, kind, index)
    (period,) = _dates(row, "period")
    if row["rank"] not in {"", *RANKS}:
        row.fault("rank", "unknown rank", did_you_mean(row["rank"], RANKS) or f"write one of {', '.join(RANKS)}")
    basis, sources = _basis_and_sources(row, index)
    if value is None or not row.sound:
        return None
    subject, unit, rank = row["subject"], row.get("unit"), row["rank"] or "normal"
    return Statement(row.id, subject, row["field"], value, basis, sources, unit, period, rank, row.get("caveat"))


def redirect(row: TableRow, index: Index) -> Redirect | None:
    """A merge from its row: the old id is free, the target is a node."""
    index.check_node(row, "target", row["target"])
    if index.holds(row["old"]):
        row.fault("old", "the merged node is still in the package", "remove its row, or this one")
    elif kind_of(row["old"]) not in NODE_KINDS or not is_node_id(row["old"]):
        row.fault("old", "is not a node id", NODE_ID_REMEDY)
    return Redirect(row["old"], row["target"]) if row.sound else None


def check_left_out(row: TableRow) -> None:
    """Notes a fact that was left out without a reason."""
    for column in ("fact", "reason"):
        if not row[column]:
            row.fault(column, f"the {column} is missing", "say which fact was left out, and why")


def _check_ends(row: TableRow, kind: str, index: Index) -> None:
    allowed, (tails, heads) = EDGE_KINDS[kind].ends, _ENDS[kind]
    index.check_node(row, "tail", row["tail"], tails)
    index.check_node(row, "head", row["head"], heads)
    ends = (kind_of(row["tail"]), kind_of(row["head"]))
    if ends[0] in tails and ends[1] in heads and ends not in allowed:
        pairs = ", ".join(f"{tail} → {head}" for tail, head in allowed)
        row.fault("head", f"{kind} cannot join {ends[0]} to {ends[1]}", f"allowed: {pairs}")


def _stated_value(row: TableRow, kind: str, index: Index) -> Value | None:
    field, attribute = row["field"], _stated_attribute(row["field"], kind)
    if kind in NODE_KINDS or kind in EDGE_KINDS:
        _check_field(row, kind)
    if not row["value"]:
        row.fault("value", "the value is missing", "write the value that the source gives")
        return None
    if field.startswith(FIGURE_PREFIX) or attribute is None:
        return _attempt(row, "value", figure_of)
    value = _attempt(row, "value", lambda text: value_of(text, attribute))
    if value is not None:
        _check_references(row, "value", attribute, value, index)
        if attribute.unit and attribute.unit not in _UNITS_IN_THE_NAME and not row["unit"]:
            row.fault("unit", "unit missing", f"write the unit of the value; the attribute is in {attribute.unit}")
    return value


def _stated_attribute(field: str, kind: str) -> Attribute | None:
    if field in {"name_en", "name_zh"}:
        return Attribute(field, ValueType.STRING, Label("Name", "名称"))
    if field in {"valid_from", "valid_to"}:
        return Attribute(field, ValueType.DATE, Label("Validity", "有效期"))
    return attributes_of(kind).get(field)


def _check_field(row: TableRow, kind: str) -> None:
    if not field_is_known(row["subject"], row["field"]):
        known = [*attributes_of(kind), "name_en", "name_zh", "valid_from", "valid_to"]
        remedy = (
            did_you_mean(row["field"], known) or f"write an attribute of the kind {kind}, or {FIGURE_PREFIX} and a name"
        )
        row.fault("field", f"the kind {kind} has no such field", remedy)


def _attempt(row: TableRow, column: str, parse: Callable[[str], T]) -> T | None:
    """The value of a cell; a bad one becomes a fault of the row."""
    try:
        return parse(row[column])
    except BadCell as error:
        row.fault(column, error.problem, error.remedy)
        return None


def _attributes(row: TableRow, kind: str, index: Index) -> dict[str, Value]:
    """Attributes in the order of the kinds table, checked; empty cells are left out."""
    found: dict[str, Value] = {}
    for attribute in attributes_of(kind).values():
        if not row[attribute.name]:
            if attribute.required:
                named, known = f"the {attribute.label.en.lower()}", f"one of {', '.join(attribute.values)}"
                remedy = f"write {known if attribute.values else named}"
                row.fault(attribute.name, f"the {attribute.name} is missing", remedy)
            continue
        value = _attempt(row, attribute.name, partial(value_of, attribute=attribute))
        if value is not None:
            found[attribute.name] = value
            _check_references(row, attribute.name, attribute, value, index)
    return found


def _check_references(row: TableRow, column: str, attribute: Attribute, value: Value, index: Index) -> None:
    """Notes every item of a value that should name a document of the package and does not."""
    if attribute.references is None:
        return
    for identifier in value if isinstance(value, tuple) else (str(value),):
        if attribute.references in NODE_KINDS:
            index.check_node(row, column, identifier, (attribute.references,))
        else:
            index.check_edge(row, column, identifier)


def _basis_and_sources(row: TableRow, index: Index) -> tuple[Basis, tuple[str, ...]]:
    """The basis and sources of the fact. A fact without a source must say that it is unverified."""
    sources = _attempt(row, "sources", items_of) or ()
    for source in sources:
        index.check_source(row, "sources", source)
    text = row["basis"]
    if text == Basis.DERIVED:
        row.fault("basis", "derived by hand", "remove the row: derived edges are computed on loading")
    elif text not in _WRITTEN_BASES:
        remedy = did_you_mean(text, _WRITTEN_BASES) or f"write one of {', '.join(_WRITTEN_BASES)}"
        row.fault("basis", "unknown basis" if text else "the basis is missing", remedy)
    elif not row["sources"] and text != Basis.UNVERIFIED:
        row.fault("sources", "fact without source", "name a source, or write unverified as basis")
    else:
        return Basis(text), sources
    return Basis.UNVERIFIED, sources


def _dates(row: TableRow, *columns: str) -> tuple[str | None, ...]:
    """The dates of the columns, nothing where a cell is empty or bad."""
    return tuple(_attempt(row, column, date_of) if row[column] else None for column in columns)


def _check_years(row: TableRow, found: Mapping[str, Value]) -> None:
    """Notes a pair of attributes `..._start`, `..._end` that ends before it begins."""
    for name, begins in found.items():
        end = f"{name.removesuffix('_start')}_end"
        ends = found.get(end)
        if name.endswith("_start") and isinstance(begins, int) and isinstance(ends, int) and ends < begins:
            row.fault(end, f"the period ends before it begins ({begins})", f"correct {name} or {end}")


def _check_place(row: TableRow, found: Mapping[str, Value]) -> None:
    """Notes coordinates outside China's bounding box, and a latitude without longitude or the reverse."""
    for name, other, (low, high) in (("lat", "lon", _LATITUDES), ("lon", "lat", _LONGITUDES)):
        value = found.get(name)
        if isinstance(value, int | float) and not low <= value <= high:
            problem = f"the coordinate lies outside China's bounding box ({low:g} to {high:g})"
            row.fault(name, problem, "check whether lat and lon are swapped; both are decimal degrees (WGS 84)")
        if row[name] and not row[other]:
            row.fault(other, f"{name} without {other}", "write both or neither")
