"""The columns of nodes and edges wherever documents stand in tables, and the marks of files that can be loaded again.

Columns are made from the kinds table, never from values.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, Attribute, EdgeKind, NodeKind, ValueType, attributes_of

FORMAT_VERSION: Final = 1
"""Version of the columns and their metadata; a file that names another version is not loaded."""

NAMESPACE: Final = "https://zero-carbon-parks.example/ns#"
"""Namespace of our words in RDF and XML, a name only: no server has to answer there."""

GEXF: Final = "http://gexf.net/1.3"
GRAPHML: Final = "http://graphml.graphdrawing.org/xmlns"

OPEN: Final = ".."
"""The open end of an interval, as in ISO 8601-2."""

VALID: Final = "valid"
"""Column of the CSV pair that holds `valid_from/valid_to`."""

_GUARD: Final = "'"
"""Stands in front of a text that a spreadsheet would execute, and of one that begins like a text so guarded."""

EXECUTED: Final = ("=", "+", "-", "@", "\t", "\r")
"""First characters of a text that a spreadsheet would take for a formula."""

SEPARATOR = " | "
"""Joins the items of a list into one string."""


class ColumnType(StrEnum):
    """Type of a column. An `integer` has 32 bits, a `long` 64; `strings` is a list of them."""

    STRING = "string"
    INTEGER = "integer"
    LONG = "long"
    DOUBLE = "double"
    BOOLEAN = "boolean"
    STRINGS = "strings"


@dataclass(frozen=True, slots=True)
class Column:
    """One typed column. `unit` is that of the attribute it holds."""

    name: str
    type: ColumnType
    unit: str | None = None


def _texts(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, ColumnType.STRING) for name in names)


_SOURCES = (Column("sources", ColumnType.STRINGS), Column("source_count", ColumnType.INTEGER))
NODE_COLUMNS = (
    *(*_texts("kind", "name_en", "name_zh"), Column("aliases", ColumnType.STRINGS), *_texts("basis"), *_SOURCES),
    *(Column("lat", ColumnType.DOUBLE, "deg"), Column("lon", ColumnType.DOUBLE, "deg"), *_texts("geo_precision")),
)
"""Columns of every node, before those of its attributes. Coordinates may be borrowed: see `geo_precision`."""
EDGE_COLUMNS = (
    *(*_texts("edge_kind", "label_en", "label_zh", "basis"), *_SOURCES, *_texts("caveat", "valid_from", "valid_to")),
)
"""Columns of every edge, before those of its attributes."""

_GEPHI = ("id", "label", "kind", "type", "weight", "source", "target", "pid", "parents", "directed", "viz")
_TIME = ("start", "end", "slices", "spells", "timeset", "interval", "timestamp")
_STYLE = ("color", "size", "shape", "thickness", "x", "y", "z", "r", "g", "b", "marker-color")
RESERVED = frozenset({*_GEPHI, *_TIME, *_STYLE, "key", "name", "title", "statements"})
"""Names to which Gephi, graphology or networkx give a meaning of their own."""

_COORDINATES = frozenset({"lat", "lon"})
_INT32 = 2**31 - 1


@dataclass(frozen=True, slots=True)
class ColumnTable:
    """Column of each attribute of each kind, `columns[kind][attribute name]`, in the order of `everything`."""

    fixed: tuple[Column, ...]
    everything: tuple[Column, ...]
    columns: Mapping[str, Mapping[str, Column]]

    def columns_of(self, kinds: Collection[str]) -> tuple[Column, ...]:
        """The fixed columns, then those of the given kinds; each once, in one order for every set of kinds."""
        wanted = {column for kind in kinds for column in self.columns[kind].values()}.union(self.fixed)
        return tuple(column for column in self.everything if column in wanted)


def column_table(
    kinds: Iterable[NodeKind | EdgeKind], fixed: tuple[Column, ...], folded: Collection[str] = ()
) -> ColumnTable:
    """Names a column for every attribute, so that one name has one type and one unit.

    An attribute keeps its name unless the name is reserved, fixed, or used by another kind with another type or unit;
    then it becomes `kind_attribute`. `folded` attributes have no column: fixed ones hold their values.
    """
    kinds = tuple(kinds)
    meanings: dict[str, set[tuple[ColumnType, str | None]]] = defaultdict(set)
    for _, attribute in _attributes(kinds):
        meanings[attribute.name].add((_column_type(attribute), attribute.unit))
    taken = RESERVED | {column.name for column in fixed}
    columns: dict[str, dict[str, Column]] = {kind.name: {} for kind in kinds}
    for kind, attribute in _attributes(kinds):
        if attribute.name not in folded:
            plain = attribute.name not in taken and len(meanings[attribute.name]) == 1
            name = attribute.name if plain else f"{kind}_{attribute.name}"
            columns[kind][attribute.name] = Column(name, _column_type(attribute), attribute.unit)
    everything = tuple(dict.fromkeys((*fixed, *(column for row in columns.values() for column in row.values()))))
    twice = sorted(name for name, count in Counter(column.name for column in everything).items() if count > 1)
    if twice:
        raise ValueError(f"two columns are called {', '.join(twice)}: rename an attribute in the kinds table")
    ordered = {
        name: dict(sorted(row.items(), key=lambda item: everything.index(item[1]))) for name, row in columns.items()
    }
    return ColumnTable(fixed, everything, ordered)


def is_executed(text: str) -> bool:
    """Whether a spreadsheet would execute the text, with or without guards in front of it."""
    return text.lstrip(_GUARD).startswith(EXECUTED)


def guarded(text: str) -> str:
    """The text as a spreadsheet may read it: `unguarded` gives it back."""
    return f"{_GUARD}{text}" if is_executed(text) else text


def unguarded(text: str) -> str:
    """Inverse of `guarded`."""
    return text.removeprefix(_GUARD) if is_executed(text) else text


def node_columns(kinds: Collection[str]) -> tuple[Column, ...]:
    """Columns of a table that holds nodes of these kinds; a kind's columns are the same in every export."""
    return node_table().columns_of(kinds)


def edge_columns(kinds: Collection[str]) -> tuple[Column, ...]:
    """Columns of a table that holds edges of these kinds; a kind's columns are the same in every export."""
    return edge_table().columns_of(kinds)


@cache
def node_table() -> ColumnTable:
    """The columns of every kind of node."""
    return column_table(NODE_KINDS.values(), NODE_COLUMNS, folded=_COORDINATES)


@cache
def edge_table() -> ColumnTable:
    """The columns of every kind of edge."""
    return column_table(EDGE_KINDS.values(), EDGE_COLUMNS)


@cache
def date_columns() -> frozenset[str]:
    """Names of the columns that hold dates of reduced precision, besides those of an edge's validity."""
    return columns_where(lambda attribute: attribute.type is ValueType.DATE)


def columns_where(holds: Callable[[Attribute], bool]) -> frozenset[str]:
    """Names of the columns, of any kind, whose attribute is such."""
    return frozenset(
        column.name
        for table in (node_table(), edge_table())
        for kind, row in table.columns.items()
        for name, column in row.items()
        if holds(attributes_of(kind)[name])
    )


def _attributes(kinds: Iterable[NodeKind | EdgeKind]) -> Iterator[tuple[str, Attribute]]:
    return ((kind.name, attribute) for kind in kinds for attribute in kind.attributes)


def _column_type(attribute: Attribute) -> ColumnType:
    match attribute.type:
        case ValueType.NUMBER:
            return ColumnType.DOUBLE
        case ValueType.BOOLEAN:
            return ColumnType.BOOLEAN
        case ValueType.STRINGS:
            return ColumnType.STRINGS
        case ValueType.INTEGER:
            bounds = (attribute.minimum, attribute.maximum)
            small = all(bound is not None and abs(bound) <= _INT32 for bound in bounds)
            return ColumnType.INTEGER if small else ColumnType.LONG
        case _:
            return ColumnType.STRING
